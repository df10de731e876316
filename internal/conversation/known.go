package conversation

import (
	"strings"
	"time"

	"signpost/internal/directory"
	"signpost/internal/flow"
)

// Known is what is known about a person at risk before any button is pressed.
// An empty field is a question that still has to be asked.
type Known struct {
	Area    string       // an area's id
	Who     flow.Meaning // Child, Adult, DomesticAbuse, Self, TheirLife or Unsure
	Urgency flow.Meaning // Immediate, Concern or Advice
	Me      bool         // the writer is the person at risk
	Age     flow.Meaning // Under18 or Over18; asked only of Me
}

// Path gives the data of the button to which presses with the same meaning would
// have led: as far along the questions as Known answers them.
func (c *Conversation) Path(k Known) string {
	return c.data(c.reached(c.start(), k).path, false, "")
}

// reached is as far along the questions as k answers them.
func (c *Conversation) reached(a address, k Known) address {
	for {
		next, ok := c.next(a, k)
		if !ok {
			return a
		}
		a = next
	}
}

// remembered is what the answers of a trail say.
func remembered(t *flow.Trail) (k Known) {
	for i := range t.Len() {
		switch m := t.Answer(i).Means; m {
		case flow.Me:
			k.Me = true
		case flow.Under18, flow.Over18:
			k.Age = m
		case flow.Immediate, flow.Concern, flow.Advice:
			k.Urgency = m
		default:
			if area, is := strings.CutPrefix(string(m), areaPrefix); is {
				k.Area = area
			} else {
				k.Who = m
			}
		}
	}
	return k
}

// next answers one question from what is known.
func (c *Conversation) next(a address, k Known) (address, bool) {
	meanings := []flow.Meaning{areaMeaning(k.Area), k.Urgency}
	switch {
	case a.trail.Says(flow.Me):
		// "A child" and "unknown" are no answers to "What is happening?". Who says only that
		// they are one is asked.
		meanings = append(meanings, k.Age, k.Who)
		if k.Who == flow.Child && k.Urgency != "" {
			meanings = append(meanings, flow.Unsure)
		}
	case k.Me || k.Who == flow.Self:
		meanings = append(meanings, flow.Me)
	default:
		meanings = append(meanings, k.Who)
	}
	for _, m := range meanings {
		if m == "" {
			continue
		}
		if next, ok := c.answer(a, m); ok {
			return next, true
		}
	}
	return a, false
}

// Contacts gives everything that the card behind a button can show at an instant,
// the one to use now first, and nil when the data does not lead to a card.
func (c *Conversation) Contacts(data string, now time.Time) []directory.Listed {
	a, ok := c.parse(data)
	if !ok || a.end() == nil || a.area(c.dir) == nil {
		return nil
	}
	return c.listed(a.end(), a.area(c.dir), now)
}

// Urgent reports whether the emergency card comes first behind a button.
func (c *Conversation) Urgent(data string) bool {
	a, ok := c.parse(data)
	return ok && a.urgent()
}
