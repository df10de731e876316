package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"signpost/internal/broadcast"
	"signpost/internal/message"
	"signpost/internal/store"
	"signpost/internal/telegram/telegramtest"
)

// A time that comes while several replicas run is one run, also when their clocks
// differ and one of them starts late.
func TestOneMinuteIsOneRun(t *testing.T) {
	t.Parallel()
	const people = 20
	r := prepareReplicas(t, people, 2*time.Second)
	r.with(func(db *store.Store) {
		r.approvePlan(db.Campaigns(), broadcast.Plan{
			Content: broadcast.Content{Lines: []message.Line{{Text: "Every Wednesday."}}, Lang: "en"}, Audience: broadcast.Audience{Boroughs: []string{"dudley"}},
			Schedule: broadcast.Schedule{Cron: "1 12 * * WED"}, Within: 4 * time.Hour,
		})
	})
	// The minute begins in a few seconds; the other's clock says so three later.
	set := func(at time.Time) string { return "SIGNPOST_TEST_AT=" + at.Format("2006-01-02T15:04:05") }
	minute := noon.Add(time.Minute)
	r.all[0].env = append(r.all[0].env, set(minute.Add(-3*time.Second)))
	r.all[1].env = append(r.all[1].env, set(minute.Add(-6*time.Second)))
	r.start()
	last := r.await(broadcast.Sent, 30*time.Second)
	if last.Slot != "2026-06-03T12:01" {
		t.Errorf("the run is of %s", last.Slot)
	}
	time.Sleep(4 * time.Second) // the minute has come for the other one too
	late := r.replica(freeAddr(t), set(minute.Add(30*time.Second)))
	late.again()
	late.api.Await(t, "the late one to have the database", func() bool { return strings.Contains(late.Output(), "the database is open") })
	time.Sleep(2 * time.Second)
	r.beside(func(b broadcast.Book) {
		if all, err := b.Broadcasts(t.Context(), 0); err != nil || len(all) != 1 {
			t.Errorf("%d runs, %v; want one", len(all), err)
		}
		if c, err := b.Campaign(t.Context(), 1); err != nil || !c.Next.Equal(minute.AddDate(0, 0, 7)) {
			t.Errorf("it runs next %v, %v; want a week later", c.Next, err)
		}
	})
	if n := r.copies(people, "Every Wednesday."); n[1] != people {
		t.Errorf("copies by people: %v", n)
	}
}

// noted is less than a person takes to press Hide, and more than a replica takes to
// note a message where the others find it.
const noted = 300 * time.Millisecond

// Whatever reaches both replicas, one after the other or at the same time, has its
// effect once, and Hide takes out what any of them sent.
func TestUpdatesThatReachBothReplicas(t *testing.T) {
	for name, double := range map[string]func(*replicas, bool){
		"again":   func(r *replicas, on bool) { r.api.Double(map[bool]int{true: 1 << 20}[on]) },
		"at once": func(r *replicas, on bool) { r.double(on) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newReplicas(t, 0, 0)
			double(r, true)
			settled := func() { r.api.Await(t, "no more updates", func() bool { return r.api.Pending() == 0 }) }
			stays, stops, forgets := r.api.User(1), r.api.User(2), r.api.User(3)
			for _, user := range []*telegramtest.User{stays, stops, forgets} {
				asks(t, r.api, user)
				settled()
			}
			stops.Says("STOP")
			forgets.Says("/forget")
			settled()
			for _, user := range []*telegramtest.User{stops, forgets} {
				if last, _ := user.Last(); !strings.Contains(last.Text, "999") {
					t.Errorf("the last message is\n%s", last.Text)
				}
			}
			r.beside(func(b broadcast.Book) {
				size, err := b.Size(t.Context(), broadcast.Audience{Boroughs: []string{"sandwell", "dudley"}})
				if err != nil || size.Total != 1 {
					t.Errorf("%d subscribers, %v; want the one who stays", size.Total, err)
				}
			})
			double(r, false)
			for replica := range r.all {
				r.to(replica)
				stays.Says("/mydata")
				shown(t, r.api, stays, "you said yes on")
			}
			// Each of the messages was sent, and noted, by one or the other.
			settled()
			time.Sleep(noted)
			stays.Presses(t, "Hide")
			r.api.Await(t, "only the first screen", func() bool { return len(stays.Posts()) == 1 && r.api.Pending() == 0 })
			if last, _ := stays.Last(); !strings.Contains(last.Text, "Where does the person") {
				t.Errorf("after Hide the chat shows\n%s", stays.Screen())
			}
			for _, p := range r.all {
				p.Kill()
			}
			r.api.Expect("query is too old") // it was answered by the other
			r.api.Expect("message is not modified")
			r.api.Expect("message to edit not found")
		})
	}
}

// What one replica remembers of a conversation the other does not know, and nothing
// that matters hangs on it: a typed line is then a first message, a button leads on.
func TestTheOtherReplicaAnswers(t *testing.T) {
	t.Parallel()
	r := newReplicas(t, 0, 0)
	user := r.api.User(1)
	on := func(replica int, do func(), want string) {
		t.Helper()
		r.to(replica)
		do()
		r.api.Await(t, want+" in\n"+user.Screen(), func() bool {
			last, _ := user.Last()
			return user.Answered() && r.api.Pending() == 0 && strings.Contains(last.Text, want) && strings.Contains(last.Text, "999")
		})
	}
	on(0, func() { user.Says("/start") }, "Where does the person")
	on(1, func() { user.Presses(t, "Sandwell") }, "Who needs help?")
	on(0, func() { user.Presses(t, "A child or young person") }, "How soon")
	on(1, func() { user.Presses(t, "Needs help soon") }, "0121 569 3100")
	// Replica 0 thinks that "How soon" was asked last, one that is new knows nothing.
	on(0, func() { user.Says("he is hitting me right now") }, "Call 999 now")
	on(1, func() { user.Presses(t, "Start again") }, "Where does the person")
	on(0, func() { user.Says("dudley") }, "Dudley. Is that right?")
	r.all[1].Kill()
	r.again(1)
	on(1, func() { user.Says("worried about my little girl in dudley") }, "You chose: Dudley. A child or young person.")
	time.Sleep(noted)
	on(0, func() { user.Presses(t, "Hide") }, "Where does the person")
	if n := len(user.Posts()); n != 1 {
		t.Errorf("%d messages stand after Hide:\n%s", n, user.Screen())
	}
}

// One replica has read edited words and contacts, the other has not yet: the buttons
// of each lead on at the other.
func TestOneReplicaHasReadAgain(t *testing.T) {
	t.Parallel()
	dirs := t.TempDir()
	edit := func(file, old, new string) {
		t.Helper()
		path := filepath.Join(dirs, file)
		text, err := os.ReadFile(path)
		if err != nil || !strings.Contains(string(text), old) {
			t.Fatalf("%q is not in %s: %v", old, file, err)
		}
		if err := os.WriteFile(path, []byte(strings.ReplaceAll(string(text), old, new)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, dir := range []string{"flows", "config"} {
		if err := os.CopyFS(filepath.Join(dirs, dir), os.DirFS(filepath.Join("..", dir))); err != nil {
			t.Fatal(err)
		}
	}
	r := newReplicas(t, 0, 0, "FLOWS_DIR="+filepath.Join(dirs, "flows"), "CONFIG_DIR="+filepath.Join(dirs, "config"))
	edit("config/contacts/sandwell.yaml", "0121 569 3100", "0121 496 0100")
	edit("config/contacts/sandwell.yaml", "+441215693100", "+441214960100")
	edit("flows/guidance.yaml", "A child or young person", "Someone under 18")
	edit("flows/words.yaml", "Start again", "From the start")
	r.all[1].Hang()
	r.api.Await(t, "a new reading", func() bool { return strings.Contains(r.all[1].Output(), "read again\"") })

	for _, first := range []int{0, 1} {
		user := r.api.User(int64(1 + first))
		numbers := [2]string{"0121 569 3100", "0121 496 0100"}
		whos := [2]string{"A child or young person", "Someone under 18"}
		step := func(replica int, do func(), want string) {
			t.Helper()
			r.to(replica)
			do()
			shown(t, r.api, user, want)
			if strings.Contains(user.Screen(), "have changed") {
				t.Errorf("a button led nowhere:\n%s", user.Screen())
			}
		}
		second := 1 - first
		step(first, func() { user.Says("/start") }, "Where does the person")
		step(second, func() { user.Presses(t, "Sandwell") }, "Who needs help?")
		step(first, func() { user.Presses(t, whos[second]) }, "How soon")
		step(second, func() { user.Presses(t, "Needs help soon") }, numbers[second])
		step(first, func() { user.Presses(t, "Back") }, "How soon")
		step(first, func() { user.Presses(t, "Needs help soon") }, numbers[first])
	}
}

// A replica with another key than the database was written with does not touch it,
// says so in one line, and answers residents all the same.
func TestAReplicaWithAnotherKey(t *testing.T) {
	t.Parallel()
	r := newReplicas(t, 0, 0)
	stranger := r.replica(r.rooms[1], "DATA_KEY_FILE=", "DATA_KEY="+strings.Repeat("3d", 32))
	if code, ended := r.all[1].Stop(20 * time.Second); !ended || code != exitOK {
		t.Fatalf("ended %v with %d:\n%s", ended, code, r.all[1].Output())
	}
	stranger.again()
	stranger.ready("degraded: data key DATA_KEY: is not the one the database was written with")
	said := 0
	for line := range strings.Lines(stranger.Output()) {
		if strings.Contains(line, "is not the one the database was written with (put the right one back") {
			said++
		}
	}
	if said != 1 || strings.Contains(stranger.Output(), "3d3d") {
		t.Errorf("it said so %d times:\n%s", said, stranger.Output())
	}
	user := r.api.User(1)
	r.to(0)
	asks(t, r.api, user)
	r.to(1)
	user.Says("/updates")
	shown(t, r.api, user, "999")
	user.Says("worried about my little girl in sandwell")
	shown(t, r.api, user, "You chose: Sandwell. A child or young person.")
	user.Says("STOP")
	shown(t, r.api, user, "We could not save this yet.")
	r.to(0)
	user.Says("/mydata")
	shown(t, r.api, user, "you said yes on")
}

// Several replicas set the webhook at once; the end of one, however it comes, leaves
// it to the others.
func TestTheWebhookIsOfAllReplicas(t *testing.T) {
	t.Parallel()
	r := newReplicas(t, 0, 0)
	user := r.api.User(1)
	answered := func(when string) {
		t.Helper()
		user.Says("hello")
		r.api.Await(t, "an answer "+when, func() bool { return user.Answered() && r.api.Pending() == 0 })
	}
	for range 4 {
		answered("of both")
	}
	if code, ended := r.all[0].Stop(20 * time.Second); !ended || code != exitOK {
		t.Fatalf("ended %v with %d:\n%s", ended, code, r.all[0].Output())
	}
	for range 4 {
		answered("of the one that is left")
	}
	r.again(0)
	r.all[1].Kill()
	for range 4 {
		answered("of the one that came back")
	}
	if n := r.api.Count("deleteWebhook"); n != 0 {
		t.Errorf("the webhook was taken away %d times", n)
	}
}

// Two replicas that poll get in each other's way: each says so, on its log and in
// /readyz.
func TestReplicasMustNotPoll(t *testing.T) {
	t.Parallel()
	r := prepareReplicas(t, 0, 0)
	for _, p := range r.all {
		p.env = append(p.env, "WEBHOOK_URL=", "WEBHOOK_SECRET=", "LISTEN_ADDR=")
		p.again()
	}
	const says = "another copy of the bot receives with this token"
	r.api.Await(t, "a line that says so", func() bool {
		return strings.Contains(r.all[0].Output(), says) || strings.Contains(r.all[1].Output(), says)
	})
	r.api.Await(t, "/readyz to say so", func() bool {
		for _, p := range r.all {
			if code, body := p.get("/readyz"); code == 503 && strings.Contains(body, says) {
				return true
			}
		}
		return false
	})
}

// Above 30 a second Telegram is allowed to charge for campaign messages, and for
// nothing else; without PAID_BROADCAST the program does not start like that.
func TestPaidBroadcast(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		settings []string
		paid     bool
	}{
		{"above 30", []string{"BULK_RATE=1000", "PAID_BROADCAST=yes"}, true},
		{"allowed and not needed", []string{"BULK_RATE=30", "PAID_BROADCAST=yes"}, false},
		{"free", []string{"BULK_RATE=30", "PAID_BROADCAST=no"}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			const people = 20
			r := prepareReplicas(t, people, 0, c.settings...)
			r.with(func(db *store.Store) { r.approve(db.Campaigns(), "Look out for each other.") })
			r.start()
			r.await(broadcast.Sent, 30*time.Second)
			resident := r.api.User(1)
			resident.Says("hello")
			r.api.Await(t, "an answer", func() bool { return resident.Answered() })
			if last, _ := resident.Last(); last.Paid {
				t.Error("a reply to a resident may cost money")
			}
			for chat := range people {
				if last, _ := r.api.User(int64(1000 + chat)).Last(); last.Paid != c.paid {
					t.Fatalf("a message of the campaign is paid: %v", last.Paid)
				}
			}
		})
	}
	settings := map[string]string{"TELEGRAM_BOT_TOKEN": telegramtest.Token, "BULK_RATE": "31", "HOME": t.TempDir()}
	var said strings.Builder
	code := run(env{out: &said, err: &said, getenv: func(name string) string { return settings[name] }}, []string{"run"})
	if want := "bot run: BULK_RATE is \"31\" (write a number from 1 to 30; more needs PAID_BROADCAST=yes, which spends money)\n"; code != exitUsage || said.String() != want {
		t.Errorf("31 a second for nothing ends with %d:\n%s", code, said.String())
	}
}
