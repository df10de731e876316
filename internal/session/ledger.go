package session

import (
	"context"
	"time"
)

// Ledger remembers which messages stand in a chat, so that Hide can delete them
// after a restart. It holds numbers and times, never text.
//
// Every method is safe for concurrent use, keeps to its context, and answers
// within seconds or with an error: a ledger that fails costs a resident the
// older half of Hide, never an answer.
type Ledger interface {
	// Remember notes messages of a chat that were sent at this time, to the
	// millisecond. A message that is known already keeps the time it has.
	Remember(ctx context.Context, chat int64, at time.Time, messages ...int) error
	// Messages gives the messages of a chat sent at or after since, oldest first.
	Messages(ctx context.Context, chat int64, since time.Time) ([]int, error)
	// Forget drops messages of a chat; one that is not known is no error.
	Forget(ctx context.Context, chat int64, messages ...int) error
	// Purge drops the messages of every chat sent before this time and says how
	// many they were, also when it fails on the way.
	Purge(ctx context.Context, before time.Time) (int, error)
}
