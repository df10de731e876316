package message

import (
	"strings"
	"unicode/utf8"
)

// Mark shows a part of a line otherwise. Marks of one line do not overlap; one that
// does, or that leaves the line, is not shown.
type Mark struct {
	From int    `json:"from"` // bytes of Text
	To   int    `json:"to"`   // the first byte behind it
	Bold bool   `json:"bold,omitempty"`
	Ital bool   `json:"italic,omitempty"`
	URL  string `json:"url,omitempty"` // opened by a press, https only
}

// marked is the text of a line with its marks as HTML.
func (l Line) marked() string {
	if len(l.Marks) == 0 {
		return escape.Replace(l.Text)
	}
	var b strings.Builder
	at := 0
	for _, m := range l.Marks {
		if !m.fits(l.Text, at) {
			continue
		}
		b.WriteString(escape.Replace(l.Text[at:m.From]))
		open, close := m.tags(l.Strong)
		b.WriteString(open + escape.Replace(l.Text[m.From:m.To]) + close)
		at = m.To
	}
	b.WriteString(escape.Replace(l.Text[at:]))
	return b.String()
}

// tags gives what opens and closes a mark. In a strong line bold is there already.
func (m Mark) tags(strong bool) (open, close string) {
	if m.URL != "" {
		open, close = `<a href="`+escape.Replace(m.URL)+`">`, "</a>"
	}
	if m.Bold && !strong {
		open, close = open+"<b>", "</b>"+close
	}
	if m.Ital {
		open, close = open+"<i>", "</i>"+close
	}
	return open, close
}

// fits reports whether a mark stands in the text, behind at, and cuts no character.
func (m Mark) fits(text string, at int) bool {
	return at <= m.From && m.From < m.To && m.To <= len(text) &&
		utf8.RuneStart(text[m.From]) && (m.To == len(text) || utf8.RuneStart(text[m.To]))
}
