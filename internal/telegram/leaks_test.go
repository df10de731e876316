package telegram_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"signpost/internal/telegram"
	"signpost/internal/telegram/telegramtest"
)

// key is the part of the token that opens the bot.
const key = "TEST-only_token-that-opens-nothing-00"

// noKey fails when a text shows the token in any form it can take in an address.
func noKey(t *testing.T, what, text string) {
	t.Helper()
	for _, form := range []string{key, url.PathEscape(key), url.QueryEscape(telegramtest.Token)} {
		if strings.Contains(text, form) {
			t.Errorf("%s shows the token:\n%s", what, text)
		}
	}
}

// scrubbed logs a value in every way of slog and log, and gives what was written.
func scrubbed(token string, value any) string {
	var out lines
	w := telegram.NewScrubber(token).Writer(&out)
	for _, h := range []slog.Handler{slog.NewTextHandler(w, nil), slog.NewJSONHandler(w, nil)} {
		l := slog.New(h)
		l.Error(fmt.Sprintf("%+v", value), "value", value, slog.Group("g", "inner", fmt.Sprint(value)))
		l.With("kept", value).WithGroup("later").Info("x")
	}
	log.New(w, "", 0).Printf("%v %+v %q", value, value, fmt.Sprint(value))
	return out.String()
}

// The library's own errors, made as it makes them, must not pass the log; and this
// room must not make them. The seven ways are those found by reading the library.
func TestSevenLeaks(t *testing.T) {
	ctx := context.Background()
	library := func(token string, client bot.HttpClient) error {
		b, err := bot.New(token, bot.WithSkipGetMe(), bot.WithServerURL("http://127.0.0.1:1"), bot.WithHTTPClient(0, client))
		if err != nil {
			return err
		}
		_, err = b.GetMe(ctx)
		return err
	}
	leaks := func(t *testing.T, token string, value any) {
		t.Helper()
		raw := fmt.Sprintf("%+v", value)
		if !strings.Contains(raw, key) && !strings.Contains(raw, url.PathEscape(key)) {
			t.Fatalf("the library does not leak here any more, look for another way: %s", raw)
		}
		noKey(t, "the log", scrubbed(token, value))
	}

	t.Run("1 token with a newline", func(t *testing.T) {
		token := telegramtest.Token + "\n"
		leaks(t, token, library(token, http.DefaultClient))
		_, err := telegram.New(telegram.Settings{Token: token}, &talk{})
		noKey(t, "New", fmt.Sprint(err))
	})
	t.Run("2 token that an address escapes", func(t *testing.T) {
		for _, token := range []string{telegramtest.Token + " ", `"` + telegramtest.Token + `"`, telegramtest.Token + "é"} {
			leaks(t, token, library(token, http.DefaultClient))
			_, err := telegram.New(telegram.Settings{Token: token}, &talk{})
			noKey(t, "New", fmt.Sprint(err))
		}
	})
	t.Run("3 page of a proxy that repeats the address", func(t *testing.T) {
		page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(502)
			fmt.Fprintf(w, "cannot reach %s", r.URL.Path)
		}))
		defer page.Close()
		b, _ := bot.New(telegramtest.Token, bot.WithSkipGetMe(), bot.WithServerURL(page.URL))
		_, err := b.GetMe(ctx)
		leaks(t, telegramtest.Token, err)

		s := telegramtest.Start(t)
		r := run(t, s, &talk{}, false, nil)
		s.Fail(telegramtest.Fault{Status: 502, HTML: true})
		_, err = r.Name(ctx)
		noKey(t, "Name", errorText(err))
	})
	t.Run("4 error of an own client", func(t *testing.T) {
		own := doer(func(r *http.Request) (*http.Response, error) { return nil, errors.New("no way to " + r.URL.String()) })
		leaks(t, telegramtest.Token, library(telegramtest.Token, own))

		s := telegramtest.Start(t)
		r := run(t, s, &talk{}, false, nil)
		r.Sending().Transport = own
		_, err := r.Name(ctx)
		noKey(t, "Name", errorText(err))
	})
	t.Run("5 redirect with a Referer", func(t *testing.T) {
		var referer string
		elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { referer += r.Referer() + r.URL.String() }))
		defer elsewhere.Close()
		s := telegramtest.Start(t)
		fault := telegramtest.Fault{Method: "getMe", Redirect: elsewhere.URL}
		s.Fail(fault)
		b, _ := bot.New(telegramtest.Token, bot.WithSkipGetMe(), bot.WithServerURL(s.URL))
		b.GetMe(ctx)
		if !strings.Contains(referer, key) {
			t.Fatal("the library does not leak here any more")
		}
		referer = ""
		r := run(t, s, &talk{}, false, func(set *telegram.Settings) { set.Dial = nil })
		s.Fail(fault)
		_, err := r.Name(ctx)
		if err == nil || referer != "" {
			t.Errorf("the redirect was followed: %v", err)
		}
		noKey(t, "Name", errorText(err))
	})
	t.Run("6 the bot printed", func(t *testing.T) {
		b, _ := bot.New(telegramtest.Token, bot.WithSkipGetMe())
		leaks(t, telegramtest.Token, b)
		own, err := telegram.New(telegram.Settings{Token: telegramtest.Token}, &talk{})
		if err != nil {
			t.Fatal(err)
		}
		noKey(t, "the bot", fmt.Sprintf("%v %+v %#v %s", own, own, own, own))
	})
	t.Run("7 link to a file", func(t *testing.T) {
		b, _ := bot.New(telegramtest.Token, bot.WithSkipGetMe())
		leaks(t, telegramtest.Token, b.FileDownloadLink(&models.File{FilePath: "photos/1.jpg"}))
	})
}

// errorText is an error and everything in it, as a careless caller would print it.
func errorText(err error) string {
	text := ""
	for ; err != nil; err = errors.Unwrap(err) {
		text += fmt.Sprintf("%v %+v %#v\n", err, err, err)
	}
	return text
}

type doer func(*http.Request) (*http.Response, error)

func (d doer) Do(r *http.Request) (*http.Response, error)        { return d(r) }
func (d doer) RoundTrip(r *http.Request) (*http.Response, error) { return d(r) }

// What people type, and who they are, is in no log, whatever goes wrong.
func TestNobodysWordsInTheLog(t *testing.T) {
	s := telegramtest.Start(t)
	words := "he locked me in"
	var n atomic.Int64
	k := &talk{answer: func(in []telegram.Input) telegram.Answer {
		if n.Add(1)%3 == 0 {
			panic(in[0].Text)
		}
		return telegram.Answer{Message: says(in[0].Text + in[0].Data), Delete: []int{in[0].MessageID}}
	}}
	r := run(t, s, k, false, nil)
	for i := range int64(6) {
		u := s.User(987650 + i)
		s.Fail(telegramtest.Fault{Method: "sendMessage", Status: 400, Chat: u.ID})
		u.Says(words)
		u.Sends("text", `{"words":"`+words+`"}`)
		u.PressesData(1, words)
		u.Says("/" + words)
	}
	s.Raw("message", 5, `{"chat":{"id":"`+words+`"}}`)
	s.Raw("message", 5, `"`+words+`"`)
	s.Await(t, "all confirmed", func() bool { return s.Pending() == 0 })
	r.stop()
	if r.Counts().Panics.Load() == 0 || r.Counts().Refused.Load() == 0 {
		t.Fatal("nothing went wrong")
	}
	if !strings.Contains(r.log.String(), "TestNobodysWordsInTheLog") {
		t.Errorf("the log does not say where it panicked:\n%s", r.log)
	}
	for _, private := range []string{"locked", "98765", fmt.Sprintf("%x", 987650)[:4]} { // a stack of the runtime's writes numbers as hex
		if strings.Contains(r.log.String(), private) {
			t.Errorf("the log shows %q:\n%s", private, r.log)
		}
	}
	s.Expect("message to edit not found")
}
