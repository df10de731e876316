package telegramtest

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// method is one that a bot like ours may call: its parameters as Bot API lists
// them, and what it does under the server's lock.
type method struct {
	name   string
	params string
	do     func(*Server, map[string]string) (any, *refusal)
}

func (m *method) takes(arg string) bool { return slices.Contains(strings.Fields(m.params), arg) }

const sending = "business_connection_id chat_id message_thread_id direct_messages_topic_id text parse_mode entities " +
	"link_preview_options disable_notification protect_content allow_paid_broadcast message_effect_id " +
	"suggested_post_parameters reply_parameters reply_markup"

const sendingPhoto = "business_connection_id chat_id message_thread_id direct_messages_topic_id photo caption parse_mode caption_entities " +
	"show_caption_above_media has_spoiler disable_notification protect_content allow_paid_broadcast message_effect_id " +
	"suggested_post_parameters reply_parameters reply_markup"

// methods by their name in lower case.
var methods = byName(
	&method{"getMe", "", (*Server).getMe},
	&method{"getUpdates", "offset limit timeout allowed_updates", nil}, // done without the lock
	&method{"setWebhook", "url certificate ip_address max_connections allowed_updates drop_pending_updates secret_token", (*Server).setWebhook},
	&method{"deleteWebhook", "drop_pending_updates", (*Server).deleteWebhook},
	&method{"getWebhookInfo", "", (*Server).getWebhookInfo},
	&method{"sendMessage", sending, (*Server).sendMessage},
	&method{"sendPhoto", sendingPhoto, (*Server).sendPhoto},
	&method{"editMessageText", "business_connection_id chat_id message_id inline_message_id text parse_mode entities link_preview_options rich_message reply_markup", (*Server).editMessageText},
	&method{"deleteMessages", "chat_id message_ids", (*Server).deleteMessages},
	&method{"answerCallbackQuery", "callback_query_id text show_alert url cache_time", (*Server).answerCallbackQuery},
	&method{"setMyCommands", "commands scope language_code", (*Server).setMyCommands},
	&method{"deleteMyCommands", "scope language_code", (*Server).setMyCommands},
	&method{"setMyName", "name language_code", words("name")},
	&method{"setMyDescription", "description language_code", words("description")},
	&method{"setMyShortDescription", "short_description language_code", words("short_description")},
	&method{"leaveChat", "chat_id", (*Server).leaveChat},
)

func byName(ms ...*method) map[string]*method {
	by := map[string]*method{}
	for _, m := range ms {
		by[strings.ToLower(m.name)] = m
	}
	return by
}

func (s *Server) getMe(map[string]string) (any, *refusal) {
	return map[string]any{"id": BotID, "is_bot": true, "first_name": "Local Test", "username": BotName, "can_join_groups": false}, nil
}

// target finds the chat of a call and whether the bot may write there.
func (s *Server) target(args map[string]string) (*chat, *refusal) {
	c := s.chats[chatOf(args)]
	switch {
	case args["chat_id"] == "":
		return nil, bad("chat_id is empty")
	case c == nil:
		return nil, bad("chat not found")
	case c.blocked: // SRV, Client.cpp: the person's doing, told with 403
		return nil, &refusal{code: 403, text: "Forbidden: bot was blocked by the user"}
	case c.kind == "private" && c.asked == 0: // SRV, Client.cpp
		return nil, &refusal{code: 403, text: "Forbidden: bot can't initiate conversation with a user"}
	case c.left:
		return nil, &refusal{code: 403, text: "Forbidden: bot is not a member of the " + c.kind + " chat"}
	}
	return c, nil
}

func (s *Server) sendMessage(args map[string]string) (any, *refusal) {
	c, no := s.target(args)
	if no != nil {
		return nil, no
	}
	p, no := s.put(c, args, "text")
	if no != nil {
		return nil, no
	}
	p.NoPreview = strings.Contains(args["link_preview_options"], `"is_disabled":true`)
	s.land(c)
	return p.json(c), nil
}

// sendPhoto takes a picture that this bot was sent before, by its file id, or a PNG
// in the call (Bot API, "Sending files": at most 10 MB).
func (s *Server) sendPhoto(args map[string]string) (any, *refusal) {
	c, no := s.target(args)
	if no != nil {
		return nil, no
	}
	photo := args["photo"]
	if strings.HasPrefix(photo, "\x89PNG\r\n\x1a\n") && len(photo) <= 10<<20 {
		photo = fmt.Sprintf("upload-%d", len(s.photos))
		s.photos[photo] = true
		args["photo"] = photo // what is kept of the call need not hold the picture
	}
	if !s.photos[photo] { // SRV, Client.cpp: a file id is bound to its bot
		return nil, bad("wrong file identifier/HTTP URL specified")
	}
	p, no := s.put(c, args, "caption")
	if no != nil {
		return nil, no
	}
	p.Photo = photo
	s.land(c)
	return p.json(c), nil
}

// put lets a new message of the bot stand in a chat, with the words of that argument.
func (s *Server) put(c *chat, args map[string]string, words string) (*Post, *refusal) {
	text, entities, no := checkText(args, words)
	if no != nil {
		return nil, no
	}
	rows, no := checkKeyboard(args)
	if no != nil {
		return nil, no
	}
	if s.flood > 0 && !c.admit(s.now(), s.flood) {
		return nil, &refusal{code: 429, text: "Too Many Requests: retry after 1", after: 1}
	}
	p := c.post(s, true, text)
	p.Entities, p.Rows = entities, rows
	p.Silent, p.Paid = flag(args, "disable_notification"), flag(args, "allow_paid_broadcast")
	return p, nil
}

func (s *Server) land(c *chat) {
	if s.landed != nil {
		s.landed(c.id)
	}
}

func (s *Server) editMessageText(args map[string]string) (any, *refusal) {
	c, no := s.target(args)
	if no != nil {
		return nil, no
	}
	id, no := integer(args, "message_id", 0)
	if no != nil {
		return nil, no
	}
	p := c.find(int(id))
	switch { // SRV, Client.cpp check_message; TD, MessagesManager.cpp can_edit_message
	case p == nil || p.Deleted:
		return nil, bad("message to edit not found")
	case !p.FromBot:
		return nil, bad("message can't be edited")
	case p.Photo != "":
		return nil, bad("there is no text in the message to edit")
	}
	text, entities, no := checkText(args, "text")
	if no != nil {
		return nil, no
	}
	rows, no := checkKeyboard(args)
	if no != nil {
		return nil, no
	}
	if text == p.Text && reflect.DeepEqual(entities, p.Entities) && reflect.DeepEqual(rows, p.Rows) {
		return nil, bad("message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message")
	}
	p.Text, p.Entities, p.Rows = text, entities, rows
	p.NoPreview = strings.Contains(args["link_preview_options"], `"is_disabled":true`)
	c.steps++
	p.step, p.Edits = c.steps, p.Edits+1
	s.land(c)
	return p.json(c), nil
}

// deleteMessages takes 1 to 100 ids, skips what is not there, and refuses the
// whole list when one message is older than 48 hours (Bot API, deleteMessages and
// deleteMessage).
func (s *Server) deleteMessages(args map[string]string) (any, *refusal) {
	c, no := s.target(args)
	if no != nil {
		return nil, no
	}
	var ids []int
	if err := json.Unmarshal([]byte(args["message_ids"]), &ids); err != nil || len(ids) == 0 {
		return nil, bad("message identifiers are not specified")
	}
	if len(ids) > 100 {
		return nil, bad("too many message identifiers specified")
	}
	for _, id := range ids {
		if p := c.find(id); p != nil && !p.Deleted && s.now().Sub(p.Date) > 48*time.Hour {
			return nil, bad("message can't be deleted for everyone")
		}
	}
	for _, id := range ids {
		if p := c.find(id); p != nil {
			p.Deleted = true
		}
	}
	c.steps++
	return true, nil
}

// answerCallbackQuery takes one answer for a press, within its life; the life is
// SRV's for a waiting press, as Telegram publishes none for the answer.
func (s *Server) answerCallbackQuery(args map[string]string) (any, *refusal) {
	q := s.callbacks[args["callback_query_id"]]
	if q == nil || q.answered || s.now().Sub(q.at) > pressLife {
		return nil, bad("query is too old and response timeout expired or query ID is invalid")
	}
	if utf8.RuneCountInString(args["text"]) > 200 { // Bot API: 0-200 characters
		return nil, bad("MESSAGE_TOO_LONG")
	}
	q.answered, q.chat.toast = true, args["text"]
	return true, nil
}

func (s *Server) setMyCommands(args map[string]string) (any, *refusal) {
	if no := checkScope(args["scope"]); no != nil {
		return nil, no
	}
	if raw, ok := args["commands"]; ok {
		if no := checkCommands(raw); no != nil {
			return nil, no
		}
	}
	s.profile["commands "+args["scope"]+" "+args["language_code"]] = args["commands"]
	return true, nil
}

func words(what string) func(*Server, map[string]string) (any, *refusal) {
	return func(s *Server, args map[string]string) (any, *refusal) {
		if n := utf8.RuneCountInString(args[what]); n > limits[what] {
			return nil, bad("%s is too long", what)
		}
		s.profile[what+" "+args["language_code"]] = args[what]
		return true, nil
	}
}

// Profile gives what the bot set about itself: "name", "description" or
// "short_description" with a language code or "", or "commands" with a scope's
// JSON as language.
func (s *Server) Profile(what, language string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if what == "commands" {
		language += " "
	}
	return s.profile[what+" "+language]
}

func (s *Server) leaveChat(args map[string]string) (any, *refusal) {
	c, no := s.target(args)
	if no != nil {
		return nil, no
	}
	if c.kind == "private" {
		return nil, bad("chat member status can't be changed in private chats")
	}
	c.left = true
	return true, nil
}
