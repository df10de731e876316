package telegram_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"signpost/internal/telegram"
	"signpost/internal/telegram/telegramtest"
)

func TestTwoThousandUpdatesOfThreeChatsInOrder(t *testing.T) {
	bothModes(t, func(t *testing.T, hook bool) {
		s := telegramtest.Start(t)
		var inside [4]atomic.Int64 // how many Handle calls a chat is in
		k := &talk{}
		k.answer = func(in []telegram.Input) telegram.Answer {
			chat := in[0].Chat
			if inside[chat].Add(1) != 1 {
				t.Errorf("two inputs of chat %d are handled at once", chat)
			}
			defer inside[chat].Add(-1)
			return telegram.Answer{Message: says(in[len(in)-1].Text + in[len(in)-1].Data)}
		}
		run(t, s, k, hook, nil)
		const all = 2000
		var said [4][]string
		for i := range all {
			chat := int64(1 + i%3)
			word := fmt.Sprint("n", i)
			said[chat] = append(said[chat], word)
			// Some presses too where Telegram itself keeps the order: a webhook delivers a
			// person's presses beside their lines. Lines between presses wait a second.
			if !hook && i%800 == 400 {
				s.User(chat).PressesData(1, word)
			} else {
				s.User(chat).Says(word)
			}
		}
		s.Await(t, "all confirmed", func() bool { return s.Pending() == 0 })
		s.Await(t, "all heard", func() bool { return len(k.inputs(1))+len(k.inputs(2))+len(k.inputs(3)) == all })
		for chat := int64(1); chat <= 3; chat++ {
			var heard []string
			for _, in := range k.inputs(chat) {
				heard = append(heard, in.Text+in.Data)
			}
			if !slices.Equal(heard, said[chat]) {
				t.Errorf("chat %d heard its %d updates in another order", chat, len(said[chat]))
			}
		}
		s.Expect("message to edit not found")
	})
}

func TestUndecodableDoesNotStopTheRest(t *testing.T) {
	bothModes(t, func(t *testing.T, hook bool) {
		s := telegramtest.Start(t)
		run(t, s, &talk{}, hook, nil)
		s.User(1).Says("before")
		s.User(2).SaysWith("a forwarded line", "forward_origin", `{"type":"wormhole"}`)
		s.User(3).Sends("text", `["not","a","text"]`)
		s.Raw("message", 4, `"no message at all"`)
		s.Raw("message", 5, `{"message_id":1,"date":1,"chat":{"id":"five"},"text":"x"}`)
		s.User(6).Says("after")
		s.Await(t, "all confirmed", func() bool { return s.Pending() == 0 && len(s.Silent()) == 0 })
	})
}

func TestASlowChatHoldsNobodyUp(t *testing.T) {
	bothModes(t, func(t *testing.T, hook bool) {
		s := telegramtest.Start(t)
		run(t, s, &talk{}, hook, nil)
		s.Fail(telegramtest.Fault{Method: "sendMessage", Chat: 1, Delay: 3 * time.Second})
		s.User(1).Says("slow")
		for i := range int64(60) {
			s.User(100 + i).Says("quick")
		}
		s.Await(t, "sixty answers before the slow one", func() bool { return slices.Equal(s.Silent(), []int64{1}) })
		s.Await(t, "the slow one", func() bool { return len(s.Silent()) == 0 && s.Pending() == 0 })
	})
}

func TestClosingLetsAnswersOut(t *testing.T) {
	bothModes(t, func(t *testing.T, hook bool) {
		s := telegramtest.Start(t)
		k := &talk{}
		r := run(t, s, k, hook, nil)
		s.Fail(telegramtest.Fault{Method: "sendMessage", Delay: 300 * time.Millisecond, Times: -1})
		for i := range int64(10) {
			s.User(100 + i).Says("hello")
		}
		s.Await(t, "all under way", func() bool { k.mu.Lock(); defer k.mu.Unlock(); return k.handles == 10 })
		r.stop()
		if silent := s.Silent(); len(silent) != 0 {
			t.Errorf("answers that were under way did not go out: %v", silent)
		}
		s.Await(t, "confirmation of the last ones", func() bool { return s.Pending() == 0 })
		if r.Ready() == nil {
			t.Error("a bot that has stopped says it is ready")
		}
	})
}

func TestClosingKeepsWhatItCouldNotAnswer(t *testing.T) {
	bothModes(t, func(t *testing.T, hook bool) {
		s := telegramtest.Start(t)
		k := &talk{}
		r := run(t, s, k, hook, nil)
		r.Grace(100 * time.Millisecond)
		s.Fail(telegramtest.Fault{Method: "sendMessage", Chat: 1, Delay: time.Minute, Times: -1})
		s.User(1).Says("hello")
		s.Await(t, "under way", func() bool { k.mu.Lock(); defer k.mu.Unlock(); return k.handles == 1 })
		r.stop()
		if n := s.Pending(); n != 1 {
			t.Fatalf("%d updates kept for the next start, want the one", n)
		}
		if hook {
			return // the next start is a new process at the same address: tested with the program
		}
		s.Mend()
		run(t, s, k, hook, nil)
		s.Await(t, "the answer after the next start", func() bool { return len(s.Silent()) == 0 && s.Pending() == 0 })
	})
}

// A webhook does not order a person's presses and lines: what waits is put in
// Telegram's order of ids.
func TestWaitingPressAndLineGoInOrder(t *testing.T) {
	s := telegramtest.Start(t)
	s.Fail(telegramtest.Fault{Method: "sendMessage", Status: 403, Times: -1}) // no such person
	k := &talk{}
	hold := make(chan struct{})
	k.answer = func(in []telegram.Input) telegram.Answer {
		if in[0].Text == "first" {
			<-hold
		}
		return telegram.Answer{Message: says("ok")}
	}
	r := run(t, s, k, true, nil)
	h := httptest.NewServer(r.Handler())
	defer h.Close()
	var sent sync.WaitGroup
	send := func(body string) {
		sent.Go(func() {
			req, _ := http.NewRequest("POST", h.URL, strings.NewReader(body))
			req.Header.Set("X-Telegram-Bot-Api-Secret-Token", "local-secret")
			if resp, err := http.DefaultClient.Do(req); err != nil || resp.StatusCode != 200 {
				t.Errorf("delivery: %v %v", resp, err)
			}
		})
	}
	line := `{"update_id":%d,"message":{"message_id":1,"date":1,"chat":{"id":5,"type":"private"},"text":%q}}`
	press := `{"update_id":%d,"callback_query":{"id":"p","from":{"id":5},"data":%q}}`
	for i, body := range []string{fmt.Sprintf(line, 1, "first"), fmt.Sprintf(line, 3, "third"), fmt.Sprintf(press, 2, "second")} {
		send(body)
		s.Await(t, "the one before is being answered, this one waits", func() bool { return r.Waiting(5) == i && len(k.inputs(5)) == 1 })
	}
	close(hold)
	sent.Wait()
	var got []string
	for _, in := range k.inputs(5) {
		got = append(got, in.Text+in.Data)
	}
	if want := []string{"first", "second", "third"}; !slices.Equal(got, want) {
		t.Errorf("handled %v, want %v", got, want)
	}
	s.Expect("query is too old") // the press is made up
}
