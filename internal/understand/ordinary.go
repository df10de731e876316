package understand

import (
	_ "embed"
	"strings"
)

//go:embed ordinary.txt
var ordinaryText string

// ordinaryWords are words that are one slip away from a name or a word of alarm
// and mean what they say.
func ordinaryWords() map[string]bool {
	words := map[string]bool{}
	for line := range strings.Lines(ordinaryText) {
		if line[0] == '#' {
			continue
		}
		for _, w := range strings.Fields(line) {
			words[w] = true
		}
	}
	return words
}
