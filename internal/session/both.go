package session

import (
	"context"
	"slices"
	"sync"
	"time"
)

// Both is a Ledger that keeps everything twice: in the database, which a restart
// does not empty, and in memory, which does not fail. What the database could not
// take is still known until the next restart.
//
// Remember returns once it is in memory and goes to the disk beside the answering,
// so that no resident waits for a disk: a crash before it is there costs Hide the
// number of that message. Flush waits until everything is on the disk.
//
// An error is always the database's, for readiness and metrics: what was asked
// has then been done in memory all the same, and Messages gives what is known
// there beside its error.
type Both struct {
	stored  Ledger
	memory  *Memory
	failed  func(error)
	writing sync.WaitGroup
	room    chan struct{} // one for each write under way
}

// maxWriting is how many notes are on their way to the disk at once; a further one
// waits, so that a disk that stands still does not fill the memory.
const maxWriting = 1024

// NewBoth makes one of the two; failed is told why a note did not reach the disk.
func NewBoth(stored Ledger, memory *Memory, failed func(error)) *Both {
	return &Both{stored: stored, memory: memory, failed: failed, room: make(chan struct{}, maxWriting)}
}

// Remember implements Ledger. Its error is always nil.
func (b *Both) Remember(ctx context.Context, chat int64, at time.Time, messages ...int) error {
	_ = b.memory.Remember(ctx, chat, at, messages...) // never fails
	select {
	case b.room <- struct{}{}:
	case <-ctx.Done():
		b.failed(ctx.Err())
		return nil
	}
	ctx = context.WithoutCancel(ctx)
	b.writing.Go(func() {
		defer func() { <-b.room }()
		if err := b.stored.Remember(ctx, chat, at, messages...); err != nil {
			b.failed(err)
		}
	})
	return nil
}

// Flush waits until everything that was remembered is on the disk, or has failed.
func (b *Both) Flush() { b.writing.Wait() }

// Messages implements Ledger. It takes the higher message number for the later
// one, as Telegram counts within a chat.
func (b *Both) Messages(ctx context.Context, chat int64, since time.Time) ([]int, error) {
	known, _ := b.memory.Messages(ctx, chat, since) // never fails
	stored, err := b.stored.Messages(ctx, chat, since)
	all := slices.Concat(known, stored)
	slices.Sort(all)
	return slices.Compact(all), err
}

// Forget implements Ledger.
func (b *Both) Forget(ctx context.Context, chat int64, messages ...int) error {
	_ = b.memory.Forget(ctx, chat, messages...) // never fails
	return b.stored.Forget(ctx, chat, messages...)
}

// Purge implements Ledger. It counts what left the database.
func (b *Both) Purge(ctx context.Context, before time.Time) (int, error) {
	_, _ = b.memory.Purge(ctx, before) // never fails
	return b.stored.Purge(ctx, before)
}
