// Package message holds the one type that leaves this program for a resident.
//
// It exists so that the 999 prompt is a property of the type and not a habit of
// whoever writes a sentence: there is no way to get text out of a Message without
// it, a zero Message still shows it, and it needs no file, network or database.
// It promises that the rendered text is never longer than Telegram takes, under a
// picture too: when the lines do not fit, lines are dropped, never the prompt. It does not know
// what the lines say; the conversation and the campaigns do.
package message

import (
	"strings"
	"unicode/utf16"
)

// Prompt says how the emergency prompt stands in a message.
type Prompt uint8

const (
	// Guidance opens with the prompt, one line. It is the zero value.
	Guidance Prompt = iota
	// Danger opens with the whole emergency card: call now, cannot speak, cannot hear.
	Danger
	// Campaign closes with the prompt, one line.
	Campaign
)

// Message is what one person sees at once: lines, then buttons. The emergency
// prompt is not among the lines; rendering puts it in.
type Message struct {
	Lang    Lang
	Prompt  Prompt
	Photo   string // Telegram's file id of a picture above the lines; "" for none
	Lines   []Line
	Buttons []Button
}

// Line is one line of text. An empty Text is a gap between two thoughts.
type Line struct {
	Text   string `json:"text,omitempty"`
	Strong bool   `json:"strong,omitempty"` // shown in bold: the number to use now, the question
	Marks  []Mark `json:"marks,omitempty"`  // how parts of a campaign's text are shown, in order
}

// Button is one press. Exactly one of Data, URL and Copy is set.
type Button struct {
	Label  string
	Data   string // comes back to us when pressed, 1 to 64 bytes
	URL    string // opened by the phone, https only
	Copy   string // put on the clipboard, 1 to 256 characters
	Beside bool   // stands in the row of the button before it
}

// Text renders the message without marks, as a screen reader would speak it.
func (m Message) Text() string { return m.render(func(l Line) string { return l.Text }) }

// HTML renders the message in the subset of HTML that Telegram's parse mode
// "HTML" takes: only <b>, <i> and <a>, with &, <, > and " escaped.
func (m Message) HTML() string {
	return m.render(func(l Line) string {
		text := l.marked()
		if l.Strong && l.Text != "" {
			return "<b>" + text + "</b>"
		}
		return text
	})
}

var escape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

// render puts the prompt in and keeps what a person sees within MaxText, or
// MaxCaption under a picture.
func (m Message) render(mark func(Line) string) string {
	head, tail := m.prompt()
	lines := make([]Line, 0, len(head)+len(m.Lines)+len(tail)+2)
	lines = append(lines, head...)
	if len(head) > 0 && len(m.Lines) > 0 {
		lines = append(lines, Line{})
	}
	room := m.room()
	for _, l := range m.Lines {
		if room -= units(l.Text) + 1; room < 0 {
			lines = append(lines, Line{Text: "…"})
			break
		}
		lines = append(lines, l)
	}
	if len(tail) > 0 && len(lines) > 0 {
		lines = append(lines, Line{})
	}
	lines = append(lines, tail...)

	var b strings.Builder
	for i, l := range lines {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(mark(l))
	}
	return b.String()
}

// prompt gives the emergency lines that open and that close the message.
func (m Message) prompt() (head, tail []Line) {
	w := Words(m.Lang)
	switch m.Prompt {
	case Danger:
		return w.card(), nil
	case Campaign:
		return nil, []Line{{Text: w.Prompt}}
	}
	return []Line{{Text: w.Prompt}}, nil
}

// room is what the lines may take beside the prompt, the gap and the mark of a
// cut, counted as length counts. Problems asks for the same room that render has.
func (m Message) room() int {
	head, tail := m.prompt()
	most := MaxText
	if m.Photo != "" {
		most = MaxCaption
	}
	return most - length(head) - length(tail) - len("\n\n…")
}

// length counts lines as Telegram counts a text, in UTF-16 units.
func length(lines []Line) int {
	n := 0
	for _, l := range lines {
		n += units(l.Text) + 1
	}
	return n
}

func units(s string) int {
	n := 0
	for _, r := range s {
		n += max(1, utf16.RuneLen(r))
	}
	return n
}
