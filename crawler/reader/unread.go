package reader

import (
	"regexp"
	"strconv"

	"mingjing/audit"
)

var (
	// pagesTold is how a pager says how many pages there are, on the first of them.
	pagesTold = regexp.MustCompile(`共\s*(\d{1,4})\s*页|(?:页次|页码|页数)\s*[:：]?\s*1\s*/\s*(\d{1,4})|(?:^|[\s条])1\s*/\s*(\d{1,4})\s*(?:页|下一?页|首页|上一?页|尾页|末页|跳转|$)|第\s*1\s*页?\s*/\s*共?\s*(\d{1,4})\s*页`)
	// rowsTold is how it says how many rows there are.
	rowsTold = regexp.MustCompile(`(?:共|总)(?:计|有|数)?\s*[:：]?\s*(\d{1,5})\s*(?:条|项|篇|个?记录)`)
	// goesTo is a call that shows another page than the first.
	goesTo = regexp.MustCompile(`(?i)\b(?:\w*(?:page|next|goto|jump|turn|list)\w*)\s*\(\s*[^()]*?["']?(\d{1,4})["']?\s*[,)]`)
	// moreRows is the label of what shows further rows below those of the page.
	moreRows = regexp.MustCompile(`^(?:点击|点我|上拉|下拉|滑动)?(?:加载|显示|查看|获取)更多(?:内容|信息|数据|文章)?[\s.…>》]*$`)
)

// goesUnread is what a list says of further rows to which no address leads: a count of pages or rows, a button of the
// pager that works by a script, a button to load more. It is empty where the list ends with the page.
func (p *page) goesUnread(out *audit.Page) string {
	if out.Kind != audit.KindList || len(out.Entries) == 0 || len(out.Next) > 0 || len(out.Parts) > 0 ||
		p.in.Via.Kind == audit.LinkNext || p.in.Via.Kind == audit.LinkData {
		return ""
	}
	f := p.flat
	text := f.regionText(audit.RegionMain)
	told := false
	for _, m := range pagesTold.FindAllStringSubmatch(text, 3) {
		if n, err := strconv.Atoi(firstOf(m[1:]...)); err == nil {
			if told = true; n > 1 {
				return "page 1 of " + strconv.Itoa(n)
			}
		}
	}
	if m := rowsTold.FindStringSubmatch(text); m != nil && !told {
		if n, err := strconv.Atoi(m[1]); err == nil {
			if told = true; n > len(out.Entries)+2 {
				return strconv.Itoa(len(out.Entries)) + " of " + m[1]
			}
		}
	}
	if told {
		return ""
	}
	for i := range f.els {
		e := &f.els[i]
		if e.region != audit.RegionMain || f.size(i) > 60 || e.tag == "select" {
			continue
		}
		name := f.textOf(i)
		if e.tag == "button" {
			name = innerText(e.node, 60)
		}
		if name = fold(name); moreRows.MatchString(name) && !f.leadsAway(i) {
			return name
		}
		if nextWords.MatchString(name) || lastWords.MatchString(name) {
			m := goesTo.FindStringSubmatch(attr(e.node, "onclick") + " " + attr(e.node, "href"))
			if m != nil && m[1] != "0" && m[1] != "1" {
				return name
			}
		}
	}
	return ""
}

// leadsAway reports whether an element is, or stands in, a link to another page.
func (f *flat) leadsAway(i int) bool {
	for k := range f.links {
		if l := &f.links[k]; l.url != "" && (f.within(i, l.at) || f.within(l.at, i)) {
			return true
		}
	}
	return false
}
