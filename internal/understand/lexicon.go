package understand

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"

	"signpost/internal/strictyaml"
)

// The words that are understood. They are the same for every council, so they
// stand here and not in the config folder; lexicon/README.md says how they are
// written.
//
//go:embed lexicon/*.txt
var lexiconFiles embed.FS

// lexicon is the words and phrases of lexicon/*.txt.
type lexicon struct {
	verbs      map[string]verb
	plurals    map[string]string   // kids → kid
	spellings  map[string][]string // gonna → going to
	apostrophe map[string][]string // hell, when typed as he'll → he will
	known      map[string]bool     // every word that stands in a table
	hidden     map[int][]string    // words by length, for k*ll
	alarming   map[string]bool     // the words of danger and distress
	slips      *slipIndex          // alarming words and people, for typing errors
	classes    map[string][]string // person → the words of %person
	class      map[string][]string // word → the classes it is in, as "%person"
	phrases    *node
	foreign    *node
}

type verb struct {
	lemma string
	form  form
}

// node is one step of a tree of phrases.
type node struct {
	next  map[string]*node
	signs []sign // what a phrase that ends here says
	lang  string // for foreign phrases
}

func loadLexicon(ordinary map[string]bool) (*lexicon, strictyaml.Problems) {
	l := &lexicon{
		verbs: map[string]verb{}, plurals: map[string]string{}, spellings: map[string][]string{},
		apostrophe: map[string][]string{}, known: map[string]bool{}, hidden: map[int][]string{},
		alarming: map[string]bool{}, slips: newSlipIndex(ordinary), classes: map[string][]string{}, class: map[string][]string{},
		phrases: &node{}, foreign: &node{},
	}
	var ps strictyaml.Problems
	names, err := fs.Glob(lexiconFiles, "lexicon/*.txt")
	if err != nil {
		return nil, strictyaml.Problems{{File: "lexicon", Text: "cannot be listed"}}
	}
	for _, name := range names { // alphabetical: classes and verbs stand before phrases
		text, err := fs.ReadFile(lexiconFiles, name)
		if err != nil {
			return nil, strictyaml.Problems{{File: name, Text: "cannot be read"}}
		}
		section := ""
		for n, line := range strings.Split(string(text), "\n") {
			if at := strings.IndexByte(line, '#'); at >= 0 {
				line = line[:at]
			}
			line = strings.TrimSpace(line)
			if line == "" {
				continue
			}
			if line[0] == '[' {
				section = strings.Trim(line, "[]")
				continue
			}
			if wrong := l.add(section, line); wrong != "" {
				ps = append(ps, strictyaml.Problem{File: name, Line: n + 1, Text: wrong})
			}
		}
	}
	l.finish()
	return l, ps
}

// add takes one line of a section.
func (l *lexicon) add(section, line string) (wrong string) {
	switch kind, arg, _ := strings.Cut(section, " "); kind {
	case "spellings":
		right, variants, ok := strings.Cut(line, ":")
		if !ok {
			return `want "right spelling: variants"`
		}
		for _, v := range strings.Fields(variants) {
			if strings.Contains(v, "'") {
				l.apostrophe[strings.ReplaceAll(v, "'", "")] = strings.Fields(right)
			} else {
				l.spellings[v] = strings.Fields(right)
			}
		}
		l.learn(strings.Fields(right)...)
	case "verbs":
		for _, v := range strings.Split(line, ",") {
			if wrong := l.addVerb(strings.Fields(v)); wrong != "" {
				return wrong
			}
		}
	case "class":
		for _, w := range strings.Fields(line) {
			l.classes[arg] = append(l.classes[arg], w)
			l.class[w] = append(l.class[w], "%"+arg)
			l.learn(w)
			if nouns[arg] {
				l.plural(w)
			}
		}
	case "foreign":
		lang, name, _ := strings.Cut(arg, " ")
		s, ok := signNamed(name)
		if !ok {
			return fmt.Sprintf("%q is not a sign", name)
		}
		for _, phrase := range strings.Split(line, ",") {
			l.insert(l.foreign, expand(foldPhrase(phrase)), s, lang)
		}
	default:
		s, ok := signNamed(kind)
		if !ok {
			return fmt.Sprintf("%q is not a sign", kind)
		}
		for _, phrase := range strings.Split(line, ",") {
			l.insert(l.phrases, expand(strings.Fields(phrase)), s, "")
		}
	}
	return ""
}

// nouns are the classes whose words have a plural that means the same.
var nouns = map[string]bool{"kid": true, "partner": true, "elder": true, "grownup": true, "kin": true, "weapon": true, "tool": true, "helper": true}

func (l *lexicon) plural(w string) {
	many := w + "s"
	switch {
	case strings.HasSuffix(w, "s"), strings.HasSuffix(w, "children"):
		return
	case strings.HasSuffix(w, "y") && !strings.HasSuffix(w, "ey") && !strings.HasSuffix(w, "oy"):
		many = w[:len(w)-1] + "ies"
	case strings.HasSuffix(w, "man"):
		many = w[:len(w)-3] + "men"
	case strings.HasSuffix(w, "fe"):
		many = w[:len(w)-2] + "ves"
	}
	if l.plurals[many] == "" && len(l.class[many]) == 0 {
		l.plurals[many] = w
		l.learn(many)
	}
}

func (l *lexicon) learn(words ...string) {
	for _, w := range words {
		l.known[w] = true
	}
}

// expand writes out "a/b" and "c?" in a phrase: every way to read it.
func expand(words []string) [][]string {
	ways := [][]string{nil}
	for _, w := range words {
		options := strings.Split(strings.TrimSuffix(w, "?"), "/")
		if strings.HasSuffix(w, "?") {
			options = append(options, "")
		}
		longer := make([][]string, 0, len(ways)*len(options))
		for _, way := range ways {
			for _, o := range options {
				if o == "" {
					longer = append(longer, way)
					continue
				}
				longer = append(longer, append(way[:len(way):len(way)], o))
			}
		}
		ways = longer
	}
	return ways
}

func (l *lexicon) insert(root *node, ways [][]string, s sign, lang string) {
	for _, way := range ways {
		n := root
		for _, w := range way {
			if lang == "" && w != "_" && w[0] != '%' {
				l.learn(w)
				l.alarming[w] = l.alarming[w] || s < bruise
			}
			if n.next == nil {
				n.next = map[string]*node{}
			}
			if n.next[w] == nil {
				n.next[w] = &node{}
			}
			n = n.next[w]
		}
		if n != root {
			n.signs = append(n.signs, s)
			n.lang = lang
		}
	}
}

// foldPhrase folds the words of a phrase and keeps its marks: "/", "?" and the
// "*" that stands for any ending.
func foldPhrase(phrase string) []string {
	words := strings.Fields(phrase)
	for i, w := range words {
		optional := strings.HasSuffix(w, "?")
		options := strings.Split(strings.TrimSuffix(w, "?"), "/")
		for k, o := range options {
			stem := strings.HasSuffix(o, "*")
			options[k] = strings.Join(foldWords(strings.TrimSuffix(o, "*")), "")
			if stem {
				options[k] += "*"
			}
		}
		words[i] = strings.Join(options, "/")
		if optional {
			words[i] += "?"
		}
	}
	return words
}

// finish makes the indexes that need every word.
func (l *lexicon) finish() {
	for w := range l.known {
		lemma := w
		if v, ok := l.verbs[w]; ok {
			lemma = v.lemma
		}
		if one, ok := l.plurals[w]; ok {
			lemma = one
		}
		if l.alarming[w] || l.alarming[lemma] || len(l.class[lemma]) > 0 {
			l.slips.add(w)
		} else {
			l.slips.know(w)
		}
	}
	for w := range l.spellings {
		l.slips.know(w)
	}
	for _, w := range strings.Fields(starrable) {
		l.hidden[len(w)] = append(l.hidden[len(w)], w)
	}
}

// starrable are the words that people hide behind a star.
const starrable = `kill kills killed killing rape raped raping suicide suicidal die dying dead knife gun stab
	stabbed hit hits beat beats beating hurt hurts hurting punch punched abuse abused abuser drugs cutting strangle
	strangled murder murdered sex sexual assault assaulted harm`
