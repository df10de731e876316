package telegram

import (
	"bytes"
	"context"
	"errors"
	"time"

	"github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"signpost/internal/message"
)

// Bulk sends one message of a campaign and gives its id. It waits for its turn
// behind the residents, until ctx ends, and obeys every 429; other trouble is the caller's to
// judge: after ErrUnclear nobody knows whether the message arrived, and it is not
// repeated here.
func (b *Bot) Bulk(ctx context.Context, chat int64, m message.Message) (messageID int, err error) {
	err = b.bulk(ctx, chat, "sendMessage", func(ctx context.Context) error {
		messageID, err = b.put(ctx, chat, m, b.set.Paid)
		return err
	})
	if err != nil {
		return 0, err
	}
	b.counts.Bulk.Add(1)
	return messageID, nil
}

// Recall takes one message of a campaign out of a chat, in the lane of the
// campaigns. ErrRefused says that it is over 48 hours old.
func (b *Bot) Recall(ctx context.Context, chat int64, messageID int) error {
	return b.bulk(ctx, chat, "deleteMessages", func(ctx context.Context) error {
		// This method, unlike its singular, takes a message that is gone already.
		_, err := asJSON(ctx, b.api.DeleteMessages, &bot.DeleteMessagesParams{ChatID: chat, MessageIDs: []int{messageID}})
		return err
	})
}

// bulk makes a call in the lane of the campaigns until it meets no 429. The end of
// ctx ends the wait for a turn, with ErrNoTurn, and never a call under way.
func (b *Bot) bulk(ctx context.Context, chat int64, method string, do func(context.Context) error) error {
	for {
		called := false
		err := b.lanes.campaign(ctx, chat, func() error {
			if over(ctx) {
				return context.DeadlineExceeded
			}
			called = true
			// Whether a call went that was cut short, nobody could know.
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), sendTimeout)
			defer cancel()
			return do(ctx)
		})
		if err != nil && !called {
			return &Error{Method: method, Kind: ErrNoTurn}
		}
		if err = b.trouble(method, err); !errors.Is(err, ErrFlood) {
			return err
		}
		b.counts.Floods.Add(1)
		b.lanes.flood(chat, RetryAfter(err))
	}
}

// over says whether the deadline of ctx has passed by the clock on the wall. Timers
// stand still while a machine sleeps, and it may wake up in quiet hours.
func over(ctx context.Context) bool {
	end, ok := ctx.Deadline()
	return ok && time.Now().Round(0).After(end.Round(0)) // without the clock that sleeps
}

// Notify sends staff a message that answers nothing they did, and gives its id. It
// goes at once, in the lane of the residents, and is tried once.
func (b *Bot) Notify(ctx context.Context, chat int64, m message.Message) (messageID int, err error) {
	b.lanes.took(chat)
	err = b.call(ctx, chat, "sendMessage", sendTimeout, func(ctx context.Context) error {
		messageID, err = b.put(ctx, chat, m, false)
		return err
	})
	return messageID, err
}

// Picture sends staff a PNG of ours, such as a chart, with a message under it, and
// gives its id. It goes at once, in the lane of the residents, and is tried once.
func (b *Bot) Picture(ctx context.Context, chat int64, png []byte, m message.Message) (messageID int, err error) {
	b.lanes.took(chat)
	err = b.call(ctx, chat, "sendPhoto", sendTimeout, func(ctx context.Context) error {
		m.Photo = "chart.png" // so that the words are held to a caption's length
		p := newPhoto(chat, m)
		p.Photo = &models.InputFileUpload{Filename: m.Photo, Data: bytes.NewReader(png)}
		sent, err := b.api.SendPhoto(ctx, p)
		if err == nil {
			messageID = sent.ID
		}
		return err
	})
	return messageID, err
}

// Change puts a message in the place of one of ours, which has no picture. It is
// tried once; that it stands so already is no error.
func (b *Bot) Change(ctx context.Context, chat int64, messageID int, m message.Message) error {
	err := b.call(ctx, chat, "editMessageText", sendTimeout, func(ctx context.Context) error {
		_, err := asJSON(ctx, b.api.EditMessageText, changed(chat, messageID, m))
		return err
	})
	if errors.Is(err, errSame) {
		return nil
	}
	return err
}

// put makes the call that puts a new message into a chat: a picture, if it has one.
func (b *Bot) put(ctx context.Context, chat int64, m message.Message, paid bool) (messageID int, err error) {
	if m.Photo == "" {
		p := newMessage(chat, m)
		p.AllowPaidBroadcast = paid
		sent, err := asJSON(ctx, b.api.SendMessage, p)
		if err != nil {
			return 0, err
		}
		return sent.ID, nil
	}
	p := newPhoto(chat, m)
	p.AllowPaidBroadcast = paid
	sent, err := asJSON(ctx, b.api.SendPhoto, p)
	if err != nil {
		return 0, err
	}
	return sent.ID, nil
}
