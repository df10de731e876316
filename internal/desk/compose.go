package desk

import (
	"errors"
	"slices"
	"strings"

	"signpost/internal/broadcast"
	"signpost/internal/message"
)

// preview shows the words as people get them, and what a careful colleague would say.
func (t *turn) preview(c broadcast.Campaign, lost []string) (Answer, error) {
	s := new(sheet)
	l := lookAt(c.Content)
	if len(l.Blocks) > 0 {
		s.strong("This cannot be sent yet.")
		for _, problem := range l.Blocks {
			s.say("%s.", upper(cut(problem, maxReason)))
		}
		s.gap()
	}
	if len(lost) > 0 {
		s.say("Left out, because it cannot be sent: %s.", strings.Join(lost, ", ")).gap()
	}
	l.say(s)
	s.gap().strong("As people get it:")
	if c.Content.Photo != "" {
		s.say("(your picture)")
	}
	words := c.Content.Message(t.set.Buttons)
	tail := []message.Line{{}, {Text: message.Words(words.Lang).Prompt}, {Text: bracketed(words.Buttons)}}
	whole := s.Message
	if whole.Lines = slices.Concat(s.Lines, words.Lines, tail); whole.Left() >= 0 {
		s.Lines = whole.Lines
	} else {
		s.say("%s…", c.Content.Opening()).say("(too long to stand here whole: send yourself a test)")
		s.Lines = append(s.Lines, tail...)
	}
	if len(l.Blocks) > 0 {
		s.button("Send other words", askWords, c.ID)
	} else {
		s.button("Next: who gets it", "who", c.ID).button("Send other words", askWords, c.ID)
	}
	s.beside("Overview", "c", c.ID)
	return answer(s), nil
}

func bracketed(buttons []message.Button) string {
	var labels []string
	for _, b := range buttons {
		labels = append(labels, "["+b.Label+"]")
	}
	return strings.Join(labels, " ")
}

// upper begins a sentence.
func upper(text string) string {
	if text == "" || text[0] < 'a' || text[0] > 'z' {
		return text
	}
	return string(text[0]-'a'+'A') + text[1:]
}

// test sends the real message to the author: Telegram itself is the last to judge it.
func (t *turn) test(c broadcast.Campaign, shown string) (Answer, error) {
	switch {
	case !t.m.Author:
		return t.page(c, "Not done: your entry in the staff file does not say author.", false)
	case shown != seal(c.Plan):
		return t.page(c, "It was changed meanwhile. Look at it again.", false)
	case len(lookAt(c.Content).Blocks) > 0:
		return t.preview(c, nil)
	}
	if _, err := t.set.Poster.Notify(t.ctx, t.m.ID, c.Content.Message(t.set.Buttons)); err != nil {
		return t.page(c, refusal(err, c.Content.Photo != ""), false)
	}
	if c.State == broadcast.Draft {
		after, change, refused := c.TestSentTo(t.m.Staff, c.Hash(), t.now)
		if refused != nil {
			return t.page(c, "Not done: "+refused.Error()+".", false)
		}
		var err error
		if c, err = t.Save(t.ctx, after, change); err != nil {
			return Answer{}, err
		}
	}
	s := new(sheet).strong("The message above is what people get.").say("Read it as a resident would, on the lock screen too.")
	if c.State == broadcast.Draft {
		s.button("Submit for approval", "sub", c.ID, seal(c.Plan))
	}
	s.button("Send other words", askWords, c.ID).beside("Overview", "c", c.ID)
	a := answer(s)
	a.New = true
	return a, nil
}

// refusal says why a message could not be shown to somebody, and what to do.
func refusal(err error, picture bool) string {
	why := "Not sent: Telegram does not take it" + strings.TrimPrefix(err.Error(), ErrRefused.Error()) + ". "
	switch {
	case errors.Is(err, ErrRefused) && picture:
		return why + "Send the picture with its words again (press Words)."
	case errors.Is(err, ErrRefused):
		return why + "Change the words."
	}
	return "Not sent: Telegram does not answer now. Try again in a minute."
}
