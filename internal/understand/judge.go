package understand

import "slices"

// account is one text as it is being understood.
type account struct {
	*lexicon
	tokens  []token
	clauses []clause
	hits    []hit
	people  []person
	aged    []person // those of them whose age is said

	modes    []map[sign]bool // what each sentence is about: fiction, past, a question
	whole    map[sign]bool   // the same for the whole text
	victims  [thing + 1]int  // how often each role was harmed or in need
	abusers  [thing + 1]int  // how often each role did the harm
	fired    map[string]bool // names of the rules that fired
	level    level
	danger   bool
	distress bool
	ownLife  bool // the distress is the writer's own
	spared   bool // harm was denied, over, a story or a joke
	unreal   bool // it was a story or a joke
	well     bool // somebody who was hurt or ill is well again
	seenTo   bool // somebody has seen to it, and nobody did harm
}

// level orders the urgencies.
type level uint8

const (
	unsaid level = iota
	advice
	concern
	immediate
)

func (a *account) fire(rule string, l level, danger bool) {
	a.fired[rule] = true
	a.level = max(a.level, l)
	a.danger = a.danger || danger
}

func newAccount(l *lexicon, tokens []token) *account {
	a := &account{lexicon: l, tokens: tokens, fired: map[string]bool{}, whole: map[sign]bool{}}
	a.clauses = l.clauses(tokens)
	a.hits = l.find(tokens)
	a.people = l.people(tokens)
	a.addLoose(l.ages(tokens, a.people))
	for _, p := range a.people {
		if p.age >= 0 {
			a.aged = append(a.aged, p)
		}
	}
	a.hits = append(a.hits, pastYears(tokens)...)
	slices.SortStableFunc(a.hits, func(x, y hit) int { return x.start - y.start })
	n := 0
	for i := range a.hits {
		for a.hits[i].start >= a.clauses[n].end {
			n++
		}
		a.hits[i].clause = n
	}
	sentences := 0
	if len(a.clauses) > 0 {
		sentences = a.clauses[len(a.clauses)-1].sentence + 1
	}
	a.modes = make([]map[sign]bool, sentences)
	for i := range a.modes {
		a.modes[i] = map[sign]bool{}
	}
	for _, h := range a.hits {
		if h.sign == recent && tokens[h.start].word == "just" && h.end == h.start+1 && !justDone(tokens, h.end) {
			continue // "just want", "only just"
		}
		if h.sign == nowSign && h.start > 0 && tokens[h.start].word == "now" && settled(tokens[h.start-1].word) {
			continue // "I'm 30 now", "we are fine now"
		}
		if h.sign == pastSign && tokens[h.start].word == "used" && accustomed(tokens, h.start) {
			continue
		}
		if h.sign >= ask {
			if h.sign == over && denied(tokens, a.clauses[h.clause], h.start) {
				continue
			}
			a.modes[a.clauses[h.clause].sentence][h.sign] = true
			a.whole[h.sign] = true
		}
	}
	return a
}

// judge looks at every sign with what stands around it.
func (a *account) judge() {
	a.well = a.recovered()
	a.seenTo = a.whole[handled] && !a.attacked()
	for _, h := range a.hits {
		c := a.clauses[h.clause]
		mode := a.modes[c.sentence]
		switch {
		case h.sign >= ask:
		case h.sign == harm && a.sameStart(h, medical):
			// "fell and hit her head"
		case a.lookalike(h, c):
		case a.notReal(h, c, mode):
			a.spared, a.unreal = true, true
		case h.sign == suicide || h.sign == selfharm || h.sign == overdose:
			a.judgeDistress(h, c, mode)
		case h.sign == harm || h.sign == hurt || h.sign == grave:
			a.judgeViolence(h, c, mode)
		case h.sign < suicide:
			a.judgeDanger(h, c, mode)
		default:
			a.judgeConcern(h, c, mode)
		}
	}
	a.judgeBodies()
	a.judgeUnnamed()
	a.afterwards()
}

// notReal says whether a sign belongs to a story, a game, a match, a joke or a
// question in general, and so to nobody.
func (a *account) notReal(h hit, c clause, mode map[sign]bool) bool {
	mine := a.objectOf(h, c) == writer
	switch {
	case mode[fiction] && !mine && tellable(h.sign):
		return true
	case mode[game] && (h.sign == harm || h.sign == grave || h.sign == weapon || h.sign == trapped || h.sign == abduct || h.sign == medical) && a.inGame(h):
		return true
	case mode[sport] && (h.sign == harm || h.sign == grave || h.sign == rage || h.sign == threat) && (a.objectOf(h, c) == nobody || a.plainUs(h, c)):
		return true
	case a.whole[laugh] && (h.sign == grave || h.sign == threat || h.sign == harm || h.sign == hushed || h.sign == rage) && !mode[recent] && a.joking(h, c):
		return true
	case a.whole[laugh] && (h.sign == medical || h.sign == fire || h.sign == cry || h.sign == police || h.sign == hiding) && a.jokingAlone(h, c):
		return true
	case mode[study] && !mine && !a.happens(h, c):
		return true
	case mode[generic] && !mine && !a.certain(h, c):
		return true
	case a.whole[ask] && !mode[nowSign] && tellable(h.sign) && a.supposed(h, c):
		return true
	}
	return false
}

// supposed says whether a sign stands behind an "if" or a "when" and is said of
// nobody in particular: "what do i do if a client tells me they are being hit".
func (a *account) supposed(h hit, c clause) bool {
	for i := h.clause; i >= max(0, h.clause-1); i-- {
		from := a.clauses[i]
		if from.sentence != c.sentence {
			return false
		}
		if !oneOf(a.tokens[from.start].word, "if", "when", "about", "should") && !(from.start+1 < from.end && a.tokens[from.start+1].word == "if") {
			continue
		}
		for _, p := range a.people {
			if p.at > from.start && p.at < c.end && p.role != writer {
				return p.at > 0 && oneOf(a.tokens[p.at-1].word, "a", "an", "any") || oneOf(a.tokens[p.at].word, "someone", "somebody", "anyone")
			}
		}
	}
	return false
}

// tellable are the signs that stories are full of. Who is at the door, or hides,
// or calls for help tells no story.
func tellable(s sign) bool {
	switch s {
	case intruder, coming, trapped, hiding, hushed, unsafe, cry, police:
		return false
	}
	return true
}

// inGame says whether a game is named in the clause of a sign, or in the one
// before that it goes on from: "playing GTA and shooting everyone".
func (a *account) inGame(h hit) bool {
	c := a.clauses[h.clause]
	_, own := a.lastSubject(c.start, h.start)
	for _, other := range a.hits {
		if other.sign == game && (other.clause == h.clause || !own && other.clause == h.clause-1) {
			return true
		}
	}
	return false
}

// happens says whether a sign is a verb that is happening.
func (a *account) happens(h hit, c clause) bool {
	return a.tokens[h.start].form != 0 && tenseOf(a.tokens, c, h.start) == happening
}

// certain says whether the clause of a sign names somebody in particular to whom
// it happens now, so that a general question around it does not make it general.
func (a *account) certain(h hit, c clause) bool {
	for _, p := range a.people {
		if p.at < c.start || p.at >= c.end {
			continue
		}
		if p.role == writer && a.tokens[p.at].word != "i" || p.owner == writer || oneOf(a.tokens[p.at].word, "he", "she") {
			return true
		}
	}
	return false
}

// sameStart says whether another sign begins at the same word.
func (a *account) sameStart(h hit, s sign) bool {
	for _, other := range a.hits {
		if other.sign == s && other.start == h.start {
			return true
		}
	}
	return false
}

// plainUs says whether the object is "us" or "them": a team, in talk of sport.
func (a *account) plainUs(h hit, c clause) bool {
	for i := h.start; i < min(h.end+2, c.end); i++ {
		if oneOf(a.tokens[i].word, "us", "them", "you") {
			return true
		}
	}
	return false
}

// settled says whether a word before "now" makes it the end of something.
func settled(word string) bool {
	return hasDigit(word) || oneOf(word, "fine", "ok", "okay", "safe", "well", "better", "divorced", "single", "over", "free", "happy", "older", "dead", "grown", "away", "gone", "left")
}

// pastYears finds a year that is over: "in 1998".
func pastYears(tokens []token) (hits []hit) {
	for i, t := range tokens {
		if len(t.word) == 4 && t.word >= "1900" && t.word <= "2024" && i > 0 && (t.stop == comma || oneOf(tokens[i-1].word, "in", "since", "of", "back") || slices.Contains(tokens[i-1].classes, "%month")) {
			hits = append(hits, hit{sign: pastSign, start: i, end: i + 1})
		}
	}
	return hits
}

// justDone says whether what follows "just" is something done: "just hit me", not
// "just want".
func justDone(tokens []token, i int) bool {
	return i < len(tokens) && (tokens[i].form&(past|part) != 0 || tokens[i].word == "been" || tokens[i].word == "got")
}

// joking says whether a laugh makes a joke of it: when a mother, a boss or a
// dentist will "kill me lol". For a partner or a "he" a laugh proves nothing.
func (a *account) joking(h hit, c clause) bool {
	subject, ok := a.subjectOf(h, c)
	if ok && subject.role == someone {
		subject = a.meant(subject, person{at: -1})
	}
	return !ok && h.sign != threat || ok && subject.role != partner && subject.role != someone || ok && subject.word == "wife"
}

// jokingAlone says whether the writer laughs about nobody but themselves: "choking
// on these crisps lol".
func (a *account) jokingAlone(h hit, c clause) bool {
	subject, ok := a.subjectOf(h, c)
	return !ok || subject.role == writer
}
