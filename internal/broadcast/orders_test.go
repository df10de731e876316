package broadcast_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"signpost/internal/broadcast"
	"signpost/internal/subscriber"
)

// steer gives an order to the newest broadcast.
func (m *team) steer(order broadcast.Act) broadcast.Broadcast {
	m.t.Helper()
	b, err := m.book.Steer(context.Background(), m.last().ID, order, "Ann", "because", time.Now())
	m.must(err)
	return b
}

// calls says how many calls were made so far.
func (c *town) made() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.calls
}

func TestPauseActsWithinASecond(t *testing.T) {
	atTen(t, 100, func(t *testing.T, m *team) {
		m.approved(plan())
		time.Sleep(4 * time.Second)
		m.steer(broadcast.Pause)
		time.Sleep(time.Second)
		after := m.town.made()
		if after < 10 || after > 60 {
			t.Fatalf("%d calls before the pause", after)
		}
		time.Sleep(time.Minute)
		m.away(time.Hour)
		time.Sleep(time.Second)
		if n := m.town.made(); n != after {
			t.Errorf("%d calls while it is paused", n-after)
		}
		b := m.last()
		if b.Counts.Done() != after || b.State != broadcast.Paused || b.Why != "because" {
			t.Errorf("%q %q, %d done of %d calls", b.State, b.Why, b.Counts.Done(), after)
		}
		m.steer(broadcast.Resume)
		m.want(m.await(broadcast.Sent, time.Minute), 100, map[broadcast.Outcome]int{broadcast.Delivered: 100})
		m.once(100)
	})
}

func TestStopAndRecall(t *testing.T) {
	atTen(t, 100, func(t *testing.T, m *team) {
		m.approved(plan())
		time.Sleep(4 * time.Second)
		m.steer(broadcast.Stop)
		time.Sleep(2 * time.Second)
		sent := m.town.made()
		b := m.last()
		if b.State != broadcast.Cancelled || b.Counts.By[broadcast.Delivered] != sent || b.Counts.Left() != 100-sent {
			t.Errorf("%q, %+v after %d calls", b.State, b.Counts, sent)
		}
		m.steer(broadcast.Recall)
		time.Sleep(10 * time.Second)
		b = m.last()
		m.want(b, 100, map[broadcast.Outcome]int{broadcast.TakenBack: sent})
		if b.Recalling || len(m.town.gone) != sent {
			t.Errorf("%d of %d copies were taken back, recalling %v", len(m.town.gone), sent, b.Recalling)
		}
		if _, err := m.book.Steer(t.Context(), b.ID, broadcast.Resume, "Ann", "", time.Now()); err == nil {
			t.Error("it was resumed after it was stopped")
		}
		m.away(48 * time.Hour)
		if _, err := m.book.Steer(t.Context(), b.ID, broadcast.Recall, "Ann", "", time.Now()); err == nil {
			t.Error("it was recalled after 48 hours")
		}
	})
}

func TestCancelledCampaignStopsItsBroadcast(t *testing.T) {
	atTen(t, 100, func(t *testing.T, m *team) {
		p := plan()
		p.Schedule.Cron = "5 10 * * *"
		c := m.approved(p)
		m.away(5 * time.Minute)
		time.Sleep(4 * time.Second)
		c, err := m.book.Campaign(t.Context(), c.ID)
		m.must(err)
		c, change, err := c.Cancel(ann, "a mistake", time.Now())
		m.must(err)
		_, err = m.book.Save(t.Context(), c, change)
		m.must(err)
		time.Sleep(time.Second)
		after := m.town.made()
		m.away(25 * time.Hour)
		time.Sleep(time.Minute)
		if b := m.last(); b.State != broadcast.Cancelled || b.Why != "a mistake" || m.town.made() != after || after == 0 || after == 100 {
			t.Errorf("%q %q, %d calls, %d after it was cancelled", b.State, b.Why, after, m.town.made()-after)
		}
	})
}

func TestSendAgainToTheUnknown(t *testing.T) {
	atTen(t, 20, func(t *testing.T, m *team) {
		m.town.failing(func(chat int64, _ int) error {
			if chat%7 == 0 {
				return broadcast.ErrUnclear
			}
			return nil
		})
		m.approved(plan())
		b := m.await(broadcast.Sent, time.Minute)
		m.want(b, 20, map[broadcast.Outcome]int{broadcast.Delivered: 18, broadcast.Unknown: 2})
		m.away(time.Hour)
		m.town.failing(nil)
		if got := m.steer(broadcast.Resend); got.State != broadcast.Sending || got.Counts.Left() != 2 {
			t.Errorf("%q with %d left, want sending with 2", got.State, got.Counts.Left())
		}
		m.want(m.await(broadcast.Sent, time.Minute), 20, map[broadcast.Outcome]int{broadcast.Delivered: 20})
		m.once(20)
	})
}

// At 9pm it pauses, at 8am it goes on, unless its time is over by then.
func TestQuietHours(t *testing.T) {
	for name, tt := range map[string]struct {
		within time.Duration
		state  broadcast.State
		got    int
	}{
		"it goes on at 8am":          {24 * time.Hour, broadcast.Sent, 100},
		"its time is over by then":   {3 * time.Hour, broadcast.Expired, 50},
		"its time is over just then": {11*time.Hour + 5*time.Second, broadcast.Expired, 50},
	} {
		t.Run(name, func(t *testing.T) {
			atTen(t, 100, func(t *testing.T, m *team) {
				p := plan()
				p.Within = tt.within
				m.away(11*time.Hour - 6*time.Second) // nine o'clock comes in the middle of it
				m.approved(p)
				time.Sleep(time.Minute)
				m.away(11*time.Hour - 2*time.Minute)
				time.Sleep(30 * time.Second)
				evening := m.town.made()
				m.away(30 * time.Second)
				time.Sleep(time.Minute)
				for _, at := range m.town.at {
					if broadcast.Quiet(at) {
						t.Fatalf("sent at %v", at)
					}
				}
				b := m.last()
				if b.State != tt.state {
					t.Errorf("it is %q, %q; want %q", b.State, b.Why, tt.state)
				}
				if evening < 30 || evening > 70 {
					t.Errorf("%d calls in the evening", evening)
				}
				if tt.state == broadcast.Sent {
					m.want(b, 100, map[broadcast.Outcome]int{broadcast.Delivered: 100})
				} else if b.Counts.Done() != evening || b.Counts.Left() != 100-evening {
					t.Errorf("%d done and %d left after %d calls", b.Counts.Done(), b.Counts.Left(), evening)
				}
			})
		})
	}
}

// broken is a ledger that fails from an instant on.
type broken struct {
	broadcast.Ledger
	from time.Time
}

var errBroken = errors.New("the disk is full")

func (l broken) Open(ctx context.Context) ([]broadcast.Broadcast, error) {
	if !time.Now().Before(l.from) {
		return nil, errBroken
	}
	return l.Ledger.Open(ctx)
}

func (l broken) Move(ctx context.Context, before, after broadcast.Broadcast, c broadcast.Change) error {
	if !time.Now().Before(l.from) {
		return errBroken
	}
	return l.Ledger.Move(ctx, before, after, c)
}

func (l broken) Claim(ctx context.Context, c broadcast.Claim) (broadcast.Claimed, error) {
	if !time.Now().Before(l.from) {
		return broadcast.Claimed{}, errBroken
	}
	return l.Ledger.Claim(ctx, c)
}

func (l broken) Finish(ctx context.Context, results []broadcast.Result) error {
	if !time.Now().Before(l.from) {
		return errBroken
	}
	return l.Ledger.Finish(ctx, results)
}

// late is a ledger whose claims, now and then, come to stand and give an error, as
// those do that take longer than a caller waits.
type late struct {
	broadcast.Ledger
	n *atomic.Int64
}

func (l late) Claim(ctx context.Context, c broadcast.Claim) (broadcast.Claimed, error) {
	got, err := l.Ledger.Claim(ctx, c)
	if l.n.Add(1)%5 == 3 && len(got.Deliveries) > 0 {
		return broadcast.Claimed{}, errBroken
	}
	return got, err
}

func (l late) Finish(ctx context.Context, results []broadcast.Result) error {
	err := l.Ledger.Finish(ctx, results)
	if l.n.Add(1)%7 == 5 {
		return errBroken // and it is tried again
	}
	return err
}

func TestADatabaseThatAnswersTooLate(t *testing.T) {
	atTen(t, 100, func(t *testing.T, m *team) {
		m.stop()
		var n atomic.Int64
		m.with = func(l broadcast.Ledger) broadcast.Ledger { return late{l, &n} }
		m.start()
		m.town.failing(func(_ int64, n int) error {
			if n%9 == 4 {
				return broadcast.ErrUnreached // and it is tried again
			}
			return nil
		})
		m.approved(plan())
		m.want(m.await(broadcast.Sent, 20*time.Minute), 100, map[broadcast.Outcome]int{broadcast.Delivered: 100})
		m.once(100)
	})
}

// What such a claim had marked when the run was stopped was never called: it is not sent,
// not unknown, and counts for no cap.
func TestALostClaimOfAStoppedRun(t *testing.T) {
	atTen(t, 100, func(t *testing.T, m *team) {
		m.stop()
		var n atomic.Int64
		m.with = func(l broadcast.Ledger) broadcast.Ledger { return late{l, &n} }
		m.set.WeeklyCap = 1
		m.start()
		m.approved(plan())
		time.Sleep(4 * time.Second)
		m.steer(broadcast.Stop)
		time.Sleep(3 * time.Second)
		sent := m.town.made()
		m.with = nil
		m.away(time.Hour)
		time.Sleep(time.Second)
		m.want(m.last(), 100, map[broadcast.Outcome]int{broadcast.Delivered: sent})
		m.approved(plan())
		m.want(m.await(broadcast.Sent, time.Minute), 100, map[broadcast.Outcome]int{broadcast.Delivered: 100 - sent, broadcast.Capped: sent})
		m.once(100)
	})
}

// With a database that fails no pause can be stored; what waits for its turn does not
// go out in quiet hours all the same.
func TestQuietHoursWithoutADatabase(t *testing.T) {
	atTen(t, 100, func(t *testing.T, m *team) {
		nine := time.Now().Truncate(time.Hour).Add(11 * time.Hour)
		m.stop()
		time.Sleep(time.Until(nine) - 8500*time.Millisecond) // no turn comes at nine sharp
		m.with = func(l broadcast.Ledger) broadcast.Ledger { return broken{l, nine.Add(-3 * time.Second)} }
		m.town.every = time.Second
		m.start()
		m.approved(plan())
		time.Sleep(2 * time.Minute)
		if n := m.town.made(); n == 0 {
			t.Error("nothing was sent before")
		}
		for _, at := range m.town.at {
			if broadcast.Quiet(at) {
				t.Errorf("sent at %v", at)
			}
		}
	})
}

func TestNotAfter(t *testing.T) {
	atTen(t, 100, func(t *testing.T, m *team) {
		m.town.every = 10 * time.Second
		p := plan()
		p.Within = 10 * time.Minute
		m.approved(p)
		end := time.Now().Add(10 * time.Minute)
		b := m.await(broadcast.Expired, time.Hour)
		time.Sleep(time.Minute)
		for _, at := range m.town.at {
			if at.After(end.Add(10 * time.Second)) {
				t.Errorf("sent %v after its end", at.Sub(end))
			}
		}
		if b = m.last(); b.Counts.Done() != m.town.made() || b.Counts.Left() == 0 {
			t.Errorf("%+v after %d calls", b.Counts, m.town.made())
		}
	})
}

func TestWeeklyCap(t *testing.T) {
	atTen(t, 20, func(t *testing.T, m *team) {
		for range 2 {
			m.approved(plan())
			m.want(m.await(broadcast.Sent, time.Minute), 20, map[broadcast.Outcome]int{broadcast.Delivered: 20})
			m.away(time.Hour)
		}
		// Somebody new has had none; what nobody got does not count.
		m.must(m.db.Book().OptIn(t.Context(), 99, subscriber.Choice{Boroughs: []string{"dudley"}, Topics: []string{"young"}, Lang: "en"}, "w", time.Now()))
		m.approved(plan())
		time.Sleep(time.Minute)
		m.want(m.last(), 21, map[broadcast.Outcome]int{broadcast.Delivered: 1, broadcast.Capped: 20})
		m.away(7*24*time.Hour - 2*time.Hour) // the first is over seven days old, the second is not
		m.approved(plan())
		time.Sleep(time.Minute)
		m.want(m.last(), 21, map[broadcast.Outcome]int{broadcast.Delivered: 21})
		m.approved(plan())
		time.Sleep(time.Minute)
		m.want(m.last(), 21, map[broadcast.Outcome]int{broadcast.Capped: 21})
	})
}

// Who opts out, or chooses otherwise, while it is being sent gets nothing more; who is
// forgotten leaves no row and every count true.
func TestConsentIsLookedAtWhenItIsSent(t *testing.T) {
	atTen(t, 100, func(t *testing.T, m *team) {
		m.approved(plan())
		time.Sleep(3 * time.Second)
		people := m.db.Book()
		var out []int64
		m.town.mu.Lock()
		for chat := int64(1); chat <= 100 && len(out) < 60; chat++ {
			if m.town.got[chat] == 0 {
				out = append(out, chat)
			}
		}
		m.town.mu.Unlock()
		before := time.Now()
		for i, chat := range out {
			switch i % 3 {
			case 0:
				m.must(people.OptOut(t.Context(), chat))
			case 1:
				m.must(people.OptIn(t.Context(), chat, subscriber.Choice{Boroughs: []string{"sandwell"}, Lang: "en"}, "w", time.Now()))
			case 2:
				m.must(people.Forget(t.Context(), chat))
			}
		}
		if took := time.Since(before); took > 0 {
			t.Fatalf("it took %v", took)
		}
		b := m.await(broadcast.Sent, time.Minute)
		late := 0 // waited for their turn already
		for _, chat := range out {
			late += m.town.got[chat]
		}
		if late > 20 {
			t.Errorf("%d got it after they had opted out", late)
		}
		if by := b.Counts.By; by[broadcast.Delivered]+by[broadcast.Unknown] != m.town.made() && by[broadcast.Delivered] > m.town.made() || b.Counts.Left() != 0 || by[broadcast.Withdrawn] < 40 {
			t.Errorf("%+v after %d calls", b.Counts, m.town.made())
		}
	})
}

// What Telegram holds back for minutes does not go to who has opted out meanwhile.
func TestConsentIsLookedAtAgainAfterAWait(t *testing.T) {
	atTen(t, 20, func(t *testing.T, m *team) {
		m.town.held = 3
		m.approved(plan())
		time.Sleep(20 * time.Second)
		m.town.mu.Lock()
		var out []int64
		for chat := int64(1); chat <= 20; chat++ {
			if m.town.got[chat] == 0 {
				out = append(out, chat)
			}
		}
		m.town.mu.Unlock()
		for _, chat := range out[:10] {
			m.must(m.db.Book().OptOut(t.Context(), chat))
		}
		b := m.await(broadcast.Sent, 2*time.Minute)
		late := 0
		for _, chat := range out[:10] {
			late += m.town.got[chat]
		}
		if late > 1 { // whose call was under way
			t.Errorf("%d got it half a minute after they had opted out", late)
		}
		if sent := b.Counts.By[broadcast.Delivered]; sent != m.town.made() || sent+b.Counts.By[broadcast.Withdrawn] != 20 {
			t.Errorf("%+v after %d calls", b.Counts, m.town.made())
		}
	})
}

func TestASmallAudienceIsRefused(t *testing.T) {
	atTen(t, 12, func(t *testing.T, m *team) {
		p := plan()
		p.Schedule.At = time.Now().Add(time.Hour).Truncate(time.Minute)
		m.approved(p)
		for chat := range int64(3) {
			m.must(m.db.Book().OptOut(t.Context(), chat+1))
		}
		m.away(time.Hour)
		time.Sleep(time.Minute)
		if b := m.last(); b.State != broadcast.Expired || b.Why != "the audience is fewer than 10" || m.town.made() != 0 {
			t.Errorf("%q, %q, %d calls", b.State, b.Why, m.town.made())
		}
	})
}

// The loop looks every second whatever Telegram takes: a refusal that comes just
// before it looks stops the run as much as one that comes just after.
func TestARefusalIsNotForgotten(t *testing.T) {
	for _, every := range []time.Duration{100 * time.Millisecond, 970 * time.Millisecond, 2970 * time.Millisecond} {
		t.Run(every.String(), func(t *testing.T) {
			atTen(t, 20, func(t *testing.T, m *team) {
				m.town.every = every
				m.town.failing(func(int64, int) error { return broadcast.ErrRefused })
				m.approved(plan())
				time.Sleep(30 * time.Second)
				if b := m.last(); b.State != broadcast.Paused || b.Counts.By[broadcast.Failed] != 1 || m.town.made() != 1 {
					t.Errorf("%q, %+v after %d calls, want one", b.State, b.Counts, m.town.made())
				}
			})
		})
	}
}

// A recall that is ordered while calls are under way takes out what these bring, too.
func TestARecallWaitsForCallsUnderWay(t *testing.T) {
	for name, stopped := range map[string]bool{"while it is sent": false, "once it was stopped": true} {
		t.Run(name, func(t *testing.T) {
			atTen(t, 20, func(t *testing.T, m *team) {
				m.town.every = 4500 * time.Millisecond
				m.approved(plan())
				for m.town.made() < 3 {
					time.Sleep(100 * time.Millisecond)
				}
				if stopped {
					m.steer(broadcast.Stop)
					time.Sleep(1500 * time.Millisecond) // the sender has seen it
				}
				m.steer(broadcast.Recall)
				time.Sleep(20 * time.Second)
				if b := m.last(); b.Recalling || b.Counts.By[broadcast.Delivered] != 0 || b.Counts.By[broadcast.TakenBack] != m.town.made() {
					t.Errorf("%+v of %d copies, recalling %v", b.Counts, m.town.made(), b.Recalling)
				}
			})
		})
	}
}
