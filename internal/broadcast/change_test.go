package broadcast

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"signpost/internal/hours"
	"signpost/internal/message"
)

var (
	noon = time.Date(2026, time.June, 3, 12, 0, 0, 0, hours.London)
	both = []string{"dudley", "sandwell"}
	ann  = Staff{Name: "Ann", Boroughs: both, Author: true}
	abe  = Staff{Name: "Abe", Boroughs: both, Author: true, Approver: true}
	bob  = Staff{Name: "Bob", Boroughs: both, Approver: true}
	cy   = Staff{Name: "Cy", Boroughs: []string{"dudley"}, Author: true, Approver: true}
	dee  = Staff{Name: "Dee", Boroughs: []string{"walsall"}, Author: true, Approver: true}
	none = Staff{Name: "Eve", Boroughs: both}
)

func soundPlan() Plan {
	return Plan{
		Content:  Content{Lines: []message.Line{{Text: "See something?"}}, Lang: "en"},
		Audience: Audience{Boroughs: both},
		Within:   4 * time.Hour,
	}
}

// life brings a campaign to a state as the team would.
func life(t *testing.T, to State) Campaign {
	t.Helper()
	c, _, err := New(ann, "Test", soundPlan(), noon)
	steps := []struct {
		state State
		next  func() (Campaign, Change, error)
	}{
		{Draft, func() (Campaign, Change, error) { return c.TestSentTo(ann, c.Hash(), noon) }},
		{"tested", func() (Campaign, Change, error) { return c.Submit(ann, 500, noon) }},
		{Awaiting, func() (Campaign, Change, error) { return c.Approve(bob, c.Hash(), noon) }},
		{Scheduled, nil},
	}
	for _, s := range steps {
		if err != nil {
			t.Fatal(err)
		}
		if s.state == to {
			return c
		}
		c, _, err = s.next()
	}
	t.Fatalf("no way to %s", to)
	return c
}

func TestALifeFromDraftToScheduled(t *testing.T) {
	c := life(t, Scheduled)
	if c.State != Scheduled || c.Approver != "Bob" || c.Approved != c.Hash() || !c.Next.Equal(noon) {
		t.Errorf("%+v", c)
	}
}

// Every refusal is one line that says what to do, and changes nothing.
func TestRefusals(t *testing.T) {
	later := func(c Campaign) Campaign { c.Content.Lines = []message.Line{{Text: "Other words"}}; return c }
	for name, tt := range map[string]struct {
		from State
		do   func(c Campaign) (Campaign, Change, error)
		want string
	}{
		"written by no author":            {Draft, func(c Campaign) (Campaign, Change, error) { return New(bob, "x", soundPlan(), noon) }, "cannot write"},
		"edited by no author":             {Draft, func(c Campaign) (Campaign, Change, error) { return c.Edit(bob, "x", soundPlan(), noon) }, "cannot write"},
		"a test of other words":           {Draft, func(c Campaign) (Campaign, Change, error) { return later(c).TestSentTo(ann, c.Hash(), noon) }, "changed after this test"},
		"submitted without a test":        {Draft, func(c Campaign) (Campaign, Change, error) { return c.Submit(ann, 500, noon) }, "send a test to yourself first"},
		"changed after the test":          {"tested", func(c Campaign) (Campaign, Change, error) { return later(c).Submit(ann, 500, noon) }, "send a test to yourself first"},
		"submitted by an approver":        {"tested", func(c Campaign) (Campaign, Change, error) { return c.Submit(bob, 500, noon) }, "cannot submit"},
		"submitted by another borough":    {"tested", func(c Campaign) (Campaign, Change, error) { return c.Submit(dee, 500, noon) }, "none of the boroughs"},
		"an audience under 10":            {"tested", func(c Campaign) (Campaign, Change, error) { return c.Submit(ann, 9, noon) }, "fewer than 10"},
		"approved before it is submitted": {"tested", func(c Campaign) (Campaign, Change, error) { return c.Approve(bob, c.Hash(), noon) }, "cannot be approved"},
		"approved twice":                  {Scheduled, func(c Campaign) (Campaign, Change, error) { return c.Approve(bob, c.Hash(), noon) }, "cannot be approved"},
		"approved by its author": {Awaiting, func(c Campaign) (Campaign, Change, error) {
			c.Writers = []string{"Abe"}
			return c.Approve(abe, c.Hash(), noon)
		}, "second person"},
		"approved by who edited it": {Awaiting, func(c Campaign) (Campaign, Change, error) {
			c.Writers = append(c.Writers, "Abe")
			return c.Approve(abe, c.Hash(), noon)
		}, "second person"},
		"approved by who returned it": {Awaiting, func(c Campaign) (Campaign, Change, error) {
			c.Returners = []string{"Bob"}
			return c.Approve(bob, c.Hash(), noon)
		}, "returned it before"},
		"approved by no approver":    {Awaiting, func(c Campaign) (Campaign, Change, error) { return c.Approve(none, c.Hash(), noon) }, "does not say approver"},
		"approved without a borough": {Awaiting, func(c Campaign) (Campaign, Change, error) { return c.Approve(cy, c.Hash(), noon) }, "every borough"},
		"approved as something else": {Awaiting, func(c Campaign) (Campaign, Change, error) { return later(c).Approve(bob, c.Hash(), noon) }, "changed after it was shown"},
		"approved when its time is over": {Awaiting, func(c Campaign) (Campaign, Change, error) {
			c.Schedule.At = noon.Add(-4 * time.Hour)
			return c.Approve(bob, c.Hash(), noon)
		}, "time is over"},
		"approved for a time in quiet hours": {Awaiting, func(c Campaign) (Campaign, Change, error) {
			return c.Approve(bob, c.Hash(), noon.Add(9*time.Hour+time.Minute))
		}, "time is over"},
		"returned without a reason":  {Awaiting, func(c Campaign) (Campaign, Change, error) { return c.Return(bob, " ", noon) }, "no reason"},
		"returned by no approver":    {Awaiting, func(c Campaign) (Campaign, Change, error) { return c.Return(ann, "x", noon) }, "cannot judge"},
		"rejected without a borough": {Awaiting, func(c Campaign) (Campaign, Change, error) { return c.Reject(cy, "x", noon) }, "every borough"},
		"rejected once scheduled":    {Scheduled, func(c Campaign) (Campaign, Change, error) { return c.Reject(bob, "x", noon) }, "cannot be rejected"},
		"cancelled by another":       {Scheduled, func(c Campaign) (Campaign, Change, error) { return c.Cancel(dee, "x", noon) }, "not yours"},
		"cancelled without a reason": {Scheduled, func(c Campaign) (Campaign, Change, error) { return c.Cancel(ann, "", noon) }, "no reason"},
		"a file's campaign edited": {Draft, func(c Campaign) (Campaign, Change, error) {
			c.File = "weekly.yaml"
			return c.Edit(ann, "x", soundPlan(), noon)
		}, "edit the file"},
	} {
		t.Run(name, func(t *testing.T) {
			got, _, err := tt.do(life(t, tt.from))
			if err == nil {
				t.Fatalf("it was done: %+v", got)
			}
			if text := err.Error(); !strings.Contains(text, tt.want) || strings.Contains(text, "\n") || name != "approved twice" && !strings.Contains(text, "(") && !strings.Contains(text, "cannot be") {
				t.Errorf("%q, want %q and what to do", text, tt.want)
			}
		})
	}
}

// Any edit voids the test and the approval.
func TestEditVoidsEverything(t *testing.T) {
	for _, from := range []State{Draft, "tested", Awaiting, Scheduled} {
		c := life(t, from)
		edited, change, err := c.Edit(abe, "New", soundPlan(), noon.Add(time.Minute))
		if err != nil {
			t.Fatal(err)
		}
		if edited.State != Draft || edited.Tested != "" || edited.Approved != "" || edited.Approver != "" || !edited.Next.IsZero() || change.Who != "Abe" {
			t.Errorf("from %s: %+v, %+v", from, edited, change)
		}
		if err := edited.MayApprove(abe); err == nil {
			t.Errorf("from %s: who edited it may approve it", from)
		}
		if len(c.Writers) != 1 {
			t.Error("the campaign before was changed too")
		}
	}
}

func TestHashCoversWordsAudienceAndTime(t *testing.T) {
	base := soundPlan().Hash()
	for name, change := range map[string]func(*Plan){
		"a word": func(p *Plan) { p.Content.Lines = []message.Line{{Text: "See something!"}} },
		"bold": func(p *Plan) {
			p.Content.Lines = []message.Line{{Text: "See something?", Marks: []message.Mark{{To: 3, Bold: true}}}}
		},
		"a picture":  func(p *Plan) { p.Content.Photo = "x" },
		"a language": func(p *Plan) { p.Content.Lang = "ur" },
		"a borough":  func(p *Plan) { p.Audience.Boroughs = both[:1] },
		"a topic":    func(p *Plan) { p.Audience.Topics = []string{"young"} },
		"a time":     func(p *Plan) { p.Schedule.At = noon },
		"a cron":     func(p *Plan) { p.Schedule.Cron = "0 10 * * *" },
		"a last day": func(p *Plan) { p.Schedule.Until = hours.Date{Year: 2026, Month: 7, Day: 1} },
		"how long":   func(p *Plan) { p.Within++ },
	} {
		p := soundPlan()
		if change(&p); p.Hash() == base {
			t.Errorf("%s changes nothing", name)
		}
	}
	if soundPlan().Hash() != base {
		t.Error("the same plan has two hashes")
	}
}

// Adopting files: a new hash awaits approval, the same is left alone, one that is gone
// is cancelled; what a person ended stays ended until the file changes.
func TestAdopt(t *testing.T) {
	book := &memoryBook{}
	ctx := context.Background()
	file := File{Path: "campaigns/weekly.yaml", Title: "Weekly", Enabled: true, Plan: soundPlan()}
	file.Schedule.Cron = "0 10 * * MON"
	adopt := func(files ...File) {
		t.Helper()
		if err := Adopt(ctx, book, files, noon); err != nil {
			t.Fatal(err)
		}
	}
	want := func(campaigns int, state State, changes int) Campaign {
		t.Helper()
		if len(book.all) != campaigns || book.changes != changes {
			t.Fatalf("%d campaigns after %d changes, want %d after %d", len(book.all), book.changes, campaigns, changes)
		}
		if campaigns == 0 {
			return Campaign{}
		}
		c := book.all[campaigns-1]
		if c.State != state {
			t.Fatalf("it is %s, want %s", c.State, state)
		}
		return c
	}
	disabled := file
	disabled.Enabled = false
	adopt(disabled)
	want(0, "", 0)
	adopt(file)
	adopt(file)
	c := want(1, Awaiting, 1)
	c, change, err := c.Approve(bob, c.Hash(), noon)
	if err != nil || c.Next != time.Date(2026, time.June, 8, 10, 0, 0, 0, hours.London) {
		t.Fatalf("one approver's press: %v, next %v", err, c.Next)
	}
	book.Save(ctx, c, change)
	adopt(file)
	want(1, Scheduled, 2)
	file.Within++
	adopt(file)
	if c = want(1, Awaiting, 3); c.Approved != "" || !c.Next.IsZero() {
		t.Errorf("another hash is still approved: %+v", c)
	}
	adopt(disabled)
	adopt()
	want(1, Cancelled, 4)
	adopt(file) // enabled again
	c = want(2, Awaiting, 5)
	c, change, err = c.Reject(bob, "no", noon)
	if err != nil {
		t.Fatal(err)
	}
	book.Save(ctx, c, change)
	adopt(file)
	want(2, Rejected, 6)
	file.Within++
	adopt(file)
	want(3, Awaiting, 7)
}

// memoryBook is what Adopt needs of a Book.
type memoryBook struct {
	Book
	all     []Campaign
	changes int
}

func (b *memoryBook) Campaigns(context.Context) ([]Campaign, error) { return b.all, nil }

func (b *memoryBook) Save(_ context.Context, c Campaign, _ Change) (Campaign, error) {
	b.changes++
	if c.ID == 0 {
		c.ID = int64(len(b.all) + 1)
		b.all = append(b.all, c)
	}
	if c.ID > int64(len(b.all)) {
		return c, errors.New("no such campaign")
	}
	b.all[c.ID-1] = c
	return c, nil
}
