package storetest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"sync"
	"testing"
	"time"

	"signpost/internal/broadcast"
	"signpost/internal/message"
	"signpost/internal/subscriber"
)

// Sends is a store as the suites of campaigns need it: the campaigns, and the people
// who get them.
type Sends interface {
	Campaigns() broadcast.Book
	Book() subscriber.Book
}

var (
	morning = time.Date(2026, time.March, 28, 10, 0, 0, 0, time.UTC)
	ann     = broadcast.Staff{Name: "Ann", Boroughs: []string{"dudley", "sandwell"}, Author: true}
	bob     = broadcast.Staff{Name: "Bob", Boroughs: []string{"dudley", "sandwell"}, Approver: true}
)

// plan is a plan without a fault.
func plan() broadcast.Plan {
	return broadcast.Plan{
		Content: broadcast.Content{Lines: []message.Line{{Text: "See something?", Strong: true}, {}, {Text: "Tell us.",
			Marks: []message.Mark{{From: 0, To: 4, Bold: true}}}}, Photo: "picture-1", Lang: "en"},
		Audience: broadcast.Audience{Boroughs: []string{"dudley"}, Topics: []string{"young"}},
		Within:   12 * time.Hour,
	}
}

// Campaigns runs the suite of broadcast.Book; open gives an empty one for each test.
func Campaigns(t *testing.T, open func(t *testing.T) Sends) {
	t.Helper()
	ctx := context.Background()
	for name, test := range map[string]func(t *testing.T, s Sends, b broadcast.Book){
		"an empty book answers": func(t *testing.T, s Sends, b broadcast.Book) {
			if all, err := b.Campaigns(ctx); len(all) != 0 || err != nil {
				t.Errorf("Campaigns: %v, %v", all, err)
			}
			if _, err := b.Campaign(ctx, 1); !errors.Is(err, broadcast.ErrNotFound) {
				t.Errorf("Campaign: %v", err)
			}
			if _, err := b.Broadcast(ctx, 1); !errors.Is(err, broadcast.ErrNotFound) {
				t.Errorf("Broadcast: %v", err)
			}
			if _, err := b.Steer(ctx, 1, broadcast.Pause, "Ann", "", morning); !errors.Is(err, broadcast.ErrNotFound) {
				t.Errorf("Steer: %v", err)
			}
		},
		"a campaign comes back as it was saved, with a small number of its own": func(t *testing.T, s Sends, b broadcast.Book) {
			for i := range int64(3) {
				p := plan()
				p.Schedule.Cron, p.Content.Photo = fmt.Sprintf("%d 10 * * MON", i), fmt.Sprint(i)
				c, change, err := broadcast.New(ann, "Weekly", p, morning.Add(time.Duration(i)*time.Second))
				must(t, err)
				c.Returners, c.Approver, c.Tested, c.Next = []string{"Cy"}, "Bob", p.Hash(), morning
				saved, err := b.Save(ctx, c, change)
				must(t, err)
				c.ID, c.Version = i+1, 1
				got, err := b.Campaign(ctx, i+1)
				must(t, err)
				same(t, got, saved)
				same(t, got, c)
				if got.Hash() != p.Hash() {
					t.Error("the plan has another hash once it is stored")
				}
			}
			all, err := b.Campaigns(ctx)
			must(t, err)
			if len(all) != 3 || all[0].ID != 3 || all[2].ID != 1 {
				t.Errorf("Campaigns gives %d, want the one changed last first", len(all))
			}
		},
		"an old version is refused, and its change is not kept": func(t *testing.T, s Sends, b broadcast.Book) {
			c, change, err := broadcast.New(ann, "One", plan(), morning)
			must(t, err)
			c, err = b.Save(ctx, c, change)
			must(t, err)
			edited, change, err := c.Edit(ann, "Two", plan(), morning.Add(time.Minute))
			must(t, err)
			now, err := b.Save(ctx, edited, change)
			must(t, err)
			if now.Version != 2 {
				t.Errorf("version %d, want 2", now.Version)
			}
			if _, err := b.Save(ctx, edited, change); !errors.Is(err, broadcast.ErrStale) {
				t.Errorf("a second time: %v", err)
			}
			history, err := b.History(ctx, c.ID)
			must(t, err)
			if len(history) != 2 || history[0].Act != broadcast.Made || history[1].Act != broadcast.Edited || history[1].Who != "Ann" || !history[1].At.Equal(morning.Add(time.Minute)) {
				t.Errorf("history: %+v", history)
			}
		},
		"a file has one campaign, however many adopt it at once": func(t *testing.T, s Sends, b broadcast.Book) {
			files := []broadcast.File{
				{Path: "campaigns/one.yaml", Title: "One", Enabled: true, Plan: plan()},
				{Path: "campaigns/two.yaml", Title: "Two", Enabled: true, Plan: plan()},
			}
			for round := range 3 {
				var all sync.WaitGroup
				for range 4 {
					all.Go(func() {
						if err := broadcast.Adopt(ctx, b, files, morning); err != nil {
							t.Error(err)
						}
					})
				}
				all.Wait()
				campaigns, err := b.Campaigns(ctx)
				must(t, err)
				if len(campaigns) != len(files) {
					t.Fatalf("round %d: %d campaigns of %d files", round, len(campaigns), len(files))
				}
				for _, c := range campaigns {
					if c.Version != int64(round+1) || c.State != broadcast.Awaiting {
						t.Errorf("round %d: %s has version %d and is %s", round, c.File, c.Version, c.State)
					}
				}
				for i := range files {
					files[i].Within += time.Hour
				}
			}
		},
		"an audience is counted by what people chose": func(t *testing.T, s Sends, b broadcast.Book) {
			people := s.Book()
			for i, c := range []subscriber.Choice{
				{Boroughs: []string{"dudley"}, Topics: []string{"young"}, Lang: "en"},
				{Boroughs: []string{"dudley", "sandwell"}, Topics: []string{"young", "older"}, Lang: "ur"},
				{Boroughs: []string{"sandwell"}, Topics: []string{"older"}, Lang: "en"},
				{Boroughs: []string{"dudley-north"}, Topics: []string{"youngest"}, Lang: "en"},
			} {
				must(t, people.OptIn(ctx, int64(i+1), c, "w", morning))
			}
			for _, tt := range []struct {
				a    broadcast.Audience
				want broadcast.Size
			}{
				{broadcast.Audience{}, broadcast.Size{Boroughs: map[string]int{}, Langs: map[string]int{}}},
				{broadcast.Audience{Boroughs: []string{"dudley"}}, broadcast.Size{Total: 2, Boroughs: map[string]int{"dudley": 2, "sandwell": 1}, Langs: map[string]int{"en": 1, "ur": 1}}},
				{broadcast.Audience{Boroughs: []string{"dudley", "sandwell"}, Topics: []string{"older"}, Langs: []string{"en", "pl"}}, broadcast.Size{Total: 1, Boroughs: map[string]int{"sandwell": 1}, Langs: map[string]int{"en": 1}}},
			} {
				got, err := b.Size(ctx, tt.a)
				must(t, err)
				if !reflect.DeepEqual(got, tt.want) {
					t.Errorf("Size(%+v) = %+v, want %+v", tt.a, got, tt.want)
				}
			}
		},
	} {
		t.Run(name, func(t *testing.T) { s := open(t); test(t, s, s.Campaigns()) })
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// same compares two campaigns; times are the same when they are the same instant.
func same(t *testing.T, got, want broadcast.Campaign) {
	t.Helper()
	if !got.Next.Equal(want.Next) || !got.Changed.Equal(want.Changed) {
		t.Errorf("times differ: %v %v, want %v %v", got.Next, got.Changed, want.Next, want.Changed)
	}
	got.Next, got.Changed = want.Next, want.Changed
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
}
