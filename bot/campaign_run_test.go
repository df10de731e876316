package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"signpost/internal/broadcast"
	"signpost/internal/store"
	"signpost/internal/store/storetest"
)

// shell runs bot campaign beside the program, and gives what it printed.
func (w *town) shell(args ...string) string {
	w.t.Helper()
	out, err := alone(w.t, w.url, w.key, args, w.clock())
	if err != nil {
		w.t.Fatalf("bot campaign %q: %v\n%s", args, err, out)
	}
	return out
}

// A pause from a shell stops a running broadcast of the real program within a second,
// at an easy rate and at the highest; a resume goes on, and everybody gets it once.
func TestPausedFromAShell(t *testing.T) {
	for _, tt := range []struct{ people, rate int }{{300, 40}, {2500, 1000}} {
		if testing.Short() && tt.rate > 40 {
			continue // under the race detector the command takes as long as the broadcast
		}
		t.Run(fmt.Sprint(tt.rate, " a second"), func(t *testing.T) {
			storetest.Engines(t, func(t *testing.T, places storetest.Places) {
				t.Parallel()
				const words = "Look out for each other."
				w := newTown(t, places, tt.people)
				w.with(func(db *store.Store) { w.approve(db.Campaigns(), words) })
				w.program(fmt.Sprint("BULK_RATE=", tt.rate))
				w.api.Await(t, "half a second of messages", func() bool { return w.api.Count("sendMessage") > tt.rate/2 })

				begun, before := time.Now(), w.api.Count("sendMessage")
				said := w.shell("pause", "1", "--as", "Cy", "--why", "a complaint")
				took, ordered := time.Since(begun), w.api.Count("sendMessage")
				if !strings.HasPrefix(said, "Run 1 of campaign 1: paused, ") {
					t.Errorf("pause said %q", said)
				}
				stopped := w.still()
				t.Logf("the command took %v, and %d messages went out; %d more after it", took.Round(time.Millisecond), ordered-before, stopped-ordered)
				// The promise is a second; a slow machine is given one more.
				if stopped-ordered > 2*tt.rate || stopped == tt.people {
					t.Errorf("%d messages went out after the pause, %d in all", stopped-ordered, stopped)
				}
				if report := w.shell("report", "1"); !strings.Contains(report, "\npaused: a complaint\n") || !strings.Contains(report, fmt.Sprintf("%9s  sent\n", number(stopped))) {
					t.Errorf("%d went out, and the report says\n%s", stopped, report)
				}

				w.shell("resume", "1", "--as", "Cy")
				progress := w.shell("report", "1", "--follow")
				if !strings.Contains(progress, fmt.Sprintf("100%%  sent, %[1]s of %[1]s done\n", number(tt.people))) || !strings.Contains(progress, "/s, ") {
					t.Errorf("followed to its end it said\n%s", progress)
				}
				if b := w.await(broadcast.Sent, time.Second); b.Counts.By[broadcast.Delivered] != tt.people {
					t.Errorf("the counts are %+v", b.Counts)
				}
				if copies := w.copies(tt.people, words); copies[1] != tt.people {
					t.Errorf("copies by people: %v", copies)
				}
				history := w.shell("show", "1")
				for _, want := range []string{"the shell (Cy)  paused           1    a complaint\n", "the shell (Cy)  resumed          1    -\n"} {
					if !strings.Contains(history, want) {
						t.Errorf("the history lacks %q:\n%s", want, history)
					}
				}
			})
		})
	}
}

// A cancel from a shell ends the campaign and what is being sent of it.
func TestCancelledFromAShell(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, places storetest.Places) {
		t.Parallel()
		const people, rate = 120, 40
		w := newTown(t, places, people)
		w.with(func(db *store.Store) { w.approve(db.Campaigns(), "Look out for each other.") })
		w.program(fmt.Sprint("BULK_RATE=", rate))
		w.api.Await(t, "the first messages", func() bool { return w.api.Count("sendMessage") > rate/2 })
		w.shell("cancel", "1", "--as", "Cy", "--why", "wrong words")
		stopped := w.still()
		b := w.await(broadcast.Cancelled, time.Second)
		if stopped == people || b.Counts.By[broadcast.Delivered] != stopped || b.Why != "wrong words" {
			t.Errorf("%d messages went out; the run is %q, %q, %+v", stopped, b.State, b.Why, b.Counts)
		}
		if report := w.shell("report", "1", "--follow"); !strings.Contains(report, "\ncancelled: wrong words\n") || !strings.Contains(report, "  not sent: it was cancelled before\n") {
			t.Errorf("the report says\n%s", report)
		}
	})
}

// still waits until no message has gone out for two seconds, and gives how many did.
func (w *town) still() int {
	w.t.Helper()
	n, since := w.api.Count("sendMessage"), time.Now()
	for end := since.Add(30 * time.Second); time.Since(since) < 2*time.Second; time.Sleep(10 * time.Millisecond) {
		if now := w.api.Count("sendMessage"); now != n {
			n, since = now, time.Now()
		}
		if time.Now().After(end) {
			w.t.Fatalf("messages still go out, %d so far", n)
		}
	}
	return n
}

// On a terminal the progress is one line that moves; elsewhere there is a line for each
// tenth and each change of state.
func TestProgressIsShown(t *testing.T) {
	b := broadcast.Broadcast{State: broadcast.Sending, Planned: true, Counts: broadcast.Counts{Recipients: 1000}}
	follow := func(live bool) string {
		var out strings.Builder
		shown := bar{out: &out, live: live}
		for _, done := range []int{0, 30, 99, 100, 345} {
			b.Counts.By[broadcast.Delivered] = done
			p := broadcast.Progress{Done: done, Total: 1000}
			if done == 345 {
				p.Rate, p.Left = 19.7, 33*time.Second
			}
			shown.show(b, p)
		}
		paused := b
		paused.State, paused.Why = broadcast.Paused, "quiet hours until 8 in the morning"
		shown.show(paused, broadcast.Progress{Done: 345, Total: 1000})
		shown.end()
		return out.String()
	}
	const plain = `  0%  sending, 0 of 1,000 done
 10%  sending, 100 of 1,000 done
 34%  sending, 345 of 1,000 done, 20/s, 33s left
 34%  paused, 345 of 1,000 done (quiet hours until 8 in the morning)
`
	if got := follow(false); got != plain {
		t.Errorf("in a file it is\n%s\nwant\n%s", got, plain)
	}
	got := follow(true)
	if last := "\r\x1b[K[" + strings.Repeat("#", 6) + strings.Repeat("-", 14) + "]  34%  paused, 345 of 1,000 done (quiet hours until 8 in \n"; !strings.HasSuffix(got, last) || strings.Count(got, "\n") != 1 || strings.Count(got, "\r") != 6 {
		t.Errorf("on a terminal it is %q", got)
	}
}

func TestDuration(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0s", 59 * time.Second: "59s", time.Minute: "1m", 90 * time.Second: "1m 30s", 8 * time.Hour: "8h", 8*time.Hour + 5*time.Second: "8h",
		21*time.Hour + 29*time.Minute + 54*time.Second: "21h 29m", 24 * time.Hour: "24h", 7 * 24 * time.Hour: "7 days", 49 * time.Hour: "49h",
	} {
		if got := duration(d); got != want {
			t.Errorf("%v is %q, want %q", d, got, want)
		}
	}
}
