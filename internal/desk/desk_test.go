package desk_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"signpost/internal/broadcast"
	"signpost/internal/desk"
	"signpost/internal/hours"
	"signpost/internal/message"
	"signpost/internal/store"
	"signpost/internal/subscriber"
)

// tuesday is a time at which something may be sent.
var tuesday = time.Date(2026, time.December, 1, 10, 0, 0, 0, hours.London)

const staff = `staff:
  - id: 1
    name: Ann
    boroughs:
      - sandwell
      - dudley
    roles:
      - author
      - approver
  - id: 2
    name: Bob
    boroughs:
      - sandwell
      - dudley
    roles:
      - approver
  - id: 3
    name: Cy
    boroughs:
      - dudley
    roles:
      - author
      - approver
`

// post is what a Poster was asked to send.
type post struct {
	chat int64
	m    message.Message
}

// chats keeps what is sent; refuse lets the next ones fail.
type chats struct {
	posts  []post
	edits  int
	menus  map[int64]bool
	refuse error
}

func (c *chats) Notify(_ context.Context, chat int64, m message.Message) (int, error) {
	if c.refuse != nil {
		return 0, c.refuse
	}
	c.posts = append(c.posts, post{chat, m})
	return 1000 + len(c.posts), nil
}

func (c *chats) Change(context.Context, int64, int, message.Message) error {
	c.edits++
	return c.refuse
}

func (c *chats) Picture(_ context.Context, chat int64, _ []byte, m message.Message) error {
	_, err := c.Notify(context.Background(), chat, m)
	return err
}

func (c *chats) Menu(_ context.Context, chat int64, staff bool) error {
	c.menus[chat] = staff
	return nil
}

// rig is a desk with a database, chats and a clock.
type rig struct {
	t      testing.TB
	desk   *desk.Desk
	store  *store.Store
	chats  *chats
	now    time.Time
	failed []error
	id     int // of the last message
}

func newRig(t testing.TB) *rig {
	t.Helper()
	path := filepath.Join(t.TempDir(), "staff.yaml")
	if err := os.WriteFile(path, []byte(staff), 0o600); err != nil {
		t.Fatal(err)
	}
	roster, err := desk.OpenRoster(path, func() []string { return []string{"sandwell", "dudley"} }, func(err error) { t.Error(err) })
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{t: t, chats: &chats{menus: map[int64]bool{}}, now: tuesday, id: 1}
	choices := desk.Choices{
		Boroughs: []desk.Choice{{ID: "sandwell", Name: "Sandwell"}, {ID: "dudley", Name: "Dudley"}},
		Topics:   []desk.Choice{{ID: "older", Name: "Older people and carers"}},
	}
	r.desk = desk.New(desk.Settings{Staff: roster, Poster: r.chats, Choices: func() desk.Choices { return choices },
		Buttons: func(message.Lang) []message.Button { return []message.Button{{Label: "Get help", Data: "e-h"}} },
		Failed:  func(err error) { r.failed = append(r.failed, err) }})
	return r
}

// open gives the rig a database with so many subscribers.
func (r *rig) open(subscribers int) *rig {
	r.t.Helper()
	var err error
	if r.store, err = store.Open(context.Background(), "sqlite:"+filepath.Join(r.t.TempDir(), "x.db"), store.Key{File: filepath.Join(r.t.TempDir(), "key")}); err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { r.store.Close() })
	for i := range int64(subscribers) {
		if err := r.store.Book().OptIn(context.Background(), 100+i, subscriber.Choice{Boroughs: []string{"sandwell"}, Lang: "en"}, "w", r.now); err != nil {
			r.t.Fatal(err)
		}
	}
	r.desk.Keep(r.store.Campaigns(), r.store.Desk())
	return r
}

// does lets somebody do one thing, and holds the answer to what every answer is.
func (r *rig) does(id int64, in desk.Input) (desk.Answer, bool) {
	r.t.Helper()
	m, ok := r.desk.Member(id)
	if !ok {
		r.t.Fatalf("%d is not staff", id)
	}
	a, took := r.desk.Handle(context.Background(), m, in, r.now)
	if !took {
		return a, took
	}
	what := in.Data + in.Text
	if ps := a.Message.Problems(); len(ps) > 0 {
		r.t.Errorf("the answer to %q has problems: %q", what, ps)
	}
	if len(a.Message.Buttons) == 0 || len(a.Message.Lines) == 0 {
		r.t.Errorf("the answer to %q has no words or no way on", what)
	}
	return a, took
}

func (r *rig) press(id int64, data string) desk.Answer {
	r.t.Helper()
	a, _ := r.does(id, desk.Input{MessageID: r.id, Data: data})
	return a
}

// says types a line, and a post with the same words.
func (r *rig) says(id int64, text string) (desk.Answer, bool) {
	r.t.Helper()
	r.id++
	return r.does(id, desk.Input{MessageID: r.id, Text: text, Post: &desk.Post{Lines: []message.Line{{Text: text}}}})
}

func (r *rig) wants(a desk.Answer, wants ...string) {
	r.t.Helper()
	for _, want := range wants {
		if !strings.Contains(a.Message.Text(), want) {
			r.t.Errorf("the answer lacks %q:\n%s", want, a.Message.Text())
		}
	}
}

// button gives the data of a button.
func (r *rig) button(m message.Message, label string) string {
	r.t.Helper()
	for _, b := range m.Buttons {
		if b.Label == label {
			return b.Data
		}
	}
	r.t.Fatalf("no button %q under\n%s\n%v", label, m.Text(), m.Buttons)
	return ""
}

// draft composes a message, the nth, up to the test, and gives its last screen.
func (r *rig) draft(n int) desk.Answer {
	r.t.Helper()
	r.press(1, "d-new")
	r.says(1, "Look out")
	r.says(1, "Look out for each other.")
	r.press(1, fmt.Sprintf("d-b:%d:+sandwell", n))
	page := r.press(1, fmt.Sprintf("d-c:%d", n))
	return r.press(1, r.button(page.Message, "Send me a test"))
}

// approved is draft, submitted and approved.
func (r *rig) approved(n int) {
	r.t.Helper()
	r.press(1, r.button(r.draft(n).Message, "Submit for approval"))
	r.wants(r.press(2, r.button(r.chats.posts[len(r.chats.posts)-1].m, "Approve")), "Approved.")
}

// begin does what the sender does with the one campaign that is due.
func (r *rig) begin() {
	r.t.Helper()
	ctx := context.Background()
	all, err := r.store.Deliveries().Due(ctx, r.now)
	if err != nil || len(all) != 1 {
		r.t.Fatal(all, err)
	}
	for _, step := range broadcast.Due(all, r.now) {
		if began, err := r.store.Deliveries().Take(ctx, step, r.now); err != nil || !began {
			r.t.Fatal(began, err)
		}
	}
}

// Every button that the desk ever shows can be pressed, by everybody, at any state,
// and gives a screen that Telegram takes and that has a way on.
func TestEveryButton(t *testing.T) {
	for name, who := range map[string]int64{"author": 1, "approver": 2} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t).open(12)
			test := r.draft(1)
			r.press(1, r.button(test.Message, "Submit for approval"))
			if who == 1 {
				r.press(2, r.button(r.chats.posts[len(r.chats.posts)-1].m, "Approve"))
			}
			r.press(1, "d-new")
			r.says(1, strings.Repeat("é", 60))
			r.says(1, strings.Repeat("Read this & that. ", 220))

			pressed := map[string]bool{}
			waiting := []string{"d-home", "d-c:2"}
			for len(waiting) > 0 && len(pressed) < 400 {
				data := waiting[0]
				waiting = waiting[1:]
				if pressed[data] || !strings.HasPrefix(data, desk.Prefix) {
					continue
				}
				pressed[data] = true
				sent := len(r.chats.posts)
				messages := []message.Message{r.press(who, data).Message}
				for _, p := range r.chats.posts[sent:] {
					messages = append(messages, p.m)
				}
				for _, m := range messages {
					if ps := m.Problems(); len(ps) > 0 {
						t.Errorf("after %s: %q", data, ps)
					}
					for _, b := range m.Buttons {
						waiting = append(waiting, b.Data)
					}
				}
			}
			t.Logf("%d buttons", len(pressed))
			if len(pressed) < 15 {
				t.Errorf("only %d buttons were found: this proves little", len(pressed))
			}
			if len(r.failed) > 0 {
				t.Errorf("the database failed: %v", r.failed)
			}
		})
	}
}

// A press that comes twice does its work once.
func TestPressedTwice(t *testing.T) {
	r := newRig(t).open(12)
	r.press(1, "d-new")
	r.press(1, "d-newt")
	r.press(1, "d-newt")
	if all, err := r.store.Campaigns().Campaigns(context.Background()); err != nil || len(all) != 1 {
		t.Fatalf("%d drafts, %v", len(all), err)
	}
	r.says(1, "Look out for each other.")
	r.press(1, "d-b:1:+sandwell")
	test := r.press(1, r.button(r.press(1, "d-c:1").Message, "Send me a test"))
	submit := r.button(test.Message, "Submit for approval")
	r.wants(r.press(1, submit), "Submitted. Asked to approve it: Bob.")
	sent := len(r.chats.posts)
	r.wants(r.press(1, submit), "State: awaiting approval")
	if len(r.chats.posts) != sent {
		t.Error("the approver was asked twice")
	}
	ok := r.button(r.chats.posts[sent-1].m, "Approve")
	r.wants(r.press(2, ok), "Approved. Told: Ann.")
	again := r.press(2, ok)
	r.wants(again, "State: scheduled")
	if strings.Contains(again.Message.Text(), "Not approved") {
		t.Errorf("the second press scolds:\n%s", again.Message.Text())
	}
}

// What is typed is an answer only to a question that stands there, and once.
func TestAnswersThatAreNone(t *testing.T) {
	r := newRig(t).open(12)
	if _, took := r.says(1, "hello"); took {
		t.Error("a line was taken though nothing was asked")
	}
	r.press(1, "d-new")
	r.press(1, "d-home")
	if _, took := r.says(1, "hello"); took {
		t.Error("a line was taken for the title after the question had gone")
	}
	r.press(1, "d-new")
	r.now = r.now.Add(25 * time.Hour)
	if _, took := r.says(1, "hello"); took {
		t.Error("a line of the day after was taken for the title")
	}
	r.press(1, "d-new")
	r.says(1, "Title")
	a, took := r.does(1, desk.Input{MessageID: r.id, Text: "Title", Post: &desk.Post{Lines: []message.Line{{Text: "Title"}}}})
	if r.wants(a, "Send the message now."); !took {
		t.Error("the title that came again went elsewhere")
	}
	if c, err := r.store.Campaigns().Campaign(context.Background(), 1); err != nil || len(c.Content.Lines) != 0 || c.Title != "Title" {
		t.Errorf("the title that came again became words: %+v, %v", c, err)
	}
	m, _ := r.desk.Member(1)
	r.desk.Leave(context.Background(), m, r.now)
	if _, took := r.says(1, "he is at the door"); took {
		t.Error("after turning to the residents' side a line was taken as words")
	}
	r.press(1, "d-words:1")
	for text, want := range map[string]string{"album (send one picture)": "album", "content of this kind (send text, or one picture with text)": "content of this kind"} {
		r.id++
		a, _ := r.does(1, desk.Input{MessageID: r.id, Post: &desk.Post{Lost: []string{text}}})
		r.wants(a, "That cannot be sent to people: "+want, "Send the message now.")
	}
	if _, took := r.says(2, "hello"); took {
		t.Error("somebody else's line was taken")
	}
}

// Who holds one borough sees, offers and steers nothing of the other.
func TestBoroughsOfOthers(t *testing.T) {
	r := newRig(t).open(12)
	test := r.draft(1) // for Sandwell
	const notYours = "That campaign is for boroughs that are not yours."
	for _, data := range []string{"d-c:1", "d-hist:1", "d-look:1", "d-words:1", "d-b:1:dudley", "d-now:1", "d-for:1:2", "d-judge:1", "d-cancel:1",
		r.button(test.Message, "Submit for approval")} {
		r.wants(r.press(3, data), notYours)
	}
	r.press(1, r.button(test.Message, "Submit for approval"))
	for _, p := range r.chats.posts {
		if p.chat == 3 {
			t.Errorf("Cy was sent\n%s", p.m.Text())
		}
	}
	r.press(2, r.button(r.chats.posts[len(r.chats.posts)-1].m, "Approve"))
	r.begin()
	for _, data := range []string{"d-bc:1", "d-pause:1", "d-stop:1", "d-stop!:1", "d-recall!:1"} {
		r.wants(r.press(3, data), notYours)
	}
	if b, err := r.store.Campaigns().Broadcast(context.Background(), 1); err != nil || b.State != broadcast.Sending {
		t.Errorf("%+v, %v", b, err)
	}

	r.press(3, "d-new")
	r.press(3, "d-newt")
	a := r.press(3, "d-who:2")
	r.wants(a, "Chosen: Dudley") // the only one
	for _, b := range a.Message.Buttons {
		if strings.Contains(b.Label, "Sandwell") {
			t.Error("Cy is offered Sandwell")
		}
	}
	r.wants(r.press(3, "d-b:2:+sandwell"), "Not done: that is not yours to choose.", "To: Dudley; all topics")
}

// What was pressed or typed about a message that has changed since does nothing.
func TestChangedMeanwhile(t *testing.T) {
	r := newRig(t).open(12)
	test := r.draft(1)
	submit := r.button(test.Message, "Submit for approval")
	r.press(1, "d-for:1:24")
	r.wants(r.press(1, submit), "It was changed meanwhile.", "State: draft")
	submitted := func() message.Message {
		test := r.press(1, r.button(r.press(1, "d-c:1").Message, "Send me a test"))
		r.wants(r.press(1, r.button(test.Message, "Submit for approval")), "Submitted.")
		return r.chats.posts[len(r.chats.posts)-1].m
	}
	first := submitted()
	r.wants(r.press(2, r.button(first, "Return it")), "What should be changed?")
	r.press(1, "d-for:1:2")
	submitted()
	a, _ := r.says(2, "Shorter, please.")
	r.wants(a, "Not done: it was changed after it was shown to you", "State: awaiting approval")
}

// Parts of an audience that could point at a person are not shown, nor are the others,
// from which they could be reckoned.
func TestSmallPartsAreNotShown(t *testing.T) {
	r := newRig(t).open(12)
	for i := range int64(3) {
		if err := r.store.Book().OptIn(context.Background(), 500+i, subscriber.Choice{Boroughs: []string{"dudley"}, Lang: "en"}, "w", r.now); err != nil {
			t.Fatal(err)
		}
	}
	r.press(1, "d-new")
	r.press(1, "d-newt")
	r.press(1, "d-b:1:+sandwell")
	a := r.press(1, "d-b:1:+dudley")
	r.wants(a, "That is 15 people now.", "the parts are not shown")
	if text := a.Message.Text(); strings.Contains(text, ": 12") || strings.Contains(text, ": 3") {
		t.Errorf("a part is shown:\n%s", text)
	}
	a = r.press(1, "d-b:1:sandwell")
	r.wants(a, "That is fewer than 10 people now.")
}

// Without a database staff read so, and residents' lines go on to the conversation.
func TestNoDatabase(t *testing.T) {
	r := newRig(t)
	r.wants(r.press(1, "d-home"), "out of order")
	if _, took := r.says(1, "hello"); took {
		t.Error("a line was taken")
	}
	r.open(0)
	r.wants(r.press(1, "d-home"), "Campaign desk", "Ann: author and approver for Sandwell, Dudley.")
	r.store.Close()
	r.wants(r.press(1, "d-new"), "out of order")
	if _, took := r.says(1, "hello"); took || len(r.failed) == 0 {
		t.Errorf("with a closed database: %v, %v", took, r.failed)
	}
}

// An approver to whom the message itself cannot be shown cannot approve it.
func TestUnseenIsNotApproved(t *testing.T) {
	r := newRig(t).open(12)
	test := r.draft(1)
	r.chats.refuse = desk.ErrBlocked
	r.wants(r.press(1, r.button(test.Message, "Submit for approval")), "Bob (has not opened this bot yet)")
	r.chats.refuse = fmt.Errorf("%w: wrong file identifier", desk.ErrRefused)
	a := r.press(2, "d-judge:1")
	r.wants(a, "Not sent: Telegram does not take it: wrong file identifier.")
	for _, b := range a.Message.Buttons {
		if b.Label == "Approve" {
			t.Error("what was not shown can be approved")
		}
	}
	r.chats.refuse = nil
	r.button(r.press(2, "d-judge:1").Message, "Approve")
}

// A campaign that a file brings in is brought to its approvers, once.
func TestCampaignFilesAreToldOf(t *testing.T) {
	r := newRig(t).open(12)
	ctx := context.Background()
	file := broadcast.File{Path: "flows/campaigns/weekly.yaml", Title: "Weekly", Enabled: true, Plan: broadcast.Plan{
		Content:  broadcast.Content{Lines: []message.Line{{Text: "Look out for each other."}}, Lang: "en"},
		Audience: broadcast.Audience{Boroughs: []string{"sandwell"}}, Schedule: broadcast.Schedule{Cron: "0 10 * * MON"}, Within: 12 * time.Hour}}
	if err := broadcast.Adopt(ctx, r.store.Campaigns(), []broadcast.File{file}, r.now); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		r.desk.Watch(ctx, r.now)
		r.now = r.now.Add(3 * time.Second)
	}
	if len(r.chats.posts) != 4 { // the message and what there is to decide, to Ann and to Bob
		t.Fatalf("%d messages were sent", len(r.chats.posts))
	}
	last := r.chats.posts[3].m
	for _, want := range []string{"To approve: #1 Weekly", "Written by flows/campaigns/weekly.yaml.", "Next: Mon 7 December, 10am; Mon 14 December, 10am; Mon 21 December, 10am"} {
		if !strings.Contains(last.Text(), want) {
			t.Errorf("the notice lacks %q:\n%s", want, last.Text())
		}
	}
	r.wants(r.press(2, r.button(last, "Approve")), "Approved.")
}

// Cards go to who wrote and who approved; they are edited only when they would say
// something else, and not again once they are gone from the chat.
func TestCards(t *testing.T) {
	r := newRig(t).open(12)
	ctx := context.Background()
	r.approved(1)
	r.begin()
	sent := len(r.chats.posts)
	watch := func() { t.Helper(); r.now = r.now.Add(3 * time.Second); r.desk.Watch(ctx, r.now) }
	watch()
	if n := len(r.chats.posts) - sent; n != 2 || !strings.Contains(r.chats.posts[sent].m.Text(), "the list of people is being made") {
		t.Fatalf("%d cards were sent", n)
	}
	watch()
	watch()
	if r.chats.edits != 0 {
		t.Errorf("%d edits though nothing changed", r.chats.edits)
	}
	r.wants(r.press(2, "d-pause:1"), "Paused", "Why: paused by Bob")
	watch()
	edits := r.chats.edits
	if edits == 0 {
		t.Error("no card shows the pause")
	}
	watch()
	if r.chats.edits != edits {
		t.Error("edited twice for one change")
	}
	r.chats.refuse = desk.ErrRefused
	r.press(2, "d-resume:1")
	watch()
	edits = r.chats.edits
	r.press(2, "d-pause:1") // and with it the message is a card again, which shows the pause
	watch()
	if r.chats.edits != edits {
		t.Errorf("%d edits of a card that is gone, or of one that shows it already", r.chats.edits-edits)
	}
	r.press(1, "d-resume:1")
	r.chats.refuse = errors.New("too fast")
	watch()
	r.chats.refuse = nil
	watch()
	watch()
	if r.chats.edits != edits+2 { // tried again after it was too fast, and then left alone
		t.Errorf("%d edits of the other's card", r.chats.edits-edits)
	}
	// One that could not be sent is sent once it can be.
	r.approved(2)
	r.begin()
	r.chats.refuse = errors.New("too fast")
	watch()
	r.chats.refuse = nil
	sent = len(r.chats.posts)
	watch()
	watch()
	if n := len(r.chats.posts) - sent; n != 2 {
		t.Errorf("%d late cards were sent, want 2", n)
	}
	if len(r.chats.menus) != 2 || !r.chats.menus[1] {
		t.Errorf("menus: %v", r.chats.menus)
	}
	if len(r.failed) > 0 {
		t.Error(r.failed)
	}
}

// A round of Watch, which comes every three seconds, beside two years of campaigns.
func BenchmarkWatch(b *testing.B) {
	r := newRig(b).open(12)
	ctx := context.Background()
	for n := range 500 {
		r.approved(n + 1)
		r.begin()
		r.now = r.now.Add(4 * time.Second)
	}
	runs, err := r.store.Campaigns().Broadcasts(ctx, 0)
	if err != nil {
		b.Fatal(err)
	}
	for _, run := range runs[1:] {
		if _, err := r.store.Campaigns().Steer(ctx, run.ID, broadcast.Stop, "Ann", "", r.now.Add(-80*time.Hour)); err != nil {
			b.Fatal(err)
		}
	}
	r.desk.Watch(ctx, r.now)
	for b.Loop() {
		r.desk.Watch(ctx, r.now)
	}
	if len(r.failed) > 0 {
		b.Error(r.failed)
	}
}

// The data of a button is whatever somebody's client says it is. None gives more than
// a screen, and none changes what the rules do not let be changed.
func TestForgedButtons(t *testing.T) {
	r := newRig(t).open(12)
	r.draft(1)
	for _, data := range []string{
		"d-", "d-:", "d-c", "d-c:-1", "d-c:9223372036854775808", "d-list:-9:mine", "d-list:0:none", "d-who:1:x",
		"d-at:1:9223372036854775807", "d-at:1:99999999999999", "d-at:1:-1", "d-at:1:x", "d-every:1:99", "d-every:1:-1", "d-for:1:0", "d-for:1:169",
		"d-for:1:9223372036854775807", "d-b:1:nowhere", "d-b:1:+nowhere", "d-t:1:%", "d-ok:1:", "d-sub:1:", "d-test:1:", "d-return:1", "d-stop!:1", "d-again!:-1", "d-chart:0", "d-recall!:9",
	} {
		if ps := r.press(1, data).Message.Problems(); len(ps) > 0 {
			t.Errorf("after %s: %q", data, ps)
		}
	}
	c, err := r.store.Campaigns().Campaign(context.Background(), 1)
	if err != nil || c.State != broadcast.Draft || c.Schedule != (broadcast.Schedule{}) || c.Within != 12*time.Hour || len(r.failed) > 0 {
		t.Errorf("it is %s, %+v for %v, %v, %v", c.State, c.Schedule, c.Within, err, r.failed)
	}
}

// A button of the days when it was written still changes a campaign, and says what that
// takes back.
func TestAnOldButtonTakesApprovalBack(t *testing.T) {
	r := newRig(t).open(12)
	r.approved(1)
	for _, data := range []string{"d-for:1:12", "d-b:1:nowhere"} { // no edits
		if a := r.press(1, data); strings.Contains(a.Message.Text(), "draft again") {
			t.Errorf("after %s:\n%s", data, a.Message.Text())
		}
	}
	r.wants(r.press(1, "d-b:1:+dudley"), "#1 was scheduled. With this change it is a draft again", "Who gets")
	if a := r.press(1, "d-b:1:+dudley"); strings.Contains(a.Message.Text(), "draft again") {
		t.Errorf("a draft was none:\n%s", a.Message.Text())
	}
}
