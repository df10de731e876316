package store

import (
	"context"
	"time"

	"signpost/internal/broadcast"
)

const (
	findDeliveriesOf = `
SELECT d.broadcast, d.state FROM deliveries d JOIN broadcasts b ON b.id = d.broadcast
WHERE b.recipients > 0 AND d.subscriber = $1 AND (d.state = 1 OR d.state = 0 AND b.state IN ('sending', 'paused'))`

	deleteDeliveriesOf = `
DELETE FROM deliveries
WHERE broadcast IN (SELECT id FROM broadcasts WHERE recipients > 0) AND subscriber = $1`

	deleteReceivedBy = `
DELETE FROM received WHERE subscriber = $1`
)

// purges drop what is over its time, in slices. Tallies stay as long as the broadcast.
var purges = []struct {
	statement string
	cutoff    int // which of Purge's times
}{
	{`DELETE FROM deliveries WHERE (broadcast, subscriber) IN (
    SELECT d.broadcast, d.subscriber FROM deliveries d JOIN broadcasts b ON b.id = d.broadcast
    WHERE b.ended_at > 0 AND b.ended_at < $1 LIMIT $2)`, 0},
	{`DELETE FROM received WHERE (subscriber, broadcast) IN (
    SELECT subscriber, broadcast FROM received WHERE at < $1 LIMIT $2)`, 1},
	{`DELETE FROM changes WHERE (campaign, n) IN (
    SELECT campaign, n FROM changes WHERE at < $1 LIMIT $2)`, 2},
	{`DELETE FROM tallies WHERE (broadcast, outcome) IN (
    SELECT t.broadcast, t.outcome FROM tallies t JOIN broadcasts b ON b.id = t.broadcast
    WHERE b.ended_at > 0 AND b.ended_at < $1 LIMIT $2)`, 2},
	{`DELETE FROM broadcasts WHERE id IN (
    SELECT id FROM broadcasts WHERE ended_at > 0 AND ended_at < $1 LIMIT $2)`, 2},
	{`DELETE FROM campaigns WHERE id IN (
    SELECT id FROM campaigns WHERE changed_at < $1 AND state <> 'scheduled' LIMIT $2)`, 2},
}

// Purge implements broadcast.Ledger.
func (d deliveries) Purge(ctx context.Context, ended, received, history time.Time) error {
	cutoffs := []time.Time{ended, received, history}
	for _, p := range purges {
		for n := int64(purgeSlice); n == purgeSlice; {
			err := d.writer.write(ctx, func(t tx) error {
				done, err := t.Exec(p.statement, millis(cutoffs[p.cutoff]), purgeSlice)
				if err != nil {
					return err
				}
				n, err = done.RowsAffected()
				return err
			})
			if err != nil {
				return during("purge campaigns", err)
			}
		}
	}
	return nil
}

// forgetDeliveries erases what was sent to a subscriber. Every count stays true: who
// was still to get a message has withdrawn, and of one in flight nobody knows.
func forgetDeliveries(t tx, subscriber int64) error {
	open, err := counts(t, findDeliveriesOf, subscriber)
	if err != nil {
		return err
	}
	for id, state := range open {
		outcome := broadcast.Withdrawn
		if broadcast.Outcome(state) == broadcast.InFlight {
			outcome = broadcast.Unknown
		}
		if err := tally(t, id, outcome, 1); err != nil {
			return err
		}
	}
	if _, err := t.Exec(deleteDeliveriesOf, subscriber); err != nil {
		return err
	}
	_, err = t.Exec(deleteReceivedBy, subscriber)
	return err
}
