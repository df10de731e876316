package telegramtest

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// How long Telegram keeps what the bot has not taken (SRV, Client.cpp: 86,400 s
// for messages, 150 s for presses).
const (
	messageLife = 24 * time.Hour
	pressLife   = 150 * time.Second
)

// update is one that waits for the bot.
type update struct {
	id      int64
	kind    string
	queue   int64
	expires time.Time
	body    json.RawMessage
	copies  int // how often it must be confirmed, 1 but for duplicates
}

type updates struct {
	next    int64
	waiting []*update
	allowed []string // kinds, nil for all
	double  int      // how many of the next updates come twice
	poll    context.CancelCauseFunc
}

// add queues an update of one kind; its body goes under that key.
func (s *Server) add(kind string, queue int64, body any) {
	if a := s.updates.allowed; len(a) > 0 && !slices.Contains(a, kind) {
		return
	}
	raw, err := json.Marshal(map[string]any{"update_id": s.updates.next, kind: body})
	if err != nil {
		panic(err) // only tests bring raw JSON in, and it must be JSON
	}
	life := messageLife
	if kind == "callback_query" {
		life = pressLife
	}
	u := &update{id: s.updates.next, kind: kind, queue: queue, expires: s.now().Add(life), body: raw, copies: 1}
	if s.updates.double > 0 {
		s.updates.double--
		u.copies = 2
	}
	s.updates.next++
	s.updates.waiting = append(s.updates.waiting, u)
	s.hook.offer(s, u)
}

// Raw queues an update as it is given, without its update_id: kind is its key.
func (s *Server) Raw(kind string, chat int64, body string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.add(kind, chat, json.RawMessage(body))
	s.change()
}

// Double lets the next n updates come twice, as after a confirmation that was lost.
func (s *Server) Double(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.updates.double = n
}

// Pending counts the updates that the bot has not confirmed.
func (s *Server) Pending() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.expire()
	return len(s.updates.waiting)
}

func (s *Server) expire() {
	now := s.now()
	s.updates.waiting = slices.DeleteFunc(s.updates.waiting, func(u *update) bool { return now.After(u.expires) })
}

// confirm takes an update off the list, or one of its copies.
func (s *Server) confirm(u *update) {
	if u.copies--; u.copies > 0 {
		return
	}
	if i := slices.Index(s.updates.waiting, u); i >= 0 {
		s.updates.waiting = slices.Delete(s.updates.waiting, i, i+1)
	}
}

var errOtherPoller = fmt.Errorf("terminated by other getUpdates request")

// getUpdates follows Bot API and SRV (Client.cpp, process_get_updates_query): an
// offset confirms everything below it, a negative one keeps that many from the
// end, at most 100 updates and 50 seconds, 409 beside a webhook, and of two pollers
// the one that waited gets the 409.
func (s *Server) getUpdates(args map[string]string, ctx context.Context) (any, *refusal) {
	offset, no := integer(args, "offset", 0)
	if no != nil {
		return nil, no
	}
	limit, no := integer(args, "limit", 100)
	if no != nil {
		return nil, no
	}
	timeout, no := integer(args, "timeout", 0)
	if no != nil {
		return nil, no
	}
	limit = min(max(limit, 1), 100)
	end := time.NewTimer(time.Duration(min(max(timeout, 0), 50)) * time.Second)
	defer end.Stop()

	s.mu.Lock()
	if s.hook != nil {
		s.mu.Unlock()
		return nil, &refusal{code: 409, text: "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"}
	}
	s.stopPoll()
	poll, stop := context.WithCancelCause(ctx)
	s.updates.poll = stop
	s.allow(args)
	s.forget(offset)
	s.change()
	for {
		s.expire()
		if n := min(int(limit), len(s.updates.waiting)); n > 0 {
			bodies := make([]json.RawMessage, n)
			for i, u := range s.updates.waiting[:n] {
				bodies[i] = u.body
			}
			s.mu.Unlock()
			return bodies, nil
		}
		changed := s.changed
		s.mu.Unlock()
		select {
		case <-end.C:
			return []json.RawMessage{}, nil
		case <-poll.Done():
			if context.Cause(poll) == errOtherPoller {
				return nil, &refusal{code: 409, text: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"}
			}
			return []json.RawMessage{}, nil
		case <-changed:
		}
		s.mu.Lock()
	}
}

func (s *Server) stopPoll() {
	if s.updates.poll != nil {
		s.updates.poll(errOtherPoller)
		s.updates.poll = nil
	}
}

func (s *Server) forget(offset int64) {
	if offset < 0 {
		if n := len(s.updates.waiting) + int(offset); n > 0 {
			s.updates.waiting = slices.Delete(s.updates.waiting, 0, n)
		}
		return
	}
	done := 0
	var again []*update
	for _, u := range s.updates.waiting {
		if u.id >= offset {
			break
		}
		done++
		if u.copies--; u.copies > 0 {
			again = append(again, u)
		}
	}
	s.updates.waiting = append(again, s.updates.waiting[done:]...)
}

// allow keeps the kinds asked for; without any the previous ones stay (Bot API).
func (s *Server) allow(args map[string]string) {
	if raw := args["allowed_updates"]; raw != "" {
		json.Unmarshal([]byte(raw), &s.updates.allowed)
	}
}
