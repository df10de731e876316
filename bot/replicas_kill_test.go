package main

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"signpost/internal/broadcast"
	"signpost/internal/store"
)

// Of two replicas, the one that sends is killed with -9, twenty times during one
// broadcast: the other goes on, nobody gets it twice, nobody is forgotten, and every
// count of the report is true.
func TestTheSenderIsKilled(t *testing.T) {
	const people, window = 3000, 50
	kills := rounds()
	r := prepareReplicas(t, people, 2*time.Second, fmt.Sprint("SEND_WINDOW=", window))
	r.with(func(db *store.Store) { r.approve(db.Campaigns(), "Look out for each other.") })
	r.start()
	count := func() int { return r.api.Count("sendMessage") }
	kill := func(replica int) {
		r.all[replica].Kill()
		r.again(replica)
	}
	sender := r.sender(10 * time.Second)
	for range kills {
		want := min(count()+1+rand.IntN(people/kills), people-kills*window)
		r.api.Await(t, fmt.Sprintf("message %d, the replicas said\n%s\n%s", want, r.all[0].Output(), r.all[1].Output()), func() bool { return count() >= want })
		kill(sender)
		sender = r.sender(20 * time.Second)
	}
	r.proves(r.await(broadcast.Sent, time.Minute), people, kills*window, "Look out for each other.")
}

// The sender that is killed is replaced within a minute; one that is asked to end is
// replaced at once, and nothing of it becomes unknown.
func TestTheSenderIsReplaced(t *testing.T) {
	t.Parallel()
	const people, window = 1500, 50
	r := prepareReplicas(t, people, 0, "BULK_RATE=200", fmt.Sprint("SEND_WINDOW=", window))
	r.with(func(db *store.Store) { r.approve(db.Campaigns(), "Look out for each other.") })
	r.start()

	first := r.sender(10 * time.Second)
	began := time.Now()
	if code, ended := r.all[first].Stop(20 * time.Second); !ended || code != exitOK {
		t.Fatalf("ended %v with %d:\n%s", ended, code, r.all[first].Output())
	}
	second := r.sender(10 * time.Second)
	t.Logf("asked to end, the sender was replaced after %v", time.Since(began))
	r.again(first)
	r.beside(func(b broadcast.Book) {
		if n := r.last(b).Counts.By[broadcast.Unknown]; n != 0 {
			t.Errorf("%d are unknown though nobody was killed", n)
		}
	})

	r.all[second].Kill()
	began = time.Now()
	r.sender(time.Minute)
	t.Logf("killed, the sender was replaced after %v", time.Since(began))
	r.proves(r.await(broadcast.Sent, time.Minute), people, window, "Look out for each other.")
}
