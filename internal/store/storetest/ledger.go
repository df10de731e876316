// Package storetest is what every implementation of the rooms' small storage
// interfaces must pass: memory, SQLite and PostgreSQL. It exists so
// that a test that passes on one means the same on the others.
//
// It tests what a caller can see. What only a database has, such as its file, is
// tested in the room store.
package storetest

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"signpost/internal/session"
)

// Ledger runs the suite of session.Ledger; open gives an empty one for each test,
// with room for at least 20,000 messages.
func Ledger(t *testing.T, open func(t *testing.T) session.Ledger) {
	t.Helper()
	noon := time.Date(2026, time.March, 29, 12, 0, 0, 0, time.UTC)
	for name, test := range map[string]func(t *testing.T, l *ledger){
		"an empty ledger answers": func(t *testing.T, l *ledger) {
			l.want(7, time.Time{})
			l.forget(7, 1)
			l.purge(noon, 0)
		},
		"messages come back oldest first, of one chat, from since on": func(t *testing.T, l *ledger) {
			l.remember(7, noon.Add(time.Minute), 30, 12)
			l.remember(7, noon, 20)
			l.remember(-1001234567890123, noon, 21, 22)
			l.want(7, noon, 20, 12, 30)
			l.want(7, noon.Add(time.Millisecond), 12, 30)
			l.want(7, noon.Add(time.Minute+time.Millisecond))
			l.want(-1001234567890123, noon, 21, 22)
			l.want(8, time.Time{})
		},
		"a message keeps its first time": func(t *testing.T, l *ledger) {
			l.remember(7, noon, 1, 1)
			l.remember(7, noon.Add(time.Hour), 1, 2)
			l.want(7, noon, 1, 2)
			l.want(7, noon.Add(time.Minute), 2)
		},
		"the time is kept to the millisecond": func(t *testing.T, l *ledger) {
			l.remember(7, noon.Add(1_999_999), 1)
			l.want(7, noon.Add(time.Millisecond), 1)
			l.want(7, noon.Add(2*time.Millisecond))
		},
		"any numbers are taken": func(t *testing.T, l *ledger) {
			l.remember(0, noon, 0)
			l.remember(1<<63-1, noon, 1<<31-1, 1<<40)
			l.remember(-1<<63, time.UnixMilli(-1), -5)
			l.remember(5, noon, 9)
			l.forget(5, 9)
			l.want(0, time.Time{}, 0)
			l.want(1<<63-1, noon, 1<<31-1, 1<<40)
			l.want(-1<<63, time.UnixMilli(-1), -5)
		},
		"forgotten messages are gone, in that chat only": func(t *testing.T, l *ledger) {
			l.remember(7, noon, 1, 2, 3)
			l.remember(8, noon, 1, 2, 3)
			l.forget(7, 1, 3, 99)
			l.forget(7)
			l.want(7, noon, 2)
			l.want(8, noon, 1, 2, 3)
			l.remember(7, noon.Add(time.Hour), 1)
			l.want(7, noon, 2, 1)
		},
		"a purge drops what is older, in every chat": func(t *testing.T, l *ledger) {
			l.remember(7, noon, 1)
			l.remember(7, noon.Add(time.Hour), 2)
			l.remember(8, noon.Add(time.Hour-time.Millisecond), 3)
			l.purge(noon.Add(time.Hour), 2)
			l.want(7, time.Time{}, 2)
			l.want(8, time.Time{})
			l.purge(noon.Add(time.Hour), 0)
		},
		"a large purge drops everything": func(t *testing.T, l *ledger) {
			many := make([]int, 100)
			for i := range many {
				many[i] = i + 1
			}
			for chat := range int64(120) {
				l.remember(chat, noon, many...)
			}
			l.remember(7, noon.Add(time.Second), 1000)
			l.purge(noon.Add(time.Second), 12_000)
			l.want(7, time.Time{}, 1000)
		},
		"many chats at once": func(t *testing.T, l *ledger) {
			var all sync.WaitGroup
			for chat := range int64(20) {
				all.Go(func() {
					for i := range 20 {
						l.remember(chat, noon, 2*i, 2*i+1)
						l.forget(chat, 2*i)
					}
				})
			}
			all.Wait()
			for chat := range int64(20) {
				if got := l.messages(chat, noon); len(got) != 20 {
					t.Errorf("chat %d holds %d messages, want 20", chat, len(got))
				}
			}
		},
	} {
		t.Run(name, func(t *testing.T) { test(t, &ledger{t, open(t)}) })
	}
}

// ledger asks the ledger under test and fails the test on any error.
type ledger struct {
	t     *testing.T
	under session.Ledger
}

func (l *ledger) remember(chat int64, at time.Time, messages ...int) {
	l.t.Helper()
	if err := l.under.Remember(context.Background(), chat, at, messages...); err != nil {
		l.t.Errorf("Remember(%d, %v): %v", chat, messages, err)
	}
}

func (l *ledger) forget(chat int64, messages ...int) {
	l.t.Helper()
	if err := l.under.Forget(context.Background(), chat, messages...); err != nil {
		l.t.Errorf("Forget(%d, %v): %v", chat, messages, err)
	}
}

func (l *ledger) purge(before time.Time, want int) {
	l.t.Helper()
	if got, err := l.under.Purge(context.Background(), before); err != nil || got != want {
		l.t.Errorf("Purge(%v) = %d, %v; want %d", before, got, err, want)
	}
}

func (l *ledger) messages(chat int64, since time.Time) []int {
	l.t.Helper()
	got, err := l.under.Messages(context.Background(), chat, since)
	if err != nil {
		l.t.Errorf("Messages(%d): %v", chat, err)
	}
	return got
}

func (l *ledger) want(chat int64, since time.Time, want ...int) {
	l.t.Helper()
	if got := l.messages(chat, since); !slices.Equal(got, want) {
		l.t.Errorf("Messages(%d, since %v) = %v, want %v", chat, since, got, want)
	}
}
