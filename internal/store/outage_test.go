package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"signpost/internal/store/pgtest"
)

// trouble says what each kind of call says.
func trouble(s *Store) []error {
	ctx := context.Background()
	_, reading := s.Ledger().Messages(ctx, 7, day)
	return []error{s.Ledger().Remember(ctx, 7, day, 99), reading, s.Healthy(ctx)}
}

func TestAServerThatStopsAndComesBack(t *testing.T) {
	server, _, s := hurt(t)
	ctx := context.Background()
	if err := s.Ledger().Remember(ctx, 7, day, 1); err != nil {
		t.Fatal(err)
	}
	server.Stop(t)
	begun := time.Now()
	for _, err := range trouble(s) {
		if err == nil || !strings.Contains(err.Error(), "PostgreSQL cannot be reached (is it running?") || strings.Contains(err.Error(), "\n") {
			t.Errorf("while it is stopped: %v", err)
		}
	}
	if took := time.Since(begun); took > 3*patience {
		t.Errorf("three calls took %v", took)
	}
	server.Start(t)
	if err := s.Ledger().Remember(ctx, 7, day, 2); err != nil {
		t.Errorf("once it is back: %v", err)
	}
	if got, err := s.Ledger().Messages(ctx, 7, day); err != nil || !slices.Equal(got, []int{1, 2}) {
		t.Errorf("once it is back: %v, %v; want [1 2]", got, err)
	}
	if err := s.Healthy(ctx); err == nil {
		t.Error("Healthy has forgotten at once")
	}
	s.health.last.Load().at = time.Now().Add(-remembered) // a minute later
	if err := s.Healthy(ctx); err != nil {
		t.Errorf("Healthy once it is back: %v", err)
	}
}

// dropped ends every connection to the database but the one that asks.
const dropped = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`

// A failover drops all connections at once: nobody notices.
func TestDroppedConnections(t *testing.T) {
	url := pgtest.URL(t)
	s := open(t, url, keyOf(t))
	ctx := context.Background()
	use := func() {
		var all sync.WaitGroup
		for i := range 20 {
			all.Go(func() {
				if err := s.Book().OptIn(ctx, int64(i), dudley, "w", day); err != nil {
					t.Error(err)
				}
				if held, err := s.Book().Held(ctx, int64(i)); err != nil || held.Subscription == nil {
					t.Errorf("%+v, %v", held, err)
				}
			})
		}
		all.Wait()
	}
	use()
	for range 3 {
		statement(t, url, dropped)
		use()
	}
	if n := s.writes.Stats().OpenConnections; n > maxWriters {
		t.Errorf("%d connections write, want %d at most", n, maxWriters)
	}
}

// A write whose connection breaks before its commit runs again, and is stored once.
func TestAWriteWhoseConnectionBreaks(t *testing.T) {
	s := open(t, pgtest.URL(t), keyOf(t))
	ran := 0
	err := s.writer.write(context.Background(), func(t tx) error {
		ran++
		if err := insert(1, nil)(t); err != nil || ran > 2 {
			return err
		}
		_, err := t.Exec(`SELECT pg_terminate_backend(pg_backend_pid())`)
		return err
	})
	if err != nil || ran != 3 || count(t, s) != 1 {
		t.Errorf("%v, it ran %d times and %d rows are stored; want 3 times and 1 row", err, ran, count(t, s))
	}
	ran = 0
	err = s.writer.write(context.Background(), func(t tx) error {
		ran++
		_, err := t.Exec(`SELECT pg_terminate_backend(pg_backend_pid())`)
		return err
	})
	if err == nil || !strings.Contains(err.Error(), "PostgreSQL is stopping") || ran != maxBroken+1 {
		t.Errorf("a connection that always breaks: %v after %d times", err, ran)
	}
}

// When the connection breaks during the commit, nobody knows; it must not be tried
// again, because it may be stored.
func TestACommitThatBreaks(t *testing.T) {
	url := pgtest.URL(t)
	s := open(t, url, keyOf(t))
	statement(t, url, `CREATE FUNCTION break() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END'`)
	statement(t, url, `CREATE CONSTRAINT TRIGGER break AFTER INSERT ON chat_messages DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION break()`)
	ran := 0
	err := s.writer.write(context.Background(), func(t tx) error { ran++; return insert(1, nil)(t) })
	if err == nil || !strings.Contains(err.Error(), "may or may not be stored") || ran != 1 {
		t.Errorf("%v after %d times; want that nobody knows, after 1", err, ran)
	}
	// What the server itself refuses at the commit is known, and not tried again either.
	statement(t, url, `CREATE OR REPLACE FUNCTION break() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE SQLSTATE ''53100''; END'`)
	err = s.writer.write(context.Background(), insert(2, nil))
	if err == nil || !strings.Contains(err.Error(), "PostgreSQL's disk is full (make room; no restart is needed)") {
		t.Errorf("%v, want a full disk", err)
	}
	statement(t, url, `DROP TRIGGER break ON chat_messages`)
	if err := s.writer.write(context.Background(), insert(3, nil)); err != nil || count(t, s) != 1 {
		t.Errorf("with room again: %v, %d rows", err, count(t, s))
	}
}

func TestAFullPool(t *testing.T) {
	s := open(t, pgtest.URL(t), keyOf(t))
	ctx := context.Background()
	taken := make([]*sql.Conn, maxWriters)
	for i := range taken {
		var err error
		if taken[i], err = s.writes.Conn(ctx); err != nil {
			t.Fatal(err)
		}
	}
	start := time.Now()
	if err := s.Healthy(ctx); !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "did not answer in time") {
		t.Errorf("with every connection taken: %v", err)
	}
	if took := time.Since(start); took > 2*patience {
		t.Errorf("took %v to say so", took)
	}
	if _, err := s.Ledger().Messages(ctx, 7, day); err != nil {
		t.Errorf("reading beside: %v", err)
	}
	for _, c := range taken {
		c.Close()
	}
	if err := s.Healthy(ctx); err != nil {
		t.Errorf("afterwards: %v", err)
	}
	// A statement that hangs is ended at the server too, and its connection is not kept.
	err := s.writer.write(ctx, func(t tx) error { _, err := t.Exec(`SELECT pg_sleep(60)`); return err })
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a statement that hangs: %v", err)
	}
	var left int
	for range 100 {
		if err := s.reads.QueryRow(`SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%pg_sleep(60)' AND state = 'active'`).Scan(&left); err != nil {
			t.Fatal(err)
		}
		if left == 0 {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if left > 0 {
		t.Error("the statement goes on at the server")
	}
}

// After a switch the old primary only reads. A connection from before finds that out
// once, and the next one goes to whoever is the primary now.
func TestAPrimaryThatBecomesAStandby(t *testing.T) {
	url := pgtest.URL(t)
	s := open(t, url, keyOf(t))
	ctx := context.Background()
	name := url[strings.LastIndex(url, "/")+1:]
	name, _, _ = strings.Cut(name, "?")
	statement(t, url, `ALTER DATABASE `+name+` SET default_transaction_read_only = on`)
	statement(t, url, dropped)
	err := s.writer.write(ctx, insert(1, nil))
	if err == nil || !strings.Contains(err.Error(), "only reads, so it is a standby") {
		t.Errorf("a write to a standby: %v", err)
	}
	if _, err := s.Ledger().Messages(ctx, 7, day); err != nil {
		t.Errorf("reading from a standby: %v", err)
	}
	// A connection that began while it only read.
	c, err := s.writes.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	statement(t, url, `BEGIN; SET TRANSACTION READ WRITE; ALTER DATABASE `+name+` RESET default_transaction_read_only; COMMIT`)
	c.Close()
	if err := s.writer.write(ctx, insert(1, nil)); err != nil {
		t.Errorf("once there is a primary: %v", err)
	}
}
