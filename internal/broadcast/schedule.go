package broadcast

import (
	"fmt"
	"strings"
	"time"

	"github.com/robfig/cron/v3"

	"signpost/internal/hours"
)

// Quiet hours in London: nothing is sent from 9pm to 8am.
const (
	quietFrom = 21
	quietTo   = 8
)

// Schedule says when a campaign runs. The zero Schedule is at once, when approved.
type Schedule struct {
	At    time.Time  `json:",omitzero"`  // once, at this time
	Cron  string     `json:",omitempty"` // or by this line of five fields, in London time, once a day at most
	From  hours.Date `json:",omitzero"`  // the first day of Cron; zero for no first
	Until hours.Date `json:",omitzero"`  // the last day of Cron; zero for no last
}

var cronLine = cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow)

// parse reads the cron line. Only lines with one minute and one hour, outside quiet
// hours, pass: so a clock change can neither skip nor double a run.
func (s Schedule) parse() (*cron.SpecSchedule, error) {
	fields := strings.Fields(s.Cron)
	if len(fields) != 5 || strings.ContainsAny(s.Cron, "=@") {
		return nil, fmt.Errorf("%q is not a cron line (write minute, hour, day of the month, month and day of the week, such as \"0 10 * * MON\")", s.Cron)
	}
	parsed, err := cronLine.Parse(strings.Join(fields, " "))
	if err != nil {
		return nil, fmt.Errorf("%q is not a cron line (write minute, hour, day of the month, month and day of the week, such as \"0 10 * * MON\"): %w", s.Cron, err)
	}
	spec := parsed.(*cron.SpecSchedule)
	spec.Location = hours.London
	if !single(fields[0], 59) || !single(fields[1], 23) {
		return nil, fmt.Errorf("%q runs more than once a day (write one minute and one hour)", s.Cron)
	}
	if hour := lowest(spec.Hour); hour < quietTo || hour >= quietFrom {
		return nil, fmt.Errorf("%q runs at %02d:%02d, in quiet hours (write an hour from %d to %d)", s.Cron, hour, lowest(spec.Minute), quietTo, quietFrom-1)
	}
	return spec, nil
}

// single says whether a field is one plain number.
func single(field string, most int) bool {
	var n int
	_, err := fmt.Sscanf(field, "%d", &n)
	return err == nil && len(field) <= 2 && strings.Trim(field, "0123456789") == "" && n <= most
}

// lowest gives the lowest number whose bit is set in a field of cron.
func lowest(bits uint64) int {
	for n := range 63 {
		if bits&(1<<n) != 0 {
			return n
		}
	}
	return 63
}

// Problems lists what is wrong with the schedule at now, each one line.
func (s Schedule) Problems(now time.Time) []string {
	var ps []string
	switch {
	case s.Cron != "" && !s.At.IsZero():
		ps = append(ps, "there are a time and a cron line (keep one)")
	case s.Cron != "":
		if _, err := s.parse(); err != nil {
			return []string{err.Error()}
		}
		if s.From != (hours.Date{}) && s.Until != (hours.Date{}) && s.Until.Start().Before(s.From.Start()) {
			return []string{"its last day is before its first (change one)"}
		}
		if s.Next(now).IsZero() {
			ps = append(ps, fmt.Sprintf("%q never runs on the days given (look at its day, month and dates)", s.Cron))
		}
	case !s.At.IsZero():
		if Quiet(s.At) {
			ps = append(ps, fmt.Sprintf("%s is in quiet hours (choose a time from 8am to 9pm)", s.At.In(hours.London).Format("15:04")))
		}
	case s.From != (hours.Date{}) || s.Until != (hours.Date{}):
		ps = append(ps, "a first or last day needs a cron line (add it, or take the days out)")
	}
	return ps
}

// Next gives the first time after an instant, zero when there is none. A schedule
// for at once has no time of its own.
func (s Schedule) Next(after time.Time) time.Time {
	if s.Cron == "" {
		if s.At.After(after) {
			return s.At
		}
		return time.Time{}
	}
	spec, err := s.parse()
	if err != nil {
		return time.Time{}
	}
	if s.From != (hours.Date{}) && after.Before(s.From.Start()) {
		after = s.From.Start().Add(-time.Second)
	}
	next := spec.Next(after)
	if next.IsZero() || s.Until != (hours.Date{}) && s.Until.Start().Before(hours.DateOf(next.In(hours.London)).Start()) {
		return time.Time{}
	}
	return next
}

// NextTimes gives the next n times after an instant, fewer when it ends before.
func (s Schedule) NextTimes(after time.Time, n int) []time.Time {
	var times []time.Time
	for range n {
		next := s.Next(after)
		if next.IsZero() {
			break
		}
		times, after = append(times, next), next
	}
	return times
}

// Quiet says whether t is in quiet hours.
func Quiet(t time.Time) bool {
	hour := t.In(hours.London).Hour()
	return hour < quietTo || hour >= quietFrom
}

// QuietEnds gives the end of the quiet hours that t is in, or t when it is in none.
func QuietEnds(t time.Time) time.Time {
	if !Quiet(t) {
		return t
	}
	local := t.In(hours.London)
	y, m, d := local.Date()
	if local.Hour() >= quietFrom {
		d++
	}
	return time.Date(y, m, d, quietTo, 0, 0, 0, hours.London)
}
