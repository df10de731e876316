package understand

import "strings"

// lookalike says whether a sign has the words of danger and means something else
// where it stands: a noun, a thing that nobody is, somebody's chore. What is left
// out here can still be danger by its wording (wording.go).
func (a *account) lookalike(h hit, c clause) bool {
	first, word := &a.tokens[h.start], a.tokens[h.start].word
	before, after := a.inClause(c, h.start-1), a.inClause(c, h.end)
	if a.slipped(h, c) {
		return true
	}
	switch h.sign {
	case harm, hurt:
		switch {
		case a.within(h, medical): // "heart attack"
			return true
		case first.lemma == "abuse" && oneOf(before, "domestic", "child", "elder", "drug", "alcohol", "substance") && first.form&base != 0:
			return true
		case word == "nuts":
			return true
		case word == "bit" && oneOf(before, "a", "little", "wee", "every", "quite", "bab"):
			return true
		case first.form&third != 0 && h.end == h.start+1 && prepositions[before]: // "with bottles"
			return true
		case first.lemma == "kick" && (after == "off" || a.holds(h, "off")):
			return true
		case oneOf(first.lemma, "kick", "chuck", "throw", "boot", "fling") && a.putOut(h, c):
			return true
		}
	case threat:
		switch {
		case a.tokens[h.end-1].word == "next" && !a.personIn(c.start, h.end): // "what's next"
			return true
		case oneOf(first.lemma, "break", "snap", "smash") && tenseOf(a.tokens, c, h.start) == happened && !a.holds(h, "me"):
			return true // done, and no threat
		case a.tokens[h.end-1].word == "pay" && after == "for":
			return true
		case word == "threat" && !a.personIn(c.start, c.end):
			return true
		}
	case suicide:
		return a.tokens[h.end-1].word == "self" && oneOf(after, "confidence", "esteem", "worth", "respect", "belief", "control", "image")
	case police:
		return oneOf(word, "999", "112") && oneOf(before, "this", "silent") ||
			word == "99" && (before != "" || after != "") && !a.calls(c) // "99 9", but "nan is 99 9 grandkids"
	case hiding:
		switch {
		case first.lemma == "run" && first.form&(past|part|ing) == 0 && a.holds(h, "out"), a.holds(h, "run") && h.end-h.start == 2 && word == "i":
			return !a.away(h.end, c)
		case first.lemma == "run" && a.wordAt(h.end-1) == "of", first.lemma == "run" && after == "of":
			return !a.away(h.end, c)
		}
		return first.lemma == "lock" && a.holds(h, "out")
	case trapped:
		return word == "hostage" && after == "situation" ||
			first.lemma == "lock" && a.holds(h, "out") && (h.end == h.start+2 || a.holds(h, "i", "myself")) && !a.aboutChild()
	case missing:
		return oneOf(first.lemma, "miss", "go", "vanish", "disappear") && h.start > c.start && !a.personIn(c.start, h.start) && !a.ageIn(max(c.start, h.start-8), h.start)
	case medical:
		if word == "not" && h.end > h.start+1 && a.tokens[h.start+1].form&base != 0 && oneOf(before, "do", "does") && a.holds(h, "come") {
			return true // "he doesn't come round now"
		}
		return word == "drowning" && oneOf(after, "in", "under") && !a.personIn(h.end, c.end) && !a.wet(h.end, c)
	case weapon:
		for i := max(c.start, h.start-8); i < h.start; i++ {
			if oneOf(a.tokens[i].lemma, "sharpen", "wash", "whittle", "nightmare", "dream", "peel") {
				return true
			}
		}
		for i := h.end; i+1 < min(c.end, h.end+8); i++ {
			if a.tokens[i].word == "for" && oneOf(a.tokens[i+1].word, "whittling", "cooking", "carving", "fishing", "woodwork") {
				return true
			}
		}
	case forced:
		return first.lemma == "marry" && h.end == h.start+2 && tenseOf(a.tokens, c, h.start) == happened
	case coming:
		return word == "home" && oneOf(before, "a", "the", "care", "nursing", "childrens", "residential", "into")
	case hushed:
		p, ok := a.subjectOf(h, c)
		return first.lemma == "pretend" && !a.ownDoing(h, c) || ok && p.role == kid && a.holds(h, "talk", "speak")
	case intruder:
		return word == "been" || prepositions[word] && a.busy(h, c)
	case lone:
		_, hasSubject := a.subjectOf(h, c)
		return !hasSubject && (oneOf(first.lemma, "kick", "throw") && !a.holds(h, "me", "us") || a.holds(h, "own") && !a.aboutChild() && h.start > c.start && a.tokens[h.start-1].lemma == "live")
	}
	return false
}

// inClause gives the word at token i, "" when that is outside a clause.
func (a *account) inClause(c clause, i int) string {
	if i < c.start || i >= c.end {
		return ""
	}
	return a.tokens[i].word
}

// within says whether a longer sign of another kind holds a sign.
func (a *account) within(h hit, s sign) bool {
	for _, other := range a.hits { // in the order of their starts
		if other.start > h.start {
			return false
		}
		if other.sign == s && h.end <= other.end && other.end-other.start > h.end-h.start {
			return true
		}
	}
	return false
}

// personIn says whether anybody is named among some tokens.
func (a *account) personIn(from, to int) bool {
	k := a.personFrom(from)
	return k < len(a.people) && a.people[k].at < to
}

func (a *account) ageIn(from, to int) bool {
	for i := from; i < to; i++ {
		if hasDigit(a.tokens[i].word) {
			return true
		}
	}
	return false
}

// putOut says whether a verb of harm means only that somebody must leave: "chucked
// me out", and not "out of the window".
func (a *account) putOut(h hit, c clause) bool {
	for i := h.start + 1; i < min(h.start+5, c.end); i++ {
		if a.tokens[i].word == "out" {
			return !oneOf(a.inClause(c, i+1), "of", "the", "a", "my", "window")
		}
	}
	return false
}

// away says whether what follows "run" is a place that somebody flees from or to.
func (a *account) away(from int, c clause) bool {
	for i := from; i < min(from+4, c.end); i++ {
		if oneOf(a.tokens[i].word, "house", "home", "flat", "there", "door", "room", "him", "her", "back", "front", "street", "road", "away", "off", "next", "neighbours", "outside", "barefoot", "of", "from") &&
			!(a.tokens[i].word == "of" && i+1 < c.end && !oneOf(a.tokens[i+1].word, "the", "my", "our", "there", "here")) {
			return true
		}
	}
	return from >= c.end
}

// ownDoing says whether the writer does it, or nobody is said to.
func (a *account) ownDoing(h hit, c clause) bool {
	p, ok := a.subjectOf(h, c)
	return !ok || p.role == writer
}

// slipped says whether the writer makes much of a chore: "broke my neck tidying".
func (a *account) slipped(h hit, c clause) bool {
	return h.sign < suicide && h.start == c.start && h.end > h.start+1 && a.tokens[h.start].lemma == "break" && a.wordAt(h.start+1) == "my" &&
		strings.HasSuffix(a.inClause(c, h.start+3), "ing")
}

// wet says whether what follows holds water.
func (a *account) wet(from int, c clause) bool {
	for i := from; i < min(from+8, c.end); i++ {
		if oneOf(a.tokens[i].word, "water", "bath", "pool", "canal", "cut", "river", "lake", "pond", "sea", "brook") {
			return true
		}
	}
	return false
}

// busy says whether the one who is "at the door" or "in my flat" does something
// there that nobody needs to fear: "gives money away at the door".
func (a *account) busy(h hit, c clause) bool {
	for i := h.start - 1; i >= max(c.start, h.start-8); i-- {
		switch t := &a.tokens[i]; {
		case t.form == 0:
		case isBe[t.word], oneOf(t.lemma, "come", "go", "stand", "sit", "stay", "get", "be", "have", "keep", "do", "call", "drive", "try", "cry", "meet", "play"):
			return false
		default:
			return !a.afraid() && (a.harmless(t) || oneOf(t.lemma, "put", "sleep", "forget", "cook", "smoke", "give"))
		}
	}
	return false
}

// calls says whether a clause speaks of calling somebody.
func (a *account) calls(c clause) bool {
	for i := c.start; i < c.end; i++ {
		if oneOf(a.tokens[i].lemma, "call", "ring", "phone", "dial") {
			return true
		}
	}
	return false
}
