// Package store keeps what happened, behind the small interfaces that the other
// rooms declare.
//
// It exists so that SQL, its drivers and the files of a database have one door.
// It promises: what a call stored without an error is on the disk and survives a
// power cut; a chat id never stands in the database in the clear; a call answers
// within seconds, with an error if need be, and never panics; after a full disk
// has room again, or PostgreSQL is back, it works again without a restart.
// Guidance must never depend on it: whoever calls goes on without it.
//
// It does not keep text, neither what residents write nor what they read. It does
// not undo what it deleted in copies: in an SQLite file deleted rows are
// overwritten, in a backup they stay. Moving or deleting the file while it is in
// use is noticed, not mended.
//
// The SQL is written once for SQLite and PostgreSQL: $n in order of appearance,
// BIGINT numbers, times in milliseconds since 1970, BYTEA bytes. Every test of what
// a caller can see runs on both. They differ in how a write waits its turn: SQLite
// has one writer, which takes those that wait into one transaction; PostgreSQL
// gives each write its own, and runs it again when another was in its way. A
// damaged page in the middle of a file is found when it is read, not at the start.
package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/gofrs/flock"
)

const (
	// openTime is how long Open waits for the database, at most, beside migrateTime.
	openTime = 5 * time.Second
	// migrateTime is how long new tables and indexes may take, and the wait for
	// another process that makes them.
	migrateTime = 5 * time.Minute
	// closeTime is how long Close waits for the writes that were accepted.
	closeTime = 10 * time.Second
)

// Store is one open database. Its methods are safe for concurrent use.
type Store struct {
	named  string // what errors call it, without a password
	path   string // the file; "" on PostgreSQL
	beside bool   // another process may be the bot
	keys   keys
	there  func() error // says whether the file is still the one that was opened
	lock   *flock.Flock // nil on PostgreSQL
	writes *sql.DB      // used by writer alone
	reads  *sql.DB
	writer writer
	notes  notes
	health *health
}

// writer runs the writes of one engine.
type writer interface {
	// write runs fn in a transaction and returns when it is on the disk. fn must be
	// short and must do nothing but SQL, because others wait, and must begin with its
	// results empty, because it may run again. Its error, or its panic, undoes what it
	// did and nothing else. When ctx ends, or after patience, write returns early;
	// what was begun may still come to stand.
	write(ctx context.Context, fn func(tx) error) error
	// close takes no more writes and waits until those that were accepted are done.
	close(ctx context.Context) error
	// ended says whether close was called.
	ended() bool
}

// Open opens the database that url names. "sqlite:PATH" is a file, made if it is
// not there and locked for this process until Close; postgres:// is a server, which
// any number of processes share. The tables are brought to this program's version.
// An error is one line that says what to do, never with a secret in it, and leaves
// nothing open.
func Open(ctx context.Context, url string, key Key) (*Store, error) {
	return openAt(ctx, url, key, false)
}

// OpenBeside opens the database of a bot that may be running, for a command that
// reads or makes a few short writes and ends. It makes no file, no key and no tables.
// The lock file is left alone: it keeps a second bot away, not a visitor, and SQLite
// itself orders the writes of both.
func OpenBeside(ctx context.Context, url string, key Key) (*Store, error) {
	return openAt(ctx, url, key, true)
}

func openAt(ctx context.Context, url string, key Key, beside bool) (*Store, error) {
	s := &Store{beside: beside, health: new(health), notes: notes{gather: gather}}
	open, err := s.at(url)
	if err != nil {
		return nil, err
	}
	if key == (Key{}) {
		return nil, errors.New("DATA_KEY_FILE is empty (name a file outside the folder of the database, such as /etc/signpost/data.key)")
	}
	if err := open(ctx); err != nil {
		s.release()
		return nil, fmt.Errorf("database %s: %w", s.named, err)
	}
	ctx, cancel := context.WithTimeout(ctx, openTime)
	defer cancel()
	if s.keys, err = unlock(ctx, s, key); err != nil {
		s.release()
		return nil, err
	}
	if s.path == "" {
		s.writer = newPooledWriter(s.writes, s.health)
	} else {
		s.writer = newGroupWriter(s.writes, s.there, s.health)
	}
	return s, nil
}

// at names the store by its url and gives what opens it. What that opened, release
// closes, also when it fails on the way.
func (s *Store) at(url string) (open func(context.Context) error, err error) {
	if onPostgres(url) {
		config, err := server(url)
		if err != nil {
			return nil, err
		}
		s.named, s.there = shown(config), func() error { return nil }
		return func(ctx context.Context) error { return s.openServer(ctx, config) }, nil
	}
	if s.path, err = file(url); err != nil {
		return nil, err
	}
	s.named = s.path
	return s.openFile, nil
}

// release gives back what was opened.
func (s *Store) release() error {
	var err error
	if s.reads != nil {
		err = s.reads.Close()
	}
	if s.writes != nil {
		err = cmp.Or(err, s.writes.Close())
	}
	if s.lock != nil {
		err = cmp.Or(err, s.lock.Unlock())
	}
	return err
}

// Close waits until every write that was accepted is done, 10 seconds at most,
// and gives the file free. A second Close does nothing.
func (s *Store) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), closeTime)
	defer cancel()
	if err := s.writer.close(ctx); err != nil {
		return err // and the lock stays, because a write may still be under way
	}
	return s.release()
}

// alone says whether no other process can be the bot on this database.
func (s *Store) alone() bool { return s.lock != nil }

// read runs fn on a connection that cannot write, within readPatience.
func (s *Store) read(ctx context.Context, fn func(context.Context, *sql.DB) error) error {
	ctx, cancel := context.WithTimeout(ctx, readPatience)
	defer cancel()
	if s.writer.ended() {
		return ErrClosed
	}
	if err := s.there(); err != nil {
		return err
	}
	err := explain(fn(ctx, s.reads))
	s.health.note(err, time.Now())
	return err
}
