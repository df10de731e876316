package conversation

import (
	"cmp"
	"strings"
	"time"

	"signpost/internal/directory"
	"signpost/internal/flow"
	"signpost/internal/message"
	"signpost/internal/understand"
)

// understood answers a typed line by what was certain in it: the emergency card
// first when danger was read, and otherwise the next question, with what was
// understood and the way to change it. The newest line wins over what was said
// before, but for another place that comes with more than a place: that is asked.
func (c *Conversation) understood(last address, r understand.Reading, now time.Time) Reply {
	notes := &c.flow.Words.Notes
	if r.SeeksPlace && !r.Danger && last.area(c.dir) == nil {
		r.Area, r.Place = c.anyArea(), "" // the lines of everywhere, not of where somebody is looked for; an area chosen before stays
	}
	area, differs := c.standing(last, r)
	k, anew := c.known(last, r, area)
	a := last
	switch was := last.area(c.dir); {
	case anew:
		a = c.start()
		a.danger = last.urgent()
	case was != nil && area != was.ID:
		a = c.instead(a, areaMeaning(area))
	}
	a.danger = a.danger || r.Danger
	var note []string
	add := func(words string) {
		if words != "" {
			note = append(note, words)
		}
	}
	if r.Danger {
		add(message.CallNow(r.Lang))
	}
	if differs {
		a = c.reached(a, k)
		add(c.placed(r, c.dir.Area(r.Area)))
		add(notes.Differs + " " + last.area(c.dir).Name + ".")
		return c.show(placeAgain(a), strings.Join(note, " "), now)
	}
	if r.Under18 {
		a = c.instead(a, flow.Under18)
	}
	if r.Urgency == understand.Immediate {
		a = c.instead(a, flow.Immediate)
	}
	a = c.reached(a, k)
	a.ahead = k
	switch {
	case r.Long, r.Distress:
		a.open = false // numbers do not wait for the place
	case a.trail.Len() == 0 && !r.SeeksPlace:
		a = c.placeFirst(a)
	}

	if r.Long {
		add(notes.Long)
	}
	taken := c.taken(last, a, r)
	if area := a.area(c.dir); r.Area == "" && r.Place != "" && (area == nil || area.ID == c.anyArea()) {
		add(r.Place + " " + notes.Several)
	}
	switch {
	case r.SeeksPlace:
		add(notes.SeeksPlace)
	case len(taken) > 0 && r.Distress:
		// The card itself says enough, and "is that right?" would be cold.
	case len(taken) > 0:
		add(strings.Join(taken, " "))
		if asksAge(a) {
			add(notes.UnderstoodAge)
		} else {
			add(notes.Understood)
		}
	case r.Retracted:
		add(notes.Retracted)
	case !r.Danger && !r.Long:
		add(notes.NotRead)
	}
	if a.open && !r.Danger && len(taken) > 0 {
		add(notes.Automatic)
	}
	return c.show(a, strings.Join(note, " "), now)
}

// placeFirst is the address to show where the first question, which asks for the place, is
// still open and a line answered some of those behind it: the place is asked with these
// answers in the path, and with "not sure" for the line that may follow.
func (c *Conversation) placeFirst(a address) address {
	k := a.ahead
	k.Area = c.anyArea()
	if on := c.reached(a, k); on.trail.Len() > 1 {
		on.open = true
		return on
	}
	return a
}

// onward is the address behind an answer of the question asked: as far along as what is
// known ahead leads.
func (c *Conversation) onward(a address, id string) address {
	if a.trail.Take(id) {
		a.path += "." + id
		a = c.reached(a, a.ahead)
	}
	return a
}

// furthest is the address behind the answer that leads furthest along, where what is
// known ahead leads on, and otherwise the same.
func (c *Conversation) furthest(a address) address {
	furthest := a
	if !a.open {
		for _, answer := range a.trail.Step.Answers {
			if on := c.onward(a, answer.ID); on.trail.Len() > max(a.trail.Len()+1, furthest.trail.Len()) {
				furthest = on
			}
		}
	}
	return furthest
}

// taken says back what a line said and the trail before it did not. What was taken
// for granted is left to the card, which says it back as chosen.
func (c *Conversation) taken(last, a address, r understand.Reading) (words []string) {
	before := map[string]bool{}
	for i := range last.trail.Len() {
		before[last.trail.Answer(i).Say] = true
	}
	on := c.furthest(a)
	for i := range on.trail.Len() {
		switch answer := on.trail.Answer(i); {
		case before[answer.Say] || !said(r, answer.Means) || i == a.trail.Len(): // that is the answer asked for
		case IsArea(answer.Means):
			words = append(words, c.placed(r, a.area(c.dir)))
		default:
			words = append(words, answer.Say+".")
		}
	}
	return words
}

// said reports whether a reading said what an answer means.
func said(r understand.Reading, m flow.Meaning) bool {
	switch m {
	case flow.Immediate, flow.Concern, flow.Advice:
		return m == flow.Meaning(r.Urgency)
	case flow.Under18:
		return r.Under18
	case flow.Unsure, flow.Over18:
		return false
	}
	return !IsArea(m) || r.Area != ""
}

// known is what a line and the answers before it say, and what is taken for it where
// an answer must not wait for another question: a long account is answered with whom
// to tell it. With anew the answers before it are in it, and the path begins again:
// then somebody wants to die, whose card opens at once from every screen, or the line
// is about another person than the one chosen.
func (c *Conversation) known(last address, r understand.Reading, area string) (k Known, anew bool) {
	before := remembered(&last.trail)
	k = Known{Area: area, Who: flow.Meaning(r.Who), Urgency: flow.Meaning(r.Urgency), Me: r.Me}
	if r.Under18 {
		k.Age = flow.Under18
	}
	if r.Who == understand.Self {
		// Without distress it says only who: what is happening must be asked.
		k.Me, k.Who = true, ""
	}
	if r.Distress {
		k.Area, k.Urgency = cmp.Or(area, c.anyArea()), ""
		if k.Me = k.Me || r.Under18; k.Me {
			k.Who, k.Age = flow.Self, cmp.Or(k.Age, before.Age, flow.Over18)
		} else {
			k.Who = flow.TheirLife
		}
		return k, true
	}
	anew = another(last, before, r)
	if r.Urgency != understand.Immediate {
		k.Urgency = cmp.Or(before.Urgency, k.Urgency)
	}
	k.Age = cmp.Or(k.Age, before.Age)
	if k.Who == flow.DomesticAbuse && k.Age == "" && !before.Me {
		k.Me = false // the line that helps does not wait for an age: that person may be the writer
	}
	if r.Long {
		k.Area, k.Urgency = cmp.Or(area, c.anyArea()), cmp.Or(k.Urgency, flow.Concern)
		k.Who = cmp.Or(k.Who, flow.Unsure)
		if (k.Me || before.Me && !anew) && k.Age == "" {
			// No age is claimed, and numbers do not wait for it.
			k.Me, k.Who, anew = false, flow.Unsure, anew || before.Me
		}
	}
	return k, anew
}

// another reports whether a line is certainly about another person than the one
// chosen before, or about something else that happens to the writer.
func another(last address, before Known, r understand.Reading) bool {
	who := flow.Meaning(r.Who)
	switch {
	case who == "" || who == flow.Self || !before.Me && before.Who == "":
		return false
	case last.open && r.Area != "" && r.Urgency == "" && !r.Danger:
		return false // "at my daughter's in Tipton" answers where the nan is who was written of before
	case before.Who == flow.Self || before.Who == flow.TheirLife:
		return false // who it is, and why, is no reason to take the card for it away
	case r.Me && !before.Me: // "hurt by partner or family" can have meant the writer
		return who != before.Who || r.Under18
	case r.Me: // that the writer is a child says nothing of what happens
		return who != flow.Child && before.Who != "" && who != before.Who
	case before.Me && (who != flow.Child || before.Age == flow.Under18):
		// "Needs help with washing" answers "What is happening?", of the writer too.
		for _, answer := range last.trail.Step.Answers {
			if answer.Means == flow.Adult || answer.Means == flow.DomesticAbuse {
				return false
			}
		}
		return true
	case before.Who == flow.Child && who == flow.DomesticAbuse:
		return false // "he is hitting her": the child that was chosen
	}
	return before.Me || who != before.Who
}

// standing is the area to go on with. Where a place stands already and a line with
// more in it names another, it differs: then the question is asked again, because a
// wrong council is the one mistake that must not happen. "Not sure" gives way to a
// place; so does a place to a line that says nothing but another, which corrects it;
// and nobody who wants to die is asked.
func (c *Conversation) standing(last address, r understand.Reading) (area string, differs bool) {
	was := last.area(c.dir)
	switch {
	case was == nil:
		return r.Area, false
	case r.Area == was.ID || r.Area == c.anyArea() || c.dir.Area(r.Area) == nil:
		return was.ID, false
	case len(was.Shows) > 0 || r.Distress || onlyPlace(r):
		return r.Area, false
	}
	return was.ID, true
}

func onlyPlace(r understand.Reading) bool {
	return r.Who == "" && r.Urgency == "" && !r.Danger && !r.SeeksPlace && !r.Retracted && !r.Long
}

// placeAgain is the address at which the place is asked again.
func placeAgain(a address) address {
	for a.change = range a.trail.Len() {
		if IsArea(a.trail.Answer(a.change).Means) {
			break
		}
	}
	return a.page(viewChange)
}

// instead is the address with an answer given before replaced by the one to the same
// question that has the meaning.
func (c *Conversation) instead(a address, m flow.Meaning) address {
	for a.change = range a.trail.Len() {
		for _, answer := range a.trail.Asked(a.change).Answers {
			if answer.Means == m && a.trail.Answer(a.change).Means != m {
				next := a
				next.path, next.danger = c.replaced(a, answer.ID)
				next.open = a.open && !IsArea(m)
				return c.at(c.here(next, viewStep))
			}
		}
	}
	return a
}

// placed says back which area was understood, in our words and never in theirs.
func (c *Conversation) placed(r understand.Reading, area *directory.Area) string {
	if area.Abroad && r.Place != "" && r.Area == area.ID {
		return r.Place + ". " + area.Name + "."
	}
	if r.Place != "" && r.Area == area.ID && r.Place != area.Name {
		return r.Place + " is in " + area.Name + "."
	}
	return area.Name + "."
}

// anyArea is the area that stands for all others, "" if there is none.
func (c *Conversation) anyArea() string {
	for _, a := range c.dir.Areas {
		if len(a.Shows) > 0 {
			return a.ID
		}
	}
	return ""
}
