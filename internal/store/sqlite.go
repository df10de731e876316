package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

//go:embed migrations/*.sql
var migrations embed.FS

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

// migrate brings the tables to the version of this program. It refuses tables of
// a newer one, because it cannot know what they mean.
func migrate(ctx context.Context, db *sql.DB) error {
	p, err := provider(db)
	if err != nil {
		return err
	}
	has, knows, err := p.GetVersions(ctx)
	switch {
	case err != nil:
		return explain(err)
	case has > knows:
		return fmt.Errorf("was written by a newer version of this program (use that version again, or restore a backup from before): its tables have version %d, this program knows %d", has, knows)
	case has < knows:
		_, err = p.Up(ctx)
	}
	return explain(err)
}

// migrated refuses tables that are not of this program's version.
func migrated(ctx context.Context, db *sql.DB) error {
	p, err := provider(db)
	if err != nil {
		return err
	}
	has, knows, err := p.GetVersions(ctx)
	if err == nil && has != knows {
		err = fmt.Errorf("is of another version of this program (use the one that the bot runs): its tables have version %d, this program knows %d", has, knows)
	}
	return explain(err)
}

func provider(db *sql.DB) (*goose.Provider, error) {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectSQLite3, db, sub, goose.WithDisableGlobalRegistry(true))
}

// failure is an error of the database itself, not of what it was asked.
type failure struct {
	what  string // and what an on-call person can do
	cause error
}

func (f *failure) Error() string { return f.what + ": " + f.cause.Error() }
func (f *failure) Unwrap() error { return f.cause }

// explain makes a failure of the errors that say the database does not work, by
// SQLite's codes, and leaves other errors as they are.
func explain(err error) error {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return err
	}
	var what string
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_FULL:
		what = "the disk is full (make room; no restart is needed)"
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		what = "the file is damaged or is no database (restore a backup, or move it away and a new one begins)"
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN:
		what = "the file or its folder cannot be written (make both writable for this user)"
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		what = "another program has the file locked (close that program)"
	case sqlite3.SQLITE_IOERR:
		what = "the disk failed or is full (look at the disk)"
	default:
		return err
	}
	return &failure{what, err}
}
