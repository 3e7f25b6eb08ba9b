package calendar_test

import (
	"errors"
	"testing"
	"testing/fstest"

	"mingjing/audit"
	"mingjing/rules/calendar"
)

func builtin(t testing.TB) *calendar.Calendar {
	t.Helper()
	c, err := calendar.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func day(t testing.TB, s string) audit.Date {
	t.Helper()
	d, err := audit.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestBuiltinYears(t *testing.T) {
	years := builtin(t).Years()
	for i, year := range years {
		if year != 2019+i {
			t.Fatalf("years = %v, want 2019 and on without a gap", years)
		}
	}
	if len(years) < 8 {
		t.Errorf("years = %v, want 2019 to 2026 at least", years)
	}
}

func TestWorkday(t *testing.T) {
	c := builtin(t)
	for _, tt := range []struct {
		date string
		want bool
		why  string
	}{
		{"2019-05-03", false, "劳动节, added by a later notice"},
		{"2019-05-05", true, "Sunday worked for 劳动节"},
		{"2019-10-12", true, "Saturday worked for 国庆节"},
		{"2020-01-19", true, "Sunday worked for 春节"},
		{"2020-01-31", false, "春节, prolonged by a later notice"},
		{"2020-02-01", false, "Saturday that the later notice made a day off"},
		{"2020-02-03", true, "Monday after it"},
		{"2020-06-25", false, "端午节"},
		{"2020-06-28", true, "Sunday worked for 端午节"},
		{"2020-10-01", false, "国庆节 and 中秋节"},
		{"2020-10-08", false, "last day of 国庆节"},
		{"2020-10-09", true, "Friday"},
		{"2020-10-10", true, "Saturday worked for 国庆节"},
		{"2020-12-05", false, "Saturday"},
		{"2020-12-07", true, "Monday"},
		{"2021-02-07", true, "Sunday worked for 春节"},
		{"2022-10-08", true, "Saturday worked for 国庆节"},
		{"2023-06-25", true, "Sunday worked for 端午节"},
		{"2024-09-14", true, "Saturday worked for 中秋节"},
		{"2025-02-04", false, "last day of 春节"},
		{"2025-10-08", false, "last day of 国庆节"},
		{"2026-02-28", true, "Saturday worked for 春节"},
		{"2026-10-10", true, "Saturday worked for 国庆节"},
	} {
		got, err := c.Workday(day(t, tt.date))
		if err != nil || got != tt.want {
			t.Errorf("%s (%s): worked %v, %v; want %v", tt.date, tt.why, got, err, tt.want)
		}
	}
}

// TestDaysInYear compares whole years with the number of working days that was published for them.
func TestDaysInYear(t *testing.T) {
	c := builtin(t)
	for year, want := range map[string]int{"2019": 250, "2021": 250, "2022": 249, "2023": 249, "2024": 251, "2025": 248} {
		first := day(t, year+"-01-01") // a holiday
		got, err := c.Between(first, day(t, year+"-12-31"))
		if err != nil || got != want {
			t.Errorf("%s has %d working days, %v; want %d", year, got, err, want)
		}
	}
}

func TestBetweenAndAdd(t *testing.T) {
	c := builtin(t)
	for _, tt := range []struct {
		from, to string
		want     int
	}{
		{"2020-12-01", "2020-12-01", 0},
		{"2020-12-03", "2020-12-04", 1},
		{"2020-12-04", "2020-12-07", 1},
		{"2020-09-30", "2020-10-09", 1},
		{"2020-09-30", "2020-10-10", 2},
		{"2019-12-31", "2020-01-02", 1},
		{"2020-07-17", "2020-08-14", 20},
	} {
		from, to := day(t, tt.from), day(t, tt.to)
		if got, err := c.Between(from, to); err != nil || got != tt.want {
			t.Errorf("Between(%s, %s) = %d, %v; want %d", from, to, got, err, tt.want)
		}
		if got, err := c.Between(to, from); err != nil || got != -tt.want {
			t.Errorf("Between(%s, %s) = %d, %v; want %d", to, from, got, err, -tt.want)
		}
		if got, err := c.Add(from, tt.want); err != nil || got != to {
			t.Errorf("Add(%s, %d) = %s, %v; want %s", from, tt.want, got, err, to)
		}
	}
}

func TestUnknownYear(t *testing.T) {
	c := builtin(t)
	const want = "no working days of 2018: the calendar has 2019 to 2026; add a file 2018.json made from the year's notice"
	_, err := c.Workday(day(t, "2018-12-31"))
	var unknown *calendar.UnknownYearError
	if !errors.As(err, &unknown) || err.Error() != want {
		t.Errorf("Workday before the first year: %v\nwant %s", err, want)
	}
	last := c.Years()[len(c.Years())-1]
	end := audit.Date{Year: last, Month: 12, Day: 30}
	if _, err := c.Add(end, 5); !errors.As(err, &unknown) {
		t.Errorf("Add over the end: %v, want an unknown year", err)
	}
	if _, err := c.Between(end, end.Add(30)); !errors.As(err, &unknown) {
		t.Errorf("Between over the end: %v, want an unknown year", err)
	}
}

func TestLoadFaults(t *testing.T) {
	for _, tt := range []struct{ name, body, want string }{
		{"2031.json", `{"year": 2030, "notices": ["n"], "holidays": [{"date": "2030-01-01", "name": "元旦"}]}`,
			"d/2031.json: holds the year 2030; its name would be 2030.json"},
		{"2030.json", `{"year": 2030, "holidays": [{"date": "2030-01-01", "name": "元旦"}]}`,
			"d/2030.json: names no notice; the address of the notice that sets the days is needed"},
		{"2030.json", `{"year": 2030, "notices": ["n"]}`,
			"d/2030.json: has no holidays; every year has some"},
		{"2030.json", `{"year": 2030, "notices": ["n"], "holidays": [{"date": "2029-12-31", "name": "元旦"}]}`,
			"d/2030.json: 2029-12-31 lies outside the year 2030"},
		{"2030.json", `{"year": 2030, "notices": ["n"], "holidays": [{"date": "2030-01-05", "name": "a"}], "worked": [{"date": "2030-01-05", "name": "b"}]}`,
			"d/2030.json: 2030-01-05 stands there twice"},
		{"2030.json", `{"year": 2030, "notices": ["n"], "holidays": [{"date": "2030-01-01", "name": "a"}], "worked": [{"date": "2030-01-07", "name": "b"}]}`,
			"d/2030.json: 2030-01-07 is no Saturday or Sunday; other days are worked anyhow"},
		{"2030.json", `{"year": 2030, "days": []}`, `d/2030.json: json: unknown field "days"`},
		{"2030.json", `{"year": 2030, "notices": ["n"], "holidays": [{"date": "2030-02-30", "name": "a"}]}`,
			`d/2030.json: date "2030-02-30": want the form 2006-01-02`},
	} {
		_, err := calendar.Load(fstest.MapFS{"d/" + tt.name: {Data: []byte(tt.body)}}, "d")
		if err == nil || err.Error() != tt.want {
			t.Errorf("%s\n got %v\nwant %s", tt.body, err, tt.want)
		}
	}
}

func TestWith(t *testing.T) {
	more, err := calendar.Load(fstest.MapFS{"2030.json": {Data: []byte(
		`{"year": 2030, "notices": ["n"], "holidays": [{"date": "2030-01-01", "name": "元旦"}]}`)}}, ".")
	if err != nil {
		t.Fatal(err)
	}
	both := builtin(t).With(more)
	if works, err := both.Workday(day(t, "2030-01-01")); err != nil || works {
		t.Errorf("2030-01-01: worked %v, %v; want a holiday", works, err)
	}
	if works, err := both.Workday(day(t, "2020-01-19")); err != nil || !works {
		t.Errorf("2020-01-19: worked %v, %v; want a working day", works, err)
	}
}
