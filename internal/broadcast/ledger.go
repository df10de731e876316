package broadcast

import (
	"context"
	"time"
)

// Ledger is where the sender keeps what is due and what became of each delivery. Its
// methods are safe for concurrent use and answer within seconds or with an error;
// without one, what they did is on the disk. Each says when it would be of no use to
// call it again.
type Ledger interface {
	// Lease takes or renews the right to send for owner, until then; false says that
	// another has it. Whoever takes it from another finds what that one had in flight
	// made unknown. Where only one process can use the database, nobody else has it.
	Lease(ctx context.Context, owner string, now, until time.Time) (bool, error)
	// Release gives the right back.
	Release(ctx context.Context, owner string) error

	// Due lists the campaigns that are scheduled up to now.
	Due(ctx context.Context, now time.Time) ([]Campaign, error)
	// Take does a step that is due, once: it moves the campaign on and begins the
	// broadcast, or names it as missed. False says that it was done already.
	Take(ctx context.Context, step Step, now time.Time) (bool, error)

	// Open lists the broadcasts that need the sender: those running, and those with a
	// recall to do.
	Open(ctx context.Context) ([]Broadcast, error)
	// Plan writes down the next slice of recipients, and says whether these were all.
	Plan(ctx context.Context, id int64) (done bool, err error)
	// Move stores the state of a broadcast with its change, unless it is no longer as
	// before, or is to be Sent while a delivery has no outcome; both give ErrStale.
	Move(ctx context.Context, before, after Broadcast, change Change) error

	// Claim takes up to n queued deliveries, checks consent and cap, gives those that
	// fail the check their outcome, and commits the others as in flight before it
	// returns them. Nothing is claimed without the lease, nor of a broadcast that is
	// not sending. Left says whether any are still queued or in flight.
	Claim(ctx context.Context, c Claim) (Claimed, error)
	// Requeue puts back what is in flight. The caller holds the lease and has none of
	// it: it was claimed by a Claim that came to stand although it gave an error, so
	// nothing of it was ever called.
	Requeue(ctx context.Context, owner string, id int64, now time.Time) error
	// Finish stores what became of deliveries in flight. It may be repeated. Who has
	// blocked the bot is opted out.
	Finish(ctx context.Context, results []Result) error

	// Copies gives up to n messages of a broadcast that were sent after an instant, of
	// subscribers after one, so that they can be recalled. Chat is 0 where it cannot be
	// read.
	Copies(ctx context.Context, id, after int64, since time.Time, n int) ([]Delivery, error)
	// TakenBack stores that copies were deleted.
	TakenBack(ctx context.Context, id int64, subscribers []int64) error
	// RecallDone ends a recall.
	RecallDone(ctx context.Context, id int64) error

	// Purge drops deliveries of broadcasts that ended before an instant, received
	// messages before another and history before a third.
	Purge(ctx context.Context, ended, received, history time.Time) error
}

// Claim is what the sender asks for.
type Claim struct {
	Owner     string
	Broadcast Broadcast
	N         int
	Cap       int // messages in CapSince
	CapSince  time.Time
	Now       time.Time
}

// Claimed is what it gets.
type Claimed struct {
	Sending    bool // it still is sending, and the lease is held
	Deliveries []Delivery
	Left       bool      // more may follow
	InFlight   int       // with nothing claimed: how many are in flight
	Soonest    time.Time // with nothing claimed and more left: when the next is due; zero for those in flight
}

// Delivery is one subscriber in one broadcast.
type Delivery struct {
	Broadcast  int64
	Subscriber int64
	Chat       int64
	Message    int64 // Telegram's number of it, once sent
	Attempts   int
}

// Result is what became of a delivery.
type Result struct {
	Delivery
	Outcome Outcome   // Queued when the call never reached Telegram
	Due     time.Time // when a queued one is tried again
	At      time.Time
}
