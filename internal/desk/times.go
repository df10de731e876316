package desk

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"signpost/internal/broadcast"
	"signpost/internal/hours"
)

// howTime is what to write when a time cannot be read.
const howTime = "write for example 2026-12-01 10:00, 1 Dec 10am, tomorrow 10:00 or Monday 5.30pm"

// farthest is how far ahead a time may be: beyond it, a year was mistyped.
const farthest = 366 * 24 * time.Hour

// parseTime reads a London time as people type it. Its error is one line that says
// what to write instead.
func parseTime(text string, now time.Time) (time.Time, error) {
	var day hours.Date
	minute := -1
	named := false // by day and month without a year, which is then the next one
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return r == ' ' || r == ',' || r == '\t' || r == '\n' })
	words = slices.DeleteFunc(words, func(w string) bool { return w == "at" || w == "on" || w == "the" || w == "of" })
	today := hours.DateOf(now.In(hours.London))
	for i := 0; i < len(words); i++ {
		w := words[i]
		if m, ok := parseClock(w); ok && minute < 0 {
			minute = m
			continue
		}
		if day != (hours.Date{}) {
			return time.Time{}, fmt.Errorf("%q is not part of a time here (%s)", w, howTime)
		}
		d, used, year := parseDay(words[i:], today)
		if used == 0 {
			return time.Time{}, fmt.Errorf("%q is not part of a time here (%s)", w, howTime)
		}
		day, named, i = d, !year, i+used-1
	}
	switch {
	case minute < 0:
		return time.Time{}, fmt.Errorf("there is no time of day in it (%s)", howTime)
	case day == (hours.Date{}):
		return time.Time{}, fmt.Errorf("there is no day in it (%s)", howTime)
	}
	if named && before(day, today) {
		day.Year++
	}
	return instantOf(day, minute, now)
}

// instantOf gives the instant of a London minute, if something may be sent then.
func instantOf(day hours.Date, minute int, now time.Time) (time.Time, error) {
	t := time.Date(day.Year, day.Month, day.Day, minute/60, minute%60, 0, 0, hours.London)
	_, month, date := t.Date()
	switch {
	case month != day.Month || date != day.Day:
		return time.Time{}, errors.New("there is no such day in that month (look at a calendar)")
	case minute/60 == 1:
		return time.Time{}, errors.New("from 1am to 2am the clocks may be changed, and it is in quiet hours (choose a time from 8am to 9pm)")
	case broadcast.Quiet(t):
		return time.Time{}, fmt.Errorf("%s is in quiet hours, when people sleep (choose a time from 8am to 9pm)", clock(t))
	case t.Before(now):
		return time.Time{}, fmt.Errorf("%s has passed (choose a later time)", shown(t, now))
	case t.Sub(now) > farthest:
		return time.Time{}, fmt.Errorf("%s is more than a year away (look at the year)", shown(t, now))
	}
	return t, nil
}

// parseClock reads 10:00, 10.30, 10am, 5.30pm and gives the minute of the day.
func parseClock(w string) (minute int, ok bool) {
	half, twelve := 0, false
	if rest, am := strings.CutSuffix(w, "am"); am {
		w, twelve = rest, true
	} else if rest, pm := strings.CutSuffix(w, "pm"); pm {
		w, twelve, half = rest, true, 12
	}
	h, m, split := strings.Cut(strings.ReplaceAll(w, ".", ":"), ":")
	hour, err := strconv.Atoi(h)
	if err != nil || len(h) > 2 || !split && !twelve {
		return 0, false
	}
	past := 0
	if split {
		if past, err = strconv.Atoi(m); err != nil || len(m) != 2 || past < 0 || past > 59 {
			return 0, false
		}
	}
	if twelve {
		if hour < 1 || hour > 12 {
			return 0, false
		}
		hour = hour%12 + half
	}
	return hour*60 + past, hour >= 0 && hour < 24
}

var weekdays = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}
var months = []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}

// parseDay reads a day at the start of words, says how many of them it took, and
// whether it is certain without a year to be guessed.
func parseDay(words []string, today hours.Date) (d hours.Date, used int, certain bool) {
	w := words[0]
	switch w {
	case "today":
		return today, 1, true
	case "tomorrow":
		return plus(today, 1), 1, true
	}
	if parts := strings.FieldsFunc(w, func(r rune) bool { return r == '-' || r == '/' }); len(parts) == 3 {
		var n [3]int
		for i, p := range parts {
			var err error
			if n[i], err = strconv.Atoi(p); err != nil {
				return d, 0, false
			}
		}
		if len(parts[0]) == 4 {
			return hours.Date{Year: n[0], Month: time.Month(n[1]), Day: n[2]}, 1, true
		}
		if len(parts[2]) == 2 {
			n[2] += 2000
		}
		return hours.Date{Year: n[2], Month: time.Month(n[1]), Day: n[0]}, 1, true
	}
	if len(w) >= 3 {
		if i := slices.Index(weekdays, w[:3]); i >= 0 && strings.HasPrefix(strings.ToLower(time.Weekday(i).String()), w) {
			ahead := (i - int(today.Start().Weekday()) + 7) % 7
			if ahead == 0 {
				ahead = 7
			}
			return plus(today, ahead), 1, true
		}
	}
	number, err := strconv.Atoi(strings.TrimRight(w, "stndrh"))
	if err != nil || len(words) < 2 || len(words[1]) < 3 {
		return d, 0, false
	}
	month := slices.Index(months, words[1][:3])
	if month < 0 || !strings.HasPrefix(strings.ToLower(time.Month(month+1).String()), words[1]) && words[1] != "sept" {
		return d, 0, false
	}
	d = hours.Date{Year: today.Year, Month: time.Month(month + 1), Day: number}
	if len(words) > 2 && len(words[2]) == 4 {
		if year, err := strconv.Atoi(words[2]); err == nil {
			d.Year = year
			return d, 3, true
		}
	}
	return d, 2, false
}

func plus(d hours.Date, days int) hours.Date {
	return hours.DateOf(time.Date(d.Year, d.Month, d.Day+days, 12, 0, 0, 0, hours.London))
}

func before(a, b hours.Date) bool { return a.Start().Before(b.Start()) }

// suggested are times that can be pressed instead of typed: those at which people
// have their phones in their hands by day.
func suggested(now time.Time) []time.Time {
	today := hours.DateOf(now.In(hours.London))
	var times []time.Time
	for _, at := range []struct{ days, hour int }{{0, 17}, {1, 10}, {1, 17}, {2, 10}, {7, 10}} {
		d := plus(today, at.days)
		if t, err := instantOf(d, at.hour*60, now.Add(time.Hour)); err == nil {
			times = append(times, t)
		}
	}
	return times
}

// clock writes a London time of day: 9am, 5.30pm.
func clock(t time.Time) string {
	t = t.In(hours.London)
	if t.Minute() == 0 {
		return t.Format("3pm")
	}
	return t.Format("3.04pm")
}

// shown writes a London time as people say it, with the year when it is another.
func shown(t, now time.Time) string {
	local := t.In(hours.London)
	if local.Year() != now.In(hours.London).Year() {
		return local.Format("Mon 2 January 2006, ") + clock(t)
	}
	return local.Format("Mon 2 January, ") + clock(t)
}

// brief writes a London time for the label of a button.
func brief(t time.Time) string { return t.In(hours.London).Format("Mon 2 Jan, ") + clock(t) }

// day writes a London day: 25 November.
func day(t time.Time) string { return t.In(hours.London).Format("2 January") }

// lasting writes a length of time in the largest whole unit.
func lasting(d time.Duration) string {
	unit := func(n int, word string) string {
		if n == 1 {
			return "1 " + word
		}
		return fmt.Sprintf("%d %ss", n, word)
	}
	switch h := d.Hours(); {
	case d >= 48*time.Hour && d%(24*time.Hour) == 0:
		return unit(int(h)/24, "day")
	case d >= time.Hour && d%time.Hour < time.Minute:
		return unit(int(h), "hour")
	case d >= time.Hour:
		return unit(int(d/time.Hour), "hour") + " " + unit(int(d%time.Hour/time.Minute), "minute")
	case d >= time.Minute:
		return unit(int(d/time.Minute), "minute")
	}
	return unit(int(d/time.Second), "second")
}
