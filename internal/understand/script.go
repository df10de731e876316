package understand

import "unicode"

// scripts are those of the languages in which danger is read.
var scripts = []*unicode.RangeTable{unicode.Latin, unicode.Gurmukhi, unicode.Arabic, unicode.Bengali}

// unread says whether most letters of a text belong to a script of which nothing can
// be read. What it says may be anything, so it counts as danger: 999 has interpreters,
// and a greeting met with the emergency card is the smaller mistake.
func unread(text string) bool {
	letters, strange := 0, 0
	for _, r := range text {
		if !unicode.IsLetter(r) {
			continue
		}
		letters++
		if !unicode.In(r, scripts...) {
			strange++
		}
	}
	return strange*2 > letters
}
