package understand

// afterwards weighs the whole.
func (a *account) afterwards() {
	if a.whole[notfine] {
		a.fire("others-not-fine", concern, true)
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
	case a.level == unsaid && !a.whole[ask] && a.ruled():
		a.victims[writer]++
		a.abusers[someone]++
		a.fire("control", concern, false)
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

// chatter says whether a text is talk of a story, a match or a joke.
func (a *account) chatter() bool {
	return a.unreal || a.whole[idiom] || a.whole[laugh] || a.whole[sport] || a.whole[game] || a.whole[fiction]
}

// ruled says whether an unnamed "he" does something to what is the writer's, again
// and again: "he checks my receipts", "she reads all my post". What it is has no
// end of words, so what counts is who does it, when, and to whom.
func (a *account) ruled() bool {
	if a.chatter() {
		return false
	}
	for _, c := range a.clauses {
		subject, ok := a.lastSubject(c.start, c.end)
		if !ok || !oneOf(a.tokens[subject.at].word, "he", "she") || a.meant(subject, person{at: -1}).role != someone {
			continue
		}
		for i := subject.at + 1; i < c.end; i++ {
			if a.tokens[i].form&third != 0 && a.tokens[i].form&past == 0 && !a.isClass(&a.tokens[i], "%mild") {
				for k := i + 1; k < min(i+5, c.end); k++ {
					if oneOf(a.tokens[k].word, "my", "me") && !denied(a.tokens, c, i) {
						return true
					}
				}
			}
		}
	}
	return false
}

// spokenOf says whether somebody who may be at risk is spoken of in more than a
// word or two, and not in chatter: that alone is a concern.
func (a *account) spokenOf() bool {
	if len(a.tokens) < 5 || a.chatter() || a.whole[seek] || a.whole[greet] || a.whole[fine] || a.whole[hours] {
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
