package telegram

import (
	"context"
	"errors"
	"time"
)

const (
	// answerLife is how long after a press or a line its answer is worth repeating while
	// Telegram fails; later the phone may be in other hands.
	answerLife = 10 * time.Minute
	// fallbackLife is how long the fallback is, which is for whoever holds the phone.
	fallbackLife = 2 * time.Hour
	// firstWait doubles with every failure up to longestWait.
	firstWait   = 500 * time.Millisecond
	longestWait = 15 * time.Second
)

// call makes one call in the residents' lane, with its own deadline.
func (b *Bot) call(ctx context.Context, chat int64, method string, within time.Duration, do func(context.Context) error) error {
	err := b.lanes.resident(ctx, func() error {
		ctx, cancel := context.WithTimeout(ctx, within)
		defer cancel()
		return do(ctx)
	})
	err = b.trouble(method, err)
	switch {
	case errors.Is(err, ErrFlood):
		b.counts.Floods.Add(1)
		b.lanes.flood(chat, RetryAfter(err))
	case errors.Is(err, ErrBlocked):
		b.counts.Blocked.Add(1)
	}
	return err
}

// persist makes a call for a resident until Telegram has said yes or no, or until it
// is too late: it obeys retry_after, and repeats what may or may not have arrived,
// since a doubled answer is better than none.
func (b *Bot) persist(ctx context.Context, chat int64, method string, until time.Time, do func(context.Context) error) error {
	for wait := firstWait; ; wait = min(2*wait, longestWait) {
		err := b.call(ctx, chat, method, sendTimeout, do)
		pause := wait
		switch {
		case errors.Is(err, ErrFlood):
			pause = RetryAfter(err)
		case errors.Is(err, ErrUnclear), errors.Is(err, ErrUnreached), errors.Is(err, ErrToken), errors.Is(err, ErrConflict):
		default:
			return err
		}
		if time.Now().Add(pause).After(until) {
			return err
		}
		if sleep(ctx, pause) != nil {
			return err
		}
		b.counts.Repeated.Add(1)
	}
}
