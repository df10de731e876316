// Package broadcast brings what a campaign team says to the people who asked to
// hear it: a campaign is what to say, to whom and when; a broadcast is one run of
// it; a delivery is one subscriber in one run.
//
// It exists because a message to a quarter of a million phones cannot be taken back.
// It promises: nothing is sent that a second person did not approve word for word;
// nothing to somebody who had opted out some seconds before it would go, nothing in quiet
// hours, nothing after the end that the campaign has set, and never more than the
// weekly cap; nobody gets one broadcast twice, whatever is killed and when; every
// number of a report is true. One run of a campaign happens once, or is named as
// expired.
//
// It does not promise that everybody gets it: when a crash or Telegram leaves it
// open whether a message arrived, the delivery is unknown and is not sent again by
// itself, because one awareness message missed beats two. It knows subscribers by
// random ids and reports no one by name.
//
// The rules take now and return values; the rooms store and bot do what they say.
package broadcast

import (
	"errors"
	"slices"
	"time"
)

// MinAudience is the smallest audience that is served or shown as a number: a
// smaller one could point at a person.
const MinAudience = 10

// State is where a campaign or a broadcast stands. Its text is stored and shown.
type State string

// States of a campaign. A returned or edited one is a draft again.
const (
	Draft     State = "draft"
	Awaiting  State = "awaiting approval"
	Scheduled State = "scheduled"
	Ended     State = "ended" // its last run has begun or is named as missed
	Rejected  State = "rejected"
)

// Cancelled is a state of both: by a person, for good.
const Cancelled State = "cancelled"

// States of a broadcast.
const (
	Sending State = "sending"
	Paused  State = "paused"
	Sent    State = "sent"    // every delivery has an outcome
	Expired State = "expired" // its time passed before everybody had it, or before it began
)

// Errors of a Book that a caller tells apart with errors.Is.
var (
	// ErrNotFound: there is no campaign or broadcast of that number.
	ErrNotFound = errors.New("there is no such campaign")
	// ErrStale: somebody else changed it meanwhile.
	ErrStale = errors.New("somebody else changed this campaign meanwhile (look at it again)")
)

// Staff is a member of a campaign team, as the staff file has them at this press.
type Staff struct {
	Name     string // unique in the staff file; what history keeps
	Boroughs []string
	Author   bool
	Approver bool
}

// holdsAll says whether every one of the boroughs is theirs.
func (s Staff) holdsAll(boroughs []string) bool {
	return !slices.ContainsFunc(boroughs, func(b string) bool { return !slices.Contains(s.Boroughs, b) })
}

// holdsOne says whether at least one of the boroughs is theirs.
func (s Staff) holdsOne(boroughs []string) bool {
	return slices.ContainsFunc(boroughs, func(b string) bool { return slices.Contains(s.Boroughs, b) })
}

// Campaign is what a team wants to say, to whom and when. Its methods give the
// changed campaign; Book.Save stores it.
type Campaign struct {
	ID      int64 // small, for people; 0 until it is saved
	Version int64 // counts its saves
	State   State
	Title   string // for staff
	File    string // the campaign file it comes from; "" when it was composed in the chat
	Plan

	Writers   []string  // names of all who wrote or edited it, the first one first; a file writes itself
	Returners []string  // names of all who returned it: they may not approve it
	Tested    string    // hash of the plan that a writer has sent to themselves
	Approved  string    // hash of the plan that was approved
	Approver  string    // who approved it
	EndedBy   string    // who cancelled or rejected it
	Next      time.Time // when it runs next; zero when it does not
	Changed   time.Time // when it was changed last
}

// Change is one step in the life of a campaign or of one of its broadcasts. It is
// kept for two years.
type Change struct {
	At        time.Time
	Who       string // a name of the staff file, a campaign file, ByShell or Program
	Act       Act
	State     State // after it
	Why       string
	Broadcast int64 // 0 when it is about the campaign
}

// Who acts when no member of staff does.
const (
	Program = "the program" // a rule: the time came, a fault stopped it
	Shell   = "the shell"   // somebody with access to the machine, see ByShell
)

// ByShell is who acts when somebody with access to the machine does, who says that
// this is their name.
func ByShell(name string) string { return Shell + " (" + name + ")" }

// Act is what was done. Its text is stored and shown.
type Act string

// What is done to a campaign.
const (
	Made        Act = "written"
	Edited      Act = "edited"
	TestSent    Act = "sent to oneself"
	Submitted   Act = "submitted"
	ApprovedAct Act = "approved"
	Returned    Act = "returned"
	RejectedAct Act = "rejected"
	CancelAct   Act = "cancelled"
	Began       Act = "began"
	Missed      Act = "missed"
)

// What is done to a broadcast. The first five are orders of staff.
const (
	Pause    Act = "paused"
	Resume   Act = "resumed"
	Stop     Act = "stopped"
	Recall   Act = "recalled"
	Resend   Act = "sent again to the unknown"
	Finished Act = "finished"
	Passed   Act = "expired"
)
