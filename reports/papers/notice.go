package papers

import (
	"fmt"
	"strings"

	"mingjing/audit"
	"mingjing/reports"
	"mingjing/rules/pack"
)

// notice is the rectification notice of a site with faults.
func notice(r *reports.Report, s *reports.Site) *paper {
	name := reports.Plain(s.Name)
	p := newPaper(r, s.ID+"-rectification-notice", name+"基层政务公开问题整改通知书")
	p.title = []string{name + "基层政务公开标准化规范化", "问题整改通知书"}
	p.to = reports.Plain(s.Government())
	p.copies = strings.Join(guides(s), "、")
	p.say("根据%s要求，%s对你单位门户网站（%s）基层政务公开标准化规范化工作情况进行了检查。检查以%s为基准日，于%s完成。现将检查情况和需要整改的问题通知如下。",
		basis(r.Pack), p.office, reports.Plain(s.Home), longDay(r.Scan.AsOf), longDay(audit.DateOf(s.Finished.In(reports.ChinaTime()))))

	p.heading("一、检查情况")
	p.say("本次检查共%d项：%s。%s", s.Counts.All(), verdicts(r, s.Counts), standing(r, s))
	if n := s.Counts[audit.Unknown]; n > 0 {
		p.say("无法判定的%d项，是因有关页面未能读取，不能认定为缺失，不作为问题，不扣分，不列入本次整改范围。请保障网站正常访问，以便复查。", n)
	}
	if text := changes(r, s.Changes); text != "" {
		p.say("与上次检查（基准日为%s）相比：%s。", longDay(r.Before.AsOf), text)
	}

	p.heading("二、需要整改的问题")
	p.say("需要整改的问题共%d项，由同一问题引起的只列一次。逐项情况、依据条款、依据页面和整改办法见附件。", s.Open)
	p.point("（一）问题分布。", "%s。", spread(s))
	if lines := dearest(s); len(lines) > 0 {
		p.point("（二）影响得分较大的问题。", "以下问题整改到位后，得分提高较多：")
		for i, line := range lines {
			p.say("%d.%s", i+1, line)
		}
	}

	p.heading("三、整改要求")
	p.point("（一）明确责任，限期整改。", "你单位是整改责任单位，请对照附件逐项明确责任人，于%s前整改到位。业务指导单位加强指导。", longDay(r.Due()))
	p.point("（二）对照条款，规范公开。", "整改以有关条款的要求为准。确无有关信息的，应当在栏目或者目录中如实说明，不得以空栏目、无关内容代替。")
	p.point("（三）报送情况，接受复查。", "整改情况于上述期限前书面报送%s。对判定有异议的，请一并附上有关页面的网址和说明，核实后予以更正。", p.office)
	p.annexes = []annex{{
		title: name + "基层政务公开问题整改清单",
		note:  fmt.Sprintf("责任单位：%s　　整改期限：%s", p.to, longDay(r.Due())),
		table: faults(r, s),
	}}
	return p
}

// basis is the paper that the rules rest on.
func basis(p *pack.Pack) string {
	return fmt.Sprintf("《%s》（%s）", reports.Plain(p.Title), reports.Plain(p.Document))
}

// verdicts counts findings in words, without what there is none of.
func verdicts(r *reports.Report, counts reports.Counts) string {
	var parts []string
	for _, status := range audit.Statuses() {
		if n := counts[status]; n > 0 {
			parts = append(parts, fmt.Sprintf("%s%d项", r.Words.Status(status), n))
		}
	}
	return strings.Join(parts, "，")
}

// standing is the score with what it is worth.
func standing(r *reports.Report, s *reports.Site) string {
	switch {
	case !s.Measured():
		return "没有可判定的内容，不计分，不评定等级，不参加排名。"
	case !s.Graded():
		return fmt.Sprintf("可判定率为%s，低于%.0f%%，不评定等级，不参加排名，暂定得分%.1f分。", reports.Percent(s.Coverage), 100*r.Pack.CoverageFloor, reports.Shown(s.Score))
	}
	place := "第"
	for _, other := range r.Sites {
		if other != s && other.Rank == s.Rank {
			place = "并列第"
		}
	}
	return fmt.Sprintf("得分%.1f分，等级为%s，在评出等级的%d个单位中居%s%d位，可判定率为%s。",
		reports.Shown(s.Score), s.Grade, r.Graded(), place, s.Rank, reports.Percent(s.Coverage))
}

// changes counts what changed in words; nothing where nothing did, or nothing is known.
func changes(r *reports.Report, changed map[reports.Change]int) string {
	var parts []string
	for _, c := range reports.Changes() {
		if n := changed[c]; n > 0 {
			parts = append(parts, fmt.Sprintf("%s%d项", r.Words.Change(c), n))
		}
	}
	return strings.Join(parts, "，")
}

// guides are the departments that guide the domains in which the site has faults, in the order of the list.
func guides(s *reports.Site) []string {
	var names []string
	had := make(map[string]bool)
	for _, g := range s.Faults {
		if g.Area == nil {
			continue
		}
		for _, name := range g.Area.Departments {
			if !had[name] {
				had[name] = true
				names = append(names, reports.Plain(name))
			}
		}
	}
	return names
}

// spread says how many faults stand where.
func spread(s *reports.Site) string {
	var parts []string
	general := 0
	for _, g := range s.Faults {
		if g.Area == nil {
			general += len(g.Findings)
		}
	}
	if general > 0 {
		parts = append(parts, fmt.Sprintf("网站总体要求%d项", general))
	}
	for _, d := range s.Domains {
		if d.Open > 0 {
			parts = append(parts, fmt.Sprintf("%s领域%d项", reports.Plain(d.Name), d.Open))
		}
	}
	return strings.Join(parts, "，")
}

// dearest are the groups of faults that would raise the score most.
func dearest(s *reports.Site) []string {
	var lines []string
	for _, g := range s.Raises {
		gain := reports.Shown(g.Gain)
		if gain <= 0 {
			continue
		}
		lines = append(lines, fmt.Sprintf("%s（%s），共%d项，整改到位后得分至少可提高%.1f分。", formal(g.Title), area(g.Area), len(g.Findings), gain))
	}
	return lines
}

func area(d *pack.Domain) string {
	if d == nil {
		return "网站总体要求"
	}
	return reports.Plain(d.Name) + "领域"
}

// faults is the rectification list of the site: what is put right in one way stands under one head.
func faults(r *reports.Report, s *reports.Site) table {
	t := table{columns: []column{
		{"序号", 10, true}, {"事项", 38, false}, {"判定", 18, true}, {"判定理由", 50, false}, {"依据页面", 40, false},
	}}
	n := 0
	for _, g := range s.Faults {
		head := cell{
			fmt.Sprintf("%s：%s（依据条款：%s）", area(g.Area), formal(g.Title), formal(g.Law.Clause)), "整改办法：" + formal(g.Fix),
		}
		if names := g.Findings[0].Guides(); len(names) > 0 {
			head = append(head, "业务指导单位："+reports.Plain(strings.Join(names, "、")))
		}
		t.rows = append(t.rows, []cell{head})
		for _, f := range g.Findings {
			n++
			subject := cell{area(f.Area)}
			if f.Item != "" {
				subject = cell{formal(f.Item)}
			}
			if f.Level1 != "" && f.Level1 != f.Item {
				subject = cell{formal(f.Level1), formal(f.Item)}
			}
			status := cell{r.Words.Status(f.Status)}
			if f.Change != reports.ChangeNone {
				status = append(status, r.Words.Change(f.Change))
			}
			page := cell{}
			if len(f.Evidence) > 0 {
				page = append(page, reports.Plain(f.Evidence[0].URL))
			}
			t.rows = append(t.rows, []cell{{fmt.Sprint(n)}, subject, status, {formal(f.Reason)}, page})
		}
	}
	return t
}
