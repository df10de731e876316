package session

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"
)

// Memory is a Ledger that a restart empties. It serves while there is no
// database, and beside one that may fail. It never fails itself, and it never
// holds more messages than it was made for: the one noted longest ago makes room
// for the next. A message costs about 64 bytes.
type Memory struct {
	mu    sync.Mutex
	limit int
	notes []note         // grows to limit, then next goes round
	next  int            // the place in notes that is written next
	place map[sent]int32 // where in notes a message stands
}

// sent is one message in one chat.
type sent struct {
	chat    int64
	message int
}

type note struct {
	sent
	at int64 // milliseconds since 1970
}

// NewMemory gives an empty Memory for at most this many messages of all chats
// together; it takes the room as it needs it. A limit under 1 counts as 1.
func NewMemory(limit int) *Memory {
	return &Memory{limit: max(1, limit), place: make(map[sent]int32)}
}

// Remember implements Ledger; its error is always nil.
func (m *Memory) Remember(_ context.Context, chat int64, at time.Time, messages ...int) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, message := range messages {
		n := note{sent{chat, message}, at.UnixMilli()}
		if _, known := m.place[n.sent]; known {
			continue
		}
		if len(m.notes) < m.limit {
			m.notes = append(m.notes, n)
		} else {
			m.drop(m.next)
			m.notes[m.next] = n
		}
		m.place[n.sent] = int32(m.next)
		m.next = (m.next + 1) % m.limit
	}
	return nil
}

// Messages implements Ledger; its error is always nil. It looks at every note,
// because Hide is rare and an index would be larger than what it serves.
func (m *Memory) Messages(_ context.Context, chat int64, since time.Time) ([]int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var found []note
	for i, n := range m.notes {
		if n.chat == chat && n.at >= since.UnixMilli() && m.stands(i) {
			found = append(found, n)
		}
	}
	slices.SortFunc(found, func(a, b note) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.message, b.message))
	})
	var messages []int
	for _, n := range found {
		messages = append(messages, n.message)
	}
	return messages, nil
}

// Forget implements Ledger; its error is always nil.
func (m *Memory) Forget(_ context.Context, chat int64, messages ...int) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, message := range messages {
		if i, known := m.place[sent{chat, message}]; known {
			m.drop(int(i))
		}
	}
	return nil
}

// Purge implements Ledger; its error is always nil.
func (m *Memory) Purge(_ context.Context, before time.Time) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	purged := 0
	for i, n := range m.notes {
		if n.at < before.UnixMilli() && m.stands(i) {
			m.drop(i)
			purged++
		}
	}
	return purged, nil
}

// stands says whether a place in notes holds a message that was not dropped.
func (m *Memory) stands(i int) bool {
	at, known := m.place[m.notes[i].sent]
	return known && int(at) == i
}

// drop empties a place in notes; which chat it was does not stay in memory.
func (m *Memory) drop(i int) {
	if m.stands(i) {
		delete(m.place, m.notes[i].sent)
	}
	m.notes[i] = note{}
}
