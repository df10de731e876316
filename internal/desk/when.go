package desk

import (
	"strconv"
	"time"

	"signpost/internal/broadcast"
)

// every are schedules that can be pressed instead of typed.
var every = []struct{ label, cron string }{
	{"Every Monday, 10am", "0 10 * * MON"},
	{"The 1st of each month, 10am", "0 10 1 * *"},
}

// when shows and changes the time of a campaign.
func (t *turn) when(c broadcast.Campaign, what, arg string) (Answer, error) {
	var schedule broadcast.Schedule
	switch n, _ := strconv.ParseInt(arg, 10, 64); what {
	case "now": // which the zero Schedule is
	case "at":
		schedule = broadcast.Schedule{At: time.Unix(n, 0)}
		if ps := schedule.Problems(t.now); len(ps) > 0 || !schedule.At.After(t.now) || schedule.At.Sub(t.now) > farthest {
			return t.askFor(c.ID, askTime) // the suggestion has grown old, or was none of ours
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
