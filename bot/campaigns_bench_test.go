package main

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"signpost/internal/broadcast"
	"signpost/internal/store/storetest"
	"signpost/internal/telegram/telegramtest"
)

// BenchmarkBroadcast measures the program as a process of its own, against the local
// Bot API, which takes 30 ms for each message: the time to list so many recipients and
// the most memory it ever held; then 10 seconds of sending at 1,000 a second, with the
// CPU time of the program and of the database server, the most messages that arrived
// within any one second (a busy machine lets some arrive late and together), and what a
// resident waits for an answer (99 of 100 wait less), before and meanwhile.
//
//	go test -run - -bench Broadcast/.*/660000 -benchtime 1x ./bot
//	go test -run - -bench Broadcast -benchtime 1x ./bot    # how it grows: five minutes
func BenchmarkBroadcast(b *testing.B) {
	for _, people := range []int{1000, 10_000, 100_000, 660_000} {
		for name, places := range map[string]storetest.Places{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
			b.Run(fmt.Sprintf("%s/%d", name, people), func(b *testing.B) {
				for range b.N {
					benchBroadcast(b, places, people)
				}
			})
		}
	}
}

func benchBroadcast(b *testing.B, places storetest.Places, people int) {
	const reached = 20_000
	w := newTown(b, places, reached)
	w.crowd(b, people)
	w.api.Forget()
	arrived := &arrivals{}
	w.api.Landed(arrived.note)
	w.api.Fail(telegramtest.Fault{Method: "sendMessage", Delay: 30 * time.Millisecond, Times: -1})
	p := w.program("SEND_WINDOW=200")
	p.ready("ready")
	before := w.waits(b, 200)

	var planning time.Duration
	w.beside(func(book broadcast.Book) {
		w.approve(book, "Look out for each other.", "sandwell")
		var began time.Time
		var last broadcast.Broadcast
		for end := time.Now().Add(time.Minute); ; time.Sleep(5 * time.Millisecond) {
			last = w.last(book)
			if began.IsZero() && last.ID != 0 {
				began = time.Now()
			}
			if last.Planned {
				planning = time.Since(began)
				break
			}
			if time.Now().After(end) {
				b.Fatal("not planned within a minute")
			}
		}
		if last.Counts.Recipients != people {
			b.Errorf("%d recipients, want %d", last.Counts.Recipients, people)
		}
		if _, err := book.Steer(context.Background(), last.ID, broadcast.Stop, "Ann", "", w.now()); err != nil {
			b.Fatal(err)
		}
	})
	b.ReportMetric(planning.Seconds(), "s-planning")
	b.ReportMetric(mostMB(b, p.Pid()), "MB-most")

	w.beside(func(book broadcast.Book) { w.approve(book, "Look out for each other.", "dudley") })
	time.Sleep(3 * time.Second) // until it is at its rate
	arrived.reset()
	server := func() float64 { return 0 }
	if strings.HasPrefix(w.url, "postgres") {
		postmaster := w.postmaster(b)
		server = func() float64 { return serverSeconds(b, postmaster) }
	}
	cpu, serverCPU, from := cpuSeconds(b, p.Pid()), server(), time.Now()
	time.Sleep(10 * time.Second)
	took := time.Since(from).Seconds()
	cpu, serverCPU = cpuSeconds(b, p.Pid())-cpu, server()-serverCPU
	sent, most := arrived.within(time.Second)
	b.ReportMetric(cpu/took, "cores-sending")
	b.ReportMetric(1e6*cpu/float64(sent), "us-CPU/message")
	b.ReportMetric(1e6*serverCPU/float64(sent), "us-CPU-server/message")
	b.ReportMetric(float64(sent)/took, "sent/s")
	b.ReportMetric(float64(most), "most-in-any-second")
	during := w.waits(b, 200)
	b.ReportMetric(before.Seconds()*1000, "ms-p99-before")
	b.ReportMetric(during.Seconds()*1000, "ms-p99-during")
	b.ReportMetric(0, "ns/op")
	p.Kill()
}

// crowd writes subscribers of another borough straight into the tables: nobody behind
// them, so that they can be listed and not sent to.
func (w *town) crowd(b *testing.B, n int) {
	b.Helper()
	driver, source := "pgx", w.url
	if path, sqlite := strings.CutPrefix(w.url, "sqlite:"); sqlite {
		driver, source = "sqlite", path
	}
	db, err := sql.Open(driver, source)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	for from := 0; from < n; from += 1000 {
		var rows []string
		for i := from; i < from+1000; i++ {
			id := rand.Int64()
			rows = append(rows, fmt.Sprintf("(%d, CAST('%032d' AS BYTEA), CAST('%045d' AS BYTEA), ' sandwell ', ' young-people ', 'en', 'w', 0)", id, i, i))
		}
		if _, err := db.Exec("INSERT INTO subscribers (id, look, sealed, boroughs, topics, lang, wording, since) VALUES " + strings.Join(rows, ", ")); err != nil {
			b.Fatal(err)
		}
	}
	if _, err := db.Exec("ANALYZE"); err != nil { // as the server has done for those who were there for long
		b.Fatal(err)
	}
}

// arrivals notes when messages arrive.
type arrivals struct {
	mu sync.Mutex
	at []time.Time
}

func (a *arrivals) note(int64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.at = append(a.at, time.Now())
}

func (a *arrivals) reset() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.at = nil
}

// within gives how many arrived, and the most of them within any span of time.
func (a *arrivals) within(span time.Duration) (all, most int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	first := 0
	for i, at := range a.at {
		for at.Sub(a.at[first]) >= span {
			first++
		}
		most = max(most, i-first+1)
	}
	return len(a.at), most
}

// waits lets n residents write, one after another, and gives what 99 of 100 of them
// wait for an answer at most.
func (w *town) waits(b *testing.B, n int) time.Duration {
	b.Helper()
	w.resident++
	var all []time.Duration
	for i := range n {
		user := w.api.User(2_000_000_000 + 10_000*w.resident + int64(i))
		began := time.Now()
		user.Says("hello")
		w.api.Await(b, "an answer", user.Answered)
		all = append(all, time.Since(began))
	}
	slices.Sort(all)
	return all[n*99/100]
}

// postmaster gives the process of the PostgreSQL server, which must run here.
func (w *town) postmaster(b *testing.B) int {
	b.Helper()
	db, err := sql.Open("pgx", w.url)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	var backend int
	if err := db.QueryRow("SELECT pg_backend_pid()").Scan(&backend); err != nil {
		b.Fatal(err)
	}
	return stat(b, backend)[parent]
}

// serverSeconds gives the CPU time that a PostgreSQL server has used, with all of its
// processes, those that have ended too.
func serverSeconds(b *testing.B, postmaster int) float64 {
	b.Helper()
	s := stat(b, postmaster)
	ticks := s[userTime] + s[systemTime] + s[endedUserTime] + s[endedSystemTime]
	processes, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		b.Fatal(err)
	}
	for _, process := range processes {
		pid, _ := strconv.Atoi(filepath.Base(process))
		if s := stat(b, pid); s != nil && s[parent] == postmaster {
			ticks += s[userTime] + s[systemTime]
		}
	}
	return float64(ticks) / 100
}

// cpuSeconds gives the CPU time that a process has used.
func cpuSeconds(b *testing.B, pid int) float64 {
	b.Helper()
	s := stat(b, pid)
	if s == nil {
		b.Skip("no /proc here")
	}
	return float64(s[userTime]+s[systemTime]) / 100
}

// Where /proc/PID/stat says what, counted from the process's parent. Times are in
// hundredths of a second; those of children are of the ones that have ended.
const (
	parent          = 0
	userTime        = 10
	systemTime      = 11
	endedUserTime   = 12
	endedSystemTime = 13
)

// stat reads the numbers about a process, nil when it is gone.
func stat(b *testing.B, pid int) []int {
	b.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return nil
	}
	_, after, _ := strings.Cut(string(text), ") ")
	var numbers []int
	for _, field := range strings.Fields(after)[1 : 2+endedSystemTime] {
		n, err := strconv.Atoi(field)
		if err != nil {
			b.Fatal(err)
		}
		numbers = append(numbers, n)
	}
	return numbers
}

// mostMB gives the most memory that a process has held, in megabytes (10^6 bytes).
func mostMB(b *testing.B, pid int) float64 {
	b.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		b.Skip("no /proc here: ", err)
	}
	_, after, _ := strings.Cut(string(status), "VmHWM:")
	kib, err := strconv.Atoi(strings.Fields(after)[0])
	if err != nil {
		b.Fatal(err)
	}
	return float64(kib) * 1024 / 1e6
}
