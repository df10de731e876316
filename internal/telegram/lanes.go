package telegram

import (
	"context"
	"sync"
	"time"
)

// A chat may get a burst of new messages and then one a second. Telegram states
// the second and leaves the burst open, so the burst is small, and a 429 is obeyed
// in any case.
const (
	chatGap   = time.Second
	chatBurst = 3
)

// FreeRate is how many messages Telegram takes of every bot in a second, about, and
// for nothing (Bot FAQ).
const FreeRate = 30

// behind is how much a campaign makes up for: above FreeRate messages are so close
// that the machine is late for some. It never goes above its rate in any one second.
const behind = 50 * time.Millisecond

// lanes decide when a call may go out. Residents have their own slots and wait for
// nothing else; campaigns have a rate and fewer slots, and give way: every call for
// a resident takes the turn of a campaign message, because Telegram counts both.
type lanes struct {
	residents, bulk chan struct{}
	first           chan struct{} // held by the campaign message whose turn is next
	every           time.Duration // between two campaign messages

	mu     sync.Mutex
	next   time.Time           // when the next campaign message may go
	recent []time.Time         // a ring of when the last calls went, as many as may go in one second
	oldest int                 // where the ring's oldest is
	chats  map[int64]time.Time // when a chat's burst is whole again; absent when it is
	sweep  int                 // clean chats when there are so many
}

// newLanes takes the rate of the campaigns in messages a second, at least 1. A call
// may take a fifth of a second before their slots, not the rate, hold them back.
func newLanes(perSecond int) *lanes {
	return &lanes{
		residents: make(chan struct{}, residentSlots),
		bulk:      make(chan struct{}, max(4, perSecond/5)),
		first:     make(chan struct{}, 1),
		every:     time.Second / time.Duration(perSecond),
		recent:    make([]time.Time, perSecond),
		chats:     map[int64]time.Time{},
	}
}

// resident makes a call for a resident as soon as one of many slots is free.
func (l *lanes) resident(ctx context.Context, call func() error) error {
	select {
	case l.residents <- struct{}{}:
		defer func() { <-l.residents }()
	case <-ctx.Done():
		return ctx.Err()
	}
	l.mu.Lock()
	l.goLocked(time.Now())
	l.mu.Unlock()
	return call()
}

// campaign makes a call for a campaign when the chat, a slot and the rate allow.
func (l *lanes) campaign(ctx context.Context, chat int64, call func() error) error {
	// The chat's own wait comes first and holds no slot, so that it holds nobody up.
	if err := wait(ctx, func() time.Duration { return l.chatTurn(chat) }); err != nil {
		return err
	}
	select {
	case l.bulk <- struct{}{}:
		defer func() { <-l.bulk }()
	case <-ctx.Done():
		return ctx.Err()
	}
	if err := l.bulkTurn(ctx); err != nil {
		return err
	}
	return call()
}

// bulkTurn waits for the turn of one campaign message. Only the first in the row
// watches the clock.
func (l *lanes) bulkTurn(ctx context.Context) error {
	select {
	case l.first <- struct{}{}:
		defer func() { <-l.first }()
	case <-ctx.Done():
		return ctx.Err()
	}
	return wait(ctx, l.turn)
}

// turn takes the next turn of the campaigns, or says how long it is until then.
func (l *lanes) turn() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	if until := max(l.next.Sub(now), l.recent[l.oldest].Add(time.Second).Sub(now)); until > 0 {
		return until
	}
	l.goLocked(now)
	return 0
}

// goLocked counts a call of either lane. Residents put the campaigns into debt for a
// second at most: a busy night must not stop a campaign for longer than it lasts.
func (l *lanes) goLocked(now time.Time) {
	l.recent[l.oldest] = now
	l.oldest = (l.oldest + 1) % len(l.recent)
	earliest := now
	if len(l.recent) > FreeRate {
		earliest = now.Add(-behind)
	}
	if l.next.Before(earliest) {
		l.next = earliest
	}
	if l.next.Sub(now) < time.Second {
		l.next = l.next.Add(l.every)
	}
}

// flood obeys a 429: that chat waits, and every campaign message does.
func (l *lanes) flood(chat int64, after time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	until := time.Now().Add(after)
	if until.After(l.next) {
		l.next = until
	}
	l.chats[chat] = until.Add((chatBurst - 1) * chatGap)
}

// chatWait says how long a new message in the chat has to wait.
func (l *lanes) chatWait(chat int64) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.waitLocked(chat)
}

// chatTurn takes the chat's turn for a new message, or says how long it is until
// then.
func (l *lanes) chatTurn(chat int64) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	if wait := l.waitLocked(chat); wait > 0 {
		return wait
	}
	l.tookLocked(chat)
	return 0
}

// took counts a new message in the chat.
func (l *lanes) took(chat int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.tookLocked(chat)
}

func (l *lanes) waitLocked(chat int64) time.Duration {
	whole, ok := l.chats[chat]
	if !ok {
		return 0
	}
	return time.Until(whole) - (chatBurst-1)*chatGap
}

func (l *lanes) tookLocked(chat int64) {
	now := time.Now()
	whole := l.chats[chat]
	if whole.Before(now) {
		whole = now
	}
	l.chats[chat] = whole.Add(chatGap)
	if len(l.chats) > l.sweep {
		for chat, whole := range l.chats {
			if whole.Before(now) {
				delete(l.chats, chat)
			}
		}
		l.sweep = max(1024, 2*len(l.chats))
	}
}

// wait asks for a turn until it is given, as a wait of nothing, and sleeps between.
func wait(ctx context.Context, turn func() time.Duration) error {
	for {
		d := turn()
		if d <= 0 {
			return nil
		}
		if err := sleep(ctx, d); err != nil {
			return err
		}
	}
}

// sleep waits, but not longer than ctx.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
