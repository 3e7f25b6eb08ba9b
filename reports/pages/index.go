package pages

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"

	"mingjing/audit"
	"mingjing/reports"
	"mingjing/reports/charts"
)

// page is what all pages know.
type page struct {
	Report *reports.Report
	Up     string // to the folder of index.html
}

// indexView is the page of the city.
type indexView struct {
	page
	Rows     []*leagueRow
	Spreads  []*spread
	Lacks    []*reports.Lack
	MoreLack int
	Worst    []*reports.Department // the one whose domains do worst first; without a score last
	Changed  []reports.Change      // those that occurred
	Sum      map[reports.Change]int
	Best     *reports.Site // with a grade; nil where there is none
	Last     *reports.Site
	Rise     *rise // of the average; nil where it is not known
	Unread   []*unread
	MoreWhys int
	Items    int // of the national guidelines
	Verified int
}

// leagueRow is a row of the league table.
type leagueRow struct {
	*reports.Site
	Rise  *rise
	Moved *rise
	Spark template.HTML
}

// unread is a reason for which findings are unknown, with the first of its sites.
type unread struct {
	*reports.Unread
	Href  string // of one place that could not be read; may be empty
	Named []*reports.Site
	More  int // sites that are not named
}

// rise is how a number went up or down.
type rise struct {
	Up, Down bool
	By       string // without sign
}

// spread is how the sites do on a dimension.
type spread struct {
	*reports.Dimension
	Chart                template.HTML
	Lowest, Mid, Highest string
	Sites                int
}

// Bounds of the lists on a page.
const (
	lacksShown = 30
	whysShown  = 30
	sitesNamed = 10
)

func (p *Pages) indexPage() *indexView {
	r := p.report
	v := &indexView{page: page{r, ""}, Sum: r.Changes(), Worst: worst(r.Departments)}
	for _, s := range r.Sites {
		v.Rows = append(v.Rows, p.leagueRow(s))
		if s.Graded() {
			if v.Best == nil {
				v.Best = s
			}
			v.Last = s
		}
	}
	for _, d := range r.Dimensions {
		v.Spreads = append(v.Spreads, p.spread(d, nil))
	}
	v.Lacks, v.MoreLack = lacks(r, nil)
	for _, c := range reports.Changes() {
		if v.Sum[c] > 0 {
			v.Changed = append(v.Changed, c)
		}
	}
	for _, u := range r.Unread[:min(len(r.Unread), whysShown)] {
		named := u.Sites[:min(len(u.Sites), sitesNamed)]
		v.Unread = append(v.Unread, &unread{u, addressOf(u.URL).Href, named, len(u.Sites) - len(named)})
	}
	v.MoreWhys = len(r.Unread) - len(v.Unread)
	if before, ok := r.AverageBefore(); ok && r.Graded() > 0 {
		v.Rise = riseOf(reports.Shown(r.Average()) - reports.Shown(before))
	}
	for i := range r.Pack.Domains {
		for _, item := range r.Pack.Domains[i].Items {
			v.Items++
			if item.Verified {
				v.Verified++
			}
		}
	}
	return v
}

func (p *Pages) leagueRow(s *reports.Site) *leagueRow {
	row := &leagueRow{Site: s}
	if by, ok := s.Gained(); ok {
		row.Rise = riseOf(by)
	}
	if ranks, ok := s.Moved(); ok {
		row.Moved = &rise{Up: ranks > 0, Down: ranks < 0, By: fmt.Sprint(max(ranks, -ranks))}
	}
	if len(s.History) > 1 {
		row.Spark = charts.Spark(charts.Label{Title: s.Name + " " + p.words.say("history")}, points(s.History))
	}
	return row
}

func riseOf(by float64) *rise {
	text := fmt.Sprintf("%+.1f", by)
	r := &rise{By: text[1:]}
	if r.By != "0.0" {
		r.Up, r.Down = by > 0, by < 0
	}
	return r
}

// points are the scores of a site's scans.
func points(history []reports.Moment) []charts.Point {
	all := make([]charts.Point, 0, len(history))
	for _, m := range history {
		state := charts.Firm
		switch {
		case m.Coverage == 0:
			state = charts.Missing
		case m.Grade == "":
			state = charts.Tenuous
		}
		all = append(all, charts.Point{When: fmt.Sprintf("%d-%02d", m.Day.Year, int(m.Day.Month)), Value: m.Score, Text: score(m.Score, m.Coverage), State: state})
	}
	return all
}

// spread lays out a dimension with the site among the others; the site may be nil.
func (p *Pages) spread(d *reports.Dimension, site *reports.Site) *spread {
	scores := p.report.Spread(d.ID)
	v := &spread{Dimension: d, Sites: len(scores), Lowest: "–", Mid: "–", Highest: "–"}
	label := charts.Label{Title: d.Name}
	if len(scores) > 0 {
		v.Lowest, v.Mid, v.Highest = score(slices.Min(scores), 1), score(charts.Median(scores), 1), score(slices.Max(scores), 1)
		label.Desc = p.words.say("spread.desc", len(scores), v.Lowest, v.Mid, v.Highest)
	}
	marked := charts.None
	if site != nil && d.Max > 0 {
		scores, marked = append(scores, d.Score()), len(scores)
	}
	v.Chart = charts.Strip(label, scores, marked)
	return v
}

// lacks are the first of what most sites lack in the domains, or everywhere where they are nil, and how many more there are.
func lacks(r *reports.Report, domains []*reports.DomainSum) ([]*reports.Lack, int) {
	all := r.Lacking
	if domains != nil {
		all = slices.DeleteFunc(slices.Clone(all), func(l *reports.Lack) bool {
			return l.Area == nil || !slices.ContainsFunc(domains, func(d *reports.DomainSum) bool { return d.Domain == l.Area })
		})
	}
	n := min(len(all), lacksShown)
	return all[:n], len(all) - n
}

// worst orders departments by what their domains come to, the worst first.
func worst(departments []*reports.Department) []*reports.Department {
	sorted := slices.Clone(departments)
	slices.SortStableFunc(sorted, func(a, b *reports.Department) int {
		if (a.Max > 0) != (b.Max > 0) {
			if a.Max > 0 {
				return -1
			}
			return 1
		}
		return cmp.Compare(a.Score(), b.Score())
	})
	return sorted
}

// Unjudged is the number of findings that are unknown, on all sites.
func (v *indexView) Unjudged() int { return v.Report.Counts[audit.Unknown] }

// Changes is the number of findings that changed in that way, on all sites.
func (v *indexView) Changes(c reports.Change) int { return v.Sum[c] }
