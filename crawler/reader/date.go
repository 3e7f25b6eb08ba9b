package reader

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"mingjing/audit"
)

// The years that a date of a portal may have. What lies outside is a number that looks like a date.
const (
	firstYear = 1949
	lastYear  = 2099
)

var (
	// fullDate is a date with a year of four digits, however its parts are joined.
	fullDate = regexp.MustCompile(`((?:19|20)\d{2})\s*(?:年|[-/.·－—–_])\s*(\d{1,2})\s*(?:月|[-/.·－—–_])\s*(\d{1,2})\s*(?:日|号)?`)
	// shortDate is a date with a year of two digits: 19年10月08日, [25-01-14], 24/03/09.
	shortDate = regexp.MustCompile(`(?:^|[^\d.])(\d{2})(?:年|[-/.])(\d{1,2})(?:月|[-/.])(\d{1,2})日?(?:$|[^\d.])`)
	// solidDate is a date of eight digits.
	solidDate = regexp.MustCompile(`(?:^|\D)((?:19|20)\d{2})([01]\d)([0-3]\d)(?:$|\D)`)
	// monthDay is a date without a year.
	monthDay = regexp.MustCompile(`(?:^|[^\d.:-])(\d{1,2})(?:月|[-/.])(\d{1,2})日?(?:$|[^\d.:-])`)
	// yearMonth stands beside a day that is shown large: 15 2024-03.
	yearMonth = regexp.MustCompile(`(?:^|\D)((?:19|20)\d{2})\s*(?:年|[-/.])\s*(\d{1,2})\s*月?(?:$|[^\d])`)
	// dayMonthYear is a date turned round: 05-06-2024.
	dayMonthYear = regexp.MustCompile(`(?:^|\D)(\d{1,2})[-/.](\d{1,2})[-/.]((?:19|20)\d{2})(?:$|\D)`)
	loneDay      = regexp.MustCompile(`(?:^|\D)(\d{1,2})日?(?:$|\D)`)
	loneYear     = regexp.MustCompile(`(?:^|\D)((?:19|20)\d{2})年?(?:$|\D)`)
	hanDate      = regexp.MustCompile(`([〇○零一二三四五六七八九Ｏ0]{4})年([一二三四五六七八九十元]{1,3})月([一二三四五六七八九十]{1,3})日`)
)

func makeDate(year, month, day string) (audit.Date, bool) {
	y, err1 := strconv.Atoi(year)
	m, err2 := strconv.Atoi(month)
	d, err3 := strconv.Atoi(day)
	if err1 != nil || err2 != nil || err3 != nil || y < firstYear || y > lastYear {
		return audit.Date{}, false
	}
	return audit.MakeDate(y, m, d)
}

// findDate reads the first whole date in s that has a year of four digits.
func findDate(s string) (audit.Date, bool) {
	for from := 0; from < len(s); {
		m := fullDate.FindStringSubmatchIndex(s[from:])
		if m == nil {
			break
		}
		if d, ok := makeDate(s[from+m[2]:from+m[3]], s[from+m[4]:from+m[5]], s[from+m[6]:from+m[7]]); ok {
			return d, true
		}
		from += m[0] + 2
	}
	return audit.Date{}, false
}

// readDate reads a date in any form from a text that is about a date: a cell, a label's value, the rest of a row.
func readDate(s string) (audit.Date, bool) {
	if d, ok := findDate(s); ok {
		return d, true
	}
	if m := hanDate.FindStringSubmatch(s); m != nil {
		if d, ok := makeDate(hanYear(m[1]), hanNumber(m[2]), hanNumber(m[3])); ok {
			return d, true
		}
	}
	if m := solidDate.FindStringSubmatch(s); m != nil {
		if d, ok := makeDate(m[1], m[2], m[3]); ok {
			return d, true
		}
	}
	if m := dayMonthYear.FindStringSubmatch(s); m != nil {
		if d, ok := makeDate(m[3], m[2], m[1]); ok {
			return d, true
		}
	}
	if m := shortDate.FindStringSubmatch(s); m != nil {
		if d, ok := makeDate("20"+m[1], m[2], m[3]); ok {
			return d, true
		}
	}
	return splitDate(s)
}

// splitDate reads a date whose year stands apart from its month and day, or whose day stands apart.
func splitDate(s string) (audit.Date, bool) {
	if m := yearMonth.FindStringSubmatchIndex(s); m != nil {
		rest := s[:m[2]] + "\n" + s[m[5]:]
		if d := loneDay.FindStringSubmatch(rest); d != nil {
			return makeDate(s[m[2]:m[3]], s[m[4]:m[5]], d[1])
		}
		return audit.Date{}, false
	}
	if m := loneYear.FindStringSubmatchIndex(s); m != nil {
		rest := s[:m[2]] + "\n" + s[m[3]:]
		if d := monthDay.FindStringSubmatch(rest); d != nil {
			return makeDate(s[m[2]:m[3]], d[1], d[2])
		}
	}
	return audit.Date{}, false
}

// monthAndDay reads a date without a year.
func monthAndDay(s string) (month, day int, ok bool) {
	m := monthDay.FindStringSubmatch(s)
	if m == nil {
		return 0, 0, false
	}
	month, _ = strconv.Atoi(m[1])
	day, _ = strconv.Atoi(m[2])
	return month, day, month >= 1 && month <= 12 && day >= 1 && day <= 31
}

func hanYear(s string) string {
	return strings.Map(func(r rune) rune {
		if i := strings.IndexRune("〇一二三四五六七八九", r); i >= 0 {
			return '0' + rune(i/3)
		}
		return '0'
	}, s)
}

// hanNumber reads a Chinese number below 100.
func hanNumber(s string) string {
	n, tens := 0, 0
	for _, r := range s {
		switch {
		case r == '元':
			n = 1
		case r == '十':
			tens, n = max(n, 1)*10, 0
		default:
			if i := strings.IndexRune("〇一二三四五六七八九", r); i >= 0 {
				n = i / 3
			}
		}
	}
	return strconv.Itoa(tens + n)
}

// epochDate reads a moment given in seconds or milliseconds since 1970, as the day it was in China.
func epochDate(n float64) (audit.Date, bool) {
	if n > 1e11 {
		n /= 1000
	}
	if n < 5e8 || n > 4e9 {
		return audit.Date{}, false
	}
	return audit.DateOf(time.Unix(int64(n), 0).In(china)), true
}

// china is the zone of every portal.
var china = time.FixedZone("CST", 8*60*60)

// Dates in addresses, see the table of dialects: a whole day, or only a month or year.
var (
	pathDay = []*regexp.Regexp{
		regexp.MustCompile(`/t((?:19|20)\d{2})(\d{2})(\d{2})_\d+`),
		regexp.MustCompile(`/art/((?:19|20)\d{2})/(\d{1,2})/(\d{1,2})/`),
		regexp.MustCompile(`/((?:19|20)\d{2})[-/](\d{1,2})[-/](\d{1,2})/`),
		regexp.MustCompile(`/((?:19|20)\d{2})/?(\d{2})/?(\d{2})/`),
		regexp.MustCompile(`/((?:19|20)\d{2})(\d{2})(\d{2})\d{4,}(?:/|\.|$)`),
	}
	pathMonth = regexp.MustCompile(`/((?:19|20)\d{2})[-/]?(\d{2})/`)
)

// dateInPath reads the whole date that an article's address carries.
func dateInPath(path string) (audit.Date, bool) {
	for _, re := range pathDay {
		if m := re.FindStringSubmatch(path); m != nil {
			if d, ok := makeDate(m[1], m[2], m[3]); ok {
				return d, true
			}
		}
	}
	return audit.Date{}, false
}

// yearInPath reads the year that an article's address carries, for rows that show only month and day.
func yearInPath(path string) (int, bool) {
	if d, ok := dateInPath(path); ok {
		return d.Year, true
	}
	if m := pathMonth.FindStringSubmatch(path); m != nil {
		if _, ok := makeDate(m[1], m[2], "1"); ok {
			year, err := strconv.Atoi(m[1])
			return year, err == nil
		}
	}
	return 0, false
}
