package understand

import (
	"slices"
	"strings"
)

// where decides which of the places in a text is where the person at risk is, who
// may be the writer. It names an area only when every place that may be the one lies
// in it: who of two people the trouble is with, no rule reads without fail.
func where(pieces []piece, found []mention, reading *Reading) (area, place string) {
	away := map[string]bool{} // places of which something says that nobody is there
	var school *mention       // where somebody goes to school, who may be the one at risk
	var chosen, perhaps []mention
	for i, m := range found {
		if m.road {
			continue
		}
		from := 0
		if i > 0 {
			from = found[i-1].end
		}
		rank := standing(pieces, from, m)
		if i > 0 && m.start == from && away[found[i-1].name] && !nobodyAt(pieces, found[i-1]) {
			rank = no // "used to live in Netherton, Dudley", but "not Dudley, Tipton"
		}
		if rank != no && perhapsNotThere(pieces, m) {
			perhaps = append(perhaps, m)
			continue
		}
		switch rank {
		case aside:
			school = &m
		case no:
			away[m.name] = true
		default:
			chosen = append(chosen, m)
		}
	}
	chosen = decided(chosen)
	if len(chosen) == 0 && len(perhaps) == 0 && school != nil && school.area != elsewhere {
		chosen = append(chosen, *school) // who goes to a school here mostly lives here
	}
	if len(chosen) == 0 {
		return "", ""
	}
	if !reading.Me && len(perhaps) == 0 {
		chosen = theirs(pieces, chosen, relations[reading.Who])
	}
	area, place = chosen[0].area, chosen[0].name
	for _, m := range append(chosen[1:], perhaps...) {
		if m.area != area {
			return "", ""
		}
	}
	switch {
	case !slices.ContainsFunc(chosen, func(m mention) bool { return !m.far }), away[place]:
		return "", ""
	case doubtful(pieces, chosen[0]):
		return "", place
	case school != nil && school.area != area:
		return "", "" // "our lass is at uni in Leicester, we're in Tipton"
	case reading.Me && otherIsIn(pieces, chosen[0]):
		return "", "" // "he broke my wrist, he's in Telford": where the writer is was not said
	}
	return area, place
}

// decided leaves out a postcode that lies in several areas, where a place says which of
// them it is: "Tipton, DY4".
func decided(chosen []mention) []mention {
	var areas []string // of the places
	for _, m := range chosen {
		if !hasDigit(m.name) && !slices.Contains(areas, m.area) {
			areas = append(areas, m.area)
		}
	}
	return slices.DeleteFunc(chosen, func(m mention) bool {
		return slices.ContainsFunc(m.among, func(area string) bool { return slices.Contains(areas, area) })
	})
}

// theirs leaves out where the writer is, when the text says of every place either that
// the writer is there or that one of the relations is: "I'm in Leeds, my nan's in Gornal".
// It is for writers who are not at risk themselves.
func theirs(pieces []piece, chosen []mention, relations map[string]bool) []mention {
	var there []mention
	for i, m := range chosen {
		switch whoIsAt(pieces, m, relations) {
		case kin:
			there = append(there, m)
		case nobody:
			if i == 0 || chosen[i-1].end != m.start || pieces[m.start].stop == full {
				return chosen
			}
			if n := len(there); n > 0 && there[n-1].name == chosen[i-1].name {
				there = append(there, m) // "my nan in Tividale, Sandwell"
			}
		}
	}
	if len(there) == 0 {
		return chosen
	}
	return there
}

// whoIsAt gives who is said to be at a place, by the nearest word before it that names a
// person: the writer, kin, or nobody when that is not plain.
func whoIsAt(pieces []piece, m mention, relations map[string]bool) role {
	for i := m.start - 1; i >= max(0, m.start-5) && pieces[i+1].stop == joined; i-- {
		word := pieces[i].text
		switch {
		case turns[word], oneOf(word, "respite", "hospital", "ward", "visiting", "staying"):
			return nobody
		case oneOf(word, "i", "im", "we", "were"):
			return writer
		case relations[strings.TrimSuffix(word, "s")]:
			if i >= 2 && pieces[i-1].text == "my" && oneOf(pieces[i-2].text, "at", "to", "from", "round", "of", "by", "with") && pieces[i].apos {
				return nobody // "I'm at my sister's in Telford"
			}
			return kin
		}
	}
	return nobody
}

var relations = map[Who]map[string]bool{
	Adult: set(`mom mum mommy mother mam dad father nan gran grandma grandmother nana nanny grandad granddad grandfather
		grandpa aunt aunty auntie uncle brother sister`),
	Child: set(`son daughter niece nephew lad granddaughter grandson grandkid grandchild stepdaughter stepson godson goddaughter`),
}

// elsewhere is the area of everything outside, by its id in places.yaml. The council
// is wrong for whoever is sent there by mistake, so less is enough to ask instead.
const elsewhere = "elsewhere"

// How well a place stands for where the person at risk is.
const (
	no    = iota // it is not: denied, in the past, the writer's work, where somebody goes
	aside        // somebody goes to school there, who may be the one
	fair         // nothing speaks against it
)

// doubtful says whether a text speaks of a border or of just outside a place.
func doubtful(pieces []piece, m mention) bool {
	for i := max(0, m.start-5); i < min(len(pieces), m.end+4); i++ {
		if doubts[pieces[i].text] || doubtsInScript[pieces[i].text] {
			return true
		}
	}
	return m.start >= 2 && pieces[m.start-2].text == "just" && pieces[m.start-1].text == "outside" ||
		m.start >= 3 && pieces[m.start-3].text == "not" && pieces[m.start-2].text == "far"
}

var doubts = set(`border borders boundary between edge`)

// standing ranks one mention by the words that lead to it, back to the place or
// the thought before.
func standing(pieces []piece, from int, m mention) int {
	if nobodyAt(pieces, m) {
		return no
	}
	start := m.start
	for start > from && m.start-start < 9 && pieces[start].stop == joined && !turns[pieces[start-1].text] {
		start--
	}
	lead := pieces[start:m.start]
	has := func(words map[string]bool) bool {
		for _, p := range lead {
			if words[p.text] {
				return true
			}
		}
		return false
	}
	last := func(n int) string { // the n-th word before the place
		if n > len(lead) {
			return ""
		}
		return lead[len(lead)-n].text
	}
	switch {
	case last(1) == "from" && (m.area == elsewhere || !(saysFrom[last(2)] || last(2) == "" || hasDigit(last(2))) || shortlyBefore(pieces, m, rideWords) || shortlyBefore(pieces, m, movedWords)):
		return no // where somebody comes from: "lads from Leeds", "driving over from Dudley"
	case last(1) == "to" && !besides[last(2)] && (m.area == elsewhere || !shortlyBefore(pieces, m, movedTo)):
		return no // where somebody goes, wants or is taken to: "a train to London"
	case oneOf(last(1), "left", "leaving", "of") && has(movedWords):
		return no
	case has(usedTo_) && has(livingWords), has(grewWords), has(sentWords) && has(whomWords), farAway(pieces, m):
		return no
	case (has(workWords) || visitsShop(lead)) && !has(atRiskThere):
		return no
	case has(schoolWords) && !has(ownWords) && !has(pupilWords):
		return aside
	case has(pastPartner) && has(livingWords) && !has(familyWords):
		return no
	}
	return fair
}

var (
	turns       = set(`but because cos so now and although though however while`)
	usedTo_     = set(`used formerly previously originally lived`)
	livingWords = set(`live lived living be stay from lives`)
	movedWords  = set(`moved move moving left leaving came coming fled ran run escaped got gone out`)
	movedTo     = set(`moved came fled`)
	rideWords   = set(`train bus tram coach taxi lift`)
	saysFrom    = set(`im am is are were was hes shes its theyre be i we hi hello hey help writing messaging texting calling`)
	besides     = set(`next close near nearest closest opposite`)
	sentWords   = set(`send sending`)
	whomWords   = set(`me her him them us`)
	pupilWords  = set(`kid kids child girl boy pupil friend mate`)
	familyWords = set(`mom mum kids kid`)
	grewWords   = set(`grew born raised`)
	ownWords    = set(`i im ive we my`)
	workWords   = set(`work works working job worked office employed commute shopping`)
	atRiskThere = set(`child children kid kids pupil patient resident`)
	schoolWords = set(`school schools college uni`)
	pastPartner = set(`ex husband boyfriend bf hubby fella`)
)

// visitsShop says whether somebody is at "the shop" or "the shops", not outside a shop or
// above one.
func visitsShop(lead []piece) bool {
	for i, p := range lead {
		if p.text == "shops" || p.text == "shop" && i > 0 && lead[i-1].text == "the" {
			return true
		}
	}
	return false
}

// leadsWith says whether one of the words stands shortly before a mention.
func leadsWith(pieces []piece, m mention, words map[string]bool) bool {
	for i := m.start - 1; i >= max(0, m.start-3) && pieces[i+1].stop == joined; i-- {
		if words[pieces[i].text] {
			return true
		}
	}
	return false
}

// otherIsIn says whether a place is where somebody else is said to be: "he's in Telford",
// "my ex lives in Spain". In "he hit me, Tipton" nobody is said to be anywhere.
func otherIsIn(pieces []piece, m mention) bool {
	if m.start == 0 || pieces[m.start].stop != joined || !leadsIn[pieces[m.start-1].text] {
		return false
	}
	return leadsWith(pieces, m, otherWords) && !leadsWith(pieces, m, ownWords) && !leadsWith(pieces, m, meWords)
}

var meWords = set(`me us`)

var otherWords = set(`he hes she shes they theyre ex exs husband wife dad mom mum he's she's they're`)

// shortlyBefore says whether one of the words stands in the same sentence shortly
// before a mention, with other places between them: "moved to Newquay from Netherton".
func shortlyBefore(pieces []piece, m mention, words map[string]bool) bool {
	for i := m.start - 1; i >= max(0, m.start-7) && pieces[i+1].stop != full; i-- {
		if words[pieces[i].text] {
			return true
		}
	}
	return false
}

// farAway says whether the writer cannot get from a place to where help is needed:
// "im in wales i cant get there".
func farAway(pieces []piece, m mention) bool {
	for i := m.end; i+2 < min(len(pieces), m.end+6); i++ {
		if oneOf(pieces[i].text, "cant", "cannot") && pieces[i+1].text == "get" && oneOf(pieces[i+2].text, "there", "to") {
			return true
		}
	}
	return false
}

// nobodyAt says whether a text says that nobody is at a place, in any language.
func nobodyAt(pieces []piece, m mention) bool { return denies(pieces, m) || notThere(pieces, m) }

// denies says whether "not" stands before a place: "not in Dudley", "isn't Dudley",
// "don't live in Dudley".
func denies(pieces []piece, m mention) bool {
	i := m.start - 1
	for i >= 0 && i > m.start-4 && pieces[i+1].stop == joined && (leadsIn[pieces[i].text] || livingWords[pieces[i].text]) {
		i--
	}
	if i < 0 || pieces[i+1].stop != joined {
		return false
	}
	return nots[pieces[i].text] || pieces[i].text == "longer" && i > 0 && pieces[i-1].text == "no"
}

var nots = set(`not isnt aint ay bay arent wasnt nor never dont doesnt didnt dow`)
