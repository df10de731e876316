package understand

import (
	"slices"
	"strings"
)

// inPassing says whether the words before a mention leave a doubt whether who is at risk is
// there now, even where they say that somebody comes from there or goes there: "I was in
// Dudley", "a man from Oldbury", "the patient goes home to Tipton". Outside, less is enough:
// where others than a man who is gone have moved to, where only a thing is or just anybody.
func (l leading) inPassing(m mention) bool {
	first, second, third := l.last(1), l.last(2), l.last(3)
	switch {
	case first == "to" && second == "home", first == "up" && second == "went", first == "from" && second == "was",
		first == "was" && second == "that", oneOf(first, "in", "at") && second == "was",
		second == "up" && third == "ended" && (first == "at" || strings.HasSuffix(m.name, "Hospital")):
		return true
	case m.area != elsewhere:
		return first == "from" && (anyone[second] || rideWords[second] || hasDigit(second) && third == "of")
	case first == "from" && hasDigit(second) && oneOf(third, "im", "am"),
		first == "from" && !m.far && (oneOf(third, "a", "little") && mayBeAtRisk[second] || second == "shes"), strings.HasSuffix(m.name, "Hospital"):
		return true // "im 10 from Rugeley", "I teach in Tipton, she's from Perton"
	case l.has(whoIsGone):
		return false
	}
	return first == "to" && (leftWords[second] || leftWords[third]) ||
		first == "in" && (thingsThere[second] || anyone[second] && oneOf(third, "a", "some", "this"))
}

// inDoubt says the same of words that do so only where nothing else speaks against the
// place: "carers from a Dudley firm", "the family in Friar Park have flitted".
func inDoubt(pieces []piece, l leading, m mention) bool {
	after, then := "", ""
	if m.end < len(pieces) && pieces[m.end].stop == joined {
		after = pieces[m.end].text
		if m.end+1 < len(pieces) && pieces[m.end+1].stop == joined {
			then = pieces[m.end+1].text
		}
	}
	return calledAfter[after] || m.area == elsewhere && calledAfterOutside[after] ||
		oneOf(after, "have", "has") && leftWords[then] || after == "is" && !leadsIn[l.last(1)] && namesPerson(then, pieces[min(len(pieces), m.end+2):]) || // "Dudley is my boyfriend"
		oneOf(after, "v", "vs") || oneOf(l.last(1), "v", "vs") || l.last(1) == "in" && othersThere[l.last(2)] ||
		l.surname() || believed(l) || l.movedAway()
}

// namesPerson says whether what follows "is" makes a person of a name: "is my boyfriend",
// "is 4 and".
func namesPerson(then string, rest []piece) bool {
	next := ""
	if len(rest) > 0 {
		next = rest[0].text
	}
	return oneOf(then, "my", "our") && isPerson(next) || hasDigit(then) && !oneOf(next, "mile", "miles", "minutes", "mins", "min", "hours")
}

// movedOn says whether somebody has moved from a place named before to one outside: "they've
// moved from Wordsley to Telford".
func movedOn(pieces []piece, before []mention, l leading, m mention) bool {
	return len(before) > 0 && m.area == elsewhere && len(l) == 1 && l.last(1) == "to" &&
		shortlyBefore(pieces, before[len(before)-1], movedWords)
}

// forOthers says whether somebody is at a place for their work with others, who may be the
// ones at risk where the writer is not (me): "I work at a care home in Tipton, they hurt the
// residents", "I work for a man in Bearwood".
func forOthers(pieces []piece, l leading, m mention, me bool) bool {
	if !l.has(workWords) {
		return false
	}
	house := l.has(careHouses) || m.end < len(pieces) && careHouses[pieces[m.end].text] // "at a Dudley home"
	return l.last(1) == "in" && (anyone[l.last(2)] || mayBeAtRisk[l.last(2)]) ||
		!me && (house || slices.ContainsFunc(pieces[m.end:min(len(pieces), m.end+12)], func(p piece) bool { return inCare[p.text] }))
}

// movedAway says whether somebody has moved on from what is at a place: "they moved on from
// the field by us in Wordsley".
func (l leading) movedAway() bool {
	for i := 0; i+2 < len(l); i++ {
		if leftWords[l[i].text] && oneOf(l[i+1].text, "on", "out", "away") && l[i+2].text == "from" {
			return true
		}
	}
	return false
}

// surname says whether a place is somebody's name: "his name is Jamie Halesowen".
func (l leading) surname() bool {
	for n := 1; n <= 3 && !leadsIn[l.last(n)]; n++ {
		if oneOf(l.last(n), "names", "surname", "surnames") || n > 1 && l.last(n) == "name" && l.last(n-1) == "is" {
			return true
		}
	}
	return false
}

// withheld says whether the writer will not say where they are: "he's in Bearwood for now,
// I'm not saying where I am".
func withheld(pieces []piece) bool {
	for i := 2; i+1 < len(pieces); i++ {
		if pieces[i].text == "where" && oneOf(pieces[i+1].text, "i", "im") && oneOf(pieces[i-1].text, "say", "saying", "tell", "telling") &&
			(nots[pieces[i-2].text] || oneOf(pieces[i-2].text, "wont", "cant", "cannot", "cay")) {
			return true
		}
	}
	return false
}

// homeAlone says whether somebody else is said to be at home: "she's home alone".
func homeAlone(pieces []piece) bool {
	for i, p := range pieces {
		if p.text == "home" && i > 0 && (i+1 < len(pieces) && pieces[i+1].text == "alone" || pieces[i-1].text == "at") {
			return true
		}
	}
	return false
}

// believed says whether it is only what somebody thinks or offers: "he thinks I'm in Dudley",
// "she's offered me her box room in Lye".
func believed(l leading) bool {
	for i, p := range l {
		switch {
		case i+1 == len(l):
		case oneOf(p.text, "thinks", "thought", "reckons") && oneOf(l[i+1].text, "i", "im", "we", "were"):
			return true
		case p.text == "offered" && oneOf(l[i+1].text, "me", "us"):
			return true
		}
	}
	return false
}

var (
	leftWords          = set(`moved flitted retired relocated transferred emigrated`)
	mayBeAtRisk        = set(`lad boy girl child kid lady woman pupil client`)
	othersThere        = set(`court boss dealer`)
	careHouses         = set(`nursery school academy hospital ward hospice home homes`)
	inCare             = set(`residents clients client patients pupils pupil`)
	anyone             = set(`man men guy bloke lad lads boy girl woman lass fella chap couple`)
	calledAfter        = set(`firm news chronicle born registry building group game match trip slasher tyres minicabs samaritans`)
	calledAfterOutside = set(`hospital man men girl lads lad woman`)
	whoIsGone          = set(`he hes ex exs`)
	thingsThere        = set(`cabin caravan farm hotel room unit prison company holiday holidays weekend course job trip concert match
		conference meeting wedding panto nights`)
)
