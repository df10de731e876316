package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/gofrs/flock"
	"github.com/pressly/goose/v3"
)

// openFile locks the file and makes it ready.
func (s *Store) openFile(ctx context.Context) error {
	if about, err := os.Stat(s.path); err == nil && about.IsDir() {
		return fmt.Errorf("is a folder (name a file in it, such as sqlite:%s)", filepath.Join(s.path, "signpost.db"))
	}
	if s.beside {
		return s.visit(ctx)
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
	if err := migrate(ctx, s.writes, goose.DialectSQLite3); err != nil {
		return err
	}
	s.reads, err = connectReaders(s.path)
	return err
}

// visit opens what is there, for OpenBeside.
func (s *Store) visit(ctx context.Context) error {
	about, err := os.Stat(s.path)
	if err != nil {
		return fmt.Errorf("is not there (set DATABASE_URL to the one of the bot, or start the bot once): %w", reason(err))
	}
	s.there = unmoved(s.path, about)
	if s.writes, err = connectWriter(ctx, s.path); err != nil {
		return err
	}
	// A bot in the middle of a broadcast writes again and again: a turn takes longer.
	if _, err := s.writes.ExecContext(ctx, `PRAGMA busy_timeout = 3000`); err != nil {
		return explain(err)
	}
	if err := migrated(ctx, s.writes, goose.DialectSQLite3); err != nil {
		return err
	}
	s.reads, err = connectReaders(s.path)
	return err
}

// touch makes an empty file, for this user only, if there is none, and says which
// file it is. It must come before SQLite opens the file: to close a second
// descriptor would drop SQLite's locks.
func touch(path string) (fs.FileInfo, error) {
	const hint = "(make it writable for this user, or set DATABASE_URL to another place)"
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("cannot be written %s: %w", hint, reason(err))
	}
	defer f.Close()
	about, err := f.Stat()
	if err == nil && !about.Mode().IsRegular() {
		err = errors.New("not a file")
	}
	if err != nil {
		return nil, fmt.Errorf("cannot be used: %w", reason(err))
	}
	return about, nil
}

// unmoved gives a check that the file at path is still the one that was opened.
// SQLite itself would go on writing to a file that nobody can find any more.
func unmoved(path string, opened fs.FileInfo) func() error {
	return func() error {
		now, err := os.Stat(path)
		if err != nil {
			return fmt.Errorf("the file of the database is gone (put it back, or restart to begin a new one): %w", reason(err))
		}
		if !os.SameFile(opened, now) {
			return errors.New("the file of the database was replaced while in use (restart to use the new one)")
		}
		return nil
	}
}

// connect gives a pool of connections to the file, which must exist; it opens
// none yet. The wait for a lock is short: the lock file keeps all others away
// that keep to it, and whoever does not is a person with a tool.
func connect(path string, connections int, options url.Values, pragmas ...string) (*sql.DB, error) {
	options.Set("mode", "rw")
	options.Set("_dqs", "0")       // "x" is a column, never quietly a text
	options.Set("_error_rc", "1")  // errors say what failed, not what failed before
	options.Set("_defensive", "1") // no statement can damage the file
	options["_pragma"] = append([]string{"busy_timeout(1000)"}, pragmas...)
	slashed := filepath.ToSlash(path)
	if !strings.HasPrefix(slashed, "/") {
		slashed = "/" + slashed // C:/… on Windows
	}
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: slashed, RawQuery: options.Encode()}).String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	return db, nil
}

// connectWriter gives the one connection that writes. synchronous FULL, because
// NORMAL loses what was committed when the power goes, and an opt-out must not
// come back; secure_delete, because what is purged must not stay in the file. A
// cache of 4 MiB: with 32 the same 100,000 chats took 36 MB more and no less time.
func connectWriter(ctx context.Context, path string) (*sql.DB, error) {
	db, err := connect(path, 1, url.Values{"_txlock": {"immediate"}},
		"journal_mode(WAL)", "synchronous(FULL)", "secure_delete(ON)", "foreign_keys(ON)",
		"cache_size(-4096)", "journal_size_limit(67108864)")
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, openTime)
	defer cancel()
	var mode string
	err = db.QueryRowContext(ctx, `PRAGMA journal_mode`).Scan(&mode)
	if err == nil && mode != "wal" {
		err = fmt.Errorf("this disk cannot hold it (use a local disk, not a shared folder): journal mode %s instead of wal", mode)
	}
	if err != nil {
		db.Close()
		return nil, explain(err)
	}
	return db, nil
}

// connectReaders gives the connections that only read, beside the writer.
func connectReaders(path string) (*sql.DB, error) {
	return connect(path, 4, url.Values{}, "query_only(ON)", "cache_size(-2048)")
}
