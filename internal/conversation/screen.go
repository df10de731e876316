package conversation

import (
	"strings"
	"time"

	"signpost/internal/flow"
	"signpost/internal/message"
)

// screen is a message being written.
type screen struct {
	message.Message
}

func (s *screen) say(text string) { s.Lines = append(s.Lines, message.Line{Text: text}) }
func (s *screen) strong(text string) {
	s.Lines = append(s.Lines, message.Line{Text: text, Strong: true})
}

func (s *screen) gap() {
	if n := len(s.Lines); n > 0 && s.Lines[n-1].Text != "" {
		s.Lines = append(s.Lines, message.Line{})
	}
}

func (s *screen) press(label, data string) {
	s.Buttons = append(s.Buttons, message.Button{Label: label, Data: data})
}

func (s *screen) beside(label, data string) {
	s.Buttons = append(s.Buttons, message.Button{Label: label, Data: data, Beside: true})
}

// show writes what is seen at an address, under a note if there is one.
func (c *Conversation) show(a address, note string, now time.Time) Reply {
	s := &screen{}
	s.Lines = make([]message.Line, 0, 20)
	s.Buttons = make([]message.Button, 0, 12)
	if a.urgent() {
		s.Prompt = message.Danger
	}
	if note != "" {
		s.say(note)
		s.gap()
	}
	end, area := a.end(), a.area(c.dir)
	switch {
	case a.view == viewChanges:
		c.changes(s, a)
	case a.view == viewChange:
		c.change(s, a)
	case a.view == viewMore:
		c.more(s, c.listed(end, area, now), now)
	case a.view != viewStep:
		c.page(s, a.view)
	case a.open:
		if a.danger {
			s.say(c.flow.Words.Notes.WhereDanger)
			s.gap()
		}
		c.change(s, placeAgain(a))
	case end != nil && area != nil:
		c.card(s, a, end, area, now)
	default:
		c.ask(s, a, note == c.flow.Words.Notes.NotRead)
	}
	c.ways(s, a)
	return Reply{Message: s.Message, Path: c.here(a, viewStep)}
}

// ask writes a question with its answers. After danger the answers lead on to the
// emergency card of the place, not to more questions. That nobody reads messages
// stands on the first screen, unless it was said already.
func (c *Conversation) ask(s *screen, a address, said bool) {
	step := a.trail.Step
	if a.danger {
		s.say(c.flow.Words.Notes.WhereDanger)
	} else {
		for _, line := range step.Explain {
			s.say(line)
		}
		if a.trail.Len() == 0 && !said {
			s.say(c.flow.Words.Notes.Automatic)
		}
	}
	s.gap()
	s.strong(step.Ask)
	for i := range step.Answers {
		s.press(step.Answers[i].Say, c.data(c.onward(a, step.Answers[i].ID).path, a.danger, ""))
	}
}

// changes lists the answers given, one press to change each.
func (c *Conversation) changes(s *screen, a address) {
	s.strong(c.flow.Words.Notes.ChangeWhich)
	for i := range a.trail.Len() {
		if a.open && IsArea(a.trail.Answer(i).Means) {
			continue // it was not given, and is asked again
		}
		s.press(a.trail.Answer(i).Say, c.here(a, "~"+view(rune('0'+i))))
	}
}

// change asks one question again. Each answer keeps the others as far as they
// still lead somewhere.
func (c *Conversation) change(s *screen, a address) {
	step := a.trail.Asked(a.change)
	s.strong(step.Ask)
	for i := range step.Answers {
		next := a
		next.path, next.danger = c.replaced(a, step.Answers[i].ID)
		next.open = a.open && !IsArea(step.Answers[i].Means)
		s.press(step.Answers[i].Say, c.here(next, viewStep))
	}
}

// replaced is the path with one answer replaced by another. Danger that was said
// stays said when its answer falls away with the others.
func (c *Conversation) replaced(a address, id string) (path string, danger bool) {
	was := a.trail.Says(flow.Immediate) && a.trail.Answer(a.change).Means != flow.Immediate
	var b strings.Builder
	t := c.flow.Start()
	for i := range a.trail.Len() {
		next := a.trail.Answer(i).ID
		if i == a.change {
			next = id
		}
		if !t.Take(next) {
			break
		}
		b.WriteByte('.')
		b.WriteString(next)
	}
	return b.String(), a.danger || was && !t.Says(flow.Immediate)
}

// page writes one of the pages beside the conversation.
func (c *Conversation) page(s *screen, v view) {
	pages := &c.flow.Words.Pages
	lines := map[view][]string{viewWatched: pages.Watched, viewHelp: pages.Help, viewPrivacy: pages.Privacy, viewAbout: pages.About}[v]
	for _, line := range lines {
		s.gap()
		s.say(line)
	}
	if v == viewAbout {
		s.gap()
		if c.operator == "" {
			s.say(c.flow.Words.Notes.NoOperator)
		} else {
			s.say(c.flow.Words.Notes.Operator + " " + c.operator + ".")
		}
	}
}

// ways writes the buttons that are always there, always in this order.
func (c *Conversation) ways(s *screen, a address) {
	words := &c.flow.Words.Buttons
	if a.view == viewStep && a.end() != nil && a.area(c.dir) != nil && !a.open {
		s.press(words.More, c.data(a.path, a.danger, string(viewMore)))
	}
	if !a.urgent() && !asksDanger(a) {
		s.press(words.Danger, c.inDanger(a))
	}
	if a.trail.Len() > 0 || a.danger || a.view != viewStep {
		s.press(words.Back, c.backFrom(a))
		if a.trail.Len() > 0 {
			s.beside(words.Change, c.here(a, viewChanges))
		} else { // nothing to change yet: the question itself
			s.beside(words.Change, c.prefix)
		}
		s.beside(words.Restart, c.prefix)
	}
	s.press(words.Hide, c.hideData)
	if a.view != viewWatched {
		s.beside(words.Watched, c.here(a, viewWatched))
	}
	if a.trail.Len() == 0 && !a.danger && a.view == viewStep {
		s.press(words.Updates, c.updatesData)
	}
}

// asksDanger reports whether "danger now" is among the answers on the screen, so
// that it need not stand there twice.
func asksDanger(a address) bool {
	step := a.trail.Step
	switch a.view {
	case viewStep:
		if a.open {
			return false
		}
	case viewChange:
		step = a.trail.Asked(a.change)
	default:
		return false
	}
	for i := range step.Answers {
		if step.Answers[i].Means == flow.Immediate {
			return true
		}
	}
	return false
}

func (c *Conversation) backFrom(a address) string {
	switch {
	case a.view == viewChange:
		return c.here(a, viewChanges)
	case a.view != viewStep:
		return c.here(a, viewStep)
	case a.open:
		return c.data("", a.danger, "")
	case a.danger:
		return c.data(a.path, false, "")
	}
	return c.data(a.back(), false, "")
}
