package check

import (
	"encoding/binary"
	"slices"
	"time"

	"signpost/internal/directory"
	"signpost/internal/flow"
	"signpost/internal/hours"
)

// At every instant, every path in every area names first a contact that answers
// then and about which nothing is in doubt.
//
// What answers changes only at an edge of some opening hours or at a midnight, so
// the second before, the edge and the second after are all there is to look at;
// and it depends on nothing but the states of the lines then, so each different
// state needs to be asked once.
func somebodyAnswersFirst(w *walk) {
	dir := w.talk.Directory()
	services := w.services()
	states := map[string]bool{}
	silent := map[*directory.Service]bool{} // reported already
	for t := range w.edges {
		w.report.Instants++
		state := signature(dir, t)
		if states[state] {
			continue
		}
		states[state] = true
		w.instants = append(w.instants, t)
		for _, s := range services {
			for _, l := range dir.Find(s.area.ID, s.need.Service, t) {
				if service := dir.Service(l.Area.ID, s.need.Service); l.Lead && !l.Now() && !silent[service] {
					silent[service] = true
					w.problem(service.File, service.Line, "in %s nobody under %q answers for certain at %s, and perhaps at other times (add a contact that does to its card)",
						l.Area.ID, s.need.Service, t.In(hours.London).Format("Mon 2 Jan 2006 15:04:05"))
				}
			}
		}
	}
}

// asked is one service of one area.
type asked struct {
	area *directory.Area
	need flow.Need
}

// services lists every service of every area, each once.
func (w *walk) services() []asked {
	var list []asked
	dir := w.talk.Directory()
	for i := range dir.Areas {
		seen := map[string]bool{}
		for _, s := range w.talk.Flow().Steps {
			for _, need := range s.Signpost {
				if !seen[need.Service] {
					seen[need.Service] = true
					list = append(list, asked{&dir.Areas[i], need})
				}
			}
		}
	}
	return list
}

// edges yields the instants around every edge of every day that the holiday list
// covers: midnights, opening and shutting times, and the two clock changes.
func (w *walk) edges(yield func(time.Time) bool) {
	dir := w.talk.Directory()
	minutes := []int{0, 60, 120} // midnight, and the hours between which clocks change
	for _, c := range dir.Contacts {
		for i := range c.Channels {
			for _, m := range c.Channels[i].Hours.Edges() {
				if !slices.Contains(minutes, m) {
					minutes = append(minutes, m)
				}
			}
		}
	}
	slices.Sort(minutes)
	first, last := dir.Holidays.Years()
	for day := time.Date(first, 1, 1, 0, 0, 0, 0, hours.London); day.Year() <= last; day = day.AddDate(0, 0, 1) {
		changes := day.AddDate(0, 0, 1).Sub(day) != 24*time.Hour
		for _, m := range minutes {
			if (m == 60 || m == 120) && !changes {
				continue
			}
			edge := time.Date(day.Year(), day.Month(), day.Day(), 0, m, 0, 0, hours.London)
			for _, t := range []time.Time{edge.Add(-time.Second), edge, edge.Add(time.Second)} {
				if !yield(t) {
					return
				}
			}
		}
	}
}

// signature is all that the words of a card can depend on at an instant: for each
// line whether it is open, and until what time of what day seen from that day.
func signature(dir *directory.Directory, t time.Time) string {
	var b []byte
	today := hours.DateOf(t.In(hours.London)).Start()
	for _, c := range dir.Contacts {
		for i := range c.Channels {
			s := dir.At(&c.Channels[i], t)
			b = append(b, byte(s.Is))
			if !s.Until.IsZero() {
				until := s.Until.In(hours.London)
				b = binary.AppendVarint(b, int64(until.Hour()*60+until.Minute()))
				// From a week on a card names the date; that it fits is the same for all.
				days := hours.DateOf(until).Start().Sub(today).Round(24*time.Hour) / (24 * time.Hour)
				b = binary.AppendVarint(b, int64(min(days, 7)))
				b = append(b, byte(until.Weekday()))
			}
		}
	}
	return string(b)
}
