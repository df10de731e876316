// Package check proves the words, the contacts and the hours before anybody is
// served by them.
//
// It exists because nobody can read every card at every hour, and a wrong one is
// found at 3am by somebody who needs it. It presses every button that there is,
// asks every service of every area at the instants around every edge of every
// opening hour, bank holiday and clock change that the holiday list covers, and
// lists all problems at once, each as file:line with what to write instead. It
// promises that files without problems lead every path to a contact that can be
// reached at that minute. It does not know whether a number is the right one:
// only a person who dials it does.
package check

import (
	"fmt"
	"slices"
	"time"

	"signpost/internal/broadcast"
	"signpost/internal/conversation"
	"signpost/internal/strictyaml"
)

// Report is what was proved and what was found.
type Report struct {
	Problems strictyaml.Problems
	Warnings strictyaml.Problems // nothing is wrong yet, but soon

	Paths    int // different buttons that can be pressed
	Instants int // instants at which every service was asked
	Messages int // messages written and held against the limits
}

// Run checks a flows and a config folder; now is used for what lies ahead: dates, and missing bank holidays. When the
// files cannot be read as a conversation, only that is reported.
func Run(flows, config strictyaml.Folder, now time.Time) Report {
	talk, problems := conversation.Load(flows, config)
	campaigns, more := broadcast.LoadFiles(flows)
	if problems = append(problems, more...); len(problems) > 0 {
		return Report{Problems: problems}
	}
	w := &walk{talk: talk, campaigns: campaigns, now: now, flows: flows, config: config, seen: map[strictyaml.Problem]bool{}}
	for _, rule := range []func(*walk){
		everyStepIsReachable,
		everyPathSaysWhereAndHowSoon,
		everyDateIsPast,
		everyYearHasItsHolidays,
		everyNumberIsKnown,
		everyServiceIsNamed,
		everyAnswerLeadsWhereItMeans,
		everyContactIsInAService,
		everyPlaceIsInAnArea,
		emergencyWordsAgree,
		profileFits,
		somebodyAnswersFirst,
		everyMessageIsSafe,
		everyCampaignCanRun,
		everyCampaignHasAnAudience,
		everyOpeningIsNeutral,
		everySentenceIsShort,
		noCampaignNamesANumber,
	} {
		rule(w)
	}
	w.warnOfHolidays()
	warnOfFullWeeks(w)
	slices.SortStableFunc(w.report.Problems, func(a, b strictyaml.Problem) int {
		if a.File != b.File {
			if a.File < b.File {
				return -1
			}
			return 1
		}
		return a.Line - b.Line
	})
	return w.report
}

// walk is one check on its way through the rules.
type walk struct {
	talk          *conversation.Conversation
	campaigns     []broadcast.File
	now           time.Time
	flows, config strictyaml.Folder
	report        Report
	seen          map[strictyaml.Problem]bool
	instants      []time.Time // one for each different state of all opening hours
}

func (w *walk) problem(file string, line int, format string, args ...any) {
	p := strictyaml.Problem{File: file, Line: line, Text: fmt.Sprintf(format, args...)}
	if !w.seen[p] {
		w.seen[p] = true
		w.report.Problems = append(w.report.Problems, p)
	}
}

// warnOfHolidays says in time that a year of bank holidays is missing.
func (w *walk) warnOfHolidays() {
	if next := w.now.Year() + 1; !w.talk.Directory().Holidays.Covers(next) {
		w.report.Warnings = append(w.report.Warnings, strictyaml.Problem{
			File: w.config.File("holidays.yaml"),
			Text: fmt.Sprintf("has no bank holidays for %d (add them from GOV.UK: without them closed lines are shown as open)", next),
		})
	}
}
