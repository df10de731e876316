package understand

import (
	"strconv"
	"strings"
)

// text is one text to weigh: in English, or in another language with what of it
// could be put into English word by word.
type text struct {
	english *account // nil when few of its words are known
	foreign []piece  // nil in English
	lang    string   // which has most of its words, of those that the lexicon knows
	rules   *Reading // what the rules read in it, nil when that is not to be weighed
}

// words is how many words are weighed.
func (x text) words() int {
	if x.foreign == nil && x.english != nil {
		return len(x.english.tokens)
	}
	return len(x.foreign)
}

// traits gives every trait of a text, as often as it has it: its words and what
// stands beside them, the letters in them, who does what to whom, who is spoken of,
// what it is about, and what the rules read in it.
func (x text) traits(found func(trait)) {
	if x.english != nil {
		x.english.traits(found)
	}
	if x.foreign != nil {
		foreignTraits(x.foreign, found)
		found(trait{"foreign-lang", x.lang, ""})
	}
	switch {
	case x.rules == nil:
	case x.foreign == nil:
		x.rules.traits(found)
	default: // there, words of English are often words of something else
		x.rules.traits(func(t trait) { found(trait{"foreign-" + t.kind, t.one, t.two}) })
	}
}

// traits of a reading are what the rules make of a text.
func (r *Reading) traits(found func(trait)) {
	for _, rule := range r.Matched {
		found(trait{"rule", rule, ""})
	}
	found(trait{"rules-who", string(r.Who), ""})
	found(trait{"rules-urgency", string(r.Urgency), ""})
	found(trait{"rules-danger", strconv.FormatBool(r.Danger), strconv.FormatBool(r.Distress)})
}

// foreignTraits gives the words of a text in another language as they are and as they
// sound, and their letters, which know stems and endings. What stands beside them is
// weighed in English.
func foreignTraits(pieces []piece, found func(trait)) {
	for _, p := range pieces {
		word := p.text
		if word[0] >= '0' && word[0] <= '9' {
			word = "#"
		}
		found(trait{"foreign", word, ""})
		found(trait{"foreign-sound", sound(word), ""})
		letterTraits(&foreignLetters, word, found)
	}
}

// foreign says whether a trait is one of a text in another language.
func (t trait) foreign() bool { return strings.HasPrefix(t.kind, "foreign") }

var (
	letters        = [...]string{"begins", "holds", "ends"}
	foreignLetters = [...]string{"foreign-begins", "foreign-holds", "foreign-ends"}
)

// letterTraits gives the runs of three letters in a word.
func letterTraits(kinds *[3]string, word string, found func(trait)) {
	if len(word) > longestWord {
		return
	}
	var at [longestWord + 1]int // where each letter begins
	n := 0
	for i := range word {
		at[n] = i
		n++
	}
	at[n] = len(word)
	if n < 3 {
		return
	}
	found(trait{kinds[0], word[:at[3]], ""})
	for i := 1; i+3 < n; i++ {
		found(trait{kinds[1], word[at[i]:at[i+3]], ""})
	}
	found(trait{kinds[2], word[at[n-3]:], ""})
}
