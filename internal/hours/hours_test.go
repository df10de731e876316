package hours

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

const council = "Mon-Thu 09:00-17:30; Fri 09:00-17:00"

var someHolidays = NewHolidays(map[Date]string{
	{2026, time.April, 3}:     "Good Friday",
	{2026, time.April, 6}:     "Easter Monday",
	{2026, time.December, 25}: "Christmas Day",
	{2026, time.December, 28}: "Boxing Day (substitute day)",
	{2027, time.December, 27}: "Christmas Day (substitute day)",
	{2027, time.December, 28}: "Boxing Day (substitute day)",
	{2028, time.January, 3}:   "New Year's Day (substitute day)",
})

func mustParse(t testing.TB, text string) Hours {
	t.Helper()
	h, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// london reads "2026-12-25 03:00:00" in London, or "" as no time at all.
func london(t testing.TB, text string) time.Time {
	t.Helper()
	if text == "" {
		return time.Time{}
	}
	at, err := time.ParseInLocation(time.DateTime, text, London)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestAt(t *testing.T) {
	for _, tt := range []struct {
		hours string
		at    string
		is    Is
		until string
	}{
		// A Wednesday, to the second.
		{council, "2026-03-11 00:00:00", Closed, "2026-03-11 09:00:00"},
		{council, "2026-03-11 08:59:59", Closed, "2026-03-11 09:00:00"},
		{council, "2026-03-11 09:00:00", Open, "2026-03-11 17:30:00"},
		{council, "2026-03-11 16:59:59", Open, "2026-03-11 17:30:00"},
		{council, "2026-03-11 17:00:00", Open, "2026-03-11 17:30:00"},
		{council, "2026-03-11 17:29:59", Open, "2026-03-11 17:30:00"},
		{council, "2026-03-11 17:30:00", Closed, "2026-03-12 09:00:00"},
		{council, "2026-03-11 23:59:59", Closed, "2026-03-12 09:00:00"},
		// Monday and Thursday shut at half past five, Friday at five.
		{council, "2026-03-09 17:29:59", Open, "2026-03-09 17:30:00"},
		{council, "2026-03-12 17:29:59", Open, "2026-03-12 17:30:00"},
		{council, "2026-03-13 16:59:59", Open, "2026-03-13 17:00:00"},
		{council, "2026-03-13 17:00:00", Closed, "2026-03-16 09:00:00"},
		{council, "2026-03-14 12:00:00", Closed, "2026-03-16 09:00:00"},
		{council, "2026-03-15 23:59:59", Closed, "2026-03-16 09:00:00"},
		// Good Friday and Easter Monday, the days before and after.
		{council, "2026-04-02 17:29:59", Open, "2026-04-02 17:30:00"},
		{council, "2026-04-02 17:30:00", Closed, "2026-04-07 09:00:00"},
		{council, "2026-04-03 12:00:00", Closed, "2026-04-07 09:00:00"},
		{council, "2026-04-06 12:00:00", Closed, "2026-04-07 09:00:00"},
		{council, "2026-04-07 09:00:00", Open, "2026-04-07 17:30:00"},
		// Christmas on a Friday: Boxing Day is a Saturday, its substitute the Monday.
		{council, "2026-12-24 17:30:00", Closed, "2026-12-29 09:00:00"},
		{council, "2026-12-28 12:00:00", Closed, "2026-12-29 09:00:00"},
		{council, "2026-12-29 09:00:00", Open, "2026-12-29 17:30:00"},
		// Christmas on a Saturday: both substitutes follow. The day itself is a weekend.
		{council, "2027-12-24 16:59:59", Open, "2027-12-24 17:00:00"},
		{council, "2027-12-24 17:00:00", Closed, "2027-12-29 09:00:00"},
		{council, "2027-12-27 10:00:00", Closed, "2027-12-29 09:00:00"},
		// New Year's Day on a Saturday, in a year whose first days are the next list's.
		{council, "2027-12-31 17:00:00", Closed, "2028-01-04 09:00:00"},
		// Beyond the list only the week is known, and until when is not claimed.
		{council, "2029-12-25 12:00:00", Open, ""},

		// The clocks go forward on Sunday 29 March 2026 and back on 25 October.
		{council, "2026-03-27 16:59:59", Open, "2026-03-27 17:00:00"},
		{council, "2026-03-27 17:00:00", Closed, "2026-03-30 09:00:00"},
		{council, "2026-10-23 17:00:00", Closed, "2026-10-26 09:00:00"},
		{"Sun 00:00-24:00", "2026-03-29 00:30:00", Open, "2026-03-30 00:00:00"},
		{"Sun 00:00-24:00", "2026-10-25 00:30:00", Open, "2026-10-26 00:00:00"},
		{"Sun 00:00-02:00", "2026-03-29 00:59:59", Open, "2026-03-29 02:00:00"},
		{"Sun 00:00-02:00", "2026-10-25 00:59:59", Open, "2026-10-25 02:00:00"},
		{"Sun 02:00-03:00", "2026-03-29 00:59:59", Closed, "2026-03-29 02:00:00"},
		{"Sun 02:00-03:00", "2026-10-25 00:59:59", Closed, "2026-10-25 02:00:00"},

		// Over midnight, into a weekend, and cut by a holiday.
		{"Mon-Fri 22:00-24:00; Tue-Sat 00:00-06:00", "2026-03-11 21:59:59", Closed, "2026-03-11 22:00:00"},
		{"Mon-Fri 22:00-24:00; Tue-Sat 00:00-06:00", "2026-03-11 22:00:00", Open, "2026-03-12 06:00:00"},
		{"Mon-Fri 22:00-24:00; Tue-Sat 00:00-06:00", "2026-03-12 05:59:59", Open, "2026-03-12 06:00:00"},
		{"Mon-Fri 22:00-24:00; Tue-Sat 00:00-06:00", "2026-03-14 06:00:00", Closed, "2026-03-16 22:00:00"},
		{"Mon-Fri 22:00-24:00; Tue-Sat 00:00-06:00", "2026-04-02 23:00:00", Open, "2026-04-03 00:00:00"},
		{"Mon-Fri 22:00-24:00; Tue-Sat 00:00-06:00", "2026-04-03 23:00:00", Closed, "2026-04-04 00:00:00"},
		{"Sat 22:00-24:00; Sun 00:00-06:00", "2026-03-28 23:00:00", Open, "2026-03-29 06:00:00"},
		{"Sat 22:00-24:00; Sun 00:00-06:00", "2026-10-24 23:00:00", Open, "2026-10-25 06:00:00"},
		// Shut at midnight and open again at half past: an edge, not one opening.
		{"Mon-Sun 00:30-24:00", "2026-03-11 23:59:59", Open, "2026-03-12 00:00:00"},
		{"Mon-Sun 00:30-24:00", "2026-03-12 00:00:00", Closed, "2026-03-12 00:30:00"},
		// Every day, all day: shuts only for the next bank holiday, if there is one.
		{"Mon-Sun 00:00-24:00", "2026-04-04 12:00:00", Open, "2026-04-06 00:00:00"},
		{"Mon-Sun 00:00-24:00", "2026-04-06 12:00:00", Closed, "2026-04-07 00:00:00"},
		{"Mon-Sun 00:00-24:00", "2026-05-01 12:00:00", Open, "2026-12-25 00:00:00"},
		{"Mon-Sun 00:00-24:00", "2028-01-04 00:00:00", Open, ""},
		// Two openings on a day.
		{"Wed 14:00-16:00; Wed 09:00-12:00", "2026-03-11 12:00:00", Closed, "2026-03-11 14:00:00"},
		{"Wed 14:00-16:00; Wed 09:00-12:00", "2026-03-11 11:59:59", Open, "2026-03-11 12:00:00"},
		{"Wed 14:00-16:00; Wed 09:00-12:00", "2026-03-11 16:00:00", Closed, "2026-03-18 09:00:00"},

		{"always", "2026-12-25 03:00:00", Open, ""},
		{"unknown", "2026-03-11 12:00:00", Unknown, ""},
	} {
		want := State{tt.is, london(t, tt.until)}
		if got := mustParse(t, tt.hours).At(london(t, tt.at), someHolidays); got.Is != want.Is || !got.Until.Equal(want.Until) {
			t.Errorf("%s at %s: %v until %v, want %v until %v", tt.hours, tt.at, got.Is, got.Until, want.Is, want.Until)
		}
	}
}

// In the hour that October has twice, both are the same minute of the day, and
// an edge after it is an hour further off in the first of the two.
func TestAtTheDoubledHour(t *testing.T) {
	h := mustParse(t, "Sun 02:00-03:00")
	for utc, want := range map[string]time.Duration{
		"2026-10-25T00:30:00Z": 90 * time.Minute, // 01:30 BST
		"2026-10-25T01:30:00Z": 30 * time.Minute, // 01:30 GMT
	} {
		at, err := time.Parse(time.RFC3339, utc)
		if err != nil {
			t.Fatal(err)
		}
		if got := h.At(at, Holidays{}); got.Is != Closed || got.Until.Sub(at) != want {
			t.Errorf("at %s: %v for %v, want closed for %v", utc, got.Is, got.Until.Sub(at), want)
		}
	}
}

// The zone in which an instant is given makes no difference.
func TestAtInAnotherZone(t *testing.T) {
	h, at := mustParse(t, council), london(t, "2026-07-01 17:29:59")
	for _, zone := range []*time.Location{time.UTC, time.FixedZone("far east", 14*3600), time.FixedZone("far west", -12*3600)} {
		if got := h.At(at.In(zone), someHolidays); got.Is != Open || !got.Until.Equal(london(t, "2026-07-01 17:30:00")) {
			t.Errorf("in %v: %v until %v", zone, got.Is, got.Until)
		}
	}
}

func TestAtNeverOpensWithinAYear(t *testing.T) {
	names := map[Date]string{}
	for d := london(t, "2026-01-01 12:00:00"); d.Year() < 2028; d = d.AddDate(0, 0, 1) {
		names[DateOf(d)] = "Strike"
	}
	if got := mustParse(t, council).At(london(t, "2026-03-11 12:00:00"), NewHolidays(names)); got != (State{Is: Closed}) {
		t.Errorf("two years of holidays: %+v, want closed with no end", got)
	}
}

// Until is the first instant at which the state is another: it holds at every
// instant before and not at Until itself, wherever one asks.
func TestUntilIsTheFirstChange(t *testing.T) {
	random := rand.New(rand.NewPCG(2, 16))
	from, to := london(t, "2026-01-01 00:00:00"), london(t, "2028-12-31 00:00:00")
	for _, text := range []string{
		council,
		"Mon-Fri 09:00-21:00",
		"Mon-Fri 22:00-24:00; Tue-Sat 00:00-06:00",
		"Sat 22:00-24:00; Sun 00:00-00:30; Sun 02:00-02:01",
		"Fri-Mon 00:00-24:00",
	} {
		h := mustParse(t, text)
		for range 150 {
			at := from.Add(time.Duration(random.Int64N(int64(to.Sub(from)))))
			s := h.At(at, someHolidays)
			if !s.Until.After(at) {
				t.Fatalf("%s at %v: until %v", text, at, s.Until)
			}
			holds := func(u time.Time) bool {
				v := h.At(u, someHolidays)
				return v.Is == s.Is && v.Until.Equal(s.Until)
			}
			for u := at; u.Before(s.Until); u = u.Add(7 * time.Minute) {
				if !holds(u) {
					t.Fatalf("%s at %v: %+v, but at %v it is %+v", text, at, s, u, h.At(u, someHolidays))
				}
			}
			if last := s.Until.Add(-1); !holds(last) {
				t.Errorf("%s at %v: %+v, but it does not hold at %v", text, at, s, last)
			}
			if h.At(s.Until, someHolidays).Is == s.Is {
				t.Errorf("%s at %v: %+v, but it is no other at that instant", text, at, s)
			}
		}
	}
}

// In every year the edges stand at the same time on the clock, and the week in
// which the clocks change is an hour shorter or longer.
func TestClockChangesOfManyYears(t *testing.T) {
	h := mustParse(t, council)
	for year := 2024; year <= 2037; year++ {
		for month, want := range map[time.Month]time.Duration{
			time.March:   63 * time.Hour, // Friday 17:00 to Monday 09:00 is 64 on other weekends
			time.October: 65 * time.Hour,
		} {
			sunday := time.Date(year, month, 31, 0, 0, 0, 0, London)
			for sunday.Weekday() != time.Sunday {
				sunday = sunday.AddDate(0, 0, -1)
			}
			shuts := time.Date(year, month, sunday.Day()-2, 17, 0, 0, 0, London)
			s := h.At(shuts, Holidays{})
			if got := s.Until.Sub(shuts); s.Is != Closed || got != want {
				t.Errorf("%v: %v for %v, want closed for %v", shuts, s.Is, got, want)
			}
			if opens := s.Until.Format("Mon 15:04:05"); opens != "Mon 09:00:00" {
				t.Errorf("%v: opens %s", shuts, opens)
			}
		}
	}
}

func TestOpposite(t *testing.T) {
	until := london(t, "2026-03-11 17:30:00")
	for _, tt := range []struct{ in, want State }{
		{State{Open, until}, State{Closed, until}},
		{State{Closed, until}, State{Open, until}},
		{State{Open, time.Time{}}, State{Closed, time.Time{}}},
		{State{}, State{}},
	} {
		if got := tt.in.Opposite(); got != tt.want {
			t.Errorf("the opposite of %+v is %+v, want %+v", tt.in, got, tt.want)
		}
	}
}

func TestEdges(t *testing.T) {
	for text, want := range map[string]string{
		council:   "[540 1050 1020]",
		"always":  "[]",
		"unknown": "[]",
		"Sat 22:00-24:00; Sun 00:00-06:00; Mon 22:00-24:00": "[0 360 1320 1440]",
	} {
		if got := fmt.Sprint(mustParse(t, text).Edges()); got != want {
			t.Errorf("the edges of %s are %s, want %s", text, got, want)
		}
	}
}

func TestKnown(t *testing.T) {
	for text, want := range map[string][2]bool{"always": {true, true}, council: {true, false}, "unknown": {false, false}, "Mon-Sat 00:00-24:00": {true, false}} {
		h := mustParse(t, text)
		if got := [2]bool{h.Known(), h.IsAlways()}; got != want {
			t.Errorf("%s: known and always are %v, want %v", text, got, want)
		}
	}
	if (Hours{}).Known() {
		t.Error("the zero value makes a claim")
	}
	if got := fmt.Sprint(Unknown, Open, Closed); got != "unknown open closed" {
		t.Errorf("the answers are called %s", got)
	}
}

func TestHolidays(t *testing.T) {
	if first, last := someHolidays.Years(); first != 2026 || last != 2028 {
		t.Errorf("the years are %d to %d, want 2026 to 2028", first, last)
	}
	for year, want := range map[int]bool{2025: false, 2026: true, 2027: true, 2028: true, 2029: false} {
		if someHolidays.Covers(year) != want {
			t.Errorf("Covers(%d) is %v", year, !want)
		}
	}
	day := Date{2026, time.December, 28}
	if !someHolidays.Has(day) || someHolidays.Name(day) != "Boxing Day (substitute day)" {
		t.Errorf("28 December 2026 is %v, %q", someHolidays.Has(day), someHolidays.Name(day))
	}
	for _, day := range []Date{{2026, time.December, 26}, {2026, time.December, 27}, {2027, time.December, 25}, {}} {
		if someHolidays.Has(day) || someHolidays.Name(day) != "" {
			t.Errorf("%v is a bank holiday: %q", day, someHolidays.Name(day))
		}
	}

	var none Holidays
	if first, last := none.Years(); first != 0 || last != 0 || none.Covers(0) || none.Covers(2026) || none.Has(Date{}) {
		t.Error("the zero Holidays knows something")
	}
}

func TestDate(t *testing.T) {
	if d, err := ParseDate("2028-02-29"); err != nil || d != (Date{2028, time.February, 29}) {
		t.Errorf("29 February 2028 is %v, %v", d, err)
	}
	for _, text := range []string{"", "2026-02-29", "2026-2-9", "9/2/2026", "2026-12-25 ", "2026-12-25T00:00", "Christmas"} {
		want := fmt.Sprintf("%q is not a date (write it as 2026-12-25)", text)
		if _, err := ParseDate(text); err == nil || err.Error() != want {
			t.Errorf("ParseDate(%q): %v, want %s", text, err, want)
		}
	}
	// A summer's day begins an hour earlier than in UTC.
	for day, want := range map[Date]string{
		{2026, time.January, 1}:  "2026-01-01T00:00:00Z",
		{2026, time.July, 1}:     "2026-06-30T23:00:00Z",
		{2026, time.October, 25}: "2026-10-24T23:00:00Z",
		{2026, time.October, 26}: "2026-10-26T00:00:00Z",
	} {
		if got := day.Start().UTC().Format(time.RFC3339); got != want {
			t.Errorf("%v starts at %s, want %s", day, got, want)
		}
	}
	if got := DateOf(london(t, "2026-06-30 23:59:59")); got != (Date{2026, time.June, 30}) {
		t.Errorf("the last second of June is on %v", got)
	}
}

func BenchmarkAt(b *testing.B) {
	h := mustParse(b, council)
	at := london(b, "2026-12-24 18:00:00") // four days to look ahead
	b.ReportAllocs()
	for b.Loop() {
		h.At(at, someHolidays)
	}
}
