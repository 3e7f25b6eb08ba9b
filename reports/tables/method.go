package tables

import (
	"fmt"

	"mingjing/audit"
	"mingjing/reports"
)

// method says what was looked at, how the numbers come about, and what they do not say.
func method(r *reports.Report) table {
	return table{
		title: reports.Text{"说明", "Method"},
		columns: []column{
			{"topic", reports.Text{"项目", "Topic"}, 20, prose, everywhere},
			{"text", reports.Text{"内容", "Text"}, 100, prose, everywhere},
		},
		rows: func(yield func(row) bool) {
			for _, line := range methodLines(r) {
				if !yield(row{line[0].In(r.Words), line[1].In(r.Words)}) {
					return
				}
			}
		},
	}
}

func methodLines(r *reports.Report) [][2]reports.Text {
	p, scan := r.Pack, r.Scan
	same := func(s string) reports.Text { return reports.Text{s, s} }
	lines := [][2]reports.Text{
		{{"检查依据", "Basis"}, {fmt.Sprintf("%s《%s》（%s）", p.Issuer, p.Title, p.Document), fmt.Sprintf("%s (%s)", p.TitleEN, p.Document)}},
		{{"规则包", "Rule pack"}, same(p.ID + " " + scan.Version)},
		{{"检查基准日", "As of"}, same(scan.AsOf.String())},
		{{"检查时间", "Scanned"}, {
			fmt.Sprintf("%s 至 %s（北京时间）", clock(scan.Started), clock(scan.Finished)),
			fmt.Sprintf("%s to %s (Beijing time)", clock(scan.Started), clock(scan.Finished)),
		}},
	}
	if r.Before != nil {
		lines = append(lines, [2]reports.Text{{"比较对象", "Compared with"}, {
			fmt.Sprintf("基准日为 %s 的检查", r.Before.AsOf), fmt.Sprintf("the scan as of %s", r.Before.AsOf),
		}})
	}
	lines = append(lines, [][2]reports.Text{
		{{"检查范围", "Sites"}, {
			fmt.Sprintf("%d 个站点，其中 %d 个评出等级", len(r.Sites), r.Graded()), fmt.Sprintf("%d sites, %d of them with a grade", len(r.Sites), r.Graded()),
		}},
		{{"得分", "Score"}, {
			"得分＝得到的分值÷可判定的分值×100，保留一位小数。部分达标一般得一半分值。", "Points won ÷ points that could be judged × 100, with one decimal. Partial wins half as a rule.",
		}},
		{{"可判定率", "Coverage"}, {
			fmt.Sprintf("可判定的分值占应判定分值的比例，只舍不入。低于 %.0f%% 的不评等级、不排名，得分为暂定。", 100*p.CoverageFloor),
			fmt.Sprintf("Share of the points that could be judged, rounded down. Under %.0f%% there is no grade and no rank; the score is provisional.", 100*p.CoverageFloor),
		}},
	}...)
	for _, v := range []struct {
		status audit.Status
		means  reports.Text
	}{
		{audit.Met, reports.Text{"已查到，附依据页面。", "Seen, with evidence."}},
		{audit.Partial, reports.Text{"已查到，但未完全符合要求，理由中写明差距。", "Seen, but short of the requirement; the reason says of what."}},
		{audit.Unmet, reports.Text{"应当存在的位置均已完整读取，未发现，或者为空、打不开。", "Every place where it had to stand was read whole, and it is not there, or stands there empty or broken."}},
		{audit.Unknown, reports.Text{"有应当查看的位置未能读取，不能认定为缺失，不计入得分，不列入整改清单。", "A place where it could stand could not be read. It is not called missing, costs no points and is not on the rectification list."}},
		{audit.Exempt, reports.Text{"对该站点不适用，或者根据公开内容无法衡量，不计分。", "Does not apply to the site, or cannot be measured from what is published; not counted."}},
	} {
		word := r.Words.Status(v.status)
		lines = append(lines, [2]reports.Text{same(word), v.means})
	}
	return append(lines, [][2]reports.Text{
		{{"整改清单", "Rectification list"}, {
			"列明未达标和部分达标的事项；由同一问题引起的，只列一次。", "What is unmet or partial; faults that follow from another are named once.",
		}},
		{{"这些数字不说明什么", "What the numbers do not say"}, {
			"只检查网站公开的内容，不评价线下公开、内容是否真实准确以及办理质量。国家指引中尚未核对的事项不计分。检查之后的变化不在其内。",
			"Only what the portals publish was looked at: nothing on openness elsewhere, on whether the content is true, or on how well matters are dealt with. Items of the national guideline that are not yet verified cost no points. What changed after the scan is not in it.",
		}},
	}...)
}
