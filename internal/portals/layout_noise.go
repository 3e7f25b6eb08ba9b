package portals

import (
	"fmt"

	"mingjing/audit"
)

// about is the channel on the county itself.
func (b *builder) about(root *Column) {
	c := b.column(root, "走进"+string([]rune(b.plan.Name)[:2]), "about", StyleMenu)
	for _, name := range []string{"县情概览", "历史沿革", "自然地理", "行政区划", "经济发展"} {
		page := b.column(c, name, "about", StyleArticle)
		page.Text = []string{b.plan.Name + "位于" + "云泰市东部，总面积1092平方公里，辖5个乡镇（街道）。", name + "资料更新至2019年底。"}
		page.Date = audit.Date{Year: 2020, Month: 3, Day: 12}
	}
	c.Children[0].Name = string([]rune(b.plan.Short())[1:]) + "情概览"
}

// news are the channels that talk of everything: each domain and many of the items occur in their titles.
func (b *builder) news(root *Column) {
	c := b.column(root, "新闻中心", "news", StyleMenu)
	for i, name := range []string{b.plan.Name[:6] + "要闻", "部门动态", "镇街动态", "通知公告", "图片新闻", "视频新闻"} {
		list := b.column(c, name, "news", StyleList)
		draw := b.dice("news", name)
		count := b.plan.News
		if i > 3 {
			count = count/6 + 1
		}
		day := b.plan.AsOf.Add(-draw.IntN(3))
		for range count {
			d := b.doc(list, b.newsTitle(draw), day)
			d.Source = b.plan.Name + "融媒体中心"
			day = day.Add(-draw.between(0, 5))
		}
	}
}

// newsTitle is a title such as fill the news of every county, with the names of domains and items in it.
func (b *builder) newsTitle(draw *dice) string {
	p := b.plan
	domain := p.Domains[draw.IntN(len(p.Domains))]
	name := bareName(domain.Domain)
	item := domain.Domain.Items[draw.IntN(len(domain.Domain.Items))].Name()
	organ := p.Organ(domain.Organ)
	town := p.Name
	if len(p.Townships) > 0 {
		town = p.Townships[draw.IntN(len(p.Townships))].Name
	}
	switch draw.IntN(14) {
	case 0:
		return p.Short() + "召开" + name + "工作推进会"
	case 1:
		return organ + "扎实推进" + name + "工作"
	case 2:
		return town + "：" + name + "暖民心"
	case 3:
		return fmt.Sprintf("%s组织开展“%s”主题宣传活动", organ, item)
	case 4:
		return p.Short() + item + "工作走在全市前列"
	case 5:
		return "县委理论学习中心组举行集体学习"
	case 6:
		return town + "召开秋季农业生产现场会"
	case 7:
		return fmt.Sprintf("图解：%s那些事儿", item)
	case 8:
		return "省调研组来" + string([]rune(p.Short())[1:]) + "调研" + name + "工作"
	case 9:
		return fmt.Sprintf("关于%d月%d日部分路段停水停电的通知", draw.between(1, 12), draw.between(1, 28))
	case 10:
		return organ + "举办" + name + "业务培训班"
	case 11:
		return "一图读懂" + name + "政策"
	case 12:
		return town + "：秋粮颗粒归仓 农民喜笑颜开"
	default:
		return p.Short() + "举行重点项目集中开工仪式"
	}
}

// service is the channel of 办事服务, whose menus bear the names of domains without being theirs.
func (b *builder) service(root *Column) {
	c := b.column(root, "政务服务", "service", StyleMenu)
	people := b.column(c, "个人办事", "service", StyleMenu)
	firms := b.column(c, "法人办事", "service", StyleMenu)
	for _, name := range []string{"就业创业", "社会保险", "户籍管理", "医疗卫生", "住房保障", "社会救助", "养老服务", "婚育收养"} {
		b.guides(people, name)
	}
	for _, name := range []string{"税收管理", "生态环境", "设立变更", "安全生产"} {
		b.guides(firms, name)
	}
	counter := b.column(c, "网上办事大厅", "service", StyleMenu)
	counter.Outside = "/gov/hall/index.html"
}

func (b *builder) guides(parent *Column, name string) {
	list := b.column(parent, name, "service", StyleList)
	draw := b.dice("service", name)
	for i := range draw.between(2, 7) {
		d := b.doc(list, fmt.Sprintf("%s（事项%d）", name+"事项办理", i+1), audit.Date{})
		d.Text = []string{"办理地点：" + b.plan.Name + "政务服务中心二楼大厅。", "办理时间：工作日上午9:00至12:00，下午13:30至17:00。"}
	}
}

// voices is the channel of 互动交流.
func (b *builder) voices(root *Column) {
	c := b.column(root, "互动交流", "voices", StyleMenu)
	draw := b.dice("voices")
	letters := b.column(c, "领导信箱", "voices", StyleList)
	day := b.plan.AsOf
	for i := range max(3, b.plan.News/4) {
		domain := b.plan.Domains[draw.IntN(len(b.plan.Domains))]
		b.doc(letters, fmt.Sprintf("关于%s问题的咨询（第%d号）", bareName(domain.Domain), 400-i), day)
		day = day.Add(-draw.between(0, 4))
	}
	survey := b.column(c, "网上调查", "voices", StyleList)
	survey.Empty = "暂无信息"
}
