package telegram

import (
	"sync/atomic"
	"time"
)

// Counts are the room's counters. None of them says where, who or how urgent.
type Counts struct {
	Received    atomic.Int64 // updates that came in, doubled ones too
	Ignored     atomic.Int64 // of these: nothing to answer (service messages, channels)
	Undecodable atomic.Int64 // of these: not even a chat could be read
	AckedEarly  atomic.Int64 // of these: acknowledged before they were handled; lost in a crash
	Dropped     atomic.Int64 // of these: too many waiting in one chat

	Sent       atomic.Int64 // new messages to residents
	Edited     atomic.Int64 // messages changed after a press
	Deleted    atomic.Int64 // messages taken out by Hide
	Repeated   atomic.Int64 // calls made again after a failure
	Floods     atomic.Int64 // answers 429
	Refused    atomic.Int64 // answers 400 to a message: a fault of ours
	Blocked    atomic.Int64 // answers 403
	Unanswered atomic.Int64 // answers given up
	Panics     atomic.Int64 // recovered; the person got the fallback

	Bulk     atomic.Int64 // campaign messages sent
	Conflict atomic.Int64 // answers 409: another copy receives
	Webhook  struct {     // deliveries turned away
		Secret, Method, Size, Form atomic.Int64
	}

	answering atomic.Int64 // nanoseconds from receiving to answered, added up
	answered  atomic.Int64
}

// Answering gives how many inputs were answered and the time that took from
// receiving to the end, added up.
func (c *Counts) Answering() (n int64, total time.Duration) {
	return c.answered.Load(), time.Duration(c.answering.Load())
}
