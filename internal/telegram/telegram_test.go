package telegram_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"signpost/internal/message"
	"signpost/internal/telegram"
	"signpost/internal/telegram/telegramtest"
)

// talk is a conversation for tests: it says back what it got, and keeps it.
type talk struct {
	answer func([]telegram.Input) telegram.Answer // nil says the text back

	mu      sync.Mutex
	heard   map[int64][]telegram.Input
	handles int
	sent    map[int64][]int
	deleted map[int64][]int
}

func (k *talk) Handle(_ context.Context, waiting []telegram.Input) telegram.Answer {
	k.mu.Lock()
	if k.heard == nil {
		k.heard = map[int64][]telegram.Input{}
	}
	chat := waiting[0].Chat
	k.heard[chat] = append(k.heard[chat], waiting...)
	k.handles++
	k.mu.Unlock()
	if k.answer != nil {
		return k.answer(waiting)
	}
	last := waiting[len(waiting)-1]
	return telegram.Answer{Message: says(last.Text + last.Data)}
}

func (k *talk) Sent(chat int64, id int, _ time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.sent == nil {
		k.sent = map[int64][]int{}
	}
	k.sent[chat] = append(k.sent[chat], id)
}

func (k *talk) Deleted(chat int64, ids []int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.deleted == nil {
		k.deleted = map[int64][]int{}
	}
	k.deleted[chat] = append(k.deleted[chat], ids...)
}

func (k *talk) inputs(chat int64) []telegram.Input {
	k.mu.Lock()
	defer k.mu.Unlock()
	return append([]telegram.Input(nil), k.heard[chat]...)
}

// says is a message with one line and two buttons.
func says(line string) message.Message {
	return message.Message{
		Lines:   []message.Line{{Text: line, Strong: true}},
		Buttons: []message.Button{{Label: "Next", Data: "e1." + line[:min(len(line), 40)]}, {Label: "Copy", Copy: "0121 000 0000", Beside: true}},
	}
}

// running is a bot that receives from a local server.
type running struct {
	*telegram.Bot
	log  *lines
	stop func()
}

// run starts a bot that polls, or with a webhook when hook is set, and stops it at
// the test's end. It returns once the server sees it.
func run(t *testing.T, s *telegramtest.Server, chats telegram.Chats, hook bool, change func(*telegram.Settings)) *running {
	t.Helper()
	log := &lines{}
	set := telegram.Settings{
		Token: telegramtest.Token, APIURL: s.URL, Dial: s.Dial,
		Log: slog.New(slog.NewTextHandler(telegram.NewScrubber(telegramtest.Token).Writer(log), nil)),
	}
	if hook {
		set.Webhook = &telegram.Webhook{Secret: "local-secret"}
		// The listener must be there before the bot, and its address before the settings.
		l := httptest.NewUnstartedServer(nil)
		set.Webhook.URL = "http://" + l.Listener.Addr().String() + "/hook"
		if change != nil {
			change(&set)
		}
		b, err := telegram.New(set, chats)
		if err != nil {
			t.Fatal(err)
		}
		l.Config.Handler = b.Handler()
		l.Start()
		t.Cleanup(l.Close)
		return start(t, s, b, log, "setWebhook")
	}
	if change != nil {
		change(&set)
	}
	b, err := telegram.New(set, chats)
	if err != nil {
		t.Fatal(err)
	}
	return start(t, s, b, log, "getUpdates")
}

func start(t *testing.T, s *telegramtest.Server, b *telegram.Bot, log *lines, seen string) *running {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { defer close(ended); b.Run(ctx) }()
	r := &running{Bot: b, log: log, stop: func() { cancel(); <-ended }}
	t.Cleanup(r.stop)
	s.Await(t, seen, func() bool { return s.Count(seen) > 0 })
	return r
}

type lines struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// bothModes runs a test polling and with a webhook.
func bothModes(t *testing.T, test func(t *testing.T, hook bool)) {
	t.Run("polling", func(t *testing.T) { t.Parallel(); test(t, false) })
	t.Run("webhook", func(t *testing.T) { t.Parallel(); test(t, true) })
}

func TestTypedIsSentAndPressEdits(t *testing.T) {
	bothModes(t, func(t *testing.T, hook bool) {
		s := telegramtest.Start(t)
		k := &talk{}
		r := run(t, s, k, hook, nil)
		ann := s.User(501)

		ann.Says("hello <there> & you")
		s.Await(t, "an answer", ann.Answered)
		first, _ := ann.Last()
		if want := "Emergency? Call 999 now.\n\nhello <there> & you"; first.Text != want {
			t.Errorf("the chat shows %q, want %q", first.Text, want)
		}
		if !first.Silent || !first.NoPreview {
			t.Errorf("silent %v, no preview %v: a watched phone must not ring", first.Silent, first.NoPreview)
		}
		if len(first.Rows) != 1 || len(first.Rows[0]) != 2 || first.Rows[0][1].Copy() != "0121 000 0000" {
			t.Errorf("buttons are %v, want two beside each other", first.Rows)
		}

		ann.Presses(t, "Next")
		s.Await(t, "the edit", ann.Answered)
		if ps := ann.Answers(); len(ps) != 1 || ps[0].ID != first.ID || ps[0].Edits != 1 {
			t.Errorf("after a press the chat is not one message edited once:\n%s", ann.Screen())
		}
		s.Await(t, "confirmation", func() bool { return s.Pending() == 0 })
		if open := s.Unanswered(); len(open) != 0 {
			t.Errorf("presses without an answer: %v", open)
		}
		s.Await(t, "readiness", func() bool { return r.Ready() == nil })
		if got := k.sent[501]; len(got) != 1 || got[0] != first.ID {
			t.Errorf("reported as sent %v, want [%d]", got, first.ID)
		}
		calls := s.Calls("")
		if n := len(calls); calls[n-2].Method != "answerCallbackQuery" || calls[n-1].Method != "editMessageText" {
			t.Errorf("the press was answered with %s, %s", calls[n-2].Method, calls[n-1].Method)
		}
	})
}

func TestInputs(t *testing.T) {
	s := telegramtest.Start(t)
	k := &talk{answer: func([]telegram.Input) telegram.Answer { return telegram.Answer{Message: says("ok")} }}
	run(t, s, k, false, nil)
	var chat int64 = 600
	one := func(name string, do func(*telegramtest.User), want telegram.Input) {
		t.Run(name, func(t *testing.T) {
			chat++
			u := s.User(chat)
			do(u)
			s.Await(t, "handled", func() bool { return len(k.inputs(u.ID)) > 0 && s.Pending() == 0 })
			got := k.inputs(u.ID)[len(k.inputs(u.ID))-1]
			got.Date, got.MessageID, want.Chat = time.Time{}, 0, u.ID
			if got != want {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
	one("typed", func(u *telegramtest.User) { u.Says("my mum") }, telegram.Input{Kind: telegram.Typed, Text: "my mum"})
	one("start with payload", func(u *telegramtest.User) { u.Says("/start b1") }, telegram.Input{Kind: telegram.Typed, Text: "/start b1"})
	one("command for this bot", func(u *telegramtest.User) { u.Says("/HIDE@LocalTestBot") }, telegram.Input{Kind: telegram.Typed, Text: "/HIDE@LocalTestBot"})
	one("command over two lines", func(u *telegramtest.User) { u.Says("/help\nplease now") }, telegram.Input{Kind: telegram.Typed, Text: "/help\nplease now"})
	one("slash alone", func(u *telegramtest.User) { u.Says("/") }, telegram.Input{Kind: telegram.Typed, Text: "/"})
	one("photo", func(u *telegramtest.User) { u.Sends("photo", `[{"file_id":"x"}]`) }, telegram.Input{Kind: telegram.Other})
	one("voice", func(u *telegramtest.User) { u.Sends("voice", `{"file_id":"x"}`) }, telegram.Input{Kind: telegram.Other})
	one("location", func(u *telegramtest.User) { u.Sends("location", `{"latitude":52.5,"longitude":-2}`) }, telegram.Input{Kind: telegram.Other})
	one("something new", func(u *telegramtest.User) { u.Sends("hologram", `{"depth":3}`) }, telegram.Input{Kind: telegram.Other})
	one("forwarded from nowhere known", func(u *telegramtest.User) { u.SaysWith("look", "forward_origin", `{"type":"wormhole"}`) }, telegram.Input{Kind: telegram.Typed, Text: "look"})
	one("text of another type", func(u *telegramtest.User) { u.Sends("text", `{"rich":true}`) }, telegram.Input{Kind: telegram.Other})
	one("edited", func(u *telegramtest.User) { u.Edits(u.Says("a"), "ab") }, telegram.Input{Kind: telegram.Other, Text: "ab"})
	one("forged press", func(u *telegramtest.User) { u.PressesData(1, "zz") }, telegram.Input{Kind: telegram.Press, Data: "zz"})
	one("blocked", func(u *telegramtest.User) { u.Blocks() }, telegram.Input{Kind: telegram.Blocked})
	one("unblocked", func(u *telegramtest.User) { u.Unblocks() }, telegram.Input{Kind: telegram.Unblocked})
	s.Expect("message to edit not found")
	s.Expect("text is empty")
}

func TestNothingToAnswer(t *testing.T) {
	s := telegramtest.Start(t)
	k := &talk{}
	r := run(t, s, k, false, nil)
	u := s.User(700)
	u.Sends("pinned_message", `{"message_id":1}`)
	u.Sends("message_auto_delete_timer_changed", `{"message_auto_delete_time":86400}`)
	s.Raw("edited_message", 700, `{"message_id":5,"date":1,"chat":{"id":700,"type":"private"},"location":{"latitude":1,"longitude":2}}`)
	s.Raw("message", 700, `7`)
	s.Await(t, "confirmation", func() bool { return s.Pending() == 0 })
	if n := len(k.inputs(700)); n != 0 || s.Count("sendMessage") != 0 {
		t.Errorf("%d inputs, %d messages for what nobody asked", n, s.Count("sendMessage"))
	}
	if n := r.Counts().Undecodable.Load(); n != 1 {
		t.Errorf("%d undecodable updates counted, want 1", n)
	}
}

func TestGroupsAreLeft(t *testing.T) {
	bothModes(t, func(t *testing.T, hook bool) {
		s := telegramtest.Start(t)
		k := &talk{}
		run(t, s, k, hook, func(set *telegram.Settings) {
			set.Group = message.Message{Lines: []message.Line{{Text: "This bot works in a private chat only."}}}
		})
		g := s.Group(-100200, "supergroup")
		g.AddsBot()
		g.Says("who is this?")
		c := s.Group(-100300, "channel")
		c.AddsBot()
		s.Await(t, "leaving", func() bool { return g.Left() && c.Left() && s.Pending() == 0 })
		if ps := g.Answers(); len(ps) != 1 || !strings.HasSuffix(ps[0].Text, "private chat only.") {
			t.Errorf("the group reads:\n%s", g.Screen())
		}
		if ps := c.Answers(); len(ps) != 0 {
			t.Errorf("the channel reads:\n%s", c.Screen())
		}
		if len(k.heard) != 0 {
			t.Errorf("the conversation heard of a group: %v", k.heard)
		}
	})
}

func TestHide(t *testing.T) {
	s := telegramtest.Start(t)
	var gone []int
	k := &talk{answer: func(in []telegram.Input) telegram.Answer {
		switch {
		case in[0].Data == "hide":
			return telegram.Answer{Message: says("first screen"), Toast: "Hidden", Delete: gone}
		case in[0].Text == "/hide":
			return telegram.Answer{Message: says("first screen"), Delete: append(gone, in[0].MessageID)}
		}
		return telegram.Answer{Message: says("about " + in[0].Text)}
	}}
	r := run(t, s, k, false, nil)
	u := s.User(800)
	u.Says("something private")
	s.Await(t, "an answer", u.Answered)
	shown, _ := u.Last()
	for _, p := range u.Posts() {
		gone = append(gone, p.ID)
	}
	for id := range 150 { // ids that are not there are no trouble
		gone = append(gone, id+1)
	}

	u.PressesData(shown.ID, "hide")
	s.Await(t, "hidden", func() bool { return s.Pending() == 0 && len(u.Posts()) == 1 })
	if p, _ := u.Last(); p.ID != shown.ID || !strings.HasSuffix(p.Text, "first screen") || u.Toast() != "Hidden" {
		t.Errorf("after the press the chat reads, with toast %q:\n%s", u.Toast(), u.Screen())
	}
	if n := s.Count("deleteMessages"); n != 2 {
		t.Errorf("%d calls for 151 ids, want 2", n)
	}

	// By command: the screen comes after, and the command itself goes too.
	gone = nil
	for _, p := range u.Posts() {
		gone = append(gone, p.ID)
	}
	s.Await(t, "ready", func() bool { return r.Ready() == nil })
	u.Says("/hide")
	s.Await(t, "hidden", func() bool { return s.Pending() == 0 && len(u.Posts()) == 1 })
	if p, _ := u.Last(); p.ID == shown.ID || !strings.HasSuffix(p.Text, "first screen") {
		t.Errorf("after /hide the chat reads:\n%s", u.Screen())
	}
}

func TestTooOldToDelete(t *testing.T) {
	s := telegramtest.Start(t)
	var gone []int
	k := &talk{answer: func(in []telegram.Input) telegram.Answer {
		if in[0].Kind == telegram.Press {
			return telegram.Answer{Message: says("first screen"), Delete: gone}
		}
		return telegram.Answer{Message: says("about " + in[0].Text)}
	}}
	run(t, s, k, false, nil)
	u := s.User(801)
	old := u.Says("one")
	s.Await(t, "an answer", u.Answered)
	shown, _ := u.Last()
	s.Await(t, "confirmation", func() bool { return s.Pending() == 0 })
	s.Advance(49 * time.Hour)
	young := u.Says("two")
	s.Await(t, "an answer", u.Answered)
	gone = []int{old, shown.ID, young}
	u.PressesData(shown.ID, "hide")
	s.Await(t, "hidden", func() bool { return s.Pending() == 0 })
	for _, p := range u.Posts() {
		switch p.ID {
		case young:
			t.Errorf("the young message is still there:\n%s", u.Screen())
		case shown.ID: // too old to be deleted, never too old to be changed
			if !strings.HasSuffix(p.Text, "first screen") {
				t.Errorf("the screen under the Hide button is still there:\n%s", u.Screen())
			}
		}
	}
	if s.Expect("can't be deleted") == 0 {
		t.Error("the server did not refuse the old one")
	}
}

func TestPanicIsAnswered(t *testing.T) {
	s := telegramtest.Start(t)
	k := &talk{answer: func(in []telegram.Input) telegram.Answer { panic("about " + in[0].Text) }}
	r := run(t, s, k, false, nil)
	u := s.User(900)
	u.Says("my secret words")
	s.Await(t, "an answer", u.Answered)
	if p, _ := u.Last(); !strings.Contains(p.Text, "999") {
		t.Errorf("after a panic the chat reads:\n%s", u.Screen())
	}
	if r.Counts().Panics.Load() != 1 || strings.Contains(r.log.String(), "secret words") {
		t.Errorf("%d panics counted; the log says:\n%s", r.Counts().Panics.Load(), r.log)
	}
	s.Await(t, "confirmation", func() bool { return s.Pending() == 0 })
}

func TestPanicWhileReadingIsAnswered(t *testing.T) {
	bothModes(t, func(t *testing.T, hook bool) {
		s := telegramtest.Start(t)
		k := &talk{}
		r := run(t, s, k, hook, func(set *telegram.Settings) {
			set.Composes = func(chat int64) bool { panic("my secret words") }
		})
		u := s.User(902)
		u.Says("my secret words")
		s.Await(t, "an answer", func() bool { return u.Answered() && s.Pending() == 0 })
		if in := k.inputs(902); len(in) != 1 || in[0].Kind != telegram.Other {
			t.Errorf("the conversation heard %+v", in)
		}
		if r.Counts().Panics.Load() != 1 || strings.Contains(r.log.String(), "secret words") {
			t.Errorf("%d panics counted; the log says:\n%s", r.Counts().Panics.Load(), r.log)
		}
	})
}

// clumsy panics outside Handle.
type clumsy struct{ talk }

func (c *clumsy) Deleted(chat int64, ids []int) { panic("my secret words") }

func TestPanicOutsideTheConversationIsAnswered(t *testing.T) {
	s := telegramtest.Start(t)
	k := &clumsy{}
	k.answer = func(in []telegram.Input) telegram.Answer {
		return telegram.Answer{Message: says("hidden"), Delete: []int{in[0].MessageID}}
	}
	r := run(t, s, k, false, nil)
	u := s.User(901)
	u.Says("/hide")
	s.Await(t, "an answer", u.Answered)
	if p, _ := u.Last(); !strings.Contains(p.Text, "999") || strings.Contains(r.log.String(), "secret") {
		t.Errorf("the chat reads:\n%s\nthe log:\n%s", u.Screen(), r.log)
	}
	s.Await(t, "confirmation", func() bool { return s.Pending() == 0 })
}

func TestWebhookTurnsAway(t *testing.T) {
	s := telegramtest.Start(t)
	k := &talk{}
	r := run(t, s, k, true, nil)
	h := httptest.NewServer(r.Handler())
	defer h.Close()
	good := `{"update_id":1,"message":{"message_id":1,"date":1,"chat":{"id":5,"type":"private"},"text":"x"}}`
	for _, c := range []struct {
		name, method, secret, body string
		want                       int
	}{
		{"wrong secret", "POST", "local-secreT", good, 401},
		{"no secret", "POST", "", good, 401},
		{"longer secret", "POST", "local-secret-", good, 401},
		{"another method", "GET", "local-secret", "", 405},
		{"put", "PUT", "local-secret", good, 405},
		{"too large", "POST", "local-secret", `{"update_id":1,"x":"` + strings.Repeat("x", 1<<20) + `"}`, 413},
		{"broken", "POST", "local-secret", `{"update_id":1,`, 400},
		{"not an object", "POST", "local-secret", `[1]`, 400},
		{"no update", "POST", "local-secret", `{}`, 400},
		{"empty", "POST", "local-secret", ``, 400},
	} {
		t.Run(c.name, func(t *testing.T) {
			req, _ := http.NewRequest(c.method, h.URL, strings.NewReader(c.body))
			req.Header.Set("X-Telegram-Bot-Api-Secret-Token", c.secret)
			resp, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
			if resp.StatusCode != c.want {
				t.Errorf("status %d, want %d", resp.StatusCode, c.want)
			}
		})
	}
	if len(k.heard) != 0 || r.Counts().Received.Load() != 0 {
		t.Errorf("handled what was turned away: %v", k.heard)
	}
	if n := r.Counts().Webhook.Secret.Load(); n != 3 {
		t.Errorf("%d wrong secrets counted, want 3", n)
	}
}

func TestProfile(t *testing.T) {
	s := telegramtest.Start(t)
	s.Fail(telegramtest.Fault{Method: "setMyDescription", Status: 502, HTML: true})
	run(t, s, &talk{}, false, func(set *telegram.Settings) {
		set.Profiles = []telegram.Profile{{
			Description: "Emergency: 999", Short: "Local information",
			Commands: []telegram.Listed{{Command: "start", Description: "Start"}, {Command: "hide", Description: "Hide this chat"}},
		}}
	})
	s.Await(t, "the profile", func() bool { return s.Profile("short_description", "") != "" })
	if got := s.Profile("description", ""); got != "Emergency: 999" {
		t.Errorf("description is %q", got)
	}
	if got := s.Profile("commands", `{"type":"all_private_chats"}`); !strings.Contains(got, `"hide"`) {
		t.Errorf("commands are %s", got)
	}
}

func TestSettingsSayWhatToDo(t *testing.T) {
	for _, c := range []struct {
		set  telegram.Settings
		want string
	}{
		{telegram.Settings{}, "BotFather"},
		{telegram.Settings{Token: telegramtest.Token + "\n"}, "BotFather"},
		{telegram.Settings{Token: "'" + telegramtest.Token + "'"}, "BotFather"},
		{telegram.Settings{Token: telegramtest.Token, APIURL: "api.telegram.org"}, "https://api.telegram.org"},
		{telegram.Settings{Token: telegramtest.Token, Webhook: &telegram.Webhook{URL: "example", Secret: "s"}}, "https address"},
		{telegram.Settings{Token: telegramtest.Token, Webhook: &telegram.Webhook{URL: "https://bot.example/hook", Secret: "a b"}}, "openssl"},
	} {
		_, err := telegram.New(c.set, &talk{})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v, want one that says %q", err, c.want)
		}
		if err != nil && strings.Contains(err.Error(), "opens-nothing") {
			t.Errorf("the error repeats the token: %v", err)
		}
	}
}
