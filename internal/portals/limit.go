package portals

import (
	"regexp"
	"strconv"

	"mingjing/audit"
	"mingjing/rules/calendar"
)

// Limit is a 公开时限 that can be measured. The zero Limit cannot.
type Limit struct {
	Days    int
	Working bool
}

var (
	limitEvent   = regexp.MustCompile(`形成|变更|制定|制作|^\d+个工作日$`)
	limitPattern = regexp.MustCompile(`(\d+)个?(工作)?日`)
	limitTwofold = regexp.MustCompile(`[;；]|其中|公示|公告期|除外|结果信息|村公示栏|前公开|前予以`)
)

// limitOf reads the plain wordings only: one number, counted from the day on which the information is formed. What is worded otherwise is left alone,
// and no document under it states when it was formed.
func limitOf(text string) Limit {
	if limitTwofold.MatchString(text) || !limitEvent.MatchString(text) {
		return Limit{}
	}
	found := limitPattern.FindAllStringSubmatch(text, -1)
	if len(found) != 1 {
		return Limit{}
	}
	days, err := strconv.Atoi(found[0][1])
	if err != nil {
		return Limit{}
	}
	return Limit{Days: days, Working: found[0][2] != ""}
}

// formed draws the day on which a document was formed that is published on the day given: within the
// limit, or late. Most lie well on their side, whatever holidays lie between; every fourth lies on the
// last day of the limit, or on the first beyond it. It is the zero Date where the calendar ends.
func (l Limit) formed(published audit.Date, late bool, cal *calendar.Calendar, draw *dice) audit.Date {
	var day audit.Date
	works, err := cal.Workday(published)
	if err != nil {
		return audit.Date{}
	}
	switch edge := draw.chance(25); {
	case edge && late:
		day = l.before(published, l.Days+1, cal)
	case edge && (works || !l.Working): // a day off after the last working day could be argued about
		day = l.before(published, l.Days, cal)
	case late:
		day = published.Add(-(l.Days*2 + 14 + draw.between(0, 30)))
	default:
		day = published.Add(-draw.between(0, max(1, l.Days/3)))
	}
	if _, err := cal.Workday(day); err != nil {
		return audit.Date{}
	}
	return day
}

// before is the last day from which it is n days of the limit's kind to the day given.
func (l Limit) before(day audit.Date, n int, cal *calendar.Calendar) audit.Date {
	if !l.Working {
		return day.Add(-n)
	}
	for from := day.Add(-n); ; from = from.Add(-1) {
		days, err := cal.Between(from, day)
		if err != nil {
			return audit.Date{}
		}
		if days >= n {
			return from
		}
	}
}
