package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// maxBroken is how often one write may lose its connection before that is an error.
const maxBroken = 3

// pooledWriter gives each write a transaction of its own. It is REPEATABLE READ:
// when another process changed a row that a write wants to change, after it began
// to read, PostgreSQL refuses it and it runs again on what stands there now. So a
// write may decide by what it reads of the rows that it changes, as on SQLite. It
// may not decide by rows that it only reads: another may change those meanwhile.
type pooledWriter struct {
	db     *sql.DB
	health *health

	mu     sync.RWMutex // held to add to under, and to set closed
	closed bool
	under  sync.WaitGroup
}

func newPooledWriter(db *sql.DB, health *health) *pooledWriter {
	return &pooledWriter{db: db, health: health}
}

func (w *pooledWriter) write(ctx context.Context, fn func(tx) error) error {
	w.mu.RLock()
	if w.closed {
		w.mu.RUnlock()
		return ErrClosed
	}
	w.under.Add(1)
	w.mu.RUnlock()
	defer w.under.Done()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	err := w.insist(ctx, fn)
	w.health.note(err, time.Now())
	return err
}

// insist runs fn until it is stored or there is no point in it. Nothing is stored
// while it runs again: it never does so once a commit was under way.
func (w *pooledWriter) insist(ctx context.Context, fn func(tx) error) error {
	broke, wait := 0, 5*time.Millisecond
	for {
		err := explain(w.once(ctx, fn))
		var unknown *unknownOutcome
		switch {
		case err == nil || errors.As(err, &unknown):
			return err
		case ctx.Err() != nil:
			return late(ctx)
		case conflict(err):
		case gone(err) && broke < maxBroken:
			broke++
		default:
			return err
		}
		select {
		case <-time.After(rand.N(wait)):
		case <-ctx.Done():
			return late(ctx)
		}
		wait = min(2*wait, 200*time.Millisecond)
	}
}

// once runs fn in one transaction.
func (w *pooledWriter) once(ctx context.Context, fn func(tx) error) error {
	c, err := w.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	t, err := c.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead})
	if err != nil {
		return err
	}
	defer t.Rollback() // nothing to do after a commit
	if err := attempt(fn, pooledTx{ctx, t}); err != nil {
		if state(err) == "25006" {
			// The server has become a standby: the next connection finds the primary.
			t.Rollback()
			c.Raw(func(any) error { return driver.ErrBadConn })
		}
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	err = t.Commit()
	if err != nil && !undone(err) {
		return &unknownOutcome{err}
	}
	return err
}

func (w *pooledWriter) close(ctx context.Context) error {
	w.mu.Lock()
	w.closed = true
	w.mu.Unlock()
	done := make(chan struct{})
	go func() { w.under.Wait(); close(done) }()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return late(ctx)
	}
}

func (w *pooledWriter) ended() bool {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.closed
}

// pooledTx ends its statements with the write: nobody else is in the transaction.
type pooledTx struct {
	ctx context.Context
	tx  *sql.Tx
}

func (t pooledTx) Exec(query string, args ...any) (sql.Result, error) {
	return t.tx.ExecContext(t.ctx, query, args...)
}

func (t pooledTx) Query(query string, args ...any) (*sql.Rows, error) {
	return t.tx.QueryContext(t.ctx, query, args...)
}

func (t pooledTx) QueryRow(query string, args ...any) *sql.Row {
	return t.tx.QueryRowContext(t.ctx, query, args...)
}

// unknownOutcome says that nobody can know whether a write is stored.
type unknownOutcome struct{ cause error }

func (e *unknownOutcome) Error() string {
	return "the connection to PostgreSQL broke during a commit, so this write may or may not be stored: " + e.cause.Error()
}

func (e *unknownOutcome) Unwrap() error { return e.cause }

// state gives the SQLSTATE of an error, "" if it has none.
func state(err error) string {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code
	}
	return ""
}

// undone says whether an error of a commit proves that nothing was stored: the
// server said so and went on, or was never asked.
func undone(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.SeverityUnlocalized == "ERROR"
	}
	return errors.Is(err, pgx.ErrTxCommitRollback) || errors.Is(err, sql.ErrTxDone) || pgconn.SafeToRetry(err)
}

// conflict says whether another transaction was in the way: one of both always got
// on, so it is worth trying until nobody waits.
func conflict(err error) bool { return strings.HasPrefix(state(err), "40") }

// gone says whether the connection or its server went away, or has only just come.
func gone(err error) bool {
	switch s := state(err); s {
	case "":
		return broken(err)
	case "57P01", "57P02", "57P03", "25006":
		return true
	default:
		return strings.HasPrefix(s, "08")
	}
}
