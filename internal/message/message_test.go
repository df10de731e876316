package message

import (
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"
)

func TestZeroMessageShows999(t *testing.T) {
	const want = "Emergency? Call 999 now."
	if got := (Message{}).Text(); got != want {
		t.Errorf("Text of the zero Message is %q, want %q", got, want)
	}
	if got := (Message{}).HTML(); got != want {
		t.Errorf("HTML of the zero Message is %q, want %q", got, want)
	}
	if ps := (Message{}).Problems(); ps != nil {
		t.Errorf("the zero Message has problems: %q", ps)
	}
}

func TestPrompts(t *testing.T) {
	lines := []Line{{Text: "Who & where?", Strong: true}, {}, {Text: "a < b > c"}}
	for _, tt := range []struct {
		name       string
		prompt     Prompt
		lang       Lang
		lines      []Line
		text, html string
	}{
		{"guidance opens", Guidance, English, lines,
			"Emergency? Call 999 now.\n\nWho & where?\n\na < b > c",
			"Emergency? Call 999 now.\n\n<b>Who &amp; where?</b>\n\na &lt; b &gt; c"},
		{"campaign closes", Campaign, English, lines,
			"Who & where?\n\na < b > c\n\nEmergency? Call 999 now.",
			"<b>Who &amp; where?</b>\n\na &lt; b &gt; c\n\nEmergency? Call 999 now."},
		{"campaign with no lines", Campaign, English, nil, "Emergency? Call 999 now.", "Emergency? Call 999 now."},
		{"danger opens with the card", Danger, English, []Line{{Text: "Stay."}},
			dangerCard + "\n\nStay.", "<b>Call 999 now.</b>" + strings.TrimPrefix(dangerCard, "Call 999 now.") + "\n\nStay."},
		{"danger with no lines", Danger, English, nil, dangerCard, "<b>Call 999 now.</b>" + strings.TrimPrefix(dangerCard, "Call 999 now.")},
		{"a prompt that is not there", 200, English, nil, "Emergency? Call 999 now.", "Emergency? Call 999 now."},
		{"a language that is not there", Guidance, '?', nil, "Emergency? Call 999 now.", "Emergency? Call 999 now."},
		{"an empty strong line", Guidance, English, []Line{{Strong: true}, {Text: "a"}}, "Emergency? Call 999 now.\n\n\na", "Emergency? Call 999 now.\n\n\na"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := Message{Lang: tt.lang, Prompt: tt.prompt, Lines: tt.lines}
			if got := m.Text(); got != tt.text {
				t.Errorf("Text\n got %q\nwant %q", got, tt.text)
			}
			if got := m.HTML(); got != tt.html {
				t.Errorf("HTML\n got %q\nwant %q", got, tt.html)
			}
		})
	}
}

// dangerCard is written out here, word for word, so that a change of the
// emergency words is seen and meant.
const dangerCard = `Call 999 now.
Cannot speak? Call 999 from a mobile. Listen. Cough or tap the keys if you can. When asked, press 55.
This does not tell the police where you are: stay on the line.
Cannot hear? Use 999 BSL, at 999bsl.co.uk, or call 18000 with Relay UK.
Text 999 only works if your phone was registered before.`

func TestEveryLanguageHasEveryEmergencyWord(t *testing.T) {
	langs := Languages()
	if len(langs) == 0 || langs[0] != English {
		t.Fatalf("the languages are %q, want English first", langs)
	}
	for _, l := range langs {
		w := Words(l)
		if lines := w.Lines(); len(lines) != 6 || slices.Contains(lines, "") {
			t.Errorf("%s: the emergency words are %q, want six sentences", l.Tag(), lines)
		}
		for _, line := range []string{w.Prompt, w.CallNow, w.CannotSpeak, w.CannotHear, w.TextOnly} {
			if !strings.Contains(line, "999") {
				t.Errorf("%s: %q does not say 999", l.Tag(), line)
			}
		}
		if strings.ContainsAny(w.Prompt, "\n\r") {
			t.Errorf("%s: the prompt %q is not one line", l.Tag(), w.Prompt)
		}
	}
	if got := English.Tag(); got != "en" {
		t.Errorf("the tag of English is %q", got)
	}
}

// A message is cut just when Problems says that it is too long, at every length
// around the limit, and the prompt stays either way.
func TestCutAtTheLimit(t *testing.T) {
	units := func(s string) int { return len(utf16.Encode([]rune(s))) }
	for _, letter := range []string{"x", "é", "…", "😀"} { // one, one, one and two units
		for _, prompt := range []Prompt{Guidance, Danger, Campaign} {
			left := MaxText - units(Message{Prompt: prompt}.Text())
			seen := map[bool]bool{}
			for n := left - 30; n < left; n++ {
				m := Message{Prompt: prompt, Lines: []Line{{Text: "first"}, {Text: strings.Repeat("x", n) + letter}}}
				text := m.Text()
				if got := units(text); got > MaxText {
					t.Errorf("prompt %d, %d letters and %q: %d UTF-16 units", prompt, n, letter, got)
				}
				whole := strings.Contains(text, m.Lines[1].Text)
				seen[whole] = true
				if ps := m.Problems(); whole != (ps == nil) {
					t.Errorf("prompt %d, %d letters and %q: whole is %v, but the problems are %q", prompt, n, letter, whole, ps)
				}
				if cut := strings.Contains(text, "first\n…"); cut == whole {
					t.Errorf("prompt %d, %d letters and %q: whole is %v and the mark of a cut is %v", prompt, n, letter, whole, cut)
				}
				if !strings.Contains(text, "Call 999 now.") {
					t.Errorf("prompt %d, %d letters and %q: no 999", prompt, n, letter)
				}
			}
			if !seen[true] || !seen[false] {
				t.Errorf("prompt %d, %q: the limit was never met: %v", prompt, letter, seen)
			}
		}
	}
}

func TestProblems(t *testing.T) {
	press := func(label string) Button { return Button{Label: label, Data: "e1"} }
	row := func(n int, beside bool) (bs []Button) {
		for i := range n {
			bs = append(bs, Button{Label: fmt.Sprint(i + 1), Data: "e1", Beside: beside})
		}
		return bs
	}
	for _, tt := range []struct {
		name string
		m    Message
		want []string
	}{
		{"everything at its limit", Message{Lines: []Line{{Text: "one line"}, {}}, Buttons: append(row(8, true),
			Button{Label: strings.Repeat("é", 30), Data: strings.Repeat("x", 64)},
			Button{Label: "Look", URL: "https://www.sandwell.gov.uk/reportabuse"},
			Button{Label: "Copy", Copy: strings.Repeat("é", 256), Beside: true})}, nil},
		{"too long", Message{Lines: []Line{{Text: strings.Repeat("x", 5000)}}},
			[]string{"the text is about 5031 characters long (shorten it: Telegram takes 4096)"}},
		{"too long in emoji", Message{Lines: []Line{{Text: strings.Repeat("😀", 2100)}}},
			[]string{"the text is about 4231 characters long (shorten it: Telegram takes 4096)"}},
		{"line break", Message{Lines: []Line{{Text: "a\nb"}}},
			[]string{`the line "a\nb" holds a line break or a character that cannot be shown (one line is one line)`}},
		{"control character", Message{Lines: []Line{{Text: "fine"}, {Text: "a\x00"}}},
			[]string{`the line "a\x00" holds a line break or a character that cannot be shown (one line is one line)`}},
		{"not UTF-8", Message{Lines: []Line{{Text: "a\xff"}}},
			[]string{`the line "a\xff" holds a line break or a character that cannot be shown (one line is one line)`}},
		{"101 buttons", Message{Buttons: row(101, false)}, []string{"101 buttons (Telegram takes 100)"}},
		{"100 buttons", Message{Buttons: row(100, false)}, nil},
		{"nine in a row", Message{Buttons: row(9, true)}, []string{`button "9" is number 9 in its row (at most 8)`}},
		{"a second row", Message{Buttons: append(row(8, true), press("below"))}, nil},
		{"no label", Message{Buttons: []Button{press(" ")}}, []string{"a button has no label"}},
		{"long label", Message{Buttons: []Button{press(strings.Repeat("é", 31))}},
			[]string{`button "` + strings.Repeat("é", 31) + `" is 31 characters long (shorten it to 30: phones cut longer ones)`}},
		{"long data", Message{Buttons: []Button{{Label: "Go", Data: strings.Repeat("x", 65)}}},
			[]string{`the data of button "Go" is 65 bytes (at most 64: shorten the ids of the answers)`}},
		{"call link", Message{Buttons: []Button{{Label: "Call", URL: "tel:+441215693100"}}},
			[]string{`button "Call" opens "tel:+441215693100" (Telegram takes only web addresses; write https://…)`}},
		{"plain http", Message{Buttons: []Button{{Label: "Look", URL: "http://example.org"}}},
			[]string{`button "Look" opens "http://example.org" (Telegram takes only web addresses; write https://…)`}},
		{"no host", Message{Buttons: []Button{{Label: "Look", URL: "https:///path"}}},
			[]string{`button "Look" opens "https:///path" (Telegram takes only web addresses; write https://…)`}},
		{"no address", Message{Buttons: []Button{{Label: "Look", URL: "https://%zz"}}},
			[]string{`button "Look" opens "https://%zz" (Telegram takes only web addresses; write https://…)`}},
		{"marks at their limits", Message{Lines: []Line{{Text: "é é", Marks: []Mark{{From: 0, To: 2, Bold: true}, {From: 2, To: 5, URL: "https://example.org"}}}}}, nil},
		{"a mark within a character", Message{Lines: []Line{{Text: "é", Marks: []Mark{{From: 1, To: 2, Bold: true}}}}},
			[]string{`a mark of the line "é" is outside the line or over another (marks follow one another)`}},
		{"a mark over another", Message{Lines: []Line{{Text: "abc", Marks: []Mark{{From: 0, To: 2, Bold: true}, {From: 1, To: 3, Ital: true}}}}},
			[]string{`a mark of the line "abc" is outside the line or over another (marks follow one another)`}},
		{"a link to no web address", Message{Lines: []Line{{Text: "abc", Marks: []Mark{{From: 0, To: 3, URL: "tg://x"}}}}},
			[]string{`the line "abc" links to "tg://x" (Telegram takes only web addresses; write https://…)`}},
		{"too long under a picture", Message{Photo: "p", Prompt: Campaign, Lines: []Line{{Text: strings.Repeat("x", 1000)}}},
			[]string{"the text is about 1031 characters long (shorten it: Telegram takes 1024 under a picture)"}},
		{"long under a picture", Message{Photo: "p", Prompt: Campaign, Lines: []Line{{Text: strings.Repeat("x", 990)}}}, nil},
		{"long copy", Message{Buttons: []Button{{Label: "Copy", Copy: strings.Repeat("é", 257)}}},
			[]string{`button "Copy" copies 257 characters (at most 256)`}},
		{"does nothing", Message{Buttons: []Button{{Label: "Go"}}},
			[]string{`button "Go" does 0 things (a button does exactly one: press, open or copy)`}},
		{"does two things", Message{Buttons: []Button{{Label: "Go", Data: "e1", Copy: "101"}}},
			[]string{`button "Go" does 2 things (a button does exactly one: press, open or copy)`}},
		{"two problems", Message{Lines: []Line{{Text: "a\tb"}}, Buttons: []Button{{}}},
			[]string{`the line "a\tb" holds a line break or a character that cannot be shown (one line is one line)`,
				"a button has no label", `button "" does 0 things (a button does exactly one: press, open or copy)`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.m.Problems(); !slices.Equal(got, tt.want) {
				t.Errorf("Problems\n got %q\nwant %q", got, tt.want)
			}
		})
	}
}

func TestMarks(t *testing.T) {
	text := `a "big" day & more`
	for _, tt := range []struct {
		name   string
		strong bool
		marks  []Mark
		want   string
	}{
		{"none", false, nil, "a &quot;big&quot; day &amp; more"},
		{"bold, italic, both", false, []Mark{{From: 0, To: 1, Bold: true}, {From: 2, To: 7, Ital: true}, {From: 8, To: 11, Bold: true, Ital: true}},
			"<b>a</b> <i>&quot;big&quot;</i> <b><i>day</i></b> &amp; more"},
		{"a link, and bold in a strong line", true, []Mark{{From: 0, To: 1, Bold: true}, {From: 14, To: 18, URL: "https://example.org/?a=1&b=\"2\""}},
			`<b>a &quot;big&quot; day &amp; <a href="https://example.org/?a=1&amp;b=&quot;2&quot;">more</a></b>`},
		{"outside, empty, over another", false, []Mark{{From: -1, To: 1, Bold: true}, {From: 2, To: 2, Bold: true}, {From: 0, To: 99, Bold: true}, {From: 0, To: 1, Ital: true}, {From: 0, To: 7, Bold: true}},
			"<i>a</i> &quot;big&quot; day &amp; more"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := Message{Prompt: Campaign, Lines: []Line{{Text: text, Strong: tt.strong, Marks: tt.marks}}}
			if got, want := m.HTML(), tt.want+"\n\nEmergency? Call 999 now."; got != want {
				t.Errorf("HTML\n got %q\nwant %q", got, want)
			}
			if got, want := m.Text(), text+"\n\nEmergency? Call 999 now."; got != want {
				t.Errorf("Text\n got %q\nwant %q", got, want)
			}
		})
	}
}

var tag = regexp.MustCompile(`<[^>]*>`)

// FuzzMessage holds what every message promises, whatever its lines say: it shows
// 999, it fits, its marks are balanced, the marks change no word, and nothing is
// cut without a problem that says so. Each line of text is a Line, the odd ones bold.
func FuzzMessage(f *testing.F) {
	f.Fuzz(func(t *testing.T, text string, prompt, lang byte, times uint16) {
		m := Message{Prompt: Prompt(prompt), Lang: Lang(lang)}
		for i, line := range strings.Split(text, "\n") {
			m.Lines = append(m.Lines, Line{Text: strings.Repeat(line, 1+int(times)%500), Strong: i%2 == 1})
		}
		plain, marked := m.Text(), m.HTML()
		for _, s := range []string{plain, marked} {
			if !strings.Contains(s, "999") {
				t.Errorf("no 999 in %q", s)
			}
		}
		if n := len(utf16.Encode([]rune(plain))); n > MaxText {
			t.Errorf("%d UTF-16 units", n)
		}
		if html.UnescapeString(tag.ReplaceAllString(marked, "")) != plain {
			t.Errorf("the HTML %q is not the text %q", marked, plain)
		}
		for i, mark := range tag.FindAllString(marked, -1) {
			if want := [2]string{"<b>", "</b>"}[i%2]; mark != want {
				t.Errorf("mark %d of %q is %s, want %s", i, marked, mark, want)
			}
		}
		if strings.Count(marked, "<b>") != strings.Count(marked, "</b>") {
			t.Errorf("a mark is left open in %q", marked)
		}
		if m.Problems() == nil {
			for _, l := range m.Lines {
				if !strings.Contains(plain, l.Text) || !utf8.ValidString(plain) {
					t.Errorf("the line %q is cut and no problem says so", l.Text)
				}
			}
		}
	})
}
