package understand

import "slices"

// The rules know the phrases of the lexicon and nothing else, and fear has more
// words than any list. So beside them the wording of a text is weighed as a whole:
// every trait of it (traits.go), and what the rules read in it, is looked up in what
// was learned from the lines of testdata (learn_test.go), and gives a weight in each
// question there is to answer (weigh.go). What weighs enough as danger is danger,
// but in an answer that only says who and where (bare); who is at risk, how soon and which
// language it is, is what weighs most.
//
// What was learned are two small neural networks that were begun differently, and whose
// answers are added: where a few lines misled the one, the other may know better. They
// see a text as the sum of its traits and nothing else, so they are quick.
//
// What rules make of a line is learned from those lines only that no rule was written
// from: on the others they are right too often to be believed. What all this loses on
// strangers' lines is held by a test.
//
// Nothing of a resident's text is ever learned from.
//
//go:generate go test -run ^TestWording$ -timeout 30m -update .

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

// The answers to who, how soon and which language, in the order of their questions.
var (
	whoAnswers     = [...]Who{Child, Adult, DomesticAbuse, Self, ""}
	urgencyAnswers = [...]Urgency{Immediate, Concern, Advice, ""}
	langAnswers    = [...]string{"pa", "ur", "pl", "ro", "bn", "ar"}
)

// What a text weighs as danger, or distress, in hundredths (weigh.go). These were chosen on
// lines of hands that were kept apart and on the totals of those set aside.
const (
	// likely is danger, from one in thirteen on: one who is in danger and is not told is worse
	// than twelve who are told and are not.
	likely = -250
	// evens is what an answer in another language may weigh as danger and yet be none. Put into
	// English word by word, more may stand in it than is seen.
	evens = 0
	// distressed is that this danger is distress: who is sent to the wrong one of the two
	// cards is told of 999 all the same.
	distressed = -100
	// surely is what a passage of a longer account must weigh to be danger of itself: seven
	// in eight.
	surely = 200
)

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

// weighInto takes from the wording of a text what is at stake in it, and says which way
// it differs from the rules about danger. Whom the rules read as a child stays one where
// an age under 18 is said.
func (w *wording) weighInto(reading *Reading, a *account, x text) (weight int32) {
	sum := w.weigh(x)
	bare := !reading.Danger && (x.foreign == nil && a.bare() ||
		x.foreign != nil && x.english != nil && sum[isDanger] < evens && x.english.bareGlossed())
	if !(reading.Who == Child && a.young()) && !(bare && reading.Who != "") {
		reading.setWho(whoAnswers[sum.heaviest(isChild, isNobody)-isChild])
	}
	danger := sum[isDanger] > likely && !bare
	switch {
	case danger && !reading.Danger:
		a.fired["wording"] = true
	case !danger && reading.Danger:
		a.fired["wording-calm"] = true
	}
	reading.Danger = danger
	switch {
	case bare:
		reading.Urgency = ""
	case danger:
		reading.Urgency = urgencyAnswers[sum.heaviest(isImmediate, isAnytime)-isImmediate]
	default: // what is no danger is not immediate
		reading.Urgency = urgencyAnswers[sum.heaviest(isConcern, isAnytime)-isImmediate]
	}
	reading.Distress = reading.Danger && sum[isDistress] > distressed
	switch q := sum.heaviest(isPunjabi, isArabic); {
	case !reading.Danger:
		reading.Lang = ""
	case x.foreign != nil && sum[q] > 0:
		reading.Lang = langAnswers[q-isPunjabi]
	}
	return sum[isDanger]
}

func (r *Reading) setWho(w Who) {
	switch {
	case w == Self:
		r.Me = true
	case r.Who == Self && !(w == Child && r.Under18):
		r.Me = false
	}
	r.Who = w
}

// weighable gives a text to weigh. It is English when most of its words are and the
// rules found nothing else.
func (l *lexicon) weighable(a *account, pieces []piece, found []mention, rules *Reading) text {
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
	tokens, lang := l.glossed(pieces, found)
	if x.lang = lang; tokens != nil {
		x.english = newAccount(l, tokens)
	}
	return x
}

// young says whether somebody is said to be under 18.
func (a *account) young() bool {
	return slices.ContainsFunc(a.people, func(p person) bool { return p.age >= 0 && p.age < 18 })
}
