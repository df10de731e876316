package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"time"
)

const (
	// patience is how long a caller waits for a write, at most, and readPatience for
	// an answer: then the work goes on without it. A look stands between a person and
	// their answer.
	patience     = 4 * time.Second
	readPatience = 2 * time.Second
	// maxGroup is how many writes share one transaction, at most.
	maxGroup = 256
	// maxWaiting is how many writes wait, at most; with more the disk has stopped.
	maxWaiting = 4096
)

// ErrClosed says that the store was closed before it was asked.
var ErrClosed = errors.New("the database is closed")

// tx is the transaction that a write works in. Its statements take no context:
// to cancel one would roll back the whole group.
type tx interface {
	Exec(query string, args ...any) (sql.Result, error)
	Query(query string, args ...any) (*sql.Rows, error)
	QueryRow(query string, args ...any) *sql.Row
}

// groupWriter is the one that writes to an SQLite file. SQLite takes one writer at a
// time and waits for the disk once a transaction, so whoever waits meanwhile goes
// into the next transaction together.
type groupWriter struct {
	db     *sql.DB // of one connection
	there  func() error
	health *health

	mu     sync.RWMutex // held to send on queue, and to close it
	closed bool
	queue  chan *write
	done   chan struct{} // closed when the queue is empty for good
}

// write is one function that waits for its turn.
type write struct {
	ctx   context.Context
	fn    func(tx) error
	err   error
	reply chan error
}

func newGroupWriter(db *sql.DB, there func() error, health *health) *groupWriter {
	w := &groupWriter{db: db, there: there, health: health, queue: make(chan *write, maxWaiting), done: make(chan struct{})}
	go w.run()
	return w
}

func (w *groupWriter) write(ctx context.Context, fn func(tx) error) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	one := &write{ctx: ctx, fn: fn, reply: make(chan error, 1)}
	if err := w.enqueue(one); err != nil {
		return err
	}
	select {
	case err := <-one.reply:
		return err
	case <-ctx.Done():
		return fmt.Errorf("the database did not answer in time: %w", ctx.Err())
	}
}

func (w *groupWriter) enqueue(one *write) error {
	w.mu.RLock()
	defer w.mu.RUnlock()
	if w.closed {
		return ErrClosed
	}
	select {
	case w.queue <- one:
		return nil
	default:
		return fmt.Errorf("the database does not keep up: %d writes wait", maxWaiting)
	}
}

func (w *groupWriter) close(ctx context.Context) error {
	w.mu.Lock()
	if !w.closed {
		w.closed = true
		close(w.queue)
	}
	w.mu.Unlock()
	select {
	case <-w.done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("the database did not finish in time: %w", ctx.Err())
	}
}

func (w *groupWriter) ended() bool {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.closed
}

func (w *groupWriter) run() {
	defer close(w.done)
	group := make([]*write, 0, maxGroup)
	for one := range w.queue {
		group = append(group[:0], one)
		for more := true; more && len(group) < maxGroup; {
			select {
			case one, ok := <-w.queue:
				if more = ok; ok {
					group = append(group, one)
				}
			default:
				more = false
			}
		}
		err := w.commit(group)
		for _, one := range group {
			err := cmp.Or(one.err, err)
			w.health.note(err, time.Now())
			one.reply <- err
		}
		clear(group)
	}
}

// commit runs a group in one transaction. Its error holds for the whole group; the
// error of one stays with that one.
func (w *groupWriter) commit(group []*write) error {
	if err := w.there(); err != nil {
		return err
	}
	t, err := w.db.BeginTx(context.Background(), nil)
	if err != nil {
		return explain(err)
	}
	defer t.Rollback() // nothing to do after a commit
	for _, one := range group {
		if one.err = one.ctx.Err(); one.err != nil {
			continue // nobody waits for it
		}
		if _, err := t.Exec(`SAVEPOINT one`); err != nil {
			return explain(err)
		}
		end := `RELEASE one`
		if one.err = attempt(one.fn, t); one.err != nil {
			end = `ROLLBACK TO one; RELEASE one`
		}
		// At a full disk SQLite ends the whole transaction. Then there is no
		// savepoint either, and one.err says why.
		if _, err := t.Exec(end); err != nil {
			return cmp.Or(one.err, explain(err))
		}
	}
	return explain(t.Commit())
}

// attempt runs fn and turns its panic into an error. Of a panic only what the
// runtime says is kept: anything else could hold what a resident wrote.
func attempt(fn func(tx) error, t tx) (err error) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case runtime.Error:
			err = fmt.Errorf("a write panicked: %w", r)
		default:
			err = fmt.Errorf("a write panicked with a %T", r)
		}
	}()
	return explain(fn(t))
}
