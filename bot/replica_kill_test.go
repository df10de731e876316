package main

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"signpost/internal/broadcast"
	"signpost/internal/store"
	"signpost/internal/store/storetest"
)

// Two replicas on one database, one or the other killed in the middle of a broadcast,
// again and again: nobody gets it twice, nobody is forgotten, and it is one run. Who is
// started again has its clock 16 seconds ahead of the other's: so it takes the lease
// from one that still sends, and for a moment both are at work.
func TestReplicaKilledDuringABroadcast(t *testing.T) {
	const people, window = 4000, 50
	kills := min(rounds(), 6) // TestTheSenderIsKilled has the twenty
	w := newTown(t, storetest.Postgres, people)
	w.with(func(db *store.Store) { w.approve(db.Campaigns(), wordsSent) })
	settings := func() []string {
		return append(webhook(t), fmt.Sprint("SEND_WINDOW=", window))
	}
	replicas := []*program{w.program(settings()...), w.program(settings()...)}
	for round := range kills {
		want := w.api.Count("sendMessage") + 1 + rand.IntN(people/kills*3/2)
		w.api.Await(t, fmt.Sprint("message ", want), func() bool { return w.api.Count("sendMessage") >= min(want, people-kills*window) })
		p := replicas[round%2]
		p.Kill()
		w.now = from(w.now().Add(16 * time.Second))
		p.env = append(p.env, w.clock())
		p.again()
	}
	b := w.await(broadcast.Sent, time.Minute)
	t.Logf("%d kills: %v copies by people, %+v", kills, w.copies(people, wordsSent), b.Counts)
	unknown := b.Counts.By[broadcast.Unknown]
	if unknown > 2*kills*window {
		t.Errorf("%d are unknown after %d kills", unknown, kills)
	}
	w.whole(b, people, map[broadcast.Outcome]int{broadcast.Delivered: people - unknown, broadcast.Unknown: unknown})
	var all []broadcast.Broadcast
	w.beside(func(book broadcast.Book) {
		var err error
		if all, err = book.Broadcasts(t.Context(), 0); err != nil {
			t.Fatal(err)
		}
	})
	if len(all) != 1 {
		t.Errorf("%d runs of one cron minute", len(all))
	}
}
