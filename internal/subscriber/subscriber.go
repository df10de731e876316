// Package subscriber says what is known of people who asked for messages: which
// boroughs, which topics, which words they agreed to, and when.
//
// It exists so that consent is one small thing that can be read whole. It promises:
// somebody is in the book only because they pressed the button that says so; who is
// opted out is gone from it, not marked; choosing again replaces what was chosen;
// nothing that anybody said when they looked for help is here, and nothing here
// leads to it. It does not send, and it does not know what a borough or a topic is
// called.
package subscriber

import (
	"context"
	"time"
)

// Choice is what somebody asked to hear about. The ids are those of the config
// folder: small letters, digits and '-', in any order, without doubles.
type Choice struct {
	Boroughs []string
	Topics   []string
	Lang     string // the tag of a language
}

// Subscription is a Choice and the consent to it.
type Subscription struct {
	Choice
	Wording string    // the version of the words that were agreed to
	Since   time.Time // when they were agreed to last, to the millisecond
}

// Held is everything that is stored about one chat.
type Held struct {
	Subscription *Subscription // nil for nobody in the book
	Messages     int           // numbers of messages that Hide needs
}

// Book is where subscribers stand. Its methods are safe for concurrent use, may be
// repeated, and answer within seconds or with an error. Without an error the change
// is on the disk.
type Book interface {
	// OptIn writes a chat into the book. Choosing again replaces the choice, the
	// wording and the time, and the subscriber stays the same one.
	OptIn(ctx context.Context, chat int64, c Choice, wording string, at time.Time) error
	// OptOut takes a chat out of the book; one that is not in it is no error.
	OptOut(ctx context.Context, chat int64) error
	// Held tells everything that is stored about a chat. Ids come sorted.
	Held(ctx context.Context, chat int64) (Held, error)
	// Forget erases everything that is stored about a chat.
	Forget(ctx context.Context, chat int64) error
}
