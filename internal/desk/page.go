package desk

import (
	"strings"

	"signpost/internal/broadcast"
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
	case c.File != "" && c.State == broadcast.Draft:
		s.gap().say("Next: change the file. It comes back for approval when the program has read it again.")
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
		return cut(lookAt(c.Content).Blocks[0], maxReason) + "."
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
