package store

import (
	"context"
	"time"

	"signpost/internal/desk"
)

const (
	findAsk = `
SELECT campaign, what, heard, asked_at FROM desk_asks WHERE staff = $1`

	putAsk = `
INSERT INTO desk_asks (staff, campaign, what, heard, asked_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (staff) DO UPDATE SET campaign = excluded.campaign, what = excluded.what,
    heard = excluded.heard, asked_at = excluded.asked_at`

	// Without a change of the row by this statement, another was faster.
	endAsk = `
UPDATE desk_asks SET what = '', heard = $1
WHERE staff = $2 AND campaign = $3 AND what = $4 AND heard = $5 AND asked_at = $6`

	purgeAsks = `
DELETE FROM desk_asks WHERE asked_at < $1`

	findCards = `
SELECT broadcast, staff, message FROM desk_cards ORDER BY broadcast, staff`

	claimCard = `
INSERT INTO desk_cards (broadcast, staff, message) VALUES ($1, $2, 0)
ON CONFLICT (broadcast, staff) DO NOTHING`

	putCard = `
INSERT INTO desk_cards (broadcast, staff, message) VALUES ($1, $2, $3)
ON CONFLICT (broadcast, staff) DO UPDATE SET message = excluded.message`

	purgeCards = `
DELETE FROM desk_cards WHERE broadcast IN (SELECT id FROM broadcasts WHERE ended_at > 0 AND ended_at < $1)
OR broadcast NOT IN (SELECT id FROM broadcasts)`
)

// Desk gives what the campaign desk keeps.
func (s *Store) Desk() desk.Notes { return notebook{s} }

type notebook struct{ *Store }

// Asked implements desk.Notes.
func (n notebook) Asked(ctx context.Context, staff string) (desk.Ask, error) {
	asks, err := list(ctx, n.Store, func(scan func(...any) error) (a desk.Ask, err error) {
		var at int64
		err = scan(&a.Campaign, &a.What, &a.Heard, &at)
		a.At = instant(at)
		return a, err
	}, findAsk, staff)
	if err != nil || len(asks) == 0 {
		return desk.Ask{}, during("find what was asked", err)
	}
	return asks[0], nil
}

// Ask implements desk.Notes.
func (n notebook) Ask(ctx context.Context, staff string, a desk.Ask) error {
	return during("note what was asked", n.writer.write(ctx, func(t tx) error {
		_, err := t.Exec(putAsk, staff, a.Campaign, a.What, a.Heard, millis(a.At))
		return err
	}))
}

// Answered implements desk.Notes.
func (n notebook) Answered(ctx context.Context, staff string, a desk.Ask, heard int64) (mine bool, err error) {
	err = n.writer.write(ctx, func(t tx) error {
		done, err := t.Exec(endAsk, heard, staff, a.Campaign, a.What, a.Heard, millis(a.At))
		if err != nil {
			return err
		}
		rows, err := done.RowsAffected()
		mine = rows == 1
		return err
	})
	return mine && err == nil, during("note an answer", err)
}

// Cards implements desk.Notes.
func (n notebook) Cards(ctx context.Context) ([]desk.Card, error) {
	cards, err := list(ctx, n.Store, func(scan func(...any) error) (c desk.Card, err error) {
		return c, scan(&c.Broadcast, &c.Staff, &c.Message)
	}, findCards)
	return cards, during("list cards", err)
}

// ClaimCard implements desk.Notes.
func (n notebook) ClaimCard(ctx context.Context, broadcast int64, staff string) (mine bool, err error) {
	err = n.writer.write(ctx, func(t tx) error {
		done, err := t.Exec(claimCard, broadcast, staff)
		if err != nil {
			return err
		}
		rows, err := done.RowsAffected()
		mine = rows == 1
		return err
	})
	if err != nil { // and mine may still be written
		return false, during("claim a card", err)
	}
	return mine, nil
}

// PutCard implements desk.Notes.
func (n notebook) PutCard(ctx context.Context, c desk.Card) error {
	return during("note a card", n.writer.write(ctx, func(t tx) error {
		_, err := t.Exec(putCard, c.Broadcast, c.Staff, c.Message)
		return err
	}))
}

// Purge implements desk.Notes.
func (n notebook) Purge(ctx context.Context, asked, ended time.Time) error {
	return during("purge the desk", n.writer.write(ctx, func(t tx) error {
		if _, err := t.Exec(purgeAsks, millis(asked)); err != nil {
			return err
		}
		_, err := t.Exec(purgeCards, millis(ended))
		return err
	}))
}
