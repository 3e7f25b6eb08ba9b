package reader

import (
	"bytes"
	"net/url"
	"regexp"
	"sort"
	"strings"
	"unicode"

	"mingjing/audit"
)

// clue is the region that the tag, class and id of an element speak of; empty where they say nothing.
func clue(tag, words string) audit.Region {
	switch tag {
	case "nav":
		return audit.RegionNav
	case "header":
		return audit.RegionHeader
	case "footer":
		return audit.RegionFooter
	case "aside":
		return audit.RegionSide
	case "main", "article":
		return audit.RegionMain
	}
	if words == "" {
		return ""
	}
	switch {
	case hasAny(words, "crumb", "curmb", "dqwz", "weizhi", "mianbao", "site-path", "sitepath", "curpos", "curpath", "dangqian"):
		return audit.RegionTrail
	case hasAny(words, "friend", "youlian", "youqing", "yqlj", "yqlink", "flink", "blogroll"):
		return audit.RegionFriends
	case hasAny(words, "sitemap", "wzdt", "site-map", "webmap"):
		return audit.RegionSitemap
	}
	for _, word := range strings.FieldsFunc(words, func(r rune) bool { return !unicode.IsLetter(r) }) {
		switch {
		case strings.HasPrefix(word, "foot") || strings.HasSuffix(word, "footer") || strings.HasSuffix(word, "foot") ||
			hasAny(word, "copyright", "banquan", "yejiao", "dibu") || word == "bottom" || word == "copy":
			return audit.RegionFooter
		case word == "position" || word == "location" || word == "path" || word == "pos" || word == "place" || word == "mbx" || word == "where":
			return audit.RegionTrail
		case hasAny(word, "sidebar", "sidenav", "leftnav", "leftmenu", "subnav", "navleft", "cebian", "cdl") ||
			strings.HasPrefix(word, "side") || strings.HasPrefix(word, "left") || strings.HasSuffix(word, "left"):
			return audit.RegionSide
		case strings.HasPrefix(word, "nav") || strings.HasSuffix(word, "nav") || hasAny(word, "menu", "daohang", "caidan") ||
			word == "dh" || word == "dhl" || word == "dhlan":
			return audit.RegionNav
		case strings.HasPrefix(word, "header") || word == "head" || word == "top" || word == "topbar" || word == "toolbar" ||
			word == "topnav" || word == "toptool" || word == "logo" || strings.HasPrefix(word, "search") || word == "headbox":
			return audit.RegionHeader
		}
	}
	return ""
}

var (
	// byPlace are class words that tell where a column stands and not what it is.
	byPlace = regexp.MustCompile(`(?:^|[^a-z])left|left(?:$|[^a-z])`)
	// trailName are class words that mean a breadcrumb; the others may mean any place.
	trailName = regexp.MustCompile(`crumb|curmb|dqwz|weizhi|mianbao|path|curpos|dangqian|mbx`)
	// lowerPart are class words that may mean a footer or the lower half of the content.
	lowerPart = regexp.MustCompile(`(?:^|[^a-z])bottom(?:$|[^a-z])`)
)

func hasAny(s string, words ...string) bool {
	for _, word := range words {
		if strings.Contains(s, word) {
			return true
		}
	}
	return false
}

// inherit is the region of an element in a part of the page that has one already.
func inherit(outer, own audit.Region) audit.Region {
	switch outer {
	case audit.RegionFriends, audit.RegionTrail, audit.RegionSitemap:
		return outer
	case audit.RegionFooter:
		if own == audit.RegionFriends || own == audit.RegionSitemap {
			return own
		}
		return outer
	case audit.RegionNav, audit.RegionSide:
		if own == audit.RegionTrail || own == audit.RegionFriends || own == audit.RegionFooter {
			return own
		}
		return outer
	case audit.RegionHeader:
		if own == audit.RegionSide {
			return audit.RegionNav
		}
		if own == "" {
			return outer
		}
		return own
	}
	if own == "" {
		return outer
	}
	return own
}

var dateMark = regexp.MustCompile(`(?:19|20)\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}`)

// layout is what the sizes of a page's parts are measured by.
type layout struct {
	*flat
	dates  []int // where dates stand in the text
	feet   []int // where words of footers do
	heads  []int // elements that stand at the top of a page's content: its heading and its breadcrumb
	unread int   // text outside links
}

// besideMenu reports whether an element that is named by its place alone, as the left one of two columns, holds the
// content of the page, and the menu is the other: it has the heading or the breadcrumb, or dated rows or text of which
// the other has less.
func (l *layout) besideMenu(i int) bool {
	if from := sort.SearchInts(l.heads, i); from < len(l.heads) && l.heads[from] < l.els[i].end {
		return true
	}
	weight := func(i int) int { return l.dateCount(i)*100 + l.size(i) - l.linkedSize(i) }
	own := weight(i)
	if l.dateCount(i) == 0 && own < 300 {
		return false
	}
	other := l.next(i)
	for other >= 0 && l.size(other) == 0 {
		other = l.next(other)
	}
	return other < 0 || own > weight(other)
}

// denies reports whether what an element holds speaks against the region that its class names: the top of an article
// is no header of the page, its foot no footer, and the left one of two columns may be the content. Behind the
// breadcrumb there is no header of the page any more.
func (l *layout) denies(i int, own audit.Region, trailSeen bool) bool {
	words := l.els[i].words
	switch own {
	case audit.RegionHeader:
		return trailSeen || l.datedRows(i) || l.headsArticle(i)
	case audit.RegionFooter:
		// The lower part of a page, whose footer is another, may be named like one.
		lower := lowerPart.MatchString(words) && l.linkCount(i) > 2 && len(l.feet) > 0 && !l.hasFoot(i)
		return lower || l.leadsToFiles(i) || l.datedRows(i)
	case audit.RegionSide:
		return byPlace.MatchString(words) && l.besideMenu(i)
	}
	return false
}

// headsArticle reports whether an element is the top of an article and not of the page: dates with their labels, or
// what else stands below a title.
func (l *layout) headsArticle(i int) bool {
	if l.dateCount(i) == 0 || l.size(i) > 3000 {
		return false
	}
	text := l.text[l.els[i].t0:l.els[i].t1]
	return publishedLabel.Match(text) || formedLabel.Match(text) || articleTools.Match(text)
}

// datedRows reports whether nearly every link of an element has a date beside it, as no search box or footer has.
func (l *layout) datedRows(i int) bool {
	n := l.dateCount(i)
	return l.linkCount(i) > 0 && n*3 >= l.linkCount(i)*2 && !l.hasFoot(i)
}

func (l *layout) dateCount(i int) int { return l.count(l.dates, i) }

// hasFoot reports whether an element holds words of a footer.
func (l *layout) hasFoot(i int) bool { return l.count(l.feet, i) > 0 }

// count is how many of some places in the text an element covers.
func (l *layout) count(places []int, i int) int {
	from := sort.SearchInts(places, l.els[i].t0)
	return sort.SearchInts(places, l.els[i].t1) - from
}

// holdsMain reports whether an element holds what the visitor came for, whatever its class says.
func (l *layout) holdsMain(i int) bool {
	if l.linkCount(i) > 4 && l.dateCount(i) >= 5 {
		return true
	}
	plain := l.size(i) - l.linkedSize(i)
	return plain > 600 && plain*5 > l.unread*2
}

// markRegions tells for every element which part of the page it stands in.
func (f *flat) markRegions() {
	l := &layout{flat: f}
	for _, m := range dateMark.FindAllIndex(f.text, 20000) {
		l.dates = append(l.dates, m[0])
	}
	for _, m := range footerWords.FindAllIndex(f.text, 2000) {
		l.feet = append(l.feet, m[0])
	}
	if len(f.els) > 0 {
		l.unread = len(f.text) - f.linked[len(f.links)]
	}
	known := map[string]audit.Region{}
	clues := make([]audit.Region, len(f.els))
	for i := range f.els {
		e := &f.els[i]
		key := e.tag + " " + e.words
		own, ok := known[key]
		if !ok {
			own = clue(e.tag, e.words)
			known[key] = own
		}
		clues[i] = own
		if e.tag == "h1" && f.size(i) >= 24 || f.size(i) > 0 && own == audit.RegionTrail && e.l1-e.l0 > 1 {
			l.heads = append(l.heads, i)
		}
	}
	homeLinks := f.homeLinks()
	navSeen, trailSeen := false, false
	for i := range f.els {
		e := &f.els[i]
		own := clues[i]
		outer := audit.RegionMain
		if e.parent >= 0 {
			outer = f.els[e.parent].region
		}
		switch own {
		case audit.RegionTrail:
			if f.size(i) > 600 || f.size(i) == 0 || e.l1-e.l0 > 14 || !trailName.MatchString(e.words) && !readsLikeTrail(f.textOf(i)) {
				own = ""
			}
			trailSeen = trailSeen || own != "" && e.l1-e.l0 > 1
		case audit.RegionHeader, audit.RegionFooter, audit.RegionSide:
			if l.holdsMain(i) || e.tag == "body" || e.tag == "html" || l.denies(i, own, trailSeen) {
				own = ""
			}
		case audit.RegionNav:
			if l.holdsMain(i) || e.tag == "body" || hasAny(e.words, "page", "pag", "tab") || l.datedRows(i) {
				own = ""
				break
			}
			if e.l1 > e.l0 && (outer == audit.RegionMain || outer == audit.RegionHeader) {
				from := sort.SearchInts(homeLinks, e.l0)
				home := from < len(homeLinks) && homeLinks[from] < e.l1
				if outer == audit.RegionMain && !home && navSeen {
					own = audit.RegionSide
				}
				navSeen = navSeen || home || e.l1-e.l0 >= 4
			}
		}
		e.region = inherit(outer, own)
	}
	f.markFooter(l)
	f.markFriends()
	f.markUnnamedNav(homeLinks, l)
	f.markUnnamedSide(l)
	for i := range f.links {
		l := &f.links[i]
		l.region = f.els[l.at].region
		if l.neighbour = f.neighbour(i); l.neighbour && l.region == audit.RegionMain {
			l.region = audit.RegionSide // a sibling of the page
		}
	}
}

// homeLinks lists the links named 首页, by index.
func (f *flat) homeLinks() []int {
	var found []int
	for i := range f.links {
		switch f.links[i].text {
		case "首页", "网站首页", "首 页", "主页", "返回首页", "门户首页", "本站首页":
			found = append(found, i)
		}
	}
	return found
}

var footerWords = regexp.MustCompile(`ICP备|ICP证|公网安备|网站标识码|版权所有|主办单位|Copyright|copyright|©`)

// markFooter finds the footer by its words where no class names it, and all that follows it.
func (f *flat) markFooter(l *layout) {
	m := footerWords.FindAllIndex(f.text, 8)
	if m == nil || len(f.els) == 0 {
		return
	}
	for _, at := range m {
		if at[0]*3 < len(f.text)*2 && len(f.text)-at[0] > 6000 {
			continue // too early on the page to be its end
		}
		i := f.elementAt(at[0])
		if i < 0 {
			continue
		}
		if f.els[i].region == audit.RegionFooter {
			return // a class names it
		}
		for p := f.els[i].parent; p > 0; p = f.els[p].parent {
			if f.size(p) > 1500 || f.linkCount(p) > 40 || l.holdsMain(p) || f.els[p].tag == "body" || hasHeading(f, p) || f.holdsTop(p) || f.holdsColumns(p, i) {
				break
			}
			i = p
		}
		f.setRegion(i, audit.RegionFooter)
		return
	}
}

// leadsToFiles reports whether a part of the page has documents to load.
func (f *flat) leadsToFiles(i int) bool {
	for k := f.els[i].l0; k < min(f.els[i].l1, f.els[i].l0+50); k++ {
		if isFile(f.links[k].href) {
			return true
		}
	}
	return false
}

// footerLinks are names of links that stand in footers.
var footerLinks = regexp.MustCompile(`地图|联系|关于|声明|隐私|备案|ICP|公安|版权|无障碍|适老|长者|机关|找错|纠错|主办|承办|支持|收藏|首页|顶部|English|邮箱|管理|登录|微博|微信|客户端|帮助|投稿|统计|导航|访问|标识`)

// holdsColumns reports whether a part of the page holds, before the footer within it, links to columns of the site,
// and so more than a footer.
func (f *flat) holdsColumns(outer, footer int) bool {
	n := 0
	for k := f.els[outer].l0; k < f.els[footer].l0; k++ {
		l := &f.links[k]
		if l.text != "" && !strings.HasPrefix(strings.TrimSpace(l.href), "http") && !footerLinks.MatchString(l.text) {
			n++
		}
	}
	return n >= 2
}

// holdsTop reports whether a part of the page holds what stands above the content, and so more than a footer.
func (f *flat) holdsTop(i int) bool {
	for j := i; j < f.els[i].end; j++ {
		switch f.els[j].region {
		case audit.RegionNav, audit.RegionHeader, audit.RegionTrail, audit.RegionSide:
			if f.size(j) > 0 {
				return true
			}
		}
	}
	return false
}

func hasHeading(f *flat, i int) bool {
	for j, n := i, 0; j < f.els[i].end && n < 300; j, n = j+1, n+1 {
		if f.els[j].tag == "h1" {
			return true
		}
	}
	return false
}

// elementAt is the innermost element whose text covers a position.
func (f *flat) elementAt(pos int) int {
	// Elements are in document order, so the last one that starts at or before pos and ends behind it is innermost.
	i := sort.Search(len(f.els), func(i int) bool { return f.els[i].t0 > pos }) - 1
	for i >= 0 && f.els[i].t1 <= pos {
		i = f.els[i].parent
		if i < 0 {
			break
		}
	}
	return i
}

// setRegion gives a whole part of the page a region, but for friendly links within.
func (f *flat) setRegion(i int, r audit.Region) {
	for j := i; j < f.els[i].end; j++ {
		if f.els[j].region != audit.RegionFriends {
			f.els[j].region = r
		}
	}
}

var friendWords = regexp.MustCompile(`友情链接|友好链接|相关链接|网站链接|快速链接|链接导航|常用链接|网站群|区县网站|市县网站|部门网站`)

// markFriends finds the blocks that carry the label of friendly links.
func (f *flat) markFriends() {
	for _, m := range friendWords.FindAllIndex(f.text, 20) {
		behind := f.text[m[1]:min(len(f.text), m[1]+12)]
		if !bytes.HasPrefix(behind, []byte("：")) && !bytes.HasPrefix(behind, []byte(":")) && bytes.IndexByte(behind, '\n') < 0 && m[1]+12 < len(f.text) {
			continue // a sentence, not a label
		}
		i := f.elementAt(m[0])
		if i < 0 || f.size(i) > 120 {
			continue
		}
		if f.els[i].region == audit.RegionNav || f.els[i].region == audit.RegionTrail {
			continue
		}
		for p := f.els[i].parent; p > 0 && f.els[p].tag != "body"; p = f.els[p].parent {
			i = p
			if f.linkCount(p) > 2 {
				break
			}
		}
		// Most of them lead to other hosts; a block that does not is a column that bears the name.
		away := 0
		for _, link := range f.links[f.els[i].l0:f.els[i].l1] {
			if f.leavesHost(link.href) {
				away++
			}
		}
		if n := f.linkCount(i); n > 0 && away*2 > n && n < 400 {
			for j := i; j < f.els[i].end; j++ {
				f.els[j].region = audit.RegionFriends
			}
		}
	}
}

// leavesHost reports whether a reference leads to another host than the page's.
func (f *flat) leavesHost(ref string) bool {
	u, err := url.Parse(strings.TrimSpace(ref))
	return err == nil && u.Host != "" && (f.base == nil || !strings.EqualFold(u.Host, f.base.Host))
}

// markUnnamedNav finds a navigation that no class names: a row of short links, 首页 among them, that is no breadcrumb.
func (f *flat) markUnnamedNav(homeLinks []int, l *layout) {
	for _, link := range homeLinks[:min(len(homeLinks), 4)] {
		i := f.links[link].at
		if f.els[i].region != audit.RegionMain {
			continue
		}
		for p := f.els[i].parent; p > 0; p = f.els[p].parent {
			n := f.linkCount(p)
			if n == 1 {
				i = p
				continue
			}
			if n < 3 || n < 5 && !f.cells(p) || f.size(p) > 60*n || l.dateCount(p) > 1 || f.size(p)-f.linkedSize(p) > 6*n+20 || hasTrailMark(f.textOf(p)) {
				break
			}
			i = p
			if f.els[p].tag == "ul" || f.els[p].tag == "table" {
				break
			}
		}
		if f.linkCount(i) >= 5 || f.cells(i) {
			f.setRegion(i, audit.RegionNav)
		}
	}
}

// cells reports whether an element is a row, or a list, of three short links or more, each in a cell of its own, and of
// nothing else.
func (f *flat) cells(i int) bool {
	for c := f.first(i); c >= 0 && f.els[c].end == f.els[i].end; c = f.first(i) { // a lone child
		i = c
	}
	n := 0
	for c := f.first(i); c >= 0; c = f.next(c) {
		if f.size(c) == 0 {
			continue
		}
		if tag := f.els[c].tag; tag != "td" && tag != "li" && tag != "dd" {
			return false
		}
		if f.linkCount(c) != 1 || f.size(c) > 40 || f.size(c)-f.linkedSize(c) > 4 {
			return false
		}
		n++
	}
	return n >= 3
}

func readsLikeTrail(s string) bool { return hasTrailMark(s) || strings.Contains(s, "首页") }

func hasTrailMark(s string) bool {
	return strings.Contains(s, "位置") || strings.Contains(s, ">") || strings.Contains(s, "»") || strings.Contains(s, "›")
}
