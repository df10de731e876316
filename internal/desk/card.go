package desk

import (
	"fmt"
	"strings"
	"time"

	"signpost/internal/broadcast"
)

// barWide is how many blocks the bar of a card has.
const barWide = 10

// cardOf is how far a broadcast is, for one member of staff. Every button but those
// that change the card itself answers below it, so that the card stays.
func cardOf(b broadcast.Broadcast, p broadcast.Progress, m Member, now time.Time) *sheet {
	s := new(sheet).strong("%s", b.Title)
	switch {
	case b.State == broadcast.Sending && !b.Planned:
		s.say("Sending: the list of people is being made.")
	case b.State == broadcast.Sending:
		s.say("Sending: %s", bar(p))
		s.say("%s", paced(p))
	case b.State == broadcast.Paused:
		s.say("Paused: %s", bar(p))
		if b.Why != "" {
			s.say("Why: %s", b.Why)
		}
	case p.Total == 0: // it never began
		s.say("%s.", upper(string(b.State)))
		s.say("Why: %s", b.Why)
	case b.State == broadcast.Sent:
		s.say("Finished: %s", bar(p))
	default:
		s.say("%s: %s", upper(string(b.State)), bar(p))
		if b.Why != "" {
			s.say("Why: %s", b.Why)
		}
	}
	report := b.Report(now)
	for _, o := range report.Outcomes {
		s.say("%s %s", number(o.N), o.What)
	}
	if b.Running() {
		s.say("It sends until %s.", shown(b.NotAfter, now))
	} else if !b.Ended.IsZero() {
		s.say("It took %s.", lasting(report.Took))
	}
	if !b.Recalled.IsZero() {
		s.say("Recalled on %s: what is under 48 hours old is taken out of the chats.", shown(b.Recalled, now))
	}
	for _, next := range report.Next {
		s.gap().say("%s", next)
	}
	if b.MaySteer(m.Staff) == nil {
		steering(s, b, now)
	}
	if b.Counts.Done() > 0 {
		s.button("How it went, as a picture", "chart", b.ID)
	}
	return s.button("Message and history", "c", b.Campaign, below).beside("Campaign desk", "home", below)
}

// steering puts the orders to a card that the rules would take now.
func steering(s *sheet, b broadcast.Broadcast, now time.Time) {
	can := func(order broadcast.Act) bool { _, err := b.Steer(order, "", now); return err == nil }
	if b.State == broadcast.Sending && can(broadcast.Pause) {
		s.button("Pause", "pause", b.ID)
	}
	if can(broadcast.Resume) {
		s.button("Resume", "resume", b.ID)
	}
	if can(broadcast.Stop) {
		s.beside("Stop", "stop", b.ID)
	}
	if b.Counts.By[broadcast.Delivered] > 0 && b.Recalled.IsZero() && can(broadcast.Recall) {
		s.button("Take it back", "recall", b.ID)
	}
	if can(broadcast.Resend) {
		s.button("Send to those "+number(b.Counts.By[broadcast.Unknown])+" again", "again", b.ID)
	}
}

// bar draws how far it is, and says it too.
func bar(p broadcast.Progress) string {
	if p.Total == 0 {
		return "nobody to send to"
	}
	full := p.Done * barWide / p.Total
	return fmt.Sprintf("%s%s %d%%, %s of %s", strings.Repeat("█", full), strings.Repeat("░", barWide-full),
		p.Done*100/p.Total, number(p.Done), number(p.Total))
}

func paced(p broadcast.Progress) string {
	if p.Rate == 0 {
		return "How fast it goes is not known yet."
	}
	rate := fmt.Sprintf("%.0f a second", p.Rate)
	if p.Rate < 1 {
		rate = fmt.Sprintf("%.0f a minute", p.Rate*60)
	}
	left := "less than a minute"
	if p.Left >= time.Minute {
		left = "about " + lasting(p.Left.Round(time.Minute))
	}
	return rate + ", " + left + " left."
}

// confirm are the orders that ask once: what they ask, and what is said once it is done.
var confirm = map[string]struct{ ask, yes, done string }{
	"stop": {"Really stop “%s”? Who has not had it yet never gets it.", "Yes, stop it",
		"“%s” is stopped. What is on its way still arrives."},
	"recall": {"Really take “%s” back? It stops, and is deleted from every chat where Telegram still can. Some have read it.", "Yes, take it back",
		"“%s” is being taken out of the chats."},
	"again": {"Really send “%s” again to those of whom nobody knows? Some of them may get it twice.", "Yes, send it again",
		"“%s” is being sent to them again."},
}

// orders are the verbs of a card.
var orders = map[string]broadcast.Act{
	"pause": broadcast.Pause, "resume": broadcast.Resume,
	"stop!": broadcast.Stop, "recall!": broadcast.Recall, "again!": broadcast.Resend,
}

// steer shows a broadcast, or gives it an order.
func (t *turn) steer(verb string, b broadcast.Broadcast) (Answer, error) {
	if !overlap(b.Plan.Audience.Boroughs, t.m.Boroughs) {
		return t.home(notYours)
	}
	switch verb {
	case "bc":
		return t.card(b)
	case "chart":
		return t.chart(b)
	}
	if err := b.MaySteer(t.m.Staff); err != nil {
		return t.home("Not done: " + err.Error() + ".")
	}
	if c, asks := confirm[verb]; asks {
		s := new(sheet).strong(c.ask, b.Title).button(c.yes, verb+"!", b.ID).beside("No", "no")
		return Answer{Message: s.Message, New: true}, nil
	}
	order := orders[verb]
	after, refused := b.Steer(order, "", t.now)
	if refused == nil {
		var err error
		if after, err = t.Steer(t.ctx, b.ID, order, t.m.Name, string(order)+" by "+t.m.Name, t.now); err != nil {
			return Answer{}, err
		}
	}
	if verb == "pause" || verb == "resume" {
		// Pressed twice, or by two people: the card shows what holds.
		return t.card(after)
	}
	s := new(sheet)
	if refused != nil {
		s.say("Not done: %s.", refused)
	} else {
		s.say(confirm[strings.TrimSuffix(verb, "!")].done, b.Title).say("The card shows how it goes on.")
	}
	return answer(s.button("Show the card", "bc", b.ID)), nil
}

// card makes the message with the pressed button the card of this member of staff.
func (t *turn) card(b broadcast.Broadcast) (Answer, error) {
	card := Card{b.ID, t.m.Name, int64(t.in.MessageID)}
	if err := t.PutCard(t.ctx, card); err != nil {
		return Answer{}, err
	}
	s := cardOf(b, t.pace(b, t.now), t.m, t.now)
	t.sawCard(card, s.Message)
	return answer(s), nil
}
