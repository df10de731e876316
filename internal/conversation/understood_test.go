package conversation_test

import (
	"strconv"
	"strings"
	"testing"

	"signpost/internal/conversation"
)

// replay does one input after another and gives the last answer. A bare number is a
// button of the screen before it.
func replay(t *testing.T, c *conversation.Conversation, inputs string) conversation.Reply {
	t.Helper()
	now := at(t, "2026-11-25T14:00")
	r := c.Step(conversation.Input{Text: "/start"}, now)
	for line := range strings.SplitSeq(inputs, " / ") {
		in := conversation.Input{Text: line, Last: r.Path}
		if n, err := strconv.Atoi(line); err == nil && n <= len(r.Message.Buttons) {
			in = conversation.Input{Kind: conversation.Press, Text: r.Message.Buttons[n-1].Data}
		}
		r = c.Step(in, now)
		safe(t, inputs, r)
	}
	return r
}

// Whatever was said before, the newest line leads where it should, and says so.
func TestNewestLine(t *testing.T) {
	c := shipped(t)
	const (
		right     = "Is that right? If not, press Change."
		childline = "0800 1111"
	)
	for _, test := range []struct{ inputs, path, shows string }{
		// A wish to die opens its card at once, from every screen.
		{"1 / I want to kill myself, I live in Dudley", "e1.du.me.no.life!", "116 123"},
		{"1 / 4 / 1 / im in dudley i want to die", "e1.du.me.yes.life!", childline},
		{"1 / 3 / 2 / i want to die, i live in dudley", "e1.du.me.no.life!", "116 123"},
		{"1 / 1 / 2 / I want to kill myself", "e1.sw.me.no.life!", "116 123"},
		{"2 / 6 / i want to die", "e1.du.me.no.life!", "116 123"},
		{"5 / i want to die", "e1.un.me.no.life!", "116 123"},
		{"1 / 2 / she wants to die, she has taken all her tablets", "e1.sw.li!", "116 123"},
		{"1 / 4 / 2 / she wants to die, she has taken all her tablets", "e1.sw.li!", "116 123"},
		{"im in dudley / im 14 / i want to die", "e1.du.me.yes.life!", childline},
		{"1 / nan in tipton / i want to die / my husband hits me", "e1.sw.me.no.life!", "116 123"},

		// Who is certainly under 18 is never taken for an adult.
		{"I want to die / im 14", "e1.un.me.yes.life!", "Yes, I am under 18. " + right},
		{"1 / 4 / 2 / i am 15 and i want to die", "e1.sw.me.yes.life!", childline},
		{"1 / 4 / 2 / 1 / 2 / im 14", "e1.sw.me.yes.hurt.soon", "Yes, I am under 18. " + right},

		// About the writer is not about dying.
		{"2 / 4 / 2 / i have no money for food", "e1.du.me.no", "What is happening?"},
		{"2 / 4 / 2 / i cant wash myself anymore", "e1.du.me.no", "What is happening?"},
		{"2 / i have no money for food", "e1.du.me", "Me. If that is wrong, press Change."}, // a yes would answer two questions

		// Another person than the one chosen takes their place.
		{"2 / 1 / 2 / actually its my nan", "e1.du.ad.soon", "An adult who needs care. " + right},
		{"2 / 4 / actually its my nan", "e1.du.ad", "An adult who needs care. " + right},
		{"2 / 4 / 2 / 1 / actually its my nan", "e1.du.ad", "An adult who needs care. " + right},
		{"2 / 1 / 2 / i am 12 and its me my dad hits me", "e1.du.me.yes.else.soon!", "Me. Yes, I am under 18. " + right},
		{"2 / 3 / 2 / he shouts at me", "e1.du.da.soon", "01384 455411"},
		{"2 / 4 / 2 / 2 / 2 / my husband hits me", "e1.du.me.no.hurt.soon!", "Someone hurts or controls me. " + right},
		{"2 / 2 / 1 / he hits her", "e1.du.da.now!", "Hurt by partner or family. " + right},
		{"1 / 4 / 2 / im disabled and need a carer to wash me", "e1.sw.me.no.care.tip", "I need care or support."},

		// A cry for help stays danger, in the buttons and for the next line.
		{"5 / help / 1", "e1.sw!", "For a child"},
		{"help / dudley", "e1.du!", "For a child"},
		{"help / im in dudley", "e1.du!", "Dudley. " + right},
		{"sos / 2", "e1.du!", "When you are safe, call"},

		// A command with a sentence behind it is a sentence.
		{"1 / /help my husband has a knife", "e1.sw.da.now!", "Call 999 now."},
		{"1 / /help@somebot my husband has a knife", "e1.sw.da.now!", "Call 999 now."},
		{"1 / 2 / 2 / my husband is strangling me", "e1.sw.da.now!", "Hurt by partner or family."},
		{"1 / /stop hitting me please", "e1.sw.me!", "Call 999 now."},
		{"1 / /hide me from him he is coming", "e1.sw.da.now!", "Call 999 now."},
		{"1 / /start he is going to kill me", "e1.sw.da.now!", "Call 999 now."},
		{"1 / /hide now", "e1", "Where does the person"},
		{"1 / /help me", "e1.sw", "Press the buttons to say"},

		// A line with nothing but a place corrects the place; with more in it, the place is asked.
		{"1 / sorry i meant dudley", "e1.du", "Dudley. " + right},
		{"1 / 2 / 2 / dudley", "e1.du.ad.soon", "Dudley. " + right},
		{"1 / 2 / 2 / my nan lives in halesowen", "e1.sw.ad.soon", "Halesowen is in Dudley. That is not the place you chose before, which was Sandwell."},
		{"1 / 2 / 2 / my nan lives in halesowen / Dudley", "e1.du.ad.soon", "Dudley. " + right},
		{"1 / 2 / 2 / my nan lives in halesowen / 2", "e1.du.ad.soon", "0300 555 0055"},
		{"1 / 1 / 2 / my nan in dudley is not breathing", "e1.sw.ad.now!", "Dudley. That is not the place you chose before, which was Sandwell."},
		{"1 / 2 / 2 / pomocy, mąż ma nóż i chce mnie zabić, halesowen", "e1.sw.da.now!", "Zadzwoń"},
		{"4 / 2 / 2 / dudley", "e1.du.ad.soon", "Dudley. " + right},
	} {
		r := replay(t, c, test.inputs)
		if r.Path != test.path {
			t.Errorf("%s leads to %q, want %q", test.inputs, r.Path, test.path)
		}
		if text := r.Message.Text(); !strings.Contains(text, test.shows) {
			t.Errorf("%s: %q is not in\n%s", test.inputs, test.shows, text)
		}
	}
}

// A long account is answered with numbers, from every screen, and claims no age.
func TestLongAccount(t *testing.T) {
	c := shipped(t)
	mine := strings.Repeat("he came home and shouted at me and took my phone and my money again like every week, and i sat in the kitchen. ", 3)
	for inputs, path := range map[string]string{
		mine:                      "e1.un.da.soon",
		"1 / " + mine:             "e1.sw.da.soon",
		"1 / 4 / " + mine:         "e1.sw.un.soon",
		"1 / 4 / 2 / " + mine:     "e1.sw.me.no.hurt.soon",
		"1 / 4 / 1 / 1 / " + mine: "e1.sw.me.yes.hurt.soon",
		"2 / 3 / 3 / " + mine:     "e1.du.da.tip",
	} {
		r := replay(t, c, inputs)
		if r.Path != path {
			t.Errorf("%.20s leads to %q, want %q", inputs, r.Path, path)
		}
		if c.Contacts(r.Path, at(t, "2026-11-25T14:00")) == nil {
			t.Errorf("%.20s: no number in\n%s", inputs, r.Message.Text())
		}
	}
}

// The card for a wish to die does not say back an age and a place that nobody chose,
// and who is not known to be under 18 reads of Childline, too, after the others.
func TestDistressCard(t *testing.T) {
	c := shipped(t)
	for _, area := range []string{"sw", "du", "el", "un"} {
		for _, end := range []string{".me.no.life", ".me.yes.life", ".li"} {
			text := c.Step(conversation.Input{Kind: conversation.Press, Text: "e1." + area + end}, at(t, "2026-11-25T14:00")).Message.Text()
			if strings.Contains(text, "You chose") || !strings.Contains(text, "0800 1111") {
				t.Errorf("%s%s says back what was chosen, or has no Childline:\n%s", area, end, text)
			}
			if end == ".me.no.life" && strings.Index(text, "Under 18? You can also call: Childline") < strings.Index(text, "NHS 111") {
				t.Errorf("%s%s does not have Childline last:\n%s", area, end, text)
			}
		}
	}
}

// At "Are you under 18?" a word or a number of years is an answer, and nowhere else.
func TestTypedAge(t *testing.T) {
	c := shipped(t)
	for line, want := range map[string]string{
		"yes": "e1.sw.me.yes", "Yeah.": "e1.sw.me.yes", "yep": "e1.sw.me.yes", "yh": "e1.sw.me.yes", "Y": "e1.sw.me.yes",
		"no": "e1.sw.me.no", "nope": "e1.sw.me.no", "nah": "e1.sw.me.no", "n": "e1.sw.me.no",
		"17": "e1.sw.me.yes", "9": "e1.sw.me.yes", "18": "e1.sw.me.no", "64": "e1.sw.me.no", "14 years old": "e1.sw.me.yes", "30 years": "e1.sw.me.no",
		"0": "e1.sw.me", "-5": "e1.sw.me.yes", "121": "e1.sw.me", "999": "e1.sw.me!",
	} {
		r := c.Step(conversation.Input{Text: line, Last: "e1.sw.me"}, at(t, "2026-11-25T14:00"))
		safe(t, line, r)
		if r.Path != want {
			t.Errorf("%q leads to %q, want %q", line, r.Path, want)
		}
	}
	for _, elsewhere := range []string{"e1", "e1.sw", "e1.sw.me.no", "e1.sw.ch.soon", "e1.sw.me!"} {
		if r := c.Step(conversation.Input{Text: "yes", Last: elsewhere}, at(t, "2026-11-25T14:00")); r.Path != elsewhere {
			t.Errorf("yes at %q leads to %q", elsewhere, r.Path)
		}
	}
}

// Danger in the words under a photo is answered like a typed line; without it the
// photo gets the polite line.
func TestCaption(t *testing.T) {
	c := shipped(t)
	for _, test := range []struct {
		caption, path, shows string
	}{
		{"he did this to me, he has a knife, im in dudley", "e1.du", "Call 999 now."},
		{"i want to die", "e1.un.me.no.life!", "116 123"},
		{"my nan in dudley", "e1", "are not opened here"},
		{"", "e1", "are not opened here"},
		{"stop", "e1", "are not opened here"},
	} {
		r := c.Step(conversation.Input{Kind: conversation.Other, Text: test.caption}, at(t, "2026-11-25T14:00"))
		safe(t, test.caption, r)
		if text := r.Message.Text(); !strings.HasPrefix(r.Path, test.path) || !strings.Contains(text, test.shows) || r.Effects != (conversation.Effects{}) {
			t.Errorf("%q leads to %q and shows\n%s", test.caption, r.Path, text)
		}
	}
}

// TestStopWithMore: who asks for no more messages gets none, whatever follows; who is
// in danger is heard.
func TestStopWithMore(t *testing.T) {
	c := shipped(t)
	for line, want := range map[string]bool{
		"/stop": true, "/stop sending me these": true, "/Unsubscribe from all of it": true,
		"/stop hitting me please": false, "stop sending me these": false,
	} {
		r := c.Step(conversation.Input{Text: line}, at(t, "2026-11-25T14:00"))
		if got := r.Effects.Book == conversation.OptOut; got != want {
			t.Errorf("%q opts out: %v, want %v", line, got, want)
		}
	}
}

// TestCarried presses, and types, the answer to the question that a line left open: what
// the line said behind it stands in the buttons, and is said back with the question.
func TestCarried(t *testing.T) {
	c := shipped(t)
	const right, where = "Is that right? If not, press Change.", "Where does the person who needs help live?"
	for _, test := range []struct{ line, last, shows, asks, answer, leads string }{
		{"my nan keeps falling over", "", "An adult who needs care. Needs help soon. " + right + " This is automatic.", where, "Sandwell", "e1.sw.ad.soon"},
		{"my nan keeps falling over", "", "An adult who needs care.", where, "Not sure, or both", "e1.un.ad.soon"},
		{"im 14", "", "Me. Yes, I am under 18. " + right, where, "Dudley", "e1.du.me.yes"},
		{"help me he is going to kill me", "", "Hurt by partner or family. Danger now. " + right, where, "Dudley", "e1.du.da.now!"},
		{"my husband shouts at me and takes my wages", "", "Hurt by partner or family. Needs help soon. " + right, where, "Dudley", "e1.du.da.soon"},
		{"who do i call in sandwell", "", "Sandwell. I want advice. " + right, "Who needs help?", "An adult who needs care", "e1.sw.ad.tip"},
		{"no", "e1.un.ad.soon*", "", "Which answer", "", ""},
		{"yes", "e1.un.ad.soon*", "", where, "Not sure, or both", "e1.un.ad.soon"},
		{"i dont know", "e1.un.ad.soon*", "", "Dudley", "", ""},
		{"12", "e1.un.me*", "", where, "Sandwell", "e1.sw.me"},
		{"hello", "", "", where, "Sandwell", "e1.sw"},
		{"she fell again", "e1.un.ad.soon*", "Nobody reads", where, "Somewhere else", "e1.el.ad.soon"}, // asked until it is said
		{"he hit me. tipton", "", "Hurt by partner or family. ", "0808 2000 247", "", ""},              // the line for that first
		{"we are in Walsall", "", "Walsall. Somewhere else. " + right, "Who needs help?", "A child or young person", "e1.el.ch"},
		{"nope", "e1.du.ad.soon", "", "Which answer", "", ""},
		{"at my daughters in tipton", "e1.un.ad.soon*", "Tipton is in Sandwell. " + right, "You chose: Sandwell. An adult who needs care.", "", ""}, // her nan is there
		{"at school in tipton", "e1.un.da.soon*", "Tipton is in Sandwell. " + right, "You chose: Sandwell. Hurt by partner or family.", "", ""},
		{"my daughter in tipton is being groomed online", "e1.un.ad.soon*", "A child or young person. " + right, "You chose: Sandwell. A child", "", ""},
	} {
		r := c.Step(conversation.Input{Text: test.line, Last: test.last}, at(t, "2026-11-25T12:00"))
		safe(t, test.line, r)
		for _, want := range []string{test.shows, test.asks} {
			if text := r.Message.Text(); !strings.Contains(text, want) {
				t.Errorf("%q: %q is not in\n%s", test.line, want, text)
			}
		}
		for _, b := range r.Message.Buttons {
			if b.Label != test.answer {
				continue
			}
			if pressed := c.Step(conversation.Input{Kind: conversation.Press, Text: b.Data}, at(t, "2026-11-25T12:00")); pressed.Path != test.leads {
				t.Errorf("%q, then %s pressed leads to %q, want %q", test.line, b.Label, pressed.Path, test.leads)
			}
		}
		if test.asks == where {
			if typed := c.Step(conversation.Input{Text: test.answer, Last: r.Path}, at(t, "2026-11-25T12:00")); typed.Path != test.leads {
				t.Errorf("%q, then %s typed leads to %q, want %q", test.line, test.answer, typed.Path, test.leads)
			}
		}
	}
}

// A place that may lie in more than one area is said back, so that it is seen to be read, and
// the area is asked; not where one was chosen before.
func TestTypedPlaceOfSeveralAreas(t *testing.T) {
	c := shipped(t)
	const several = " can be in more than one area."
	for _, test := range []struct {
		line, last, place string
	}{
		{"b62", "", "B62"},
		{"Great Barr, worried about a child", "", "Great Barr"},
		{"he has a knife. B64 5", "", "B64 5"},
		{"b62", "e1.du", ""},
		{"tipton", "", ""},
		{"worried about a child", "", ""},
	} {
		r := c.Step(conversation.Input{Text: test.line, Last: test.last}, at(t, "2026-11-25T12:00"))
		safe(t, test.line, r)
		if got := strings.Contains(r.Message.Text(), test.place+several); got != (test.place != "") {
			t.Errorf("%q at %q: said back is %v\n%s", test.line, test.last, got, r.Message.Text())
		}
	}
}
