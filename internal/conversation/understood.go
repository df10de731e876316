package conversation

import (
	"strings"
	"time"

	"signpost/internal/flow"
	"signpost/internal/message"
	"signpost/internal/understand"
)

// understood answers a typed line by what was certain in it: the emergency card
// first when danger was read, and otherwise the next question, with what was
// understood and the way to change it. What was said before stays as it was.
func (c *Conversation) understood(last address, r understand.Reading, now time.Time) Reply {
	notes := &c.flow.Words.Notes
	k := Known{Area: r.Area, Who: flow.Meaning(r.Who), Urgency: flow.Meaning(r.Urgency), Me: r.Me}
	if r.Under18 {
		k.Age = flow.Under18
	}
	if r.Distress && (r.Me || r.Who == understand.Self) {
		// Nobody who wants to die is asked another question first: the card for it
		// opens at once, for any area and for an adult where neither was said.
		k.Me, k.Who = true, flow.Self
		if k.Age == "" {
			k.Age = flow.Over18
		}
		if last.area(c.dir) == nil && c.dir.Area(k.Area) == nil {
			k.Area = c.anyArea()
		}
	}
	a := last
	for {
		next, ok := c.next(a, k)
		if !ok {
			break
		}
		a = next
	}
	if r.Danger {
		a.danger = true
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
	if r.Distress && !a.trail.Step.Distress {
		add(notes.DistressOther)
	}
	if r.Long {
		add(notes.Long)
	}
	switch moved := a.trail.Len() > last.trail.Len(); {
	case r.SeeksPlace:
		add(notes.SeeksPlace)
	case moved && a.trail.Step.Distress:
		// The card itself says enough, and "is that right?" would be cold.
	case moved:
		add(c.taken(last, a, r))
	case r.Retracted:
		add(notes.Retracted)
	case !r.Danger && !r.Long:
		add(notes.NotRead)
	}
	return c.show(a, strings.Join(note, " "), now)
}

// taken says back what was understood, in our words and never in theirs.
func (c *Conversation) taken(last, a address, r understand.Reading) string {
	var words []string
	for i := last.trail.Len(); i < a.trail.Len(); i++ {
		answer := a.trail.Answer(i)
		switch area := a.area(c.dir); {
		case !IsArea(answer.Means):
			words = append(words, answer.Say+".")
		case r.Place != "" && r.Area == area.ID && r.Place != area.Name:
			words = append(words, r.Place+" is in "+area.Name+".")
		default:
			words = append(words, area.Name+".")
		}
	}
	return strings.Join(append(words, c.flow.Words.Notes.Understood), " ")
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
