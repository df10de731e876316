package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"time"

	"signpost/internal/subscriber"
)

const (
	insertSubscriber = `
INSERT INTO subscribers (id, look, sealed, boroughs, topics, lang, wording, since)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (look) DO UPDATE SET boroughs = excluded.boroughs, topics = excluded.topics,
    lang = excluded.lang, wording = excluded.wording, since = excluded.since`

	deleteSubscriber = `
DELETE FROM subscribers WHERE look = $1`

	findSubscriber = `
SELECT boroughs, topics, lang, wording, since FROM subscribers WHERE look = $1`

	findSubscriberID = `
SELECT id FROM subscribers WHERE look = $1`

	countMessages = `SELECT COUNT(*) FROM (` + findMessages + `) AS known`

	findReceived = `
SELECT message, sent_at FROM deliveries WHERE state = 2
AND broadcast IN (SELECT id FROM broadcasts WHERE recipients > 0)
AND subscriber = (SELECT id FROM subscribers WHERE look = $1)`

	deleteMessages = `
DELETE FROM chat_messages WHERE chat = $1`
)

// Book gives the people who asked for messages.
func (s *Store) Book() subscriber.Book { return book{s} }

type book struct{ *Store }

// OptIn implements subscriber.Book.
func (b book) OptIn(ctx context.Context, chat int64, c subscriber.Choice, wording string, at time.Time) error {
	id := newID()
	look, sealed := b.keys.subscriber(chat), b.keys.sealChat(id, chat)
	err := b.writer.write(ctx, func(t tx) error {
		_, err := t.Exec(insertSubscriber, id, look, sealed, spaced(c.Boroughs), spaced(c.Topics), c.Lang, wording, at.UnixMilli())
		return err
	})
	return during("opt in", err)
}

// OptOut implements subscriber.Book. Hide still takes out what the chat got before.
func (b book) OptOut(ctx context.Context, chat int64) error {
	look, key := b.keys.subscriber(chat), b.keys.chat(chat)
	err := b.writer.write(ctx, func(t tx) error {
		got, err := received(t, look, key)
		if err != nil {
			return err
		}
		if err := insertRows(t, got); err != nil {
			return err
		}
		_, err = t.Exec(deleteSubscriber, look)
		return err
	})
	return during("opt out", err)
}

// received lists the messages of campaigns that stand in a chat, as Hide needs them.
func received(t tx, look, chat []byte) ([]row, error) {
	rows, err := t.Query(findReceived, look)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []row
	for rows.Next() {
		one := row{chat: chat}
		if err := rows.Scan(&one.message, &one.sentAt); err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}

// Held implements subscriber.Book.
func (b book) Held(ctx context.Context, chat int64) (subscriber.Held, error) {
	var held subscriber.Held
	err := b.read(ctx, func(ctx context.Context, db *sql.DB) error {
		if err := db.QueryRowContext(ctx, countMessages, b.keys.chat(chat), 0, b.keys.subscriber(chat)).Scan(&held.Messages); err != nil {
			return err
		}
		var s subscriber.Subscription
		var boroughs, topics string
		var since int64
		err := db.QueryRowContext(ctx, findSubscriber, b.keys.subscriber(chat)).Scan(&boroughs, &topics, &s.Lang, &s.Wording, &since)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		s.Boroughs, s.Topics, s.Since = strings.Fields(boroughs), strings.Fields(topics), time.UnixMilli(since)
		held.Subscription = &s
		return err
	})
	return held, during("find what is held", err)
}

// Forget implements subscriber.Book.
func (b book) Forget(ctx context.Context, chat int64) error {
	look, key := b.keys.subscriber(chat), b.keys.chat(chat)
	err := b.writer.write(ctx, func(t tx) error {
		var id int64
		switch err := t.QueryRow(findSubscriberID, look).Scan(&id); {
		case err == nil:
			if err := forgetDeliveries(t, id); err != nil {
				return err
			}
		case !errors.Is(err, sql.ErrNoRows):
			return err
		}
		if _, err := t.Exec(deleteSubscriber, look); err != nil {
			return err
		}
		_, err := t.Exec(deleteMessages, key)
		return err
	})
	return during("forget a chat", err)
}

// spaced writes ids as they are stored: sorted, each between spaces.
func spaced(ids []string) string {
	ids = slices.Sorted(slices.Values(ids))
	return " " + strings.Join(append(slices.Compact(ids), ""), " ")
}
