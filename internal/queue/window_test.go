package queue

import (
	"testing"
	"time"
)

func TestWindow(t *testing.T) {
	shanghai, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	const form = "2006-01-02 15:04"
	for _, test := range []struct {
		hours, at string
		open      bool
		until     string
	}{
		{"20:00-06:00", "2026-10-31 19:59", false, "2026-10-31 20:00"},
		{"20:00-06:00", "2026-10-31 20:00", true, "2026-11-01 06:00"},
		{"20:00-06:00", "2026-11-01 00:00", true, "2026-11-01 06:00"},
		{"20:00-06:00", "2026-11-01 05:59", true, "2026-11-01 06:00"},
		{"20:00-06:00", "2026-11-01 06:00", false, "2026-11-01 20:00"},
		{"08:30-18:00", "2026-12-31 18:00", false, "2027-01-01 08:30"},
		{"08:30-18:00", "2026-12-31 08:30", true, "2026-12-31 18:00"},
		{"18:00-24:00", "2026-12-31 23:59", true, "2027-01-01 00:00"},
		{"18:00-00:00", "2026-12-31 23:59", true, "2027-01-01 00:00"},
		{"00:00-06:00", "2026-12-31 06:00", false, "2027-01-01 00:00"},
	} {
		window, err := ParseWindow(test.hours, shanghai)
		if err != nil {
			t.Fatal(err)
		}
		at, err := time.ParseInLocation(form, test.at, shanghai)
		if err != nil {
			t.Fatal(err)
		}
		if open, until := window.Open(at.UTC()); open != test.open || until.Format(form) != test.until {
			t.Errorf("%s at %s: open %v until %s, want %v until %s", test.hours, test.at, open, until.Format(form), test.open, test.until)
		}
		if window.String() != test.hours {
			t.Errorf("%s is written as %s", test.hours, window)
		}
	}
	for _, hours := range []string{"", "08:00-08:00", "00:00-24:00"} {
		window, err := ParseWindow(hours, shanghai)
		if err != nil {
			t.Fatal(err)
		}
		if open, until := window.Open(time.Now()); !open || !until.IsZero() {
			t.Errorf("%q: open %v until %v", hours, open, until)
		}
	}
	for _, hours := range []string{"20:00", "20:00-", "25:00-06:00", "20-06", "20:00-06:60", "always"} {
		if _, err := ParseWindow(hours, shanghai); err == nil || err.Error() != `hours "`+hours+`": want a form like 20:00-06:00` {
			t.Errorf("%q: %v", hours, err)
		}
	}
}

// TestWindowInSummerTime has a night that is an hour shorter.
func TestWindowInSummerTime(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	window, err := ParseWindow("20:00-06:00", berlin)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 3, 28, 20, 0, 0, 0, berlin)
	if open, until := window.Open(at); !open || until.Sub(at) != 9*time.Hour {
		t.Errorf("open %v for %v", open, until.Sub(at))
	}
}
