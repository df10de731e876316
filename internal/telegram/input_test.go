package telegram

import (
	"log/slog"
	"testing"
)

// Whatever arrives, reading it ends, and what goes on to a chat has one.
func FuzzReceive(f *testing.F) {
	for _, seed := range []string{
		`{"update_id":1,"message":{"message_id":2,"date":3,"chat":{"id":4,"type":"private"},"from":{"id":4,"language_code":"en"},"text":"/start@Bot b1"}}`,
		`{"update_id":1,"message":{"chat":{"id":4,"type":"private"},"text":"/"}}`,
		`{"update_id":1,"message":{"chat":{"id":-4,"type":"channel"},"text":7}}`,
		`{"update_id":1,"edited_message":{"chat":{"id":4,"type":"private"},"location":{}}}`,
		`{"update_id":1,"callback_query":{"id":"5","from":{"id":4},"data":"e1.x","message":{"message_id":2,"date":0,"chat":{"id":4,"type":"private"}}}}`,
		`{"update_id":1,"callback_query":{"id":"5","from":{"id":4},"message":null}}`,
		`{"update_id":1,"my_chat_member":{"chat":{"id":4,"type":"private"},"new_chat_member":{"status":"kicked"}}}`,
		`{"update_id":"x","message":[]}`, `{"message":{"from":{"id":9}}}`, `null`, `[]`, `{`, ``,
	} {
		f.Add(seed)
	}
	b, err := New(Settings{Token: "123456:abcdefghijklmnopqrstuvwxyz"}, nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		a := b.receive([]byte(raw))
		select {
		case <-a.done:
			return
		default:
		}
		switch {
		case a.in.Kind == 0:
			t.Errorf("%s goes on as nothing", raw)
		case a.in.Chat == 0:
			t.Errorf("%s goes on to no chat", raw)
		}
	})
}

// Of an update that cannot be read as a whole the chat is answered, and the message is
// known to Hide.
func TestSalvage(t *testing.T) {
	b, err := New(Settings{Token: "123456:abcdefghijklmnopqrstuvwxyz", Log: slog.New(slog.DiscardHandler)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	a := b.receive([]byte(`{"update_id":3,"message":{"message_id":77,"date":1,"chat":{"id":5,"type":"private"},"text":{"rich":"x"}}}`))
	if a.id != 3 || a.in.Kind != Other || a.in.Chat != 5 || a.in.MessageID != 77 || !a.in.Date.Equal(a.at) {
		t.Errorf("update %d: %+v", a.id, a.in)
	}
}
