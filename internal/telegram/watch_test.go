package telegram_test

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"signpost/internal/telegram"
	"signpost/internal/telegram/telegramtest"
)

const hookURL = "http://127.0.0.1:1/hook" // where nobody listens

// watched runs a test with a bot that has a webhook, in a bubble where waiting takes
// no time; nothing is delivered unless the test does it.
func watched(t *testing.T, test func(t *testing.T, s *telegramtest.Server, r *running)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := telegramtest.NewUnplugged()
		log := &lines{}
		b, err := telegram.New(telegram.Settings{
			Token: telegramtest.Token, APIURL: s.URL, Log: slog.New(slog.NewTextHandler(log, nil)),
			Webhook: &telegram.Webhook{URL: hookURL, Secret: "local-secret"},
		}, &talk{})
		if err != nil {
			t.Fatal(err)
		}
		b.Plug(s)
		ctx, cancel := context.WithCancel(context.Background())
		var ended sync.WaitGroup
		ended.Go(func() { b.Run(ctx) })
		defer func() {
			cancel()
			ended.Wait()
			s.Close()
			for _, f := range s.Failures() {
				t.Errorf("bot API: %s", f)
			}
		}()
		synctest.Wait()
		if err := b.Ready(); err != nil {
			t.Fatalf("not ready at first: %v", err)
		}
		test(t, s, &running{Bot: b, log: log})
	})
}

// elsewhere makes a call with the same token, as another copy of the bot would.
func elsewhere(t *testing.T, s *telegramtest.Server, call string) {
	t.Helper()
	resp, err := (&http.Client{Transport: s}).Post(s.URL+"/bot"+telegramtest.Token+"/"+call, "", http.NoBody)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: %v %v", call, resp, err)
	}
}

func TestAWebhookTakenAwayIsSetAgain(t *testing.T) {
	watched(t, func(t *testing.T, s *telegramtest.Server, r *running) {
		after(10 * time.Minute)
		if n := s.Count("getWebhookInfo"); n < 9 || n > 10 {
			t.Errorf("asked %d times in ten minutes", n)
		}
		s.User(1).Says("waits for a webhook")
		elsewhere(t, s, "deleteWebhook")
		s.Fail(telegramtest.Fault{Method: "setWebhook", Status: 502, HTML: true, Times: 3})
		after(time.Minute + 2*time.Second)
		if err := r.Ready(); err == nil {
			t.Error("ready without a webhook")
		}
		after(10 * time.Second)
		if err := r.Ready(); err != nil || s.Count("setWebhook") != 5 {
			t.Errorf("the webhook was set %d times, and then: %v", s.Count("setWebhook"), err)
		}
		if s.Pending() != 1 {
			t.Error("setting it again dropped what waited")
		}
		if n := strings.Count(r.log.String(), "taken away"); n != 1 {
			t.Errorf("logged %d times:\n%s", n, r.log)
		}
	})
}

func TestAWebhookSetElsewhereIsReported(t *testing.T) {
	watched(t, func(t *testing.T, s *telegramtest.Server, r *running) {
		elsewhere(t, s, "setWebhook?url=http://127.0.0.1:1/private-path-of-another")
		after(5 * time.Minute)
		if err := r.Ready(); err == nil || !strings.Contains(err.Error(), "another address (stop the other copy") {
			t.Errorf("Ready says %v", err)
		}
		if s.Count("setWebhook") != 2 {
			t.Error("two copies take the webhook from each other")
		}
		if log := r.log.String(); strings.Count(log, "another address") != 1 || strings.Contains(log, "private-path") {
			t.Errorf("the log says:\n%s", log)
		}
		elsewhere(t, s, "setWebhook?url="+hookURL)
		after(time.Minute)
		if err := r.Ready(); err != nil {
			t.Errorf("with its own address again: %v", err)
		}
	})
}

func TestAWebhookThatCannotBeReachedIsReported(t *testing.T) {
	watched(t, func(t *testing.T, s *telegramtest.Server, r *running) {
		s.User(1).Says("hello") // delivered to where nobody listens
		after(time.Minute + time.Second)
		if err := r.Undelivered(); err == nil || !strings.Contains(err.Error(), "LISTEN_ADDR") || !strings.Contains(err.Error(), "Connection failed") {
			t.Errorf("Undelivered says %v", err)
		}
		if err := r.Ready(); err != nil {
			t.Errorf("out of service it could never be reached again: %v", err)
		}
		s.Advance(25 * time.Hour) // the update is too old, and the failure stays in Telegram's answer
		after(2 * time.Minute)
		if err := r.Undelivered(); err != nil {
			t.Errorf("with nothing waiting: %v", err)
		}
	})
}

func TestTheWebhookCannotBeAskedFor(t *testing.T) {
	watched(t, func(t *testing.T, s *telegramtest.Server, r *running) {
		s.Fail(telegramtest.Fault{Method: "getWebhookInfo", Status: 502, HTML: true, Times: 4})
		after(2*time.Minute + time.Second)
		if err := r.Ready(); err != nil {
			t.Errorf("after two failures: %v", err)
		}
		after(time.Minute)
		if err := r.Ready(); err == nil {
			t.Error("ready after three failures")
		}
		after(2 * time.Minute)
		if err := r.Ready(); err != nil {
			t.Errorf("when Telegram is back: %v", err)
		}
		s.Fail(telegramtest.Fault{Method: "getWebhookInfo", Status: 401})
		after(time.Minute)
		if err := r.Ready(); err == nil || !strings.Contains(err.Error(), "BotFather") {
			t.Errorf("with a refused token: %v", err)
		}
	})
}
