package portals

import (
	"fmt"

	"mingjing/audit"
)

// openness is the channel of 政务公开: guide, rules, what the law asks to be published, application.
func (b *builder) openness(root *Column) {
	p := b.plan
	c := b.column(root, "政务公开", "openness", StyleMenu)
	c.Key, c.Fault = "zwgk", p.Faults["openness"]
	p.Openness = c
	need(c)
	p.Mechanisms = map[string]*MechanismPlan{}

	legal := b.column(c, "法定主动公开内容", "legal", StyleMenu)
	need(legal)
	b.organs(b.column(legal, "机构职能", "organs", StyleList))
	b.policies(legal)
	for _, name := range []string{"规划计划", "统计信息", "人事信息", "建议提案办理"} {
		b.filler(legal, name)
	}
	guard := b.column(legal, "监督保障", "guard", StyleMenu)
	guard.Key = "jdbz"
	need(guard)
	b.mechanisms(c, guard)
	b.filler(c, "政府信息公开年报")
	b.zone(c)
	if p.Profile.Topic.Name != "" && p.Profile.Topic.Prominent == ByDepth {
		b.topic(guard)
	}
	if p.Profile.Topic.Name != "" && p.Profile.Topic.Prominent == BySecond {
		b.topic(c)
	}
	if p.Place == PlaceKeyAreas {
		b.keyAreas = b.column(c, "重点领域信息公开", "key-areas", StyleMenu)
		b.keyAreas.Key = "zdly"
		need(b.keyAreas)
	}
}

func (b *builder) organs(c *Column) {
	for i, organ := range []string{"财政局", "民政局", "教育和体育局", "卫生健康局", "农业农村局"} {
		d := b.doc(c, b.plan.Organ(organ)+"机构职能", audit.Date{Year: 2019, Month: 5, Day: 6 + i})
		d.Record, d.Source = true, b.plan.Organ(organ)
	}
}

// filler is a list of the openness part that no rule asks for.
func (b *builder) filler(parent *Column, name string) {
	c := b.column(parent, name, "filler", StyleList)
	draw := b.dice("filler", name)
	day := b.plan.AsOf.Add(-draw.between(5, 120))
	for range draw.between(3, 24) {
		d := b.doc(c, fmt.Sprintf("%s%d年%s（第%d期）", b.plan.Name, day.Year, name, draw.between(1, 30)), day)
		d.Record = true
		day = day.Add(-draw.between(6, 60))
	}
}

// policies are 政策文件 and 政策解读.
func (b *builder) policies(parent *Column) {
	p := b.plan
	list := b.column(parent, "政策文件", "policies", StyleList)
	list.Key, list.Fault = "zcwj", p.Faults["policies"]
	notes := b.column(parent, "政策解读", "interpretations", StyleList)
	notes.Key = "zcjd"
	need(list)
	need(notes)
	p.PolicyList, p.Interpreted = list, notes
	draw := b.dice("policies")
	pairs := 0
	day := p.AsOf.Add(-4)
	subjects := shuffled(draw, policySubjects())
	for i := range p.Profile.Policies {
		subject := subjects[i%len(subjects)]
		if i >= len(subjects) {
			subject += fmt.Sprintf("（第%s批）", numeral(i/len(subjects)+1))
		}
		title := fmt.Sprintf("%s人民政府办公室关于印发%s%s的通知", p.Name, p.Name, subject)
		d := b.doc(list, title, day)
		d.Record, d.Needed = true, true
		d.Formed = day.Add(-draw.between(0, 6))
		d.Number = fmt.Sprintf("%s政办发〔%d〕%d号", string([]rune(p.Name)[:1]), day.Year, 90-i)
		policy := &PolicyPlan{Doc: d}
		p.Policies = append(p.Policies, policy)
		if share(i, p.Paired) {
			wait := draw.between(0, 1)
			if !share(pairs, p.Quick) {
				wait = draw.between(14, 30)
			}
			if day.Add(wait).After(p.AsOf) {
				wait = 0
			}
			pairs++
			note := b.doc(notes, "《"+p.Name+subject+"》政策解读", day.Add(wait))
			note.Needed = true
			policy.Interpretation = note
			if policy.BackLink = draw.chance(30); policy.BackLink {
				note.Related = append(note.Related, d)
			} else {
				d.Related = append(d.Related, note)
			}
		}
		day = day.Add(-draw.between(1, 3))
	}
}

// share reports whether the i-th of a row is taken where the share of it is taken, evenly spread.
func share(i int, part float64) bool {
	return int(float64(i+1)*part+1e-9) > int(float64(i)*part+1e-9)
}

func policySubjects() []string {
	return []string{"城市更新三年行动计划", "促进消费扩容提质若干措施", "数字经济发展规划", "突发事件总体应急预案", "电动自行车管理办法",
		"烟花爆竹燃放管理规定", "招商引资奖励办法", "政府投资项目管理办法", "国有资产监督管理办法", "乡村物流体系建设方案",
		"优化营商环境实施细则", "河长制工作方案", "全民健身实施计划", "公共停车场建设管理办法", "殡葬管理办法", "知识产权奖励办法",
		"夜间经济发展意见", "海绵城市建设方案", "餐厨垃圾处理办法", "老旧小区加装电梯细则", "共享单车停放规则", "古树保护办法",
		"畜禽养殖禁养区划定方案", "秸秆综合利用方案", "供热专项规划", "校车安全通行方案", "人才公寓管理办法", "创业孵化基地认定办法",
		"质量奖评审规则", "中小企业纾困措施", "文物保护方案", "地名管理办法", "防汛抗旱预案", "森林防火规定", "非机动车道整治方案",
		"户外广告设置规范", "农贸市场改造计划", "再生资源回收办法", "志愿服务激励办法", "残疾人就业扶助办法", "红色旅游发展规划",
		"智慧交通建设方案", "气象灾害防御规划", "粮食储备管理办法", "供水价格调整方案", "公交线网优化方案"}
}

// mechanisms are the rules on how openness works: 政府信息公开制度, 公开指南, 依申请公开, 村务公开.
func (b *builder) mechanisms(openness, guard *Column) {
	p := b.plan
	rules := b.column(guard, "政府信息公开制度", "mechanisms", StyleList)
	rules.Key, rules.Fault = "xxgkzd", p.Faults["mechanisms"]
	need(rules)
	draw := b.dice("mechanisms")
	rule := func(title string, text ...string) *Doc {
		d := b.doc(rules, title, audit.Date{Year: 2020, Month: 7, Day: 1}.Add(draw.between(0, 100)))
		d.Text, d.Record, d.Needed = text, true, true
		return d
	}
	plain := []string{"第一条 为规范政务公开工作，结合本地实际，制定本制度。", "第二条 本制度自发布之日起施行。"}
	b.mechanism("information-management", rules, func(audit.Status) []*Doc {
		return []*Doc{rule(pick(draw, p.Name+"政府信息管理动态调整制度", "关于建立健全政府信息管理动态调整机制的通知"), plain...)}
	})
	b.mechanism("participation", rules, func(status audit.Status) []*Doc {
		text := []string{"第一条 为规范公众参与行政决策工作，制定本办法。", "第二条 公众参与的范围：涉及群众切身利益的重大公共政策、重大民生工程。",
			"第三条 公众参与的方式：征求意见、座谈会、听证会、网络问政。"}
		if status == audit.Met {
			text = append(text, "第四条 公众参与的渠道：政府门户网站意见征集栏目、政务服务热线、来信来访。")
		}
		return []*Doc{rule(p.Name+pick(draw, "公众参与行政决策实施办法", "重大行政决策公众参与工作办法"), text...)}
	})
	b.mechanism("attendance", rules, func(audit.Status) []*Doc {
		return []*Doc{rule(pick(draw, p.Name+"利益相关方、公众代表、专家、媒体列席政府有关会议制度", "关于邀请公众代表列席政府会议的实施办法"), plain...)}
	})
	b.mechanism("interpretation", rules, func(audit.Status) []*Doc {
		return []*Doc{rule(pick(draw, p.Name+"政策解读工作制度", "关于进一步加强政策解读工作的实施意见"), plain...)}
	})
	b.mechanism("application", openness, func(status audit.Status) []*Doc { return b.application(openness, status) })
	b.mechanism("village", openness, func(audit.Status) []*Doc {
		p.Villages = b.column(openness, pick(draw, "村务公开", "村（居）务公开"), "village", StyleList)
		p.Villages.Key = "cwgk"
		need(p.Villages)
		for i := range 4 {
			b.doc(p.Villages, fmt.Sprintf("%s村（居）务公开情况（第%d期）", p.Name, i+1), p.AsOf.Add(-20-31*i)).Needed = true
		}
		return p.Villages.Docs
	})
	for _, title := range []string{"政府信息公开保密审查制度", "政府信息公开责任追究办法", "政务公开考核办法"} {
		rule(p.Name+title, plain...).Needed = false
	}
}

// mechanism asks for the documents of a mechanism unless the profile leaves it out.
func (b *builder) mechanism(name string, place *Column, documents func(audit.Status) []*Doc) {
	status, planned := b.plan.Mechanism[name]
	if !planned {
		status = audit.Met
	}
	m := &MechanismPlan{Status: status, Place: place}
	if status != audit.Unmet {
		m.Docs = documents(status)
	}
	b.plan.Mechanisms[name] = m
}

// application is the guide to 依申请公开 and, where the mechanism is met, the page to apply at.
func (b *builder) application(openness *Column, status audit.Status) []*Doc {
	guide := b.column(openness, "政府信息公开指南", "guide", StyleList)
	guide.Key = "xxgkzn"
	need(guide)
	d := b.doc(guide, b.plan.Name+"政府信息公开指南", audit.Date{Year: 2020, Month: 4, Day: 17})
	d.Text = []string{"为便于公民、法人和其他组织依法获取政府信息，特编制本指南。", "一、主动公开的范围和形式。", "二、依申请公开：申请人可以申请获取主动公开以外的政府信息。"}
	d.Needed = true
	if status == audit.Met {
		form := b.column(openness, "依申请公开", "application", StyleArticle)
		form.Key = "ysqgk"
		form.Text = []string{"申请人填写《政府信息公开申请表》，通过当面、信函、网络方式提出申请。", "受理机构：" + b.plan.Name + "人民政府办公室；通信地址：" +
			b.plan.Name + "府前街1号；邮政编码：271099；联系电话：0538-8000000。", "在线申请：填写申请表后提交，受理机构在20个工作日内答复。"}
		need(form)
	}
	return []*Doc{d}
}

// zone is 政务公开专区 with the services that the profile gives it.
func (b *builder) zone(openness *Column) {
	if b.plan.Services == 0 {
		return
	}
	c := b.column(openness, "政务公开专区", "zone", StyleMenu)
	c.Key = "zwgkzq"
	need(c)
	b.plan.ZoneColumn = c
	for i, name := range []string{"政府信息查询", "政府信息公开申请", "办事咨询"}[:b.plan.Services] {
		part := b.column(c, name, "zone-service", StyleArticle)
		part.Text = []string{name + "服务时间：工作日9:00至17:00。", "服务地点：" + b.plan.Name + "政务服务中心一楼政务公开专区。"}
		part.Key = fmt.Sprintf("zq%d", i+1)
		need(part)
	}
}
