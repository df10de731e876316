package store

import (
	"context"
	"errors"
	"sync/atomic"
	"time"
)

// remembered is how long a failure counts. A small write can go through where the
// one before it did not, on a full disk above all, so one that works proves little.
const remembered = time.Minute

// health remembers the last failure of the database.
type health struct {
	last atomic.Pointer[failed]
}

type failed struct {
	err error
	at  time.Time
}

// note remembers err if it is a failure of the database itself.
func (h *health) note(err error, now time.Time) {
	var f *failure
	if errors.As(err, &f) {
		h.last.Store(&failed{err, now})
	}
}

// lately gives the last failure if it still counts.
func (h *health) lately(now time.Time) error {
	if f := h.last.Load(); f != nil && now.Sub(f.at) < remembered {
		return f.err
	}
	return nil
}

// Healthy gives the last failure of the database if it was within a minute, for
// whatever call it came. Otherwise it proves that a write reaches the disk, by
// storing what is there already.
func (s *Store) Healthy(ctx context.Context) error {
	if err := s.health.lately(time.Now()); err != nil {
		return err
	}
	return s.writer.write(ctx, func(t tx) error {
		_, err := t.Exec(`UPDATE key_check SET value = value WHERE id = 1`)
		return err
	})
}
