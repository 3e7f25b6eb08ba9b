package reader

import (
	"bytes"
	"regexp"
	"strings"

	"mingjing/audit"
)

// row is one row of a list of links.
type row struct {
	at   int // element
	link int // the link that gives the row its title
	date audit.Date
}

// group is a run of rows in one container.
type group struct {
	at     int
	rows   []row
	dated  int
	titles int // length of the titles, summed
	deep   int // links that look like those of documents
	region audit.Region
	aside  bool // related links, rankings and the like
}

// documentPath tells the address of a document from that of a column.
var documentPath = regexp.MustCompile(`(?i)/t\d{8}_\d+|/art_|content_?\d{3,}|post_\d+|/(?:19|20)\d{2}[-/]?\d{2}[-/]?(?:\d{2})?/|[0-9a-f]{32}|/info/\w+/\d+|/item/\d+|[?&](?:id|infoid|newsid|articleid|wbnewsid|iid|docid|contentid)=\w+|/\w{0,4}\d{5,}\.s?html?|/c\d{4,}/|/\d{6,}(?:\.|/|$)|-show-\d+|(?:detail|article|view|show|info)\w*[/_.-]\w*\d{2,}|\.(?:docx?|xlsx?|pdf|zip|rar|wps|et|ofd)$`)

// asideWords head lists that are not the page's own.
var asideWords = regexp.MustCompile(`相关(?:文章|新闻|信息|链接|阅读|报道|推荐|文件|解读|稿件)|推荐(?:阅读|信息|新闻)|热门|热点(?:新闻|信息|文章)|排行|点击量|最新(?:信息|文章|新闻|发布)|猜你|延伸阅读|上一[篇条]|下一[篇条]|友情`)

// toolWords name the tools that every page has.
var toolWords = regexp.MustCompile(`^[【\[]?(?:网站|进入|切换|政府|用户|会员|我要|点击|加入)?(?:无障碍|长者|适老化?|内容纠错|网站找错|找错|打印|分享|关闭|收藏|设为首页|返回首页|返回顶部|回到顶部|扫一扫|字体|登录|注册|退出|简体|繁體|繁体|English)(?:版|模式|阅读|浏览|服务|辅助|本页|此页|页面|窗口|本站|中文|专区|到.{0,4}|[大中小:：】\]\s])*$`)

const maxEntries = 5000

// findGroups gathers the rows of a page.
func (f *flat) findGroups() []*group {
	byBox := map[int]*group{}
	var groups []*group
	taken := map[int]bool{}
	for k := range f.links {
		l := &f.links[k]
		if l.url == "" && l.href == "" || length(l.name()) < 2 || toolWords.MatchString(l.name()) || l.neighbour {
			continue
		}
		at := f.rowOf(l.at)
		if taken[at] || length(l.name()) < 3 && !dateMark.Match(f.text[f.els[at].t0:min(f.els[at].t1, f.els[at].t0+600)]) {
			continue
		}
		taken[at] = true
		best := f.titleLink(at)
		if best < 0 || f.links[best].neighbour {
			continue
		}
		box := max(f.els[at].parent, 0)
		if f.els[at].tag == "tr" && f.els[box].tag != "table" {
			box = max(f.els[box].parent, 0)
		}
		g := byBox[box]
		if g == nil {
			g = &group{at: box, region: f.els[at].region}
			if a := f.els[at].above; a != nil && asideWords.MatchString(a.name) {
				g.aside = true
			}
			byBox[box] = g
			groups = append(groups, g)
		}
		r := row{at: at, link: best}
		r.date = f.rowDate(r)
		name := f.links[best].name()
		if !r.date.IsZero() {
			g.dated++
		} else if length(name) < 3 {
			continue
		}
		g.titles += min(length(name), 60)
		if documentPath.MatchString(f.links[best].url) {
			g.deep++
		}
		g.rows = append(g.rows, r)
	}
	return groups
}

// rowOf is the element that makes up the row a link stands in.
func (f *flat) rowOf(at int) int {
	r := at
	for i, n := at, 0; i >= 0 && n < 10; i, n = f.els[i].parent, n+1 {
		if tag := f.els[i].tag; tag == "li" || tag == "tr" || tag == "dd" {
			if f.linkCount(i) <= 4 && f.titles(i) == 1 || f.linkCount(i) == 1 {
				r = i
			}
			break
		}
	}
	for p := f.els[r].parent; p > 0 && f.els[p].tag != "body" && (f.linkCount(p) == f.linkCount(r) || f.oneTarget(p)) && f.size(p) < f.size(r)+f.slack(p) && !f.headed(p, r); p = f.els[p].parent {
		r = p
	}
	return r
}

// oneTarget reports whether the few links of an element all lead to the same address: title, picture, 详细.
func (f *flat) oneTarget(i int) bool {
	if n := f.linkCount(i); n < 2 || n > 4 {
		return false
	}
	for _, l := range f.links[f.els[i].l0:f.els[i].l1] {
		if l.href != f.links[f.els[i].l0].href {
			return false
		}
	}
	return true
}

// headed reports whether an element begins with a heading of the page that stands outside the row within it. The lesser
// headings may be the title of a card, but not where the row has its date already.
func (f *flat) headed(i, row int) bool {
	dated := dateMark.Match(f.text[f.els[row].t0:min(f.els[row].t1, f.els[row].t0+600)])
	for c := i + 1; c < row; c++ {
		if tag := f.els[c].tag; (tag == "h1" || tag == "h2" || dated && (tag == "h3" || tag == "h4" || tag == "h5")) && f.linkCount(c) == 0 && f.els[c].end <= row && f.size(c) > 0 {
			return true
		}
	}
	return false
}

// slack is how much more text an element may hold than the row within it to be the row itself.
func (f *flat) slack(i int) int {
	switch f.els[i].tag {
	case "li", "tr", "td", "dl", "dd":
		return 1200
	}
	return 240
}

// titles counts the links within an element that could be titles of documents: a row has one, besides marks of its
// column, a 详细 button or its picture.
func (f *flat) titles(i int) int {
	n := 0
	last := ""
	for k := f.els[i].l0; k < f.els[i].l1; k++ {
		l := &f.links[k]
		if length(l.name()) < 6 || moreWords.MatchString(l.text) || l.href == last || columnMark.MatchString(l.text) {
			continue
		}
		last = l.href
		n++
	}
	return max(n, 1)
}

// titleLink is the link of a row with the longest name.
func (f *flat) titleLink(at int) int {
	best, longest := -1, 0
	for k := f.els[at].l0; k < min(f.els[at].l1, f.els[at].l0+8); k++ {
		l := &f.links[k]
		if n := length(l.name()); n > longest && !moreWords.MatchString(l.text) && (best < 0 || !columnMark.MatchString(l.text)) {
			best, longest = k, n
		}
	}
	return best
}

var (
	columnMark   = regexp.MustCompile(`^[\[【［][^\]】］]{1,16}[\]】］]$`)
	badRowLabel  = regexp.MustCompile(`(?:实施|失效|生效|废止|截止|有效期?|施行|成文|到期|结束|生成|形成|印发|更新)[日时期间至为]*(?:日期|时间)?\s*[:：]?\s*$`)
	rowFormed    = regexp.MustCompile(`(?:成文|形成|生成)(?:日期|时间)\s*[:：]?\s*$`)
	goodRowLabel = regexp.MustCompile(`(?:发布|公开|发表|公布|刊发)[日时期间]*(?:日期|时间)?\s*[:：]?\s*$`)
	isoEdge      = regexp.MustCompile(`^\s*[\[(（【]?((?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2})(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?[\])）】]?\s*|\s*[\[(（【]?((?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2})(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?[\])）】]?\s*$`)
	peTitle      = regexp.MustCompile(`^标题[:：]\s*(.+?)\s*(?:点击数|作者|发表时间)[:：]`)
	peDate       = regexp.MustCompile(`(?:发表|发布|更新)时间[:：]\s*(\S+)`)
)

// rowDate is the date of publication that a row shows beside its title.
func (f *flat) rowDate(r row) audit.Date {
	l := &f.links[r.link]
	e := &f.els[r.at]
	if e.t1-e.t0 > 6000 {
		return audit.Date{}
	}
	beside := string(f.text[e.t0:max(l.t0, e.t0)]) + "\n" + string(f.text[min(l.t1, e.t1):e.t1])
	if d, ok := f.headedDate(r); ok {
		return d
	}
	if d, ok := pickDate(beside); ok {
		return d
	}
	if d, ok := yearless(beside, l.url, e.above); ok {
		return d
	}
	// Within the link: a line of its own, or at the edge of the text.
	text := string(f.text[l.t0:l.t1])
	if lines := strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\t' }); len(lines) > 1 {
		for i := len(lines) - 1; i >= 0; i-- {
			if length(lines[i]) < 24 {
				if d, ok := readDate(lines[i]); ok {
					return d
				}
			}
		}
		if d, ok := splitDate(strings.Join(lines[1:], "\n")); ok && len(text) < 600 {
			return d
		}
	}
	if m := isoEdge.FindString(fold(text)); m != "" {
		if d, ok := readDate(m); ok {
			return d
		}
	}
	for c := l.at + 1; c < min(f.els[l.at].end, l.at+8); c++ { // a date in an element of its own within the link
		if n := f.size(c); n >= 8 && n <= 30 && n < l.t1-l.t0 {
			if d, ok := readDate(f.textOf(c)); ok {
				return d
			}
		}
	}
	if m := peDate.FindStringSubmatch(l.title); m != nil {
		if d, ok := readDate(m[1]); ok {
			return d
		}
	}
	if r.at == l.at { // rows set apart by line breaks alone
		behind := f.text[l.t1:min(len(f.text), l.t1+40)]
		if n := bytes.IndexByte(behind, '\n'); n >= 0 {
			behind = behind[:n]
		}
		if m := isoEdge.FindIndex(behind); m != nil && m[0] == 0 {
			if d, ok := readDate(string(behind[:m[1]])); ok {
				return d
			}
		}
	}
	return audit.Date{}
}

// headedDate reads the date of a table row from the column whose head speaks of publication.
func (f *flat) headedDate(r row) (audit.Date, bool) {
	if f.els[r.at].tag != "tr" {
		return audit.Date{}, false
	}
	first := f.els[r.at].parent
	if first < 0 {
		return audit.Date{}, false
	}
	if f.els[first].tag == "tbody" && f.els[first].parent >= 0 {
		first = f.els[first].parent
	}
	head := -1
	for i := first + 1; i < min(f.els[first].end, first+6); i++ {
		if f.els[i].tag == "tr" {
			head = i
			break
		}
	}
	if head < 0 || head == r.at || f.linkCount(head) > 0 {
		return audit.Date{}, false
	}
	column := -1
	n := 0
	for c := f.first(head); c >= 0; c = f.next(c) {
		if name := squeeze(string(f.text[f.els[c].t0:min(f.els[c].t1, f.els[c].t0+60)])); publishedLabel.MatchString(name) || laterLabel.MatchString(name) && column < 0 || name == "日期" || name == "时间" {
			column = n
		}
		n++
	}
	n = 0
	for c := f.first(r.at); c >= 0 && column >= 0; c = f.next(c) {
		if n == column && f.size(c) < 60 {
			return readDate(f.textOf(c))
		}
		n++
	}
	return audit.Date{}, false
}

// pickDate picks the date of publication among those beside a title: a labelled one, else the last that is not
// labelled as something else.
func pickDate(s string) (audit.Date, bool) {
	var last audit.Date
	found := false
	pos := 0
	for range 12 {
		m := fullDate.FindStringSubmatchIndex(s[pos:])
		if m == nil {
			break
		}
		label := s[max(0, pos+m[0]-40) : pos+m[0]]
		d, ok := makeDate(s[pos+m[2]:pos+m[3]], s[pos+m[4]:pos+m[5]], s[pos+m[6]:pos+m[7]])
		pos += m[1]
		if !ok || badRowLabel.MatchString(label) {
			continue
		}
		if goodRowLabel.MatchString(label) {
			return d, true
		}
		last, found = d, true
	}
	if found {
		return last, true
	}
	if pos > 0 || length(s) > 200 {
		return audit.Date{}, false
	}
	return readDate(s)
}

// yearless reads a date without a year, whose year stands in the row's address or in a heading above it.
func yearless(beside, address string, above *heading) (audit.Date, bool) {
	if length(beside) > 80 {
		return audit.Date{}, false
	}
	month, day, ok := monthAndDay(beside)
	if !ok {
		return audit.Date{}, false
	}
	if year, ok := yearInPath(address); ok {
		return audit.MakeDate(year, month, day)
	}
	for h := above; h != nil; h = h.outer {
		if m := loneYear.FindStringSubmatch(h.name); m != nil {
			return makeDateParts(m[1], month, day)
		}
	}
	return audit.Date{}, false
}

func makeDateParts(year string, month, day int) (audit.Date, bool) {
	d, ok := makeDate(year, "1", "1")
	if !ok {
		return audit.Date{}, false
	}
	return audit.MakeDate(d.Year, month, day)
}

// documents reports whether the rows of a group are documents and not columns of a menu.
func (g *group) documents() bool {
	n := len(g.rows)
	return g.dated*10 >= n*6 && g.dated > 0
}

// undated reports whether the rows could be documents though they show no dates.
func (g *group) undated() bool {
	n := len(g.rows)
	return g.deep*10 >= n*7 && g.titles >= n*8
}

// entry turns a row into an entry.
func (f *flat) entry(r row) audit.Entry {
	return audit.Entry{Title: f.rowTitle(r), URL: f.links[r.link].url, Date: r.date, Formed: f.rowFormed(r)}
}

// rowFormed is the day of forming that a row shows.
func (f *flat) rowFormed(r row) audit.Date {
	e := &f.els[r.at]
	if e.t1-e.t0 > 2000 {
		return audit.Date{}
	}
	s := string(f.text[e.t0:e.t1])
	for _, m := range fullDate.FindAllStringIndex(s, 6) {
		if rowFormed.MatchString(s[max(0, m[0]-40):m[0]]) {
			if d, ok := dateAtStart(s[m[0]:]); ok {
				return d
			}
		}
	}
	return audit.Date{}
}

// rowTitle is the whole title of a row, without date and marks.
func (f *flat) rowTitle(r row) string {
	l := &f.links[r.link]
	if m := peTitle.FindStringSubmatch(l.title); m != nil {
		return m[1]
	}
	text := l.text
	// A card: heading, summary and date in one link.
	if strings.ContainsAny(string(f.text[l.t0:l.t1]), "\n\t") {
		text = f.cardTitle(l)
	} else if !r.date.IsZero() {
		if t := strings.TrimSpace(isoEdge.ReplaceAllString(text, "")); t != "" {
			text = t
		}
	}
	text = strings.TrimSpace(strings.TrimLeft(text, "·•◆●■★▪►▶"))
	if l.title != "" && (text == "" || cut(text, l.title) || cut(squeeze(text), squeeze(l.title))) {
		return l.title
	}
	if text == "" {
		return l.alt
	}
	return text
}

// cardTitle is the title within a link that holds several lines.
func (f *flat) cardTitle(l *anchor) string {
	for c := l.at + 1; c < min(f.els[l.at].end, l.at+30); c++ {
		e := &f.els[c]
		if e.tag == "h1" || e.tag == "h2" || e.tag == "h3" || e.tag == "h4" || e.tag == "h5" || e.words != "" && titleClass.MatchString(e.words) {
			if t := fold(f.textOf(c)); length(t) >= 3 {
				return t
			}
		}
	}
	longest := ""
	for line := range strings.FieldsFuncSeq(string(f.text[l.t0:l.t1]), func(r rune) bool { return r == '\n' || r == '\t' }) {
		if line = fold(line); length(line) >= 4 && !noHeading.MatchString(line) {
			if t := strings.TrimSpace(isoEdge.ReplaceAllString(line, "")); t != "" {
				return t
			}
			longest = line
		}
	}
	return firstOf(longest, l.text)
}

// chooseEntries picks the rows that are the page's own list. everywhere is for a fragment, which has no regions.
func (f *flat) chooseEntries(groups []*group, paged, everywhere bool) []audit.Entry {
	var lists []*group
	for _, kind := range []func(*group) bool{(*group).documents, (*group).undated} {
		for _, g := range groups {
			inMain := g.region == audit.RegionMain || everywhere || g.region == audit.RegionSitemap
			if inMain && !g.aside && kind(g) {
				lists = append(lists, g)
			}
		}
		if len(lists) > 0 {
			break
		}
	}
	if len(lists) == 0 {
		return nil
	}
	best := lists[0]
	for _, g := range lists[1:] {
		if g.weight() > best.weight() {
			best = g
		}
	}
	var entries []audit.Entry
	seen := map[string]bool{}
	for _, g := range lists {
		if g != best && paged && !f.sameMake(g, best) {
			continue
		}
		for _, r := range g.rows {
			e := f.entry(r)
			if e.Title == "" || moreWords.MatchString(e.Title) || pagerWords.MatchString(e.Title) || len(entries) >= maxEntries {
				continue
			}
			key := e.URL + "\x00" + e.Title
			if e.URL == "" || seen[key] {
				continue
			}
			seen[key] = true
			entries = append(entries, e)
		}
	}
	return entries
}

func (g *group) weight() int { return g.dated*40 + g.titles + g.deep*5 }

// sameMake reports whether two groups are parts of one list: blocks of rows with a gap between.
func (f *flat) sameMake(a, b *group) bool {
	x, y := &f.els[a.at], &f.els[b.at]
	return x.tag == y.tag && x.words == y.words && (x.parent == y.parent || x.parent >= 0 && y.parent >= 0 &&
		f.els[x.parent].words == f.els[y.parent].words && f.els[x.parent].parent == f.els[y.parent].parent)
}
