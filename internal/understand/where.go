package understand

import (
	"cmp"
	"slices"
)

// where decides which of the places in a text is where the person at risk is, who
// may be the writer. It names an area only when every place that may be the one lies
// in it, for who of two people the trouble is with no rule reads without fail; theirs
// and decided are the two plain cases in which one place says what another does not.
// Hurt says that the rules read that the writer is hurt or in need.
func where(pieces []piece, found []mention, reading *Reading, hurt bool) (area, place string) {
	away := map[string]bool{} // places of which something says that nobody is there
	var school *mention       // where somebody goes to school, who may be the one at risk
	schools := false          // there are several, in different areas
	local := false            // somebody is said to come from a place here, or to be on the phone from it
	var chosen, doubtful []mention
	for i, m := range found {
		if m.road {
			continue
		}
		if eitherOf(pieces, found[:i], m) {
			return "", "" // "is this Dudley or Sandwell", "we're moving, Tividale to Coseley"
		}
		rank := standing(pieces, found[:i], m, reading.Me)
		if i > 0 && m.start == found[i-1].end && rank != perhaps && away[found[i-1].name] && !nobodyAt(pieces, found[i-1]) {
			rank = no // "used to live in Netherton, Dudley", but "not Dudley, Tipton"
		}
		switch rank {
		case perhaps:
			doubtful = append(doubtful, m)
		case aside:
			schools = schools || school != nil && school.area != m.area
			school = &m
		case no:
			away[m.name] = true
			local = local || m.area != elsewhere && m.start > 0 && pieces[m.start-1].text == "from" &&
				!nobodyAt(pieces, m) && !shortlyBefore(pieces, m, movedWords)
		default:
			chosen = append(chosen, m)
		}
	}
	chosen = decided(chosen)
	if len(chosen) == 0 && len(doubtful) == 0 && reading.Who == Child && school != nil && school.area != elsewhere && !schools {
		chosen = append(chosen, *school) // a child who goes to a school here mostly lives here
	}
	if len(chosen) == 0 {
		return "", ""
	}
	if !reading.Me && len(doubtful) == 0 {
		chosen = theirs(pieces, chosen, reading.Who)
	}
	area = chosen[0].area
	for _, m := range chosen { // a place that no list has is no name to say back
		place = cmp.Or(place, m.name)
	}
	for _, m := range append(chosen[1:], doubtful...) {
		if m.area != area {
			return "", ""
		}
	}
	switch {
	case !slices.ContainsFunc(chosen, func(m mention) bool { return !m.far }) && !justThere(pieces, chosen[0]), away[place], schools, withheld(pieces):
		return "", ""
	case atBorder(pieces, chosen[0]):
		return "", place
	case area == elsewhere && unsure(pieces, chosen[0]), idle(pieces, chosen, reading):
		return "", ""
	case school != nil && school.area != area:
		return "", "" // "our lass is at uni in Leicester, we're in Tipton"
	case area == elsewhere && (local || othersAreIn(pieces, chosen[0], anybody)):
		return "", "" // "my daughter rang from Gornal, I'm in Tamworth"
	case area == elsewhere && !reading.Me && writerAt(pieces, chosen[0]) && homeAlone(pieces):
		return "", "" // "she's home alone and I'm in Birmingham"
	case reading.Who == DomesticAbuse && othersAreIn(pieces, chosen[0], inLaws):
		return "", "" // "my mother in law's in Lye and my husband does all she says"
	case (reading.Me || hurt && reading.Who == DomesticAbuse) && slices.ContainsFunc(chosen, func(m mention) bool { return othersAreIn(pieces, m, others) }):
		return "", "" // "he broke my wrist, he's in Telford": where the writer is was not said
	}
	return area, place
}

// eitherOf says whether a mention and the one before it are two areas to choose from, or
// where somebody moves: "Dudley or Sandwell", "Tividale to Coseley", but not "from Tividale
// to Coseley".
func eitherOf(pieces []piece, before []mention, m mention) bool {
	if len(before) == 0 {
		return false
	}
	last := before[len(before)-1]
	join := pieces[last.end].text
	return m.start == last.end+1 && m.area != last.area &&
		(join == "or" || join == "to" && (last.start == 0 || pieces[last.start-1].text != "from"))
}

// decided leaves out a postcode that lies in several areas, where the place that stands
// beside it says which of them it is: "Tipton, DY4".
func decided(chosen []mention) []mention {
	decides := func(place, postcode mention) bool {
		return place.among == nil && place.area != elsewhere && (place.end == postcode.start || postcode.end == place.start) &&
			slices.Contains(postcode.among, place.area)
	}
	var left []mention
	for i, m := range chosen {
		if i > 0 && decides(chosen[i-1], m) || i+1 < len(chosen) && decides(chosen[i+1], m) {
			continue
		}
		left = append(left, m)
	}
	return left
}

// elsewhere is the area of everything outside, by its id in places.yaml. The council
// is wrong for whoever is sent there by mistake, so less is enough to ask instead.
const elsewhere = "elsewhere"

// atBorder says whether a text speaks of a border or of just outside a place.
func atBorder(pieces []piece, m mention) bool {
	for i := max(0, m.start-5); i < min(len(pieces), m.end+4); i++ {
		if borders[pieces[i].text] || doubtsInScript[pieces[i].text] {
			return true
		}
	}
	return m.start >= 2 && pieces[m.start-2].text == "just" && pieces[m.start-1].text == "outside" ||
		m.start >= 3 && pieces[m.start-3].text == "not" && pieces[m.start-2].text == "far"
}

var borders = set(`border borders boundary between edge`)

// unsure says whether somebody does not know whether it is the place, or should not be
// there: "in Walsall I think", "he's supposed to be in Walsall".
func unsure(pieces []piece, m mention) bool {
	for i := max(0, m.start-4); i < m.start; i++ {
		if oneOf(pieces[i].text, "supposed", "somewhere") {
			return true
		}
	}
	return m.end+1 < len(pieces) && pieces[m.end].text == "i" && pieces[m.end+1].text == "think"
}

// justThere says whether a text says only that somebody is at a place: "I'm in Leeds". It
// is a place whose name we know, and not perhaps the writer's: "I'm Kendal".
func justThere(pieces []piece, m mention) bool {
	if m.name == "" || m.end-m.start < len(pieces) && !placed(pieces, m.start) && !(m.start > 0 && livingIn[pieces[m.start-1].text]) {
		return false
	}
	for i, p := range pieces {
		if (i < m.start || i >= m.end) && !leadsIn[p.text] && !beingThere[p.text] && !livingIn[p.text] {
			return false
		}
	}
	return true
}

// idle says whether a text of more than a few words tells of nobody and of nothing that
// matters: "best faggots and peas in Dudley". With words of being somewhere it can be an
// answer all the same ("the flats by the bus station in Tipton"); outside, where the writer is.
func idle(pieces []piece, chosen []mention, reading *Reading) bool {
	if m := chosen[0]; m.start > 1 && !reading.Danger && (pieces[m.start-1].text == "this" && pieces[m.start-2].text == "is" ||
		pieces[m.start-1].text == "for" && oneOf(pieces[m.start-2].text, "bot", "chat")) {
		return true // "is this Sandwell?", "is this bot for Birmingham?"
	}
	if reading.Who != "" || reading.Urgency != "" || reading.Danger {
		return false
	}
	if m := chosen[0]; m.start > 0 && pieces[m.start-1].text == "about" {
		return true // "a joke about Dudley"
	}
	words := len(pieces)
	for _, m := range chosen {
		words -= m.end - m.start
	}
	switch {
	case words <= 4:
		return false
	case chosen[0].area == elsewhere:
		return !writerAt(pieces, chosen[0]) && !slices.ContainsFunc(pieces, func(p piece) bool { return oneOf(p.text, "live", "lives", "living", "flat", "house") })
	}
	return !slices.ContainsFunc(pieces, func(p piece) bool { return beingThere[p.text] || !ascii(p.text) })
}

var beingThere = set(`i im ive we were my our us me her his hers shes hes theyre he she they live lives living lived from here ere
	its thats am are staying stay currently would happened above below town centre near nearest by off behind next opposite round over side end way flat flats house home address postcode number no street road
	estate lane close area borough council place hi hello mieszkam mieszka mieszkamy jestem jest la suntem stam locuiesc locuim locuieste stau sunt
	rehnda rehndi rehnde rehna rehta rehti rahta rahti rahte haan hun thaki thake thakin`)
