package session

import (
	"context"
	"slices"
	"time"
)

// Both is a Ledger that keeps everything twice: in the database, which a restart
// does not empty, and in memory, which does not fail. What the database could
// not take is still known until the next restart.
//
// An error is always the database's, for readiness and metrics: what was asked
// has then been done in memory all the same, and Messages gives what is known
// there beside its error.
type Both struct {
	Stored Ledger
	Memory *Memory
}

// Remember implements Ledger.
func (b Both) Remember(ctx context.Context, chat int64, at time.Time, messages ...int) error {
	_ = b.Memory.Remember(ctx, chat, at, messages...) // never fails
	return b.Stored.Remember(ctx, chat, at, messages...)
}

// Messages implements Ledger. It takes the higher message number for the later
// one, as Telegram counts within a chat.
func (b Both) Messages(ctx context.Context, chat int64, since time.Time) ([]int, error) {
	known, _ := b.Memory.Messages(ctx, chat, since) // never fails
	stored, err := b.Stored.Messages(ctx, chat, since)
	all := slices.Concat(known, stored)
	slices.Sort(all)
	return slices.Compact(all), err
}

// Forget implements Ledger.
func (b Both) Forget(ctx context.Context, chat int64, messages ...int) error {
	_ = b.Memory.Forget(ctx, chat, messages...) // never fails
	return b.Stored.Forget(ctx, chat, messages...)
}

// Purge implements Ledger. It counts what left the database.
func (b Both) Purge(ctx context.Context, before time.Time) (int, error) {
	_, _ = b.Memory.Purge(ctx, before) // never fails
	return b.Stored.Purge(ctx, before)
}
