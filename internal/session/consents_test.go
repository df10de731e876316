package session_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"signpost/internal/session"
	"signpost/internal/subscriber"
)

// fragile is a book whose database can be taken away.
type fragile struct {
	subscriber.Memory
	mu   sync.Mutex
	gone bool
	asks int
}

var errGone = errors.New("the database is gone")

func (f *fragile) take(away bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.gone = away
}

func (f *fragile) ask() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asks++
	if f.gone {
		return errGone
	}
	return nil
}

func (f *fragile) OptIn(ctx context.Context, chat int64, c subscriber.Choice, wording string, at time.Time) error {
	return errors.Join(f.ask(), onlyIf(f, func() error { return f.Memory.OptIn(ctx, chat, c, wording, at) }))
}

func (f *fragile) OptOut(ctx context.Context, chat int64) error {
	return errors.Join(f.ask(), onlyIf(f, func() error { return f.Memory.OptOut(ctx, chat) }))
}

func (f *fragile) Held(ctx context.Context, chat int64) (subscriber.Held, error) {
	if err := f.ask(); err != nil {
		return subscriber.Held{}, err
	}
	return f.Memory.Held(ctx, chat)
}

func (f *fragile) Forget(ctx context.Context, chat int64) error { return f.OptOut(ctx, chat) }

func onlyIf(f *fragile, do func() error) error {
	f.mu.Lock()
	gone := f.gone
	f.mu.Unlock()
	if gone {
		return nil
	}
	return do()
}

// booked gives sessions with a book in which chat 1 is.
func booked(t *testing.T) (*session.Sessions, *fragile) {
	t.Helper()
	s, book := sessions(t, session.NewMemory(100)), &fragile{}
	s.Consents().Keep(book)
	optIn(t, s)
	if !in(t, book) {
		t.Fatal("a yes did not reach the book")
	}
	return s, book
}

// optIn presses what a person would press, and gives the answer to the last press.
func optIn(t *testing.T, s *session.Sessions) session.Answer {
	t.Helper()
	a := handle(s, press("e-u.du.yo", 5))
	for _, b := range a.Message.Buttons {
		if strings.HasPrefix(b.Data, "e-y") {
			return handle(s, press(b.Data, 5))
		}
	}
	t.Fatal("no button to say yes")
	return a
}

func in(t *testing.T, book *fragile) bool {
	t.Helper()
	held, err := book.Memory.Held(context.Background(), 1)
	if err != nil {
		t.Fatal(err)
	}
	return held.Subscription != nil
}

// left settles what can be settled and says how many opt-outs are still owed.
func left(s *session.Sessions) int {
	_, left := s.Consents().Settle(context.Background())
	return left
}

// Whatever ends messages ends them at once: in any state, late, in a backlog, by a
// block. Unblocking brings nothing back.
func TestEveryWayOut(t *testing.T) {
	late := typed("stop", 1)
	late.Late = true
	lateForget := typed("/forget", 1)
	lateForget.Late = true
	for name, waiting := range map[string][]session.Input{
		"typed":                  {typed("Stop.", 1)},
		"behind a late text":     {typed("hello", 1), late},
		"before others":          {typed("/stop", 1), typed("hello", 2)},
		"in danger":              {typed("999", 1), typed("unsubscribe", 2)},
		"under a broadcast":      {press("e-s", 9)},
		"on our page":            {press("e-o", 5)},
		"by a block":             {{Chat: 1, Kind: session.Blocked}},
		"forget":                 {typed("/forget", 1)},
		"forget, late":           {lateForget},
		"forget, by a button":    {press("e-f", 5)},
		"forget, before a hello": {typed("/forget", 1), typed("hello", 2)},
	} {
		t.Run(name, func(t *testing.T) {
			s, book := booked(t)
			a := handle(s, waiting...)
			if in(t, book) {
				t.Error("still in the book")
			}
			if a.New != (name == "under a broadcast") {
				t.Errorf("new message: %v", a.New)
			}
			handle(s, session.Input{Chat: 1, Kind: session.Unblocked})
			if in(t, book) {
				t.Error("unblocking opted in again")
			}
			shows(t, handle(s, typed("/updates", 3)), "Which place do you want to hear about?")
		})
	}
	for name, input := range map[string]session.Input{
		"part of a sentence": typed("please make him stop", 1), "unblocked": {Chat: 1, Kind: session.Unblocked}, "hide": typed("hide", 1), "get help": press("e-h", 9),
	} {
		s, book := booked(t)
		if handle(s, input); !in(t, book) {
			t.Errorf("%s took a person out of the book", name)
		}
	}
}

// A yes counts only where it is pressed now.
func TestLateLinesAreNoConsent(t *testing.T) {
	s, book := sessions(t, session.NewMemory(100)), &fragile{}
	s.Consents().Keep(book)
	handle(s, press("e-u.du.yo", 5))
	yes := typed("I am 18 or over. Yes please", 6)
	handle(s, yes)
	yes.Late = true
	handle(s, yes)
	if in(t, book) {
		t.Error("a typed line opted in")
	}
	seen := typed("/mydata", 7)
	seen.Late = true
	shows(t, handle(s, seen), "Where does the person who needs help live?")
}

// While the database is gone an opt-out is owed and counts; it is written once the
// database is back, and a yes that comes after it is not undone.
func TestOptOutsAreOwed(t *testing.T) {
	s, book := booked(t)
	consents := s.Consents()
	book.take(true)
	shows(t, handle(s, typed("stop", 1)), "We could not save this yet. We keep trying.")
	if !consents.OptingOut(1) || consents.OptingOut(2) || left(s) != 1 || !in(t, book) {
		t.Error("the opt-out is not owed")
	}
	shows(t, optIn(t, s), "We could not save this just now.")
	if !consents.OptingOut(1) {
		t.Error("a yes that could not be saved cost the opt-out before it")
	}
	shows(t, handle(s, typed("/mydata", 2)), "We cannot look this up just now.")
	shows(t, handle(s, typed("/forget", 3)), "We could not erase all of it just now.")

	book.take(false)
	shows(t, handle(s, typed("/updates", 4)), "Which place do you want to hear about?") // not written yet, and counts
	if left := left(s); left != 0 || in(t, book) || consents.OptingOut(1) {
		t.Errorf("%d opt-outs are left, in the book: %v", left, in(t, book))
	}

	book.take(true)
	handle(s, typed("stop", 5))
	book.take(false)
	shows(t, optIn(t, s), "Thank you.")
	if left := left(s); left != 0 || !in(t, book) {
		t.Errorf("an opt-out from before undid a yes: %d left, in the book %v", left, in(t, book))
	}
}

// Without any book, from the start or for ever, everything is answered and opt-outs
// wait for one.
func TestWithoutABook(t *testing.T) {
	s := sessions(t, session.NewMemory(100))
	shows(t, optIn(t, s), "We could not save this just now.")
	shows(t, handle(s, typed("/updates", 1)), "We cannot see just now")
	shows(t, handle(s, typed("stop", 1)), "We keep trying.")
	if left := left(s); left != 1 {
		t.Errorf("%d opt-outs are left, want 1", left)
	}
	book := &fragile{}
	_ = book.OptIn(context.Background(), 1, subscriber.Choice{}, "w", time.Now()) // from before the restart
	s.Consents().Keep(book)
	if left := left(s); left != 0 || in(t, book) {
		t.Errorf("%d opt-outs are left, in the book: %v", left, in(t, book))
	}
}

// Forget takes the place in the conversation and the messages for Hide along.
func TestForgetDropsTheMemory(t *testing.T) {
	s, _ := booked(t)
	handle(s, press("e1.sw.ch", 5))
	handle(s, typed("hm", 6))
	s.Sent(1, 7, time.Now())
	shows(t, handle(s, typed("/forget", 8)), "All that we kept about this chat is erased.")
	s.Sent(1, 9, time.Now())
	a := handle(s, typed("i dont know", 10))
	shows(t, a, "Where does the person who needs help live?")
	if a := handle(s, press("e1?x", 9)); len(a.Delete) != 2 {
		t.Errorf("Hide deletes %v, want only what came after", a.Delete)
	}

	// In a backlog too: what came after it is all that is known, and Hide before it holds.
	if a := handle(s, typed("hide", 20), typed("/forget", 21), typed("hm", 22)); len(a.Delete) == 0 {
		t.Error("hide just before forget deletes nothing")
	}
	s.Sent(1, 23, time.Now())
	a = handle(s, press("e1?x", 23))
	slices.Sort(a.Delete)
	if !slices.Equal(a.Delete, []int{22, 23}) {
		t.Errorf("Hide deletes %v, want only what came after", a.Delete)
	}
}

// Guidance asks nothing of the book.
func TestGuidanceLeavesTheBookAlone(t *testing.T) {
	s, book := booked(t)
	before := book.asks
	for _, input := range []session.Input{typed("hello", 1), press("e1.sw.ch.soon", 2), typed("999", 3), typed("hide", 4), press("e-u.du", 5), press("e-h", 6)} {
		handle(s, input)
	}
	if book.asks != before {
		t.Errorf("the book was asked %d times", book.asks-before)
	}
}

// Opting in and out while what is owed is written, by many at once.
func TestConsentsAtOnce(t *testing.T) {
	s, book := sessions(t, session.NewMemory(100)), &fragile{}
	s.Consents().Keep(book)
	ctx, cancel := context.WithCancel(context.Background())
	var settling, all sync.WaitGroup
	settling.Go(func() {
		for i := 0; ctx.Err() == nil; i++ {
			book.take(i%3 == 0)
			s.Consents().Settle(ctx)
		}
	})
	for chat := range int64(8) {
		all.Go(func() {
			for range 50 {
				s.Handle(ctx, []session.Input{{Chat: chat, Kind: session.Typed, Text: "stop"}})
				s.Handle(ctx, []session.Input{{Chat: chat, Kind: session.Press, Data: "e-u.du.yo"}})
			}
		})
	}
	all.Wait()
	cancel()
	settling.Wait()
	book.take(false)
	if left := left(s); left != 0 {
		t.Errorf("%d opt-outs are left", left)
	}
}
