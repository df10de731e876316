package telegramtest

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// User is one person with a private chat, or one group, as seen by whoever plays
// them in a test. What a user does becomes an update for the bot.
type User struct {
	ID int64
	s  *Server
}

// User gives the person of that id; the chat opens with the first use.
func (s *Server) User(id int64) *User { return s.open(id, "private", id) }

// Group gives a group, supergroup or channel of that id (Telegram's are negative).
func (s *Server) Group(id int64, kind string) *User { return s.open(id, kind, 77_000_001) }

func (s *Server) open(id int64, kind string, person int64) *User {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.chats[id] == nil {
		s.chats[id] = &chat{id: id, kind: kind, person: person}
	}
	return &User{ID: id, s: s}
}

// act does something in the chat and counts it as the person's last doing.
func (u *User) act(do func(*chat)) {
	u.s.mu.Lock()
	defer u.s.mu.Unlock()
	c := u.s.chats[u.ID]
	do(c)
	c.asked = c.steps
	u.s.change()
}

// Started lets the person have written to the bot long ago: it may write to them, and
// nothing of theirs waits for an answer.
func (u *User) Started() *User {
	u.s.mu.Lock()
	defer u.s.mu.Unlock()
	if c := u.s.chats[u.ID]; c.asked == 0 {
		c.asked = -1
	}
	return u
}

// Says types a line and gives its message id.
func (u *User) Says(text string) (id int) {
	u.act(func(c *chat) {
		p := c.post(u.s, false, text)
		id = p.ID
		m := p.json(c)
		if strings.HasPrefix(text, "/") {
			name, _, _ := strings.Cut(text, " ")
			m["entities"] = []Entity{{Type: "bot_command", Length: len(name)}}
		}
		u.s.add("message", c.id, m)
	})
	return id
}

// Sends sends something that is no text: the key of Message ("photo", "voice",
// "sticker", "location", or one that nobody knows yet) and its JSON.
func (u *User) Sends(key, value string) (id int) {
	u.act(func(c *chat) {
		p := c.post(u.s, false, "("+key+")")
		id = p.ID
		m := p.json(c)
		delete(m, "text")
		m[key] = json.RawMessage(value)
		u.s.add("message", c.id, m)
	})
	return id
}

// Composes sends a text with marks, or with a photo's file id a picture with that
// caption. The id is known from then on.
func (u *User) Composes(text, photo string, entities ...Entity) (id int) {
	u.act(func(c *chat) {
		p := c.post(u.s, false, text)
		id, p.Photo, p.Entities = p.ID, photo, entities
		if photo != "" {
			u.s.photos[photo] = true
		}
		u.s.add("message", c.id, p.json(c))
	})
	return id
}

// LosesPhotos lets every picture be refused from now on, as Telegram does with a
// file id of another bot.
func (s *Server) LosesPhotos() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.photos)
}

// SaysWith types a line whose message has one more key, such as a forward_origin
// of a type that the library does not know.
func (u *User) SaysWith(text, key, value string) {
	u.act(func(c *chat) {
		m := c.post(u.s, false, text).json(c)
		m[key] = json.RawMessage(value)
		u.s.add("message", c.id, m)
	})
}

// Edits changes a message that the person sent.
func (u *User) Edits(id int, text string) {
	u.act(func(c *chat) {
		p := c.find(id)
		p.Text = text
		c.steps++
		m := p.json(c)
		m["edit_date"] = u.s.now().Unix()
		u.s.add("edited_message", c.id, m)
	})
}

// Presses presses the button of that label on the newest message that has one. A
// button that only opens or copies sends nothing to the bot, as with Telegram.
func (u *User) Presses(t TB, label string) {
	t.Helper()
	for _, p := range slices.Backward(u.Answers()) {
		for _, row := range p.Rows {
			for _, b := range row {
				if b.Text == label {
					if b.Data != "" {
						u.PressesData(p.ID, b.Data)
					}
					return
				}
			}
		}
	}
	t.Fatalf("no button %q to press in this chat:\n%s", label, u.Screen())
}

// PressesData presses a button with that data under a message, whether or not it
// is there: an old screen on another phone, or a forged one.
func (u *User) PressesData(message int, data string) {
	u.act(func(c *chat) {
		c.steps++
		s := u.s
		q := &callback{id: "press" + strconv.Itoa(len(s.callbacks)+1), chat: c, at: s.now()}
		s.callbacks[q.id] = q
		m := map[string]any{"message_id": message, "chat": c.json(), "date": 0} // Bot API, InaccessibleMessage
		if p := c.find(message); p != nil && !p.Deleted {
			m = p.json(c)
		}
		from := map[string]any{"id": c.person, "is_bot": false, "first_name": "Resident", "language_code": "en"}
		// SRV, Client.cpp: presses wait in the person's own queue, not in the chat's.
		s.add("callback_query", c.person+3<<33, map[string]any{
			"id": q.id, "from": from, "message": m, "chat_instance": "1", "data": data,
		})
	})
}

// Blocks stops the bot from writing; Unblocks lets it again.
func (u *User) Blocks()   { u.member("member", "kicked", true) }
func (u *User) Unblocks() { u.member("kicked", "member", false) }

// AddsBot puts the bot into the group.
func (u *User) AddsBot() { u.member("left", "member", false) }

func (u *User) member(was, is string, blocked bool) {
	u.s.mu.Lock()
	defer u.s.mu.Unlock()
	c := u.s.chats[u.ID]
	c.blocked, c.left = blocked, false
	who := func(status string) map[string]any {
		return map[string]any{"status": status, "until_date": 0, "user": map[string]any{"id": BotID, "is_bot": true, "first_name": "Local Test"}}
	}
	u.s.add("my_chat_member", c.id, map[string]any{
		"chat": c.json(), "date": u.s.now().Unix(),
		"from":            map[string]any{"id": c.person, "is_bot": false, "first_name": "Resident"},
		"old_chat_member": who(was), "new_chat_member": who(is),
	})
	u.s.change()
}
