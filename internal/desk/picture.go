package desk

import (
	"signpost/internal/broadcast"
	"signpost/internal/chart"
)

// chart sends the course of a broadcast as a picture, and leaves the card as it is.
func (t *turn) chart(b broadcast.Broadcast) (Answer, error) {
	line, err := t.Timeline(t.ctx, b.ID)
	if err != nil {
		return Answer{}, err
	}
	png, err := chart.Draw(line)
	if err == nil {
		err = t.set.Poster.Picture(t.ctx, t.m.ID, png, new(sheet).say("%s: %s.", b.Title, chart.Words).Message)
	}
	s := new(sheet)
	if err != nil {
		s.say("There is no picture: %s.", err)
	} else {
		s.say("The picture of “%s” is above this message.", b.Title)
	}
	return Answer{Message: s.button("Show the card", "bc", b.ID).Message, New: true}, nil
}
