package desk

import (
	"strings"
	"testing"
	"time"

	"signpost/internal/broadcast"
)

// A card says how far it is and offers the orders that the rules take now, to those
// who may give them.
func TestCardOf(t *testing.T) {
	ann := Member{1, broadcast.Staff{Name: "Ann", Boroughs: []string{"dudley"}, Author: true}}
	began := wednesday
	run := func(state broadcast.State, recipients int, by map[broadcast.Outcome]int) broadcast.Broadcast {
		b := broadcast.Broadcast{ID: 7, Campaign: 3, Title: "Winter", State: state, Began: began, NotAfter: began.Add(6 * time.Hour), Planned: true,
			Plan: broadcast.Plan{Audience: broadcast.Audience{Boroughs: []string{"dudley"}}}, Counts: broadcast.Counts{Recipients: recipients}}
		for o, n := range by {
			b.Counts.By[o] = n
		}
		if !b.Running() {
			b.Ended = began.Add(time.Minute)
		}
		return b
	}
	with := func(b broadcast.Broadcast, change func(*broadcast.Broadcast)) broadcast.Broadcast {
		change(&b)
		return b
	}
	sent := map[broadcast.Outcome]int{broadcast.Delivered: 1200, broadcast.Unknown: 3}
	for name, test := range map[string]struct {
		b       broadcast.Broadcast
		p       broadcast.Progress
		says    []string
		buttons string
	}{
		"planning": {with(run(broadcast.Sending, 0, nil), func(b *broadcast.Broadcast) { b.Planned = false }), broadcast.Progress{},
			[]string{"Sending: the list of people is being made."}, "Pause Stop"},
		"half way": {run(broadcast.Sending, 2000, map[broadcast.Outcome]int{broadcast.Delivered: 990, broadcast.Blocked: 10}),
			broadcast.Progress{Done: 1000, Total: 2000, Rate: 19.6, Left: 51 * time.Minute},
			[]string{"Sending: █████░░░░░ 50%, 1,000 of 2,000", "20 a second, about 51 minutes left.", "990 sent", "It sends until Wed 25 November, 5pm."},
			"Pause Stop Take it back"},
		"slow": {run(broadcast.Sending, 20, nil), broadcast.Progress{Done: 1, Total: 20, Rate: 0.5, Left: 38 * time.Second},
			[]string{"30 a minute, less than a minute left."}, "Pause Stop"},
		"paused": {with(run(broadcast.Paused, 20, nil), func(b *broadcast.Broadcast) { b.Why = "paused by Bob" }), broadcast.Progress{Total: 20},
			[]string{"Paused: ░░░░░░░░░░ 0%, 0 of 20", "Why: paused by Bob"}, "Resume Stop"},
		"finished": {run(broadcast.Sent, 1203, sent), broadcast.Progress{Done: 1203, Total: 1203},
			[]string{"Finished: ██████████ 100%, 1,203 of 1,203", "3 unknown: it may or may not have arrived", "You can send to those 3 again"},
			"Take it back Send to those 3 again"},
		"recalled": {with(run(broadcast.Sent, 1200, sent), func(b *broadcast.Broadcast) { b.Recalled = began.Add(time.Hour) }), broadcast.Progress{Done: 1200, Total: 1200},
			[]string{"Recalled on Wed 25 November, 12pm"}, "Send to those 3 again"},
		"missed": {with(run(broadcast.Expired, 0, nil), func(b *broadcast.Broadcast) { b.Why = "nothing was running" }), broadcast.Progress{},
			[]string{"Expired.", "Why: nothing was running"}, ""},
		"of another borough": {with(run(broadcast.Sending, 20, nil), func(b *broadcast.Broadcast) { b.Plan.Audience.Boroughs = []string{"sandwell"} }),
			broadcast.Progress{Total: 20}, []string{"Sending"}, ""},
	} {
		m := cardOf(test.b, test.p, ann, began.Add(2*time.Minute)).Message
		for _, want := range test.says {
			if !strings.Contains(m.Text(), want) {
				t.Errorf("%s: lacks %q:\n%s", name, want, m.Text())
			}
		}
		var orders []string
		for _, b := range m.Buttons {
			switch b.Label {
			case "Message and history", "Campaign desk", "How it went, as a picture":
			default:
				orders = append(orders, b.Label)
			}
		}
		if got := strings.Join(orders, " "); got != test.buttons {
			t.Errorf("%s: the orders are %q, want %q", name, got, test.buttons)
		}
		if ps := m.Problems(); len(ps) > 0 {
			t.Errorf("%s: %q", name, ps)
		}
	}
}
