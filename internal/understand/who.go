package understand

import "slices"

// who decides who is at risk, and whether that is the writer. More than one, or
// not clear, is "".
func (a *account) who() (w Who, me, under18 bool) {
	age := a.writerAge()
	under18 = age >= 0 && age < 18
	others := a.victims[kid] + a.victims[elder] + a.victims[kin] + a.victims[grownup] + a.victims[partner] + a.victims[someone]
	me = a.ownLife || a.victims[writer] > 0 && others == 0 || under18 && others == 0
	switch {
	case a.ownLife:
		return Self, true, under18
	case under18 && (a.level > advice || a.danger):
		return Child, me, under18
	case a.distress && !a.aboutChild():
		return Adult, false, under18
	case age >= 60 && a.victims[writer] > 0:
		return Adult, true, false
	}

	if !a.danger && a.level == unsaid && a.chatter() {
		return "", false, under18
	}
	abusive := a.abusive()
	child := a.victims[kid] > 0 || a.aboutChild() && a.victims[elder]+a.victims[kin]+a.victims[writer]+a.victims[partner]+a.victims[grownup] == 0
	if a.whole[child_] && !a.whole[care] && others == 0 && a.victims[writer] == 0 {
		child = true
	}
	adult := a.victims[elder] > 0 || a.oldAge() || a.whole[care] && a.victims[kid] == 0
	home := abusive && a.atHome()
	if a.abusers[kid] > 0 && a.victims[writer] > 0 && a.victims[kid] == 0 && abusive {
		return DomesticAbuse, me, under18 // a grown son, or a teenager, who hits
	}
	if abusive && a.coupled() {
		return DomesticAbuse, me, under18
	}
	if (a.fired["hiding"] || a.fired["trapped"]) && a.victims[writer] > 0 && a.aboutChild() && a.victims[kid] == 0 && !under18 {
		return "", false, under18 // "me and the baby are hiding"
	}
	if a.whole[domestic] && a.victims[kid] == 0 || (a.fired["forced"] || a.fired["honour"]) && !child {
		return DomesticAbuse, me, under18
	}
	switch {
	case a.victims[kid] > 0 && a.victims[writer] > 0 && abusive && home:
		return "", false, under18 // a parent and a child
	case child && !adult:
		if home && a.victims[kid] == 0 && (a.victims[writer] > 0 || a.victims[partner] > 0) {
			return DomesticAbuse, me, under18
		}
		return Child, me, under18
	case adult && !(home && a.abusers[partner]+a.abusers[someone] > 0 && a.victims[elder] == 0 && !a.oldAge() && a.victims[writer] > 0):
		return Adult, me, under18
	case home:
		return DomesticAbuse, me, under18
	case child:
		return Child, me, under18
	}
	return a.whoElse(abusive, me, under18)
}

// child_ is the sign child, where a variable has its name.
const child_ = child

// abusive says whether anything that fired is done by one person to another.
func (a *account) abusive() bool {
	for rule := range a.fired {
		switch rule {
		case "harm-now", "harm-repeated", "harm-recent", "harm-undated", "harm-grave", "harm-threatened", "harm-suspected",
			"harm-past", "threat", "armed", "weapon", "intruder", "coming", "trapped", "rage", "scream", "shout", "control",
			"money", "images", "stalk", "scared", "forced", "honour", "hiding", "silent", "unsafe", "leaving", "pursued", "sexual",
			"control-past", "shout-past", "scared-past", "harm-pregnant", "harm-body", "harm-unnamed", "harm-denied", "threat-other":
			return true
		}
	}
	return false
}

// atHome says whether the one who does it is a partner, an ex or family, or a
// "he" who needs no other name.
func (a *account) atHome() bool {
	for _, p := range a.people {
		if p.role == partner {
			return true
		}
	}
	if a.fired["forced"] || a.fired["honour"] || a.fired["hiding"] || a.fired["silent"] {
		return true
	}
	if a.whole[indoors] && a.victims[kid]+a.victims[elder]+a.abusers[carer] == 0 && (a.danger || a.fired["harm-suspected"]) {
		return true
	}
	return a.abusers[kin] > 0 || a.abusers[someone] > 0 && a.abusers[grownup] == 0 && a.abusers[carer] == 0
}

// whoElse decides when nobody was clearly harmed: by whoever is spoken of.
func (a *account) whoElse(abusive, me, under18 bool) (Who, bool, bool) {
	var seen [thing + 1]int
	for _, p := range a.people {
		seen[a.grownUp(p)]++
	}
	switch {
	case seen[kid] > 0 && seen[elder] == 0:
		return Child, me, under18
	case seen[elder] > 0:
		return Adult, me, under18
	case seen[partner] > 0 && abusive:
		return DomesticAbuse, me, under18
	case seen[kin] > 1 && abusive:
		return DomesticAbuse, me, under18
	case seen[kin] > 0 && (a.level > unsaid || a.danger):
		return Adult, me, under18
	case seen[partner] > 0 && (a.fired["medical"] || a.fired["missing"]):
		return Adult, me, under18
	case seen[partner] > 0 && a.level > unsaid:
		return DomesticAbuse, me, under18
	case a.fired["medical"] && !a.fired["fire"]:
		return Adult, me, under18
	case seen[grownup] > 0 && a.level > advice && (a.victims[grownup] > 0 || a.abusers[grownup] == 0) && !a.fired["police"]:
		return Adult, me, under18
	case a.danger && abusive && !a.fired["medical"] && seen[grownup] == 0 && a.unnamed():
		return DomesticAbuse, me, under18
	case a.victims[writer] > 0 && (a.fired["medical"] || a.fired["selfneglect"]):
		return Adult, me, under18
	}
	return "", me, under18
}

// unnamed says whether the text is about a "he" or a "she" who needs no other name.
func (a *account) unnamed() bool {
	return slices.ContainsFunc(a.people, func(p person) bool { return oneOf(a.tokens[p.at].word, "he", "she") })
}

// coupled says whether the harm is between a couple that is not the writer's: "my
// daughter's ex hits her", "he beats his wife". A daughter who has a partner is no
// child, unless her age says so.
func (a *account) coupled() bool {
	for _, p := range a.people {
		if p.age >= 0 && p.age < 18 {
			return false
		}
	}
	for _, p := range a.people {
		if p.role != partner || p.owner == writer {
			continue
		}
		for _, q := range a.people {
			if q.at == p.at {
				continue
			}
			if q.role == kid && !oneOf(q.word, "daughter", "son", "niece", "nephew", "granddaughter", "grandson", "lad", "stepdaughter", "stepson") ||
				q.role == elder && !oneOf(q.word, "aunt", "uncle") || oneOf(q.word, "mother") {
				return false
			}
		}
		return p.owner == someone
	}
	return false
}

// oldAge says whether somebody other than the writer is said to be old.
func (a *account) oldAge() bool {
	for _, p := range a.people {
		if p.role != writer && p.age >= 60 {
			return true
		}
	}
	return false
}
