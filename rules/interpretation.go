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

// pairing is a policy document and its interpretation, nil where it has none.
type pairing struct {
	document       row
	interpretation *node
	known          bool // the interpretation was read, or where there is none the document's page
}

// pairings are the portal's newest policy documents with their interpretations.
func (j *judging) pairings(newest int) []pairing {
	var list []pairing
	seen := make(map[*node]bool)
	for _, n := range j.order {
		if n.owner != n || !j.isPolicyColumn(n) {
			continue
		}
		for _, r := range j.rowsOf(n) {
			if seen[r.to] || r.to.page != nil && r.to.page.Trouble.Kind == audit.TroubleGone || j.v.is("interpretation", r.Name()) ||
				readWell(r.to) && r.to.page.Kind != audit.KindArticle && !isFile(r.to.url) {
				continue
			}
			seen[r.to] = true
			list = append(list, pairing{document: r, known: readWell(r.to)})
		}
	}
	slices.SortStableFunc(list, func(a, b pairing) int { return b.document.Date.Time().Compare(a.document.Date.Time()) })
	list = list[:min(len(list), newest)]
	back := j.linksBack()
	for i := range list {
		p := &list[i]
		if p.interpretation = back[p.document.to]; p.interpretation == nil && readWell(p.document.to) {
			p.interpretation = j.interpretationOn(p.document.to)
		}
		p.known = p.interpretation == nil && p.known || p.interpretation != nil && !j.isOpen(p.interpretation)
	}
	return list
}

// isPolicyColumn reports whether a node is a column of the portal's policy documents. What also stands under a domain
// or the topic is one only where the openness part leads to it by such a name.
func (j *judging) isPolicyColumn(n *node) bool {
	if !slices.ContainsFunc(n.places, func(p place) bool { return p.is(inPolicy) && !p.document && p.domains == 0 && !p.is(inTopic) }) {
		return false
	}
	if !slices.ContainsFunc(n.places, func(p place) bool { return p.domains != 0 || p.is(inTopic) }) {
		return true
	}
	return slices.ContainsFunc(n.mentions, func(m mention) bool {
		from := m.from.owner
		return j.v.is("policy_documents", m.link.Name()) && m.link.Region != audit.RegionTrail && !isDocumentPage(from) &&
			(from == j.home || from.domains() == 0 && !slices.ContainsFunc(from.places, func(p place) bool { return p.is(inTopic) }))
	})
}

// interprets reports whether a link leads to an interpretation, by its own words or the heading it stands under.
func (q *Inquiry) interprets(link *audit.Link) bool {
	return q.v.is("interpretation", link.Name()) || slices.ContainsFunc(link.Above, func(a string) bool { return q.v.is("interpretation", a) })
}

// interpretationOn is the interpretation that a document's page links to: an article, not the column of
// interpretations.
func (j *judging) interpretationOn(n *node) *node {
	for i := range n.page.Links {
		l := &n.page.Links[i]
		if !j.interprets(l) || l.Region == audit.RegionSide && !ofDocument(l, n.title()) {
			continue
		}
		to := j.nodes[key(l)]
		if to == nil || to == n || to == j.home || to.page != nil && (to.page.Trouble.Kind == audit.TroubleGone || to.page.Kind == audit.KindList) {
			continue
		}
		if slices.ContainsFunc(to.places, func(p place) bool { return p.is(inReading) && !p.document }) && (to.page == nil || to.page.Kind != audit.KindArticle) {
			continue
		}
		return to
	}
	return nil
}

var (
	// others head interpretations of whatever document, beside the text of one.
	others = regexp.MustCompile(`最新|最近|热门|热点|推荐|更多|排行`)
	// quoted is the document that an interpretation's title names.
	quoted = regexp.MustCompile(`《([^《》]{4,})》`)
)

// ofDocument reports whether a link beside the text of a document leads to the interpretation of that document, and not
// of another: it stands under a heading that says so, or names the document.
func ofDocument(l *audit.Link, title string) bool {
	if len(l.Above) > 0 && !slices.ContainsFunc(l.Above, others.MatchString) {
		return true
	}
	m := quoted.FindStringSubmatch(l.Name())
	return m != nil && strings.Contains(names.Fold(title), names.Fold(m[1]))
}

// related heads the documents that belong to an article.
var related = regexp.MustCompile(`相关|关联|原文|解读(?:的)?(?:文件|政策)`)

// linksBack are the interpretations by the documents that they link to.
func (j *judging) linksBack() map[*node]*node {
	back := make(map[*node]*node)
	for _, n := range j.order {
		if !readWell(n) || n.page.Kind != audit.KindArticle || !slices.ContainsFunc(n.places, func(p place) bool { return p.is(inReading) }) {
			continue
		}
		for i := range n.page.Links {
			l := &n.page.Links[i]
			if l.Region == audit.RegionSide && !slices.ContainsFunc(l.Above, related.MatchString) {
				continue // of what stands beside the text, only what is said to belong to it
			}
			if to := j.nodes[key(l)]; to != nil && to != n && back[to] == nil {
				back[to] = n
			}
		}
	}
	return back
}

func (j *judging) paired(r pack.Rule) verdict {
	list := j.pairings(r.Params.Newest)
	open := j.openPolicies()
	if len(open) > 0 && (len(list) < r.Params.Fewest || slices.ContainsFunc(open, func(n *node) bool { return n.owner == n || len(n.owner.rows) == 0 })) {
		return j.unknownFor("policy", open)
	}
	if len(list) < r.Params.Fewest {
		return sayf(audit.Exempt, "门户上的政策文件只有 %d 件", "the portal shows only %d policy documents", len(list))
	}
	with, unknown := 0, 0
	var ev []audit.Evidence
	var lacking []*node
	for _, p := range list {
		switch {
		case !p.known:
			unknown++
		case p.interpretation != nil:
			with++
			ev = append(ev, evidence(p.document.to, p.document.Name()+" → "+j.nameOf(p.interpretation)))
		default:
			lacking = append(lacking, p.document.to)
		}
	}
	low, high := float64(with)/float64(len(list)), float64(with+unknown)/float64(len(list))
	if byShare(r, low) != byShare(r, high) {
		return sayf(audit.Unknown, "%d 件政策文件中有 %d 件或其解读未能读到", "%[2]d of %[1]d policy documents, or their interpretations, could not be read", len(list), unknown)
	}
	v := shares(r, low, "%d 件政策文件中 %d 件关联了政策解读", "%d policy documents, %d of them linked with their interpretation", len(list), with)
	v.evidence = ev
	if v.status != audit.Met {
		v.evidence = append(j.proof(lacking), ev...)
	}
	return v
}

// openPolicies are unread columns of policy documents, and unread columns of the openness part where none is known.
func (j *judging) openPolicies() []*node {
	var open []*node
	known := false
	for _, n := range j.order {
		if n.owner == n && j.isPolicyColumn(n) {
			known = known || readWell(n)
		}
	}
	for _, n := range j.open {
		if j.isPolicyColumn(n.owner) {
			open = append(open, n)
		}
	}
	if len(open) == 0 && !known {
		open = j.openLists()
	}
	return open
}

func (j *judging) pairedInTime(r pack.Rule) verdict {
	if j.verdicts["interpretation.paired"].status == audit.Unknown {
		v := j.verdicts["interpretation.paired"]
		return verdict{status: audit.Unknown, zh: v.zh, en: v.en, places: v.places}
	}
	inTime, late, unread := 0, 0, 0
	var ev, lateEvidence []audit.Evidence
	for _, p := range j.pairings(j.policies) {
		if p.interpretation == nil {
			continue
		}
		document, reading := p.document.Date, j.ownDate(p.interpretation)
		if readWell(p.document.to) && !p.document.to.page.Published.IsZero() {
			document = p.document.to.page.Published
		}
		if document.IsZero() || reading.IsZero() {
			if j.isOpen(p.interpretation) {
				unread++
			}
			continue
		}
		days, err := j.calendar.Between(document, reading)
		if err != nil {
			continue
		}
		quote := fmt.Sprintf("%s：文件 %s，解读 %s", p.document.Name(), document, reading)
		if days > r.Params.WorkingDays {
			late++
			lateEvidence = append(lateEvidence, evidence(p.interpretation, quote))
		} else {
			inTime++
			ev = append(ev, evidence(p.interpretation, quote))
		}
	}
	all := inTime + late
	if all == 0 {
		if unread > 0 {
			return sayf(audit.Unknown, "有 %d 篇解读未能读到", "%d interpretations could not be read", unread)
		}
		return say(audit.Exempt, "没有文件与解读成对", "there are no pairs of document and interpretation")
	}
	if byShare(r, float64(inTime)/float64(all+unread)) != byShare(r, float64(inTime+unread)/float64(all+unread)) {
		return sayf(audit.Unknown, "有 %d 篇解读未能读到", "%d interpretations could not be read", unread)
	}
	v := shares(r, float64(inTime)/float64(all), "%d 对文件与解读中，%d 对在 %d 个工作日内", "of %d pairs, %d within %d working days", all, inTime, r.Params.WorkingDays)
	v.evidence = slices.Concat(lateEvidence, ev)
	return v
}
