package subscriber

import (
	"context"
	"slices"
	"sync"
	"time"
)

// Memory is a Book that ends with the program: for trying the conversation without
// a database. Its errors are always nil. The zero value is empty and ready.
type Memory struct {
	mu   sync.Mutex
	rows map[int64]Subscription
}

// OptIn implements Book.
func (m *Memory) OptIn(_ context.Context, chat int64, c Choice, wording string, at time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.rows == nil {
		m.rows = map[int64]Subscription{}
	}
	c.Boroughs, c.Topics = slices.Sorted(slices.Values(c.Boroughs)), slices.Sorted(slices.Values(c.Topics))
	m.rows[chat] = Subscription{Choice: c, Wording: wording, Since: at.Truncate(time.Millisecond)}
	return nil
}

// OptOut implements Book.
func (m *Memory) OptOut(_ context.Context, chat int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.rows, chat)
	return nil
}

// Held implements Book.
func (m *Memory) Held(_ context.Context, chat int64) (Held, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, in := m.rows[chat]
	if !in {
		return Held{}, nil
	}
	s.Boroughs, s.Topics = slices.Clone(s.Boroughs), slices.Clone(s.Topics)
	return Held{Subscription: &s}, nil
}

// Forget implements Book.
func (m *Memory) Forget(ctx context.Context, chat int64) error { return m.OptOut(ctx, chat) }
