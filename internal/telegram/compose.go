package telegram

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"

	"signpost/internal/message"
	"signpost/internal/session"
)

// form is what of a message only matters to whoever composes a campaign. It stays
// unread for everybody else.
type form struct {
	Entities        json.RawMessage `json:"entities"`
	CaptionEntities json.RawMessage `json:"caption_entities"`
	Photo           json.RawMessage `json:"photo"`
	Album           string          `json:"media_group_id"`
}

// entity marks a part of a text, counted in UTF-16 units.
type entity struct {
	Type   string `json:"type"`
	Offset int    `json:"offset"`
	Length int    `json:"length"`
	URL    string `json:"url"`
}

// plainForms are marks that Telegram itself puts on a text, again when it is sent.
var plainForms = []string{"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"}

// compose reads a message of staff as something to broadcast. What cannot be
// broadcast is named in Lost.
func (m *post) compose() *session.Post {
	p := &session.Post{}
	lose := func(what string) {
		if !slices.Contains(p.Lost, what) {
			p.Lost = append(p.Lost, what)
		}
	}
	text, raw := m.Text, m.Entities
	if text == "" {
		text, raw = m.Caption, m.CaptionEntities
	}
	var sizes []struct {
		ID string `json:"file_id"`
	}
	// An error leaves nothing read, and what is missing then is seen in the preview.
	_ = json.Unmarshal(m.Photo, &sizes)
	if len(sizes) > 0 {
		p.Photo = sizes[len(sizes)-1].ID // Bot API: from the smallest to the largest
	}
	if m.Album != "" {
		lose("album (send one picture)")
	}
	if text == "" && p.Photo == "" {
		lose("content of this kind (send text, or one picture with text)")
	}
	var entities []entity
	_ = json.Unmarshal(raw, &entities)
	p.Lines = lines(text, entities, lose)
	return p
}

// looks is how one character is shown.
type looks struct {
	bold, italic bool
	url          string
}

// lines cuts a text into lines with marks. Marks may lie over one another, and do,
// so each character is asked how it looks.
func lines(text string, entities []entity, lose func(string)) []message.Line {
	if text == "" {
		return nil
	}
	units := make([]looks, 0, len(text)+1) // one for each UTF-16 unit
	for _, r := range text {
		units = append(units, make([]looks, max(1, utf16.RuneLen(r)))...)
	}
	for _, e := range entities {
		from := min(max(e.Offset, 0), len(units))
		part := units[from:min(max(from+e.Length, from), len(units))]
		for i := range part {
			switch e.Type {
			case "bold":
				part[i].bold = true
			case "italic":
				part[i].italic = true
			case "text_link":
				part[i].url = e.URL
			}
		}
		if !slices.Contains(plainForms, e.Type) && !slices.Contains([]string{"bold", "italic", "text_link"}, e.Type) {
			lose(strings.ReplaceAll(e.Type, "_", " "))
		}
	}
	var all []message.Line
	var line message.Line
	var b strings.Builder
	end := func() {
		line.Text = strings.TrimRightFunc(b.String(), unicode.IsSpace)
		for n := len(line.Marks); n > 0 && line.Marks[n-1].To > len(line.Text); n-- {
			if last := &line.Marks[n-1]; last.From >= len(line.Text) {
				line.Marks = line.Marks[:n-1]
			} else {
				last.To = len(line.Text)
			}
		}
		all = append(all, line)
		line = message.Line{}
		b.Reset()
	}
	at := 0
	for _, r := range text {
		l := units[at]
		at += max(1, utf16.RuneLen(r))
		if r == '\n' {
			end()
			continue
		}
		if unicode.IsControl(r) {
			r = ' '
		}
		from := b.Len()
		b.WriteRune(r)
		if l == (looks{}) {
			continue
		}
		mark := message.Mark{From: from, To: b.Len(), Bold: l.bold, Ital: l.italic, URL: l.url}
		if n := len(line.Marks); n > 0 && line.Marks[n-1].To == from && sameLooks(line.Marks[n-1], mark) {
			line.Marks[n-1].To = mark.To
			continue
		}
		line.Marks = append(line.Marks, mark)
	}
	end()
	return all
}

func sameLooks(a, b message.Mark) bool {
	a.From, a.To, b.From, b.To = 0, 0, 0, 0
	return a == b
}
