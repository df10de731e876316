package storetest

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"signpost/internal/desk"
)

// Desks is a store as the suite of the desk needs it.
type Desks interface {
	Desk() desk.Notes
}

// Desk runs the suite of desk.Notes; open gives an empty one for each test.
func Desk(t *testing.T, open func(t *testing.T) Desks) {
	t.Helper()
	ctx := context.Background()
	for name, test := range map[string]func(t *testing.T, n desk.Notes){
		"nothing was asked and no card is there": func(t *testing.T, n desk.Notes) {
			if ask, err := n.Asked(ctx, "Ann"); err != nil || ask != (desk.Ask{}) {
				t.Errorf("Asked: %+v, %v", ask, err)
			}
			if cards, err := n.Cards(ctx); err != nil || len(cards) != 0 {
				t.Errorf("Cards: %v, %v", cards, err)
			}
			must(t, n.Purge(ctx, morning, morning))
		},
		"the last thing asked counts, for each person": func(t *testing.T, n desk.Notes) {
			first, second := desk.Ask{Campaign: 1, What: "words", Heard: 5, At: morning}, desk.Ask{Campaign: 2, What: "time", Heard: 6, At: morning.Add(time.Second)}
			other := desk.Ask{Campaign: 3, What: "return 0a1b2c3d", At: morning}
			must(t, n.Ask(ctx, "Ann", first))
			must(t, n.Ask(ctx, "Bob", other))
			must(t, n.Ask(ctx, "Ann", second))
			for name, want := range map[string]desk.Ask{"Ann": second, "Bob": other, "Cy": {}} {
				got, err := n.Asked(ctx, name)
				must(t, err)
				if !got.At.Equal(want.At) {
					t.Errorf("%s was asked at %v, want %v", name, got.At, want.At)
				}
				got.At, want.At = time.Time{}, time.Time{}
				if got != want {
					t.Errorf("%s was asked %+v, want %+v", name, got, want)
				}
			}
			must(t, n.Purge(ctx, morning.Add(time.Millisecond), morning))
			if got, err := n.Asked(ctx, "Bob"); err != nil || got != (desk.Ask{}) {
				t.Errorf("after the purge Bob was asked %+v, %v", got, err)
			}
			if got, err := n.Asked(ctx, "Ann"); err != nil || got.What != "time" {
				t.Errorf("after the purge Ann was asked %+v, %v", got, err)
			}
		},
		"of many who answer a question, one does": func(t *testing.T, n desk.Notes) {
			asked := desk.Ask{What: "title", Heard: 4, At: morning}
			must(t, n.Ask(ctx, "Ann", asked))
			var won atomic.Int32
			var all sync.WaitGroup
			for range 20 {
				all.Go(func() {
					if mine, err := n.Answered(ctx, "Ann", asked, 5); err != nil {
						t.Error(err)
					} else if mine {
						won.Add(1)
					}
				})
			}
			all.Wait()
			if now, err := n.Asked(ctx, "Ann"); err != nil || won.Load() != 1 || now.What != "" || now.Heard != 5 {
				t.Errorf("%d answered it, and it is %+v, %v", won.Load(), now, err)
			}
			if mine, err := n.Answered(ctx, "Bob", asked, 5); err != nil || mine {
				t.Errorf("somebody who was asked nothing answered it: %v, %v", mine, err)
			}
		},
		"of many who claim a card, one gets it": func(t *testing.T, n desk.Notes) {
			var won atomic.Int32
			var all sync.WaitGroup
			for range 20 {
				all.Go(func() {
					if mine, err := n.ClaimCard(ctx, 1, "Ann"); err != nil {
						t.Error(err)
					} else if mine {
						won.Add(1)
					}
				})
			}
			all.Wait()
			if won.Load() != 1 {
				t.Errorf("%d got it", won.Load())
			}
		},
		"a card moves, and goes when its broadcast is not there": func(t *testing.T, n desk.Notes) {
			for i := range int64(3) {
				must(t, n.PutCard(ctx, desk.Card{Broadcast: 2 - i, Staff: "Ann", Message: i}))
			}
			must(t, n.PutCard(ctx, desk.Card{Broadcast: 1, Staff: "Ann", Message: -1}))
			if mine, err := n.ClaimCard(ctx, 1, "Ann"); err != nil || mine {
				t.Errorf("a card that is there was claimed: %v, %v", mine, err)
			}
			cards, err := n.Cards(ctx)
			must(t, err)
			if got, want := fmt.Sprint(cards), "[{0 Ann 2} {1 Ann -1} {2 Ann 0}]"; got != want {
				t.Errorf("Cards: %s, want %s", got, want)
			}
			must(t, n.Purge(ctx, morning, morning))
			if cards, err := n.Cards(ctx); err != nil || len(cards) != 0 {
				t.Errorf("cards of no broadcast: %v, %v", cards, err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) { test(t, open(t).Desk()) })
	}
}
