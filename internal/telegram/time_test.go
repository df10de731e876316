package telegram_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"signpost/internal/message"
	"signpost/internal/telegram"
	"signpost/internal/telegram/telegramtest"
)

// inTime runs a test with a polling bot and a server without sockets, in a bubble
// where waiting takes no time.
func inTime(t *testing.T, k *talk, test func(t *testing.T, s *telegramtest.Server, r *running)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := telegramtest.NewUnplugged()
		log := &lines{}
		b, err := telegram.New(telegram.Settings{
			Token: telegramtest.Token, APIURL: s.URL, Log: slog.New(slog.NewTextHandler(log, nil)),
		}, k)
		if err != nil {
			t.Fatal(err)
		}
		b.Plug(s)
		ctx, cancel := context.WithCancel(context.Background())
		var ended sync.WaitGroup
		ended.Go(func() { b.Run(ctx) })
		stop := func() { cancel(); ended.Wait() }
		defer stop()
		synctest.Wait()
		test(t, s, &running{Bot: b, log: log, stop: stop})
		stop()
		s.Close()
		for _, f := range s.Failures() {
			t.Errorf("bot API: %s", f)
		}
	})
}

// longest is more than passes between two tries.
const longest = 20 * time.Second

// after lets time pass and everything that falls due happen.
func after(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func TestSlowTelegramIsAcknowledgedAfterFiveSeconds(t *testing.T) {
	inTime(t, &talk{}, func(t *testing.T, s *telegramtest.Server, r *running) {
		s.Fail(telegramtest.Fault{Method: "sendMessage", Chat: 1, Delay: 8 * time.Second})
		u := s.User(1)
		u.Says("hello")
		after(4900 * time.Millisecond)
		if s.Pending() != 1 || r.Counts().AckedEarly.Load() != 0 {
			t.Errorf("acknowledged before it was handled: %d waiting", s.Pending())
		}
		after(time.Second)
		if s.Pending() != 0 || r.Counts().AckedEarly.Load() != 1 {
			t.Errorf("after 5.9 s %d waiting, %d counted as acknowledged early; want 0 and 1", s.Pending(), r.Counts().AckedEarly.Load())
		}
		after(3 * time.Second)
		if !u.Answered() {
			t.Error("the slow answer never came")
		}
		if n := s.Count("sendMessage"); n != 1 {
			t.Errorf("%d messages, want 1", n)
		}
	})
}

func TestNobodyWaitsForASlowChat(t *testing.T) {
	inTime(t, &talk{}, func(t *testing.T, s *telegramtest.Server, r *running) {
		s.Fail(telegramtest.Fault{Method: "sendMessage", Chat: 1, Delay: 19 * time.Second, Times: -1})
		s.User(1).Says("slow")
		for i := range 20 {
			after(500 * time.Millisecond)
			u := s.User(int64(100 + i))
			u.Says("quick")
			start := time.Now()
			for !u.Answered() {
				after(10 * time.Millisecond)
			}
			if d := time.Since(start); d > time.Second {
				t.Errorf("chat %d waited %v beside a slow one", u.ID, d)
			}
		}
		if n := r.Counts().Received.Load(); n != 21 {
			t.Errorf("%d updates taken for 21, asking again must not take one twice", n)
		}
	})
}

func TestOneMessageASecondAfterABurst(t *testing.T) {
	k := &talk{}
	inTime(t, k, func(t *testing.T, s *telegramtest.Server, r *running) {
		s.Flood(3)
		u := s.User(1)
		for i := range 10 {
			u.Says(fmt.Sprint("line ", i))
			synctest.Wait()
		}
		if n := len(u.Answers()); n != 3 {
			t.Errorf("%d answers at once, want the burst of 3", n)
		}
		if s.Pending() != 0 {
			t.Errorf("%d updates held back by the chat's own wait", s.Pending())
		}
		after(1100 * time.Millisecond)
		if n := len(u.Answers()); n != 4 {
			t.Errorf("%d answers after a second, want one more for all waiting lines", n)
		}
		if p, _ := u.Last(); !strings.HasSuffix(p.Text, "line 9") || len(k.inputs(1)) != 10 {
			t.Errorf("the last answer is %q after %d inputs", p.Text, len(k.inputs(1)))
		}
		u.Presses(t, "Next")
		synctest.Wait()
		if !u.Answered() {
			t.Error("a press waited for the chat's turn to get a new message")
		}
	})
}

func TestTroubleIsRepeatedForResidents(t *testing.T) {
	for _, c := range []struct {
		name  string
		fault telegramtest.Fault
		wait  time.Duration // until the answer is there
		times int           // messages or edits that Telegram carried out
	}{
		{"429", telegramtest.Fault{Status: 429, RetryAfter: 30}, 30 * time.Second, 1},
		{"429 page of a proxy", telegramtest.Fault{Status: 429, RetryAfter: 7, HTML: true}, 7 * time.Second, 1},
		{"500", telegramtest.Fault{Status: 500, Times: 3}, 3500 * time.Millisecond, 1},
		{"502 page", telegramtest.Fault{Status: 502, HTML: true}, 500 * time.Millisecond, 1},
		{"403 page of a proxy", telegramtest.Fault{Status: 403, HTML: true}, 500 * time.Millisecond, 1},
		{"redirect", telegramtest.Fault{Redirect: "http://elsewhere.invalid/"}, 500 * time.Millisecond, 1},
		{"reset before", telegramtest.Fault{Reset: telegramtest.ResetBefore, Times: 2}, 1500 * time.Millisecond, 1},
		{"reset after", telegramtest.Fault{Reset: telegramtest.ResetAfter}, 500 * time.Millisecond, 2},
		{"no answer at all", telegramtest.Fault{Delay: time.Hour}, 20500 * time.Millisecond, 1},
		{"nine minutes down", telegramtest.Fault{Status: 500, Times: 36}, 9 * time.Minute, 1},
	} {
		t.Run("typed "+c.name, func(t *testing.T) {
			inTime(t, &talk{}, func(t *testing.T, s *telegramtest.Server, r *running) {
				u := s.User(1)
				c.fault.Method = "sendMessage"
				s.Fail(c.fault)
				u.Says("hello")
				start := time.Now()
				for !u.Answered() && time.Since(start) < time.Hour {
					after(100 * time.Millisecond)
				}
				if d := time.Since(start); d > c.wait+time.Second {
					t.Errorf("answered after %v, want %v", d, c.wait)
				}
				after(time.Minute)
				if n := len(u.Answers()); n != c.times {
					t.Errorf("%d messages, want %d", n, c.times)
				}
				if n := r.Counts().Unanswered.Load(); n != 0 {
					t.Errorf("%d answers given up", n)
				}
			})
		})
		t.Run("pressed "+c.name, func(t *testing.T) {
			inTime(t, &talk{}, func(t *testing.T, s *telegramtest.Server, r *running) {
				u := s.User(1)
				u.Says("hello")
				synctest.Wait()
				c.fault.Method = "editMessageText"
				s.Fail(c.fault)
				u.Presses(t, "Next")
				start := time.Now()
				for !u.Answered() && time.Since(start) < time.Hour {
					after(100 * time.Millisecond)
				}
				if d := time.Since(start); d > c.wait+time.Second {
					t.Errorf("answered after %v, want %v", d, c.wait)
				}
				after(time.Minute)
				if n := len(u.Answers()); n != 1 || len(s.Unanswered()) != 0 {
					t.Errorf("%d messages, want the edited one; open presses %v", n, s.Unanswered())
				}
				s.Expect("not modified") // the edit that arrived without an answer
			})
		})
	}
}

func TestAnAnswerIsGivenUpAfterTenMinutes(t *testing.T) {
	inTime(t, &talk{}, func(t *testing.T, s *telegramtest.Server, r *running) {
		s.Fail(telegramtest.Fault{Method: "sendMessage", Status: 500, Times: -1})
		u := s.User(1)
		u.Says("hello")
		after(11 * time.Minute)
		if n := r.Counts().Unanswered.Load(); n != 1 {
			t.Errorf("%d given up, want 1", n)
		}
		s.Mend()
		after(longest)
		if p, _ := u.Last(); len(u.Answers()) != 1 || p.Text != (message.Message{}).Text() {
			t.Errorf("after Telegram is back the chat shows\n%s\nwant the fallback alone", u.Screen())
		}
		u.Says("still there?")
		after(time.Second)
		if p, _ := u.Last(); !strings.HasSuffix(p.Text, "still there?") {
			t.Error("the chat stays silent after Telegram is back")
		}
	})
}

// A press, too, gets the fallback after an outage, below the message that it could not
// change.
func TestAPressIsGivenUpAfterTenMinutes(t *testing.T) {
	inTime(t, &talk{}, func(t *testing.T, s *telegramtest.Server, r *running) {
		u := s.User(1)
		u.Says("hello")
		synctest.Wait()
		s.Fail(telegramtest.Fault{Status: 500, Times: -1})
		u.Presses(t, "Next")
		after(15 * time.Minute)
		s.Mend()
		after(longest)
		p, _ := u.Last()
		if n := r.Counts().Unanswered.Load(); n != 1 || p.Text != (message.Message{}).Text() || len(u.Answers()) != 2 {
			t.Errorf("%d given up, and the chat shows\n%s\nwant the fallback below", n, u.Screen())
		}
		s.Expect("query is too old")
	})
}

// Hide does not wait until the message under the button can be changed: then it goes
// with the others.
func TestHideDoesNotWait(t *testing.T) {
	k := &talk{answer: func(in []telegram.Input) telegram.Answer {
		if in[0].Kind == telegram.Press {
			return telegram.Answer{Message: says("first screen"), Delete: []int{in[0].MessageID - 1, in[0].MessageID}}
		}
		return telegram.Answer{Message: says("secret")}
	}}
	inTime(t, k, func(t *testing.T, s *telegramtest.Server, r *running) {
		u := s.User(1)
		u.Says("hello")
		synctest.Wait()
		s.Fail(telegramtest.Fault{Method: "editMessageText", Status: 500, Times: -1})
		u.Presses(t, "Next")
		after(time.Second)
		if p, _ := u.Last(); len(u.Posts()) != 1 || !strings.HasSuffix(p.Text, "first screen") {
			t.Errorf("a second after Hide the chat shows\n%s", u.Screen())
		}
		s.Mend()
		after(longest)
		if s.Expect("message to edit not found") != 1 {
			t.Error("one too old to be taken out would not have been changed")
		}
	})
}

func TestBlockedIsNotRepeated(t *testing.T) {
	k := &talk{}
	inTime(t, k, func(t *testing.T, s *telegramtest.Server, r *running) {
		u := s.User(1)
		u.Says("hello")
		u.Blocks()
		after(time.Minute)
		if n, b := s.Count("sendMessage"), r.Counts().Blocked.Load(); n > 1 || int(b) > n {
			t.Errorf("%d messages to a person who stopped the bot", n)
		}
		if in := k.inputs(1); in[len(in)-1].Kind != telegram.Blocked {
			t.Errorf("the conversation did not hear of the block: %v", in)
		}
		u.Unblocks()
		after(time.Second)
		if n := s.Count("sendMessage"); n > 1 {
			t.Error("unblocking is no reason to write")
		}
	})
}

func TestRefusedMessageIsReplaced(t *testing.T) {
	k := &talk{answer: func([]telegram.Input) telegram.Answer {
		m := says("fine")
		m.Buttons[0].Data = strings.Repeat("d", 65)
		return telegram.Answer{Message: m}
	}}
	inTime(t, k, func(t *testing.T, s *telegramtest.Server, r *running) {
		u := s.User(1)
		u.Says("hello")
		synctest.Wait()
		if p, ok := u.Last(); !ok || !strings.Contains(p.Text, "999") {
			t.Errorf("a refused message leaves silence:\n%s", u.Screen())
		}
		if s.Expect("BUTTON_DATA_INVALID") != 1 || r.Counts().Refused.Load() != 1 {
			t.Errorf("refused %d times", r.Counts().Refused.Load())
		}
	})
}

func TestEditThatCannotBeIsSent(t *testing.T) {
	inTime(t, &talk{}, func(t *testing.T, s *telegramtest.Server, r *running) {
		u := s.User(1)
		u.PressesData(77, "from a message long gone")
		synctest.Wait()
		if ps := u.Answers(); len(ps) != 1 {
			t.Errorf("the press of an old button gives:\n%s", u.Screen())
		}
		if s.Expect("message to edit not found") != 1 {
			t.Error("no edit was tried")
		}
	})
}

func TestPressThatGetsANewMessage(t *testing.T) {
	k := &talk{}
	k.answer = func(in []telegram.Input) telegram.Answer {
		return telegram.Answer{Message: says(in[0].Text + in[0].Data), New: true}
	}
	inTime(t, k, func(t *testing.T, s *telegramtest.Server, r *running) {
		u := s.User(1)
		u.Says("hello")
		synctest.Wait()
		u.Presses(t, "Next")
		synctest.Wait()
		if ps := u.Answers(); len(ps) != 2 || ps[0].Edits != 0 {
			t.Errorf("the chat reads:\n%s", u.Screen())
		}
	})
}

func TestAFloodFromOneChatIsBounded(t *testing.T) {
	k := &talk{}
	inTime(t, k, func(t *testing.T, s *telegramtest.Server, r *running) {
		s.Fail(telegramtest.Fault{Method: "sendMessage", Status: 429, RetryAfter: 300})
		u := s.User(1)
		for i := range 1500 {
			u.Says(fmt.Sprint("line ", i))
		}
		after(2 * time.Minute)
		if n, d := r.Counts().Received.Load(), r.Counts().Dropped.Load(); n != 1500 || d < 300 || d > 500 {
			t.Errorf("%d taken, %d dropped; want 1500 and what is above a thousand", n, d)
		}
		after(10 * time.Minute)
		if n := len(u.Answers()); n != 2 || s.Pending() != 0 {
			t.Errorf("%d answers, want one for the first lines and one for all that waited", n)
		}
	})
}

func TestDoubleTapsAndDoubledUpdates(t *testing.T) {
	k := &talk{answer: func(in []telegram.Input) telegram.Answer {
		if in[0].Kind == telegram.Press {
			return telegram.Answer{Message: says("after")}
		}
		return telegram.Answer{Message: says("before")}
	}}
	inTime(t, k, func(t *testing.T, s *telegramtest.Server, r *running) {
		u := s.User(1)
		u.Says("hello")
		synctest.Wait()
		shown, _ := u.Last()
		s.Double(2)
		u.PressesData(shown.ID, "e1.x")
		u.PressesData(shown.ID, "e1.x")
		after(time.Minute)
		if ps := u.Answers(); len(ps) != 1 || !strings.HasSuffix(ps[0].Text, "after") || s.Pending() != 0 {
			t.Errorf("two taps, each delivered twice, give:\n%s", u.Screen())
		}
		s.Expect("not modified")
		s.Expect("query is too old") // the second answer to the same press
		if n := r.Counts().Unanswered.Load(); n != 0 {
			t.Errorf("%d answers given up", n)
		}
	})
}

func TestLateLinesAreMarked(t *testing.T) {
	k := &talk{}
	inTime(t, k, func(t *testing.T, s *telegramtest.Server, r *running) {
		s.Fail(telegramtest.Fault{Method: "getUpdates", Status: 500, Times: 200})
		after(time.Minute) // the poll that is open gives nothing and fails from then on
		s.User(1).Says("old")
		after(11 * time.Minute)
		s.User(2).Says("new")
		s.Mend()
		after(10 * time.Second)
		if in := k.inputs(1); len(in) != 1 || !in[0].Late {
			t.Errorf("a line of eleven minutes ago: %+v", in)
		}
		if in := k.inputs(2); len(in) != 1 || in[0].Late {
			t.Errorf("a fresh line: %+v", in)
		}
	})
}

// A line can also grow old here, behind one that Telegram takes no answer to.
func TestALineThatWaitedIsLate(t *testing.T) {
	k := &talk{}
	inTime(t, k, func(t *testing.T, s *telegramtest.Server, r *running) {
		s.Fail(telegramtest.Fault{Method: "sendMessage", Status: 500, Times: -1})
		u := s.User(1)
		u.Says("one")
		after(2 * time.Second)
		u.Says("grows old")
		after(11 * time.Minute)
		u.Says("is young")
		after(time.Minute)
		s.Mend()
		after(longest)
		in := k.inputs(1)
		if len(in) != 3 || in[0].Late || !in[1].Late || in[2].Late {
			t.Errorf("a fresh line, an old one and a fresh one: %+v", in)
		}
		if text := u.Screen(); strings.Contains(text, "999 now.\none") {
			t.Errorf("an answer of twelve minutes ago still came:\n%s", text)
		}
	})
}

func TestConflictIsReported(t *testing.T) {
	inTime(t, &talk{}, func(t *testing.T, s *telegramtest.Server, r *running) {
		s.Fail(telegramtest.Fault{Method: "getUpdates", Status: 409, Times: 6})
		u := s.User(1)
		u.Says("x")
		after(time.Second)
		err := r.Ready()
		if err == nil || !strings.Contains(err.Error(), "another copy") {
			t.Errorf("Ready says %v, want another copy", err)
		}
		if n := strings.Count(r.log.String(), "another copy"); n != 1 {
			t.Errorf("logged %d times, want once:\n%s", n, r.log)
		}
		after(time.Minute)
		u.Says("y")
		synctest.Wait()
		if err := r.Ready(); err != nil || !u.Answered() {
			t.Errorf("after the other copy ended: %v", err)
		}
	})
}

func TestSlowDeliveryIsAcknowledgedAfterFiveSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := telegramtest.NewUnplugged()
		b, err := telegram.New(telegram.Settings{
			Token: telegramtest.Token, APIURL: s.URL, Log: slog.New(slog.DiscardHandler),
			Webhook: &telegram.Webhook{URL: "http://127.0.0.1:1/", Secret: "local-secret"},
		}, &talk{})
		if err != nil {
			t.Fatal(err)
		}
		b.Plug(s)
		s.Fail(telegramtest.Fault{Method: "sendMessage", Delay: 8 * time.Second, Status: 403})
		deliver := func() int {
			req := httptest.NewRequest("POST", "/", strings.NewReader(`{"update_id":1,"message":{"message_id":1,"date":1,"chat":{"id":5,"type":"private"},"text":"x"}}`))
			req.Header.Set("X-Telegram-Bot-Api-Secret-Token", "local-secret")
			w := httptest.NewRecorder()
			b.Handler().ServeHTTP(w, req)
			return w.Code
		}
		start := time.Now()
		if code := deliver(); code != 200 || time.Since(start) != 5*time.Second || b.Counts().AckedEarly.Load() != 1 {
			t.Errorf("answered %d after %v, %d counted as early; want 200 after 5s and 1", code, time.Since(start), b.Counts().AckedEarly.Load())
		}
		after(time.Minute)
		s.Fail(telegramtest.Fault{Method: "sendMessage", Status: 403})
		start = time.Now()
		if code := deliver(); code != 200 || time.Since(start) > time.Second || b.Counts().AckedEarly.Load() != 1 {
			t.Errorf("answered %d after %v; want 200 at once", code, time.Since(start))
		}
	})
}
