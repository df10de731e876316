package understand

import "slices"

// judgeConcern looks at what is no danger now and still should not wait.
func (a *account) judgeConcern(h hit, c clause, mode map[sign]bool) {
	if denied(a.tokens, c, h.start) {
		a.spared = a.spared || h.sign == sexual
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
		if a.alarmed(h, c, subject, hasSubject) {
			a.fire("unsafe", unsaid, true)
			return
		}
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
	if h.sign == sexual && slices.ContainsFunc(a.tokens[h.start:h.end], func(t token) bool { r := a.roleOf(&t); return r == writer || r == kid }) {
		if tense := tenseOf(a.tokens, c, h.start); tense != happened && tense != usedTo && !mode[pastSign] {
			a.fire("sexual", concern, true) // "my dad touches me"
			return
		}
	}
	if h.sign == sexual && (mode[nowSign] || mode[recent]) {
		a.fire("sexual", immediate, true)
		return
	}
	a.fire(signNames[h.sign], concern, false)
}

// alarmed says whether the writer is frightened and says neither of what nor of
// whom: "im terrified", "im so scared please". Fear with an object can wait for a
// question, fear alone cannot.
func (a *account) alarmed(h hit, c clause, subject person, hasSubject bool) bool {
	if !hasSubject || subject.role != writer || !oneOf(a.tokens[h.start].word, "scared", "frightened", "terrified", "petrified") {
		return false
	}
	if h.end == c.end {
		return c.end == len(a.tokens) && len(a.clauses) == 1
	}
	return oneOf(a.tokens[h.end].word, "please", "help", "now", "right")
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
