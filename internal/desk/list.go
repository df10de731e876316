package desk

import (
	"cmp"
	"slices"

	"signpost/internal/broadcast"
	"signpost/internal/hours"
)

// onePage is how many campaigns a list shows at once.
const onePage = 8

// home is the first screen of the desk.
func (t *turn) home(note string) (Answer, error) {
	all, err := t.Campaigns(t.ctx)
	if err != nil {
		return Answer{}, err
	}
	runs, err := t.Broadcasts(t.ctx, 0)
	if err != nil {
		return Answer{}, err
	}
	s := new(sheet).note(note).strong("Campaign desk").
		say("%s: %s for %s.", t.m.Name, t.m.roles(), named(t.m.Boroughs, t.set.Choices().Boroughs)).
		say("Nothing goes out that a second person did not approve.")
	if t.m.Author {
		s.button("New message", "new")
	}
	for _, l := range lists {
		n := 0
		if l.runs != nil {
			n = len(t.visibleRuns(runs, l.runs))
		} else {
			n = len(t.visible(all, l.campaigns))
		}
		label := l.title
		if n > 0 {
			label += " (" + number(n) + ")"
		}
		s.button(label, "list", 0, l.name)
	}
	return answer(s), nil
}

// listed is one list of the desk: of campaigns, or of broadcasts.
type listed struct {
	name, title, none string
	campaigns         func(t *turn, c broadcast.Campaign) bool
	runs              func(b broadcast.Broadcast) bool
}

var lists = []listed{
	{"mine", "My messages", "You are writing nothing.", func(t *turn, c broadcast.Campaign) bool {
		return contains(c.Writers, t.m.Name) && (c.State == broadcast.Draft || c.State == broadcast.Awaiting)
	}, nil},
	{"wait", "Waiting for me", "Nothing waits for you.", func(t *turn, c broadcast.Campaign) bool {
		return c.State == broadcast.Awaiting && c.MayApprove(t.m.Staff) == nil
	}, nil},
	{"sched", "Scheduled", "Nothing is scheduled.", func(_ *turn, c broadcast.Campaign) bool { return c.State == broadcast.Scheduled }, nil},
	{"run", "Going out now", "Nothing goes out now.", nil, broadcast.Broadcast.Running},
	{"past", "Sent before", "Nothing was sent before.", nil, func(b broadcast.Broadcast) bool { return !b.Running() }},
	{"over", "Ended without sending", "Nothing ended so.", func(_ *turn, c broadcast.Campaign) bool {
		return c.State == broadcast.Cancelled || c.State == broadcast.Rejected
	}, nil},
}

// list shows one list from a place on.
func (t *turn) list(name string, from int) (Answer, error) {
	at := slices.IndexFunc(lists, func(l listed) bool { return l.name == name })
	if at < 0 {
		return t.home("")
	}
	l := lists[at]
	s := new(sheet).strong("%s", l.title)
	type entry struct {
		label, verb string
		id          int64
	}
	var entries []entry
	if l.runs != nil {
		all, err := t.Broadcasts(t.ctx, 0)
		if err != nil {
			return Answer{}, err
		}
		for _, b := range t.visibleRuns(all, l.runs) {
			entries = append(entries, entry{b.Began.In(hours.London).Format("2 Jan: ") + b.Title, "bc", b.ID})
		}
	} else {
		all, err := t.Campaigns(t.ctx)
		if err != nil {
			return Answer{}, err
		}
		found := t.visible(all, l.campaigns)
		if name == "sched" {
			slices.SortFunc(found, func(a, b broadcast.Campaign) int { return cmp.Compare(a.Next.Unix(), b.Next.Unix()) })
		}
		for _, c := range found {
			entries = append(entries, entry{"#" + number(int(c.ID)) + " " + c.Title, "c", c.ID})
			if name == "wait" {
				entries[len(entries)-1].verb = "judge"
			}
		}
	}
	if len(entries) == 0 {
		s.say("%s", l.none)
	}
	from = min(max(from, 0), len(entries))
	for _, e := range entries[from:min(from+onePage, len(entries))] {
		s.button(e.label, e.verb, e.id)
	}
	if from+onePage < len(entries) {
		s.button("More", "list", from+onePage, name)
	}
	s.button("Campaign desk", "home")
	return answer(s), nil
}

func (t *turn) visible(all []broadcast.Campaign, of func(*turn, broadcast.Campaign) bool) []broadcast.Campaign {
	return slices.DeleteFunc(slices.Clone(all), func(c broadcast.Campaign) bool { return !t.sees(c) || !of(t, c) })
}

func (t *turn) visibleRuns(all []broadcast.Broadcast, of func(broadcast.Broadcast) bool) []broadcast.Broadcast {
	return slices.DeleteFunc(slices.Clone(all), func(b broadcast.Broadcast) bool {
		return !of(b) || !overlap(b.Plan.Audience.Boroughs, t.m.Boroughs)
	})
}

// history shows who did what, when and why, the newest last. When it does not fit the
// oldest steps are left out.
func (t *turn) history(c broadcast.Campaign) (Answer, error) {
	all, err := t.History(t.ctx, c.ID)
	if err != nil {
		return Answer{}, err
	}
	// A draft is edited many times; that it was is one line.
	all = slices.CompactFunc(all, func(a, b broadcast.Change) bool {
		return a.Act == broadcast.Edited && b.Act == broadcast.Edited && a.Who == b.Who
	})
	s := new(sheet).strong("History of #%d %s", c.ID, c.Title)
	steps := new(sheet)
	for _, step := range slices.Backward(all) {
		if step.Why != "" && step.Act != broadcast.Began { // which says only for when it was due
			steps.say("Why: %s", step.Why)
		}
		steps.say("%s: %s by %s", shown(step.At, t.now), step.Act, step.Who)
		if steps.Left() < 2*maxReason {
			steps.say("(older steps are not shown)")
			break
		}
	}
	slices.Reverse(steps.Lines)
	s.Lines = append(s.Lines, steps.Lines...)
	s.button("Show it", "c", c.ID).beside("Campaign desk", "home")
	return answer(s), nil
}
