package telegram

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/go-telegram/bot"
)

func TestTroubleIsSorted(t *testing.T) {
	b, err := New(Settings{Token: "123456:abcdefghijklmnopqrstuvwxyz"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		err  error
		kind error
		text string
	}{
		{"flood", fmt.Errorf("wrapped: %w", &bot.TooManyRequestsError{Message: "too many", RetryAfter: 7}), ErrFlood, ""},
		{"blocked", fmt.Errorf("%w, bot was blocked by the user", bot.ErrorForbidden), ErrBlocked, ""},
		{"moved", &bot.MigrateError{Message: "bad request: group moved", MigrateToChatID: -1001234}, ErrRefused, "telegram m: refused: the group has become a supergroup"},
		{"refused", fmt.Errorf(`%w, can't parse "he locked me in"`, bot.ErrorBadRequest), ErrRefused, "telegram m: refused: bad request, can…"},
		{"the same", fmt.Errorf("%w, message is not modified: x", bot.ErrorBadRequest), errSame, ""},
		{"revoked", fmt.Errorf("%w, x", bot.ErrorUnauthorized), ErrToken, ""},
		{"no such token", fmt.Errorf("%w, x", bot.ErrorNotFound), ErrToken, ""},
		{"second copy", fmt.Errorf("%w, x", bot.ErrorConflict), ErrConflict, ""},
		{"unreadable", errors.New("error decode response body for method m, <whole page with words>"), ErrUnclear, "telegram m: outcome unknown: an answer that cannot be read"},
		{"page", fmt.Errorf("error do request, %w", &status{code: 502}), ErrUnclear, "telegram m: outcome unknown: HTTP status 502"},
		{"never left", fmt.Errorf("error do request, %w", &lost{before: true, err: errors.New("refused")}), ErrUnreached, ""},
	} {
		got := b.trouble("m", c.err)
		if !errors.Is(got, c.kind) {
			t.Errorf("%s: %v, want %v", c.name, got, c.kind)
		}
		if c.text != "" && got.Error() != c.text {
			t.Errorf("%s reads %q, want %q", c.name, got, c.text)
		}
	}
	if d := RetryAfter(b.trouble("m", &bot.TooManyRequestsError{RetryAfter: 7})); d != 7*time.Second {
		t.Errorf("retry after %v, want 7s", d)
	}
	if b.trouble("m", nil) != nil {
		t.Error("no error became one")
	}
}
