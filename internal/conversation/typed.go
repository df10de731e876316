package conversation

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"signpost/internal/flow"
	"signpost/internal/message"
)

// typed answers a typed line. The words that count only as the whole message come
// first, because they must work in any state.
func (c *Conversation) typed(in Input, now time.Time) Reply {
	in.Text = c.sentence(in.Text)
	last := c.at(in.Last)
	word := wholeMessage(in.Text)
	if r, ok := c.always(in, last, word, now); ok {
		return r
	}
	if data := c.label(in.Last, last, word, now); data != "" {
		return c.press(data, in.Book, now)
	}
	if r, ok := c.confirmed(last, word, now); ok {
		return r
	}
	return c.understood(last, c.reader.Read(in.Text), now)
}

// confirmed takes a typed word for the answer to a question: how old, where, or whether
// what was understood is right.
func (c *Conversation) confirmed(last address, word string, now time.Time) (Reply, bool) {
	if a, ok := c.aged(last, word); ok {
		return c.show(a, "", now), true
	}
	switch strings.NewReplacer("'", "", "’", "").Replace(word) {
	case "not sure", "im not sure", "dont know", "i dont know", "idk", "both", "not sure or both":
		if last.open {
			last.open = false
			return c.show(last, "", now), true
		}
	case "no", "nope", "nah", "wrong", "thats wrong", "not right", "thats not right", "no thats wrong", "no thats not right":
		if last.trail.Len() > 0 && !last.urgent() {
			return c.show(last.page(viewChanges), "", now), true
		}
	case "yes", "yeah", "yep", "yh", "ok", "okay", "correct", "thats right", "yes thats right":
		if last.trail.Len() > 0 {
			return c.show(last, "", now), true
		}
	}
	return Reply{}, false
}

// Always reports whether a typed line is one of those that count wherever they are
// typed, such as help, stop and hide.
func (c *Conversation) Always(text string) bool {
	text = c.sentence(text)
	_, ok := c.always(Input{Text: text}, c.start(), wholeMessage(text), time.Time{})
	return ok
}

// always answers the words that count only as the whole message and then always.
func (c *Conversation) always(in Input, last address, word string, now time.Time) (r Reply, ok bool) {
	switch word {
	case "999", "112", "help", "help me", "sos", "emergency", "call 999":
		return c.cry(last, now), true
	case "stop", "/stop", "unsubscribe", "/unsubscribe", c.stopWord:
		return c.stop(last, in.Book, now), true
	case "/start":
		if s, ok := c.link(in.Text); ok {
			return c.sideways(s, c.start(), in.Book, now), true
		}
		return c.show(c.start(), "", now), true
	case "menu", "/menu", "start", "cancel", "/cancel":
		return c.show(c.start(), "", now), true
	case "updates", "/updates":
		return c.sideways(sidestep{page: pageChoose, fresh: true}, last, in.Book, now), true
	case "/mydata":
		return c.sideways(sidestep{page: pageHeld}, last, in.Book, now), true
	case "/forget":
		return c.sideways(sidestep{page: pageForget}, last, in.Book, now), true
	case "hide", "/hide", "hide now", "clear", "clear chat", "clear this chat": // the menu calls it so
		return c.hide(now), true
	case "/help":
		return c.show(last.page(viewHelp), "", now), true
	case "privacy", "/privacy":
		return c.show(last.page(viewPrivacy), "", now), true
	case "about", "/about":
		return c.show(last.page(viewAbout), "", now), true
	}
	return Reply{}, false
}

// cry answers a call for help: the emergency card, with the local contact of what
// is known, and where nothing is known the first question under it. The danger stays
// in the buttons and for the next line.
func (c *Conversation) cry(last address, now time.Time) Reply {
	last.danger = true
	return c.show(last, "", now)
}

// link is what a deep link opens; an unknown one, or one that was lost on the way,
// opens the first screen.
func (c *Conversation) link(line string) (sidestep, bool) {
	words := strings.Fields(line)
	if len(words) != 2 {
		return sidestep{}, false
	}
	return c.parseAside(c.updates.Links[words[1]])
}

// label finds the button of the screen shown last whose label was typed instead of
// pressed. A yes to messages must be pressed, because what is remembered of a screen
// is no proof of what was read: typed, it shows the same screen again.
func (c *Conversation) label(shown string, last address, word string, now time.Time) (data string) {
	if word == "" {
		return ""
	}
	var m message.Message
	if s, ok := c.parseAside(shown); ok {
		m = c.sideways(s, c.start(), nil, now).Message
	} else {
		m = c.show(last, "", now).Message
	}
	for _, b := range m.Buttons {
		if b.Data != "" && wholeMessage(b.Label) == word {
			if s, ok := c.parseAside(b.Data); ok && s.page == pageYes {
				return shown
			}
			return b.Data
		}
	}
	return ""
}

// asksAge reports whether "Are you under 18?" is the question asked: danger shows a card
// there, and an open place is asked first.
func asksAge(a address) bool {
	return a.end() == nil && !a.open && slices.ContainsFunc(a.trail.Step.Answers, func(answer flow.Answer) bool { return answer.Means == flow.Under18 })
}

// aged takes a typed yes, no or number of years for the answer to "Are you under 18?"
// where that is asked.
func (c *Conversation) aged(last address, word string) (a address, ok bool) {
	if !asksAge(last) {
		return last, false
	}
	switch word {
	case "yes", "yeah", "yep", "yh", "y":
		return c.answer(last, flow.Under18)
	case "no", "nope", "nah", "n":
		return c.answer(last, flow.Over18)
	}
	number, unit, _ := strings.Cut(word, " ")
	years, err := strconv.Atoi(number)
	switch {
	case err != nil || years < 1 || years > 120 || unit != "" && unit != "years" && unit != "years old":
		return last, false
	case years < 18:
		return c.answer(last, flow.Under18)
	}
	return c.answer(last, flow.Over18)
}

// wholeMessage is the line as a word that can be compared: small letters, nothing
// around it that is neither letter nor digit, seen or unseen, no bot's name or payload
// after a command. A long line gives "".
func wholeMessage(text string) string {
	text = fromFirstWord(text)
	if strings.HasPrefix(text, "/") {
		if end := strings.IndexAny(text, " \t\n@"); end > 0 {
			text = text[:end]
		}
	}
	if text = strings.TrimRightFunc(text, outsideWords); len(text) > 32 {
		return ""
	}
	return strings.ToLower(text)
}

// sentence is a typed line without the slash before it, where at least two words
// follow a command: "/help he has a knife" is no question about this bot. Who asks for
// no more messages gets none, whatever follows but danger: "/stop sending me these".
func (c *Conversation) sentence(text string) string {
	line := fromFirstWord(text)
	words := strings.Fields(line)
	if len(words) < 3 || words[0][0] != '/' {
		return text
	}
	command, _, _ := strings.Cut(words[0], "@")
	said := strings.TrimLeft(command, "/") + line[len(words[0]):]
	if stop := strings.ToLower(command); (stop == "/stop" || stop == "/unsubscribe") && !c.reader.Read(said).Danger {
		return text
	}
	return said
}

// fromFirstWord is a line from its first letter, digit or slash on.
func fromFirstWord(text string) string {
	return strings.TrimLeftFunc(text, func(r rune) bool { return r != '/' && outsideWords(r) })
}

func outsideWords(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
