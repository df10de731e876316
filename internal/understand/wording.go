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
// What was learned are four small neural networks that were begun differently, and whose
// answers are added: where a few lines misled the one, the others may know better. They
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

var (
	whoQuestions     = map[Who]question{Child: isChild, Adult: isAdult, DomesticAbuse: isDomesticAbuse, Self: isSelf, "": isNobody}
	urgencyQuestions = map[Urgency]question{Immediate: isImmediate, Concern: isConcern, Advice: isAdvice, "": isAnytime}
	langQuestions    = map[string]question{"pa": isPunjabi, "ur": isUrdu, "pl": isPolish, "ro": isRomanian, "bn": isBengali, "ar": isArabic}
)

// What a text must weigh to be danger, or distress: less than nothing, because one who is
// in danger and is not told is worse than three who are told and are not. At these weights
// the lines of hands that were kept apart part as the README says.
const (
	dangerFrom   = -125
	distressFrom = -100
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
func (w *wording) weighInto(reading *Reading, a *account, x text) {
	sum := w.weigh(x)
	bare := x.foreign == nil && a.bare()
	if !(reading.Who == Child && a.young()) && !(bare && reading.Who != "") {
		reading.setWho(answerOf(whoQuestions, sum.heaviest(isChild, isNobody)))
	}
	reading.Urgency = answerOf(urgencyQuestions, sum.heaviest(isImmediate, isAnytime))
	danger := sum[isDanger] > dangerFrom && !bare
	switch {
	case danger && !reading.Danger:
		a.fired["wording"] = true
	case !danger && reading.Danger:
		a.fired["wording-calm"] = true
	}
	reading.Danger = danger
	if !reading.Danger && reading.Urgency == Immediate {
		reading.Urgency = answerOf(urgencyQuestions, sum.heaviest(isConcern, isAnytime))
	}
	reading.Distress = reading.Danger && sum[isDistress] > distressFrom
	switch q := sum.heaviest(isPunjabi, isArabic); {
	case !reading.Danger:
		reading.Lang = ""
	case x.foreign != nil && sum[q] > 0:
		reading.Lang = answerOf(langQuestions, q)
	}
}

// bare says whether a text says nothing but who, how old and where: "im 14", "it's my little
// brother, in Tipton". Who answers the question that is open so is not in danger for that.
func (a *account) bare() bool {
	says := false
	for i := range a.tokens {
		switch t := &a.tokens[i]; {
		case t.word == placeWord, a.named(t), isAge(t.word):
			says = true
		case oneOf(t.word, "in", "at", "near") && i+1 < len(a.tokens) && a.tokens[i+1].word == placeWord:
		case !bareWords[t.word]:
			return false
		}
	}
	return says
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

var bareWords = set(`i me my mine we us our he him his she her hers they them their it this that who a an the and or but not of is
	am are was 's be live lives living aged age old year years month months week weeks just only
	about for from girl boy male female little older younger big eldest youngest`)

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
