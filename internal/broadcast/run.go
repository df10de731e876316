package broadcast

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Broadcast is one run of a campaign, with the plan as it was approved.
type Broadcast struct {
	ID        int64 // small, for people
	Campaign  int64
	Title     string
	Slot      string // the London minute it was due
	Plan      Plan
	State     State
	Why       string    // why it is paused or has ended
	Again     time.Time // when a paused one goes on by itself; zero when a person must say so
	Began     time.Time
	NotAfter  time.Time
	Ended     time.Time // zero while it runs
	Planned   bool      // the recipients are fixed
	Recalled  time.Time // when a recall was ordered; zero when none was
	Recalling bool      // and it is not through yet
	Counts    Counts
}

// Running says whether deliveries may still go out.
func (b Broadcast) Running() bool { return b.State == Sending || b.State == Paused }

// Outcome is where a delivery stands. The numbers are stored and keep their meaning.
type Outcome uint8

const (
	Queued    Outcome = 0
	InFlight  Outcome = 1 // committed before the call, so that a crash cannot double it
	Delivered Outcome = 2
	Blocked   Outcome = 3 // has stopped the bot or is gone: opted out
	Failed    Outcome = 4 // Telegram refused it, or the row is damaged
	Withdrawn Outcome = 5 // opted out, or chose otherwise, before it went
	Capped    Outcome = 6 // has had as many messages this week as the cap allows
	Unknown   Outcome = 7 // sent or not, nobody knows
	TakenBack Outcome = 8 // recalled from the chat
	outcomes          = 9
)

var outcomeWords = [outcomes]string{"queued", "in flight", "sent", "blocked", "failed", "withdrawn", "skipped (weekly cap)", "unknown", "recalled"}

func (o Outcome) String() string {
	if o < outcomes {
		return outcomeWords[o]
	}
	return "outcome " + fmt.Sprint(uint8(o))
}

// Counts says how many recipients have which outcome. Queued and in flight are not
// counted: they are what is left.
type Counts struct {
	Recipients int
	By         [outcomes]int
}

// Done is how many recipients have an outcome.
func (c Counts) Done() int {
	n := 0
	for o := Delivered; o < outcomes; o++ {
		n += c.By[o]
	}
	return n
}

// Left is how many have none yet; of a broadcast that has ended, how many never got
// one because it ended.
func (c Counts) Left() int { return c.Recipients - c.Done() }

// MaySteer says in one line why this person cannot steer the broadcast, nil when
// they can: whoever holds one of its boroughs can.
func (b Broadcast) MaySteer(s Staff) error {
	if !s.Author && !s.Approver || !s.holdsOne(b.Plan.Audience.Boroughs) {
		return errors.New("this broadcast is not yours (ask somebody of a borough that it addresses)")
	}
	return nil
}

// recallable is how long Telegram lets a message be taken back.
const recallable = 48 * time.Hour

// Steer gives the broadcast after an order of staff (Pause, Resume, Stop, Recall,
// Resend), or one line that says why it cannot be. What is in flight comes to its end.
func (b Broadcast) Steer(order Act, why string, now time.Time) (Broadcast, error) {
	why = strings.TrimSpace(why)
	switch order {
	case Pause:
		if b.State != Sending && (b.State != Paused || b.Again.IsZero()) {
			return b, fmt.Errorf("it is %s and cannot be paused", b.State)
		}
		b.State, b.Why, b.Again = Paused, why, time.Time{}
	case Resume:
		if b.State != Paused {
			return b, fmt.Errorf("it is %s and cannot be resumed", b.State)
		}
		b.State, b.Why, b.Again = Sending, "", time.Time{}
	case Stop:
		if !b.Running() {
			return b, fmt.Errorf("it is %s and cannot be stopped", b.State)
		}
		b = b.end(Cancelled, why, now)
	case Recall:
		if b.Running() {
			b = b.end(Cancelled, why, now)
		}
		if now.Sub(b.Ended) > recallable {
			return b, errors.New("it ended over 48 hours ago, and Telegram deletes nothing older (nothing can be recalled)")
		}
		b.Recalled, b.Recalling = now, true
	case Resend:
		switch {
		case b.Counts.By[Unknown] == 0:
			return b, errors.New("no delivery of it is unknown (there is nothing to send again)")
		case b.Ended.IsZero() && b.Running() || b.State == Sent:
		default:
			return b, fmt.Errorf("it is %s and sends nothing more (make a new campaign)", b.State)
		}
		if !now.Before(b.NotAfter) {
			return b, errors.New("its time has passed (make a new campaign)")
		}
		if b.State == Sent {
			b.State, b.Ended, b.Why = Sending, time.Time{}, ""
		}
	default:
		return b, fmt.Errorf("%q is no order", order)
	}
	return b, nil
}

// end gives the broadcast once it has ended.
func (b Broadcast) end(state State, why string, now time.Time) Broadcast {
	b.State, b.Why, b.Again, b.Ended = state, why, time.Time{}, now
	return b
}
