package telegram

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/go-telegram/bot/models"
)

// lookEvery is how often Telegram is asked how the webhook stands.
const lookEvery = time.Minute

// watch looks after the webhook until ctx ends. Telegram tells nobody that it was
// taken away, set to another address or cannot be reached: updates just stop.
func (b *Bot) watch(ctx context.Context) {
	for failed := 0; sleep(ctx, lookEvery) == nil; {
		info, err := b.webhookInfo(ctx)
		if err != nil {
			// One call that fails is no news on the internet; three are.
			if failed++; failed >= 3 || errors.Is(err, ErrToken) {
				b.received(err)
			}
			continue
		}
		failed = 0
		b.notDelivered(b.undelivered(info))
		switch info.URL {
		case b.set.Webhook.URL:
			b.received(nil)
		case "":
			b.received(errors.New("the webhook was taken away, it is set again (another copy of the bot may be polling with this token: only one may run)"))
			if b.register(ctx) {
				b.received(nil)
			}
		default:
			// To set it again would only make two copies take it from each other.
			b.received(errors.New("the webhook is set to another address (stop the other copy of the bot, then restart this one)"))
		}
	}
}

func (b *Bot) webhookInfo(ctx context.Context) (*models.WebhookInfo, error) {
	ctx, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	info, err := b.api.GetWebhookInfo(ctx)
	return info, b.trouble("getWebhookInfo", err)
}

// undelivered gives Telegram's reason when updates wait and its last try to deliver
// failed after the last one that arrived. An older failure is over: Telegram goes
// on to tell it.
func (b *Bot) undelivered(info *models.WebhookInfo) error {
	if info.URL != b.set.Webhook.URL || info.PendingUpdateCount == 0 || int64(info.LastErrorDate) <= b.delivered.Load() {
		return nil
	}
	return fmt.Errorf("cannot deliver to WEBHOOK_URL (look at what stands between it and LISTEN_ADDR): %s", b.scrub.String(info.LastErrorMessage))
}

// notDelivered notes how delivering stands, and logs it when that is news.
func (b *Bot) notDelivered(err error) {
	if news := b.delivery.set(err); news && err != nil {
		b.log.Error("Telegram waits with updates", "problem", err)
	} else if news {
		b.log.Info("Telegram delivers updates")
	}
}
