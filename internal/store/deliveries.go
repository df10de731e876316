package store

import (
	"context"
	"database/sql"
	"strconv"
	"strings"
	"time"

	"signpost/internal/broadcast"
)

const (
	findState = `
SELECT state FROM broadcasts WHERE id = $1`

	// The condition stands outside too, so that two who claim at once get other rows.
	claimDeliveries = `
UPDATE deliveries SET state = 1, attempts = attempts + 1, sent_at = $1
WHERE broadcast = $2 AND state = 0 AND subscriber IN (
    SELECT subscriber FROM deliveries WHERE broadcast = $2 AND state = 0 AND due_at <= $1
    ORDER BY subscriber LIMIT $3)
RETURNING subscriber, attempts`

	findQueued = `
SELECT COUNT(*), COALESCE(MIN(due_at), 0) FROM deliveries WHERE broadcast = $1 AND state = 0`

	findInFlight = `
SELECT COUNT(*) FROM deliveries WHERE broadcast = $1 AND state = 1`

	notReceivedInFlight = `
DELETE FROM received WHERE broadcast = $1
AND subscriber IN (SELECT subscriber FROM deliveries WHERE broadcast = $1 AND state = 1)`

	queueInFlight = `
UPDATE deliveries SET state = 0, due_at = 0 WHERE broadcast = $1 AND state = 1`

	findCopies = `
SELECT s.id, s.sealed, d.message FROM deliveries d JOIN subscribers s ON s.id = d.subscriber
WHERE d.broadcast = $1 AND d.subscriber > $2 AND d.state = 2 AND d.sent_at > $3
ORDER BY d.subscriber LIMIT $4`

	endRecall = `
UPDATE broadcasts SET recalling = 0 WHERE id = $1`
)

// Claim implements broadcast.Ledger.
func (d deliveries) Claim(ctx context.Context, c broadcast.Claim) (broadcast.Claimed, error) {
	var got broadcast.Claimed
	err := d.writer.write(ctx, func(t tx) error {
		got = broadcast.Claimed{}
		done, err := t.Exec(holdLease, c.Owner, millis(c.Now))
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return err
		}
		state := ""
		if err := t.QueryRow(findState, c.Broadcast.ID).Scan(&state); err != nil || state != string(broadcast.Sending) {
			return err
		}
		got.Sending = true
		claimed, err := claim(t, c)
		if err != nil {
			return err
		}
		if len(claimed) == 0 {
			return left(t, c.Broadcast.ID, &got)
		}
		got.Left = true
		got.Deliveries, err = d.allowed(t, c, claimed)
		return err
	})
	if err != nil {
		return broadcast.Claimed{}, during("claim deliveries", err)
	}
	return got, nil
}

// claim marks the next deliveries as in flight.
func claim(t tx, c broadcast.Claim) ([]broadcast.Delivery, error) {
	rows, err := t.Query(claimDeliveries, millis(c.Now), c.Broadcast.ID, c.N)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var claimed []broadcast.Delivery
	for rows.Next() {
		one := broadcast.Delivery{Broadcast: c.Broadcast.ID}
		if err := rows.Scan(&one.Subscriber, &one.Attempts); err != nil {
			return nil, err
		}
		claimed = append(claimed, one)
	}
	return claimed, rows.Err()
}

// left says what remains when nothing could be claimed.
func left(t tx, id int64, got *broadcast.Claimed) error {
	var queued, inFlight int
	var soonest int64
	if err := t.QueryRow(findQueued, id).Scan(&queued, &soonest); err != nil {
		return err
	}
	if err := t.QueryRow(findInFlight, id).Scan(&inFlight); err != nil {
		return err
	}
	got.Left, got.InFlight = queued+inFlight > 0, inFlight
	got.Soonest = instant(soonest)
	return nil
}

// allowed gives those of the claimed who still want it and have had less than the
// cap, notes that they receive it, and gives the others their outcome.
func (d deliveries) allowed(t tx, c broadcast.Claim, claimed []broadcast.Delivery) ([]broadcast.Delivery, error) {
	ids := subscribersOf(claimed)
	chats, unreadable, err := d.consenting(t, c.Broadcast.Plan.Audience, ids)
	if err != nil {
		return nil, err
	}
	had, err := counts(t, `SELECT subscriber, COUNT(*) FROM received WHERE broadcast <> $1 AND at > $2 AND subscriber IN (`+inList(3, len(ids))+`) GROUP BY subscriber`,
		append([]any{c.Broadcast.ID, millis(c.CapSince)}, ids...)...)
	if err != nil {
		return nil, err
	}
	var going, withdrawn, capped, failed []broadcast.Delivery
	for _, one := range claimed {
		chat, consents := chats[one.Subscriber]
		switch one.Chat = chat; {
		case unreadable[one.Subscriber]:
			failed = append(failed, one)
		case !consents:
			withdrawn = append(withdrawn, one)
		case had[one.Subscriber] >= int64(c.Cap):
			capped = append(capped, one)
		default:
			going = append(going, one)
		}
	}
	for _, s := range []struct {
		outcome broadcast.Outcome
		all     []broadcast.Delivery
	}{{broadcast.Withdrawn, withdrawn}, {broadcast.Capped, capped}, {broadcast.Failed, failed}} {
		if err := settle(t, c.Broadcast.ID, s.outcome, s.all); err != nil {
			return nil, err
		}
	}
	return going, receive(t, c.Broadcast.ID, c.Now, going)
}

// consenting gives the chats of those of the subscribers who are in the audience now,
// and whose chat cannot be read: a damaged row must not hold up the others.
func (d deliveries) consenting(t tx, a broadcast.Audience, ids []any) (chats map[int64]int64, unreadable map[int64]bool, err error) {
	where, args := audience(a, 1+len(ids))
	rows, err := t.Query(`SELECT id, sealed FROM subscribers WHERE id IN (`+inList(1, len(ids))+`) AND `+where, append(ids[:len(ids):len(ids)], args...)...)
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	chats, unreadable = make(map[int64]int64, len(ids)), map[int64]bool{}
	for rows.Next() {
		var id int64
		var sealed []byte
		if err := rows.Scan(&id, &sealed); err != nil {
			return nil, nil, err
		}
		var damaged error
		chats[id], damaged = d.keys.openChat(id, sealed)
		unreadable[id] = damaged != nil
	}
	return chats, unreadable, rows.Err()
}

// settle gives deliveries in flight an outcome without a call.
func settle(t tx, id int64, outcome broadcast.Outcome, all []broadcast.Delivery) error {
	if len(all) == 0 {
		return nil
	}
	ids := subscribersOf(all)
	_, err := t.Exec(`UPDATE deliveries SET state = $1 WHERE broadcast = $2 AND subscriber IN (`+inList(3, len(ids))+`)`,
		append([]any{int64(outcome), id}, ids...)...)
	if err != nil {
		return err
	}
	return tally(t, id, outcome, int64(len(all)))
}

// receive notes that subscribers get this broadcast.
func receive(t tx, id int64, now time.Time, all []broadcast.Delivery) error {
	if len(all) == 0 {
		return nil
	}
	var b strings.Builder
	args := []any{id, millis(now)}
	b.WriteString("INSERT INTO received (broadcast, at, subscriber) VALUES ")
	for i, one := range all {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString("($1, $2, $" + strconv.Itoa(3+i) + ")")
		args = append(args, one.Subscriber)
	}
	b.WriteString(" ON CONFLICT (subscriber, broadcast) DO UPDATE SET at = excluded.at")
	_, err := t.Exec(b.String(), args...)
	return err
}

// Finish implements broadcast.Ledger.
func (d deliveries) Finish(ctx context.Context, results []broadcast.Result) error {
	by := map[int64][]broadcast.Result{}
	for _, r := range results {
		by[r.Broadcast] = append(by[r.Broadcast], r)
	}
	return during("store outcomes", d.writer.write(ctx, func(t tx) error {
		for id, some := range by {
			if err := finish(t, id, some); err != nil {
				return err
			}
		}
		return d.strayed(t, results)
	}))
}

// strayed notes, as other messages in the chat, those that were under way to somebody
// who opted out or was forgotten meanwhile: Hide takes them out, too.
func (d deliveries) strayed(t tx, results []broadcast.Result) error {
	var ids []any
	for _, r := range results {
		if r.Outcome == broadcast.Delivered {
			ids = append(ids, r.Subscriber)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	there, err := counts(t, `SELECT id, 1 FROM subscribers WHERE id IN (`+inList(1, len(ids))+`)`, ids...)
	if err != nil {
		return err
	}
	var rows []row
	for _, r := range results {
		if r.Outcome == broadcast.Delivered && there[r.Subscriber] == 0 {
			rows = append(rows, row{d.keys.chat(r.Chat), int(r.Message), millis(r.At)})
		}
	}
	return insertRows(t, rows)
}

// finish stores outcomes of one broadcast. One that was given up as unknown meanwhile
// is known after all; one of somebody who was forgotten is not there any more; one of
// an earlier attempt comes too late, because the delivery may be in flight again.
func finish(t tx, id int64, results []broadcast.Result) error {
	ids := make([]any, len(results))
	for i, r := range results {
		ids[i] = r.Subscriber
	}
	states, err := statesOf(t, id, ids)
	if err != nil {
		return err
	}
	var values strings.Builder
	var args []any
	tallies := map[broadcast.Outcome]int64{}
	var notReceived, blocked []any
	for _, r := range results {
		row, there := states[r.Subscriber]
		before := row.state
		if !there || row.attempts != r.Attempts || before != broadcast.InFlight && before != broadcast.Unknown {
			continue
		}
		if len(args) > 0 {
			values.WriteString(", ")
		}
		n := len(args) + 1
		values.WriteString("(")
		for i := range 5 {
			if i > 0 {
				values.WriteString(", ")
			}
			values.WriteString("CAST($" + strconv.Itoa(n+i) + " AS BIGINT)")
		}
		values.WriteString(")")
		args = append(args, r.Subscriber, int64(r.Outcome), r.Message, millis(r.At), millis(r.Due))
		if before == broadcast.Unknown {
			tallies[before]--
		}
		if r.Outcome != broadcast.Queued {
			tallies[r.Outcome]++
		}
		if r.Outcome != broadcast.Delivered && r.Outcome != broadcast.Unknown {
			notReceived = append(notReceived, r.Subscriber)
		}
		if r.Outcome == broadcast.Blocked {
			blocked = append(blocked, r.Subscriber)
		}
	}
	if len(args) == 0 {
		return nil
	}
	_, err = t.Exec(`
WITH v (subscriber, state, message, sent_at, due_at) AS (VALUES `+values.String()+`)
UPDATE deliveries SET state = v.state, message = v.message, sent_at = v.sent_at, due_at = v.due_at
FROM v WHERE deliveries.subscriber = v.subscriber AND deliveries.broadcast = $`+strconv.Itoa(len(args)+1), append(args, id)...)
	if err != nil {
		return err
	}
	for outcome, n := range tallies {
		if err := tally(t, id, outcome, n); err != nil {
			return err
		}
	}
	if len(notReceived) > 0 {
		if _, err := t.Exec(`DELETE FROM received WHERE broadcast = $1 AND subscriber IN (`+inList(2, len(notReceived))+`)`, append([]any{id}, notReceived...)...); err != nil {
			return err
		}
	}
	if len(blocked) > 0 {
		_, err = t.Exec(`DELETE FROM subscribers WHERE id IN (`+inList(1, len(blocked))+`)`, blocked...)
	}
	return err
}

// Copies implements broadcast.Ledger.
func (d deliveries) Copies(ctx context.Context, id, after int64, since time.Time, n int) ([]broadcast.Delivery, error) {
	all, err := list(ctx, d.Store, func(scan func(...any) error) (one broadcast.Delivery, err error) {
		var sealed []byte
		one.Broadcast = id
		if err := scan(&one.Subscriber, &sealed, &one.Message); err != nil {
			return one, err
		}
		if chat, damaged := d.keys.openChat(one.Subscriber, sealed); damaged == nil {
			one.Chat = chat
		}
		return one, nil
	}, findCopies, id, after, millis(since), n)
	return all, during("find what to recall", err)
}

// TakenBack implements broadcast.Ledger.
func (d deliveries) TakenBack(ctx context.Context, id int64, subscribers []int64) error {
	if len(subscribers) == 0 {
		return nil
	}
	args := []any{int64(broadcast.TakenBack), id}
	for _, one := range subscribers {
		args = append(args, one)
	}
	return during("store what was recalled", d.writer.write(ctx, func(t tx) error {
		done, err := t.Exec(`UPDATE deliveries SET state = $1 WHERE broadcast = $2 AND state = 2 AND subscriber IN (`+inList(3, len(subscribers))+`)`, args...)
		if err != nil {
			return err
		}
		n, err := done.RowsAffected()
		if err != nil {
			return err
		}
		if err := tally(t, id, broadcast.Delivered, -n); err != nil {
			return err
		}
		return tally(t, id, broadcast.TakenBack, n)
	}))
}

// RecallDone implements broadcast.Ledger.
func (d deliveries) RecallDone(ctx context.Context, id int64) error {
	return during("end a recall", d.writer.write(ctx, func(t tx) error {
		_, err := t.Exec(endRecall, id)
		return err
	}))
}

func subscribersOf(all []broadcast.Delivery) []any {
	ids := make([]any, len(all))
	for i, one := range all {
		ids[i] = one.Subscriber
	}
	return ids
}

// standing is where a delivery stands.
type standing struct {
	state    broadcast.Outcome
	attempts int
}

func statesOf(t tx, id int64, subscribers []any) (map[int64]standing, error) {
	rows, err := t.Query(`SELECT subscriber, state, attempts FROM deliveries WHERE broadcast = $1 AND subscriber IN (`+inList(2, len(subscribers))+`)`,
		append([]any{id}, subscribers...)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := make(map[int64]standing, len(subscribers))
	for rows.Next() {
		var subscriber int64
		var one standing
		if err := rows.Scan(&subscriber, &one.state, &one.attempts); err != nil {
			return nil, err
		}
		all[subscriber] = one
	}
	return all, rows.Err()
}

// Requeue implements broadcast.Ledger.
func (d deliveries) Requeue(ctx context.Context, owner string, id int64, now time.Time) error {
	return during("queue deliveries again", d.writer.write(ctx, func(t tx) error {
		done, err := t.Exec(holdLease, owner, millis(now))
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return err
		}
		if _, err := t.Exec(notReceivedInFlight, id); err != nil {
			return err
		}
		_, err = t.Exec(queueInFlight, id)
		return err
	}))
}

// counts reads a query of two numbers a row.
func counts(t tx, query string, args ...any) (map[int64]int64, error) {
	rows, err := t.Query(query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	return scanCounts(rows)
}

func scanCounts(rows *sql.Rows) (map[int64]int64, error) {
	all := map[int64]int64{}
	for rows.Next() {
		var key, n int64
		if err := rows.Scan(&key, &n); err != nil {
			return nil, err
		}
		all[key] = n
	}
	return all, rows.Err()
}
