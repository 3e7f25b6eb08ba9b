package rules

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"mingjing/audit"
	"mingjing/rules/names"
	"mingjing/rules/pack"
)

// siteRules are the rules that are asked once for a site.
func (j *judging) siteRules() map[string]func(pack.Rule) verdict {
	return map[string]func(pack.Rule) verdict{
		"topic.exists":                     j.topicExists,
		"topic.prominent":                  j.topicProminent,
		"topic.updated":                    j.topicUpdated,
		"topic.plan":                       j.topicPlan,
		"topic.training":                   j.topicActivity("training"),
		"topic.demonstration":              j.topicActivity("demonstration"),
		"catalogue.townships":              j.townshipCatalogues,
		"mechanism.information-management": j.mechanism("information_management"),
		"mechanism.participation":          j.participation,
		"mechanism.attendance":             j.mechanism("attendance"),
		"mechanism.interpretation":         j.mechanism("interpretation_rules"),
		"mechanism.application":            j.application,
		"mechanism.village":                j.village,
		"interpretation.paired":            j.paired,
		"interpretation.timely":            j.pairedInTime,
		"platform.concentrated":            j.concentrated,
		"platform.new-media":               j.newMedia,
		"platform.zone":                    j.zone,
	}
}

func (j *judging) topicExists(pack.Rule) verdict {
	var gone, open []*node
	for _, n := range j.roots {
		switch {
		case readWell(n):
			v := sayf(audit.Met, "专题栏目“%s”", "topic column %q", j.nameOf(n))
			v.evidence = []audit.Evidence{evidence(n, n.title())}
			v.places = []audit.Place{j.where("topic", n)}
			return v
		case n.page != nil && n.page.Trouble.Kind == audit.TroubleGone:
			gone = append(gone, n)
		case j.isOpen(n):
			open = append(open, n)
		case n.page != nil && n.page.Trouble.Kind == audit.TroubleOffSite, !j.site.Owns(n.url):
			open = append(open, n)
		}
	}
	if len(open) > 0 {
		return j.unknownFor("topic", open)
	}
	if open := j.openStructure(); len(open) > 0 {
		return j.unknownFor("home", open)
	}
	if len(gone) > 0 {
		v := sayf(audit.Unmet, "专题栏目“%s”的链接失效", "the link of the topic column %q is dead", j.nameOf(gone[0]))
		v.evidence = j.proof(gone)
		return v
	}
	v := j.absent("首页、政务公开及专题各栏目已读完，未见基层政务公开标准化规范化专题栏目",
		"the home page, the openness part and the gatherings of topics were read whole; there is no such column", j.columnsRead(false))
	v.near = j.nearTopic()
	return v
}

// nearTopic are documents whose titles speak of the topic.
func (j *judging) nearTopic() []audit.Near {
	var near []audit.Near
	for _, n := range j.order {
		for _, m := range n.mentions {
			if name := m.link.Name(); m.link.Row && strings.Contains(j.v.fold(name), "政务公开") && strings.Contains(j.v.fold(name), "规范化") {
				near = append(near, audit.Near{URL: n.url, Words: name, Why: "是文章，不是栏目", WhyEN: "an article, not a column"})
				break
			}
		}
		if len(near) >= maxNear {
			break
		}
	}
	return near
}

func (j *judging) topicProminent(r pack.Rule) verdict {
	if j.home == nil || !readWell(j.home) {
		return say(audit.Unknown, "首页未能读到", "the home page could not be read")
	}
	roots := make(map[string]*node)
	for k, n := range j.nodes {
		if slices.Contains(j.roots, n) && readWell(n) {
			roots[k] = n
		}
	}
	var hidden *audit.Link
	for i := range j.home.clicks {
		l := &j.home.clicks[i]
		if roots[key(l)] == nil {
			continue
		}
		switch l.Region {
		case audit.RegionFooter, audit.RegionFriends, audit.RegionSitemap:
			if hidden == nil {
				hidden = l
			}
		default:
			v := sayf(audit.Met, "首页一次点击可达：“%s”", "one click from the home page: %q", l.Name())
			v.evidence = []audit.Evidence{evidence(j.home, l.Name()+" → "+l.URL)}
			return v
		}
	}
	if hidden != nil {
		v := sayf(audit.Partial, "首页只在页脚、友情链接或网站地图中有链接：“%s”", "the home page links to it only from its footer, friendly links or site map: %q", hidden.Name())
		v.evidence = []audit.Evidence{evidence(j.home, hidden.Name()+" → "+hidden.URL)}
		return v
	}
	for _, root := range j.roots {
		if !readWell(root) {
			continue
		}
		for _, m := range root.mentions {
			if m.from.owner.atHome {
				v := sayf(audit.Partial, "首页两次点击可达：经“%s”", "two clicks from the home page, by way of %q", j.nameOf(m.from.owner))
				v.evidence = []audit.Evidence{evidence(j.home, j.nameOf(m.from.owner)), evidence(m.from, m.link.Name()+" → "+m.link.URL)}
				return v
			}
		}
	}
	var open, read []*node
	for _, n := range j.order {
		if n.owner != n || !n.atHome || n == j.home {
			continue
		}
		switch {
		case j.isOpen(n) && j.isSection(n):
			open = append(open, n)
		case readWell(n):
			read = append(read, n)
		}
	}
	for _, p := range j.home.parts {
		if j.isOpen(p) {
			open = append(open, p)
		}
	}
	if len(open) > 0 {
		return j.unknownFor("home", open)
	}
	return j.absent("首页及首页所链栏目均无专题链接，两次点击不可达", "neither the home page nor the columns it leads to link to the topic", append([]*node{j.home}, read...))
}

func (j *judging) topicUpdated(r pack.Rule) verdict {
	own := func(n *node, c context) bool {
		return c.is(inTopic) && c.domains == 0 && c.township == 0 && !c.is(inCatalogue) && n.domains() == 0
	}
	newest, by, quote := j.newestIn(own)
	if newest.IsZero() {
		newest, by, quote = j.newestIn(func(_ *node, c context) bool { return c.is(inTopic) })
	}
	if newest.IsZero() || j.asOf.Days(newest) > r.Params.Days {
		open := j.openWhere(func(n *node, p place) bool {
			return !p.document && own(n.owner, p.context)
		})
		if len(open) > 0 {
			return j.unknownFor("topic", open)
		}
	}
	if newest.IsZero() {
		return j.absent("专题各栏目已读完，没有注明日期的信息", "the topic was read whole and holds no dated entry", j.topicColumns())
	}
	days := j.asOf.Days(newest)
	status := audit.Met
	switch {
	case days > r.Params.PartialDays:
		status = audit.Unmet
	case days > r.Params.Days:
		status = audit.Partial
	}
	v := sayf(status, "最新信息日期 %s，距考核日 %d 天", "newest entry of %s, %d days before the day of the audit", newest, days)
	v.evidence = []audit.Evidence{evidence(by, quote)}
	if status != audit.Met {
		for _, e := range j.proof(j.topicColumns()) {
			if e.URL != v.evidence[0].URL {
				v.evidence = append(v.evidence, e)
			}
		}
	}
	return v
}

// topicColumns are the columns of the topic that were read, the topic first.
func (j *judging) topicColumns() []*node {
	columns := slices.Clone(j.roots)
	for _, n := range j.order {
		if n.owner == n && readWell(n) && slices.ContainsFunc(n.places, func(p place) bool {
			return !p.document && p.is(inTopic) && p.township == 0
		}) && n.domains() == 0 {
			columns = append(columns, n)
		}
	}
	return columns
}

// newestIn is the newest date on or before the day of the audit among the rows of columns that the test
// admits, column and row.
func (j *judging) newestIn(admits func(*node, context) bool) (newest audit.Date, by *node, quote string) {
	for _, n := range j.order {
		for _, p := range n.places {
			if p.document || !admits(n, p.context) {
				continue
			}
			for _, r := range j.rowsOf(n) {
				c := j.carry(p.context, unnamed(r.Link))
				c.flags |= p.flags & inTopic
				if !admits(n, c) {
					continue
				}
				date := r.Date
				if date.IsZero() && readWell(r.to) {
					date = r.to.page.Published
				}
				if !date.IsZero() && !date.After(j.asOf) && (newest.IsZero() || date.After(newest)) {
					newest, by, quote = date, r.from, quoteRow(placedRow{row: r})
				}
			}
			break
		}
	}
	return newest, by, quote
}

// catalogueName ends the title of a catalogue; that of news about one ends otherwise.
var catalogueName = regexp.MustCompile(`(?:目录|清单|指引|[（(][^（()）]*[)）]|\d{4}年?版|试行)\s*$`)

// unnamed is a dated row without its title, which may speak of catalogues and townships as news does. That of a catalogue
// itself stays.
func unnamed(link audit.Link) *audit.Link {
	if !link.Date.IsZero() && !catalogueName.MatchString(link.Name()) {
		link.Text, link.Title, link.Alt = "", "", ""
	}
	return &link
}

// underTopic reports whether a node hangs under the topic, and not under one of its domains.
func underTopic(n *node) bool {
	return n.domains() == 0 && slices.ContainsFunc(n.places, func(p place) bool { return p.is(inTopic) })
}

func (j *judging) topicPlan(r pack.Rule) verdict {
	alive, dead, unread := j.naming("plan", func(_ *node, m mention) bool {
		return m.link.Region != audit.RegionFriends && m.link.Region != audit.RegionTrail
	})
	titled, closed := j.plansByTitle(alive)
	alive, unread = append(alive, titled...), append(unread, closed...)
	var others []found
	alive = slices.DeleteFunc(alive, func(f found) bool {
		if j.ofOther(f.name) || readWell(f.to) && j.v.is("plan", f.to.page.Title) && j.ofOther(f.to.page.Title) {
			others = append(others, f)
			return true
		}
		return false
	})
	if len(alive) > 0 {
		best := alive[0]
		for _, f := range alive[1:] {
			if d := f.date(); !d.IsZero() && (best.date().IsZero() || best.date().After(d)) {
				best = f
			}
		}
		date := best.date()
		v := sayf(audit.Partial, "实施方案“%s”发布于 %s，要求不晚于 %s", "plan %q published on %s, due by %s", best.name, date, r.Params.Deadline)
		switch {
		case date.IsZero():
			v.zh, v.en = fmt.Sprintf("实施方案“%s”未注明发布日期", best.name), fmt.Sprintf("plan %q bears no date", best.name)
		case !date.After(r.Params.Deadline):
			v.status = audit.Met
		}
		v.evidence = []audit.Evidence{best.evidence()}
		return v
	}
	unread = slices.DeleteFunc(unread, func(f found) bool { return j.ofOther(f.name) })
	if len(unread) > 0 {
		return j.unknownFor("topic", []*node{unread[0].to})
	}
	if open := j.openLists(); len(open) > 0 {
		return j.unknownFor("topic", open)
	}
	v := j.absent("专题及政务公开各栏目已读完，未见本级实施方案", "the topic and the openness part were read whole; the county's own plan is not there",
		slices.Concat(j.topicColumns(), j.columnsRead(false)))
	v.near = append(nearby(others, "是其他机关的方案", "the plan of another government"), nearby(dead, deadLink, deadLinkEN)...)
	return v
}

// plansByTitle are the documents whose own title is that of a plan, though no link says so, and those of the topic that
// could be one by what links show of their titles and were not read.
func (j *judging) plansByTitle(known []found) (titled, unread []found) {
	for _, n := range j.order {
		if n.owner != n || slices.ContainsFunc(known, func(f found) bool { return f.to == n }) {
			continue
		}
		by := mention{from: n}
		if len(n.mentions) > 0 {
			by = n.mentions[0]
		}
		switch {
		case isDocumentPage(n) && readWell(n) && j.v.is("plan", n.page.Title):
			titled = append(titled, found{n, by, n.page.Title})
		case j.isOpen(n) && j.maybePlan(n):
			unread = append(unread, found{n, by, by.link.Name()})
		}
	}
	return titled, unread
}

var (
	cutShort = regexp.MustCompile(`(?:…|\.\.)\s*$`)
	planLike = regexp.MustCompile(`政务公开|标准化|规范化|方案`)
)

// maybePlan reports whether the topic leads to a node by words that could be those of its plan: 实施方案 alone, or a title
// cut short.
func (q *Inquiry) maybePlan(n *node) bool {
	return slices.ContainsFunc(n.mentions, func(m mention) bool {
		return m.maybePlan && slices.ContainsFunc(m.from.owner.places, func(p place) bool { return p.is(inTopic) && p.domains == 0 && !p.document })
	})
}

// likePlan reports whether a link's words are the start of a plan's title, or no more than 实施方案.
func likePlan(name string) bool {
	if cutShort.MatchString(name) {
		return planLike.MatchString(name)
	}
	return strings.HasSuffix(name, "实施方案") || strings.HasSuffix(name, "工作方案")
}

// ofOther reports whether a title names another government's document: the state's, the province's,
// the city's, another county's.
func (j *judging) ofOther(title string) bool {
	folded := j.v.fold(title)
	own := names.Fold(j.site.Name)
	if own != "" && strings.Contains(folded, own) {
		return false
	}
	if j.v.is("plan_other_government", title) {
		return true
	}
	if city := names.Fold(j.site.City); city != "" && city != own && strings.Contains(folded, city) {
		return true
	}
	return j.foreignPlace(strings.TrimPrefix(folded, "转发")+"局") != "" && strings.ContainsAny(folded, "县区市旗")
}

// openLists are unread columns, and parts of lists, of the topic and the openness part.
func (j *judging) openLists() []*node {
	open := j.openWhere(func(n *node, p place) bool {
		return !p.document && n.owner.domains() == 0 && p.township == 0 && p.is(inTopic|inOpenness|inPolicy) && !p.is(isCatalogue)
	})
	if len(j.roots) == 0 {
		for _, n := range j.openStructure() {
			if !slices.Contains(open, n) {
				open = append(open, n)
			}
		}
	}
	if j.home != nil && j.home.page != nil && j.unread(j.home) {
		open = append(open, j.home)
	}
	return open
}

// topicActivity judges whether the topic reports an activity: training, demonstration points.
func (j *judging) topicActivity(pattern string) func(pack.Rule) verdict {
	return func(pack.Rule) verdict {
		alive, dead, unread := j.naming(pattern, func(n *node, m mention) bool { return underTopic(n) || len(n.places) == 0 && underTopic(m.from.owner) })
		more, dead2, unread2 := j.naming(pattern+"_elsewhere", func(n *node, m mention) bool {
			return m.link.Region == audit.RegionMain || m.link.Region == ""
		})
		alive, dead, unread = append(alive, more...), append(dead, dead2...), append(unread, unread2...)
		alive = slices.DeleteFunc(alive, func(f found) bool { return j.isEmptyColumn(f.to) })
		if len(alive) > 0 {
			v := sayf(audit.Met, "“%s”", "%q", alive[0].name)
			v.evidence = []audit.Evidence{alive[0].evidence()}
			return v
		}
		if len(unread) > 0 {
			return j.unknownFor("topic", []*node{unread[0].to})
		}
		open := j.openWhere(func(n *node, p place) bool {
			return !p.document && p.is(inTopic) && n.owner.domains() == 0 && p.township == 0 && !p.is(isCatalogue)
		})
		if len(j.roots) == 0 {
			open = append(open, j.openStructure()...)
			open = append(open, j.openWhere(func(_ *node, p place) bool { return p.is(inNews) && !p.document })...)
		}
		if len(open) > 0 {
			return j.unknownFor("topic", open)
		}
		zh, en := "专题各栏目已读完，未见有关报道", "the topic was read whole; nothing of the kind is reported"
		if len(j.roots) == 0 {
			zh, en = "没有专题，政务公开及新闻各栏目已读完，未见有关报道", "there is no topic; the openness part and the news were read whole and nothing of the kind is reported"
		}
		v := j.absent(zh, en, slices.Concat(j.topicColumns(), j.columnsRead(false)))
		v.near = nearby(dead, deadLink, deadLinkEN)
		return v
	}
}

// isEmptyColumn reports whether a node is a column that was read whole and holds nothing.
func (j *judging) isEmptyColumn(n *node) bool {
	if !readWell(n) || n.page.Kind == audit.KindArticle || isFile(n.url) || n.page.Trouble.Kind != audit.TroubleNone {
		return false
	}
	return len(n.rows) == 0 && len(n.page.Files) == 0 && len(n.page.Tables) == 0 && len(n.page.Pictures) == 0 && (n.page.Empty != "" || !leads(n) && !j.gathers(n) && !hasText(n))
}
