package understand

import (
	"bufio"
	_ "embed"
	"math"
	"strconv"
	"strings"

	"signpost/internal/strictyaml"
)

// The rules know the phrases of the lexicon and nothing else, and fear has more
// words than any list. So beside them the wording of a text is weighed as a whole:
// every word, pair of words, family of words, tense and topic in it has a weight,
// learned from the lines of testdata/tune.csv by wording_test.go. The weights are
// added up; enough of them is danger.
//
// It can only add danger to what the rules read, never take any away, and it says
// nothing else but how soon. What it learned is in wording.txt, for anybody to
// read; nothing of a resident's text is ever learned from.
//
//go:generate go test -run ^TestWording$ -update .

//go:embed wording.txt
var wordingText string

// wording is what was learned.
type wording struct {
	weights   map[uint32]int32 // by the sum of a trait
	threshold int              // the weight of a text from which it is danger
}

// trait is one thing to weigh: its kind and one or two words.
type trait struct{ kind, one, two string }

// sum is a number that stands for the trait: FNV-1a of its parts.
func (t trait) sum() uint32 {
	sum := uint32(2166136261)
	for _, part := range [...]string{t.kind, t.one, t.two} {
		for i := range len(part) {
			sum = (sum ^ uint32(part[i])) * 16777619
		}
		sum *= 16777619 // "a bc" is not "ab c"
	}
	return sum
}

// loadWording reads "weight kind word [word]" lines; the first is the threshold.
func loadWording(text string) (*wording, strictyaml.Problems) {
	w := &wording{weights: make(map[uint32]int32, 8192)}
	var ps strictyaml.Problems
	lines := bufio.NewScanner(strings.NewReader(text))
	for n := 1; lines.Scan(); n++ {
		if line := lines.Text(); line == "" || line[0] == '#' {
			continue
		}
		number, rest, _ := strings.Cut(lines.Text(), " ")
		weight, err := strconv.Atoi(number)
		var t trait
		t.kind, rest, _ = strings.Cut(rest, " ")
		t.one, t.two, _ = strings.Cut(rest, " ")
		switch {
		case err != nil || t.kind == "":
			ps = append(ps, strictyaml.Problem{File: "wording.txt", Line: n, Text: `want "weight kind word", as go generate writes it`})
		case t.kind == "threshold":
			w.threshold = weight
		default:
			w.weights[t.sum()] = int32(weight)
		}
	}
	return w, ps
}

// danger says whether the wording of a text weighs as much as danger does.
func (w *wording) danger(a *account) bool {
	if len(a.tokens) == 0 {
		return false
	}
	total := 0
	a.traits(func(t trait) { total += int(w.weights[t.sum()]) })
	return perWord(total, len(a.tokens)) > w.threshold
}

// perWord makes the weights of short and long texts comparable. A total grows
// with the number of words, what is said by it only with the root of that.
func perWord(total, words int) int {
	return int(float64(total) / math.Sqrt(float64(max(words, 6))))
}

// traits gives every trait of a text, as often as it has it.
func (a *account) traits(found func(trait)) {
	general := make([]string, len(a.tokens))
	for i := range a.tokens {
		general[i] = a.general(&a.tokens[i])
	}
	const edge = "|" // stands before the first word of a clause and after the last
	for _, c := range a.clauses {
		before, after := edge, edge
		for i := c.start; i < c.end; i++ {
			t, word := &a.tokens[i], general[i]
			after = edge
			if i+1 < c.end {
				after = general[i+1]
			}
			no := ""
			if denied(a.tokens, c, i) {
				no = "not"
			}
			found(trait{"is", word, no})
			found(trait{"word", t.word, ""})
			if t.form != 0 {
				when := tenseNames[tenseOf(a.tokens, c, i)]
				found(trait{"when", t.lemma, when})
				found(trait{"when", when, ""})
			}
			found(trait{"pair", before, word})
			if after == edge {
				found(trait{"pair", word, edge})
			}
			if i > c.start {
				first := edge
				if i > c.start+1 {
					first = general[i-2]
				}
				found(trait{"gap", first, word})
			}
			for _, family := range a.families(t) {
				found(trait{"like", family, no})
				found(trait{"before", before, family})
				found(trait{"after", family, after})
			}
			before = word
		}
	}
	for s := ask; s < signs_; s++ {
		if a.whole[s] {
			found(trait{"about", signNames[s], ""})
		}
	}
}

var tenseNames = [...]string{timeless: "any", happening: "now", happened: "past", willHappen: "future", usedTo: "once", repeated: "often"}

// general gives the word that stands for others of its kind: a pronoun for all of
// its form, a class for people, weapons and parts of the body, and else the
// dictionary form.
func (a *account) general(t *token) string {
	switch r := a.roleOf(t); {
	case r == writer && isPossessive[t.word] && t.word != "me":
		return "my"
	case r == writer && objectForm[t.word]:
		return "me"
	case r == writer:
		return "i"
	case r == someone && objectForm[t.word]:
		return "him"
	case r == someone && isPossessive[t.word] && t.word != "she":
		return "his"
	case r == someone:
		return "he"
	case r != nobody:
		return roleNames[r]
	}
	for _, class := range []string{"%weapon", "%tool", "%body"} {
		if a.isClass(t, class) {
			return class
		}
	}
	if t.word[0] >= '0' && t.word[0] <= '9' {
		return "#"
	}
	return t.lemma
}

var roleNames = [...]string{kid: "%kid", partner: "%partner", elder: "%elder", kin: "%kin", grownup: "%grownup", carer: "%carer", thing: ""}

// families gives the families of alike.txt to which a word belongs.
func (l *lexicon) families(t *token) []string {
	if f := l.alike[t.lemma]; f != nil {
		return f
	}
	for _, ending := range []string{"s", "ing", "ed"} {
		if stem, ok := strings.CutSuffix(t.word, ending); ok {
			if f := l.alike[stem]; f != nil {
				return f
			}
		}
	}
	return l.alike[t.word]
}
