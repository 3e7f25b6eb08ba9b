package reader

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"mingjing/audit"
)

// readPage reads a page of HTML.
func (p *page) readPage(text []byte, out *audit.Page) {
	comments := p.prepare(text)
	p.open()
	groups := p.flat.findGroups()
	m := p.meta
	out.SiteName, out.SiteCode, out.Metas = m.values["sitename"], m.siteCode(), m.standard()
	out.Refresh = p.refresh()

	next := p.readNext()
	entries := p.flat.chooseEntries(groups, len(next) > 0, false)
	if len(entries) == 0 {
		grafted := false
		for _, c := range comments {
			if markup := swallowed(c.Data); markup != "" && c.Parent != nil {
				insertAfter(c, markup)
				grafted = true
			}
		}
		if grafted {
			p.open()
			groups = p.flat.findGroups()
			next = p.readNext()
			entries = p.flat.chooseEntries(groups, len(next) > 0, false)
		}
	}
	f := p.flat
	p.bodyAt = f.findBody()
	p.tables = f.readTables()
	p.markRows(groups)
	block := f.findTitle(m)
	trail := f.readTrail()
	crumbs := trail.crumbs
	for _, fam := range families {
		if fam.crumbs != nil && len(crumbs) < 2 {
			if c := fam.crumbs(p); len(c) > 0 {
				crumbs = c
			}
		}
	}
	if trail.at >= 0 {
		for k := f.els[trail.at].l0; k < f.els[trail.at].l1; k++ {
			if f.links[k].t0 < trail.end {
				f.links[k].region = audit.RegionTrail
			}
		}
	}

	inline := p.inlineData()
	kind := p.kind(groups, entries, inline, next, block, crumbs)
	if kind == audit.KindArticle {
		entries, next = nil, p.articlePages(next)
	} else if len(inline.entries) > len(entries) && len(inline.entries) > 0 {
		entries = inline.entries
	}
	switch {
	case kind == audit.KindHome:
		entries, next = nil, nil
	}
	out.Kind, out.Entries, out.Next, out.Tables = kind, entries, next, p.tables

	p.names(out, block, audit.KindArticle == kind, trail, crumbs)
	if kind == audit.KindArticle || kind == audit.KindCatalogue {
		out.Published = p.readPublished(block.at, p.bodyAt)
		out.Formed = p.readFormed(p.bodyAt)
	} else if kind == audit.KindOther && p.bodyAt >= 0 {
		out.Formed = p.readFormed(p.bodyAt)
	}

	body := -1
	if kind != audit.KindList && kind != audit.KindHome {
		body = p.bodyAt
	}
	out.Text = f.mainText(body, trail)
	for _, fam := range families {
		if fam.detail != nil {
			fam.detail(p, out)
		}
	}
	p.sitemap(out.Title)
	if kind == audit.KindArticle || kind == audit.KindCatalogue && block.text == out.Title {
		p.title = out.Title
	}
	if kind == audit.KindArticle {
		p.forgetRows(groups)
	}
	out.Links = append(p.readLinks(nil), inline.links...)
	out.Links = append(out.Links, p.menuScripts()...)
	taken := map[string]bool{}
	for i := range entries {
		taken[entries[i].URL] = true
	}
	out.Files = append(out.Files, p.readFiles(taken)...)
	out.Pictures = p.readPictures(body)
	if kind == audit.KindHome {
		out.Pictures = p.words(out.Pictures)
	}
	found := p.readParts()
	if len(entries) == 0 && kind != audit.KindArticle && kind != audit.KindHome {
		found.fromFiles()
	}
	if kind != audit.KindArticle || length(out.Text) < 200 { // an article that can be read is whole
		out.Parts = found.list
	}
	p.conclude(out, found, length(f.mainNotice()), len(inline.links) > 0 || p.state != nil && p.state.main.Len() > 0)
	p.needWriters(out)
}

// kind settles what kind of page it is.
func (p *page) kind(groups []*group, entries []audit.Entry, inline *harvest, next []audit.Link, block titleBlock, crumbs []audit.Crumb) audit.PageKind {
	for _, t := range p.tables {
		if isCatalogue(t) {
			return audit.KindCatalogue
		}
	}
	dated := 0
	for _, g := range groups {
		if g.documents() && g.region == audit.RegionMain && !g.aside {
			dated += g.dated
		}
	}
	if p.isHome(crumbs) {
		return audit.KindHome
	}
	article, list := 0, 0
	add := func(score *int, n int, when bool) {
		if when {
			*score += n
		}
	}
	f := p.flat
	outside := func(pos int) bool { return p.outsideRows(pos) }
	_, labelled := f.labelled(publishedLabel, outside)
	plain := 0
	if p.bodyAt >= 0 {
		plain = f.size(p.bodyAt) - f.linkedSize(p.bodyAt)
	}
	title := p.meta.articleTitle()
	add(&article, 4, title != "" && title != p.meta.column())
	add(&article, 1, p.meta.values["pubdate"] != "")
	add(&article, 3, labelled)
	add(&article, 2, block.at >= 0)
	add(&article, 2, p.ownHeading(block, crumbs))
	add(&article, 2, p.dateBelow(block.at))
	add(&article, 2, plain > 200)
	add(&article, 2, plain > 1000)
	add(&article, 2, articleTools.Match(f.text))
	add(&article, 2, neighbours.Match(f.text))
	if p.self != nil {
		add(&article, 2, documentPath.MatchString(p.self.Path) && !columnPath.MatchString(p.self.Path))
		add(&list, 1, columnPath.MatchString(p.self.Path))
	}
	add(&list, 2, dated >= 1)
	add(&list, 2, dated >= 4)
	add(&list, 2, dated >= 8)
	add(&list, 3, len(next) > 0)
	add(&list, 8, len(inline.entries) > 2 && title == "")
	add(&list, 4, p.storeRecords("") > 0 && title == "")
	add(&list, 2, title == "" && p.meta.column() != "")
	add(&list, 1, len(entries) >= 5)
	add(&list, 6, title == "" && !labelled && p.rowsAlone(dated))
	switch {
	case article > list && article >= 4:
		return audit.KindArticle
	case len(entries) > 0 || len(inline.entries) > 0 || len(next) > 0:
		return audit.KindList
	case article >= 4:
		return audit.KindArticle
	}
	return audit.KindOther
}

// ownHeading reports whether the page has a heading that its title element begins with and that none of the columns it
// belongs to bears: columns are headed by their own name.
func (p *page) ownHeading(block titleBlock, crumbs []audit.Crumb) bool {
	heading := squeeze(block.text)
	if block.at < 0 || len(crumbs) < 2 || length(heading) < 8 || !strings.HasPrefix(squeeze(p.meta.title), heading) {
		return false
	}
	for _, c := range crumbs {
		if squeeze(c.Name) == heading {
			return false
		}
	}
	return p.flat.els[block.at].tag == "h1" && p.flat.linkCount(block.at) == 0
}

// rowsAlone reports whether dated rows, be it one, are all that the main part has to show besides headings: no date, no
// tool of an article and hardly any text stands outside of them.
func (p *page) rowsAlone(dated int) bool {
	if dated == 0 {
		return false
	}
	f := p.flat
	var b strings.Builder
	pos, rows := 0, 0
	for i := 0; i < len(f.els); {
		e := &f.els[i]
		row := p.rowAt[i] && e.l1 > e.l0 && e.region == audit.RegionMain
		if !row && e.region == audit.RegionMain {
			i++
			continue
		}
		if e.t0 > pos {
			b.Write(f.text[pos:e.t0])
		}
		if row {
			for k := e.l0; k < e.l1; k++ {
				if isFile(f.links[k].href) {
					return false
				}
			}
			rows++
		}
		pos = max(pos, e.t1)
		i = e.end
	}
	if pos < len(f.text) {
		b.Write(f.text[pos:])
	}
	rest := b.String()
	return rows > 0 && length(squeeze(rest)) <= 160 && !fullDate.MatchString(rest) && !articleTools.MatchString(rest) && !neighbours.MatchString(rest)
}

// dateBelow reports whether a date stands for itself right below the title, before any link.
func (p *page) dateBelow(title int) bool {
	if title < 0 {
		return false
	}
	start := p.flat.els[title].t1
	end := min(len(p.flat.text), start+300)
	for k := range p.flat.links {
		if l := &p.flat.links[k]; l.t0 >= start && length(l.text) >= 4 {
			end = min(end, l.t0)
			break
		}
	}
	for i := range p.rowAt { // a date before the title of a row is the row's
		if e := &p.flat.els[i]; e.t1 > start && p.flat.linkCount(i) > 0 {
			end = min(end, max(start, e.t0))
		}
	}
	_, ok := p.flat.loneDate(start, end)
	return ok
}

var (
	articleTools = regexp.MustCompile(`字\s*[体号]|浏览次数|阅读次数|点击数|打印本页|关闭(?:窗口|本页)|信息来源|来源\s*[:：]|责任编辑|分享到`)
	neighbours   = regexp.MustCompile(`上一[篇条]|下一[篇条]`)
	columnPath   = regexp.MustCompile(`(?i)/$|/(?:index|list|default|col|node)(?:_\d+)?\.(?:s?html?|jsp|aspx?|php)$`)
	homePath     = regexp.MustCompile(`(?i)^/?(?:\w+/)?(?:index|default|home)?(?:\.(?:s?html?|jsp|aspx?|php))?$`)
)

// isHome reports whether the page is the home page of a portal: no column, no breadcrumb, many links, and at the root
// or without an address.
func (p *page) isHome(crumbs []audit.Crumb) bool {
	if len(crumbs) > 1 || p.meta.articleTitle() != "" || len(p.flat.links) < 30 && p.in.Via.Kind != audit.LinkHome {
		return false
	}
	if c := p.meta.column(); c != "" && c != p.meta.values["sitename"] {
		return false
	}
	if p.in.Via.Kind == audit.LinkHome {
		return true
	}
	atRoot := p.self != nil && homePath.MatchString(p.self.Path) && p.self.RawQuery == ""
	title := p.meta.title
	named := strings.Contains(title, "政府") || strings.Contains(title, "网") || title == p.meta.values["sitename"]
	if p.self != nil {
		return atRoot && (named || title == "") && strings.Count(p.self.Path, "/") <= 1 || atRoot && named && bareTitle(title, p.meta.values["sitename"], nil) == title
	}
	whole := bareTitle(title, p.meta.values["sitename"], nil)
	return named && (whole == title || whole == "") && siteWords.MatchString(title) && len(p.flat.links) > 60
}

// names settles title, column and breadcrumb.
func (p *page) names(out *audit.Page, block titleBlock, article bool, t trail, crumbs []audit.Crumb) {
	site := out.SiteName
	var steps []string
	for _, c := range crumbs {
		steps = append(steps, c.Name)
	}
	if c := p.meta.values["columnname"]; c != "" {
		steps = append(steps, c)
	}
	if article || out.Kind == audit.KindCatalogue && (p.meta.articleTitle() != "" || block.at >= 0) {
		if block.text == "" {
			block.text = recordTitle(p.tables)
		}
		out.Title = articleName(p.meta, block, site, steps)
		article = true
	}
	t.crumbs = crumbs
	out.Trail = t.clean(out.Title, article)
	last := ""
	if n := len(out.Trail); n > 0 {
		last = out.Trail[n-1].Name
	}
	bare := bareTitle(p.meta.title, site, nil)
	if !article {
		out.Title = columnName(p.meta.column(), last, bare, site)
		if out.Kind == audit.KindHome {
			out.Title = firstOf(p.meta.title, site)
		}
	}
	out.Column = p.meta.column()
	if out.Column == "" && last != "首页" && !(article && last == out.Title) {
		out.Column = last
	}
	if out.Column == "" && !article && out.Kind != audit.KindHome {
		out.Column = out.Title
	}
}

// forgetRows takes back that links in an article's text, and links that stand alone, are rows of a list.
func (p *page) forgetRows(groups []*group) {
	for _, g := range groups {
		if len(g.rows) == 1 {
			l := &p.flat.links[g.rows[0].link]
			l.row, l.date = false, audit.Date{}
		}
	}
	if p.bodyAt < 0 {
		return
	}
	e := &p.flat.els[p.bodyAt]
	for k := e.l0; k < e.l1; k++ {
		p.flat.links[k].row, p.flat.links[k].date = false, audit.Date{}
	}
}

// articlePages keeps the further pages of an article that is spread over several: those after its own address.
func (p *page) articlePages(next []audit.Link) []audit.Link {
	if p.self == nil {
		return nil
	}
	stem := strings.TrimSuffix(p.self.Path, pathExt(p.self.Path))
	var kept []audit.Link
	for _, l := range next {
		if u, err := url.Parse(l.URL); err == nil && strings.HasPrefix(u.Path, stem+"_") {
			kept = append(kept, l)
		}
	}
	return kept
}

func pathExt(p string) string {
	if i := strings.LastIndexByte(p, '.'); i > strings.LastIndexByte(p, '/') {
		return p[i:]
	}
	return ""
}

// inlineData reads the lists and trees that stand in the page's scripts as values.
func (p *page) inlineData() *harvest {
	h := &harvest{p: p, seen: map[string]bool{}}
	for i := range p.scripts {
		s := &p.scripts[i]
		if s.src != "" || s.grafted || s.data() && !strings.Contains(s.kind, "json") || isStore(s.text) || len(s.text) < 30 {
			continue
		}
		for _, v := range p.vars.values(s.text, &p.budget) {
			h.take(v, nil, 0)
		}
	}
	return h
}

// sitemap marks the links of a site map as such.
func (p *page) sitemap(title string) {
	if !strings.Contains(title, "网站地图") && !strings.Contains(title, "站点地图") {
		return
	}
	for i := range p.flat.links {
		if p.flat.links[i].region == audit.RegionMain {
			p.flat.links[i].region = audit.RegionSitemap
		}
	}
}

// menuScripts links the script files of the site that may write menus or lists.
func (p *page) menuScripts() []audit.Link {
	var links []audit.Link
	seen := map[string]bool{}
	for i := range p.scripts {
		src := p.scripts[i].src
		if src == "" || !menuScript(src) {
			continue
		}
		abs, ok := p.resolve(src)
		if _, given := p.in.Scripts[abs]; ok && !given && p.sameHost(abs) && !seen[abs] && len(links) < 20 {
			seen[abs] = true
			links = append(links, audit.Link{URL: abs, From: p.in.URL, Kind: audit.LinkScript, Region: audit.RegionNav})
		}
	}
	return links
}

var refreshAddress = regexp.MustCompile(`(?i)^\s*([\d.]*)\s*[;,]\s*(?:url\s*=\s*)?["']?\s*([^"']+?)\s*["']?\s*$`)

// refresh is where the page sends every visitor at once.
func (p *page) refresh() string {
	self := ""
	if p.self != nil {
		self, _ = p.resolve(p.self.String())
	}
	if m := refreshAddress.FindStringSubmatch(p.meta.refresh); m != nil {
		delay, err := strconv.ParseFloat(firstOf(m[1], "0"), 64)
		if abs, ok := p.resolve(m[2]); ok && err == nil && delay <= 10 && abs != self {
			return abs
		}
	}
	if len(p.flat.text) > 300 || len(p.flat.links) > 4 {
		return ""
	}
	for i := range p.scripts {
		text := p.scripts[i].text
		for _, m := range scriptJump.FindAllStringSubmatchIndex(text, 5) {
			before := text[max(0, m[0]-400):m[0]]
			if hasAny(before, "userAgent", "Mobile", "mobile", "screen.width", "isMobile") || commentedOut(text, m[0]) {
				continue
			}
			r := jsReader{s: text, i: m[1], vars: p.vars, budget: &p.budget}
			if v, ok := r.value(0); ok {
				if to, isText := v.(string); isText && to != "" {
					if abs, ok := p.resolve(to); ok && abs != self {
						return abs
					}
				}
			}
		}
	}
	return ""
}

var scriptJump = regexp.MustCompile(`(?:window|self|top|parent|document)?\.?location(?:\.href)?\s*=\s*|location\s*\.\s*(?:replace|assign)\s*\(`)

// conclude settles emptiness and trouble at the end, when everything else is known.
func (p *page) conclude(out *audit.Page, found *parts, plain int, tree bool) {
	if t := p.notice(firstOf(p.meta.title, out.Title), len(out.Entries)); t.Kind != "" {
		if t.Kind == audit.TroubleGone && statusTrouble(p.in.Status).Kind == "" && out.Refresh != "" {
			return
		}
		out.Trouble, out.Kind = t, audit.KindError
		out.Entries, out.Next, out.Parts = nil, nil, nil
		return
	}
	if p.closed != "" && out.Kind != audit.KindHome {
		out.Trouble = audit.Trouble{Kind: audit.TroubleScript, Detail: p.closed}
		return
	}
	if p.state != nil && p.state.goesOn != "" && len(out.Entries) > 0 && len(out.Next) == 0 && out.Kind == audit.KindList {
		out.Trouble = audit.Trouble{Kind: audit.TroubleScript, Detail: "list goes on: " + p.state.goesOn}
		return
	}
	if more := p.goesUnread(out); more != "" {
		out.Trouble = audit.Trouble{Kind: audit.TroubleScript, Detail: "list goes on: " + more}
		return
	}
	if len(out.Entries) > 0 || out.Kind == audit.KindArticle && plain > 60 || out.Kind == audit.KindHome || out.Refresh != "" {
		return
	}
	main := p.flat.mainNotice()
	if len(out.Files) == 0 && len(out.Tables) == 0 {
		out.Empty = p.emptiness(main)
		if out.Empty == "" && len(out.Parts) == 0 && found.unread == 0 {
			out.Empty = p.emptyData()
		}
	}
	if out.Empty != "" || tree || len(out.Parts) > 0 || len(out.Files) > 0 || len(out.Tables) > 0 || plain > 200 || len(out.Pictures) > 0 && plain > 20 {
		return
	}
	if why := p.drawn(found.unread, length(out.Text)); why != "" {
		out.Trouble = audit.Trouble{Kind: audit.TroubleScript, Detail: why}
	}
}
