package telegram

import (
	"bytes"
	"mime/multipart"
	"net/url"
	"testing"
)

func TestCompactKeepsEveryValue(t *testing.T) {
	want := map[string]string{
		"chat_id": "-100200", "text": "<b>a & b</b>\r\n--not-the-end\r\n=+%é😀", "reply_markup": `{"inline_keyboard":[[{"text":"\"x\""}]]}`, "empty": "",
	}
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name, value := range want {
		form.WriteField(name, value)
	}
	form.Close()
	short, ok := compact(body.Bytes(), form.FormDataContentType())
	if !ok {
		t.Fatal("a form of plain fields is not taken")
	}
	got, err := url.ParseQuery(string(short))
	if err != nil || len(got) != len(want) {
		t.Fatalf("%d fields of %d: %v", len(got), len(want), err)
	}
	for name, value := range want {
		if got.Get(name) != value {
			t.Errorf("%s is %q, want %q", name, got.Get(name), value)
		}
	}
	if len(short) >= body.Len() {
		t.Errorf("%d bytes of %d", len(short), body.Len())
	}
}

func TestCompactLeavesTheRest(t *testing.T) {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	form.WriteField("chat_id", "1")
	w, _ := form.CreateFormFile("photo", "poster.jpg")
	w.Write([]byte("jpeg"))
	form.Close()
	whole := body.Bytes()
	for name, c := range map[string]struct {
		body []byte
		kind string
	}{
		"a file":        {whole, form.FormDataContentType()},
		"cut short":     {whole[:len(whole)-4], form.FormDataContentType()},
		"other kind":    {whole, "application/json"},
		"no boundary":   {whole, "multipart/form-data"},
		"other letters": {[]byte("--x\r\nContent-Type: text/plain\r\n\r\ny\r\n--x--\r\n"), "multipart/form-data; boundary=x"},
		"nothing":       {nil, form.FormDataContentType()},
	} {
		if short, ok := compact(c.body, c.kind); ok {
			t.Errorf("%s became %q", name, short)
		}
	}
}
