package main

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"signpost/internal/broadcast"
	"signpost/internal/store"
	"signpost/internal/telegram/telegramtest"
)

// newTeamOn is a team whose presses reach two replicas.
func newTeamOn(t *testing.T, people int) (*team, *replicas) {
	t.Helper()
	staff := filepath.Join(t.TempDir(), "staff.yaml")
	r := prepareReplicas(t, people, 2*time.Second, "STAFF_FILE="+staff)
	tm := &team{program: r.all[0], api: r.api, staff: staff, noted: map[int64]int{},
		ann: r.api.User(annID), bob: r.api.User(bobID), cy: r.api.User(cyID), dee: r.api.User(deeID)}
	tm.hire(t, staffOfTests)
	r.start()
	for _, u := range []*telegramtest.User{tm.ann, tm.bob} {
		tm.says(u, "/start")
	}
	return tm, r
}

// A campaign with a picture is composed, approved and sent while each press reaches
// another replica, or both of them, one after the other or at the same time: it is one
// draft, one approval, one run, one card for each and one message to each.
func TestTheDeskOnTwoReplicas(t *testing.T) {
	for name, double := range map[string]func(*replicas){
		"in turn": func(*replicas) {},
		"again":   func(r *replicas) { r.api.Double(1 << 20) },
		"at once": func(r *replicas) { r.double(true) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const people = 12
			tm, r := newTeamOn(t, people)
			double(r)
			// What is shown last may be the answer of the one that came second: so each press
			// is made on a screen that is shown anew.
			press := func(u *telegramtest.User, screen, label string) {
				t.Helper()
				tm.forges(u, screen)
				u.Presses(t, label)
				tm.settle(u, label)
				r.idle()
			}
			tm.says(tm.ann, "/desk")
			r.idle()
			press(tm.ann, "d-new", "Message of 3 June")
			press(tm.ann, "d-c:1", "Title")
			tm.says(tm.ann, "Look out")
			r.idle()
			press(tm.ann, "d-c:1", "Words")
			tm.composes(tm.ann, winter, "picture-1", telegramtest.Entity{Type: "bold", Offset: 0, Length: 13})
			r.idle()
			press(tm.ann, "d-who:1", "Dudley")
			press(tm.ann, "d-who:1", "Sandwell")
			press(tm.ann, "d-who:1", "✓ Sandwell")
			press(tm.ann, "d-c:1", "Send me a test")
			press(tm.ann, "d-c:1", "Submit for approval")
			tm.hears(tm.bob, "To approve: #1")
			press(tm.bob, "d-judge:1", "Approve")
			r.await(broadcast.Sent, 30*time.Second)

			for chat := range people {
				posts := r.api.User(int64(1000 + chat)).Answers()
				if len(posts) != 1 || posts[0].Photo != "picture-1" || !strings.HasPrefix(posts[0].Text, "Good morning.") {
					t.Fatalf("somebody got %+v", posts)
				}
			}
			db, err := store.OpenBeside(t.Context(), r.url, store.Key{File: r.key})
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			all, err := db.Campaigns().Campaigns(t.Context())
			if err != nil || len(all) != 1 || all[0].Title != "Look out" || !slices.Equal(all[0].Audience.Boroughs, []string{"dudley"}) {
				t.Errorf("%d campaigns, %v: %+v", len(all), err, all)
			}
			acts := map[broadcast.Act]int{}
			changes, err := db.Campaigns().History(t.Context(), 1)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range changes {
				acts[c.Act]++
			}
			for act, want := range map[broadcast.Act]int{broadcast.Made: 1, broadcast.Submitted: 1, broadcast.ApprovedAct: 1, broadcast.Began: 1, broadcast.Finished: 1} {
				if acts[act] != want {
					t.Errorf("%s %d times, want %d", act, acts[act], want)
				}
			}
			r.api.Await(t, "the cards", func() bool {
				cards, err := db.Desk().Cards(context.Background())
				return err == nil && len(cards) == 2 && cards[0].Message > 0 && cards[1].Message > 0
			})
			for _, p := range r.all {
				p.Kill()
			}
			for _, harmless := range []string{"query is too old", "message is not modified", "message to edit not found"} {
				r.api.Expect(harmless)
			}
		})
	}
}

// Who is taken out of the staff file has no rights at any replica from then on; a
// replica that is killed in the middle of composing costs nothing.
func TestStaffOnTwoReplicas(t *testing.T) {
	t.Parallel()
	tm, r := newTeamOn(t, 12)
	r.to(0)
	tm.says(tm.ann, "/desk")
	tm.presses(tm.ann, "New message")
	r.to(1)
	wants(t, tm.says(tm.ann, "Look out"), "Send the message now.")
	r.all[1].Kill()
	r.to(0)
	wants(t, tm.composes(tm.ann, winter, ""), "As people get it:")
	r.again(1)
	r.to(1)
	tm.presses(tm.ann, "Next: who gets it", "Dudley")
	r.to(0)
	tm.presses(tm.ann, "Overview", "Send me a test", "Submit for approval")
	tm.hears(tm.bob, "To approve: #1")
	ask, _ := tm.bob.Last()
	ok := buttonData(t, ask, "Approve")

	tm.hire(t, strings.ReplaceAll(staffOfTests, "id: 502", "id: 602"))
	for replica := range r.all {
		r.to(replica)
		if p := tm.forges(tm.bob, ok); !strings.Contains(p.Text, residentsFirst) {
			t.Errorf("replica %d answers somebody who is no longer staff:\n%s", replica, p.Text)
		}
	}
	tm.hire(t, staffOfTests+"\n")
	r.to(1)
	wants(t, tm.forges(tm.bob, ok), "Approved. Told: Ann.")
}
