package check

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"signpost/internal/conversation"
	"signpost/internal/message"
	"signpost/internal/subscriber"
)

// maxToast is Telegram's limit for the text of answerCallbackQuery, in characters.
const maxToast = 200

// typedWords are lines that have an answer of their own.
var typedWords = []string{"/start", "/help", "/privacy", "/about", "/hide", "/updates", "/mydata", "/forget", "help", "stop", "Sandwell", "Dudley", "anything else"}

// Every message carries 999, fits Telegram's limits, leads on, and keeps "danger
// now" one press away; every card shows first the number to use now.
//
// Every button that some message shows is pressed, until there are no new ones.
// Screens with contacts are written at one instant of each different state of the
// opening hours; the others do not depend on the time.
func everyMessageIsSafe(w *walk) {
	if len(w.instants) == 0 {
		return
	}
	var queue []string
	pressed := map[string]bool{}
	see := func(m message.Message) {
		for _, b := range m.Buttons {
			if b.Data != "" && !pressed[b.Data] {
				pressed[b.Data] = true
				queue = append(queue, b.Data)
			}
		}
	}
	answer := func(in conversation.Input, what string) {
		r := w.talk.Step(in, w.instants[0])
		w.safe(r, what)
		see(r.Message)
		if r.Effects.Book == conversation.Nothing {
			return
		}
		for _, how := range w.outcomes() {
			in.Book = &how
			r := w.talk.Step(in, w.instants[0])
			w.safe(r, what)
			see(r.Message)
		}
	}
	for _, word := range typedWords {
		answer(conversation.Input{Kind: conversation.Typed, Text: word}, "the answer to the word "+word)
	}
	for code := range w.talk.Updates().Links {
		answer(conversation.Input{Kind: conversation.Typed, Text: "/start " + code}, "the page of the link "+code)
	}
	see(message.Message{Buttons: w.talk.BroadcastButtons()})
	stale := conversation.Input{Kind: conversation.Press, Text: "stale"}
	w.safe(w.talk.Step(stale, w.instants[0]), "the answer to an old button")
	for len(queue) > 0 {
		data := queue[0]
		queue = queue[1:]
		w.report.Paths++
		for _, in := range []conversation.Input{
			{Kind: conversation.Typed, Text: "anything else", Last: data},
			{Kind: conversation.Typed, Text: "stop", Last: data},
			{Kind: conversation.Other, Last: data},
		} {
			w.safe(w.talk.Step(in, w.instants[0]), "the answer to a typed line or a photo at "+data)
		}
		instants := w.instants
		if !showsContacts(w.talk, data, instants[0]) {
			instants = instants[:1]
		}
		for _, at := range instants {
			r := w.talk.Step(conversation.Input{Kind: conversation.Press, Text: data}, at)
			w.safe(r, "the message behind "+data)
			w.leads(data, r, at)
			see(r.Message)
			if r.Effects.Book != conversation.Nothing {
				answer(conversation.Input{Kind: conversation.Press, Text: data}, "the message behind "+data)
			}
		}
	}
}

// outcomes are the ways in which it can go with the book of subscribers: it fails,
// or somebody is there who chose everything.
func (w *walk) outcomes() []conversation.Outcome {
	everything := subscriber.Subscription{Since: w.instants[0], Wording: "00000000"}
	for _, b := range w.talk.Updates().Boroughs {
		everything.Boroughs = append(everything.Boroughs, b.ID)
	}
	for _, t := range w.talk.Updates().Topics {
		everything.Topics = append(everything.Topics, t.ID)
	}
	return []conversation.Outcome{{Failed: true}, {Held: subscriber.Held{Subscription: &everything, Messages: 1_000_000}}}
}

// showsContacts reports whether the screen behind a button depends on the minute.
func showsContacts(talk *conversation.Conversation, data string, at time.Time) bool {
	return !strings.ContainsAny(data, "~?") && talk.Contacts(data, at) != nil
}

// safe holds one answer against the limits. What is wrong with a label or a line
// is reported once, where it is written, and not for every screen that shows it.
func (w *walk) safe(r conversation.Reply, what string) {
	w.report.Messages++
	for _, p := range r.Message.Problems() {
		file, line := w.written(p)
		w.problem(file, line, "%s", p)
	}
	words := w.flows.File("words.yaml")
	if n := utf8.RuneCountInString(r.Toast); n > maxToast {
		w.problem(words, 0, "notes.hidden is %d characters long (shorten it to %d: it is shown on the press itself)", n, maxToast)
	}
	guidance := w.flows.File("guidance.yaml")
	if !strings.Contains(r.Message.Text(), "999") {
		w.problem(guidance, 0, "%s does not show 999 (no file can cause this: the program is broken)", what)
	}
	wayOn, danger := false, r.Message.Prompt == message.Danger
	for _, b := range r.Message.Buttons {
		wayOn = wayOn || b.Data != ""
		danger = danger || strings.HasSuffix(b.Data, "!") || w.talk.Urgent(b.Data)
	}
	if !wayOn {
		w.problem(guidance, 0, "%s has no button that leads on (give the step an answer)", what)
	}
	if !danger {
		w.problem(guidance, 0, "%s is more than one press away from the emergency card (no file can cause this: the program is broken)", what)
	}
}

// written finds where the words that a problem quotes are written.
func (w *walk) written(problem string) (file string, line int) {
	quotes := func(words string) bool { return strings.Contains(problem, strconv.Quote(words)) }
	for _, a := range w.talk.Directory().Areas {
		if quotes(a.Name) {
			return w.config.File("areas.yaml"), a.Line
		}
	}
	for _, t := range w.talk.Updates().Topics {
		if strings.Contains(problem, "\""+t.Name) { // a mark can follow
			return w.talk.Updates().File, t.Line
		}
	}
	for _, s := range w.talk.Flow().Steps {
		for _, a := range s.Answers {
			if quotes(a.Say) {
				return w.flows.File("guidance.yaml"), a.Line
			}
		}
	}
	for _, c := range w.talk.Directory().Contacts {
		if quotes(c.Name) {
			return c.File, c.Line
		}
	}
	return w.flows.File("words.yaml"), 0
}

// leads holds a card against the contacts it is made from: the first number that
// is read on it is the one to use now.
func (w *walk) leads(data string, r conversation.Reply, at time.Time) {
	contacts := w.talk.Contacts(data, at)
	if len(contacts) == 0 || strings.ContainsAny(data, "~?+") {
		return
	}
	want := contacts[0].Contact.Channels[0].Value
	for _, l := range r.Message.Lines {
		if !l.Strong {
			continue
		}
		if l.Text != want {
			w.problem(w.flows.File("guidance.yaml"), 0, "the card behind %s shows %s first, and %s is the number to use at %s (the program is broken)",
				data, l.Text, want, at.Format(time.RFC3339))
		}
		return
	}
	w.problem(w.flows.File("guidance.yaml"), 0, "the card behind %s shows no number at %s (the program is broken)", data, at.Format(time.RFC3339))
}
