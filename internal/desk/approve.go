package desk

import (
	"errors"
	"strings"

	"signpost/internal/broadcast"
	"signpost/internal/message"
)

// submit asks for approval of what was shown, and tells those who can give it.
func (t *turn) submit(c broadcast.Campaign, shown string) (Answer, error) {
	switch {
	case shown != seal(c.Plan):
		return t.page(c, "It was changed meanwhile. Look at it again.", false)
	case c.State == broadcast.Awaiting:
		return t.page(c, "", false) // pressed twice
	}
	if len(lookAt(c.Content).Blocks) > 0 {
		return t.preview(c, nil)
	}
	size, err := t.Size(t.ctx, c.Audience)
	if err != nil {
		return Answer{}, err
	}
	after, change, refused := c.Submit(t.m.Staff, size.Total, t.now)
	if refused != nil {
		return t.page(c, "Not done: "+refused.Error()+".", false)
	}
	if c, err = t.Save(t.ctx, after, change); err != nil {
		return Answer{}, err
	}
	return t.page(c, "Submitted. "+t.tellApprovers(c, size), false)
}

// tellApprovers brings a campaign to everybody who can approve it, and says who that
// is.
func (t *turn) tellApprovers(c broadcast.Campaign, size broadcast.Size) string {
	var told, missed []string
	for _, m := range t.set.Staff.All() {
		if c.MayApprove(m.Staff) != nil {
			continue
		}
		err := t.bring(m, c)
		if err == nil {
			_, err = t.set.Poster.Notify(t.ctx, m.ID, t.dossier(m, c, size, nil).Message)
		}
		if err != nil {
			name := m.Name
			if errors.Is(err, ErrBlocked) {
				name += " (has not opened this bot yet)"
			}
			missed = append(missed, name)
			continue
		}
		told = append(told, m.Name)
	}
	switch {
	case len(told) == 0 && len(missed) == 0:
		return "Nobody in the staff file can approve it: a second person must be an approver of every borough addressed."
	case len(missed) == 0:
		return "Asked to approve it: " + strings.Join(told, ", ") + "."
	case len(told) == 0:
		return "Could not be told, so tell them yourself: " + strings.Join(missed, ", ") + "."
	}
	return "Asked to approve it: " + strings.Join(told, ", ") + ". Could not be told: " + strings.Join(missed, ", ") + "."
}

// bring sends somebody the message itself, just as people get it.
func (t *turn) bring(m Member, c broadcast.Campaign) error {
	_, err := t.set.Poster.Notify(t.ctx, m.ID, c.Content.Message(t.set.Buttons))
	return err
}

// dossier is what an approver decides on, below the message itself; unseen says why
// that could not be shown, and then nothing can be approved.
func (t *turn) dossier(m Member, c broadcast.Campaign, size broadcast.Size, unseen error) *sheet {
	s := new(sheet).strong("To approve: #%d %s", c.ID, c.Title)
	if unseen != nil {
		s.strong("%s", refusal(unseen, c.Content.Photo != ""))
	} else {
		s.say("The message above is what people get.")
	}
	s.gap()
	t.facts(s, c)
	t.sized(s, c.Audience, size)
	if c.Schedule.Cron != "" {
		var next []string
		for _, at := range c.Schedule.NextTimes(t.now, 3) {
			next = append(next, shown(at, t.now))
		}
		s.say("Next: %s", strings.Join(next, "; "))
	}
	s.gap()
	lookAt(c.Content).say(s)
	if c.MayApprove(m.Staff) == nil {
		if unseen == nil {
			s.button("Approve", "ok", c.ID, seal(c.Plan))
		}
		s.button("Return it", askReturn, c.ID, seal(c.Plan)).beside("Reject it", askReject, c.ID, seal(c.Plan))
	}
	return s.button("Look at it again", "judge", c.ID).beside("History", "hist", c.ID, below).beside("Campaign desk", "home", below)
}

// judge brings the message and what there is to decide on.
func (t *turn) judge(c broadcast.Campaign) (Answer, error) {
	if c.State != broadcast.Awaiting {
		return t.page(c, "", false)
	}
	size, err := t.Size(t.ctx, c.Audience)
	if err != nil {
		return Answer{}, err
	}
	a := answer(t.dossier(t.m, c, size, t.bring(t.m, c)))
	a.New = true
	return a, nil
}

// approve approves what was shown. A button of before an edit says so by its seal.
func (t *turn) approve(c broadcast.Campaign, shown string) (Answer, error) {
	if shown == seal(c.Plan) {
		shown = c.Hash()
	}
	if c.Approved == shown && c.Approver == t.m.Name {
		return t.page(c, "", false) // pressed twice
	}
	after, change, refused := c.Approve(t.m.Staff, shown, t.now)
	if refused != nil {
		return t.page(c, "Not approved: "+refused.Error()+".", false)
	}
	c, err := t.Save(t.ctx, after, change)
	if errors.Is(err, broadcast.ErrStale) {
		return t.refreshed(c.ID)
	}
	if err != nil {
		return Answer{}, err
	}
	told := t.tellWriters(c, "approved", "")
	return t.page(c, "Approved. "+told, false)
}

// refreshed shows a campaign as somebody else has left it meanwhile.
func (t *turn) refreshed(id int64) (Answer, error) {
	c, err := t.Campaign(t.ctx, id)
	if err != nil {
		return Answer{}, err
	}
	return t.page(c, "Not done: "+broadcast.ErrStale.Error()+".", false)
}

// judged returns or rejects, with the reason that was typed.
func (t *turn) judged(c broadcast.Campaign, kind, shown, why string) (Answer, error) {
	if shown != seal(c.Plan) {
		return t.taken(c, errors.New("it was changed after it was shown to you (look at it again)"), nil, nil)
	}
	judge, word := c.Return, "returned"
	if kind == askReject {
		judge, word = c.Reject, "rejected"
	}
	after, change, refused := judge(t.m.Staff, why, t.now)
	if refused != nil {
		return t.taken(c, refused, nil, nil)
	}
	after, err := t.Save(t.ctx, after, change)
	return t.taken(after, nil, err, func() (Answer, error) {
		return t.page(after, upper(word)+". "+t.tellWriters(after, word, why), false)
	})
}

// tellWriters tells the writers what became of their campaign, and says who was told.
func (t *turn) tellWriters(c broadcast.Campaign, what, why string) string {
	var told []string
	for _, m := range t.set.Staff.All() {
		if !contains(c.Writers, m.Name) || m.Name == t.m.Name {
			continue
		}
		s := new(sheet).strong("#%d %s", c.ID, c.Title).say("%s has %s it.", t.m.Name, what)
		if why != "" {
			s.say("Why: %s", why)
		}
		if c.State == broadcast.Scheduled {
			s.say("It goes out on %s.", shown(c.Next, t.now))
		}
		s.button("Show it", "c", c.ID)
		if _, err := t.set.Poster.Notify(t.ctx, m.ID, s.Message); err == nil {
			told = append(told, m.Name)
		}
	}
	if len(told) == 0 {
		return ""
	}
	return "Told: " + strings.Join(told, ", ") + "."
}

// WhoAmI says what the bot knows of who asks, for a staff file to be written.
func WhoAmI(id int64, m *Member, names []Choice) []message.Line {
	s := new(sheet).strong("Your Telegram number is %d.", id)
	if m == nil {
		return s.Lines
	}
	return s.say("Staff file: %s, %s for %s. Type /desk for the campaign desk.", m.Name, m.roles(), named(m.Boroughs, names)).Lines
}
