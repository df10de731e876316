package understand

// judgeArrival looks at somebody who is at the door or on the way: danger when it
// may be the one who does harm, none when it is a child or an old person.
func (a *account) judgeArrival(e event) {
	h, subject := e.hit, e.subject
	switch {
	case e.when == happened && a.dated(e.clause) && !e.mode[nowSign] && !a.afraid():
		a.fire(signNames[h.sign], concern, false)
		return // "tried my door handle last week"
	case h.sign == coming && e.when == timeless && a.tokens[h.start].form&third != 0 && !e.mode[soon]:
		return // "comes in with bruises"
	case !e.hasSubject || a.onErrand(h):
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

// onErrand says whether somebody comes, or is there, for something harmless: "is
// coming round to fix the shower", "on the way home with chips", "outside cutting
// the hedge".
func (a *account) onErrand(h hit) bool {
	if a.afraid() {
		return false
	}
	for i := h.end - 1; i < min(h.end+3, len(a.tokens)-1); i++ {
		next := &a.tokens[i+1]
		switch t := &a.tokens[i]; {
		case t.stop == full:
			return false
		case t.word == "to":
			return next.form != 0 && a.harmless(next)
		case t.word == "with", t.word == "for":
			if oneOf(next.word, "a", "the", "some", "my", "his", "her") && i+2 < len(a.tokens) {
				next = &a.tokens[i+2]
			}
			return next.among(errands)
		case t.form == ing && i == h.end:
			return a.harmless(t)
		}
	}
	return false
}

// errands are what somebody comes round for, or with, that nobody needs to fear.
var errands = set(`food tea dinner lunch breakfast curry pizza chip pint brew coffee cake chocolate egg bread milk cream meal crisp cheese
	trifle barbecue roast takeaway restaurant pub cafe party wedding birthday christmas holiday concert bingo easter film movie telly
	tv netflix series book game xbox playstation fortnite fifa match football villa albion cricket rugby snooker darts cup tip council
	plumber boiler broadband wifi laptop hair nail shopping decorating gardening washing ironing delivery postman builder sofa carpet
	parcel bin`)

// harmless says whether a verb is something that nobody needs to fear.
func (a *account) harmless(t *token) bool {
	if oneOf(t.lemma, "watch", "follow", "shout", "scream", "swear", "beg", "take", "see", "look", "wait", "threaten", "stalk", "terrify", "scare", "frighten", "go", "come") {
		return false
	}
	return a.isClass(t, "%harmless") || oneOf(t.lemma, "fix", "clean", "collect", "cut", "sell", "read", "wash", "mow")
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
