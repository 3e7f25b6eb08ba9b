package papers

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"mingjing/audit"
	"mingjing/reports"
)

// What the circular calls good and weak, and how many of each are named.
const (
	goodScore = 90.0
	weakScore = 60.0
	named     = 5
)

// circular is the paper to all sites: how they stand, what is good, what is lacking, what is to be done.
func circular(r *reports.Report) *paper {
	month := fmt.Sprintf("%d年%d月", r.Scan.AsOf.Year, int(r.Scan.AsOf.Month))
	if year, m, ok := strings.Cut(r.Options.Month, "-"); ok {
		month = year + "年" + strings.TrimPrefix(m, "0") + "月"
	}
	p := newPaper(r, "circular", "关于"+month+"基层政务公开标准化规范化检查情况的通报")
	p.title = []string{"关于" + month + "基层政务公开", "标准化规范化检查情况的通报"}
	p.to = addressees(r)
	var departments []string
	for _, d := range r.Departments {
		departments = append(departments, reports.Plain(d.Name))
	}
	p.copies = strings.Join(departments, "、")
	p.say("根据%s要求，%s组织对%d个单位门户网站基层政务公开标准化规范化工作情况进行了检查，检查以%s为基准日。现将有关情况通报如下。",
		basis(r.Pack), p.office, len(r.Sites), longDay(r.Scan.AsOf))

	p.heading("一、总体情况")
	p.overview(r)
	p.heading("二、主要成效")
	p.good(r)
	p.heading("三、存在问题")
	p.bad(r)
	next := 4
	if p.unread(r, "四、无法判定的情况") {
		next++
	}
	p.heading(ordinal(next) + "、工作要求")
	p.demands(r)

	p.annexes = []annex{{title: "检查结果排名表", note: "按得分从高到低排列；未评定等级的单位不参加排名。", table: ranking(r)}}
	if len(r.Lacking) > 0 {
		p.annexes = append(p.annexes, annex{title: "共性问题清单", note: "列入半数以上（至少两个）可判定单位存在的问题。", table: common(r)})
	}
	return p
}

// addressees names all sites where they are few.
func addressees(r *reports.Report) string {
	var names []string
	zones := false
	for _, s := range r.Scan.Sites {
		site, _ := r.Site(s.ID)
		names = append(names, reports.Plain(site.Government()))
		zones = zones || s.Kind == audit.Zone
	}
	switch {
	case len(names) <= named:
		return strings.Join(names, "、")
	case zones:
		return "各县（市、区）人民政府，各功能区管理委员会"
	default:
		return "各县（市、区）人民政府"
	}
}

func (p *paper) overview(r *reports.Report) {
	p.say("本次共检查%d个单位、%d项内容：%s。平均可判定率为%s。", len(r.Sites), r.Counts.All(), verdicts(r, r.Counts), reports.Percent(r.Coverage()))
	switch n := r.Graded(); {
	case n == 0:
		p.say("各单位可判定率均低于%.0f%%，均不评定等级，不进行排名。", 100*r.Pack.CoverageFloor)
	default:
		text := fmt.Sprintf("评出等级的单位%d个，平均得分%.1f分。", n, reports.Shown(r.Average()))
		if n > 2*3 {
			text += fmt.Sprintf("得分居前的是：%s。得分靠后的是：%s。", scores(ranked(r, 1, 3)), scores(ranked(r, n-2, n)))
		} else {
			text += fmt.Sprintf("各单位得分：%s。", scores(ranked(r, 1, n)))
		}
		p.say("%s排名见附件%s。", text, p.annexNumber(r))
	}
	p.say("列入整改清单的问题共%d项。", r.Open())
	if text := changes(r, r.Changes()); text != "" {
		p.say("与上次检查（基准日为%s）相比：%s。", longDay(r.Before.AsOf), text)
	}
}

// annexNumber is the number of the ranking where there is more than one annex.
func (p *paper) annexNumber(r *reports.Report) string {
	if len(r.Lacking) > 0 {
		return "1"
	}
	return ""
}

// ranked are the sites of these ranks.
func ranked(r *reports.Report, from, to int) []*reports.Site {
	var sites []*reports.Site
	for _, s := range r.Sites {
		if s.Rank >= from && s.Rank <= to && s.Rank > 0 {
			sites = append(sites, s)
		}
	}
	return sites
}

func scores(sites []*reports.Site) string {
	var parts []string
	for _, s := range sites {
		parts = append(parts, fmt.Sprintf("%s（%.1f分）", reports.Plain(s.Name), reports.Shown(s.Score)))
	}
	return strings.Join(parts, "、")
}

// side is a dimension or a domain with its score over all sites.
type side struct {
	name  string
	tally *reports.Tally
}

func (s side) score() float64 { return reports.Shown(s.tally.Score()) }

func dimensions(r *reports.Report) []side {
	var all []side
	for _, d := range r.Dimensions {
		all = append(all, side{formal(d.Name), &d.Tally})
	}
	return all
}

func domains(r *reports.Report) []side {
	var all []side
	for _, d := range r.Domains {
		all = append(all, side{formal(d.Name), &d.Tally})
	}
	return all
}

// within are the sides that were judged well enough and whose score lies in the range, in the order given; at most as many as are named.
func within(r *reports.Report, all []side, low, high float64, order func(a, b side) int) string {
	kept := slices.DeleteFunc(all, func(s side) bool {
		return s.tally.Coverage() < r.Pack.CoverageFloor || s.score() < low || s.score() >= high
	})
	slices.SortStableFunc(kept, order)
	var parts []string
	for _, s := range kept[:min(len(kept), named)] {
		parts = append(parts, fmt.Sprintf("%s（%.1f%%）", s.name, s.score()))
	}
	return strings.Join(parts, "、")
}

func best(a, b side) int  { return cmp.Compare(b.score(), a.score()) }
func worst(a, b side) int { return cmp.Compare(a.score(), b.score()) }

func (p *paper) good(r *reports.Report) {
	before := len(p.body)
	if text := within(r, dimensions(r), goodScore, 101, best); text != "" {
		p.say("从工作内容看，得分率较高的有：%s。", text)
	}
	if text := within(r, domains(r), goodScore, 101, best); text != "" {
		p.say("从公开领域看，得分率较高的有：%s。", text)
	}
	if n := r.Changes()[reports.ChangePutRight]; n > 0 {
		p.say("上次检查发现的问题中，已有%d项整改到位。其中：%s。", n, putRight(r))
	}
	var clean []string
	for _, s := range r.Sites {
		if s.Open == 0 && s.Graded() {
			clean = append(clean, reports.Plain(s.Name))
		}
	}
	if len(clean) > 0 {
		p.say("%s在已判定的内容中未发现需要整改的问题，本次不发整改通知书。", strings.Join(clean, "、"))
	}
	if len(p.body) == before {
		p.say("本次检查中，没有总体得分率达到%.0f%%且可判定率达到%.0f%%的方面和领域。", goodScore, 100*r.Pack.CoverageFloor)
	}
}

func putRight(r *reports.Report) string {
	sites := slices.DeleteFunc(slices.Clone(r.Sites), func(s *reports.Site) bool { return s.Changes[reports.ChangePutRight] == 0 })
	slices.SortStableFunc(sites, func(a, b *reports.Site) int {
		return cmp.Compare(b.Changes[reports.ChangePutRight], a.Changes[reports.ChangePutRight])
	})
	var parts []string
	for _, s := range sites[:min(len(sites), named)] {
		parts = append(parts, fmt.Sprintf("%s%d项", reports.Plain(s.Name), s.Changes[reports.ChangePutRight]))
	}
	return strings.Join(parts, "，")
}

func (p *paper) bad(r *reports.Report) {
	before := len(p.body)
	if text := within(r, dimensions(r), 0, weakScore, worst); text != "" {
		p.say("从工作内容看，得分率较低的有：%s。", text)
	}
	if text := within(r, domains(r), 0, weakScore, worst); text != "" {
		p.say("从公开领域看，得分率较低的有：%s。", text)
	}
	if len(r.Lacking) > 0 {
		p.say("半数以上可判定单位存在的共性问题有%d项，见附件2。其中较为普遍的有：", len(r.Lacking))
		for i, l := range r.Lacking[:min(len(r.Lacking), named)] {
			p.say("%d.%s：可判定的%d个单位中，%d个未达标或者部分达标。", i+1, lackName(l), l.Judged, len(l.Sites))
		}
	}
	if n := r.Changes()[reports.ChangeBack]; n > 0 {
		p.say("有%d项问题整改后再次出现，整改成果有待巩固。", n)
	}
	if len(p.body) == before {
		if r.Open() == 0 {
			p.say("在已判定的内容中，未发现需要整改的问题。")
			return
		}
		p.say("没有半数以上单位共同存在的问题，各单位存在的问题见整改通知书。")
	}
}

func lackName(l *reports.Lack) string {
	name := formal(l.Title)
	if l.Area != nil {
		name = area(l.Area) + name
	}
	if l.Item != "" {
		name += "（" + formal(l.Item) + "）"
	}
	return name
}

// unread names what could not be judged, and says whether there was anything.
func (p *paper) unread(r *reports.Report, heading string) bool {
	if r.Counts[audit.Unknown] == 0 {
		return false
	}
	p.heading(heading)
	p.say("共有%d项因有关页面未能读取而无法判定。无法判定不等于缺失，不作为问题，不扣分，不列入整改范围。", r.Counts[audit.Unknown])
	var none, provisional []string
	for _, s := range r.Sites {
		switch {
		case !s.Measured():
			none = append(none, reports.Plain(s.Name))
		case !s.Graded():
			provisional = append(provisional, fmt.Sprintf("%s（可判定率%s）", reports.Plain(s.Name), reports.Percent(s.Coverage)))
		}
	}
	if len(provisional) > 0 {
		p.say("%s可判定率低于%.0f%%，不评定等级，不参加排名。", strings.Join(provisional, "、"), 100*r.Pack.CoverageFloor)
	}
	if len(none) > 0 {
		p.say("%s没有可判定的内容，不计分，不评定等级，不参加排名。", strings.Join(none, "、"))
	}
	if len(r.Unread) > 0 {
		var parts []string
		for _, u := range r.Unread[:min(len(r.Unread), 3)] {
			parts = append(parts, fmt.Sprintf("%s（%d项）", strings.TrimRight(formal(u.Why), "。"), u.Findings))
		}
		p.say("主要原因：%s。", strings.Join(parts, "；"))
	}
	return true
}

func (p *paper) demands(r *reports.Report) {
	if r.Open() > 0 {
		p.point("（一）抓好整改落实。", "收到整改通知书的单位要逐项明确责任，于%s前整改到位，并书面报送整改情况。", longDay(r.Due()))
	} else {
		p.point("（一）巩固工作成效。", "各单位要对照有关条款开展自查，保持公开内容完整、准确、及时。")
	}
	p.point("（二）加强业务指导。", "业务指导单位要对照本领域标准目录，指导有关单位解决共性问题，规范公开内容、时限和方式。")
	p.point("（三）保障网站访问。", "各单位要保障门户网站稳定、可正常访问，公开内容应当可以查看、检索和下载，以便群众查询和监督检查。")
}

func ranking(r *reports.Report) table {
	t := table{columns: []column{
		{"名次", 14, true}, {"单位", 46, false}, {"得分", 18, true}, {"等级", 18, true}, {"可判定率", 22, true}, {"待整改（项）", 20, true}, {"较上次得分", 18, true},
	}}
	for _, s := range r.Sites {
		rank, points, grade, gained := "—", "—", "未计分", "—"
		if s.Rank > 0 {
			rank = fmt.Sprint(s.Rank)
		}
		if s.Measured() {
			points, grade = fmt.Sprintf("%.1f", reports.Shown(s.Score)), "暂定"
		}
		if s.Graded() {
			grade = s.Grade
		}
		if g, ok := s.Gained(); ok {
			gained = fmt.Sprintf("%+.1f", reports.Shown(g))
		}
		t.rows = append(t.rows, []cell{{rank}, {reports.Plain(s.Name)}, {points}, {grade}, {reports.Percent(s.Coverage)}, {fmt.Sprint(s.Open)}, {gained}})
	}
	if r.Before == nil {
		t.columns = t.columns[:len(t.columns)-1]
		t.columns[1].Width += 18
		for i := range t.rows {
			t.rows[i] = t.rows[i][:len(t.columns)]
		}
	}
	return t
}

func common(r *reports.Report) table {
	t := table{columns: []column{
		{"序号", 12, true}, {"问题", 62, false}, {"依据条款", 20, true}, {"存在问题的单位数", 24, true}, {"可判定的单位数", 22, true}, {"占比", 16, true},
	}}
	for i, l := range r.Lacking {
		t.rows = append(t.rows, []cell{
			{fmt.Sprint(i + 1)}, {lackName(l)}, {formal(l.Law.Clause)}, {fmt.Sprint(len(l.Sites))}, {fmt.Sprint(l.Judged)}, {reports.Percent(l.Share())},
		})
	}
	return t
}
