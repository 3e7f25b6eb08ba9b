package rules

import (
	"fmt"
	"slices"
	"strings"

	"mingjing/audit"
	"mingjing/rules/limit"
	"mingjing/rules/names"
	"mingjing/rules/pack"
)

// itemView is one item of a domain, as the county's catalogue or the national guideline lists it.
type itemView struct {
	index    int
	level1   string
	name     string
	names    []names.Name
	limit    string // 公开时限, as written
	content  string // 公开内容
	counts   bool   // may cost the county points
	verified bool   // of the county's own catalogue, or checked against the guideline's text
	leftOut  bool   // the county's own catalogue leaves it out
	verdicts map[string]verdict
}

// listItems lists what the items of a domain are: the rows of the county's own catalogue where it can be
// read, and the national items that it leaves out; else the national items.
func (j *judging) listItems(d *domainView) {
	domain := j.pack.Domains[d.index]
	own := d.own()
	d.covered = make([]bool, len(domain.Items))
	seen := make(map[string]bool)
	if own != nil {
		for _, r := range own.rows {
			name := r.Item()
			k := names.Fold(r.Level1) + labelMark + names.Fold(name)
			if name == "" || seen[k] {
				continue
			}
			seen[k] = true
			it := &itemView{
				level1: r.Level1, name: name, limit: r.Limit, content: r.Content, counts: true, verified: true,
				names: j.v.itemNames(r.Level1, r.Level2, nil),
			}
			if k, s := j.guidelineItem(it, domain.Items); s >= names.Same {
				d.covered[k] = true
				if n := &domain.Items[k]; s >= certain {
					it.names = append(it.names, j.v.itemNames(n.Level1, n.Level2, n.Aliases)...)
				}
			}
			d.items = append(d.items, it)
		}
	}
	for k := range domain.Items {
		n := &domain.Items[k]
		if d.covered[k] {
			continue
		}
		d.items = append(d.items, &itemView{
			level1: n.Level1, name: n.Name(), limit: n.TimeLimit, content: strings.Join(n.Elements, "、"),
			names:  j.v.itemNames(n.Level1, n.Level2, n.Aliases),
			counts: own == nil && n.Verified, verified: n.Verified, leftOut: own != nil,
		})
	}
	for i, it := range d.items {
		it.index = i
		it.verdicts = make(map[string]verdict)
	}
}

// guidelineItem is the item of the guideline that an item of the county's is most like, and how much.
func (j *judging) guidelineItem(it *itemView, items []pack.Item) (int, float64) {
	which, best := 0, 0.0
	for k := range items {
		if s := j.alike(it, &items[k]); s > best {
			which, best = k, s
		}
	}
	return which, best
}

// alike says how alike an item of the county's and one of the guideline are; another 一级事项 tells items of
// one name apart.
func (j *judging) alike(it *itemView, n *pack.Item) float64 {
	best := 0.0
	for _, m := range j.v.itemNames(n.Level1, n.Level2, n.Aliases) {
		best = max(best, it.names[0].Like(m))
	}
	if it.level1 != "" && n.Level1 != "" && best >= names.Same && j.v.speller.Similarity(it.level1, n.Level1) < 0.5 && it.name != it.level1 {
		best -= 0.3
	}
	return best
}

// itemRule judges one item by one rule.
func (j *judging) itemRule(r pack.Rule, d *domainView, it *itemView) verdict {
	if it.leftOut {
		return say(audit.Exempt, "本地标准目录未列此事项", "the county's own catalogue leaves the item out")
	}
	var v verdict
	switch r.ID {
	case "item.published":
		v = j.itemPublished(d, it)
	case "item.fresh":
		v = j.itemFresh(r, d, it)
	case "item.timely":
		v = j.itemTimely(r, d, it)
	}
	if !it.verified && v.status != audit.Met && v.status != audit.Partial {
		e := say(audit.Exempt, "该事项名称尚未与国家指引正式文本核对，未找到不计分", "the item is not yet checked against the guideline's official text; not held against the county")
		e.near, e.places = v.near, v.places
		return e
	}
	return v
}

// seen is what was seen of one item.
type seen struct {
	alive  []placed // columns with something in them
	empty  []placed // columns read whole with nothing in them
	gone   []placed
	unread []placed
	rows   []placedRow // of its columns, and under headings of its name
	named  []placedRow // elsewhere under the domain, with the item in the title
}

// entries are the item's entries: those of its own columns, else those that name it. Where it has a column without
// entries, what is filed as an entry of another item is not its own.
func (j *judging) entries(s seen) []placedRow {
	if len(s.rows) > 0 {
		return s.rows
	}
	if len(s.alive) == 0 {
		return s.named
	}
	return slices.DeleteFunc(slices.Clone(s.named), func(r placedRow) bool { return j.filed[r.to] })
}

func (j *judging) see(d *domainView, it *itemView) seen {
	var s seen
	for _, r := range d.rows {
		if r.to.page != nil && r.to.page.Trouble.Kind == audit.TroubleGone {
			continue
		}
		switch {
		case r.has(it.index):
			s.rows = append(s.rows, r)
		case it.named(j.v.speller.Name(r.Name())) && (r.level1 == "" || r.level1 == it.level1 || len(r.items) > 0):
			s.named = append(s.named, r)
		}
	}
	for _, c := range d.columns {
		if !c.has(it.index) {
			continue
		}
		switch {
		case j.isOpen(c.node):
			s.unread = append(s.unread, c)
		case c.page != nil && c.page.Trouble.Kind == audit.TroubleGone:
			s.gone = append(s.gone, c)
		case j.hasContent(c.node, s.rows):
			s.alive = append(s.alive, c)
		case c.page != nil && !j.whole(c.node):
			s.unread = append(s.unread, c)
		case c.page != nil && !j.leadsOn(d, c, it):
			s.empty = append(s.empty, c)
		}
	}
	if slices.ContainsFunc(s.alive, func(c placed) bool { return !c.shared }) {
		s.rows = slices.DeleteFunc(s.rows, func(r placedRow) bool { return r.shared })
		s.named = slices.DeleteFunc(s.named, func(r placedRow) bool { return r.shared })
	}
	return s
}

func (it *itemView) named(title names.Name) bool {
	for _, n := range it.names {
		if n.Names(title) {
			return true
		}
	}
	return false
}

func (j *judging) isOpen(n *node) bool {
	return n.page == nil && j.worth(n) > 0 || n.page != nil && j.unread(n)
}

// hasContent reports whether a column shows a document: rows, files, a text of its own, or a link to
// another host that holds it.
func (j *judging) hasContent(n *node, rows []placedRow) bool {
	if !j.site.Owns(n.url) || n.page == nil || n.page.Trouble.Kind == audit.TroubleOffSite || n.page.Trouble.Kind == audit.TroublePicture {
		return true
	}
	for _, r := range rows {
		if r.column == n {
			return true
		}
	}
	if len(n.page.Files) > 0 {
		return true
	}
	if n.page.Empty == "" && len(n.page.Tables) > 0 && n.page.Kind != audit.KindList && n.page.Kind != audit.KindOther {
		return true
	}
	if n.page.Empty == "" && hasText(n) {
		return true
	}
	for i := range n.links {
		l := &n.links[i]
		if l.Region == audit.RegionMain && !j.site.Owns(l.URL) && l.Kind == audit.LinkAnchor && l.Name() != "" && j.v.domainsIn(l.Name()).set == 0 {
			return true
		}
	}
	return false
}

// hasText reports whether a page says something itself.
func hasText(n *node) bool {
	return n.text >= 15 || len(n.page.Pictures) > 0 && n.page.Kind == audit.KindArticle
}

// leadsOn reports whether a column is only a menu over deeper columns of the same item.
func (j *judging) leadsOn(d *domainView, at placed, it *itemView) bool {
	for _, c := range d.columns {
		if c.node != at.node && c.has(it.index) && len(c.labels) > len(at.labels) && strings.HasPrefix(c.labels, at.labels) {
			return true
		}
	}
	return false
}

func (j *judging) itemPublished(d *domainView, it *itemView) verdict {
	s := j.see(d, it)
	v := j.publishedBy(d, it, s)
	for _, c := range append(append(append(s.alive, s.empty...), s.gone...), s.unread...) {
		v.places = append(v.places, j.where("item", c.node))
	}
	if len(v.places) == 0 {
		for _, n := range d.roots {
			v.places = append(v.places, j.where("domain", n))
		}
	}
	return v
}

func (j *judging) publishedBy(d *domainView, it *itemView, s seen) verdict {
	switch {
	case len(s.rows) > 0:
		r := s.rows[0]
		v := sayf(audit.Met, "栏目“%s”中有 %d 条信息", "column %q holds %d entries", j.nameOf(r.column), len(s.rows))
		v.evidence = []audit.Evidence{evidence(r.from, quoteRow(r))}
		return v
	case len(s.alive) > 0:
		c := s.alive[0]
		v := sayf(audit.Met, "有专门栏目或文件“%s”", "has a column or document of its own, %q", j.nameOf(c.node))
		v.evidence = j.seenAt(c.node)
		return v
	case len(s.unread) > 0:
		return j.unknownFor("item", nodesOf(s.unread))
	case len(s.empty) > 0:
		c := s.empty[0]
		words := c.page.Empty
		if words == "" {
			words = "无任何信息"
		}
		v := sayf(audit.Unmet, "栏目“%s”为空（%s）", "column %q is empty (%s)", j.nameOf(c.node), words)
		v.evidence = j.proof(nodesOf(s.empty))
		v.near = nearRows(s.named, "标题提到该事项，但不在其栏目内", "names the item, but stands in another column")
		return v
	case len(s.named) > 0:
		r := s.named[0]
		v := sayf(audit.Met, "领域栏目下有 %d 条信息写明该事项，如“%s”", "%d entries under the domain name the item, such as %q", len(s.named), r.Name())
		v.evidence = []audit.Evidence{evidence(r.from, quoteRow(r))}
		return v
	case len(s.gone) > 0:
		c := s.gone[0]
		zh, en := troubleText(c.page.Trouble)
		v := say(audit.Unmet, fmt.Sprintf("栏目“%s”的链接失效：%s", j.nameOf(c.node), zh), fmt.Sprintf("the link of column %q is dead: %s", j.nameOf(c.node), en))
		v.evidence = j.proof(nodesOf(s.gone))
		return v
	}
	if open := j.openFor(d, it); len(open) > 0 {
		return j.unknownFor("domain", open)
	}
	if c, rows := j.level1Content(d, it); c != nil {
		v := sayf(audit.Partial, "一级事项栏目“%s”有内容，但未见写明该事项的信息", "the column of its first level, %q, has content, but nothing that names the item", j.nameOf(c))
		v.evidence = j.seenAt(c)
		v.near = nearRows(rows, "同一级事项下的信息，未写明该事项", "of the same first level, but does not name the item")
		return v
	}
	return j.itemAbsent(d, it)
}

// itemAbsent is the verdict where nothing of the item was seen and nothing was left unread.
func (j *judging) itemAbsent(d *domainView, it *itemView) verdict {
	near := j.nearItem(d, it)
	if len(d.roots) == 0 && len(d.columns) == 0 {
		v := j.absent("未见该领域的栏目，政务公开各栏目已读完", "no column of the domain; the openness part was read whole", j.columnsRead(false))
		v.near = near
		return v
	}
	var nodes []*node
	nodes = append(nodes, d.roots...)
	nodes = append(nodes, nodesOf(d.columns)...)
	v := j.absent("领域栏目及其下级栏目已读完，未见该事项", "the domain's columns were read whole and the item is not there", nodes)
	v.near = near
	return v
}

// openFor are unread places that could hold the item.
func (j *judging) openFor(d *domainView, it *itemView) []*node {
	var open []*node
	for _, p := range d.open {
		if len(p.items) > 0 && !p.has(it.index) || p.level1 != "" && p.level1 != it.level1 {
			continue
		}
		open = append(open, p.node)
	}
	if len(open) > 0 {
		return open
	}
	if len(d.roots) == 0 && len(d.outside) > 0 {
		return d.outside
	}
	if len(d.roots) == 0 && !d.hasColumns() {
		return j.openStructure()
	}
	return nil
}

// hasColumns reports whether columns of the domain were read, though none bears its name alone.
func (d *domainView) hasColumns() bool {
	for _, c := range d.columns {
		if readWell(c.node) {
			return true
		}
	}
	return false
}

// nested reports whether a column that bears the domain's name stands below another that does: it is the column of a
// 一级事项 of that name.
func (d *domainView) nested(n *node) bool {
	return slices.Contains(d.roots, n) && slices.ContainsFunc(n.mentions, func(m mention) bool {
		from := m.from.owner
		return from != n && m.link.Region != audit.RegionTrail && slices.Contains(d.roots, from)
	})
}

// level1Content is the column of the item's 一级事项, if it has content.
func (j *judging) level1Content(d *domainView, it *itemView) (*node, []placedRow) {
	if it.level1 == "" || it.level1 == it.name {
		return nil, nil
	}
	var rows []placedRow
	named := j.v.speller.Similarity(j.pack.Domains[d.index].Name, it.level1) >= certain
	for _, r := range d.rows {
		if len(r.items) == 0 && (r.level1 == it.level1 || r.level1 == "" && named && d.nested(r.column)) {
			rows = append(rows, r)
		}
	}
	if len(rows) > 0 {
		return rows[0].column, rows
	}
	for _, c := range d.columns {
		if c.level1 == it.level1 && len(c.items) == 0 && !j.isOpen(c.node) && (c.page == nil || c.page.Trouble.Kind != audit.TroubleGone) && j.hasContent(c.node, nil) {
			return c.node, nil
		}
	}
	return nil, nil
}

// nearItem are names under the domain that came close to the item's.
func (j *judging) nearItem(d *domainView, it *itemView) []audit.Near {
	var near []audit.Near
	for _, c := range d.columns {
		labels := context{labels: c.labels}.labelList()
		if len(labels) == 0 || c.has(it.index) {
			continue
		}
		last := labels[len(labels)-1]
		name := j.v.speller.Name(last)
		for _, n := range it.names {
			if s := n.Like(name); s >= 0.5 {
				near = append(near, audit.Near{
					URL: c.url, Words: last,
					Why:   fmt.Sprintf("名称相近（%.2f），不能认定为同一事项", s),
					WhyEN: fmt.Sprintf("a similar name (%.2f), not surely the item's", s),
				})
				break
			}
		}
		if len(near) >= maxNear {
			break
		}
	}
	return near
}

// seenAt is the evidence that a node is there: itself, or the page that leads to it.
func (j *judging) seenAt(n *node) []audit.Evidence {
	if readWell(n) || n.page != nil && n.page.Trouble.Kind == audit.TroublePicture {
		quote := n.page.Title
		if len(n.rows) > 0 {
			quote = quoteRow(placedRow{row: n.rows[0]})
		} else if len(n.page.Files) > 0 {
			quote = n.page.Files[0].Title
		}
		return []audit.Evidence{evidence(n, quote)}
	}
	for _, m := range n.mentions {
		return []audit.Evidence{evidence(m.from, m.link.Name()+" → "+n.url)}
	}
	return []audit.Evidence{{URL: n.url}}
}

func quoteRow(r placedRow) string {
	if r.Date.IsZero() {
		return r.Name()
	}
	return r.Name() + " " + r.Date.String()
}

func nearRows(rows []placedRow, why, whyEN string) []audit.Near {
	var near []audit.Near
	for _, r := range rows[:min(len(rows), maxNear)] {
		near = append(near, audit.Near{URL: r.URL, Words: r.Name(), Why: why, WhyEN: whyEN})
	}
	return near
}

func nodesOf(list []placed) []*node {
	var nodes []*node
	for _, p := range list {
		nodes = append(nodes, p.node)
	}
	return nodes
}

// lasting reports whether an item is of the kind that stays as it is: guides, organs, laws.
func (j *judging) lasting(it *itemView) bool {
	if j.pack.IsLasting(names.Fold(it.name)) {
		return true
	}
	if l, err := limit.Parse(it.limit); err == nil && l.Kind == limit.Continuous {
		return true
	}
	return false
}

// guides reports whether what an item has to hold is mostly a guide to a service, which need not change
// for years. Such an item is not held to be stale.
func (it *itemView) guides() bool {
	found := 0
	for _, word := range []string{"办理材料", "申请材料", "办理流程", "办理程序", "办理时限", "办理依据", "申请条件", "受理条件", "办理条件", "办理机构", "办事时间", "办理方式"} {
		if strings.Contains(it.content, word) {
			found++
		}
	}
	return found >= 2
}

func (j *judging) itemFresh(r pack.Rule, d *domainView, it *itemView) verdict {
	if j.lasting(it) {
		return say(audit.Exempt, "长期有效的信息（指南、机构、法规等），不以更新时间衡量", "lasting information, not judged by its date")
	}
	s := j.see(d, it)
	rows := j.entries(s)
	if len(rows) == 0 && len(s.alive) == 0 {
		_, rows = j.level1Content(d, it)
	}
	var newest audit.Date
	var by *node
	quote := ""
	take := func(date audit.Date, n *node, words string) {
		if !date.IsZero() && !date.After(j.asOf) && (newest.IsZero() || date.After(newest)) {
			newest, by, quote = date, n, words
		}
	}
	for _, row := range rows {
		date, from := row.Date, row.from
		if date.IsZero() && readWell(row.to) {
			date, from = row.to.page.Published, row.to
		}
		take(date, from, quoteRow(row))
	}
	for _, c := range s.alive {
		if readWell(c.node) && c.page.Kind == audit.KindArticle {
			if j.asOf.Days(c.page.Published) <= r.Params.Days { // a text that stands as the column itself is not stale by its date
				take(c.page.Published, c.node, c.page.Title+" "+c.page.Published.String())
			}
		}
		if c.page == nil || isFile(c.url) {
			for _, m := range c.mentions {
				take(m.link.Date, m.from, m.link.Name()+" "+m.link.Date.String())
			}
		}
	}
	if newest.IsZero() {
		return say(audit.Exempt, "该事项的信息未注明日期", "no entry of the item bears a date")
	}
	days := j.asOf.Days(newest)
	v := sayf(audit.Met, "最新信息日期 %s，距考核日 %d 天", "newest entry of %s, %d days before the day of the audit", newest, days)
	v.evidence = []audit.Evidence{evidence(by, quote)}
	if days > r.Params.Days {
		if it.guides() {
			return sayf(audit.Exempt, "该事项为办事指南类信息，最新日期 %s，不以更新时间衡量", "the item is a guide to a service, newest date %s; not judged by its date", newest)
		}
		v.status = audit.Unmet
		if unread := j.unreadParts(s); len(unread) > 0 {
			return j.unknownFor("item", unread)
		}
		var nodes []*node
		for _, row := range rows {
			nodes = append(nodes, row.from)
		}
		for _, e := range j.proof(nodes) {
			if e.URL != v.evidence[0].URL {
				v.evidence = append(v.evidence, e)
			}
		}
	}
	return v
}

// unreadParts are columns of the item, or parts of them, that were not read and could hold something newer.
func (j *judging) unreadParts(s seen) []*node {
	open := nodesOf(s.unread)
	columns := nodesOf(s.alive)
	for _, r := range s.rows {
		columns = append(columns, r.column)
	}
	done := make(map[*node]bool)
	for _, c := range columns {
		if done[c] || newestFirst(c.rows) && len(c.rows) > 0 {
			continue
		}
		done[c] = true
		for _, p := range c.parts {
			if j.isOpen(p) {
				open = append(open, p)
			}
		}
	}
	return open
}

func (j *judging) itemTimely(r pack.Rule, d *domainView, it *itemView) verdict {
	l, err := limit.Parse(it.limit)
	if err != nil || l.Kind != limit.Within {
		return sayf(audit.Exempt, "公开时限“%s”不是确定的期限", "the time limit %q sets no fixed term", it.limit)
	}
	s := j.see(d, it)
	rows := j.entries(s)
	rows = rows[:min(len(rows), r.Params.Newest)]
	inTime, late, unread := 0, 0, 0
	var ev []audit.Evidence
	for _, row := range rows {
		formed, published, from := row.formed, row.Date, row.from
		if readWell(row.to) {
			if !row.to.page.Formed.IsZero() {
				formed, from = row.to.page.Formed, row.to
			}
			if !row.to.page.Published.IsZero() {
				published = row.to.page.Published
			}
		} else if formed.IsZero() {
			if row.to.page != nil && j.unread(row.to) || row.to.page == nil && j.worth(row.to) > 0 {
				unread++
			}
			continue
		}
		if formed.IsZero() || published.IsZero() || formed.After(published) {
			continue
		}
		due, ok, err := l.Due(formed, j.calendar)
		if err != nil || !ok {
			continue
		}
		quote := fmt.Sprintf("%s：成文 %s，发布 %s，应于 %s 前公开", row.Name(), formed, published, due)
		if published.After(due) {
			late++
			ev = append([]audit.Evidence{evidence(from, quote)}, ev...)
		} else {
			inTime++
			ev = append(ev, evidence(from, quote))
		}
	}
	all := inTime + late
	if late > 0 && !l.FromFormation() && byShare(r, float64(inTime)/float64(all)) != audit.Met {
		return sayf(audit.Exempt, "公开时限“%s”自他事起算，成文日期不足以认定逾期", "the limit %q runs from another event; the day of forming proves no delay", it.limit)
	}
	if all == 0 && unread > 0 && unread == len(rows) {
		return sayf(audit.Unknown, "%d 条信息均未能读到", "none of the %d entries could be read", unread)
	}
	if all == 0 {
		return say(audit.Exempt, "没有同时注明成文日期和发布日期的信息", "no entry states both when it was formed and when it was published")
	}
	v := shares(r, float64(inTime)/float64(all), "%d 条同时注明成文和发布日期，其中 %d 条在时限（%s）内公开", "%d entries state both dates, %d of them within the limit (%s)", all, inTime, it.limit)
	v.evidence = ev
	if unread > 0 {
		low, high := float64(inTime)/float64(all+unread), float64(inTime+unread)/float64(all+unread)
		if byShare(r, low) != byShare(r, high) {
			return sayf(audit.Unknown, "有 %d 条信息未能读到，是否及时无法判定", "%d entries could not be read", unread)
		}
	}
	return v
}

// byShare is the verdict of a share by the rule's bounds.
func byShare(r pack.Rule, share float64) audit.Status {
	switch {
	case share >= r.Params.Met:
		return audit.Met
	case share >= r.Params.Partial:
		return audit.Partial
	}
	return audit.Unmet
}

func shares(r pack.Rule, share float64, zh, en string, args ...any) verdict {
	return sayf(byShare(r, share), zh, en, args...)
}
