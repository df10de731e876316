package store

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"time"

	"signpost/internal/broadcast"
)

// planned is where planned_to stands once the recipients are fixed.
const planned = math.MaxInt64

const (
	broadcastColumns = `
SELECT id, campaign, slot, title, plan, state, why, again_at, began_at, not_after, ended_at, recall_at, recalling, planned_to, recipients
FROM broadcasts`

	listBroadcasts = broadcastColumns + ` WHERE campaign = $1 OR CAST($1 AS BIGINT) = 0 ORDER BY id DESC`

	findBroadcast = broadcastColumns + ` WHERE id = $1`

	// The state before is part of the condition, so that two orders cannot cross.
	steerBroadcast = `
UPDATE broadcasts SET state = $1, why = $2, again_at = $3, ended_at = $4, recall_at = $5, recalling = $6
WHERE id = $7 AND state = $8 AND again_at = $9 AND ended_at = $10`

	cancelBroadcasts = `
UPDATE broadcasts SET state = $1, why = $2, again_at = 0, ended_at = $3
WHERE campaign = $4 AND state IN ('sending', 'paused') RETURNING id`

	findTallies = `
SELECT broadcast, outcome, n FROM tallies WHERE broadcast = $1 OR CAST($1 AS BIGINT) = 0`

	addTally = `
INSERT INTO tallies (broadcast, outcome, n) VALUES ($1, $2, $3)
ON CONFLICT (broadcast, outcome) DO UPDATE SET n = tallies.n + excluded.n`

	queueUnknown = `
UPDATE deliveries SET state = 0, due_at = 0 WHERE broadcast = $1 AND state = $2`
)

// Broadcasts implements broadcast.Book.
func (b campaigns) Broadcasts(ctx context.Context, campaign int64) ([]broadcast.Broadcast, error) {
	all, err := list(ctx, b.Store, scanBroadcast, listBroadcasts, campaign)
	if err != nil {
		return nil, during("list broadcasts", err)
	}
	return all, during("list broadcasts", b.tally(ctx, 0, all))
}

// Broadcast implements broadcast.Book.
func (b campaigns) Broadcast(ctx context.Context, id int64) (broadcast.Broadcast, error) {
	all, err := list(ctx, b.Store, scanBroadcast, findBroadcast, id)
	if err == nil && len(all) == 0 {
		err = broadcast.ErrNotFound
	}
	if err == nil {
		err = b.tally(ctx, id, all)
	}
	if err != nil {
		return broadcast.Broadcast{}, during("find a broadcast", err)
	}
	return all[0], nil
}

// tally puts the counts to broadcasts; id is 0 for all.
func (b campaigns) tally(ctx context.Context, id int64, all []broadcast.Broadcast) error {
	type tally struct {
		broadcast int64
		outcome   broadcast.Outcome
		n         int
	}
	tallies, err := list(ctx, b.Store, func(scan func(...any) error) (t tally, err error) {
		return t, scan(&t.broadcast, &t.outcome, &t.n)
	}, findTallies, id)
	at := map[int64]*broadcast.Broadcast{}
	for i := range all {
		at[all[i].ID] = &all[i]
	}
	for _, t := range tallies {
		if one := at[t.broadcast]; one != nil && int(t.outcome) < len(one.Counts.By) {
			one.Counts.By[t.outcome] = t.n
		}
	}
	return err
}

// Steer implements broadcast.Book.
func (b campaigns) Steer(ctx context.Context, id int64, order broadcast.Act, who, why string, now time.Time) (broadcast.Broadcast, error) {
	before, err := b.Broadcast(ctx, id)
	if err != nil {
		return before, err
	}
	after, err := before.Steer(order, why, now)
	if err != nil {
		return before, err
	}
	change := broadcast.Change{At: now, Who: who, Act: order, State: after.State, Why: why, Broadcast: id}
	err = b.writer.write(ctx, func(t tx) error {
		if err := move(t, before, after); err != nil {
			return err
		}
		if order == broadcast.Resend {
			done, err := t.Exec(queueUnknown, id, broadcast.Unknown)
			if err != nil {
				return err
			}
			n, err := done.RowsAffected()
			if err != nil {
				return err
			}
			if _, err := t.Exec(addTally, id, broadcast.Unknown, -n); err != nil {
				return err
			}
		}
		return addChange(t, before.Campaign, change)
	})
	if err != nil {
		return before, during("steer a broadcast", err)
	}
	return b.Broadcast(ctx, id)
}

// move stores the state of a broadcast, if it still is the one before.
func move(t tx, before, after broadcast.Broadcast) error {
	done, err := t.Exec(steerBroadcast, string(after.State), after.Why, millis(after.Again), millis(after.Ended), millis(after.Recalled), flag(after.Recalling),
		before.ID, string(before.State), millis(before.Again), millis(before.Ended))
	if err != nil {
		return err
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, broadcast.ErrStale)
	}
	return nil
}

// cancelRunning ends what is being sent of a campaign that was cancelled.
func cancelRunning(t tx, campaign int64, change broadcast.Change) error {
	rows, err := t.Query(cancelBroadcasts, string(broadcast.Cancelled), change.Why, millis(change.At), campaign)
	if err != nil {
		return err
	}
	defer rows.Close()
	var ids []int64
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return err
		}
		ids = append(ids, id)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, id := range ids {
		stop := change
		stop.Act, stop.Broadcast = broadcast.Stop, id
		if err := addChange(t, campaign, stop); err != nil {
			return err
		}
	}
	return nil
}

func scanBroadcast(scan func(...any) error) (b broadcast.Broadcast, err error) {
	var plan []byte
	var again, began, notAfter, ended, recall, recalling, to int64
	if err := scan(&b.ID, &b.Campaign, &b.Slot, &b.Title, &plan, &b.State, &b.Why, &again, &began, &notAfter, &ended, &recall, &recalling, &to, &b.Counts.Recipients); err != nil {
		return b, err
	}
	b.Again, b.Began, b.NotAfter, b.Ended, b.Recalled = instant(again), instant(began), instant(notAfter), instant(ended), instant(recall)
	b.Recalling, b.Planned = recalling != 0, to == planned
	return b, json.Unmarshal(plan, &b.Plan)
}

// flag is how a yes or no is stored.
func flag(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}
