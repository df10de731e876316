package understand

import "slices"

// where decides which of the places in a text is where the person at risk is, who
// may be the writer. It names an area only when every place that may be the one lies
// in it.
func where(pieces []piece, found []mention, me bool) (area, place string) {
	best, local := 0, false
	own := "" // the area of a place of which the writer says that they are there
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
		if rank != no && perhapsNotThere(pieces, m) {
			perhaps = append(perhaps, m)
			continue
		}
		local = local || rank > aside && m.area != elsewhere
		if rank == fair && leadsWith(pieces, from, m, here) {
			own = m.area
		}
		switch {
		case rank == aside:
			own = m.area
		case rank == no:
		case rank > best:
			best, chosen = rank, []mention{m}
		case rank == best:
			chosen = append(chosen, m)
		}
	}
	if len(chosen) == 0 {
		return "", ""
	}
	area, place = chosen[0].area, chosen[0].name
	for _, m := range chosen[1:] {
		switch {
		case m.area == area:
		case len(chosen) == 2 && m.area == "" || len(chosen) == 2 && area == "":
			// "Great Barr, Sandwell": the borough's own name settles what is asked.
			if council := settles(chosen[0], m); council != "" {
				return council, chosen[0].name
			}
			return "", ""
		default:
			return "", ""
		}
	}
	if slices.ContainsFunc(perhaps, func(m mention) bool { return m.area != area }) {
		return "", ""
	}
	switch {
	case best == weak || doubtful(pieces, chosen[0]):
		return "", place
	case me && best == sure && own != "" && own != area, best == fair && own != "" && own != area:
		return "", "" // "we're in Tamworth, my mom lives in Dudley"; "our lass is at uni in Leicester, we're in Tipton"
	case area == elsewhere && local:
		return "", "" // "he's in Leeds. I'm in Tipton": whose of the two it is has to be asked
	}
	return area, place
}

// elsewhere is the area of everything outside, by its id in places.yaml. The council
// is wrong for whoever is sent there by mistake, so less is enough to ask instead.
const elsewhere = "elsewhere"

// How well a place stands for where the person at risk is.
const (
	no    = iota // it is not: denied, in the past, the writer's work
	aside        // somebody goes to school there, who may be the one
	weak         // it is known and has to be asked: the writer's own home
	fair         // nothing speaks against it
	sure         // "my mom lives in Tipton"
)

// settles gives the area when one of two places must be asked and the other is
// the name of a council that it may lie in.
func settles(a, b mention) string {
	if a.area != "" {
		a, b = b, a
	}
	if a.area == "" && (b.name == "Sandwell" && b.area == "sandwell" || b.name == "Dudley" && b.area == "dudley") && b.start-a.end <= 1 {
		return b.area
	}
	return ""
}

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
	if denies(pieces, m) || notThere(pieces, m) {
		return no
	}
	start := m.start
	for start > from && m.start-start < 9 && pieces[start].stop == joined && !turns[pieces[start-1].text] {
		start--
	}
	lead := pieces[start:m.start]
	if last := len(lead) - 1; m.area == elsewhere && last >= 0 && oneOf(lead[last].text, "from", "to") {
		return no // where somebody comes from or goes to: "lads from Leeds", "a train to London"
	}
	has := func(words map[string]bool) bool {
		for _, p := range lead {
			if words[p.text] {
				return true
			}
		}
		return false
	}
	switch {
	case has(usedTo_) && has(livingWords), has(movedWords) && (has(set("from")) || has(set("of"))), has(grewWords):
		return no
	case len(lead) > 0 && lead[len(lead)-1].text == "to" && has(takenWords),
		has(set("send")) && has(set("me her him them")):
		return no // "will take her to Scotland": not yet
	case len(lead) > 2 && lead[len(lead)-1].text == "from" && lead[len(lead)-2].text == "way", farAway(pieces, m):
		return no
	case has(ownWords) && has(workWords) && !has(atRiskThere):
		return no
	case has(schoolWords) && !has(ownWords) && has(set("school college uni")) && !has(set("kid kids child girl boy pupil friend mate")):
		return aside
	case has(pastPartner) && has(livingWords) && !has(set("mom mum kids kid")):
		return no
	case has(otherWords):
		return sure
	}
	return fair
}

var (
	turns       = set(`but because cos so now and although though however while`)
	usedTo_     = set(`used formerly previously originally lived`)
	livingWords = set(`live lived living be stay from lives`)
	movedWords  = set(`moved move moving left came fled`)
	takenWords  = set(`take taking taken fly flying flown`)
	grewWords   = set(`grew born raised`)
	ownWords    = set(`i im ive we my`)
	workWords   = set(`work works working job worked office employed commute shop shopping`)
	atRiskThere = set(`child children kid kids pupil patient resident`)
	schoolWords = set(`school schools college uni`)
	pastPartner = set(`ex husband boyfriend bf hubby fella`)
	otherWords  = set(`she he her his they mom mum mam mother moms mums nan nans gran grandad dad dads father daughter son
		sister brother aunt auntie aunty uncle cousin friend mate grandkids grandson granddaughter nephew niece kids
		children baby neighbour shes hes theyre lady man grandma mate's it's`)
)

// here are words with which writers say where they are.
var here = set(`im ive were live i'm we're`)

// leadsWith says whether one of the words stands shortly before a mention.
func leadsWith(pieces []piece, from int, m mention, words map[string]bool) bool {
	for i := max(from, m.start-3); i < m.start; i++ {
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

// denies says whether "not" stands before a place: "not in Dudley", "isn't
// Dudley", "not Dudley".
func denies(pieces []piece, m mention) bool {
	i := m.start - 1
	if i >= 0 && leadsIn[pieces[i].text] {
		i--
	}
	return i >= 0 && i >= m.start-2 && pieces[i+1].stop == joined && nots[pieces[i].text]
}

var nots = set(`not isnt aint ay bay arent wasnt nor never`)
