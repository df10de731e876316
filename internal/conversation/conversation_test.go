package conversation_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"signpost/config"
	"signpost/flows"
	"signpost/internal/conversation"
	"signpost/internal/flow"
	"signpost/internal/hours"
	"signpost/internal/strictyaml"
	"signpost/internal/subscriber"
)

func shipped(t testing.TB) *conversation.Conversation {
	t.Helper()
	c, problems := conversation.Load(strictyaml.Folder{FS: flows.Files, Name: "flows"}, strictyaml.Folder{FS: config.Files, Name: "config"})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return c
}

func at(t testing.TB, text string) time.Time {
	t.Helper()
	instant, err := hours.ParseAt(text)
	if err != nil {
		t.Fatal(err)
	}
	return instant
}

// safe is what every answer owes a resident, whatever came in.
func safe(t testing.TB, what string, r conversation.Reply) {
	t.Helper()
	if text := r.Message.Text(); !strings.Contains(text, "999") {
		t.Errorf("%s: no 999 in\n%s", what, text)
	}
	if html := r.Message.HTML(); !strings.Contains(html, "999") {
		t.Errorf("%s: no 999 in\n%s", what, html)
	}
	for _, p := range r.Message.Problems() {
		t.Errorf("%s: %s", what, p)
	}
	presses := 0
	for _, b := range r.Message.Buttons {
		if b.Data != "" {
			presses++
		}
	}
	if presses == 0 {
		t.Errorf("%s: no button leads on", what)
	}
	if len(r.Toast) > 200 {
		t.Errorf("%s: a toast of %d bytes", what, len(r.Toast))
	}
}

// Any sequence of presses, typed lines, stale and forged data, at any time, always
// yields a message with 999 within Telegram's limits.
func TestAnySequenceIsSafe(t *testing.T) {
	c := shipped(t)
	walks := 2000
	if testing.Short() {
		walks = 200
	}
	rng := rand.New(rand.NewPCG(1, 2))
	start := at(t, "2024-01-01T00:00").Unix()
	end := at(t, "2031-12-31T23:59").Unix()
	lines := []string{"", "hello", "999", "HELP", "sos!", "stop", "Unsubscribe", "/start x", "/help@bot", "/hide", "/privacy", "/about", "menu",
		"Tipton", "dudley", "\x00\xff", strings.Repeat("a", 5000), "\u202e\u0000", "<b>", "😀", "e1.sw.ch", "/" + strings.Repeat("x", 300), "/updates", "/mydata", "/forget", "/start k7m2", "e-u.sw.ne"}
	for range walks {
		last, buttons := "", []string{}
		for range 12 {
			now := time.Unix(start+rng.Int64N(end-start), rng.Int64N(1e9))
			in := conversation.Input{Kind: conversation.Kind(rng.IntN(4)), Last: last}
			switch choice := rng.IntN(10); {
			case in.Kind == conversation.Press && choice < 7 && len(buttons) > 0:
				in.Text = buttons[rng.IntN(len(buttons))]
			case in.Kind == conversation.Press && choice < 9 && len(buttons) > 0:
				in.Text = damage(rng, buttons[rng.IntN(len(buttons))])
			default:
				in.Text = lines[rng.IntN(len(lines))]
			}
			if rng.IntN(5) == 0 {
				in.Last = lines[rng.IntN(len(lines))] // memory dropped or damaged
			}
			r := c.Step(in, now)
			safe(t, "after "+in.Text, r)
			last = r.Path
			buttons = buttons[:0]
			for _, b := range r.Message.Buttons {
				if b.Data != "" {
					buttons = append(buttons, b.Data)
				}
			}
		}
		if t.Failed() {
			return
		}
	}
}

// damage forges data out of data that is real.
func damage(rng *rand.Rand, data string) string {
	b := []byte(data)
	switch i := rng.IntN(len(b)); rng.IntN(4) {
	case 0:
		return data[:i]
	case 1:
		b[i] ^= byte(1 << rng.IntN(8))
	case 2:
		return data + data
	case 3:
		return data[:i] + "!~9?x+."[rng.IntN(7):] + data[i:]
	}
	return string(b)
}

// A button that no longer leads anywhere says so and shows the first question.
func TestStaleButtons(t *testing.T) {
	c := shipped(t)
	now := at(t, "2026-11-25T12:00")
	for _, data := range []string{"", "e", "e0.sw.ch", "x1.sw", "e1.", "e1..", "e1.zz", "e1.sw.ch.soon.more", "e1.sw?", "e1*", "e1.sw*", "e1.un*!", "e1.sw~1", "e1.sw~x", "e1+", "e1.sw+",
		"e1sw", "e1.sw!!", "e1.sw.ch.soon+!", strings.Repeat("e1.sw", 30)} {
		r := c.Step(conversation.Input{Kind: conversation.Press, Text: data}, now)
		safe(t, data, r)
		if !strings.Contains(r.Message.Text(), "The questions have changed") || !strings.Contains(r.Message.Text(), "Where does the person") {
			t.Errorf("%q: not told that the questions have changed, or not shown the first one:\n%s", data, r.Message.Text())
		}
	}
	// Data that is real is not stale.
	for _, data := range []string{"e1", "e1!", "e1.sw", "e1.sw!", "e1.sw!+", "e1.sw.ch.soon+", "e1.sw~", "e1.sw~0", "e1.un.ad.soon*", "e1.un.ad!*?w", "e1.sw?w", "e1?x"} {
		if r := c.Step(conversation.Input{Kind: conversation.Press, Text: data}, now); strings.Contains(r.Message.Text(), "have changed") {
			t.Errorf("%q is taken for stale", data)
		}
	}
}

// Nothing that was typed comes back in an answer.
func TestNothingTypedIsRepeated(t *testing.T) {
	c := shipped(t)
	for _, line := range []string{"xyzzy", "my name is Xyzzy Plugh", "Xyzzy, Tipton"} {
		r := c.Step(conversation.Input{Text: line}, at(t, "2026-11-25T12:00"))
		if strings.Contains(strings.ToLower(r.Message.Text()), "xyzzy") {
			t.Errorf("the answer to %q repeats it:\n%s", line, r.Message.Text())
		}
	}
}

// A card pressed again is worked out for the hour it is then.
func TestCardFollowsTheClock(t *testing.T) {
	c := shipped(t)
	card := conversation.Input{Kind: conversation.Press, Text: "e1.du.ch.soon"}
	for when, want := range map[string]string{"2026-11-25T16:59:59": "0300 555 0050", "2026-11-25T17:00:00": "0300 555 8574"} {
		for _, line := range c.Step(card, at(t, when)).Message.Lines {
			if line.Strong {
				if line.Text != want {
					t.Errorf("at %s the card leads with %s, want %s", when, line.Text, want)
				}
				break
			}
		}
	}
}

// What is known leads along the same path as the presses that mean it.
func TestPath(t *testing.T) {
	c := shipped(t)
	for _, test := range []struct {
		known conversation.Known
		want  string
	}{
		{conversation.Known{}, "e1"},
		{conversation.Known{Area: "dudley"}, "e1.du"},
		{conversation.Known{Who: flow.Child}, "e1"}, // where is asked first
		{conversation.Known{Area: "unknown", Who: flow.Adult, Urgency: flow.Advice}, "e1.un.ad.tip"},
		{conversation.Known{Area: "sandwell", Who: flow.Unsure, Urgency: flow.Immediate}, "e1.sw.un.now"},
		{conversation.Known{Area: "sandwell", Who: flow.Self, Urgency: flow.Concern, Age: flow.Over18}, "e1.sw.me.no.life"},
		{conversation.Known{Area: "sandwell", Who: flow.Self}, "e1.sw.me"},
		{conversation.Known{Area: "sandwell", Who: flow.DomesticAbuse, Me: true, Age: flow.Under18, Urgency: flow.Concern}, "e1.sw.me.yes.hurt.soon"},
		{conversation.Known{Area: "sandwell", Who: flow.Child, Me: true, Age: flow.Under18, Urgency: flow.Concern}, "e1.sw.me.yes.else.soon"},
		{conversation.Known{Area: "nowhere", Who: flow.Child}, "e1"},
	} {
		if got := c.Path(test.known); got != test.want {
			t.Errorf("Path(%+v) = %q, want %q", test.known, got, test.want)
		}
	}
}

// The words that count only as the whole message have their effects, and no others do.
func TestEffects(t *testing.T) {
	c := shipped(t)
	now := at(t, "2026-11-25T12:00")
	for line, want := range map[string]conversation.Effects{
		"stop": {Book: conversation.OptOut}, "STOP.": {Book: conversation.OptOut}, "unsubscribe": {Book: conversation.OptOut},
		"/stop": {Book: conversation.OptOut}, "/stop@somebot": {Book: conversation.OptOut}, "/stop\nplease": {Book: conversation.OptOut},
		"Stop these messages": {Book: conversation.OptOut},
		"/updates":            {Book: conversation.LookUp}, "/mydata": {Book: conversation.LookUp}, "/forget": {Book: conversation.Forget},
		"forget it": {}, "forget": {}, "/start k7m2": {}, "yes": {}, "I am 18 or over. Yes please": {},
		"hide": {Hide: true}, "/hide": {Hide: true}, "Hide now!": {Hide: true}, "clear this chat": {Hide: true},
		"hide 🙏": {Hide: true}, "\u200fhide\u200f": {Hide: true}, "\u200bhide\u200b": {Hide: true}, "\u200f/hide": {Hide: true},
		"“stop”": {Book: conversation.OptOut}, "stop…": {Book: conversation.OptOut}, "stop 😡": {Book: conversation.OptOut},
		"please make him stop": {}, "stop it": {}, "hide me": {}, "hello": {}, "": {},
	} {
		if got := c.Step(conversation.Input{Text: line}, now).Effects; got != want {
			t.Errorf("%q has the effects %+v, want %+v", line, got, want)
		}
	}
}

// What stands around a word that counts only as the whole message does not matter.
func TestAroundWholeMessages(t *testing.T) {
	c := shipped(t)
	now := at(t, "2026-11-25T12:00")
	for _, around := range []string{" %", "%!!", "“%”", "%…", "🙏 % 😡", "\u200f%\u200f", "\u200b%\u200b", "(%)", "*%*", "…%?!"} {
		for _, word := range []string{"hide", "stop", "unsubscribe", "help", "sos", "999", "start", "menu", "cancel", "privacy", "back", "change"} {
			plain := c.Step(conversation.Input{Text: word, Last: "e1.sw.ch.soon"}, now)
			got := c.Step(conversation.Input{Text: strings.Replace(around, "%", word, 1), Last: "e1.sw.ch.soon"}, now)
			if got.Message.Text() != plain.Message.Text() || got.Path != plain.Path || got.Effects != plain.Effects {
				t.Errorf("%q at %q is not read as the word alone:\n%s", word, around, got.Message.Text())
			}
			if strings.Contains(plain.Message.Text(), "Nobody reads messages here. Please press") {
				t.Errorf("%q is not read", word)
			}
		}
	}
}

// A typed line takes the same path as presses that mean it; danger in it shows the
// emergency card first.
func TestTypedLines(t *testing.T) {
	c := shipped(t)
	for _, test := range []struct{ line, last, want string }{
		{"Tipton", "", "e1.sw"},
		{"I'm worried about my nan in Halesowen, her carer keeps shouting at her", "", "e1.du.ad.soon"},
		{"he's got a knife, we're in tipton", "", "e1.sw.da.now!"},
		{"i want to end it all tonight", "", "e1.un.me.no.life!"},
		{"my mate keeps cutting herself shes 15. west brom", "", "e1.sw.li!"},
		{"help me he is going to kill me", "", "e1.un.da.now!*"}, // the place is asked
		{"my nan", "e1.du", "e1.du.ad"},
		{"Sandwell", "e1.du.ch", "e1.sw.ch"}, // a place alone corrects the one before it
		{"she lives in tipton", "e1.un.ch.soon", "e1.sw.ch.soon"},
		{"tipton", "e1!", "e1.sw!"},
		{"dudley", "e1.du.ch", "e1.du.ch"},
		{"great barr", "e1.un", "e1.un"},
		{"what are your opening hours", "e1.sw", "e1.sw"},
		{"where is the refuge in dudley, i need the address", "", "e1.un.da.tip"}, // the lines of everywhere
		{"which refuge is she in, tipton", "e1.du.da", "e1.du.da.tip"},            // and asks which area
		{"asdf", "e1.sw.ch", "e1.sw.ch"},
		{"he is hitting her now", "e1.sw.ch", "e1.sw.ch.now!"},
	} {
		r := c.Step(conversation.Input{Text: test.line, Last: test.last}, at(t, "2026-11-25T12:00"))
		safe(t, test.line, r)
		if r.Path != test.want {
			t.Errorf("%q at %q leads to %q, want %q", test.line, test.last, r.Path, test.want)
		}
		if danger := strings.Contains(test.want, "!"); danger != strings.HasPrefix(r.Message.Text(), "Call 999 now.") {
			t.Errorf("%q: the emergency card first is %v, want %v", test.line, !danger, danger)
		}
	}
}

// A place that is not the one chosen is never taken for it: the question comes again,
// and danger stays danger.
func TestAnotherPlaceIsAsked(t *testing.T) {
	c := shipped(t)
	for _, test := range []struct {
		line   string
		danger bool
	}{{"its my little brother, in tipton", false}, {"he's got a knife, we're in tipton", true}} {
		r := c.Step(conversation.Input{Text: test.line, Last: "e1.du.ch.soon"}, at(t, "2026-11-25T12:00"))
		safe(t, test.line, r)
		text := r.Message.Text()
		for _, want := range []string{"Tipton is in Sandwell. That is not the place you chose before, which was Dudley.", "Where does the person who needs help live?"} {
			if !strings.Contains(text, want) {
				t.Errorf("%q is not in\n%s", want, text)
			}
		}
		if test.danger != strings.HasPrefix(text, "Call 999 now.") {
			t.Errorf("%q: the emergency card first is %v", test.line, !test.danger)
		}
		if strings.Contains(text, "0300 555") || strings.Contains(text, "0121 569") {
			t.Errorf("a council is named before the place is certain:\n%s", text)
		}
		for _, b := range r.Message.Buttons {
			if b.Label == "Sandwell" && !strings.HasPrefix(b.Data, "e1.sw.ch.soon") {
				t.Errorf("the button of the typed place leads to %q", b.Data)
			}
		}
	}
}

// Somebody else's wish to die brings the lines for it, too.
func TestDistressOfAnother(t *testing.T) {
	r := shipped(t).Step(conversation.Input{Text: "my mate keeps cutting herself shes 15. west brom"}, at(t, "2026-11-25T12:00"))
	for _, number := range []string{"116 123", "111", "0800 1111", "0121 569 3100"} {
		if !strings.Contains(r.Message.Text(), number) {
			t.Errorf("%s is not in\n%s", number, r.Message.Text())
		}
	}
}

func FuzzPress(f *testing.F) {
	c := shipped(f)
	for _, data := range []string{"e-h", "e-s", "e-o", "e-d", "e-f", "e-u", "e-u.", "e-u.sw-du.ne-yo-ol", "e-u..ol", "e-y.sw.ne.05e577dc", "e-y.du.ne.", "e-u.sw-sw"} {
		f.Add(data, int64(1_795_600_000))
	}
	f.Fuzz(func(t *testing.T, data string, unix int64) {
		r := c.Step(conversation.Input{Kind: conversation.Press, Text: data}, time.Unix(unix%(1<<35), 0))
		safe(t, data, r)
		for _, how := range []conversation.Outcome{{Failed: true}, {Held: subscriber.Held{Subscription: &subscriber.Subscription{}, Messages: 1}}} {
			safe(t, data, c.Step(conversation.Input{Kind: conversation.Press, Text: data, Book: &how}, time.Unix(unix%(1<<35), 0)))
		}
		again := c.Step(conversation.Input{Kind: conversation.Press, Text: data}, time.Unix(unix%(1<<35), 0))
		if r.Message.HTML() != again.Message.HTML() {
			t.Errorf("%q is answered in two ways at one instant", data)
		}
		// The place that a reply names is one that can be gone back to.
		if back := c.Step(conversation.Input{Kind: conversation.Press, Text: r.Path}, time.Unix(0, 0)); strings.Contains(back.Message.Text(), "have changed") {
			t.Errorf("%q leads to the place %q, which does not walk", data, r.Path)
		}
	})
}

func FuzzTyped(f *testing.F) {
	c := shipped(f)
	f.Fuzz(func(t *testing.T, line, last string) {
		safe(t, line, c.Step(conversation.Input{Text: line, Last: last}, time.Unix(1795600000, 0)))
	})
}

func BenchmarkStep(b *testing.B) {
	c := shipped(b)
	now := at(b, "2026-11-25T03:10")
	for _, bench := range []struct {
		name string
		in   conversation.Input
	}{
		{"question", conversation.Input{Kind: conversation.Press, Text: "e1.sw"}},
		{"card", conversation.Input{Kind: conversation.Press, Text: "e1.du.ad.soon"}},
		{"biggest-card", conversation.Input{Kind: conversation.Press, Text: "e1.un.un.soon"}},
		{"typed", conversation.Input{Text: "my neighbour is shouting at the little one again", Last: "e1.sw"}},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.Step(bench.in, now)
			}
		})
	}
}
