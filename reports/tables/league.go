package tables

import (
	"mingjing/audit"
	"mingjing/reports"
)

// league is the league table.
func league(r *reports.Report) table {
	columns := []column{
		{"rank", reports.Text{"名次", "Rank"}, 6, whole, everywhere},
		{"site", reports.Text{"编号", "Id"}, 14, word, inCSV},
		{"name", reports.Text{"县（市、区）、功能区", "County or zone"}, 22, prose, everywhere},
		{"score", reports.Text{"得分", "Score"}, 8, score, everywhere},
		{"grade", reports.Text{"等级", "Grade"}, 8, word, everywhere},
		{"coverage", reports.Text{"可判定率", "Coverage"}, 9, percent, everywhere},
		{"gained", reports.Text{"较上次得分", "Change of score"}, 10, signed, comparing},
		{"rank_before", reports.Text{"上次名次", "Rank before"}, 8, whole, comparing},
		{"met", reports.Text{"达标", "Met"}, 8, whole, everywhere},
		{"partial", reports.Text{"部分达标", "Partial"}, 8, whole, everywhere},
		{"unmet", reports.Text{"未达标", "Unmet"}, 8, whole, everywhere},
		{"unknown", reports.Text{"无法判定", "Unknown"}, 8, whole, everywhere},
		{"exempt", reports.Text{"不适用", "Exempt"}, 8, whole, everywhere},
		{"open", reports.Text{"待整改", "To put right"}, 8, whole, everywhere},
		{"put_right", reports.Text{"已经整改", "Put right"}, 8, whole, comparing},
		{"new", reports.Text{"新增问题", "New"}, 8, whole, comparing},
		{"back", reports.Text{"再次出现", "Came back"}, 8, whole, comparing},
		{"crawl", reports.Text{"检查情况", "Crawl"}, 18, prose, everywhere},
		{"home", reports.Text{"网站首页", "Home page"}, 30, link, everywhere},
	}
	return table{
		title: reports.Text{"排名", "League table"}, columns: columns, filter: true,
		rows: func(yield func(row) bool) {
			for _, s := range r.Sites {
				gained, known := s.Gained()
				if !yield(row{
					number(s.Rank), s.ID, s.Name, scored(s.Score, s.Measured()), grade(r, s), down(s.Coverage),
					scored(gained, known), number(s.RankBefore),
					s.Counts[audit.Met], s.Counts[audit.Partial], s.Counts[audit.Unmet], s.Counts[audit.Unknown], s.Counts[audit.Exempt],
					s.Open, changed(s, reports.ChangePutRight), changed(s, reports.ChangeNew), changed(s, reports.ChangeBack),
					r.Words.Stopped(s.Crawl.Stopped), s.Home,
				}) {
					return
				}
			}
		},
	}
}

func grade(r *reports.Report, s *reports.Site) string {
	switch {
	case s.Graded():
		return s.Grade
	case s.Measured():
		return reports.Text{"暂定", "provisional"}.In(r.Words)
	default:
		return reports.Text{"未计分", "no score"}.In(r.Words)
	}
}

// changed is the number of changes of a kind, or nothing where the site is not compared.
func changed(s *reports.Site, c reports.Change) any {
	if s.Changes == nil {
		return nil
	}
	return s.Changes[c]
}
