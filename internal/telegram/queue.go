package telegram

import (
	"context"
	"slices"
	"sync"
	"time"
)

// mostWaiting bounds what one chat can pile up in memory; nobody types so fast.
const mostWaiting = 1000

// arrival is one update on its way to being handled.
type arrival struct {
	id    int64 // Telegram's update id
	in    Input
	press string // id of the callback to answer, "" when none
	kind  string // of a group: "group", "supergroup" or "channel"
	at    time.Time

	done chan struct{} // closed when it may be acknowledged
	once sync.Once
}

// release lets the arrival be acknowledged, and says whether it was not before.
func (a *arrival) release() (first bool) {
	a.once.Do(func() { first = true; close(a.done) })
	return first
}

// queues keep the inputs of each chat in order and the chats apart: one goroutine
// for a chat that has something waiting, none for the others. A press and a line of
// one person meet here, in Telegram's order of ids, because a webhook does not
// order them.
type queues struct {
	bot  *Bot
	ctx  context.Context // ends when the answers under way must end
	stop context.CancelFunc

	mu     sync.Mutex
	chats  map[int64]*queue
	closed bool
	busy   sync.WaitGroup
}

type queue struct {
	waiting []*arrival
	paced   bool // waits for its chat's turn: what comes now is acknowledged at once
}

func (qs *queues) start(b *Bot) {
	qs.bot, qs.chats = b, map[int64]*queue{}
	qs.ctx, qs.stop = context.WithCancel(context.Background())
}

// put hands an arrival to its chat, and says false when the bot is closing.
func (qs *queues) put(a *arrival) bool {
	qs.mu.Lock()
	defer qs.mu.Unlock()
	if qs.closed {
		return false
	}
	q := qs.chats[a.in.Chat]
	if q == nil {
		q = &queue{}
		qs.chats[a.in.Chat] = q
		qs.busy.Add(1)
		go qs.work(a.in.Chat, q)
	}
	if len(q.waiting) >= mostWaiting {
		qs.bot.counts.Dropped.Add(1)
		a.release()
		return true
	}
	at := len(q.waiting)
	for at > 0 && q.waiting[at-1].id > a.id {
		at--
	}
	q.waiting = slices.Insert(q.waiting, at, a)
	if q.paced {
		qs.early(a)
	}
	return true
}

// early lets arrivals be acknowledged before they are handled, and counts them.
func (qs *queues) early(as ...*arrival) {
	for _, a := range as {
		if a.release() {
			qs.bot.counts.AckedEarly.Add(1)
		}
	}
}

// work empties the queue of one chat.
func (qs *queues) work(chat int64, q *queue) {
	defer qs.busy.Done()
	for {
		qs.mu.Lock()
		if len(q.waiting) == 0 {
			delete(qs.chats, chat)
			qs.mu.Unlock()
			return
		}
		// Waiting for the chat's turn comes before asking for the answer, so that all
		// lines that come meanwhile get one answer; and it holds no acknowledgement,
		// because a webhook brings the next line only then.
		if q.waiting[0].isLine() {
			if wait := qs.bot.lanes.chatWait(chat); wait > 0 {
				q.paced = true
				qs.early(q.waiting...)
				qs.mu.Unlock()
				if sleep(qs.ctx, wait) != nil {
					return // closing: nobody is left to answer
				}
				qs.mu.Lock()
				q.paced = false
			}
		}
		batch := q.take()
		qs.mu.Unlock()

		qs.bot.answer(qs.ctx, batch)
		if qs.ctx.Err() != nil {
			return // perhaps cut short: what is not acknowledged comes again after the start
		}
		for _, a := range batch {
			a.release()
		}
	}
}

// take removes what is answered together: one input, or a row of lines.
func (q *queue) take() []*arrival {
	n := 1
	if q.waiting[0].isLine() {
		for n < len(q.waiting) && q.waiting[n].isLine() {
			n++
		}
	}
	batch := slices.Clone(q.waiting[:n])
	q.waiting = slices.Delete(q.waiting, 0, n)
	return batch
}

func (a *arrival) isLine() bool { return a.in.Kind == Typed || a.in.Kind == Other }

// drain takes nothing more and waits until everything is answered, at most so long.
func (qs *queues) drain(within time.Duration) {
	qs.mu.Lock()
	qs.closed = true
	qs.mu.Unlock()
	end := time.AfterFunc(within, qs.stop)
	defer end.Stop()
	qs.busy.Wait()
	qs.stop()
}
