package understand

import (
	"slices"
	"strings"
)

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
	bare := x.foreign == nil && !reading.Danger && a.bare()
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

// bare says whether a text says nothing but who, how old and where ("me", "im 14", "it's my
// little brother, in Tipton"), or nothing but that the writer or "she" is safe. Who answers
// the question that is open so is not in danger for that.
func (a *account) bare() bool {
	says := len(a.tokens) == 1
	safe := a.hasWord("safe") && !a.hasWord("not")
	for i := range a.tokens {
		switch t := &a.tokens[i]; {
		case safe && oneOf(t.word, "safe", "now"):
			says = true
		case !safe && (t.word == placeWord || a.named(t) || isAge(t.word)):
			says = true
		case oneOf(t.word, "in", "at", "near") && (a.wordAt(i+1) == placeWord || isPossessive[a.wordAt(i+1)] && (a.wordAt(i+3) == "'s" || strings.HasSuffix(a.wordAt(i+2), "s"))):
		case t.word == "'s", bareWords[t.word]:
		default:
			return false
		}
	}
	return says
}

// hasWord says whether a word stands in the text.
func (a *account) hasWord(word string) bool {
	return slices.ContainsFunc(a.tokens, func(t token) bool { return t.word == word })
}

// isAge says whether a word is a number of one or two digits.
func isAge(word string) bool {
	return len(word) < 3 && strings.Trim(word, "0123456789") == ""
}

// named says whether a word is a person who may be the one at risk, and no pronoun.
func (a *account) named(t *token) bool {
	if crowds[t.lemma] {
		return false
	}
	switch a.roleOf(t) {
	case nobody, writer, someone, thing:
		return false
	}
	return true
}

var bareWords = set(`i me my mine myself we us our he him his she her hers they them their it this that who a an the and or but not of is
	am are was 's be live lives living aged age old year years month months week weeks just only
	about for from girl boy male female little older younger big eldest youngest actually mean meant`)

// crowds are persons whose being there may be the danger.
var crowds = set(`gang mob crowd youth stranger`)

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
	tokens, lang := l.glossed(pieces)
	if x.lang = lang; tokens != nil {
		x.english = newAccount(l, tokens)
	}
	return x
}

// young says whether somebody is said to be under 18.
func (a *account) young() bool {
	return slices.ContainsFunc(a.people, func(p person) bool { return p.age >= 0 && p.age < 18 })
}
