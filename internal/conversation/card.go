package conversation

import (
	"strings"
	"time"

	"signpost/internal/directory"
	"signpost/internal/flow"
)

// listed gives everything that the card of an end can show at an instant, in the
// order in which to try it, each contact once.
func (c *Conversation) listed(end *flow.Step, area *directory.Area, now time.Time) []directory.Listed {
	all := c.dir.Find(area.ID, end.Signpost[0].Service, now)
	for _, need := range end.Signpost[1:] {
		for _, l := range c.dir.Find(area.ID, need.Service, now) {
			if !listsContact(all, l.Contact) {
				all = append(all, l)
			}
		}
	}
	return all
}

func listsContact(all []directory.Listed, contact *directory.Contact) bool {
	for i := range all {
		if all[i].Contact == contact {
			return true
		}
	}
	return false
}

// card writes the answer: whom to call at this minute, and what else is near.
//
// When the first need has words of its own the card names the contact of each
// need and no more; otherwise the first need is shown with all that its card has.
func (c *Conversation) card(s *screen, a address, end *flow.Step, area *directory.Area, now time.Time) {
	w, notes := &c.flow.Words.Card, &c.flow.Words.Notes
	k := card{c: c, screen: s, now: now, places: len(area.Shows) > 0, brief: end.Signpost[0].Say != "", blocks: make([]block, 0, 6)}
	urgent := a.urgent()

	if end.Distress {
		k.sayAll(end.Say)
	} else if urgent && k.brief {
		s.say(w.WhenSafe + ":")
	}
	first := c.dir.Find(area.ID, end.Signpost[0].Service, now)
	if k.brief {
		k.need(end.Signpost[0].Say, first)
	} else {
		for _, l := range first {
			if l.Lead {
				k.add(k.head(a, l), l)
			}
		}
		if !urgent {
			k.others(first)
		}
	}
	for _, need := range end.Signpost[1:] {
		k.need(need.Say, c.dir.Find(area.ID, need.Service, now))
	}
	k.write()

	s.gap()
	if len(area.Shows) > 0 && !k.brief {
		s.say(notes.EitherArea)
	}
	if !urgent {
		k.sayAll(end.Say)
	}
	s.say(w.Shows)
	if !end.Distress {
		if next := k.nextOpen(first); next != nil && !urgent {
			s.say("No answer? Call " + next.Channels[0].Value + ", " + next.Name + ". " + w.Worse)
		} else {
			s.say(w.Worse)
		}
	}
	if area.Abroad {
		s.say(notes.Abroad)
		s.say(notes.AbroadNumber)
	}
	s.say(k.published())
	if !end.Distress { // an age and a place may be taken for granted there
		s.say(c.chosen(a))
	}
}

// chosen says the answers back, so that a wrong press is seen.
func (c *Conversation) chosen(a address) string {
	var b strings.Builder
	b.Grow(128)
	b.WriteString(c.flow.Words.Notes.Chosen)
	for i := range a.trail.Len() {
		if i == 0 {
			b.WriteString(": ")
		} else {
			b.WriteString(". ")
		}
		b.WriteString(a.trail.Answer(i).Say)
	}
	b.WriteString(".")
	return b.String()
}

// more writes every contact of the card with every channel.
func (c *Conversation) more(s *screen, listed []directory.Listed, now time.Time) {
	for _, l := range listed {
		s.gap()
		s.strong(l.Contact.Name)
		for i := range l.Contact.Channels {
			ch := &l.Contact.Channels[i]
			if ch.Kind == directory.Web {
				s.say(ch.Value)
				s.open(l.Contact.Name, ch)
				continue
			}
			line := stateWords(l.States[i], ch, now)
			if ch.Free {
				line += " " + c.flow.Words.Card.Free
			}
			s.say(kindName(ch.Kind) + " " + ch.Value + ": " + line)
			if i == 0 || ch.Value != l.Contact.Channels[i-1].Value {
				if strings.HasPrefix(ch.Dial, "+") {
					s.say(ch.Dial)
				}
				s.copy(c.flow.Words.Buttons.Copy, ch)
			}
		}
		s.say("Published: " + publishedWords(l.Contact.Published) + ".")
	}
}
