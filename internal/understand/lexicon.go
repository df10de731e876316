package understand

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"signpost/internal/strictyaml"
)

// The words that are understood. They are the same for every council, so they
// stand here and not in the config folder. A section opens with what its lines
// say: [spellings], [verbs], [class kid], [alike strike], [gloss pl], the name of a sign, or a sign of another
// language, [foreign pl harm]. Phrases stand between commas: a/b is either, c? may
// be missing, _ is any one word, %kid any word of a class, and a verb stands for
// all its forms; in a foreign phrase or a gloss "bij*" is every word that begins so. What
// follows # is a remark.
//
//go:embed lexicon/*.txt
var lexiconFiles embed.FS

// lexicon is the words and phrases of lexicon/*.txt.
type lexicon struct {
	ids        map[string]wordID   // every word and every class that stands in a table
	entries    []entry             // by id
	spellings  map[string][]string // gonna → going to
	apostrophe map[string][]string // hell, when typed as he'll → he will
	hidden     map[int][]string    // words by length, for k*ll
	slips      *slipIndex          // words of alarm and people, for typing errors
	phrases    [][]phrase          // by the id of their first word
	foreign    *node
	alike      map[uint32]uint16 // words that are used alike, by their sums: where in families theirs stand
	families   [][]string        // of each section of words that are used alike, with a "~" before each
	glossary   *glossary
}

type wordID uint16

// entry is what is known of one word.
type entry struct {
	lemma    string
	form     form
	classes  []string // "%kid"
	keys     []wordID // its own id, its lemma's and those of the classes of both
	alarming bool     // stands in a phrase of danger or distress
}

// phrase is one line's worth of words, and what they say.
type phrase struct {
	sign  sign
	slots []slot // after the first word
}

// slot is one place in a phrase: any of some words, or any word at all.
type slot struct {
	ids      []wordID
	any      bool
	optional bool
}

// node is one step of a tree of foreign phrases.
type node struct {
	next  map[string]*node
	signs []sign // what a phrase that ends here says
	lang  string
}

// About how many words there are, words in families, and words of other languages, so that
// the tables grow once.
const (
	manyWords   = 5 << 10
	manyAlike   = 13 << 10
	manyGlosses = 28 << 10
)

func loadLexicon(ordinary map[string]bool) (*lexicon, strictyaml.Problems) {
	l := &lexicon{
		ids: make(map[string]wordID, manyWords), entries: make([]entry, 0, manyWords), phrases: make([][]phrase, 0, manyWords),
		spellings: map[string][]string{}, apostrophe: map[string][]string{}, hidden: map[int][]string{}, foreign: &node{}, alike: make(map[uint32]uint16, manyAlike), glossary: newGlossary(),
	}
	l.slips = newSlipIndex(ordinary, func(w string) bool { return l.known(w) || l.spellings[w] != nil })
	var ps strictyaml.Problems
	names, err := fs.Glob(lexiconFiles, "lexicon/*.txt")
	if err != nil {
		return nil, strictyaml.Problems{{File: "lexicon", Text: "cannot be listed"}}
	}
	for _, name := range names {
		text, err := fs.ReadFile(lexiconFiles, name)
		if err != nil {
			return nil, strictyaml.Problems{{File: name, Text: "cannot be read"}}
		}
		section, n := "", 0
		for line := range strings.Lines(string(text)) {
			n++
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
				ps = append(ps, strictyaml.Problem{File: name, Line: n, Text: wrong})
			}
		}
	}
	l.finish()
	l.glossary.finish()
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
		words := strings.Fields(right)
		for _, v := range strings.Fields(variants) {
			if strings.Contains(v, "'") {
				l.apostrophe[strings.ReplaceAll(v, "'", "")] = words
			} else {
				l.spellings[v] = words
			}
		}
		for _, w := range words {
			l.learn(w)
		}
	case "verbs":
		for v := range strings.SplitSeq(line, ",") {
			if wrong := l.addVerb(strings.Fields(v)); wrong != "" {
				return wrong
			}
		}
	case "class":
		for _, w := range strings.Fields(line) {
			e := &l.entries[l.learn(w)]
			e.classes = append(e.classes, "%"+arg)
			if nouns[arg] {
				l.plural(w)
			}
		}
	case "alike":
		names := strings.Fields(arg)
		for i := range names {
			names[i] = "~" + names[i]
		}
		if n := len(l.families); n == 0 || !slices.Equal(l.families[n-1], names) {
			l.families = append(l.families, names)
		}
		for _, w := range strings.Fields(line) {
			if _, twice := l.alike[sumOf(w)]; twice {
				return fmt.Sprintf("%q stands here twice: write [alike one other] for a word of two families", w)
			}
			l.alike[sumOf(w)] = uint16(len(l.families) - 1)
		}
	case "gloss":
		english, words, ok := strings.Cut(line, ":")
		if !ok {
			return `want "english word: words of another language"`
		}
		// They are folded in the file: to fold so many takes longer than all else at start-up.
		return l.glossary.add(english, strings.Fields(words), strings.Fields(arg))
	case "foreign":
		lang, name, _ := strings.Cut(arg, " ")
		s, ok := signNamed(name)
		if !ok {
			return fmt.Sprintf("%q is not a sign", name)
		}
		for phrase := range strings.SplitSeq(line, ",") {
			l.foreign.insert(foldPhrase(phrase), s, lang)
		}
	default:
		s, ok := signNamed(kind)
		if !ok {
			return fmt.Sprintf("%q is not a sign", kind)
		}
		for phrase := range strings.SplitSeq(line, ",") {
			l.insert(strings.Fields(phrase), s)
		}
	}
	return ""
}

// nouns are the classes whose words have a plural that means the same.
var nouns = map[string]bool{"kid": true, "partner": true, "elder": true, "grownup": true, "kin": true, "weapon": true, "tool": true}

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
	if e := &l.entries[l.learn(many)]; e.lemma == many && len(e.classes) == 0 {
		e.lemma = w
	}
}

// learn gives the id of a word, and a new one to a new word.
func (l *lexicon) learn(w string) wordID {
	id, ok := l.ids[w]
	if !ok {
		id = wordID(len(l.entries))
		l.ids[w] = id
		l.entries = append(l.entries, entry{lemma: w})
		l.phrases = append(l.phrases, nil)
	}
	return id
}

func (l *lexicon) known(w string) bool {
	_, ok := l.ids[w]
	return ok
}

// alarms says whether a word, as it is or in its dictionary form, stands in a phrase of danger or distress.
func (l *lexicon) alarms(id wordID) bool {
	e := l.entries[id]
	return e.alarming || l.entries[l.ids[e.lemma]].alarming
}

// entry gives what is known of a word; of an unknown one, that it is itself.
func (l *lexicon) entry(w string) entry {
	if id, ok := l.ids[w]; ok {
		return l.entries[id]
	}
	return entry{lemma: w}
}

// insert makes one phrase known: "a/b" is either, "c?" may be missing, "_" is any
// word, "%kid" any word of a class.
func (l *lexicon) insert(words []string, s sign) {
	slots := make([]slot, 0, len(words))
	for _, w := range words {
		w, optional := strings.CutSuffix(w, "?")
		x := slot{any: w == "_", optional: optional}
		if !x.any {
			for o := range strings.SplitSeq(w, "/") {
				id := l.learn(o)
				l.entries[id].alarming = l.entries[id].alarming || s < bruise
				x.ids = append(x.ids, id)
			}
		}
		slots = append(slots, x)
	}
	for len(slots) > 0 {
		p := phrase{sign: s, slots: slots[1:]}
		for _, id := range slots[0].ids {
			l.phrases[id] = append(l.phrases[id], p)
		}
		if !slots[0].optional {
			break
		}
		slots = slots[1:] // the first word may be missing
	}
}

// insert makes a foreign phrase known in every way to read it.
func (root *node) insert(words []string, s sign, lang string) {
	for _, way := range expand(words) {
		n := root
		for _, w := range way {
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

// expand writes out "a/b" and "c?" in a phrase.
func expand(words []string) [][]string {
	ways := [][]string{nil}
	for _, w := range words {
		w, optional := strings.CutSuffix(w, "?")
		options := strings.Split(w, "/")
		var longer [][]string
		for _, way := range ways {
			if optional {
				longer = append(longer, way)
			}
			for _, o := range options {
				longer = append(longer, append(way[:len(way):len(way)], o))
			}
		}
		ways = longer
	}
	return ways
}

// foldPhrase folds the words of a phrase and keeps its marks: "/", "?" and the
// "*" that stands for any ending.
func foldPhrase(phrase string) []string {
	words := strings.Fields(phrase)
	for i, w := range words {
		w, optional := strings.CutSuffix(w, "?")
		options := strings.Split(w, "/")
		for k, o := range options {
			o, stem := strings.CutSuffix(o, "*")
			options[k] = strings.Join(foldWords(o), "")
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
	classIDs := map[string]wordID{}
	for w, id := range l.ids {
		if w[0] == '%' {
			classIDs[w] = id
		}
	}
	for w, id := range l.ids {
		e := &l.entries[id]
		lemma := l.ids[e.lemma]
		e.keys = append(e.keys, id)
		if lemma != id {
			e.keys = append(e.keys, lemma)
		}
		for _, class := range e.classes {
			if c, ok := classIDs[class]; ok {
				e.keys = append(e.keys, c)
			}
		}
		if lemma != id {
			for _, class := range l.entries[lemma].classes {
				if c, ok := classIDs[class]; ok {
					e.keys = append(e.keys, c)
				}
			}
		}
		if l.alarms(id) || len(l.entries[lemma].classes) > 0 {
			l.slips.add(w)
		}
	}
	for _, w := range strings.Fields(starrable) {
		l.hidden[len(w)] = append(l.hidden[len(w)], w)
	}
}

// starrable are the words that people hide behind a star.
const starrable = `kill kills killed killing rape raped raping suicide suicidal die dying dead knife gun stab
	stabbed hit hits beat beats beating hurt hurts hurting punch punched abuse abused abuser drugs cutting strangle
	strangled murder murdered sex sexual assault assaulted harm`
