package session

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"
)

func TestMemoryIsBounded(t *testing.T) {
	ctx, noon := context.Background(), time.Unix(1_800_000_000, 0)
	m := NewMemory(3)
	for i := range 10 {
		_ = m.Remember(ctx, int64(i%2), noon, i)
	}
	if len(m.notes) != 3 || len(m.place) != 3 {
		t.Errorf("holds %d notes and %d places, want 3 of each", len(m.notes), len(m.place))
	}
	for chat, want := range map[int64][]int{0: {8}, 1: {7, 9}} {
		if got, _ := m.Messages(ctx, chat, noon); !slices.Equal(got, want) {
			t.Errorf("chat %d: %v, want the newest, %v", chat, got, want)
		}
	}
	_ = m.Forget(ctx, 1, 7, 9)
	_ = m.Remember(ctx, 1, noon, 10, 11)
	if got, _ := m.Messages(ctx, 1, noon); !slices.Equal(got, []int{10, 11}) {
		t.Errorf("after forgetting: %v, want [10 11]", got)
	}
	if got, _ := m.Messages(ctx, 0, noon); len(got) > 1 || len(m.place) > 3 {
		t.Errorf("after forgetting: chat 0 holds %v, %d places", got, len(m.place))
	}
}

func TestMemoryKeepsNoChatItDropped(t *testing.T) {
	ctx, noon := context.Background(), time.Unix(1_800_000_000, 0)
	m := NewMemory(10)
	_ = m.Remember(ctx, 4711, noon, 1, 2)
	_ = m.Forget(ctx, 4711, 1)
	if n, _ := m.Purge(ctx, noon.Add(time.Millisecond)); n != 1 {
		t.Errorf("purged %d, want 1", n)
	}
	for _, n := range m.notes {
		if n.chat != 0 {
			t.Errorf("chat %d is still in memory", n.chat)
		}
	}
}

var errDisk = errors.New("the disk is full")

// broken is a ledger whose database fails.
type broken struct{}

func (broken) Remember(context.Context, int64, time.Time, ...int) error { return errDisk }
func (broken) Messages(context.Context, int64, time.Time) ([]int, error) {
	return nil, errDisk
}
func (broken) Forget(context.Context, int64, ...int) error   { return errDisk }
func (broken) Purge(context.Context, time.Time) (int, error) { return 0, errDisk }

func TestBothGoesOnWithoutTheDatabase(t *testing.T) {
	ctx, noon := context.Background(), time.Unix(1_800_000_000, 0)
	told := make(chan error, 1)
	b := NewBoth(broken{}, NewMemory(10), func(err error) { told <- err })
	if err := b.Remember(ctx, 7, noon, 1, 2); err != nil {
		t.Errorf("Remember: %v", err)
	}
	b.Flush()
	select {
	case err := <-told:
		if !errors.Is(err, errDisk) {
			t.Errorf("told %v, want the database's error", err)
		}
	default:
		t.Error("nobody was told that the note did not reach the disk")
	}
	if err := b.Forget(ctx, 7, 1); !errors.Is(err, errDisk) {
		t.Errorf("Forget: %v, want the database's error", err)
	}
	if got, err := b.Messages(ctx, 7, noon); !slices.Equal(got, []int{2}) || !errors.Is(err, errDisk) {
		t.Errorf("Messages: %v, %v; want [2] and the database's error", got, err)
	}
	if _, err := b.Purge(ctx, noon.Add(time.Second)); !errors.Is(err, errDisk) {
		t.Errorf("Purge: %v, want the database's error", err)
	}
	if got, _ := b.Messages(ctx, 7, noon); len(got) > 0 {
		t.Errorf("after the purge: %v, want none", got)
	}
}

func TestBothKnowsWhatEitherKnows(t *testing.T) {
	ctx, noon := context.Background(), time.Unix(1_800_000_000, 0)
	stored, memory := NewMemory(10), NewMemory(10)
	_ = stored.Remember(ctx, 7, noon, 1, 3) // from before a restart
	_ = memory.Remember(ctx, 7, noon, 2)    // while the disk was full
	b := NewBoth(stored, memory, func(err error) { t.Error(err) })
	if err := b.Remember(ctx, 7, noon, 4); err != nil {
		t.Fatal(err)
	}
	b.Flush()
	if got, _ := stored.Messages(ctx, 7, noon); !slices.Equal(got, []int{1, 3, 4}) {
		t.Errorf("after a flush the database knows %v, want [1 3 4]", got)
	}
	if got, err := b.Messages(ctx, 7, noon); err != nil || !slices.Equal(got, []int{1, 2, 3, 4}) {
		t.Errorf("Messages: %v, %v; want [1 2 3 4]", got, err)
	}
	if err := b.Forget(ctx, 7, 1, 2, 3, 4); err != nil {
		t.Fatal(err)
	}
	if got, _ := b.Messages(ctx, 7, noon); len(got) > 0 {
		t.Errorf("after forgetting: %v, want none", got)
	}
}

func BenchmarkMemory(b *testing.B) {
	ctx, now := context.Background(), time.Unix(1_800_000_000, 0)
	m := NewMemory(100_000)
	for i := range 100_000 {
		_ = m.Remember(ctx, int64(i/2), now, i)
	}
	b.Run("Remember", func(b *testing.B) {
		i := 100_000
		for b.Loop() {
			i++
			_ = m.Remember(ctx, int64(i/2), now, i)
		}
	})
	b.Run("Messages", func(b *testing.B) {
		for b.Loop() {
			_, _ = m.Messages(ctx, 1, now)
		}
	})
}
