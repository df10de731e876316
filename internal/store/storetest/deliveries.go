package storetest

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"signpost/internal/broadcast"
	"signpost/internal/session"
	"signpost/internal/subscriber"
)

// SendsAll is Sends with what the sender works on.
type SendsAll interface {
	Sends
	Deliveries() broadcast.Ledger
	Ledger() session.Ledger
}

// office is a database with people and a broadcast under way.
type office struct {
	t *testing.T
	SendsAll
	book   broadcast.Book
	ledger broadcast.Ledger
	now    time.Time
	mu     sync.Mutex
	had    map[int64]bool // chats that were claimed
}

var lively = subscriber.Choice{Boroughs: []string{"dudley"}, Topics: []string{"young"}, Lang: "en"}

// Deliveries runs the suite of broadcast.Ledger; open gives an empty one for each
// test, alone says whether no other process can have its database.
func Deliveries(t *testing.T, alone bool, open func(t *testing.T) SendsAll) {
	t.Helper()
	ctx := context.Background()
	for name, test := range map[string]func(t *testing.T, d *office){
		"a run begins once, whoever comes first": func(t *testing.T, d *office) {
			c := d.approved(plan())
			steps := broadcast.Due(d.due(), d.now)
			if len(steps) != 1 {
				t.Fatalf("%d are due, want 1", len(steps))
			}
			began := d.race(8, func() bool {
				took, err := d.ledger.Take(ctx, steps[0], d.now)
				must(t, err)
				return took
			})
			if all := d.broadcasts(); began != 1 || len(all) != 1 || all[0].State != broadcast.Sending || all[0].Plan.Hash() != c.Hash() || !all[0].NotAfter.Equal(c.Next.Add(c.Within)) {
				t.Errorf("%d of 8 began it: %+v", began, all)
			}
			if n := len(d.due()); n != 0 {
				t.Errorf("%d are still due", n)
			}
		},
		"a missed run is named, and the next stays": func(t *testing.T, d *office) {
			p := plan()
			p.Schedule.Cron = "30 10 * * *"
			c := d.approved(p)
			d.now = d.now.Add(20 * time.Hour)
			for _, step := range broadcast.Due(d.due(), d.now) {
				_, err := d.ledger.Take(ctx, step, d.now)
				must(t, err)
			}
			all := d.broadcasts()
			if len(all) != 1 || all[0].State != broadcast.Expired || all[0].Why == "" || all[0].Ended.IsZero() {
				t.Errorf("%+v", all)
			}
			after, err := d.book.Campaign(ctx, c.ID)
			must(t, err)
			if after.State != broadcast.Scheduled || !after.Next.Equal(c.Next.Add(23*time.Hour)) { // the clocks go forward
				t.Errorf("it is %s, next at %v after %v", after.State, after.Next, c.Next)
			}
		},
		"recipients are those of the audience, listed in slices": func(t *testing.T, d *office) {
			d.people(1, 20)
			must(t, d.Book().OptIn(ctx, 99, subscriber.Choice{Boroughs: []string{"sandwell"}, Topics: []string{"young"}, Lang: "en"}, "w", d.now))
			must(t, d.Book().OptIn(ctx, 98, subscriber.Choice{Boroughs: []string{"dudley"}, Topics: []string{"older"}, Lang: "en"}, "w", d.now))
			b := d.sending()
			if b.Counts.Recipients != 20 || !b.Planned {
				t.Errorf("%d recipients, planned %v; want 20", b.Counts.Recipients, b.Planned)
			}
			done, err := d.ledger.Plan(ctx, b.ID)
			must(t, err)
			if again := d.broadcast(b.ID); !done || again.Counts.Recipients != 20 {
				t.Errorf("planned again: %v, %d recipients", done, again.Counts.Recipients)
			}
		},
		"Hide takes out what campaigns sent, after an opt-out too": func(t *testing.T, d *office) {
			d.people(1, 3)
			got := d.claim(d.sending(), 3).Deliveries
			d.finish(got, broadcast.Delivered, broadcast.Delivered, broadcast.Failed)
			stays, stops, none := got[0].Chat, got[1].Chat, got[2].Chat
			must(t, d.Ledger().Remember(ctx, stays, d.now.Add(time.Second), 2000))
			known := func(chat int64, since time.Time, want ...int) {
				t.Helper()
				if ids, err := d.Ledger().Messages(ctx, chat, since); err != nil || !slices.Equal(ids, want) {
					t.Errorf("in chat %d Hide knows %v, %v; want %v", chat, ids, err, want)
				}
			}
			known(stays, d.now, 1000, 2000)
			known(stays, d.now.Add(time.Second), 2000)
			known(stops, d.now, 1001)
			known(none, d.now)
			if held, err := d.Book().Held(ctx, stays); err != nil || held.Messages != 2 {
				t.Errorf("%+v, %v; want 2 numbers held", held, err)
			}
			must(t, d.Book().OptOut(ctx, stops))
			must(t, d.Book().OptOut(ctx, stops))
			known(stops, d.now, 1001)
			known(stays, d.now, 1000, 2000)
			must(t, d.Book().Forget(ctx, stays))
			known(stays, d.now)
		},
		"Hide takes out what was under way at an opt-out": func(t *testing.T, d *office) {
			d.people(1, 12)
			got := d.claim(d.sending(), 3).Deliveries
			stops, forgets, stays := got[0].Chat, got[1].Chat, got[2].Chat
			must(t, d.Book().OptOut(ctx, stops))
			must(t, d.Book().Forget(ctx, forgets))
			d.finish(got, broadcast.Delivered, broadcast.Delivered, broadcast.Delivered)
			must(t, d.Book().OptIn(ctx, stops, lively, "w", d.now))
			for chat, want := range map[int64]int{stops: 1000, forgets: 1001, stays: 1002} {
				if messages, err := d.Ledger().Messages(ctx, chat, d.now.Add(-time.Minute)); err != nil || !slices.Equal(messages, []int{want}) {
					t.Errorf("%v, %v; want %d", messages, err, want)
				}
			}
		},
		"each delivery is claimed once, whoever claims": func(t *testing.T, d *office) {
			d.people(1, 60)
			b := d.sending()
			var mu sync.Mutex
			times := map[int64]int{}
			d.race(8, func() bool {
				for {
					got := d.claim(b, 7)
					if len(got.Deliveries) == 0 {
						return true
					}
					mu.Lock()
					for _, one := range got.Deliveries {
						times[one.Chat]++
					}
					mu.Unlock()
				}
			})
			if len(times) != 60 || slices.Max(values(times)) != 1 {
				t.Errorf("%d of 60 were claimed, one of them %d times", len(times), slices.Max(values(times)))
			}
			if got := d.claim(b, 7); !got.Sending || !got.Left {
				t.Errorf("with all in flight: %+v", got)
			}
		},
		"every outcome is counted, and stored": func(t *testing.T, d *office) {
			d.people(1, 12)
			b := d.sending()
			got := d.claim(b, 12).Deliveries
			outcomes := []broadcast.Outcome{broadcast.Delivered, broadcast.Delivered, broadcast.Delivered, broadcast.Blocked, broadcast.Failed,
				broadcast.Unknown, broadcast.Unknown, broadcast.Queued}
			d.finish(got[:8], outcomes...)
			d.counts(b, map[broadcast.Outcome]int{broadcast.Delivered: 3, broadcast.Blocked: 1, broadcast.Failed: 1, broadcast.Unknown: 2})
			if size := d.size(); size != 11 {
				t.Errorf("%d are opted in, want 11: one has blocked the bot", size)
			}
			d.finish(got[:8], outcomes...) // nothing changes when it is told twice
			d.finish(got[5:6], broadcast.Delivered)
			d.counts(b, map[broadcast.Outcome]int{broadcast.Delivered: 4, broadcast.Blocked: 1, broadcast.Failed: 1, broadcast.Unknown: 1})
			again := d.claim(b, 12)
			if len(again.Deliveries) != 1 || again.Deliveries[0].Subscriber != got[7].Subscriber || again.Deliveries[0].Attempts != 2 {
				t.Errorf("queued again: %+v", again.Deliveries)
			}
			d.finish(append(again.Deliveries, got[8:]...), slices.Repeat([]broadcast.Outcome{broadcast.Delivered}, 5)...)
			if got := d.claim(b, 12); got.Left {
				t.Error("something is left")
			}
		},
		"an outcome of an earlier attempt comes too late": func(t *testing.T, d *office) {
			d.people(1, 10)
			b := d.sending()
			first := d.claim(b, 1).Deliveries
			d.finish(first, broadcast.Queued)
			second := d.claim(b, 1).Deliveries
			d.finish(first, broadcast.Queued) // told again, while it is in flight again
			if got := d.claim(b, 10).Deliveries; len(got) != 9 || slices.ContainsFunc(got, func(one broadcast.Delivery) bool { return one.Subscriber == first[0].Subscriber }) {
				t.Errorf("%d were claimed, want the other 9", len(got))
			}
			d.finish(second, broadcast.Delivered)
			d.counts(b, map[broadcast.Outcome]int{broadcast.Delivered: 1})
		},
		"what is in flight goes back for who holds the lease": func(t *testing.T, d *office) {
			d.people(1, 10)
			b := d.sending()
			d.claim(b, 10)
			must(t, d.ledger.Requeue(ctx, "other", b.ID, d.now))
			if got := d.claim(b, 10); got.InFlight != 10 || len(got.Deliveries) != 0 {
				t.Errorf("without the lease: %+v", got)
			}
			must(t, d.ledger.Requeue(ctx, owner, b.ID, d.now))
			if got := d.claim(b, 10); len(got.Deliveries) != 10 {
				t.Errorf("%d were claimed again, want 10", len(got.Deliveries))
			}
		},
		"a queued delivery waits for its time": func(t *testing.T, d *office) {
			d.people(1, 10)
			b := d.sending()
			got := d.claim(b, 10).Deliveries
			due := d.now.Add(time.Minute)
			must(t, d.ledger.Finish(ctx, []broadcast.Result{{Delivery: got[0], Outcome: broadcast.Queued, Due: due, At: d.now}}))
			d.finish(got[1:], slices.Repeat([]broadcast.Outcome{broadcast.Delivered}, 9)...)
			if got := d.claim(b, 10); len(got.Deliveries) != 0 || !got.Left || !got.Soonest.Equal(due) {
				t.Errorf("before its time: %+v", got)
			}
			d.now = due
			d.hold()
			if got := d.claim(b, 10); len(got.Deliveries) != 1 {
				t.Errorf("at its time: %+v", got)
			}
		},
		"nothing is claimed when it is paused, or without the lease": func(t *testing.T, d *office) {
			d.people(1, 10)
			b := d.sending()
			_, err := d.book.Steer(ctx, b.ID, broadcast.Pause, "Ann", "", d.now)
			must(t, err)
			if got := d.claim(b, 10); got.Sending || len(got.Deliveries) > 0 {
				t.Errorf("paused: %+v", got)
			}
			_, err = d.book.Steer(ctx, b.ID, broadcast.Resume, "Ann", "", d.now)
			must(t, err)
			d.now = d.now.Add(16 * time.Second)
			if got := d.claim(b, 10); got.Sending || len(got.Deliveries) > 0 {
				t.Errorf("with a lease that is over: %+v", got)
			}
		},
		"who opted out or chose otherwise has withdrawn, who had enough is skipped": func(t *testing.T, d *office) {
			d.people(1, 12)
			for range 2 {
				b := d.sending()
				d.finish(d.claim(b, 5).Deliveries, broadcast.Delivered, broadcast.Delivered, broadcast.Unknown, broadcast.Failed, broadcast.Queued)
				_, err := d.book.Steer(ctx, b.ID, broadcast.Stop, "Ann", "", d.now)
				must(t, err)
				d.now = d.now.Add(time.Minute)
			}
			b := d.sending()
			must(t, d.Book().OptOut(ctx, d.last()))
			must(t, d.Book().OptIn(ctx, d.last(), subscriber.Choice{Boroughs: []string{"dudley"}, Topics: []string{"older"}, Lang: "en"}, "w", d.now))
			if n := len(d.claim(b, 12).Deliveries); n != 7 {
				t.Errorf("%d may get it, want 7", n)
			}
			d.counts(b, map[broadcast.Outcome]int{broadcast.Capped: 3, broadcast.Withdrawn: 2})
		},
		"what a sender that is gone had in flight is unknown": func(t *testing.T, d *office) {
			d.people(1, 10)
			b := d.sending()
			got := d.claim(b, 4).Deliveries
			other, err := d.ledger.Lease(ctx, "other", d.now, d.now.Add(15*time.Second))
			must(t, err)
			if other != alone {
				t.Fatalf("while the lease holds another takes it: %v", other)
			}
			d.now = d.now.Add(16 * time.Second)
			if !alone {
				d.counts(b, nil)
				other, err = d.ledger.Lease(ctx, "other", d.now, d.now.Add(15*time.Second))
				must(t, err)
				if !other {
					t.Error("a lease that is over is not taken")
				}
			}
			d.counts(b, map[broadcast.Outcome]int{broadcast.Unknown: 4})
			d.finish(got[:1], broadcast.Delivered) // it was only slow
			d.counts(b, map[broadcast.Outcome]int{broadcast.Unknown: 3, broadcast.Delivered: 1})
			after, err := d.book.Steer(ctx, b.ID, broadcast.Resend, "Ann", "", d.now)
			must(t, err)
			if after.Counts.By[broadcast.Unknown] != 0 || after.Counts.Left() != 9 {
				t.Errorf("sent again: %+v", after.Counts)
			}
		},
		"renewing one's own lease changes nothing": func(t *testing.T, d *office) {
			d.people(1, 10)
			b := d.sending()
			d.claim(b, 4)
			for range 5 {
				d.now = d.now.Add(10 * time.Second)
				d.hold()
			}
			d.counts(b, nil)
			must(t, d.ledger.Release(ctx, owner))
			other, err := d.ledger.Lease(ctx, "other", d.now, d.now.Add(15*time.Second))
			if must(t, err); !other {
				t.Error("a lease that was given back is not taken")
			}
		},
		"who is forgotten leaves no row, and every count stays true": func(t *testing.T, d *office) {
			d.people(1, 10)
			b := d.sending()
			got := d.claim(b, 3).Deliveries
			d.finish(got[:1], broadcast.Delivered)
			for chat := range int64(10) {
				must(t, d.Book().Forget(ctx, chat+1))
			}
			d.finish(got[1:2], broadcast.Delivered) // comes too late to be told
			d.counts(b, map[broadcast.Outcome]int{broadcast.Delivered: 1, broadcast.Unknown: 2, broadcast.Withdrawn: 7})
			if got := d.claim(b, 10); got.Left {
				t.Error("something is left")
			}
		},
		"copies are found for a recall, and counted as recalled": func(t *testing.T, d *office) {
			d.people(1, 10)
			b := d.sending()
			got := d.claim(b, 5).Deliveries
			d.finish(got, broadcast.Delivered, broadcast.Delivered, broadcast.Delivered, broadcast.Delivered, broadcast.Failed)
			copies, err := d.ledger.Copies(ctx, b.ID, 0, d.now.Add(-time.Hour), 3)
			must(t, err)
			if len(copies) != 3 || copies[0].Chat == 0 || copies[0].Message == 0 || copies[0].Subscriber >= copies[1].Subscriber {
				t.Fatalf("%+v", copies)
			}
			must(t, d.ledger.TakenBack(ctx, b.ID, []int64{copies[0].Subscriber, copies[1].Subscriber}))
			must(t, d.ledger.TakenBack(ctx, b.ID, []int64{copies[0].Subscriber}))
			d.counts(b, map[broadcast.Outcome]int{broadcast.Delivered: 2, broadcast.TakenBack: 2, broadcast.Failed: 1})
			if rest, err := d.ledger.Copies(ctx, b.ID, copies[2].Subscriber, d.now.Add(-time.Hour), 3); err != nil || len(rest) != 1 {
				t.Errorf("the rest: %+v, %v", rest, err)
			}
			if old, err := d.ledger.Copies(ctx, b.ID, 0, d.now.Add(time.Hour), 3); err != nil || len(old) != 0 {
				t.Errorf("too old: %+v, %v", old, err)
			}
		},
		"48 hours after the end only counts stay, after two years nothing": func(t *testing.T, d *office) {
			d.people(1, 10)
			b := d.sending()
			d.finish(d.claim(b, 2).Deliveries, broadcast.Delivered, broadcast.Unknown)
			_, err := d.book.Steer(ctx, b.ID, broadcast.Stop, "Ann", "enough", d.now)
			must(t, err)
			end := d.now
			purge := func(now time.Time) {
				t.Helper()
				must(t, d.ledger.Purge(ctx, now.Add(-48*time.Hour), now.Add(-7*24*time.Hour), now.Add(-2*365*24*time.Hour)))
			}
			purge(end.Add(48 * time.Hour))
			if line, err := d.book.Timeline(ctx, b.ID); err != nil || len(line.Slices) != 1 || line.Every != time.Second ||
				line.Slices[0][broadcast.Delivered] != 1 || line.Slices[0][broadcast.Unknown] != 1 {
				t.Errorf("the timeline at 48 hours: %+v, %v", line, err)
			}
			if copies, err := d.ledger.Copies(ctx, b.ID, 0, time.Time{}, 9); err != nil || len(copies) != 1 {
				t.Errorf("at 48 hours: %v, %v", copies, err)
			}
			purge(end.Add(48*time.Hour + time.Millisecond))
			if copies, err := d.ledger.Copies(ctx, b.ID, 0, time.Time{}, 9); err != nil || len(copies) != 0 {
				t.Errorf("after 48 hours: %v, %v", copies, err)
			}
			if line, err := d.book.Timeline(ctx, b.ID); err != nil || len(line.Slices) != 0 {
				t.Errorf("the timeline after 48 hours: %+v, %v", line, err)
			}
			d.counts(b, map[broadcast.Outcome]int{broadcast.Delivered: 1, broadcast.Unknown: 1})
			purge(end.Add(2*365*24*time.Hour + time.Second))
			if all, err := d.book.Campaigns(ctx); err != nil || len(all)+len(d.broadcasts()) != 0 {
				t.Errorf("after two years: %v, %v", all, err)
			}
			if history, err := d.book.History(ctx, b.Campaign); err != nil || len(history) != 0 {
				t.Errorf("after two years: %v, %v", history, err)
			}
		},
		"a run that is sent again meanwhile is not over": func(t *testing.T, d *office) {
			d.people(1, 12)
			b := d.sending()
			got := d.claim(b, 12).Deliveries
			outcomes := slices.Repeat([]broadcast.Outcome{broadcast.Delivered}, 11)
			d.finish(got, append(outcomes, broadcast.Unknown)...)
			_, err := d.book.Steer(ctx, b.ID, broadcast.Resend, "Ann", "", d.now)
			must(t, err)
			after := b
			after.State, after.Ended = broadcast.Sent, d.now
			end := func() error {
				return d.ledger.Move(ctx, b, after, broadcast.Change{At: d.now, Act: broadcast.Finished})
			}
			if err := end(); !errors.Is(err, broadcast.ErrStale) || d.broadcast(b.ID).State != broadcast.Sending {
				t.Errorf("with one to send again it is %s, %v", d.broadcast(b.ID).State, err)
			}
			d.finish(d.claim(b, 12).Deliveries, broadcast.Delivered)
			must(t, end())
			if b = d.broadcast(b.ID); b.State != broadcast.Sent || b.Counts.Left() != 0 {
				t.Errorf("at the end it is %s, %+v", b.State, b.Counts)
			}
		},
		"a state that changed meanwhile is not overwritten": func(t *testing.T, d *office) {
			d.people(1, 10)
			b := d.sending()
			_, err := d.book.Steer(ctx, b.ID, broadcast.Pause, "Ann", "look", d.now)
			must(t, err)
			after := b
			after.State, after.Ended = broadcast.Sent, d.now
			if err := d.ledger.Move(ctx, b, after, broadcast.Change{At: d.now, Who: broadcast.Program, Act: broadcast.Finished}); err == nil {
				t.Error("it was overwritten")
			}
			if now := d.broadcast(b.ID); now.State != broadcast.Paused || now.Why != "look" {
				t.Errorf("%+v", now)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			test(t, &office{t: t, SendsAll: s, book: s.Campaigns(), ledger: s.Deliveries(), now: morning, had: map[int64]bool{}})
		})
	}
}

const owner = "one"

// hold takes or renews the lease.
func (d *office) hold() {
	d.t.Helper()
	held, err := d.ledger.Lease(context.Background(), owner, d.now, d.now.Add(15*time.Second))
	if err != nil || !held {
		d.t.Fatalf("the lease: %v, %v", held, err)
	}
}

// people lets chats from first on opt in.
func (d *office) people(first int64, n int) {
	d.t.Helper()
	for chat := range int64(n) {
		must(d.t, d.Book().OptIn(context.Background(), first+chat, lively, "w", d.now))
	}
}

// approved stores a campaign as it is once it is approved.
func (d *office) approved(p broadcast.Plan) broadcast.Campaign {
	d.t.Helper()
	c, change, err := broadcast.New(ann, "Test", p, d.now)
	must(d.t, err)
	c.State, c.Approved, c.Approver, c.Next = broadcast.Scheduled, c.Hash(), bob.Name, d.now
	if p.Schedule.Cron != "" {
		c.Next = p.Schedule.Next(d.now)
	}
	c, err = d.book.Save(context.Background(), c, change)
	must(d.t, err)
	return c
}

func (d *office) due() []broadcast.Campaign {
	d.t.Helper()
	all, err := d.ledger.Due(context.Background(), d.now)
	must(d.t, err)
	return all
}

// sending gives a broadcast with its recipients listed, and the lease.
func (d *office) sending() broadcast.Broadcast {
	d.t.Helper()
	ctx := context.Background()
	d.hold()
	d.approved(plan())
	for _, step := range broadcast.Due(d.due(), d.now) {
		_, err := d.ledger.Take(ctx, step, d.now)
		must(d.t, err)
	}
	open, err := d.ledger.Open(ctx)
	must(d.t, err)
	b := open[len(open)-1]
	for done := false; !done; {
		done, err = d.ledger.Plan(ctx, b.ID)
		must(d.t, err)
	}
	return d.broadcast(b.ID)
}

func (d *office) broadcast(id int64) broadcast.Broadcast {
	d.t.Helper()
	b, err := d.book.Broadcast(context.Background(), id)
	must(d.t, err)
	return b
}

func (d *office) broadcasts() []broadcast.Broadcast {
	d.t.Helper()
	all, err := d.book.Broadcasts(context.Background(), 0)
	must(d.t, err)
	return all
}

func (d *office) size() int {
	d.t.Helper()
	size, err := d.book.Size(context.Background(), plan().Audience)
	must(d.t, err)
	return size.Total
}

func (d *office) claim(b broadcast.Broadcast, n int) broadcast.Claimed {
	d.t.Helper()
	got, err := d.ledger.Claim(context.Background(), broadcast.Claim{Owner: owner, Broadcast: b, N: n, Cap: 2, CapSince: d.now.Add(-7 * 24 * time.Hour), Now: d.now})
	must(d.t, err)
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, one := range got.Deliveries {
		d.had[one.Chat] = true
	}
	return got
}

// finish gives deliveries their outcomes.
func (d *office) finish(all []broadcast.Delivery, outcomes ...broadcast.Outcome) {
	d.t.Helper()
	var results []broadcast.Result
	for i, one := range all {
		if outcomes[i] == broadcast.Delivered {
			one.Message = 1000 + int64(i)
		}
		results = append(results, broadcast.Result{Delivery: one, Outcome: outcomes[i], At: d.now})
	}
	must(d.t, d.ledger.Finish(context.Background(), results))
}

func (d *office) counts(b broadcast.Broadcast, want map[broadcast.Outcome]int) {
	d.t.Helper()
	for o, n := range d.broadcast(b.ID).Counts.By {
		if n != want[broadcast.Outcome(o)] {
			d.t.Errorf("%d %v, want %d", n, broadcast.Outcome(o), want[broadcast.Outcome(o)])
		}
	}
}

// last gives a subscriber who was in no claim so far.
func (d *office) last() int64 {
	d.t.Helper()
	for chat := int64(12); chat > 0; chat-- {
		held, err := d.Book().Held(context.Background(), chat)
		must(d.t, err)
		if held.Subscription != nil && slices.Equal(held.Subscription.Topics, lively.Topics) && !d.had[chat] {
			return chat
		}
	}
	d.t.Fatal("nobody is left")
	return 0
}

// race runs fn n times at once and gives how often it was true.
func (d *office) race(n int, fn func() bool) int {
	var all sync.WaitGroup
	results := make([]bool, n)
	for i := range n {
		all.Go(func() { results[i] = fn() })
	}
	all.Wait()
	count := 0
	for _, yes := range results {
		if yes {
			count++
		}
	}
	return count
}

func values(m map[int64]int) []int {
	var all []int
	for _, n := range m {
		all = append(all, n)
	}
	return append(all, 0)
}
