package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"signpost/internal/session"
)

// purgeSlice is how many messages one transaction purges: with more, those who
// write meanwhile would feel it, on a slow disk too.
const purgeSlice = 500

const (
	// Messages of campaigns stand with their deliveries, under a number that leads to
	// nobody: with the chat beside them here, too, the two could be matched.
	findMessages = `
SELECT message, sent_at FROM chat_messages WHERE chat = $1 AND sent_at >= $2
UNION
SELECT message, sent_at FROM deliveries WHERE state = 2 AND sent_at >= $2
AND broadcast IN (SELECT id FROM broadcasts WHERE recipients > 0)
AND subscriber = (SELECT id FROM subscribers WHERE look = $3)
ORDER BY 2, 1`

	deleteMessage = `
DELETE FROM chat_messages WHERE chat = $1 AND message = $2`

	purgeMessages = `
DELETE FROM chat_messages WHERE (chat, message) IN (
    SELECT chat, message FROM chat_messages WHERE sent_at < $1
    ORDER BY sent_at LIMIT $2)`
)

// Ledger gives the messages that stand in the chats.
func (s *Store) Ledger() session.Ledger { return ledger{s} }

type ledger struct{ *Store }

// Remember implements session.Ledger.
func (l ledger) Remember(ctx context.Context, chat int64, at time.Time, messages ...int) error {
	if len(messages) == 0 {
		return nil
	}
	rows := make([]row, len(messages))
	key := l.keys.chat(chat)
	for i, message := range messages {
		rows[i] = row{key, message, at.UnixMilli()}
	}
	return during("remember messages", l.notes.add(ctx, l.writer, rows))
}

// Messages implements session.Ledger.
func (l ledger) Messages(ctx context.Context, chat int64, since time.Time) ([]int, error) {
	var messages []int
	err := l.read(ctx, func(ctx context.Context, db *sql.DB) error {
		rows, err := db.QueryContext(ctx, findMessages, l.keys.chat(chat), since.UnixMilli(), l.keys.subscriber(chat))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var message int
			var sentAt int64
			if err := rows.Scan(&message, &sentAt); err != nil {
				return err
			}
			messages = append(messages, message)
		}
		return rows.Err()
	})
	return messages, during("find messages", err)
}

// Forget implements session.Ledger.
func (l ledger) Forget(ctx context.Context, chat int64, messages ...int) error {
	if len(messages) == 0 {
		return nil
	}
	key := l.keys.chat(chat)
	err := l.writer.write(ctx, func(t tx) error {
		for _, message := range messages {
			if _, err := t.Exec(deleteMessage, key, message); err != nil {
				return err
			}
		}
		return nil
	})
	return during("forget messages", err)
}

// Purge implements session.Ledger. It works in slices, so that others can write
// in between.
func (l ledger) Purge(ctx context.Context, before time.Time) (int, error) {
	purged := 0
	for {
		var n int64
		err := l.writer.write(ctx, func(t tx) error {
			done, err := t.Exec(purgeMessages, before.UnixMilli(), purgeSlice)
			if err != nil {
				return err
			}
			n, err = done.RowsAffected()
			return err
		})
		if err != nil {
			return purged, during("purge messages", err)
		}
		purged += int(n)
		if n < purgeSlice {
			return purged, nil
		}
	}
}

// during says what was being done when err came; nil stays nil.
func during(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}
