package reader

import (
	"regexp"
	"strconv"
	"strings"

	"mingjing/audit"
)

var (
	// menuLabel heads the menu beside the content of a page that names it by nothing else.
	menuLabel = regexp.MustCompile(`^[^\p{Han}\w]*(?:本?[栏频]道?目?|内容|信息|专题|站内|本站|分类|快速|二级|子)?(?:栏目|频道|内容|信息|专题|分类)?(?:导航|导读|列表|菜单)[^\p{Han}\w]*$|^[^\p{Han}\w]*(?:相关|其他|其它|下级|子|本级|同级)栏目[^\p{Han}\w]*$`)
	// hotLabel heads lists of what is read most, whatever page it is.
	hotLabel = regexp.MustCompile(`^[^\p{Han}\w]*(?:本[站周月类]|一周|最新|栏目|图文|相关|点击|阅读|浏览|访问|推荐|编辑|站内|信息|文章|新闻|头条)*(?:热点|热门|热文|热读|热榜|推荐|排行榜?|点击榜|TOP\d*)(?:文章|新闻|信息|阅读|关注|内容|资讯|排行榜?|推荐|TOP\d*)*[^\p{Han}\w]*$|^[^\p{Han}\w]*(?:猜你喜欢|大家都在看|延伸阅读|点击量排?行?)[^\p{Han}\w]*$`)
	// freshLabel heads lists that stand beside the content on some pages and are the content on others.
	freshLabel = regexp.MustCompile(`^[^\p{Han}\w]*(?:最新|最近|近期|相关)(?:更新|发布|公开|文章|新闻|信息|内容|动态|资讯|推荐)*[^\p{Han}\w]*$`)
)

// markUnnamedSide finds what stands beside the content of pages laid out by tables or by boxes without telling names:
// menus under a label like 栏目导航, and lists of what is read most.
func (f *flat) markUnnamedSide(l *layout) {
	for i := range f.els {
		e := &f.els[i]
		if e.region != audit.RegionMain || e.l1 != e.l0 || e.t1-e.t0 < 6 || e.t1-e.t0 > 60 {
			continue
		}
		label := fold(f.textOf(i))
		menu, hot := menuLabel.MatchString(label), hotLabel.MatchString(label)
		if !menu && !hot && !freshLabel.MatchString(label) {
			continue
		}
		if cell := f.layoutCell(i); cell >= 0 && f.narrow(cell, l) {
			f.setRegion(cell, audit.RegionSide)
		} else if hot {
			f.markHot(i, l)
		}
	}
}

// layoutCell is the cell of a layout row that a label heads: a cell, or a box beside others, which begins with it.
// It is -1 where nothing stands beside it.
func (f *flat) layoutCell(label int) int {
	for i, n := f.els[label].parent, 0; i > 0 && n < 14 && f.els[i].tag != "body"; i, n = f.els[i].parent, n+1 {
		if before := f.els[label].t0 - f.els[i].t0; before > 3 && f.linkCount(i) > 0 && !f.opensSide(i, label) {
			return -1
		}
		if f.linkCount(i) == 0 {
			continue
		}
		switch f.els[i].tag {
		case "td":
			if f.beside(i) {
				return i
			}
		case "div":
			if floats(attr(f.els[i].node, "style")) && f.beside(i) {
				return i
			}
		}
	}
	return -1
}

// opensSide reports whether all that stands in a box before a label is links, as the menu above a hot list is.
func (f *flat) opensSide(i, label int) bool {
	upto := f.els[label].l0
	linked := f.linked[upto] - f.linked[f.els[i].l0]
	before := f.els[label].t0 - f.els[i].t0
	return before-linked <= 12*(upto-f.els[i].l0)+60
}

func floats(style string) bool {
	style = strings.ToLower(squeeze(style))
	return strings.Contains(style, "float:left") || strings.Contains(style, "float:right") || strings.Contains(style, "inline-block")
}

// beside reports whether a cell or box has siblings of its tag that show something.
func (f *flat) beside(i int) bool {
	parent := f.els[i].parent
	if parent < 0 {
		return false
	}
	for c := f.first(parent); c >= 0; c = f.next(c) {
		if c != i && f.els[c].tag == f.els[i].tag && f.size(c) > 0 {
			return true
		}
	}
	return false
}

// narrow reports whether a cell is the lesser one beside the content: it holds links and labels and hardly any text,
// neither the heading nor the breadcrumb, and another cell is wider or, where no widths are given, has the dated rows.
func (f *flat) narrow(i int, l *layout) bool {
	n := f.linkCount(i)
	if n == 0 || l.holdsHead(i) || f.size(i)-f.linkedSize(i) > 30*n+80 || trailStart.Match(f.text[f.els[i].t0:f.els[i].t1]) {
		return false
	}
	own := width(f, i)
	for c := f.first(f.els[i].parent); c >= 0; c = f.next(c) {
		if c == i || f.els[c].tag != f.els[i].tag || f.size(c) == 0 {
			continue
		}
		if w := width(f, c); own > 0 && (w == 0 && own <= 400 || w > own) {
			return true
		}
		if own == 0 && l.dateCount(i) <= l.dateCount(c) && (l.dateCount(i) == 0 || l.holdsHead(c)) {
			return true
		}
	}
	return false
}

// holdsHead reports whether an element holds the heading of the page or its breadcrumb.
func (l *layout) holdsHead(i int) bool {
	for _, h := range l.heads {
		if l.within(h, i) {
			return true
		}
	}
	return false
}

// width is the width that the markup gives an element, in pixels or percent; 0 where it gives none.
func width(f *flat, i int) int {
	n := f.els[i].node
	s := strings.ToLower(attr(n, "width"))
	if s == "" {
		if m := styleWidth.FindStringSubmatch(strings.ToLower(attr(n, "style"))); m != nil {
			s = m[1]
		}
	}
	percent := strings.HasSuffix(s, "%")
	w, err := strconv.Atoi(strings.TrimRight(s, "%px "))
	if err != nil {
		return 0
	}
	if percent {
		w *= 10
	}
	return w
}

var styleWidth = regexp.MustCompile(`(?:^|[;\s])width\s*:\s*(\d+(?:px|%)?)`)

// markHot puts the list that a label of such lists heads beside the content: the box that holds the label and links
// alone, in a page that has more.
func (f *flat) markHot(label int, l *layout) {
	box := -1
	for i, n := f.els[label].parent, 0; i > 0 && n < 5 && f.els[i].tag != "body"; i, n = f.els[i].parent, n+1 {
		links := f.linkCount(i)
		if f.els[i].t0 < f.els[label].t0-3 || links > 20 || l.holdsHead(i) || f.size(i)-f.linkedSize(i) > 30*links+80 {
			break
		}
		if links > 0 {
			box = i
			if links > 1 {
				break
			}
		}
	}
	if box >= 0 {
		f.setRegion(box, audit.RegionSide)
	}
}
