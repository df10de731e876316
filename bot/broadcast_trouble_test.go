package main

import (
	"context"
	"database/sql"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"signpost/internal/broadcast"
	"signpost/internal/store"
	"signpost/internal/store/storetest"
	"signpost/internal/telegram/telegramtest"
)

const wordsSent = "Look out for each other."

// whole says that nobody got it twice, that everybody has an outcome and that the
// report is true of what stands in the chats.
func (w *town) whole(b broadcast.Broadcast, people int, by map[broadcast.Outcome]int) {
	w.t.Helper()
	copies := w.copies(people, wordsSent)
	for n, chats := range copies {
		if n > 1 {
			w.t.Errorf("%d people got it %d times", chats, n)
		}
	}
	counts := b.Counts
	if counts.Recipients != people || counts.Done() != people {
		w.t.Errorf("%d recipients and %d outcomes for %d people", counts.Recipients, counts.Done(), people)
	}
	if sent, unknown := counts.By[broadcast.Delivered], counts.By[broadcast.Unknown]; copies[1] < sent || copies[1] > sent+unknown {
		w.t.Errorf("%d got it, and the report says %d sent and %d unknown", copies[1], sent, unknown)
	}
	for o, n := range counts.By {
		if want := by[broadcast.Outcome(o)]; n != want {
			w.t.Errorf("%d %v, want %d", n, broadcast.Outcome(o), want)
		}
	}
}

// What Telegram can answer, and what the report then says.
func TestTelegramFailsDuringABroadcast(t *testing.T) {
	const people = 60
	for name, tt := range map[string]struct {
		faults []telegramtest.Fault
		before func(w *town)
		state  broadcast.State
		by     map[broadcast.Outcome]int
	}{
		"some have blocked the bot, some are gone": {
			before: func(w *town) {
				w.api.User(1003).Blocks()
				w.api.User(1004).Blocks()
			},
			faults: []telegramtest.Fault{{Method: "sendMessage", Chat: 1005, Status: 403}},
			state:  broadcast.Sent, by: map[broadcast.Outcome]int{broadcast.Delivered: 57, broadcast.Blocked: 1, broadcast.Withdrawn: 2},
		},
		"a storm of 429": {
			faults: []telegramtest.Fault{{Method: "sendMessage", Status: 429, RetryAfter: 1, Times: 5}},
			state:  broadcast.Sent, by: map[broadcast.Outcome]int{broadcast.Delivered: people},
		},
		"a page of 429 from a proxy": {
			faults: []telegramtest.Fault{{Method: "sendMessage", Status: 429, RetryAfter: 1, HTML: true, Times: 3}},
			state:  broadcast.Sent, by: map[broadcast.Outcome]int{broadcast.Delivered: people},
		},
		"5xx": {
			faults: []telegramtest.Fault{{Method: "sendMessage", Chat: 1007, Status: 502}, {Method: "sendMessage", Chat: 1011, Status: 500}},
			state:  broadcast.Sent, by: map[broadcast.Outcome]int{broadcast.Delivered: people - 2, broadcast.Unknown: 2},
		},
		"a connection that breaks after the message arrived": {
			faults: []telegramtest.Fault{{Method: "sendMessage", Chat: 1007, Reset: telegramtest.ResetAfter}},
			state:  broadcast.Sent, by: map[broadcast.Outcome]int{broadcast.Delivered: people - 1, broadcast.Unknown: 1},
		},
		"a connection that breaks before": {
			faults: []telegramtest.Fault{{Method: "sendMessage", Chat: 1007, Reset: telegramtest.ResetBefore}},
			state:  broadcast.Sent, by: map[broadcast.Outcome]int{broadcast.Delivered: people - 1, broadcast.Unknown: 1},
		},
		"the content is refused": {
			faults: []telegramtest.Fault{{Method: "sendMessage", Status: 400, Times: -1}},
			state:  broadcast.Paused,
		},
		"the token is refused": {
			faults: []telegramtest.Fault{{Method: "sendMessage", Status: 401, Times: -1}},
			state:  broadcast.Paused,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newTown(t, storetest.SQLite, people)
			p := w.program("BULK_RATE=200")
			p.ready("ready")
			if tt.before != nil {
				tt.before(w)
				w.api.Await(t, "the opt-outs", func() bool { return w.api.Pending() == 0 })
			}
			for _, f := range tt.faults {
				w.api.Fail(f)
			}
			recipients := 0
			w.beside(func(b broadcast.Book) {
				w.approve(b, wordsSent)
				size, err := b.Size(context.Background(), broadcast.Audience{Boroughs: []string{"dudley"}})
				if err != nil {
					t.Fatal(err)
				}
				recipients = size.Total
			})
			b := w.await(tt.state, 20*time.Second)
			if tt.state == broadcast.Paused {
				if failed := b.Counts.By[broadcast.Failed]; b.Why == "" || failed > 1 || b.Counts.By[broadcast.Delivered] > 0 || w.api.Count("sendMessage") > 1 {
					t.Errorf("%q, %+v after %d calls, want one", b.Why, b.Counts, w.api.Count("sendMessage"))
				}
				w.api.Mend()
				w.answers("while it is paused")
				return
			}
			if opted := tt.by[broadcast.Withdrawn]; opted > 0 { // they opted out before it began
				b.Counts.By[broadcast.Withdrawn] += people - recipients
				b.Counts.Recipients += people - recipients
			}
			w.whole(b, people, tt.by)
			w.answers("afterwards")
		})
	}
}

// answers says that a resident is answered.
func (w *town) answers(when string) {
	w.t.Helper()
	w.resident++
	user := w.api.User(2_000_000_000 + w.resident)
	user.Says("hello")
	w.api.Await(w.t, "an answer "+when, user.Answered)
	if last, _ := user.Last(); !strings.Contains(last.Text, "999") {
		w.t.Errorf("%s a resident reads %q", when, last.Text)
	}
}

// A database that fails in the middle of a broadcast: nothing more is sent, residents
// are answered, /readyz says so; once it is back the broadcast goes on, and nobody
// got it twice.
func TestTheDatabaseFailsDuringABroadcast(t *testing.T) {
	const people = 300
	for name, breaks := range map[string]func(t *testing.T, path string) (mend func()){
		"the file is gone and comes back": func(t *testing.T, path string) func() {
			move := func(from, to string) {
				if err := os.Rename(from, to); err != nil {
					t.Error(err)
				}
			}
			move(path, path+".away")
			return func() { move(path+".away", path) }
		},
		"another program locks it": func(t *testing.T, path string) func() {
			db, err := sql.Open("sqlite", "file:"+path+"?_txlock=immediate&_pragma=busy_timeout(5000)")
			if err != nil {
				t.Fatal(err)
			}
			lock, err := db.Begin()
			if err != nil {
				t.Fatal(err)
			}
			return func() { lock.Rollback(); db.Close() }
		},
		"the disk is full": func(t *testing.T, path string) func() {
			ballast := filepath.Join(filepath.Dir(path), "ballast")
			f, err := os.Create(ballast)
			if err != nil {
				t.Fatal(err)
			}
			for err == nil {
				_, err = f.Write(make([]byte, 4096))
			}
			f.Close()
			return func() { os.Remove(ballast) }
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			places := storetest.SQLite
			if strings.Contains(name, "disk") {
				places = smallDisk
			}
			w := newTown(t, places, people)
			w.with(func(db *store.Store) { w.approve(db.Campaigns(), wordsSent) })
			p := w.program("BULK_RATE=100", "SEND_WINDOW=20")
			w.api.Await(t, "the beginning", func() bool { return w.api.Count("sendMessage") >= 50 })
			mend := breaks(t, strings.TrimPrefix(w.url, "sqlite:"))
			w.answers("without a database")
			still := func() int { time.Sleep(700 * time.Millisecond); return w.api.Count("sendMessage") }
			before := still()
			if after := still(); after != before || before > 200 {
				t.Errorf("%d campaign messages while the database fails", after-before)
			}
			w.answers("without a database still")
			p.ready("degraded")
			mend()
			b := w.await(broadcast.Sent, 30*time.Second)
			w.whole(b, people, map[broadcast.Outcome]int{broadcast.Delivered: people})
			if out := p.Output(); !strings.Contains(out, "campaigns wait for the database") {
				t.Errorf("the program does not say so:\n%s", out)
			}
			w.answers("with it back")
		})
	}
}

// smallDisk gives a database on a disk of its own of 8 MB.
func smallDisk(t testing.TB) (url, keyFile string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "disk")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS != "linux" || os.Geteuid() != 0 {
		t.Skip("only root can mount a small disk")
	}
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", dir).CombinedOutput(); err != nil {
		t.Skipf("no small disk can be mounted: %s", out)
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", "-l", dir).CombinedOutput(); err != nil {
			t.Errorf("umount: %s", out)
		}
	})
	return "sqlite:" + filepath.Join(dir, "signpost.db"), filepath.Join(t.TempDir(), "data.key")
}

// A pause from another process acts within a second; recall takes the copies back.
func TestSteeredFromAnotherProcess(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, places storetest.Places) {
		t.Parallel()
		const people = 300
		w := newTown(t, places, people)
		w.with(func(db *store.Store) { w.approve(db.Campaigns(), wordsSent) })
		w.program("BULK_RATE=30")
		w.api.Await(t, "the beginning", func() bool { return w.api.Count("sendMessage") >= 40 })
		steer := func(order broadcast.Act) {
			w.beside(func(b broadcast.Book) {
				if _, err := b.Steer(context.Background(), w.last(b).ID, order, broadcast.Shell, "because", w.now()); err != nil {
					t.Fatal(err)
				}
			})
		}
		steer(broadcast.Pause)
		time.Sleep(time.Second)
		before := w.api.Count("sendMessage")
		time.Sleep(time.Second)
		if after := w.api.Count("sendMessage"); after != before || after == people {
			t.Errorf("%d messages more, a second after the pause", after-before)
		}
		steer(broadcast.Resume)
		w.api.Await(t, "more", func() bool { return w.api.Count("sendMessage") >= before+20 })
		steer(broadcast.Recall)
		var b broadcast.Broadcast
		for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
			if b = w.await(broadcast.Cancelled, time.Second); !b.Recalling {
				break
			}
		}
		if left := people - w.copies(people, wordsSent)[0]; left != 0 || b.Counts.By[broadcast.TakenBack] == 0 || b.Counts.By[broadcast.Delivered] != 0 {
			t.Errorf("%d copies are left after a recall: %+v", left, b.Counts)
		}
	})
}

// A database that cannot be written from the start: residents are answered, /readyz
// says so, and what is approved waits and is not lost.
func TestAReadOnlyDatabase(t *testing.T) {
	const people = 20
	w := newTown(t, smallDisk, people)
	w.with(func(db *store.Store) { w.approve(db.Campaigns(), wordsSent) })
	remount := func(how string) {
		dir := filepath.Dir(strings.TrimPrefix(w.url, "sqlite:"))
		if out, err := exec.Command("mount", "-o", "remount,"+how, dir).CombinedOutput(); err != nil {
			t.Skipf("the disk cannot be mounted %s: %s", how, out)
		}
	}
	remount("ro")
	p := w.program()
	p.ready("degraded")
	w.answers("with a read-only disk")
	if n := len(w.api.Calls("sendMessage")); n != 1 {
		t.Errorf("%d messages were sent, want the answer alone", n)
	}
	p.Kill()
	remount("rw")
	p.again()
	b := w.await(broadcast.Sent, 30*time.Second)
	w.whole(b, people, map[broadcast.Outcome]int{broadcast.Delivered: people})
}
