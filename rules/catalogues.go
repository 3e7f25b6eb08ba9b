package rules

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"mingjing/audit"
	"mingjing/rules/catalogue"
	"mingjing/rules/names"
	"mingjing/rules/pack"
)

// ownCatalogue is a standard catalogue of the county's own that could be read.
type ownCatalogue struct {
	from   *node
	rows   []catalogue.Row
	filled [8]float64
}

// own is the county's catalogue by which the items are judged: the one with most rows, the first of these.
func (d *domainView) own() *ownCatalogue {
	var best *ownCatalogue
	for i := range d.catalogues {
		if c := &d.catalogues[i]; best == nil || len(c.rows) > len(best.rows) {
			best = c
		}
	}
	return best
}

// readCatalogues files every catalogue that was read under its domain, and every place that bears a
// catalogue's name as a candidate.
func (j *judging) readCatalogues() {
	for _, n := range j.order {
		if n.page != nil && n.page.Again || n.owner != n {
			continue
		}
		var domains domainSet
		candidate := false
		for _, p := range n.places {
			if p.township != 0 {
				continue
			}
			if p.is(inCatalogue) || n.page != nil && n.page.Kind == audit.KindCatalogue {
				candidate = true
				domains |= p.domains
			}
		}
		if !candidate || j.v.township(n.title()) != 0 {
			continue
		}
		if n.page != nil && len(n.page.Tables) > 0 { // also of a file that could be read in part only
			j.fileCatalogues(n, domains)
		}
		for i, d := range j.byDomain {
			if domains.has(i) || domains == 0 {
				d.candidates = append(d.candidates, n)
			}
		}
	}
}

// fileCatalogues files the catalogues of one page or document under their domains.
func (j *judging) fileCatalogues(n *node, domains domainSet) {
	for _, c := range catalogue.Read(n.page.Tables) {
		byDomain := make(map[int][]catalogue.Row)
		last := -1
		for _, r := range c.Rows {
			i := j.domainOfRow(n, c, r, domains, last)
			if i < 0 {
				continue
			}
			last = i
			byDomain[i] = append(byDomain[i], r)
		}
		if len(byDomain) > 1 && domains.size() == 1 {
			byDomain = map[int][]catalogue.Row{onlyDomain(domains): c.Rows}
		}
		for i, d := range j.byDomain {
			if rows := byDomain[i]; len(rows) > 0 {
				d.catalogues = append(d.catalogues, ownCatalogue{n, rows, c.Filled})
			}
		}
	}
}

func onlyDomain(s domainSet) int {
	for i := range 32 {
		if s.has(i) {
			return i
		}
	}
	return -1
}

// domainOfRow is the domain of a row: as its own column or heading says, as the caption says, as the place
// says; where none says, the domain whose guideline knows the item. It is -1 where nothing tells.
func (j *judging) domainOfRow(n *node, c catalogue.Catalogue, r catalogue.Row, domains domainSet, last int) int {
	said := []string{r.Domain, c.Caption}
	said = append(said, strings.Fields(c.Caption)...) // the name of a sheet and the title within it
	said = append(said, n.title())
	for _, said := range said {
		if said == "" {
			continue
		}
		if g := j.v.domainsIn(said); g.set.size() == 1 && (domains == 0 || domains&g.set != 0 || g.score >= certain) {
			return onlyDomain(g.set)
		}
	}
	if domains.size() == 1 {
		return onlyDomain(domains)
	}
	best, which := names.Same, -1
	item := j.v.speller.Name(r.Item())
	both := j.v.speller.Name(r.Level1 + r.Level2)
	for i := range j.v.domains {
		if domains != 0 && !domains.has(i) {
			continue
		}
		for _, all := range j.v.domains[i].items {
			for _, name := range all {
				s := max(name.Like(item), name.Like(both))
				if i == last {
					s += 0.01
				}
				if s > best {
					best, which = s, i
				}
			}
		}
	}
	if which < 0 {
		return last
	}
	return which
}

// domainRule judges one domain by one rule.
func (j *judging) domainRule(r pack.Rule, d *domainView) verdict {
	if r.ID == "catalogue.published" {
		return j.cataloguePublished(d)
	}
	if r.ID == "catalogue.on-time" {
		return j.catalogueOnTime(r, d)
	}
	own := d.own()
	if own == nil {
		v := say(audit.Unknown, "目录已发布，但不能读成文字", "the catalogue is published, but cannot be read as text")
		p := d.verdicts["catalogue.published"]
		v.evidence, v.places = p.evidence, p.places
		return v
	}
	var v verdict
	switch r.ID {
	case "catalogue.elements":
		v = elements(r, own)
	case "catalogue.coverage":
		v = j.catalogueCoverage(r, d)
	case "catalogue.local":
		v = j.catalogueLocal(own)
	}
	if len(v.evidence) == 0 {
		v.evidence = []audit.Evidence{evidence(own.from, fmt.Sprintf("目录共 %d 行", len(own.rows)))}
	}
	return v
}

func (j *judging) cataloguePublished(d *domainView) verdict {
	if own := d.own(); own != nil {
		v := sayf(audit.Met, "目录“%s”可读，共 %d 行", "catalogue %q can be read, %d rows", j.nameOf(own.from), len(own.rows))
		v.evidence = []audit.Evidence{evidence(own.from, own.rows[0].Level1+" "+own.rows[0].Item())}
		return v
	}
	var v verdict
	var pictures, texts, gone, open, listed, blurred []*node
	domain := j.pack.Domains[d.index]
	for _, n := range d.candidates {
		mine := j.isForDomain(n, d)
		switch {
		case j.isOpen(n):
			open = append(open, n)
		case !mine && j.isBlurred(n, d):
			blurred = append(blurred, n)
		case !mine || n.page == nil:
		case n.page.Trouble.Kind == audit.TroubleGone:
			gone = append(gone, n)
		case n.page.Trouble.Kind == audit.TroublePicture:
			pictures = append(pictures, n)
		case len(n.page.Files) > 0:
			listed = append(listed, n) // its files are candidates themselves
		case (n.page.Kind == audit.KindArticle || isFile(n.url)) && j.v.is("catalogue", n.title()) && j.speaksOfItems(n, d):
			texts = append(texts, n)
		case n.page.Kind == audit.KindArticle && len(n.page.Pictures) > 0:
			pictures = append(pictures, n)
		default:
			listed = append(listed, n)
		}
		v.places = append(v.places, j.where("catalogue", n))
	}
	places := v.places
	switch {
	case len(texts) > 0:
		v = sayf(audit.Met, "目录“%s”以文字发布", "catalogue %q is published as text", j.nameOf(texts[0]))
		v.evidence = []audit.Evidence{evidence(texts[0], texts[0].page.Title)}
	case len(pictures) > 0:
		v = sayf(audit.Partial, "目录“%s”为图片或扫描件，不能读成文字", "catalogue %q is a picture or scan that cannot be read as text", j.nameOf(pictures[0]))
		v.evidence = []audit.Evidence{evidence(pictures[0], pictures[0].page.Title)}
	case len(open) > 0:
		v = j.unknownFor("catalogue", open)
		return v
	case len(blurred) > 0:
		v = sayf(audit.Unknown, "目录“%s”提到该领域，但其表格不能识别", "catalogue %q speaks of the domain, but its table is not understood", j.nameOf(blurred[0]))
		v.evidence = []audit.Evidence{evidence(blurred[0], blurred[0].page.Title)}
	default:
		if open := j.openForCatalogue(d); len(open) > 0 {
			return j.unknownFor("domain", open)
		}
		if len(gone) > 0 {
			v = sayf(audit.Unmet, "目录“%s”的链接失效", "the link of catalogue %q is dead", j.nameOf(gone[0]))
			v.evidence = j.proof(gone)
			break
		}
		v = sayf(audit.Unmet, "未见%s领域的标准目录，专题、领域及目录各栏目已读完", "no standard catalogue of the domain %s; the topic, domain and catalogue columns were read whole", domain.Name).
			proven(j.proof(slices.Concat(j.catalogueColumns(), d.roots, listed, j.columnsRead(true))))
	}
	v.places = places
	return v
}

// isBlurred reports whether a document is by its title a catalogue of several domains that speaks of this one, though no
// domain's rows could be read from it.
func (j *judging) isBlurred(n *node, d *domainView) bool {
	if !readWell(n) || !isDocumentPage(n) && !isFile(n.url) || n.domains() != 0 || !j.v.is("catalogue", n.title()) ||
		slices.ContainsFunc(j.byDomain, func(o *domainView) bool {
			return slices.ContainsFunc(o.catalogues, func(c ownCatalogue) bool { return c.from == n })
		}) {
		return false
	}
	text := n.page.Text
	for _, t := range n.page.Tables {
		for _, row := range t.Rows[:min(len(t.Rows), 2000)] {
			text += strings.Join(row, " ")
		}
	}
	return strings.Contains(names.Fold(text), j.v.domains[d.index].names[0].Core)
}

// isForDomain reports whether a candidate is that of the one domain, not of all of them.
func (j *judging) isForDomain(n *node, d *domainView) bool {
	return slices.ContainsFunc(n.places, func(p place) bool { return p.domains.has(d.index) })
}

// speaksOfItems reports whether a text names at least three items of the domain.
func (j *judging) speaksOfItems(n *node, d *domainView) bool {
	text := names.Fold(n.page.Text)
	found := 0
	for _, item := range j.v.domains[d.index].items {
		if strings.Contains(text, item[0].Core) {
			found++
		}
	}
	return found >= 3
}

// openForCatalogue are unread places that could hold the domain's catalogue.
func (j *judging) openForCatalogue(d *domainView) []*node {
	open := j.openWhere(func(n *node, p place) bool {
		domains := n.owner.domains()
		switch {
		case p.township != 0, p.document && !p.is(inCatalogue):
			return false
		case domains != 0:
			return domains.has(d.index) && (p.is(inCatalogue|domainRoot) || p.labels == "")
		}
		return p.is(inCatalogue | inTopic)
	})
	if len(d.roots) == 0 && len(j.roots) == 0 {
		open = append(open, j.openStructure()...)
	}
	return open
}

// catalogueColumns are the columns that gather catalogues.
func (j *judging) catalogueColumns() []*node {
	var columns []*node
	for _, n := range j.order {
		if n.owner == n && readWell(n) && slices.ContainsFunc(n.places, func(p place) bool { return p.is(inCatalogue) && p.domains == 0 && !p.document }) {
			columns = append(columns, n)
		}
	}
	return columns
}

func elements(r pack.Rule, own *ownCatalogue) verdict {
	filled := 0
	var missing []string
	for e := range catalogue.Element(8) {
		if own.filled[e] >= r.Params.Filled {
			filled++
		} else {
			missing = append(missing, fmt.Sprintf("%s（%.0f%%）", e, 100*own.filled[e]))
		}
	}
	status := audit.Unmet
	switch {
	case filled >= r.Params.AtLeast:
		status = audit.Met
	case filled >= r.Params.PartialAtLeast:
		status = audit.Partial
	}
	if len(missing) == 0 {
		return sayf(status, "八项要素齐全", "all eight elements are there")
	}
	v := say(status, "", "")
	v.zh = fmt.Sprintf("八项要素中有 %d 项填写率达到要求，不足：%s", filled, join(missing))
	v.en = fmt.Sprintf("%d of the eight elements are filled in; short: %s", filled, strings.Join(missing, ", "))
	return v
}

func (j *judging) catalogueCoverage(r pack.Rule, d *domainView) verdict {
	all, found := 0, 0
	var missing []string
	for k := range j.pack.Domains[d.index].Items {
		item := &j.pack.Domains[d.index].Items[k]
		if !item.Verified {
			continue
		}
		all++
		if d.covered[k] {
			found++
		} else {
			missing = append(missing, item.Name())
		}
	}
	if all == 0 {
		return say(audit.Exempt, "国家指引该领域尚无核对过的事项", "no item of the national guideline is verified for this domain")
	}
	v := say(byShare(r, float64(found)/float64(all)), "", "")
	v.zh = fmt.Sprintf("国家指引 %d 项中收入 %d 项", all, found)
	v.en = fmt.Sprintf("holds %d of the %d items of the national guideline", found, all)
	if len(missing) > 0 {
		shown := missing[:min(len(missing), 8)]
		v.zh += "，缺：" + join(shown)
		v.en += "; missing: " + strings.Join(shown, ", ")
	}
	return v
}

var (
	// organName is an organ that begins with the name of a county or city: 岱岳区财政局.
	organName = regexp.MustCompile(`^(\p{Han}{1,5}?[县区市旗])\p{Han}*(?:局|委员会|委|办公室|办|政府|中心|院|大队|支队|所|处|公司|部|联社)`)
	// generic are place words that name no place: 各县区, 市县, 所在地区.
	generic = regexp.MustCompile(`^(?:各|本|全|我|该|所|属|辖|设|相关|有关|县|区|市|州|旗|省|社|园|校|片|城|郊|地|灾|库|景|林|牧|新|高新|开发|经开|经济|管理|示范|功能|度假|工业|行政|自治|上级|下级|同级|当地|县级|市级|区级|直辖|不设|由|经)*[县区市旗]$`)
	// listed parts the organs of one cell.
	listed = regexp.MustCompile(`[、，,;；/\s（）()]+|以及|或者`)
)

func (j *judging) catalogueLocal(own *ownCatalogue) verdict {
	filled, placeholders := 0, 0
	foreign := make(map[string]int)
	foreignRows := 0
	for _, r := range own.rows {
		if strings.TrimSpace(r.Subject) == "" {
			continue
		}
		filled++
		if j.v.is("placeholder_subject", r.Subject) {
			placeholders++
		}
		found := false
		for _, organ := range listed.Split(r.Subject, -1) {
			if place := j.foreignPlace(organ); place != "" {
				foreign[organ]++
				found = true
			}
		}
		if found {
			foreignRows++
		}
	}
	switch {
	case filled == 0:
		return say(audit.Exempt, "目录未填写公开主体", "the catalogue names no subject")
	case foreignRows > 0:
		organs := make([]string, 0, len(foreign))
		for organ := range foreign {
			organs = append(organs, organ)
		}
		slices.Sort(organs)
		v := say(audit.Unmet, "", "")
		v.zh = fmt.Sprintf("公开主体有 %d 行写的是其他地方的机关：%s", foreignRows, join(organs[:min(len(organs), 5)]))
		v.en = fmt.Sprintf("%d rows name organs of another place: %s", foreignRows, strings.Join(organs[:min(len(organs), 5)], ", "))
		v.evidence = []audit.Evidence{evidence(own.from, organs[0])}
		return v
	case placeholders == filled:
		return say(audit.Partial, "公开主体全部是“相关部门”一类的泛称", "every subject is a placeholder")
	}
	return say(audit.Met, "公开主体为本地机关", "the subjects are organs of the place")
}

// foreignPlace is the county or city that an organ's name begins with, where that is not the site's own.
func (j *judging) foreignPlace(organ string) string {
	organ = names.Fold(organ)
	m := organName.FindStringSubmatch(organ)
	if m == nil {
		return ""
	}
	place := m[1]
	if generic.MatchString(place) || len([]rune(place)) < 3 && !strings.HasSuffix(place, "县") {
		return ""
	}
	own := names.Fold(j.site.Name)
	city := names.Fold(j.site.City)
	short := strings.TrimRight(own, "县区市旗")
	switch {
	case own != "" && (strings.Contains(own, place) || strings.Contains(organ, own) || len([]rune(short)) >= 2 && strings.Contains(organ, short)):
		return ""
	case city != "" && strings.HasPrefix(organ, city), city == "" && strings.HasSuffix(place, "市"):
		return ""
	case city != "" && strings.HasPrefix(place, strings.TrimSuffix(city, "市")):
		return ""
	}
	return place
}

func (j *judging) catalogueOnTime(r pack.Rule, d *domainView) verdict {
	var first audit.Date
	var by *node
	consider := func(n *node) {
		if date := j.dateOf(n); !date.IsZero() && (first.IsZero() || first.After(date)) {
			first, by = date, n
		}
	}
	for i := range d.catalogues {
		consider(d.catalogues[i].from)
	}
	if len(d.catalogues) == 0 {
		for _, n := range d.candidates {
			if j.isForDomain(n, d) && n.page != nil && (n.page.Trouble.Kind == audit.TroublePicture || n.page.Kind == audit.KindArticle) {
				consider(n)
			}
		}
	}
	if first.IsZero() {
		return say(audit.Exempt, "目录未注明发布日期", "the catalogue bears no date")
	}
	status := audit.Met
	if first.After(r.Params.Deadline) {
		status = audit.Partial
	}
	v := sayf(status, "发布于 %s，要求不晚于 %s", "published on %s, due by %s", first, r.Params.Deadline)
	v.evidence = []audit.Evidence{evidence(by, by.title()+" "+first.String())}
	return v
}

func (n *node) title() string {
	if n.page != nil && n.page.Title != "" {
		return n.page.Title
	}
	for _, m := range n.mentions {
		return m.link.Name()
	}
	return ""
}

// ownDate is the day of publication that a document's page states, else that of a row that leads to it.
func (j *judging) ownDate(n *node) audit.Date {
	if readWell(n) && !n.page.Published.IsZero() && !isFile(n.url) {
		return n.page.Published
	}
	for _, m := range n.mentions {
		if !m.link.Date.IsZero() {
			return m.link.Date
		}
	}
	return audit.Date{}
}

// dateOf is the day on which a document was published: its page's, else that of the row or page that
// leads to it.
func (j *judging) dateOf(n *node) audit.Date {
	if date := j.ownDate(n); !date.IsZero() {
		return date
	}
	for _, m := range n.mentions {
		o := m.from
		if readWell(o) && o.page.Kind == audit.KindArticle || readWell(o) && o.page.Kind == audit.KindCatalogue {
			if !o.page.Published.IsZero() {
				return o.page.Published
			}
			if o != n {
				for _, up := range o.mentions {
					if !up.link.Date.IsZero() {
						return up.link.Date
					}
				}
			}
		}
	}
	return audit.Date{}
}

// townshipCatalogues judges whether each township's own catalogue stands on the portal.
func (j *judging) townshipCatalogues(pack.Rule) verdict {
	if len(j.site.Townships) == 0 {
		return say(audit.Exempt, "没有列出乡镇（街道）", "no townships are listed for this site")
	}
	var have, lack, open []string
	var ev []audit.Evidence
	var unread []*node
	for i, name := range j.site.Townships {
		n, maybe := j.townshipCatalogue(i + 1)
		switch {
		case n != nil:
			have = append(have, name)
			ev = append(ev, j.seenAt(n)...)
		case len(maybe) > 0:
			open = append(open, name)
			unread = append(unread, maybe...)
		default:
			lack = append(lack, name)
		}
	}
	if len(open) > 0 && !(len(have) > 0 && len(lack) > 0) {
		v := j.unknownFor("township", unread)
		v.zh = fmt.Sprintf("%s的目录无法判定：%s", join(open), v.zh)
		v.en = "catalogues of some townships could not be judged: " + v.en
		return v
	}
	v := say(audit.Met, "", "")
	v.zh = fmt.Sprintf("%d 个乡镇（街道）中 %d 个发布了目录", len(j.site.Townships), len(have))
	v.en = fmt.Sprintf("catalogues of %d of %d townships are published", len(have), len(j.site.Townships))
	v.evidence = ev
	switch {
	case len(have) == 0:
		v.status = audit.Unmet
		v = v.proven(j.proof(slices.Concat(j.catalogueColumns(), j.columnsRead(true), j.columnsRead(false))))
	case len(lack)+len(open) > 0:
		v.status = audit.Partial
	}
	if missing := slices.Concat(lack, open); len(missing) > 0 {
		v.zh += "，缺：" + join(missing)
		v.en += "; missing: " + strings.Join(missing, ", ")
	}
	return v
}

// townshipCatalogue finds a readable or at least published catalogue of one township; else the places
// that could hold one and were not read.
func (j *judging) townshipCatalogue(township int) (*node, []*node) {
	var maybe []*node
	for _, n := range j.order {
		if n.page != nil && n.page.Again {
			continue
		}
		for _, p := range n.owner.places {
			if p.township != township {
				continue
			}
			named := p.is(inCatalogue)
			switch {
			case j.isOpen(n):
				if named || !p.document {
					maybe = append(maybe, n)
				}
			case n.owner != n || n.page != nil && n.page.Trouble.Kind == audit.TroubleGone:
			case named && j.holdsCatalogue(n, p):
				return n, nil
			}
		}
	}
	if len(maybe) == 0 {
		maybe = j.openWhere(func(n *node, p place) bool {
			return !p.document && p.township == 0 && p.domains == 0 && p.is(inTopic|inCatalogue)
		})
		if len(j.roots) == 0 {
			maybe = append(maybe, j.openStructure()...)
		}
	}
	return nil, maybe
}

// holdsCatalogue reports whether a place of a catalogue is more than a heading: a document, or a column
// with entries, files, tables or pictures.
func (j *judging) holdsCatalogue(n *node, p place) bool {
	switch {
	case n.page == nil:
		return p.document || isFile(n.url)
	case n.page.Trouble.Kind == audit.TroublePicture, isFile(n.url):
		return true
	case n.page.Empty != "":
		return false
	}
	if len(n.page.Files) > 0 || len(n.page.Tables) > 0 || n.page.Kind == audit.KindArticle {
		return true
	}
	holds := func(l *audit.Link) bool {
		name := l.Name()
		to := j.nodes[key(l)]
		return j.v.is("catalogue", name) || j.v.is("catalogue_township", name) || j.v.domainsIn(name).set != 0 || isFile(l.URL) ||
			to != nil && to.page != nil && to.page.Kind == audit.KindCatalogue
	}
	for i := range n.rows {
		if holds(&n.rows[i].Link) {
			return true
		}
	}
	return slices.ContainsFunc(n.links, func(l audit.Link) bool { return l.Region == audit.RegionMain && holds(&l) })
}
