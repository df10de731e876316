package desk

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"time"

	"signpost/internal/broadcast"
	"signpost/internal/chart"
	"signpost/internal/message"
)

const (
	// reported is how long after its end a broadcast still gets a card from those who
	// have none: when the program was not running at its end.
	reported = 24 * time.Hour
	// cardLives is how long after its end a card is kept up to date: for recalls, and
	// for what was unknown and is sent again.
	cardLives = 72 * time.Hour
	// purgeEvery is how often the database is asked to drop what is old.
	purgeEvery = time.Hour
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
		return t.home("That campaign is for boroughs that are not yours.")
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
	if err := t.PutCard(t.ctx, Card{b.ID, t.m.Name, int64(t.in.MessageID)}); err != nil {
		return Answer{}, err
	}
	return answer(cardOf(b, t.pace(b, t.now), t.m, t.now)), nil
}

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

// pace gives how far a broadcast is, by what was seen of it before.
func (d *Desk) pace(b broadcast.Broadcast, now time.Time) broadcast.Progress {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.paces[b.ID] == nil {
		d.paces[b.ID] = new(broadcast.Pace)
	}
	return d.paces[b.ID].See(b, now)
}

// Watch brings every card up to date and gives one to the author and the approver of
// each broadcast that began. It is called every three seconds, and once at a time.
func (d *Desk) Watch(ctx context.Context, now time.Time) {
	d.sendMenus(ctx)
	kept := d.kept.Load()
	if kept == nil {
		return
	}
	if err := d.watch(ctx, kept, now); err != nil && ctx.Err() == nil {
		d.set.Failed(err)
	}
}

func (d *Desk) watch(ctx context.Context, kept *kept, now time.Time) error {
	if now.Sub(d.purged) >= purgeEvery {
		if err := kept.Purge(ctx, now.Add(-remembersAsk), now.Add(-cardLives)); err != nil {
			return err
		}
		d.purged = now
	}
	all, err := kept.Broadcasts(ctx, 0)
	if err != nil {
		return err
	}
	cards, err := kept.Cards(ctx)
	if err != nil {
		return err
	}
	of := map[int64][]Card{}
	for _, c := range cards {
		of[c.Broadcast] = append(of[c.Broadcast], c)
	}
	for _, b := range all {
		if !b.Running() && now.Sub(b.Ended) > cardLives {
			d.forget(b.ID)
			continue
		}
		p := d.pace(b, now)
		if len(of[b.ID]) == 0 && (b.Running() || now.Sub(b.Ended) < reported) {
			if err := d.deal(ctx, kept, b, p, now); err != nil {
				return err
			}
			continue
		}
		for _, c := range of[b.ID] {
			if err := d.refresh(ctx, kept, c, b, p, now); err != nil {
				return err
			}
		}
	}
	return nil
}

// deal sends the first card of a broadcast to those who wrote and approved it.
func (d *Desk) deal(ctx context.Context, kept *kept, b broadcast.Broadcast, p broadcast.Progress, now time.Time) error {
	c, err := kept.Campaign(ctx, b.Campaign)
	if err != nil {
		return err
	}
	for _, m := range d.set.Staff.All() {
		if !contains(c.Writers, m.Name) && c.Approver != m.Name {
			continue
		}
		mine, err := kept.ClaimCard(ctx, b.ID, m.Name)
		if err != nil {
			return err
		}
		if !mine {
			continue
		}
		card, text := Card{b.ID, m.Name, cardGone}, cardOf(b, p, m, now).Message
		if id, err := d.set.Poster.Notify(ctx, m.ID, text); err == nil {
			card.Message = int64(id)
			d.sawCard(card, text)
		}
		if err := kept.PutCard(ctx, card); err != nil {
			return err
		}
	}
	return nil
}

// refresh edits one card, if it says something else now.
func (d *Desk) refresh(ctx context.Context, kept *kept, c Card, b broadcast.Broadcast, p broadcast.Progress, now time.Time) error {
	m, staff := d.memberNamed(c.Staff)
	if !staff || c.Message <= 0 {
		return nil
	}
	next := cardOf(b, p, m, now).Message
	d.mu.Lock()
	same := d.cards[c] == next.HTML()
	d.mu.Unlock()
	if same {
		return nil
	}
	err := d.set.Poster.Change(ctx, m.ID, int(c.Message), next)
	switch {
	case err == nil:
		d.sawCard(c, next)
	case errors.Is(err, ErrRefused), errors.Is(err, ErrBlocked):
		c.Message = cardGone // taken out of the chat; the desk opens it again
		return kept.PutCard(ctx, c)
	}
	return nil // too fast or no answer: the next round
}

// sawCard notes what a card shows.
func (d *Desk) sawCard(c Card, m message.Message) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.cards[c] = m.HTML()
}

// forget drops what is known of the cards of a broadcast.
func (d *Desk) forget(id int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.paces, id)
	maps.DeleteFunc(d.cards, func(c Card, _ string) bool { return c.Broadcast == id })
}

// memberNamed gives the member of staff of a name.
func (d *Desk) memberNamed(name string) (Member, bool) {
	for _, m := range d.set.Staff.All() {
		if m.Name == name {
			return m, true
		}
	}
	return Member{}, false
}

// showMenu notes that a chat should have the commands of staff.
func (d *Desk) showMenu(chat int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.menus[chat] {
		d.menus[chat], d.unsent[chat] = true, true
	}
}

// sendMenus gives those who used the desk their commands, and takes them from those
// who are no longer staff. A menu is display only, so it is tried once.
func (d *Desk) sendMenus(ctx context.Context) {
	d.mu.Lock()
	wanted := map[int64]bool{}
	for chat := range d.unsent {
		wanted[chat] = true
	}
	clear(d.unsent)
	for chat := range d.menus {
		if _, staff := d.set.Staff.Member(chat); !staff {
			wanted[chat] = false
			delete(d.menus, chat)
		}
	}
	d.mu.Unlock()
	for chat, staff := range wanted {
		_ = d.set.Poster.Menu(ctx, chat, staff)
	}
}
