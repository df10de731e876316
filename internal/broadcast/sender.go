package broadcast

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"signpost/internal/message"
)

// Courier brings one message to one chat, or takes one out. It waits for its turn
// behind the residents and keeps to the rate. The end of ctx ends that wait, with
// ErrNoTurn, and never a call under way. Its errors are one of the kinds below.
type Courier interface {
	Send(ctx context.Context, chat int64, m message.Message) (messageID int64, err error)
	Recall(ctx context.Context, chat, messageID int64) error
}

// What a Courier can meet, told apart with errors.Is.
var (
	ErrBlocked   = errors.New("blocked")         // the person has stopped the bot or is gone
	ErrRefused   = errors.New("refused")         // this content is not taken, now or later
	ErrUnreached = errors.New("not reached")     // nothing was sent
	ErrNoTurn    = errors.New("no turn came")    // nothing was called
	ErrUnclear   = errors.New("outcome unknown") // sent or not, nobody knows
	ErrToken     = errors.New("token refused")   // nothing was sent, and a person must mend it
)

const (
	lookEvery   = time.Second           // for orders of staff and for what is due
	gatherFor   = 50 * time.Millisecond // outcomes are stored together
	drainFor    = 10 * time.Second      // at the end, for calls under way
	maxClaim    = 100
	capWindow   = 7 * 24 * time.Hour
	keepHistory = 2 * 365 * 24 * time.Hour
	purgeEvery  = 10 * time.Minute
	minTurn     = 5 * time.Second  // see turn
	recent      = 15 * time.Second // a failure counts so long
	logAgain    = 10 * time.Minute // the same failure is logged again after that
)

// Settings is what the sender needs to know; zero fields get the default.
type Settings struct {
	Rate      int // messages a second that the courier keeps to, 20
	Window    int // how many may be in flight, and so become unknown, 200
	WeeklyCap int // messages to one person in 7 days, 2
	// Lease is how long a sender that is gone keeps the others waiting, 15 s. One that
	// lives takes it again at every third of it.
	Lease   time.Duration
	Buttons func(message.Lang) []message.Button
	Log     *slog.Logger
	Now     func() time.Time // time.Now; a test of the whole program cannot wait for the end of quiet hours
}

// Sender does what is due: it begins broadcasts, plans, sends, pauses and ends them.
// Any number may run on one database; one at a time sends.
type Sender struct {
	ledger  Ledger
	courier Courier
	set     Settings
	owner   string

	turn    time.Duration // how long a delivery waits for its turn before consent is looked at again
	window  chan struct{} // one token for each delivery in flight
	results chan ended    // what became of them
	wake    chan struct{} // a token came back, or somebody has news

	heldUntil atomic.Int64 // the lease, in milliseconds since 1970
	failure   atomic.Pointer[failure]

	runs   map[int64]*run // those that are open, used by the loop alone
	looked time.Time
	purged time.Time
}

// NewSender makes a sender that does nothing until Run.
func NewSender(ledger Ledger, courier Courier, set Settings) *Sender {
	if set.Rate == 0 {
		set.Rate = 20
	}
	if set.Window == 0 {
		set.Window = 200
	}
	if set.WeeklyCap == 0 {
		set.WeeklyCap = 2
	}
	if set.Lease == 0 {
		set.Lease = 15 * time.Second
	}
	if set.Log == nil {
		set.Log = slog.Default()
	}
	if set.Now == nil {
		set.Now = time.Now
	}
	// What waits for its turn is in flight already: so no more than a second's worth,
	// or consent would be looked at too early and a crash leave too many unknown.
	window := min(set.Window, max(8, set.Rate))
	return &Sender{
		ledger: ledger, courier: courier, set: set, owner: rand.Text(),
		// Twice what the whole window takes: longer is a 429, and people opt out meanwhile.
		turn:   max(minTurn, 2*time.Duration(window)*time.Second/time.Duration(set.Rate)),
		window: make(chan struct{}, window), results: make(chan ended, window), wake: make(chan struct{}, 1),
		runs: map[int64]*run{},
	}
}

// Wake lets the sender look at once for what is due or was ordered.
func (s *Sender) Wake() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Trouble says in one line what keeps the sender from its work, "" when nothing has
// for some seconds.
func (s *Sender) Trouble() string {
	if f := s.failure.Load(); f != nil && s.set.Now().Sub(f.at) < recent {
		return f.text
	}
	return ""
}

// failure is the last one of the database.
type failure struct {
	text       string
	at, logged time.Time
}

// Run works until ctx ends; then it lets the calls under way come to their end and
// gives the lease back.
func (s *Sender) Run(ctx context.Context) {
	// What is under way at the end is still stored.
	storing, stored := context.WithCancel(context.WithoutCancel(ctx))
	var beside sync.WaitGroup
	beside.Go(func() { s.store(storing) })
	beside.Go(func() { s.keepLease(ctx) })
	for ctx.Err() == nil {
		if s.round(ctx) {
			continue
		}
		t := time.NewTimer(lookEvery)
		select {
		case <-ctx.Done():
		case <-s.wake:
		case <-t.C:
		}
		t.Stop()
	}
	s.drain()
	stored()
	beside.Wait()
	if s.heldUntil.Load() > 0 {
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainFor)
		defer cancel()
		s.note(s.ledger.Release(end, s.owner))
	}
}

// drain waits for what is in flight, up to drainFor.
func (s *Sender) drain() {
	for _, r := range s.runs {
		r.stop()
	}
	t := time.NewTimer(drainFor)
	defer t.Stop()
	for range cap(s.window) {
		select {
		case s.window <- struct{}{}:
		case <-t.C:
			return // they are found in flight by the next sender
		}
	}
}

// keepLease takes and renews the right to send.
func (s *Sender) keepLease(ctx context.Context) {
	tick := time.NewTicker(s.set.Lease / 15)
	defer tick.Stop()
	for {
		if now := s.set.Now(); now.Add(s.set.Lease*2/3).UnixMilli() >= s.heldUntil.Load() {
			until := now.Add(s.set.Lease)
			held, err := s.ledger.Lease(ctx, s.owner, now, until)
			if ctx.Err() == nil {
				s.note(err)
			}
			if held {
				if s.heldUntil.Swap(until.UnixMilli()) == 0 {
					s.Wake()
				}
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (s *Sender) holds(now time.Time) bool { return now.UnixMilli() < s.heldUntil.Load() }

// round does one thing for each broadcast, and says whether there is more to do now.
func (s *Sender) round(ctx context.Context) bool {
	now := s.set.Now()
	if since := now.Sub(s.looked); since >= lookEvery || since < 0 {
		s.looked = now
		if err := s.look(ctx, now); err != nil {
			s.note(err)
			return false
		}
	}
	more := false
	for _, r := range s.runs {
		if !s.holds(now) {
			return false
		}
		busy, err := s.work(ctx, r, now)
		if errors.Is(err, ErrStale) {
			s.looked = time.Time{} // staff were faster
			busy, err = true, nil
		}
		if ctx.Err() == nil {
			s.note(err)
		}
		more = more || busy && err == nil
	}
	return more
}

// look finds what is due and what is open, and drops what is over its time.
func (s *Sender) look(ctx context.Context, now time.Time) error {
	due, err := s.ledger.Due(ctx, now)
	if err != nil {
		return err
	}
	for _, step := range Due(due, now) {
		began, err := s.ledger.Take(ctx, step, now)
		if err != nil {
			return err
		}
		if began {
			s.set.Log.Info("a campaign is due", "campaign", step.Campaign.ID, "slot", step.Slot, "missed", step.Missed)
		}
	}
	open, err := s.ledger.Open(ctx)
	if err != nil {
		return err
	}
	there := map[int64]bool{}
	for _, b := range open {
		there[b.ID] = true
		r := s.runs[b.ID]
		if r == nil {
			r = newRun(b, s.set.Buttons)
			s.runs[b.ID] = r
		}
		r.see(b)
	}
	for id, r := range s.runs {
		if !there[id] {
			r.stop()
			r.b = Broadcast{ID: id} // it has ended
			if !r.none() {
				continue // a recall has to wait for what is under way
			}
			if err := s.ledger.Requeue(ctx, s.owner, id, now); err != nil {
				return err
			}
			delete(s.runs, id)
		}
	}
	if since := now.Sub(s.purged); since >= purgeEvery || since < 0 {
		s.purged = now
		return s.ledger.Purge(ctx, now.Add(-recallable), now.Add(-capWindow), now.Add(-keepHistory))
	}
	return nil
}

// note remembers a failure of the database, and logs it when it is news.
func (s *Sender) note(err error) {
	if err == nil {
		return
	}
	now := s.set.Now()
	f := &failure{text: err.Error(), at: now, logged: now}
	was := s.failure.Load()
	known := was != nil && was.text == f.text && now.Sub(was.logged) < logAgain
	if known {
		f.logged = was.logged
	}
	s.failure.Store(f)
	if known {
		return
	}
	s.set.Log.Error("campaigns wait for the database", "problem", err)
}

// store keeps what became of deliveries, together. While the database fails it tries
// again: until then their tokens stay out and nothing more is sent.
func (s *Sender) store(ctx context.Context) {
	for {
		var some []ended
		select {
		case <-ctx.Done():
			return
		case r := <-s.results:
			some = append(some, r)
		}
		gather := time.NewTimer(gatherFor)
	gathering:
		for len(some) < maxClaim {
			select {
			case r := <-s.results:
				some = append(some, r)
			case <-gather.C:
				break gathering
			}
		}
		gather.Stop()
		for wait := 100 * time.Millisecond; ; wait = min(2*wait, 2*time.Second) {
			err := s.ledger.Finish(ctx, resultsOf(some))
			if err == nil || ctx.Err() != nil {
				break
			}
			s.note(err)
			t := time.NewTimer(wait)
			select {
			case <-t.C:
			case <-ctx.Done():
				t.Stop()
			}
		}
		for _, one := range some {
			one.run.stored()
			<-s.window
		}
		s.Wake()
	}
}

// ended is a delivery that has come to its end, of a run.
type ended struct {
	Result
	run *run
}

func resultsOf(some []ended) []Result {
	results := make([]Result, len(some))
	for i, one := range some {
		results[i] = one.Result
	}
	return results
}
