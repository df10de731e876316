package broadcast

import (
	"fmt"
	"time"
)

// Progress is how far a broadcast is.
type Progress struct {
	Done, Total int
	Rate        float64       // outcomes a second, lately; 0 while not known
	Left        time.Duration // until everybody has an outcome at this rate; 0 while not known
}

// Pace reckons the rate of one broadcast from what is seen of it now and then. The
// zero Pace has seen nothing.
type Pace struct {
	seen []sight // of the last minute, oldest first
}

type sight struct {
	at   time.Time
	done int
}

// paceOver is how much of the past the rate is reckoned from.
const paceOver = time.Minute

// See gives the progress of b as it is at now.
func (p *Pace) See(b Broadcast, now time.Time) Progress {
	at := sight{now, b.Counts.Done()}
	if n := len(p.seen); n > 0 && (p.seen[n-1].done > at.done || b.State != Sending) {
		p.seen = nil // sent again, or not at work: begin anew
	}
	p.seen = append(p.seen, at)
	for len(p.seen) > 2 && now.Sub(p.seen[1].at) >= paceOver {
		p.seen = p.seen[1:]
	}
	progress := Progress{Done: at.done, Total: b.Counts.Recipients}
	first := p.seen[0]
	if took := at.at.Sub(first.at).Seconds(); took > 0 && at.done > first.done {
		progress.Rate = float64(at.done-first.done) / took
		progress.Left = time.Duration(float64(b.Counts.Left()) / progress.Rate * float64(time.Second)).Round(time.Second)
	}
	return progress
}

// Report says what became of a broadcast: outcomes, never people.
type Report struct {
	Took     time.Duration // from the beginning to the end, or to now; pauses count
	Outcomes []Tally       // those that are not zero, the best first
	Next     []string      // what to do now, each one sentence
}

// Tally is how many recipients had which outcome, in words.
type Tally struct {
	What string
	N    int
}

// Report gives the report of a broadcast, as far as it is at now.
func (b Broadcast) Report(now time.Time) Report {
	end := b.Ended
	if end.IsZero() {
		end = now
	}
	r := Report{Took: end.Sub(b.Began).Round(time.Second)}
	add := func(n int, what string) {
		if n > 0 {
			r.Outcomes = append(r.Outcomes, Tally{what, n})
		}
	}
	by := b.Counts.By
	add(by[Delivered], "sent")
	add(by[TakenBack], "sent and recalled")
	add(by[Blocked], "have stopped the bot or are gone; they are opted out now")
	add(by[Withdrawn], "opted out, or chose otherwise, before it was sent")
	add(by[Capped], "skipped: they had enough messages this week")
	add(by[Failed], "failed: refused by Telegram, or their row is damaged")
	add(by[Unknown], "unknown: it may or may not have arrived")
	if b.Running() {
		add(b.Counts.Left(), "still to send")
	} else {
		add(b.Counts.Left(), "not sent: it was "+string(b.State)+" before")
	}
	r.Next = b.advice(now)
	return r
}

func (b Broadcast) advice(now time.Time) []string {
	var next []string
	say := func(format string, args ...any) { next = append(next, fmt.Sprintf(format, args...)) }
	by := b.Counts.By
	if b.State == Paused && b.Again.IsZero() {
		say("It is paused. Resume it before %s, or stop it.", shownTime(b.NotAfter))
	}
	if b.State == Paused && !b.Again.IsZero() {
		say("It goes on by itself at %s.", shownTime(b.Again))
	}
	if by[Failed] > 0 {
		say("Telegram refused it. Look at the words and the picture, and make a new campaign.")
	}
	if n := by[Unknown]; n > 0 {
		if b.State != Cancelled && b.State != Expired && now.Before(b.NotAfter) {
			say("You can send to those %d again until %s. Some may get it twice.", n, shownTime(b.NotAfter))
		} else {
			say("Leave the %d unknown as they are: its time has passed.", n)
		}
	}
	if b.State == Expired && b.Counts.Left() > 0 {
		say("Its time passed before everybody had it. Give the next one more time.")
	}
	if n := by[Capped]; n > 0 {
		say("%d had enough messages this week. A later week reaches them.", n)
	}
	return next
}
