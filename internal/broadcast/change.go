package broadcast

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// The rules of a campaign's life. Each gives the campaign as it is then and the
// change to store with it, or an error that is one line for the person who pressed.

// New begins a campaign as a draft of its writer.
func New(s Staff, title string, p Plan, now time.Time) (Campaign, Change, error) {
	if !s.Author {
		return Campaign{}, Change{}, errors.New("you cannot write campaigns (your entry in the staff file does not say author)")
	}
	c := Campaign{State: Draft, Title: title, Plan: p, Writers: []string{s.Name}}
	return c.moved(s.Name, Made, Draft, "", now)
}

// Edit changes the title and the plan. What was tested or approved before no longer
// is: it is a draft again.
func (c Campaign) Edit(s Staff, title string, p Plan, now time.Time) (Campaign, Change, error) {
	switch {
	case !s.Author:
		return c, Change{}, errors.New("you cannot write campaigns (your entry in the staff file does not say author)")
	case c.File != "":
		return c, Change{}, fmt.Errorf("this campaign comes from the file %s (edit the file)", c.File)
	}
	if err := c.is("edited", Draft, Awaiting, Scheduled); err != nil {
		return c, Change{}, err
	}
	if !slices.Contains(c.Writers, s.Name) {
		c.Writers = append(slices.Clone(c.Writers), s.Name)
	}
	c.Title, c.Plan = title, p
	c.Tested, c.Approved, c.Approver, c.Next = "", "", "", time.Time{}
	return c.moved(s.Name, Edited, Draft, "", now)
}

// TestSentTo records that a writer had exactly this plan sent to themselves.
func (c Campaign) TestSentTo(s Staff, hash string, now time.Time) (Campaign, Change, error) {
	if hash != c.Hash() {
		return c, Change{}, errors.New("the campaign was changed after this test was made (send a new one)")
	}
	if err := c.is("tested", Draft); err != nil {
		return c, Change{}, err
	}
	c.Tested = hash
	return c.moved(s.Name, TestSent, Draft, "", now)
}

// Submit asks for approval. size is the audience now.
func (c Campaign) Submit(s Staff, size int, now time.Time) (Campaign, Change, error) {
	if err := c.is("submitted", Draft); err != nil {
		return c, Change{}, err
	}
	switch ps := c.Problems(now); {
	case !s.Author:
		return c, Change{}, errors.New("you cannot submit campaigns (your entry in the staff file does not say author)")
	case len(ps) > 0:
		return c, Change{}, errors.New(ps[0])
	case !s.holdsOne(c.Audience.Boroughs):
		return c, Change{}, errors.New("none of the boroughs addressed is yours (ask somebody of theirs to submit it)")
	case c.Tested != c.Hash():
		return c, Change{}, errors.New("nobody has seen it as residents will (send a test to yourself first)")
	case size < MinAudience:
		return c, Change{}, fmt.Errorf("the audience is %s (widen it: so few could be recognised)", Shown(size))
	}
	if err := c.inTime(now); err != nil {
		return c, Change{}, err
	}
	return c.moved(s.Name, Submitted, Awaiting, "", now)
}

// MayApprove says in one line why this person cannot approve, nil when they can.
func (c Campaign) MayApprove(s Staff) error {
	switch {
	case !s.Approver:
		return errors.New("you cannot approve campaigns (your entry in the staff file does not say approver)")
	case !s.holdsAll(c.Audience.Boroughs):
		return fmt.Errorf("it addresses %s, and not all of that is yours (ask an approver of every borough addressed)", strings.Join(c.Audience.Boroughs, " and "))
	case slices.Contains(c.Writers, s.Name):
		return errors.New("you wrote it (a second person approves)")
	case slices.Contains(c.Returners, s.Name):
		return errors.New("you returned it before (another person approves now)")
	}
	return nil
}

// Approve lets it run. shown is the hash of what the approver was shown.
func (c Campaign) Approve(s Staff, shown string, now time.Time) (Campaign, Change, error) {
	if err := c.is("approved", Awaiting); err != nil {
		return c, Change{}, err
	}
	if err := c.MayApprove(s); err != nil {
		return c, Change{}, err
	}
	if shown != c.Hash() {
		return c, Change{}, errors.New("it was changed after it was shown to you (look at it again)")
	}
	if ps := c.Problems(now); len(ps) > 0 {
		return c, Change{}, errors.New(ps[0])
	}
	if err := c.inTime(now); err != nil {
		return c, Change{}, err
	}
	c.Approved, c.Approver, c.Next = shown, s.Name, c.first(now)
	return c.moved(s.Name, ApprovedAct, Scheduled, "", now)
}

// Return gives it back to its writers, with what to mend.
func (c Campaign) Return(s Staff, why string, now time.Time) (Campaign, Change, error) {
	if err := c.judge(s, "returned", why); err != nil {
		return c, Change{}, err
	}
	if !slices.Contains(c.Returners, s.Name) {
		c.Returners = append(slices.Clone(c.Returners), s.Name)
	}
	return c.moved(s.Name, Returned, Draft, why, now)
}

// Reject ends it unsent.
func (c Campaign) Reject(s Staff, why string, now time.Time) (Campaign, Change, error) {
	if err := c.judge(s, "rejected", why); err != nil {
		return c, Change{}, err
	}
	c.EndedBy = s.Name
	return c.moved(s.Name, RejectedAct, Rejected, why, now)
}

// judge says why this person cannot return or reject it.
func (c Campaign) judge(s Staff, what, why string) error {
	if err := c.is(what, Awaiting); err != nil {
		return err
	}
	switch {
	case !s.Approver:
		return errors.New("you cannot judge campaigns (your entry in the staff file does not say approver)")
	case !s.holdsAll(c.Audience.Boroughs):
		return fmt.Errorf("it addresses %s, and not all of that is yours (ask an approver of every borough addressed)", strings.Join(c.Audience.Boroughs, " and "))
	case strings.TrimSpace(why) == "":
		return errors.New("no reason is given (write what should change)")
	}
	return nil
}

// Cancel ends it for good, and with it what is being sent of it.
func (c Campaign) Cancel(s Staff, why string, now time.Time) (Campaign, Change, error) {
	if !s.Author && !s.Approver || !s.holdsOne(c.Audience.Boroughs) && !slices.Contains(c.Writers, s.Name) {
		return c, Change{}, errors.New("it is not yours to cancel (ask somebody of a borough that it addresses)")
	}
	return c.cancel(s.Name, why, now)
}

// CancelByShell ends it like Cancel. Who has access to the machine may.
func (c Campaign) CancelByShell(name, why string, now time.Time) (Campaign, Change, error) {
	return c.cancel(ByShell(name), why, now)
}

func (c Campaign) cancel(who, why string, now time.Time) (Campaign, Change, error) {
	if err := c.is("cancelled", Draft, Awaiting, Scheduled); err != nil {
		return c, Change{}, err
	}
	if strings.TrimSpace(why) == "" {
		return c, Change{}, errors.New("no reason is given (write why it is cancelled)")
	}
	c.Next, c.EndedBy = time.Time{}, who
	return c.moved(who, CancelAct, Cancelled, why, now)
}

// is refuses an act in any other state.
func (c Campaign) is(what string, states ...State) error {
	if slices.Contains(states, c.State) {
		return nil
	}
	return fmt.Errorf("it is %s and cannot be %s", c.State, what)
}

// first gives the time of the first run after an approval at now.
func (c Campaign) first(now time.Time) time.Time {
	switch {
	case c.Schedule.Cron != "":
		return c.Schedule.Next(now)
	case c.Schedule.At.IsZero():
		return now.Truncate(time.Minute)
	}
	return c.Schedule.At
}

// inTime refuses a plan that could never run.
func (c Campaign) inTime(now time.Time) error {
	if c.Schedule.Cron != "" {
		return nil // Problems has looked
	}
	from := c.first(now)
	if from.Before(now) {
		from = now
	}
	if end := c.first(now).Add(c.Within); !QuietEnds(from).Before(end) {
		return errors.New("its time is over before it could begin (choose a later time, or give it longer)")
	}
	return nil
}

func (c Campaign) moved(who string, act Act, to State, why string, now time.Time) (Campaign, Change, error) {
	c.State, c.Changed = to, now
	return c, Change{At: now, Who: who, Act: act, State: to, Why: strings.TrimSpace(why)}, nil
}
