package main

import (
	"context"
	"errors"
	"time"

	"signpost/internal/broadcast"
	"signpost/internal/message"
	"signpost/internal/store"
	"signpost/internal/telegram"
)

// campaigns sends what campaign teams have had approved, from when the database is
// open until ctx ends and what is under way has come to its end.
func (s *served) campaigns(ctx context.Context) {
	var opened *store.Store
	select {
	case <-ctx.Done():
		return
	case opened = <-s.db.opened:
	}
	s.book.Store(opened)
	if s.desk != nil {
		s.desk.Keep(opened.Campaigns(), opened.Desk())
	}
	s.adopt(ctx)
	sender := broadcast.NewSender(opened.Deliveries(), courier{s.bot, s.sessions.Consents().OptingOut}, broadcast.Settings{
		Rate:      s.set.BulkRate,
		Window:    s.set.SendWindow,
		WeeklyCap: s.set.WeeklyCap,
		Lease:     s.lease,
		Buttons:   s.broadcastButtons,
		Log:       s.log,
		Now:       s.now,
	})
	s.sender.Store(sender)
	sender.Run(ctx)
}

// adopt brings the campaign files into the book: at the start and when the words are
// read again. Without a database that waits for the next time.
func (s *served) adopt(ctx context.Context) {
	opened := s.book.Load()
	if opened == nil {
		return
	}
	words, _ := s.flags.folders()
	files, problems := broadcast.LoadFiles(words)
	for _, p := range problems {
		s.log.Error("campaign file: " + p.String())
	}
	if len(problems) > 0 {
		return
	}
	if err := broadcast.Adopt(ctx, opened.Campaigns(), files, s.now()); err != nil {
		s.log.Error("campaign files were not read", "problem", err)
	}
}

// courier is Telegram as campaigns see it.
type courier struct {
	bot *telegram.Bot
	// optingOut says who has said stop while the database could not take it.
	optingOut func(chat int64) bool
}

// Send implements broadcast.Courier.
func (c courier) Send(ctx context.Context, chat int64, m message.Message) (int64, error) {
	if c.optingOut(chat) {
		return 0, broadcast.ErrBlocked // which writes the opt-out down, too
	}
	id, err := c.bot.Bulk(ctx, chat, m)
	return int64(id), kind(err)
}

// Recall implements broadcast.Courier.
func (c courier) Recall(ctx context.Context, chat, messageID int64) error {
	return kind(c.bot.Recall(ctx, chat, int(messageID)))
}

// kinds says what Telegram's trouble means for a delivery.
var kinds = []struct{ of, is error }{
	{telegram.ErrBlocked, broadcast.ErrBlocked},
	{telegram.ErrRefused, broadcast.ErrRefused},
	{telegram.ErrUnreached, broadcast.ErrUnreached},
	{telegram.ErrNoTurn, broadcast.ErrNoTurn},
	{telegram.ErrToken, broadcast.ErrToken},
}

// kind sorts an error of Telegram; what is not listed is unclear.
func kind(err error) error {
	if err == nil {
		return nil
	}
	for _, k := range kinds {
		if errors.Is(err, k.of) {
			return outcome{err, k.is}
		}
	}
	return outcome{err, broadcast.ErrUnclear}
}

// outcome is an error of Telegram with what it means.
type outcome struct {
	error
	kind error
}

func (o outcome) Unwrap() error { return o.kind }

// clock gives the time: env's in a test of the whole program, or else the machine's.
func (e env) clock() func() time.Time {
	if e.now != nil {
		return e.now
	}
	return time.Now
}
