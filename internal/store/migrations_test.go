package store

import (
	"context"
	"database/sql"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/pressly/goose/v3"

	"signpost/internal/store/pgtest"
	"signpost/internal/store/storetest"
)

// versions gives the versions of the tables, as the database notes them.
func versions(t *testing.T, s *Store) (list []int) {
	t.Helper()
	rows, err := s.reads.Query(`SELECT version_id FROM goose_db_version ORDER BY version_id`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var n int
		if err := rows.Scan(&n); err != nil {
			t.Fatal(err)
		}
		list = append(list, n)
	}
	return list
}

// wantVersions wants every version, each once.
func wantVersions(t *testing.T, s *Store) {
	t.Helper()
	files, err := migrations.ReadDir("migrations")
	if err != nil {
		t.Fatal(err)
	}
	want := []int{0}
	for i := range files {
		want = append(want, i+1)
	}
	if got := versions(t, s); !slices.Equal(got, want) {
		t.Errorf("the tables have the versions %v, want %v", got, want)
	}
}

func TestProcessesThatStartAtOnce(t *testing.T) {
	url, key := pgtest.URL(t), keyOf(t)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			s, err := Open(context.Background(), url, Key{File: key})
			if err != nil {
				t.Error(err)
				return
			}
			wantVersions(t, s)
			s.Close()
		})
	}
	all.Wait()
}

// A process is killed while it makes the tables: the next one makes the rest.
func TestAMigrationThatIsInterrupted(t *testing.T) {
	url, key := pgtest.URL(t), keyOf(t)
	config, err := server(url)
	if err != nil {
		t.Fatal(err)
	}
	other := connectServer(config, 1)
	defer other.Close()
	work, err := other.Begin() // it is in the way of the second migration
	if err != nil {
		t.Fatal(err)
	}
	if _, err := work.Exec(`CREATE TABLE subscribers (id BIGINT)`); err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	child := exec.Command(self)
	child.Env = append(os.Environ(), "STORE_TEST_WRITES_TO="+url, "STORE_TEST_KEY="+key)
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	waits := connectServer(config, 1)
	defer waits.Close()
	waiting(t, waits, 1)
	child.Process.Kill()
	child.Wait()
	if err := work.Rollback(); err != nil {
		t.Fatal(err)
	}
	wantVersions(t, open(t, url, key))
}

// Tables of an older version are brought to this one, with what they hold.
func TestTablesOfAnOlderVersion(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, places storetest.Places) {
		url, keyFile := places(t)
		s := new(Store)
		if _, err := s.at(url); err != nil {
			t.Fatal(err)
		}
		var db *sql.DB
		dialect := goose.DialectSQLite3
		if s.path == "" {
			dialect = goose.DialectPostgres
			config, err := server(url)
			if err != nil {
				t.Fatal(err)
			}
			db = connectServer(config, 1)
		} else {
			put(t, s.path, nil, 0o600)
			var err error
			if db, err = connectWriter(context.Background(), s.path); err != nil {
				t.Fatal(err)
			}
		}
		p, err := provider(db, dialect)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.UpTo(context.Background(), 1); err != nil {
			t.Fatal(err)
		}
		if _, err := db.Exec(insertMessages(1), []byte("chat"), 1, 0); err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := OpenBeside(context.Background(), url, Key{Text: strings.Repeat("5", 64)}); err == nil || !strings.Contains(err.Error(), "another version of this program") {
			t.Errorf("a command beside: %v", err)
		}
		s = open(t, url, keyFile)
		wantVersions(t, s)
		if n := count(t, s); n != 1 {
			t.Errorf("%d rows are there, want 1", n)
		}
	})
}
