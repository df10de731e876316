package conversation

import (
	"slices"
	"strings"
	"time"

	"signpost/internal/directory"
	"signpost/internal/flow"
	"signpost/internal/hours"
	"signpost/internal/message"
)

// card is one card on the way from what is found to what is shown.
type card struct {
	c *Conversation
	*screen
	now    time.Time
	places bool // several areas: each block says which it is for
	brief  bool // every block is a name and a number only
	blocks []block
}

// block is one contact of a card under the words that introduce it.
type block struct {
	head  string
	l     directory.Listed
	later bool // shut now: the head says from when
}

func (k *card) sayAll(lines []string) {
	for _, line := range lines {
		k.say(line)
	}
}

// head says what the first contact is for.
func (k *card) head(a address, lead directory.Listed) string {
	w := &k.c.flow.Words.Card
	switch until := lead.States[0].Until; {
	case a.urgent():
		return w.WhenSafe
	case a.trail.Says(flow.Advice) && lead.Contact.Channels[0].Outside != nil && !until.IsZero():
		return "Call now if it cannot wait until " + clockWords(until, k.now)
	}
	return w.CallNow
}

// need adds the contact to use now for one need, of each area, and on a brief card
// the website that stands beside it. Where a brief card has the number already, the
// next contact that may answer stands beside it.
func (k *card) need(head string, found []directory.Listed) {
	for _, l := range found {
		switch ch := &l.Contact.Channels[0]; {
		case l.Lead:
			if k.add(head, l) || !k.brief {
				continue
			}
			for _, next := range found {
				if !next.Lead && !next.More && next.Area == l.Area && next.States[0].Is != hours.Closed {
					k.add(head, next)
					break
				}
			}
		case k.brief && !l.More && ch.Kind == directory.Web:
			k.add(head, l)
		}
	}
}

// add puts a contact on the card and reports whether its number is new there. A
// number is never there twice: a brief card says what else it is for, another
// leaves the second mention out.
func (k *card) add(head string, l directory.Listed) bool {
	for i := range k.blocks {
		shown := &k.blocks[i]
		if shown.l.Contact.Channels[0].Value == l.Contact.Channels[0].Value {
			if k.brief && !strings.Contains(shown.head, head[1:]) {
				shown.head += ", " + strings.ToLower(head[:1]) + head[1:]
			}
			return false
		}
	}
	k.blocks = append(k.blocks, block{head: head, l: l})
	return true
}

// others adds what else the card of the first need has: lines that are shut now
// with when they open, websites, and lines for which no hours are claimed. The
// out-of-hours line of one that is open is named beside its hours instead.
func (k *card) others(found []directory.Listed) {
	w := &k.c.flow.Words.Card
	for _, l := range found {
		ch := &l.Contact.Channels[0]
		switch shut := l.States[0].Is == hours.Closed; {
		case l.Lead || l.More || shut && ch.Outside != nil:
		case shut && !l.States[0].Until.IsZero():
			k.blocks = append(k.blocks, block{"From " + clockWords(l.States[0].Until, k.now), l, true})
		case ch.Kind == directory.Web:
			k.add(w.Look, l)
		default:
			k.add(w.Also, l)
		}
	}
}

// write puts the blocks on the screen, and the buttons that belong to them.
func (k *card) write() {
	w := &k.c.flow.Words.Card
	for i, b := range k.blocks {
		k.gap()
		ch := &b.l.Contact.Channels[0]
		says := b.l.States[0].Is != hours.Unknown && !b.later && ch.Kind != directory.Web
		place, stop := "", ""
		if k.places && b.l.Contact.Area != directory.Any {
			place, stop = b.l.Area.Name, ". "
		}
		switch {
		case k.brief && says && ch.Free:
			k.say(place + stop + b.head + ": " + b.l.Contact.Name + ", " + stateWords(b.l.States[0], ch, k.now) + " " + w.Free)
		case k.brief && says:
			k.say(place + stop + b.head + ": " + b.l.Contact.Name + ", " + stateWords(b.l.States[0], ch, k.now))
		default:
			k.say(place + stop + b.head + ": " + b.l.Contact.Name)
		}
		if ch.Kind == directory.Web {
			k.say(ch.Value)
			k.open(b.l.Contact.Name, ch)
			continue
		}
		k.strong(ch.Value)
		if strings.HasPrefix(ch.Dial, "+") {
			k.say(ch.Dial)
		}
		k.copy(k.c.flow.Words.Buttons.Copy, ch)
		if k.brief || b.later {
			continue
		}
		if says {
			k.say(k.when(b.l))
		}
		switch {
		case ch.Free:
			k.say(w.Free)
		case i == 0:
			k.say(w.Charged)
		}
		k.otherChannels(b.l)
	}
}

// otherChannels writes how else a contact can be reached; websites stand behind
// the More button.
func (k *card) otherChannels(l directory.Listed) {
	for i := range l.Contact.Channels[1:] {
		ch := &l.Contact.Channels[i+1]
		if ch.Kind == directory.Web {
			continue
		}
		k.say(kindName(ch.Kind) + " " + ch.Value + ": " + stateWords(l.States[i+1], ch, k.now))
		if ch.Value != l.Contact.Channels[i].Value {
			k.copy(k.c.flow.Words.Buttons.Copy, ch)
		}
		if ch.Link != "" && l.States[i+1].Is != hours.Closed {
			k.open(kindName(ch.Kind)+" "+ch.Value, ch)
		}
	}
}

func (s *screen) open(label string, ch *directory.Channel) {
	s.Buttons = append(s.Buttons, message.Button{Label: label, URL: ch.Link})
}

// copy adds the button that puts the number on the clipboard, two to a row.
func (s *screen) copy(label string, ch *directory.Channel) {
	n := len(s.Buttons)
	beside := n > 0 && s.Buttons[n-1].Copy != "" && !s.Buttons[n-1].Beside
	s.Buttons = append(s.Buttons, message.Button{Label: label + " " + ch.Value, Copy: ch.Value, Beside: beside})
}

// when says until when a line is open, and who answers after that.
func (k *card) when(l directory.Listed) string {
	words := capital(stateWords(l.States[0], &l.Contact.Channels[0], k.now))
	if l.States[0].Is != hours.Open || l.States[0].Until.IsZero() {
		return words
	}
	for _, contact := range k.c.dir.Contacts {
		if contact.Channels[0].Outside == l.Contact {
			return words + " After that call " + contact.Channels[0].Value + "."
		}
	}
	return words
}

// nextOpen is the first other contact that answers now on a number that is not on
// the card, nil if there is none.
func (k *card) nextOpen(found []directory.Listed) *directory.Contact {
	for _, l := range found {
		if !l.Now() {
			continue
		}
		taken := false
		for _, b := range k.blocks {
			taken = taken || b.l.Contact.Channels[0].Dial == l.Contact.Channels[0].Dial
		}
		if !taken {
			return l.Contact
		}
	}
	return nil
}

// published says of what date the numbers shown are, as their sources give it. It
// is "" for a card without numbers.
func (k *card) published() string {
	var words strings.Builder
	words.Grow(160)
	words.WriteString("Numbers published: ")
	dates := 0
	for i, b := range k.blocks {
		date := b.l.Contact.Published
		if b.isWebsite() || slices.ContainsFunc(k.blocks[:i], func(o block) bool { return o.published(date) }) {
			continue
		}
		if dates++; dates > 1 {
			words.WriteString(", ")
		}
		words.WriteString(publishedWords(date))
		if !slices.ContainsFunc(k.blocks, func(o block) bool { return !o.isWebsite() && !o.published(date) }) {
			break // all of one date: the numbers need not be named
		}
		sep := " ("
		for _, same := range k.blocks[i:] {
			if same.published(date) {
				words.WriteString(sep)
				words.WriteString(same.l.Contact.Channels[0].Value)
				sep = ", "
			}
		}
		words.WriteByte(')')
	}
	if dates == 0 {
		return ""
	}
	words.WriteByte('.')
	return words.String()
}

func (b block) isWebsite() bool { return b.l.Contact.Channels[0].Kind == directory.Web }

// published reports whether the block shows a number of that date.
func (b block) published(date directory.Published) bool {
	return !b.isWebsite() && b.l.Contact.Published == date
}
