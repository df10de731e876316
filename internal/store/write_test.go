package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"signpost/internal/store/storetest"
)

var day = time.Date(2026, time.June, 1, 0, 0, 0, 0, time.UTC)

// count gives the number of messages stored.
func count(t testing.TB, s *Store) int {
	t.Helper()
	var n int
	if err := s.reads.QueryRow(`SELECT COUNT(*) FROM chat_messages`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// insert stores one message and then returns err.
func insert(message int, err error) func(tx) error {
	return func(t tx) error {
		if _, e := t.Exec(insertMessages(1), []byte("chat"), message, 0); e != nil {
			return e
		}
		return err
	}
}

// held stops the writer until the function it gives is called, so that what is
// written meanwhile becomes one group.
func held(s *Store) (release func()) {
	begun, end := make(chan struct{}), make(chan struct{})
	go s.writer.write(context.Background(), func(tx) error { close(begun); <-end; return nil })
	<-begun
	return func() { close(end) }
}

// queued waits until this many writes wait.
func queued(s *Store, n int) {
	for len(s.writer.(*groupWriter).queue) < n {
		time.Sleep(time.Millisecond)
	}
}

func TestConnectionsAreAsPromised(t *testing.T) {
	url, keyFile := places(t)
	s := open(t, url, keyFile)
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "secure_delete": "1", "foreign_keys": "1", "busy_timeout": "1000"} {
		var got string
		if err := s.writes.QueryRow(`PRAGMA ` + pragma).Scan(&got); err != nil || got != want {
			t.Errorf("writer: %s is %q, %v; want %q", pragma, got, err, want)
		}
	}
	if _, err := s.reads.Exec(`DELETE FROM chat_messages`); err == nil {
		t.Error("a reader may write")
	}
	if got := s.writes.Stats().MaxOpenConnections; got != 1 {
		t.Errorf("%d connections may write, want 1", got)
	}
}

func TestAFailureUndoesOneWriteOfTheGroup(t *testing.T) {
	url, keyFile := places(t)
	s := open(t, url, keyFile)
	errMine := errors.New("mine")
	fns := []func(tx) error{
		insert(0, nil),
		insert(1, errMine),
		insert(2, nil),
		func(t tx) error { insert(3, nil)(t); panic("what a resident wrote") },
		func(t tx) error { insert(4, nil)(t); var none []int; _ = none[len(os.Args)]; return nil },
		func(t tx) error { _, err := t.Exec(`INSERT INTO nowhere VALUES (1)`); return err },
		insert(6, nil),
	}
	want := []string{"", "mine", "", "a write panicked with a string", "a write panicked: runtime error: index out of range", "no such table", ""}
	release := held(s)
	errs := make([]error, len(fns))
	var all sync.WaitGroup
	for i, fn := range fns {
		all.Go(func() { errs[i] = s.writer.write(context.Background(), fn) })
	}
	queued(s, len(fns))
	release()
	all.Wait()
	for i, err := range errs {
		if (err == nil) != (want[i] == "") || err != nil && !strings.Contains(err.Error(), want[i]) {
			t.Errorf("write %d: %v, want %q", i, err, want[i])
		}
	}
	if !errors.Is(errs[1], errMine) {
		t.Errorf("the error is not the one returned: %v", errs[1])
	}
	if got := count(t, s); got != 3 {
		t.Errorf("%d messages are stored, want 3", got)
	}
}

func TestAWriteThatNobodyWaitsForIsLeftOut(t *testing.T) {
	url, keyFile := places(t)
	s := open(t, url, keyFile)
	release := held(s)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if err := s.writer.write(ctx, insert(1, nil)); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v, want deadline exceeded", err)
	}
	release()
	if err := s.Healthy(context.Background()); err != nil {
		t.Error(err)
	}
	if got := count(t, s); got != 0 {
		t.Errorf("%d messages are stored, want 0", got)
	}
}

func TestAStoppedDiskNeverHoldsACaller(t *testing.T) {
	url, keyFile := places(t)
	s := open(t, url, keyFile)
	release := held(s)
	begun := time.Now()
	if err := s.Healthy(context.Background()); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v, want deadline exceeded", err)
	}
	if took := time.Since(begun); took > 2*patience {
		t.Errorf("took %v", took)
	}
	ctx, cancel := context.WithCancel(context.Background())
	for range maxWaiting {
		go s.writer.write(ctx, insert(1, nil))
	}
	queued(s, maxWaiting)
	if err := s.Healthy(context.Background()); err == nil || !strings.Contains(err.Error(), "4096 writes wait") {
		t.Errorf("with a full queue: %v", err)
	}
	cancel()
	release()
}

func TestCloseWaitsForTheQueue(t *testing.T) {
	url, keyFile := places(t)
	s := open(t, url, keyFile)
	release := held(s)
	var all sync.WaitGroup
	for i := range 300 {
		all.Go(func() {
			if err := s.writer.write(context.Background(), insert(i, nil)); err != nil {
				t.Error(err)
			}
		})
	}
	queued(s, 300)
	time.AfterFunc(10*time.Millisecond, release)
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	all.Wait()
	if err := s.Healthy(context.Background()); !errors.Is(err, ErrClosed) {
		t.Errorf("a write after Close: %v, want %v", err, ErrClosed)
	}
	if _, err := s.Ledger().Messages(context.Background(), 1, day); !errors.Is(err, ErrClosed) {
		t.Errorf("a read after Close: %v, want %v", err, ErrClosed)
	}
	if got := count(t, open(t, url, keyFile)); got != 300 {
		t.Errorf("%d messages are stored, want 300", got)
	}
}

func TestWritesComeBackWithTheDisk(t *testing.T) {
	url, keyFile := places(t)
	s := open(t, url, keyFile)
	ctx := context.Background()
	l := s.Ledger()
	if err := l.Remember(ctx, 7, day, 1); err != nil {
		t.Fatal(err)
	}
	pages := func(max int) {
		if _, err := s.writes.Exec(fmt.Sprintf(`PRAGMA max_page_count = %d`, max)); err != nil {
			t.Fatal(err)
		}
	}
	pages(1) // SQLite takes what is used already for it
	stored, failed := fill(l)
	if failed == nil || !strings.Contains(failed.Error(), "the disk is full (make room; no restart is needed)") {
		t.Fatalf("a full disk says %v", failed)
	}
	if got, err := l.Messages(ctx, 7, day); err != nil || !slices.Equal(got, []int{1}) {
		t.Errorf("reading from a full disk: %v, %v; want [1]", got, err)
	}
	if got := count(t, s); got != stored+1 {
		t.Errorf("%d messages are stored, %d were", got, stored+1)
	}
	if err := s.Healthy(ctx); err == nil || !strings.Contains(err.Error(), "the disk is full") {
		t.Errorf("Healthy on a full disk: %v", err)
	}
	pages(1 << 30)
	if err := l.Remember(ctx, 7, day, 2); err != nil {
		t.Errorf("with room again: %v", err)
	}
	if got, err := l.Messages(ctx, 7, day); err != nil || !slices.Equal(got, []int{1, 2}) {
		t.Errorf("with room again: %v, %v; want [1 2]", got, err)
	}
	s.health.last.Load().at = time.Now().Add(-remembered) // a minute later
	if err := s.Healthy(ctx); err != nil {
		t.Errorf("Healthy with room again: %v", err)
	}
}

// fill stores messages until one fails, and says how many did not.
func fill(l interface {
	Remember(context.Context, int64, time.Time, ...int) error
}) (stored int, failed error) {
	many := make([]int, 1000)
	for i := range many {
		many[i] = i
	}
	for chat := int64(1000); chat < 2000; chat++ {
		if failed = l.Remember(context.Background(), chat, day, many...); failed != nil {
			return stored, failed
		}
		stored += len(many)
	}
	return stored, nil
}

func TestAFullDisk(t *testing.T) {
	disk := t.TempDir()
	if runtime.GOOS != "linux" || os.Geteuid() != 0 {
		t.Skip("only root can mount a small disk")
	}
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk).CombinedOutput(); err != nil {
		t.Skipf("no small disk can be mounted: %s", out)
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", disk).CombinedOutput(); err != nil {
			t.Errorf("umount: %s", out)
		}
	})
	ballast, ctx := filepath.Join(disk, "ballast"), context.Background()
	fillDisk := func() {
		f, err := os.Create(ballast)
		if err != nil {
			t.Fatal(err)
		}
		for err == nil {
			_, err = f.Write(make([]byte, 4096))
		}
		f.Close()
	}
	_, keyFile := places(t)
	url := "sqlite:" + filepath.Join(disk, "signpost.db")

	fillDisk()
	refused(t, url, keyFile, "the disk is full")
	os.Remove(ballast)

	s := open(t, url, keyFile)
	if err := s.Ledger().Remember(ctx, 7, day, 1); err != nil {
		t.Fatal(err)
	}
	fillDisk()
	if _, err := fill(s.Ledger()); err == nil || !strings.Contains(err.Error(), "full") {
		t.Errorf("a full disk says %v", err)
	}
	if err := s.Healthy(ctx); err == nil || !strings.Contains(err.Error(), "full") {
		t.Errorf("Healthy on a full disk: %v", err)
	}
	if got, err := s.Ledger().Messages(ctx, 7, day); err != nil || !slices.Equal(got, []int{1}) {
		t.Errorf("reading from a full disk: %v, %v; want [1]", got, err)
	}
	os.Remove(ballast)
	if err := s.Ledger().Remember(ctx, 7, day, 2); err != nil {
		t.Errorf("with room again: %v", err)
	}
}

func TestAFileThatWasMovedAway(t *testing.T) {
	url, keyFile := places(t)
	s := open(t, url, keyFile)
	ctx, l := context.Background(), s.Ledger()
	if err := l.Remember(ctx, 7, day, 1); err != nil {
		t.Fatal(err)
	}
	away := s.path + ".away"
	if err := os.Rename(s.path, away); err != nil {
		t.Fatal(err)
	}
	fails := func(want string) {
		t.Helper()
		_, reading := l.Messages(ctx, 7, day)
		for _, err := range []error{l.Remember(ctx, 7, day, 2), reading, s.Healthy(ctx)} {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%v, want %q", err, want)
			}
		}
	}
	fails("the file of the database is gone")
	put(t, s.path, []byte("another"), 0o600)
	fails("was replaced while in use")
	if err := os.Rename(away, s.path); err != nil {
		t.Fatal(err)
	}
	if err := l.Remember(ctx, 7, day, 3); err != nil {
		t.Errorf("after it was put back: %v", err)
	}
	if got, err := l.Messages(ctx, 7, day); err != nil || !slices.Equal(got, []int{1, 3}) {
		t.Errorf("after it was put back: %v, %v; want [1 3]", got, err)
	}
}

// TestMain is also the process that TestKill kills.
func TestMain(m *testing.M) {
	if url := os.Getenv("STORE_TEST_WRITES_TO"); url != "" {
		writeForEver(url, os.Getenv("STORE_TEST_KEY"))
		return
	}
	os.Exit(m.Run())
}

// writeForEver stores messages from 8 goroutines and prints each that is stored.
func writeForEver(url, keyFile string) {
	s, err := Open(context.Background(), url, Key{File: keyFile})
	if err != nil {
		fmt.Println(err)
		return
	}
	s.notes.gather = 0
	for g := range 8 {
		go func() {
			for i := g; ; i += 8 {
				if err := s.Ledger().Remember(context.Background(), 7, day, i); err != nil {
					fmt.Println(err)
				}
				fmt.Println(i)
			}
		}()
	}
	time.Sleep(10 * time.Second)
}

func TestKill(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, places storetest.Places) {
		url, keyFile := places(t)
		self, err := os.Executable()
		if err != nil {
			t.Fatal(err)
		}
		child := exec.Command(self)
		child.Env = append(os.Environ(), "STORE_TEST_WRITES_TO="+url, "STORE_TEST_KEY="+keyFile)
		out, err := child.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		var told []int
		for lines := bufio.NewScanner(out); lines.Scan(); {
			n, err := strconv.Atoi(lines.Text())
			if err != nil {
				break // the last line may be cut; anything else shows below
			}
			if told = append(told, n); len(told) == 500 {
				if strings.HasPrefix(url, "sqlite:") {
					refused(t, url, keyFile, "another process uses it")
				}
				child.Process.Kill()
			}
		}
		child.Wait()
		if len(told) < 500 {
			t.Fatalf("the process stored %d messages", len(told))
		}
		got, err := open(t, url, keyFile).Ledger().Messages(context.Background(), 7, day)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range told {
			if !slices.Contains(got, n) {
				t.Errorf("message %d was stored and is lost", n)
			}
		}
		t.Logf("%d told, %d there", len(told), len(got))
	})
}
