package understand

import (
	"slices"
	"strings"
)

// where decides which of the places in a text is where the person at risk is, who
// may be the writer. It names an area only when every place that may be the one lies
// in it, for who of two people the trouble is with no rule reads without fail; theirs
// and decided are the two plain cases in which one place says what another does not.
func where(pieces []piece, found []mention, reading *Reading) (area, place string) {
	away := map[string]bool{} // places of which something says that nobody is there
	var school *mention       // where somebody goes to school, who may be the one at risk
	schools := false          // there are several, in different areas
	local := false            // somebody is said to come from a place here, or to be on the phone from it
	var chosen, perhaps []mention
	for i, m := range found {
		if m.road {
			continue
		}
		from := 0
		if i > 0 {
			from = found[i-1].end
			if m.start == from+1 && pieces[from].text == "or" && m.area != found[i-1].area {
				return "", "" // "is this Dudley or Sandwell"
			}
		}
		before := lead(pieces, from, m)
		rank := standing(pieces, before, m)
		if i > 0 && m.start == from && away[found[i-1].name] && !nobodyAt(pieces, found[i-1]) {
			rank = no // "used to live in Netherton, Dudley", but "not Dudley, Tipton"
		}
		if inPassing(before, m) || rank != no && perhapsNotThere(pieces, m) {
			perhaps = append(perhaps, m)
			continue
		}
		switch rank {
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
	if len(chosen) == 0 && len(perhaps) == 0 && reading.Who == Child && school != nil && school.area != elsewhere && !schools {
		chosen = append(chosen, *school) // a child who goes to a school here mostly lives here
	}
	if len(chosen) == 0 {
		return "", ""
	}
	if !reading.Me && len(perhaps) == 0 {
		chosen = theirs(pieces, chosen, reading.Who)
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
	case area == elsewhere && (local || othersAreIn(pieces, chosen[0], anybody)):
		return "", "" // "my daughter rang from Gornal, I'm in Tamworth"
	case reading.Me && othersAreIn(pieces, chosen[0], others):
		return "", "" // "he broke my wrist, he's in Telford": where the writer is was not said
	}
	return area, place
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

// theirs leaves out where the writer is, when a text says in the plainest words where the
// writer is and where one relation is, and speaks of no other person but a carer: "I'm in
// Leeds, my nan's in Gornal". It is for writers who are not at risk themselves.
func theirs(pieces []piece, chosen []mention, who Who) []mention {
	if len(chosen) != 2 || chosen[0].area == chosen[1].area {
		return chosen
	}
	for i, m := range chosen {
		relation := relationAt(pieces, m)
		if relations[who][relation] && writerAt(pieces, chosen[1-i]) && nobodyElse(pieces, relation) {
			return []mention{m}
		}
	}
	return chosen
}

// relationAt gives the relation of whom a text says that they are at a place, and nothing
// else: "my nan in Gornal", "my nan lives in Gornal", "our grandkids are in Gornal".
func relationAt(pieces []piece, m mention) string {
	i := m.start - 1
	if i < 0 || pieces[m.start].stop != joined || !oneOf(pieces[i].text, "in", "at") {
		return ""
	}
	joinedTo := func() bool { i--; return i >= 0 && pieces[i+1].stop == joined }
	if !joinedTo() {
		return ""
	}
	if oneOf(pieces[i].text, "is", "are", "lives", "live") && !joinedTo() {
		return ""
	}
	word := owner(pieces[i])
	if i > 0 && pieces[i].stop == joined && !oneOf(pieces[i-1].text, "my", "our", "me", "its", "but", "and") {
		return ""
	}
	return word
}

// owner is a piece without the "s" behind its apostrophe: "nan" of "nan's".
func owner(p piece) string {
	if p.apos {
		return strings.TrimSuffix(p.text, "s")
	}
	return p.text
}

// writerAt says whether the writer is said to be at a place: "I'm in Leeds", "we live in".
func writerAt(pieces []piece, m mention) bool {
	for i := m.start - 1; i >= max(0, m.start-4) && pieces[i+1].stop == joined; i-- {
		switch word := pieces[i].text; {
		case oneOf(word, "i", "im", "we", "were") && (word != "were" || pieces[i].apos):
			return i == 0 || pieces[i].stop != joined || oneOf(pieces[i-1].text, "and", "but", "so", "though")
		case !oneOf(word, "in", "live", "am", "are", "over", "up", "here", "down", "living", "back", "stuck"):
			return false
		}
	}
	return false
}

// nobodyElse says whether a text speaks of no other person than the writer, one relation
// and carers.
func nobodyElse(pieces []piece, relation string) bool {
	for _, p := range pieces {
		word := owner(p)
		if word != relation && (persons[word] || persons[strings.TrimSuffix(word, "s")] || relations[Adult][word] || relations[Child][word] || oneOf(word, "us", "with")) {
			return false
		}
	}
	return true
}

var relations = map[Who]map[string]bool{
	Adult: set(`mom mum mommy mother dad father nan gran grandma grandmother nana nanny grandad granddad grandfather grandpa aunt aunty auntie`),
	Child: set(`daughter son granddaughter grandson grandkids grandchildren niece nephew`),
}

var persons = set(`brother sister wife husband partner girlfriend boyfriend ex neighbour child kid baby babby toddler lad girl boy mate friend
	man woman bloke fella cousin uncle stepdad stepmom lodger landlord boss teacher nurse family parent person people lady stranger
	missus wench someone somebody team colleague manager driver`)

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

// lead gives the words that lead to a mention, back to the place or the thought before.
func lead(pieces []piece, from int, m mention) []piece {
	start := m.start
	for start > from && m.start-start < 9 && pieces[start].stop == joined && !turns[pieces[start-1].text] {
		start--
	}
	return pieces[start:m.start]
}

// inPassing says whether the words right before a mention leave a doubt whether anybody is there now: "that was in
// Leeds", "she ended up at Russells Hall"; and outside, where others than a "he" have moved to.
func inPassing(lead []piece, m mention) bool {
	n := len(lead)
	before := func(k int, first, second string) bool {
		return n > k && lead[n-k-1].text == first && lead[n-k].text == second
	}
	if m.area == elsewhere && before(1, "moved", "to") {
		return slices.ContainsFunc(lead, func(p piece) bool { return oneOf(p.text, "they", "theyve", "she", "shes", "we", "weve") })
	}
	return before(1, "that", "was") || before(2, "that", "was") ||
		before(2, "ended", "up") && (lead[n-1].text == "at" || strings.HasSuffix(m.name, "Hospital"))
}

// standing ranks one mention by the words that lead to it.
func standing(pieces, lead []piece, m mention) int {
	if nobodyAt(pieces, m) {
		return no
	}
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
	case m.area == elsewhere && last(1) == "in" && (thingsThere[last(2)] || dwellings[last(2)] && (last(3) == "to" || last(4) == "to")):
		return no // "a course in Leeds", "driven to a flat in Leeds": who is there need not be who is at risk
	case oneOf(last(1), "left", "leaving", "of") && has(movedWords):
		return no
	case has(usedTo_) && has(livingWords), has(grewWords), has(sentWords) && has(whomWords), farAway(pieces, m):
		return no
	case (has(workWords) || worksInShop(lead)) && !has(atRiskThere):
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
	saysFrom    = set(`im am is are were was hes shes its theyre be i we hi hiya hya hello hey help writing messaging texting calling`)
	besides     = set(`next close near nearest closest opposite`)
	sentWords   = set(`send sending`)
	whomWords   = set(`me her him them us`)
	pupilWords  = set(`kid kids child girl boy pupil friend mate`)
	familyWords = set(`mom mum kids kid`)
	grewWords   = set(`grew born raised`)
	ownWords    = set(`i im ive we my`)
	workWords   = set(`work works working job worked office employed commute shopping`)
	thingsThere = set(`cabin caravan farm hotel unit prison holiday holidays weekend course job trip concert match conference`)
	dwellings   = set(`house flat place room moms mums dads nans`)
	atRiskThere = set(`child children kid kids pupil patient resident`)
	schoolWords = set(`school schools college uni`)
	pastPartner = set(`ex husband boyfriend bf hubby fella`)
)

// worksInShop says whether a shop is named otherwise than to say what is beside it:
// "outside the kebab shop", "over a shop".
func worksInShop(lead []piece) bool {
	for i, p := range lead {
		if oneOf(p.text, "outside", "above", "over", "near", "by", "behind", "opposite") {
			return false
		}
		if p.text == "shop" && i > 0 {
			return true
		}
	}
	return false
}

// othersAreIn says whether a place is where one of others is said to be: "he's in Telford",
// "my ex lives in Spain". In "he hit me, Tipton" nobody is said to be anywhere.
func othersAreIn(pieces []piece, m mention, others map[string]bool) bool {
	if m.start == 0 || pieces[m.start].stop != joined || !leadsIn[pieces[m.start-1].text] {
		return false
	}
	for i := m.start - 1; i >= max(0, m.start-3) && pieces[i+1].stop == joined; i-- {
		switch word := pieces[i].text; {
		case others[word]:
			return true
		case ownWords[word], oneOf(word, "me", "us"):
			return false
		}
	}
	return false
}

var (
	anybody = set(`he hes she shes they theyre ex both`) // who may or may not be at risk
	others  = set(`he hes she shes they theyre ex exs husband wife dad mom mum`)
)

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
	for i >= 0 && i > m.start-4 && pieces[i+1].stop == joined && (leadsIn[pieces[i].text] || livingWords[pieces[i].text] || livingIn[pieces[i].text]) {
		i--
	}
	if i < 0 || pieces[i+1].stop != joined {
		return false
	}
	return nots[pieces[i].text] || pieces[i].text == "longer" && i > 0 && pieces[i-1].text == "no"
}

var (
	nots = set(`not isnt aint ay bay arent wasnt nor never dont doesnt didnt dow nie nu`)
	// livingIn are the words for "live" and "in" of Polish and Romanian.
	livingIn = set(`w we mieszka mieszkam mieszkamy jestem jestesmy din locuiesc locuim locuieste stau stam sunt suntem`)
)
