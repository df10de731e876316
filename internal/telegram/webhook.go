package telegram

import (
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"sync/atomic"
	"time"
)

// largestUpdate is more than Telegram ever sends in one delivery.
const largestUpdate = 1 << 20

// Handler takes Telegram's deliveries: a stranger's are turned away with 401,
// before a byte of them is read, and one that is handled is answered 200. Telegram
// delivers again what got another answer, so a broken body costs a delivery and a
// bot that is closing loses nothing.
func (b *Bot) Handler() http.Handler {
	return http.HandlerFunc(b.deliver)
}

func (b *Bot) deliver(w http.ResponseWriter, r *http.Request) {
	turnAway := func(code int, count *atomic.Int64) {
		count.Add(1)
		w.WriteHeader(code)
	}
	refused := &b.counts.Webhook
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		turnAway(http.StatusMethodNotAllowed, &refused.Method)
		return
	}
	if b.set.Webhook == nil || !same(r.Header.Get("X-Telegram-Bot-Api-Secret-Token"), b.set.Webhook.Secret) {
		turnAway(http.StatusUnauthorized, &refused.Secret)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, largestUpdate))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		turnAway(http.StatusRequestEntityTooLarge, &refused.Size)
		return
	case err != nil || !isUpdate(body):
		turnAway(http.StatusBadRequest, &refused.Form)
		return
	}

	a := b.receive(body)
	if !b.pass(a) {
		w.Header().Set("Retry-After", "1")
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	b.delivered.Store(a.at.Unix())
	slow := time.NewTimer(slowAfter)
	defer slow.Stop()
	select {
	case <-a.done:
	case <-slow.C:
		b.queues.early(a)
	case <-b.queues.ctx.Done():
		// The program ends before this one is answered: Telegram keeps it.
		select {
		case <-a.done:
		default:
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
	}
	w.WriteHeader(http.StatusOK)
}

// same compares in a time that tells nothing of the secret, its length included.
func same(got, want string) bool {
	g, w := sha256.Sum256([]byte(got)), sha256.Sum256([]byte(want))
	return subtle.ConstantTimeCompare(g[:], w[:]) == 1
}

// isUpdate says whether the body is JSON that may be an update; what is wrong
// inside is for receive, which answers the person all the same.
func isUpdate(body []byte) bool {
	return json.Valid(body) && bytes.Contains(body, []byte(`"update_id"`))
}
