package store

import (
	"context"
	"os"
	"slices"
	"testing"
	"time"

	"signpost/internal/session"
	"signpost/internal/store/storetest"
)

// places gives an SQLite file and a data key in two new folders.
func places(t testing.TB) (url, keyFile string) { return storetest.SQLite(t) }

// open opens a store and closes it with the test.
func open(t testing.TB, url, keyFile string) *Store {
	t.Helper()
	s, err := Open(context.Background(), url, Key{File: keyFile})
	if err != nil {
		t.Fatal(err)
	}
	s.notes.gather = 0 // a test writes one after another and would wait each time
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return s
}

func TestLedgers(t *testing.T) {
	t.Run("memory", func(t *testing.T) {
		storetest.Ledger(t, func(*testing.T) session.Ledger { return session.NewMemory(20_000) })
	})
	storetest.Engines(t, func(t *testing.T, places storetest.Places) {
		storetest.Ledger(t, func(t *testing.T) session.Ledger {
			url, keyFile := places(t)
			return open(t, url, keyFile).Ledger()
		})
	})
}

func TestHideKnowsItsMessagesAfterARestart(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, places storetest.Places) {
		url, keyFile := places(t)
		ctx, noon := context.Background(), time.Date(2026, time.June, 1, 12, 0, 0, 0, time.UTC)
		s := open(t, url, keyFile)
		if err := s.Ledger().Remember(ctx, 4711, noon, 5, 6); err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		got, err := open(t, url, keyFile).Ledger().Messages(ctx, 4711, noon)
		if err != nil || !slices.Equal(got, []int{5, 6}) {
			t.Errorf("after a restart: %v, %v; want [5 6]", got, err)
		}
		if s.path == "" {
			return
		}
		for _, name := range []string{s.path, keyFile} {
			about, err := os.Stat(name)
			if err != nil || about.Mode().Perm() != 0o600 {
				t.Errorf("%s: %v, %v; want mode 0600", name, about.Mode(), err)
			}
		}
	})
}
