package store

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"signpost/internal/store/pgtest"
)

// fillTables puts three rows of odd values into every table of a database, so that a
// new table is moved in these tests without anybody's thinking of it.
func fillTables(t *testing.T, s *Store) {
	t.Helper()
	for _, table := range tables() {
		if table.name == "key_check" {
			continue
		}
		for n := range int64(3) {
			marks, values := make([]string, len(table.columns)), make([]any, len(table.columns))
			for i, column := range table.columns {
				var kind string
				if err := s.reads.QueryRow(`SELECT type FROM pragma_table_info($1) WHERE name = $2`, table.name, column).Scan(&kind); err != nil {
					t.Fatal(err)
				}
				marks[i] = fmt.Sprint("$", i+1)
				values[i] = map[string]any{
					"BIGINT": math.MaxInt64 - n,
					"BYTEA":  []byte{0, 0xff, byte(n)},
					"TEXT":   fmt.Sprintf("é\t'\\N %d\n", n),
				}[kind]
				if values[i] == nil {
					t.Fatalf("%s.%s is of the type %q: teach this test to fill it", table.name, column, kind)
				}
			}
			if _, err := s.writes.Exec(`INSERT INTO `+table.name+` (`+strings.Join(table.columns, ", ")+`) VALUES (`+strings.Join(marks, ", ")+`)`, values...); err != nil {
				t.Fatalf("%s: %v", table.name, err)
			}
		}
	}
}

// full gives an SQLite database with rows in every table, closed.
func full(t *testing.T) (url string, key Key) {
	t.Helper()
	url, keyFile := places(t)
	s := open(t, url, keyFile)
	fillTables(t, s)
	if err := s.Book().OptIn(context.Background(), 7, dudley, "w", day); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return url, Key{File: keyFile}
}

// rowsAt counts the rows of all tables on a server.
func rowsAt(t *testing.T, url string) (n int) {
	t.Helper()
	config, err := server(url)
	if err != nil {
		t.Fatal(err)
	}
	db := connectServer(config, 1)
	defer db.Close()
	for _, table := range tables() {
		var rows int
		if err := db.QueryRow(`SELECT COUNT(*) FROM ` + table.name).Scan(&rows); err != nil {
			t.Fatal(err)
		}
		n += rows
	}
	return n
}

// statement runs one statement on a server.
func statement(t *testing.T, url, text string) {
	t.Helper()
	config, err := server(url)
	if err != nil {
		t.Fatal(err)
	}
	db := connectServer(config, 1)
	defer db.Close()
	if _, err := db.Exec(text); err != nil {
		t.Fatal(err)
	}
}

func TestEveryTableIsMoved(t *testing.T) {
	to := pgtest.URL(t)
	from, key := full(t)
	ctx := context.Background()
	for _, again := range []bool{false, true} {
		moved, err := Move(ctx, from, to, key)
		if err != nil {
			t.Fatal(err)
		}
		if len(moved) != len(tables()) {
			t.Errorf("%d tables are told, want %d", len(moved), len(tables()))
		}
		for _, m := range moved {
			want := map[string]int{"key_check": 1, "subscribers": 4}[m.Table]
			if want == 0 {
				want = 3
			}
			if m.Rows != want || m.Already != again {
				t.Errorf("%+v, want %d rows, already there %v", m, want, again)
			}
		}
	}
	// The rows are of use there: the same key finds and opens them.
	s, err := Open(ctx, to, key)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if held, err := s.Book().Held(ctx, 7); err != nil || held.Subscription == nil {
		t.Errorf("on the server: %+v, %v", held, err)
	}
}

// Two tables of as many rows are not the same for that.
func TestNothingIsMovedOntoOtherRows(t *testing.T) {
	for what, c := range map[string]struct{ change, want string }{
		"another value":     {`UPDATE leases SET until = until - 100`, "table leases has 3 rows there, 3 in the file"},
		"a row less":        {`DELETE FROM leases WHERE until = (SELECT MAX(until) FROM leases)`, "table leases has 2 rows there, 3 in the file"},
		"rows of one table": {`TRUNCATE chat_messages, subscribers`, "holds other rows, so nothing was moved (name an empty database)"},
		"another key":       {`UPDATE key_check SET value = '\x00'`, "another data key"},
		"tables of a newer": {`INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, TRUE)`, "newer version"},
	} {
		t.Run(what, func(t *testing.T) {
			to := pgtest.URL(t)
			from, key := full(t)
			if _, err := Move(context.Background(), from, to, key); err != nil {
				t.Fatal(err)
			}
			statement(t, to, c.change)
			before := rowsAt(t, to)
			_, err := Move(context.Background(), from, to, key)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
			if now := rowsAt(t, to); now != before {
				t.Errorf("%d rows are there, %d were", now, before)
			}
		})
	}
}

// What goes wrong in the last table leaves nothing of the first.
func TestAMoveThatFailsLeavesNothing(t *testing.T) {
	to := pgtest.URL(t)
	from, key := full(t)
	ctx := context.Background()
	empty, err := Open(ctx, to, key) // a bot was started there once, which is no reason to refuse
	if err != nil {
		t.Fatal(err)
	}
	empty.Close()
	all := slices.DeleteFunc(tables(), func(t table) bool { return t.name == "key_check" })
	last := all[len(all)-1].name
	statement(t, to, `ALTER TABLE `+last+` ADD CONSTRAINT narrow CHECK (FALSE)`)
	if _, err := Move(ctx, from, to, key); err == nil || !strings.Contains(err.Error(), "narrow") {
		t.Errorf("%v, want the constraint", err)
	}
	if n := rowsAt(t, to); n != 1 {
		t.Errorf("%d rows are there, want the check of the key alone", n)
	}
	// A server that changes what it is given.
	statement(t, to, `ALTER TABLE `+last+` DROP CONSTRAINT narrow`)
	statement(t, to, `CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'`)
	statement(t, to, `CREATE TRIGGER lose BEFORE INSERT ON `+last+` FOR EACH ROW EXECUTE FUNCTION lose()`)
	if _, err := Move(ctx, from, to, key); err == nil || !strings.Contains(err.Error(), "does not give back what was put in") {
		t.Errorf("%v, want that the rows are not the same", err)
	}
	if n := rowsAt(t, to); n != 1 {
		t.Errorf("%d rows are there, want the check of the key alone", n)
	}
	statement(t, to, `DROP TRIGGER lose ON `+last)
	if _, err := Move(ctx, from, to, key); err != nil {
		t.Errorf("with nothing in the way: %v", err)
	}
}

func TestMovesThatCannotBegin(t *testing.T) {
	to := pgtest.URL(t)
	from, key := full(t)
	_, otherKey := places(t)
	put(t, otherKey, []byte(strings.Repeat("5", 64)), 0o600)
	missing, _ := places(t)
	for what, c := range map[string]struct {
		from, to string
		key      Key
		want     string
	}{
		"no file":        {missing, to, key, "cannot be read"},
		"the wrong way":  {to, from, key, "only a move from SQLite to PostgreSQL"},
		"nowhere":        {from, "", key, "only a move from SQLite to PostgreSQL"},
		"another key":    {from, to, Key{File: otherKey}, "is not the one the database was written with"},
		"no such server": {from, "postgres://u:hunter2@127.0.0.1:1/x", key, "cannot be reached"},
	} {
		t.Run(what, func(t *testing.T) {
			_, err := Move(context.Background(), c.from, c.to, c.key)
			if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "\n") {
				t.Errorf("%v, want one line with %q", err, c.want)
			}
		})
	}
	if _, err := os.Stat(strings.TrimPrefix(missing, "sqlite:")); err == nil {
		t.Error("a file was made")
	}
	config, err := server(to)
	if err != nil {
		t.Fatal(err)
	}
	db := connectServer(config, 1)
	defer db.Close()
	if err := db.QueryRow(`SELECT 1 FROM information_schema.tables WHERE table_schema = 'public'`).Scan(new(int)); err != sql.ErrNoRows {
		t.Errorf("tables were made: %v", err)
	}
	s := open(t, from, key.File)
	if _, err := Move(context.Background(), from, to, key); err == nil || !strings.Contains(err.Error(), "another process uses it") {
		t.Errorf("while a bot uses the file: %v", err)
	}
	s.Close()
}
