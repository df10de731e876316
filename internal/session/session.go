// Package session holds one chat's place in the conversation: what was asked
// last, and which messages stand there.
//
// It exists because a typed line is an answer to the question before it, and
// because Hide must know what to delete. It promises: what it remembers of a
// conversation is one path of buttons, in memory only, for 30 minutes; what it
// keeps for Hide are numbers of messages and never words; several lines that
// waited get one answer, and danger in any of them counts; a line that is over
// ten minutes old is met with the neutral first screen, because the phone may be
// in other hands. Who asks for messages, or for none, is written into the book of
// subscribers before the answer says so. It sends nothing, and it never fails: where
// the database does, Hide works from memory, and the answer says what was not saved.
package session

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
	"unique"

	"signpost/internal/conversation"
	"signpost/internal/message"
)

const (
	// remembered is how long a place is kept after the last message.
	remembered = 30 * time.Minute
	// deletable is how long Telegram lets a bot delete messages of a private chat.
	deletable = 48 * time.Hour
	// aboutNow is how much older than the answer a message may be and still be noted
	// in the same write.
	aboutNow = 10 * time.Minute
	// maxNoted bounds the messages of one chat that wait for an answer to be sent: as
	// many as are taken from a chat that does not wait for answers.
	maxNoted = 1000
	// maxPlaces bounds the memory, at about 150 bytes a chat. Beyond it the places
	// of all chats are dropped: each is then a first message again.
	maxPlaces = 200_000
)

// Kind says what a person did.
type Kind uint8

// What a person can do in a chat.
const (
	Typed     Kind = iota + 1 // a line of text, or a command
	Press                     // a button
	Other                     // a photo, voice, sticker, location or a changed message; Text is its caption
	Blocked                   // stopped the bot: an opt-out, nothing can be sent
	Unblocked                 // let the bot write again: not an opt-in
)

// Input is one thing that one person did in their private chat.
type Input struct {
	Chat      int64
	Kind      Kind
	Text      string    // the whole line, of a command too
	Data      string    // a pressed button's data, which anybody can forge
	MessageID int       // the person's message; for a Press the message with the button
	Date      time.Time // when it was sent; zero for a Press, for which Telegram does not say
	Late      bool      // sent over ten minutes ago; never for a Press
	Post      *Post     // what staff sent to be broadcast; nil for everybody else
}

// Post is a message that a campaign team sent, with its form.
type Post struct {
	Lines []message.Line
	Photo string   // Telegram's file id of the largest size; "" without a picture
	Lost  []string // what of its form or content cannot be broadcast, such as "underline", each once
}

// Answer is what the chat shows next.
type Answer struct {
	Message message.Message
	Toast   string // shown over a press for a moment, up to 200 characters; leaves no trace
	Delete  []int  // messages to take out of the chat, both sides', up to 48 hours old
	New     bool   // a press, too, gets a new message
}

// Sessions holds every chat's place. Its methods are safe for concurrent use;
// Handle is called once at a time for one chat.
type Sessions struct {
	talk   atomic.Pointer[conversation.Conversation]
	ledger atomic.Pointer[Ledger]
	failed func(error) // told of every error of the ledger

	consents *Consents

	began  time.Time
	mu     sync.Mutex
	places map[int64]place
}

// place is what is remembered of one chat.
type place struct {
	last  unique.Handle[string] // button data, as Reply.Path gives it: many chats stand at the same
	at    time.Duration         // since Sessions.began
	noted []noted               // messages of the person that the ledger has not been told of
}

// path gives the data of the button where the chat stands, "" when that is not known.
func (p place) path() string {
	if p.last == (unique.Handle[string]{}) {
		return ""
	}
	return p.last.Value()
}

type noted struct {
	message int
	at      time.Time
}

// New makes Sessions for a conversation and a ledger, without a book. failed is told
// of every error of ledger and book, for readiness and counts; the errors name no
// chat.
func New(talk *conversation.Conversation, ledger Ledger, failed func(error)) *Sessions {
	s := &Sessions{failed: failed, consents: NewConsents(failed), places: map[int64]place{}, began: time.Now()}
	s.Use(talk)
	s.Keep(ledger)
	return s
}

// Use goes on with another conversation: edited words, contacts or hours.
func (s *Sessions) Use(talk *conversation.Conversation) { s.talk.Store(talk) }

// Keep goes on with another ledger, once the database is there.
func (s *Sessions) Keep(ledger Ledger) { s.ledger.Store(&ledger) }

// Consents is where people opt in and out; give it a book once there is one.
func (s *Sessions) Consents() *Consents { return s.consents }

// Handle answers what waits in one chat, oldest first: one input, or several lines
// that came faster than they may be answered and get one answer together.
func (s *Sessions) Handle(ctx context.Context, waiting []Input) Answer {
	if len(waiting) == 0 {
		return Answer{}
	}
	now := time.Now()
	chat := waiting[0].Chat
	p := s.place(chat, now)
	var reply conversation.Reply
	var delete []int
	var stop *Input // the last line that opted out
	danger := false
	for i, in := range waiting {
		if in.Kind != Press && in.MessageID != 0 {
			p.noted = append(p.noted, noted{in.MessageID, in.Date})
			p.noted = p.noted[max(0, len(p.noted)-maxNoted):]
		}
		reply = s.step(ctx, in, p.path(), now)
		p.last = unique.Make(reply.Path)
		danger = danger || reply.Message.Prompt == message.Danger && !in.Late
		if reply.Effects.Book == conversation.OptOut && !in.Late {
			stop = &waiting[i]
		}
		if reply.Effects.Hide {
			// What was said before it is gone, the danger card too.
			delete, danger = s.messages(ctx, chat, p, in, now), false
		}
		if reply.Effects.Book == conversation.Forget {
			s.forget(ctx, chat, p, in, now)
			p = place{} // what hide before it deletes is still deleted
		}
	}
	if stop != nil && reply.Effects == (conversation.Effects{}) && !danger {
		// Nobody is left in doubt whether it worked, whatever they said after it.
		reply = s.step(ctx, *stop, p.path(), now)
	}
	if danger {
		reply.Message.Prompt = message.Danger
	}
	if reply.Effects.Book != conversation.Forget {
		s.remember(chat, p, now)
	}
	return Answer{Message: reply.Message, Toast: reply.Toast, Delete: delete, New: reply.New}
}

// Note keeps a message of the person that something else than this room answers, so
// that Hide takes it out too.
func (s *Sessions) Note(in Input) {
	if in.Kind == Press || in.MessageID == 0 {
		return
	}
	now := time.Now()
	p := s.place(in.Chat, now)
	p.noted = append(p.noted, noted{in.MessageID, in.Date})
	p.noted = p.noted[max(0, len(p.noted)-maxNoted):]
	s.remember(in.Chat, p, now)
}

// step asks the conversation. A late line has its effects and is otherwise met with
// the first screen; it is no consent, because the phone may be in other hands.
func (s *Sessions) step(ctx context.Context, in Input, last string, now time.Time) conversation.Reply {
	talk := s.talk.Load()
	ask := conversation.Input{Kind: conversation.Typed, Text: in.Text, Last: last}
	switch in.Kind {
	case Press:
		ask.Kind, ask.Text = conversation.Press, in.Data
	case Other:
		ask.Kind = conversation.Other
	case Blocked:
		ask.Text, ask.Last = "/stop", ""
	case Unblocked:
		ask.Text, ask.Last = "/start", ""
	}
	if !in.Late {
		return s.consents.Step(ctx, talk, in.Chat, ask, now)
	}
	first := talk.Step(conversation.Input{Kind: conversation.Typed, Text: "/start"}, now)
	first.Effects = talk.Step(ask, now).Effects
	if b := first.Effects.Book; b == conversation.OptOut || b == conversation.Forget {
		s.consents.carryOut(ctx, in.Chat, first.Effects, now)
	}
	return first
}

// forget drops what the memory holds of a chat: its place, and what Hide knows.
func (s *Sessions) forget(ctx context.Context, chat int64, p place, in Input, now time.Time) {
	s.Deleted(chat, s.messages(ctx, chat, p, in, now))
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.places, chat)
}

// messages lists what Hide deletes: all that is known of the last 48 hours.
func (s *Sessions) messages(ctx context.Context, chat int64, p place, in Input, now time.Time) []int {
	known, err := (*s.ledger.Load()).Messages(ctx, chat, now.Add(-deletable))
	if err != nil {
		s.failed(err)
	}
	ids := map[int]bool{}
	for _, id := range known {
		ids[id] = true
	}
	for _, n := range p.noted {
		if !ids[n.message] {
			ids[n.message] = true
			known = append(known, n.message)
		}
	}
	if in.MessageID != 0 && !ids[in.MessageID] {
		known = append(known, in.MessageID)
	}
	return known
}

// Sent notes a message of ours that now stands in the chat, and with it those of
// the person, so that the answer did not wait for the disk.
func (s *Sessions) Sent(chat int64, messageID int, at time.Time) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	ids := []int{messageID}
	for _, n := range s.takeNoted(chat) {
		if at.Sub(n.at) < aboutNow {
			ids = append(ids, n.message)
			continue
		}
		s.note(ctx, chat, n.at, n.message)
	}
	s.note(ctx, chat, at, ids...)
}

func (s *Sessions) note(ctx context.Context, chat int64, at time.Time, messages ...int) {
	if err := (*s.ledger.Load()).Remember(ctx, chat, at, messages...); err != nil {
		s.failed(err)
	}
}

// Deleted forgets messages that are gone from the chat.
func (s *Sessions) Deleted(chat int64, messageIDs []int) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	s.dropNoted(chat, messageIDs)
	if err := (*s.ledger.Load()).Forget(ctx, chat, messageIDs...); err != nil {
		s.failed(err)
	}
}

// Purge drops what is no longer needed: places after 30 minutes, numbers of
// messages after 48 hours. It is called every minute.
func (s *Sessions) Purge(ctx context.Context) {
	now := time.Now()
	s.mu.Lock()
	for chat, p := range s.places {
		if now.Sub(s.began)-p.at >= remembered {
			delete(s.places, chat)
		}
	}
	s.mu.Unlock()
	if _, err := (*s.ledger.Load()).Purge(ctx, now.Add(-deletable)); err != nil {
		s.failed(err)
	}
}

func (s *Sessions) place(chat int64, now time.Time) place {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.places[chat]
	if now.Sub(s.began)-p.at >= remembered {
		p.last = unique.Handle[string]{}
	}
	return p
}

func (s *Sessions) remember(chat int64, p place, now time.Time) {
	p.at = now.Sub(s.began)
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, known := s.places[chat]; !known && len(s.places) >= maxPlaces {
		clear(s.places)
	}
	s.places[chat] = p
}

func (s *Sessions) takeNoted(chat int64) []noted {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, known := s.places[chat]
	if !known {
		return nil
	}
	taken := p.noted
	p.noted = nil
	s.places[chat] = p
	return taken
}

func (s *Sessions) dropNoted(chat int64, messageIDs []int) {
	gone := map[int]bool{}
	for _, id := range messageIDs {
		gone[id] = true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	p, known := s.places[chat]
	if !known {
		return
	}
	kept := p.noted[:0:0]
	for _, n := range p.noted {
		if !gone[n.message] {
			kept = append(kept, n)
		}
	}
	p.noted = kept
	s.places[chat] = p
}
