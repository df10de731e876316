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

// Waiting counts what waits in a chat behind the input that is being answered.
func (b *Bot) Waiting(chat int64) int {
	b.queues.mu.Lock()
	defer b.queues.mu.Unlock()
	if q := b.queues.chats[chat]; q != nil {
		return len(q.waiting)
	}
	return 0
}
