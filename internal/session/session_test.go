package session_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"signpost/config"
	"signpost/flows"
	"signpost/internal/conversation"
	"signpost/internal/message"
	"signpost/internal/session"
	"signpost/internal/strictyaml"
)

func sessions(t *testing.T, ledger session.Ledger) *session.Sessions {
	t.Helper()
	talk, problems := conversation.Load(strictyaml.Folder{FS: flows.Files, Name: "flows"}, strictyaml.Folder{FS: config.Files, Name: "config"})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return session.New(talk, ledger, func(err error) { t.Logf("ledger: %v", err) })
}

func typed(text string, id int) session.Input {
	return session.Input{Chat: 1, Kind: session.Typed, Text: text, MessageID: id, Date: time.Now()}
}

func press(data string, id int) session.Input {
	return session.Input{Chat: 1, Kind: session.Press, Data: data, MessageID: id}
}

func handle(s *session.Sessions, waiting ...session.Input) session.Answer {
	return s.Handle(context.Background(), waiting)
}

func shows(t *testing.T, a session.Answer, want string) {
	t.Helper()
	if text := a.Message.Text(); !strings.Contains(text, want) || !strings.Contains(text, "999") {
		t.Errorf("want %q and 999 in\n%s", want, text)
	}
}

// A typed line is met with the question before it for 30 minutes, then with the
// first.
func TestPlaceIsRememberedFor30Minutes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := sessions(t, session.NewMemory(100))
		handle(s, press("e1.sw.ch", 5))
		time.Sleep(29*time.Minute + 59*time.Second)
		shows(t, handle(s, typed("i dont know", 6)), "How soon does the child need help?")
		time.Sleep(30 * time.Minute)
		shows(t, handle(s, typed("i dont know", 7)), "Where does the person who needs help live?")

		// Another chat has a place of its own, and purging drops none that is young.
		handle(s, press("e1.sw.ch", 5))
		s.Purge(context.Background())
		shows(t, handle(s, typed("hm", 8)), "How soon does the child need help?")
		other := typed("hm", 9)
		other.Chat = 2
		shows(t, handle(s, other), "Where does the person who needs help live?")
	})
}

// Lines that waited get one answer, and danger in any of them counts.
func TestBacklogGetsOneAnswer(t *testing.T) {
	s := sessions(t, session.NewMemory(100))
	a := handle(s, typed("hello", 1), typed("999", 2), typed("are you there", 3))
	if a.Message.Prompt != message.Danger {
		t.Errorf("danger in the middle of three lines is lost:\n%s", a.Message.Text())
	}
	if a := handle(s, typed("hello", 4), typed("anyone", 5)); a.Message.Prompt != message.Danger {
		t.Error("the danger before them is lost on the next lines")
	}
	if a := handle(s, typed("menu", 4), typed("anyone", 5)); a.Message.Prompt == message.Danger {
		t.Error("danger where none was")
	}
	// Hide ends what was said before it: the danger card too.
	a = handle(s, typed("999", 6), typed("hide", 7))
	if a.Message.Prompt == message.Danger || !slices.Contains(a.Delete, 6) || !slices.Contains(a.Delete, 7) {
		t.Errorf("after hide: delete %v, and the chat shows\n%s", a.Delete, a.Message.Text())
	}
}

// A line from before an outage gets the neutral first screen, because the phone may
// be in other hands; what it asked for is done all the same.
func TestLateLines(t *testing.T) {
	s := sessions(t, session.NewMemory(100))
	for _, text := range []string{"999", "my dad hits me", "/help", "Tipton"} {
		in := typed(text, 1)
		in.Late = true
		a := handle(s, in)
		shows(t, a, "Where does the person who needs help live?")
		if a.Message.Prompt == message.Danger || strings.Contains(a.Message.Text(), "Tipton") {
			t.Errorf("a late %q is answered:\n%s", text, a.Message.Text())
		}
	}
	in := typed("hide", 2)
	in.Late = true
	if a := handle(s, in); !slices.Contains(a.Delete, 2) {
		t.Errorf("a late hide deletes %v", a.Delete)
	}
}

// Hide takes out what both sides sent in the last 48 hours, each message once.
func TestHideDeletesBothSides(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := sessions(t, session.NewMemory(100))
		handle(s, typed("old", 1))
		s.Sent(1, 2, time.Now())
		time.Sleep(48*time.Hour + time.Second)
		handle(s, typed("hello", 3))
		s.Sent(1, 4, time.Now())
		handle(s, typed("hello?", 5)) // its answer was never sent
		a := handle(s, press("e1?x", 4))
		slices.Sort(a.Delete)
		if want := []int{3, 4, 5}; !slices.Equal(a.Delete, want) || a.New {
			t.Errorf("delete %v, want %v; new %v", a.Delete, want, a.New)
		}
		shows(t, a, "Where does the person who needs help live?")
		s.Deleted(1, a.Delete)
		s.Sent(1, 6, time.Now())
		if a := handle(s, press("e1?x", 6)); !slices.Equal(a.Delete, []int{6}) {
			t.Errorf("a second hide deletes %v, want only the first screen", a.Delete)
		}
	})
}

// Whether an opt-out worked is said, even when more was said after it; danger, and a
// page that was asked for, go before.
func TestAnOptOutInABacklogIsAnswered(t *testing.T) {
	s := sessions(t, session.NewMemory(10)) // without a book
	const saved = "We could not save this yet."
	shows(t, handle(s, typed("Sandwell", 1), typed("stop", 2), typed("thanks", 3)), saved)
	shows(t, handle(s, typed("hm", 4)), "Who needs help?") // they are still where they were
	for _, last := range []string{"he has a knife", "hide", "/mydata"} {
		if a := handle(s, typed("stop", 5), typed(last, 6)); strings.Contains(a.Message.Text(), saved) {
			t.Errorf("after %q the chat shows\n%s", last, a.Message.Text())
		}
	}
}

// Hide takes out all of a long row of lines, which got one answer together.
func TestHideTakesOutABacklog(t *testing.T) {
	s := sessions(t, session.NewMemory(2000))
	var lines []session.Input
	for id := range 1000 {
		lines = append(lines, typed("are you there", 1+id))
	}
	handle(s, lines...)
	s.Sent(1, 1001, time.Now())
	if a := handle(s, press("e1?x", 1001)); len(a.Delete) != 1001 {
		t.Errorf("takes out %d messages, want 1001", len(a.Delete))
	}
}

// A ledger that fails costs no answer.
func TestFailingLedger(t *testing.T) {
	s := sessions(t, session.NewBoth(broken{}, session.NewMemory(100), func(error) {}))
	handle(s, typed("hello", 1))
	s.Sent(1, 2, time.Now())
	s.Purge(context.Background())
	a := handle(s, press("e1?x", 2))
	slices.Sort(a.Delete)
	if !slices.Equal(a.Delete, []int{1, 2}) {
		t.Errorf("delete %v, want both from memory", a.Delete)
	}
	s.Deleted(1, a.Delete)
	shows(t, a, "Where does the person who needs help live?")
}

// What people do without writing is answered too.
func TestOtherKinds(t *testing.T) {
	s := sessions(t, session.NewMemory(100))
	handle(s, press("e1.sw", 1))
	photo := session.Input{Chat: 1, Kind: session.Other, Text: "look at this", MessageID: 2, Date: time.Now()}
	a := handle(s, photo)
	shows(t, a, "are not opened here")
	shows(t, a, "Who needs help?")
	command := session.Input{Chat: 1, Kind: session.Typed, Text: "/start b1", MessageID: 3, Date: time.Now()}
	shows(t, handle(s, command), "Where does the person who needs help live?")
	shows(t, handle(s), "999") // nothing waits: the zero answer still has it
	for _, kind := range []session.Kind{session.Blocked, session.Unblocked} {
		shows(t, handle(s, session.Input{Chat: 1, Kind: kind}), "999")
	}
}

type broken struct{}

var errBroken = errors.New("the disk is gone")

func (broken) Remember(context.Context, int64, time.Time, ...int) error { return errBroken }
func (broken) Messages(context.Context, int64, time.Time) ([]int, error) {
	return nil, errBroken
}
func (broken) Forget(context.Context, int64, ...int) error   { return errBroken }
func (broken) Purge(context.Context, time.Time) (int, error) { return 0, errBroken }
