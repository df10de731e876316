//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// While another program has the database to itself, or is in the middle of a write,
// each command ends with one line; a look needs no turn to write.
func TestCampaignOnALockedDatabase(t *testing.T) {
	file, key := filepath.Join(t.TempDir(), "signpost.db"), filepath.Join(t.TempDir(), "data.key")
	url := "sqlite:" + file
	o, err := newOffice(url, key)
	if err != nil {
		t.Fatal(err)
	}
	defer o.db.Close() // a bot that runs, so that the journal stays
	if err := o.people(45); err != nil {
		t.Fatal(err)
	}
	if err := o.fill(); err != nil {
		t.Fatal(err)
	}
	looks := [][]string{{"list"}, {"show", "4"}, {"preview", "4"}, {"report", "4"}}
	orders := [][]string{{"pause", "4", "--as", "Cy"}, {"cancel", "4", "--as", "Cy", "--why", "x"}}

	// SQLite's own locks: bytes of the file for all of it, and the first one of the
	// index of the journal for the turn to write.
	t.Run("a write that does not end", func(t *testing.T) {
		holdBytes(t, file+"-shm", 120, 1)
		for _, args := range looks {
			if out, err := alone(t, url, key, args); err != nil {
				t.Errorf("%q: %v\n%s", args, err, out)
			}
		}
		eachOneLine(t, url, key, orders)
	})
	t.Run("all of it", func(t *testing.T) {
		holdBytes(t, file, 0x40000000, 512)
		eachOneLine(t, url, key, append(looks, orders...))
	})
	if out, err := alone(t, url, key, []string{"report", "4"}); err != nil || !strings.Contains(out, "sending") {
		t.Errorf("afterwards: %v\n%s", err, out)
	}
}

// holdBytes locks bytes of a file from a process of its own until the test ends.
func holdBytes(t *testing.T, file string, from, n int64) {
	t.Helper()
	f, err := os.OpenFile(file, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	lock := syscall.Flock_t{Type: syscall.F_WRLCK, Start: from, Len: n}
	if err := syscall.FcntlFlock(f.Fd(), syscall.F_SETLK, &lock); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
}

// eachOneLine wants each command to fail with one line that says what to do. Each waits
// a second for the lock, so they run at the same time.
func eachOneLine(t *testing.T, url, key string, commands [][]string) {
	t.Helper()
	var all sync.WaitGroup
	for _, args := range commands {
		all.Go(func() {
			out, err := alone(t, url, key, args)
			if err == nil || strings.Count(out, "\n") != 1 || !strings.HasPrefix(out, "bot campaign "+args[0]+": ") || !strings.Contains(out, "locked") {
				t.Errorf("%q: %v\n%s", args, err, out)
			}
		})
	}
	all.Wait()
}
