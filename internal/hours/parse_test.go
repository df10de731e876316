package hours

import (
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestParse(t *testing.T) {
	for text, want := range map[string]string{ // as String writes it
		"always":                               "always",
		" always ":                             "always",
		"unknown":                              "unknown",
		"Mon-Fri 09:00-17:00":                  "Mon 09:00-17:00; Tue 09:00-17:00; Wed 09:00-17:00; Thu 09:00-17:00; Fri 09:00-17:00",
		council:                                "Mon 09:00-17:30; Tue 09:00-17:30; Wed 09:00-17:30; Thu 09:00-17:30; Fri 09:00-17:00",
		"Fri-Mon 00:00-24:00":                  "Mon 00:00-24:00; Fri 00:00-24:00; Sat 00:00-24:00; Sun 00:00-24:00",
		"Sun 00:00-00:01":                      "Sun 00:00-00:01",
		"Sun-Sun 00:59-02:00":                  "Sun 00:59-02:00",
		"  Sat   22:00-24:00 ;Sun 00:00-06:00": "Sat 22:00-24:00; Sun 00:00-06:00",
		"Wed 14:00-16:00; Wed 09:00-12:00":     "Wed 09:00-12:00; Wed 14:00-16:00",
	} {
		h, err := Parse(text)
		if err != nil || h.String() != want {
			t.Errorf("Parse(%q) is %q, %v; want %q", text, h, err, want)
		}
	}
	friday := mustParse(t, council).Day(time.Friday)
	if len(friday) != 1 || friday[0] != (Span{9 * 60, 17 * 60}) {
		t.Errorf("Friday is %v", friday)
	}
}

func TestParseSaysWhatIsWrong(t *testing.T) {
	const hint = ` (write for example "Mon-Thu 09:00-17:30; Fri 09:00-17:00", "always" or "unknown")`
	notDay := " is not a day (write Mon, Tue, Wed, Thu, Fri, Sat or Sun, or a range such as Mon-Fri)"
	notClock := " is not a time of day (write it with four digits, from 00:00 to 24:00)"
	skipped := " falls in the hour that clock changes skip or repeat (write a time before 01:00 or from 02:00 on)"
	backwards := " ends before it begins (for a night write two spans: 22:00-24:00 on one day, 00:00-06:00 on the next)"
	for text, want := range map[string]string{
		"":                                     "no hours are given" + hint,
		" \t":                                  "no hours are given" + hint,
		"24/7":                                 `hours "24/7" are not a day and a span` + hint,
		"Always":                               `hours "Always" are not a day and a span` + hint,
		"Mon-Fri 9am to 5pm":                   `hours "Mon-Fri 9am to 5pm" are not a day and a span` + hint,
		"Mon 09:00-17:00;":                     `hours "" are not a day and a span` + hint,
		"Mon 09:00-17:00, Tue":                 `hours "Mon 09:00-17:00, Tue" are not a day and a span` + hint,
		strings.Repeat("Mon ", 126):            "the hours are 504 characters long" + hint,
		"Monday 09:00-17:00":                   `"Monday"` + notDay,
		"mon 09:00-17:00":                      `"mon"` + notDay,
		"Mon-Fry 09:00-17:00":                  `"Mon-Fry"` + notDay,
		"Mo-Fri 09:00-17:00":                   `"Mo-Fri"` + notDay,
		"Mon- 09:00-17:00":                     `"Mon-"` + notDay,
		"Mon 09:00":                            `"09:00" is not a span of time (write for example 09:00-17:30)`,
		"Mon 9:00-17:00":                       `"9:00"` + notClock,
		"Mon 09:00-5pm":                        `"5pm"` + notClock,
		"Mon 09:00-17.00":                      `"17.00"` + notClock,
		"Mon 09:60-17:00":                      `"09:60"` + notClock,
		"Mon 09:00-24:01":                      `"24:01"` + notClock,
		"Mon 09:00-25:00":                      `"25:00"` + notClock,
		"Mon -9:00-17:00":                      `""` + notClock,
		"Mon +9:00-17:00":                      `"+9:00"` + notClock,
		"Mon 09:00-17:00-18:00":                `"17:00-18:00"` + notClock,
		"Mon ٠٩:00-17:00":                      `"٠٩:00"` + notClock,
		"Mon 01:00-09:00":                      `"01:00"` + skipped,
		"Sun 00:00-01:59":                      `"01:59"` + skipped,
		"Mon 17:00-09:00":                      `"17:00-09:00"` + backwards,
		"Mon 09:00-09:00":                      `"09:00-09:00"` + backwards,
		"Mon 24:00-24:00":                      `"24:00-24:00"` + backwards,
		"Mon 09:00-12:00; Mon 12:00-17:00":     "two spans of Mon touch or overlap at 12:00 (write them as one)",
		"Mon-Fri 09:00-17:00; Wed 16:59-20:00": "two spans of Wed touch or overlap at 16:59 (write them as one)",
		"Sun 09:00-17:00; Sun 09:00-17:00":     "two spans of Sun touch or overlap at 09:00 (write them as one)",
	} {
		if h, err := Parse(text); err == nil || err.Error() != want || h.Known() {
			t.Errorf("Parse(%q)\n got %v\nwant %s", text, err, want)
		}
	}
	// A minute between them is enough.
	if _, err := Parse("Mon 09:00-12:00; Mon 12:01-17:00"); err != nil {
		t.Error(err)
	}
	if _, err := Parse("Mon 09:00-17:00" + strings.Repeat(" ", 485)); err != nil {
		t.Errorf("500 characters: %v", err)
	}
}

func TestParseAt(t *testing.T) {
	for text, want := range map[string]string{ // in UTC
		"2026-12-25T03:00":          "2026-12-25T03:00:00Z",
		"2026-12-25T03:00:59":       "2026-12-25T03:00:59Z",
		"2026-07-01T16:59:59":       "2026-07-01T15:59:59Z",
		"2028-02-29T00:00":          "2028-02-29T00:00:00Z",
		"2026-12-25T03:00:00Z":      "2026-12-25T03:00:00Z",
		"2026-07-01T03:00:00+01:00": "2026-07-01T02:00:00Z",
		"2026-03-29T01:30:00Z":      "2026-03-29T01:30:00Z", // with a zone it exists
		"2026-10-25T01:30:00Z":      "2026-10-25T01:30:00Z", // and is the one that is meant

		// The hour that March skips has edges that exist.
		"2026-03-29T00:59:59": "2026-03-29T00:59:59Z",
		"2026-03-29T02:00":    "2026-03-29T01:00:00Z",
		// The hour that October repeats is the first.
		"2026-10-25T00:59:59": "2026-10-24T23:59:59Z",
		"2026-10-25T01:00":    "2026-10-25T00:00:00Z",
		"2026-10-25T01:59:59": "2026-10-25T00:59:59Z",
		"2026-10-25T02:00":    "2026-10-25T02:00:00Z",
		"2024-10-27T01:30":    "2024-10-27T00:30:00Z",
		"2028-10-29T01:30":    "2028-10-29T00:30:00Z",
	} {
		if at, err := ParseAt(text); err != nil || at.UTC().Format(time.RFC3339) != want {
			t.Errorf("ParseAt(%q) is %v, %v; want %s", text, at.UTC(), err, want)
		}
	}
}

func TestParseAtSaysWhatIsWrong(t *testing.T) {
	wrong := ` is not a time (write London time such as 2026-12-25T03:00, or a zone too: 2026-12-25T03:00:00Z)`
	skipped := ` does not exist in London: the clocks go forward over it (write a time before 01:00 or from 02:00 on)`
	for text, want := range map[string]string{
		"2026-03-29T01:00":          skipped,
		"2026-03-29T01:59:59":       skipped,
		"2024-03-31T01:30":          skipped,
		"2028-03-26T01:30":          skipped,
		"":                          wrong,
		"now":                       wrong,
		"2026-12-25":                wrong,
		"2026-12-25 03:00":          wrong,
		"2026-12-25T3:00":           wrong,
		"2026-12-25T24:00":          wrong,
		"2026-12-25T03:60":          wrong,
		"2026-02-29T03:00":          wrong,
		"2026-12-25T03:00Z":         wrong,
		"2026-12-25T03:00:00.5":     wrong,
		"2026-12-25T03:00:00,5":     wrong,
		"25/12/2026 03:00":          wrong,
		" 2026-12-25T03:00":         wrong,
		"2026-12-25T03:00:00+25:00": wrong,
	} {
		if at, err := ParseAt(text); err == nil || strings.TrimPrefix(err.Error(), `"`+text+`"`) != want || !at.IsZero() {
			t.Errorf("ParseAt(%q)\n got %v, %v\nwant %q%s", text, at, err, text, want)
		}
	}
}

// FuzzParse holds that any text is hours or an error that says what to write, and
// that hours read are written and read again as the same, with an answer at any
// instant whose end lies ahead.
func FuzzParse(f *testing.F) {
	f.Fuzz(func(t *testing.T, text string, unix int64) {
		h, err := Parse(text)
		if err != nil {
			if !strings.Contains(err.Error(), "(write ") && !strings.Contains(err.Error(), "(for a night write ") {
				t.Errorf("Parse(%q): %v says not what to write", text, err)
			}
			return
		}
		written := h.String()
		if h.Known() {
			// What String writes is longer than a person would: a range is spelt out.
			again := Hours{kind: h.kind}
			for part := range strings.SplitSeq(written, "; ") {
				one, err := Parse(part)
				if err != nil {
					t.Fatalf("Parse(%q) writes %q: %v", text, written, err)
				}
				for d := range one.week {
					again.week[d] = append(again.week[d], one.week[d]...)
				}
			}
			if !reflect.DeepEqual(again, h) {
				t.Errorf("Parse(%q) is %v, read again %v", text, h, again)
			}
		}
		at := time.Unix(unix%253402300800, 0) // within the years that can be written
		s := h.At(at, someHolidays)
		if s.Is == Unknown != !h.Known() {
			t.Errorf("%q at %v: %v", text, at, s.Is)
		}
		if !s.Until.IsZero() && (!s.Until.After(at) || h.At(s.Until, someHolidays).Is == s.Is || h.At(s.Until.Add(-1), someHolidays).Is != s.Is) {
			t.Errorf("%q at %v: %+v is not the first change", text, at, s)
		}
	})
}

// FuzzParseAt holds that any text is an instant or an error, and that an instant
// written without a zone is that time on a London clock, and the first such.
func FuzzParseAt(f *testing.F) {
	f.Fuzz(func(t *testing.T, text string) {
		at, err := ParseAt(text)
		if err != nil {
			if !strings.Contains(err.Error(), "(write ") || !at.IsZero() {
				t.Errorf("ParseAt(%q): %v, %v", text, at, err)
			}
			return
		}
		if strings.ContainsAny(text, "Zz+") || strings.LastIndexByte(text, '-') > len("2026-12") {
			return // it has a zone
		}
		if got := at.In(London).Format("2006-01-02T15:04:05"); got != text && got != text+":00" {
			t.Errorf("ParseAt(%q) shows %s in London", text, got)
		}
		if _, offset := at.Zone(); offset == 0 && at.Add(-time.Hour).In(London).Format("15:04:05") == at.In(London).Format("15:04:05") {
			t.Errorf("ParseAt(%q) is the second of two, %v", text, at)
		}
	})
}
