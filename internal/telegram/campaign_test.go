package telegram_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/png"
	"reflect"
	"testing"
	"time"

	"signpost/internal/message"
	"signpost/internal/session"
	"signpost/internal/telegram"
	"signpost/internal/telegram/telegramtest"
)

func TestPostsOfStaffKeepTheirForm(t *testing.T) {
	type entity = telegramtest.Entity
	for _, c := range []struct {
		name, text, photo string
		entities          []entity
		want              session.Post
	}{
		{"plain", "One line.\n\nAnother.", "", nil, session.Post{Lines: []message.Line{{Text: "One line."}, {}, {Text: "Another."}}}},
		{"marks over one another, counted in UTF-16", "😀 bold both link", "",
			[]entity{{Type: "bold", Offset: 3, Length: 9}, {Type: "italic", Offset: 8, Length: 4}, {Type: "text_link", Offset: 13, Length: 4, URL: "https://example.org/"}},
			session.Post{Lines: []message.Line{{Text: "😀 bold both link", Marks: []message.Mark{
				{From: 5, To: 10, Bold: true}, {From: 10, To: 14, Bold: true, Ital: true}, {From: 15, To: 19, URL: "https://example.org/"}}}}}},
		{"a mark over two lines, and spaces at an end", "bold \nmore  ", "", []entity{{Type: "bold", Length: 12}},
			session.Post{Lines: []message.Line{{Text: "bold", Marks: []message.Mark{{To: 4, Bold: true}}}, {Text: "more", Marks: []message.Mark{{To: 4, Bold: true}}}}}},
		{"what is lost", "a b", "", []entity{{Type: "underline", Length: 1}, {Type: "custom_emoji", Offset: 2, Length: 1}, {Type: "underline", Offset: 2, Length: 1}, {Type: "url", Length: 1}},
			session.Post{Lines: []message.Line{{Text: "a b"}}, Lost: []string{"underline", "custom emoji"}}},
		{"a picture", "Look", "local-photo", []entity{{Type: "bold", Length: 4}},
			session.Post{Photo: "local-photo", Lines: []message.Line{{Text: "Look", Marks: []message.Mark{{To: 4, Bold: true}}}}}},
		{"marks outside the text", "ab", "", []entity{{Type: "bold", Offset: -1, Length: 1}, {Type: "bold", Offset: 1, Length: 99}, {Type: "italic", Offset: 50, Length: 1}},
			session.Post{Lines: []message.Line{{Text: "ab", Marks: []message.Mark{{From: 0, To: 2, Bold: true}}}}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := telegramtest.Start(t)
			k := &talk{}
			run(t, s, k, false, func(set *telegram.Settings) { set.Composes = func(chat int64) bool { return chat == 7 } })
			staff, resident := s.User(7), s.User(8)
			staff.Composes(c.text, c.photo, c.entities...)
			resident.Composes(c.text, c.photo, c.entities...)
			s.Await(t, "answers", func() bool { return staff.Answered() && resident.Answered() })
			got := k.inputs(7)[0].Post
			if got == nil || !reflect.DeepEqual(*got, c.want) {
				t.Errorf("staff's post is %+v\nwant %+v", got, c.want)
			}
			if in := k.inputs(8)[0]; in.Post != nil {
				t.Errorf("the form of a resident's message was read: %+v", in.Post)
			}
		})
	}
}

func TestOtherThingsOfStaffAreNamed(t *testing.T) {
	s := telegramtest.Start(t)
	k := &talk{}
	run(t, s, k, false, func(set *telegram.Settings) { set.Composes = func(int64) bool { return true } })
	u := s.User(7)
	u.Sends("voice", `{"file_id":"x","duration":1}`)
	s.Await(t, "an answer", u.Answered)
	if p := k.inputs(7)[0].Post; p == nil || len(p.Lost) != 1 || p.Lines != nil || p.Photo != "" {
		t.Errorf("a voice message is read as %+v", p)
	}
}

func TestPicturesAreSentAndRecalled(t *testing.T) {
	s := telegramtest.Start(t)
	r := run(t, s, &talk{}, false, func(set *telegram.Settings) { set.Paid = true })
	u := s.User(7)
	u.Composes("x", "local-photo")
	s.Await(t, "an answer", u.Answered)
	m := says("See something")
	m.Prompt, m.Photo = message.Campaign, "local-photo"
	id, err := r.Bulk(context.Background(), 7, m)
	if err != nil {
		t.Fatal(err)
	}
	got := u.Answers()[len(u.Answers())-1]
	if got.Photo != "local-photo" || got.Text != m.Text() || !got.Paid || len(got.Rows) == 0 {
		t.Errorf("in the chat stands %+v", got)
	}
	if err := r.Change(context.Background(), 7, id, says("x")); !errors.Is(err, telegram.ErrRefused) || s.Expect("no text in the message") != 1 {
		t.Errorf("a picture was changed: %v", err)
	}
	for range 2 { // the second finds nothing, which is as good
		if err := r.Recall(context.Background(), 7, id); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(u.Answers()); n != 1 {
		t.Errorf("%d messages left after recall, want the first answer", n)
	}
	s.LosesPhotos()
	if _, err := r.Bulk(context.Background(), 7, m); !errors.Is(err, telegram.ErrRefused) || s.Expect("wrong file identifier") != 1 {
		t.Errorf("a picture that Telegram does not know: %v", err)
	}
	if _, err := r.Bulk(context.Background(), 99, says("x")); !errors.Is(err, telegram.ErrBlocked) || s.Expect("chat not found") != 1 {
		t.Errorf("a chat that is gone: %v", err)
	}
}

func TestStaffAreTold(t *testing.T) {
	s := telegramtest.Start(t)
	r := run(t, s, &talk{}, false, nil)
	u := s.User(7)
	u.Says("hello")
	s.Await(t, "an answer", u.Answered)
	id, err := r.Notify(context.Background(), 7, says("A campaign waits for you."))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"10 of 20", "20 of 20", "20 of 20"} { // the same again is no error
		if err := r.Change(context.Background(), 7, id, says(line)); err != nil {
			t.Error(err)
		}
	}
	s.Expect("not modified")
	if got := u.Answers(); len(got) != 2 || got[1].Text != says("20 of 20").Text() || got[1].Paid {
		t.Errorf("in the chat stand %+v", got)
	}
}

func TestStaffHaveAMenuOfTheirOwn(t *testing.T) {
	s := telegramtest.Start(t)
	r := run(t, s, &talk{}, false, nil)
	const scope = `{"type":"chat","chat_id":7}`
	if err := r.Menu(context.Background(), 7, []telegram.Listed{{Command: "desk", Description: "Campaigns"}}); err != nil {
		t.Fatal(err)
	}
	if got := s.Profile("commands", scope); got != `[{"command":"desk","description":"Campaigns"}]` {
		t.Errorf("the menu is %s", got)
	}
	if err := r.Menu(context.Background(), 7, nil); err != nil || s.Profile("commands", scope) != "" {
		t.Errorf("the menu stays: %v", err)
	}
}

func TestPicturesOfOursAreUploaded(t *testing.T) {
	s := telegramtest.Start(t)
	r := run(t, s, &talk{}, false, nil)
	u := s.User(7)
	u.Says("hello")
	s.Await(t, "an answer", u.Answered)
	var chart bytes.Buffer
	if err := png.Encode(&chart, image.NewGray(image.Rect(0, 0, 40, 30))); err != nil {
		t.Fatal(err)
	}
	if id, err := r.Picture(context.Background(), 7, chart.Bytes(), says("The report")); err != nil || id == 0 {
		t.Fatal(err)
	}
	if got := u.Answers(); got[len(got)-1].Photo == "" || got[len(got)-1].Text != says("The report").Text() {
		t.Errorf("in the chat stands %+v", got[len(got)-1])
	}
	if _, err := r.Picture(context.Background(), 7, []byte("no picture"), says("x")); !errors.Is(err, telegram.ErrRefused) || s.Expect("wrong file identifier") != 1 {
		t.Errorf("a file that is no picture: %v", err)
	}
}

// slept is a context of a machine that slept through its deadline: the time is over,
// and no timer has noticed.
type slept struct{ context.Context }

func (slept) Deadline() (time.Time, bool) { return time.Now().Add(-time.Minute).Round(0), true }

func TestNothingGoesOutAfterAMachineHasSlept(t *testing.T) {
	s := telegramtest.Start(t)
	r := run(t, s, &talk{}, false, nil)
	u := s.User(7)
	u.Says("hello")
	s.Await(t, "an answer", u.Answered)
	before := len(u.Answers())
	if _, err := r.Bulk(slept{context.Background()}, 7, says("x")); !errors.Is(err, telegram.ErrNoTurn) || len(u.Answers()) != before {
		t.Errorf("it gives %v, and %d messages came", err, len(u.Answers())-before)
	}
}
