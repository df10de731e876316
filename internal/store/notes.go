package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"
)

// gather is how long the first of a batch waits for others: each batch costs one
// wait for the disk. No answer waits for it. When the process is killed or the power
// fails, Hide does not know the messages of the last 50 milliseconds; nothing else
// is written through here.
const gather = 50 * time.Millisecond

// notes gathers the messages to remember. Every answer to a resident brings one or
// two, so those that wait for the writer together go into one statement: that costs
// a third of a statement and a savepoint for each.
type notes struct {
	gather time.Duration // set by Open, shorter in tests

	mu   sync.Mutex
	open *batch // takes more rows until the writer comes to it; nil when none waits
}

// batch is what goes into one write.
type batch struct {
	rows []row
	err  error
	done chan struct{} // closed when it is on the disk, or failed
}

// row is one message in one chat, as it is stored.
type row struct {
	chat    []byte
	message int
	sentAt  int64 // milliseconds since 1970
}

// add puts rows into the open batch and returns when they are on the disk, or when
// ctx or the batch's patience ends; they may then still come to stand.
func (n *notes) add(ctx context.Context, w writer, rows []row) error {
	n.mu.Lock()
	b := n.open
	if b == nil {
		b = &batch{done: make(chan struct{})}
		n.open = b
		go func() {
			defer close(b.done)
			time.Sleep(n.gather)
			// The rows are of many callers: none of them may cancel the others'.
			b.err = w.write(context.Background(), func(t tx) error { return insertRows(t, n.take(b)) })
			n.take(b)
		}()
	}
	b.rows = append(b.rows, rows...)
	n.mu.Unlock()
	select {
	case <-b.done:
		return b.err
	case <-ctx.Done():
		return fmt.Errorf("the database did not answer in time: %w", ctx.Err())
	}
}

// take closes a batch for more rows and gives those it has.
func (n *notes) take(b *batch) []row {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.open == b {
		n.open = nil
	}
	return b.rows
}

// insertRows writes rows with few statements.
func insertRows(t tx, rows []row) error {
	for len(rows) > 0 {
		n := 1
		for _, size := range []int{64, 16, 4} {
			if len(rows) >= size {
				n = size
				break
			}
		}
		args := make([]any, 0, 3*n)
		for _, r := range rows[:n] {
			args = append(args, r.chat, r.message, r.sentAt)
		}
		if _, err := t.Exec(insertMessages(n), args...); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// insertMessages is the statement for n rows.
func insertMessages(n int) string {
	var b strings.Builder
	b.WriteString("INSERT INTO chat_messages (chat, message, sent_at) VALUES ")
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString("($" + strconv.Itoa(3*i+1) + ", $" + strconv.Itoa(3*i+2) + ", $" + strconv.Itoa(3*i+3) + ")")
	}
	b.WriteString(" ON CONFLICT (chat, message) DO NOTHING")
	return b.String()
}
