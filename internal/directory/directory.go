// Package directory knows the areas, their services, and the contacts behind
// each service, and names the right one at an instant.
//
// It exists so that "who" and "when" are decided in one place, from reviewed
// files, the same for every screen. It promises: the first contact that Find
// lists can be reached at that instant and nothing about it is in doubt, if the
// service has any such contact, which check proves for the shipped files. It
// never changes a number: what a card shows is what the file says, letter for
// letter. It does not know danger, words or buttons. Urgency does not change who
// answers at an hour, so Find does not ask for it.
package directory

import (
	"iter"
	"slices"
	"time"

	"signpost/internal/hours"
)

// Any is the area of contacts and services that are the same everywhere.
const Any = "any"

// Directory holds what config/ says. It is read once and never changed after, so
// it is safe for any number of goroutines.
type Directory struct {
	Areas    []Area
	Retired  []string // codes of areas that are gone and must not return
	Contacts []*Contact
	Holidays hours.Holidays

	services map[serviceOf]*Service
	areas    map[string]*Area
}

type serviceOf struct{ area, service string }

// Area is one answer to "Where do they live?".
type Area struct {
	ID     string
	Code   string   // in button data; never given to another area
	Name   string   // as residents say it
	Abroad bool     // its cards also say what to do outside the United Kingdom
	Shows  []string // the areas whose lines stand for this one; none for itself
	Line   int
}

// Contact is one team or organisation with the ways to reach it. Source is where
// its facts come from, Published the date of that source, Checked the day on
// which a person dialled it, zero until then.
type Contact struct {
	ID, Name, Area, Source string
	Published              Published
	Checked                hours.Date
	Channels               []Channel // at least one; the first is the one to lead with
	File                   string
	Line                   int
}

// Channel is one way to reach a contact.
type Channel struct {
	Kind    Kind
	Value   string      // as displayed, letter for letter as in the source
	Dial    string      // E.164, or a short code such as 101; "" for the web
	Link    string      // https address; "" for phone and text
	Hours   hours.Hours // without Outside
	Outside *Contact    // answers just when this contact's first channel does not
	Says    string      // the source's own words for hours that never end
	Free    bool        // the source says that it costs nothing
	Doubt   string      // why no claim is made; never shown to residents
}

// Kind is the kind of a channel.
type Kind string

// The four kinds.
const (
	Phone    Kind = "phone"
	Text     Kind = "text"
	WhatsApp Kind = "whatsapp"
	Web      Kind = "web"
)

// Published is the date of a source as far as the source gives it.
type Published struct {
	Year  int // 0: the source has no date
	Month time.Month
	Day   int
}

// Service is who answers for one kind of need in one area, in order: Card for the
// card itself, More for what stands one press away.
type Service struct {
	Card, More []*Contact
	File       string
	Line       int
}

// At tells the channel's state at t.
func (d *Directory) At(c *Channel, t time.Time) hours.State {
	if c.Outside != nil {
		return c.Outside.Channels[0].Hours.At(t, d.Holidays).Opposite()
	}
	return c.Hours.At(t, d.Holidays)
}

// Area gives an area by its id, nil for one that is not there.
func (d *Directory) Area(id string) *Area { return d.areas[id] }

// Service gives who answers in an area: the area's own list, or the one that is
// the same everywhere, or nil.
func (d *Directory) Service(area, service string) *Service {
	if s := d.services[serviceOf{area, service}]; s != nil {
		return s
	}
	return d.services[serviceOf{Any, service}]
}

// Services yields every service of every area, with its name.
func (d *Directory) Services() iter.Seq2[string, *Service] {
	return func(yield func(string, *Service) bool) {
		for key, service := range d.services {
			if !yield(key.service, service) {
				return
			}
		}
	}
}

// Listed is one contact in the order in which a resident should try them.
type Listed struct {
	Contact *Contact
	Area    *Area         // the area it was listed for
	States  []hours.State // one for each of the contact's channels
	Lead    bool          // the one to use now in its area
	More    bool          // stands one press away from the card
}

// Now reports whether the contact answers the phone at this instant, without any
// doubt.
func (l Listed) Now() bool {
	ch := &l.Contact.Channels[0]
	return l.States[0].Is == hours.Open && ch.Doubt == "" && ch.Kind == Phone
}

// Find lists who answers for a service in an area at t, the one to use now first.
// An area that shows several gives the lead of each, then the rest. It gives nil
// when the area or the service is not there.
func (d *Directory) Find(area, service string, at time.Time) []Listed {
	a := d.areas[area]
	if a == nil {
		return nil
	}
	// Room for a service of each area at once, so that a Find costs two allocations.
	room := 10 * max(1, len(a.Shows))
	all, states := make([]Listed, 0, room), make([]hours.State, 0, room+room/2)
	if len(a.Shows) == 0 {
		s := d.Service(area, service)
		if s == nil {
			return nil
		}
		return d.list(all, &states, a, s, at)
	}
	for _, id := range a.Shows {
		if s := d.Service(id, service); s != nil {
			all = d.list(all, &states, d.areas[id], s, at)
		}
	}
	return leadsFirst(all)
}

// list adds one area's contacts of a service, the first that answers in front; the
// states of their channels go to the end of states.
func (d *Directory) list(all []Listed, states *[]hours.State, a *Area, s *Service, at time.Time) []Listed {
	start := len(all)
	add := func(c *Contact, more bool) {
		from := len(*states)
		for i := range c.Channels {
			*states = append(*states, d.At(&c.Channels[i], at))
		}
		to := len(*states)
		all = append(all, Listed{Contact: c, Area: a, States: (*states)[from:to:to], More: more})
	}
	for _, c := range s.Card {
		add(c, false)
	}
	for _, c := range s.More {
		add(c, true)
	}
	for i := start; i < len(all); i++ {
		if all[i].Now() && !all[i].More {
			lead := all[i]
			copy(all[start+1:i+1], all[start:i])
			all[start] = lead
			break
		}
	}
	if len(all) > start {
		all[start].Lead = true
	}
	return all
}

// leadsFirst puts the lead of each area in front and drops a contact's second
// mention, keeping the order otherwise.
func leadsFirst(all []Listed) []Listed {
	slices.SortStableFunc(all, func(a, b Listed) int { return a.rank() - b.rank() })
	kept := all[:0]
	for _, l := range all {
		if !has(kept, l.Contact) {
			kept = append(kept, l)
		}
	}
	return kept
}

// rank is 0 for the one to use now, 1 for the rest of the card, 2 for more.
func (l Listed) rank() int {
	switch {
	case l.Lead:
		return 0
	case !l.More:
		return 1
	}
	return 2
}

func has(list []Listed, c *Contact) bool {
	for i := range list {
		if list[i].Contact == c {
			return true
		}
	}
	return false
}
