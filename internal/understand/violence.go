package understand

import (
	"slices"
	"strings"
)

// judgeViolence looks at somebody hurting somebody: who, whom, when, and whether
// it is said at all that it happens.
func (a *account) judgeViolence(h hit, c clause, mode map[sign]bool) {
	subject, hasSubject := a.subjectOf(h, c)
	object, r := a.objectPerson(h, c)
	verb := a.tokens[h.start].form != 0
	when := timeless
	switch {
	case verb:
		when = tenseOf(a.tokens, c, h.start)
	case h.start > c.start && oneOf(a.tokens[h.start-1].word, "was", "were"):
		when = happened // "he was violent"
	}
	passive := verb && a.passive(h, c)
	switch {
	case r == thing, a.noun(h, c), a.byAnimal(h, object), hasSubject && oneOf(subject.word, "baby", "toddler", "infant", "newborn") && !passive:
		return
	case denied(a.tokens, c, h.start):
		a.spared = true
		a.blame(subject, hasSubject && !passive)
		if object != nil {
			a.harmed(*object, subject)
		}
		a.fire("harm-denied", unsaid, false)
		return
	case when == happened && object != nil && object.role == writer && oneOf(a.tokens[h.start].lemma, "kill", "murder", "slaughter") && !a.nearly(h, c):
		return // whoever writes was not killed
	case when == happening && !hasSubject && h.start > c.start && object != nil && object.role == writer && a.tokens[h.start].lemma == "kill":
		return // "my abs are killing me": nobody is
	case object == nil && !hasSubject && (passive || !mode[nowSign] && when != happening):
		return // "the stabbing was brutal"
	}
	if object != nil && !passive && !oneOf(a.inClause(c, object.at+1), "on", "onto", "in", "into", "at", "against") && oneOf(a.tokens[object.at].word, "himself", "herself", "themselves", "theirselves", "hisself") {
		a.harmed(subject, person{})
		a.fire("harm-own", concern, false)
		return // "they bite themselves"
	}
	if !hasSubject && verb && !passive && a.slip(h, c, object) {
		return
	}
	if oneOf(a.tokens[h.start].lemma, "get", "end") && hasSubject || object != nil && a.by(*object) {
		passive = true // "I get a slap if …"
	}
	victim := object
	if passive && (object == nil || a.by(*object)) {
		victim = &subject
		if !hasSubject {
			victim = nil
		}
		if object != nil {
			a.blame(*object, true)
		}
		if h.start > 0 && (a.tokens[h.start-1].word == "being" || a.tokens[h.start-1].word == "getting") {
			when = happening
		}
	} else {
		if hasSubject && subject.role == writer && !passive && !a.othersHand(h, c) {
			a.ownHand(h, object)
			return
		}
		a.blame(subject, hasSubject)
	}
	if victim == nil && h.sign == hurt {
		return
	}
	if victim != nil {
		a.harmed(*victim, subject)
	}
	mine := victim != nil && victim.role == writer
	switch {
	case when == usedTo, when == happened && a.pastIn(h.clause) && !a.nowIn(h.clause), a.gone(mode) && when != happening && when != willHappen, a.whole[over] && when == happened && !mode[recent] && !a.cameBack():
		a.spared = true
		a.fire("harm-past", advice, false)
	case when == willHappen:
		a.fire("harm-threatened", immediate, true)
	case when == happening && mode[habit] && !mode[nowSign] && h.sign != grave:
		a.fire("harm-repeated", concern, true)
	case when == happening:
		a.fire("harm-now", immediate, true)
	case h.sign != grave && mode[hedge] && !mine:
		a.fire("harm-suspected", concern, false)
	case mode[recent] || mode[nowSign] && !mode[habit]:
		a.fire("harm-recent", immediate, true)
	case h.sign == grave && when != repeated && !mode[habit]:
		a.fire("harm-grave", immediate, true)
	case when == happened && a.whole[pregnant]:
		a.fire("harm-pregnant", immediate, true)
	case when == happened && !mine && a.dated(c):
		a.fire("harm-past", concern, false)
	case when == happened:
		a.fire("harm-undated", immediate, true)
	default:
		a.fire("harm-repeated", concern, true)
	}
}

// noun says whether a verb of harm is a thing here: "the baby's bottle", "her
// lashes", "the same burn".
func (a *account) noun(h hit, c clause) bool {
	t := &a.tokens[h.start]
	if h.sign != harm || h.end > h.start+1 || t.form&(base|third) == 0 || h.start == c.start {
		return false
	}
	before := a.tokens[h.start-1].word
	return oneOf(before, "a", "an", "the", "'s", "same", "this", "that") || t.form == third && isPossessive[before] && before != "me" && before != "she"
}

// slip says whether the writer, left out as in a note, hurt a part of the own body:
// "sliced my thumb chopping spuds".
func (a *account) slip(h hit, c clause, object *person) bool {
	if h.start != c.start || c.start > 0 && a.tokens[c.start].stop != full || object == nil || a.tokens[object.at].word != "my" || a.tokens[h.start].form&past == 0 {
		return false
	}
	for _, p := range a.people {
		if p.role != writer {
			return false
		}
	}
	return true
}

// byAnimal says whether an animal does it, and not to a child.
func (a *account) byAnimal(h hit, object *person) bool {
	if object != nil && object.role == kid {
		return false
	}
	for i := max(0, h.start-2); i < h.start; i++ {
		if a.tokens[i].among(animals) {
			return true
		}
	}
	return false
}

var animals = set(`dog cat rabbit kitten puppy goose hamster horse vet`)

// nearly says whether a verb was only nearly done: "he nearly killed me".
func (a *account) nearly(h hit, c clause) bool {
	for i := max(c.start, h.start-3); i < h.start; i++ {
		if oneOf(a.tokens[i].word, "nearly", "almost", "tried", "could", "to", "have", "practically") {
			return true
		}
	}
	return false
}

func (a *account) wordAt(i int) string {
	if i >= 0 && i < len(a.tokens) {
		return a.tokens[i].word
	}
	return ""
}

// othersHand says whether "his" or "her" stands just before a sign: "I woke up
// with his hands on my neck".
func (a *account) othersHand(h hit, c clause) bool {
	return h.start > c.start && oneOf(a.tokens[h.start-1].word, "his", "her", "their")
}

// ownHand is harm that the writer does or fears to do.
func (a *account) ownHand(h hit, object *person) {
	switch {
	case object == nil || object.role == writer:
	case h.sign == grave:
		a.harmed(*object, person{})
		a.fire("own-hand", immediate, true)
	default:
		a.harmed(*object, person{})
		a.fire("own-hand", concern, false)
	}
}

// harmed counts somebody as the one at risk, and looks behind a "her" or "him"
// for whom it stands for.
func (a *account) harmed(p person, not person) {
	if p.role == someone {
		p = a.meant(p, not)
	}
	a.victims[a.grownUp(p)]++
}

// blame counts somebody as the one who does it.
func (a *account) blame(p person, ok bool) {
	if !ok {
		return
	}
	if p.role == someone {
		p = a.meant(p, person{at: -1})
	}
	a.abusers[p.role]++
}

// meant gives whom a pronoun stands for: the last person named before it who is
// not the writer or the other one in the sentence.
func (a *account) meant(p person, not person) person {
	for k := a.personFrom(p.at) - 1; k >= 0; k-- {
		q := a.people[k]
		if q.role > someone && sameGender(p.word, q.word) && !(q.at == not.at && not.role != nobody) {
			return q
		}
	}
	return p
}

// grownUp gives the role of a person, with the age that is said of them: a
// daughter of 24 is no child, a brother of 9 is one.
func (a *account) grownUp(p person) role {
	for _, q := range a.aged {
		if q.at == p.at || q.word == p.word && q.role == p.role {
			switch {
			case q.age < 18 && q.role != writer:
				return kid
			case q.age >= 60 && q.role != writer:
				return elder
			case p.role == kid:
				return grownup
			}
		}
	}
	return p.role
}

// cameBack says whether what was over may have begun again: "he moved out but he
// came round and hit me".
func (a *account) cameBack() bool {
	for _, t := range a.tokens {
		if oneOf(t.word, "again", "back", "came", "comes", "still", "keeps", "turned", "round") {
			return true
		}
	}
	return false
}

// gone says whether a sentence is about a time that is long over.
func (a *account) gone(mode map[sign]bool) bool {
	return mode[pastSign] && (!mode[nowSign] || a.whole[over] || a.whole[fine])
}

// judgeBodies looks for what no phrase of the lexicon covers: somebody does
// something to a part of the writer's body ("he's got hold of my little finger").
func (a *account) judgeBodies() {
	if a.danger || a.spared || a.whole[idiom] || a.whole[laugh] {
		return
	}
	for _, c := range a.clauses {
		subject, ok := a.lastSubject(c.start, c.end)
		if !ok || subject.role != someone && subject.role != partner && subject.role != kin {
			continue
		}
		mild := false
		for i := subject.at + 1; i < c.end; i++ {
			t := &a.tokens[i]
			mild = mild || a.isClass(t, "%mild") || negations[t.word]
			if t.word != "my" && t.word != "me" || mild || i == subject.at+1 {
				continue
			}
			if t.word == "me" && !prepositions[a.wordAt(i+1)] {
				continue
			}
			for k := i + 1; k < min(i+4, c.end); k++ {
				if a.isClass(&a.tokens[k], "%body") {
					a.blame(subject, true)
					a.victims[writer]++
					a.fire("harm-body", concern, true)
					return
				}
			}
		}
	}
}

// judgeUnnamed looks for what somebody is doing to the writer in a word that is
// not known, or known as nothing harmless: "he is twatting me", "he is starting on
// me". Slang for harm has no end, so here what is not known counts.
func (a *account) judgeUnnamed() {
	if a.danger || a.spared || a.unreal || a.whole[idiom] || a.whole[laugh] || a.whole[sport] || a.whole[game] {
		return
	}
	for _, c := range a.clauses {
		subject, ok := a.lastSubject(c.start, c.end)
		if !ok || subject.role != someone && subject.role != partner && subject.role != kin {
			continue
		}
		for i := subject.at + 1; i+1 < c.end; i++ {
			t := &a.tokens[i]
			if !strings.HasSuffix(t.word, "ing") || t.form != ing && a.known(t.word) || a.isClass(t, "%harmless") || denied(a.tokens, c, i) {
				continue
			}
			next := i + 1
			if oneOf(a.tokens[next].word, "on", "at", "into", "over", "against", "up") && next+1 < c.end {
				next++
			}
			if oneOf(a.tokens[next].word, "me", "us") {
				a.blame(subject, true)
				a.victims[writer]++
				a.fire("harm-unnamed", concern, true)
				return
			}
		}
	}
}

// nowIn says whether a clause says itself that it is about now.
func (a *account) nowIn(clause int) bool {
	return slices.ContainsFunc(a.hits, func(h hit) bool { return h.clause == clause && (h.sign == nowSign || h.sign == recent) })
}

// pastIn says whether a clause says itself that it is about a time long over.
func (a *account) pastIn(clause int) bool {
	for _, h := range a.hits {
		if h.sign == pastSign && h.clause == clause {
			return true
		}
	}
	return false
}
