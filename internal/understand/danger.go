package understand

// judgeDanger looks at every other sign of danger.
func (a *account) judgeDanger(h hit, c clause, mode map[sign]bool) {
	subject, hasSubject := a.subjectOf(h, c)
	if hasSubject && subject.role == someone {
		subject = a.meant(subject, person{at: -1})
	}
	no := denied(a.tokens, c, h.start)
	when := timeless
	if a.tokens[h.start].form != 0 {
		when = tenseOf(a.tokens, c, h.start)
	}
	gone := a.gone(mode) && a.pastIn(h.clause) || when == usedTo
	often := mode[habit] && !mode[nowSign] || when == repeated
	byOther := !hasSubject || subject.role != writer
	rule := signNames[h.sign]
	switch {
	case no && h.sign != cry:
		a.spared = true
		return
	case gone:
		a.spared = true
		a.fire(rule+"-past", advice, false)
		return
	case a.seenTo && when != happening && passing(h.sign):
		a.spared = true
		a.fire(rule+"-past", concern, false)
		return
	}
	if (h.sign == medical || h.sign == trapped) && a.felt(h) {
		a.fire("low", concern, false)
		return
	}
	switch h.sign {
	case threat:
		if hasSubject && subject.role == writer && !a.passive(h, c) && !oneOf(a.tokens[h.start].lemma, "will", "not", "be", "am", "is", "dead", "my", "fear", "afraid", "i") {
			return // the writer threatens
		}
		a.blame(subject, hasSubject)
		a.harmedByThreat(h, c)
		if a.milder(h, c) {
			a.fire("threat-other", concern, false)
			return
		}
		a.fire(rule, immediate, true)
	case weapon:
		a.blame(subject, hasSubject && subject.role != writer)
		a.fire(rule, immediate, true)
	case armed:
		if byOther && !a.atThing(h, c) {
			a.blame(subject, hasSubject)
			a.fire(rule, immediate, true)
		}
	case intruder, coming:
		if when == happened && a.dated(c) && !mode[nowSign] && !a.afraid() {
			a.fire(rule, concern, false)
			return // "tried my door handle last week"
		}
		if h.sign == coming && when == timeless && a.tokens[h.start].form&third != 0 && !mode[soon] {
			return // "comes in with bruises"
		}
		a.judgeArrival(h, subject, hasSubject)
	case trapped:
		if hasSubject && subject.role == elder && a.abusers[partner]+a.abusers[kin] == 0 {
			a.victims[elder]++
			a.fire("selfneglect", concern, false)
			return
		}
		a.blame(subject, hasSubject && subject.role != writer)
		if p, _ := a.objectPerson(h, c); p != nil {
			a.harmed(*p, subject)
		}
		switch {
		case a.tokens[h.start].word == "not" && h.start > c.start && oneOf(a.tokens[h.start-1].word, "does", "do"), a.keptFrom(h, c):
			a.fire("control", concern, false) // "doesn't let me out", not "won't"
		case a.tokens[h.start].form == third && oneOf(a.tokens[h.start].lemma, "take", "hide"):
			a.fire("control", concern, false) // "takes my keys"
		case often:
			a.fire(rule, concern, true)
		default:
			a.fire(rule, immediate, true)
		}
	case hiding:
		if often || mode[habit] {
			a.fire(rule, concern, false)
			return
		}
		if !hasSubject || subject.role == writer {
			a.victims[writer]++
			a.fire(rule, immediate, true)
		} else if subject.role == kid {
			a.victims[kid]++
			a.fire(rule, immediate, true)
		}
	case traffic:
		l := concern
		if mode[soon] {
			l = immediate
		}
		a.fire(rule, l, !a.asked(c))
	case fire:
		if when == happened && a.dated(c) {
			a.fire(rule+"-past", advice, false)
			return
		}
		if a.holds(h, "gas") && (often || a.keeps(h, c)) {
			a.fire(rule, concern, false)
			return // "keeps leaving the gas on"
		}
		a.fire(rule, immediate, true)
	case abduct:
		if when == happened && a.dated(c) {
			a.fire(rule, concern, false)
			return
		}
		a.fire(rule, immediate, true)
	case fgm:
		a.fire(rule, immediate, mode[soon] || !a.asked(c))
	case hushed, unsafe, honour:
		a.fire(rule, immediate, true)
	case rage:
		if !byOther {
			return
		}
		a.blame(subject, hasSubject)
		if when == happening || mode[recent] || mode[nowSign] || a.perfect(h, c) {
			a.fire(rule, immediate, true)
			return
		}
		a.fire(rule, concern, false)
	case scream:
		if h.end < c.end && a.tokens[h.end].word == "at" && !mode[nowSign] || often {
			a.fire("shout", concern, false)
			return
		}
		a.fire(rule, immediate, true)
	case cry:
		if a.cries(h, c, no) {
			a.fire(rule, unsaid, true)
		}
	case police:
		if when == happened || often || a.wondered(h, c) || hasSubject && subject.role != writer && subject.role != someone && when == timeless && a.tokens[h.start].form&third != 0 {
			return
		}
		a.fire(rule, immediate, true)
	case medical:
		if when != happening && (a.dated(c) || when == happened && a.onDay(c) || when == happened && a.well) {
			a.spared = true
			a.fire(rule+"-past", advice, false)
			return
		}
		if a.whole[ask] && a.tokens[c.start].word == "if" && a.tokens[h.start].form&third != 0 {
			a.fire("asks", advice, false)
			return // "if my mom falls who do i ring"
		}
		if h.start > c.start && oneOf(a.tokens[h.start-1].lemma, "sit", "sleep", "play") && a.tokens[h.start-1].form&(third|base) != 0 {
			return // "the kids sit on the floor"
		}
		if when == repeated || when == willHappen || a.tokens[h.start].word == "leaves" {
			a.fire(rule, concern, false)
			return
		}
		a.need(subject, hasSubject, h, c)
		a.fire(rule, immediate, true)
	case lone:
		a.judgeAlone(h, c, subject, hasSubject, often, when)
	case missing:
		if mode[habit] && !mode[nowSign] || a.dated(c) || hasSubject && subject.role == carer {
			a.fire(rule, concern, false)
			return
		}
		a.need(subject, hasSubject, h, c)
		a.fire(rule, immediate, true)
	case forced:
		l := concern
		p, _ := a.objectPerson(h, c)
		if mode[soon] || p != nil && p.role == writer || hasSubject && subject.role == writer {
			l = immediate
			a.victims[writer]++
		}
		a.fire(rule, l, (l == immediate || !a.asked(c)) && a.tokens[c.start].word != "can")
	case meeting:
		if a.aboutChild() {
			a.fire(rule, immediate, true)
		}
	case pursued:
		if (often || a.tokens[h.start].form == third) && !a.aboutChild() {
			a.fire("stalk", concern, false)
			return
		}
		a.blame(subject, hasSubject && subject.role != writer)
		a.fire(rule, immediate, true)
	}
}

// keptFrom says whether somebody is kept from a thing, and not in a place: "won't
// let me go to college".
func (a *account) keptFrom(h hit, c clause) bool {
	return a.tokens[h.end-1].word == "go" && h.end+1 < c.end && a.tokens[h.end].word == "to" &&
		!oneOf(a.tokens[h.end+1].word, "hospital", "doctor", "doctors", "a&e", "the", "toilet", "bed", "sleep", "police")
}

// recovered says whether somebody who was hurt or ill is well again.
func (a *account) recovered() bool {
	for i := 2; i < len(a.tokens); i++ {
		if oneOf(a.tokens[i].word, "fine", "ok", "okay", "alright", "better") && oneOf(a.tokens[i-1].word, "is", "am", "all") && oneOf(a.tokens[i-2].word, "he", "she", "it", "is", "i") ||
			a.tokens[i].word == "plaster" && oneOf(a.tokens[i-1].word, "in", "a") || a.tokens[i].word == "mend" && a.tokens[i-2].word == "on" || a.tokens[i].word == "well" && a.tokens[i-1].word == "doing" {
			return true
		}
	}
	return false
}

// felt says whether a sign is a picture of a feeling: "i feel trapped", "it feels
// like im drowning".
func (a *account) felt(h hit) bool {
	if !oneOf(a.tokens[h.start].lemma, "trap", "drown", "suffocate", "prisoner", "choke") {
		return false
	}
	for i := max(0, h.start-4); i < h.start; i++ {
		if a.tokens[i].lemma == "feel" {
			return true
		}
	}
	return false
}

// wondered says whether a sign is a question about what one should do: "when should
// i call the police".
func (a *account) wondered(h hit, c clause) bool {
	return h.start >= c.start+2 && a.tokens[h.start-1].word == "i" && oneOf(a.tokens[h.start-2].word, "should", "can", "do", "would")
}

// perfect says whether a sign is said as what has come about: "he's lost it".
func (a *account) perfect(h hit, c clause) bool {
	return h.start > c.start && oneOf(a.tokens[h.start-1].word, "is", "has", "have")
}

// keeps says whether a clause says before a sign that it happens over and over.
func (a *account) keeps(h hit, c clause) bool {
	for i := max(c.start, h.start-8); i < h.start; i++ {
		if oneOf(a.tokens[i].lemma, "keep", "always") {
			return true
		}
	}
	return false
}

// attacked says whether the text speaks of harm by somebody, and not only of an
// accident ("broke her hip").
func (a *account) attacked() bool {
	for _, h := range a.hits {
		switch h.sign {
		case harm, hurt, grave, threat, weapon, armed, rage, hiding, honour, forced:
			if !a.sameStart(h, medical) && !a.within(h, medical) {
				return true
			}
		}
	}
	return false
}

// passing are the dangers that are over once somebody has seen to them.
func passing(s sign) bool {
	switch s {
	case police, medical, missing, abduct, intruder, coming, lone, fire:
		return true
	}
	return false
}

// asked says whether somebody asks for help with a kind of danger, and speaks of
// nobody of their own: "do you have a forced marriage lead".
func (a *account) asked(c clause) bool {
	return (a.whole[ask] || a.whole[pro]) && !a.certain(hit{}, c)
}

// dated says whether a clause names a time that is no part of today: a month, a
// season, a feast.
func (a *account) dated(c clause) bool {
	for i := c.start + 1; i < min(c.end, c.start+60); i++ {
		if oneOf(a.tokens[i-1].word, "in", "last", "at", "the", "since") &&
			(a.isClass(&a.tokens[i], "%month") || a.tokens[i-1].word == "last" && a.tokens[i].word == "week" || oneOf(a.tokens[i].word, "month", "year", "spring", "summer", "autumn", "winter", "christmas", "easter")) {
			return true
		}
	}
	return false
}

// onDay says whether a clause names a day of the week, which is seldom today.
func (a *account) onDay(c clause) bool {
	for i := c.start; i < min(c.end, c.start+60); i++ {
		if a.isClass(&a.tokens[i], "%day") {
			return true
		}
	}
	return false
}

// judgeAlone looks at a child, or somebody frail, with nobody to look after them.
func (a *account) judgeAlone(h hit, c clause, subject person, hasSubject, often bool, when tense) {
	if a.perch(h) && !a.aboutChild() && a.people == nil {
		a.distress, a.ownLife = true, true
		a.fire("suicide", immediate, true)
		return
	}
	if a.holds(h, "own", "alone", "shut") && hasSubject && subject.role == grownup && !a.aboutChild() {
		a.fire("selfneglect", concern, false)
		return
	}
	if hasSubject && (subject.role == elder || subject.role == writer && a.writerAge() < 0) {
		a.fire("selfneglect", concern, false)
		return
	}
	if h.end == h.start+1 && !(hasSubject && subject.role == kid) {
		return // "alone", of nobody who is a child
	}
	if h.end == h.start+1 {
		for i := c.start; i < h.start; i++ {
			often = often || a.tokens[i].form == third // "plays out alone"
		}
	}
	a.need(subject, hasSubject, h, c)
	if often || when == timeless && a.tokens[h.start].form&third != 0 {
		a.fire("lone", concern, false)
		return
	}
	a.fire("lone", immediate, true)
}

// need counts the one whom a state is said of as the one at risk.
func (a *account) need(subject person, hasSubject bool, h hit, c clause) {
	for i := h.start; i < h.end; i++ {
		for _, p := range a.people {
			if p.at == i && (p.role > someone || p.role == writer) && !a.by(p) {
				a.victims[a.grownUp(p)]++
				return
			}
		}
	}
	if hasSubject {
		a.harmed(subject, person{})
		return
	}
	for _, p := range a.people {
		if p.at >= h.start && p.at < c.end {
			a.harmed(p, person{})
			return
		}
	}
}

// harmedByThreat counts whoever a threat is aimed at.
func (a *account) harmedByThreat(h hit, c clause) {
	for _, p := range a.people {
		if p.at > h.start && p.at < c.end {
			a.harmed(p, person{})
			return
		}
	}
}

// cries says whether "help" is a cry and not a question about help with something.
func (a *account) cries(h hit, c clause, no bool) bool {
	if no || oneOf(a.tokens[h.start].word, "helped", "helps") {
		return false
	}
	if h.end < c.end && oneOf(a.tokens[h.end].word, "now", "quick", "quickly", "urgently", "please") {
		return true
	}
	if a.tokens[h.start].word == "got" {
		return false // "he's got help"
	}
	if a.tokens[h.start].word == "get" {
		for i := c.start; i < h.start; i++ {
			if oneOf(a.tokens[i].word, "can", "how", "where", "do") {
				return false // "can grandparents get help"
			}
		}
	}
	if h.start > c.start {
		before := a.tokens[h.start-1].word
		if before == "to" && h.start-1 > c.start && oneOf(a.tokens[h.start-2].word, "someone", "somebody", "anyone") {
			return true
		}
		if before == "can" && h.start-1 > c.start && oneOf(a.tokens[h.start-2].word, "who", "anyone", "what") {
			return false
		}
		if oneOf(before, "to", "get", "got", "had", "any", "of", "for", "no", "want", "more", "some", "will", "offer", "who", "what", "getting", "the", "with", "your", "this", "his", "her", "could", "should", "would", "does") {
			return false
		}
	}
	if h.end >= c.end {
		return true
	}
	after := a.tokens[h.end].word
	if after == "as" && h.end+1 < c.end && a.tokens[h.end+1].word == "soon" {
		return true
	}
	if oneOf(after, "me", "us") {
		if h.end+1 >= c.end {
			return true
		}
		after = a.tokens[h.end+1].word
	}
	if after == "my" && h.start > c.start && a.tokens[h.start-1].word == "please" || after == "my" && a.tokens[h.start].word == "please" {
		return true
	}
	return !oneOf(after, "finding", "getting", "understanding", "filling", "applying", "moving", "caring", "looking", "with", "to", "find", "for", "from", "on", "out", "in", "them", "him", "her", "my", "the", "a", "people", "line",
		"himself", "herself", "themselves", "yourself", "get", "understand", "fill", "and", "support", "apply", "sort", "at", "is", "available", "i", "or", "if", "as", "about", "move")
}

// milder says whether a threat is to do something that hurts nobody's body: "is
// threatening to share videos".
func (a *account) milder(h hit, c clause) bool {
	return h.end+1 < c.end && a.tokens[h.end].word == "to" &&
		oneOf(a.tokens[h.end+1].lemma, "share", "post", "send", "put", "tell", "leave", "take", "sue", "report", "stop", "call", "show", "ring") ||
		h.end+2 < c.end && a.tokens[h.end+1].lemma == "kick" && a.tokens[h.end+2].word == "off" ||
		h.end < c.end && oneOf(a.tokens[h.end].lemma, "fine", "fines", "court", "eviction", "legal", "bailiffs", "action", "exclusion")
}

// atThing says whether the harm in the same clause is done to a thing: "hit the
// ball with a bat".
func (a *account) atThing(h hit, c clause) bool {
	for _, other := range a.hits {
		if other.clause == h.clause && other.sign == harm && a.objectOf(other, c) == thing {
			return true
		}
	}
	return false
}
