package telegram

import (
	"net/http"
	"time"
)

// Plug lets a bot call without a socket, for tests in which time is made up.
func (b *Bot) Plug(to http.RoundTripper) {
	b.http.send.Transport, b.http.poll.Transport = to, to
}

// Grace shortens the time for answers under way at the end.
func (b *Bot) Grace(d time.Duration) { b.grace = d }

// Sending gives the client that calls go through, so that a test can break it.
func (b *Bot) Sending() *http.Client { return b.http.send }
