package telegram_test

import (
	"context"
	"io"
	"log"
	"log/slog"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"signpost/config"
	"signpost/flows"
	"signpost/internal/conversation"
	"signpost/internal/session"
	"signpost/internal/store"
	"signpost/internal/strictyaml"
	"signpost/internal/telegram"
	"signpost/internal/telegram/telegramtest"
)

// BenchmarkBesideStock measures updates per second over loopback: this room with
// the session, the conversation and the database file behind it, and
// go-telegram/bot as it comes (its Start or WebhookHandler, its own client, its
// handlers in goroutines) doing the same calls. The two alternate, five runs each
// for every b.N; the medians and their ratio are the metrics. One hundred people
// use the bot at once, each waiting for the answer before the next update, and each
// update comes from another chat, so that no chat's own limit is met. Both cores
// are shared with the local Bot API.
//
//	go test -run - -bench BesideStock -benchtime 1x ./internal/telegram
func BenchmarkBesideStock(b *testing.B) {
	for _, mode := range []string{"polling", "webhook"} {
		for _, what := range []string{"typed", "press"} {
			b.Run(mode+"/"+what, func(b *testing.B) {
				for range b.N {
					var ours, stock []float64
					for range 5 {
						ours = append(ours, updatesPerSecond(b, mode, what, startOurs))
						stock = append(stock, updatesPerSecond(b, mode, what, startStock))
					}
					slices.Sort(ours)
					slices.Sort(stock)
					b.ReportMetric(ours[2], "ours/s")
					b.ReportMetric(stock[2], "stock/s")
					b.ReportMetric(ours[2]/stock[2], "ratio")
					b.ReportMetric(0, "ns/op")
				}
			})
		}
	}
}

const (
	benchPeople  = 100
	benchUpdates = 3000
)

// updatesPerSecond runs one bot against a fresh server.
func updatesPerSecond(b *testing.B, mode, what string, start func(b *testing.B, s *telegramtest.Server, hook bool) (stop func())) float64 {
	s := telegramtest.New()
	defer s.Close()
	s.Forget()
	stop := start(b, s, mode == "webhook")
	defer stop()

	var mu sync.Mutex
	waiting := map[int64]chan struct{}{}
	s.Landed(func(chat int64) {
		mu.Lock()
		defer mu.Unlock()
		if c := waiting[chat]; c != nil {
			delete(waiting, chat)
			close(c)
		}
	})
	answered := func(chat int64, do func()) {
		c := make(chan struct{})
		mu.Lock()
		waiting[chat] = c
		mu.Unlock()
		do()
		select {
		case <-c:
		case <-time.After(20 * time.Second):
			b.Errorf("chat %d got no answer", chat)
		}
	}
	// Before the clock runs each person has written once, so that presses have a
	// message to change and connections are open.
	var people sync.WaitGroup
	each := func(n int, do func(chat int64)) {
		for p := range int64(benchPeople) {
			people.Go(func() {
				for i := range int64(n / benchPeople) {
					do(1 + p + i*benchPeople)
				}
			})
		}
		people.Wait()
	}
	before := benchPeople
	if what == "press" {
		before = benchUpdates
	}
	each(before, func(chat int64) { u := s.User(chat); answered(chat, func() { u.Says("hello") }) })

	began := time.Now()
	each(benchUpdates, func(chat int64) {
		if what == "press" {
			u := s.User(chat)
			last, _ := u.Last()
			answered(chat, func() { u.PressesData(last.ID, "e1.adult") })
			return
		}
		u := s.User(chat + benchUpdates)
		answered(u.ID, func() { u.Says("hello") })
	})
	took := time.Since(began)
	if fs := s.Failures(); len(fs) > 0 {
		b.Errorf("bot API: %d failures, the first: %s", len(fs), fs[0])
	}
	return benchUpdates / took.Seconds()
}

func startOurs(b *testing.B, s *telegramtest.Server, hook bool) func() {
	set := telegram.Settings{Token: telegramtest.Token, APIURL: s.URL, Log: slog.New(slog.DiscardHandler)}
	k := newKept(b)
	l := httptest.NewUnstartedServer(nil)
	if hook {
		set.Webhook = &telegram.Webhook{URL: "http://" + l.Listener.Addr().String(), Secret: "bench"}
	}
	own, err := telegram.New(set, k)
	if err != nil {
		b.Fatal(err)
	}
	l.Config.Handler = own.Handler()
	l.Start()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { defer close(ended); own.Run(ctx) }()
	return func() {
		cancel()
		<-ended
		s.Close()
		l.Close()
		k.both.Flush()
		k.store.Close()
	}
}

// kept does all that the program does for an answer, with the shipped conversation
// and an SQLite file on disk, and then says what the stock bot says, so that both
// send the same bytes.
type kept struct {
	*session.Sessions
	both  *session.Both
	store *store.Store
}

func newKept(b *testing.B) *kept {
	talk, problems := conversation.Load(strictyaml.Folder{FS: flows.Files, Name: "flows"}, strictyaml.Folder{FS: config.Files, Name: "config"})
	if len(problems) > 0 {
		b.Fatal(problems)
	}
	opened, err := store.Open(context.Background(), "sqlite:"+filepath.Join(b.TempDir(), "signpost.db"), store.Key{File: filepath.Join(b.TempDir(), "data.key")})
	if err != nil {
		b.Fatal(err)
	}
	both := session.NewBoth(opened.Ledger(), session.NewMemory(100_000), func(err error) { b.Error(err) })
	return &kept{session.New(talk, both, func(err error) { b.Error(err) }), both, opened}
}

func (k *kept) Handle(ctx context.Context, in []telegram.Input) telegram.Answer {
	k.Sessions.Handle(ctx, in)
	return telegram.Answer{Message: says(in[0].Text + in[0].Data)}
}

func startStock(b *testing.B, s *telegramtest.Server, hook bool) func() {
	log.SetOutput(io.Discard)
	keys := &models.InlineKeyboardMarkup{InlineKeyboard: [][]models.InlineKeyboardButton{{
		{Text: "Next", CallbackData: "e1.hello"}, {Text: "Copy", CopyText: models.CopyTextButton{Text: "0121 000 0000"}},
	}}}
	preview := &models.LinkPreviewOptions{IsDisabled: bot.True()}
	handle := func(ctx context.Context, own *bot.Bot, u *models.Update) {
		switch {
		case u.Message != nil:
			own.SendMessage(ctx, &bot.SendMessageParams{ChatID: u.Message.Chat.ID, Text: says(u.Message.Text).HTML(),
				ParseMode: models.ParseModeHTML, ReplyMarkup: keys, LinkPreviewOptions: preview, DisableNotification: true})
		case u.CallbackQuery != nil:
			own.AnswerCallbackQuery(ctx, &bot.AnswerCallbackQueryParams{CallbackQueryID: u.CallbackQuery.ID})
			m := u.CallbackQuery.Message.Message
			own.EditMessageText(ctx, &bot.EditMessageTextParams{ChatID: m.Chat.ID, MessageID: m.ID, Text: says(u.CallbackQuery.Data).HTML(),
				ParseMode: models.ParseModeHTML, ReplyMarkup: keys, LinkPreviewOptions: preview})
		}
	}
	own, err := bot.New(telegramtest.Token, bot.WithServerURL(s.URL), bot.WithDefaultHandler(handle))
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	if !hook {
		go func() { defer close(ended); own.Start(ctx) }()
		return func() { cancel(); s.Close(); <-ended }
	}
	l := httptest.NewServer(own.WebhookHandler())
	go func() { defer close(ended); own.StartWebhook(ctx) }()
	if _, err := own.SetWebhook(ctx, &bot.SetWebhookParams{URL: l.URL}); err != nil {
		b.Fatal(err)
	}
	return func() { cancel(); <-ended; s.Close(); l.Close() }
}
