package conversation

import (
	"strconv"
	"strings"
	"time"

	"signpost/internal/directory"
	"signpost/internal/hours"
)

// clockWords says an instant as a person would, seen from now: "5pm", "9am
// tomorrow", "9am on Monday", "9am on Monday 28 December".
func clockWords(t, now time.Time) string {
	t, now = t.In(hours.London), now.In(hours.London)
	words := timeWords(t)
	switch days := daysBetween(now, t); {
	case days == 0:
		return words
	case days == 1:
		return words + " tomorrow"
	case days < 7:
		return words + " on " + t.Weekday().String()
	}
	return words + " on " + t.Weekday().String() + " " + strconv.Itoa(t.Day()) + " " + t.Month().String()
}

// timeWords says a time of day: 9am, 5.30pm, noon, midnight.
func timeWords(t time.Time) string {
	hour, minute := t.Hour(), t.Minute()
	if minute == 0 && hour == 0 {
		return "midnight"
	}
	if minute == 0 && hour == 12 {
		return "noon"
	}
	half := "am"
	if hour >= 12 {
		half = "pm"
	}
	words := strconv.Itoa((hour+11)%12 + 1)
	if minute > 0 {
		words += "." + strconv.Itoa(100 + minute)[1:]
	}
	return words + half
}

// daysBetween counts the midnights from a to b.
func daysBetween(a, b time.Time) int {
	day := func(t time.Time) int64 {
		y, m, d := t.Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400
	}
	return int(day(b) - day(a))
}

// stateWords says whether a channel answers now. No claim is made where the
// source makes none.
func stateWords(s hours.State, ch *directory.Channel, now time.Time) string {
	switch {
	case s.Is == hours.Unknown:
		return "we do not know the hours."
	case s.Is == hours.Closed && s.Until.IsZero():
		return "shut now."
	case s.Is == hours.Closed:
		return "shut now, opens " + clockWords(s.Until, now) + "."
	case ch.Says != "":
		return "open now, " + ch.Says + "."
	case s.Until.IsZero():
		return "open now."
	}
	return "open now, until " + clockWords(s.Until, now) + "."
}

func kindName(k directory.Kind) string {
	switch k {
	case directory.Text:
		return "Text"
	case directory.WhatsApp:
		return "WhatsApp"
	}
	return "Phone"
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// publishedWords says the date of a source as far as the source gives it.
func publishedWords(p directory.Published) string {
	switch {
	case p.Year == 0:
		return "no date given"
	case p.Month == 0:
		return strconv.Itoa(p.Year)
	case p.Day == 0:
		return p.Month.String() + " " + strconv.Itoa(p.Year)
	}
	return strconv.Itoa(p.Day) + " " + p.Month.String() + " " + strconv.Itoa(p.Year)
}
