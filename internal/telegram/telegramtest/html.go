package telegramtest

import (
	"fmt"
	"html"
	"net/url"
	"strings"
	"unicode/utf16"
)

// Entity is a stretch of marked text, counted in UTF-16 units as Telegram counts.
type Entity struct {
	Type   string `json:"type"`
	Offset int    `json:"offset"`
	Length int    `json:"length"`
	URL    string `json:"url,omitempty"`
}

// tags are the ones of Bot API, "HTML style", with the entity each becomes.
var tags = map[string]string{
	"b": "bold", "strong": "bold", "i": "italic", "em": "italic",
	"u": "underline", "ins": "underline", "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
	"span": "spoiler", "tg-spoiler": "spoiler", "a": "text_link", "tg-emoji": "custom_emoji",
	"code": "code", "pre": "pre", "blockquote": "blockquote",
}

// named are the only named entities that are decoded (Bot API, "HTML style").
var named = map[string]string{"lt": "<", "gt": ">", "amp": "&", "quot": `"`}

// parseHTML takes the marks out of a text of parse mode HTML, and refuses what TD
// (MessageEntity.cpp, parse_html) refuses, in its words.
func parseHTML(text string) (plain string, entities []Entity, err error) {
	type open struct {
		tag, entity, url string
		offset           int
	}
	var (
		out   strings.Builder
		units int
		stack []open
	)
	write := func(s string) {
		out.WriteString(s)
		units += len(utf16.Encode([]rune(s)))
	}
	for i := 0; i < len(text); {
		switch text[i] {
		case '&':
			char, n := decodeEntity(text[i:])
			write(char)
			i += n
		case '<':
			end := strings.IndexByte(text[i:], '>')
			if end < 0 {
				return "", nil, fmt.Errorf("can't parse entities: Unclosed start tag at byte offset %d", i)
			}
			inside := text[i+1 : i+end]
			if name, isEnd := strings.CutPrefix(inside, "/"); isEnd {
				if len(stack) == 0 {
					return "", nil, fmt.Errorf("can't parse entities: Unexpected end tag at byte offset %d", i)
				}
				top := stack[len(stack)-1]
				stack = stack[:len(stack)-1]
				if name = strings.ToLower(strings.TrimSpace(name)); name != top.tag {
					return "", nil, fmt.Errorf("can't parse entities: Unmatched end tag at byte offset %d, expected \"</%s>\", found \"</%s>\"", i, top.tag, name)
				}
				// A link that is not of an accepted scheme keeps its text only (TD,
				// LinkManager.cpp): tel: among them.
				if units > top.offset && (top.entity != "text_link" || webAddress(top.url)) {
					entities = append(entities, Entity{Type: top.entity, Offset: top.offset, Length: units - top.offset, URL: top.url})
				}
			} else {
				name, attributes, _ := strings.Cut(inside, " ")
				name = strings.ToLower(name)
				entity, known := tags[name]
				if !known || name == "span" && !strings.Contains(attributes, `class="tg-spoiler"`) {
					return "", nil, fmt.Errorf("can't parse entities: Unsupported start tag \"%s\" at byte offset %d", name, i)
				}
				stack = append(stack, open{tag: name, entity: entity, offset: units, url: href(attributes)})
			}
			i += end + 1
		default:
			next := strings.IndexAny(text[i:], "&<")
			if next < 0 {
				next = len(text) - i
			}
			write(text[i : i+next])
			i += next
		}
	}
	if len(stack) > 0 {
		return "", nil, fmt.Errorf("can't parse entities: Can't find end tag corresponding to start tag \"%s\"", stack[len(stack)-1].tag)
	}
	return out.String(), entities, nil
}

// decodeEntity reads one character reference; what is none stays as it stands.
func decodeEntity(text string) (char string, length int) {
	end := strings.IndexByte(text, ';')
	if end < 2 || end > 10 {
		return "&", 1
	}
	inside := text[1:end]
	if char, ok := named[inside]; ok {
		return char, end + 1
	}
	if inside[0] == '#' {
		if char := html.UnescapeString(text[:end+1]); char != text[:end+1] {
			return char, end + 1
		}
	}
	return "&", 1
}

func href(attributes string) string {
	_, after, ok := strings.Cut(attributes, `href="`)
	if !ok {
		return ""
	}
	address, _, _ := strings.Cut(after, `"`)
	return html.UnescapeString(address)
}

// webAddress says whether Telegram opens it: http, https and tg, with a host (TD,
// LinkManager.cpp check_link_impl; ton and tonsite are of no use to us).
func webAddress(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return false
	}
	return u.Scheme == "http" || u.Scheme == "https" || u.Scheme == "tg"
}
