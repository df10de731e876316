package understand

import (
	"strings"
)

// token is one word as it was meant: respelt, with its dictionary form.
type token struct {
	word string // "punched", in common spelling
	entry
	stop stop
}

// among says whether a word, in its dictionary form or without a plural's "s", is one of some.
func (t *token) among(words map[string]bool) bool {
	return words[t.lemma] || words[strings.TrimSuffix(t.word, "s")]
}

// form is the set of forms that a verb can be here.
type form uint8

const (
	base  form = 1 << iota // hit, punch
	third                  // hits
	ing                    // hitting
	past                   // hit, punched
	part                   // beaten, punched
)

// words turns pieces into tokens. Pieces in skip belong to a place and give one
// token, so that no word of a place is read as anything else.
func (l *lexicon) words(pieces []piece, places []mention) []token {
	tokens := make([]token, 0, len(pieces)+len(pieces)/4)
	put := func(word string, stop stop) {
		tokens = append(tokens, token{word: word, entry: l.entry(word), stop: stop})
	}
	next := 0
	for i := 0; i < len(pieces); i++ {
		for next < len(places) && places[next].end <= i {
			next++
		}
		if next < len(places) && places[next].start == i {
			put(placeWord, pieces[i].stop)
			i = places[next].end - 1
			continue
		}
		if word, n := spelled(pieces[i:]); n > 0 && l.known(word) {
			put(word, pieces[i].stop)
			i += n - 1
			continue
		}
		stop := pieces[i].stop
		for _, w := range l.respell(pieces[i], following(pieces, i)) {
			put(w, stop)
			stop = joined
		}
	}
	return tokens
}

// placeWord stands for a whole place among the tokens.
const placeWord = "\u2302"

func following(pieces []piece, i int) string {
	if i+1 < len(pieces) && pieces[i+1].stop == joined {
		return pieces[i+1].text
	}
	return ""
}

// longestSpelled is the longest word, in letters, that is read when spelled out.
const longestSpelled = 12

// spelled reads single letters with spaces between them as one word: "h e l p".
func spelled(pieces []piece) (word string, n int) {
	for n < min(len(pieces), longestSpelled+1) && len(pieces[n].text) == 1 && (n == 0 || pieces[n].stop != full) {
		n++
	}
	if n < 3 || n > longestSpelled {
		return "", 0
	}
	for _, p := range pieces[:n] {
		word += p.text
	}
	return word, n
}

// longestWord is the longest run of letters, in bytes, that is looked at closely.
const longestWord = 64

// respell gives the common spelling of one piece: of dialect, chat, a missing
// apostrophe, digits for letters, a letter held down, a star for a letter, a slip
// of the finger.
func (l *lexicon) respell(p piece, next string) []string {
	word := p.text
	if len(word) > longestWord {
		return []string{word}
	}
	if p.apos {
		if w, ok := l.apostrophe[word]; ok {
			return w
		}
	}
	if word == "2" && l.beginsVerb(next) {
		return []string{"to"}
	}
	if word == "wnt" && oneOf(next, "2", "to", "a", "my", "help", "out", "sum1", "someone") {
		return []string{"want"}
	}
	if word == "hell" && l.entry(next).form&base != 0 {
		return []string{"he", "will"}
	}
	if w, ok := l.spellings[word]; ok {
		return w
	}
	// "mom's", "moms": the word, and "is" or a sign that something is hers.
	if stem, ok := strings.CutSuffix(word, "s"); ok && len(stem) > 2 && (p.apos || !l.known(word)) {
		if w, ok := l.wordFor(stem); ok && len(w) == 1 {
			return []string{w[0], "'s"}
		}
	}
	if l.known(word) || l.slips.ordinary[word] || !ascii(word) && !strings.Contains(word, "*") {
		return []string{word}
	}
	if hasDigit(word) {
		if !digitsForLetters(word) {
			return []string{word}
		}
		for _, letters := range leetspeak {
			if w, ok := l.wordFor(letters.Replace(word)); ok {
				return w
			}
		}
		return []string{word}
	}
	if strings.Contains(word, "*") {
		if w := l.starred(word); w != "" {
			return []string{w}
		}
	}
	for _, w := range spoken(word) {
		if l.known(w) {
			return []string{w}
		}
	}
	for _, keep := range []int{2, 1} {
		if short := squeeze(word, keep); short != word && len(short) > 2 { // not "odd"
			if w, ok := l.wordFor(short); ok {
				return w
			}
		}
	}
	return []string{l.slips.correct(word)}
}

// beginsVerb says whether a piece is, however it is spelt, the base of a verb.
func (l *lexicon) beginsVerb(word string) bool {
	if w, ok := l.spellings[word]; ok {
		word = w[0]
	}
	return l.entry(word).form&base != 0
}

// wordFor gives the respelling of a word that is known once it is written right.
func (l *lexicon) wordFor(word string) ([]string, bool) {
	if w, ok := l.spellings[word]; ok {
		return w, true
	}
	if l.known(word) {
		return []string{word}, true
	}
	return nil, false
}

// digitsForLetters says whether the digits in a word may stand for letters: "k1ll", "5u1c1d3", and not
// "50s", "800m", "DY3" or the "5TP" of a postcode.
func digitsForLetters(word string) bool {
	digits, mixed := 0, false // whether a digit stands behind a letter
	for i := range len(word) {
		if word[i] >= '0' && word[i] <= '9' {
			digits++
			mixed = mixed || digits <= i
		}
	}
	switch {
	case len(word) <= 3:
		return 2*digits < len(word) && !hasDigit(word[:1]) && !hasDigit(word[2:])
	case 2*digits < len(word):
		return true
	}
	return mixed && 3*digits <= 2*len(word)
}

// leetspeak are the two ways in which digits stand for letters.
var leetspeak = []*strings.Replacer{
	strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "8", "b"),
	strings.NewReplacer("0", "o", "1", "l", "3", "e", "4", "a", "5", "s", "7", "t", "8", "ate"),
}

// starred finds the word of harm that is hidden in "k*ll" or "r*pe".
func (l *lexicon) starred(word string) string {
	for _, w := range l.hidden[len(word)] {
		same := true
		for i := range len(word) {
			if word[i] != '*' && word[i] != w[i] {
				same = false
				break
			}
		}
		if same {
			return w
		}
	}
	return ""
}

// squeeze shortens every run of one letter to at most keep.
func squeeze(word string, keep int) string {
	var b strings.Builder
	run := 0
	for i := range len(word) {
		if i > 0 && word[i] == word[i-1] {
			run++
		} else {
			run = 1
		}
		if run <= keep {
			b.WriteByte(word[i])
		}
	}
	return b.String()
}

// spoken gives how a word may be spelt that was written as it is said: "stabd",
// "trapt", "batterin", "ammer", "murda", "haz".
func spoken(word string) (ways []string) {
	n := len(word)
	if n < 3 {
		return nil
	}
	stem, last := word[:n-1], word[n-1:]
	before := word[n-2 : n-1]
	switch last {
	case "d", "t":
		ways = append(ways, stem+"ed", stem+before+"ed")
	case "n":
		if before == "i" {
			ways = append(ways, word+"g", "h"+word+"g")
		}
	case "a":
		ways = append(ways, stem+"er")
	}
	if strings.ContainsAny(word, "z") {
		ways = append(ways, strings.ReplaceAll(word, "z", "s"))
	}
	if n > 3 && strings.IndexByte("aeiou", word[0]) >= 0 {
		ways = append(ways, "h"+word)
	}
	return ways
}
