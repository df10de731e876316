package hours

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

const example = `write for example "Mon-Thu 09:00-17:30; Fri 09:00-17:00", "always" or "unknown"`

// Parse reads opening hours as a person writes them in a file: "always",
// "unknown", or days with a span each, parted by semicolons. An error says what
// is wrong and what to write instead.
func Parse(text string) (Hours, error) {
	switch strings.TrimSpace(text) {
	case "":
		return Hours{}, errors.New("no hours are given (" + example + ")")
	case "unknown":
		return Hours{}, nil
	case "always":
		return Always(), nil
	}
	if len(text) > 500 {
		return Hours{}, fmt.Errorf("the hours are %d characters long (%s)", len(text), example)
	}
	h := Hours{kind: weekly}
	for part := range strings.SplitSeq(text, ";") {
		fields := strings.Fields(part)
		if len(fields) != 2 {
			return Hours{}, fmt.Errorf("hours %q are not a day and a span (%s)", strings.TrimSpace(part), example)
		}
		days, err := parseDays(fields[0])
		if err != nil {
			return Hours{}, err
		}
		span, err := parseSpan(fields[1])
		if err != nil {
			return Hours{}, err
		}
		for _, d := range days {
			h.week[d] = append(h.week[d], span)
		}
	}
	for d, spans := range h.week {
		slices.SortFunc(spans, func(a, b Span) int { return a.From - b.From })
		for i := 1; i < len(spans); i++ {
			if spans[i].From <= spans[i-1].To {
				return Hours{}, fmt.Errorf("two spans of %s touch or overlap at %s (write them as one)", weekdays[d], clock(spans[i].From))
			}
		}
	}
	return h, nil
}

// parseDays reads "Fri" or "Mon-Thu"; a range may run over the end of the week.
func parseDays(text string) ([]time.Weekday, error) {
	first, last, ranged := strings.Cut(text, "-")
	from := slices.Index(weekdays[:], first)
	to := from
	if ranged {
		to = slices.Index(weekdays[:], last)
	}
	if from < 0 || to < 0 {
		return nil, fmt.Errorf("%q is not a day (write Mon, Tue, Wed, Thu, Fri, Sat or Sun, or a range such as Mon-Fri)", text)
	}
	var days []time.Weekday
	for d := from; ; d = (d + 1) % 7 {
		days = append(days, time.Weekday(d))
		if d == to {
			return days, nil
		}
	}
}

func parseSpan(text string) (Span, error) {
	first, last, ok := strings.Cut(text, "-")
	if !ok {
		return Span{}, fmt.Errorf("%q is not a span of time (write for example 09:00-17:30)", text)
	}
	from, err := parseClock(first)
	if err != nil {
		return Span{}, err
	}
	to, err := parseClock(last)
	if err != nil {
		return Span{}, err
	}
	if from >= to {
		return Span{}, fmt.Errorf("%q ends before it begins (for a night write two spans: 22:00-24:00 on one day, 00:00-06:00 on the next)", text)
	}
	return Span{from, to}, nil
}

func parseClock(text string) (int, error) {
	wrong := fmt.Errorf("%q is not a time of day (write it with four digits, from 00:00 to 24:00)", text)
	if len(text) != 5 || text[2] != ':' {
		return 0, wrong
	}
	for _, i := range []int{0, 1, 3, 4} {
		if text[i] < '0' || text[i] > '9' {
			return 0, wrong
		}
	}
	hour, minute := int(text[0]-'0')*10+int(text[1]-'0'), int(text[3]-'0')*10+int(text[4]-'0')
	m := hour*60 + minute
	if minute > 59 || m > dayMinutes {
		return 0, wrong
	}
	if m >= 60 && m < 120 {
		return 0, fmt.Errorf("%q falls in the hour that clock changes skip or repeat (write a time before 01:00 or from 02:00 on)", text)
	}
	return m, nil
}

// ParseAt reads an instant as it is given to --at: London wall time to the minute
// or second, or RFC 3339 with a zone. A London time that the March clock change
// skips is refused; one that October repeats is the first of the two. Years run
// from 2000 to 2199.
func ParseAt(text string) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339, text); err == nil && t.Year() >= 2000 && t.Year() < 2200 {
		return t.Truncate(time.Second), nil
	}
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02T15:04:05"} {
		wall, err := time.Parse(layout, text)
		if err != nil || wall.Format(layout) != text || wall.Year() < 2000 || wall.Year() >= 2200 { // time.Parse also takes 3:00 and parts of a second
			continue
		}
		t := time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), wall.Second(), 0, London)
		if t.Hour() != wall.Hour() || t.Minute() != wall.Minute() {
			return time.Time{}, fmt.Errorf("%q does not exist in London: the clocks go forward over it (write a time before 01:00 or from 02:00 on)", text)
		}
		if first := t.Add(-time.Hour); first.Hour() == t.Hour() {
			t = first
		}
		return t, nil
	}
	return time.Time{}, fmt.Errorf("%q is not a time (write London time such as 2026-12-25T03:00, or a zone too: 2026-12-25T03:00:00Z)", text)
}
