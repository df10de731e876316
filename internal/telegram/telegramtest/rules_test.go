package telegramtest_test

import (
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"signpost/internal/telegram/telegramtest"
)

type reply struct {
	OK     bool            `json:"ok"`
	Result json.RawMessage `json:"result"`
	Code   int             `json:"error_code"`
	Text   string          `json:"description"`
}

type args map[string]any

// call makes a call with a JSON body, as a person with curl would.
func call(t *testing.T, s *telegramtest.Server, method string, a args) reply {
	t.Helper()
	body, _ := json.Marshal(a)
	return post(t, s, method, "application/json", string(body))
}

func post(t *testing.T, s *telegramtest.Server, method, kind, body string) (r reply) {
	t.Helper()
	resp, err := http.Post(s.URL+"/bot"+telegramtest.Token+"/"+method, kind, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, _ := io.ReadAll(resp.Body)
	if err := json.Unmarshal(raw, &r); err != nil {
		t.Fatalf("%s: %v in %s", method, err, raw)
	}
	return r
}

func button(fields string) args {
	return args{"inline_keyboard": [][]json.RawMessage{{json.RawMessage(fields)}}}
}

func many(n int) args {
	row := make([]json.RawMessage, n)
	for i := range row {
		row[i] = json.RawMessage(`{"text":"b","callback_data":"d"}`)
	}
	return args{"inline_keyboard": [][]json.RawMessage{row}}
}

// Each rule refuses what breaks it and takes what just does not.
func TestSendingRules(t *testing.T) {
	s := telegramtest.New()
	defer s.Close()
	s.User(1).Says("/start")
	for _, c := range []struct {
		name string
		send args
		want string // part of the refusal, "" for taken
	}{
		{"text", args{"text": "x"}, ""},
		{"empty", args{"text": ""}, "text is empty"},
		{"only spaces", args{"text": " \n "}, "text is empty"},
		{"only marks", args{"text": "<b></b>", "parse_mode": "HTML"}, "text is empty"},
		{"4096", args{"text": strings.Repeat("x", 4096)}, ""},
		{"4096 and marks", args{"text": "<b>" + strings.Repeat("&lt;", 4096) + "</b>", "parse_mode": "HTML"}, ""},
		{"4097", args{"text": strings.Repeat("x", 4097)}, "too long"},
		{"2049 pairs", args{"text": strings.Repeat("😀", 2049)}, "too long"},
		{"open tag", args{"text": "<b>x", "parse_mode": "HTML"}, `end tag corresponding to start tag "b"`},
		{"crossed tags", args{"text": "<b><i>x</b></i>", "parse_mode": "HTML"}, "Unmatched end tag"},
		{"end alone", args{"text": "x</b>", "parse_mode": "HTML"}, "Unexpected end tag"},
		{"unknown tag", args{"text": "<p>x</p>", "parse_mode": "HTML"}, `Unsupported start tag "p"`},
		{"bare less-than", args{"text": "1 < 2", "parse_mode": "HTML"}, "Unclosed start tag"},
		{"ampersand", args{"text": "fish & chips", "parse_mode": "HTML"}, ""},
		{"markdown", args{"text": "x", "parse_mode": "Markdown2"}, "parse_mode"},
		{"64 bytes", args{"text": "x", "reply_markup": button(`{"text":"b","callback_data":"` + strings.Repeat("d", 64) + `"}`)}, ""},
		{"65 bytes", args{"text": "x", "reply_markup": button(`{"text":"b","callback_data":"` + strings.Repeat("d", 65) + `"}`)}, "BUTTON_DATA_INVALID"},
		{"33 letters of two bytes", args{"text": "x", "reply_markup": button(`{"text":"b","callback_data":"` + strings.Repeat("é", 33) + `"}`)}, "BUTTON_DATA_INVALID"},
		{"tel", args{"text": "x", "reply_markup": button(`{"text":"b","url":"tel:+441215693100"}`)}, "Unsupported URL protocol"},
		{"https", args{"text": "x", "reply_markup": button(`{"text":"b","url":"https://wa.me/44"}`)}, ""},
		{"copy 256", args{"text": "x", "reply_markup": button(`{"text":"b","copy_text":{"text":"` + strings.Repeat("c", 256) + `"}}`)}, ""},
		{"copy 257", args{"text": "x", "reply_markup": button(`{"text":"b","copy_text":{"text":"` + strings.Repeat("c", 257) + `"}}`)}, "BUTTON_COPY_TEXT_INVALID"},
		{"library's empty copy", args{"text": "x", "reply_markup": button(`{"text":"b","callback_data":"d","copy_text":{"text":""}}`)}, ""},
		{"only an empty copy", args{"text": "x", "reply_markup": button(`{"text":"b","copy_text":{"text":""}}`)}, "0 kinds"},
		{"two kinds", args{"text": "x", "reply_markup": button(`{"text":"b","callback_data":"d","url":"https://x.example"}`)}, "2 kinds"},
		{"no label", args{"text": "x", "reply_markup": button(`{"text":" ","callback_data":"d"}`)}, "Text can't be empty"},
		{"style", args{"text": "x", "reply_markup": button(`{"text":"b","callback_data":"d","style":"danger"}`)}, ""},
		{"unknown style", args{"text": "x", "reply_markup": button(`{"text":"b","callback_data":"d","style":"red"}`)}, "style"},
		{"unknown button field", args{"text": "x", "reply_markup": button(`{"text":"b","callback_dat":"d"}`)}, "can't parse inline keyboard"},
		{"100 buttons", args{"text": "x", "reply_markup": many(100)}, ""},
		{"101 buttons", args{"text": "x", "reply_markup": many(101)}, "too long"},
		{"nobody's chat", args{"chat_id": 2, "text": "x"}, "chat not found"},
	} {
		if c.send["chat_id"] == nil {
			c.send["chat_id"] = 1
		}
		r := call(t, s, "sendMessage", c.send)
		if r.OK != (c.want == "") || !strings.Contains(r.Text, c.want) {
			t.Errorf("%s: ok %v, %q; want %q", c.name, r.OK, r.Text, c.want)
		}
	}
}

func TestHTMLBecomesTextAndEntities(t *testing.T) {
	s := telegramtest.Start(t)
	u := s.User(1)
	u.Says("/start")
	call(t, s, "sendMessage", args{"chat_id": 1, "parse_mode": "HTML",
		"text": `😀 <b>0121 &amp; <i>more</i></b> <a href="tel:1">call</a> <a href="https://x.example/?a=1&amp;b=2">open</a> &nbsp; &#39;`})
	p, _ := u.Last()
	if want := "😀 0121 & more call open &nbsp; '"; p.Text != want {
		t.Errorf("text %q, want %q", p.Text, want)
	}
	want := []telegramtest.Entity{
		{Type: "italic", Offset: 10, Length: 4}, {Type: "bold", Offset: 3, Length: 11},
		{Type: "text_link", Offset: 20, Length: 4, URL: "https://x.example/?a=1&b=2"},
	}
	if fmt.Sprint(p.Entities) != fmt.Sprint(want) {
		t.Errorf("entities %v, want %v", p.Entities, want)
	}
}

func TestEditsDeletesAndPresses(t *testing.T) {
	s := telegramtest.New()
	defer s.Close()
	u := s.User(1)
	mine := u.Says("/start")
	keys := button(`{"text":"Go","callback_data":"d"}`)
	check := func(what string, r reply, want string) {
		t.Helper()
		if r.OK != (want == "") || !strings.Contains(r.Text, want) {
			t.Errorf("%s: ok %v, %q; want %q", what, r.OK, r.Text, want)
		}
	}
	check("send", call(t, s, "sendMessage", args{"chat_id": 1, "text": "one", "reply_markup": keys}), "")
	p, _ := u.Last()
	edit := func(id int, text string, keys any) reply {
		return call(t, s, "editMessageText", args{"chat_id": 1, "message_id": id, "text": text, "reply_markup": keys})
	}
	check("the same", edit(p.ID, "one", keys), "message is not modified")
	check("other text", edit(p.ID, "two", keys), "")
	check("other buttons", edit(p.ID, "two", nil), "")
	check("a person's message", edit(mine, "two", nil), "can't be edited")
	check("not there", edit(9, "two", nil), "message to edit not found")

	press := func() string { // the callback's id as the bot would learn it
		u.PressesData(p.ID, "d")
		var us []struct {
			Press struct {
				ID string `json:"id"`
			} `json:"callback_query"`
		}
		json.Unmarshal(call(t, s, "getUpdates", args{"offset": -1}).Result, &us)
		return us[len(us)-1].Press.ID
	}
	answer := func(id, text string) reply {
		return call(t, s, "answerCallbackQuery", args{"callback_query_id": id, "text": text})
	}
	id := press()
	if n := len(s.Unanswered()); n != 1 {
		t.Errorf("%d unanswered presses, want 1", n)
	}
	check("201 characters", answer(id, strings.Repeat("x", 201)), "MESSAGE_TOO_LONG")
	check("answered", answer(id, "Hidden"), "")
	check("answered twice", answer(id, ""), "query is too old")
	check("unknown press", answer("press99", ""), "query is too old")
	old := press()
	s.Advance(151 * time.Second)
	check("too late", answer(old, ""), "query is too old")

	del := func(ids ...int) reply { return call(t, s, "deleteMessages", args{"chat_id": 1, "message_ids": ids}) }
	check("no ids", del(), "not specified")
	check("101 ids", del(make([]int, 101)...), "too many")
	check("absent ids", del(1, 2, 3), "")
	check("both sides'", del(mine, p.ID), "")
	if len(u.Posts()) != 0 {
		t.Errorf("after deleting:\n%s", u.Screen())
	}
	check("edit of a deleted one", edit(p.ID, "x", nil), "message to edit not found")
	late := u.Says("late")
	s.Advance(48*time.Hour + time.Second)
	check("after 48 hours", del(late), "can't be deleted")

	u.Blocks()
	check("blocked", call(t, s, "sendMessage", args{"chat_id": 1, "text": "x"}), "blocked by the user")
	s.User(3)
	check("never wrote", call(t, s, "sendMessage", args{"chat_id": 3, "text": "x"}), "can't initiate conversation")
}

func TestBotsOwnWords(t *testing.T) {
	s := telegramtest.New()
	defer s.Close()
	for _, c := range []struct {
		method string
		a      args
		want   string
	}{
		{"setMyName", args{"name": strings.Repeat("n", 64)}, ""},
		{"setMyName", args{"name": strings.Repeat("n", 65)}, "too long"},
		{"setMyDescription", args{"description": strings.Repeat("n", 513)}, "too long"},
		{"setMyShortDescription", args{"short_description": strings.Repeat("n", 121)}, "too long"},
		{"setMyCommands", args{"commands": []args{{"command": "help", "description": "Help"}}, "scope": args{"type": "all_private_chats"}}, ""},
		{"setMyCommands", args{"commands": []args{{"command": "Help", "description": "Help"}}}, "BOT_COMMAND_INVALID"},
		{"setMyCommands", args{"commands": []args{{"command": "help", "description": ""}}}, "DESCRIPTION_INVALID"},
		{"setMyCommands", args{"commands": []args{}, "scope": args{"type": "everybody"}}, "unsupported type"},
		{"setMyCommands", args{"commands": []args{}, "scope": args{"type": "chat"}}, "chat_id"},
		{"leaveChat", args{"chat_id": 1}, "chat not found"},
		{"setWebhook", args{"url": "https://elsewhere.example"}, "127.0.0.1"},
		{"setWebhook", args{"url": "http://127.0.0.1:1", "secret_token": "a b"}, "secret token"},
		{"setWebhook", args{"url": "http://127.0.0.1:1", "max_connections": 101}, "max_connections"},
	} {
		if r := call(t, s, c.method, c.a); r.OK != (c.want == "") || !strings.Contains(r.Text, c.want) {
			t.Errorf("%s %v: ok %v, %q; want %q", c.method, c.a, r.OK, r.Text, c.want)
		}
	}
}

func TestUnknownIsAFailure(t *testing.T) {
	s := telegramtest.New()
	defer s.Close()
	s.User(1).Says("/start")
	call(t, s, "sendPigeon", args{})
	call(t, s, "sendMessage", args{"chat_id": 1, "text": "x", "colour": "red"})
	resp, err := http.Get(s.URL + "/bot1:wrong/getMe")
	if err != nil || resp.StatusCode != 401 {
		t.Errorf("wrong token: %v %v", resp.StatusCode, err)
	}
	for _, want := range []string{"unknown method sendPigeon", "unknown parameter colour", "another token"} {
		if s.Expect(want) != 1 {
			t.Errorf("no failure %q", want)
		}
	}
	if fs := s.Failures(); len(fs) != 0 {
		t.Errorf("more failures: %v", fs)
	}
}

func TestFormsOfACall(t *testing.T) {
	s := telegramtest.Start(t)
	u := s.User(1)
	u.Says("/start")
	var body strings.Builder
	form := multipart.NewWriter(&body)
	form.WriteField("chat_id", "1")
	form.WriteField("text", "multipart")
	form.Close()
	post(t, s, "sendmessage", form.FormDataContentType(), body.String())
	post(t, s, "SENDMESSAGE", "application/x-www-form-urlencoded", url.Values{"chat_id": {"1"}, "text": {"form"}}.Encode())
	call(t, s, "sendMessage", args{"chat_id": "1", "text": "json"})
	var got []string
	for _, p := range u.Answers() {
		got = append(got, p.Text)
	}
	if want := "multipart form json"; strings.Join(got, " ") != want {
		t.Errorf("got %v, want %s", got, want)
	}
}

func TestFloodRule(t *testing.T) {
	s := telegramtest.Start(t)
	s.Flood(3)
	s.User(1).Says("/start")
	send := func() reply { return call(t, s, "sendMessage", args{"chat_id": 1, "text": "x"}) }
	for range 3 {
		if r := send(); !r.OK {
			t.Fatalf("within the burst: %s", r.Text)
		}
	}
	if r := send(); r.Code != 429 {
		t.Errorf("after the burst: %d, want 429", r.Code)
	}
	s.Advance(time.Second)
	if r := send(); !r.OK {
		t.Errorf("a second later: %s", r.Text)
	}
}
