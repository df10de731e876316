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

const (
	campaignColumns = `
SELECT id, version, state, title, file, plan, people, tested, approved, next_at, changed_at
FROM campaigns`

	listCampaigns = campaignColumns + ` ORDER BY changed_at DESC, id DESC`

	findCampaign = campaignColumns + ` WHERE id = $1`

	insertCampaign = `
INSERT INTO campaigns (id, version, state, title, file, plan, people, tested, approved, next_at, changed_at)
SELECT COALESCE(MAX(id), 0) + 1, 1, $1, $2, $3, $4, $5, $6, $7, $8, $9 FROM campaigns WHERE id > 0
ON CONFLICT (id) DO NOTHING RETURNING id`

	countOpenOfFile = `
SELECT COUNT(*) FROM campaigns WHERE file = $1 AND state IN ('draft', 'awaiting approval', 'scheduled')`

	updateCampaign = `
UPDATE campaigns SET version = version + 1, state = $1, title = $2, file = $3, plan = $4, people = $5,
    tested = $6, approved = $7, next_at = $8, changed_at = $9
WHERE id = $10 AND version = $11`

	insertChange = `
INSERT INTO changes (campaign, n, at, who, act, state, why, broadcast)
SELECT CAST($1 AS BIGINT), COALESCE(MAX(n), 0) + 1, $2, $3, $4, $5, $6, $7 FROM changes WHERE campaign = $1`

	findChanges = `
SELECT at, who, act, state, why, broadcast FROM changes WHERE campaign = $1 ORDER BY n`
)

// Campaigns gives the campaigns and their broadcasts.
func (s *Store) Campaigns() broadcast.Book { return campaigns{s} }

type campaigns struct{ *Store }

// people are the names that a campaign keeps, as they are stored.
type people struct {
	Writers   []string
	Returners []string `json:",omitempty"`
	Approver  string   `json:",omitempty"`
	EndedBy   string   `json:",omitempty"`
}

// Campaigns implements broadcast.Book.
func (b campaigns) Campaigns(ctx context.Context) ([]broadcast.Campaign, error) {
	all, err := list(ctx, b.Store, scanCampaign, listCampaigns)
	return all, during("list campaigns", err)
}

// Campaign implements broadcast.Book.
func (b campaigns) Campaign(ctx context.Context, id int64) (broadcast.Campaign, error) {
	all, err := list(ctx, b.Store, scanCampaign, findCampaign, id)
	if err == nil && len(all) == 0 {
		err = broadcast.ErrNotFound
	}
	if err != nil {
		return broadcast.Campaign{}, during("find a campaign", err)
	}
	return all[0], nil
}

// Save implements broadcast.Book.
func (b campaigns) Save(ctx context.Context, c broadcast.Campaign, change broadcast.Change) (broadcast.Campaign, error) {
	plan, err := json.Marshal(c.Plan)
	if err != nil {
		return c, during("save a campaign", err)
	}
	names, err := json.Marshal(people{c.Writers, c.Returners, c.Approver, c.EndedBy})
	if err != nil {
		return c, during("save a campaign", err)
	}
	values := []any{string(c.State), c.Title, c.File, string(plan), string(names), c.Tested, c.Approved, millis(c.Next), millis(c.Changed)}
	saved := c
	err = b.writer.write(ctx, func(t tx) error {
		saved = c
		if c.ID == 0 {
			if err := onlyOfFile(t, c.File); err != nil {
				return err
			}
			var err error
			if saved.ID, err = newNumber(t, insertCampaign, values...); err != nil {
				return err
			}
			saved.Version = 1
		} else {
			done, err := t.Exec(updateCampaign, append(values, c.ID, c.Version)...)
			if err != nil {
				return err
			}
			if n, err := done.RowsAffected(); err != nil || n == 0 {
				return errors.Join(err, broadcast.ErrStale)
			}
			saved.Version++
		}
		if c.State == broadcast.Cancelled {
			if err := cancelRunning(t, c.ID, change); err != nil {
				return err
			}
		}
		return addChange(t, saved.ID, change)
	})
	if err != nil {
		return c, during("save a campaign", err)
	}
	return saved, nil
}

// onlyOfFile refuses a second campaign of a file: replicas that start together read the
// same files.
func onlyOfFile(t tx, file string) error {
	if file == "" {
		return nil
	}
	var open int
	if err := t.QueryRow(countOpenOfFile, file).Scan(&open); err != nil || open == 0 {
		return err
	}
	return broadcast.ErrStale
}

// newNumber inserts a row with the next small number. Another replica may take the
// same number at the same time; then the next one is tried.
func newNumber(t tx, insert string, values ...any) (id int64, err error) {
	for range 100 {
		err = t.QueryRow(insert, values...).Scan(&id)
		if !errors.Is(err, sql.ErrNoRows) {
			return id, err
		}
	}
	return 0, errors.New("no number is free")
}

func addChange(t tx, campaign int64, c broadcast.Change) error {
	_, err := t.Exec(insertChange, campaign, millis(c.At), c.Who, string(c.Act), string(c.State), c.Why, c.Broadcast)
	return err
}

// History implements broadcast.Book.
func (b campaigns) History(ctx context.Context, campaign int64) ([]broadcast.Change, error) {
	all, err := list(ctx, b.Store, func(scan func(...any) error) (c broadcast.Change, err error) {
		var at int64
		err = scan(&at, &c.Who, &c.Act, &c.State, &c.Why, &c.Broadcast)
		c.At = instant(at)
		return c, err
	}, findChanges, campaign)
	return all, during("read the history of a campaign", err)
}

// Size implements broadcast.Book.
func (b campaigns) Size(ctx context.Context, a broadcast.Audience) (broadcast.Size, error) {
	size := broadcast.Size{Boroughs: map[string]int{}, Langs: map[string]int{}}
	where, args := audience(a, 1)
	type row struct {
		boroughs, lang string
		n              int
	}
	rows, err := list(ctx, b.Store, func(scan func(...any) error) (r row, err error) {
		return r, scan(&r.boroughs, &r.lang, &r.n)
	}, `SELECT boroughs, lang, COUNT(*) FROM subscribers WHERE `+where+` GROUP BY boroughs, lang`, args...)
	for _, r := range rows {
		size.Total += r.n
		size.Langs[r.lang] += r.n
		for _, id := range strings.Fields(r.boroughs) {
			size.Boroughs[id] += r.n
		}
	}
	return size, during("count an audience", err)
}

// audience gives the condition on subscribers for an audience; its first $n is $from.
func audience(a broadcast.Audience, from int) (where string, args []any) {
	var all []string
	any := func(column, test string, ids []string, value func(string) string) {
		if len(ids) == 0 {
			return
		}
		var one []string
		for _, id := range ids {
			one = append(one, column+test+"$"+strconv.Itoa(from+len(args)))
			args = append(args, value(id))
		}
		all = append(all, "("+strings.Join(one, " OR ")+")")
	}
	within := func(id string) string { return "% " + id + " %" }
	any("boroughs", " LIKE ", a.Boroughs, within)
	any("topics", " LIKE ", a.Topics, within)
	any("lang", " = ", a.Langs, func(id string) string { return id })
	if len(a.Boroughs) == 0 {
		return "1 = 0", nil // nobody is addressed by leaving something out
	}
	return strings.Join(all, " AND "), args
}

func scanCampaign(scan func(...any) error) (c broadcast.Campaign, err error) {
	var plan, names []byte
	var next, changed int64
	if err := scan(&c.ID, &c.Version, &c.State, &c.Title, &c.File, &plan, &names, &c.Tested, &c.Approved, &next, &changed); err != nil {
		return c, err
	}
	var p people
	if err := errors.Join(json.Unmarshal(plan, &c.Plan), json.Unmarshal(names, &p)); err != nil {
		return c, err
	}
	c.Writers, c.Returners, c.Approver, c.EndedBy = p.Writers, p.Returners, p.Approver, p.EndedBy
	c.Next, c.Changed = instant(next), instant(changed)
	return c, nil
}

// list reads every row of a query.
func list[T any](ctx context.Context, s *Store, read func(scan func(...any) error) (T, error), query string, args ...any) ([]T, error) {
	var all []T
	err := s.read(ctx, func(ctx context.Context, db *sql.DB) error {
		rows, err := db.QueryContext(ctx, query, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		all = nil
		for rows.Next() {
			one, err := read(rows.Scan)
			if err != nil {
				return err
			}
			all = append(all, one)
		}
		return rows.Err()
	})
	return all, err
}

// millis is how a time is stored, 0 for none.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func instant(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms)
}
