package broadcast

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// counted gives a broadcast with these outcomes.
func counted(state State, recipients int, by map[Outcome]int) Broadcast {
	b := Broadcast{ID: 1, State: state, Plan: soundPlan(), Began: noon, NotAfter: noon.Add(4 * time.Hour), Counts: Counts{Recipients: recipients}}
	for o, n := range by {
		b.Counts.By[o] = n
	}
	if !b.Running() {
		b.Ended = noon.Add(time.Hour)
	}
	return b
}

func TestReport(t *testing.T) {
	for name, tt := range map[string]struct {
		b    Broadcast
		want string
	}{
		"all went well": {counted(Sent, 100, map[Outcome]int{Delivered: 100}), "1h0m0s: 100 sent"},
		"everything happened": {counted(Sent, 107, map[Outcome]int{Delivered: 80, Blocked: 10, Withdrawn: 7, Capped: 5, Failed: 3, Unknown: 2}),
			"1h0m0s: 80 sent; 10 have stopped; 7 opted out; 5 skipped; 3 failed; 2 unknown > Telegram refused it. > You can send to those 2 again until 16:00 on 3 June. > 5 had enough"},
		"recalled": {counted(Cancelled, 100, map[Outcome]int{Delivered: 1, TakenBack: 59}), "1h0m0s: 1 sent; 59 sent and recalled; 40 not sent: it was cancelled before"},
		"its time passed": {counted(Expired, 100, map[Outcome]int{Delivered: 60, Unknown: 1}),
			"1h0m0s: 60 sent; 1 unknown; 39 not sent: it was expired before > Leave the 1 unknown > Its time passed"},
		"under way":          {counted(Sending, 100, map[Outcome]int{Delivered: 60}), "2h0m0s: 60 sent; 40 still to send"},
		"paused by a person": {counted(Paused, 100, nil), "2h0m0s: 100 still to send > It is paused. Resume it before 16:00 on 3 June"},
	} {
		t.Run(name, func(t *testing.T) {
			r := tt.b.Report(noon.Add(2 * time.Hour))
			got := r.Took.String() + ":"
			sum := 0
			for i, o := range r.Outcomes {
				if i > 0 {
					got += ";"
				}
				got += fmt.Sprint(" ", o.N, " ", o.What)
				sum += o.N
			}
			for _, next := range r.Next {
				got += " > " + next
			}
			at := 0
			for _, part := range strings.FieldsFunc(tt.want, func(r rune) bool { return r == ';' || r == '>' }) {
				part = strings.TrimSpace(part)
				found := strings.Index(got[at:], part)
				if found < 0 {
					t.Fatalf("the report is\n%s\nwithout %q in its place", got, part)
				}
				at += found + len(part)
			}
			if sum != tt.b.Counts.Recipients {
				t.Errorf("the outcomes are %d of %d recipients", sum, tt.b.Counts.Recipients)
			}
		})
	}
}

func TestPace(t *testing.T) {
	var p Pace
	b := counted(Sending, 1000, nil)
	see := func(after time.Duration, done int) Progress {
		b.Counts.By[Delivered] = done
		return p.See(b, noon.Add(after))
	}
	if got := see(0, 0); got.Rate != 0 || got.Left != 0 || got.Total != 1000 {
		t.Errorf("at first sight: %+v", got)
	}
	if got := see(10*time.Second, 200); got.Rate != 20 || got.Left != 40*time.Second {
		t.Errorf("after 10 seconds: %+v, want 20 a second and 40s left", got)
	}
	for after := 20 * time.Second; after <= 100*time.Second; after += 10 * time.Second {
		see(after, 200+int(after/time.Second)-10)
	}
	if got := see(110*time.Second, 300); got.Rate != 1 {
		t.Errorf("the last minute alone counts: %+v", got)
	}
	b.State = Paused
	see(120*time.Second, 300)
	b.State = Sending
	if got := see(time.Hour, 300); got.Rate != 0 {
		t.Errorf("after a pause: %+v", got)
	}
}

// Campaigns close with 999 and carry the program's buttons; nothing a team writes can
// take either away.
func TestEveryBroadcastShows999(t *testing.T) {
	c := soundPlan().Content
	if got := c.Message(nil).Text(); got != "See something?\n\nEmergency? Call 999 now." {
		t.Errorf("%q", got)
	}
	for name, change := range map[string]func(*Content){
		"no words":        func(c *Content) { c.Lines = nil },
		"only gaps":       func(c *Content) { c.Lines[0].Text = " " },
		"a long caption":  func(c *Content) { c.Photo, c.Lines[0].Text = "x", strings.Repeat("word ", 210) },
		"a long text":     func(c *Content) { c.Lines[0].Text = strings.Repeat("word ", 900) },
		"a line break":    func(c *Content) { c.Lines[0].Text = "a\nb" },
		"no language":     func(c *Content) { c.Lang = "" },
		"a language only": func(c *Content) { c.Lang = "xx" },
	} {
		c := soundPlan().Content
		if change(&c); len(c.Problems()) == 0 {
			t.Errorf("%s is no problem", name)
		}
		if text := c.Message(nil).Text(); !strings.HasSuffix(text, "Emergency? Call 999 now.") {
			t.Errorf("%s: without 999: %q", name, text[max(0, len(text)-60):])
		}
	}
	for name, change := range map[string]func(*Plan){
		"no borough":       func(p *Plan) { p.Audience.Boroughs = nil },
		"a borough's name": func(p *Plan) { p.Audience.Boroughs = []string{"West Bromwich"} },
		"a topic with %":   func(p *Plan) { p.Audience.Topics = []string{"%"} },
		"no time":          func(p *Plan) { p.Within = 0 },
		"too much time":    func(p *Plan) { p.Within = MaxWithin + 1 },
	} {
		p := soundPlan()
		if change(&p); len(p.Problems(noon)) != 1 {
			t.Errorf("%s: %q, want one problem", name, p.Problems(noon))
		}
	}
	if ps := soundPlan().Problems(noon); len(ps) > 0 {
		t.Errorf("a sound plan has problems: %q", ps)
	}
}
