package portals

import (
	"regexp"
	"strconv"

	"mingjing/audit"
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

// punctual is a day of forming from which the day of publication is well within the limit; late is one
// from which it is well beyond it, whatever
// holidays lie between.
func (l Limit) punctual(published audit.Date, draw *dice) audit.Date {
	return published.Add(-draw.between(0, max(1, l.Days/3)))
}

func (l Limit) late(published audit.Date, draw *dice) audit.Date {
	return published.Add(-(l.Days*2 + 14 + draw.between(0, 30)))
}
