package telegram_test

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"path"
	"strings"
	"testing"

	"signpost/internal/message"
	"signpost/internal/telegram"
	"signpost/internal/telegram/telegramtest"
)

// Every call has its whole body, a length and a way to send it again: without them
// a connection that turns out closed loses a message. And every value arrives.
func TestCallsAreWhole(t *testing.T) {
	s := telegramtest.Start(t)
	awkward := "<there> & \"so\" 'on' \\ %41 =+ é😀\u2028 --x\r\nend"
	k := &talk{answer: func(in []telegram.Input) telegram.Answer {
		m := message.Message{Lines: []message.Line{{Text: in[0].Text}}, Buttons: []message.Button{{Label: awkward, Data: "e1.x&y=\"z\""}}}
		return telegram.Answer{Message: m, Delete: []int{1, 2}}
	}}
	b, err := telegram.New(telegram.Settings{
		Token: telegramtest.Token, APIURL: s.URL, Log: slog.New(slog.DiscardHandler),
		Profiles: []telegram.Profile{{Description: awkward, Commands: []telegram.Listed{{Command: "start", Description: awkward}}}},
	}, k)
	if err != nil {
		t.Fatal(err)
	}
	ofEveryAnswer := map[string]bool{"sendMessage": true, "editMessageText": true, "answerCallbackQuery": true, "deleteMessages": true, "getUpdates": true}
	b.Plug(doer(func(req *http.Request) (*http.Response, error) {
		method := path.Base(req.URL.Path)
		body, err := io.ReadAll(req.Body)
		if err != nil || len(body) == 0 || req.ContentLength != int64(len(body)) || req.GetBody == nil {
			t.Errorf("%s: %d bytes with length %d, again %v: %v", method, len(body), req.ContentLength, req.GetBody != nil, err)
			return nil, io.ErrUnexpectedEOF
		}
		again, err := req.GetBody()
		if err != nil {
			t.Error(err)
		}
		if second, _ := io.ReadAll(again); !bytes.Equal(second, body) {
			t.Errorf("%s: the second time another body", method)
		}
		if kind := req.Header.Get("Content-Type"); (kind == "application/json") != ofEveryAnswer[method] {
			t.Errorf("%s goes out as %s", method, kind)
		}
		req.Body, _ = req.GetBody()
		return s.Transport().RoundTrip(req)
	}))
	start(t, s, b, &lines{}, "getUpdates")
	s.Await(t, "the menu", func() bool { return s.Profile("description", "") == awkward })
	u := s.User(1)
	u.Says(awkward)
	s.Await(t, "an answer", u.Answered)
	shown, _ := u.Last()
	if !strings.HasSuffix(shown.Text, awkward) || shown.Rows[0][0].Text != awkward || shown.Rows[0][0].Data != "e1.x&y=\"z\"" {
		t.Errorf("of %q arrived\n%s", awkward, u.Screen())
	}
	u.PressesData(shown.ID, "next")
	s.Await(t, "the edit", func() bool { return u.Answered() && s.Pending() == 0 })
	for method := range ofEveryAnswer {
		if s.Count(method) == 0 {
			t.Errorf("%s was not called", method)
		}
	}
}
