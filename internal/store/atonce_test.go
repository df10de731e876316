package store

import (
	"context"
	"errors"
	"os"
	"strings"
	"sync"
	"testing"

	"signpost/internal/store/pgtest"
	"signpost/internal/store/storetest"
)

// Writes that decide by what they read of a row do not overwrite each other, on
// either engine.
func TestWritesAtOnce(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, places storetest.Places) {
		url, keyFile := places(t)
		s := open(t, url, keyFile)
		ctx := context.Background()
		if err := s.writer.write(ctx, insert(1, nil)); err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				for range 25 {
					if err := s.writer.write(ctx, addOne(1)); err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		if n := counted(t, s, 1); n != 100 {
			t.Errorf("100 writes counted up to %d", n)
		}
	})
}

// addOne reads a number of a message and stores the next.
func addOne(message int) func(tx) error {
	return func(t tx) error {
		var n int64
		if err := t.QueryRow(`SELECT sent_at FROM chat_messages WHERE message = $1`, message).Scan(&n); err != nil {
			return err
		}
		_, err := t.Exec(`UPDATE chat_messages SET sent_at = $1 WHERE message = $2`, n+1, message)
		return err
	}
}

func counted(t *testing.T, s *Store, message int) (n int) {
	t.Helper()
	if err := s.reads.QueryRow(`SELECT sent_at FROM chat_messages WHERE message = $1`, message).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// Two writes that lock each other out both get on.
func TestADeadlock(t *testing.T) {
	s := open(t, pgtest.URL(t), keyOf(t))
	ctx := context.Background()
	for message := range 2 {
		if err := s.writer.write(ctx, insert(message, nil)); err != nil {
			t.Fatal(err)
		}
	}
	var all, both sync.WaitGroup
	both.Add(2)
	for first := range 2 {
		var once sync.Once
		all.Go(func() {
			if err := s.writer.write(ctx, func(t tx) error {
				if err := addOne(first)(t); err != nil {
					return err
				}
				once.Do(func() { both.Done(); both.Wait() })
				return addOne(1 - first)(t)
			}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if a, b := counted(t, s, 0), counted(t, s, 1); a != 2 || b != 2 {
		t.Errorf("counted up to %d and %d, want 2 and 2", a, b)
	}
}

// An error or a panic undoes its own write, and says what happened: on either engine.
func TestAWriteThatFails(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, places storetest.Places) {
		url, keyFile := places(t)
		s := open(t, url, keyFile)
		mine := errors.New("mine")
		for want, fn := range map[string]func(tx) error{
			"mine":                            insert(1, mine),
			"a write panicked with a string":  func(t tx) error { insert(1, nil)(t); panic("what a resident wrote") },
			"a write panicked: runtime error": func(t tx) error { insert(1, nil)(t); var none []int; _ = none[len(os.Args)]; return nil },
			"nowhere":                         func(t tx) error { _, err := t.Exec(`INSERT INTO nowhere VALUES (1)`); return err },
		} {
			if err := s.writer.write(context.Background(), fn); err == nil || !strings.Contains(err.Error(), want) || errors.Is(err, mine) != (want == "mine") {
				t.Errorf("%v, want %q", err, want)
			}
		}
		if n := count(t, s); n != 0 {
			t.Errorf("%d rows are stored, want none", n)
		}
		if _, err := s.reads.Exec(`DELETE FROM chat_messages`); err == nil {
			t.Error("a reader may write")
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		for _, err := range trouble(s) {
			if !errors.Is(err, ErrClosed) {
				t.Errorf("after Close: %v", err)
			}
		}
	})
}
