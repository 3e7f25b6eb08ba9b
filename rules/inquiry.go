package rules

import (
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"mingjing/audit"
	"mingjing/rules/calendar"
	"mingjing/rules/pack"
)

// Inquiry is the audit of one site: it gathers what pages say, guides the crawler to the pages that
// answer open questions, and judges at the end.
type Inquiry struct {
	pack     *pack.Pack
	calendar *calendar.Calendar
	site     audit.Site
	asOf     audit.Date
	v        *vocabulary
	entries  int // how many of the newest entries of an item are judged
	policies int // how many of the newest policy documents are judged

	home       *node
	nodes      map[string]*node
	order      []*node // as they became known
	menus      map[menuKey]bool
	sections   map[string]bool // folded names of the home page's navigation
	needed     map[string]bool // addresses of evidence
	documents  int             // documents of items that were read
	formed     int             // of these, those that state when they were formed
	topics     []*node         // that bear the topic's name
	columned   domainSet       // domains whose column was read
	catalogued domainSet       // domains of which a catalogue was read
}

// menuKey is a menu item that stands on many pages and is taken in once.
type menuKey struct{ url, name string }

// node is what is known of one address.
type node struct {
	id       int
	url      string
	page     *audit.Page
	owner    *node // the column it is a part of; itself for a page of its own
	kind     audit.LinkKind
	parts    []*node
	places   []place
	mentions []mention
	links    []audit.Link // of the column and its parts, those whose meaning hangs on the context
	rows     []row        // of the column and its parts
	clicks   []audit.Link // of the home page only: every link
	rank     int          // least position in a list, counted from 0
	nameless bool         // linked from the home page or a gathering of topics by a picture without words
	atHome   bool         // linked from the home page
	menu     bool         // a menu leads to it, not only rows of lists and other articles
	wanted   bool         // bears the name of a document that is sought
	text     int          // characters of the main region that are not links
	begun    bool         // a list was read that goes on in a way that is not understood
}

// domains are those under which a node stands in any of its contexts.
func (n *node) domains() domainSet {
	var all domainSet
	for _, p := range n.places {
		all |= p.domains
	}
	return all
}

// place is a context in which a node stands, as a column or as a document.
type place struct {
	context
	document bool
	side     bool // only a side menu says so
}

// mention is one link to a node.
type mention struct {
	from       *node
	link       audit.Link
	interprets bool // a document that leads to its interpretation
	maybePlan  bool // its words could be those of a plan
}

// row is one row of a list.
type row struct {
	audit.Link
	to     *node
	from   *node // the page it was read on
	formed audit.Date
}

// maxPlaces bounds in how many contexts a node is kept.
const maxPlaces = 10

func newInquiry(p *pack.Pack, words patterns, site audit.Site, asOf audit.Date) *Inquiry {
	return &Inquiry{
		entries: newest(p, "item.timely"), policies: newest(p, "interpretation.paired"),
		pack: p, calendar: p.Calendar, site: site, asOf: asOf, v: newVocabulary(p, words, site),
		nodes: make(map[string]*node), menus: make(map[menuKey]bool),
		sections: make(map[string]bool), needed: make(map[string]bool),
	}
}

// newest is how many of the newest entries a rule judges.
func newest(p *pack.Pack, id string) int {
	if r, ok := p.Rule(id); ok {
		return r.Params.Newest
	}
	return 0
}

func key(link *audit.Link) string {
	if link.Body == "" {
		return link.URL
	}
	return link.URL + "\n" + link.Body
}

func (q *Inquiry) node(key string) *node {
	n := q.nodes[key]
	if n == nil {
		address, _, _ := strings.Cut(key, "\n")
		n = &node{id: len(q.order), url: address, kind: audit.LinkAnchor, rank: 1 << 30}
		n.owner = n
		q.nodes[key] = n
		q.order = append(q.order, n)
	}
	return n
}

// Saw takes in a page.
func (q *Inquiry) Saw(page *audit.Page) {
	n := q.node(key(&page.Via))
	if page.Via.Kind == audit.LinkHome || q.home == nil {
		q.home = n
	}
	if page.URL != "" && page.URL != page.Via.URL {
		if n = q.alias(n, page.URL); page.Again {
			return
		}
	}
	if n.page != nil {
		return
	}
	n.page = page
	n.begun = page.Trouble.Kind == audit.TroubleScript && len(page.Entries) > 0
	q.takeNames(n)
	if page.Trouble.Kind != audit.TroubleNone && !n.begun {
		return
	}
	q.takeLinks(n)
	q.takeRows(n)
	q.takeDocument(n)
	for _, p := range slices.Clone(n.owner.places) {
		q.spread(n.owner, p, n)
	}
	if n == q.home || n.owner == q.home {
		q.spread(q.home, place{}, n)
	}
	if len(n.owner.places) == 0 && n.owner != q.home {
		q.spread(n.owner, place{}, n)
	}
	n.page = trimmed(page)
	q.note(n.owner)
}

// alias makes the address a page was read at another name of the node that led there.
func (q *Inquiry) alias(n *node, address string) *node {
	old := q.nodes[address]
	switch {
	case old == nil:
		q.nodes[address] = n
		return n
	case old == n:
		return n
	case old.page == nil && old != q.home:
		q.nodes[address] = n
		n.mentions = append(n.mentions, old.mentions...)
		n.atHome, n.nameless, n.wanted, n.menu = n.atHome || old.atHome, n.nameless || old.nameless, n.wanted || old.wanted, n.menu || old.menu
		n.rank = min(n.rank, old.rank)
		for _, p := range old.places {
			q.enter(n, p)
		}
		old.page = &audit.Page{URL: address, Again: true} // asked for no more
		for k, m := range q.nodes {
			if m == old {
				q.nodes[k] = n
			}
		}
		return n
	default:
		for k, m := range q.nodes {
			if m == n {
				q.nodes[k] = old
			}
		}
		old.mentions = append(old.mentions, n.mentions...)
		old.atHome, old.menu = old.atHome || n.atHome, old.menu || n.menu
		if q.home == n {
			q.home = old
		}
		places := n.places
		n.page, n.places = &audit.Page{URL: address, Again: true}, nil
		for _, p := range places {
			q.enter(old, p)
		}
		return old
	}
}

// takeNames places a page by its own breadcrumb and its own name.
func (q *Inquiry) takeNames(n *node) {
	page := n.page
	if n.owner != n || n == q.home {
		return
	}
	document := isDocumentPage(n) && !n.menu && len(n.mentions) > 0
	c, before, depth := context{}, context{}, 0 // where the breadcrumb ends, and where it was one step before
	for _, crumb := range page.Trail {
		if q.isHomeName(crumb.Name) {
			continue
		}
		depth++
		before = c
		c = q.v.step(c, crumb.Name)
		if crumb.URL != "" && c.relevant() && q.site.Owns(crumb.URL) {
			if to := q.node(crumb.URL); to != q.home && to != n {
				q.enter(to, place{context: c})
			}
		}
	}
	if depth > 1 {
		q.correct(n, c, before)
	}
	if c.domains != 0 && before.domains == 0 && n.domains() != 0 {
		c = context{} // an item that bears the name of a domain
	}
	if c.domains != 0 || c.is(inTopic|inCatalogue|inZone|inOpenness) {
		if document {
			c.flags &^= topicRoot | domainRoot
		}
		q.enter(n, place{context: c, document: document})
	}
	if document || page.Kind == audit.KindError {
		return
	}
	for _, name := range []string{page.Column, page.Title} {
		if name == "" || q.isHomeName(name) || q.v.fold(name) == q.v.fold(page.SiteName) {
			continue
		}
		before := slices.Clone(n.places)
		if len(before) == 0 {
			before = []place{{}}
		}
		for _, p := range before {
			c := q.v.step(p.context, name)
			if c.is(topicRoot) && !p.is(topicRoot) || p.domains == 0 && c.domains != 0 || c.is(inZone) && !p.is(inZone) ||
				c.is(inCatalogue) && !p.is(inCatalogue) || q.namelessOnly(n) {
				q.enter(n, place{context: c, document: p.document})
			}
		}
	}
}

// correct drops from a node the places that its own breadcrumb speaks against: what only a side menu says, another
// domain's, a township's.
func (q *Inquiry) correct(n *node, c, before context) {
	n.places = slices.DeleteFunc(n.places, func(p place) bool {
		switch {
		case p.side && p.domains != 0:
			return p.domains&c.domains == 0
		case p.side:
			return !c.is(inTopic)
		case p.domains != 0 && before.domains != 0:
			return p.domains&before.domains == 0
		}
		return p.township != 0 && c.township == 0 && c.relevant() && q.v.township(n.page.Title) == 0
	})
}

// namelessOnly reports whether no link to the node says what it is.
func (q *Inquiry) namelessOnly(n *node) bool {
	for _, m := range n.mentions {
		if !q.v.nameless(m.link.Name()) {
			return false
		}
	}
	return true
}

func (q *Inquiry) isHomeName(name string) bool {
	switch q.v.fold(name) {
	case "", "首页", "网站首页", "主页", "本站首页", "返回首页", "home":
		return true
	}
	return false
}

// takeLinks registers the links of a page.
func (q *Inquiry) takeLinks(n *node) {
	page, column := n.page, n.owner
	for i := range page.Parts {
		link := page.Parts[i]
		if len(link.Above) == 0 || link.Kind != audit.LinkData {
			q.addPart(column, &link)
			continue
		}
		// A list under a heading of its own is a column of its own.
		if to := q.node(key(&link)); to != column {
			link.Region = audit.RegionMain
			q.mention(to, n, &link, column == q.home)
			column.links = append(column.links, link)
		}
	}
	for i := range page.Next {
		q.addPart(column, &page.Next[i])
	}
	isHome := column == q.home
	n.text = ownText(page)
	for i := range page.Links {
		link := &page.Links[i]
		if isHome {
			column.clicks = append(column.clicks, *link)
			if link.Region == audit.RegionNav {
				q.sections[q.v.fold(link.Name())] = true
			}
		}
		to := q.node(key(link))
		if to == column {
			continue
		}
		if to.kind == audit.LinkAnchor && link.Kind == audit.LinkScript {
			to.kind = link.Kind
		}
		if q.isEverywhere(to, link, isHome) {
			q.takeMenu(n, to, link, isHome)
			continue
		}
		taken := *link
		if taken.Region != audit.RegionMain && taken.Region != "" {
			taken.Region = audit.RegionSide
		}
		q.mention(to, n, &taken, isHome)
		column.links = append(column.links, taken)
	}
	for _, f := range page.Files {
		link := audit.Link{URL: f.URL, Text: f.Title, From: page.URL, Kind: audit.LinkAnchor, Region: audit.RegionMain}
		to := q.node(f.URL)
		if to != column && !slices.ContainsFunc(to.mentions, func(m mention) bool { return m.from == n }) {
			q.mention(to, n, &link, false)
			column.links = append(column.links, link)
		}
	}
}

// isEverywhere reports whether a link belongs to the frame that all pages of a portal share: it stands
// outside the content and the home page has it too. A menu that the home page lacks is the column's own.
func (q *Inquiry) isEverywhere(to *node, link *audit.Link, isHome bool) bool {
	switch link.Region {
	case audit.RegionNav, audit.RegionHeader:
		return isHome || to.atHome || to == q.home
	case audit.RegionFooter, audit.RegionFriends, audit.RegionSitemap, audit.RegionTrail:
		return true
	}
	return false
}

// ownText is the number of characters by which a page says something itself: of its main region without links, its own
// names, and what lists have around their rows; or, where the reader took the whole page for its main region, of the
// lines that are sentences.
func ownText(page *audit.Page) int {
	menu := 0
	var links []string
	for i := range page.Links[:min(len(page.Links), 400)] { // a page of more links is no text
		l := &page.Links[i]
		if l.Text == "" || !strings.Contains(page.Text, l.Text) {
			continue
		}
		switch l.Region {
		case audit.RegionMain, audit.RegionSide:
			links = append(links, l.Text, "")
		case audit.RegionNav, audit.RegionHeader, audit.RegionFooter:
			menu++
		}
	}
	bare := strings.NewReplacer(links...)
	count := 0
	for line := range strings.Lines(page.Text) {
		line = strings.TrimSpace(line)
		sentence := strings.ContainsAny(line, "。；")
		if menu >= 3 && !sentence || isNameOf(page, line) {
			continue
		}
		if menu < 3 {
			line = bare.Replace(line)
		}
		if n := utf8.RuneCountInString(line); sentence || n >= shortLine && !aroundRows.MatchString(line) {
			count += n
		}
	}
	return count
}

// shortLine is the number of characters below which a line that is no sentence is a label.
const shortLine = 8

// aroundRows is a line of a pager, of the head of a list, or of a form to search it.
var aroundRows = regexp.MustCompile(`^(?:索引号|序号|编号|标题|题名|名称|信息名称|文件名称|公开事项|信息标题|内容|全文|正文|来源|文号|发文字号|发文号|发文机关|发布机构|发文单位|发布单位|公开机构|制发机关|` +
	`(?:发布|公开|生成|成文|发文|发表|更新|开始|结束|起始|截止)(?:日期|时间)|日期|时间|有效性|效力状态|状态|点击数?|浏览量?|操作|下载|查看|类别|分类|主题分类|体裁分类|组配分类|` +
	`查询|搜索|检索|高级搜索|重置|请输入|请选择|关键[词字]|所有|全部|不限|共|第|页|条|当前|首页?|末页?|尾页?|上一?页?|下一?页?|到|转到?|跳转至?|每|显示|记录|总数|确定|GO|[\s\d:：,，、/|>＞<＜«»（）()\[\]…·-])*$`)

// isNameOf reports whether a line of a page is no more than one of its names.
func isNameOf(page *audit.Page, line string) bool {
	if line == page.Title || line == page.Column {
		return true
	}
	return slices.ContainsFunc(page.Trail, func(c audit.Crumb) bool { return line == c.Name })
}

// takeMenu takes in a link that stands on many pages alike: its meaning hangs on its own words only.
func (q *Inquiry) takeMenu(n, to *node, link *audit.Link, isHome bool) {
	name := link.Name()
	k := menuKey{key(link), name}
	if q.menus[k] && !isHome {
		return
	}
	q.menus[k] = true
	q.mention(to, n, link, isHome)
	if c := q.v.of(context{}, link); (c.relevant() || c.is(inNews)) && to != q.home {
		q.enter(to, place{context: c})
	}
}

func (q *Inquiry) mention(to, from *node, link *audit.Link, isHome bool) {
	if isHome {
		to.atHome = true
	}
	article := isDocumentPage(from) && !from.menu && link.Region != audit.RegionTrail
	to.menu = to.menu || !article && (!link.Row || link.Date.IsZero())
	name := link.Name()
	if len(to.mentions) < 12 {
		to.mentions = append(to.mentions, mention{from, *link, isDocumentPage(from) && q.interprets(link), likePlan(name)})
	}
	if isHome || slices.ContainsFunc(from.owner.places, func(p place) bool { return p.is(inSpecial | inTopic | inOpenness) }) {
		to.nameless = to.nameless || !link.Row && q.v.nameless(name) && len(link.Above) == 0
	}
	to.wanted = to.wanted || q.sought(name)
}

func (q *Inquiry) addPart(column *node, link *audit.Link) {
	part := q.node(key(link))
	if part == column || part.owner != part || part.page != nil {
		return
	}
	part.owner, part.kind = column, link.Kind
	column.parts = append(column.parts, part)
}

// takeRows registers the rows of a list.
func (q *Inquiry) takeRows(n *node) {
	page, column := n.page, n.owner
	if page.Kind == audit.KindArticle && n == column {
		return
	}
	formed := make(map[string]audit.Date)
	for _, e := range page.Entries {
		if !e.Formed.IsZero() {
			formed[e.URL] = e.Formed
		}
	}
	seen := make(map[string]bool, len(page.Entries))
	for i := range page.Links {
		link := &page.Links[i]
		if !link.Row || link.Region != audit.RegionMain && link.Region != "" {
			continue
		}
		seen[link.URL] = true
		q.addRow(n, row{Link: *link, to: q.node(key(link)), from: n, formed: formed[link.URL]})
	}
	for _, e := range page.Entries {
		if seen[e.URL] || e.URL == "" {
			continue
		}
		link := audit.Link{URL: e.URL, Text: e.Title, From: page.URL, Kind: audit.LinkAnchor, Region: audit.RegionMain, Row: true, Date: e.Date}
		to := q.node(e.URL)
		q.addRow(n, row{Link: link, to: to, from: n, formed: e.Formed})
		q.mention(to, n, &link, false)
		column.links = append(column.links, link)
	}
}

func (q *Inquiry) addRow(n *node, r row) {
	column := n.owner
	position := 0
	for i := range column.rows {
		if column.rows[i].to == r.to {
			return
		}
		if slices.Equal(column.rows[i].Above, r.Above) {
			position++
		}
	}
	r.to.rank = min(r.to.rank, position)
	column.rows = append(column.rows, r)
}

// takeDocument counts the documents of items, and those that state when they were formed.
func (q *Inquiry) takeDocument(n *node) {
	if n.page.Kind == audit.KindArticle && slices.ContainsFunc(n.places, func(p place) bool { return p.domains != 0 }) {
		q.documents++
	}
	if n.page.Formed.IsZero() {
		return
	}
	q.formed++
}

// enter places a node in a context and carries the context on to what hangs under it.
func (q *Inquiry) enter(n *node, p place) {
	if n == q.home || p.context == (context{}) || n.owner != n {
		return
	}
	for i, old := range n.places {
		if old.context == p.context && old.document == p.document {
			n.places[i].side = old.side && p.side
			return
		}
	}
	if len(n.places) >= maxPlaces && !p.is(topicRoot|domainRoot) || len(n.places) >= 2*maxPlaces {
		return
	}
	n.places = append(n.places, p)
	if p.is(topicRoot) && !p.document && !slices.Contains(q.topics, n) {
		q.topics = append(q.topics, n)
	}
	if readWell(n) {
		q.spread(n, p, nil)
	}
}

// spread carries a context of a column on to where its links lead. With only set, it does so for the
// links that stand on that page alone.
func (q *Inquiry) spread(column *node, p place, only *node) {
	article := isDocumentPage(column) && !column.menu && column != q.home
	if (p.document || article) && !p.is(inCatalogue) {
		return
	}
	for i := range column.links {
		link := &column.links[i]
		if only != nil && link.From != "" && link.From != only.page.URL {
			continue
		}
		to := q.node(key(link))
		if to == column || to == q.home || to.kind == audit.LinkScript {
			continue
		}
		c := q.carry(p.context, link)
		if article && !isFile(link.URL) && !(c.is(isCatalogue) && (c.is(domainRoot) || p.domains == 0)) || !c.relevant() && (link.Row || !c.is(inNews)) {
			continue // of what an article links to, only files and other catalogues belong to it
		}
		q.enter(to, place{context: c, document: isDocument(link), side: link.Region == audit.RegionSide && (c.domains != 0 || c.is(inTopic))})
	}
}

// carry is the context that a link leads into. A link to one of the portal's own sections leaves the
// domain that it stands in.
func (q *Inquiry) carry(c context, link *audit.Link) context {
	if c.domains != 0 && !link.Row && len(link.Above) == 0 && q.sections[q.v.fold(link.Name())] && !q.v.isPart(c.domains, link.Name(), certain) {
		return q.v.step(context{}, link.Name())
	}
	return q.v.of(c, link)
}

// isDocumentPage reports whether a page is one document: an article, or a catalogue on a page of its own.
func isDocumentPage(n *node) bool {
	return n.page != nil && (n.page.Kind == audit.KindArticle || n.page.Kind == audit.KindCatalogue)
}

func isDocument(link *audit.Link) bool {
	return link.Row && !link.Date.IsZero()
}

// trimmed is the page without what is not needed again.
func trimmed(page *audit.Page) *audit.Page {
	kept := *page
	kept.Entries, kept.Links = nil, nil
	if page.Kind == audit.KindArticle {
		for _, l := range page.Links {
			if l.Region == audit.RegionMain || l.Region == audit.RegionSide || l.Region == "" {
				kept.Links = append(kept.Links, l)
			}
		}
	}
	return &kept
}

// isFile reports whether an address is that of a document file, by its ending.
func isFile(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	switch strings.ToLower(path.Ext(u.Path)) {
	case ".xls", ".xlsx", ".doc", ".docx", ".pdf", ".zip", ".rar", ".7z", ".wps", ".et", ".ofd", ".txt", ".csv", ".rtf":
		return true
	}
	return false
}
