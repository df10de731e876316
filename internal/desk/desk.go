// Package desk is the campaign team's side of the chat: there a message is composed,
// looked at, sent to oneself, submitted, approved by a second person and watched
// while it goes out.
//
// It exists because those who write to a quarter of a million phones do it from a
// chat of their own, between other work. It promises: who may do what is read from
// the staff file at every press, never from a button; a draft, what was asked for
// last and where the cards stand are in the database, so that a restart or another
// replica goes on; what is approved is what was shown, word for word; whoever is not
// staff learns nothing, not even that there is a desk.
//
// It decides nothing about campaigns: broadcast's rules do, and their one line is
// what staff read. It does not send campaigns. Staff stand in the database by the
// name in the staff file, never by their chat.
package desk

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"signpost/internal/broadcast"
	"signpost/internal/message"
)

// Prefix opens the data of every button of the desk.
const Prefix = "d-"

// Poster writes to the chats of staff. Its errors are ErrRefused, ErrBlocked or
// others, after which it may be tried again.
type Poster interface {
	// Notify sends a message that answers nothing they did, and gives its number.
	Notify(ctx context.Context, chat int64, m message.Message) (int, error)
	// Change puts a message in the place of such a one, which has no picture. That it
	// stands so already is no error.
	Change(ctx context.Context, chat int64, id int, m message.Message) error
	// Picture sends a PNG of ours with a message under it.
	Picture(ctx context.Context, chat int64, png []byte, m message.Message) error
	// Menu gives a chat the commands of staff, or takes them away.
	Menu(ctx context.Context, chat int64, staff bool) error
}

// What a Poster says of a message that did not go out.
var (
	// ErrRefused: Telegram does not take it, now or later. The text behind it says why.
	ErrRefused = errors.New("not taken by Telegram")
	// ErrBlocked: the person has not begun a chat with the bot, or stopped it.
	ErrBlocked = errors.New("they have not opened this bot")
)

// Choice is a borough or a topic, as staff and residents read it.
type Choice struct{ ID, Name string }

// Choices are what an audience can be made of.
type Choices struct{ Boroughs, Topics []Choice }

// Settings is what the desk needs. All of it must be set.
type Settings struct {
	Staff   *Roster
	Poster  Poster
	Choices func() Choices
	Buttons func(message.Lang) []message.Button // those under every broadcast
	Failed  func(error)                         // told of every error of the database
}

// Desk serves all staff. Its methods are safe for concurrent use; Handle is called
// once at a time for one chat.
type Desk struct {
	set  Settings
	kept atomic.Pointer[kept]

	mu     sync.Mutex
	menus  map[int64]bool  // chats of staff that have, or should get, a menu of their own
	unsent map[int64]bool  // of these, whose menu is to be set
	cards  map[Card]string // what each shows, as far as this process knows
	paces  map[int64]*broadcast.Pace

	// Of Watch alone.
	purged time.Time
	told   map[int64]int64 // the versions of campaign files that approvers were told of
	late   map[Card]bool   // cards that could not be sent for now
}

type kept struct {
	broadcast.Book
	Notes
}

// New makes a desk that has no database yet.
func New(set Settings) *Desk {
	return &Desk{set: set, menus: map[int64]bool{}, unsent: map[int64]bool{}, cards: map[Card]string{}, paces: map[int64]*broadcast.Pace{},
		told: map[int64]int64{}, late: map[Card]bool{}}
}

// Keep goes on with a database, once it is there.
func (d *Desk) Keep(book broadcast.Book, notes Notes) { d.kept.Store(&kept{book, notes}) }

// Member gives the member of staff whose private chat this is.
func (d *Desk) Member(chat int64) (Member, bool) { return d.set.Staff.Member(chat) }

// Input is one thing that a member of staff did.
type Input struct {
	MessageID int    // their message, or the one with the pressed button
	Data      string // of the pressed button, "" for a message
	Text      string
	Post      *Post // the message as something to broadcast, nil for a press
}

// Post is a message with its form.
type Post struct {
	Lines []message.Line
	Photo string   // Telegram's file id; "" without a picture
	Lost  []string // what of it cannot be broadcast
}

// Answer is what the chat shows next.
type Answer struct {
	Message message.Message
	New     bool // below everything else, also after a press
}

// Handle answers what a member of staff did. It says false for a message that is not
// for the desk, because nothing was asked for.
func (d *Desk) Handle(ctx context.Context, m Member, in Input, now time.Time) (Answer, bool) {
	t := &turn{Desk: d, kept: d.kept.Load(), ctx: ctx, m: m, in: in, now: now}
	opens := in.Data != "" || in.Text == "/desk"
	switch {
	case t.kept == nil && opens:
		return t.down(), true
	case t.kept == nil:
		return Answer{}, false
	case opens:
		d.showMenu(m.ID)
		return t.warned(t.press()), true
	}
	a, mine := t.said()
	return t.warned(a), mine
}

// warned says above an answer what an edit took back: an old button can do it unawares.
func (t *turn) warned(a Answer) Answer {
	if t.undone == "" {
		return a
	}
	note, rest := new(sheet).note(t.undone).Lines, a.Message.Lines
	if a.Message.Lines = append(note, rest...); a.Message.Left() < 0 {
		a.Message.Lines = note
	}
	return a
}

// Leave forgets what a member of staff was asked for, because they have turned to
// something else. The draft stays.
func (d *Desk) Leave(ctx context.Context, m Member, now time.Time) {
	kept := d.kept.Load()
	if kept == nil {
		return
	}
	ask, err := kept.Asked(ctx, m.Name)
	if err == nil && ask.What != "" {
		ask.What, ask.At = "", now
		err = kept.Ask(ctx, m.Name, ask)
	}
	if err != nil {
		d.set.Failed(err)
	}
}

// turn is one input on its way to an answer.
type turn struct {
	*Desk
	*kept
	ctx context.Context
	m   Member
	in  Input
	now time.Time

	asked  bool   // the answer asks for something
	undone string // what an edit took back, in words; "" for nothing
}

// press answers a button by its data, which anybody can forge.
func (t *turn) press() Answer {
	verb, rest, _ := strings.Cut(strings.TrimPrefix(t.in.Data, Prefix), ":")
	number, arg, _ := strings.Cut(rest, ":")
	id, _ := strconv.ParseInt(number, 10, 64)
	a, err := t.do(verb, id, arg)
	if err == nil && !t.asked {
		t.Leave(t.ctx, t.m, t.now) // no question stands there any more
	}
	if err != nil {
		a = t.sorry(err)
	}
	a.New = a.New || arg == below || number == below
	return a
}

// below, at the end of a button's data, asks for a new message under all others: the
// one with the button stays what it is.
const below = "n"

// do finds what a button of the desk does. Unknown data shows the first screen.
func (t *turn) do(verb string, id int64, arg string) (Answer, error) {
	switch verb {
	case "new":
		return t.askFor(0, askTitle)
	case "newt":
		return t.beginNamed()
	case "list":
		return t.list(arg, int(id))
	case "no":
		return answer(new(sheet).say("Nothing was changed.").button("Campaign desk", "home")), nil
	case "bc", "chart", "pause", "resume", "stop", "stop!", "recall", "recall!", "again", "again!":
		b, err := t.Broadcast(t.ctx, id)
		if err != nil {
			return Answer{}, err
		}
		return t.steer(verb, b)
	}
	if id == 0 {
		return t.home("")
	}
	c, err := t.Campaign(t.ctx, id)
	if err != nil {
		return Answer{}, err
	}
	if !t.sees(c) {
		return t.home(notYours)
	}
	switch verb {
	case "c":
		return t.page(c, "", false)
	case "edit":
		return t.page(c, "", true)
	case "hist":
		return t.history(c)
	case askTitle, askWords, askTime, askCron, askCancel:
		return t.askFor(id, verb)
	case "look":
		return t.preview(c, nil)
	case "who", "b", "t":
		return t.audience(c, verb, arg)
	case "when", "now", "at", "every":
		return t.when(c, verb, arg)
	case "for":
		return t.within(c, arg)
	case "test":
		return t.test(c, arg)
	case "sub":
		return t.submit(c, arg)
	case "judge":
		return t.judge(c)
	case "ok":
		return t.approve(c, arg)
	case askReturn, askReject:
		return t.askFor(id, verb+" "+arg)
	}
	return t.home("")
}

// sorry answers an error of the database: one that is about the campaign by what it
// says, any other by what to do.
func (t *turn) sorry(err error) Answer {
	for _, known := range []error{broadcast.ErrNotFound, broadcast.ErrStale} {
		if errors.Is(err, known) {
			if a, err := t.home("Not done: " + known.Error() + "."); err == nil {
				return a
			}
		}
	}
	t.set.Failed(err)
	return t.down()
}

// down is what staff see while the database does not answer.
func (t *turn) down() Answer {
	return answer(new(sheet).strong("The campaign desk is out of order.").
		say("The database does not answer. What you did last may not have been kept: look again in a minute. Residents are answered all the same.").
		button("Try again", "home"))
}

const notYours = "That campaign is for boroughs that are not yours."

// sees says whether a member of staff may look at a campaign: they wrote it, or hold
// one of its boroughs.
func (t *turn) sees(c broadcast.Campaign) bool {
	return contains(c.Writers, t.m.Name) || overlap(c.Audience.Boroughs, t.m.Boroughs)
}
