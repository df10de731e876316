package main

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"signpost/config"
	"signpost/internal/session"
	"signpost/internal/store"
)

// maxInMemory is how many messages Hide knows without the database, about 64 bytes
// each.
const maxInMemory = 100_000

// tellAgain is how long failures of the database are one line in the log.
const tellAgain = 10 * time.Minute

// database is the store as the program uses it: opened beside the answering, never
// before it, tried again every minute, and never needed for an answer.
type database struct {
	url      string // may hold a password: print store.Shown of it
	key      store.Key
	memory   *session.Memory
	log      *slog.Logger
	failures atomic.Int64
	told     atomic.Int64 // when the log was told of one, in nanoseconds since 1970

	opened  chan *store.Store // gets the store once it is open
	opening sync.Mutex        // held while it is being opened, which takes seconds

	mu    sync.Mutex
	store *store.Store // nil until it is open
	both  *session.Both
	state error // why it is not
	ended bool
}

// newDatabase finds where the database and its key are; it opens nothing.
func newDatabase(set config.RunSettings, getenv func(string) string) (*database, []error) {
	d := &database{url: set.DatabaseURL, key: store.Key{File: set.DataKeyFile, Text: set.DataKey}, memory: session.NewMemory(maxInMemory), opened: make(chan *store.Store, 1),
		state: errors.New("the database is not open yet")}
	var problems []error
	var err error
	if d.url == "" {
		if d.url, err = store.DefaultURL(getenv); err != nil {
			problems = append(problems, err)
		}
	}
	if d.key, err = dataKey(d.key, getenv); err != nil {
		problems = append(problems, err)
	}
	if d.url != "" {
		problems = append(problems, store.Malformed(d.url, d.key)...)
	}
	return d, problems
}

// dataKey gives the key that is set, or else the one at its usual place.
func dataKey(set store.Key, getenv func(string) string) (store.Key, error) {
	var err error
	if set == (store.Key{}) {
		set.File, err = store.DefaultKeyFile(getenv)
	}
	return set, err
}

// open opens the database unless it is open. A failure is logged when it is news.
func (d *database) open(ctx context.Context, sessions *session.Sessions) {
	d.opening.Lock()
	defer d.opening.Unlock()
	d.mu.Lock()
	done := d.store != nil || d.ended || ctx.Err() != nil
	d.mu.Unlock()
	if done {
		return
	}
	opened, err := store.Open(ctx, d.url, d.key)
	d.mu.Lock()
	defer d.mu.Unlock()
	if err != nil {
		if d.state.Error() != err.Error() {
			d.log.Error("the database is not there; residents are answered all the same, Hide works from memory, and nobody can opt in", "problem", err)
		}
		d.state = err
		return
	}
	d.store, d.state = opened, nil
	d.both = session.NewBoth(opened.Ledger(), d.memory, d.failed)
	sessions.Keep(d.both)
	sessions.Consents().Keep(opened.Book())
	d.opened <- opened
	d.log.Info("the database is open")
}

// failed counts an error of the ledger, and logs it unless one was logged lately.
func (d *database) failed(err error) {
	d.failures.Add(1)
	now, last := time.Now().UnixNano(), d.told.Load()
	if now-last > int64(tellAgain) && d.told.CompareAndSwap(last, now) {
		d.log.Error("the database failed; residents are answered all the same, Hide works from memory, and nobody can opt in", "problem", err)
	}
}

// trouble gives nil while the database works.
func (d *database) trouble(ctx context.Context) error {
	d.mu.Lock()
	opened, state := d.store, d.state
	d.mu.Unlock()
	if opened == nil {
		return state
	}
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	return opened.Healthy(ctx)
}

// close ends the database after everything that uses it.
func (d *database) close() {
	d.opening.Lock()
	defer d.opening.Unlock()
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ended = true
	if d.store == nil {
		return
	}
	d.both.Flush()
	if err := d.store.Close(); err != nil {
		d.log.Error("the database did not close cleanly", "problem", err)
	}
}
