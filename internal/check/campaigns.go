package check

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"signpost/internal/broadcast"
	"signpost/internal/conversation"
)

const (
	// weeklyCap is what WEEKLY_CAP is when nobody sets it.
	weeklyCap = 2
	// longSentence is how many words of one sentence can still be followed when heard.
	longSentence = 25
	// ahead is how far the times of the campaigns are looked at: a year and a bit.
	ahead = 400 * 24 * time.Hour
)

// Every campaign could be sent as it stands, enabled or not: its words fit, its time
// comes, and never in quiet hours.
func everyCampaignCanRun(w *walk) {
	for _, f := range w.campaigns {
		for _, p := range f.Problems(w.now) {
			w.problem(p.File, p.Line, "%s", p.Text)
		}
	}
}

// Every campaign speaks to boroughs and topics that residents can choose.
func everyCampaignHasAnAudience(w *walk) {
	known := w.talk.Updates()
	for _, f := range w.campaigns {
		for _, part := range []struct {
			key    string
			ids    []string
			chosen []conversation.Named
		}{{"boroughs", f.Audience.Boroughs, known.Boroughs}, {"topics", f.Audience.Topics, known.Topics}} {
			for _, id := range part.ids {
				if !slices.ContainsFunc(part.chosen, func(n conversation.Named) bool { return n.ID == id }) {
					w.about(f, part.key, "%q is not among the %s that residents choose from (add it to %s, or write another)", id, part.key, known.File)
				}
			}
		}
	}
}

// What a locked phone shows of a campaign tells nobody what it is about.
func everyOpeningIsNeutral(w *walk) {
	for _, f := range w.campaigns {
		if risky := broadcast.Risky(f.Content.Opening()); len(risky) > 0 {
			w.about(f, "words", "the first %d characters, which a locked phone shows, hold %q (say it later, or in another way)", len([]rune(f.Content.Opening())), strings.Join(risky, ", "))
		}
	}
}

// Every sentence of a campaign can be followed when it is heard.
func everySentenceIsShort(w *walk) {
	for _, f := range w.campaigns {
		if n := f.Content.LongestSentence(); n > longSentence {
			w.about(f, "words", "a sentence has %d words (cut it: over %d cannot be followed when heard)", n, longSentence)
		}
	}
}

// A campaign names no number: which one is right depends on the minute, and the
// program adds 999 and the way to the others.
func noCampaignNamesANumber(w *walk) {
	for _, f := range w.campaigns {
		for _, l := range f.Content.Lines {
			digits := strings.FieldsFunc(strings.ReplaceAll(l.Text, " ", ""), func(r rune) bool { return r < '0' || r > '9' })
			for _, n := range digits {
				if len(n) < 3 {
					continue
				}
				w.about(f, "words", "the words name the number %s (leave it out: the buttons lead to the number that is right at that minute)", n)
			}
		}
	}
}

// The campaigns together stay under the weekly cap: above it some people would not
// get some of them, and nobody would have chosen which.
func warnOfFullWeeks(w *walk) {
	type run struct {
		at time.Time
		f  broadcast.File
	}
	for _, a := range w.talk.Updates().Boroughs {
		var runs []run
		for _, f := range w.campaigns {
			if !slices.Contains(f.Audience.Boroughs, a.ID) {
				continue
			}
			for at := f.Schedule.Next(w.now); !at.IsZero() && at.Before(w.now.Add(ahead)); at = f.Schedule.Next(at) {
				runs = append(runs, run{at, f})
			}
		}
		slices.SortFunc(runs, func(a, b run) int { return a.at.Compare(b.at) })
		for i := weeklyCap; i < len(runs); i++ {
			from, to := runs[i-weeklyCap], runs[i]
			if to.at.Sub(from.at) < 7*24*time.Hour {
				p := to.f.Problem("at", fmt.Sprintf("is the third campaign in %s in the week to %s (move one: with a WEEKLY_CAP of %d some people would not get it)", a.Name, to.at.Format("2 January 2006"), weeklyCap))
				w.report.Warnings = append(w.report.Warnings, p)
				break
			}
		}
	}
}

// about reports a problem at one key of a campaign file.
func (w *walk) about(f broadcast.File, key, format string, args ...any) {
	p := f.Problem(key, fmt.Sprintf(format, args...))
	w.problem(p.File, p.Line, "%s", p.Text)
}
