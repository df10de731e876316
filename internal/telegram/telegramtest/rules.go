package telegramtest

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Button is one button of an inline keyboard.
type Button struct {
	Text     string    `json:"text"`
	Style    string    `json:"style,omitempty"`
	URL      string    `json:"url,omitempty"`
	Data     string    `json:"callback_data,omitempty"`
	CopyText *copyText `json:"copy_text,omitempty"`
}

type copyText struct {
	Text string `json:"text"`
}

// Copy is what the button puts on the clipboard.
func (b Button) Copy() string {
	if b.CopyText == nil {
		return ""
	}
	return b.CopyText.Text
}

type keyboard struct {
	Rows [][]Button `json:"inline_keyboard"`
}

// checkText takes the marks out of that argument and holds it to its limit after
// entities parsing (Bot API): a text of sendMessage and editMessageText has 1 to
// 4096 characters, a caption 0 to 1024.
func checkText(args map[string]string, words string) (string, []Entity, *refusal) {
	text, entities := args[words], []Entity(nil)
	if !utf8.ValidString(text) {
		return "", nil, bad("strings must be encoded in UTF-8")
	}
	switch args["parse_mode"] {
	case "":
	case "HTML":
		var err error
		if text, entities, err = parseHTML(text); err != nil {
			return "", nil, bad("%v", err)
		}
	default:
		return "", nil, bad("unsupported parse_mode")
	}
	switch n := len(utf16.Encode([]rune(text))); {
	case words == "caption" && n > 1024:
		return "", nil, bad("message caption is too long")
	case words == "caption":
	case strings.TrimSpace(text) == "":
		return "", nil, bad("message text is empty")
	case n > 4096:
		return "", nil, bad("message is too long")
	}
	return text, entities, nil
}

// checkKeyboard reads reply_markup and holds every button to its rules.
func checkKeyboard(args map[string]string) ([][]Button, *refusal) {
	raw := args["reply_markup"]
	if raw == "" || raw == "null" {
		return nil, nil
	}
	var k keyboard
	dec := json.NewDecoder(bytes.NewReader([]byte(raw)))
	dec.DisallowUnknownFields() // other keyboards and kinds of button are not for this bot
	if err := dec.Decode(&k); err != nil {
		return nil, bad("can't parse inline keyboard: %v", err)
	}
	n := 0
	for _, row := range k.Rows {
		for _, b := range row {
			n++
			if no := b.check(); no != nil {
				return nil, no
			}
		}
	}
	if n > 100 { // TD, ReplyMarkup.cpp: more are refused
		return nil, bad("reply markup is too long")
	}
	return k.Rows, nil
}

func (b Button) check() *refusal {
	if strings.TrimSpace(b.Text) == "" {
		return bad("can't parse inline keyboard button: Text can't be empty")
	}
	switch b.Style { // Bot API 9.4, InlineKeyboardButton.style
	case "", "danger", "success", "primary":
	default:
		return bad("invalid button style specified")
	}
	// "Exactly one of the fields other than text … must be used" (Bot API). The
	// library that the bot uses sends an empty copy_text with every button; SRV looks
	// at url and callback_data first and never at that one, so empty counts as absent.
	kinds := 0
	if b.URL != "" {
		kinds++
		if !webAddress(b.URL) {
			return bad("inline keyboard button URL '%s' is invalid: Unsupported URL protocol", b.URL)
		}
	}
	if b.Data != "" {
		kinds++
		if len(b.Data) > 64 { // Bot API: 1-64 bytes
			return bad("BUTTON_DATA_INVALID")
		}
	}
	if text := b.Copy(); text != "" {
		kinds++
		if utf8.RuneCountInString(text) > 256 { // Bot API, CopyTextButton: 1-256 characters
			return bad("BUTTON_COPY_TEXT_INVALID")
		}
	}
	if kinds != 1 {
		return bad("can't parse inline keyboard button: %d kinds in one button, exactly one is allowed", kinds)
	}
	return nil
}

// limits of the bot's own words, in characters (Bot API, setMyName,
// setMyDescription, setMyShortDescription).
var limits = map[string]int{"name": 64, "description": 512, "short_description": 120}

type command struct {
	Command     string `json:"command"`
	Description string `json:"description"`
}

// checkCommands holds setMyCommands to Bot API's BotCommand: at most 100, names 1
// to 32 of a-z, 0-9 and _, descriptions 1 to 256 characters.
func checkCommands(raw string) *refusal {
	var cs []command
	if err := json.Unmarshal([]byte(raw), &cs); err != nil {
		return bad("can't parse commands: %v", err)
	}
	if len(cs) > 100 {
		return bad("too many commands specified")
	}
	for _, c := range cs {
		if c.Command == "" || len(c.Command) > 32 || strings.Trim(c.Command, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" {
			return bad("BOT_COMMAND_INVALID")
		}
		if n := utf8.RuneCountInString(c.Description); n < 1 || n > 256 {
			return bad("BOT_COMMAND_DESCRIPTION_INVALID")
		}
	}
	return nil
}

// scopes are the kinds of BotCommandScope with what each needs beside its type.
var scopes = map[string][]string{
	"default": nil, "all_private_chats": nil, "all_group_chats": nil, "all_chat_administrators": nil,
	"chat": {"chat_id"}, "chat_administrators": {"chat_id"}, "chat_member": {"chat_id", "user_id"},
}

func checkScope(raw string) *refusal {
	if raw == "" {
		return nil
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal([]byte(raw), &fields); err != nil {
		return bad("can't parse BotCommandScope: %v", err)
	}
	var kind string
	json.Unmarshal(fields["type"], &kind)
	needs, ok := scopes[kind]
	if !ok {
		return bad("unsupported type specified")
	}
	for _, name := range needs {
		if fields[name] == nil {
			return bad("%s of the scope is missing", name)
		}
	}
	return nil
}
