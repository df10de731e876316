package telegram_test

import (
	"context"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"testing"
	"time"

	"signpost/internal/telegram"
	"signpost/internal/telegram/telegramtest"
)

// TestMain lets this test's own program be a bot in a process of its own, one that
// a test can kill.
func TestMain(m *testing.M) {
	if os.Getenv("TEST_BOT_API") != "" {
		botProcess()
		return
	}
	os.Exit(m.Run())
}

func botProcess() {
	set := telegram.Settings{Token: telegramtest.Token, APIURL: os.Getenv("TEST_BOT_API")}
	listen := os.Getenv("TEST_BOT_LISTEN")
	if listen != "" {
		set.Webhook = &telegram.Webhook{URL: "http://" + listen, Secret: "local-secret"}
	}
	b, err := telegram.New(set, quick{})
	if err != nil {
		log.Fatal(err)
	}
	if listen != "" {
		go func() { log.Fatal(http.ListenAndServe(listen, b.Handler())) }()
	}
	b.Run(context.Background())
}

func TestKilledTheBotLosesNothing(t *testing.T) {
	bothModes(t, func(t *testing.T, hook bool) {
		s := telegramtest.Start(t)
		env := append(os.Environ(), "TEST_BOT_API="+s.URL)
		if hook {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			env = append(env, "TEST_BOT_LISTEN="+l.Addr().String())
			l.Close()
		}
		path, err := os.Executable()
		if err != nil {
			t.Fatal(err)
		}
		// Each answer takes 20 ms, so that a kill meets many under way, and one is
		// always still to come.
		s.Fail(telegramtest.Fault{Method: "sendMessage", Chat: 300, Delay: 4 * time.Second, Times: -1})
		s.Fail(telegramtest.Fault{Method: "sendMessage", Delay: 20 * time.Millisecond, Times: -1})
		for i := range int64(300) {
			s.User(1 + i).Says(fmt.Sprint("line ", i))
		}
		for _, answered := range []int{20, 110, 230} { // killed three times on the way
			p := telegramtest.Run(t, env, path)
			s.Await(t, fmt.Sprint(answered, " answers"), func() bool { return 300-len(s.Silent()) >= answered })
			p.Kill()
		}
		if len(s.Silent()) == 0 {
			t.Fatal("everything was answered before the last kill: it proves nothing")
		}
		s.Mend()
		telegramtest.Run(t, env, path)
		s.Await(t, "every answer", func() bool { return len(s.Silent()) == 0 && s.Pending() == 0 })
		if n := s.Count("sendMessage"); n > 300+3*100 {
			t.Errorf("%d messages for 300 lines: more than what was under way was answered twice", n)
		}
	})
}

// quick answers at once and keeps nothing.
type quick struct{}

func (quick) Handle(_ context.Context, in []telegram.Input) telegram.Answer {
	return telegram.Answer{Message: says(in[0].Text + in[0].Data)}
}
func (quick) Sent(int64, int, time.Time) {}
func (quick) Deleted(int64, []int)       {}
