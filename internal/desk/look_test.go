package desk

import (
	"slices"
	"strings"
	"testing"

	"signpost/internal/broadcast"
	"signpost/internal/message"
)

func content(lines ...string) broadcast.Content {
	c := broadcast.Content{Lang: "en"}
	for _, l := range lines {
		c.Lines = append(c.Lines, message.Line{Text: l})
	}
	return c
}

func TestLookAt(t *testing.T) {
	l := lookAt(content("Good morning.", "", "You know your street. If something looks wrong, you can say so! See https://www.example.org/a for more."))
	if l.Most != 4096 || l.Used+l.Left != l.Most || l.Left < 3900 || len(l.Blocks) != 0 {
		t.Errorf("%+v", l)
	}
	if want := "Good morning. You know your street. If something looks wrong, you can say so! See https://www.exampl"; l.Glance != want {
		t.Errorf("a locked phone shows %q, want %q", l.Glance, want)
	}
	if len(l.Telling) != 0 || l.Longest != 8 || !slices.Equal(l.Links, []string{"https://www.example.org/a"}) {
		t.Errorf("%+v", l)
	}
}

func TestTelling(t *testing.T) {
	if l := lookAt(content("Domestic abuse: the police can act.")); strings.Join(l.Telling, " ") != "Domestic abuse police" {
		t.Errorf("%q", l.Telling)
	}
	if l := lookAt(content(strings.Repeat("Good morning. ", 8), "abuse")); len(l.Telling) != 0 {
		t.Errorf("what comes later is no part of the glance: %q", l.Telling)
	}
}

func TestBlocks(t *testing.T) {
	long := strings.Repeat("word ", 200)
	picture := content(long + long[:25])
	picture.Photo = "picture-1"
	linked := content("Read more here")
	linked.Lines[0].Marks = []message.Mark{{From: 10, To: 14, URL: "http://example.org"}}
	for name, test := range map[string]struct {
		c    broadcast.Content
		want string
	}{
		"nothing":                    {content(), "write what people should read"},
		"spaces":                     {content("  ", ""), "write what people should read"},
		"a caption that is too long": {picture, "Telegram takes 1024 under a picture"},
		"a control character":        {content("a\x01b"), "cannot be shown"},
		"a link in the open":         {content("See http://example.org"), "write it with https://"},
		"a link behind words":        {linked, "https://"},
	} {
		if l := lookAt(test.c); len(l.Blocks) == 0 || !strings.Contains(strings.Join(l.Blocks, "\n"), test.want) {
			t.Errorf("%s: %q, want %q", name, l.Blocks, test.want)
		}
	}
	if l := lookAt(picture); l.Left >= 0 || l.Most != 1024 {
		t.Errorf("the long caption: %+v", l)
	}
	picture.Lines[0].Text = long[:990]
	if l := lookAt(picture); l.Left < 0 || len(l.Blocks) != 0 {
		t.Errorf("a caption that fits: %+v", l)
	}
}
