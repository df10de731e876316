package understand

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// glossary puts words of other languages, and stems of words with a star, into English.
type glossary struct {
	words    map[uint32]uint16 // by its sum, which takes a fifth of the room: where in meanings
	meanings []meaning
	english  []string

	englishAt map[string]uint16 // where in english, while the glossary is read
	meaningAt map[meaning]uint16
}

// meaning is what a word means in each of langAnswers: where in the English of the glossary
// it stands, 0 in a language that does not have the word.
type meaning [len(langAnswers)]uint16

// noWord is the English of a word that has none of its own, such as "się".
const noWord = "."

func newGlossary() *glossary {
	return &glossary{
		words: make(map[uint32]uint16, manyGlosses), meanings: []meaning{{}}, english: []string{""},
		englishAt: map[string]uint16{}, meaningAt: map[meaning]uint16{{}: 0},
	}
}

// add makes words of some languages known.
func (g *glossary) add(english string, words, langs []string) (wrong string) {
	if english == "" || len(langs) == 0 {
		return `want "english word: words of another language" under [gloss pl], or other languages`
	}
	at, ok := g.englishAt[english]
	if !ok {
		at = uint16(len(g.english))
		english = strings.Clone(english) // or all of the file would be kept for it
		g.english = append(g.english, english)
		g.englishAt[english] = at
	}
	for _, lang := range langs {
		n := slices.Index(langAnswers[:], lang)
		if n < 0 {
			return fmt.Sprintf("%q is not one of the languages %q", lang, langAnswers)
		}
		for _, w := range words {
			sum := sumOf(w)
			m := g.meanings[g.words[sum]]
			if m[n] != 0 && m[n] != at {
				return fmt.Sprintf("%q is both %q and %q (keep one)", w, g.english[m[n]], english)
			}
			m[n] = at
			where, ok := g.meaningAt[m]
			if !ok {
				where = uint16(len(g.meanings))
				g.meanings = append(g.meanings, m)
				g.meaningAt[m] = where
			}
			g.words[sum] = where
		}
	}
	return ""
}

// finish drops what is only needed to read the glossary.
func (g *glossary) finish() { g.englishAt, g.meaningAt = nil, nil }

// of gives what a word means, by the word itself or else by its longest stem, whatever their
// languages.
func (g *glossary) of(word string) meaning {
	var sums [longestWord + 1]uint32 // of so many bytes
	sums[0] = emptySum
	n := min(len(word), longestWord)
	for i := range n {
		sums[i+1] = addTo(sums[i], word[i:i+1])
	}
	if at, ok := g.words[sums[n]]; ok && n == len(word) {
		return g.meanings[at]
	}
	for ; n > 2; n-- {
		if at, ok := g.words[addTo(sums[n], "*")]; ok {
			return g.meanings[at]
		}
	}
	return meaning{}
}

// glossed gives the words of a text in another language as English words, one by
// one, for weighing, and the language that has most of them; what this language does not
// have may be of another. Each place is one word. There are none when few are known.
func (l *lexicon) glossed(pieces []piece, places []mention) (tokens []token, lang string) {
	means := make([]meaning, len(pieces))
	placeEnd := make([]int, len(pieces)) // the end of the place that starts here
	known := 0
	for _, m := range places {
		switch {
		case m.road: // is no place: "lye" of "mere lye" means "for"
		case m.far && m.end-m.start == 1 && l.glossary.of(pieces[m.start].text) != (meaning{}): // "dhaka" means "pushed", too
		default:
			placeEnd[m.start] = m.end
			known += m.end - m.start
		}
	}
	var words [len(langAnswers)]int // that each language has
	for i := 0; i < len(pieces); i++ {
		if placeEnd[i] > 0 {
			i = placeEnd[i] - 1
			continue
		}
		means[i] = l.glossary.of(pieces[i].text)
		if means[i] != (meaning{}) {
			known++
		}
		for n, at := range means[i] {
			if at != 0 {
				words[n]++
			}
		}
	}
	most := slices.Max(words[:])
	if most == 0 || 4*known < len(pieces) {
		return nil, ""
	}
	best := slices.Index(words[:], most)
	pause := joined
	for i := 0; i < len(pieces); i++ {
		p := pieces[i]
		pause = max(pause, p.stop)
		if placeEnd[i] > 0 {
			tokens = append(tokens, token{word: placeWord, entry: l.entry(placeWord), stop: pause})
			pause = joined
			i = placeEnd[i] - 1
			continue
		}
		at := cmp.Or(means[i][best], cmp.Or(means[i][:]...))
		english := cmp.Or(l.glossary.english[at], p.text)
		if english == noWord {
			continue
		}
		tokens = append(tokens, token{word: english, entry: l.entry(english), stop: pause})
		pause = joined
	}
	return tokens, langAnswers[best]
}
