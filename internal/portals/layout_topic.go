package portals

import (
	"fmt"

	"mingjing/audit"
)

// specials is the channel of 专题专栏, where most topics stand.
func (b *builder) specials(root *Column) {
	c := b.column(root, "专题专栏", "specials", StyleMenu)
	c.Key = "ztzl"
	for _, name := range []string{"扫黑除恶专项斗争", "决战决胜脱贫攻坚", "优化营商环境", "疫情防控", "法治政府建设"} {
		list := b.column(c, name, "special", StyleList)
		draw := b.dice("special", name)
		day := b.plan.AsOf
		for range draw.between(4, 30) {
			b.doc(list, b.newsTitle(draw), day)
			day = day.Add(-draw.between(1, 9))
		}
	}
	switch topic := b.plan.Profile.Topic; topic.Prominent {
	case BySecond, ByDepth:
	default:
		if topic.Name != "" {
			b.topic(c)
		}
	}
}

// topic is the column of 基层政务公开标准化规范化 and its own lists.
func (b *builder) topic(parent *Column) {
	p := b.plan
	name := p.Profile.Topic.Name
	if p.Profile.Topic.Archived {
		name += "【已归档】"
	}
	c := b.column(parent, name, "topic", StyleMenu)
	c.Key, c.Fault = "jczwgk", p.Faults["topic"]
	p.Topic.Column = c
	need(c)
	work := b.column(c, "工作动态", "topic-news", StyleList)
	work.Key, work.Fault = "gzdt", p.Faults["topic-news"]
	basis := b.column(c, "工作依据", "topic-basis", StyleList)
	basis.Key, basis.Fault = "gzyj", p.Faults["topic-basis"]
	need(work)
	need(basis)
	p.Topic.Lists = []*Column{work, basis}
	b.basis(basis)
	b.work(work)
}

// basis holds the plans of the higher levels and, where there is one, the county's own.
func (b *builder) basis(c *Column) {
	for _, higher := range []struct {
		title string
		day   audit.Date
	}{
		{"国务院办公厅关于全面推进基层政务公开标准化规范化工作的指导意见", audit.Date{Year: 2020, Month: 1, Day: 8}},
		{"山东省人民政府办公厅关于印发山东省全面推进基层政务公开标准化规范化工作实施方案的通知", audit.Date{Year: 2020, Month: 5, Day: 28}},
		{"云泰市人民政府办公室关于印发云泰市全面推进基层政务公开标准化规范化工作实施方案的通知", audit.Date{Year: 2020, Month: 7, Day: 17}},
	} {
		d := b.doc(c, higher.title, higher.day)
		d.Needed = true
	}
	b.action(c)
}

// action publishes the county's own implementation plan.
func (b *builder) action(c *Column) {
	p := b.plan
	draw := b.dice("action")
	var day audit.Date
	switch p.Profile.Topic.Action {
	case ActionPrompt:
		day = audit.Date{Year: 2020, Month: 7, Day: 31}.Add(-draw.between(0, 9))
	case ActionLate:
		day = audit.Date{Year: 2020, Month: 8, Day: 5}.Add(draw.between(0, 60))
	case ActionUndated:
	default:
		return
	}
	d := b.doc(c, pick(draw, p.Name+"全面推进基层政务公开标准化规范化工作实施方案",
		p.Name+"人民政府办公室关于印发"+p.Name+"全面推进基层政务公开标准化规范化工作实施方案的通知"), day)
	d.Record, d.Needed = !day.IsZero(), true
	p.Topic.Action = d
}

// work is the news of the topic, with a training and a demonstration among it.
func (b *builder) work(c *Column) {
	p := b.plan
	draw := b.dice("topic-news")
	if p.Profile.Topic.NewsAge > 0 {
		day := p.AsOf.Add(-p.Profile.Topic.NewsAge)
		for i := range draw.between(5, 12) {
			d := b.doc(c, pick(draw, p.Short()+"召开基层政务公开标准化规范化工作推进会", "市政府办公室来"+string([]rune(p.Short())[1:])+"督导政务公开工作",
				fmt.Sprintf("政务公开工作简报（第%d期）", 20-i), p.Short()+"部署事项标准目录编制工作"), day)
			d.Needed = i == 0
			day = day.Add(-draw.between(3, 20))
		}
	} else {
		c.Empty = "暂无信息"
	}
	last := p.AsOf.Add(-max(p.Profile.Topic.NewsAge, 70) - draw.between(30, 90))
	if p.Profile.Topic.Training {
		p.Topic.Training = b.topicDoc(c, pick(draw, p.Short()+"举办基层政务公开标准化规范化工作培训班", p.Name+"组织开展政务公开业务培训"), last)
	}
	if p.Profile.Topic.Example {
		p.Topic.Example = b.topicDoc(c, pick(draw, p.Name+"政务公开示范点建设成效显著", "亮点展示：打造政务公开“十分钟服务圈”"), last.Add(-6))
	}
	for _, d := range append(append([]*Doc(nil), c.Docs...), p.Topic.Lists[1].Docs...) {
		if d.Published.After(p.Topic.Newest) {
			p.Topic.Newest = d.Published
		}
	}
}

// topicDoc adds a document to the topic's news; where these are empty it stands in 工作依据.
func (b *builder) topicDoc(c *Column, title string, day audit.Date) *Doc {
	if b.plan.Profile.Topic.NewsAge == 0 {
		c = b.plan.Topic.Lists[1]
	}
	d := b.doc(c, title, day)
	d.Needed = true
	return d
}

// catalogues is the topic's own column of catalogues, or that of 政务公开 where there is no topic.
func (b *builder) catalogues() *Column {
	if b.topicCatalogues == nil {
		parent := b.plan.Topic.Column
		if parent == nil {
			parent = b.plan.Openness
		}
		c := b.column(parent, "公开事项标准目录", "catalogues", StyleList)
		c.Key, c.Fault = "bzml", b.plan.Faults["catalogues"]
		need(c)
		b.topicCatalogues, b.plan.Catalogues = c, c
	}
	return b.topicCatalogues
}

// townships are the townships and their own catalogues.
func (b *builder) townships() {
	p := b.plan
	if len(p.Townships) == 0 {
		return
	}
	parent := p.Topic.Column
	if parent == nil {
		parent = p.Openness
	}
	c := b.column(parent, "乡镇（街道）主动公开事项目录", "townships", StyleMenu)
	c.Key, c.Fault = "xzml", p.Faults["townships"]
	need(c)
	draw := b.dice("townships")
	for i, t := range p.Townships {
		t.Published = i < p.Catalogued
		t.Column = b.column(c, t.Name, "township", StyleList)
		need(t.Column)
		if !t.Published {
			t.Column.Empty = pick(draw, "暂无信息", "栏目建设中", "")
			continue
		}
		t.Doc = b.doc(t.Column, t.Name+pick(draw, "政务公开事项标准目录", "主动公开基本目录", "基层政务公开标准目录"), p.AsOf.Add(-draw.between(65, 120)))
		t.Doc.Needed = true
		if grid := townshipTable(t.Name); i%3 == 2 {
			t.Doc.Text = []string{"现将《" + t.Doc.Title + "》予以公布。"}
			b.attach(t.Doc, t.Doc.Title, ".xlsx", workbook([]*Grid{grid})).Needed = true
		} else {
			t.Doc.Table = grid
		}
	}
}

// townshipTable is a short catalogue of a township.
func townshipTable(town string) *Grid {
	rows := []CatalogueRow{}
	for _, name := range []string{"政策文件", "最低生活保障", "特困人员救助供养", "耕地地力保护补贴", "计划生育服务"} {
		rows = append(rows, CatalogueRow{Level1: "公共服务", Level2: name, Cells: [8]string{name, "政策依据、申请指南、办理结果",
			"《中华人民共和国政府信息公开条例》", "自该信息形成或者变更之日起20个工作日内", town + "人民政府", "主动公开", "■政府网站", "全社会"}})
	}
	return catalogueGrid(town+"政务公开事项标准目录", &CataloguePlan{Rows: rows})
}
