package telegram

import (
	"errors"
	"strings"
	"time"

	"github.com/go-telegram/bot"
)

// The few kinds of trouble that a caller can tell apart with errors.Is.
var (
	// ErrBlocked: the person stopped the bot or is gone. Stop writing to them.
	ErrBlocked = errors.New("blocked")
	// ErrFlood: too fast. RetryAfter says how long to wait.
	ErrFlood = errors.New("too fast")
	// ErrRefused: Telegram does not take this content or chat, now or later.
	ErrRefused = errors.New("refused")
	// ErrUnreached: the call never reached Telegram; nothing was sent.
	ErrUnreached = errors.New("not reached")
	// ErrNoTurn: the wait for a turn was ended before the call; nothing was sent.
	ErrNoTurn = errors.New("no turn came")
	// ErrUnclear: no answer, or a 5xx: nobody knows whether the message was sent.
	ErrUnclear = errors.New("outcome unknown")
	// ErrToken: the token is refused; only a person can mend it.
	ErrToken = errors.New("token refused")
	// ErrConflict: another copy of the bot receives.
	ErrConflict = errors.New("another copy receives")

	errSame = errors.New("not modified") // the message already stands so
)

// Error is trouble with one call. Its text holds no token and no words of people.
type Error struct {
	Method string
	Kind   error         // one of the Err… above
	After  time.Duration // for ErrFlood
	Reason string
}

func (e *Error) Error() string {
	text := "telegram " + e.Method + ": " + e.Kind.Error()
	if e.Reason != "" {
		text += ": " + e.Reason
	}
	return text
}

func (e *Error) Unwrap() error { return e.Kind }

// trouble sorts an error of the library into one of ours.
func (b *Bot) trouble(method string, err error) error {
	if err == nil {
		return nil
	}
	e := &Error{Method: method, Reason: b.scrub.String(err.Error())}
	var (
		flood   *bot.TooManyRequestsError
		migrate *bot.MigrateError
		gone    *lost
		page    *status
	)
	switch {
	case errors.As(err, &flood):
		// errors.Is with the library's own sentinel is false for this one.
		e.Kind, e.After = ErrFlood, time.Duration(max(flood.RetryAfter, 1))*time.Second
	case errors.As(err, &page):
		e.Reason = page.Error()
		switch {
		case page.code == 429:
			e.Kind, e.After = ErrFlood, max(page.after, time.Second)
		default:
			e.Kind = ErrUnclear
		}
	case errors.As(err, &gone):
		e.Kind, e.Reason = ErrUnclear, b.scrub.String(gone.Error())
		if gone.before {
			e.Kind = ErrUnreached
		}
	case errors.Is(err, bot.ErrorForbidden):
		e.Kind = ErrBlocked
	case errors.Is(err, bot.ErrorUnauthorized), errors.Is(err, bot.ErrorNotFound):
		// Telegram answers 404 only for an address with a wrong token in it.
		e.Kind = ErrToken
	case errors.Is(err, bot.ErrorConflict):
		e.Kind = ErrConflict
	case errors.As(err, &migrate), errors.Is(err, bot.ErrorBadRequest):
		e.Kind = ErrRefused
		if migrate != nil { // its text ends with the number of the new chat
			e.Reason = "the group has become a supergroup"
		}
		// Telegram gives no code for these two; no other text is looked at.
		switch text := err.Error(); {
		case strings.Contains(text, "message is not modified"):
			e.Kind = errSame
		case strings.Contains(text, "chat not found"): // a deleted account
			e.Kind = ErrBlocked
		}
		// Telegram quotes what it refuses, and that may be a person's word.
		if at := strings.IndexAny(e.Reason, "\"'`"); at >= 0 {
			e.Reason = e.Reason[:at] + "…"
		}
	default:
		// What the library could not read: it repeats the whole answer, so it stays out.
		e.Kind, e.Reason = ErrUnclear, "an answer that cannot be read"
	}
	return e
}

// RetryAfter gives how long Telegram asked to wait, 0 for other trouble.
func RetryAfter(err error) time.Duration {
	var e *Error
	if errors.As(err, &e) {
		return e.After
	}
	return 0
}
