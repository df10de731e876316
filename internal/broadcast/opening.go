package broadcast

import (
	"slices"
	"strings"
	"unicode"
)

// openingLength is about what a locked phone shows of a message, in characters.
const openingLength = 100

// Opening is what a locked phone shows of the words, for whoever looks at it.
func (c Content) Opening() string {
	var b strings.Builder
	for _, l := range c.Lines {
		if l.Text != "" {
			b.WriteString(l.Text + " ")
		}
	}
	runes := []rune(strings.TrimSpace(b.String()))
	return string(runes[:min(len(runes), openingLength)])
}

// risky are the beginnings of words that tell somebody who reads over a shoulder
// what a message is about, or make them ask why it came.
var risky = []string{
	"abus", "assault", "attack", "beat", "bruise", "control", "danger", "domestic", "drug", "exploit", "groom", "harm", "hit",
	"hurt", "kill", "marriage", "police", "rape", "refuge", "safeguard", "self-harm", "sex", "slave", "social", "suicid",
	"threat", "trafficking", "victim", "violen", "weapon",
}

// Risky lists the words of a text that should not be the first that a locked phone
// shows, each once, as they are written.
func Risky(text string) []string {
	var found []string
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' }) {
		small := strings.ToLower(word)
		if slices.ContainsFunc(risky, func(start string) bool { return strings.HasPrefix(small, start) }) && !slices.Contains(found, word) {
			found = append(found, word)
		}
	}
	return found
}

// LongestSentence gives the number of words of the longest sentence. Over 20 are
// hard to read on a phone, and to hear.
func (c Content) LongestSentence() int {
	longest := 0
	for _, l := range c.Lines {
		for sentence := range strings.FieldsFuncSeq(l.Text, func(r rune) bool { return strings.ContainsRune(".!?:;", r) }) {
			longest = max(longest, len(strings.Fields(sentence)))
		}
	}
	return longest
}
