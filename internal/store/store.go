// Package store keeps what happened, behind the small interfaces that the other
// rooms declare.
//
// It exists so that SQL, its drivers and the files of a database have one door.
// It promises: what a call stored without an error is on the disk and survives a
// power cut; a chat id never stands in the database in the clear; a call answers
// within seconds, with an error if need be, and never panics; after a full disk
// has room again, writes work again without a restart. Guidance must never depend
// on it: whoever calls goes on without it.
//
// It does not keep text, neither what residents write nor what they read. It does
// not undo what it deleted in copies: in the file itself deleted rows are
// overwritten, in a backup they stay. Moving or deleting the file while it is in
// use is noticed, not mended.
//
// The SQL is written once for SQLite, which is here, and PostgreSQL, which can
// join: $n in order of appearance, BIGINT numbers, times in milliseconds since
// 1970, BYTEA bytes. A damaged page in the middle of a file is found when it is
// read, not at the start.
package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

const (
	// openTime is how long Open waits for the database, at most.
	openTime = 5 * time.Second
	// closeTime is how long Close waits for the writes that were accepted.
	closeTime = 10 * time.Second
)

// Store is one open database. Its methods are safe for concurrent use.
type Store struct {
	path   string
	keys   keys
	there  func() error // says whether the file is still the one that was opened
	lock   *flock.Flock
	writes *sql.DB // one connection, used by writer alone
	reads  *sql.DB
	writer *writer
	notes  notes
	health *health
}

// Open opens the database that url names ("sqlite:PATH"), making it if it is not
// there, and locks it for this process until Close. keyFile holds the data key;
// it is made at the first start and must be outside the database's folder. An
// error is one line that says what to do, and leaves nothing open.
func Open(ctx context.Context, url, keyFile string) (*Store, error) {
	path, err := file(url)
	if err != nil {
		return nil, err
	}
	if keyFile == "" {
		return nil, errors.New("DATA_KEY_FILE is empty (name a file outside the folder of the database, such as /etc/signpost/data.key)")
	}
	ctx, cancel := context.WithTimeout(ctx, openTime)
	defer cancel()
	s := &Store{path: path, health: new(health), notes: notes{gather: gather}}
	if err := s.open(ctx); err != nil {
		s.release()
		return nil, fmt.Errorf("database %s: %w", path, err)
	}
	if s.keys, err = unlock(ctx, s.writes, path, keyFile); err != nil {
		s.release()
		return nil, err
	}
	s.writer = newWriter(s.writes, s.there, s.health)
	return s, nil
}

// open locks the file and makes it ready. What it opened, release closes, also
// when open fails on the way.
func (s *Store) open(ctx context.Context) error {
	if about, err := os.Stat(s.path); err == nil && about.IsDir() {
		return fmt.Errorf("is a folder (name a file in it, such as sqlite:%s)", filepath.Join(s.path, "signpost.db"))
	}
	if err := os.MkdirAll(filepath.Dir(s.path), 0o700); err != nil {
		return fmt.Errorf("its folder cannot be made (make it for this user, or set DATABASE_URL to another place): %w", reason(err))
	}
	s.lock = flock.New(s.path + ".lock")
	locked, err := s.lock.TryLock()
	if err != nil {
		return fmt.Errorf("its folder cannot be written (make it writable for this user, or set DATABASE_URL to another place): %w", reason(err))
	}
	if !locked {
		return errors.New("another process uses it (stop that one first: only one process can use an SQLite file)")
	}
	var about fs.FileInfo
	if about, err = touch(s.path); err != nil {
		return err
	}
	s.there = unmoved(s.path, about)
	if s.writes, err = connectWriter(ctx, s.path); err != nil {
		return err
	}
	if err := migrate(ctx, s.writes); err != nil {
		return err
	}
	s.reads, err = connectReaders(s.path)
	return err
}

// release gives back what open took.
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

// read runs fn on a connection that cannot write, within patience.
func (s *Store) read(ctx context.Context, fn func(context.Context, *sql.DB) error) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
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
