package broadcast

import (
	"fmt"
	"time"

	"signpost/internal/hours"
)

// Step is what is due of one campaign: a run to start, or one to name as missed.
type Step struct {
	Campaign Campaign
	Slot     string    // the London minute of the run, such as 2026-03-29T10:00
	NotAfter time.Time // when the run ends
	Missed   string    // why it cannot start; "" when it starts
	Next     time.Time // when the campaign runs after it; zero for never
}

// Due lists what is due at now, oldest slot first within a campaign. A run waits for
// the end of quiet hours; one whose end has passed, or will pass in them, is missed.
// Slots follow from the stored time and not from the clock, so that a clock set back
// or a machine asleep neither doubles nor hides one.
func Due(campaigns []Campaign, now time.Time) []Step {
	var steps []Step
	for _, c := range campaigns {
		for c.State == Scheduled && !c.Next.IsZero() && !c.Next.After(now) {
			step := Step{Campaign: c, Slot: slot(c.Next), NotAfter: c.Next.Add(c.Within), Next: c.Schedule.Next(c.Next)}
			if c.Schedule.Cron == "" {
				step.Next = time.Time{}
			}
			switch {
			case c.Approved != c.Hash():
				step.Missed = "what was approved is not what it says now"
			case !now.Before(step.NotAfter):
				step.Missed = fmt.Sprintf("nothing was running from %s to %s", shownTime(c.Next), shownTime(step.NotAfter))
			case !QuietEnds(now).Before(step.NotAfter):
				step.Missed = fmt.Sprintf("its end at %s is in quiet hours", shownTime(step.NotAfter))
			case Quiet(now):
				c.Next = time.Time{} // it waits
				continue
			}
			steps = append(steps, step)
			c.Next = step.Next
		}
	}
	return steps
}

// slot names the London minute of a run.
func slot(t time.Time) string { return t.In(hours.London).Format("2006-01-02T15:04") }

func shownTime(t time.Time) string { return t.In(hours.London).Format("15:04 on 2 January") }
