package telegramtest

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Post is one message as it stands in a chat now.
type Post struct {
	ID        int
	FromBot   bool
	Text      string // without marks
	Photo     string // its file id, "" for none; Text is then the caption
	Entities  []Entity
	Rows      [][]Button
	Date      time.Time // of the first sending
	Edits     int
	Silent    bool
	Paid      bool // the bot let it cost money
	NoPreview bool
	Deleted   bool

	step int // the chat's step at which it was sent or last edited
}

func (p *Post) json(c *chat) map[string]any {
	from := map[string]any{"id": c.person, "is_bot": false, "first_name": "Resident", "language_code": "en"}
	if p.FromBot {
		from = map[string]any{"id": BotID, "is_bot": true, "first_name": "Local Test", "username": BotName}
	}
	m := map[string]any{"message_id": p.ID, "date": p.Date.Unix(), "chat": c.json(), "from": from}
	text, entities := "text", "entities"
	if p.Photo != "" {
		text, entities = "caption", "caption_entities"
		m["photo"] = []map[string]any{
			{"file_id": p.Photo + "-small", "file_unique_id": "s", "width": 90, "height": 60},
			{"file_id": p.Photo, "file_unique_id": "l", "width": 900, "height": 600},
		}
	}
	if p.Text != "" {
		m[text] = p.Text
	}
	if len(p.Entities) > 0 {
		m[entities] = p.Entities
	}
	if len(p.Rows) > 0 {
		m["reply_markup"] = keyboard{Rows: p.Rows}
	}
	return m
}

// chat is one chat on the server's side.
type chat struct {
	id      int64
	kind    string // private, group, supergroup, channel
	person  int64  // who writes there
	posts   []*Post
	toast   string
	blocked bool
	left    bool
	steps   int // counts what happened in the chat
	asked   int // the step of the person's last doing
	full    time.Time
}

func (c *chat) json() map[string]any {
	if c.kind == "private" {
		return map[string]any{"id": c.id, "type": c.kind, "first_name": "Resident"}
	}
	return map[string]any{"id": c.id, "type": c.kind, "title": "A group"}
}

func (c *chat) post(s *Server, fromBot bool, text string) *Post {
	s.nextID++
	c.steps++
	p := &Post{ID: s.nextID, FromBot: fromBot, Text: text, Date: s.now(), step: c.steps}
	c.posts = append(c.posts, p)
	if !s.keep && len(c.posts) > 8 { // long runs need only the end of a chat
		c.posts = slices.Delete(c.posts, 0, len(c.posts)-4)
	}
	return p
}

func (c *chat) find(id int) *Post {
	for _, p := range slices.Backward(c.posts) {
		if p.ID == id {
			return p
		}
	}
	return nil
}

// admit is the rule of one new message a second after a burst.
func (c *chat) admit(now time.Time, burst int) bool {
	if c.full.Sub(now) > time.Duration(burst-1)*time.Second {
		return false
	}
	if c.full.Before(now) {
		c.full = now
	}
	c.full = c.full.Add(time.Second)
	return true
}

// callback is one press of a button.
type callback struct {
	id       string
	chat     *chat
	at       time.Time
	answered bool
}

// Unanswered lists the presses that the bot has not answered, as "chat: data".
func (s *Server) Unanswered() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var ids []string
	for _, q := range s.callbacks {
		if !q.answered {
			ids = append(ids, fmt.Sprintf("%d: press %s", q.chat.id, q.id))
		}
	}
	slices.Sort(ids)
	return ids
}

// Silent lists the chats in which nothing of the bot came after the person's last
// doing: the proof of "never silent".
func (s *Server) Silent() []int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	var ids []int64
	for id, c := range s.chats {
		if c.asked > 0 && !c.blocked && !c.left && !slices.ContainsFunc(c.posts, func(p *Post) bool { return p.FromBot && p.step > c.asked }) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// Screen gives the chat as the person sees it now, oldest first: who speaks, the
// text, the buttons row by row.
func (u *User) Screen() string {
	var b strings.Builder
	for _, p := range u.Posts() {
		who := "Me"
		if p.FromBot {
			who = "Bot"
		}
		fmt.Fprintf(&b, "%s: %s\n", who, strings.ReplaceAll(p.Text, "\n", "\n     "))
		for _, row := range p.Rows {
			b.WriteString("    ")
			for _, button := range row {
				fmt.Fprintf(&b, " [%s]", button.Text)
			}
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// Posts gives the messages that the person sees now, oldest first.
func (u *User) Posts() []Post {
	u.s.mu.Lock()
	defer u.s.mu.Unlock()
	var ps []Post
	for _, p := range u.s.chats[u.ID].posts {
		if !p.Deleted {
			ps = append(ps, *p)
		}
	}
	return ps
}

// Answers gives the bot's messages that the person sees now, oldest first.
func (u *User) Answers() []Post {
	return slices.DeleteFunc(u.Posts(), func(p Post) bool { return !p.FromBot })
}

// Last gives the bot's newest message, and whether there is one.
func (u *User) Last() (Post, bool) {
	ps := u.Answers()
	if len(ps) == 0 {
		return Post{}, false
	}
	return ps[len(ps)-1], true
}

// Toast gives what the last answered press showed for a moment.
func (u *User) Toast() string {
	u.s.mu.Lock()
	defer u.s.mu.Unlock()
	return u.s.chats[u.ID].toast
}

// Answered says whether something of the bot came after the person's last doing.
func (u *User) Answered() bool { return !slices.Contains(u.s.Silent(), u.ID) }

// Left says whether the bot left the group.
func (u *User) Left() bool {
	u.s.mu.Lock()
	defer u.s.mu.Unlock()
	return u.s.chats[u.ID].left
}
