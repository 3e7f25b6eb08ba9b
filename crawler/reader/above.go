package reader

import (
	"bytes"
	"regexp"
	"strings"

	"mingjing/audit"
)

// heading is what a link stands under, innermost first.
type heading struct {
	name  string
	outer *heading
	depth int
}

const (
	maxAbove    = 6  // headings kept for a link
	maxHeading  = 66 // characters of a heading
	headingSize = 3 * maxHeading
)

func under(outer *heading, name string) *heading {
	if name == "" || outer != nil && outer.name == name {
		return outer
	}
	depth := 1
	if outer != nil {
		if outer.depth >= 12 {
			return outer
		}
		depth = outer.depth + 1
	}
	return &heading{name, outer, depth}
}

// names lists the headings, outermost first, without the name of the link itself.
func (h *heading) names(own string) []string {
	var names []string
	for ; h != nil; h = h.outer {
		if h.name != own {
			names = append(names, h.name)
		}
	}
	for i, j := 0, len(names)-1; i < j; i, j = i+1, j-1 {
		names[i], names[j] = names[j], names[i]
	}
	if len(names) > maxAbove {
		names = names[len(names)-maxAbove:]
	}
	return names
}

// level is a heading in force among siblings.
type level struct {
	rank   int
	name   string
	region audit.Region
}

// weak is the rank of a line that only its place makes a heading: it heads the next block and no more.
const weak = 8

// markAbove tells for every element and link what it stands under.
func (f *flat) markAbove() {
	panels := map[int]string{} // names of tab panels
	f.tabRow = map[int]bool{}
	for i := range f.els {
		e := &f.els[i]
		if names := panels[i]; names != "" {
			for name := range strings.SplitSeq(names, "\n") {
				e.above = under(e.above, name)
			}
		}
		switch {
		case e.tag == "table":
			f.tableAbove(i, panels)
		case f.linkCount(i) == 0:
			continue
		}
		f.tabAbove(i, panels)
		f.childrenAbove(i)
	}
	for i := range f.links {
		if !f.links[i].neighbour { // what heads the article does not head the next one
			f.links[i].above = f.els[f.links[i].at].above
		}
	}
}

// childrenAbove hands an element's headings on to its children, with those that stand between them.
func (f *flat) childrenAbove(i int) {
	var levels []level
	if c := f.first(i); c >= 0 && containerTag(f.els[c].tag) {
		if lead := f.text[f.els[i].t0:f.els[c].t0]; len(lead) > 0 && len(lead) <= headingSize {
			if name := headingName(fold(string(lead))); name != "" {
				levels = append(levels, level{weak, name, f.els[i].region})
			}
		}
	}
	for c := f.first(i); c >= 0; c = f.next(c) {
		rank := f.headingRank(c)
		if rank > 0 {
			for len(levels) > 0 && levels[len(levels)-1].rank >= rank {
				levels = levels[:len(levels)-1]
			}
		}
		above := f.els[i].above
		for _, l := range levels {
			if l.region == f.els[c].region {
				above = under(above, l.name)
			}
		}
		f.els[c].above = above
		if n := len(levels); rank == 0 && n > 0 && levels[n-1].rank == weak && f.linkCount(c) > 0 {
			levels = levels[:n-1]
		}
		if rank > 0 {
			if name := f.nameOfHeading(c); name != "" {
				levels = append(levels, level{rank, name, f.els[c].region})
			}
		}
	}
}

func containerTag(tag string) bool {
	switch tag {
	case "ul", "ol", "dl", "div", "table", "section", "nav", "menu", "center":
		return true
	}
	return false
}

// headingRank tells whether an element is the heading of the siblings behind it, and of which rank; 0 is none.
func (f *flat) headingRank(i int) int {
	e := &f.els[i]
	if n := f.size(i); n == 0 || n > headingSize {
		return 0
	}
	switch e.region {
	case audit.RegionTrail, audit.RegionFooter, audit.RegionFriends, audit.RegionHeader:
		return 0
	}
	next := f.next(i)
	for ; next >= 0 && (f.els[next].tag == "br" || f.els[next].tag == "hr" || f.els[next].tag == "img"); next = f.next(next) {
	}
	if next < 0 {
		return 0
	}
	switch e.tag {
	case "h1", "h2", "h3", "h4", "h5", "h6":
		return int(e.tag[1] - '0')
	case "dt":
		return 7
	case "div", "p", "span", "strong", "b", "a", "em", "i", "font", "header", "legend", "label", "center", "section":
	default:
		return 0
	}
	if f.linkCount(i) > 2 || f.tabRow[i] {
		return 0
	}
	n := &f.els[next]
	if n.tag == e.tag && n.words == e.words {
		return 0 // one of a row of equals
	}
	if !containerTag(n.tag) || f.linkCount(next) == 0 && f.next(next) < 0 {
		return 0
	}
	if f.linkCount(next) == 0 { // perhaps an empty box between
		if after := f.next(next); after < 0 || f.linkCount(after) == 0 {
			return 0
		}
	}
	if hasAny(e.words, "tit", "head", "hd", "name", "bt", "lm", "classify") {
		return 7
	}
	if bytes.ContainsAny(bytes.Trim(f.text[e.t0:e.t1], " \n\t"), "\n\t") {
		return 0
	}
	return weak
}

// nameOfHeading is the heading's text without the 更多 beside it.
func (f *flat) nameOfHeading(i int) string {
	text := f.textOf(i)
	for _, link := range f.links[f.els[i].l0:f.els[i].l1] {
		if moreWords.MatchString(link.text) {
			text = strings.Replace(text, string(f.text[link.t0:link.t1]), "\n", 1)
		}
	}
	if name := headingName(fold(text)); name != "" {
		return name
	}
	return ""
}

var (
	moreWords   = regexp.MustCompile(`(?i)^[\[【+>》]*\s*(?:查看)?(?:更多|more|全部|详细|详情|进入)\s*[>》+\]】.…]*$|^[>》+]+$`)
	noHeading   = regexp.MustCompile(`^[\d\s./:：年月日\-—|>＞»·.…（）()\[\]]*$`)
	yearHeading = regexp.MustCompile(`^(?:19|20)\d{2}\s*年$`)
	sourceLine  = regexp.MustCompile(`(?:来源|时间|日期|作者|字号|浏览次数|点击)\s*[:：]`)
	headingTrim = "：: >＞»|·•◆●■★▪►▶-—"
)

// headingName cleans the text of a heading; it is empty for what names nothing.
func headingName(s string) string {
	s = strings.Trim(s, headingTrim)
	if length(s) > maxHeading || noHeading.MatchString(s) && !yearHeading.MatchString(s) || moreWords.MatchString(s) || strings.Contains(s, "位置") ||
		fullDate.MatchString(s) || sourceLine.MatchString(s) || neighbours.MatchString(s) || toolWords.MatchString(s) {
		return ""
	}
	switch s {
	case "首页", "网站首页", "首 页", "主页", "搜索", "搜 索", "登录", "关闭", "打印", "分享", "返回", "导航", "菜单":
		return ""
	}
	return s
}

// tabAbove finds tabs among an element's children: a row of titles and as many panels behind it.
func (f *flat) tabAbove(i int, panels map[int]string) {
	for c := f.first(i); c >= 0; c = f.next(c) {
		if f.size(c) == 0 || f.size(c) > 3000 {
			continue
		}
		row := c
		for n := f.first(row); n >= 0 && f.els[n].end == f.els[row].end; n = f.first(row) { // a lone child
			row = n
		}
		titles := f.shortChildren(row)
		if len(titles) < 2 || !f.tabHint(i, row) {
			continue
		}
		if f.namePanels(c, titles, panels) {
			f.tabRow[c] = true
		}
	}
}

// shortChildren lists the children of an element, where they are of one tag and none holds more than a title; else nothing.
func (f *flat) shortChildren(i int) []int {
	var children []int
	for c := f.first(i); c >= 0; c = f.next(c) {
		if f.els[c].tag == "br" || f.els[c].tag == "input" {
			continue
		}
		if f.size(c) > headingSize || f.linkCount(c) > 1 || len(children) >= 80 {
			return nil
		}
		if f.size(c) == 0 {
			continue
		}
		if len(children) > 0 && f.els[c].tag != f.els[children[0]].tag {
			return nil // a block with a heading and what it says
		}
		children = append(children, c)
	}
	return children
}

func (f *flat) tabHint(outer, row int) bool {
	if hasAny(f.els[row].words+" "+f.els[f.els[row].parent].words, "tab", "hd", "qh", "menu", "tit", "nav", "switch", "slide", "classify") || tabWords(f.els[outer].words) {
		return true
	}
	for c := f.first(row); c >= 0; c = f.next(c) {
		n := f.els[c].node
		if hasAttr(n, "onmouseover") || hasAttr(n, "onclick") || hasAttr(n, "data-id") || hasAttr(n, "data-tab") || hasAttr(n, "data-target") {
			return true
		}
	}
	return false
}

// namePanels matches titles with the panels behind the row: the children of the next sibling, or the next siblings.
func (f *flat) namePanels(at int, titles []int, panels map[int]string) bool {
	next := f.next(at)
	if next < 0 {
		return false
	}
	var boxes []int
	for c := f.first(next); c >= 0 && len(boxes) <= len(titles); c = f.next(c) {
		if f.els[c].tag != "br" {
			boxes = append(boxes, c)
		}
	}
	if len(boxes) != len(titles) || !f.panelLike(boxes) {
		boxes = boxes[:0]
		for c := next; c >= 0 && len(boxes) < len(titles); c = f.next(c) {
			boxes = append(boxes, c)
		}
		if len(boxes) != len(titles) || !f.panelLike(boxes) {
			return false
		}
	}
	for k, box := range boxes {
		if panels[box] == "" {
			panels[box] = headingName(fold(f.textOf(titles[k])))
		}
	}
	return true
}

// panelLike reports whether boxes hold lists of links and are of one make.
func (f *flat) panelLike(boxes []int) bool {
	links := 0
	for _, b := range boxes {
		e := &f.els[b]
		if e.tag != f.els[boxes[0]].tag || stateless(attr(e.node, "class")) != stateless(attr(f.els[boxes[0]].node, "class")) {
			return false
		}
		switch e.tag {
		case "div", "ul", "ol", "dl", "table", "section":
		case "li", "dd":
			if f.linkCount(b) == 1 && f.size(b) < headingSize {
				return false
			}
		default:
			return false
		}
		links += f.linkCount(b)
	}
	return links > 0
}

// idleLink is the text of a link that does not say what it leads to.
var idleLink = regexp.MustCompile(`^[\[【(（]?(?:请?点击|点此)?(?:查看|进入|链接|打开|访问|浏览|详情|更多|下载|跳转)*(?:详情|链接|更多|此处|这里)?[\]】)）>》]*$`)

// tableAbove puts the links of a table under the cells to their left that head a row or several.
func (f *flat) tableAbove(table int, names map[int]string) {
	type head struct {
		name string
		left int
	}
	var carried []head // by column
	section := ""
	for i := table + 1; i < f.els[table].end; i++ {
		if f.els[i].tag == "table" {
			i = f.els[i].end - 1
			continue
		}
		if f.els[i].tag != "tr" {
			continue
		}
		column := 0
		var row, cells []string // what heads the row; that and what its other cells say
		if name := f.sectionHead(i); name != "" {
			section = name
		} else if section != "" {
			row, cells = append(row, section), append(cells, section)
		}
		take := func() {
			for column < len(carried) && carried[column].left > 0 {
				carried[column].left--
				row = append(row, carried[column].name)
				cells = append(cells, carried[column].name)
				column++
			}
		}
		for c := f.first(i); c >= 0; c = f.next(c) {
			if f.els[c].tag != "td" && f.els[c].tag != "th" {
				continue
			}
			take()
			if above := row; f.linkCount(c) > 0 {
				if idleLink.MatchString(fold(f.textOf(c))) {
					above = cells // the link says nothing: what stands beside it is its name
				}
				if len(above) > 0 {
					names[c] = strings.Join(above, "\n")
				}
			}
			name := ""
			rows := span(f.els[c].node, "rowspan")
			if n := f.size(c); n > 0 && n <= 90 && (rows > 1 || f.els[c].tag == "th" || column == 0 && f.linkCount(c) == 0) {
				name = headingName(fold(f.textOf(c)))
			}
			for range min(span(f.els[c].node, "colspan"), 8) {
				if column < 64 {
					for len(carried) <= column {
						carried = append(carried, head{})
					}
					carried[column] = head{name, rows - 1}
				}
				column++
			}
			if name != "" {
				row = append(row, name)
			}
			if n := f.size(c); n > 0 && n <= headingSize && f.linkCount(c) == 0 && len(cells) < maxAbove {
				if cell := headingName(fold(f.textOf(c))); cell != "" {
					cells = append(cells, cell)
				}
			}
		}
		take()
	}
}

// sectionHead is the name that a row of a table gives the rows below it: the one text of the row, set in bold or on a
// ground of its own, with no more beside it than 更多.
func (f *flat) sectionHead(tr int) string {
	name := ""
	set := hasAttr(f.els[tr].node, "bgcolor") || hasAttr(f.els[tr].node, "background")
	for c := f.first(tr); c >= 0; c = f.next(c) {
		switch {
		case f.size(c) == 0:
		case f.linkCount(c) == 1 && moreWords.MatchString(fold(f.textOf(c))):
		case f.linkCount(c) > 0 || name != "" || f.size(c) > 90:
			return ""
		default:
			if name = headingName(fold(f.textOf(c))); name == "" {
				return ""
			}
			set = set || f.els[c].tag == "th" || hasAttr(f.els[c].node, "bgcolor") || hasAttr(f.els[c].node, "background")
			for d := c + 1; d < f.els[c].end; d++ {
				set = set || f.els[d].tag == "b" || f.els[d].tag == "strong"
			}
		}
	}
	if !set {
		return ""
	}
	return name
}
