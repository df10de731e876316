//go:build unix

package pgtest

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestMain is also the process that TestNothingStaysBehind kills.
func TestMain(m *testing.M) {
	if os.Getenv("PGTEST_KILL_ME") != "" {
		s, err := start()
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		fmt.Println(s.process.Pid, s.dir)
		time.Sleep(time.Minute)
	}
	os.Exit(m.Run())
}

func TestNothingStaysBehind(t *testing.T) {
	New(t) // or skip
	for _, sig := range []syscall.Signal{syscall.SIGKILL, syscall.SIGINT} {
		self, err := os.Executable()
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(self)
		cmd.Env = append(os.Environ(), "PGTEST_KILL_ME=1")
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		var pid int
		var dir string
		if _, err := fmt.Fscan(bufio.NewReader(out), &pid, &dir); err != nil {
			t.Fatal(err)
		}
		cmd.Process.Signal(sig)
		cmd.Wait()
		left := func() bool {
			_, err := os.Stat(dir)
			return err == nil || syscall.Kill(pid, 0) == nil
		}
		for range 500 {
			if !left() {
				break
			}
			time.Sleep(20 * time.Millisecond)
		}
		if left() {
			t.Errorf("after %v: process %d or %s is still there", sig, pid, dir)
		}
	}
}

// Every database is new, and a server keeps what it holds while it is stopped.
func TestDatabases(t *testing.T) {
	if a, b := URL(t), URL(t); a == b || !strings.HasPrefix(a, "postgres") {
		t.Errorf("%s and %s", a, b)
	}
	s := New(t)
	s.Exec(t, `CREATE TABLE kept (n BIGINT)`)
	s.Stop(t)
	if s.Running() {
		t.Error("it runs on")
	}
	s.Start(t)
	s.Exec(t, `INSERT INTO kept VALUES (1)`)
}
