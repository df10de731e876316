package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"signpost/internal/store"
	"signpost/internal/subscriber"
	"signpost/internal/telegram/telegramtest"
)

// The staff of the tests. Cy holds one borough only.
const (
	annID, bobID, cyID, deeID = 501, 502, 503, 504

	staffOfTests = `staff:
  - id: 501
    name: Ann
    boroughs:
      - sandwell
      - dudley
    roles:
      - author
      - approver
  - id: 502
    name: Bob
    boroughs:
      - sandwell
      - dudley
    roles:
      - approver
  - id: 503
    name: Cy
    boroughs:
      - sandwell
    roles:
      - approver
  - id: 504
    name: Dee
    boroughs:
      - sandwell
      - dudley
    roles:
      - author
`
)

// team is a campaign team in their chats with the real program.
type team struct {
	*program
	api               *telegramtest.Server
	staff             string // the path of the staff file
	ann, bob, cy, dee *telegramtest.User
	record            *strings.Builder // what all of them did and saw; nil for no record
	noted             map[int64]int    // the newest message of each that is in it
}

// newTeam runs the program with a staff file and so many subscribers in each borough.
func newTeam(t *testing.T, subscribers int) *team {
	t.Helper()
	api := telegramtest.Start(t)
	tm := &team{api: api, staff: filepath.Join(t.TempDir(), "staff.yaml"),
		ann: api.User(annID), bob: api.User(bobID), cy: api.User(cyID), dee: api.User(deeID), noted: map[int64]int{}}
	tm.hire(t, staffOfTests)
	tm.program = prepare(t, api, "STAFF_FILE="+tm.staff)
	tm.subscribe(t, subscribers)
	tm.again()
	tm.ready("ready")
	for _, u := range []*telegramtest.User{tm.ann, tm.bob, tm.cy, tm.dee} {
		tm.says(u, "/start") // before that a bot cannot write to anybody
	}
	return tm
}

// hire writes the staff file.
func (tm *team) hire(t *testing.T, text string) {
	t.Helper()
	if err := os.WriteFile(tm.staff, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(tm.staff, time.Time{}, time.Now().Add(time.Duration(len(text))*time.Second)); err != nil {
		t.Fatal(err)
	}
}

// setting gives a setting of the program.
func (tm *team) setting(name string) string {
	for _, s := range tm.env {
		if value, ok := strings.CutPrefix(s, name+"="); ok {
			return value
		}
	}
	return ""
}

// subscribe writes subscribers into the database of a program that does not run.
func (tm *team) subscribe(t *testing.T, n int) {
	t.Helper()
	st, err := store.Open(context.Background(), tm.setting("DATABASE_URL"), store.Key{File: tm.setting("DATA_KEY_FILE")})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	for i := range int64(n) {
		for b, borough := range []string{"sandwell", "dudley"} {
			choice := subscriber.Choice{Boroughs: []string{borough}, Lang: "en"}
			if err := st.Book().OptIn(context.Background(), 10_000+2*i+int64(b), choice, "w", time.Now()); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// settle waits until the bot has answered everything in a chat.
func (tm *team) settle(u *telegramtest.User, what string) telegramtest.Post {
	tm.t.Helper()
	tm.api.Await(tm.t, "an answer to "+what+" in\n"+u.Screen(), func() bool { return u.Answered() && tm.api.Pending() == 0 })
	last, _ := u.Last()
	for _, p := range u.Answers() {
		if !strings.Contains(p.Text, "999") {
			tm.t.Errorf("a message without 999:\n%s", p.Text)
		}
	}
	tm.note(u, what)
	return last
}

// says types a line; presses presses a button; composes sends a post. Each gives what
// the chat shows last then.
func (tm *team) says(u *telegramtest.User, text string) telegramtest.Post {
	tm.t.Helper()
	u.Says(text)
	return tm.settle(u, text)
}

func (tm *team) presses(u *telegramtest.User, labels ...string) (last telegramtest.Post) {
	tm.t.Helper()
	for _, label := range labels {
		u.Presses(tm.t, label)
		last = tm.settle(u, "["+label+"]")
	}
	return last
}

func (tm *team) composes(u *telegramtest.User, text, photo string, marks ...telegramtest.Entity) telegramtest.Post {
	tm.t.Helper()
	u.Composes(text, photo, marks...)
	return tm.settle(u, text)
}

// note writes what somebody did, and what is new in their chat after it.
func (tm *team) note(u *telegramtest.User, what string) {
	if tm.record == nil {
		return
	}
	name := map[int64]string{annID: "Ann", bobID: "Bob", cyID: "Cy", deeID: "Dee"}[u.ID]
	fmt.Fprintf(tm.record, "%s > %s\n\n", name, strings.ReplaceAll(what, "\n", "\n      "))
	posts := u.Answers()
	for i, p := range posts {
		if p.ID <= tm.noted[u.ID] && i < len(posts)-1 {
			continue
		}
		if p.Photo != "" {
			fmt.Fprintf(tm.record, "(the picture %s)\n", p.Photo)
		}
		fmt.Fprintln(tm.record, p.Text)
		for _, row := range p.Rows {
			for i, b := range row {
				if i > 0 {
					tm.record.WriteString("   ")
				}
				fmt.Fprintf(tm.record, "[%s]", b.Text)
			}
			tm.record.WriteByte('\n')
		}
		tm.record.WriteByte('\n')
		tm.noted[u.ID] = p.ID
	}
}

func wants(t *testing.T, p telegramtest.Post, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if !strings.Contains(p.Text, want) {
			t.Errorf("the message lacks %q:\n%s", want, p.Text)
		}
	}
}

func TestTry(t *testing.T) {
	tm := newTeam(t, 12)
	tm.record = new(strings.Builder)
	defer func() { os.WriteFile("/tmp/desk-session.txt", []byte(tm.record.String()), 0o644) }()
	tm.says(tm.ann, "/whoami")
	tm.says(tm.ann, "/desk")
	tm.presses(tm.ann, "New message")
	tm.says(tm.ann, "Winter: look out for each other")
	text := "Good morning.\n\nIt gets dark early now. If something on your street does not look right, you can say so. You do not need to be sure."
	tm.composes(tm.ann, text, "", telegramtest.Entity{Type: "bold", Offset: 0, Length: 13})
	tm.presses(tm.ann, "Next: who gets it", "Sandwell", "Dudley", "Next: when", "Another time")
	tm.says(tm.ann, "soon")
	tm.says(tm.ann, "tomorrow 10am")
	tm.presses(tm.ann, "Next: how long", "✓ 12 hours", "Look at it", "Overview", "Send me a test", "Submit for approval")
	tm.note(tm.bob, "(is told)")
	tm.presses(tm.bob, "Approve")
	tm.note(tm.ann, "(is told)")
	tm.presses(tm.ann, "Show it", "History", "Campaign desk")
}
