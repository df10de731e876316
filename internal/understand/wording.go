package understand

import (
	_ "embed"
	"math"
	"math/bits"
	"slices"
	"strings"

	"signpost/internal/strictyaml"
)

// The rules know the phrases of the lexicon and nothing else, and fear has more
// words than any list. So beside them the wording of a text is weighed as a whole:
// every trait of it (traits.go) has a weight in each question there is to answer,
// learned from the lines of testdata by wording_test.go. The weights are added up,
// and what the rules read lies in the scales with them.
//
// What the wording weighs as danger, or as what cannot wait, is danger too. Danger
// that the rules read stays, but where the wording speaks strongly against it: never
// against a wish to die, a weapon, a life threatened or a cry for help, and what that
// loses on strangers' lines is held by a test. Who is at risk, how soon, and whether
// it is distress is what weighs most. What was
// learned is in wording.txt, for anybody to read; nothing of a resident's text is
// ever learned from.
//
//go:generate go test -run ^TestWording$ -update .

//go:embed wording.txt
var wordingText string

// A question is one thing that a wording is weighed for.
type question uint8

const (
	isDanger question = iota
	isDistress

	isChild
	isAdult
	isDomesticAbuse
	isSelf
	isNobody // who is not certain

	isImmediate
	isConcern
	isAdvice
	isAnytime // how soon is not certain

	questions
)

// questionNames are the columns of wording.txt.
var questionNames = [questions]string{
	"danger", "distress", "child", "adult", "domestic-abuse", "self", "who-unknown", "immediate", "concern", "advice", "urgency-unknown",
}

var (
	whoQuestions     = map[Who]question{Child: isChild, Adult: isAdult, DomesticAbuse: isDomesticAbuse, Self: isSelf, "": isNobody}
	urgencyQuestions = map[Urgency]question{Immediate: isImmediate, Concern: isConcern, Advice: isAdvice, "": isAnytime}
)

// weights are what one trait weighs in each question, total what a whole text does.
// Over 0 is rather yes than no.
type (
	weights [questions]int16
	total   [questions]int32
)

// wording is what was learned: a table in which a trait stands at the slot of its
// sum or, where others stand there, at the next free one.
type wording struct {
	start weights  // of a text with no traits
	sums  []uint32 // 0 is a free slot
	rows  []weights
}

// What the reading of the rules weighs. It is not learned: on the lines that the
// rules were written from they are right too often to be learned from.
const (
	trustWho      = 75
	trustUrgency  = 50
	trustDistress = 250
	trustSelf     = 175
)

// What a text must weigh to be danger or distress. That is where strangers' lines
// part best, not where those part that were learned from.
const (
	dangerFrom   = 25
	calmFrom     = -600 // below it the wording overrules danger that the rules read
	distressFrom = -75
)

// loadWording reads lines of a trait, a colon and its weights in the order of the
// questions. A weight of 0 is a full stop. The trait of the first line is "start".
func loadWording(text string) (*wording, strictyaml.Problems) {
	slots := 1 << bits.Len(uint(2*strings.Count(text, "\n")))
	w := &wording{sums: make([]uint32, slots), rows: make([]weights, slots)}
	var ps strictyaml.Problems
	n := 0
	for line := range strings.Lines(text) {
		n++
		if line == "\n" || line[0] == '#' {
			continue
		}
		name, numbers, _ := strings.Cut(line, ": ")
		row, ok := parseWeights(numbers)
		sum := addTo(emptySum, name)
		slot := w.slot(sum)
		switch {
		case !ok || w.sums[slot] != 0:
			ps = append(ps, strictyaml.Problem{File: "wording.txt", Line: n, Text: "want a trait, a colon and its weights, as go generate writes it, each trait once"})
		case name == "start":
			w.start = row
		default:
			w.sums[slot], w.rows[slot] = sum, row
		}
	}
	return w, ps
}

// slot gives where a sum stands in the table, or the free slot where it would.
func (w *wording) slot(sum uint32) int {
	at := int(sum) & (len(w.sums) - 1)
	for w.sums[at] != 0 && w.sums[at] != sum {
		at = (at + 1) & (len(w.sums) - 1)
	}
	return at
}

// parseWeights reads whole numbers by hand: there are some 150,000 of them at every
// start.
func parseWeights(numbers string) (row weights, ok bool) {
	q, n, sign := 0, 0, 1
	for i := range len(numbers) {
		switch c := numbers[i]; {
		case c >= '0' && c <= '9' && n < 1000:
			n = 10*n + int(c-'0')
		case c == '-':
			sign = -1
		case c == '.':
		case (c == ' ' || c == '\n') && q < len(row):
			row[q] = int16(sign * n)
			q, n, sign = q+1, 0, 1
		default:
			return row, false
		}
	}
	return row, q == len(row)
}

// weigh adds up what the traits of a text weigh. A total grows with the number of
// words, what is said by it only with the root of that.
func (w *wording) weigh(a *account) (sum total) {
	a.traits(func(t trait) {
		row := &w.rows[w.slot(t.sum())]
		for q := range sum {
			sum[q] += int32(row[q])
		}
	})
	root := math.Sqrt(float64(max(len(a.tokens), 6)))
	for q := range sum {
		sum[q] = int32(w.start[q]) + int32(float64(sum[q])/root)
	}
	return sum
}

// heaviest gives the question that weighs most, from one to another.
func (w total) heaviest(from, to question) question {
	best := from
	for q := from; q <= to; q++ {
		if w[q] > w[best] {
			best = q
		}
	}
	return best
}

// danger is what a text weighs as danger. Other questions know something of it, too:
// what cannot wait and what is distress is dangerous, what asks for advice is not.
func (w total) danger() int32 {
	return w[isDanger] + (w[isImmediate]+w[isDistress]-w[isAdvice])/2
}

// weighInto adds to what the rules read what the wording of a text weighs. It says
// whether it found danger that they had not. Who is under 18 stays a child; and in
// another language, whose glossed words have lost their tense and order, who and how
// soon stay as the rules read them.
func (w *wording) weighInto(reading *Reading, a *account, glossed bool) (found bool) {
	sum := w.weigh(a)
	switch {
	case !reading.Danger && !a.unreal && sum.danger() > dangerFrom:
		reading.Danger, found = true, true
	case reading.Danger && !reading.Distress && !glossed && sum.danger() < calmFrom && !a.beyondDoubt():
		reading.Danger = false
		a.fired["wording-calm"] = true
	}

	if reading.Distress {
		sum[isDistress] += trustDistress
	}
	reading.Distress = reading.Danger && sum[isDistress] > distressFrom

	sum[whoQuestions[reading.Who]] += trustWho
	if reading.Who == Self {
		sum[isSelf] += trustSelf
	}
	if !(reading.Who == Child && a.young()) && !(glossed && reading.Who != "") {
		reading.setWho(whoOf(sum.heaviest(isChild, isNobody)))
	}

	if !(glossed && reading.Urgency != "") {
		sum[urgencyQuestions[reading.Urgency]] += trustUrgency
		reading.Urgency = urgencyOf(sum.heaviest(isImmediate, isAnytime))
	}
	if reading.Urgency == Immediate && !reading.Danger {
		reading.Danger, found = true, true // what cannot wait is shown 999 first
	}
	return found
}

// beyondDoubt says whether a rule fired that no wording overrules.
func (a *account) beyondDoubt() bool {
	for rule := range a.fired {
		if certain[rule] {
			return true
		}
	}
	return false
}

var certain = set(`harm-grave harm-threatened armed weapon suicide overdose help foreign`)

func (r *Reading) setWho(w Who) {
	switch {
	case w == Self:
		r.Me = true
	case r.Who == Self:
		r.Me = false
	}
	r.Who = w
}

func whoOf(q question) Who {
	for w, wq := range whoQuestions {
		if wq == q {
			return w
		}
	}
	return ""
}

func urgencyOf(q question) Urgency {
	for u, uq := range urgencyQuestions {
		if uq == q {
			return u
		}
	}
	return ""
}

// inEnglish gives a text as English to weigh: as it is or, in another language, word
// by word, with the language. It is nil when most of the words are not known.
func (l *lexicon) inEnglish(a *account, pieces []piece) (english *account, lang string) {
	known := 0
	for i := range a.tokens {
		if w := a.tokens[i].word; l.known(w) || l.slips.ordinary[w] || w == placeWord || hasDigit(w) {
			known++
		}
	}
	if !a.fired["foreign"] && 2*known > len(a.tokens) {
		return a, ""
	}
	if tokens, lang := l.glossed(pieces); tokens != nil {
		return newAccount(l, tokens), lang
	}
	return nil, ""
}

// young says whether somebody is said to be under 18.
func (a *account) young() bool {
	return slices.ContainsFunc(a.people, func(p person) bool { return p.age >= 0 && p.age < 18 })
}
