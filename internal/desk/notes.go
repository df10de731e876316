package desk

import (
	"context"
	"time"
)

// Ask is what the desk asked one member of staff for last.
type Ask struct {
	Campaign int64
	What     string // one of the ask… constants, perhaps with a hash; "" for nothing
	Heard    int64  // Telegram's number of the newest message that is answered already
	At       time.Time
}

// What the desk asks for. The texts are stored.
const (
	askTitle  = "title"
	askWords  = "words"
	askTime   = "time"
	askCron   = "cron"
	askReturn = "return" // and the hash that was judged
	askReject = "reject"
	askCancel = "cancel"
)

// remembersAsk is how long an answer is waited for: what is typed the day after is
// no longer one.
const remembersAsk = 24 * time.Hour

// Card is the message in which one member of staff sees how far a broadcast is.
type Card struct {
	Broadcast int64
	Staff     string
	Message   int64 // Telegram's number of it; 0 while it is being sent, cardGone once it is gone
}

const cardGone = -1

// Notes is what the desk keeps beside the Book, so that a restart or another replica
// goes on where this one was. Staff stand in it by name. Its methods are safe for
// concurrent use and answer within seconds or with an error; without one a change is
// on the disk.
type Notes interface {
	// Asked gives what a member of staff was asked last, the zero Ask for nothing.
	Asked(ctx context.Context, staff string) (Ask, error)
	// Ask replaces it.
	Ask(ctx context.Context, staff string, a Ask) error
	// Answered notes that what a member of staff was asked is answered by the message
	// heard, and says whether that was still open: of several replicas one begins.
	Answered(ctx context.Context, staff string, a Ask, heard int64) (bool, error)

	// Cards lists all cards.
	Cards(ctx context.Context) ([]Card, error)
	// ClaimCard makes a card without a message, and says whether there was none: of
	// several replicas one sends it.
	ClaimCard(ctx context.Context, broadcast int64, staff string) (bool, error)
	// PutCard says where a card stands now.
	PutCard(ctx context.Context, c Card) error

	// Purge drops what was asked before an instant and the cards of broadcasts that
	// ended before another.
	Purge(ctx context.Context, asked, ended time.Time) error
}
