package main

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"signpost/internal/store/storetest"
)

// door is what stands between Telegram and the replicas, as a reverse proxy does: it
// gives each delivery to the next of them, and to another when one does not answer.
type door struct {
	URL string

	mu    sync.Mutex
	rooms []string // where the replicas listen
	next  int
	only  int  // the one that gets everything; none if -1
	twice bool // every delivery goes to all of them at once
}

// newDoor opens a door to so many replicas.
func newDoor(t testing.TB, replicas int) *door {
	d := &door{only: -1}
	for range replicas {
		d.rooms = append(d.rooms, freeAddr(t))
	}
	s := httptest.NewServer(d)
	t.Cleanup(s.Close)
	d.URL = s.URL
	return d
}

// to lets one replica get everything from now on, or all in turn for -1.
func (d *door) to(replica int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.only = replica
}

// double lets every replica get everything at the same time: Telegram delivers again
// what it thinks was lost.
func (d *door) double(on bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.twice = on
}

// order says which replicas get the next delivery: the first that answers, or all.
func (d *door) order() (rooms []string, all bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.only >= 0 {
		return d.rooms[d.only : d.only+1], false
	}
	d.next = (d.next + 1) % len(d.rooms)
	return append(d.rooms[d.next:len(d.rooms):len(d.rooms)], d.rooms[:d.next]...), d.twice
}

// ServeHTTP implements http.Handler.
func (d *door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	rooms, all := d.order()
	code := http.StatusBadGateway
	if all {
		codes := make(chan int)
		for _, room := range rooms {
			go func() { codes <- pass(r, room, body) }()
		}
		for code = http.StatusOK; len(rooms) > 0; rooms = rooms[1:] {
			code = max(code, <-codes)
		}
	} else {
		for ; len(rooms) > 0 && code == http.StatusBadGateway; rooms = rooms[1:] {
			code = pass(r, rooms[0], body)
		}
	}
	w.WriteHeader(code)
}

// pass hands a delivery to a replica and gives its answer, 502 for none.
func pass(r *http.Request, room string, body []byte) (code int) {
	out, err := http.NewRequestWithContext(r.Context(), r.Method, "http://"+room, bytes.NewReader(body))
	if err != nil {
		panic(err) // the address is ours
	}
	out.Header = r.Header.Clone()
	answer, err := http.DefaultClient.Do(out)
	if err != nil {
		return http.StatusBadGateway
	}
	answer.Body.Close()
	return answer.StatusCode
}

// replicas are several programs on one database behind one door.
type replicas struct {
	*town
	*door
	all []*program
}

// newReplicas starts two replicas on PostgreSQL for a town; lease is the sender's.
func newReplicas(t *testing.T, people int, lease time.Duration, more ...string) *replicas {
	t.Helper()
	r := prepareReplicas(t, people, lease, more...)
	r.start()
	return r
}

// prepareReplicas is newReplicas without running anything.
func prepareReplicas(t *testing.T, people int, lease time.Duration, more ...string) *replicas {
	t.Helper()
	r := &replicas{town: newTown(t, storetest.Postgres, people), door: newDoor(t, 2)}
	more = append([]string{"SIGNPOST_TEST_LEASE=" + lease.String()}, more...)
	for _, room := range r.rooms {
		r.all = append(r.all, r.replica(room, more...))
	}
	return r
}

// replica prepares one that listens in a room.
func (r *replicas) replica(room string, more ...string) *program {
	r.t.Helper()
	return prepare(r.t, r.api, append([]string{
		"DATABASE_URL=" + r.url, "DATA_KEY_FILE=" + r.key, r.clock(), "BULK_RATE=1000", "PAID_BROADCAST=yes",
		"WEBHOOK_URL=" + r.door.URL, "WEBHOOK_SECRET=local-secret", "LISTEN_ADDR=" + room,
	}, more...)...)
}

// start runs all replicas, at once, until they are ready.
func (r *replicas) start() {
	r.t.Helper()
	for _, p := range r.all {
		p.again()
	}
	for _, p := range r.all {
		p.ready("ready")
	}
}

// again runs a replica that has ended once more.
func (r *replicas) again(replica int) {
	r.t.Helper()
	p := r.all[replica]
	p.env = append(p.env, r.clock())
	p.again()
	p.ready("ready")
}

// sender waits until one of the replicas sends more campaign messages than it had
// sent, and says which.
func (r *replicas) sender(within time.Duration) int {
	r.t.Helper()
	const sent = "signpost_campaign_messages_sent_total"
	had := map[int]int{}
	for end := time.Now().Add(within); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		for i, p := range r.all {
			if code, _ := p.get("/healthz"); code != http.StatusOK {
				continue // it was killed
			}
			n := p.counter(sent)
			if before, known := had[i]; known && n > before {
				return i
			}
			had[i] = n
		}
	}
	r.t.Fatalf("nobody sends anything within %v", within)
	return -1
}

// idle waits until every replica has handled what reached it, also what it
// acknowledged before, because the chat had had many messages.
func (r *replicas) idle() {
	r.t.Helper()
	r.api.Await(r.t, "every replica to be done", func() bool {
		for _, p := range r.all {
			if p.counter("signpost_answers_total") != p.counter("signpost_updates_received_total") {
				return false
			}
		}
		return true
	})
}
