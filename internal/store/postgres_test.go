package store

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"signpost/internal/store/pgtest"
	"signpost/internal/store/storetest"
)

func TestServerURLs(t *testing.T) {
	_, keyFile := places(t)
	for url, want := range map[string]string{
		"postgres://u:hunter2@db:port/x":                         "not a PostgreSQL URL",
		"postgres://u:hunter2@/%zz":                              "not a PostgreSQL URL",
		"postgres://u:hunt/er2@db/x":                             "not a PostgreSQL URL",
		"postgres:hunter2":                                       "not a PostgreSQL URL",
		"postgresql://u:hunter2@db":                              "names no database",
		"postgres://u:hunter2@127.0.0.1/x?sslmode=perhaps":       "not a PostgreSQL URL",
		"postgres://u:hunter2@127.0.0.1/x?sslrootcert=/nowhere":  "certificate that cannot be read",
		"postgres://u:hunter2@127.0.0.1:1/x":                     "database postgres://u@127.0.0.1:1/x: PostgreSQL cannot be reached",
		"postgres://127.0.0.1:1/x?user=u&password=hunter2":       "database postgres://u@127.0.0.1:1/x: PostgreSQL cannot be reached",
		"postgres://u:hunter2@127.0.0.1:1,127.0.0.1:2/x":         "PostgreSQL cannot be reached",
		"postgres://u:hunter2@nowhere.invalid/x?sslmode=disable": "PostgreSQL cannot be reached",
	} {
		t.Run(url, func(t *testing.T) {
			refused(t, url, keyFile, want)
			_, err := Open(context.Background(), url, Key{File: keyFile})
			for _, text := range []string{err.Error(), Shown(url)} {
				if strings.Contains(text, "hunt") || strings.Contains(text, "er2") {
					t.Errorf("gives the password away: %s", text)
				}
			}
		})
	}
	for url, want := range map[string]string{
		"postgres://u:hunter2@db.example/x?sslmode=verify-full": "postgres://u@db.example:5432/x",
		"postgres://u@[::1]:6000/x":                             "postgres://u@[::1]:6000/x",
		"sqlite:/var/lib/x.db":                                  "sqlite:/var/lib/x.db",
	} {
		if got := Shown(url); got != want {
			t.Errorf("Shown(%s) = %s, want %s", url, got, want)
		}
	}
}

// hurt gives an open store on a server of its own, which the test may break.
func hurt(t *testing.T) (server *pgtest.Server, url string, s *Store) {
	t.Helper()
	server = pgtest.New(t)
	url = server.URL(t)
	return server, url, open(t, url, keyOf(t))
}

// keyOf gives a key file.
func keyOf(t testing.TB) string {
	name := filepath.Join(t.TempDir(), "data.key")
	put(t, name, []byte(strings.Repeat("2f", 32)), 0o600)
	return name
}

func TestKeysOfAServer(t *testing.T) {
	url := pgtest.URL(t)
	missing := filepath.Join(t.TempDir(), "data.key")
	refused(t, url, missing, "data key "+missing, "for PostgreSQL none is made", "openssl rand -hex 32", "DATA_KEY")
	if _, err := os.Stat(missing); err == nil {
		t.Error("a key was made")
	}
	// Several processes with several keys start at once, and all see that there is
	// none yet: one of them comes first, and the others are told.
	ctx := context.Background()
	config, err := server(url)
	if err != nil {
		t.Fatal(err)
	}
	other := connectServer(config, 2)
	defer other.Close()
	first, err := other.Begin()
	if err != nil {
		t.Fatal(err)
	}
	k, err := derive(make([]byte, keyBytes))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := first.Exec(insertCheck, k.check); err != nil {
		t.Fatal(err)
	}
	stores, errs := make([]*Store, 6), make([]error, 6)
	var all sync.WaitGroup
	for i := range stores {
		all.Go(func() { stores[i], errs[i] = Open(ctx, url, Key{Text: strings.Repeat(fmt.Sprint(i%3), 64)}) })
	}
	waiting(t, other, len(stores))
	if err := first.Commit(); err != nil {
		t.Fatal(err)
	}
	all.Wait()
	for i, s := range stores {
		if s != nil {
			s.Close()
		}
		if (s != nil) != (i%3 == 0) {
			t.Errorf("process %d, with the key %d: %v", i, i%3, errs[i])
		} else if s == nil && !strings.Contains(errs[i].Error(), "data key DATA_KEY: is not the one the database was written with") {
			t.Error(errs[i])
		}
	}
	refused(t, url, missing, "is not there, but the database was written with one")
	put(t, missing, []byte(strings.Repeat("0", 64)), 0o600)
	open(t, url, missing)
	for text, want := range map[string]string{"beef": "too short for a key, 4 characters", strings.Repeat("x", 64): "not a key"} {
		if _, err := Open(ctx, url, Key{Text: text}); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), text) {
			t.Errorf("DATA_KEY=%s: %v, want %q and none of it", text, err, want)
		}
	}
}

// waiting waits until this many connections wait for a lock.
func waiting(t *testing.T, db *sql.DB, want int) {
	t.Helper()
	n := 0
	for range 500 {
		if err := db.QueryRow(`SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		if n >= want {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("%d connections wait for a lock, want %d", n, want)
}

// Each of these says what to do. A role that may do everything is not held to most
// of them, so they have roles of their own.
func TestWhatAServerRefuses(t *testing.T) {
	server, whole, _ := hurt(t)
	key := keyOf(t)
	as := func(role, database string) string {
		u, err := url.Parse(whole)
		if err != nil {
			t.Fatal(err)
		}
		u.User = url.UserPassword(role, "hunter2")
		if database != "" {
			u.Path = database
		}
		return u.String()
	}
	server.Exec(t, `CREATE ROLE stranger LOGIN PASSWORD 'other'`)
	server.Exec(t, `CREATE ROLE many LOGIN CONNECTION LIMIT 0`)
	server.Exec(t, `CREATE ROLE poor LOGIN`)
	for url, want := range map[string]string{
		as("stranger", ""):     "refuses the role or its password",
		as("nobody", ""):       "refuses the role or its password",
		as("many", ""):         "too many connections (raise max_connections",
		as("poor", ""):         "the role may not do this (make it the owner",
		as("poor", "/missing"): "there is no such database (make it",
	} {
		refused(t, url, key, want)
		if _, err := Open(context.Background(), url, Key{File: key}); strings.Contains(err.Error(), "hunter2") {
			t.Errorf("gives the password away: %v", err)
		}
	}
}

// A broadcast that has just been listed is claimed in the order of an index, though the
// server has no statistics of it yet. Sorting all of it for each claim took a quarter
// of a second at 300,000.
func TestClaimsDoNotSort(t *testing.T) {
	url, keyFile := storetest.Postgres(t)
	s := open(t, url, keyFile)
	c, err := s.writes.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	do := func(statement string) {
		t.Helper()
		if _, err := c.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	do("PREPARE claim AS " + claimDeliveries)
	for range 10 { // a server decides after five whether to keep a plan
		do("EXECUTE claim(1, 1, 100)")
	}
	if _, err := c.ExecContext(t.Context(), `INSERT INTO deliveries (broadcast, subscriber, state, attempts, due_at, sent_at, message)
		SELECT 1, n, 0, 0, 0, 0, 0 FROM generate_series(1, 150000) AS n`); err != nil {
		t.Fatal(err)
	}
	rows, err := c.QueryContext(t.Context(), "EXPLAIN EXECUTE claim(1, 1, 100)")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(line, "Sort") || strings.Contains(line, "Seq Scan") {
			t.Errorf("a claim does this: %s", line)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}
