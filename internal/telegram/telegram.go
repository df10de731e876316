// Package telegram is the door between Telegram and the conversation: an update
// becomes an input, a message becomes a request, and Telegram's many errors become
// a few of ours. It is the only room that imports go-telegram/bot.
//
// It exists because the library acknowledges an update before it is handled, so a
// crash would leave a frightened person without an answer. It promises:
//
//   - an update is acknowledged once it is handled, or after five seconds when
//     Telegram is slow to take the answer (Counts.AckedEarly);
//   - the inputs of one chat are answered one after another in Telegram's order, and
//     no chat waits for another;
//   - whatever happens inside (a panic, an update of a kind nobody knows, a message
//     that Telegram refuses) the person gets a message with 999;
//   - a reply never waits behind a campaign: two lanes, residents first;
//   - the token, what people type and who they are stand in no log and no error.
//
// It keeps nothing on a disk. Between Telegram and us a message can be doubled (a
// connection that breaks after the message arrived); it is never left out for that.
package telegram

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"regexp"
	"sync/atomic"
	"time"

	"github.com/go-telegram/bot"

	"signpost/internal/message"
	"signpost/internal/session"
)

// What people do and what they see next are session's words.
type (
	Input  = session.Input
	Answer = session.Answer
)

// The kinds of Input.
const (
	Typed     = session.Typed
	Press     = session.Press
	Other     = session.Other
	Blocked   = session.Blocked
	Unblocked = session.Unblocked
)

// group is what the bot itself meets in a group or channel; it never leaves this room.
const group session.Kind = 255

// Chats answers what people do. It is the conversation as this room needs it.
type Chats interface {
	// Handle answers what waits in one chat, oldest first: one input, or several lines
	// (Typed and Other) that came faster than they may be answered, which get one
	// answer together. It is called once at a time for a chat, returns quickly and has
	// no error to give. What it gives for Blocked and Unblocked is not used.
	Handle(ctx context.Context, waiting []Input) Answer
	// Sent and Deleted report the bot's new message and the ones that are gone. They
	// are called before the chat's next Handle.
	Sent(chat int64, messageID int, at time.Time)
	Deleted(chat int64, messageIDs []int)
}

// Settings is what the room needs to know. Only Token must be set.
type Settings struct {
	Token    string
	APIURL   string          // "" for https://api.telegram.org
	Webhook  *Webhook        // nil to poll
	Profiles []Profile       // what people read before they write; set at start
	Fallback message.Message // sent when nothing better can be made; the zero one has only 999
	Group    message.Message // the one line for a group before leaving it
	Log      *slog.Logger    // nil for slog.Default
	BulkRate int             // campaign messages a second, 0 for 20
	Paid     bool            // campaign messages may cost money: Telegram's way above 30 a second
	// Composes says who is staff: whose posts are read with their form and pictures.
	// Of everybody else's only the words are. Nil for nobody.
	Composes func(chat int64) bool
	// Dial, when set, makes every connection; tests use it to reach one host only.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// Webhook is where Telegram should deliver updates instead of being asked.
type Webhook struct {
	URL    string // https, as Telegram reaches it
	Secret string // 1 to 256 of A-Z a-z 0-9 _ -; comes back with every delivery
}

// Bot is one bot on Telegram. Make it with New, receive with Run.
type Bot struct {
	set    Settings
	chats  Chats
	log    *slog.Logger
	scrub  *Scrubber
	api    *bot.Bot
	http   clients
	lanes  *lanes
	queues queues
	counts Counts
	state  state
	grace  time.Duration

	delivery  state        // of the webhook
	delivered atomic.Int64 // when the last update came by webhook, in seconds since 1970
}

var (
	tokenForm  = regexp.MustCompile(`^[0-9]{3,20}:[A-Za-z0-9_-]{20,80}$`)
	secretForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,256}$`)
)

// New makes a bot and calls nobody, so that starting depends on no network. Its
// errors are one line that says what to set, and repeat no secret.
func New(set Settings, chats Chats) (*Bot, error) {
	if set.APIURL == "" {
		set.APIURL = "https://api.telegram.org"
	}
	if set.Log == nil {
		set.Log = slog.Default()
	}
	if set.BulkRate == 0 {
		set.BulkRate = 20
	}
	if !tokenForm.MatchString(set.Token) {
		return nil, errors.New("the token does not look like one (copy it from BotFather: digits, a colon, then letters; no spaces or quotes)")
	}
	if u, err := url.Parse(set.APIURL); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return nil, errors.New("the API address is not a web address (write https://api.telegram.org, or leave it out)")
	}
	secret := ""
	if w := set.Webhook; w != nil {
		if u, err := url.Parse(w.URL); err != nil || u.Host == "" {
			return nil, errors.New("the webhook address is not a web address (write the https address at which Telegram reaches this program)")
		}
		if !secretForm.MatchString(w.Secret) {
			return nil, errors.New("the webhook secret must be 1 to 256 letters, digits, _ or - (make one with: openssl rand -hex 32)")
		}
		secret = w.Secret
	}

	b := &Bot{set: set, chats: chats, scrub: NewScrubber(set.Token, secret)}
	b.log = set.Log
	b.lanes = newLanes(set.BulkRate)
	b.http = newClients(set.Dial, residentSlots+cap(b.lanes.bulk))
	b.grace = grace
	b.queues.start(b)
	b.state.set(errors.New("has not received anything from Telegram yet"))
	b.delivery.set(nil)
	var err error
	b.api, err = bot.New(set.Token,
		bot.WithSkipGetMe(),
		bot.WithNotAsyncHandlers(),
		bot.WithServerURL(set.APIURL),
		bot.WithHTTPClient(sendTimeout, &caller{client: b.http.send}),
		bot.WithErrorsHandler(func(err error) { b.log.Warn("telegram library", "problem", b.scrub.String(err.Error())) }),
	)
	if err != nil {
		return nil, errors.New(b.scrub.String(err.Error()))
	}
	return b, nil
}

// Name asks Telegram for the bot's username; its error says whether the token is
// refused (ErrToken) or Telegram cannot be reached.
func (b *Bot) Name(ctx context.Context) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	me, err := b.api.GetMe(ctx)
	if err != nil {
		return "", b.trouble("getMe", err)
	}
	return me.Username, nil
}

// Ready gives nil while updates arrive, and otherwise what keeps them from it.
func (b *Bot) Ready() error { return b.state.get() }

// Undelivered gives Telegram's reason when it cannot reach the webhook, as far as
// is known. It is no part of Ready: whoever takes a bot that is not ready out of
// service would keep Telegram from ever reaching it again.
func (b *Bot) Undelivered() error { return b.delivery.get() }

// Counts gives the room's counters, which go on counting.
func (b *Bot) Counts() *Counts { return &b.counts }

// String keeps the token out of %v, %+v and %s.
func (b *Bot) String() string { return fmt.Sprintf("telegram bot %d", b.api.ID()) }

// GoString keeps the token out of %#v.
func (b *Bot) GoString() string { return b.String() }
