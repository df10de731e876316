package broadcast

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"signpost/internal/message"
)

const (
	// tooMany failures of the line in a row pause a broadcast: each may be a person
	// who got it or did not.
	tooMany = 3
	// firstRest doubles with every such pause up to longestRest.
	firstRest   = 15 * time.Second
	longestRest = 5 * time.Minute
	recallBatch = 50
)

// run is one open broadcast in the hands of the sender.
type run struct {
	b        Broadcast // as the loop saw it last; the loop alone uses it
	notAfter time.Time
	message  message.Message
	soonest  time.Time // nothing is to be claimed before
	recalled int64     // the subscriber up to whom copies were taken back

	mu     sync.Mutex
	ctx    context.Context // ends the wait of what has not been called yet; nil while it is not sending
	cancel context.CancelFunc
	proven bool          // Telegram has taken it: before, it is sent one at a time
	flying int           // claimed, and no outcome stored yet
	failed int           // failures of the line in a row
	rest   time.Duration // the last pause that they led to
	halt   *halt         // asked for by a delivery, done by the loop
}

// halt is a pause that a delivery asks for.
type halt struct {
	why   string
	again time.Duration // 0 when a person must say so
}

func newRun(b Broadcast, buttons func(message.Lang) []message.Button) *run {
	return &run{b: b, notAfter: b.NotAfter, message: b.Plan.Content.Message(buttons)}
}

// see takes in what the database says of the broadcast.
func (r *run) see(b Broadcast) {
	r.b = b
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case b.State != Sending:
		r.stopLocked()
		r.halt = nil
	case r.ctx == nil && r.halt == nil: // a pause that was asked for is yet to be stored
		r.ctx, r.cancel = context.WithCancel(context.Background())
		r.soonest = time.Time{}
		r.proven, r.failed = false, 0
	}
}

// stop calls back what waits for its turn.
func (r *run) stop() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.stopLocked()
}

func (r *run) stopLocked() {
	if r.ctx != nil {
		r.cancel()
		r.ctx = nil
	}
}

// work does the next thing for a broadcast, and says whether more can be done now.
func (s *Sender) work(ctx context.Context, r *run, now time.Time) (more bool, err error) {
	b := r.b
	if b.Recalling {
		return s.recall(ctx, r, now)
	}
	if !b.Running() {
		return false, nil
	}
	if !now.Before(b.NotAfter) {
		return true, s.move(ctx, r, b.end(Expired, "its time passed before everybody had it", now), Passed, now)
	}
	if !b.Planned {
		done, err := s.ledger.Plan(ctx, b.ID)
		if done {
			s.looked = time.Time{}
		}
		return true, err
	}
	if b.Counts.Recipients < MinAudience {
		return true, s.move(ctx, r, b.end(Expired, "the audience is "+Shown(b.Counts.Recipients), now), Passed, now)
	}
	if b.State == Paused {
		if b.Again.IsZero() || now.Before(b.Again) {
			return false, nil
		}
		b.State, b.Why, b.Again = Sending, "", time.Time{}
		return true, s.move(ctx, r, b, Resume, now)
	}
	if end := QuietEnds(now); end.After(now) {
		if !end.Before(b.NotAfter) {
			return true, s.move(ctx, r, b.end(Expired, "its time ends in quiet hours", now), Passed, now)
		}
		b.State, b.Why, b.Again = Paused, "quiet hours until 8am", end
		return true, s.move(ctx, r, b, Pause, now)
	}
	if h, asked := r.asked(); asked {
		b.State, b.Why = Paused, h.why
		if h.again > 0 {
			b.Again = now.Add(h.again)
		}
		s.set.Log.Warn("a broadcast is paused", "broadcast", b.ID, "problem", h.why)
		return true, s.move(ctx, r, b, Pause, now)
	}
	return s.send(ctx, r, now)
}

// move stores a new state of the broadcast and looks again.
func (s *Sender) move(ctx context.Context, r *run, after Broadcast, act Act, now time.Time) error {
	err := s.ledger.Move(ctx, r.b, after, Change{At: now, Who: Program, Act: act, State: after.State, Why: after.Why})
	if err == nil {
		r.see(after)
		s.looked = time.Time{}
	}
	return err
}

// send claims what there is room for and lets it go.
func (s *Sender) send(ctx context.Context, r *run, now time.Time) (more bool, err error) {
	if now.Before(r.soonest) {
		return false, nil
	}
	n := s.tokens(r.room())
	if n == 0 {
		return false, nil
	}
	got, err := s.ledger.Claim(ctx, Claim{Owner: s.owner, Broadcast: r.b, N: n,
		Cap: s.set.WeeklyCap, CapSince: now.Add(-capWindow), Now: now})
	for range n - len(got.Deliveries) {
		<-s.window
	}
	if err != nil {
		return false, err
	}
	switch {
	case !got.Sending:
		s.looked = time.Time{}
		return false, nil
	case !got.Left:
		return true, s.move(ctx, r, r.b.end(Sent, "", now), Finished, now)
	}
	for _, d := range got.Deliveries {
		go s.deliver(r.begin(), r, d)
	}
	if got.InFlight > 0 && r.none() {
		return true, s.ledger.Requeue(ctx, s.owner, r.b.ID, now)
	}
	if len(got.Deliveries) == 0 && got.Soonest.After(now) {
		r.soonest = now.Add(min(got.Soonest.Sub(now), lookEvery))
	}
	return len(got.Deliveries) > 0, nil
}

// tokens takes up to n tokens of the window.
func (s *Sender) tokens(n int) int {
	for i := range n {
		select {
		case s.window <- struct{}{}:
		default:
			return i
		}
	}
	return n
}

// room is how many deliveries may be claimed at once: one alone until Telegram has
// taken the first, so that a fault of the content meets one person.
func (r *run) room() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.halt != nil || !r.proven && r.flying > 0:
		return 0
	case !r.proven:
		return 1
	}
	return maxClaim
}

// begin counts a delivery in flight and gives what ends its wait.
func (r *run) begin() context.Context {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.flying++
	if r.ctx == nil { // a pause was asked for meanwhile
		return over
	}
	return r.ctx
}

// over is a context that has ended.
var over = func() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}()

// stored counts a delivery whose outcome is on the disk.
func (r *run) stored() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.flying--
}

// none says whether nothing of the run is in flight, as far as this process knows.
func (r *run) none() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.flying == 0
}

// deliver makes one call and hands on what became of it.
func (s *Sender) deliver(ctx context.Context, r *run, d Delivery) {
	now := s.set.Now()
	ctx, cancel := context.WithTimeout(ctx, min(untilQuiet(now, r.notAfter).Sub(now), s.turn))
	defer cancel()
	err := ErrNoTurn
	if s.holds(now) && ctx.Err() == nil {
		d.Message, err = s.courier.Send(ctx, d.Chat, r.message)
	}
	now = s.set.Now()
	result := Result{Delivery: d, At: now}
	result.Outcome, result.Due = r.judge(err, d.Attempts, now)
	s.results <- ended{result, r} // there is room for all in flight
}

// untilQuiet is when nothing more may be called: the end of the run, or of the day.
func untilQuiet(now, notAfter time.Time) time.Time {
	for end := now; end.Before(notAfter); end = end.Add(time.Hour) {
		if hour := end.Truncate(time.Hour); Quiet(hour) && hour.After(now) {
			return hour
		}
	}
	return notAfter
}

// judge says what a call means for the delivery and for the whole broadcast.
func (r *run) judge(err error, attempts int, now time.Time) (Outcome, time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case err == nil:
		r.proven, r.failed, r.rest = true, 0, 0
		return Delivered, time.Time{}
	case errors.Is(err, ErrBlocked):
		r.proven, r.failed = true, 0
		return Blocked, time.Time{}
	case errors.Is(err, ErrRefused):
		r.haltLocked(halt{why: fmt.Sprintf("Telegram does not take this message (%v)", err)})
		return Failed, time.Time{}
	case errors.Is(err, ErrToken):
		r.haltLocked(halt{why: "Telegram refuses the bot's token (look at the settings)", again: longestRest})
		return Queued, now
	case errors.Is(err, ErrNoTurn):
		return Queued, now // it was stopped before, or waited too long, or another sends now
	case errors.Is(err, ErrUnreached):
		r.lineFailedLocked("Telegram cannot be reached")
		return Queued, now.Add(min(time.Duration(attempts)*5*time.Second, time.Minute))
	}
	r.lineFailedLocked("Telegram gives no clear answer")
	return Unknown, time.Time{}
}

func (r *run) lineFailedLocked(why string) {
	if r.failed++; r.failed < tooMany {
		return
	}
	r.rest = min(max(2*r.rest, firstRest), longestRest)
	r.haltLocked(halt{why: why, again: r.rest})
}

// haltLocked asks for a pause. What waits for its turn is called back at once; a fault
// that needs a person goes before one that mends itself.
func (r *run) haltLocked(h halt) {
	if r.halt == nil || h.again == 0 {
		r.halt = &h
	}
	r.stopLocked()
}

// asked gives the pause that a delivery asked for.
func (r *run) asked() (halt, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.halt == nil {
		return halt{}, false
	}
	return *r.halt, true
}

// recall takes the next copies out of the chats. One that is gone or too old stays
// counted as sent. Calls under way come to their end first: they bring copies, too.
func (s *Sender) recall(ctx context.Context, r *run, now time.Time) (more bool, err error) {
	if !r.none() {
		return false, nil
	}
	copies, err := s.ledger.Copies(ctx, r.b.ID, r.recalled, now.Add(-recallable), recallBatch)
	if err != nil {
		return false, err
	}
	if len(copies) == 0 {
		if err := s.ledger.RecallDone(ctx, r.b.ID); err != nil {
			return false, err
		}
		s.looked = time.Time{}
		return true, nil
	}
	var mu sync.Mutex
	var gone []int64
	var all sync.WaitGroup
	reached := true
	for _, c := range copies {
		if c.Chat == 0 {
			continue
		}
		all.Go(func() {
			err := s.courier.Recall(ctx, c.Chat, c.Message)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				gone = append(gone, c.Subscriber)
			case errors.Is(err, ErrRefused), errors.Is(err, ErrBlocked):
			default:
				reached = false
			}
		})
	}
	all.Wait()
	if err := s.ledger.TakenBack(ctx, r.b.ID, gone); err != nil {
		return false, err
	}
	if reached {
		r.recalled = copies[len(copies)-1].Subscriber
	}
	return reached, nil // a second deletion does no harm: the same are tried again
}
