package broadcast

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"signpost/internal/hours"
)

func at(text string) time.Time {
	t, err := hours.ParseAt(text)
	if err != nil {
		panic(err)
	}
	return t
}

// recurring is a campaign that runs by a cron line from an instant on.
func recurring(cron string, within time.Duration, from time.Time) Campaign {
	c := Campaign{ID: 1, State: Scheduled, Plan: soundPlan()}
	c.Schedule.Cron, c.Within = cron, within
	c.Approved, c.Next = c.Hash(), c.Schedule.Next(from)
	return c
}

// watch lets a clock that is seen only now and then go by, and gives what was done:
// the slot of each run, and each slot that was missed in brackets.
func watch(c Campaign, looks ...time.Time) []string {
	var done []string
	for _, now := range looks {
		for _, step := range Due([]Campaign{c}, now) {
			entry := step.Slot
			if step.Missed != "" {
				entry = "(" + entry + ")"
			}
			done = append(done, entry)
			c.Next = step.Next
		}
	}
	return done
}

// every gives looks from an instant to another.
func every(d time.Duration, from, to time.Time) (looks []time.Time) {
	for ; !from.After(to); from = from.Add(d) {
		looks = append(looks, from)
	}
	return looks
}

func TestDue(t *testing.T) {
	hour := func(n int) time.Duration { return time.Duration(n) * time.Hour }
	for name, tt := range map[string]struct {
		c     Campaign
		looks []time.Time
		want  string
	}{
		"once a day, seen every minute": {recurring("0 10 * * *", hour(4), at("2026-06-01T00:00")),
			every(time.Minute, at("2026-06-01T00:00"), at("2026-06-03T23:00")), "2026-06-01T10:00 2026-06-02T10:00 2026-06-03T10:00"},
		"through October's double hour": {recurring("0 10 * * *", hour(4), at("2026-10-24T12:00")),
			every(time.Minute, at("2026-10-24T12:00"), at("2026-10-26T12:00")), "2026-10-25T10:00 2026-10-26T10:00"},
		"through March's missing hour": {recurring("0 10 * * *", hour(4), at("2026-03-28T12:00")),
			every(time.Minute, at("2026-03-28T12:00"), at("2026-03-30T12:00")), "2026-03-29T10:00 2026-03-30T10:00"},
		"a machine asleep through the time, back within the end": {recurring("0 10 * * *", hour(4), at("2026-06-01T00:00")),
			[]time.Time{at("2026-06-01T09:00"), at("2026-06-01T13:59")}, "2026-06-01T10:00"},
		"a machine asleep past the end": {recurring("0 10 * * *", hour(4), at("2026-06-01T00:00")),
			[]time.Time{at("2026-06-01T09:00"), at("2026-06-01T14:00"), at("2026-06-01T14:01")}, "(2026-06-01T10:00)"},
		"a machine asleep for days": {recurring("0 10 * * *", hour(4), at("2026-06-01T00:00")),
			[]time.Time{at("2026-06-04T11:00"), at("2026-06-04T11:01")}, "(2026-06-01T10:00) (2026-06-02T10:00) (2026-06-03T10:00) 2026-06-04T10:00"},
		"a clock set back after the run": {recurring("0 10 * * *", hour(4), at("2026-06-01T00:00")),
			append(every(time.Minute, at("2026-06-01T09:58"), at("2026-06-01T10:05")), every(time.Minute, at("2026-06-01T09:30"), at("2026-06-01T10:30"))...), "2026-06-01T10:00"},
		"a clock set forward and back": {recurring("0 10 * * *", hour(4), at("2026-06-01T00:00")),
			[]time.Time{at("2026-06-02T10:30"), at("2026-06-01T10:00"), at("2026-06-01T10:30"), at("2026-06-02T10:00")}, "(2026-06-01T10:00) 2026-06-02T10:00"},
		"woken in quiet hours: it waits for 8am": {recurring("30 20 * * *", hour(14), at("2026-06-01T00:00")),
			every(time.Minute, at("2026-06-01T23:00"), at("2026-06-02T08:30")), "2026-06-01T20:30"},
		"woken in quiet hours, its end is before 8am": {recurring("30 20 * * *", hour(5), at("2026-06-01T00:00")),
			every(time.Minute, at("2026-06-01T23:00"), at("2026-06-02T08:30")), "(2026-06-01T20:30)"},
		"what was approved is not what it says": {func() Campaign {
			c := recurring("0 10 * * *", hour(4), at("2026-06-01T00:00"))
			c.Content.Photo = "another"
			return c
		}(), []time.Time{at("2026-06-01T10:00")}, "(2026-06-01T10:00)"},
		"not approved any more": {func() Campaign {
			c := recurring("0 10 * * *", hour(4), at("2026-06-01T00:00"))
			c.State = Draft
			return c
		}(), []time.Time{at("2026-06-01T10:00")}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := strings.Join(watch(tt.c, tt.looks...), " "); got != tt.want {
				t.Errorf("done: %s\nwant: %s", got, tt.want)
			}
		})
	}
}

// Over the years every day has its one run, at its London time, whatever the clocks do.
func TestEveryDayHasOneRun(t *testing.T) {
	for _, clock := range []string{"0 8", "30 12", "59 20"} {
		c := recurring(clock+" * * *", time.Hour, at("2024-01-01T00:00"))
		want := hours.Date{Year: 2024, Month: 1, Day: 1}.Start()
		for next := c.Next; next.Year() < 2029; next = c.Schedule.Next(next) {
			local := next.In(hours.London)
			if got := fmt.Sprint(local.Minute(), " ", local.Hour()); got != clock || hours.DateOf(local) != hours.DateOf(want) {
				t.Fatalf("a run at %v, want %s on %v", local, clock, want)
			}
			want = time.Date(want.Year(), want.Month(), want.Day()+1, 0, 0, 0, 0, hours.London)
		}
	}
}

func TestScheduleProblems(t *testing.T) {
	now := at("2026-06-03T12:00")
	day := func(d int) hours.Date { return hours.Date{Year: 2026, Month: 6, Day: d} }
	for _, tt := range []struct {
		s    Schedule
		want string // part of the problem, "" for none
	}{
		{Schedule{}, ""},
		{Schedule{At: at("2026-06-04T08:00")}, ""},
		{Schedule{At: at("2026-06-04T20:59")}, ""},
		{Schedule{At: at("2026-06-04T21:00")}, "quiet hours"},
		{Schedule{At: at("2026-06-04T07:59")}, "quiet hours"},
		{Schedule{Cron: "0 10 * * MON"}, ""},
		{Schedule{Cron: "0 10 1 1,7 *", From: day(1)}, ""},
		{Schedule{Cron: "0 10 * * MON", From: day(1), Until: day(30)}, ""},
		{Schedule{Cron: "30 1 * * *"}, "quiet hours"},
		{Schedule{Cron: "0 21 * * *"}, "quiet hours"},
		{Schedule{Cron: "0 7 * * *"}, "quiet hours"},
		{Schedule{Cron: "* 10 * * *"}, "more than once a day"},
		{Schedule{Cron: "0 10-12 * * *"}, "more than once a day"},
		{Schedule{Cron: "0 */2 * * *"}, "more than once a day"},
		{Schedule{Cron: "0 10 30 2 *"}, "never runs"},
		{Schedule{Cron: "0 10 * * MON", Until: day(1)}, "never runs"},
		{Schedule{Cron: "0 10 * * MON", From: day(3), Until: day(2)}, "before its first"},
		{Schedule{Cron: "0 10 * * MON", From: day(3), Until: day(5)}, "never runs"},
		{Schedule{Cron: "@daily"}, "not a cron line"},
		{Schedule{Cron: "TZ="}, "not a cron line"},
		{Schedule{Cron: "CRON_TZ=UTC 0 10 * * *"}, "not a cron line"},
		{Schedule{Cron: "0 10 * *"}, "not a cron line"},
		{Schedule{Cron: "0 10 * * NEVER"}, "not a cron line"},
		{Schedule{Cron: "99 10 * * *"}, "not a cron line"},
		{Schedule{Cron: "0 10 * * *", At: now}, "keep one"},
		{Schedule{Until: day(4)}, "needs a cron line"},
	} {
		ps := tt.s.Problems(now)
		if tt.want == "" && len(ps) > 0 || tt.want != "" && (len(ps) != 1 || !strings.Contains(ps[0], tt.want)) {
			t.Errorf("%+v: %q, want %q", tt.s, ps, tt.want)
		}
	}
}

func TestNextTimes(t *testing.T) {
	s := Schedule{Cron: "0 10 * * MON", From: hours.Date{Year: 2026, Month: 10, Day: 19}, Until: hours.Date{Year: 2026, Month: 11, Day: 2}}
	var got []string
	for _, next := range s.NextTimes(at("2026-06-01T00:00"), 5) {
		got = append(got, next.In(hours.London).Format(time.RFC3339))
	}
	if want := "2026-10-19T10:00:00+01:00 2026-10-26T10:00:00Z 2026-11-02T10:00:00Z"; strings.Join(got, " ") != want {
		t.Errorf("%v, want %s", got, want)
	}
}

func TestQuietHoursHaveEdges(t *testing.T) {
	for clock, quiet := range map[string]bool{"07:59": true, "08:00": false, "20:59": false, "21:00": true, "00:00": true} {
		if at := at("2026-06-03T" + clock); Quiet(at) != quiet {
			t.Errorf("Quiet(%s) = %v", clock, !quiet)
		}
	}
	if got := QuietEnds(at("2026-10-24T22:00")); !got.Equal(at("2026-10-25T08:00")) {
		t.Errorf("through the double hour quiet hours end at %v", got)
	}
	if got := QuietEnds(at("2026-03-29T00:30")); !got.Equal(at("2026-03-29T08:00")) {
		t.Errorf("through the missing hour quiet hours end at %v", got)
	}
	for now := at("2026-10-24T12:00"); now.Before(at("2026-10-26T12:00")); now = now.Add(7 * time.Minute) {
		until := untilQuiet(now, now.Add(100*time.Hour))
		if !until.After(now) || !Quiet(until) || !Quiet(now) && Quiet(until.Add(-time.Second)) {
			t.Fatalf("from %v nothing may go after %v", now, until)
		}
	}
}
