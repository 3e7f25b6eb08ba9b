package rules

import (
	"slices"

	"mingjing/audit"
)

// What a link promises: the higher, the sooner it is fetched. The figures only order the work; what is
// worth nothing is not fetched, and what is worth anything and could not be fetched leaves a question open.
const (
	worthHome      = 1.0
	worthTopic     = 0.97
	worthPart      = 0.95 // of the home page and of columns that matter
	worthBranch    = 0.80 // columns of the topic and of domains
	worthCatalogue = 0.75
	worthZone      = 0.62
	worthSpecial   = 0.60
	worthOpenness  = 0.50
	worthNext      = 0.45
	worthSought    = 0.40
	worthFile      = 0.32
	worthNameless  = 0.30
	worthPolicy    = 0.25
	worthReading   = 0.20
	worthDocument  = 0.15
	worthArchive   = 0.12 // further pages of lists of the openness part
	worthSection   = 0.10 // columns that the home page leads to
	worthNews      = 0.06 // columns of news, where there is no topic that would report
)

// sampledDocuments is how many documents of items are read before a portal none of whose documents says when it was
// formed is taken for one whose documents don't say: of each further list only the newest is read.
const sampledDocuments = 60

// Promise implements audit.Guide.
func (q *Inquiry) Promise(link *audit.Link) float64 {
	if link.Kind == audit.LinkHome || link.Kind == audit.LinkRefresh {
		return worthHome
	}
	n := q.nodes[key(link)]
	if n == nil {
		return 0
	}
	return q.worth(n)
}

// Settled implements audit.Guide. An inquiry ends when nothing promises anything any more.
func (q *Inquiry) Settled() bool { return false }

// worth says how much reading the node may settle.
func (q *Inquiry) worth(n *node) float64 {
	if n.page != nil || n == q.home || !q.site.Owns(n.url) {
		return 0
	}
	if n.owner != n {
		return q.worthOfPart(n)
	}
	if n.kind == audit.LinkScript {
		return q.worthOfScript(n)
	}
	most := 0.0
	for _, p := range n.places {
		most = max(most, q.worthAt(n, p))
	}
	if n.wanted || q.maybePlan(n) {
		most = max(most, worthSought)
	}
	if q.interpretsPolicy(n) {
		most = max(most, worthReading)
	}
	if n.nameless && !q.topicFound() && !isFile(n.url) {
		most = max(most, worthNameless)
	}
	if n.atHome && most == 0 && !isFile(n.url) && q.isSection(n) && (!q.topicFound() || !q.topicNear()) {
		most = worthSection
	}
	return most
}

// interpretsPolicy reports whether a policy document leads to the node as to its interpretation.
func (q *Inquiry) interpretsPolicy(n *node) bool {
	return slices.ContainsFunc(n.mentions, func(m mention) bool {
		return m.interprets && slices.ContainsFunc(m.from.places, func(p place) bool { return p.document && p.is(inPolicy) && p.domains == 0 })
	})
}

// isSection reports whether the home page leads to the node as to a column of the portal, not as to a news item.
func (q *Inquiry) isSection(n *node) bool {
	for _, m := range n.mentions {
		if m.from.owner == q.home && !m.link.Row && m.link.Date.IsZero() && m.link.Region != audit.RegionFriends {
			return true
		}
	}
	return false
}

func (q *Inquiry) worthOfPart(n *node) float64 {
	o := n.owner
	if n.kind == audit.LinkNext {
		return q.worthOfNext(o)
	}
	if o == q.home {
		return worthPart
	}
	if n.kind == audit.LinkData && o.page != nil && q.listedWhole(o) {
		return 0
	}
	for _, p := range o.places {
		switch {
		case p.document:
		case p.relevant():
			return worthPart
		case p.is(inNews) && !q.topicFound():
			return worthNews
		}
	}
	if o.atHome && !q.topicFound() {
		return worthSection
	}
	return 0
}

// listedWhole reports whether a list needs no further page: it is an item's, newest first, and long enough.
func (q *Inquiry) listedWhole(o *node) bool {
	return len(o.rows) >= q.entries && newestFirst(o.rows) && slices.ContainsFunc(o.places, func(p place) bool { return q.isItemList(p) }) &&
		!slices.ContainsFunc(o.places, func(p place) bool { return p.is(topicRoot|domainRoot|inCatalogue) || p.domains == 0 && p.is(inTopic) })
}

func (q *Inquiry) isItemList(p place) bool {
	labels := p.labelList()
	return p.domains != 0 && len(labels) > 0 && q.v.isPart(p.domains, labels[len(labels)-1], 0.75)
}

// newestFirst reports whether the dates of a list fall, but for a few pinned to its top.
func newestFirst(rows []row) bool {
	rises, dated := 0, 0
	var before audit.Date
	for i := range rows {
		d := rows[i].Date
		if d.IsZero() {
			continue
		}
		dated++
		if !before.IsZero() && d.After(before) {
			rises++
		}
		before = d
	}
	return dated > 0 && rises <= 1
}

func (q *Inquiry) worthOfNext(o *node) float64 {
	if o == q.home {
		return 0
	}
	most := 0.0
	for _, p := range o.places {
		switch {
		case p.document && !p.is(inCatalogue):
		case p.is(inCatalogue):
			most = max(most, worthCatalogue-0.05)
		case p.domains != 0:
			if !q.listedWhole(o) {
				most = max(most, worthNext)
			}
		case p.is(inTopic):
			most = max(most, worthNext+0.02)
		case p.is(inSpecial):
			if !q.topicFound() {
				most = max(most, worthNext)
			}
		case p.is(inPolicy):
			if len(o.rows) < q.policies {
				most = max(most, worthPolicy+0.02)
			}
		case p.is(inOpenness) && !p.is(inReading):
			most = max(most, worthArchive)
		case p.is(inNews) && !q.topicFound():
			most = max(most, worthNews)
		}
	}
	return most
}

// worthOfScript is for script files that may write the menus of a page that shows none.
func (q *Inquiry) worthOfScript(n *node) float64 {
	for _, m := range n.mentions {
		o := m.from.owner
		if o.page == nil || len(o.rows) > 0 || len(o.links) > 8 {
			continue
		}
		if o == q.home || slices.ContainsFunc(o.places, func(p place) bool { return p.relevant() && !p.document }) {
			return worthPart - 0.05
		}
	}
	return 0
}

// worthAt is the worth of a node in one of its contexts.
func (q *Inquiry) worthAt(n *node, p place) float64 {
	switch {
	case p.is(topicRoot) && !p.document:
		return worthTopic
	case p.is(isCatalogue), p.is(inCatalogue) && (p.domains != 0 || p.township != 0):
		return worthCatalogue
	case p.document:
		return q.worthOfDocument(n, p)
	case isFile(n.url):
		if p.domains != 0 {
			return worthFile
		}
		return 0
	case p.is(inZone):
		return worthZone
	case p.is(domainRoot), p.domains != 0, p.is(inTopic), p.is(inCatalogue):
		return worthBranch - 0.01*float64(min(len(p.labelList()), 5))
	case p.is(inSpecial):
		return worthSpecial
	case p.is(inPolicy | inReading | inOpenness):
		return worthOpenness
	case p.is(inNews) && !q.topicFound():
		return worthNews
	}
	return 0
}

func (q *Inquiry) worthOfDocument(n *node, p place) float64 {
	switch {
	case p.domains != 0 && !isFile(n.url):
		if n.rank < q.entries && (n.rank == 0 || q.formed > 0 || q.documents < sampledDocuments) {
			return worthDocument - 0.001*float64(n.rank)
		}
	case p.is(inPolicy):
		if n.rank < q.policies {
			return worthPolicy
		}
	case p.is(inReading):
		if n.rank < q.policies {
			return worthReading
		}
	}
	return 0
}

// topicFound reports whether a readable column of the topic is known.
func (q *Inquiry) topicFound() bool {
	return slices.ContainsFunc(q.topicRoots(), readWell)
}

// topicRoots are the columns that bear the topic's name.
func (q *Inquiry) topicRoots() []*node {
	var roots []*node
	for _, n := range q.topics {
		if !(n.page != nil && n.page.Again) && isTopicColumn(n) {
			roots = append(roots, n)
		}
	}
	return roots
}

// isTopicColumn reports whether a node that bears the topic's name is a column: an article about it is not.
func isTopicColumn(n *node) bool {
	if isFile(n.url) {
		return false
	}
	return n.page == nil || n.page.Kind != audit.KindArticle || len(n.links) > 5 || n.page.Published.IsZero()
}

// readWell reports whether a node was read, be it the beginning of a list, and is no error page.
func readWell(n *node) bool {
	return n.page != nil && !n.page.Again && (n.page.Trouble.Kind == audit.TroubleNone || n.begun)
}

// topicNear reports whether the topic is known to be one click from the home page.
func (q *Inquiry) topicNear() bool {
	return slices.ContainsFunc(q.topicRoots(), func(n *node) bool { return n.atHome })
}

// Progress implements audit.Guide. While a scan runs, a domain's questions count as settled when its
// column and its catalogue have been read.
func (q *Inquiry) Progress() (settled, all int) {
	for i, d := range q.pack.Domains {
		items := 3 * len(d.Items)
		all += items + len(domainRules)
		if q.columned.has(i) {
			settled += items
		}
		if q.catalogued.has(i) {
			settled += len(domainRules)
		}
	}
	return settled, all
}

// note keeps the count for Progress.
func (q *Inquiry) note(n *node) {
	for _, p := range n.places {
		if p.is(domainRoot) {
			q.columned |= p.domains
		}
		if p.is(isCatalogue) {
			q.catalogued |= p.domains
		}
	}
}
