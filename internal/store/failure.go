package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// failure is an error of the database itself, not of what it was asked.
type failure struct {
	what  string // and what an on-call person can do
	cause error
}

// Error is one line: a driver that tried several addresses writes several.
func (f *failure) Error() string {
	return f.what + ": " + strings.Join(strings.FieldsFunc(f.cause.Error(), func(r rune) bool { return r == '\n' || r == '\t' }), " ")
}

func (f *failure) Unwrap() error { return f.cause }

// explain makes a failure of the errors that say the database does not work, by
// its engine's codes, and leaves other errors as they are.
func explain(err error) error {
	var already *failure
	if err == nil || errors.As(err, &already) {
		return err
	}
	what := ""
	var lite *sqlite.Error
	var pg *pgconn.PgError
	var unreachable *pgconn.ConnectError
	switch {
	case errors.As(err, &lite):
		what = explainSQLite(lite.Code() & 0xff)
	case errors.As(err, &pg):
		what = explainPostgres(pg.Code)
	case errors.As(err, &unreachable):
		what = "PostgreSQL cannot be reached (is it running? look at the host, the port and sslmode in DATABASE_URL)"
	case broken(err):
		what = "the connection to PostgreSQL broke (look at the network and at PostgreSQL's log; no restart is needed)"
	}
	if what == "" {
		return err
	}
	return &failure{what, err}
}

func explainSQLite(code int) string {
	switch code {
	case sqlite3.SQLITE_FULL:
		return "the disk is full (make room; no restart is needed)"
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return "the file is damaged or is no database (restore a backup, or move it away and a new one begins)"
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN:
		return "the file or its folder cannot be written (make both writable for this user)"
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return "another program has the file locked (close that program)"
	case sqlite3.SQLITE_IOERR:
		return "the disk failed or is full (look at the disk)"
	}
	return ""
}

// explainPostgres goes by SQLSTATE. Classes that are not here, such as 23, are
// about what was asked.
func explainPostgres(state string) string {
	switch state {
	case "28P01", "28000":
		return "PostgreSQL refuses the role or its password (look at both in DATABASE_URL, and at pg_hba.conf)"
	case "3D000":
		return "there is no such database (make it: CREATE DATABASE ... OWNER ..., or correct its name in DATABASE_URL)"
	case "42501":
		return "the role may not do this (make it the owner of the database, or grant it CREATE on the schema and all on the tables)"
	case "25006":
		return "this PostgreSQL only reads, so it is a standby or set so (name the primary in DATABASE_URL, or all hosts and target_session_attrs=read-write)"
	case "53100":
		return "PostgreSQL's disk is full (make room; no restart is needed)"
	case "53300":
		return "PostgreSQL has too many connections (raise max_connections, or run fewer replicas: each takes up to 12)"
	case "57014":
		return "PostgreSQL did not finish in time (look at its load)"
	case "57P01", "57P02", "57P03":
		return "PostgreSQL is stopping, starting or recovering (wait for it; no restart is needed)"
	case "55000", "58000", "58030", "XX000", "XX001", "XX002":
		return "PostgreSQL or its disk failed (look at its log)"
	}
	switch {
	case strings.HasPrefix(state, "53"):
		return "PostgreSQL lacks memory or another resource (look at its log)"
	case strings.HasPrefix(state, "08"):
		return "the connection to PostgreSQL broke (look at the network and at PostgreSQL's log; no restart is needed)"
	}
	return ""
}

// broken says whether a connection ended by itself, and not because nobody waited
// any longer.
func broken(err error) bool {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return false
	}
	var network net.Error
	return errors.As(err, &network) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, driver.ErrBadConn) || errors.Is(err, pgconn.ErrConnClosed) || pgconn.SafeToRetry(err)
}
