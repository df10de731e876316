package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"strings"
	"testing"
	"time"

	"signpost/internal/store/storetest"
	"signpost/internal/subscriber"
)

func TestBooks(t *testing.T) {
	t.Run("memory", func(t *testing.T) {
		storetest.Book(t, func(*testing.T) subscriber.Book { return new(subscriber.Memory) })
	})
	storetest.Engines(t, func(t *testing.T, places storetest.Places) {
		storetest.Book(t, func(t *testing.T) subscriber.Book {
			url, keyFile := places(t)
			return open(t, url, keyFile).Book()
		})
	})
}

var dudley = subscriber.Choice{Boroughs: []string{"dudley"}, Topics: []string{"young"}, Lang: "en"}

// What /mydata tells and /forget erases includes the numbers that Hide needs, of
// that chat and no other.
func TestHeldAndForgetReachTheMessages(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, places storetest.Places) {
		url, keyFile := places(t)
		s := open(t, url, keyFile)
		ctx, l, b := context.Background(), s.Ledger(), s.Book()
		for _, chat := range []int64{7, 8} {
			if err := errors.Join(l.Remember(ctx, chat, day, 1, 2, 3), b.OptIn(ctx, chat, dudley, "w", day)); err != nil {
				t.Fatal(err)
			}
		}
		if held, err := b.Held(ctx, 7); err != nil || held.Messages != 3 || held.Subscription == nil {
			t.Errorf("Held: %+v, %v; want 3 messages and a subscription", held, err)
		}
		if err := b.OptOut(ctx, 7); err != nil {
			t.Fatal(err)
		}
		if held, err := b.Held(ctx, 7); err != nil || held != (subscriber.Held{Messages: 3}) {
			t.Errorf("after an opt-out: %+v, %v; want the messages still, for Hide", held, err)
		}
		if err := b.Forget(ctx, 7); err != nil {
			t.Fatal(err)
		}
		if held, err := b.Held(ctx, 7); err != nil || held != (subscriber.Held{}) {
			t.Errorf("after Forget: %+v, %v; want nothing", held, err)
		}
		if held, err := b.Held(ctx, 8); err != nil || held.Messages != 3 || held.Subscription == nil {
			t.Errorf("the other chat: %+v, %v; want all of it", held, err)
		}
	})
}

// An opt-out that was reported is on the disk, and choosing again keeps the id.
func TestSubscribersAfterARestart(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, places storetest.Places) {
		url, keyFile := places(t)
		ctx := context.Background()
		s := open(t, url, keyFile)
		for _, chat := range []int64{7, 8} {
			if err := s.Book().OptIn(ctx, chat, dudley, "w", day); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Book().OptOut(ctx, 8); err != nil {
			t.Fatal(err)
		}
		id, chat := onlyRow(t, s)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		s = open(t, url, keyFile)
		if err := s.Book().OptIn(ctx, 7, subscriber.Choice{Boroughs: []string{"sandwell"}}, "w2", day.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		again, same := onlyRow(t, s)
		if chat != 7 || same != 7 || again != id || id <= 0 {
			t.Errorf("row %d is chat %d, after a restart and a new choice row %d is chat %d; want the same row of chat 7", id, chat, again, same)
		}
		if held, err := s.Book().Held(ctx, 8); err != nil || held.Subscription != nil {
			t.Errorf("the opt-out came back: %+v, %v", held, err)
		}
	})
}

// onlyRow gives the id and the opened chat of the only subscriber.
func onlyRow(t *testing.T, s *Store) (id, chat int64) {
	t.Helper()
	var sealed []byte
	var boroughs string
	err := s.read(context.Background(), func(ctx context.Context, db *sql.DB) error {
		var rows int
		if err := db.QueryRowContext(ctx, `SELECT COUNT(*) FROM subscribers`).Scan(&rows); err != nil || rows != 1 {
			t.Fatalf("%d rows, %v; want 1", rows, err)
		}
		return db.QueryRowContext(ctx, `SELECT id, sealed, boroughs FROM subscribers`).Scan(&id, &sealed, &boroughs)
	})
	if err != nil {
		t.Fatal(err)
	}
	if chat, err = s.keys.openChat(id, sealed); err != nil {
		t.Fatal(err)
	}
	return id, chat
}

// A sealed chat opens with its key in its row, and a wrong one is told and not guessed.
func TestSealedChats(t *testing.T) {
	one, err := derive(bytes.Repeat([]byte{1}, keyBytes))
	if err != nil {
		t.Fatal(err)
	}
	two, err := derive(bytes.Repeat([]byte{2}, keyBytes))
	if err != nil {
		t.Fatal(err)
	}
	for _, chat := range []int64{0, 7_312_905_846, -1 << 63, 1<<63 - 1} {
		sealed := one.sealChat(5, chat)
		if got, err := one.openChat(5, sealed); err != nil || got != chat {
			t.Errorf("%d comes back as %d, %v", chat, got, err)
		}
		if bytes.Equal(sealed, one.sealChat(5, chat)) {
			t.Error("sealed twice alike: two copies of the file show who came back")
		}
		changed := bytes.Clone(sealed)
		changed[len(changed)-1] ^= 1
		for what, open := range map[string]func() (int64, error){
			"another key":    func() (int64, error) { return two.openChat(5, sealed) },
			"another row":    func() (int64, error) { return one.openChat(6, sealed) },
			"a changed byte": func() (int64, error) { return one.openChat(5, changed) },
			"nothing":        func() (int64, error) { return one.openChat(5, nil) },
		} {
			if _, err := open(); err == nil || !strings.Contains(err.Error(), "data key") {
				t.Errorf("%s: %v; want an error that names the data key", what, err)
			}
		}
	}
	for range 1000 {
		if newID() <= 0 {
			t.Fatal("an id is not over 0")
		}
	}
}

func TestSpaced(t *testing.T) {
	for want, ids := range map[string][]string{
		" ": nil, " dudley ": {"dudley"}, " dudley sandwell ": {"sandwell", "dudley", "sandwell"},
	} {
		if got := spaced(ids); got != want {
			t.Errorf("spaced(%v) = %q, want %q", ids, got, want)
		}
	}
}
