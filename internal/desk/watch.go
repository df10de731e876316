package desk

import (
	"context"
	"errors"
	"maps"
	"time"

	"signpost/internal/broadcast"
	"signpost/internal/message"
)

const (
	// reported is how long after its end a broadcast still gets a card from those who
	// have none: when the program was not running at its end.
	reported = 24 * time.Hour
	// cardLives is how long after its end a card is kept up to date: for recalls, and
	// for what was unknown and is sent again.
	cardLives = 72 * time.Hour
	// justNow is how long after it came from its file a campaign is brought to approvers.
	// A program that starts twice within it brings it twice.
	justNow = time.Minute
	// purgeEvery is how often the database is asked to drop what is old.
	purgeEvery = time.Hour
)

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
	if err := d.tellOfFiles(ctx, kept, now); err != nil {
		return err
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
			err = errors.Join(err, d.deal(ctx, kept, b, p, now))
		}
		for _, c := range of[b.ID] {
			err = errors.Join(err, d.refresh(ctx, kept, c, b, p, now))
		}
	}
	return err
}

// tellOfFiles brings campaigns that files brought in just now to those who can approve
// them: nobody pressed a button for these.
func (d *Desk) tellOfFiles(ctx context.Context, kept *kept, now time.Time) error {
	all, err := kept.Campaigns(ctx)
	if err != nil {
		return err
	}
	for _, c := range all {
		if c.File == "" || c.State != broadcast.Awaiting || now.Sub(c.Changed) > justNow || d.told[c.ID] == c.Version {
			continue
		}
		size, err := kept.Size(ctx, c.Audience)
		if err != nil {
			return err
		}
		d.told[c.ID] = c.Version
		t := &turn{Desk: d, kept: kept, ctx: ctx, now: now}
		t.tellApprovers(c, size)
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
		if !contains(c.Writers, m.Name) && c.Approver != m.Name || !overlap(b.Plan.Audience.Boroughs, m.Boroughs) {
			continue
		}
		mine, err := kept.ClaimCard(ctx, b.ID, m.Name)
		if err != nil {
			return err
		}
		if !mine {
			continue
		}
		if err := d.sendCard(ctx, kept, Card{Broadcast: b.ID, Staff: m.Name}, m, cardOf(b, p, m, now).Message); err != nil {
			return err
		}
	}
	return nil
}

// sendCard sends a card that was claimed. What cannot be sent now is tried in the next
// round, and what can never be is left: the desk shows it.
func (d *Desk) sendCard(ctx context.Context, kept *kept, c Card, m Member, text message.Message) error {
	id, err := d.set.Poster.Notify(ctx, m.ID, text)
	if err != nil && !errors.Is(err, ErrRefused) && !errors.Is(err, ErrBlocked) {
		d.late[c] = true
		return nil
	}
	delete(d.late, c)
	if c.Message = cardGone; err == nil {
		c.Message = int64(id)
		d.sawCard(c, text)
	}
	return kept.PutCard(ctx, c)
}

// refresh edits one card, if it says something else now.
func (d *Desk) refresh(ctx context.Context, kept *kept, c Card, b broadcast.Broadcast, p broadcast.Progress, now time.Time) error {
	m, staff := d.memberNamed(c.Staff)
	if !staff || !overlap(b.Plan.Audience.Boroughs, m.Boroughs) || c.Message <= 0 && !d.late[c] {
		return nil
	}
	next := cardOf(b, p, m, now).Message
	if d.late[c] {
		return d.sendCard(ctx, kept, c, m, next)
	}
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

// pace gives how far a broadcast is, by what was seen of it before.
func (d *Desk) pace(b broadcast.Broadcast, now time.Time) broadcast.Progress {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.paces[b.ID] == nil {
		d.paces[b.ID] = new(broadcast.Pace)
	}
	return d.paces[b.ID].See(b, now)
}
