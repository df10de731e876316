package telegram

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/go-telegram/bot"

	"signpost/internal/message"
)

const (
	// toastTimeout is short: a spinner that turns too long must not hold up the answer.
	toastTimeout = 5 * time.Second
	// mostDeleted is how many ids Telegram takes at once.
	mostDeleted = 100
)

// answer handles what was taken from one chat's queue: asks the conversation, and
// brings its answer to the chat.
func (b *Bot) answer(ctx context.Context, batch []*arrival) {
	first := batch[0]
	defer func() {
		if p := recover(); p != nil { // the conversation's own are caught in ask
			b.panicked(p)
			b.lastResort(ctx, first)
		}
		for _, a := range batch {
			b.counts.answered.Add(1)
			b.counts.answering.Add(int64(time.Since(a.at)))
		}
	}()
	if first.in.Kind == group {
		b.leave(ctx, first)
		return
	}
	waiting := make([]Input, len(batch))
	now := time.Now()
	for i, a := range batch {
		waiting[i] = a.in
		waiting[i].Late = a.late(now)
	}
	answer := b.ask(ctx, waiting)
	if k := first.in.Kind; k == Blocked || k == Unblocked {
		return
	}
	if first.press != "" {
		b.toast(ctx, first, answer.Toast)
	}
	chat, until := first.in.Chat, batch[len(batch)-1].at.Add(answerLife)
	if first.in.Kind != Press || first.in.MessageID == 0 || answer.New {
		b.remove(ctx, chat, answer.Delete)
		b.send(ctx, chat, until, answer.Message)
		return
	}
	// The message under the button shows something else at once; only then are others
	// taken out, and it with them if Telegram does not change it at once.
	id, once := first.in.MessageID, until
	if len(answer.Delete) > 0 {
		once = time.Now()
	}
	if b.edit(ctx, chat, id, once, answer.Message) {
		b.remove(ctx, chat, slices.DeleteFunc(slices.Clone(answer.Delete), func(other int) bool { return other == id }))
		return
	}
	b.remove(ctx, chat, answer.Delete)
	b.send(ctx, chat, until, answer.Message)
	if len(answer.Delete) > 0 { // it may be too old to be taken out, and is never too old to be changed
		b.edit(ctx, chat, id, until, answer.Message)
	}
}

// ask gives the conversation's answer, or the fallback when it panics.
func (b *Bot) ask(ctx context.Context, waiting []Input) (a Answer) {
	defer func() {
		if p := recover(); p != nil {
			b.panicked(p)
			a = Answer{Message: b.set.Fallback}
		}
	}()
	return b.chats.Handle(ctx, waiting)
}

// lastResort says 999 and nothing else, after a panic outside the conversation:
// perhaps while its message was being rendered.
func (b *Bot) lastResort(ctx context.Context, a *arrival) {
	defer func() {
		if p := recover(); p != nil {
			b.panicked(p)
		}
	}()
	if k := a.in.Kind; k != group && k != Blocked && k != Unblocked {
		b.send(ctx, a.in.Chat, a.at.Add(answerLife), message.Message{})
	}
}

// panicked logs where, and neither the value nor what the calls were given, which a
// stack of the runtime's would show: what somebody typed, and the number of their chat.
func (b *Bot) panicked(any) {
	b.counts.Panics.Add(1)
	pcs := make([]uintptr, 32)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
	var where []string
	for more := true; more; {
		var f runtime.Frame
		f, more = frames.Next()
		where = append(where, fmt.Sprintf("%s:%d", f.Function, f.Line))
	}
	b.log.Error("panic while answering; the person got the fallback", "where", strings.Join(where, " < "))
}

// toast ends the button's spinner. One that fails costs nothing but the spinner,
// and Telegram refuses one that comes late, so it is never repeated.
func (b *Bot) toast(ctx context.Context, a *arrival, text string) {
	err := b.call(ctx, a.in.Chat, "answerCallbackQuery", toastTimeout, func(ctx context.Context) error {
		_, err := asJSON(ctx, b.api.AnswerCallbackQuery, &bot.AnswerCallbackQueryParams{CallbackQueryID: a.press, Text: text})
		return err
	})
	if err != nil && !errors.Is(err, ErrRefused) {
		b.log.Warn("a press kept its spinner", "problem", err)
	}
}

// edit puts the message in the place of the one with the pressed button, and says
// whether that is done with: it stands there now, or no other can be sent either.
func (b *Bot) edit(ctx context.Context, chat int64, id int, until time.Time, m message.Message) bool {
	err := b.persist(ctx, chat, "editMessageText", until, func(ctx context.Context) error {
		_, err := asJSON(ctx, b.api.EditMessageText, changed(chat, id, m))
		return err
	})
	if err == nil {
		b.counts.Edited.Add(1)
		return true
	}
	// The same already: a double tap, a redelivered update.
	return errors.Is(err, errSame) || b.over(err)
}

// send puts a new message into the chat. What Telegram refuses is replaced by the
// fallback, and that by 999 alone: no mistake in our words may leave silence. Nor may
// an outage: what Telegram did not take in time is replaced, too.
func (b *Bot) send(ctx context.Context, chat int64, until time.Time, m message.Message) {
	plainer := []message.Message{m, b.set.Fallback, {}}
	if time.Now().After(until) {
		b.counts.Unanswered.Add(1)
		plainer, until = plainer[1:], time.Now().Add(fallbackLife)
	}
	for _, m := range plainer {
		b.lanes.took(chat)
		err := b.persist(ctx, chat, "sendMessage", until, func(ctx context.Context) error {
			id, err := b.put(ctx, chat, m, false)
			if err == nil {
				b.chats.Sent(chat, id, time.Now())
			}
			return err
		})
		switch {
		case err == nil:
			b.counts.Sent.Add(1)
			return
		case b.over(err):
			return
		case errors.Is(err, ErrRefused):
			b.counts.Refused.Add(1)
			b.log.Error("Telegram refused a message; a plainer one follows", "problem", err)
		default:
			b.counts.Unanswered.Add(1)
			b.log.Error("an answer was given up; a plainer one follows", "problem", err)
		}
		until = time.Now().Add(fallbackLife)
	}
}

// over says that nothing more can be said in a chat: nobody reads it, or the program
// ends, and the update comes again.
func (b *Bot) over(err error) bool { return errors.Is(err, ErrBlocked) || b.queues.ctx.Err() != nil }

// remove takes messages out of a chat, a hundred at a time. Telegram refuses the
// whole hundred for one that is too old; then halves are tried.
func (b *Bot) remove(ctx context.Context, chat int64, ids []int) {
	for part := range slices.Chunk(ids, mostDeleted) {
		b.removePart(ctx, chat, part)
	}
}

func (b *Bot) removePart(ctx context.Context, chat int64, ids []int) {
	err := b.persist(ctx, chat, "deleteMessages", time.Now().Add(answerLife), func(ctx context.Context) error {
		_, err := asJSON(ctx, b.api.DeleteMessages, &bot.DeleteMessagesParams{ChatID: chat, MessageIDs: ids})
		return err
	})
	switch {
	case err == nil:
		b.counts.Deleted.Add(int64(len(ids)))
		b.chats.Deleted(chat, ids)
	case errors.Is(err, ErrRefused) && len(ids) > 1:
		b.removePart(ctx, chat, ids[:len(ids)/2])
		b.removePart(ctx, chat, ids[len(ids)/2:])
	default:
		b.log.Warn("messages were not taken out", "problem", err)
	}
}

// leave says one line in a group and goes; a channel it leaves without a word,
// which everybody would read.
func (b *Bot) leave(ctx context.Context, a *arrival) {
	if a.press != "" {
		b.toast(ctx, a, "")
	}
	if a.kind != "channel" {
		err := b.persist(ctx, a.in.Chat, "sendMessage", time.Now().Add(answerLife), func(ctx context.Context) error {
			_, err := b.api.SendMessage(ctx, newMessage(a.in.Chat, b.set.Group))
			return err
		})
		if errors.Is(err, ErrBlocked) {
			return // gone already: what was said meanwhile came after
		}
	}
	err := b.persist(ctx, a.in.Chat, "leaveChat", time.Now().Add(answerLife), func(ctx context.Context) error {
		_, err := b.api.LeaveChat(ctx, &bot.LeaveChatParams{ChatID: a.in.Chat})
		return err
	})
	if err != nil {
		b.log.Warn("the bot stays in a group", "problem", err)
	}
}
