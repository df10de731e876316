package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"signpost/internal/broadcast"
	"signpost/internal/hours"
	"signpost/internal/message"
	"signpost/internal/store"
	"signpost/internal/store/storetest"
	"signpost/internal/subscriber"
	"signpost/internal/telegram/telegramtest"
)

// town is a database with people who opted in and a campaign that is approved, and
// the programs that work on it. Its clock is that of a Wednesday morning, since
// nothing is sent at night.
type town struct {
	t        testing.TB
	api      *telegramtest.Server
	url, key string
	now      func() time.Time
	resident int64
}

var noon = time.Date(2026, time.June, 3, 12, 0, 0, 0, hours.London)

func newTown(t testing.TB, places storetest.Places, people int) *town {
	t.Helper()
	w := &town{t: t, api: telegramtest.Start(t), now: from(noon)}
	w.url, w.key = places(t)
	w.with(func(db *store.Store) {
		gate := make(chan struct{}, 200) // so that they share transactions
		errs := make(chan error, people)
		for chat := range people {
			gate <- struct{}{}
			go func() {
				defer func() { <-gate }()
				errs <- db.Book().OptIn(context.Background(), int64(1000+chat), subscriber.Choice{Boroughs: []string{"dudley"}, Topics: []string{"young-people"}, Lang: "en"}, "w", w.now())
			}()
		}
		for range people {
			if err := <-errs; err != nil {
				t.Fatal(err)
			}
		}
	})
	for chat := range people {
		w.api.User(int64(1000 + chat)).Started()
	}
	return w
}

// with works on the database while no program has it.
func (w *town) with(do func(db *store.Store)) {
	w.t.Helper()
	db, err := store.Open(context.Background(), w.url, store.Key{File: w.key})
	if err != nil {
		w.t.Fatal(err)
	}
	do(db)
	if err := db.Close(); err != nil {
		w.t.Fatal(err)
	}
}

// beside works on the database of a program that runs.
func (w *town) beside(do func(b broadcast.Book)) {
	w.t.Helper()
	db, err := store.OpenBeside(context.Background(), w.url, store.Key{File: w.key})
	if err != nil {
		w.t.Fatal(err)
	}
	do(db.Campaigns())
	if err := db.Close(); err != nil {
		w.t.Fatal(err)
	}
}

// approve brings a campaign for at once through to its approval.
func (w *town) approve(b broadcast.Book, words string, boroughs ...string) broadcast.Campaign {
	w.t.Helper()
	if len(boroughs) == 0 {
		boroughs = []string{"dudley"}
	}
	return w.approvePlan(b, broadcast.Plan{Content: broadcast.Content{Lines: []message.Line{{Text: words}}, Lang: "en"},
		Audience: broadcast.Audience{Boroughs: boroughs}, Within: 4 * time.Hour})
}

// approvePlan brings any campaign through to its approval.
func (w *town) approvePlan(b broadcast.Book, p broadcast.Plan) broadcast.Campaign {
	w.t.Helper()
	ann := broadcast.Staff{Name: "Ann", Boroughs: p.Audience.Boroughs, Author: true}
	bob := broadcast.Staff{Name: "Bob", Boroughs: p.Audience.Boroughs, Approver: true}
	c, change, err := broadcast.New(ann, "Test", p, w.now())
	for _, next := range []func() (broadcast.Campaign, broadcast.Change, error){
		func() (broadcast.Campaign, broadcast.Change, error) { return c.TestSentTo(ann, c.Hash(), w.now()) },
		func() (broadcast.Campaign, broadcast.Change, error) { return c.Submit(ann, 5000, w.now()) },
		func() (broadcast.Campaign, broadcast.Change, error) { return c.Approve(bob, c.Hash(), w.now()) },
		nil,
	} {
		if err == nil {
			c, err = b.Save(context.Background(), c, change)
		}
		if err != nil {
			w.t.Fatal(err)
		}
		if next != nil {
			c, change, err = next()
		}
	}
	return c
}

// program starts a program on the database.
func (w *town) program(more ...string) *program {
	w.t.Helper()
	return start(w.t, w.api, append([]string{"DATABASE_URL=" + w.url, "DATA_KEY_FILE=" + w.key, w.clock(),
		"BULK_RATE=1000", "PAID_BROADCAST=yes"}, more...)...)
}

// clock is the setting that gives a program the town's time.
func (w *town) clock() string {
	return "SIGNPOST_TEST_AT=" + w.now().In(hours.London).Format("2006-01-02T15:04:05")
}

// last gives the newest broadcast.
func (w *town) last(b broadcast.Book) broadcast.Broadcast {
	w.t.Helper()
	all, err := b.Broadcasts(context.Background(), 0)
	if err != nil {
		w.t.Fatal(err)
	}
	if len(all) == 0 {
		return broadcast.Broadcast{}
	}
	return all[0]
}

// await waits until the newest broadcast is in a state.
func (w *town) await(state broadcast.State, within time.Duration) (last broadcast.Broadcast) {
	w.t.Helper()
	w.beside(func(b broadcast.Book) {
		end := time.Now().Add(within)
		for last = w.last(b); last.State != state; last = w.last(b) {
			if time.Now().After(end) {
				w.t.Fatalf("after %v the broadcast is %q, %q, %+v; want %s", within, last.State, last.Why, last.Counts, state)
			}
			time.Sleep(20 * time.Millisecond)
		}
	})
	return last
}

// copies says how many people have so many messages with these words in their chat.
func (w *town) copies(people int, words string) map[int]int {
	n := map[int]int{}
	for chat := range people {
		copies := 0
		for _, post := range w.api.User(int64(1000 + chat)).Posts() {
			if strings.Contains(post.Text, words) {
				copies++
			}
		}
		n[copies]++
	}
	return n
}

// kill -9 at random moments, twenty times, during a broadcast to 5,000 people: nobody
// gets it twice, nobody is forgotten, and every count of the report is true.
func TestKilledDuringABroadcast(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, places storetest.Places) {
		t.Parallel()
		const people, window = 5000, 50
		kills := rounds()
		w := newTown(t, places, people)
		w.with(func(db *store.Store) { w.approve(db.Campaigns(), "Look out for each other.") })
		p := w.program(fmt.Sprint("SEND_WINDOW=", window))
		for round := 1; round <= kills; round++ {
			want := w.api.Count("sendMessage") + 1 + rand.IntN(people/kills*3/2)
			w.api.Await(t, fmt.Sprint("message ", want, ", the program said\n", p.Output()), func() bool { return w.api.Count("sendMessage") >= min(want, people-kills*window) })
			p.Kill()
			w.now = from(w.now().Add(16 * time.Second)) // where others could have taken the lease, it is over
			p.env = append(p.env, w.clock())
			p.again()
		}
		w.proves(w.await(broadcast.Sent, time.Minute), people, kills*window, "Look out for each other.")
	})
}

// proves that nobody got the words of a broadcast twice, that nobody was forgotten and
// that its report is true, with so many unknown at most.
func (w *town) proves(b broadcast.Broadcast, people, most int, words string) {
	w.t.Helper()
	copies := w.copies(people, words)
	unknown := b.Counts.By[broadcast.Unknown]
	w.t.Logf("%v copies by people, %d sent, %d unknown", copies, b.Counts.By[broadcast.Delivered], unknown)
	for n, chats := range copies {
		if n > 1 {
			w.t.Errorf("%d people got it %d times", chats, n)
		}
	}
	if n := copies[0]; n > unknown {
		w.t.Errorf("%d people did not get it, and only %d are listed as unknown", n, unknown)
	}
	if unknown > most {
		w.t.Errorf("%d are unknown, and no more than %d can have been in flight", unknown, most)
	}
	if b.Counts.Recipients != people || b.Counts.Done() != people || b.Counts.By[broadcast.Delivered]+unknown != people || copies[1] < b.Counts.By[broadcast.Delivered] {
		w.t.Errorf("the report says %+v, and %d people got it", b.Counts, copies[1])
	}
}

// rounds is how often a test that kills does it: fewer with -short, as under the race
// detector.
func rounds() int {
	if testing.Short() {
		return 4
	}
	return 20
}
