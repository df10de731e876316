package desk

import (
	"slices"
	"strings"
	"testing"
	"time"

	"signpost/internal/hours"
)

// wednesday is 25 November 2026, 11am in London.
var wednesday = time.Date(2026, time.November, 25, 11, 0, 0, 0, hours.London)

func TestParseTime(t *testing.T) {
	for text, want := range map[string]string{
		"2026-12-01 10:00":            "2026-12-01T10:00:00Z",
		"1 Dec 10:00":                 "2026-12-01T10:00:00Z",
		"1 december 2026, 5.30pm":     "2026-12-01T17:30:00Z",
		"on 1st dec at 10am":          "2026-12-01T10:00:00Z",
		"10am 1 dec":                  "2026-12-01T10:00:00Z",
		"1/12/2026 10:00":             "2026-12-01T10:00:00Z",
		"1/12/26 10:00":               "2026-12-01T10:00:00Z",
		"today 8:59pm":                "2026-11-25T20:59:00Z",
		"Tomorrow 8am":                "2026-11-26T08:00:00Z",
		"monday 10.15":                "2026-11-30T10:15:00Z",
		"wed 10am":                    "2026-12-02T10:00:00Z", // the next one: today's has its own word
		"20 Jan 12pm":                 "2027-01-20T12:00:00Z", // of next year
		"1 July 10am":                 "2027-07-01T09:00:00Z", // summer time
		"the 3rd of September 10:00":  "2027-09-03T09:00:00Z",
		"  2026-12-01\n10:00 ":        "2026-12-01T10:00:00Z",
		"28 Mar 2027 10:00":           "2027-03-28T09:00:00Z", // the day the clocks go forward
		"10am":                        "no day",
		"1 Dec":                       "no time of day",
		"soon":                        "not part of a time",
		"1 Dec 10:00 please":          "not part of a time",
		"31 Nov 10am":                 "no such day",
		"29 feb 2027 10am":            "no such day",
		"2026-13-01 10:00":            "no such day",
		"28 March 2027 01:30":         "clocks may be changed",
		"25 October 2027 1am":         "clocks may be changed",
		"tomorrow 9pm":                "quiet hours",
		"tomorrow 07:59":              "quiet hours",
		"tomorrow 12am":               "quiet hours",
		"today 10:59":                 "has passed",
		"2025-12-01 10:00":            "has passed",
		"1 Dec 2028 10:00":            "more than a year away",
		"tomorrow 25:00":              "not part of a time",
		"tomorrow 13pm":               "not part of a time",
		"":                            "no time of day",
		"10am 10pm tomorrow":          "not part of a time",
		"99999999999999999999/1/1 10": "not part of a time",
	} {
		got, err := parseTime(text, wednesday)
		if text := got.UTC().Format(time.RFC3339); err == nil && text != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
		if err != nil && (!strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "(")) {
			t.Errorf("%q: %v, want %q and what to write", text, err, want)
		}
	}
}

// Whatever is typed, a time that is taken is one at which something may be sent.
func FuzzParseTime(f *testing.F) {
	for _, seed := range []string{"2026-12-01 10:00", "1 Dec 10am", "tomorrow 10:00", "Monday 5.30pm", "1st of dec", "//", "é:é"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		at, err := parseTime(text, wednesday)
		if err != nil {
			return
		}
		if h := at.In(hours.London).Hour(); h < 8 || h >= 21 || at.Before(wednesday) || at.After(wednesday.Add(farthest)) {
			t.Errorf("%q is %s", text, at)
		}
	})
}

func TestSuggestedTimesCanBeTaken(t *testing.T) {
	for h := range 24 * 400 {
		now := wednesday.Add(time.Duration(h) * time.Hour)
		times := suggested(now)
		if len(times) < 3 || !slices.IsSortedFunc(times, time.Time.Compare) {
			t.Fatalf("at %s: %v", now, times)
		}
		for _, at := range times {
			if hour := at.In(hours.London).Hour(); hour < 8 || hour >= 21 || !at.After(now) {
				t.Fatalf("at %s: %s", now, at)
			}
		}
	}
}

func TestLasting(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0 seconds", time.Second: "1 second", 90 * time.Second: "1 minute", 12 * time.Hour: "12 hours", 24 * time.Hour: "24 hours",
		48 * time.Hour: "2 days", 7 * 24 * time.Hour: "7 days", 90 * time.Minute: "1 hour 30 minutes", time.Hour + time.Second: "1 hour",
	} {
		if got := lasting(d); got != want {
			t.Errorf("%v is %q, want %q", d, got, want)
		}
	}
}
