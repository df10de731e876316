package telegram_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"signpost/internal/telegram"
	"signpost/internal/telegram/telegramtest"
)

// Whatever is delivered is taken, and a person who did something is heard.
func TestOddUpdates(t *testing.T) {
	s := telegramtest.Start(t)
	s.Fail(telegramtest.Fault{Status: 403, Times: -1}) // nobody here is on Telegram
	k := &talk{}
	r := run(t, s, k, true, nil)
	soon := time.Now().Add(400 * 24 * time.Hour).Unix()
	const nothing, typed, press, other = 0, telegram.Typed, telegram.Press, telegram.Other
	for i, c := range []struct {
		name, update string
		heard        any // the kind of input that chat 5 makes, or nothing
		late         bool
	}{
		{"without a sender", `"message":{"message_id":1,"date":NOW,"chat":{"id":5,"type":"private"},"text":"x"}`, typed, false},
		{"from the future", fmt.Sprintf(`"message":{"message_id":1,"date":%d,"chat":{"id":5,"type":"private"},"text":"x"}`, soon), typed, false},
		{"without a date", `"message":{"message_id":1,"chat":{"id":5,"type":"private"},"text":"x"}`, typed, true},
		{"with half a character", `"message":{"date":NOW,"chat":{"id":5,"type":"private"},"text":"\ud800\u0000\u202ex"}`, typed, false},
		{"in invalid UTF-8", "\"message\":{\"date\":NOW,\"chat\":{\"id\":5,\"type\":\"private\"},\"text\":\"\xff\xfe\"}", typed, false},
		{"a command with a payload", `"message":{"date":NOW,"chat":{"id":5,"type":"private"},"text":"/start ` + strings.Repeat("A", 64) + `"}`, typed, false},
		{"with keys twice", `"message":{"date":NOW,"chat":{"id":4,"type":"group"},"chat":{"id":5,"type":"private"},"text":"x"}`, typed, false},
		{"without anything to read", `"message":{"date":NOW,"chat":{"id":5,"type":"private"}}`, other, false},
		{"a date of another type", `"message":{"date":"today","chat":{"id":5,"type":"private"},"text":"x"}`, other, false},
		{"deep in brackets", `"message":{"date":NOW,"chat":{"id":5,"type":"private"},"text":"x","y":` + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + `}`, typed, false},
		{"without a chat", `"message":{"date":NOW,"text":"x"}`, nothing, false},
		{"with a chat that is none", `"message":{"date":NOW,"chat":null,"text":"x"}`, nothing, false},
		{"nothing", `"message":null`, nothing, false},
		{"a press in an inline message", `"callback_query":{"id":"1","from":{"id":5},"inline_message_id":"AAA","data":"e1"}`, press, false},
		{"a press without data", `"callback_query":{"id":"1","from":{"id":5},"game_short_name":"x"}`, press, false},
		{"a press of much data", `"callback_query":{"id":"1","from":{"id":5},"data":"` + strings.Repeat("d", 100_000) + `"}`, press, false},
		{"a press of nobody", `"callback_query":{"id":"1","data":"e1"}`, nothing, false},
		{"a press whose message has another type", `"callback_query":{"id":"1","from":{"id":5},"message":7,"data":"e1"}`, other, false},
		{"a post in a channel", `"channel_post":{"message_id":1,"date":NOW,"chat":{"id":-100,"type":"channel"},"text":"x"}`, nothing, false},
		{"a changed post in a channel", `"edited_channel_post":{"message_id":1,"date":NOW,"chat":{"id":-100,"type":"channel"},"text":"x"}`, nothing, false},
		{"a changed line without text", `"edited_message":{"date":NOW,"chat":{"id":5,"type":"private"}}`, other, false},
		{"a membership of another kind", `"my_chat_member":{"chat":{"id":5,"type":"private"},"new_chat_member":{"status":"wizard"}}`, nothing, false},
		{"a business message", `"business_message":{"message_id":1,"date":NOW,"chat":{"id":5,"type":"private"},"text":"x"}`, nothing, false},
		{"a kind nobody knows", `"hologram":{"chat":{"id":5,"type":"private"}}`, nothing, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			chat := int64(500 + i) // each its own, as one writes no faster than once a second
			fill := strings.NewReplacer("NOW", fmt.Sprint(time.Now().Unix()), `"id":5`, fmt.Sprint(`"id":`, chat))
			body := fmt.Sprintf(`{"update_id":%d,%s}`, i, fill.Replace(c.update))
			req := httptest.NewRequest("POST", "/", strings.NewReader(body))
			req.Header.Set("X-Telegram-Bot-Api-Secret-Token", "local-secret")
			w := httptest.NewRecorder()
			r.Handler().ServeHTTP(w, req)
			if w.Code != http.StatusOK {
				t.Errorf("answered %d: it would be delivered again and again", w.Code)
			}
			heard := k.inputs(chat)
			switch {
			case c.heard == nothing && len(heard) != 0:
				t.Errorf("heard %+v, want nothing", heard)
			case c.heard != nothing && (len(heard) != 1 || heard[0].Kind != c.heard || heard[0].Late != c.late):
				t.Errorf("heard %+v, want one of kind %v, late %v", heard, c.heard, c.late)
			}
		})
	}
	if n := r.Counts().Panics.Load(); n != 0 {
		t.Errorf("%d panics", n)
	}
}

// A hundred updates of one chat in one batch, commands and lines mixed, get a few
// answers and hold nobody up.
func TestAHundredAtOnceFromOneChat(t *testing.T) {
	bothModes(t, func(t *testing.T, hook bool) {
		s := telegramtest.Start(t)
		s.Flood(3)
		loud, calm := s.User(1), s.User(2)
		for i := range 100 {
			loud.Says([]string{"/start", "help me", "/privacy@LocalTestBot"}[i%3])
		}
		calm.Says("hello")
		k := &talk{}
		run(t, s, k, hook, nil)
		s.Await(t, "answers", func() bool { return len(k.inputs(1)) == 100 && calm.Answered() && s.Pending() == 0 })
		if n := len(loud.Answers()); n > 6 {
			t.Errorf("%d answers to a hundred lines at once", n)
		}
		if n := s.Count("sendMessage"); n > 8 {
			t.Errorf("%d messages were tried against Telegram's limit", n)
		}
	})
}
