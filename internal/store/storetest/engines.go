package storetest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"signpost/internal/store/pgtest"
)

// Places gives the DATABASE_URL of a new, empty database, and the DATA_KEY_FILE for
// it.
type Places func(t testing.TB) (url, keyFile string)

// Engines runs a test on each engine that a store can stand on.
func Engines(t *testing.T, test func(t *testing.T, places Places)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite) })
	t.Run("postgres", func(t *testing.T) { test(t, Postgres) })
}

// SQLite gives a file and a key file that are not there yet, in two new folders.
func SQLite(t testing.TB) (url, keyFile string) {
	t.Helper()
	dir := t.TempDir()
	return "sqlite:" + filepath.Join(dir, "kept", "signpost.db"), filepath.Join(dir, "key", "data.key")
}

// Postgres gives a new database on a real server, and a key; the test is skipped
// where there is no PostgreSQL.
func Postgres(t testing.TB) (url, keyFile string) {
	t.Helper()
	url = pgtest.URL(t)
	keyFile = filepath.Join(t.TempDir(), "data.key")
	if err := os.WriteFile(keyFile, []byte(strings.Repeat("2f", 32)), 0o600); err != nil {
		t.Fatal(err)
	}
	return url, keyFile
}
