package telegramtest_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"signpost/internal/telegram/telegramtest"
)

func ids(t *testing.T, r reply) (ids []int64) {
	t.Helper()
	var us []struct {
		ID int64 `json:"update_id"`
	}
	if err := json.Unmarshal(r.Result, &us); err != nil {
		t.Fatalf("%v in %s %s", err, r.Result, r.Text)
	}
	for _, u := range us {
		ids = append(ids, u.ID)
	}
	return ids
}

func TestOffsets(t *testing.T) {
	s := telegramtest.Start(t)
	u := s.User(1)
	for range 150 {
		u.Says("x")
	}
	first := ids(t, call(t, s, "getUpdates", args{}))
	if len(first) != 100 {
		t.Fatalf("%d updates at once, want 100", len(first))
	}
	if again := ids(t, call(t, s, "getUpdates", args{"limit": 3})); len(again) != 3 || again[0] != first[0] {
		t.Errorf("without an offset nothing is confirmed, but %v follows", again)
	}
	if same := ids(t, call(t, s, "getUpdates", args{"offset": first[99]})); same[0] != first[99] {
		t.Errorf("an update is confirmed only by a higher offset, but %d follows", same[0])
	}
	if rest := ids(t, call(t, s, "getUpdates", args{"offset": first[99] + 1})); len(rest) != 50 {
		t.Errorf("%d updates left, want 50", len(rest))
	}
	if last := ids(t, call(t, s, "getUpdates", args{"offset": -2})); len(last) != 2 || s.Pending() != 2 {
		t.Errorf("offset -2 gives %d and leaves %d, want 2 and 2", len(last), s.Pending())
	}
}

func TestRetention(t *testing.T) {
	s := telegramtest.Start(t)
	u := s.User(1)
	u.Says("x")
	u.PressesData(1, "d")
	s.Advance(151 * time.Second)
	if n := s.Pending(); n != 1 {
		t.Errorf("%d updates after 151 seconds, want the line only", n)
	}
	s.Advance(24 * time.Hour)
	if n := s.Pending(); n != 0 {
		t.Errorf("%d updates after a day, want none", n)
	}
}

func TestOnePoller(t *testing.T) {
	s := telegramtest.Start(t)
	first := make(chan reply)
	go func() { first <- call(t, s, "getUpdates", args{"timeout": 50}) }()
	s.Await(t, "the first poller", func() bool { return s.Count("getUpdates") == 1 })
	go call(t, s, "getUpdates", args{"timeout": 50})
	if r := <-first; r.Code != 409 {
		t.Errorf("the first of two pollers got %d, want 409", r.Code)
	}
	h := httptest.NewServer(http.NotFoundHandler())
	defer h.Close()
	call(t, s, "setWebhook", args{"url": h.URL})
	if r := call(t, s, "getUpdates", args{}); r.Code != 409 {
		t.Errorf("polling beside a webhook got %d, want 409", r.Code)
	}
	call(t, s, "deleteWebhook", args{})
	if r := call(t, s, "getUpdates", args{}); !r.OK {
		t.Errorf("after deleteWebhook: %s", r.Text)
	}
}

func TestPendingUpdatesStayUnlessDropped(t *testing.T) {
	s := telegramtest.Start(t)
	s.User(1).Says("x")
	call(t, s, "deleteWebhook", args{})
	if s.Pending() != 1 {
		t.Error("deleteWebhook lost an update")
	}
	call(t, s, "deleteWebhook", args{"drop_pending_updates": true})
	if s.Pending() != 0 {
		t.Error("drop_pending_updates kept an update")
	}
}

func TestRedelivery(t *testing.T) {
	s := telegramtest.Start(t)
	var mu sync.Mutex
	var secret string
	tries := map[int64]int{}
	h := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		raw, _ := io.ReadAll(r.Body)
		var u struct {
			Message struct {
				Chat struct {
					ID int64 `json:"id"`
				} `json:"chat"`
			} `json:"message"`
		}
		json.Unmarshal(raw, &u)
		mu.Lock()
		defer mu.Unlock()
		secret = r.Header.Get("X-Telegram-Bot-Api-Secret-Token")
		if tries[u.Message.Chat.ID]++; u.Message.Chat.ID == 1 && tries[1] < 4 {
			w.WriteHeader(500)
		}
	}))
	defer h.Close()
	s.User(1).Says("x")
	call(t, s, "setWebhook", args{"url": h.URL, "secret_token": "abc"})
	s.Double(1)
	s.User(2).Says("x")
	start := time.Now()
	s.Await(t, "deliveries", func() bool { return s.Pending() == 0 })
	mu.Lock()
	defer mu.Unlock()
	if tries[1] != 4 || tries[2] != 2 || secret != "abc" {
		t.Errorf("tried %v, want 4 times in chat 1 and a doubled one in chat 2; secret %q", tries, secret)
	}
	if d := time.Since(start); d < 2*telegramtest.FirstWait {
		t.Errorf("tried again without waiting longer and longer: %v", d)
	}
}

// An update that comes in the moment its queue runs empty must not be delivered beside
// the one before it, nor twice.
func TestOneAtATimeInAQueue(t *testing.T) {
	s := telegramtest.Start(t)
	var now, most, all atomic.Int32
	h := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		most.Store(max(most.Load(), now.Add(1)))
		all.Add(1)
		now.Add(-1)
	}))
	defer h.Close()
	call(t, s, "setWebhook", args{"url": h.URL, "secret_token": "abc"})
	const updates = 500
	for range updates {
		s.Raw("message", 1, `{}`)
		for s.Pending() > 0 {
			runtime.Gosched()
		}
	}
	if most.Load() != 1 || all.Load() != updates {
		t.Errorf("%d deliveries of %d updates, up to %d at once; want each once, one after another", all.Load(), updates, most.Load())
	}
}

func TestFaults(t *testing.T) {
	s := telegramtest.Start(t)
	u := s.User(1)
	u.Says("/start")
	send := args{"chat_id": 1, "text": "x"}
	s.Fail(telegramtest.Fault{Status: 429, RetryAfter: 7})
	s.Fail(telegramtest.Fault{Status: 403})
	if r := call(t, s, "sendMessage", send); r.Code != 429 {
		t.Errorf("got %d, want 429", r.Code)
	}
	if r := call(t, s, "sendMessage", send); r.Code != 403 {
		t.Errorf("got %d, want 403", r.Code)
	}
	for _, when := range []telegramtest.When{telegramtest.ResetBefore, telegramtest.ResetAfter} {
		before := len(u.Answers())
		s.Fail(telegramtest.Fault{Reset: when})
		if _, err := http.Post(s.URL+"/bot"+telegramtest.Token+"/sendMessage?chat_id=1&text=x", "", nil); err == nil {
			t.Error("a reset connection gave an answer")
		}
		if done := len(u.Answers()) > before; done != (when == telegramtest.ResetAfter) {
			t.Errorf("reset %d: done %v", when, done)
		}
	}
	s.Fail(telegramtest.Fault{Status: 502, HTML: true})
	resp, err := http.Get(s.URL + "/bot" + telegramtest.Token + "/getMe")
	if err != nil || resp.StatusCode != 502 || resp.Header.Get("Content-Type") != "text/html" {
		t.Errorf("a proxy's page: %v %v", resp, err)
	}
	if r := call(t, s, "sendMessage", send); !r.OK {
		t.Errorf("after the faults: %s", r.Text)
	}
}

func TestGuard(t *testing.T) {
	s := telegramtest.New()
	defer s.Close()
	if _, err := s.Dial(context.Background(), "tcp", "127.0.0.1:9"); err == nil {
		t.Error("another host was reached")
	}
	if s.Expect("127.0.0.1:9") != 1 {
		t.Error("the attempt is no failure")
	}
	c := &http.Client{Transport: s.Transport()}
	if _, err := c.Get(s.URL + "/bot" + telegramtest.Token + "/getMe"); err != nil {
		t.Error(err)
	}
}

func TestScreenAndPresses(t *testing.T) {
	s := telegramtest.Start(t)
	u := s.User(1)
	u.Says("/start")
	if got := s.Silent(); len(got) != 1 {
		t.Errorf("silent chats %v, want the one", got)
	}
	call(t, s, "sendMessage", args{"chat_id": 1, "text": "Where?\nSay.", "reply_markup": button(`{"text":"Here","callback_data":"old"}`)})
	call(t, s, "sendMessage", args{"chat_id": 1, "text": "Again?", "reply_markup": button(`{"text":"Here","callback_data":"new"}`)})
	want := "Me: /start\nBot: Where?\n     Say.\n     [Here]\nBot: Again?\n     [Here]\n"
	if got := u.Screen(); got != want {
		t.Errorf("screen:\n%s\nwant:\n%s", got, want)
	}
	u.Presses(t, "Here")
	r := call(t, s, "getUpdates", args{"offset": -1})
	var us []struct {
		Press struct{ Data string } `json:"callback_query"`
	}
	json.Unmarshal(r.Result, &us)
	if us[0].Press.Data != "new" {
		t.Errorf("pressed %q, want the newest button", us[0].Press.Data)
	}
	if s.Silent() == nil {
		t.Error("the press is not answered yet, but nobody waits")
	}
}
