package telegramtest

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// FirstWait is how long an update waits before it is delivered again the second
// time. SRV (WebhookActor.cpp) tries again at once, then after 2, 4, 8 … seconds;
// here a second lasts 20 ms, so that tests end.
const FirstWait = 40 * time.Millisecond

// hook is a registered webhook. A nil hook delivers nothing.
type hook struct {
	url    string
	secret string
	client *http.Client
	slots  chan struct{}
	queues map[int64][]*update
	ctx    context.Context
	stop   context.CancelFunc

	failedAt time.Time // of the last delivery that was not taken
	failure  string
}

func (s *Server) setWebhook(args map[string]string) (any, *refusal) {
	if args["url"] == "" {
		return s.deleteWebhook(args)
	}
	u, err := url.Parse(args["url"])
	// Telegram takes https only; this server also takes http on this machine, and no
	// other host at all.
	if err != nil || u.Hostname() != "127.0.0.1" {
		return nil, bad("bad webhook: this server delivers to 127.0.0.1 only")
	}
	secret := args["secret_token"]
	if len(secret) > 256 || strings.ContainsFunc(secret, func(r rune) bool {
		return !(r == '_' || r == '-' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z')
	}) { // Bot API, setWebhook.secret_token
		return nil, bad("secret token contains unallowed characters")
	}
	most, no := integer(args, "max_connections", 40)
	if no != nil || most < 1 || most > 100 { // Bot API, setWebhook.max_connections
		return nil, bad("max_connections is out of range")
	}
	// SRV, Client.cpp process_set_webhook_query: setting the same again changes
	// nothing, and what is being delivered goes on.
	if h := s.hook; h != nil && h.url == args["url"] && h.secret == secret && cap(h.slots) == int(most) && !flag(args, "drop_pending_updates") {
		s.allow(args)
		return true, nil
	}
	s.stopHook()
	s.stopPoll()
	s.drop(args)
	s.allow(args)
	ctx, stop := context.WithCancel(context.Background())
	s.hook = &hook{
		url: args["url"], secret: secret, queues: map[int64][]*update{}, ctx: ctx, stop: stop,
		slots:  make(chan struct{}, most),
		client: &http.Client{Timeout: 60 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: int(most)}},
	}
	for _, u := range s.updates.waiting {
		s.hook.offer(s, u)
	}
	return true, nil
}

func (s *Server) deleteWebhook(args map[string]string) (any, *refusal) {
	s.stopHook()
	s.drop(args)
	return true, nil
}

func (s *Server) getWebhookInfo(map[string]string) (any, *refusal) {
	info := map[string]any{"url": "", "has_custom_certificate": false, "pending_update_count": len(s.updates.waiting)}
	if s.hook != nil {
		info["url"] = s.hook.url
		// SRV, Client.cpp: they stay after later deliveries succeed.
		if s.hook.failure != "" {
			info["last_error_date"], info["last_error_message"] = s.hook.failedAt.Unix(), s.hook.failure
		}
	}
	return info, nil
}

func (s *Server) drop(args map[string]string) {
	if flag(args, "drop_pending_updates") {
		s.updates.waiting = nil
	}
}

func (s *Server) stopHook() {
	if s.hook != nil {
		s.hook.stop()
		s.hook.client.CloseIdleConnections()
		s.hook = nil
	}
}

// offer puts an update into its queue. Within a queue they are delivered one after
// another, across queues at once (SRV, WebhookActor.cpp).
func (h *hook) offer(s *Server, u *update) {
	if h == nil {
		return
	}
	h.queues[u.queue] = append(h.queues[u.queue], u)
	if len(h.queues[u.queue]) == 1 {
		go h.deliver(s, u.queue)
	}
}

// deliver empties one queue, which holds at least one update when it begins.
func (h *hook) deliver(s *Server, queue int64) {
	wait := time.Duration(0)
	for {
		s.mu.Lock()
		u := h.queues[queue][0]
		late := s.now().After(u.expires)
		s.mu.Unlock()

		after, taken := time.Duration(0), true
		if !late {
			select {
			case h.slots <- struct{}{}:
			case <-h.ctx.Done():
				return
			}
			var failure string
			after, failure = h.post(u)
			<-h.slots
			if taken = failure == ""; !taken {
				s.mu.Lock()
				h.failedAt, h.failure = s.now(), failure
				s.mu.Unlock()
			}
		}
		if h.ctx.Err() != nil {
			return
		}
		if !taken {
			select {
			case <-time.After(max(wait, after)):
			case <-h.ctx.Done():
				return
			}
			wait = min(max(FirstWait, 2*wait), 32*FirstWait)
			continue
		}
		wait = 0
		s.mu.Lock()
		s.confirm(u)
		if u.copies <= 0 || late {
			h.queues[queue] = h.queues[queue][1:]
		}
		// Under the same lock that took the last one out: an offer that found an empty
		// queue still there would begin a second deliverer beside this one.
		empty := len(h.queues[queue]) == 0
		if empty {
			delete(h.queues, queue)
		}
		s.change()
		s.mu.Unlock()
		if empty {
			return
		}
	}
}

// post delivers once and says, in SRV's words, what kept the bot from taking it:
// any 2xx takes it.
func (h *hook) post(u *update) (after time.Duration, failure string) {
	req, err := http.NewRequestWithContext(h.ctx, http.MethodPost, h.url, bytes.NewReader(u.body))
	if err != nil {
		return 0, err.Error()
	}
	req.Header.Set("Content-Type", "application/json")
	if h.secret != "" {
		req.Header.Set("X-Telegram-Bot-Api-Secret-Token", h.secret)
	}
	resp, err := h.client.Do(req)
	if err != nil {
		return 0, "Connection failed"
	}
	resp.Body.Close()
	if seconds, err := strconv.Atoi(resp.Header.Get("Retry-After")); err == nil {
		after = time.Duration(min(seconds, 3600)) * FirstWait / 2
	}
	if resp.StatusCode/100 != 2 {
		failure = "Wrong response from the webhook: " + resp.Status
	}
	return after, failure
}
