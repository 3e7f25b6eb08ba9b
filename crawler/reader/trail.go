package reader

import (
	"bytes"
	"regexp"
	"strings"

	"mingjing/audit"
)

var (
	trailLabel = regexp.MustCompile(`(?:(?:您|你)\s*)?(?:的\s*)?(?:现在|当前|目前)?\s*(?:所?在)?\s*(?:的\s*)?(?:页面|网页)?(?:位\s*置|栏\s*目)(?:是|为)?\s*[:：∶﹕]?\s*`)
	trailStart = regexp.MustCompile(`[您你]?(?:当前|现在|所在|您的|你的|目前)[^\n]{0,12}?(?:位\s*置|栏\s*目)|(?:^|\n)[ \t]*(?:位置|路径)\s*[:：]`)
	// crumbSeparator stands between steps where no element does.
	crumbSeparator = regexp.MustCompile(`[>»›＞→≫\n\t|｜\\]+|\s[/-]+\s|^\s*[/-]+|[/-]+\s*$|::`)
	cutMark        = regexp.MustCompile(`(?:…|\.\.+)$`)
	plainTrail     = regexp.MustCompile(`(?:^|\n)[ \t]*(?:首页|网站首页|首 页)\s*(?:>|»|›|＞|→)`)
	crumbEnd       = regexp.MustCompile(`^(?:正文|详情|详情页|内容|内容页|信息详情|文章|文章详情|内容详情|浏览文章|文章内容|信息内容|查看|详细信息|详细内容|列表|终端页|细览|细览页|正文内容)$`)
)

// trail is a breadcrumb as found, and where on the page.
type trail struct {
	crumbs []audit.Crumb
	at     int // element, -1 where there is none
	start  int // where its text begins
	end    int // where its text ends
}

// readTrail finds the breadcrumb: by its label, by the class of its box, or by its shape.
func (f *flat) readTrail() trail {
	for _, m := range trailStart.FindAllIndex(f.text, 12) {
		start := m[0]
		for start < m[1] && blank(rune(f.text[start])) {
			start++
		}
		i := f.elementAt(start)
		if i < 0 || f.els[i].region == audit.RegionFooter {
			continue
		}
		for range 5 {
			if crumbs := f.crumbs(i, start); len(crumbs) > 0 {
				return trail{crumbs, i, start, f.trailEnd(start, f.els[i].t1)}
			}
			p := f.els[i].parent
			if p < 0 || f.els[p].t1-start > 900 || f.els[p].tag == "body" {
				break
			}
			i = p
		}
	}
	for i := range f.els {
		e := &f.els[i]
		if e.region != audit.RegionTrail || e.parent >= 0 && f.els[e.parent].region == audit.RegionTrail || clue(e.tag, e.words) != audit.RegionTrail {
			continue
		}
		crumbs := f.crumbs(i, e.t0)
		if len(crumbs) > 1 || len(crumbs) == 1 && crumbs[0].Name == "首页" {
			return trail{crumbs, i, e.t0, e.t1}
		}
	}
	return f.unnamedTrail()
}

// unnamedTrail finds a breadcrumb without label and class: 首页, and a separator right behind it.
func (f *flat) unnamedTrail() trail {
	for _, k := range f.homeLinks() {
		l := &f.links[k]
		rest := strings.TrimLeft(string(f.text[l.t1:min(len(f.text), l.t1+40)]), " \n\t")
		if !strings.HasPrefix(rest, ">") && !strings.HasPrefix(rest, "»") && !strings.HasPrefix(rest, "›") &&
			!strings.HasPrefix(rest, "＞") && !strings.HasPrefix(rest, "/") && !strings.HasPrefix(rest, "→") {
			continue
		}
		i := l.at
		for p := f.els[i].parent; p >= 0 && f.size(p) < 500 && f.linkCount(p) < 12; p = f.els[p].parent {
			i = p
			if f.size(p) > l.t1-l.t0+len("»")+3 {
				break
			}
		}
		if crumbs := f.crumbs(i, l.t0); len(crumbs) > 1 {
			return trail{crumbs, i, l.t0, f.els[i].t1}
		}
	}
	for _, m := range plainTrail.FindAllIndex(f.text, 4) { // without links
		start := m[0]
		for blank(rune(f.text[start])) {
			start++
		}
		if i := f.elementAt(start); i >= 0 && f.size(i) < 300 && f.els[i].region == audit.RegionMain {
			if crumbs := f.crumbs(i, start); len(crumbs) > 1 {
				return trail{crumbs, i, start, f.els[i].t1}
			}
		}
	}
	return trail{at: -1}
}

// crumbs reads the steps within an element from a position on. It is nil where the element is no breadcrumb.
func (f *flat) crumbs(i, start int) []audit.Crumb {
	e := &f.els[i]
	if e.t1-start > 900 || e.l1-e.l0 > 16 {
		return nil
	}
	end := f.trailEnd(start, e.t1)
	if loc := trailLabel.FindIndex(f.text[start:end]); loc != nil && loc[0] == 0 {
		start += loc[1]
	} else if loc != nil && loc[0] < 12 && loc[1] > loc[0] && strings.Contains(string(f.text[start+loc[0]:start+loc[1]]), "位") {
		start += loc[1]
	}
	var crumbs []audit.Crumb
	add := func(text, url string) {
		name := strings.Trim(fold(text), " ：:>»›＞→·-_/|\\[]【】")
		if name == "" || length(name) > 120 || noHeading.MatchString(name) {
			return
		}
		crumbs = append(crumbs, audit.Crumb{Name: name, URL: url})
	}
	between := func(text string) {
		for _, part := range crumbSeparator.Split(text, -1) {
			add(part, "")
		}
	}
	pos := start
	for k := e.l0; k < e.l1; k++ {
		l := &f.links[k]
		if l.t0 < pos || l.t0 >= end {
			continue
		}
		between(string(f.text[pos:l.t0]))
		add(string(f.text[l.t0:l.t1]), l.url)
		pos = l.t1
	}
	between(string(f.text[pos:max(pos, end)]))
	if len(crumbs) > 14 {
		return nil
	}
	return crumbs
}

// trailEnd is where a breadcrumb ends in a cell that holds the list below it too: at the end of its line. A date is
// no step, so a text without one is breadcrumb to its end.
func (f *flat) trailEnd(start, end int) int {
	text := f.text[start:end]
	date := dateMark.FindIndex(text)
	if date == nil {
		return end
	}
	line := bytes.IndexByte(text, '\n')
	if line < 0 || line > date[0] {
		return end
	}
	if steps := crumbSeparator.Split(string(text[:line]), -1); len(steps) > 1 {
		return start + line
	}
	return start + max(line, bytes.LastIndexByte(text[:date[0]], '\n'))
}

// clean drops from a breadcrumb what is no step: label, article, 正文.
func (t trail) clean(title string, article bool) []audit.Crumb {
	var kept []audit.Crumb
	for i, c := range t.crumbs {
		name := c.Name
		if crumbEnd.MatchString(name) || strings.HasSuffix(name, "位置") {
			continue
		}
		if i > 0 && c.URL == "" && isArticleAside(name) {
			continue
		}
		if article && i > 0 && i == len(t.crumbs)-1 && c.URL == "" &&
			(name == title || cut(title, name) || cut(name, title) && (length(name)*2 >= length(title) || cutMark.MatchString(name))) {
			continue
		}
		if n := len(kept); n > 0 && kept[n-1].Name == name {
			continue
		}
		switch name {
		case "网站首页", "首 页", "首页首页", "本站首页", "门户首页":
			if len(kept) == 0 && name == "首 页" {
				c.Name = "首页"
			}
		}
		kept = append(kept, c)
	}
	return kept
}

// isArticleAside tells buttons that stand in the box of a breadcrumb from its steps.
func isArticleAside(name string) bool {
	return strings.HasPrefix(name, "打印") || strings.HasPrefix(name, "字体") || strings.HasPrefix(name, "分享") || strings.HasPrefix(name, "字号") || name == "关闭" || name == "返回"
}
