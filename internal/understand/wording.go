package understand

import (
	_ "embed"
	"math"
	"slices"
	"strings"

	"signpost/internal/strictyaml"
)

// The rules know the phrases of the lexicon and nothing else, and fear has more
// words than any list. So beside them the wording of a text is weighed as a whole:
// every trait of it (traits.go), and what the rules read in it, has a weight in each
// question there is to answer, learned from the lines of testdata by wording_test.go.
// The weights are added up. What the wording weighs as danger, or as what cannot wait,
// is danger; who is at risk, how soon, whether it is distress and which language it
// is, is what weighs most.
//
// What rules make of a line is learned from those lines only that no rule was written
// from: on the others they are right too often to be believed. And some of them are
// not outweighed by a little: see calmFrom. What all this loses on strangers' lines is
// held by a test.
//
// What was learned is in wording.txt, for anybody to read; nothing of a resident's
// text is ever learned from.
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

	isPunjabi
	isUrdu
	isPolish
	isRomanian
	isBengali
	isArabic

	questions
)

// questionNames are the columns of wording.txt.
var questionNames = [questions]string{
	"danger", "distress", "child", "adult", "domestic-abuse", "self", "who-unknown", "immediate", "concern", "advice", "urgency-unknown",
	"punjabi", "urdu", "polish", "romanian", "bengali", "arabic",
}

var (
	whoQuestions     = map[Who]question{Child: isChild, Adult: isAdult, DomesticAbuse: isDomesticAbuse, Self: isSelf, "": isNobody}
	urgencyQuestions = map[Urgency]question{Immediate: isImmediate, Concern: isConcern, Advice: isAdvice, "": isAnytime}
	langQuestions    = map[string]question{"pa": isPunjabi, "ur": isUrdu, "pl": isPolish, "ro": isRomanian, "bn": isBengali, "ar": isArabic}
)

// weights are what one trait weighs in each question, total what a whole text does.
// Over 0 is rather yes than no.
type (
	weights [questions]int8
	total   [questions]int32
)

// wording is what was learned: the weights of each trait, and a table in which a trait
// stands at the slot of its sum or, where another stands there, at the next free one.
// Most traits of a text are not in it, so half of the slots are free.
type wording struct {
	start weights  // of a text with no traits
	sums  []uint32 // 0 is a free slot
	rows  []uint32 // of the trait at the same slot, among each; 0 is the row of no trait
	each  []weights
}

// What a text must weigh to be danger, or distress. That is where strangers' lines part
// best, not where those part that were learned from.
const (
	dangerFrom    = -18
	dangerFew     = 15
	distressFrom  = -20
	distressAlone = 0 // where the rules read none
)

// loadWording reads lines of a trait, a colon and its weights in the order of the
// questions. A weight of 0 is a full stop, and not written at the end. The trait of the
// first line is "start".
func loadWording(text string) (*wording, strictyaml.Problems) {
	lines := strings.Count(text, "\n")
	w := &wording{sums: make([]uint32, 2*lines+1), rows: make([]uint32, 2*lines+1), each: make([]weights, 1, lines+1)}
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
			w.sums[slot], w.rows[slot] = sum, uint32(len(w.each))
			w.each = append(w.each, row)
		}
	}
	return w, ps
}

// slot gives where a sum stands in the table, or the free slot where it would.
func (w *wording) slot(sum uint32) int {
	at := int(uint64(sum) * uint64(len(w.sums)) >> 32)
	for w.sums[at] != 0 && w.sums[at] != sum {
		if at++; at == len(w.sums) {
			at = 0
		}
	}
	return at
}

// parseWeights reads whole numbers by hand: there are some 300,000 of them at every
// start.
func parseWeights(numbers string) (row weights, ok bool) {
	q, n, sign := 0, 0, 1
	for i := range len(numbers) {
		switch c := numbers[i]; {
		case c >= '0' && c <= '9':
			if n = 10*n + int(c-'0'); n > math.MaxInt8 {
				return row, false
			}
		case c == '-':
			sign = -1
		case c == '.':
		case (c == ' ' || c == '\n') && q < len(row):
			row[q] = int8(sign * n)
			q, n, sign = q+1, 0, 1
		default:
			return row, false
		}
	}
	return row, q > 0
}

// weigh adds up what the traits of a text weigh. A total grows with the number of
// words, what is said by it only with the root of that.
func (w *wording) weigh(x text) (sum total) {
	x.traits(func(t trait) {
		row := &w.each[w.rows[w.slot(t.sum())]]
		for q := range sum {
			sum[q] += int32(row[q])
		}
	})
	root := math.Sqrt(float64(max(x.words(), 6)))
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

// weighInto takes from the wording of a text what is at stake in it, and says which way
// it differs from the rules about danger. Who is under 18 stays a child, and whom the
// rules read as a child under 18 does.
func (w *wording) weighInto(reading *Reading, a *account, x text) {
	sum := w.weigh(x)
	if !(reading.Who == Child && a.young()) {
		reading.setWho(answerOf(whoQuestions, sum.heaviest(isChild, isNobody)))
	}
	reading.Urgency = answerOf(urgencyQuestions, sum.heaviest(isImmediate, isAnytime))
	now := reading.Urgency == Immediate // what cannot wait is shown 999 first
	switch {
	case !reading.Danger && !a.unreal && (now || sum.danger() > x.dangerFrom()):
		reading.Danger = true
		a.fired["wording"] = true
	case reading.Danger && !now && sum.danger() <= a.calmFrom():
		reading.Danger = false
		a.fired["wording-calm"] = true
	case !reading.Danger && now:
		reading.Urgency = ""
	}
	from := int32(distressAlone)
	if reading.Distress {
		from = distressFrom
	}
	reading.Distress = reading.Danger && sum[isDistress] > from
	switch q := sum.heaviest(isPunjabi, isArabic); {
	case !reading.Danger:
		reading.Lang = ""
	case x.foreign != nil && sum[q] > 0:
		reading.Lang = answerOf(langQuestions, q)
	}
}

// dangerFrom is above what a text is danger. Of two or three words little is known.
func (x text) dangerFrom() int32 {
	if x.words() <= 3 {
		return dangerFew
	}
	return dangerFrom
}

// calmFrom is below what a text is calm although the rules read danger in it: far
// below for the rules that are nearly always right, and for those that read who hurt
// whom. Who asks whom to call, or laughs, sounds calm: where the rules read danger
// all the same, that says little.
func (a *account) calmFrom() int32 {
	from := int32(dangerFrom)
	for rule := range a.fired {
		switch {
		case certain[rule], attack[rule] && (a.whole[laugh] || a.whole[ask]):
			from = min(from, -250)
		case rule == "harm-repeated" && a.victims[writer]+a.victims[kid] > 0:
			from = min(from, -130)
		case attack[rule], deadly[rule] && a.whole[ask]:
			from = min(from, -110)
		case rule == "harm-repeated", rule == "foreign":
			from = min(from, -70)
		}
	}
	return from
}

var (
	certain = set(`harm-threatened armed weapon suicide help others-not-fine`)
	attack  = set(`harm-now harm-recent harm-undated harm-grave harm-body harm-pregnant abduct sexual`)
	deadly  = set(`medical trapped intruder overdose lone scream hiding fire`)
)

func (r *Reading) setWho(w Who) {
	switch {
	case w == Self:
		r.Me = true
	case r.Who == Self && !(w == Child && r.Under18):
		r.Me = false
	}
	r.Who = w
}

// answerOf gives the answer that a question is for.
func answerOf[A comparable](questions map[A]question, q question) (answer A) {
	for a, of := range questions {
		if of == q {
			return a
		}
	}
	return answer
}

// weighable gives a text to weigh. It is English when most of its words are and the
// rules found nothing else.
func (l *lexicon) weighable(a *account, pieces []piece, rules *Reading) text {
	known := 0
	for i := range a.tokens {
		if w := a.tokens[i].word; l.known(w) || l.slips.ordinary[w] || w == placeWord || hasDigit(w) {
			known++
		}
	}
	if !a.fired["foreign"] && 2*known > len(a.tokens) {
		return text{english: a, rules: rules}
	}
	x := text{foreign: pieces, rules: rules}
	if tokens := l.glossed(pieces); tokens != nil {
		x.english = newAccount(l, tokens)
	}
	return x
}

// young says whether somebody is said to be under 18.
func (a *account) young() bool {
	return slices.ContainsFunc(a.people, func(p person) bool { return p.age >= 0 && p.age < 18 })
}
