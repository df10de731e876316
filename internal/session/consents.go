package session

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"signpost/internal/conversation"
	"signpost/internal/subscriber"
)

// Consents does what replies ask of the book of subscribers. An opt-out that the
// book cannot take is owed: it counts from now on and is written once the book takes
// it, at the latest a second after, as long as this process lives. Its methods are
// safe for concurrent use; Step is called once at a time for one chat.
type Consents struct {
	book   atomic.Pointer[subscriber.Book] // nil until there is one
	failed func(error)                     // told of every error of the book

	mu      sync.Mutex
	owed    map[int64]bool // chats that opted out and may still be in the book
	writing sync.Mutex     // held while an owed opt-out is written
}

// NewConsents makes Consents without a book: until Keep gives one, nobody can opt in
// and an opt-out is owed. failed is told of every error of the book.
func NewConsents(failed func(error)) *Consents {
	return &Consents{failed: failed, owed: map[int64]bool{}}
}

// Keep goes on with a book, once the database is there.
func (c *Consents) Keep(book subscriber.Book) { c.book.Store(&book) }

// Talk is the conversation as it is asked here.
type Talk interface {
	Step(in conversation.Input, now time.Time) conversation.Reply
}

// Step asks the conversation, does what the reply asks of the book, and gives the
// reply for how that went.
func (c *Consents) Step(ctx context.Context, talk Talk, chat int64, in conversation.Input, now time.Time) conversation.Reply {
	reply := talk.Step(in, now)
	if reply.Effects.Book == conversation.Nothing {
		return reply
	}
	how := c.carryOut(ctx, chat, reply.Effects, now)
	if how == (conversation.Outcome{}) {
		return reply
	}
	in.Book = &how
	return talk.Step(in, now)
}

// carryOut does one thing in the book. An opt-out is on the disk when it gives no
// failure.
func (c *Consents) carryOut(ctx context.Context, chat int64, ask conversation.Effects, now time.Time) (how conversation.Outcome) {
	var err error
	switch book := c.book.Load(); {
	case book == nil:
		err = errNoBook
	case ask.Book == conversation.LookUp:
		how.Held, err = (*book).Held(ctx, chat)
		if c.OptingOut(chat) {
			how.Held.Subscription = nil
		}
	case ask.Book == conversation.OptIn:
		// What is owed is dropped first, so that an opt-out from before cannot undo this.
		owed := c.settled(chat)
		if err = (*book).OptIn(ctx, chat, ask.Agreed.Choice, ask.Agreed.Wording, now); err != nil && owed {
			c.owe(chat)
		}
	case ask.Book == conversation.OptOut:
		err = (*book).OptOut(ctx, chat)
	case ask.Book == conversation.Forget:
		err = (*book).Forget(ctx, chat)
	}
	switch out := ask.Book == conversation.OptOut || ask.Book == conversation.Forget; {
	case err == nil && out:
		c.settled(chat)
	case err != nil && out:
		c.owe(chat)
	}
	if err != nil {
		how = conversation.Outcome{Failed: true}
		if !errors.Is(err, errNoBook) { // that there is none was told when it was missed
			c.failed(err)
		}
	}
	return how
}

var errNoBook = errors.New("the database is not there")

// OptingOut reports whether a chat opted out and may still stand in the book. Who
// sends asks this beside the book.
func (c *Consents) OptingOut(chat int64) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.owed[chat]
}

func (c *Consents) owe(chat int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.owed[chat] = true
}

// settled drops what is owed to a chat and reports whether there was anything; no
// write for it is under way or comes after.
func (c *Consents) settled(chat int64) bool {
	if !c.OptingOut(chat) {
		return false
	}
	c.writing.Lock()
	defer c.writing.Unlock()
	c.drop(chat)
	return true
}

func (c *Consents) drop(chat int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.owed, chat)
}

// Settle writes the opt-outs that are owed, until one fails, and says how many were
// written and how many are left. It is called every second.
func (c *Consents) Settle(ctx context.Context) (written, left int) {
	book := c.book.Load()
	for {
		chat, left := c.next()
		if left == 0 || book == nil || !c.settle(ctx, *book, chat) {
			return written, left
		}
		written++
	}
}

// Owed says how many opt-outs are not on the disk.
func (c *Consents) Owed() int {
	_, left := c.next()
	return left
}

// next gives one chat to which an opt-out is owed, and how many there are.
func (c *Consents) next() (chat int64, left int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for chat := range c.owed {
		return chat, len(c.owed)
	}
	return 0, 0
}

func (c *Consents) settle(ctx context.Context, book subscriber.Book, chat int64) bool {
	c.writing.Lock()
	defer c.writing.Unlock()
	if !c.OptingOut(chat) {
		return true // somebody else did it, or the person came back
	}
	if err := book.OptOut(ctx, chat); err != nil {
		c.failed(err)
		return false
	}
	c.drop(chat)
	return true
}
