package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"

	"signpost/internal/broadcast"
)

// planSlice is how many subscribers one transaction of planning looks at: with more,
// those who write meanwhile would feel it.
const planSlice = 5000

const (
	// Where no other process can have the database, nobody else can send.
	takeLease = `
INSERT INTO leases (name, owner, until) VALUES ('sender', $1, $2)
ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until = excluded.until
WHERE leases.owner = excluded.owner OR leases.until <= $3 OR CAST($4 AS BIGINT) = 1`

	findLease = `
SELECT owner FROM leases WHERE name = 'sender'`

	// To write the row locks it: nobody can take the lease until this claim is through.
	holdLease = `
UPDATE leases SET until = until WHERE name = 'sender' AND owner = $1 AND until > $2`

	releaseLease = `
UPDATE leases SET until = 0 WHERE name = 'sender' AND owner = $1`

	countInFlight = `
SELECT broadcast, COUNT(*) FROM deliveries WHERE state = 1 GROUP BY broadcast`

	giveUpInFlight = `
UPDATE deliveries SET state = $1 WHERE broadcast = $2 AND state = 1`

	dueCampaigns = campaignColumns + ` WHERE state = 'scheduled' AND next_at > 0 AND next_at <= $1 ORDER BY id`

	moveCampaign = `
UPDATE campaigns SET version = version + 1, state = $1, next_at = $2, changed_at = $3
WHERE id = $4 AND state = 'scheduled' AND next_at = $5`

	insertBroadcast = `
INSERT INTO broadcasts (id, campaign, slot, title, plan, state, why, again_at, began_at, not_after, ended_at, recall_at, recalling, planned_to, recipients)
SELECT COALESCE(MAX(id), 0) + 1, CAST($1 AS BIGINT), $2, $3, $4, $5, $6, 0, $7, $8, $9, 0, 0, 0, 0 FROM broadcasts WHERE id > 0
ON CONFLICT (id) DO NOTHING RETURNING id`

	countSlot = `
SELECT COUNT(*) FROM broadcasts WHERE campaign = $1 AND slot = $2`

	openBroadcasts = broadcastColumns + ` WHERE state IN ('sending', 'paused') OR recalling = 1 ORDER BY id`

	findPlanning = `
SELECT plan, planned_to FROM broadcasts WHERE id = $1`

	findSliceEnd = `
SELECT id FROM subscribers WHERE id > $1 ORDER BY id LIMIT 1 OFFSET $2`

	insertDeliveries = `
INSERT INTO deliveries (broadcast, subscriber, state, attempts, due_at, sent_at, message)
SELECT CAST($1 AS BIGINT), id, 0, 0, 0, 0, 0 FROM subscribers WHERE id > $2 AND id <= $3 AND `

	movePlanning = `
UPDATE broadcasts SET planned_to = $1, recipients = recipients + $2 WHERE id = $3 AND planned_to = $4`
)

// Deliveries gives what the sender works on.
func (s *Store) Deliveries() broadcast.Ledger { return deliveries{s} }

type deliveries struct{ *Store }

// Lease implements broadcast.Ledger.
func (d deliveries) Lease(ctx context.Context, owner string, now, until time.Time) (bool, error) {
	held := false
	err := d.writer.write(ctx, func(t tx) error {
		held = false
		before := ""
		if err := t.QueryRow(findLease).Scan(&before); err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		done, err := t.Exec(takeLease, owner, millis(until), millis(now), flag(d.alone()))
		if err != nil {
			return err
		}
		n, err := done.RowsAffected()
		if held = n > 0; err != nil || !held || before == owner {
			return err
		}
		return giveUp(t)
	})
	if err != nil { // and held may still be written
		return false, during("take the sender's lease", err)
	}
	return held, nil
}

// giveUp makes unknown what another process had in flight.
func giveUp(t tx) error {
	counts := map[int64]int64{}
	rows, err := t.Query(countInFlight)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id, n int64
		if err := rows.Scan(&id, &n); err != nil {
			return err
		}
		counts[id] = n
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for id := range counts {
		done, err := t.Exec(giveUpInFlight, broadcast.Unknown, id)
		if err != nil {
			return err
		}
		n, err := done.RowsAffected()
		if err != nil {
			return err
		}
		if err := tally(t, id, broadcast.Unknown, n); err != nil {
			return err
		}
	}
	return nil
}

func tally(t tx, id int64, outcome broadcast.Outcome, n int64) error {
	if n == 0 {
		return nil
	}
	_, err := t.Exec(addTally, id, int64(outcome), n)
	return err
}

// Release implements broadcast.Ledger.
func (d deliveries) Release(ctx context.Context, owner string) error {
	return during("give the sender's lease back", d.writer.write(ctx, func(t tx) error {
		_, err := t.Exec(releaseLease, owner)
		return err
	}))
}

// Due implements broadcast.Ledger.
func (d deliveries) Due(ctx context.Context, now time.Time) ([]broadcast.Campaign, error) {
	all, err := list(ctx, d.Store, scanCampaign, dueCampaigns, millis(now))
	return all, during("find what is due", err)
}

// Take implements broadcast.Ledger.
func (d deliveries) Take(ctx context.Context, step broadcast.Step, now time.Time) (bool, error) {
	c := step.Campaign
	plan, err := json.Marshal(c.Plan)
	if err != nil {
		return false, during("begin a broadcast", err)
	}
	to := broadcast.Scheduled
	if step.Next.IsZero() {
		to = broadcast.Ended
	}
	change := broadcast.Change{At: now, Who: broadcast.Program, Act: broadcast.Began, State: broadcast.Sending, Why: step.Slot}
	ended := time.Time{}
	if step.Missed != "" {
		change.Act, change.State, change.Why, ended = broadcast.Missed, broadcast.Expired, step.Slot+": "+step.Missed, now
	}
	taken := false
	err = d.writer.write(ctx, func(t tx) error {
		taken = false
		done, err := t.Exec(moveCampaign, string(to), millis(step.Next), millis(now), c.ID, millis(c.Next))
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return err
		}
		var ran int
		if err := t.QueryRow(countSlot, c.ID, step.Slot).Scan(&ran); err != nil || ran > 0 {
			return err
		}
		id, err := newNumber(t, insertBroadcast, c.ID, step.Slot, c.Title, string(plan), string(change.State), step.Missed, millis(now), millis(step.NotAfter), millis(ended))
		if err != nil {
			return err
		}
		taken, change.Broadcast = true, id
		return addChange(t, c.ID, change)
	})
	if err != nil {
		return false, during("begin a broadcast", err)
	}
	return taken, nil
}

// Open implements broadcast.Ledger.
func (d deliveries) Open(ctx context.Context) ([]broadcast.Broadcast, error) {
	all, err := list(ctx, d.Store, scanBroadcast, openBroadcasts)
	return all, during("find running broadcasts", err)
}

// Plan implements broadcast.Ledger.
func (d deliveries) Plan(ctx context.Context, id int64) (bool, error) {
	done := false
	err := d.writer.write(ctx, func(t tx) error {
		var text []byte
		var from int64
		if err := t.QueryRow(findPlanning, id).Scan(&text, &from); err != nil {
			return err
		}
		if done = from == planned; done {
			return nil
		}
		var plan broadcast.Plan
		if err := json.Unmarshal(text, &plan); err != nil {
			return err
		}
		to := int64(planned)
		if err := t.QueryRow(findSliceEnd, from, planSlice-1).Scan(&to); err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		where, args := audience(plan.Audience, 4)
		added, err := t.Exec(insertDeliveries+where, append([]any{id, from, to}, args...)...)
		if err != nil {
			return err
		}
		n, err := added.RowsAffected()
		if err != nil {
			return err
		}
		_, err = t.Exec(movePlanning, to, n, id, from)
		if done = to == planned; err != nil || !done || d.path != "" {
			return err
		}
		// PostgreSQL itself looks at new rows a minute later, and until then would join
		// each outcome with the whole list.
		_, err = t.Exec(`ANALYZE deliveries`)
		return err
	})
	if err != nil {
		return false, during("list recipients", err)
	}
	return done, nil
}

// Move implements broadcast.Ledger.
func (d deliveries) Move(ctx context.Context, before, after broadcast.Broadcast, change broadcast.Change) error {
	return during("move a broadcast", d.writer.write(ctx, func(t tx) error {
		if err := move(t, before, after); err != nil {
			return err
		}
		if after.State == broadcast.Sent { // unless staff had it sent again to the unknown meanwhile
			var rest broadcast.Claimed
			if err := left(t, before.ID, &rest); err != nil {
				return err
			}
			if rest.Left {
				return broadcast.ErrStale
			}
		}
		change.Broadcast = before.ID
		return addChange(t, before.Campaign, change)
	}))
}

// inList gives "$from, …" for n values.
func inList(from, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString("$" + strconv.Itoa(from+i))
	}
	return b.String()
}
