package understand

import "slices"

// How well a place stands for where the person at risk is.
const (
	no      = iota // it is not: denied, in the past, the writer's work, where somebody goes
	aside          // somebody goes to school there, who may be the one
	perhaps        // something leaves a doubt (passing.go, place_scripts.go)
	fair           // nothing speaks against it
)

// leading are the words that lead to a mention, back to the place or the thought before.
type leading []piece

func leadTo(pieces []piece, from int, m mention) leading {
	start := m.start
	for start > from && m.start-start < 9 && pieces[start].stop == joined && !turns[pieces[start-1].text] {
		start--
	}
	return leading(pieces[start:m.start])
}

// last gives the n-th word before the mention, counted from 1, or "".
func (l leading) last(n int) string {
	if n > len(l) {
		return ""
	}
	return l[len(l)-n].text
}

func (l leading) has(words map[string]bool) bool {
	return slices.ContainsFunc(l, func(p piece) bool { return words[p.text] })
}

// standing ranks one mention by the words around it, after those before it. Me says that the
// writer is the one at risk.
func standing(pieces []piece, before []mention, m mention, me bool) int {
	from := 0
	if n := len(before); n > 0 {
		from = before[n-1].end
	}
	lead := leadTo(pieces, from, m)
	switch rank := lead.rank(pieces, m); {
	case lead.inPassing(m), forOthers(pieces, lead, m, me), movedOn(pieces, before, lead, m):
		return perhaps
	case rank != no && (perhapsNotThere(pieces, m) || inDoubt(pieces, lead, m)):
		return perhaps
	default:
		return rank
	}
}

// rank ranks a mention by the words that lead to it.
func (l leading) rank(pieces []piece, m mention) int {
	if nobodyAt(pieces, m) {
		return no
	}
	has, last := l.has, l.last
	switch {
	case last(1) == "from" && (m.area == elsewhere || comesToWork[last(2)] || has(rideWords) || shortlyBefore(pieces, m, movedWords)):
		return no // where somebody comes from: "lads from Leeds", "driving over from Dudley"
	case last(1) == "from" && !(saysFrom[last(2)] || last(2) == "" || hasDigit(last(2))):
		return perhaps // "I'm a nurse at Russells Hall, a patient from Great Bridge"
	case last(1) == "to" && !besides[last(2)] && (m.area == elsewhere || !shortlyBefore(pieces, m, movedTo)):
		return no // where somebody goes, wants or is taken to: "a train to London"
	case m.area == elsewhere && last(1) == "in" && (thingsThere[last(2)] || dwellings[last(2)] && (last(3) == "to" || last(4) == "to")):
		return no // "he's on a course in Telford", "driven to my mom's in Walsall": who is there need not be who is at risk
	case m.area == elsewhere && passedBy[last(1)]:
		return no // "as far as from here til Birmingham"
	case oneOf(last(1), "left", "leaving", "of", "fled", "escaped") && has(movedWords):
		return no
	case has(usedTo_) && has(livingWords), has(grewWords), has(sentWords) && has(whomWords), farAway(pieces, m):
		return no
	case (has(workWords) || l.worksInShop()) && !has(atRiskThere):
		return no
	case has(schoolWords) && !has(landmark) && (m.area == elsewhere || !has(ownWords) && !has(pupilWords)):
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
	comesToWork = set(`carer carers nurse worker workers agency teacher police council`)
	besides     = set(`next close near nearest closest opposite`)
	sentWords   = set(`send sending`)
	whomWords   = set(`me her him them us`)
	pupilWords  = set(`kid kids child girl boy pupil friend mate`)
	familyWords = set(`mom mum kids kid`)
	grewWords   = set(`grew born raised`)
	ownWords    = set(`i im ive we my`)
	workWords   = set(`work works working job worked office employed commute shopping pracuje lucrez lucreaza muncesc`)
	dwellings   = set(`house flat place room moms mums dads nans`)
	landmark    = set(`by near opposite behind`)
	passedBy    = set(`like till til until towards toward through than v vs call called`)
	atRiskThere = set(`child children kid kids pupil patient resident`)
	schoolWords = set(`school schools college uni`)
	pastPartner = set(`ex husband boyfriend bf hubby fella`)
)

// worksInShop says whether a shop is named otherwise than to say what is beside it:
// "outside the kebab shop", "over a shop".
func (l leading) worksInShop() bool {
	for i, p := range l {
		if oneOf(p.text, "outside", "above", "over", "near", "by", "behind", "opposite") {
			return false
		}
		if p.text == "shop" && i > 0 {
			return true
		}
	}
	return false
}

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
	livingIn = set(`w we mieszka mieszkam mieszkamy jestem jestesmy din la locuiesc locuim locuieste stau stam sunt suntem`)
)
