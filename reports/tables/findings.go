package tables

import (
	"mingjing/reports"
)

// findings is a row for each finding.
func findings(r *reports.Report) table {
	columns := []column{
		{"site", reports.Text{"编号", "Id"}, 14, word, inCSV},
		{"name", reports.Text{"县（市、区）、功能区", "County or zone"}, 11, prose, everywhere},
		{"rule", reports.Text{"规则", "Rule"}, 22, word, inCSV},
		{"rule_name", reports.Text{"检查内容", "Asked"}, 14, prose, everywhere},
		{"clause", reports.Text{"条款", "Clause"}, 10, word, everywhere},
		{"domain", reports.Text{"领域编号", "Domain id"}, 18, word, inCSV},
		{"domain_name", reports.Text{"领域", "Domain"}, 13, prose, everywhere},
		{"level1", reports.Text{"一级事项", "Item, level 1"}, 13, prose, everywhere},
		{"item", reports.Text{"事项", "Item"}, 16, prose, everywhere},
		{"status", reports.Text{"判定", "Verdict"}, 10, verdict, everywhere},
		{"points", reports.Text{"得分", "Points"}, 8, points, everywhere},
		{"max", reports.Text{"满分", "Of"}, 8, points, everywhere},
		{"reason", reports.Text{"判定理由", "Reason"}, 34, prose, everywhere},
		{"change", reports.Text{"较上次", "Change"}, 12, word, comparing},
		{"follows", reports.Text{"随何项判定", "Follows from"}, 16, word, inCSV},
		{"evidence", reports.Text{"依据页面", "Evidence"}, 28, link, everywhere},
		{"fetched", reports.Text{"读取时间", "Fetched"}, 17, moment, everywhere},
		{"sha256", reports.Text{"页面摘要（SHA-256）", "SHA-256"}, 18, word, inCSV},
		{"quote", reports.Text{"页面原文", "Quote"}, 24, prose, everywhere},
		{"fix", reports.Text{"整改办法", "How to put it right"}, 32, prose, inCSV},
	}
	return table{
		title: reports.Text{"判定明细", "Findings"}, columns: columns, filter: true,
		rows: func(yield func(row) bool) {
			for _, s := range r.Sites {
				for _, f := range s.All {
					area, fix := "", ""
					if f.Area != nil {
						area = f.Area.Name
					}
					if f.IsOpen() {
						fix = f.Fix
					}
					page := first(f)
					if !yield(row{
						s.ID, s.Name, f.Rule, f.Title, f.Law.Clause, f.Domain, area, f.Level1, f.Item, f.Status, f.Points, f.Max,
						f.Reason, r.Words.Change(f.Change), f.Follows, page.URL, page.Fetched, page.SHA256, page.Quote, fix,
					}) {
						return
					}
				}
			}
		},
	}
}

// rectification is a row for each fault to be put right.
func rectification(r *reports.Report) table {
	columns := []column{
		{"number", reports.Text{"序号", "No."}, 5, whole, everywhere},
		{"site", reports.Text{"编号", "Id"}, 12, word, inCSV},
		{"name", reports.Text{"县（市、区）、功能区", "County or zone"}, 11, prose, everywhere},
		{"domain_name", reports.Text{"领域", "Domain"}, 13, prose, everywhere},
		{"level1", reports.Text{"一级事项", "Item, level 1"}, 13, prose, everywhere},
		{"item", reports.Text{"事项", "Item"}, 16, prose, everywhere},
		{"fault", reports.Text{"问题", "Fault"}, 13, prose, everywhere},
		{"status", reports.Text{"判定", "Verdict"}, 10, verdict, everywhere},
		{"reason", reports.Text{"判定理由", "Reason"}, 34, prose, everywhere},
		{"clause", reports.Text{"条款", "Clause"}, 10, word, everywhere},
		{"responsible", reports.Text{"责任单位", "Responsible"}, 15, prose, everywhere},
		{"departments", reports.Text{"业务指导单位", "Guiding departments"}, 17, prose, everywhere},
		{"due", reports.Text{"整改期限", "Due"}, 12, day, everywhere},
		{"fix", reports.Text{"整改办法", "How to put it right"}, 32, prose, everywhere},
		{"evidence", reports.Text{"依据页面", "Evidence"}, 28, link, everywhere},
		{"change", reports.Text{"较上次", "Change"}, 12, word, comparing},
	}
	return table{
		title: reports.Text{"整改清单", "Rectification list"}, columns: columns, filter: true,
		rows: func(yield func(row) bool) {
			n := 0
			for _, s := range r.Sites {
				for _, g := range s.Faults {
					for _, f := range g.Findings {
						n++
						area := ""
						if f.Area != nil {
							area = f.Area.Name
						}
						if !yield(row{
							n, s.ID, s.Name, area, f.Level1, f.Item, f.Title, f.Status, f.Reason, f.Law.Clause,
							s.Government(), joined(r, f.Guides()), r.Due(), f.Fix, first(f).URL, r.Words.Change(f.Change),
						}) {
							return
						}
					}
				}
			}
		},
	}
}
