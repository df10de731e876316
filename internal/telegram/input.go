package telegram

import (
	"encoding/json"
	"time"
)

// lateAfter is the age from which a message counts as late: after an outage the
// phone may be in other hands.
const lateAfter = 10 * time.Minute

// kinds are the updates that are asked for. Channel posts, inline queries and the
// rest never come.
var kinds = []string{"message", "edited_message", "callback_query", "my_chat_member"}

// update is the part of Telegram's Update that is read, and no more. The library's
// own type fails as a whole when one of its many unions holds a value that it does
// not know, and Telegram adds some with every version; what is not read cannot fail.
type update struct {
	ID      int64   `json:"update_id"`
	Message *post   `json:"message"`
	Edited  *post   `json:"edited_message"`
	Press   *press  `json:"callback_query"`
	Member  *member `json:"my_chat_member"`
}

type post struct {
	ID       int             `json:"message_id"`
	Date     int64           `json:"date"`
	Chat     place           `json:"chat"`
	Text     string          `json:"text"`
	Caption  string          `json:"caption"`
	Location json.RawMessage `json:"location"`
	form                     // read for staff only

	// What a chat says about itself, in the place of a message: nobody asked anything.
	Pinned     json.RawMessage `json:"pinned_message"`
	AutoDelete json.RawMessage `json:"message_auto_delete_timer_changed"`
	Background json.RawMessage `json:"chat_background_set"`
	Allowed    json.RawMessage `json:"write_access_allowed"`
}

type place struct {
	ID   int64  `json:"id"`
	Type string `json:"type"`
}

type press struct {
	ID   string `json:"id"`
	From struct {
		ID int64 `json:"id"`
	} `json:"from"`
	Data    string `json:"data"`
	Message *struct {
		ID   int   `json:"message_id"`
		Chat place `json:"chat"`
	} `json:"message"`
}

type member struct {
	Chat place `json:"chat"`
	New  struct {
		Status string `json:"status"`
	} `json:"new_chat_member"`
}

// receive counts an update and makes an arrival of it. An arrival that needs no
// answer is released already.
func (b *Bot) receive(raw json.RawMessage) *arrival {
	b.counts.Received.Add(1)
	a := &arrival{at: time.Now(), done: make(chan struct{})}
	if b.decode(raw, a) {
		return a
	}
	// A field has another type than ever before. Whose chat it is may still be there.
	a.salvage(raw)
	if a.in.Chat <= 0 {
		b.counts.Undecodable.Add(1)
		b.log.Error("an update could not be read and stays without an answer", "update", a.id)
		a.release()
		return a
	}
	b.log.Warn("an update could be read only in part", "update", a.id)
	return a
}

// decode fills the arrival, and says false when it could not. A panic is no more than
// that: the same update would come again, and stop the program again.
func (b *Bot) decode(raw json.RawMessage, a *arrival) (ok bool) {
	defer func() {
		if p := recover(); p != nil {
			b.panicked(p)
			ok = false
		}
	}()
	var u update
	if json.Unmarshal(raw, &u) != nil {
		return false
	}
	a.id = u.ID
	if u.Message != nil && b.set.Composes != nil && b.set.Composes(u.Message.Chat.ID) {
		a.in.Post = u.Message.compose()
	}
	if !a.read(&u) || a.in.Chat == 0 {
		b.counts.Ignored.Add(1)
		a.release()
	}
	return true
}

// read fills the arrival, and says whether there is something to answer.
func (a *arrival) read(u *update) bool {
	switch {
	case u.Message != nil:
		m := u.Message
		a.line(m)
		switch {
		case m.Chat.Type != "private":
			return a.place(m.Chat)
		case m.Pinned != nil || m.AutoDelete != nil || m.Background != nil || m.Allowed != nil:
			return false
		case m.Text == "":
			a.in.Kind, a.in.Text = Other, m.Caption
		default:
			a.in.Kind = Typed
		}
		return true
	case u.Edited != nil:
		a.line(u.Edited)
		if u.Edited.Chat.Type != "private" {
			return a.place(u.Edited.Chat)
		}
		a.in.Kind = Other
		// A shared live location edits its message every few seconds for hours.
		return u.Edited.Location == nil
	case u.Press != nil:
		p := u.Press
		a.press = p.ID
		a.in = Input{Kind: Press, Chat: p.From.ID, Data: p.Data}
		if p.Message != nil { // absent for a button of another chat's inline message
			a.in.Chat, a.in.MessageID = p.Message.Chat.ID, p.Message.ID
			if t := p.Message.Chat.Type; t != "private" && t != "" {
				return a.place(p.Message.Chat)
			}
		}
		return a.in.Chat > 0
	case u.Member != nil:
		a.in.Chat = u.Member.Chat.ID
		switch status := u.Member.New.Status; {
		case u.Member.Chat.Type != "private":
			// Left and thrown out are no reason to say anything.
			return status != "left" && status != "kicked" && a.place(u.Member.Chat)
		case status == "kicked":
			a.in.Kind = Blocked
		case status == "member":
			a.in.Kind = Unblocked
		default:
			return false
		}
		return true
	}
	return false
}

func (a *arrival) line(m *post) {
	a.in = Input{Chat: m.Chat.ID, Post: a.in.Post, Text: m.Text, MessageID: m.ID, Date: time.Unix(m.Date, 0)}
}

// late says whether a line has grown old, on its way here or while Telegram took no
// answer to what came before it.
func (a *arrival) late(now time.Time) bool {
	return a.isLine() && !a.in.Date.IsZero() && now.Sub(a.in.Date) > lateAfter
}

func (a *arrival) place(c place) bool {
	a.in = Input{Chat: c.ID, Kind: group}
	a.kind = c.Type
	return true
}

// salvage finds the chat of an update whose fields have changed their types, which for
// a private chat has the person's number, and the message, so that Hide takes it out.
func (a *arrival) salvage(raw json.RawMessage) {
	a.in = Input{Kind: Other, Date: a.at}
	var parts map[string]json.RawMessage
	if json.Unmarshal(raw, &parts) != nil {
		return
	}
	json.Unmarshal(parts["update_id"], &a.id)
	for _, kind := range kinds {
		var fields map[string]json.RawMessage
		if json.Unmarshal(parts[kind], &fields) != nil {
			continue
		}
		json.Unmarshal(fields["message_id"], &a.in.MessageID)
		var where place
		for _, field := range []string{"from", "chat"} {
			if json.Unmarshal(fields[field], &where) == nil && where.ID != 0 {
				a.in.Chat = where.ID
			}
		}
	}
}
