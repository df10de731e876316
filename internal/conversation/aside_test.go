package conversation_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"signpost/internal/conversation"
	"signpost/internal/message"
	"signpost/internal/subscriber"
)

func press(c *conversation.Conversation, data string, how *conversation.Outcome) conversation.Reply {
	return c.Step(conversation.Input{Kind: conversation.Press, Text: data, Book: how}, time.Unix(1_795_600_000, 0))
}

// yes is the data of the button that agrees to what a page has chosen.
func yes(t *testing.T, r conversation.Reply) string {
	t.Helper()
	for _, b := range r.Message.Buttons {
		if strings.HasPrefix(b.Data, "e-y") {
			return b.Data
		}
	}
	return ""
}

// The two buttons under a broadcast work under every version of the questions, and a
// press on them never changes the broadcast itself.
func TestBroadcastButtons(t *testing.T) {
	c := shipped(t)
	buttons := c.BroadcastButtons()
	if len(buttons) != 2 || buttons[0].Data != "e-h" || buttons[1].Data != "e-s" {
		t.Fatalf("the buttons are %+v; their data stands under messages that were sent, and may never change", buttons)
	}
	if ps := (message.Message{Prompt: message.Campaign, Buttons: buttons}).Problems(); len(ps) > 0 {
		t.Error(ps)
	}
	help := press(c, "e-h", nil)
	if first := c.First(); !help.New || help.Effects != (conversation.Effects{}) || help.Message.Text() != first.Text() {
		t.Errorf("Get help: new %v, effects %+v, and shows\n%s", help.New, help.Effects, help.Message.Text())
	}
	stop := press(c, "e-s", nil)
	if !stop.New || stop.Effects.Book != conversation.OptOut || !strings.Contains(stop.Message.Text(), "You will get no messages from us. You can still get help here.") {
		t.Errorf("Stop: new %v, effects %+v, and shows\n%s", stop.New, stop.Effects, stop.Message.Text())
	}
	if end := press(c, "e-o", nil); end.New || end.Effects.Book != conversation.OptOut || end.Message.Text() != stop.Message.Text() {
		t.Errorf("Stop on our own page: new %v, effects %+v, and shows\n%s", end.New, end.Effects, end.Message.Text())
	}
}

// Nobody can agree to anything but by the button that stands under the words.
func TestConsent(t *testing.T) {
	c := shipped(t)
	for _, data := range []string{"e-u", "e-u.", "e-u.sw", "e-u..ne", "e-u.sw-du"} {
		r := press(c, data, nil)
		safe(t, data, r)
		if button := yes(t, r); button != "" {
			t.Errorf("%s offers %s before place and topic are chosen", data, button)
		}
	}
	page := press(c, "e-u.du-sw.yo-ne", nil)
	for _, want := range []string{"They show on this phone. Anybody who looks at it can read them.", "two a week at most", "18 or over", "You can stop at any time",
		"Place: Sandwell, Dudley.", "About: Looking out for others, Children and young people."} {
		if !strings.Contains(page.Message.Text(), want) {
			t.Errorf("the page does not say %q:\n%s", want, page.Message.Text())
		}
	}
	button := yes(t, page)
	if !strings.HasPrefix(button, "e-y.sw-du.ne-yo.") || len(button) != len("e-y.sw-du.ne-yo.")+8 {
		t.Fatalf("the button says %q", button)
	}
	r := press(c, button, nil)
	want := conversation.Agreed{Choice: subscriber.Choice{Boroughs: []string{"sandwell", "dudley"}, Topics: []string{"neighbours", "young"}, Lang: "en"}, Wording: button[len(button)-8:]}
	if got := r.Effects.Agreed; r.Effects.Book != conversation.OptIn || got == nil || !slices.Equal(got.Choice.Boroughs, want.Choice.Boroughs) ||
		!slices.Equal(got.Choice.Topics, want.Choice.Topics) || got.Choice.Lang != "en" || got.Wording != want.Wording {
		t.Errorf("agreed to %+v, want %+v", got, want)
	}
	// Under other words than today's: they are shown, and nothing is agreed to.
	old := button[:len(button)-8] + "00000000"
	if r := press(c, old, nil); r.Effects.Book != conversation.Nothing || yes(t, r) != button || !strings.Contains(r.Message.Text(), "These words have changed.") {
		t.Errorf("a yes to older words has the effects %+v and shows\n%s", r.Effects, r.Message.Text())
	}
	// Typed instead of pressed, it shows the words again.
	typed := c.Step(conversation.Input{Text: "i am 18 or over. yes please", Last: page.Path}, time.Unix(1_795_600_000, 0))
	if typed.Effects.Book != conversation.Nothing || typed.Message.Text() != page.Message.Text() {
		t.Errorf("a typed yes has the effects %+v and shows\n%s", typed.Effects, typed.Message.Text())
	}
}

// Data that nobody was given is met with the first screen and has no effect.
func TestForgedAsideData(t *testing.T) {
	c := shipped(t)
	for _, data := range []string{"e-", "e-x", "e-hh", "e-s.sw", "e-o.", "e-d.", "e-f.sw", "e-u.un", "e-u.zz", "e-u.sw-sw", "e-u.sw-", "e-u.-", "e-u.sw.", "e-u.sw.zz",
		"e-u.sw.ne-ne", "e-u.sw.ne.yo", "e-usw", "e-y", "e-y.sw.ne", "e-y.sw..00000000", "e-y..ne.00000000", "e-y.el.ne.00000000", "e-y.sw.ne.1.2", "x-s", "E-S",
		"e-u." + strings.Repeat("sw-", 30), "e-u.sandwell"} {
		r := press(c, data, nil)
		safe(t, data, r)
		if r.Effects != (conversation.Effects{}) || r.New || !strings.Contains(r.Message.Text(), "The questions have changed") {
			t.Errorf("%q has the effects %+v and shows\n%s", data, r.Effects, r.Message.Text())
		}
	}
}

// Where the book failed, the answer does not say that it worked, and it opens with
// nothing but 999.
func TestWhenTheBookFails(t *testing.T) {
	c := shipped(t)
	button := yes(t, press(c, "e-u.du.ne", nil))
	for data, want := range map[string]string{
		"e-s": "We could not save this yet. We keep trying.", "e-o": "We could not save this yet. We keep trying.",
		button: "We could not save this just now.", "e-u": "We cannot see just now if you get local updates already.",
		"e-d": "We cannot look this up just now.", "e-f": "We could not erase all of it just now.",
	} {
		worked, failed := press(c, data, nil), press(c, data, &conversation.Outcome{Failed: true})
		safe(t, data, failed)
		if !strings.HasPrefix(failed.Message.Text(), "Emergency? Call 999 now.\n\n"+want) || strings.Contains(worked.Message.Text(), want) {
			t.Errorf("%s: want %q in the one that failed and not in the other:\n%s\n\n%s", data, want, failed.Message.Text(), worked.Message.Text())
		}
	}
	typed := c.Step(conversation.Input{Text: "stop", Last: "e1.du.ch", Book: &conversation.Outcome{Failed: true}}, time.Unix(1_795_600_000, 0))
	if !strings.Contains(typed.Message.Text(), "We keep trying.") || !strings.Contains(typed.Message.Text(), "How soon does the child need help?") {
		t.Errorf("stop in the middle of the questions:\n%s", typed.Message.Text())
	}
}

// What is held is told, and topics that are gone are left out of it.
func TestHeld(t *testing.T) {
	c := shipped(t)
	s := &subscriber.Subscription{Choice: subscriber.Choice{Boroughs: []string{"dudley", "walsall"}, Topics: []string{"dogs", "older"}, Lang: "en"},
		Wording: "0123abcd", Since: time.Date(2026, 7, 1, 8, 30, 0, 0, time.UTC)}
	held := &conversation.Outcome{Held: subscriber.Held{Subscription: s, Messages: 12}}
	all := press(c, "e-d", held)
	safe(t, "e-d", all)
	for _, want := range []string{"you said yes on 1 July 2026, 9.30am.", "Place: Dudley.\n", "About: Older people and carers.\n", "0123abcd", "numbers of messages here: 12."} {
		if !strings.Contains(all.Message.Text(), want) {
			t.Errorf("does not tell %q:\n%s", want, all.Message.Text())
		}
	}
	gets := press(c, "e-u", held)
	if text := gets.Message.Text(); !strings.Contains(text, "You get local updates here.\nPlace: Dudley.\nAbout: Older people and carers.") || gets.Message.Buttons[0].Data != "e-u.du.ol" {
		t.Errorf("to somebody who gets updates /updates says\n%s\n%+v", text, gets.Message.Buttons)
	}
}

// Nothing that is chosen about messages needs more than 64 bytes of data, and every
// link of a poster opens its page.
func TestLinks(t *testing.T) {
	c := shipped(t)
	if len(c.Updates().Links) == 0 {
		t.Fatal("no links: this proves nothing")
	}
	for code := range c.Updates().Links {
		for _, line := range []string{"/start " + code, "/start@somebot  " + code} {
			r := c.Step(conversation.Input{Text: line, Last: "e1.sw.ch"}, time.Unix(1_795_600_000, 0))
			safe(t, line, r)
			if r.Effects != (conversation.Effects{}) || !strings.Contains(r.Message.Text(), "They show on this phone.") {
				t.Errorf("%q has the effects %+v and shows\n%s", line, r.Effects, r.Message.Text())
			}
		}
	}
	first := c.First()
	for _, line := range []string{"/start", "/start x", "/start e-f", "/start " + strings.Repeat("k7m2", 30), "/start@somebot x"} {
		if r := c.Step(conversation.Input{Text: line}, time.Unix(1_795_600_000, 0)); r.Message.Text() != first.Text() || r.Effects != (conversation.Effects{}) {
			t.Errorf("%q is not a plain start:\n%s", line, r.Message.Text())
		}
	}
}
