package storetest

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"signpost/internal/subscriber"
)

// Book runs the suite of subscriber.Book; open gives an empty one for each test.
func Book(t *testing.T, open func(t *testing.T) subscriber.Book) {
	t.Helper()
	noon := time.Date(2026, time.October, 25, 12, 0, 0, 999_999, time.UTC)
	both := subscriber.Choice{Boroughs: []string{"sandwell", "dudley"}, Topics: []string{"young", "older"}, Lang: "en"}
	one := subscriber.Choice{Boroughs: []string{"dudley"}, Lang: "ur"}
	for name, test := range map[string]func(t *testing.T, b *book){
		"nobody is in an empty book": func(t *testing.T, b *book) {
			b.out(7)
			b.optOut(7)
			b.forget(7)
			b.out(7)
		},
		"what was chosen comes back, ids sorted, time to the millisecond": func(t *testing.T, b *book) {
			b.optIn(7, both, "w1", noon)
			b.in(7, subscriber.Choice{Boroughs: []string{"dudley", "sandwell"}, Topics: []string{"older", "young"}, Lang: "en"}, "w1", noon.Truncate(time.Millisecond))
			b.out(8)
		},
		"choosing again replaces choice, wording and time": func(t *testing.T, b *book) {
			b.optIn(7, both, "w1", noon)
			b.optIn(8, both, "w1", noon)
			b.optIn(7, one, "w2", noon.Add(time.Hour))
			b.in(7, one, "w2", noon.Add(time.Hour).Truncate(time.Millisecond))
			b.in(8, both, "w1", noon.Truncate(time.Millisecond))
		},
		"who is out is gone, and may come back": func(t *testing.T, b *book) {
			b.optIn(7, both, "w1", noon)
			b.optIn(8, one, "w1", noon)
			b.optOut(7)
			b.optOut(7)
			b.out(7)
			b.in(8, one, "w1", noon.Truncate(time.Millisecond))
			b.optIn(7, one, "w1", noon)
			b.in(7, one, "w1", noon.Truncate(time.Millisecond))
		},
		"who is forgotten is gone": func(t *testing.T, b *book) {
			b.optIn(7, both, "w1", noon)
			b.optIn(8, one, "w1", noon)
			b.forget(7)
			b.forget(7)
			b.out(7)
			b.in(8, one, "w1", noon.Truncate(time.Millisecond))
		},
		"any chat is taken": func(t *testing.T, b *book) {
			for _, chat := range []int64{0, 1, -1, 1<<63 - 1, -1 << 63, -1001234567890} {
				c := subscriber.Choice{Boroughs: []string{fmt.Sprint("b", chat)}, Lang: "en"}
				b.optIn(chat, c, "w", noon)
				b.in(chat, c, "w", noon.Truncate(time.Millisecond))
			}
		},
		"many at once": func(t *testing.T, b *book) {
			var all sync.WaitGroup
			for chat := range int64(20) {
				all.Go(func() {
					for range 10 {
						b.optIn(chat, both, "w", noon)
						b.optOut(chat)
					}
					if chat%2 == 0 {
						b.optIn(chat, one, "w", noon)
					}
				})
			}
			all.Wait()
			for chat := range int64(20) {
				if in := b.held(chat).Subscription != nil; in != (chat%2 == 0) {
					t.Errorf("chat %d is in the book: %v", chat, in)
				}
			}
		},
	} {
		t.Run(name, func(t *testing.T) { test(t, &book{t, open(t)}) })
	}
}

// book asks the book under test and fails the test on any error.
type book struct {
	t     *testing.T
	under subscriber.Book
}

func (b *book) optIn(chat int64, c subscriber.Choice, wording string, at time.Time) {
	b.t.Helper()
	if err := b.under.OptIn(context.Background(), chat, c, wording, at); err != nil {
		b.t.Errorf("OptIn(%d, %v): %v", chat, c, err)
	}
}

func (b *book) optOut(chat int64) {
	b.t.Helper()
	if err := b.under.OptOut(context.Background(), chat); err != nil {
		b.t.Errorf("OptOut(%d): %v", chat, err)
	}
}

func (b *book) forget(chat int64) {
	b.t.Helper()
	if err := b.under.Forget(context.Background(), chat); err != nil {
		b.t.Errorf("Forget(%d): %v", chat, err)
	}
}

func (b *book) held(chat int64) subscriber.Held {
	b.t.Helper()
	held, err := b.under.Held(context.Background(), chat)
	if err != nil {
		b.t.Errorf("Held(%d): %v", chat, err)
	}
	return held
}

func (b *book) out(chat int64) {
	b.t.Helper()
	if held := b.held(chat); held != (subscriber.Held{}) {
		b.t.Errorf("Held(%d) = %+v, want nothing", chat, held)
	}
}

func (b *book) in(chat int64, c subscriber.Choice, wording string, since time.Time) {
	b.t.Helper()
	got := b.held(chat).Subscription
	if got == nil {
		b.t.Errorf("Held(%d): not in the book", chat)
		return
	}
	c.Boroughs, c.Topics = slices.Sorted(slices.Values(c.Boroughs)), slices.Sorted(slices.Values(c.Topics))
	if !slices.Equal(got.Boroughs, c.Boroughs) || !slices.Equal(got.Topics, c.Topics) || got.Lang != c.Lang || got.Wording != wording || !got.Since.Equal(since) {
		b.t.Errorf("Held(%d) = %+v, want %+v, %s, %v", chat, *got, c, wording, since)
	}
}
