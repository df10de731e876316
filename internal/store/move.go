package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
)

// Moved is what became of one table.
type Moved struct {
	Table   string
	Rows    int  // in the file, and now on the server
	Already bool // whether all of them were on the server before
}

// Move copies everything in the SQLite file that from names into the PostgreSQL
// database that to names, in one transaction, and compares both sides, row by row,
// before it commits. The server must hold either no rows or the same rows, so it can
// be run again; an error leaves the rows there as they were (empty tables may have
// been made). The file stays as it is, but for tables of an older version, which
// are brought to this one. key is the data key of the file, and then of both.
//
// It holds the lock of the file, so no bot runs on it meanwhile. It does not stop
// bots that run on the server: their writes wait until it is done.
func Move(ctx context.Context, from, to string, key Key) ([]Moved, error) {
	path, err := file(from)
	if err != nil || !onPostgres(to) {
		return nil, errors.New("only a move from SQLite to PostgreSQL is known (write --from sqlite:PATH --to postgres://ROLE:PASSWORD@HOST/DATABASE)")
	}
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("database %s: cannot be read (name the file of the bot's database): %w", path, reason(err))
	}
	config, err := server(to)
	if err != nil {
		return nil, err
	}
	source, err := Open(ctx, from, key)
	if err != nil {
		return nil, err
	}
	defer source.Close()
	moved, err := moveInto(ctx, source, config)
	if err != nil {
		return nil, fmt.Errorf("database %s: %w", shown(config), err)
	}
	return moved, nil
}

func moveInto(ctx context.Context, source *Store, config *pgx.ConnConfig) ([]Moved, error) {
	if err := migrateServer(ctx, config); err != nil {
		return nil, err
	}
	c, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return nil, explain(err)
	}
	defer c.Close(context.WithoutCancel(ctx))
	t, err := c.Begin(ctx)
	if err != nil {
		return nil, explain(err)
	}
	defer t.Rollback(context.WithoutCancel(ctx)) // nothing to do after a commit
	moved, err := moveTables(ctx, source.reads, t, tables())
	if err != nil {
		return nil, explain(err)
	}
	if err := t.Commit(ctx); err != nil {
		if undone(err) {
			return nil, explain(err)
		}
		return nil, fmt.Errorf("%w (run the same command again: it tells)", &unknownOutcome{err})
	}
	return moved, nil
}

// moveTables copies the tables, or proves that they were copied before.
func moveTables(ctx context.Context, source *sql.DB, t pgx.Tx, tables []table) ([]Moved, error) {
	here, there := make([]digest, len(tables)), make([]digest, len(tables))
	empty := true
	for i, table := range tables {
		if _, err := t.Exec(ctx, `LOCK TABLE `+table.name+` IN EXCLUSIVE MODE`); err != nil {
			return nil, err
		}
		var err error
		if here[i], err = digestOf(fromSQLite(ctx, source, table)); err != nil {
			return nil, err
		}
		if there[i], err = digestOf(fromServer(ctx, t, table)); err != nil {
			return nil, err
		}
		// A bot that was started there has left the check of its key.
		if table.name != "key_check" {
			empty = empty && there[i].rows == 0
		} else if there[i].rows > 0 && there[i] != here[i] {
			return nil, errors.New("was written with another data key, so nothing was moved (name an empty database)")
		}
	}
	moved := make([]Moved, len(tables))
	for i, table := range tables {
		moved[i] = Moved{table.name, here[i].rows, here[i] == there[i]}
		if moved[i].Already {
			continue
		}
		if !empty {
			return nil, fmt.Errorf("holds other rows, so nothing was moved (name an empty database): table %s has %d rows there, %d in the file", table.name, there[i].rows, here[i].rows)
		}
		rows := fromSQLite(ctx, source, table)
		if _, err := t.CopyFrom(ctx, pgx.Identifier{table.name}, table.columns, rows); err != nil {
			return nil, err
		}
		now, err := digestOf(fromServer(ctx, t, table))
		if err != nil {
			return nil, err
		}
		if now != here[i] {
			return nil, fmt.Errorf("does not give back what was put in, so nothing was moved: table %s has %d rows there, %d in the file, or not the same", table.name, now.rows, here[i].rows)
		}
	}
	return moved, nil
}

// table is a table and its columns.
type table struct {
	name    string
	columns []string
}

// tables gives every table of ours, as Fields has them, which a test holds against
// the live schema.
func tables() []table {
	var all []table
	for _, f := range Fields() {
		if f.Table == "goose_db_version" || f.Table == "sqlite_sequence" {
			continue // each engine keeps its own
		}
		i := slices.IndexFunc(all, func(t table) bool { return t.name == f.Table })
		if i < 0 {
			i, all = len(all), append(all, table{name: f.Table})
		}
		all[i].columns = append(all[i].columns, f.Column)
	}
	return all
}

// digest tells whether two tables hold the same rows, in whatever order.
type digest struct {
	rows int
	sum  [sha256.Size]byte // of the rows' own sums
}

func (d *digest) add(values []any) {
	h := sha256.New()
	for _, v := range values {
		switch v := v.(type) {
		case []byte:
			fmt.Fprintf(h, "bytes %d %s ", len(v), v)
		case string:
			fmt.Fprintf(h, "text %d %s ", len(v), v)
		default: // a number, true or false, or nothing
			fmt.Fprintf(h, "%T %v ", v, v)
		}
	}
	for i, b := range h.Sum(nil) {
		d.sum[i] ^= b
	}
	d.rows++
}

// digestOf reads all rows.
func digestOf(rows pgx.CopyFromSource) (d digest, err error) {
	for rows.Next() {
		values, err := rows.Values()
		if err != nil {
			return d, err
		}
		d.add(values)
	}
	return d, rows.Err()
}

// fromServer reads a table of the server.
func fromServer(ctx context.Context, t pgx.Tx, table table) pgx.CopyFromSource {
	rows, _ := t.Query(ctx, table.query()) // its error is that of the rows
	return rows
}

// fromSQLite reads a table of the file.
func fromSQLite(ctx context.Context, db *sql.DB, table table) pgx.CopyFromSource {
	rows, err := db.QueryContext(ctx, table.query())
	return &sqliteRows{rows: rows, err: err, columns: len(table.columns)}
}

func (t table) query() string {
	return `SELECT ` + strings.Join(t.columns, `, `) + ` FROM ` + t.name
}

// sqliteRows lets pgx read the rows of the other driver.
type sqliteRows struct {
	rows    *sql.Rows
	err     error
	columns int
}

// Next implements pgx.CopyFromSource.
func (r *sqliteRows) Next() bool {
	if r.err != nil {
		return false
	}
	if r.rows.Next() {
		return true
	}
	r.err = errors.Join(r.rows.Err(), r.rows.Close())
	return false
}

// Values implements pgx.CopyFromSource.
func (r *sqliteRows) Values() ([]any, error) {
	values, into := make([]any, r.columns), make([]any, r.columns)
	for i := range values {
		into[i] = &values[i]
	}
	err := r.rows.Scan(into...)
	return values, err
}

// Err implements pgx.CopyFromSource.
func (r *sqliteRows) Err() error { return r.err }
