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

// lanes decide when a call may go out. Residents have their own slots and wait for
// nothing else; campaigns have a rate and few slots, and give way: every call for
// a resident takes the turn of a campaign message, because Telegram counts both.
type lanes struct {
	residents, bulk chan struct{}
	every           time.Duration // between two campaign messages

	mu    sync.Mutex
	next  time.Time           // when the next campaign message may go
	chats map[int64]time.Time // when a chat's burst is whole again; absent when it is
	sweep int                 // clean chats when there are so many
}

func newLanes(perSecond float64) *lanes {
	return &lanes{
		residents: make(chan struct{}, residentSlots),
		bulk:      make(chan struct{}, bulkSlots),
		every:     time.Duration(float64(time.Second) / perSecond),
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
	// At most a second in debt: a busy night must not stop a campaign for ever.
	if now := time.Now(); l.next.Before(now) {
		l.next = now.Add(l.every)
	} else if l.next.Sub(now) < time.Second {
		l.next = l.next.Add(l.every)
	}
	l.mu.Unlock()
	return call()
}

// campaign makes a call for a campaign when the chat, the rate and a slot allow.
func (l *lanes) campaign(ctx context.Context, chat int64, call func() error) error {
	// The chat's own wait comes first and holds no slot, so that it holds nobody up.
	for {
		wait := l.chatTurn(chat)
		if wait <= 0 {
			break
		}
		if err := sleep(ctx, wait); err != nil {
			return err
		}
	}
	select {
	case l.bulk <- struct{}{}:
		defer func() { <-l.bulk }()
	case <-ctx.Done():
		return ctx.Err()
	}
	for {
		wait := l.turn()
		if wait <= 0 {
			break
		}
		if err := sleep(ctx, wait); err != nil {
			return err
		}
	}
	return call()
}

// turn takes the next turn of the campaigns, or says how long it is until then.
func (l *lanes) turn() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	if wait := l.next.Sub(now); wait > 0 {
		return wait
	}
	l.next = now.Add(l.every)
	return 0
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
