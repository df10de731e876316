package desk

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"signpost/internal/broadcast"
	"signpost/internal/message"
)

// page shows one campaign: what it is, what it lacks, and what this member of staff
// can do with it. editing shows the buttons that change it even where a change takes
// an approval back.
func (t *turn) page(c broadcast.Campaign, note string, editing bool) (Answer, error) {
	s := new(sheet).note(note)
	s.strong("#%d %s", c.ID, c.Title)
	t.facts(s, c)
	mayEdit := t.m.Author && c.File == "" && t.sees(c)
	open := c.State == broadcast.Draft || c.State == broadcast.Awaiting || c.State == broadcast.Scheduled
	switch {
	case mayEdit && c.State == broadcast.Draft:
		s.gap().say("Next: %s", t.lacks(c))
		t.editButtons(s, c)
	case mayEdit && open && editing:
		s.gap().say("Any change makes it a draft again: it must be tested, submitted and approved anew.")
		t.editButtons(s, c)
	case mayEdit && open:
		s.button("Change it", "edit", c.ID)
	}
	if c.State == broadcast.Awaiting && c.MayApprove(t.m.Staff) == nil {
		s.button("Look and decide", "judge", c.ID)
	}
	runs, err := t.Broadcasts(t.ctx, c.ID)
	if err != nil {
		return Answer{}, err
	}
	for _, b := range runs[:min(3, len(runs))] {
		s.button("Run of "+day(b.Began)+": "+string(b.State), "bc", b.ID)
	}
	if open {
		s.button("Cancel it", askCancel, c.ID)
	}
	s.button("History", "hist", c.ID).beside("Campaign desk", "home")
	return answer(s), nil
}

// facts says what a campaign is, in lines.
func (t *turn) facts(s *sheet, c broadcast.Campaign) {
	state := string(c.State)
	if c.State == broadcast.Scheduled && !c.Next.IsZero() {
		state += ", next on " + shown(c.Next, t.now)
	}
	s.say("State: %s", state)
	if c.File != "" {
		s.say("From the file %s", c.File)
	}
	words := "none yet"
	if first := firstWords(c.Content); first != "" {
		words = first
	}
	if c.Content.Photo != "" {
		words += " (with a picture)"
	}
	s.say("Words: %s", words)
	s.say("To: %s", t.addressed(c.Audience))
	s.say("When: %s", t.timed(c.Schedule))
	s.say("It may go on for %s after its time.", lasting(c.Within))
	by := "Written by " + strings.Join(c.Writers, ", ")
	if c.Approver != "" {
		by += ", approved by " + c.Approver
	}
	s.say("%s.", by)
}

// firstWords is how a campaign begins.
func firstWords(c broadcast.Content) string {
	var all []string
	for _, l := range c.Lines {
		all = append(all, strings.Fields(l.Text)...)
	}
	return cut(strings.Join(all, " "), 60)
}

// addressed says who an audience is, in words.
func (t *turn) addressed(a broadcast.Audience) string {
	choices := t.set.Choices()
	who := named(a.Boroughs, choices.Boroughs)
	if who == "" {
		who = "no borough yet"
	}
	if len(a.Topics) == 0 {
		return who + "; all topics"
	}
	return who + "; " + named(a.Topics, choices.Topics)
}

// timed says when a campaign runs, in words.
func (t *turn) timed(sch broadcast.Schedule) string {
	switch {
	case sch.Cron != "":
		return "again and again, " + sch.Cron + " (London time)"
	case sch.At.IsZero():
		return "at once, when it is approved"
	}
	return "once, on " + shown(sch.At, t.now)
}

// lacks says what to do next with a draft.
func (t *turn) lacks(c broadcast.Campaign) string {
	switch problems := c.Plan.Problems(t.now); {
	case firstWords(c.Content) == "":
		return "send the message that people should get (press Words)."
	case len(c.Audience.Boroughs) == 0:
		return "choose who gets it (press Who gets it)."
	case len(lookAt(c.Content).Blocks) > 0:
		return lookAt(c.Content).Blocks[0] + "."
	case len(problems) > 0:
		return problems[0] + "."
	case c.Tested != c.Hash():
		return "see it as people will (press Send me a test)."
	}
	return "submit it. A second person approves it."
}

func (t *turn) editButtons(s *sheet, c broadcast.Campaign) {
	s.button("Words", askWords, c.ID).beside("Title", askTitle, c.ID)
	s.button("Who gets it", "who", c.ID).beside("When", "when", c.ID).beside("How long", "for", c.ID)
	if firstWords(c.Content) == "" {
		return
	}
	s.button("Look at it", "look", c.ID).beside("Send me a test", "test", c.ID, seal(c.Plan))
	if c.State == broadcast.Draft && c.Tested == c.Hash() {
		s.button("Submit for approval", "sub", c.ID, seal(c.Plan))
	}
}

// preview shows the words as people get them, and what a careful colleague would say.
func (t *turn) preview(c broadcast.Campaign, lost []string) (Answer, error) {
	s := new(sheet)
	l := lookAt(c.Content)
	if len(l.Blocks) > 0 {
		s.strong("This cannot be sent yet.")
		for _, problem := range l.Blocks {
			s.say("%s.", upper(problem))
		}
		s.gap()
	}
	if len(lost) > 0 {
		s.say("Left out, because it cannot be sent: %s.", strings.Join(lost, ", ")).gap()
	}
	l.say(s)
	s.gap().strong("As people get it:")
	if c.Content.Photo != "" {
		s.say("(your picture)")
	}
	words := c.Content.Message(t.set.Buttons)
	tail := []message.Line{{}, {Text: message.Words(words.Lang).Prompt}, {Text: bracketed(words.Buttons)}}
	whole := s.Message
	whole.Lines = slices.Concat(s.Lines, words.Lines, tail)
	if whole.Left() < 0 {
		s.say("(too long to stand here whole: send yourself a test)")
	}
	s.Lines = slices.Concat(s.Lines, words.Lines, tail)
	if len(l.Blocks) > 0 {
		s.button("Send other words", askWords, c.ID)
	} else {
		s.button("Next: who gets it", "who", c.ID).button("Send other words", askWords, c.ID)
	}
	s.beside("Overview", "c", c.ID)
	return answer(s), nil
}

func bracketed(buttons []message.Button) string {
	var labels []string
	for _, b := range buttons {
		labels = append(labels, "["+b.Label+"]")
	}
	return strings.Join(labels, " ")
}

// upper begins a sentence.
func upper(text string) string {
	if text == "" || text[0] < 'a' || text[0] > 'z' {
		return text
	}
	return string(text[0]-'a'+'A') + text[1:]
}

// audience shows and changes who gets a campaign.
func (t *turn) audience(c broadcast.Campaign, what, id string) (Answer, error) {
	if what != "who" {
		offered := t.offered()
		list := map[string][]Choice{"b": offered.Boroughs, "t": offered.Topics}[what]
		if !slices.ContainsFunc(list, func(o Choice) bool { return o.ID == id }) {
			return t.page(c, "Not done: that is not yours to choose.", false)
		}
		var refused, err error
		c, refused, err = t.edit(c, func(e *broadcast.Campaign) {
			if what == "b" {
				e.Audience.Boroughs = toggled(e.Audience.Boroughs, id)
			} else {
				e.Audience.Topics = toggled(e.Audience.Topics, id)
			}
		})
		if err != nil {
			return Answer{}, err
		}
		if refused != nil {
			return t.page(c, "Not done: "+refused.Error()+".", false)
		}
	}
	s := new(sheet).strong("Who gets “%s”?", c.Title).
		say("People who asked for messages about these boroughs. With no topic chosen, every topic.").gap()
	s.say("Chosen: %s.", t.addressed(c.Audience))
	if len(c.Audience.Boroughs) > 0 {
		size, err := t.Size(t.ctx, c.Audience)
		if err != nil {
			return Answer{}, err
		}
		t.sized(s, c.Audience, size)
	}
	offered := t.offered()
	for i, b := range offered.Boroughs {
		s.choice(i, contains(c.Audience.Boroughs, b.ID), b.Name, "b", c.ID, b.ID)
	}
	for _, topic := range offered.Topics {
		s.choice(0, contains(c.Audience.Topics, topic.ID), topic.Name, "t", c.ID, topic.ID)
	}
	s.button("Next: when", "when", c.ID).beside("Overview", "c", c.ID)
	return answer(s), nil
}

// choice is a button that puts one in or takes it out.
func (s *sheet) choice(column int, in bool, name, verb string, args ...any) {
	if in {
		name = "✓ " + name
	}
	if column%2 == 1 {
		s.beside(name, verb, args...)
		return
	}
	s.button(name, verb, args...)
}

// offered are the choices of this member of staff: their boroughs, all topics.
func (t *turn) offered() Choices {
	all := t.set.Choices()
	return Choices{Topics: all.Topics, Boroughs: slices.DeleteFunc(slices.Clone(all.Boroughs), func(b Choice) bool {
		return !contains(t.m.Boroughs, b.ID)
	})}
}

// sized says how many people an audience is. Parts are shown only when none of them
// is small: otherwise the rest would tell it.
func (t *turn) sized(s *sheet, a broadcast.Audience, size broadcast.Size) {
	s.say("That is %s people now.", people(size.Total))
	if size.Total < broadcast.MinAudience {
		s.say("So few could be recognised: choose more.")
		return
	}
	names, small := t.set.Choices().Boroughs, false
	for _, id := range a.Boroughs {
		small = small || size.Boroughs[id] < broadcast.MinAudience
	}
	for _, n := range size.Langs {
		small = small || n < broadcast.MinAudience
	}
	switch {
	case small:
		s.say("A part of it is fewer than %d, so the parts are not shown.", broadcast.MinAudience)
		return
	case len(a.Boroughs) > 1:
		for _, b := range names {
			if contains(a.Boroughs, b.ID) {
				s.say("%s: %s", b.Name, people(size.Boroughs[b.ID]))
			}
		}
		s.say("Who chose both counts in both.")
	}
	for _, l := range message.Languages() {
		if n := size.Langs[l.Tag()]; len(size.Langs) > 1 && n > 0 {
			s.say("Reads %s: %s", l.Tag(), people(n))
		}
	}
}

// every are schedules that can be pressed instead of typed.
var every = []struct{ label, cron string }{
	{"Every Monday, 10am", "0 10 * * MON"},
	{"The 1st of each month, 10am", "0 10 1 * *"},
}

// when shows and changes the time of a campaign.
func (t *turn) when(c broadcast.Campaign, what, arg string) (Answer, error) {
	schedule := c.Schedule
	switch n, _ := strconv.ParseInt(arg, 10, 64); what {
	case "now":
		schedule = broadcast.Schedule{}
	case "at":
		schedule = broadcast.Schedule{At: time.Unix(n, 0)}
		if ps := schedule.Problems(t.now); len(ps) > 0 || !schedule.At.After(t.now) {
			return t.askFor(c.ID, askTime) // the suggestion has grown old
		}
	case "every":
		if n < 0 || int(n) >= len(every) {
			return t.home("")
		}
		schedule = broadcast.Schedule{Cron: every[n].cron}
	default:
		s := new(sheet).strong("When should “%s” go out?", c.Title).say("Now: %s.", t.timed(c.Schedule)).
			say("Nothing goes out from 9pm to 8am.")
		s.button("At once, when approved", "now", c.ID)
		for i, at := range suggested(t.now) {
			if i%2 == 1 {
				s.beside(brief(at), "at", c.ID, at.Unix())
			} else {
				s.button(brief(at), "at", c.ID, at.Unix())
			}
		}
		for i, e := range every {
			s.button(e.label, "every", c.ID, i)
		}
		s.button("Another time", askTime, c.ID).beside("A cron line", askCron, c.ID)
		s.button("Next: how long", "for", c.ID).beside("Overview", "c", c.ID)
		return answer(s), nil
	}
	c, refused, err := t.edit(c, func(e *broadcast.Campaign) { e.Schedule = schedule })
	if err != nil {
		return Answer{}, err
	}
	if refused != nil {
		return t.page(c, "Not done: "+refused.Error()+".", false)
	}
	return t.scheduled(c)
}

// scheduled says when a campaign now runs, and asks for the next thing.
func (t *turn) scheduled(c broadcast.Campaign) (Answer, error) {
	s := new(sheet).strong("It goes out %s.", t.timed(c.Schedule))
	if c.Schedule.Cron != "" {
		s.say("The next times:")
		for _, at := range c.Schedule.NextTimes(t.now, 3) {
			s.say("%s", shown(at, t.now))
		}
	}
	s.button("Next: how long", "for", c.ID).button("Another time", "when", c.ID).beside("Overview", "c", c.ID)
	return answer(s), nil
}

// lengths are how long a run may go on after its time.
var lengths = []time.Duration{2 * time.Hour, 6 * time.Hour, 12 * time.Hour, 24 * time.Hour, 48 * time.Hour, broadcast.MaxWithin}

// within shows and changes how long a run may go on.
func (t *turn) within(c broadcast.Campaign, arg string) (Answer, error) {
	if n, err := strconv.Atoi(arg); err == nil && n > 0 && n <= int(broadcast.MaxWithin/time.Hour) {
		c, refused, err := t.edit(c, func(e *broadcast.Campaign) { e.Within = time.Duration(n) * time.Hour })
		if err != nil {
			return Answer{}, err
		}
		if refused != nil {
			return t.page(c, "Not done: "+refused.Error()+".", false)
		}
		return t.page(c, "", false)
	}
	s := new(sheet).strong("How long may “%s” go on after its time?", c.Title).
		say("Whoever has not had it by then does not get it. It rests from 9pm to 8am. Now: %s.", lasting(c.Within))
	for i, d := range lengths {
		s.choice(i, d == c.Within, lasting(d), "for", c.ID, int(d.Hours()))
	}
	s.button("Overview", "c", c.ID)
	return answer(s), nil
}

// test sends the real message to the author: Telegram itself is the last to judge it.
func (t *turn) test(c broadcast.Campaign, shown string) (Answer, error) {
	switch {
	case !t.m.Author:
		return t.page(c, "Not done: your entry in the staff file does not say author.", false)
	case shown != seal(c.Plan):
		return t.page(c, "It was changed meanwhile. Look at it again.", false)
	case len(lookAt(c.Content).Blocks) > 0:
		return t.preview(c, nil)
	}
	if _, err := t.set.Poster.Notify(t.ctx, t.m.ID, c.Content.Message(t.set.Buttons)); err != nil {
		return t.page(c, refusal(err, c.Content.Photo != ""), false)
	}
	if c.State == broadcast.Draft {
		after, change, refused := c.TestSentTo(t.m.Staff, c.Hash(), t.now)
		if refused != nil {
			return t.page(c, "Not done: "+refused.Error()+".", false)
		}
		var err error
		if c, err = t.Save(t.ctx, after, change); err != nil {
			return Answer{}, err
		}
	}
	s := new(sheet).strong("The message above is what people get.").say("Read it as a resident would, on the lock screen too.")
	if c.State == broadcast.Draft {
		s.button("Submit for approval", "sub", c.ID, seal(c.Plan))
	}
	s.button("Send other words", askWords, c.ID).beside("Overview", "c", c.ID)
	a := answer(s)
	a.New = true
	return a, nil
}

// refusal says why a message could not be shown to somebody, and what to do.
func refusal(err error, picture bool) string {
	switch {
	case errors.Is(err, ErrRefused) && picture:
		return "Not sent: " + err.Error() + ". Send the picture with its words again (press Words)."
	case errors.Is(err, ErrRefused):
		return "Not sent: " + err.Error() + ". Change the words."
	}
	return "Not sent: Telegram does not answer now. Try again in a minute."
}
