package main

import (
	"time"

	"signpost/internal/broadcast"
	"signpost/internal/hours"
)

// What bot campaign prints with --json. Times are London's; null is none, and a
// number of people under 10 is null too, because it could point at one.

type campaignJSON struct {
	Number int64           `json:"number"`
	Title  string          `json:"title"`
	State  broadcast.State `json:"state"`
	Next   *time.Time      `json:"next"`
	File   string          `json:"file"` // "" for one that was composed in the chat
	Runs   []runJSON       `json:"runs"` // newest first
}

type runJSON struct {
	Number     int64           `json:"number"`
	Due        string          `json:"due"` // the London minute
	State      broadcast.State `json:"state"`
	Why        string          `json:"why"`
	Again      *time.Time      `json:"goes_on"`
	Began      *time.Time      `json:"began"`
	NotAfter   *time.Time      `json:"not_after"`
	Ended      *time.Time      `json:"ended"`
	Recalled   *time.Time      `json:"recalled"`
	Recipients *int            `json:"recipients"`
	Outcomes   *outcomesJSON   `json:"outcomes"`
}

type outcomesJSON struct {
	Sent      int `json:"sent"`
	Recalled  int `json:"recalled"`
	Blocked   int `json:"blocked"`
	Withdrawn int `json:"withdrawn"`
	Skipped   int `json:"skipped"`
	Failed    int `json:"failed"`
	Unknown   int `json:"unknown"`
	Left      int `json:"left"`
}

type planJSON struct {
	Text       string      `json:"text"`    // as people read it, with the line about 999
	Buttons    []string    `json:"buttons"` // under it
	Photo      bool        `json:"photo"`   // above it
	LockScreen string      `json:"lock_screen"`
	Risky      []string    `json:"risky"` // words in lock_screen
	Links      []string    `json:"links"`
	Length     int         `json:"length"` // as Telegram counts it
	Most       int         `json:"most"`   // what Telegram takes
	Longest    int         `json:"longest_sentence"`
	Language   string      `json:"language"`
	Boroughs   []string    `json:"boroughs"`
	Topics     []string    `json:"topics"` // empty for everybody
	Size       *sizeJSON   `json:"size"`   // null while not known
	Cron       string      `json:"cron"`
	Times      []time.Time `json:"next_times"` // three at most
	Within     string      `json:"within"`     // how long after its time it may be sent
	Problems   []string    `json:"problems"`   // what keeps it from being sent
}

type sizeJSON struct {
	Total    *int            `json:"total"`
	Boroughs map[string]*int `json:"boroughs"` // who chose both counts in both
}

type changeJSON struct {
	At    time.Time       `json:"at"`
	Who   string          `json:"who"`
	Act   broadcast.Act   `json:"act"`
	State broadcast.State `json:"state"`
	Why   string          `json:"why"`
	Run   int64           `json:"run"` // 0 when it is about the campaign
}

func campaignAsJSON(c broadcast.Campaign, runs []broadcast.Broadcast) campaignJSON {
	out := campaignJSON{Number: c.ID, Title: c.Title, State: c.State, Next: orNull(c.Next), File: c.File, Runs: []runJSON{}}
	for _, b := range runs {
		out.Runs = append(out.Runs, runAsJSON(b))
	}
	return out
}

func runAsJSON(b broadcast.Broadcast) runJSON {
	out := runJSON{Number: b.ID, Due: b.Slot, State: b.State, Why: b.Why, Again: orNull(b.Again), Began: orNull(b.Began),
		NotAfter: orNull(b.NotAfter), Ended: orNull(b.Ended), Recalled: orNull(b.Recalled), Recipients: counted(b.Counts.Recipients)}
	if by := b.Counts.By; out.Recipients != nil {
		out.Outcomes = &outcomesJSON{Sent: by[broadcast.Delivered], Recalled: by[broadcast.TakenBack], Blocked: by[broadcast.Blocked],
			Withdrawn: by[broadcast.Withdrawn], Skipped: by[broadcast.Capped], Failed: by[broadcast.Failed],
			Unknown: by[broadcast.Unknown], Left: b.Counts.Left()}
	}
	return out
}

func sizeAsJSON(s broadcast.Size) *sizeJSON {
	out := sizeJSON{Total: counted(s.Total), Boroughs: map[string]*int{}}
	for id, n := range s.Boroughs {
		out.Boroughs[id] = counted(n)
	}
	return &out
}

// counted gives a number of people, nil when it is so small that it could point at one.
func counted(n int) *int {
	if n < broadcast.MinAudience {
		return nil
	}
	return &n
}

// orNull gives a time in London, nil for none.
func orNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.In(hours.London)
	return &t
}
