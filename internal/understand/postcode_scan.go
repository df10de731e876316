package understand

import "strings"

// mention is one place read in a text.
type mention struct {
	start, end int      // the pieces it stands in, half-open
	name       string   // as we say it back
	area       string   // "" when the borough must be asked
	road       bool     // a road or a region: says nothing about the borough
	far        bool     // nowhere near: alone it counts only where nothing else is said
	among      []string // the areas of a postcode that lies in several, which another place may decide
	careful    bool     // also an ordinary word: counts only where a place would stand
	led        bool     // and a name of people, too: counts only after "in" and the like
}

// scan finds every postcode in a text, in any form in which people type one.
func (t *postcodes) scan(pieces []piece) (found []mention) {
	for i := 0; i < len(pieces); i++ {
		m, ok := t.at(pieces, i)
		if ok {
			found = append(found, m)
			i = m.end - 1
		}
	}
	return found
}

// at reads the postcode that starts at piece i.
func (t *postcodes) at(pieces []piece, i int) (mention, bool) {
	word := pieces[i].text
	if len(word) > 7 || !hasDigit(word) && !t.startsOutcode(pieces, i) {
		return mention{}, false
	}
	next := func(n int) string {
		if i+n >= len(pieces) || pieces[i+n].stop != joined {
			return ""
		}
		return pieces[i+n].text
	}
	read := func(n int, outcode, sector, letters string) (mention, bool) {
		area, known := t.find(outcode, sector, letters)
		name := strings.ToUpper(strings.TrimSpace(outcode + " " + sector + letters))
		if !known && !(letters != "" && t.local(outcode)) {
			return mention{}, false
		}
		m := mention{start: i, end: i + n, name: name, area: area}
		if area == "" && letters == "" {
			m.among = t.among[name]
		}
		return m, true
	}

	// "b 70 8ab", "dy 5 1qx", "dy 5"
	if t.startsOutcode(pieces, i) {
		if outcode, ok := t.outcode(word + next(1)); ok {
			if sector, letters, ok := inward(next(2)); ok {
				return read(3, outcode, sector, letters)
			}
			if len(word) == 2 {
				return read(2, outcode, "", "")
			}
		}
		return mention{}, false
	}
	// "b708ab"
	if len(word) >= 5 {
		if sector, letters, ok := inward(word[len(word)-3:]); ok {
			// From far away only in capitals: "wa2a3et" is "she fell" in Arabic.
			if outcode, ok := t.outcode(word[:len(word)-3]); ok && (t.local(outcode) || pieces[i].upper) {
				return read(1, outcode, sector, letters)
			}
		}
	}
	outcode, ok := t.outcode(word)
	// "b70 8ab"
	if sector, letters, in := inward(next(1)); ok && in && !(chat[word] && !pieces[i].upper) &&
		!(ordinal[next(1)] && !t.listed(outcode)) {
		return read(2, outcode, sector, letters)
	}
	if numbered(pieces, i) || !ok && len(word) < 4 {
		return mention{}, false
	}
	// "b708"
	if !ok || len(word) == 4 && len(outcode) == 4 && t.local(outcode) && !t.listed(outcode) {
		if last := word[len(word)-1]; last >= '0' && last <= '9' {
			if outcode, ok := t.outcode(word[:len(word)-1]); ok && t.listed(outcode) {
				return read(1, outcode, string(last), "")
			}
		}
		return mention{}, false
	}
	if !t.standsAlone(pieces, i, outcode) {
		return mention{}, false
	}
	// "b70 8": a digit with a space before it may also count something else.
	if d := next(1); len(d) == 1 && d[0] >= '0' && d[0] <= '9' && t.listed(outcode) {
		sector := outcode + " " + d
		if t.whole[sector] == 0 && t.split[sector] == nil {
			return read(1, outcode, "", "") // "b70 2 kids": there is no B70 2
		}
		m, _ := read(2, outcode, d, "")
		alone, _ := read(1, outcode, "", "")
		ends := i+2 >= len(pieces) || pieces[i+2].stop != joined || pieces[i+2].text == "area"
		if ends && (m.area != "" || t.split[sector] != nil) {
			return m, true
		}
		if m.area != alone.area {
			alone.area = ""
		}
		return alone, true
	}
	// "dy12" is DY12, and may be DY1 2 without the space: outside, that is asked.
	m, ok := read(1, outcode, "", "")
	if short := outcode[:len(outcode)-1]; ok && m.area == elsewhere && t.listed(short) {
		sector := short + " " + outcode[len(outcode)-1:]
		if t.split[sector] != nil || t.whole[sector] != 0 && t.name(t.whole[sector]) != m.area {
			m.area = ""
		}
	}
	return m, ok
}

// chat are outcodes that mean a word in a chat ("m8", "b4") or a motorway.
var chat = set(`b4 m8 w8 l8 h8 n1 ne1 e1 s1 m1 m2 m3 m4 m5 m6 m40 m42 m50 m54 m69 g4 b2 b1 e2 e5`)

// standsAlone says whether an outcode without the rest of a postcode is meant as
// one: the short ones and those from far away only when they stand like a place.
func (t *postcodes) standsAlone(pieces []piece, i int, outcode string) bool {
	word := pieces[i].text
	switch {
	case t.listed(outcode) && len(outcode) > 2:
		return true
	case chat[word] && strings.HasPrefix(word, "m"):
		return false
	case chat[word]:
		return pieces[i].upper && (placed(pieces, i) || t.digitFollows(pieces, i))
	}
	alone := pieces[i].stop != joined && (i+1 == len(pieces) || pieces[i+1].stop != joined) // "Gospel Oak, NW5."
	return pieces[i].upper && (alone || t.digitFollows(pieces, i)) || placed(pieces, i)
}

// faraway says whether a piece is an outcode of elsewhere and no word of a chat: "L30". In
// small letters it must end a thought: "ch4 gas leak" is none.
func (t *postcodes) faraway(pieces []piece, i int) bool {
	outcode, ok := t.outcode(pieces[i].text)
	if !ok || chat[pieces[i].text] || t.local(outcode) || !pieces[i].upper && i+1 < len(pieces) && pieces[i+1].stop == joined {
		return false
	}
	area, known := t.find(outcode, "", "")
	return known && area == elsewhere
}

func (t *postcodes) digitFollows(pieces []piece, i int) bool {
	return i+1 < len(pieces) && len(pieces[i+1].text) == 1 && hasDigit(pieces[i+1].text)
}

// placed says whether a word stands where a place would: after "in", "at" and the
// like.
func placed(pieces []piece, i int) bool {
	if i > 1 && pieces[i-1].text == "the" && pieces[i].stop == joined {
		i--
	}
	return i > 0 && pieces[i].stop == joined && leadsIn[pieces[i-1].text]
}

var leadsIn = set(`in at from near by around round nr postcode outside lives live living area over up down to of off`)

// numbered says whether the piece is the number of a flat, a room, a vitamin.
func numbered(pieces []piece, i int) bool {
	if i > 0 && pieces[i].stop == joined && numberedBy[pieces[i-1].text] {
		return true
	}
	if pieces[i].text == "b12" && i > 0 && oneOf(pieces[i-1].text, "her", "his", "my", "many", "some", "more", "of", "and") {
		return true // the vitamin
	}
	return i+1 < len(pieces) && vitamins[pieces[i+1].text]
}

var (
	numberedBy = set(`flat room block unit ward class bay door number no vitamin vit bus route form junction gate
		seat size platform page question apartment apt lot plot locker motorway plate reg`)
	vitamins = set(`deficiency injection injections jab jabs tablets tablet vitamin supplement motorway bus`)
)

// startsOutcode says whether the piece is the letters of one of our outcodes
// with a space typed after them.
func (t *postcodes) startsOutcode(pieces []piece, i int) bool {
	word := pieces[i].text
	if len(word) > 2 || hasDigit(word) || i+1 >= len(pieces) || pieces[i+1].stop != joined {
		return false
	}
	n := pieces[i+1].text
	return len(n) <= 2 && hasDigit(n) && t.local(strings.ToUpper(word)+"1")
}

// outcode reads an outcode, with O typed for 0 and I or L for 1.
func (t *postcodes) outcode(word string) (string, bool) {
	upper := strings.ToUpper(word)
	if !hasDigit(word) {
		return "", false
	}
	if validOutcode(upper) && t.known(upper) {
		return upper, true
	}
	for n := 1; n <= 2 && n < len(upper); n++ {
		fixed := upper[:n] + mistyped.Replace(upper[n:])
		if validOutcode(fixed) && t.local(fixed) {
			return fixed, true
		}
	}
	return upper, validOutcode(upper) && t.local(upper)
}

var mistyped = strings.NewReplacer("O", "0", "I", "1", "L", "1")

// inward reads the second half of a postcode.
func inward(word string) (sector, letters string, ok bool) {
	if len(word) != 3 {
		return "", "", false
	}
	sector = strings.ReplaceAll(word[:1], "o", "0")
	letters = strings.ToUpper(word[1:])
	if sector[0] < '0' || sector[0] > '9' || unit(letters) < 0 {
		return "", "", false
	}
	return sector, letters, true
}

var ordinal = set(`1st 2nd 3rd 4th 5th 6th 7th 8th 9th 1hr 2hr 3hr`)

// known says whether the file says anything about the outcode.
func (t *postcodes) known(outcode string) bool {
	_, known := t.find(outcode, "", "")
	return known
}

// listed says whether the file lists the outcode's own sectors.
func (t *postcodes) listed(outcode string) bool {
	_, ok := t.outcodes[outcode]
	return ok
}

// local says whether the file lists any outcode with the same letters.
func (t *postcodes) local(outcode string) bool {
	return t.locals[strings.TrimRight(outcode, "0123456789")]
}

func hasDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }

// set makes a set of the words of a text.
func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}
