package understand

import (
	"slices"
	"strings"
)

// bare says whether a text says nothing but who, how old and where ("me", "im 14", "it's my
// little brother, in Tipton"), nothing but that the writer or "she" is safe, or that nobody
// has touched them. Who answers the question that is open so is not in danger for that.
func (a *account) bare() bool {
	says := len(a.tokens) == 1
	not := a.hasWord("not") || a.hasWord("never")
	safe := a.hasWord("safe") && !not
	for i := range a.tokens {
		switch t := &a.tokens[i]; {
		case safe && safeWords[t.word], oneOf(t.word, "touched", "hit", "hurt") && (denying[a.wordAt(i-1)] || denying[a.wordAt(i-2)]):
			says = true
		case not && oneOf(t.word, "never", "have", "has", "did", "touch", "though", "tho"):
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

// bareGlossed says the same of a text of another language that was put into English word by
// word: nothing but who, how old and where, or that there is no hurry, or that the writer
// does not know. Word by word "he is behind me" can look like an answer, so whatever stands
// beside "me" or "not" must be one of the few that leave no doubt.
func (a *account) bareGlossed() bool {
	var says, named, writers, object, they, near, denied bool
	place, not := a.hasWord(placeWord), a.hasWord("not")
	for i := range a.tokens {
		switch t := &a.tokens[i]; {
		case t.word == placeWord || isAge(t.word):
			says = true
		case not && fillers[t.word]:
		case a.named(t):
			says, named = true, true
		case mineWords[t.word]:
			object = object || oneOf(t.word, "me", "us")
			says, writers = says || t.word == "myself" || len(a.tokens) < 3, true
		case theirWords[t.word]:
			they = true
		case deniable[t.word] && a.notBeside(i):
			denied = true
		case oneOf(t.word, "on", "at") && (mineWords[a.wordAt(i-1)] || mineWords[a.wordAt(i+1)]):
			return false // "on me", in the order of Polish and of Bengali
		case glossWords[t.word], t.word == "not", place && !not && livingWords[t.word]:
		case place && nearPlaces[t.word]:
			near = true
		default:
			return false
		}
	}
	switch {
	case they && writers && !named, named && object, near && (named || writers || they):
		return false // "he is for me" may be "he is behind me", and "he is near" is no answer to where
	case denied:
		return !named && !they
	case not:
		return place && !named // "not he, Birmingham", but "child not, Tipton" is a child that is gone
	}
	return says
}

// notBeside says whether "not" stands beside a token or one further away, with no stop between.
func (a *account) notBeside(i int) bool {
	for k := i; k > max(0, i-2) && a.tokens[k].stop == joined; k-- {
		if a.tokens[k-1].word == "not" {
			return true
		}
	}
	for k := i + 1; k < min(len(a.tokens), i+3) && a.tokens[k].stop == joined; k++ {
		if a.tokens[k].word == "not" {
			return true
		}
	}
	return false
}

var (
	denying    = set(`not never`)
	safeWords  = set(`safe now everybody everyone all house home here in`)
	mineWords  = set(`i me my myself own we us our`)
	theirWords = set(`he him his she her they them their`)
	glossWords = set(`it this that who what a the and or but of in on at for from is am are was be aged age old
		year years month months one two three four five six seven eight nine ten girl boy female little older
		younger big just only about to`)
	deniable   = set(`hurry rush quickly urgent danger know sure understand`)
	fillers    = set(`so very such someone something today now too much that say`)
	nearPlaces = set(`near towards park station area street road town centre side green almost school`)
)
