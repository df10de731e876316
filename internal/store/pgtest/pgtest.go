// Package pgtest gives tests a real PostgreSQL.
//
// It exists so that `go test ./...` alone proves both engines. It takes the server
// that TEST_DATABASE_URL names, whose role must be allowed to make databases;
// otherwise it starts a throw-away one from PostgreSQL's programs on this machine,
// once for each test binary. Where there are none the test is skipped with a line
// that says so, or fails when REQUIRE_POSTGRES is 1.
//
// It promises that nothing stays behind, neither process nor folder, however the
// test binary ends. Only tests may import it.
package pgtest

import (
	"context"
	"crypto/rand"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// shared is the server of this test binary.
var shared = sync.OnceValues(func() (*Server, error) {
	if address := os.Getenv("TEST_DATABASE_URL"); address != "" {
		return &Server{address: address}, nil
	}
	return start()
})

// URL gives the URL of a new, empty database, which is dropped after the test.
func URL(t testing.TB) string {
	t.Helper()
	s, err := shared()
	if err != nil {
		missing(t, err)
	}
	return s.URL(t)
}

// New starts a server for this test alone, which the test may stop and break.
func New(t testing.TB) *Server {
	t.Helper()
	s, err := start()
	if err != nil {
		missing(t, err)
	}
	t.Cleanup(s.end)
	return s
}

// missing ends a test that cannot have PostgreSQL.
func missing(t testing.TB, why error) {
	t.Helper()
	const hint = "no PostgreSQL for this test (install it, on Debian: apt-get install postgresql; or set TEST_DATABASE_URL)"
	if os.Getenv("REQUIRE_POSTGRES") == "1" {
		t.Fatalf("%s: %v", hint, why)
	}
	t.Skipf("%s: %v", hint, why)
}

// URL gives the URL of a new, empty database on this server, which is dropped after
// the test, or emptied for the next one if the server will be thrown away.
func (s *Server) URL(t testing.TB) string {
	t.Helper()
	u, err := url.Parse(s.address)
	if err != nil {
		t.Fatal("TEST_DATABASE_URL is not a URL")
	}
	name, ok := s.spare.take()
	if !ok {
		name = "test_" + strings.ToLower(rand.Text())
		s.Exec(t, "CREATE DATABASE "+name)
	}
	u.Path = "/" + name
	t.Cleanup(func() {
		switch {
		case !s.Running():
		case !s.spare.kept:
			s.Exec(t, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
		default:
			s.Exec(t, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '"+name+"'")
			s.Exec(t, "ALTER DATABASE "+name+" RESET ALL")
			run(t, u.String(), "DROP SCHEMA public CASCADE; CREATE SCHEMA public AUTHORIZATION pg_database_owner; GRANT USAGE ON SCHEMA public TO PUBLIC")
			s.spare.put(name)
		}
	})
	return u.String()
}

// spare are the databases that are empty again: to empty one takes a tenth of the
// time of making one.
type spare struct {
	kept  bool // whether they are kept at all
	mu    sync.Mutex
	names []string
}

func (s *spare) put(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.names = append(s.names, name)
}

func (s *spare) take() (name string, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.names) == 0 {
		return "", false
	}
	name, s.names = s.names[0], s.names[1:]
	return name, true
}

// Exec runs a statement on the server, outside the databases of the tests.
func (s *Server) Exec(t testing.TB, statement string) {
	t.Helper()
	run(t, s.address, statement)
}

func run(t testing.TB, address, statement string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	c, err := pgx.Connect(ctx, address)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(ctx)
	if _, err := c.Exec(ctx, statement); err != nil {
		t.Fatal(err)
	}
}
