package message

import (
	"fmt"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Telegram's limits, from the Bot API's own description (sendMessage,
// InlineKeyboardButton, CopyTextButton).
const (
	MaxText    = 4096 // UTF-16 units of text, after the marks are taken away
	MaxCaption = 1024 // the same under a picture
	MaxData    = 64   // bytes of button data
	MaxCopy    = 256  // characters a button can put on the clipboard
	MaxButtons = 100  // buttons under one message
	MaxInRow   = 8    // buttons that Telegram keeps in one row
)

// MaxLabel is ours: a longer label is cut on a small phone with large text.
const MaxLabel = 30

// Problems lists what Telegram would refuse or a person could not read, in plain
// English, so that it is found before anybody is served. A message without
// problems gives nil.
func (m Message) Problems() []string {
	var ps []string
	add := func(format string, args ...any) { ps = append(ps, fmt.Sprintf(format, args...)) }
	most := MaxText
	if m.Photo != "" {
		most = MaxCaption
	}
	if n, room := length(m.Lines), m.room(); n > room {
		add("the text is about %d characters long (shorten it: Telegram takes %d%s)", most-room+n, most, map[bool]string{true: " under a picture"}[m.Photo != ""])
	}
	for _, l := range m.Lines {
		if !utf8.ValidString(l.Text) || strings.ContainsFunc(l.Text, unicode.IsControl) {
			add("the line %q holds a line break or a character that cannot be shown (one line is one line)", l.Text)
		}
		at := 0
		for _, mark := range l.Marks {
			if !mark.fits(l.Text, at) {
				add("a mark of the line %q is outside the line or over another (marks follow one another)", l.Text)
				break
			}
			if at = mark.To; mark.URL != "" && !https(mark.URL) {
				add("the line %q links to %q (Telegram takes only web addresses; write https://…)", l.Text, mark.URL)
			}
		}
	}
	if len(m.Buttons) > MaxButtons {
		add("%d buttons (Telegram takes %d)", len(m.Buttons), MaxButtons)
	}
	row := 0
	for i, b := range m.Buttons {
		if row++; !b.Beside || i == 0 {
			row = 1
		}
		if row > MaxInRow {
			add("button %q is number %d in its row (at most %d)", b.Label, row, MaxInRow)
		}
		ps = append(ps, b.problems()...)
	}
	return ps
}

// Left is how many characters more the lines may have, as Telegram counts them; it is
// negative when they have too many.
func (m Message) Left() int { return m.room() - length(m.Lines) }

func (b Button) problems() []string {
	var ps []string
	add := func(format string, args ...any) { ps = append(ps, fmt.Sprintf(format, args...)) }
	if strings.TrimSpace(b.Label) == "" {
		add("a button has no label")
	}
	if n := utf8.RuneCountInString(b.Label); n > MaxLabel {
		add("button %q is %d characters long (shorten it to %d: phones cut longer ones)", b.Label, n, MaxLabel)
	}
	kinds := 0
	if b.Data != "" {
		kinds++
		if len(b.Data) > MaxData {
			add("the data of button %q is %d bytes (at most %d: shorten the ids of the answers)", b.Label, len(b.Data), MaxData)
		}
	}
	if b.URL != "" {
		kinds++
		if !https(b.URL) {
			add("button %q opens %q (Telegram takes only web addresses; write https://…)", b.Label, b.URL)
		}
	}
	if b.Copy != "" {
		kinds++
		if n := utf8.RuneCountInString(b.Copy); n > MaxCopy {
			add("button %q copies %d characters (at most %d)", b.Label, n, MaxCopy)
		}
	}
	if kinds != 1 {
		add("button %q does %d things (a button does exactly one: press, open or copy)", b.Label, kinds)
	}
	return ps
}

func https(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Scheme == "https" && u.Host != ""
}
