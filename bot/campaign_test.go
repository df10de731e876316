package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"signpost/internal/broadcast"
	"signpost/internal/hours"
	"signpost/internal/message"
	"signpost/internal/store"
	"signpost/internal/subscriber"
)

var (
	ann = broadcast.Staff{Name: "Ann", Boroughs: []string{"dudley", "sandwell"}, Author: true}
	bob = broadcast.Staff{Name: "Bob", Boroughs: []string{"dudley", "sandwell"}, Approver: true}
)

// office writes, approves and sends campaigns in a database, with no bot and no Telegram.
type office struct {
	db   *store.Store
	book broadcast.Book
}

func newOffice(url, keyFile string) (*office, error) {
	db, err := store.Open(context.Background(), url, store.Key{File: keyFile})
	if err != nil {
		return nil, err
	}
	return &office{db, db.Campaigns()}, nil
}

// people opts in so many people, all for the same, because whom it reaches first is
// up to chance.
func (o *office) people(n int) error {
	for chat := range n {
		c := subscriber.Choice{Boroughs: []string{"dudley", "sandwell"}, Topics: []string{"older"}, Lang: "en"}
		if err := o.db.Book().OptIn(context.Background(), int64(chat+1), c, "w", time.Now()); err != nil {
			return err
		}
	}
	return nil
}

// write saves a draft of Ann's.
func (o *office) write(title string, s broadcast.Schedule, now time.Time) (broadcast.Campaign, error) {
	c, change, err := broadcast.New(ann, title, broadcast.Plan{
		Content:  broadcast.Content{Lines: []message.Line{{Text: "A word about neighbours.", Strong: true}, {}, {Text: "It is OK to ask."}}, Lang: "en"},
		Audience: broadcast.Audience{Boroughs: []string{"dudley", "sandwell"}},
		Schedule: s,
		Within:   broadcast.MaxWithin,
	}, now)
	if err != nil {
		return c, err
	}
	return o.book.Save(context.Background(), c, change)
}

// approve brings a draft through to Bob's approval.
func (o *office) approve(c broadcast.Campaign, now time.Time) (broadcast.Campaign, error) {
	for _, act := range []func() (broadcast.Campaign, broadcast.Change, error){
		func() (broadcast.Campaign, broadcast.Change, error) { return c.TestSentTo(ann, c.Hash(), now) },
		func() (broadcast.Campaign, broadcast.Change, error) { return c.Submit(ann, broadcast.MinAudience, now) },
		func() (broadcast.Campaign, broadcast.Change, error) { return c.Approve(bob, c.Hash(), now) },
	} {
		next, change, err := act()
		if err != nil {
			return c, err
		}
		if c, err = o.book.Save(context.Background(), next, change); err != nil {
			return c, err
		}
	}
	return c, nil
}

// begin begins what is due and lists its recipients.
func (o *office) begin(now time.Time) (b broadcast.Broadcast, err error) {
	ctx, ledger := context.Background(), o.db.Deliveries()
	due, err := ledger.Due(ctx, now)
	if err != nil {
		return b, err
	}
	for _, step := range broadcast.Due(due, now) {
		if _, err := ledger.Take(ctx, step, now); err != nil {
			return b, err
		}
	}
	open, err := ledger.Open(ctx)
	if err != nil || len(open) == 0 {
		return b, errors.Join(err, errors.New("nothing is due"))
	}
	b = open[len(open)-1]
	_, err = ledger.Plan(ctx, b.ID)
	return b, err
}

// send gives the next recipients these outcomes.
func (o *office) send(b broadcast.Broadcast, now time.Time, outcomes ...broadcast.Outcome) error {
	ctx, ledger := context.Background(), o.db.Deliveries()
	if _, err := ledger.Lease(ctx, "test", now, now.Add(time.Minute)); err != nil {
		return err
	}
	got, err := ledger.Claim(ctx, broadcast.Claim{Owner: "test", Broadcast: b, N: len(outcomes), Cap: 9, CapSince: now, Now: now})
	if err != nil || len(got.Deliveries) != len(outcomes) {
		return errors.Join(err, fmt.Errorf("%d deliveries, want %d", len(got.Deliveries), len(outcomes)))
	}
	var results []broadcast.Result
	for i, d := range got.Deliveries {
		d.Message = int64(i + 1)
		results = append(results, broadcast.Result{Delivery: d, Outcome: outcomes[i], At: now})
	}
	return errors.Join(ledger.Finish(ctx, results), ledger.Release(ctx, "test"))
}

// times gives n times the same outcome.
func times(n int, o broadcast.Outcome) []broadcast.Outcome {
	var all []broadcast.Outcome
	for range n {
		all = append(all, o)
	}
	return all
}

// fill makes four campaigns: 1 is over since 2 March 2026, 2 comes every Monday, 3 is a
// draft, and 4 has been going since 10am yesterday.
func (o *office) fill() error {
	past := time.Date(2026, time.March, 2, 10, 0, 0, 0, hours.London)
	over, err := o.write("Spring", broadcast.Schedule{}, past)
	if err != nil {
		return err
	}
	if _, err = o.approve(over, past.Add(time.Minute)); err != nil {
		return err
	}
	b, err := o.begin(past.Add(2 * time.Minute))
	if err != nil {
		return err
	}
	outcomes := append(times(41, broadcast.Delivered), broadcast.Blocked, broadcast.Unknown)
	if err := o.send(b, past.Add(3*time.Minute), append(outcomes, times(2, broadcast.Capped)...)...); err != nil {
		return err
	}
	after := b
	after.State, after.Ended = broadcast.Sent, past.Add(4*time.Minute)
	if err := o.db.Deliveries().Move(context.Background(), b, after, broadcast.Change{At: after.Ended, Who: broadcast.Program, Act: broadcast.Finished, State: broadcast.Sent}); err != nil {
		return err
	}

	weekly, err := o.write("Mondays", broadcast.Schedule{Cron: "0 10 * * MON"}, past)
	if err != nil {
		return err
	}
	if _, err := o.approve(weekly, time.Now()); err != nil {
		return err
	}
	if _, err := o.write("A thought", broadcast.Schedule{}, past); err != nil {
		return err
	}
	return o.runNow()
}

// runNow begins a campaign at 10am yesterday, which may be in quiet hours now.
func (o *office) runNow() error {
	yesterday := hours.DateOf(time.Now().In(hours.London)).Start().AddDate(0, 0, -1).Add(10 * time.Hour)
	now, err := o.write("Today", broadcast.Schedule{}, yesterday)
	if err != nil {
		return err
	}
	if _, err := o.approve(now, yesterday); err != nil {
		return err
	}
	b, err := o.begin(yesterday)
	if err != nil {
		return err
	}
	return o.send(b, yesterday, times(10, broadcast.Delivered)...)
}

// fill makes or adds to the database of a script.
func fill(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: fill empty|everything|running")
	}
	o, err := newOffice(ts.Getenv("DATABASE_URL"), ts.Getenv("DATA_KEY_FILE"))
	ts.Check(err)
	defer o.db.Close()
	switch args[0] {
	case "everything":
		ts.Check(o.people(45))
		ts.Check(o.fill())
	case "running":
		ts.Check(o.runNow())
	}
}

// alone runs bot campaign in a process of its own; more are settings.
func alone(t testing.TB, url, key string, args []string, more ...string) (string, error) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, append([]string{"campaign"}, args...)...)
	cmd.Env = append([]string{"SIGNPOST_TEST_BOT=1", "DATABASE_URL=" + url, "DATA_KEY_FILE=" + key}, more...)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// restless is a book in which somebody else is faster, a few times.
type restless struct {
	broadcast.Book
	times int
}

func (r *restless) Steer(ctx context.Context, id int64, order broadcast.Act, who, why string, now time.Time) (broadcast.Broadcast, error) {
	if r.times--; r.times >= 0 {
		return broadcast.Broadcast{}, broadcast.ErrStale
	}
	return r.Book.Steer(ctx, id, order, who, why, now)
}

// An order from a shell is given again when the bot was faster, and not for ever.
func TestInsists(t *testing.T) {
	o, err := newOffice("sqlite:"+filepath.Join(t.TempDir(), "signpost.db"), filepath.Join(t.TempDir(), "data.key"))
	if err != nil {
		t.Fatal(err)
	}
	defer o.db.Close()
	if err := errors.Join(o.people(45), o.runNow()); err != nil {
		t.Fatal(err)
	}
	order := steering{order: broadcast.Pause, campaign: 1, who: "Cy", now: time.Now()}
	if err := order.insist(t.Context(), &restless{o.book, 100}); !errors.Is(err, broadcast.ErrStale) || order.said != nil {
		t.Errorf("with somebody always faster: %v, said %q", err, order.said)
	}
	if err := order.insist(t.Context(), &restless{o.book, 3}); err != nil || len(order.said) != 1 {
		t.Errorf("with somebody faster three times: %v, said %q", err, order.said)
	}
}
