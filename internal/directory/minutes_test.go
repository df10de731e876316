package directory

import (
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	"signpost/internal/hours"
)

// The proof: at every minute from 2024 to 2028 the number that comes first in
// each borough is the one that the joint statement of 12 January 2022 gives for
// that minute, it answers then, and nothing about it is in doubt. The lines of
// which the statement says that they always answer are asked every seventh minute
// and around every edge, which comes to every minute of the day within a week.
//
// What is right is worked out here from the statement's words and from GOV.UK's
// bank holidays, with a calendar of the test's own. Nothing of the rooms that are
// proved is asked, and of the standard library only what a clock in London shows.

// bankHolidays are the days of GOV.UK's list for England and Wales, substitute
// days included.
var bankHolidays = map[int]string{
	2024: "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26",
	2025: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
	2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
	2027: "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
	2028: "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26",
}

// day is a day of the test's own calendar.
type day struct {
	year, month, day int
	weekday          int // 0 is Monday
	bankHoliday      bool
}

func (d day) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.year, d.month, d.day) }

func daysOf(year int) int {
	if year%4 == 0 { // good from 1901 to 2099
		return 366
	}
	return 365
}

// calendar lists the days of a year, counting weekdays from Monday 1 January 2024.
func calendar(year int) []day {
	weekday := 0
	for y := 2024; y < year; y++ {
		weekday += daysOf(y)
	}
	var days []day
	for month, length := range []int{31, 28 + daysOf(year) - 365, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31} {
		for d := range length {
			days = append(days, day{
				year: year, month: month + 1, day: d + 1, weekday: weekday % 7,
				bankHoliday: strings.Contains(bankHolidays[year], fmt.Sprintf("%02d-%02d", month+1, d+1)),
			})
			weekday++
		}
	}
	return days
}

// between reports whether a clock shows from ≤ clock < to; all are hours times
// 100 plus minutes.
func between(from, clock, to int) bool { return from <= clock && clock < to }

// line is a question and, word for word where the words matter, its answer.
type line struct {
	area, service string
	always        bool // the statement gives one number for every hour
	first         func(d day, clock int) string
}

var statement = []line{
	// "this number is available outside normal office hours"
	{"sandwell", "child", true, func(day, int) string { return "0121 569 3100" }},
	// "open from 9am to 5.30pm Monday to Thursday, and 9am to 5pm on Fridays";
	// "outside these hours call"
	{"sandwell", "adult", false, func(d day, clock int) string {
		mondayToThursday, friday := d.weekday <= 3, d.weekday == 4
		if !d.bankHoliday && (mondayToThursday && between(900, clock, 1730) || friday && between(900, clock, 1700)) {
			return "0121 569 2266"
		}
		return "0121 569 2355"
	}},
	// Not in the statement for Sandwell: the national line, "free, 24 hours".
	{"sandwell", "domestic-abuse", true, func(day, int) string { return "0808 2000 247" }},
	// "9 to 5pm Monday to Friday"; "out of hours please call"
	{"dudley", "child", false, func(d day, clock int) string {
		if !d.bankHoliday && d.weekday <= 4 && between(900, clock, 1700) {
			return "0300 555 0050"
		}
		return "0300 555 8574"
	}},
	{"dudley", "adult", false, func(d day, clock int) string {
		if !d.bankHoliday && d.weekday <= 4 && between(900, clock, 1700) {
			return "0300 555 0055"
		}
		return "0300 555 8574"
	}},
	// "24 hours"
	{"dudley", "domestic-abuse", true, func(day, int) string { return "01384 455411" }},
}

// "text or WhatsApp 9am to 9pm weekdays"
func dudleyText(d day, clock int) bool {
	return !d.bankHoliday && d.weekday <= 4 && between(900, clock, 2100)
}

// edges are the clock times at which any of the above changes, and around which
// the seconds are asked too; 100 and 200 are those between which clocks change.
var edges = []int{0, 100, 200, 900, 1700, 1730, 2100}

func TestEveryMinute(t *testing.T) {
	d := mustLoad(t)
	// Find's lists are short-lived; collecting them less often halves the time.
	percent := debug.SetGCPercent(800)
	t.Cleanup(func() { debug.SetGCPercent(percent) })
	sparse := underRace || testing.Short() // every seventh minute and around the edges
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	var texts []*Channel
	for _, c := range d.Contacts {
		for i := range c.Channels {
			if ch := &c.Channels[i]; ch.Kind == Text || ch.Kind == WhatsApp {
				texts = append(texts, ch)
			}
		}
	}
	if len(texts) != 2 || texts[0].Value != "07384 466181" || texts[1].Value != "07384 466181" {
		t.Fatalf("%d channels by text and WhatsApp, want the two of Dudley", len(texts))
	}
	for year := 2024; year <= 2028; year++ {
		t.Run(fmt.Sprint(year), func(t *testing.T) {
			t.Parallel()
			walk := walk{t: t, d: d, texts: texts, zone: zone, days: calendar(year)}
			begin := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC).Unix() // winter: London is at UTC
			minutes := daysOf(year) * 24 * 60
			for m := range minutes {
				at := begin + int64(m)*60
				atEdge := walk.moveTo(at)
				seventh := m%7 == 0 || atEdge
				if !sparse || seventh {
					walk.ask(at, seventh)
				}
				if atEdge {
					walk.ask(at+1, true)
				}
				if walk.beforeEdge {
					walk.ask(at+59, true)
				}
				if t.Failed() {
					return // one wrong minute tells enough
				}
			}
			if walk.at != len(walk.days)-1 {
				t.Errorf("the walk ends on %v", walk.days[walk.at])
			}
		})
	}
}

// walk goes through a year minute by minute.
type walk struct {
	t          *testing.T
	d          *Directory
	texts      []*Channel // by text and WhatsApp
	zone       *time.Location
	days       []day
	at         int // the day it is in London
	clock      int
	beforeEdge bool // an edge is a minute ahead
}

// moveTo goes to the minute that begins at the second; it reports whether it is an
// edge.
func (w *walk) moveTo(second int64) bool {
	now := time.Unix(second, 0).In(w.zone)
	hour, minute, _ := now.Clock()
	clock := hour*100 + minute
	if clock < w.clock && clock == 0 {
		w.at++
		year, month, date := now.Date()
		if today := w.days[w.at]; (day{year, int(month), date, today.weekday, today.bankHoliday}) != today {
			w.t.Fatalf("the calendar says %v, London says %v", today, now)
		}
	}
	w.clock = clock
	next := clock + 1
	if next%100 == 60 {
		next += 40
	}
	w.beforeEdge = slices.Contains(edges, next%2400)
	return slices.Contains(edges, clock)
}

// ask compares what is found at the second with what the statement says; all asks
// the lines that always answer and the texts too.
func (w *walk) ask(second int64, all bool) {
	now, today := time.Unix(second, 0), w.days[w.at]
	for _, l := range statement {
		if l.always && !all {
			continue
		}
		want := l.first(today, w.clock)
		found := w.d.Find(l.area, l.service, now)
		if len(found) == 0 {
			w.t.Fatalf("%s %s at %v: nobody", l.area, l.service, now.In(w.zone))
		}
		first := found[0]
		if got := first.Contact.Channels[0]; got.Value != want || got.Doubt != "" || first.States[0].Is != hours.Open {
			w.t.Errorf("%s %s at %v: %s comes first, %v, doubted for %q; want %s, open", l.area, l.service, now.In(w.zone), got.Value, first.States[0].Is, got.Doubt, want)
		}
	}
	if !all {
		return
	}
	for _, c := range w.texts {
		if got, want := w.d.At(c, now).Is == hours.Open, dudleyText(today, w.clock); got != want {
			w.t.Errorf("%s %s at %v: open is %v, want %v", c.Kind, c.Value, now.In(w.zone), got, want)
		}
	}
}
