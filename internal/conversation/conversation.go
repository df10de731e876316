// Package conversation answers one press or one typed line with one message.
//
// It exists so that everything a resident can meet is one pure function: Step
// takes what was pressed or typed, what is remembered, and the time, and gives
// the message and what else is to be done. It promises: every input whatever,
// forged, stale or damaged, gets a message with 999 and a way on; the same input
// at the same minute gets the same message; of what was typed only the name of a
// place comes back, in our spelling, and nothing is kept. Where a person is in the conversation stands in the data
// of the buttons, so nothing depends on memory but which question a typed line
// is an answer to.
//
// It sends nothing and deletes nothing: Effects name what the caller must do.
package conversation

import (
	"strings"
	"time"

	"signpost/internal/directory"
	"signpost/internal/flow"
	"signpost/internal/message"
	"signpost/internal/strictyaml"
	"signpost/internal/subscriber"
	"signpost/internal/understand"
)

// Conversation holds the words, the contacts and the reader of typed lines. It is
// never changed after it is made, so any number of goroutines may use it.
type Conversation struct {
	flow   *flow.Flow
	dir    *directory.Directory
	reader *understand.Reader
	prefix string // opens the data of every English button

	hideData    string // of the button that stands on every screen
	updatesData string // of the button on the first screen

	updates  *Updates
	wording  string // the version of the words that people agree to when they ask for messages
	stopWord string // the button under a broadcast, typed instead of pressed

	operator string // who runs this, "" for nobody named
}

// Load reads the two folders. It lists every problem that keeps them from being
// used; check finds the rest.
func Load(flows, config strictyaml.Folder) (*Conversation, strictyaml.Problems) {
	dir, problems := directory.Load(config)
	reader, more := understand.Load(config)
	problems = append(problems, more...)
	// Where the areas cannot be read a stand-in takes their place, so that the
	// problems of the flow are found in the same run.
	areas := []flow.Answer{{ID: "x", Say: "x"}}
	if dir != nil {
		areas = nil
		for _, a := range dir.Areas {
			areas = append(areas, flow.Answer{ID: a.Code, Say: a.Name, Means: areaMeaning(a.ID), Line: a.Line})
		}
	}
	f, more := flow.Load(flows, areas)
	problems = append(problems, more...)
	updates, more := loadUpdates(config, dir)
	problems = append(problems, more...)
	if len(problems) == 0 {
		problems = unserved(f, dir, config)
	}
	if len(problems) > 0 {
		return nil, problems
	}
	prefix := string([]byte{byte(message.English), f.Version})
	return &Conversation{flow: f, dir: dir, reader: reader, prefix: prefix, hideData: prefix + string(viewHide),
		updatesData: aside + string(pageChoose), updates: updates, wording: wordingOf(&f.Words.Updates),
		stopWord: wholeMessage(f.Words.Buttons.Stop)}, nil
}

// unserved names each service that a step signposts to and an area does not have.
func unserved(f *flow.Flow, dir *directory.Directory, config strictyaml.Folder) (problems strictyaml.Problems) {
	for _, a := range dir.Areas {
		if len(a.Shows) > 0 {
			continue
		}
		for _, s := range f.Steps {
			for _, need := range s.Signpost {
				if dir.Service(a.ID, need.Service) == nil {
					problems = append(problems, strictyaml.Problem{File: f.File, Line: need.Line,
						Text: "service \"" + need.Service + "\" has nobody in " + a.ID + " (add it to " + config.File("contacts/"+a.ID+".yaml") + ", or name another)"})
				}
			}
		}
	}
	return problems
}

// areaMeaning keeps "unknown" the area apart from "unknown" the person.
func areaMeaning(id string) flow.Meaning { return flow.Meaning(areaPrefix + id) }

const areaPrefix = "area "

// IsArea reports whether an answer with this meaning says where.
func IsArea(m flow.Meaning) bool { return strings.HasPrefix(string(m), areaPrefix) }

// RunBy gives the same conversation with an operator named on the page about; an
// empty name says that it is no official service.
func (c *Conversation) RunBy(operator string) *Conversation {
	named := *c
	named.operator = strings.Join(strings.Fields(operator), " ")
	return &named
}

// First is the first screen, as a new resident sees it.
func (c *Conversation) First() message.Message {
	return c.show(c.start(), "", time.Time{}).Message
}

// Flow gives the questions, for those who walk them all.
func (c *Conversation) Flow() *flow.Flow { return c.flow }

// Directory gives the contacts, for those who walk them all.
func (c *Conversation) Directory() *directory.Directory { return c.dir }

// Reader gives the reader of typed lines.
func (c *Conversation) Reader() *understand.Reader { return c.reader }

// Kind says what came in.
type Kind uint8

// What can come in. Anything that is neither text nor a press is Other: a photo,
// a voice message, a sticker, a location.
const (
	Typed Kind = iota
	Press
	Other
)

// Input is what a resident did.
type Input struct {
	Kind Kind
	Text string // the typed line, the data of the button pressed, or the words under what is Other
	Last string // Reply.Path of the last answer if it is still remembered, else ""

	// Book says how it went, when an input is asked a second time because its Effects
	// asked something of the book; nil the first time.
	Book *Outcome
}

// Outcome is how it went with the book of subscribers.
type Outcome struct {
	Failed bool            // nothing was saved or looked up
	Held   subscriber.Held // what was looked up
}

// Reply is the answer to one input.
type Reply struct {
	Message message.Message
	Path    string // where the resident is now: button data, to be given back as Input.Last
	Toast   string // a word on the press itself, at most 200 characters; "" for none
	New     bool   // a press, too, gets a new message
	Effects Effects
}

// Effects are what the caller must do beside sending the message. Each may safely
// be done again.
type Effects struct {
	Hide   bool    // delete both sides' messages of the last 48 hours, then send the message
	Book   Book    // what to do in the book of subscribers
	Agreed *Agreed // for OptIn
}

// Book is something to do in the book of subscribers. The message of a Reply says
// that it worked and that nothing is held: after LookUp, or when it failed, ask Step
// once more with the Outcome.
type Book uint8

// What can be asked of the book.
const (
	Nothing Book = iota
	LookUp       // what is held about this chat
	OptIn        // to what Agreed says
	OptOut       // end every subscription of this chat
	Forget       // erase everything that is held about this chat, in memory too
)

// Agreed is what somebody asked for and the version of the words they agreed to.
type Agreed struct {
	Choice  subscriber.Choice
	Wording string
}

// Step answers one input at the instant now. It is pure and total.
func (c *Conversation) Step(in Input, now time.Time) Reply {
	switch in.Kind {
	case Press:
		return c.press(in.Text, in.Book, now)
	case Other:
		// Nothing is opened, but danger in the words under it is danger, and "stop" is none.
		if r := c.reader.Read(in.Text); r.Danger && wholeMessage(in.Text) != "stop" {
			return c.understood(c.at(in.Last), r, now)
		}
		return c.show(c.at(in.Last), c.flow.Words.Notes.CannotOpen, now)
	}
	return c.typed(in, now)
}

// press answers a button by its data, whoever made it.
func (c *Conversation) press(data string, how *Outcome, now time.Time) Reply {
	if s, ok := c.parseAside(data); ok {
		return c.sideways(s, c.start(), how, now)
	}
	a, ok := c.parse(data)
	if !ok {
		return c.show(c.start(), c.flow.Words.Notes.Changed, now)
	}
	if a.view == viewHide {
		return c.hide(now)
	}
	return c.show(a, "", now)
}

func (c *Conversation) hide(now time.Time) Reply {
	r := c.show(c.start(), "", now)
	r.Toast = c.flow.Words.Notes.Hidden
	r.Effects.Hide = true
	return r
}
