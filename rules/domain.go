package rules

import (
	"slices"

	"mingjing/audit"
	"mingjing/rules/names"
)

// domainView is what was seen of one domain.
type domainView struct {
	index      int
	roots      []*node // columns that bear the domain's name, on the portal
	outside    []*node // the same, on other hosts
	columns    []placed
	rows       []placedRow
	open       []placed // unread places under the domain
	candidates []*node  // documents and columns that bear the name of its catalogue
	catalogues []ownCatalogue
	items      []*itemView
	covered    []bool // items of the guideline that the county's own catalogue holds
	verdicts   map[string]verdict
	resolved   map[string]resolution
}

// placed is a column under a domain, with the names it hangs under and what these come to.
type placed struct {
	*node
	labels string
	resolution
	shared bool // several domains stand together there
}

// placedRow is a row of a list under a domain.
type placedRow struct {
	row
	column *node
	resolution
	shared bool // several domains stand together there
}

// resolution is what the names of columns come to within one domain: items (several where two items
// bear one name), else a 一级事项, else nothing.
type resolution struct {
	items  []int
	level1 string
	score  float64
}

func (r resolution) has(item int) bool { return slices.Contains(r.items, item) }

// readDomains orders what was seen by domain: catalogues first, for they say what the items are.
func (j *judging) readDomains() {
	for i := range j.pack.Domains {
		j.byDomain = append(j.byDomain, &domainView{index: i, verdicts: make(map[string]verdict), resolved: make(map[string]resolution)})
	}
	j.readCatalogues()
	for _, d := range j.byDomain {
		j.listItems(d)
	}
	open := make(map[*node]bool, len(j.open))
	for _, n := range j.open {
		open[n] = true
	}
	for _, n := range j.order {
		if n.page != nil && n.page.Again {
			continue
		}
		j.placeColumn(n, open)
		if n.owner == n {
			j.placeRows(n)
		}
	}
}

// placeColumn files a column, or a part of one that was not read, under its domains.
func (j *judging) placeColumn(n *node, open map[*node]bool) {
	for _, p := range n.owner.places {
		if p.domains == 0 || p.document || p.township != 0 || j.isOnlyCatalogue(n.owner, p) {
			continue
		}
		if n.owner != n {
			if open[n] {
				for _, d := range j.sharing(p.context) {
					d.open = append(d.open, placed{n, p.labels, j.resolve(d, p.labelList()), p.domains.size() > 1})
				}
			}
			continue
		}
		if isArticleByRows(n) {
			continue
		}
		for _, d := range j.sharing(p.context) {
			at := placed{n, p.labels, j.resolve(d, p.labelList()), p.domains.size() > 1}
			switch {
			case open[n]:
				d.open = append(d.open, at)
			case p.is(domainRoot) && !j.site.Owns(n.url):
				d.outside = append(d.outside, n)
			case p.is(domainRoot):
				d.roots = append(d.roots, n)
			}
			d.columns = append(d.columns, at)
		}
	}
}

// isArticleByRows reports whether a node is a document that only rows of lists lead to.
func isArticleByRows(n *node) bool {
	if len(n.mentions) == 0 {
		return n.page != nil && n.page.Kind == audit.KindArticle
	}
	for _, m := range n.mentions {
		if !m.link.Row {
			return false
		}
	}
	return n.page == nil || n.page.Kind == audit.KindArticle || n.page.Kind == audit.KindCatalogue || isFile(n.url)
}

// isOnlyCatalogue reports whether a place is that of a catalogue, not of a column whose items are published.
func (j *judging) isOnlyCatalogue(n *node, p place) bool {
	if !p.is(inCatalogue) {
		return false
	}
	if p.is(isCatalogue) || n.page != nil && n.page.Kind == audit.KindCatalogue {
		return true
	}
	if p.labels != "" {
		return false // deeper than the domain: an item's column of a topic that calls itself a catalogue
	}
	return n.page == nil || isFile(n.url) || n.page.Kind == audit.KindArticle || len(n.page.Tables) > 0 || len(n.page.Files) > 0 || !leads(n)
}

// sharing are the views of the domains of a context. Where several domains share a column, what names
// an item of one of them belongs to that one.
func (j *judging) sharing(c context) []*domainView {
	var views []*domainView
	best := 0.0
	for i, d := range j.byDomain {
		if c.domains.has(i) {
			views = append(views, d)
			best = max(best, j.resolve(d, c.labelList()).score)
		}
	}
	if len(views) < 2 || best < names.Same {
		return views
	}
	return slices.DeleteFunc(views, func(d *domainView) bool { return j.resolve(d, c.labelList()).score < best-0.02 })
}

// placeRows files the rows of a column under the domains that column and headings name.
func (j *judging) placeRows(column *node) {
	places := column.places
	if len(places) == 0 {
		places = []place{{}}
	}
	type filed struct {
		d  *domainView
		to *node
	}
	seen := make(map[filed]int)
	for _, p := range places {
		if p.document || p.township != 0 {
			continue
		}
		for _, r := range j.rowsOf(column) {
			c := j.carry(p.context, &r.Link)
			if c.domains == 0 || c.township != 0 || c.is(isCatalogue) {
				continue
			}
			for _, d := range j.sharing(c) {
				res := j.resolve(d, c.labelList())
				j.filed[r.to] = j.filed[r.to] || len(res.items) > 0
				k := filed{d, r.to}
				if at, ok := seen[k]; ok {
					if len(d.rows[at].items) == 0 && len(res.items) > 0 {
						d.rows[at].resolution = res
					}
					continue
				}
				seen[k] = len(d.rows)
				d.rows = append(d.rows, placedRow{r, column, res, c.domains.size() > 1})
			}
		}
	}
}

// rowsOf are the rows of a column, and the links of its main region that turned out to lead to articles,
// as those of a list of one do.
func (j *judging) rowsOf(column *node) []row {
	if column == j.home || column.page == nil || column.page.Kind == audit.KindArticle {
		return column.rows
	}
	rows := column.rows
	for i := range column.links {
		l := column.links[i]
		to := j.nodes[key(&l)]
		if l.Row || l.Region != audit.RegionMain || to == nil || to == column || !readWell(to) || to.page.Kind != audit.KindArticle ||
			slices.ContainsFunc(rows, func(r row) bool { return r.to == to }) {
			continue
		}
		l.Row, l.Date = true, to.page.Published
		rows = append(slices.Clip(rows), row{Link: l, to: to, from: column})
	}
	return rows
}

// resolve finds what the names of columns, outermost first, come to: the innermost that names an item
// or a 一级事项 decides.
func (j *judging) resolve(d *domainView, labels []string) resolution {
	if len(labels) == 0 {
		return resolution{}
	}
	c := context{}
	for _, l := range labels {
		c = c.under(l)
	}
	if r, ok := d.resolved[c.labels]; ok {
		return r
	}
	r := j.resolveLabels(d, labels)
	d.resolved[c.labels] = r
	return r
}

func (j *judging) resolveLabels(d *domainView, labels []string) resolution {
	for at := len(labels) - 1; at >= 0; at-- {
		name := j.v.speller.Name(labels[at])
		level1 := ""
		for k := at - 1; k >= 0 && level1 == ""; k-- {
			level1, _ = j.level1Like(d, j.v.speller.Name(labels[k]))
		}
		r := j.itemsLike(d, name, level1)
		own, score := j.level1Like(d, name)
		switch {
		case len(r.items) > 0 && (own == "" || r.score >= score-0.02):
			return r
		case own != "":
			return resolution{level1: own, score: score}
		}
	}
	return resolution{}
}

// level1Like is the 一级事项 of the domain that a name names, if it does.
func (j *judging) level1Like(d *domainView, name names.Name) (string, float64) {
	best, which := 0.0, ""
	for _, it := range d.items {
		if s := j.v.speller.Name(it.level1).Like(name); s > best {
			best, which = s, it.level1
		}
	}
	if best < names.Same {
		return "", 0
	}
	return which, best
}

// itemsLike are the items that a name names, within a 一级事项 where that is known.
func (j *judging) itemsLike(d *domainView, name names.Name, level1 string) resolution {
	scores := make([]float64, len(d.items))
	best := 0.0
	for i, it := range d.items {
		for _, n := range it.names {
			scores[i] = max(scores[i], n.Like(name))
		}
		if level1 != "" && it.level1 != level1 && scores[i] > 0 {
			scores[i] -= 0.3
		}
		best = max(best, scores[i])
	}
	if best < names.Same {
		return resolution{}
	}
	r := resolution{score: best}
	for i, s := range scores {
		switch {
		case s >= best-0.005:
			r.items = append(r.items, i)
		case best < certain && s >= best-0.03 && !sameName(d.items[i], d.items[r.first()]):
			return resolution{} // a tie: told as a near miss, decided for none
		}
	}
	if best < certain && len(r.items) > 1 {
		for _, i := range r.items[1:] {
			if !sameName(d.items[i], d.items[r.items[0]]) {
				return resolution{}
			}
		}
	}
	return r
}

// first is the first item of a resolution; 0 where there is none yet.
func (r resolution) first() int {
	if len(r.items) == 0 {
		return 0
	}
	return r.items[0]
}

func sameName(a, b *itemView) bool { return names.Fold(a.name) == names.Fold(b.name) }
