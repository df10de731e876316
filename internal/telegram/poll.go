package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/go-telegram/bot"
)

const (
	pollSeconds = 50 // Telegram allows no more
	// slowAfter is the age from which an update no longer waits for its answer to be
	// acknowledged.
	slowAfter = 5 * time.Second
	// lookAgain is how long new updates wait while an older one is being answered.
	// Telegram serves the same offset slower when asked more than about twice a second.
	lookAgain = 750 * time.Millisecond

	longestRest = 5 * time.Second // between two polls that fail
)

// poller asks Telegram for updates. An offset acknowledges everything below it, so
// the offset stays at the oldest update that is not handled: Telegram gives that
// one again with those that came after it, and a slow chat keeps nobody waiting.
type poller struct {
	bot    *Bot
	offset int64
	open   []*arrival // given and not yet below the offset, oldest first
}

// run polls until ctx ends.
func (p *poller) run(ctx context.Context) {
	rest, failed := time.Duration(0), 0
	// The first poll does not wait, so that it is known at once whether updates arrive.
	for timeout := 0; ctx.Err() == nil; timeout = pollSeconds {
		if len(p.open) > 0 {
			timeout = 0
		}
		raws, err := p.bot.getUpdates(ctx, p.offset, timeout)
		if ctx.Err() != nil {
			return
		}
		if failed++; err == nil {
			failed = 0
		}
		// One poll that fails is no news on the internet; three are.
		if err == nil || failed >= 3 || errors.Is(err, ErrConflict) || errors.Is(err, ErrToken) {
			p.bot.received(err)
		}
		if err != nil {
			rest = min(max(2*rest, 100*time.Millisecond), longestRest)
			sleep(ctx, max(rest, RetryAfter(err)))
			continue
		}
		rest = 0
		p.take(raws)
		p.wait(ctx)
	}
}

// take hands on what was not given before. Ids are compared for being the same and
// never for being larger: after an idle week Telegram starts again anywhere.
func (p *poller) take(raws []json.RawMessage) {
	known := make(map[int64]bool, len(p.open))
	for _, a := range p.open {
		known[a.id] = true
	}
	for _, raw := range raws {
		if len(known) > 0 {
			var u struct {
				ID int64 `json:"update_id"`
			}
			if json.Unmarshal(raw, &u) == nil && known[u.ID] {
				continue
			}
		}
		a := p.bot.receive(raw)
		p.open = append(p.open, a)
		p.bot.pass(a)
	}
}

// wait lets the open updates be handled, all of them or until it is time to look
// for new ones, and moves the offset.
func (p *poller) wait(ctx context.Context) {
	look := time.NewTimer(lookAgain)
	defer look.Stop()
	for len(p.open) > 0 {
		a := p.open[0]
		select {
		case <-a.done:
		default:
			select {
			case <-a.done:
			case <-look.C:
				if time.Since(a.at) < slowAfter {
					return
				}
				p.bot.queues.early(a)
				look.Reset(0) // the next may be as old
			case <-ctx.Done():
				return
			}
		}
		p.offset = a.id + 1
		p.open = p.open[1:]
	}
}

// finish acknowledges what was handled, so that it is not given to the next start.
func (p *poller) finish(ctx context.Context) {
	for len(p.open) > 0 {
		select {
		case <-p.open[0].done:
			p.offset = p.open[0].id + 1
			p.open = p.open[1:]
			continue
		default:
		}
		break
	}
	if p.offset != 0 {
		if _, err := p.bot.getUpdates(ctx, p.offset, 0); err != nil {
			p.bot.log.Warn("the last updates will be answered twice", "problem", err)
		}
	}
}

// getUpdates is the one call that does not go through the library, whose own
// acknowledges too early and fails for one update that it cannot decode.
func (b *Bot) getUpdates(ctx context.Context, offset int64, seconds int) ([]json.RawMessage, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Duration(seconds)*time.Second+sendTimeout)
	defer cancel()
	body, err := json.Marshal(map[string]any{"offset": offset, "timeout": seconds, "limit": 100, "allowed_updates": kinds})
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, b.set.APIURL+"/bot"+b.set.Token+"/getUpdates", bytes.NewReader(body))
	if err != nil {
		return nil, b.trouble("getUpdates", newLost(err))
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := send(b.http.poll, req)
	if err != nil {
		return nil, b.trouble("getUpdates", err)
	}
	defer resp.Body.Close()
	var answer struct {
		OK         bool              `json:"ok"`
		Result     []json.RawMessage `json:"result"`
		Code       int               `json:"error_code"`
		Parameters struct {
			RetryAfter int `json:"retry_after"`
		} `json:"parameters"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		return nil, &Error{Method: "getUpdates", Kind: ErrUnclear, Reason: "an answer that cannot be read"}
	}
	if answer.OK {
		return answer.Result, nil
	}
	switch answer.Code {
	case 401, 404:
		err = bot.ErrorUnauthorized
	case 409:
		err = bot.ErrorConflict
	case 429:
		err = &bot.TooManyRequestsError{RetryAfter: answer.Parameters.RetryAfter}
	default:
		err = &status{code: answer.Code}
	}
	return nil, b.trouble("getUpdates", err)
}

// received notes how receiving stands, and logs it when that is news.
func (b *Bot) received(err error) {
	if errors.Is(err, ErrConflict) {
		b.counts.Conflict.Add(1)
		err = errors.New("another copy of the bot receives with this token, or a webhook is set (stop the other one: only one may run)")
	} else if errors.Is(err, ErrToken) {
		err = errors.New("the token is refused by Telegram (copy it again from BotFather)")
	}
	if !b.state.set(err) {
		return
	}
	if err != nil {
		b.log.Error("no updates from Telegram", "problem", err)
	} else {
		b.log.Info("receiving updates from Telegram")
	}
}

// pass hands an arrival that needs an answer to its chat.
func (b *Bot) pass(a *arrival) (taken bool) {
	select {
	case <-a.done:
		return true
	default:
		return b.queues.put(a)
	}
}
