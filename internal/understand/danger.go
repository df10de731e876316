package understand

// event is one sign of danger, with what stands around it.
type event struct {
	hit        hit
	clause     clause
	mode       map[sign]bool // of its sentence
	subject    person        // who does it, or is in it
	hasSubject bool
	denied     bool
	when       tense
	often      bool // it happens over and over
}

// byWriter says whether the writer does it, or is in it.
func (e event) byWriter() bool { return e.hasSubject && e.subject.role == writer }

// dangers are what each sign of danger amounts to, where it is neither denied nor over.
var dangers = map[sign]func(*account, event){
	threat: (*account).judgeThreat, weapon: (*account).judgeWeapon, armed: (*account).judgeArmed,
	intruder: (*account).judgeArrival, coming: (*account).judgeArrival, pursued: (*account).judgePursued,
	trapped: (*account).judgeTrapped, hiding: (*account).judgeHiding, rage: (*account).judgeRage,
	traffic: (*account).judgeTraffic, forced: (*account).judgeForced, abduct: (*account).judgeAbduction,
	fgm: (*account).judgeFGM, meeting: (*account).judgeMeeting,
	hushed: (*account).judgeCertain, unsafe: (*account).judgeCertain, honour: (*account).judgeCertain,
	// emergency.go
	medical: (*account).judgeMedical, fire: (*account).judgeFire, lone: (*account).judgeAlone,
	missing: (*account).judgeMissing, scream: (*account).judgeScream, cry: (*account).judgeCry,
	police: (*account).judgePolice,
}

// judgeDanger looks at every sign of danger other than violence and distress.
func (a *account) judgeDanger(h hit, c clause, mode map[sign]bool) {
	e := event{hit: h, clause: c, mode: mode, denied: denied(a.tokens, c, h.start)}
	e.subject, e.hasSubject = a.subjectOf(h, c)
	if e.hasSubject && e.subject.role == someone {
		e.subject = a.meant(e.subject, person{at: -1})
	}
	if a.tokens[h.start].form != 0 {
		e.when = tenseOf(a.tokens, c, h.start)
	}
	e.often = mode[habit] && !mode[nowSign] || e.when == repeated
	switch rule := signNames[h.sign]; {
	case e.denied && h.sign != cry:
		a.spared = true
	case a.gone(mode) && a.pastIn(h.clause) || e.when == usedTo:
		a.spared = true
		a.fire(rule+"-past", advice, false)
	case a.seenTo && e.when != happening && passing(h.sign):
		a.spared = true
		a.fire(rule+"-past", concern, false)
	case (h.sign == medical || h.sign == trapped) && a.felt(h):
		a.fire("low", concern, false)
	default:
		if judge, ok := dangers[h.sign]; ok {
			judge(a, e)
		}
	}
}

// judgeCertain is for what is danger whoever says it of whom.
func (a *account) judgeCertain(e event) { a.fire(signNames[e.hit.sign], immediate, true) }

func (a *account) judgeThreat(e event) {
	h, c := e.hit, e.clause
	if e.byWriter() && !a.passive(h, c) && !oneOf(a.tokens[h.start].lemma, "will", "not", "be", "am", "is", "dead", "my", "fear", "afraid", "i") {
		return // the writer threatens
	}
	a.blame(e.subject, e.hasSubject)
	a.harmedByThreat(h, c)
	if a.milder(h, c) {
		a.fire("threat-other", concern, false)
		return
	}
	a.fire("threat", immediate, true)
}

func (a *account) judgeWeapon(e event) {
	a.blame(e.subject, e.hasSubject && !e.byWriter())
	a.fire("weapon", immediate, true)
}

// judgeArmed looks at a thing in somebody's hand that is a weapon there: a bat.
func (a *account) judgeArmed(e event) {
	if e.byWriter() || a.atThing(e.hit, e.clause) {
		return
	}
	a.blame(e.subject, e.hasSubject)
	a.fire("armed", immediate, true)
}

func (a *account) judgeTrapped(e event) {
	h, c := e.hit, e.clause
	if e.hasSubject && e.subject.role == elder && a.abusers[partner]+a.abusers[kin] == 0 {
		a.victims[elder]++
		a.fire("selfneglect", concern, false)
		return
	}
	a.blame(e.subject, e.hasSubject && !e.byWriter())
	if p, _ := a.objectPerson(h, c); p != nil {
		a.harmed(*p, e.subject)
	}
	first := &a.tokens[h.start]
	switch {
	case first.word == "not" && h.start > c.start && oneOf(a.tokens[h.start-1].word, "does", "do"), a.keptFrom(h, c):
		a.fire("control", concern, false) // "doesn't let me out", not "won't"
	case first.form == third && oneOf(first.lemma, "take", "hide"):
		a.fire("control", concern, false) // "takes my keys"
	case e.often:
		a.fire("trapped", concern, true)
	default:
		a.fire("trapped", immediate, true)
	}
}

func (a *account) judgeHiding(e event) {
	switch {
	case e.often || e.mode[habit]:
		a.fire("hiding", concern, false)
	case !e.hasSubject || e.subject.role == writer:
		a.victims[writer]++
		a.fire("hiding", immediate, true)
	case e.subject.role == kid:
		a.victims[kid]++
		a.fire("hiding", immediate, true)
	}
}

func (a *account) judgeTraffic(e event) {
	l := concern
	if e.mode[soon] {
		l = immediate
	}
	a.fire("traffic", l, !a.asked(e.clause))
}

func (a *account) judgeForced(e event) {
	l := concern
	p, _ := a.objectPerson(e.hit, e.clause)
	if e.mode[soon] || p != nil && p.role == writer || e.byWriter() {
		l = immediate
		a.victims[writer]++
	}
	a.fire("forced", l, (l == immediate || !a.asked(e.clause)) && a.tokens[e.clause.start].word != "can")
}

func (a *account) judgeAbduction(e event) {
	if e.when == happened && a.dated(e.clause) {
		a.fire("abduct", concern, false)
		return
	}
	a.fire("abduct", immediate, true)
}

func (a *account) judgeFGM(e event) { a.fire("fgm", immediate, e.mode[soon] || !a.asked(e.clause)) }

func (a *account) judgeRage(e event) {
	if e.byWriter() {
		return
	}
	a.blame(e.subject, e.hasSubject)
	if e.when == happening || e.mode[recent] || e.mode[nowSign] || a.perfect(e.hit, e.clause) {
		a.fire("rage", immediate, true)
		return
	}
	a.fire("rage", concern, false)
}

func (a *account) judgeMeeting(event) {
	if a.aboutChild() {
		a.fire("meeting", immediate, true)
	}
}

func (a *account) judgePursued(e event) {
	if (e.often || a.tokens[e.hit.start].form == third) && !a.aboutChild() {
		a.fire("stalk", concern, false)
		return
	}
	a.blame(e.subject, e.hasSubject && !e.byWriter())
	a.fire("pursued", immediate, true)
}

// keptFrom says whether somebody is kept from a thing, and not in a place: "won't
// let me go to college".
func (a *account) keptFrom(h hit, c clause) bool {
	return a.tokens[h.end-1].word == "go" && h.end+1 < c.end && a.tokens[h.end].word == "to" &&
		!oneOf(a.tokens[h.end+1].word, "hospital", "doctor", "doctors", "a&e", "the", "toilet", "bed", "sleep", "police")
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

// harmedByThreat counts whoever a threat is aimed at.
func (a *account) harmedByThreat(h hit, c clause) {
	for _, p := range a.people {
		if p.at > h.start && p.at < c.end {
			a.harmed(p, person{})
			return
		}
	}
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
