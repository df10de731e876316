package understand

import "slices"

// subjectOf gives who does what the sign says: the last person before it in its
// clause who is not the object of something, and else the one the clause before
// is about ("he is drunk and coming upstairs").
func (a *account) subjectOf(h hit, c clause) (person, bool) {
	found, ok := a.lastSubject(c.start, h.start)
	if ok || h.clause == 0 || h.clause >= len(a.clauses) {
		return found, ok
	}
	prev := a.clauses[h.clause-1]
	if prev.sentence != c.sentence || a.tokens[c.start].stop != joined || conjunctions[a.tokens[c.start].word] {
		return person{}, false
	}
	return a.lastSubject(prev.start, prev.end)
}

// farBack is how many people are passed over to find who does something: no clause names more.
const farBack = 12

// lastSubject gives the last person between two tokens who may do something there.
func (a *account) lastSubject(from, to int) (found person, ok bool) {
	last := a.personFrom(to) - 1
	for k := last; k >= max(0, last-farBack) && a.people[k].at >= from; k-- {
		p := a.people[k]
		if objectForm[a.tokens[p.at].word] || owns(a.tokens, p.at) {
			continue
		}
		before := p.at - 1
		if before > from && isPossessive[a.tokens[before].word] {
			before--
		}
		if before >= from && prepositions[a.tokens[before].word] {
			continue
		}
		return p, true
	}
	return person{}, false
}

// personFrom gives which person is the first at a token or after it.
func (a *account) personFrom(token int) int {
	i, _ := slices.BinarySearchFunc(a.people, token, func(p person, at int) int { return p.at - at })
	return i
}

// owns says whether a word is "my" or "his" before something, and so nobody who
// does anything.
func owns(tokens []token, i int) bool {
	w := tokens[i].word
	return isPossessive[w] && w != "she" && w != "me"
}

// objectForm are the pronouns that never do anything.
var objectForm = set(`me him them us myself himself herself themselves ourselves`)

// objectOf gives to whom the sign happens: the first person in it or after it in
// its clause; thing when something else is named.
func (a *account) objectOf(h hit, c clause) role {
	p, r := a.objectPerson(h, c)
	if p != nil {
		return p.role
	}
	return r
}

func (a *account) objectPerson(h hit, c clause) (*person, role) {
	limit := min(h.end+4, c.end)
	if k := a.personFrom(h.start + 1); k < len(a.people) && a.people[k].at < limit && !thingBetween(a.tokens, h, a.people[k].at) {
		p := &a.people[k]
		// "hit my car": a possessive with no person after it owns a thing, unless
		// it is a part of the body.
		if w := a.tokens[p.at].word; isPossessive[w] && w != "me" && w != "she" && p.at+1 < c.end {
			next := a.tokens[p.at+1]
			if w != "her" && !a.isClass(&next, "%body") && next.stop == joined || w == "her" && next.form == 0 && !a.isClass(&next, "%body") && a.looksLikeThing(next) {
				return nil, thing
			}
		}
		return p, p.role
	}
	// "slapped some paint", "punched the wall"
	if h.end < c.end {
		next := a.tokens[h.end]
		if oneOf(next.word, "a", "the", "some", "this", "that") && !(h.end+1 < c.end && oneOf(a.tokens[h.end+1].word, "evening", "morning", "afternoon", "week", "weekend", "time", "minute", "second", "night", "other", "day", "moment", "head", "face", "stomach", "mouth", "back", "leg", "arm", "ribs")) && h.end+1 < c.end && a.roleOf(&a.tokens[h.end+1]) == nobody {
			return nil, thing
		}
	}
	return nil, nobody
}

// looksLikeThing says whether the word after "her" is what she has, and not where,
// when or how she was hit.
func (a *account) looksLikeThing(t token) bool {
	return t.stop == joined && !prepositions[t.word] && !conjunctions[t.word] && !weakConjunctions[t.word] && !notThings[t.word]
}

var notThings = set(`and or again so now every all up out off down over across against through across along away back
	right really hard then daily tonight today yesterday around round kid next outside inside upstairs downstairs while
	until always often sometimes every again badly too very it is not
	never more once twice loads everywhere anymore here there last this that a the for and`)

func thingBetween(tokens []token, h hit, at int) bool {
	for i := h.end; i < at; i++ {
		if oneOf(tokens[i].word, "at", "in", "on", "for") && i > h.end {
			return true
		}
	}
	return false
}

func (a *account) isClass(t *token, class string) bool {
	return slices.Contains(t.classes, class) || t.lemma != t.word && slices.Contains(a.entry(t.lemma).classes, class)
}

// passive says whether a verb is done to the one before it: "is being hit", "got
// punched", "was raped".
func (a *account) passive(h hit, c clause) bool {
	if a.tokens[h.start].form&(part|past) == 0 {
		return false
	}
	for i := h.start - 1; i >= max(c.start, h.start-3); i-- {
		t := &a.tokens[i]
		if oneOf(t.word, "been", "being", "was", "were", "is", "am", "are", "be", "'s") || t.lemma == "get" {
			return t.word != "'s" || h.end < c.end && a.tokens[h.end].word == "by"
		}
		if t.form != 0 && !oneOf(t.word, "just", "have", "has") {
			return false
		}
	}
	return false
}
