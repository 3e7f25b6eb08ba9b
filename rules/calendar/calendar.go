// Package calendar knows the working days of China: weekends, public holidays, and the weekends
// that are worked in exchange (调休). The days come from files, one a year, made from the yearly
// notices of 国务院办公厅. A year without a file is an error, never a guess by the day of the week.
package calendar

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"mingjing/audit"
)

// Calendar holds the years that are known. It does not change and may be shared.
type Calendar struct {
	years map[int]year
}

// year holds what departs from the rule that Monday to Friday are worked.
type year struct {
	off, worked map[audit.Date]bool
}

// UnknownYearError says that the calendar has no file for a year.
type UnknownYearError struct {
	Year  int
	Known []int // the years there are, ascending
}

// Error names the year, the years there are and the way out.
func (e *UnknownYearError) Error() string {
	if len(e.Known) == 0 {
		return fmt.Sprintf("no working days of %d: the calendar is empty", e.Year)
	}
	return fmt.Sprintf("no working days of %d: the calendar has %d to %d; add a file %d.json made from the year's notice",
		e.Year, e.Known[0], e.Known[len(e.Known)-1], e.Year)
}

// Years lists the years that are known, ascending.
func (c *Calendar) Years() []int { return slices.Sorted(maps.Keys(c.years)) }

// With is a calendar of both; where both know a year, other decides.
func (c *Calendar) With(other *Calendar) *Calendar {
	years := maps.Clone(c.years)
	maps.Copy(years, other.years)
	return &Calendar{years: years}
}

// Workday reports whether the day is worked.
func (c *Calendar) Workday(d audit.Date) (bool, error) {
	y, ok := c.years[d.Year]
	switch {
	case !ok:
		return false, &UnknownYearError{Year: d.Year, Known: c.Years()}
	case y.off[d]:
		return false, nil
	case y.worked[d]:
		return true, nil
	}
	return !weekend(d), nil
}

// Between counts the working days after from up to and with to: 0 for the same day, 1 from a
// Thursday to the Friday after it. It is negative where to is earlier.
func (c *Calendar) Between(from, to audit.Date) (int, error) {
	if from.After(to) {
		n, err := c.Between(to, from)
		return -n, err
	}
	n := 0
	for d := from; d != to; {
		d = d.Add(1)
		works, err := c.Workday(d)
		if err != nil {
			return 0, err
		}
		if works {
			n++
		}
	}
	return n, nil
}

// Add is the nth working day after from; from itself for n of 0 or less.
func (c *Calendar) Add(from audit.Date, n int) (audit.Date, error) {
	d := from
	for n > 0 {
		d = d.Add(1)
		works, err := c.Workday(d)
		if err != nil {
			return audit.Date{}, err
		}
		if works {
			n--
		}
	}
	return d, nil
}

func weekend(d audit.Date) bool {
	day := d.Time().Weekday()
	return day == time.Saturday || day == time.Sunday
}
