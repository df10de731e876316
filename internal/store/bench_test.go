package store

import (
	"context"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"signpost/internal/store/storetest"
)

// The temporary folder must be on a disk for these figures to mean anything: set
// TMPDIR if it is in memory.

// BenchmarkRemember stores the two messages of one step of a conversation. PostgreSQL
// does not wait for the disk here, unless TEST_DATABASE_URL names a server that does.
func BenchmarkRemember(b *testing.B) {
	for _, c := range []struct {
		name       string
		places     storetest.Places
		goroutines int
	}{{"sqlite/1", storetest.SQLite, 1}, {"sqlite/64", storetest.SQLite, 64}, {"postgres/1", storetest.Postgres, 1}, {"postgres/64", storetest.Postgres, 64}} {
		b.Run(c.name, func(b *testing.B) {
			url, keyFile := c.places(b)
			l := open(b, url, keyFile).Ledger()
			var step atomic.Int64
			b.SetParallelism(max(1, c.goroutines/runtime.GOMAXPROCS(0)))
			work := func() {
				n := step.Add(1)
				if err := l.Remember(context.Background(), n%10_000, day, int(2*n), int(2*n+1)); err != nil {
					b.Error(err)
				}
			}
			if c.goroutines == 1 {
				for b.Loop() {
					work()
				}
			} else {
				b.ResetTimer()
				b.RunParallel(func(p *testing.PB) {
					for p.Next() {
						work()
					}
				})
			}
			b.ReportMetric(float64(step.Load())/b.Elapsed().Seconds(), "writes/s")
		})
	}
}

// BenchmarkMessages is what one press of Hide reads, among 100,000 messages.
func BenchmarkMessages(b *testing.B) {
	l := crowded(b)
	b.ResetTimer()
	for b.Loop() {
		if _, err := l.Messages(context.Background(), 7, day); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkPurge drops 100,000 messages of 1,000 chats.
func BenchmarkPurge(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		l := crowded(b)
		b.StartTimer()
		if n, err := l.Purge(context.Background(), day.Add(time.Hour)); n != 100_000 || err != nil {
			b.Fatal(n, err)
		}
	}
}

// BenchmarkOpen opens a new 100,000 messages.
func BenchmarkOpen(b *testing.B) {
	b.Run("new", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			url, keyFile := places(b)
			b.StartTimer()
			again(b, url, keyFile)
		}
	})
	b.Run("old", func(b *testing.B) {
		l := crowded(b)
		if err := l.Close(); err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			again(b, "sqlite:"+l.path, filepath.Join(filepath.Dir(l.path), "..", "key", "data.key"))
		}
	})
}

func again(b *testing.B, url, keyFile string) {
	s, err := Open(context.Background(), url, Key{File: keyFile})
	if err != nil {
		b.Fatal(err)
	}
	b.StopTimer()
	s.Close()
	b.StartTimer()
}

// crowded gives a ledger that holds 100,000 messages of 1,000 chats.
func crowded(b *testing.B) ledger {
	url, keyFile := places(b)
	s := open(b, url, keyFile)
	for chat := range int64(1000) {
		many := make([]int, 100)
		for i := range many {
			many[i] = i
		}
		if err := s.Ledger().Remember(context.Background(), chat, day, many...); err != nil {
			b.Fatal(err)
		}
	}
	return ledger{s}
}
