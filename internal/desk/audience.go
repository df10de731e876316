package desk

import (
	"slices"
	"strings"

	"signpost/internal/broadcast"
	"signpost/internal/message"
)

// audience shows and changes who gets a campaign.
func (t *turn) audience(c broadcast.Campaign, what, id string) (Answer, error) {
	if what != "who" {
		offered := t.offered()
		id, in := strings.CutPrefix(id, putIn)
		list := map[string][]Choice{"b": offered.Boroughs, "t": offered.Topics}[what]
		if !slices.ContainsFunc(list, func(o Choice) bool { return o.ID == id }) {
			return t.page(c, "Not done: that is not yours to choose.", false)
		}
		var refused, err error
		c, refused, err = t.edit(c, func(e *broadcast.Campaign) {
			if what == "b" {
				e.Audience.Boroughs = changed(e.Audience.Boroughs, id, in)
			} else {
				e.Audience.Topics = changed(e.Audience.Topics, id, in)
			}
		})
		if err != nil {
			return Answer{}, err
		}
		if refused != nil {
			return t.page(c, "Not done: "+refused.Error()+".", false)
		}
	}
	s := new(sheet).strong("Who gets “%s”?", c.Title).
		say("People who asked for messages about these boroughs. With no topic chosen, every topic.").gap()
	s.say("Chosen: %s.", t.addressed(c.Audience))
	if len(c.Audience.Boroughs) > 0 {
		size, err := t.Size(t.ctx, c.Audience)
		if err != nil {
			return Answer{}, err
		}
		t.sized(s, c.Audience, size)
	}
	offered := t.offered()
	for i, b := range offered.Boroughs {
		in := contains(c.Audience.Boroughs, b.ID)
		s.choice(i, in, b.Name, "b", c.ID, other(in)+b.ID)
	}
	for _, topic := range offered.Topics {
		in := contains(c.Audience.Topics, topic.ID)
		s.choice(0, in, topic.Name, "t", c.ID, other(in)+topic.ID)
	}
	s.button("Next: when", "when", c.ID).beside("Overview", "c", c.ID)
	return answer(s), nil
}

// putIn opens the id of a choice that a press puts in. The button says what it does and
// not that it changes sides: a press may come twice.
const putIn = "+"

// other opens the id on a button of a choice that is in, or not.
func other(in bool) string {
	if in {
		return ""
	}
	return putIn
}

// choice is a button that puts one in or takes it out.
func (s *sheet) choice(column int, in bool, name, verb string, args ...any) {
	if in {
		name = "✓ " + name
	}
	if column%2 == 1 {
		s.beside(name, verb, args...)
		return
	}
	s.button(name, verb, args...)
}

// offered are the choices of this member of staff: their boroughs, all topics.
func (t *turn) offered() Choices {
	all := t.set.Choices()
	return Choices{Topics: all.Topics, Boroughs: slices.DeleteFunc(slices.Clone(all.Boroughs), func(b Choice) bool {
		return !contains(t.m.Boroughs, b.ID)
	})}
}

// sized says how many people an audience is. Parts are shown only when none of them
// is small: otherwise the rest would tell it.
func (t *turn) sized(s *sheet, a broadcast.Audience, size broadcast.Size) {
	s.say("That is %s people now.", people(size.Total))
	if size.Total < broadcast.MinAudience {
		s.say("So few could be recognised: choose more.")
		return
	}
	names, small := t.set.Choices().Boroughs, false
	for _, id := range a.Boroughs {
		small = small || size.Boroughs[id] < broadcast.MinAudience
	}
	for _, n := range size.Langs {
		small = small || n < broadcast.MinAudience
	}
	switch {
	case small:
		s.say("A part of it is fewer than %d, so the parts are not shown.", broadcast.MinAudience)
		return
	case len(a.Boroughs) > 1:
		for _, b := range names {
			if contains(a.Boroughs, b.ID) {
				s.say("%s: %s", b.Name, people(size.Boroughs[b.ID]))
			}
		}
		s.say("Who chose both counts in both.")
	}
	for _, l := range message.Languages() {
		if n := size.Langs[l.Tag()]; len(size.Langs) > 1 && n > 0 {
			s.say("Reads %s: %s", l.Tag(), people(n))
		}
	}
}
