package broadcast

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"signpost/internal/message"
)

// MaxWithin is how long a run may take at most: news older than that is none.
const MaxWithin = 7 * 24 * time.Hour

// Plan is what an approver approves: words, audience and time.
type Plan struct {
	Content  Content
	Audience Audience
	Schedule Schedule
	Within   time.Duration // how long after its time a run may still send
}

// Content is what people read. The program puts the 999 line and its buttons to it.
type Content struct {
	Lines []message.Line
	Photo string // Telegram's file id; "" for none
	Lang  string // the tag of a language
}

// Message is the content as it is sent, with the program's buttons.
func (c Content) Message(buttons func(message.Lang) []message.Button) message.Message {
	m := message.Message{Lang: c.lang(), Prompt: message.Campaign, Photo: c.Photo, Lines: c.Lines}
	if buttons != nil {
		m.Buttons = buttons(m.Lang)
	}
	return m
}

func (c Content) lang() message.Lang {
	for _, l := range message.Languages() {
		if l.Tag() == c.Lang {
			return l
		}
	}
	return message.English
}

// Problems lists what keeps the content from being sent, each one line.
func (c Content) Problems() []string {
	var ps []string
	text := false
	for _, l := range c.Lines {
		text = text || strings.TrimSpace(l.Text) != ""
	}
	if !text {
		ps = append(ps, "there are no words (write what people should read)")
	}
	if c.Lang != c.lang().Tag() {
		ps = append(ps, fmt.Sprintf("the language %q is not one of the bot's (write %s)", c.Lang, message.English.Tag()))
	}
	return append(ps, c.Message(nil).Problems()...)
}

// Audience says who gets it, in what people chose when they opted in. Ids are those
// of the config folder.
type Audience struct {
	Boroughs []string // at least one; a subscriber of any of them
	Topics   []string // a subscriber of any of them; none is all
	Langs    []string // tags; none is all
}

// Problems lists what keeps the audience from being one.
func (a Audience) Problems() []string {
	var ps []string
	if len(a.Boroughs) == 0 {
		ps = append(ps, "no borough is addressed (choose at least one)")
	}
	for _, ids := range [][]string{a.Boroughs, a.Topics, a.Langs} {
		for _, id := range ids {
			if id == "" || strings.Trim(id, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
				ps = append(ps, fmt.Sprintf("%q is not an id (small letters, digits and -)", id))
			}
		}
	}
	return ps
}

// Size is how many people an audience has.
type Size struct {
	Total    int
	Boroughs map[string]int // who chose both counts in both
	Langs    map[string]int
}

// Shown writes a number of people so that it cannot point at a person.
func Shown(n int) string {
	if n < MinAudience {
		return fmt.Sprintf("fewer than %d", MinAudience)
	}
	return fmt.Sprint(n)
}

// Problems lists everything that keeps the plan from being submitted, each one line
// that says what to do.
func (p Plan) Problems(now time.Time) []string {
	ps := append(p.Content.Problems(), p.Audience.Problems()...)
	ps = append(ps, p.Schedule.Problems(now)...)
	return append(ps, p.withinProblems()...)
}

func (p Plan) withinProblems() []string {
	if p.Within < 10*time.Minute || p.Within > MaxWithin {
		return []string{fmt.Sprintf("it may be sent for %v after its time (give it 10 minutes to 7 days)", p.Within)}
	}
	return nil
}

// Hash names the plan: any change of words, audience or time gives another.
func (p Plan) Hash() string {
	text, err := json.Marshal(p)
	if err != nil {
		panic("broadcast: a plan has no JSON: " + err.Error()) // it holds nothing that could fail
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}
