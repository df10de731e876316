package main

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"signpost/config"
	"signpost/internal/message"
	"signpost/internal/session"
)

// newFront gives a front with the shipped words and a desk whose database is not there.
func newFront(t *testing.T) *front {
	t.Helper()
	path := filepath.Join(t.TempDir(), "staff.yaml")
	if err := os.WriteFile(path, []byte(staffOfTests), 0o600); err != nil {
		t.Fatal(err)
	}
	s := &served{set: config.RunSettings{StaffFile: path}, now: time.Now, log: slog.New(slog.DiscardHandler),
		db: &database{log: slog.New(slog.DiscardHandler)}}
	s.talk.Store(shipped(t))
	s.sessions = session.New(shipped(t), session.NewMemory(100), s.db.failed)
	if err := s.openDesk(); err != nil {
		t.Fatal(err)
	}
	return &front{s.sessions, s}
}

// A batch of a member of staff is parted: what is for the desk goes there, the rest to
// the conversation, the last answer is shown, and a cry for help in it counts.
func TestFrontPartsABatch(t *testing.T) {
	const outOfOrder = "The campaign desk is out of order."
	typed := func(id int, text string) session.Input {
		return session.Input{Chat: annID, Kind: session.Typed, Text: text, MessageID: id, Date: time.Now()}
	}
	press := func(data string) session.Input {
		return session.Input{Chat: annID, Kind: session.Press, Data: data, MessageID: 3}
	}
	for name, test := range map[string]struct {
		waiting []session.Input
		shows   string
		danger  bool
	}{
		"the desk":                    {[]session.Input{typed(1, "/desk")}, outOfOrder, false},
		"the desk, by its whole name": {[]session.Input{typed(1, "/Desk@LocalTestBot")}, outOfOrder, false},
		"a button of the desk":        {[]session.Input{press("d-home")}, outOfOrder, false},
		"a button of the others":      {[]session.Input{press("e1")}, residentsFirst, false},
		"a line":                      {[]session.Input{typed(1, "hello")}, residentsFirst, false},
		"help, then the desk":         {[]session.Input{typed(1, "help"), typed(2, "/desk")}, outOfOrder, true},
		"the desk, then help":         {[]session.Input{typed(1, "/desk"), typed(2, "help")}, residentsFirst, true},
		"help, the desk, hide":        {[]session.Input{typed(1, "help"), typed(2, "/desk"), typed(3, "hide")}, residentsFirst, false},
		"a late desk":                 {[]session.Input{{Chat: annID, Kind: session.Typed, Text: "/desk", MessageID: 1, Late: true}}, residentsFirst, false},
		"a stranger's desk":           {[]session.Input{{Chat: 9, Kind: session.Typed, Text: "/desk", MessageID: 1}}, residentsFirst, false},
		"whoami":                      {[]session.Input{typed(1, "/whoami")}, "Your Telegram number is 501.", false},
		"a stranger's whoami":         {[]session.Input{{Chat: 9, Kind: session.Typed, Text: "/whoami", MessageID: 1}}, "Your Telegram number is 9.", false},
	} {
		t.Run(name, func(t *testing.T) {
			a := newFront(t).Handle(context.Background(), test.waiting)
			if text := a.Message.Text(); !strings.Contains(text, test.shows) || (a.Message.Prompt == message.Danger) != test.danger {
				t.Errorf("danger %v:\n%s", a.Message.Prompt == message.Danger, text)
			}
			if ps := a.Message.Problems(); len(ps) > 0 {
				t.Error(ps)
			}
		})
	}
}

// Hide takes out what was said to the desk, too.
func TestHideTakesOutTheDesk(t *testing.T) {
	f, ctx := newFront(t), context.Background()
	f.Handle(ctx, []session.Input{{Chat: annID, Kind: session.Typed, Text: "/desk", MessageID: 7, Date: time.Now()}})
	f.Sent(annID, 8, time.Now())
	a := f.Handle(ctx, []session.Input{{Chat: annID, Kind: session.Typed, Text: "hide", MessageID: 9, Date: time.Now()}})
	slices.Sort(a.Delete)
	if !slices.Equal(a.Delete, []int{7, 8, 9}) {
		t.Errorf("takes out %v", a.Delete)
	}
}
