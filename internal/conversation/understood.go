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
// understood and the way to change it. What was said before stays as it was, but for
// a place that nobody had named yet, and for how soon: danger now makes it that.
func (c *Conversation) understood(last address, r understand.Reading, now time.Time) Reply {
	notes := &c.flow.Words.Notes
	k := c.known(last, r)
	a, differs := c.moved(last, k.Area)
	a.danger = a.danger || r.Danger
	if differs && !r.Distress {
		return c.show(a, c.placed(r, c.dir.Area(k.Area))+" "+notes.Differs+" "+last.area(c.dir).Name+".", now)
	}
	if r.Urgency == understand.Immediate {
		a = c.raised(a)
	}

	var taken []string
	if was, is := last.area(c.dir), a.area(c.dir); was != is {
		taken = append(taken, c.placed(r, a.area(c.dir)))
	}
	for {
		next, ok := c.next(a, k)
		if !ok {
			break
		}
		a = next
		switch answer := a.trail.Answer(a.trail.Len() - 1); {
		case !said(r, answer.Means): // taken for granted: the card says it back as chosen
		case IsArea(answer.Means):
			taken = append(taken, c.placed(r, a.area(c.dir)))
		default:
			taken = append(taken, answer.Say+".")
		}
	}

	var note []string
	add := func(words string) {
		if words != "" {
			note = append(note, words)
		}
	}
	if r.Danger {
		add(message.CallNow(r.Lang))
	}
	if r.Long {
		add(notes.Long)
	}
	switch {
	case r.SeeksPlace:
		add(notes.SeeksPlace)
	case len(taken) > 0 && a.trail.Step.Distress:
		// The card itself says enough, and "is that right?" would be cold.
	case len(taken) > 0:
		add(strings.Join(append(taken, notes.Understood), " "))
	case r.Retracted:
		add(notes.Retracted)
	case !r.Danger && !r.Long:
		add(notes.NotRead)
	}
	return c.show(a, strings.Join(note, " "), now)
}

// said reports whether a reading said what an answer means.
func said(r understand.Reading, m flow.Meaning) bool {
	switch {
	case IsArea(m):
		return r.Area != ""
	case m == flow.Concern:
		return r.Urgency == understand.Concern
	}
	return m != flow.Unsure && m != flow.Over18
}

// known is what a reading says, and what is taken for it where an answer must not
// wait for another question: when somebody wants to die the card for it opens at
// once, for any area and for an adult where neither was said, and a long account is
// answered with whom to tell it.
func (c *Conversation) known(last address, r understand.Reading) Known {
	k := Known{Area: r.Area, Who: flow.Meaning(r.Who), Urgency: flow.Meaning(r.Urgency), Me: r.Me}
	if r.Under18 {
		k.Age = flow.Under18
	}
	if r.Distress {
		if k.Me = k.Me || r.Who == understand.Self; k.Me {
			k.Who = flow.Self
			k.Age = cmp.Or(k.Age, flow.Over18)
		} else {
			k.Who = flow.TheirLife
		}
	}
	if (r.Distress || r.Long) && last.area(c.dir) == nil {
		k.Area = cmp.Or(k.Area, c.anyArea())
		k.Who, k.Urgency = cmp.Or(k.Who, flow.Unsure), cmp.Or(k.Urgency, flow.Concern)
		if k.Me && k.Who == flow.Unsure {
			k.Age = cmp.Or(k.Age, flow.Over18)
		}
	}
	return k
}

// moved is the address with the place that was typed. Where a place stands already
// it differs: then the question is asked again, because a wrong council is the one
// mistake that must not happen. "Not sure" gives way to a place.
func (c *Conversation) moved(last address, area string) (a address, differs bool) {
	was := last.area(c.dir)
	if was == nil || was.ID == area || c.dir.Area(area) == nil || area == c.anyArea() {
		return last, false
	}
	for last.change = range last.trail.Len() {
		if IsArea(last.trail.Answer(last.change).Means) {
			break
		}
	}
	if len(was.Shows) == 0 {
		return last.page(viewChange), true
	}
	for _, answer := range last.trail.Asked(last.change).Answers {
		if answer.Means == areaMeaning(area) {
			path, danger := c.replaced(last, answer.ID)
			return c.at(c.data(path, danger, "")), false
		}
	}
	return last, false
}

// raised is the address with danger now in place of the urgency said before.
func (c *Conversation) raised(a address) address {
	for a.change = range a.trail.Len() {
		for _, answer := range a.trail.Asked(a.change).Answers {
			if answer.Means == flow.Immediate && a.trail.Answer(a.change).Means != flow.Immediate {
				path, danger := c.replaced(a, answer.ID)
				return c.at(c.data(path, danger, ""))
			}
		}
	}
	return a
}

// placed says back which area was understood, in our words and never in theirs.
func (c *Conversation) placed(r understand.Reading, area *directory.Area) string {
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
