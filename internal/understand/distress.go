package understand

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
	case a.tokens[h.start].lemma == "wish" && hasSubject && subject.role != writer && a.tokens[h.start].word != "wish":
		return // "she wishes I was never born"
	case h.end < c.end && a.tokens[h.end].word == "with" && a.tokens[h.end-1].word == "it":
		return // "end it with him"
	case hasSubject && subject.role != writer && oneOf(a.tokens[h.start].lemma, "count", "tell", "want") && a.holds(h, "my", "i", "of") && !a.holds(h, "die", "dead", "life"):
		return // "he counts my tablets", "she tells everyone I'm mad"
	case a.gone(mode), when == usedTo:
		a.spared = true
		a.fire("distress-past", advice, false)
		return
	}
	if hasSubject && subject.role == kid && (h.sign == overdose || a.perch(h) || subject.age >= 0 && subject.age < 8) && a.small(subject) {
		a.harmed(subject, person{})
		a.fire("lone", immediate, true)
		return
	}
	if h.sign == selfharm && hasSubject && subject.role != writer && a.holds(h, "my", "me") {
		return // "he burnt my arm": harm by another
	}
	if h.sign == suicide && hasSubject && subject.role != writer && a.afraid() && !a.holds(h, ownDeath...) {
		a.blame(subject, true)
		a.fire("threat", immediate, true)
		return // "he has a knife and he's going to do it"
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

// othersLife says whether the distress is said of somebody who belongs to the
// writer and not of the writer: "my wife wants to die".
func (a *account) othersLife() bool {
	return !a.ownLife && a.victims[kid]+a.victims[elder]+a.victims[kin]+a.victims[partner] > 0
}

// ownDeath are words that leave no doubt whose death is meant.
var ownDeath = []string{"himself", "herself", "themselves", "suicide", "suicidal", "die", "dying", "dead", "alive", "live", "living",
	"pills", "tablets", "rope", "noose", "hang", "jump", "jumped", "jumping", "life", "wrist", "wrists", "end", "ending", "belt", "cord", "down"}

// holds says whether any of some words stand within a sign.
func (a *account) holds(h hit, words ...string) bool {
	for _, t := range a.tokens[h.start:h.end] {
		if oneOf(t.word, words...) {
			return true
		}
	}
	return false
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
