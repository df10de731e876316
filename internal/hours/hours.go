// Package hours tells whether something is open at an instant, until when, and
// what then, in London time.
//
// It exists because the right number at 16:59:59 and at 17:00:00 are two numbers.
// It promises: spans are half-open to the minute, so [09:00, 17:30) is shut at
// 17:30:00; bank holidays count as closed; clock changes neither lose nor double
// an edge, because an edge between 01:00 and 01:59 is refused. The time zone database
// is embedded, for machines that have none. It does not know today: every
// rule takes the instant. Beyond the last year of the holiday list it knows only
// the week, and Holidays.Covers says so.
package hours

import (
	"fmt"
	"strings"
	"time"
	_ "time/tzdata" // Europe/London on a machine that has no time zone files
)

// London is Europe/London, the only zone in which hours are written and shown.
var London = func() *time.Location {
	loc, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic("hours: the embedded time zone database has no Europe/London: " + err.Error())
	}
	return loc
}()

const dayMinutes = 24 * 60

// Hours are the opening hours of one channel. The zero value is unknown: no claim.
type Hours struct {
	kind kind
	week [7][]Span // by time.Weekday; in order, not touching
}

type kind uint8

const (
	unknown kind = iota
	always
	weekly
)

// Always is open at every minute.
func Always() Hours { return Hours{kind: always} }

// Span is an opening on one day, in minutes after midnight in London: open at
// From, shut at To. To is at most 1440, the midnight that ends the day.
type Span struct{ From, To int }

// Known reports whether any claim about hours is made.
func (h Hours) Known() bool { return h.kind != unknown }

// IsAlways reports whether the hours never close.
func (h Hours) IsAlways() bool { return h.kind == always }

// Day gives the spans of a weekday that is no bank holiday.
func (h Hours) Day(d time.Weekday) []Span { return h.week[d] }

// Is says whether a channel can be reached.
type Is uint8

// The three answers. Unknown is the zero value: nothing is claimed.
const (
	Unknown Is = iota
	Open
	Closed
)

func (i Is) String() string { return [...]string{"unknown", "open", "closed"}[i] }

// State is the answer for one instant. Until is the first instant at which Is no
// longer holds; it is zero when that is never, not within a year, or not known.
type State struct {
	Is    Is
	Until time.Time
}

// Opposite is the state of a line that answers just when this one does not.
func (s State) Opposite() State {
	switch s.Is {
	case Open:
		s.Is = Closed
	case Closed:
		s.Is = Open
	}
	return s
}

// At tells the state at t. Days in hol count as closed. Past the last year that
// hol covers it makes no claim about until when, because a bank holiday may lie
// between.
func (h Hours) At(t time.Time, hol Holidays) State {
	s := h.at(t, hol)
	if _, last := hol.Years(); last > 0 && !s.Until.IsZero() && s.Until.In(London).Year() > last {
		s.Until = time.Time{}
	}
	return s
}

func (h Hours) at(t time.Time, hol Holidays) State {
	switch h.kind {
	case unknown:
		return State{}
	case always:
		return State{Is: Open}
	}
	local := t.In(London)
	year, month, day := local.Date()
	minute := local.Hour()*60 + local.Minute()

	// i counts the days from today; midnight is the start of day i as a date.
	spansOf := func(i int) []Span {
		date := DateOf(time.Date(year, month, day+i, 12, 0, 0, 0, time.UTC))
		if hol.Has(date) {
			return nil
		}
		return h.week[(int(local.Weekday())+i)%7]
	}
	at := func(i, minute int) time.Time {
		return time.Date(year, month, day+i, 0, minute, 0, 0, London)
	}
	for _, s := range spansOf(0) {
		if s.From <= minute && minute < s.To {
			return State{Is: Open, Until: h.shuts(s, spansOf, at)}
		}
		if minute < s.From {
			return State{Is: Closed, Until: at(0, s.From)}
		}
	}
	for i := 1; i <= 366; i++ {
		if spans := spansOf(i); len(spans) > 0 {
			return State{Is: Closed, Until: at(i, spans[0].From)}
		}
	}
	return State{Is: Closed}
}

// shuts follows an opening over midnight to the instant at which it ends.
func (h Hours) shuts(s Span, spansOf func(int) []Span, at func(int, int) time.Time) time.Time {
	for i := 0; i <= 366; i++ {
		if s.To < dayMinutes {
			return at(i, s.To)
		}
		next := spansOf(i + 1)
		if len(next) == 0 || next[0].From > 0 {
			return at(i, dayMinutes)
		}
		s = next[0]
	}
	return time.Time{}
}

// Edges lists the minutes of the London day at which these hours open or shut.
func (h Hours) Edges() []int {
	seen := map[int]bool{}
	var edges []int
	for _, spans := range h.week {
		for _, s := range spans {
			for _, m := range []int{s.From, s.To} {
				if !seen[m] {
					seen[m] = true
					edges = append(edges, m)
				}
			}
		}
	}
	return edges
}

var weekdays = [7]string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"}

// String writes the hours as Parse reads them.
func (h Hours) String() string {
	switch h.kind {
	case unknown:
		return "unknown"
	case always:
		return "always"
	}
	var parts []string
	for i := range 7 {
		d := (i + 1) % 7 // a week is read from Monday
		for _, s := range h.week[d] {
			parts = append(parts, fmt.Sprintf("%s %s-%s", weekdays[d], clock(s.From), clock(s.To)))
		}
	}
	return strings.Join(parts, "; ")
}

func clock(minute int) string { return fmt.Sprintf("%02d:%02d", minute/60, minute%60) }
