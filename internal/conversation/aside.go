package conversation

import (
	"strconv"
	"strings"
	"time"

	"signpost/internal/hours"
	"signpost/internal/message"
	"signpost/internal/subscriber"
)

// page is what a button outside the questions opens, by the letter that stands in
// its data. A letter keeps its meaning for ever: broadcasts of last year carry it.
type page byte

const (
	pageHelp   page = 'h' // Get help, under a broadcast: the first screen
	pageStop   page = 's' // Stop, under a broadcast
	pageEnd    page = 'o' // the same on a page of ours, which changes in place
	pageChoose page = 'u' // local updates: what one gets, or what to choose
	pageYes    page = 'y' // agreed, to what is chosen and to the words that were shown
	pageHeld   page = 'd' // all that is kept about the chat
	pageForget page = 'f'
)

// sidestep is the address of such a button: "e-u" and then, for what is chosen,
// ".boroughs.topics", and for pageYes the version of the words.
type sidestep struct {
	page             page
	fresh            bool // pageChoose with nothing said yet: what is stored is looked up
	boroughs, topics set
	wording          string
}

// parseAside reads the data of a button outside the questions.
func (c *Conversation) parseAside(data string) (s sidestep, ok bool) {
	rest, ok := strings.CutPrefix(data, aside)
	if !ok || rest == "" || len(data) > message.MaxData {
		return s, false
	}
	s.page, rest = page(rest[0]), rest[1:]
	if rest == "" {
		s.fresh = s.page == pageChoose
		return s, strings.IndexByte("hsoudf", byte(s.page)) >= 0
	}
	parts := strings.Split(rest, ".")
	switch {
	case parts[0] != "":
		return s, false
	case s.page == pageChoose && len(parts) == 2:
		parts = append(parts, "")
	case s.page == pageChoose && len(parts) == 3 && parts[2] != "":
	case s.page == pageYes && len(parts) == 4 && parts[1] != "" && parts[2] != "":
		s.wording = parts[3]
	default:
		return s, false
	}
	var known bool
	if s.boroughs, known = read(parts[1], c.updates.Boroughs); known {
		s.topics, known = read(parts[2], c.updates.Topics)
	}
	return s, known
}

// BroadcastButtons are the two that stand under every broadcast.
func (c *Conversation) BroadcastButtons() []message.Button {
	words := &c.flow.Words.Buttons
	return []message.Button{
		{Label: words.GetHelp, Data: aside + string(pageHelp)},
		{Label: words.Stop, Data: aside + string(pageStop)},
	}
}

// Updates gives what residents can ask to hear about.
func (c *Conversation) Updates() *Updates { return c.updates }

// sideways answers a button outside the questions, from the place where the
// resident is; how says how it went, nil before it was tried.
func (c *Conversation) sideways(s sidestep, from address, how *Outcome, now time.Time) Reply {
	if how == nil {
		how = &Outcome{}
	}
	switch s.page {
	case pageHelp:
		r := c.show(from, "", now)
		r.New = true
		return r
	case pageStop, pageEnd:
		r := c.stop(from, how, now)
		r.New = s.page == pageStop
		return r
	}
	words := &c.flow.Words
	m := &screen{} // with the one line of 999: these pages are not about danger
	r := Reply{Path: c.here(from, viewStep)}
	back := r.Path
	switch s.page {
	case pageYes:
		if s.wording != c.wording {
			m.say(words.Updates.Reworded)
			m.gap()
			back = c.choose(m, s, back)
			break
		}
		r.Effects.Book = OptIn
		r.Effects.Agreed = &Agreed{subscriber.Choice{Boroughs: s.boroughs.ids(c.updates.Boroughs), Topics: s.topics.ids(c.updates.Topics),
			Lang: message.English.Tag()}, s.wording}
		back = c.started(m, s, how)
	case pageChoose:
		r.Path = c.updates.chosen(s.boroughs, s.topics)
		if !s.fresh {
			back = c.choose(m, s, back)
			break
		}
		r.Effects.Book = LookUp
		if how.Held.Subscription != nil {
			c.getting(m, how.Held.Subscription)
			break
		}
		if how.Failed {
			m.say(words.Updates.NotSeen)
			m.gap()
		}
		back = c.choose(m, s, back)
	case pageHeld:
		r.Effects.Book = LookUp
		c.held(m, how)
	case pageForget:
		r.Effects.Book = Forget
		c.forgotten(m, how)
		r.Path, from = c.prefix, c.start()
		back = c.prefix
	}
	c.waysAside(m, from, back)
	r.Message = m.Message
	return r
}

// stop ends every subscription and shows the place where the resident is. What it
// says is the same for everybody, opted in or not.
func (c *Conversation) stop(from address, how *Outcome, now time.Time) Reply {
	note := c.flow.Words.Notes.NoMessages
	if how != nil && how.Failed {
		note = c.flow.Words.Updates.NotStopped
	}
	r := c.show(from, note, now)
	r.Effects.Book = OptOut
	if last := r.Message.Buttons[len(r.Message.Buttons)-1]; last.Data != c.updatesData {
		// To come back is one press, from every place.
		r.Message.Buttons = append(r.Message.Buttons, message.Button{Label: c.flow.Words.Buttons.Updates, Data: c.updatesData})
	}
	return r
}

// choose tells what it means to say yes, and asks what is still open. It gives
// where Back leads.
func (c *Conversation) choose(m *screen, s sidestep, back string) string {
	words, u := &c.flow.Words.Updates, c.updates
	for _, line := range words.Told {
		m.say(line)
	}
	m.gap()
	if s.boroughs == 0 {
		m.strong(words.WhichBorough)
		for i, b := range u.Boroughs {
			m.press(b.Name, u.chosen(1<<i, s.topics))
		}
		if n := len(u.Boroughs); n > 1 {
			m.press(words.All, u.chosen(1<<n-1, s.topics))
		}
		return back
	}
	m.say(words.Place + ": " + s.boroughs.names(u.Boroughs) + ".")
	if s.topics != 0 {
		m.say(words.About + ": " + s.topics.names(u.Topics) + ".")
	}
	m.gap()
	m.strong(words.WhichTopics)
	for i, t := range u.Topics {
		label := t.Name
		if s.topics&(1<<i) != 0 {
			label += " " + chosenMark
		}
		m.press(label, u.chosen(s.boroughs, s.topics^1<<i))
	}
	if s.topics != 0 {
		m.press(words.Yes, aside+string(pageYes)+"."+s.boroughs.codes(u.Boroughs)+"."+s.topics.codes(u.Topics)+"."+c.wording)
	}
	return u.chosen(0, s.topics)
}

// chosenMark stands after what is chosen. The lines above the buttons say it too.
const chosenMark = "✓"

// started says that the updates begin, or that nothing was saved, and gives where
// Back leads.
func (c *Conversation) started(m *screen, s sidestep, how *Outcome) string {
	words, u := &c.flow.Words.Updates, c.updates
	if how.Failed {
		m.say(words.NotStarted)
		m.press(words.TryAgain, aside+string(pageYes)+"."+s.boroughs.codes(u.Boroughs)+"."+s.topics.codes(u.Topics)+"."+s.wording)
		return u.chosen(s.boroughs, s.topics)
	}
	m.say(words.Started)
	m.say(words.Place + ": " + s.boroughs.names(u.Boroughs) + ".")
	m.say(words.About + ": " + s.topics.names(u.Topics) + ".")
	m.gap()
	m.say(words.HowToStop)
	c.changeOrStop(m, s.boroughs, s.topics)
	return c.prefix
}

// getting says what somebody gets who asked for it earlier.
func (c *Conversation) getting(m *screen, s *subscriber.Subscription) {
	words := &c.flow.Words.Updates
	m.say(words.Getting)
	boroughs, topics := c.subscribed(m, s)
	m.gap()
	m.say(words.HowToStop)
	c.changeOrStop(m, boroughs, topics)
}

// subscribed writes what somebody chose, as far as it is still there.
func (c *Conversation) subscribed(m *screen, s *subscriber.Subscription) (boroughs, topics set) {
	words := &c.flow.Words.Updates
	boroughs, topics = held(s.Boroughs, c.updates.Boroughs), held(s.Topics, c.updates.Topics)
	if boroughs != 0 {
		m.say(words.Place + ": " + boroughs.names(c.updates.Boroughs) + ".")
	}
	if topics != 0 {
		m.say(words.About + ": " + topics.names(c.updates.Topics) + ".")
	}
	return boroughs, topics
}

func (c *Conversation) changeOrStop(m *screen, boroughs, topics set) {
	m.press(c.flow.Words.Updates.Change, c.updates.chosen(boroughs, topics))
	m.press(c.flow.Words.Buttons.Stop, aside+string(pageEnd))
}

// held tells everything that is kept about the chat.
func (c *Conversation) held(m *screen, how *Outcome) {
	words, updates := &c.flow.Words.Held, &c.flow.Words.Updates
	if how.Failed {
		m.say(words.NotSeen)
		m.press(updates.TryAgain, aside+string(pageHeld))
		return
	}
	m.strong(words.All)
	m.gap()
	if s := how.Held.Subscription; s != nil {
		m.say(words.Updates + " " + dayWords(s.Since) + ".")
		c.subscribed(m, s)
		for _, line := range words.Stored {
			m.say(line)
		}
		m.say(words.Wording + " " + s.Wording + ".")
	} else {
		m.say(words.NoUpdates)
	}
	m.gap()
	m.say(words.Messages + " " + strconv.Itoa(how.Held.Messages) + ".")
	m.say(words.Numbers)
	m.gap()
	for _, line := range words.Beside {
		m.say(line)
	}
	m.press(words.Erase, aside+string(pageForget))
	if how.Held.Subscription != nil {
		m.press(c.flow.Words.Buttons.Stop, aside+string(pageEnd))
	}
}

// forgotten says what was erased and what that means.
func (c *Conversation) forgotten(m *screen, how *Outcome) {
	words := &c.flow.Words.Held
	if how.Failed {
		m.say(words.NotForgotten)
		m.press(c.flow.Words.Updates.TryAgain, aside+string(pageForget))
		return
	}
	for _, line := range words.Forgotten {
		m.say(line)
	}
}

// waysAside writes the buttons that are always there.
func (c *Conversation) waysAside(m *screen, from address, back string) {
	words := &c.flow.Words.Buttons
	m.press(words.Danger, c.inDanger(from))
	m.press(words.Back, back)
	m.beside(words.Restart, c.prefix)
	m.press(words.Hide, c.hideData)
	m.beside(words.Watched, c.here(from, viewWatched))
}

// dayWords says a day and a time, for what lies behind: 25 November 2026, 5.30pm.
func dayWords(t time.Time) string {
	t = t.In(hours.London)
	return strconv.Itoa(t.Day()) + " " + t.Month().String() + " " + strconv.Itoa(t.Year()) + ", " + timeWords(t)
}
