package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"signpost/internal/store/pgtest"
	"signpost/internal/telegram/telegramtest"
)

// A council moves: who asked for messages still gets them, Hide still knows its
// messages, and the old file refuses a move while a bot runs on it.
func TestMigrate(t *testing.T) {
	to := pgtest.URL(t)
	api := telegramtest.Start(t)
	p := prepare(t, api)
	keyFile := filepath.Join(t.TempDir(), "data.key")
	p.env = append(p.env, "DATA_KEY_FILE="+keyFile)
	move := func() (string, error) {
		self, err := os.Executable()
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(self, "migrate", "--from", "sqlite:"+filepath.Join(p.data, "signpost.db"))
		cmd.Env = append(p.env, "DATABASE_URL="+to)
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	p.again()
	p.ready("ready")
	user := api.User(1)
	asks(t, api, user)
	if out, err := move(); err == nil || !strings.Contains(out, "another process uses it") {
		t.Errorf("while the bot runs: %v, %s", err, out)
	}
	if code, ended := p.Stop(20 * time.Second); !ended || code != exitOK {
		t.Fatalf("the bot ended %v with %d:\n%s", ended, code, p.Output())
	}
	for _, want := range []string{"moved", "was there"} {
		out, err := move()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		if !strings.Contains(out, "All rows are the same on both sides.") {
			t.Errorf("it says\n%s", out)
		}
		for line := range strings.Lines(out) {
			if f := strings.Fields(line); len(f) > 0 && f[0] == "subscribers" && strings.Join(f[1:], " ") != "1 1 "+want {
				t.Errorf("of subscribers it says %q, want one row on both sides, %s", line, want)
			}
		}
	}

	key, err := os.ReadFile(keyFile)
	if err != nil {
		t.Fatal(err)
	}
	p.env = append(p.env, "DATABASE_URL="+to, "DATA_KEY_FILE=", "DATA_KEY="+string(key))
	p.again()
	p.ready("ready")
	user.Says("/updates")
	shown(t, api, user, "You get local updates here.")
	user.Presses(t, "Hide")
	api.Await(t, "only the first screen", func() bool { return len(user.Posts()) == 1 && api.Pending() == 0 })
}

// PostgreSQL goes away under the bot: residents are answered, it says what is wrong
// without the password, and an opt-out is written once the server is back.
func TestPostgresGoesAndComesBack(t *testing.T) {
	server := pgtest.New(t)
	api := telegramtest.Start(t)
	p := prepare(t, api)
	url := strings.Replace(server.URL(t), "postgres@", "postgres:hunter2@", 1)
	p.env = append(p.env, "DATABASE_URL="+url, "DATA_KEY_FILE=", "DATA_KEY="+strings.Repeat("2f", 32))
	p.again()
	p.ready("ready")
	user := api.User(1)
	asks(t, api, user)
	server.Stop(t)
	p.ready("degraded: PostgreSQL")
	user.Says("help")
	shown(t, api, user, "Emergency? Call 999 now.")
	api.Await(t, "an answer", func() bool { return user.Answered() && api.Pending() == 0 })
	user.Says("stop")
	shown(t, api, user, "We could not save this yet. We keep trying.")
	server.Start(t)
	api.Await(t, "the opt-out to be written", func() bool { return strings.Contains(p.Output(), "opt-outs that could not be saved before are saved") })
	user.Says("/updates")
	shown(t, api, user, "Which place do you want to hear about?")
	if said := p.Output(); strings.Contains(said, "hunter2") || !strings.Contains(said, "PostgreSQL") {
		t.Errorf("the log says\n%s", said)
	}
}
