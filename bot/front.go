package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"signpost/internal/desk"
	"signpost/internal/message"
	"signpost/internal/session"
	"signpost/internal/telegram"
)

// front stands before both sides of the bot: what staff do at the campaign desk goes
// there, and everything else to the conversation that residents have.
type front struct {
	*session.Sessions
	s *served
}

// Handle implements telegram.Chats.
func (f *front) Handle(ctx context.Context, waiting []session.Input) session.Answer {
	var all session.Answer
	var resident []session.Input
	danger := false
	show := func(a session.Answer) {
		// Hide leaves nothing of what was said before it, the danger card neither.
		danger = (danger || a.Message.Prompt == message.Danger) && len(a.Delete) == 0
		a.Delete = append(all.Delete, a.Delete...)
		all = a
	}
	flush := func() {
		if len(resident) > 0 {
			show(f.Sessions.Handle(ctx, resident))
			resident = nil
		}
	}
	for _, in := range waiting {
		if a, mine := f.aside(ctx, in); mine {
			flush()
			f.Note(in)
			show(a)
			continue
		}
		resident = append(resident, in)
	}
	if len(resident) == len(waiting) {
		return f.Sessions.Handle(ctx, waiting)
	}
	flush()
	if danger {
		all.Message.Prompt = message.Danger // a cry for help among other lines
	}
	return all
}

// aside answers what is not for the residents' conversation, and says whether it did.
// What counts wherever it is typed, such as help and hide, is always for it.
func (f *front) aside(ctx context.Context, in session.Input) (session.Answer, bool) {
	written := in.Kind == session.Typed || in.Kind == session.Other
	command, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(in.Text)), "@")
	if in.Kind == session.Typed && command == "/whoami" && !in.Late {
		return f.whoami(in.Chat), true
	}
	if f.s.desk == nil || in.Late || !written && in.Kind != session.Press {
		return session.Answer{}, false
	}
	member, staff := f.s.desk.Member(in.Chat)
	if !staff {
		return session.Answer{}, false
	}
	ask := desk.Input{MessageID: in.MessageID, Data: in.Data, Text: in.Text, Post: (*desk.Post)(in.Post)}
	if command == "/desk" {
		ask.Text = command
	}
	now := f.s.now()
	if in.Kind == session.Press && !strings.HasPrefix(in.Data, desk.Prefix) || in.Kind == session.Typed && f.s.talk.Load().Always(in.Text) {
		f.s.desk.Leave(ctx, member, now)
		return session.Answer{}, false
	}
	a, mine := f.s.desk.Handle(ctx, member, ask, now)
	return session.Answer{Message: a.Message, New: a.New}, mine
}

// whoami tells anybody their own number, which a staff file needs, above the first
// screen.
func (f *front) whoami(chat int64) session.Answer {
	m := f.s.talk.Load().First()
	var member *desk.Member
	if f.s.desk != nil {
		if found, staff := f.s.desk.Member(chat); staff {
			member = &found
		}
	}
	m.Lines = append(append(desk.WhoAmI(chat, member, f.s.choices().Boroughs), message.Line{}), m.Lines...)
	return session.Answer{Message: m}
}

// composes says whose messages are read with their form.
func (f *front) composes(chat int64) bool {
	if f.s.desk == nil {
		return false
	}
	_, staff := f.s.desk.Member(chat)
	return staff
}

// choices are what an audience can be made of, with the names that residents read.
func (s *served) choices() (c desk.Choices) {
	updates := s.talk.Load().Updates()
	for _, b := range updates.Boroughs {
		c.Boroughs = append(c.Boroughs, desk.Choice{ID: b.ID, Name: b.Name})
	}
	for _, t := range updates.Topics {
		c.Topics = append(c.Topics, desk.Choice{ID: t.ID, Name: t.Name})
	}
	return c
}

// openDesk makes the campaign desk, if there is a staff file.
func (s *served) openDesk() error {
	if s.set.StaffFile == "" {
		return nil
	}
	areas := func() (ids []string) {
		for _, b := range s.choices().Boroughs {
			ids = append(ids, b.ID)
		}
		return ids
	}
	var err error
	if s.staff, err = desk.OpenRoster(s.set.StaffFile, areas, func(err error) {
		s.log.Error("the staff file is not sound, and nobody is staff until it is", "problem", err)
	}); err != nil {
		return err
	}
	s.desk = desk.New(desk.Settings{Staff: s.staff, Poster: poster{s}, Choices: s.choices,
		Buttons: s.broadcastButtons, Failed: s.db.failed})
	return nil
}

// broadcastButtons are those under every broadcast.
func (s *served) broadcastButtons(message.Lang) []message.Button {
	return s.talk.Load().BroadcastButtons()
}

// staffTrouble says why nobody is staff, nil when all is well or no file is named.
func (s *served) staffTrouble() error {
	if s.staff == nil {
		return nil
	}
	return s.staff.Trouble()
}

// tellStaff says who is staff, for run --check.
func (s *served) tellStaff() string {
	if s.staff == nil {
		return ""
	}
	return fmt.Sprintf("%d in %s", len(s.staff.All()), s.set.StaffFile)
}

// poster writes to staff through the bot. What it sends is noted, so that Hide takes
// it out with the rest.
type poster struct{ s *served }

// staffMenu is what the menu of staff has beside the residents' commands.
var staffMenu = []telegram.Listed{
	{Command: "desk", Description: "Campaign desk"},
	{Command: "whoami", Description: "My number and roles"},
}

func (p poster) Notify(ctx context.Context, chat int64, m message.Message) (int, error) {
	id, err := p.s.bot.Notify(ctx, chat, m)
	if err == nil {
		p.s.sessions.Sent(chat, id, time.Now())
	}
	return id, deskError(err)
}

func (p poster) Change(ctx context.Context, chat int64, id int, m message.Message) error {
	return deskError(p.s.bot.Change(ctx, chat, id, m))
}

func (p poster) Picture(ctx context.Context, chat int64, png []byte, m message.Message) error {
	id, err := p.s.bot.Picture(ctx, chat, png, m)
	if err == nil {
		p.s.sessions.Sent(chat, id, time.Now())
	}
	return deskError(err)
}

func (p poster) Menu(ctx context.Context, chat int64, staff bool) error {
	var commands []telegram.Listed
	if staff {
		commands = append(append(commands, staffMenu...), profile(p.s.talk.Load()).Commands...)
	}
	return deskError(p.s.bot.Menu(ctx, chat, commands))
}

// deskError gives Telegram's errors in the desk's words.
func deskError(err error) error {
	var told *telegram.Error
	switch {
	case errors.Is(err, telegram.ErrBlocked):
		return desk.ErrBlocked
	case errors.Is(err, telegram.ErrRefused) && errors.As(err, &told):
		return fmt.Errorf("%w: %s", desk.ErrRefused, told.Reason)
	}
	return err
}
