package hours

import (
	"fmt"
	"time"
)

// Date is a day of the calendar, with no time and no zone.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf gives the day that t has in its own zone.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// ParseDate reads a day written as 2026-12-25.
func ParseDate(text string) (Date, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return Date{}, fmt.Errorf("%q is not a date (write it as 2026-12-25)", text)
	}
	return DateOf(t), nil
}

// Start is the instant at which the day begins in London.
func (d Date) Start() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, London) }

// Holidays are the bank holidays that are known. The zero value knows none.
type Holidays struct {
	names       map[Date]string
	first, last int
}

// NewHolidays takes the days with their names. The years covered run from the
// earliest day's to the latest day's.
func NewHolidays(names map[Date]string) Holidays {
	h := Holidays{names: names}
	for d := range names {
		if h.first == 0 || d.Year < h.first {
			h.first = d.Year
		}
		h.last = max(h.last, d.Year)
	}
	return h
}

// Has reports whether the day is a bank holiday.
func (h Holidays) Has(d Date) bool { return h.names[d] != "" }

// Name gives the name of the bank holiday, "" on any other day.
func (h Holidays) Name(d Date) string { return h.names[d] }

// Years gives the first and the last year covered, 0 and 0 when there are none.
func (h Holidays) Years() (first, last int) { return h.first, h.last }

// Count is the number of bank holidays known of a year.
func (h Holidays) Count(year int) int {
	n := 0
	for d := range h.names {
		if d.Year == year {
			n++
		}
	}
	return n
}

// Covers reports whether the bank holidays of a year are known.
func (h Holidays) Covers(year int) bool {
	return len(h.names) > 0 && h.first <= year && year <= h.last
}
