package desk

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"signpost/internal/broadcast"
	"signpost/internal/message"
)

const (
	maxTitle  = 60  // characters
	maxReason = 300 // characters
)

// usualWithin is how long a new campaign may go on after its time, until it is changed.
const usualWithin = 12 * time.Hour

// askFor asks for something to be typed or sent, and remembers that it did.
func (t *turn) askFor(id int64, what string) (Answer, error) {
	if err := t.Ask(t.ctx, t.m.Name, Ask{id, what, int64(t.in.MessageID), t.now}); err != nil {
		return Answer{}, err
	}
	t.asked = true
	return answer(t.question(id, what, "")), nil
}

// question is the screen that asks.
func (t *turn) question(id int64, what, note string) *sheet {
	s := new(sheet).note(note)
	kind, _, _ := strings.Cut(what, " ")
	switch kind {
	case askTitle:
		s.strong("What do you call it?").say("Type a title of up to %d characters. Only staff see it.", maxTitle)
		if id == 0 {
			s.button(t.suggestedTitle(), "newt")
			return s.button("Back", "home")
		}
	case askWords:
		s.strong("Send the message now.").
			say("Text with bold, italic and links, or one picture with its text. People get it just so, with the 999 line and two buttons below it.").gap().
			say("Text alone may have %s characters, text under a picture %s.", number(message.MaxText), number(message.MaxCaption))
	case askTime:
		s.strong("When should it go out?").say("Type a London time from 8am to 9pm: for example 2026-12-01 10:00, 1 Dec 10am, tomorrow 10:00 or Monday 5.30pm.").
			button("Back", "when", id)
		return s
	case askCron:
		s.strong("How often should it go out?").
			say("Type a cron line: minute, hour, day of the month, month, day of the week, in London time. Once a day at most, from 8am to 9pm.").gap().
			say("0 10 * * MON is every Monday at 10am. 30 17 1 * * is the 1st of each month at 5.30pm. 0 10 25 11 * is 25 November each year.").
			button("Back", "when", id)
		return s
	case askReturn:
		s.strong("What should be changed?").say("Type it. The writer reads it, and so does the history. You may not approve it after you have returned it.")
	case askReject:
		s.strong("Why is it rejected?").say("Type the reason. It ends here for good; the writer reads the reason.")
	case askCancel:
		s.strong("Why is it cancelled?").say("Type the reason. It ends here for good, and so does what is being sent of it.")
	}
	return s.button("Back", "c", id)
}

// said answers a message, if something was asked for.
func (t *turn) said() (Answer, bool) {
	ask, err := t.Asked(t.ctx, t.m.Name)
	switch {
	case err != nil:
		t.set.Failed(err)
		return Answer{}, false
	case ask.At.IsZero() || t.now.Sub(ask.At) > remembersAsk:
		return Answer{}, false
	case int64(t.in.MessageID) <= ask.Heard:
		// It was answered before a crash kept Telegram from being told so.
		return t.again(ask), true
	case ask.What == "":
		return Answer{}, false
	}
	a, err := t.heard(ask)
	if err != nil {
		a = t.sorry(err)
	}
	return a, true
}

// again shows where a member of staff is.
func (t *turn) again(ask Ask) Answer {
	if ask.What != "" {
		return answer(t.question(ask.Campaign, ask.What, ""))
	}
	a, err := t.do("c", ask.Campaign, "")
	if err != nil {
		return t.sorry(err)
	}
	return a
}

// heard takes the answer to what was asked. What cannot be taken is asked again.
func (t *turn) heard(ask Ask) (Answer, error) {
	kind, seal, _ := strings.Cut(ask.What, " ")
	text := oneLine(t.in.Text)
	retry := func(note string) (Answer, error) {
		return answer(t.question(ask.Campaign, ask.What, note)), nil
	}
	if kind != askWords && text == "" {
		return retry("Please type it as text.")
	}
	if kind == askTitle && ask.Campaign == 0 {
		if utf8.RuneCountInString(text) > maxTitle {
			return retry("That is too long for a title.")
		}
		return t.begin(ask, text)
	}
	c, err := t.Campaign(t.ctx, ask.Campaign)
	if err != nil {
		return Answer{}, err
	}
	if !t.sees(c) {
		return t.home(notYours) // the staff file has changed since the question
	}
	switch kind {
	case askTitle:
		if utf8.RuneCountInString(text) > maxTitle {
			return retry("That is too long for a title.")
		}
		c, refused, err := t.edit(c, func(e *broadcast.Campaign) { e.Title = text })
		return t.taken(c, refused, err, func() (Answer, error) { return t.page(c, "", false) })
	case askWords:
		post := t.in.Post
		if post == nil {
			return retry("That cannot be sent to people.")
		}
		for _, lost := range post.Lost {
			if strings.HasPrefix(lost, "album") || len(post.Lines) == 0 && post.Photo == "" {
				return retry("That cannot be sent to people: " + lost + ".")
			}
		}
		c, refused, err := t.edit(c, func(e *broadcast.Campaign) { e.Content.Lines, e.Content.Photo = post.Lines, post.Photo })
		return t.taken(c, refused, err, func() (Answer, error) { return t.preview(c, post.Lost) })
	case askTime:
		at, err := parseTime(text, t.now)
		if err != nil {
			return retry("Not taken: " + err.Error() + ".")
		}
		c, refused, err := t.edit(c, func(e *broadcast.Campaign) { e.Schedule = broadcast.Schedule{At: at} })
		return t.taken(c, refused, err, func() (Answer, error) { return t.scheduled(c) })
	case askCron:
		schedule := broadcast.Schedule{Cron: text}
		if ps := schedule.Problems(t.now); len(ps) > 0 {
			return retry("Not taken: " + ps[0] + ".")
		}
		c, refused, err := t.edit(c, func(e *broadcast.Campaign) { e.Schedule = schedule })
		return t.taken(c, refused, err, func() (Answer, error) { return t.scheduled(c) })
	}
	if utf8.RuneCountInString(text) > maxReason {
		return retry("That is too long. Say it in a few sentences.")
	}
	if kind != askCancel {
		return t.judged(c, kind, seal, text)
	}
	after, change, refused := c.Cancel(t.m.Staff, text, t.now)
	if refused != nil {
		return t.taken(c, refused, nil, nil)
	}
	after, err = t.Save(t.ctx, after, change)
	return t.taken(after, nil, err, func() (Answer, error) {
		told := t.tellWriters(after, "cancelled", text)
		return t.page(after, "Cancelled. "+told, false)
	})
}

// taken ends an ask that was answered. next shows what comes then; a refusal of the
// rules is shown on the campaign's page.
func (t *turn) taken(c broadcast.Campaign, refused, err error, next func() (Answer, error)) (Answer, error) {
	if err != nil {
		return Answer{}, err
	}
	if err := t.Ask(t.ctx, t.m.Name, Ask{c.ID, "", int64(t.in.MessageID), t.now}); err != nil {
		return Answer{}, err
	}
	if refused != nil {
		return t.page(c, "Not done: "+refused.Error()+".", false)
	}
	return next()
}

// beginNamed begins with the title that the question suggests.
func (t *turn) beginNamed() (Answer, error) {
	ask, err := t.Asked(t.ctx, t.m.Name)
	switch {
	case err != nil:
		return Answer{}, err
	case ask.What != askTitle || ask.Campaign != 0:
		t.asked = ask.What != ""
		return t.again(ask), nil // pressed twice, or long ago
	}
	return t.begin(ask, t.suggestedTitle())
}

// begin makes a new draft, and asks for its words.
func (t *turn) begin(ask Ask, title string) (Answer, error) {
	plan := broadcast.Plan{Content: broadcast.Content{Lang: message.English.Tag()}, Within: usualWithin}
	if len(t.m.Boroughs) == 1 {
		plan.Audience.Boroughs = t.m.Boroughs
	}
	c, change, refused := broadcast.New(t.m.Staff, title, plan, t.now)
	if refused != nil {
		return t.home("Not done: " + refused.Error() + ".")
	}
	mine, err := t.Answered(t.ctx, t.m.Name, ask, int64(t.in.MessageID))
	if err != nil {
		return Answer{}, err
	}
	if !mine { // it came twice, and the other was faster
		if ask, err = t.Asked(t.ctx, t.m.Name); err != nil {
			return Answer{}, err
		}
		t.asked = ask.What != ""
		return t.again(ask), nil
	}
	all, err := t.Campaigns(t.ctx)
	if err != nil {
		return Answer{}, err
	}
	for _, old := range all {
		if old.Title == title && old.Version == 1 && old.State == broadcast.Draft && old.Writers[0] == t.m.Name {
			return t.askFor(old.ID, askWords) // pressed twice, or come again after a crash
		}
	}
	c, err = t.Save(t.ctx, c, change)
	if err != nil {
		return Answer{}, err
	}
	return t.askFor(c.ID, askWords)
}

// suggestedTitle names a campaign by its day.
func (t *turn) suggestedTitle() string { return "Message of " + day(t.now) }

// edit changes a campaign by the rules and stores it. It gives what is stored now,
// and why the rules refuse, if they do.
func (t *turn) edit(c broadcast.Campaign, change func(*broadcast.Campaign)) (now broadcast.Campaign, refused, err error) {
	wanted := c
	change(&wanted)
	if wanted.Title == c.Title && wanted.Hash() == c.Hash() {
		return c, nil, nil // a double press is no edit
	}
	after, step, refused := c.Edit(t.m.Staff, wanted.Title, wanted.Plan, t.now)
	if refused != nil {
		return c, refused, nil
	}
	after, err = t.Save(t.ctx, after, step)
	if err != nil {
		return c, nil, err
	}
	if c.State != broadcast.Draft {
		t.undone = fmt.Sprintf("#%d was %s. With this change it is a draft again: test and submit it anew.", c.ID, c.State)
	}
	return after, nil, nil
}
