package understand

import (
	"strings"

	"github.com/mozillazg/go-unidecode"
)

// sound gives the consonants of a word as they sound in any script, so that one word
// of Punjabi or Urdu is one whether it was typed in Gurmukhi, in Arabic letters or in
// Latin ones, with any vowels. What is written for a vowel or a breath in one of them
// (h, v, w, y) is left out. Without consonants it is a hyphen.
func sound(word string) string {
	var b strings.Builder
	last := byte(0)
	latin := unidecode.Unidecode(word)
	for i := range len(latin) {
		c := latin[i] | 0x20
		switch c {
		case 'a', 'e', 'i', 'o', 'u', 'h', 'v', 'w', 'y', ' ', '`', '\'':
			continue
		case 'q':
			c = 'k'
		case 'f':
			c = 'p'
		case 'z':
			c = 'j'
		}
		if c == last {
			continue
		}
		b.WriteByte(c)
		last = c
	}
	if b.Len() == 0 {
		return "-"
	}
	return b.String()
}
