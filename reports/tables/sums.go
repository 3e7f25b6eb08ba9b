package tables

import (
	"fmt"
	"strings"

	"mingjing/reports"
)

// heatMap is the score of each site in each of the columns, which are named so.
func heatMap(r *reports.Report, title reports.Text, columns []string, cell func(site, column int) any, total func(column int) any) table {
	t := table{
		title: title,
		columns: []column{
			{"rank", reports.Text{"名次", "Rank"}, 6, whole, everywhere},
			{"name", reports.Text{"县（市、区）、功能区", "County or zone"}, 20, prose, everywhere},
		},
		sum: row{nil, reports.Text{"全部站点", "All sites"}.In(r.Words)},
	}
	for i, name := range columns {
		t.columns = append(t.columns, column{fmt.Sprintf("column-%d", i+1), reports.Text{name, name}, 6.5, heat, everywhere})
		t.sum = append(t.sum, total(i))
	}
	t.rows = func(yield func(row) bool) {
		for i, s := range r.Sites {
			cells := row{number(s.Rank), s.Name}
			for k := range columns {
				cells = append(cells, cell(i, k))
			}
			if !yield(cells) {
				return
			}
		}
	}
	return t
}

func dimensions(r *reports.Report) table {
	var columns []string
	for _, d := range r.Dimensions {
		columns = append(columns, d.Name)
	}
	return heatMap(r, reports.Text{"各方面得分", "Dimensions"}, columns,
		func(site, k int) any { return tallied(&r.Sites[site].Dimensions[k].Tally) },
		func(k int) any { return tallied(&r.Dimensions[k].Tally) })
}

func domains(r *reports.Report) table {
	var columns []string
	for _, d := range r.Domains {
		columns = append(columns, d.Name)
	}
	return heatMap(r, reports.Text{"各领域得分", "Domains"}, columns,
		func(site, k int) any {
			cell := r.Domains[k].Cells[site]
			return scored(cell.Score, cell.Coverage > 0)
		},
		func(k int) any { return tallied(&r.Domains[k].Tally) })
}

func tallied(t *reports.Tally) any { return scored(t.Score(), t.Max > 0) }

// departments is what the domains that each department guides come to.
func departments(r *reports.Report) table {
	return table{
		title: reports.Text{"业务指导单位", "Departments"},
		columns: []column{
			{"department", reports.Text{"业务指导单位", "Guiding department"}, 28, prose, everywhere},
			{"domains", reports.Text{"指导的领域", "Domains"}, 60, prose, everywhere},
			{"score", reports.Text{"得分率", "Won"}, 9, heat, everywhere},
			{"coverage", reports.Text{"可判定率", "Coverage"}, 9, percent, everywhere},
			{"open", reports.Text{"待整改", "To put right"}, 9, whole, everywhere},
		},
		rows: func(yield func(row) bool) {
			for _, d := range r.Departments {
				var guided []string
				for _, domain := range d.Domains {
					guided = append(guided, domain.Name)
				}
				if !yield(row{d.Name, joined(r, guided), tallied(&d.Tally), down(d.Coverage()), d.Open}) {
					return
				}
			}
		},
	}
}

// lacking is what most sites lack.
func lacking(r *reports.Report) table {
	return table{
		title: reports.Text{"共性问题", "What most lack"},
		columns: []column{
			{"fault", reports.Text{"问题", "Fault"}, 20, prose, everywhere},
			{"domain_name", reports.Text{"领域", "Domain"}, 20, prose, everywhere},
			{"level1", reports.Text{"一级事项", "Item, level 1"}, 20, prose, everywhere},
			{"item", reports.Text{"事项", "Item"}, 24, prose, everywhere},
			{"clause", reports.Text{"条款", "Clause"}, 10, word, everywhere},
			{"sites", reports.Text{"存在问题的站点", "Sites that fail"}, 10, whole, everywhere},
			{"judged", reports.Text{"可判定的站点", "Sites judged"}, 10, whole, everywhere},
			{"share", reports.Text{"占比", "Share"}, 8, percent, everywhere},
			{"names", reports.Text{"站点", "Sites"}, 50, prose, everywhere},
		},
		filter: true,
		rows: func(yield func(row) bool) {
			for _, l := range r.Lacking {
				area := ""
				if l.Area != nil {
					area = l.Area.Name
				}
				if !yield(row{l.Title, area, l.Level1, l.Item, l.Law.Clause, len(l.Sites), l.Judged, down(l.Share()), names(r, l.Sites)}) {
					return
				}
			}
		},
	}
}

// unread is why findings are unknown.
func unread(r *reports.Report) table {
	return table{
		title: reports.Text{"无法判定", "Unknown and why"},
		columns: []column{
			{"why", reports.Text{"无法判定的原因", "Why"}, 50, prose, everywhere},
			{"findings", reports.Text{"判定项数", "Findings"}, 10, whole, everywhere},
			{"sites", reports.Text{"涉及站点数", "Sites"}, 10, whole, everywhere},
			{"names", reports.Text{"站点", "Names"}, 44, prose, everywhere},
			{"example", reports.Text{"未能读取的页面（例）", "A page that could not be read"}, 44, link, everywhere},
		},
		rows: func(yield func(row) bool) {
			for _, u := range r.Unread {
				if !yield(row{u.Why, u.Findings, len(u.Sites), names(r, u.Sites), u.URL}) {
					return
				}
			}
		},
	}
}

// asked is what the rules ask and what they weigh.
func asked(r *reports.Report) table {
	return table{
		title: reports.Text{"检查指标", "Rules"},
		columns: []column{
			{"rule", reports.Text{"规则", "Rule"}, 26, word, everywhere},
			{"name", reports.Text{"检查内容", "Name"}, 20, prose, everywhere},
			{"clause", reports.Text{"条款", "Clause"}, 10, word, everywhere},
			{"weight", reports.Text{"权重", "Weight"}, 8, score, everywhere},
			{"asks", reports.Text{"要求", "Asks"}, 40, prose, everywhere},
			{"met", reports.Text{"达标", "Met"}, 32, prose, everywhere},
			{"partial", reports.Text{"部分达标", "Partial"}, 32, prose, everywhere},
			{"unmet", reports.Text{"未达标", "Unmet"}, 32, prose, everywhere},
		},
		rows: func(yield func(row) bool) {
			pick := r.Words.Pick
			for _, rule := range r.Pack.Rules {
				if !yield(row{
					rule.ID, pick(rule.Name, rule.NameEN), rule.Clause, rule.Weight, pick(rule.Asks, rule.AsksEN),
					pick(rule.Met, rule.MetEN), pick(rule.Partial, rule.PartialEN), pick(rule.Unmet, rule.UnmetEN),
				}) {
					return
				}
			}
		},
	}
}

// names are the names of the sites in one cell.
func names(r *reports.Report, sites []*reports.Site) string {
	var all []string
	for _, s := range sites {
		all = append(all, s.Name)
	}
	return joined(r, all)
}

func joined(r *reports.Report, texts []string) string {
	return strings.Join(texts, r.Words.Pick("、", ", "))
}
