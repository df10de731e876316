package understand

func (a *account) judgeMedical(e event) {
	h, first := e.hit, &a.tokens[e.hit.start]
	if e.when != happening && (a.dated(e.clause) || e.when == happened && a.onDay(e.clause) || e.when == happened && a.well) {
		a.spared = true
		a.fire("medical-past", advice, false)
		return
	}
	switch {
	case a.whole[ask] && a.tokens[e.clause.start].word == "if" && first.form&third != 0:
		a.fire("asks", advice, false) // "if my mom falls who do i ring"
	case h.start > e.clause.start && oneOf(a.tokens[h.start-1].lemma, "sit", "sleep", "play") && a.tokens[h.start-1].form&(third|base) != 0:
		// "the kids sit on the floor"
	case e.when == repeated || e.when == willHappen || first.word == "leaves":
		a.fire("medical", concern, false)
	default:
		a.need(e.subject, e.hasSubject, h, e.clause)
		a.fire("medical", immediate, true)
	}
}

func (a *account) judgeFire(e event) {
	switch {
	case e.when == happened && a.dated(e.clause):
		a.fire("fire-past", advice, false)
	case a.holds(e.hit, "gas") && (e.often || a.keeps(e.hit, e.clause)):
		a.fire("fire", concern, false) // "keeps leaving the gas on"
	default:
		a.fire("fire", immediate, true)
	}
}

func (a *account) judgeMissing(e event) {
	if e.mode[habit] && !e.mode[nowSign] || a.dated(e.clause) || e.hasSubject && e.subject.role == carer {
		a.fire("missing", concern, false)
		return
	}
	a.need(e.subject, e.hasSubject, e.hit, e.clause)
	a.fire("missing", immediate, true)
}

func (a *account) judgeScream(e event) {
	h := e.hit
	if h.end < e.clause.end && a.tokens[h.end].word == "at" && !e.mode[nowSign] || e.often {
		a.fire("shout", concern, false)
		return
	}
	a.fire("scream", immediate, true)
}

func (a *account) judgeCry(e event) {
	if a.cries(e.hit, e.clause, e.denied) {
		a.fire("help", unsaid, true)
	}
}

func (a *account) judgePolice(e event) {
	if e.when == happened || e.often || a.wondered(e.hit, e.clause) ||
		e.hasSubject && e.subject.role != writer && e.subject.role != someone && e.when == timeless && a.tokens[e.hit.start].form&third != 0 {
		return
	}
	a.fire("police", immediate, true)
}

// judgeAlone looks at a child, or somebody frail, with nobody to look after them.
func (a *account) judgeAlone(e event) {
	h, c, subject, hasSubject, often := e.hit, e.clause, e.subject, e.hasSubject, e.often
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
	if often || e.when == timeless && a.tokens[h.start].form&third != 0 {
		a.fire("lone", concern, false)
		return
	}
	a.fire("lone", immediate, true)
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
