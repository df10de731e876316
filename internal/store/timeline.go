package store

import (
	"context"
	"database/sql"
	"time"

	"signpost/internal/broadcast"
)

const (
	spanOfDeliveries = `
SELECT COALESCE(MIN(sent_at), 0), COALESCE(MAX(sent_at), 0) FROM deliveries
WHERE broadcast = $1 AND state > 1 AND sent_at > 0`

	// Rows without a time never came as far as a call.
	slicesOfDeliveries = `
SELECT (sent_at - $1) / $2, state, COUNT(*) FROM deliveries
WHERE broadcast = $3 AND state > 1 AND sent_at > 0 GROUP BY 1, 2`
)

// Timeline implements broadcast.Book.
func (b campaigns) Timeline(ctx context.Context, id int64) (broadcast.Timeline, error) {
	var t broadcast.Timeline
	err := b.read(ctx, func(ctx context.Context, db *sql.DB) error {
		var first, last int64
		if err := db.QueryRowContext(ctx, spanOfDeliveries, id).Scan(&first, &last); err != nil || first == 0 {
			return err
		}
		t.Every = broadcast.SliceOf(time.Duration(last-first) * time.Millisecond)
		every := t.Every.Milliseconds()
		first -= first % every
		t.From = time.UnixMilli(first)
		t.Slices = make([]map[broadcast.Outcome]int, (last-first)/every+1)
		for i := range t.Slices {
			t.Slices[i] = map[broadcast.Outcome]int{}
		}
		rows, err := db.QueryContext(ctx, slicesOfDeliveries, first, every, id)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var slice int64
			var state, n int
			if err := rows.Scan(&slice, &state, &n); err != nil {
				return err
			}
			if slice >= 0 && slice < int64(len(t.Slices)) { // a row can change between the two
				t.Slices[slice][broadcast.Outcome(state)] = n
			}
		}
		return rows.Err()
	})
	return t, during("tell the times of a broadcast", err)
}
