package reader

import (
	"regexp"
	"strings"

	"mingjing/audit"
)

var (
	publishedLabel = regexp.MustCompile(`(?:发\s*布|发\s*表|公\s*开|公\s*布|刊\s*发|上\s*网|挂\s*网|发\s*稿|录\s*入|添\s*加|加\s*入|上\s*传)\s*(?:的\s*)?(?:日\s*期|时\s*间)|时间发布|日期发布|发布于|信息时间|发布\s*[:：]`)
	laterLabel     = regexp.MustCompile(`(?:发\s*文|更\s*新|编\s*辑|印\s*发)\s*(?:日\s*期|时\s*间)`)
	bareLabel      = regexp.MustCompile(`(?:^|[\s\[【(（|　])(?:日\s*期|时\s*间)\s*[:：∶﹕]`)
	formedLabel    = regexp.MustCompile(`(?:成\s*文|形\s*成|制\s*发|签\s*发)\s*(?:日\s*期|时\s*间)|生\s*成\s*(?:日\s*期|时\s*间)`)
	otherLabel     = regexp.MustCompile(`(?:实施|失效|生效|废止|截止|有效|施行|到期|起始|结束|开始|页面|出生|签订|会议|活动|报名|受理|归档|最后更新|更新)[日时期间至为]*(?:日期|时间)?\s*[:：]?\s*$`)
	beforeValue    = regexp.MustCompile(`^[\s:：∶﹕\[【(（|为于"'“]*`)
	scriptDate     = regexp.MustCompile(`(?i)\b\w*(?:pub|publish|release|issue|fb)(?:ed)?_?(?:date|time|sj|rq)\w*["']?\s*[:=]\s*["']\s*((?:19|20)\d{2}[-/年.]\d{1,2}[-/月.]\d{1,2})`)
	dateClass      = regexp.MustCompile(`\b(?:date|time|pubdate|pubtime|publish[-_]?time|publish[-_]?date|fbsj|fbrq|rq|sj|riqi|shijian|news[-_]?date|info[-_]?time)\b`)
)

// labelled finds the date behind the first label of a kind for which ok holds.
func (f *flat) labelled(label *regexp.Regexp, ok func(pos int) bool) (audit.Date, bool) {
	for _, m := range label.FindAllIndex(f.text, 60) {
		if !ok(m[0]) || otherLabel.Match(f.text[max(0, m[0]-24):m[0]]) || strings.HasSuffix(string(f.text[max(0, m[0]-6):m[0]]), "页面") {
			continue
		}
		rest := f.text[m[1]:min(len(f.text), m[1]+120)]
		rest = rest[len(beforeValue.Find(rest)):]
		if d, found := dateAtStart(head(string(rest), 60)); found {
			return d, true
		}
	}
	return audit.Date{}, false
}

// dateAtStart reads a date that a text begins with.
func dateAtStart(s string) (audit.Date, bool) {
	s = strings.TrimPrefix(s, "星期")
	if m := fullDate.FindStringSubmatchIndex(s); m != nil && m[0] == 0 {
		return makeDate(s[m[2]:m[3]], s[m[4]:m[5]], s[m[6]:m[7]])
	}
	if m := hanDate.FindStringIndex(s); m != nil && m[0] == 0 {
		return readDate(s[:m[1]])
	}
	n := 0
	for n < len(s) && (s[n] >= '0' && s[n] <= '9' || strings.IndexByte("-/.", s[n]) >= 0 || strings.HasPrefix(s[n:], "年") || strings.HasPrefix(s[n:], "月") || strings.HasPrefix(s[n:], "日")) {
		if s[n] >= 0x80 {
			n += 2
		}
		n++
	}
	if n >= 6 {
		return readDate(s[:n])
	}
	return audit.Date{}, false
}

// readPublished settles the day of publication of an article, and formed the day the document was formed.
func (p *page) readPublished(title, body int) audit.Date {
	f := p.flat
	outside := func(pos int) bool { return p.outsideRows(pos) && !p.inBody(body, pos) }
	titleEnd := -1
	if title >= 0 {
		titleEnd = f.els[title].t1
	}
	near := func(pos int) bool {
		return outside(pos) && (titleEnd < 0 || pos >= titleEnd-4000 && pos <= titleEnd+1500)
	}
	if d, ok := f.labelled(publishedLabel, near); ok {
		return d
	}
	if d, ok := f.labelled(publishedLabel, outside); ok {
		return d
	}
	if d, ok := p.fieldBeside(publishedLabel); ok {
		return d
	}
	if titleEnd >= 0 {
		end := min(len(f.text), titleEnd+500)
		if body >= 0 && f.els[body].t0 > titleEnd {
			end = min(end, f.els[body].t0)
		}
		if d, ok := f.loneDate(titleEnd, end); ok {
			return d
		}
	}
	for _, label := range []*regexp.Regexp{bareLabel, laterLabel} {
		if d, ok := f.labelled(label, outside); ok {
			return d
		}
	}
	if body >= 0 {
		start, end := f.els[body].t0, f.els[body].t1
		edge := func(pos int) bool { return pos >= start && (pos < start+400 || pos > end-300) && pos < end }
		if d, ok := f.labelled(publishedLabel, edge); ok {
			return d
		}
	}
	if d, ok := p.tableField(publishedLabel); ok {
		return d
	}
	if d, ok := p.classDate(body); ok {
		return d
	}
	for i := range p.scripts {
		if !hasAny(p.scripts[i].text, "ate", "ime", "fbsj", "fbrq", "DATE", "TIME") {
			continue
		}
		if m := scriptDate.FindStringSubmatch(p.scripts[i].text); m != nil {
			if d, ok := findDate(m[1]); ok {
				return d
			}
		}
	}
	if p.self != nil {
		if d, ok := dateInPath(p.self.Path); ok {
			return d
		}
	}
	for _, name := range []string{"pubdate", "publishdate", "article:published_time", "date", "firstpublishedtime"} {
		if d, ok := findDate(p.meta.values[name]); ok {
			return d
		}
	}
	return audit.Date{}
}

func (p *page) readFormed(body int) audit.Date {
	outside := func(pos int) bool { return p.outsideRows(pos) && !p.inBody(body, pos) }
	if d, ok := p.flat.labelled(formedLabel, outside); ok {
		return d
	}
	if body >= 0 { // a record at the head of the body
		start := p.flat.els[body].t0
		if d, ok := p.flat.labelled(formedLabel, func(pos int) bool { return pos >= start && pos < start+900 }); ok {
			return d
		}
	}
	d, _ := p.tableField(formedLabel)
	return d
}

// inBody reports whether a position stands in the article's text. The record table of a document may stand in the
// same box, so the start of a box is not counted.
func (p *page) inBody(body, pos int) bool {
	return body >= 0 && pos >= p.flat.els[body].t0 && pos < p.flat.els[body].t1
}

// outsideRows reports whether a position stands neither in a list row nor in the footer.
func (p *page) outsideRows(pos int) bool {
	i := p.flat.elementAt(pos)
	for ; i >= 0; i = p.flat.els[i].parent {
		if p.rowAt[i] && p.flat.linkCount(i) > 0 {
			return false
		}
	}
	if i = p.flat.elementAt(pos); i >= 0 {
		switch p.flat.els[i].region {
		case audit.RegionFooter, audit.RegionFriends, audit.RegionNav, audit.RegionHeader, audit.RegionTrail:
			return false
		}
	}
	return true
}

// loneDate finds a date between two positions that stands for itself: the words around it on its line are few.
func (f *flat) loneDate(from, to int) (audit.Date, bool) {
	text := string(f.text[from:max(from, to)])
	before := ""
	for line := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '\n' || r == '\t' }) {
		label := before // a label may stand in the cell before
		before = line
		if length(label) <= 12 && (otherLabel.MatchString(label) || formedLabel.MatchString(label)) {
			continue
		}
		m := fullDate.FindStringIndex(line)
		if m == nil || length(line) > 120 || otherLabel.MatchString(line[:m[0]]) || formedLabel.MatchString(line[:m[0]]) {
			continue
		}
		if before := squeeze(line[:m[0]]); length(before) > 12 && !articleTools.MatchString(line) && !strings.HasSuffix(before, "：") && !strings.HasSuffix(before, ":") {
			continue
		}
		if d, ok := dateAtStart(line[m[0]:]); ok {
			return d, true
		}
	}
	return audit.Date{}, false
}

// fieldBeside reads a date that stands beside its label in the record table of a document.
func (p *page) fieldBeside(label *regexp.Regexp) (audit.Date, bool) {
	for _, t := range p.tables {
		if len(t.Rows) > 12 {
			continue
		}
		for _, row := range t.Rows {
			for c := 0; c+1 < len(row); c++ {
				if length(row[c]) <= 8 && label.MatchString(row[c]) {
					if d, ok := dateAtStart(row[c+1]); ok {
						return d, true
					}
				}
			}
		}
	}
	return audit.Date{}, false
}

// tableField reads a date that stands beside its label or below it in a table.
func (p *page) tableField(label *regexp.Regexp) (audit.Date, bool) {
	for _, t := range p.tables {
		if len(t.Rows) > 12 {
			continue
		}
		for r, row := range t.Rows {
			for c, cell := range row {
				if length(cell) > 8 || !label.MatchString(cell) {
					continue
				}
				if c+1 < len(row) {
					if d, ok := dateAtStart(row[c+1]); ok {
						return d, true
					}
				}
				if r+1 < len(t.Rows) {
					if d, ok := dateAtStart(t.Rows[r+1][c]); ok {
						return d, true
					}
				}
			}
		}
	}
	return audit.Date{}, false
}

// classDate reads the date of an element whose class says that it is one.
func (p *page) classDate(body int) (audit.Date, bool) {
	f := p.flat
	for i := range f.els {
		e := &f.els[i]
		if e.region != audit.RegionMain || e.words == "" || f.size(i) < 8 || f.size(i) > 80 || !dateClass.MatchString(e.words) {
			continue
		}
		if !p.outsideRows(e.t0) || p.inBody(body, e.t0) {
			continue
		}
		if text := f.textOf(i); !otherLabel.MatchString(fullDate.Split(text, 2)[0]) {
			if d, ok := findDate(text); ok {
				return d, true
			}
			if m := shortStamp.FindStringSubmatch(text); m != nil {
				if d, ok := readDate(m[1]); ok {
					return d, true
				}
			}
		}
	}
	return audit.Date{}, false
}

// shortStamp is a date with a year of two digits and a time of day, and nothing else.
var shortStamp = regexp.MustCompile(`^\s*(\d{2}[-/.]\d{1,2}[-/.]\d{1,2})\s+(?:[上下]午|[AP]M)?\s*\d{1,2}:\d{2}(?::\d{2})?\s*(?:[AP]M)?\s*$`)
