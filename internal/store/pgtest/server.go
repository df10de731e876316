//go:build unix

package pgtest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Server is one PostgreSQL server. Roles need no password there, but for the role
// "stranger".
type Server struct {
	address string // the URL of the database postgres; its role may do everything
	spare   spare

	bin, dir string   // "" for a server that was not started here
	alive    *os.File // the keeper ends the server when this is closed
	keeper   *exec.Cmd
	port     int
	as       *syscall.Credential
	done     chan struct{} // closed when the process has ended; nil while none runs
	process  *os.Process
}

// keep waits for the end of the test binary, however it comes: then its end of the
// pipe is closed. What is left of the server it ends and removes.
const keep = `
cat >/dev/null
pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null)
if [ -n "$pid" ]; then
	kill -QUIT "$pid"
	while kill -0 "$pid" 2>/dev/null; do sleep 0.05; done
fi
rm -rf "$1"`

// start makes a cluster in a temporary folder and starts its server.
func start() (s *Server, err error) {
	s = &Server{spare: spare{kept: true}}
	if s.bin, err = programs(); err != nil {
		return nil, err
	}
	if s.as, err = unprivileged(); err != nil {
		return nil, err
	}
	if s.dir, err = os.MkdirTemp("", "pgtest-"); err != nil {
		return nil, err
	}
	if s.as != nil {
		if err := os.Chown(s.dir, int(s.as.Uid), int(s.as.Gid)); err != nil {
			return nil, err
		}
	}
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	s.alive = w
	s.keeper = s.command("/bin/sh", "-c", keep, "sh", s.dir)
	s.keeper.Stdin = r
	err = s.keeper.Start()
	r.Close()
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			s.end()
		}
	}()
	data := filepath.Join(s.dir, "data")
	if out, err := s.command(filepath.Join(s.bin, "initdb"), "-D", data, "-U", "postgres", "-A", "trust",
		"--no-sync", "--locale=C", "--encoding=UTF8").CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w\n%s", err, out)
	}
	const hba = "host all stranger 127.0.0.1/32 scram-sha-256\nhost all all 127.0.0.1/32 trust\n"
	if err := os.WriteFile(filepath.Join(data, "pg_hba.conf"), []byte(hba), 0o600); err != nil {
		return nil, err
	}
	return s, s.serve()
}

// serve starts the process and waits until it answers. The first time it finds a free
// port, which it keeps.
func (s *Server) serve() error {
	if s.port == 0 {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		s.port = l.Addr().(*net.TCPAddr).Port
		l.Close()
		s.address = fmt.Sprintf("postgres://postgres@127.0.0.1:%d/postgres?sslmode=disable", s.port)
	}
	log, err := os.OpenFile(filepath.Join(s.dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	cmd := s.command(filepath.Join(s.bin, "postgres"), "-D", filepath.Join(s.dir, "data"), "-p", strconv.Itoa(s.port),
		"-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
		"-c", "fsync=off", "-c", "full_page_writes=off", "-c", "deadlock_timeout=100ms")
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		return err
	}
	done := make(chan struct{})
	s.done, s.process = done, cmd.Process
	go func() { cmd.Wait(); close(done) }()
	for begun := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		c, err := pgx.Connect(ctx, s.address)
		if err == nil {
			c.Close(ctx)
		}
		cancel()
		ended := !s.Running()
		if err == nil {
			return nil
		}
		if ended || time.Since(begun) > 30*time.Second {
			said, _ := os.ReadFile(log.Name())
			return fmt.Errorf("postgres does not answer: %w\n%s", err, said)
		}
	}
}

// Stop ends the server as an administrator would, and Start starts it again on the
// same port with what it held.
func (s *Server) Stop(t testing.TB) {
	t.Helper()
	s.process.Signal(syscall.SIGINT)
	select {
	case <-s.done:
	case <-time.After(30 * time.Second):
		t.Fatal("postgres does not stop")
	}
}

// Start starts a server that was stopped.
func (s *Server) Start(t testing.TB) {
	t.Helper()
	if err := s.serve(); err != nil {
		t.Fatal(err)
	}
}

// Running says whether the server runs; of one that was not started here it is
// taken for granted.
func (s *Server) Running() bool {
	if s.done == nil {
		return true
	}
	select {
	case <-s.done:
		return false
	default:
		return true
	}
}

// end ends the server and removes its folder.
func (s *Server) end() {
	s.alive.Close()
	s.keeper.Wait()
}

// command runs a program as the user that owns the server, away from the terminal:
// its Ctrl-C must reach the test alone, so that the keeper can tidy up.
func (s *Server) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir = s.dir
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: s.as}
	return cmd
}

// programs finds the folder of initdb and postgres: where PATH leads, or where
// Debian keeps them, the newest first.
func programs() (string, error) {
	if found, err := exec.LookPath("initdb"); err == nil {
		real, err := filepath.EvalSymlinks(found)
		return filepath.Dir(real), err
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		return "", errors.New("there is no initdb in PATH or /usr/lib/postgresql")
	}
	version := func(initdb string) int {
		n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(initdb))))
		return n
	}
	newest := slices.MaxFunc(found, func(a, b string) int { return cmp.Compare(version(a), version(b)) })
	return filepath.Dir(newest), nil
}

// unprivileged gives the user for the server, nil for the user of the test: root may
// not run one.
func unprivileged() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	nobody, err := user.Lookup("nobody")
	if err != nil {
		return nil, err
	}
	uid, err := strconv.ParseUint(nobody.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(nobody.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}
