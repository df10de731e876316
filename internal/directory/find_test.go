package directory

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"signpost/internal/hours"
)

func london(t testing.TB, text string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation(time.DateTime, text, hours.London)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// services are all that the shipped flow names.
var services = []string{"child", "young", "adult", "domestic-abuse", "talk", "distress", "mental-health"}

// A listing is written as its contacts' ids in order: ! leads, + is one press away.
func listing(list []Listed) string {
	var words []string
	for _, l := range list {
		word := l.Contact.ID
		if l.Lead {
			word = "!" + word
		}
		if l.More {
			word = "+" + word
		}
		words = append(words, word)
	}
	return strings.Join(words, " ")
}

func TestFind(t *testing.T) {
	d := mustLoad(t)
	const day, evening = "2026-03-11 16:59:59", "2026-03-11 17:30:00"
	for _, tt := range []struct{ area, service, at, want string }{
		{"sandwell", "child", day, "!sandwell-child +police-101 +nspcc +sandwell-web +ssds"},
		{"sandwell", "child", evening, "!sandwell-child +police-101 +nspcc +sandwell-web +ssds"},
		{"sandwell", "adult", day, "!sandwell-adult sandwell-adult-ooh +police-101 +sandwell-web +ssds"},
		{"sandwell", "adult", evening, "!sandwell-adult-ooh sandwell-adult +police-101 +sandwell-web +ssds"},
		{"dudley", "child", day, "!dudley-child dudley-child-ooh +police-101 +nspcc +dudley-web +dudley-info"},
		{"dudley", "child", "2026-03-11 17:00:00", "!dudley-child-ooh dudley-child +police-101 +nspcc +dudley-web +dudley-info"},
		{"dudley", "adult", evening, "!dudley-adult-ooh dudley-adult +police-101 +dudley-web +dudley-info"},
		{"dudley", "domestic-abuse", evening, "!dudley-spoc bcwa +national-domestic-abuse +mens-advice +galop +police-101 +respect +dudley-web +dudley-info"},
		{"elsewhere", "adult", day, "!police-101-uk council-finder-adult"},
		// Services that are the same everywhere.
		{"elsewhere", "distress", day, "!samaritans"},
		{"dudley", "talk", day, "!childline"},
		// Not sure: the lead of both boroughs first, each contact once.
		{"unknown", "child", day, "!sandwell-child !dudley-child dudley-child-ooh +police-101 +nspcc +sandwell-web +ssds +dudley-web +dudley-info"},
		{"unknown", "child", evening, "!sandwell-child !dudley-child-ooh dudley-child +police-101 +nspcc +sandwell-web +ssds +dudley-web +dudley-info"},
		{"unknown", "adult", "2026-03-11 17:15:00", "!sandwell-adult !dudley-adult-ooh sandwell-adult-ooh dudley-adult +police-101 +sandwell-web +ssds +dudley-web +dudley-info"},
		{"unknown", "domestic-abuse", day, "!national-domestic-abuse !dudley-spoc bcwa +mens-advice +galop +police-101 +respect +sandwell-web +ssds +dudley-web +dudley-info"},
		{"unknown", "mental-health", day, "!nhs-111"},

		{"sandwell", "fire", day, ""},
		{"unknown", "fire", day, ""},
		{"birmingham", "child", day, ""},
		{"any", "child", day, ""},
		{"", "", day, ""},
	} {
		if got := listing(d.Find(tt.area, tt.service, london(t, tt.at))); got != tt.want {
			t.Errorf("%s in %s at %s\n got %s\nwant %s", tt.service, tt.area, tt.at, got, tt.want)
		}
	}
}

// Every listed contact carries the area it was listed for and a state for each of
// its channels, the same that At gives.
func TestListed(t *testing.T) {
	d := mustLoad(t)
	at := london(t, "2026-03-11 12:00:00")
	for _, area := range d.Areas {
		for _, service := range services {
			for _, l := range d.Find(area.ID, service, at) {
				shown := area.Shows
				if len(shown) == 0 {
					shown = []string{area.ID}
				}
				if !slices.Contains(shown, l.Area.ID) {
					t.Errorf("%s in %s: %s is listed for %s", service, area.ID, l.Contact.ID, l.Area.ID)
				}
				if len(l.States) != len(l.Contact.Channels) {
					t.Fatalf("%s in %s: %d states of %d channels", service, area.ID, len(l.States), len(l.Contact.Channels))
				}
				for i, got := range l.States {
					if want := d.At(&l.Contact.Channels[i], at); got != want {
						t.Errorf("%s, channel %d: %+v, want %+v", l.Contact.ID, i, got, want)
					}
				}
			}
		}
	}
	if d.Area("birmingham") != nil || d.Area("dudley").Code != "du" {
		t.Error("areas are mixed up")
	}
}

// No contact about which something is in doubt leads, nor does one that is shut,
// at any of the edges of the days around the holidays, in any area and service.
func TestNobodyDoubtedLeads(t *testing.T) {
	d := mustLoad(t)
	for _, day := range []string{"2026-03-11", "2026-03-13", "2026-03-14", "2026-03-29", "2026-10-25", "2026-12-25", "2026-12-28", "2026-12-29"} {
		for _, clock := range []string{"00:00:00", "03:00:00", "08:59:59", "09:00:00", "16:59:59", "17:00:00", "17:29:59", "17:30:00", "20:59:59", "21:00:00"} {
			at := london(t, day+" "+clock)
			for _, area := range d.Areas {
				for _, service := range services {
					list := d.Find(area.ID, service, at)
					leads := 0
					for i, l := range list {
						if l.Lead {
							leads++
						}
						if l.Lead && (!l.Now() || l.Contact.Channels[0].Doubt != "" || l.States[0].Is != hours.Open || l.More || i >= leads) {
							t.Errorf("%s in %s at %v: %s leads at place %d", service, area.ID, at, l.Contact.ID, i)
						}
					}
					if leads == 0 {
						t.Errorf("%s in %s at %v: nobody leads", service, area.ID, at)
					}
				}
			}
		}
	}
}

// A list on whose card nobody answers keeps its order, and so does one whose only
// answer is one press away; the first is not said to answer now.
func TestNobodyAnswers(t *testing.T) {
	shut, err := hours.Parse("Mon 09:00-10:00")
	if err != nil {
		t.Fatal(err)
	}
	phone := func(id string, h hours.Hours, doubt string) *Contact {
		return &Contact{ID: id, Channels: []Channel{{Kind: Phone, Hours: h, Doubt: doubt}}}
	}
	here := &Area{ID: "here"}
	d := &Directory{areas: map[string]*Area{"here": here}, services: map[serviceOf]*Service{{"here", "child"}: {
		Card: []*Contact{phone("shut", shut, ""), phone("unknown", hours.Hours{}, ""), phone("doubted", hours.Always(), "old")},
		More: []*Contact{phone("open", hours.Always(), "")},
	}}}
	list := d.Find("here", "child", london(t, "2026-03-11 12:00:00"))
	if got := listing(list); got != "!shut unknown doubted +open" || list[0].Now() {
		t.Errorf("found %s, and the first answers now: %v", got, list[0].Now())
	}
}

// A relation is open just when the other is shut, and changes with it.
func TestOutside(t *testing.T) {
	d := mustLoad(t)
	for _, tt := range []struct {
		at    string
		is    hours.Is
		until string
	}{
		{"2026-03-11 08:59:59", hours.Open, "2026-03-11 09:00:00"},
		{"2026-03-11 09:00:00", hours.Closed, "2026-03-11 17:30:00"},
		{"2026-03-13 17:00:00", hours.Open, "2026-03-16 09:00:00"},
		{"2026-12-24 17:30:00", hours.Open, "2026-12-29 09:00:00"},
	} {
		for _, c := range d.Contacts {
			if c.ID == "sandwell-adult-ooh" {
				if got := d.At(&c.Channels[0], london(t, tt.at)); got.Is != tt.is || !got.Until.Equal(london(t, tt.until)) {
					t.Errorf("at %s: %v until %v, want %v until %s", tt.at, got.Is, got.Until, tt.is, tt.until)
				}
			}
		}
	}
}

func BenchmarkFind(b *testing.B) {
	d := mustLoad(b)
	for _, bb := range []struct{ area, service string }{{"sandwell", "adult"}, {"unknown", "child"}} {
		b.Run(fmt.Sprintf("%s %s", bb.area, bb.service), func(b *testing.B) {
			at := london(b, "2026-12-24 18:00:00") // four days to look ahead
			b.ReportAllocs()
			for b.Loop() {
				d.Find(bb.area, bb.service, at)
			}
		})
	}
}
