package pages

import (
	"slices"

	"mingjing/reports"
)

// domainView is the page of a domain.
type domainView struct {
	page
	*reports.DomainSum
	Row      *reports.AnnexSum // nil where no row of the annex holds the domain
	Guides   []*reports.Department
	Sites    []*domainSite
	Lacks    []*reports.Lack
	MoreLack int
}

// domainSite is a site on the page of a domain.
type domainSite struct {
	*reports.Domain
	Site   *reports.Site
	Faults []*fault
}

// groupView is the page of a row of the annex or of a department.
type groupView struct {
	page
	Title, Lead string
	Subtitle    string
	Guides      []*reports.Department // of a row of the annex
	Rows        []*reports.AnnexSum   // of a department
	Domains     []*reports.DomainSum
	Cells       []reports.Cell
	reports.Tally
	Lacks    []*reports.Lack
	MoreLack int
}

func (p *Pages) domainPage(d *reports.DomainSum) *domainView {
	v := &domainView{page: page{p.report, "../"}, DomainSum: d}
	for _, row := range p.report.Annex {
		if row.Row == d.AnnexRow {
			v.Row = row
		}
	}
	for _, g := range p.report.Departments {
		if slices.Contains(g.Domains, d) {
			v.Guides = append(v.Guides, g)
		}
	}
	for _, s := range p.report.Sites {
		on, ok := s.Domain(d.ID)
		if !ok {
			continue
		}
		row := &domainSite{Domain: on, Site: s}
		for i, g := range s.Faults {
			if g.Area == d.Domain {
				row.Faults = append(row.Faults, newFault(g, i, p.answer(s)))
			}
		}
		v.Sites = append(v.Sites, row)
	}
	v.Lacks, v.MoreLack = lacks(p.report, []*reports.DomainSum{d})
	return v
}

func (p *Pages) annexPage(a *reports.AnnexSum) *groupView {
	v := &groupView{page: page{p.report, "../"}, Lead: a.Text, Domains: a.Domains, Cells: a.Cells, Tally: a.Tally}
	v.Title = p.words.say("annexRow", a.Row)
	v.Subtitle = a.Responsible
	for _, g := range p.report.Departments {
		if slices.Contains(a.Departments, g.Name) {
			v.Guides = append(v.Guides, g)
		}
	}
	v.Lacks, v.MoreLack = lacks(p.report, a.Domains)
	return v
}

func (p *Pages) departmentPage(d *reports.Department) *groupView {
	v := &groupView{page: page{p.report, "../"}, Title: d.Name, Domains: d.Domains, Cells: d.Cells, Tally: d.Tally}
	v.Lead = p.words.say("departmentLead", d.Name, len(d.Domains))
	for _, row := range p.report.Annex {
		if slices.Contains(row.Departments, d.Name) {
			v.Rows = append(v.Rows, row)
		}
	}
	v.Lacks, v.MoreLack = lacks(p.report, d.Domains)
	return v
}
