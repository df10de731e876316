package main

import (
	"context"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"signpost/internal/session"
)

// ledgerOfClock counts purges, and panics at the second.
type ledgerOfClock struct {
	*session.Memory
	purges atomic.Int64
}

func (l *ledgerOfClock) Purge(ctx context.Context, before time.Time) (int, error) {
	if l.purges.Add(1) == 2 {
		panic("my secret words")
	}
	return l.Memory.Purge(ctx, before)
}

// The one cron drops numbers of messages after 48 hours, minute by minute, and warns
// daily of bank holidays; a panic costs one turn.
func TestTheClock(t *testing.T) {
	talk := shipped(t)
	synctest.Test(t, func(t *testing.T) { // begins in 2000, of which no holidays are known
		var log strings.Builder
		ledger := &ledgerOfClock{Memory: session.NewMemory(100)}
		s := &served{
			db:       &database{ended: true},
			log:      slog.New(slog.NewTextHandler(&log, nil)),
			sessions: session.New(talk, ledger, func(err error) { t.Error(err) }),
		}
		s.talk.Store(talk)
		began, ctx := time.Now(), context.Background()
		if err := ledger.Remember(ctx, 1, began, 5); err != nil {
			t.Fatal(err)
		}
		clock := s.clock(ctx)
		stand := func(after time.Duration, want int) {
			t.Helper()
			time.Sleep(time.Until(began.Add(after)))
			if got, err := ledger.Messages(ctx, 1, began); err != nil || len(got) != want {
				t.Errorf("after %v %v stand, %v; want %d", after, got, err, want)
			}
		}
		stand(10*time.Minute+time.Second, 1)
		if n := ledger.purges.Load(); n != 10 {
			t.Errorf("%d purges in ten minutes, one of which panicked", n)
		}
		stand(48*time.Hour-time.Second, 1)
		stand(48*time.Hour+time.Minute+time.Second, 0)
		<-clock.Stop().Done()
		if n := strings.Count(log.String(), "bank holidays are missing"); n != 3 {
			t.Errorf("warned %d times in two days, want at the start and each morning", n)
		}
		if n := strings.Count(log.String(), "a timed task panicked"); n != 1 || strings.Contains(log.String(), "secret") {
			t.Errorf("the log says\n%s", log.String())
		}
	})
}
