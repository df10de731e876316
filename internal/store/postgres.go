package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

const (
	// maxWriters and maxReaders are how many connections one process takes, at most.
	maxWriters, maxReaders = 8, 4
	// pingTime is how long a connection that was idle has to show that it lives.
	pingTime = 500 * time.Millisecond
)

func onPostgres(url string) bool {
	scheme, _, _ := strings.Cut(url, ":")
	return scheme == "postgres" || scheme == "postgresql"
}

const serverHint = "write postgres://ROLE:PASSWORD@HOST/DATABASE, with @, :, / and % in the password as %40, %3A, %2F and %25"

// serverURL reads what a PostgreSQL URL says by itself.
func serverURL(text string) (*url.URL, error) {
	parsed, err := url.Parse(text)
	if err != nil || parsed.Opaque != "" {
		return nil, errors.New("DATABASE_URL is not a PostgreSQL URL (" + serverHint + ")")
	}
	return parsed, nil
}

// server reads the URL of a PostgreSQL database. What it lacks comes from the
// variables and files that psql reads, such as ~/.pgpass. No error repeats any of it.
func server(text string) (*pgx.ConnConfig, error) {
	parsed, err := serverURL(text)
	if err != nil {
		return nil, err
	}
	config, err := pgx.ParseConfig(text)
	if err != nil {
		return nil, errors.New("DATABASE_URL is not a PostgreSQL URL, or names a certificate that cannot be read (" + serverHint + ")")
	}
	if config.Database == "" || parsed.Path == "" && parsed.Query().Get("dbname") == "" {
		return nil, errors.New("DATABASE_URL names no database (" + serverHint + ")")
	}
	if !parsed.Query().Has("connect_timeout") {
		config.ConnectTimeout = openTime
	}
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "signpost"
	}
	return config, nil
}

// shown names a database without its password.
func shown(config *pgx.ConnConfig) string {
	host := net.JoinHostPort(config.Host, strconv.Itoa(int(config.Port)))
	return (&url.URL{Scheme: "postgres", User: url.User(config.User), Host: host, Path: config.Database}).String()
}

// Shown gives a DATABASE_URL as it may be printed: without a password.
func Shown(url string) string {
	if !onPostgres(url) {
		return url
	}
	config, err := server(url)
	if err != nil {
		return "a PostgreSQL URL that cannot be read"
	}
	return shown(config)
}

// openServer makes the tables, with one process at a time at it, and the pools.
func (s *Store) openServer(ctx context.Context, config *pgx.ConnConfig) error {
	if err := s.prepareServer(ctx, config); err != nil {
		return err
	}
	// Whoever asked has given up long before these: they end what a process that is
	// gone or stopped left behind, and its locks.
	limited := config.Copy()
	for name, value := range map[string]string{
		"statement_timeout": "5s", "idle_in_transaction_session_timeout": "10s",
		// Every statement here finds its few rows in the order of an index. Without
		// statistics, as after a broadcast has just been listed, the planner may sort all
		// of them for each claim instead.
		"enable_bitmapscan": "off",
		// And a plan that was made while there were few rows must not serve for many.
		"plan_cache_mode": "force_custom_plan",
	} {
		if limited.RuntimeParams[name] == "" {
			limited.RuntimeParams[name] = value
		}
	}
	s.writes = connectServer(limited, maxWriters)
	// Set once connected: to look for the host that can be written
	// (target_session_attrs), the connection must be able to.
	s.reads = connectServer(limited, maxReaders, stdlib.OptionAfterConnect(func(ctx context.Context, c *pgx.Conn) error {
		_, err := c.Exec(ctx, `SET default_transaction_read_only = on`)
		return err
	}))
	return nil
}

func (s *Store) prepareServer(ctx context.Context, config *pgx.ConnConfig) error {
	if s.beside {
		db := connectServer(config, 1)
		defer db.Close()
		return migrated(ctx, db, goose.DialectPostgres)
	}
	return migrateServer(ctx, config)
}

// migrateServer makes the tables or brings them to this version.
func migrateServer(ctx context.Context, config *pgx.ConnConfig) error {
	db := connectServer(config, 1)
	defer db.Close()
	opening, cancel := context.WithTimeout(ctx, openTime)
	defer cancel()
	if err := db.PingContext(opening); err != nil {
		return explain(err)
	}
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, uint64(migrateTime/time.Second)))
	if err != nil {
		return err
	}
	return migrate(ctx, db, goose.DialectPostgres, goose.WithSessionLocker(locker))
}

// connectServer gives a pool; it opens no connection yet. One that was idle is
// asked first whether it lives: after a failover all of them are dead.
func connectServer(config *pgx.ConnConfig, connections int, options ...stdlib.OptionOpenDB) *sql.DB {
	db := stdlib.OpenDB(*config, append(options,
		stdlib.OptionShouldPing(func(context.Context, stdlib.ShouldPingParams) bool { return false }),
		stdlib.OptionResetSession(func(ctx context.Context, c *pgx.Conn) error {
			ctx, cancel := context.WithTimeout(ctx, pingTime)
			defer cancel()
			if err := c.Ping(ctx); err != nil {
				return driver.ErrBadConn
			}
			return nil
		}))...)
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	db.SetConnMaxIdleTime(5 * time.Minute)
	return db
}

// late says that nobody waits any longer.
func late(ctx context.Context) error {
	return fmt.Errorf("the database did not answer in time: %w", ctx.Err())
}
