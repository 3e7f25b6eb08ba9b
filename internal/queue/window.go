package queue

import (
	"fmt"
	"strings"
	"time"
)

// Window is the hours of each day in which something may be done, over midnight where it closes before it opens. The zero
// Window is always open.
type Window struct {
	open, close time.Duration // since midnight, by the clock on the wall; equal: always open
	zone        *time.Location
}

// ParseWindow reads "20:00-06:00". Nothing, or a window that closes when it opens, is always open.
func ParseWindow(s string, zone *time.Location) (Window, error) {
	if s == "" {
		return Window{}, nil
	}
	from, to, _ := strings.Cut(s, "-")
	opens, err := parseHour(from)
	if err == nil {
		var closes time.Duration
		if closes, err = parseHour(to); err == nil {
			return Window{opens, closes, zone}, nil
		}
	}
	return Window{}, fmt.Errorf("hours %q: want a form like 20:00-06:00", s)
}

func parseHour(s string) (time.Duration, error) {
	s = strings.TrimSpace(s)
	if s == "24:00" {
		return 24 * time.Hour, nil
	}
	t, err := time.Parse("15:04", s)
	if err != nil {
		return 0, err
	}
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute, nil
}

// always reports whether the window never closes.
func (w Window) always() bool { return (w.open-w.close)%(24*time.Hour) == 0 }

// Open reports whether the window is open at the time, and when that changes next; never (the zero time) for one that is always open.
func (w Window) Open(at time.Time) (open bool, until time.Time) {
	if w.always() {
		return true, time.Time{}
	}
	local := at.In(w.zone)
	// The window that opened yesterday may still be open.
	for day := -1; ; day++ {
		opens, closes := w.on(local, day, w.open), w.on(local, day, w.close)
		if w.close < w.open {
			closes = w.on(local, day+1, w.close)
		}
		switch {
		case at.Before(opens):
			return false, opens
		case at.Before(closes):
			return true, closes
		}
	}
}

// on is a time of the day that lies so many days after that of t.
func (w Window) on(t time.Time, days int, clock time.Duration) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day()+days, int(clock/time.Hour), int(clock%time.Hour/time.Minute), 0, 0, w.zone)
}

// String is the form that ParseWindow reads.
func (w Window) String() string {
	if w.always() {
		return ""
	}
	hour := func(d time.Duration) string {
		return fmt.Sprintf("%02d:%02d", int(d/time.Hour), int(d%time.Hour/time.Minute))
	}
	return hour(w.open) + "-" + hour(w.close)
}
