package reports

import (
	"cmp"
	"fmt"
	"slices"

	"mingjing/audit"
	"mingjing/rules/pack"
)

// DomainSum is a domain over all sites.
type DomainSum struct {
	*pack.Domain
	Cells []Cell // of the sites, in the report's order
	Tally
}

// AnnexSum is a row of the annex over all sites.
type AnnexSum struct {
	*pack.AnnexRow
	Domains []*DomainSum
	Cells   []Cell
	Tally
}

// Department is what the domains that a department guides come to over all sites.
type Department struct {
	Name    string
	Slug    string // for addresses: department-1 and so on, in the annex's order
	Domains []*DomainSum
	Cells   []Cell
	Tally
}

// Cell is where a site meets domains.
type Cell struct {
	Site     *Site
	Score    float64 // 0 to 100; means nothing where Coverage is 0
	Coverage float64 // 0 to 1
	Open     int     // faults to be put right
}

// Lack is a question that many sites fail.
type Lack struct {
	Law          *pack.Rule
	Area         *pack.Domain // nil for a rule of the site
	Title        string
	Level1, Item string
	Sites        []*Site // that fail it, in the report's order
	Judged       int     // sites for which it was judged
}

// Share of the sites that fail it, of those for which it was judged; 0 to 1.
func (l *Lack) Share() float64 { return share(float64(len(l.Sites)), float64(l.Judged)) }

// Unread is a reason for which findings are unknown.
type Unread struct {
	Why      string
	Findings int
	Sites    []*Site // in the report's order
	URL      string  // of one place that could not be read; may be empty
}

// sum adds the sites up by dimension, domain, row of the annex and department.
func (r *Report) sum() {
	for i, d := range r.Pack.Dimensions {
		sum := &Dimension{ID: d.ID, Name: r.Words.Pick(d.Name, d.NameEN), Tally: newTally()}
		for _, s := range r.Sites {
			sum.addTally(s.Dimensions[i].Tally)
		}
		r.Dimensions = append(r.Dimensions, sum)
	}
	byID := make(map[string]*DomainSum)
	tallies := r.domainTallies()
	for i := range r.Pack.Domains {
		d := &DomainSum{Domain: &r.Pack.Domains[i], Tally: newTally()}
		d.Cells = r.cells(tallies, &d.Tally, d.ID)
		byID[d.ID] = d
		r.Domains = append(r.Domains, d)
	}
	pick := func(ids []string) []*DomainSum {
		var domains []*DomainSum
		for _, id := range ids {
			if d := byID[id]; d != nil {
				domains = append(domains, d)
			}
		}
		return domains
	}
	guided := make(map[string][]string)
	var names []string
	for i := range r.Pack.Annex {
		row := &AnnexSum{AnnexRow: &r.Pack.Annex[i], Domains: pick(r.Pack.Annex[i].Domains), Tally: newTally()}
		if len(row.Domains) == 0 {
			continue
		}
		row.Cells = r.cells(tallies, &row.Tally, row.AnnexRow.Domains...)
		r.Annex = append(r.Annex, row)
		for _, name := range row.Departments {
			if guided[name] == nil {
				names = append(names, name)
			}
			for _, d := range row.Domains {
				if !slices.Contains(guided[name], d.ID) {
					guided[name] = append(guided[name], d.ID)
				}
			}
		}
	}
	for i, name := range names {
		d := &Department{Name: name, Slug: fmt.Sprintf("department-%d", i+1), Domains: pick(guided[name]), Tally: newTally()}
		d.Cells = r.cells(tallies, &d.Tally, guided[name]...)
		r.Departments = append(r.Departments, d)
	}
}

// domainTallies is the tally of each domain of each site, by site and domain.
func (r *Report) domainTallies() map[*Site]map[string]*Tally {
	all := make(map[*Site]map[string]*Tally)
	for _, s := range r.Sites {
		tallies := make(map[string]*Tally)
		for _, f := range s.All {
			t := tallies[f.Domain]
			if t == nil {
				fresh := newTally()
				t = &fresh
				tallies[f.Domain] = t
			}
			t.add(f.Finding)
		}
		all[s] = tallies
	}
	return all
}

// cells are what the domains come to on each site; they are added to the sum.
func (r *Report) cells(tallies map[*Site]map[string]*Tally, sum *Tally, domains ...string) []Cell {
	cells := make([]Cell, 0, len(r.Sites))
	for _, s := range r.Sites {
		t := newTally()
		for _, id := range domains {
			if one := tallies[s][id]; one != nil {
				t.addTally(*one)
			}
		}
		sum.addTally(t)
		cells = append(cells, Cell{Site: s, Score: t.Score(), Coverage: t.Coverage(), Open: t.Open})
	}
	return cells
}

// lack finds the questions that at least half of the sites fail, of those for which they were judged, but at least two.
func (r *Report) lack() {
	byQuestion := make(map[question]*Lack)
	for _, s := range r.Sites {
		for _, f := range s.All {
			q := questionOf(f.Finding)
			l := byQuestion[q]
			if l == nil {
				l = &Lack{Law: f.Law, Area: f.Area, Title: f.Title, Level1: f.Level1, Item: f.Item}
				byQuestion[q] = l
				r.Lacking = append(r.Lacking, l)
			}
			if f.Status != audit.Unknown && f.Status != audit.Exempt {
				l.Judged++
			}
			if f.IsOpen() {
				l.Sites = append(l.Sites, s)
			}
		}
	}
	r.Lacking = slices.DeleteFunc(r.Lacking, func(l *Lack) bool { return len(l.Sites) < 2 || l.Share() < 0.5 })
	slices.SortStableFunc(r.Lacking, func(a, b *Lack) int {
		return cmp.Or(cmp.Compare(len(b.Sites), len(a.Sites)), cmp.Compare(b.Share(), a.Share()))
	})
}

// UnreadOf is why findings of the site are unknown, most frequent first.
func (r *Report) UnreadOf(s *Site) []*Unread { return r.unread(s) }

// unread counts the findings that are unknown by what stood in the way.
func (r *Report) unread(sites ...*Site) []*Unread {
	byWhy := make(map[string]*Unread)
	var all []*Unread
	for _, s := range sites {
		for _, f := range s.Unjudged {
			why, url := r.hindrance(f)
			u := byWhy[why]
			if u == nil {
				u = &Unread{Why: why, URL: url}
				byWhy[why] = u
				all = append(all, u)
			}
			u.Findings++
			if n := len(u.Sites); n == 0 || u.Sites[n-1] != s {
				u.Sites = append(u.Sites, s)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b *Unread) int { return cmp.Compare(b.Findings, a.Findings) })
	return all
}

// hindrance is why a finding is unknown: what befell the first place that could not be read, else the reason.
func (r *Report) hindrance(f *Finding) (why, url string) {
	for _, p := range f.Places {
		if p.State != audit.PlaceWhole && p.State != audit.PlaceGone && p.Why != "" {
			return p.Why, p.URL
		}
	}
	return f.Reason, ""
}
