package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
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

// newTeam runs the program with a staff file and so many subscribers in each borough,
// on the morning of Tuesday 1 December 2026: nothing is sent at night.
func newTeam(t *testing.T, subscribers int, more ...string) *team {
	t.Helper()
	api := telegramtest.Start(t)
	tm := &team{api: api, staff: filepath.Join(t.TempDir(), "staff.yaml"),
		ann: api.User(annID), bob: api.User(bobID), cy: api.User(cyID), dee: api.User(deeID), noted: map[int64]int{}}
	tm.hire(t, staffOfTests)
	tm.program = prepare(t, api, append(more, "STAFF_FILE="+tm.staff, "SIGNPOST_TEST_AT=2026-12-01T10:00")...)
	tm.subscribe(t, subscribers)
	tm.again()
	tm.ready("ready")
	for _, u := range []*telegramtest.User{tm.ann, tm.bob, tm.cy, tm.dee} {
		tm.says(u, "/start")
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
			chat := 10_000 + 2*i + int64(b)
			if err := st.Book().OptIn(context.Background(), chat, choice, "w", time.Now()); err != nil {
				t.Fatal(err)
			}
			tm.api.User(chat).Says("/start") // before that a bot cannot write to anybody
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

// wants holds a message to what its text or its buttons must say.
func wants(t *testing.T, p telegramtest.Post, wants ...string) {
	t.Helper()
	screen := p.Text + fmt.Sprint("\n", p.Rows)
	for _, want := range wants {
		if !strings.Contains(screen, want) {
			t.Errorf("the message lacks %q:\n%s", want, screen)
		}
	}
}

const winter = "Good morning.\n\nIt gets dark early now. If something on your street does not look right, you can say so. You do not need to be sure."

// drafts lets somebody compose the winter message for both boroughs, tomorrow at
// 10am, up to the test that they send to themselves.
func (tm *team) drafts(u *telegramtest.User) telegramtest.Post {
	tm.t.Helper()
	tm.says(u, "/desk")
	tm.presses(u, "New message")
	tm.says(u, "Look out for each other")
	tm.composes(u, winter, "", telegramtest.Entity{Type: "bold", Offset: 0, Length: 13})
	tm.presses(u, "Next: who gets it", "Sandwell", "Dudley", "Next: when", "Another time")
	tm.says(u, "tomorrow 10am")
	return tm.presses(u, "Overview", "Send me a test")
}

// hears waits for a message that is sent to somebody without their doing.
func (tm *team) hears(u *telegramtest.User, what string) telegramtest.Post {
	tm.t.Helper()
	var last telegramtest.Post
	tm.api.Await(tm.t, fmt.Sprintf("%q in\n%s", what, u.Screen()), func() bool {
		last, _ = u.Last()
		return strings.Contains(last.Text, what)
	})
	tm.note(u, "(a message comes)")
	return last
}

// data gives the data of the button of that label under a message.
func buttonData(t *testing.T, p telegramtest.Post, label string) string {
	t.Helper()
	for _, row := range p.Rows {
		for _, b := range row {
			if b.Text == label {
				return b.Data
			}
		}
	}
	t.Fatalf("no button %q under\n%s", label, p.Text)
	return ""
}

// forges presses a button that is not there, under the newest message of words: the
// desk has no screen that is a picture, and a test message with one may come last.
func (tm *team) forges(u *telegramtest.User, data string) telegramtest.Post {
	tm.t.Helper()
	posts := slices.DeleteFunc(u.Answers(), func(p telegramtest.Post) bool { return p.Photo != "" })
	if len(posts) == 0 {
		tm.t.Fatal("there is nothing to press under")
	}
	u.PressesData(posts[len(posts)-1].ID, data)
	tm.api.Await(tm.t, "an answer to "+data, func() bool { return tm.api.Pending() == 0 && len(tm.api.Unanswered()) == 0 })
	tm.api.Expect("message is not modified") // it may show what stood there
	last, _ := u.Last()
	return last
}

const residentsFirst = "Where does the person who needs help live?"

// Nobody approves what they wrote, what they returned, or what addresses a borough
// that is not theirs; the buttons are not there, and forged ones do nothing.
func TestWhoMayApprove(t *testing.T) {
	t.Parallel()
	tm := newTeam(t, 12)
	tm.drafts(tm.ann)
	wants(t, tm.presses(tm.ann, "Submit for approval"), "Submitted. Asked to approve it: Bob.", "State: awaiting approval")
	ask := tm.hears(tm.bob, "To approve: #1")
	wants(t, ask, "The message above is what people get.", "That is 24 people now.", "Written by Ann.")
	ok := buttonData(t, ask, "Approve")

	wants(t, tm.forges(tm.ann, ok), "Not approved: you wrote it (a second person approves).", "awaiting approval")
	wants(t, tm.forges(tm.cy, ok), "Not approved: it addresses", "not all of that is yours")
	wants(t, tm.forges(tm.dee, ok), "your entry in the staff file does not say approver")

	tm.presses(tm.bob, "Return it")
	wants(t, tm.says(tm.bob, "Say what people can do."), "Returned. Told: Ann.", "State: draft")
	wants(t, tm.hears(tm.ann, "Bob has returned it."), "Why: Say what people can do.")
	tm.presses(tm.ann, "Show it", "Send me a test")
	wants(t, tm.presses(tm.ann, "Submit for approval"), "Nobody in the staff file can approve it")
	wants(t, tm.forges(tm.bob, ok), "you returned it before")
}

// An edit takes an approval back, and a button from before it approves nothing.
func TestEditsVoidApproval(t *testing.T) {
	bothModes(t, func(t *testing.T, mode []string) {
		editsVoid(t, newTeam(t, 12, mode...))
	})
}

func editsVoid(t *testing.T, tm *team) {
	tm.drafts(tm.ann)
	tm.presses(tm.ann, "Submit for approval")
	ask := tm.hears(tm.bob, "To approve: #1")
	wants(t, tm.presses(tm.bob, "Approve"), "Approved. Told: Ann.", "State: scheduled, next on", "approved by Bob")
	tm.hears(tm.ann, "Bob has approved it.")
	wants(t, tm.presses(tm.ann, "Show it", "Change it"), "Any change makes it a draft again")
	tm.presses(tm.ann, "Words")
	tm.composes(tm.ann, "Good evening. "+winter, "")
	wants(t, tm.presses(tm.ann, "Overview"), "State: draft", "Good evening.", "Next: see it as people will")
	tm.presses(tm.ann, "Send me a test", "Submit for approval")
	again := tm.hears(tm.bob, "Good evening.")

	tm.bob.PressesData(ask.ID, buttonData(t, ask, "Approve"))
	wants(t, tm.settle(tm.bob, "the old button"), "To approve: #1")
	for _, p := range tm.bob.Answers() {
		if p.ID == ask.ID {
			wants(t, p, "Not approved: it was changed after it was shown to you (look at it again).", "awaiting approval")
		}
	}
	tm.bob.PressesData(again.ID, buttonData(t, again, "Approve"))
	wants(t, tm.settle(tm.bob, "the new button"), "State: scheduled")
	wants(t, tm.presses(tm.bob, "History"), "approved by Bob", "edited by Ann", "submitted by Ann")
}

// Who is taken out of the staff file has no rights from then on, whatever buttons
// they still hold; while the file is wrong nobody has, and residents notice nothing.
func TestRemovedStaff(t *testing.T) {
	t.Parallel()
	tm := newTeam(t, 12)
	test := tm.drafts(tm.ann)
	first, _, _ := strings.Cut(staffOfTests, "  - id: 502")
	rest := strings.TrimPrefix(staffOfTests, first)
	tm.hire(t, "staff:\n"+rest)
	for _, data := range []string{buttonData(t, test, "Submit for approval"), "d-home", "d-c:1"} {
		wants(t, tm.forges(tm.ann, data), residentsFirst)
	}
	if p := tm.says(tm.ann, "/desk"); strings.Contains(p.Text, "Campaign desk") {
		t.Errorf("after being removed:\n%s", p.Text)
	}
	wants(t, tm.says(tm.dee, "/desk"), "Campaign desk")

	tm.hire(t, "staff:\n"+strings.Replace(rest, "author", "owner", 1))
	wants(t, tm.forges(tm.dee, "d-home"), residentsFirst)
	tm.ready("degraded: nobody is staff: " + tm.staff)
	wants(t, tm.says(tm.api.User(1), "hello"), residentsFirst)
	tm.hire(t, "staff:\n"+rest)
	wants(t, tm.forges(tm.dee, "d-home"), "Campaign desk")
	tm.ready("ready")
	// The menu of commands, too, is that of a resident again.
	tm.api.Await(t, "the commands to be taken away", func() bool { return tm.api.Count("deleteMyCommands") > 1 })
}

// What Telegram would refuse is named before anybody sees it, and what it does refuse
// is named at the test.
func TestMessagesThatCannotBeSent(t *testing.T) {
	t.Parallel()
	tm := newTeam(t, 4)
	tm.says(tm.ann, "/desk")
	tm.presses(tm.ann, "New message", "Message of 1 December")
	long := strings.Repeat("Look out for each other. ", 44) // 1,100 characters
	p := tm.composes(tm.ann, long, "picture-1")
	wants(t, p, "This cannot be sent yet.", "Telegram takes 1024 under a picture", "too many.")
	wants(t, tm.forges(tm.ann, "d-test:1:00000000"), "It was changed meanwhile")
	tm.presses(tm.ann, "Send me a test")
	if n := tm.api.Count("sendPhoto"); n != 0 {
		t.Errorf("%d pictures were sent", n)
	}
	last, _ := tm.ann.Last()
	wants(t, last, "This cannot be sent yet.")
	tm.presses(tm.ann, "Send other words")
	wants(t, tm.composes(tm.ann, "Look out for each other.", "picture-2", telegramtest.Entity{Type: "underline", Offset: 0, Length: 4}),
		"Left out, because it cannot be sent: underline.", "(your picture)", "[Get help] [Stop these messages]")

	wants(t, tm.presses(tm.ann, "Overview", "Send me a test"), "The message above is what people get.")
	if posts := tm.ann.Answers(); posts[len(posts)-2].Photo != "picture-2" || len(posts[len(posts)-2].Rows) != 2 {
		t.Errorf("the test is\n%s", tm.ann.Screen())
	}

	tm.api.LosesPhotos()
	wants(t, tm.presses(tm.ann, "Overview", "Send me a test"), "Not sent: Telegram does not take it: ", "wrong file identifier", "Send the picture with its words again")
	if tm.api.Expect("wrong file identifier") == 0 {
		t.Error("the picture was not refused by Telegram")
	}
	tm.presses(tm.ann, "Words")
	tm.composes(tm.ann, "Look out for each other.", "picture-3")
	wants(t, tm.presses(tm.ann, "Next: who gets it", "Sandwell"), "That is fewer than 10 people now.", "choose more")
	tm.presses(tm.ann, "Overview", "Send me a test")
	wants(t, tm.presses(tm.ann, "Submit for approval"), "Not done: the audience is fewer than 10", "State: draft")
}

// A restart in the middle of composing goes on where it was, and a line that comes
// again after a crash is taken once.
func TestComposingGoesOn(t *testing.T) {
	t.Parallel()
	tm := newTeam(t, 12)
	tm.says(tm.ann, "/desk")
	tm.presses(tm.ann, "New message")
	tm.restart()
	wants(t, tm.says(tm.ann, "Look out"), "Send the message now.")
	tm.restart()
	wants(t, tm.composes(tm.ann, winter, ""), "As people get it:")
	tm.restart()
	wants(t, tm.presses(tm.ann, "Next: who gets it", "Sandwell", "Overview"), "#1 Look out", "Sandwell; all topics", "Good morning.")

	// What counts wherever it is typed is never taken for an answer, and ends the ask.
	tm.presses(tm.ann, "Title")
	wants(t, tm.says(tm.ann, "help"), "Call 999 now.", "press 55")
	if p := tm.says(tm.ann, "Another title"); strings.Contains(p.Text, "Another title") || !strings.Contains(p.Text, residentsFirst) {
		t.Errorf("a line after a cry for help was taken for a title:\n%s", p.Text)
	}
	wants(t, tm.says(tm.ann, "/desk"), "My messages (1)")
	tm.presses(tm.ann, "My messages (1)", "#1 Look out", "Title")
	tm.presses(tm.ann, "Back")
	wants(t, tm.says(tm.ann, "999"), "press 55")
}

// Whoever is not staff learns nothing from forged buttons and commands: they get what
// any other nonsense gets.
func TestResidentsLearnNothing(t *testing.T) {
	t.Parallel()
	tm := newTeam(t, 12)
	tm.drafts(tm.ann)
	resident := tm.api.User(1)
	tm.says(resident, "/start")
	nonsense := tm.forges(resident, "q-home")
	for _, data := range []string{"d-home", "d-", "d-c:1", "d-new", "d-ok:1:00000000", "d-hist:1", "d-bc:1", "d-list:0:mine", "d-stop!:1", "d-judge:1"} {
		if p := tm.forges(resident, data); p.Text != nonsense.Text || fmt.Sprint(p.Rows) != fmt.Sprint(nonsense.Rows) {
			t.Errorf("%s shows a resident\n%s\nwant\n%s", data, p.Text, nonsense.Text)
		}
	}
	unknown, desk := tm.says(resident, "/nosuch"), tm.says(resident, "/desk")
	if desk.Text != unknown.Text {
		t.Errorf("/desk shows a resident\n%s\nand an unknown command\n%s", desk.Text, unknown.Text)
	}
	who := tm.says(resident, "/whoami")
	wants(t, who, "Your Telegram number is 1.", residentsFirst)
	if strings.Contains(who.Text, "desk") {
		t.Errorf("/whoami tells of a desk:\n%s", who.Text)
	}
	// And staff who forge get the desk's first screen.
	for _, data := range []string{"d-", "d-nosuch", "d-nosuch:1", "d-c:99", "d-c:1:x:y", "d-at:1:zz", "d-every:1:99", "d-b:1:walsall", "d-for:1:999999", "d-bc:7", "d-list:9:none"} {
		if p := tm.forges(tm.bob, data); strings.Contains(p.Text, residentsFirst) || len(p.Rows) == 0 {
			t.Errorf("%s shows staff\n%s", data, p.Text)
		}
	}
}

// restart ends the program and runs it again.
func (tm *team) restart() {
	tm.t.Helper()
	if code, ended := tm.Stop(20 * time.Second); !ended || code != exitOK {
		tm.t.Fatalf("ended %v with %d:\n%s", ended, code, tm.Output())
	}
	tm.again()
	tm.ready("ready")
}

// A whole campaign, as two officers live it: what each does and sees is written to a
// file that is read like a story.
func TestACampaignFromFirstToLast(t *testing.T) {
	t.Parallel()
	tm := newTeam(t, 12)
	tm.record = new(strings.Builder)
	for _, u := range []*telegramtest.User{tm.ann, tm.bob} {
		last, _ := u.Last()
		tm.noted[u.ID] = last.ID
	}
	tm.says(tm.ann, "/whoami")
	tm.says(tm.ann, "/desk")
	tm.presses(tm.ann, "New message")
	tm.says(tm.ann, "Look out for each other")
	tm.composes(tm.ann, "Safeguarding matters. "+winter, "")
	tm.presses(tm.ann, "Send other words")
	tm.composes(tm.ann, winter+"\n\nwww.example.org", "", telegramtest.Entity{Type: "bold", Offset: 0, Length: 13})
	tm.presses(tm.ann, "Next: who gets it", "Sandwell", "Dudley", "Looking out for others", "✓ Looking out for others", "Next: when", "Another time")
	tm.says(tm.ann, "tomorrow 10pm")
	tm.presses(tm.ann, "Back", "A cron line")
	tm.says(tm.ann, "0 10 * * MON")
	tm.presses(tm.ann, "Another time", "At once, when approved", "Next: how long", "6 hours", "Send me a test", "Submit for approval")
	tm.hears(tm.bob, "To approve: #1")
	tm.presses(tm.bob, "Approve")
	tm.hears(tm.ann, "Bob has approved it.")
	tm.hears(tm.bob, "24 sent")
	tm.hears(tm.ann, "24 sent")
	tm.presses(tm.ann, "How it went, as a picture", "Show the card", "Message and history", "History", "Campaign desk", "Sent before (1)", "1 Dec: Look out for each other", "Take it back", "Yes, take it back")
	tm.hears(tm.bob, "24 sent and recalled")
	if n := tm.count("Good morning."); n != 0 {
		t.Errorf("%d of 24 still have it", n)
	}

	got := regexp.MustCompile(`took \d+ seconds?`).ReplaceAllString(tm.record.String(), "took a few seconds")
	isAsIn(t, filepath.Join("testdata", "desk.txt"), got, "ACampaign")
}

// A broadcast under way is watched by several: it is paused, goes on after a restart
// with its cards, and is stopped only when one is sure.
func TestWatchingABroadcast(t *testing.T) {
	t.Parallel()
	tm := newTeam(t, 30, "BULK_RATE=1")
	tm.drafts(tm.ann)
	tm.presses(tm.ann, "Submit for approval")
	tm.presses(tm.ann, "Change it", "When", "At once, when approved", "Overview", "Send me a test", "Submit for approval")
	tm.hears(tm.bob, "When: at once")
	tm.presses(tm.bob, "Approve")
	card := tm.hears(tm.ann, "of 60")
	wants(t, card, "Sending: ", "still to send", "It sends until Tue 1 December, 10pm", "Pause", "Stop")
	tm.hears(tm.bob, "of 60")
	wants(t, tm.presses(tm.bob, "Pause"), "Paused: ", "Why: paused by Bob", "Resume it before")
	tm.hears(tm.ann, "Why: paused by Bob")
	was := tm.count("Good morning.")

	wants(t, tm.says(tm.dee, "/desk"), "Going out now (1)")
	wants(t, tm.presses(tm.dee, "Going out now (1)", "1 Dec: Look out for each other"), "Why: paused by Bob")
	last, _ := tm.cy.Last()
	tm.restart()
	if now := tm.count("Good morning."); now > was+1 {
		t.Errorf("while it was paused %d became %d", was, now)
	}
	tm.presses(tm.dee, "Resume")
	for _, u := range []*telegramtest.User{tm.ann, tm.bob, tm.dee} {
		tm.hears(u, "Sending: ")
		if n := cards(u); n != 1 {
			t.Errorf("%d cards in the chat, want the one that was there before the restart:\n%s", n, u.Screen())
		}
	}
	wants(t, tm.hears(tm.ann, "a minute, about"), "left.")
	if now, _ := tm.cy.Last(); now.ID != last.ID {
		t.Error("Cy, who neither wrote nor approved it, got a card")
	}

	wants(t, tm.presses(tm.ann, "Stop"), "Really stop “Look out for each other”?")
	wants(t, tm.presses(tm.ann, "No"), "Nothing was changed.")
	wants(t, tm.presses(tm.ann, "Stop", "Yes, stop it"), "is stopped.")
	for _, u := range []*telegramtest.User{tm.bob, tm.dee} {
		wants(t, tm.hears(u, "Cancelled: "), "Why: stopped by Ann", "not sent: it was cancelled before")
	}
	was = tm.count("Good morning.")
	time.Sleep(2500 * time.Millisecond)
	if now := tm.count("Good morning."); now > was+1 || now >= 60 {
		t.Errorf("after the stop %d became %d", was, now)
	}
	wants(t, tm.forges(tm.bob, "d-resume:1"), "Cancelled: ")
	wants(t, tm.forges(tm.bob, "d-stop!:1"), "Not done: it is cancelled and cannot be stopped.")
}

// cards counts the messages of a chat that show how far a broadcast is.
func cards(u *telegramtest.User) (n int) {
	for _, p := range u.Answers() {
		if strings.Contains(p.Text, "of 60") {
			n++
		}
	}
	return n
}

// count says how many of the subscribers see a message that begins so.
func (tm *team) count(begins string) (n int) {
	for chat := int64(10_000); chat < 10_100; chat++ {
		for _, p := range tm.api.User(chat).Posts() {
			if strings.HasPrefix(p.Text, begins) {
				n++
			}
		}
	}
	return n
}
