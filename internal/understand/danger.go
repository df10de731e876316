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
	gone := a.gone(mode) || when == usedTo
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
		case a.tokens[h.start].word == "not" && h.start > c.start && oneOf(a.tokens[h.start-1].word, "does", "do"):
			a.fire("control", concern, false) // "doesn't let me out", not "won't"
		case often:
			a.fire(rule, concern, true)
		default:
			a.fire(rule, immediate, true)
		}
	case hiding:
		if !hasSubject || subject.role == writer {
			a.victims[writer]++
			a.fire(rule, immediate, true)
		} else if subject.role == kid {
			a.victims[kid]++
			a.fire(rule, immediate, true)
		}
	case traffic:
		a.fire(rule, concern, true)
	case hushed, unsafe, fire, honour, abduct, fgm:
		a.fire(rule, immediate, true)
	case rage:
		if !byOther {
			return
		}
		a.blame(subject, hasSubject)
		if when == happening || mode[recent] || mode[nowSign] {
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
		if when == happened || hasSubject && subject.role != writer && subject.role != someone && when == timeless && a.tokens[h.start].form&third != 0 {
			return
		}
		a.fire(rule, immediate, true)
	case medical:
		if often || when == willHappen {
			a.fire(rule, concern, false)
			return
		}
		a.need(subject, hasSubject, h, c)
		a.fire(rule, immediate, true)
	case lone:
		a.judgeAlone(h, c, subject, hasSubject, often, when)
	case missing:
		if mode[habit] && !mode[nowSign] {
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
		a.fire(rule, l, true)
	case meeting:
		if a.aboutChild() {
			a.fire(rule, immediate, true)
		}
	case pursued:
		if often {
			a.fire("stalk", concern, false)
			return
		}
		a.blame(subject, hasSubject && subject.role != writer)
		a.fire(rule, immediate, true)
	}
}

// judgeArrival looks at somebody who is at the door or on the way: danger when it
// may be the one who does harm, none when it is a child or an old person.
func (a *account) judgeArrival(h hit, subject person, hasSubject bool) {
	if !hasSubject {
		return
	}
	switch subject.role {
	case someone, partner, grownup:
	case kin:
		if age := a.writerAge(); !a.afraid() && !(h.sign == intruder && age >= 0 && age < 18) {
			return
		}
	default:
		return
	}
	a.blame(subject, true)
	a.fire(signNames[h.sign], immediate, true)
}

// afraid says whether anything in the text speaks of fear or harm.
func (a *account) afraid() bool {
	for _, h := range a.hits {
		switch h.sign {
		case harm, hurt, grave, threat, weapon, armed, rage, scared, alcohol, hiding, honour, forced, scream:
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
	if no {
		return false
	}
	if h.end < c.end && oneOf(a.tokens[h.end].word, "now", "quick", "quickly", "urgently", "please") {
		return true
	}
	if h.start > c.start {
		before := a.tokens[h.start-1].word
		if before == "to" && h.start-1 > c.start && oneOf(a.tokens[h.start-2].word, "someone", "somebody", "anyone") {
			return true
		}
		if oneOf(before, "to", "get", "any", "of", "for", "no", "want", "more", "some", "will", "offer", "who", "what", "getting", "the", "with", "your", "this", "his", "her", "could", "should", "would", "does") {
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
	return !oneOf(after, "with", "to", "find", "for", "from", "on", "out", "in", "them", "him", "her", "my", "the", "a", "people", "line",
		"himself", "herself", "themselves", "yourself", "get", "understand", "fill", "and", "support", "apply", "sort", "at", "is", "available", "i", "or", "if", "as", "about", "move")
}

// judgeDistress looks at suicide, self-harm and overdose.
func (a *account) judgeDistress(h hit, c clause, mode map[sign]bool) {
	subject, hasSubject := a.subjectOf(h, c)
	if hasSubject && subject.role == someone {
		subject = a.meant(subject, person{at: -1})
	}
	when := timeless
	if a.tokens[h.start].form != 0 {
		when = tenseOf(a.tokens, c, h.start)
	}
	switch {
	case denied(a.tokens, c, h.start):
		a.spared = true
		return
	case h.end < c.end && a.tokens[h.end].word == "with" && a.tokens[h.end-1].word == "it":
		return // "end it with him"
	case a.gone(mode), when == usedTo:
		a.spared = true
		a.fire("distress-past", advice, false)
		return
	}
	if hasSubject && subject.role == kid && (h.sign == overdose || a.perch(h)) && a.small(subject) {
		a.harmed(subject, person{})
		a.fire("lone", immediate, true)
		return
	}
	own := !hasSubject || subject.role == writer
	for i := h.start; i < h.end; i++ {
		switch a.tokens[i].word {
		case "himself", "herself", "themselves", "theirself", "hisself", "themself", "his", "her", "their":
			own = false
		case "myself", "my", "me":
			own = own || !hasSubject
		}
	}
	l := immediate
	if h.sign == selfharm && !mode[nowSign] && !mode[recent] && !mode[soon] {
		l = concern
	}
	a.distress = true
	if own {
		a.ownLife = true
	} else if hasSubject {
		a.harmed(subject, person{})
	}
	a.fire(signNames[h.sign], l, true)
}

// judgeConcern looks at what is no danger now and still should not wait.
func (a *account) judgeConcern(h hit, c clause, mode map[sign]bool) {
	if denied(a.tokens, c, h.start) {
		return
	}
	if mode[pastSign] && !mode[nowSign] {
		a.fire(signNames[h.sign]+"-past", advice, false)
		return
	}
	subject, hasSubject := a.subjectOf(h, c)
	switch h.sign {
	case shout, control, money, images, stalk, sexual, bully:
		a.blame(subject, hasSubject && subject.role != writer)
		p, _ := a.objectPerson(h, c)
		switch {
		case h.sign == shout && p == nil && !hasSubject:
			return // "useless bot"
		case p != nil && a.by(*p):
			a.blame(*p, true)
			if hasSubject {
				a.harmed(subject, *p)
			}
		case p != nil:
			a.harmed(*p, subject)
		case hasSubject && subject.role == writer, a.mine():
			a.victims[writer]++
		}
	case leaving:
		a.victims[writer]++
		p, _ := a.objectPerson(h, c)
		if p != nil {
			a.blame(*p, p.role == partner || p.role == someone)
		}
	case groom:
		if !a.aboutChild() {
			return
		}
	case looksafter:
		if age := a.writerAge(); age < 0 || age > 17 {
			return
		}
		a.victims[writer]++
	case hungry:
		if hasSubject && subject.role == writer && a.writerAge() < 0 && a.level == unsaid {
			return // "I'm starving"
		}
		a.need(subject, hasSubject, h, c)
	case bruise:
		a.need(subject, hasSubject, h, c)
		if a.fromPartner(subject, hasSubject) {
			a.fire("harm-undated", concern, true)
			return
		}
	case scared:
		if p, _ := a.objectPerson(h, c); p != nil && hasSubject && a.tokens[h.start].form&(third|base|ing) != 0 {
			a.blame(subject, subject.role != writer)
			a.harmed(*p, subject) // "scares me"
		} else {
			a.need(subject, hasSubject, h, c)
		}
	case welfare, alcohol, gang:
	default:
		a.need(subject, hasSubject, h, c)
	}
	if h.sign == sexual && mode[nowSign] {
		a.fire("sexual", immediate, true)
		return
	}
	a.fire(signNames[h.sign], concern, false)
}

// afterwards weighs the whole.
func (a *account) afterwards() {
	if a.whole[notfine] {
		a.fire("others-not-fine", concern, false)
	}
	if a.danger {
		return
	}
	switch {
	case a.whole[retract]:
		a.level = unsaid
	case a.whole[laugh] && a.victims[kid]+a.victims[elder] == 0 && !a.fired["harm-denied"]:
		a.level = unsaid
	case a.whole[study], a.whole[generic]:
		a.fire("asks", advice, false)
		a.level = advice
	case a.level == unsaid && a.spared && (a.whole[over] || a.whole[pastSign] || a.whole[domestic]):
		a.fire("over", advice, false)
	case a.level == concern && a.whole[ask] && !a.specific():
		a.fire("asks", advice, false)
		a.level = advice
	case a.level == unsaid && a.whole[domestic] && !a.unreal:
		a.fire("asks", advice, false)
	case a.level == unsaid && !a.whole[ask] && a.spokenOf():
		a.fire("spoken-of", concern, false)
	case a.level < concern && (a.whole[ask] || a.whole[hours] || a.whole[noturgent] || a.whole[pro]):
		a.fire("asks", advice, false)
	}
}

// specific says whether a concern is about somebody in particular.
func (a *account) specific() bool {
	for rule := range a.fired {
		switch rule {
		case "welfare", "leaving", "asks", "selfneglect":
		default:
			for _, p := range a.people {
				if p.role > someone && p.owner == writer || oneOf(a.tokens[p.at].word, "he", "she") {
					return true
				}
			}
		}
	}
	return false
}

// aboutChild says whether a child is spoken of, or writes.
func (a *account) aboutChild() bool {
	for _, p := range a.people {
		if p.age >= 0 && p.age < 18 || p.role == kid && p.age < 18 {
			return true
		}
	}
	return false
}

// writerAge is the age the writer gives, -1 for none.
func (a *account) writerAge() int {
	for _, p := range a.people {
		if p.role == writer && p.age >= 0 {
			return p.age
		}
	}
	return -1
}

// by says whether a person stands after "by" or "from": the one who does it.
func (a *account) by(p person) bool {
	for i := p.at - 1; i >= max(0, p.at-2); i-- {
		if oneOf(a.tokens[i].word, "by", "from", "off") {
			return true
		}
		if !isPossessive[a.tokens[i].word] && a.tokens[i].word != "a" && a.tokens[i].word != "the" {
			return false
		}
	}
	return false
}

// mine says whether the writer speaks of "me" or of "I" beside the one who does
// it.
func (a *account) mine() bool {
	for _, p := range a.people {
		if p.role == writer && a.tokens[p.at].word != "my" {
			return true
		}
	}
	return false
}

// fromPartner says whether the writer's own marks are a partner's doing.
func (a *account) fromPartner(subject person, hasSubject bool) bool {
	if !hasSubject || subject.role != writer {
		return false
	}
	for _, p := range a.people {
		if p.role == partner && p.owner == writer || p.at > 0 && oneOf(a.tokens[p.at-1].word, "from", "off", "by") && p.role == someone {
			a.blame(p, true)
			return true
		}
	}
	return false
}

// milder says whether a threat is to do something that hurts nobody's body: "is
// threatening to share videos".
func (a *account) milder(h hit, c clause) bool {
	return h.end+1 < c.end && a.tokens[h.end].word == "to" &&
		oneOf(a.tokens[h.end+1].lemma, "share", "post", "send", "put", "tell", "leave", "take", "sue", "report", "stop", "call", "show", "ring")
}

// small says whether a child is too young to mean what a grown-up would.
func (a *account) small(p person) bool {
	if p.age >= 0 {
		return p.age < 10
	}
	return oneOf(p.word, "baby", "toddler", "infant", "newborn", "tot", "boy", "girl", "kid", "child", "children", "lad")
}

// perch says whether a sign of distress is only a place where somebody stands.
func (a *account) perch(h hit) bool {
	return oneOf(a.tokens[h.end-1].word, "tracks", "track", "line", "roof", "bridge", "ledge", "edge")
}

// spokenOf says whether somebody who may be at risk is spoken of in more than a
// word or two, and not in chatter: that alone is a concern.
func (a *account) spokenOf() bool {
	if len(a.tokens) < 5 || a.unreal || a.whole[idiom] || a.whole[laugh] || a.whole[sport] || a.whole[game] || a.whole[fiction] ||
		a.whole[seek] || a.whole[greet] || a.whole[fine] || a.whole[hours] {
		return false
	}
	for _, p := range a.people {
		switch p.role {
		case writer:
			if p.age >= 0 && p.age < 18 {
				return true
			}
		case grownup:
			if oneOf(p.word, "neighbour", "lady", "gentleman", "couple", "resident") {
				return true
			}
		case kid, elder, carer:
			return true
		case partner, kin:
			if p.owner == writer {
				return true
			}
		}
	}
	return false
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
