package broadcast_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"signpost/internal/broadcast"
	"signpost/internal/message"
	"signpost/internal/store"
	"signpost/internal/subscriber"
)

// team is a campaign team with a database, a sender and a town that receives. Its
// clock is that of the bubble of synctest, which begins on Saturday, 1 January 2000.
type team struct {
	t    *testing.T
	db   *store.Store
	book broadcast.Book
	town *town
	url  string
	key  string
	set  broadcast.Settings
	with func(broadcast.Ledger) broadcast.Ledger // between the sender and the database, if set
	end  func()
	seen int64 // the newest broadcast when the last campaign was approved
}

var (
	ann = broadcast.Staff{Name: "Ann", Boroughs: []string{"dudley", "sandwell"}, Author: true}
	bob = broadcast.Staff{Name: "Bob", Boroughs: []string{"dudley", "sandwell"}, Approver: true}
)

// atTen lets a test run in a bubble from 10am on, with a sender at work.
func atTen(t *testing.T, people int, test func(t *testing.T, m *team)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(10 * time.Hour)
		m := &team{t: t, town: &town{}, url: "sqlite:" + filepath.Join(t.TempDir(), "db", "signpost.db"), key: filepath.Join(t.TempDir(), "data.key"),
			set: broadcast.Settings{Log: slog.New(slog.NewTextHandler(t.Output(), nil))}}
		m.open()
		for chat := range people {
			m.must(m.db.Book().OptIn(t.Context(), int64(chat+1), subscriber.Choice{Boroughs: []string{"dudley"}, Topics: []string{"young"}, Lang: "en"}, "w", time.Now()))
		}
		m.start()
		defer func() {
			m.stop()
			m.must(m.db.Close())
		}()
		test(t, m)
	})
}

func (m *team) must(err error) {
	m.t.Helper()
	if err != nil {
		m.t.Fatal(err)
	}
}

func (m *team) open() {
	m.t.Helper()
	var err error
	m.db, err = store.Open(context.Background(), m.url, store.Key{File: m.key})
	m.must(err)
	m.book = m.db.Campaigns()
}

// start lets a sender work until stop.
func (m *team) start() {
	ctx, cancel := context.WithCancel(context.Background())
	ledger := m.db.Deliveries()
	if m.with != nil {
		ledger = m.with(ledger)
	}
	sender := broadcast.NewSender(ledger, m.town, m.set)
	done := make(chan struct{})
	go func() { sender.Run(ctx); close(done) }()
	m.end = func() { cancel(); <-done }
}

func (m *team) stop() { m.end() }

// away lets time pass with no sender at work.
func (m *team) away(d time.Duration) {
	m.stop()
	time.Sleep(d)
	m.start()
}

func plan() broadcast.Plan {
	return broadcast.Plan{
		Content:  broadcast.Content{Lines: []message.Line{{Text: "See something? Say something."}}, Lang: "en"},
		Audience: broadcast.Audience{Boroughs: []string{"dudley"}},
		Within:   12 * time.Hour,
	}
}

// approved brings a campaign through to its approval.
func (m *team) approved(p broadcast.Plan) broadcast.Campaign {
	m.t.Helper()
	c, change, err := broadcast.New(ann, "Test", p, time.Now())
	step := func() {
		m.t.Helper()
		m.must(err)
		c, err = m.book.Save(context.Background(), c, change)
		m.must(err)
	}
	step()
	c, change, err = c.TestSentTo(ann, c.Hash(), time.Now())
	step()
	size, err := m.book.Size(context.Background(), p.Audience)
	m.must(err)
	c, change, err = c.Submit(ann, size.Total, time.Now())
	step()
	c, change, err = c.Approve(bob, c.Hash(), time.Now())
	m.seen = m.last().ID
	step()
	return c
}

// last gives the newest broadcast.
func (m *team) last() broadcast.Broadcast {
	m.t.Helper()
	all, err := m.book.Broadcasts(context.Background(), 0)
	m.must(err)
	if len(all) == 0 {
		return broadcast.Broadcast{}
	}
	return all[0]
}

// await waits until the newest broadcast is in a state.
func (m *team) await(state broadcast.State, within time.Duration) broadcast.Broadcast {
	m.t.Helper()
	end := time.Now().Add(within)
	for {
		b := m.last()
		if b.State == state && b.ID > m.seen {
			return b
		}
		if time.Now().After(end) {
			m.t.Fatalf("after %v the broadcast is %q, %q, %v; want %s", within, b.State, b.Why, b.Counts, state)
		}
		time.Sleep(time.Second)
	}
}

// want compares counts with what a broadcast has.
func (m *team) want(b broadcast.Broadcast, recipients int, by map[broadcast.Outcome]int) {
	m.t.Helper()
	if b.Counts.Recipients != recipients {
		m.t.Errorf("%d recipients, want %d", b.Counts.Recipients, recipients)
	}
	for o, n := range b.Counts.By {
		if n != by[broadcast.Outcome(o)] {
			m.t.Errorf("%d %v, want %d", n, broadcast.Outcome(o), by[broadcast.Outcome(o)])
		}
	}
}

// town is where messages arrive, one a tenth of a second.
type town struct {
	mu    sync.Mutex
	got   map[int64]int // by chat
	at    []time.Time
	texts map[string]int
	fault func(chat int64, n int) error // n counts all calls; nil is no fault
	calls int
	gone  map[int64]int
	every time.Duration
	held  int // the number of a call that takes a minute, as when a 429 is obeyed
	turn  chan struct{}
	once  sync.Once
}

func (c *town) Send(ctx context.Context, chat int64, m message.Message) (int64, error) {
	c.once.Do(func() { c.turn = make(chan struct{}, 1) })
	select {
	case c.turn <- struct{}{}:
	case <-ctx.Done():
		return 0, broadcast.ErrNoTurn
	}
	every := c.every
	if every == 0 {
		every = 100 * time.Millisecond
	}
	if c.made()+1 == c.held {
		every = time.Minute
	}
	at := time.Now()
	time.Sleep(every)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls++
	<-c.turn // not before it is counted, or the next may take itself for this one
	if c.fault != nil {
		if err := c.fault(chat, c.calls); err != nil {
			return 0, err
		}
	}
	if c.got == nil {
		c.got, c.texts = map[int64]int{}, map[string]int{}
	}
	c.got[chat]++
	c.texts[m.Text()]++
	c.at = append(c.at, at)
	return int64(c.calls), nil
}

func (c *town) Recall(_ context.Context, chat, _ int64) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.gone == nil {
		c.gone = map[int64]int{}
	}
	c.gone[chat]++
	return nil
}

// once says who got how many messages: nobody more than one.
func (m *team) once(people int) {
	m.t.Helper()
	m.town.mu.Lock()
	defer m.town.mu.Unlock()
	if len(m.town.got) != people {
		m.t.Errorf("%d people got it, want %d", len(m.town.got), people)
	}
	for chat, n := range m.town.got {
		if n != 1 {
			m.t.Errorf("chat %d got it %d times", chat, n)
		}
	}
}

func (m *town) failing(fault func(chat int64, n int) error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fault = fault
}

func TestEverybodyGetsItOnce(t *testing.T) {
	atTen(t, 50, func(t *testing.T, m *team) {
		m.approved(plan())
		b := m.await(broadcast.Sent, time.Minute)
		m.want(b, 50, map[broadcast.Outcome]int{broadcast.Delivered: 50})
		m.once(50)
		for text := range m.town.texts {
			if !strings.HasSuffix(text, "Emergency? Call 999 now.") {
				t.Errorf("without 999: %q", text)
			}
		}
		c, err := m.book.Campaign(t.Context(), b.Campaign)
		m.must(err)
		if c.State != broadcast.Ended {
			t.Errorf("the campaign is %s, want %s", c.State, broadcast.Ended)
		}
		history, err := m.book.History(t.Context(), c.ID)
		m.must(err)
		var acts []string
		for _, h := range history {
			acts = append(acts, fmt.Sprint(h.Who, " ", h.Act))
		}
		if got, want := strings.Join(acts, ", "), "Ann written, Ann sent to oneself, Ann submitted, Bob approved, the program began, the program finished"; got != want {
			t.Errorf("history: %s\nwant %s", got, want)
		}
	})
}

var errFault = errors.New("a fault")

func TestOutcomes(t *testing.T) {
	for name, tt := range map[string]struct {
		fault func(chat int64, n int) error
		state broadcast.State
		why   string
		by    map[broadcast.Outcome]int
	}{
		"some have stopped the bot": {
			func(chat int64, _ int) error {
				if chat%5 == 0 {
					return broadcast.ErrBlocked
				}
				return nil
			}, broadcast.Sent, "", map[broadcast.Outcome]int{broadcast.Delivered: 40, broadcast.Blocked: 10}},
		"the content is refused: one person meets it": {
			func(int64, int) error { return fmt.Errorf("%w: wrong file", broadcast.ErrRefused) },
			broadcast.Paused, "Telegram does not take this message (refused: wrong file)", map[broadcast.Outcome]int{broadcast.Failed: 1}},
		"an unclear answer now and then": {
			func(_ int64, n int) error {
				if n%10 == 5 {
					return broadcast.ErrUnclear
				}
				return nil
			}, broadcast.Sent, "", map[broadcast.Outcome]int{broadcast.Delivered: 45, broadcast.Unknown: 5}},
		"not reached now and then: tried again": {
			func(_ int64, n int) error {
				if n%10 == 5 {
					return broadcast.ErrUnreached
				}
				return nil
			}, broadcast.Sent, "", map[broadcast.Outcome]int{broadcast.Delivered: 50}},
		"no answer for a while: few are unknown": {
			func(_ int64, n int) error {
				if n <= 4 {
					return broadcast.ErrUnclear
				}
				return nil
			}, broadcast.Sent, "", map[broadcast.Outcome]int{broadcast.Delivered: 46, broadcast.Unknown: 4}},
		"no clear answer any more: few are unknown, and it pauses": {
			func(_ int64, n int) error {
				if n > 20 {
					return broadcast.ErrUnclear
				}
				return nil
			}, broadcast.Paused, "Telegram gives no clear answer", map[broadcast.Outcome]int{broadcast.Delivered: 20, broadcast.Unknown: 4}},
		"no network for a while": {
			func(_ int64, n int) error {
				if n > 20 && n < 32 {
					return broadcast.ErrUnreached
				}
				return nil
			}, broadcast.Sent, "", map[broadcast.Outcome]int{broadcast.Delivered: 50}},
		"the token is refused": {
			func(int64, int) error { return broadcast.ErrToken },
			broadcast.Paused, "Telegram refuses the bot's token (look at the settings)", map[broadcast.Outcome]int{}},
		"an error that nobody knows is unclear": {
			func(_ int64, n int) error {
				if n == 7 {
					return errFault
				}
				return nil
			}, broadcast.Sent, "", map[broadcast.Outcome]int{broadcast.Delivered: 49, broadcast.Unknown: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			atTen(t, 50, func(t *testing.T, m *team) {
				m.town.failing(tt.fault)
				m.approved(plan())
				b := m.await(tt.state, 20*time.Minute)
				if b.Why != tt.why {
					t.Errorf("why: %q, want %q", b.Why, tt.why)
				}
				m.want(b, 50, tt.by)
				m.once(tt.by[broadcast.Delivered])
				size, err := m.book.Size(t.Context(), plan().Audience)
				m.must(err)
				if want := 50 - tt.by[broadcast.Blocked]; size.Total != want {
					t.Errorf("%d are opted in, want %d", size.Total, want)
				}
			})
		})
	}
}
