package telegram

import (
	"context"
	"errors"
	"time"

	"github.com/go-telegram/bot"
)

// grace is how long answers under way may take after the program was asked to end.
const grace = 10 * time.Second

// Run receives until ctx ends: it polls, or tells Telegram to deliver to Handler,
// keeping what waits in both cases. Trouble with Telegram does not end it; it is
// told by Ready. When ctx ends it takes nothing more and lets the answers under way
// go out, for ten seconds at most; what it could not answer Telegram keeps.
func (b *Bot) Run(ctx context.Context) {
	go b.introduce(ctx)
	p := &poller{bot: b}
	if b.register(ctx) {
		if b.set.Webhook == nil {
			p.run(ctx)
		} else {
			b.received(nil)
			b.watch(ctx)
		}
	}
	b.queues.drain(b.grace)
	if b.set.Webhook == nil {
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 3*time.Second)
		defer cancel()
		p.finish(last)
	}
	b.state.set(errors.New("has stopped"))
	b.http.send.CloseIdleConnections()
	b.http.poll.CloseIdleConnections()
}

// register sets the webhook or takes it away, again and again until Telegram has
// done it. It says false when ctx ended first.
func (b *Bot) register(ctx context.Context) bool {
	return b.untilDone(ctx, func(ctx context.Context) error {
		w := b.set.Webhook
		if w == nil {
			_, err := b.api.DeleteWebhook(ctx, &bot.DeleteWebhookParams{})
			return b.trouble("deleteWebhook", err)
		}
		_, err := b.api.SetWebhook(ctx, &bot.SetWebhookParams{
			URL: w.URL, SecretToken: w.Secret, AllowedUpdates: kinds, MaxConnections: 100,
		})
		return b.trouble("setWebhook", err)
	}, b.received)
}

// untilDone repeats a call that start needs, with longer and longer rests.
func (b *Bot) untilDone(ctx context.Context, do func(context.Context) error, failed func(error)) bool {
	for rest := firstWait; ctx.Err() == nil; rest = min(2*rest, longestWait) {
		once, cancel := context.WithTimeout(ctx, sendTimeout)
		err := do(once)
		cancel()
		if err == nil {
			return true
		}
		if ctx.Err() == nil {
			failed(err)
			sleep(ctx, max(rest, RetryAfter(err)))
		}
	}
	return false
}
