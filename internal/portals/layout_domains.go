package portals

import (
	"fmt"
)

// domains puts up the columns of the domains, their items and their catalogues.
func (b *builder) domains() {
	b.departments = map[string]*Column{}
	for i, d := range b.plan.Domains {
		if d.Stand != StandMissing {
			b.domain(d, i)
		}
		b.catalogue(d)
	}
	b.book()
}

// home of the domains: the topic, 重点领域信息公开, or a department's column in the topic.
func (b *builder) above(d *DomainPlan) *Column {
	p := b.plan
	switch {
	case p.Place == PlaceKeyAreas && b.keyAreas != nil:
		return b.keyAreas
	case p.Topic.Column == nil:
		return p.Openness
	case p.Place == PlaceDepartment:
		organ := p.Organ(d.Organ)
		c, ok := b.departments[organ]
		if !ok {
			c = b.column(p.Topic.Column, organ, "department", StyleMenu)
			c.Key = fmt.Sprintf("bm%02d", len(b.departments)+1)
			need(c)
			b.departments[organ] = c
		}
		return c
	default:
		return p.Topic.Column
	}
}

func (b *builder) domain(d *DomainPlan, index int) {
	label := d.Label
	if p := b.plan; p.shares(d.ID) && d.Stand == StandOwn {
		if b.shared != nil {
			d.Column = b.shared
			b.groups(d, b.shared)
			return
		}
		label = "就业领域和社会保险领域"
	}
	c := b.column(b.above(d), label, "domain", StyleMenu)
	d.Column = c
	if b.plan.shares(d.ID) {
		b.shared = c
	}
	c.Key, c.Fault = fmt.Sprintf("ly%02d", index+1), d.Fault
	need(c)
	switch d.Stand {
	case StandOutside:
		c.Outside = "/" + d.ID + "/index.html"
		return
	case StandBroken, StandUnread:
		c.Style, c.Children = StyleList, nil
		return
	}
	switch d.Shape {
	case ShapeNested, ShapeLevels, ShapeLevel1:
		b.groups(d, c)
	case ShapeRows:
		c.Style = StyleList
		for _, item := range d.Items {
			b.rows(d, item, c)
		}
		b.overrun(d, c)
	case ShapeHeadings:
		c.Style = StyleHeadings
		for _, item := range d.Items {
			if col := b.item(d, item, c); col != nil {
				col.Inline = true
			}
		}
	case ShapeFlat:
		for _, item := range d.Items {
			b.item(d, item, c)
		}
	}
}

// overrun fills the list of a domain whose further pages fail with old rows that name nothing.
func (b *builder) overrun(d *DomainPlan, c *Column) {
	if d.Later == FaultNone {
		return
	}
	c.Later = d.Later
	draw := b.dice("overrun", d.ID)
	var avoid []string
	for _, item := range d.Items {
		avoid = append(append(avoid, item.Name), item.Names...)
	}
	day := b.plan.AsOf.Add(-1000)
	for k := range 80 {
		b.doc(c, entryTitle(b.plan, d, d.Items[0], day.Year, k, false, avoid, draw), day)
		day = day.Add(-draw.between(2, 12))
	}
}

// groups puts a column for each 一级事项 under the domain, and the items below.
func (b *builder) groups(d *DomainPlan, c *Column) {
	groups := map[string]*Column{}
	for i, item := range d.Items {
		if item.Form == FormAbsent {
			continue
		}
		group, ok := groups[item.Level1]
		switch {
		case ok:
		case item.Level1 == "" || item.Level1 == item.Name:
			group = c
		default:
			group = b.column(c, item.Level1, "group", StyleMenu)
			group.Inline = d.Shape == ShapeNested
			group.Key = fmt.Sprintf("yj%02d", i+1)
			if d.Shape == ShapeLevel1 {
				group.Style = StyleList
			}
			need(group)
		}
		if group != c {
			groups[item.Level1] = group
		}
		if d.Shape == ShapeLevel1 {
			if group == c { // an item without a 一级事项 above it has a list of its own
				group = b.column(c, item.Label, "item", StyleList)
				need(group)
			}
			item.Column = group
			b.rows(d, item, group)
			continue
		}
		b.item(d, item, group)
	}
	if d.Shape != ShapeLevel1 {
		return
	}
	draw := b.dice("groups", d.ID)
	var avoid []string
	for _, item := range d.Items {
		if item.Form == FormGroup {
			avoid = append(append(avoid, item.Name), item.Names...)
		}
	}
	for _, item := range d.Items {
		if item.Form != FormGroup || len(item.Column.Docs) > 0 {
			continue
		}
		day := b.plan.AsOf.Add(-draw.between(170, 220))
		for k := range 3 {
			e := b.doc(item.Column, entryTitle(b.plan, d, item, day.Year, k, false, avoid, draw), day)
			e.Needed = true
			day = day.Add(-draw.between(5, 40))
		}
	}
}

// item puts up the column of an item and its documents; nil where it has none.
func (b *builder) item(d *DomainPlan, item *ItemPlan, parent *Column) *Column {
	if item.Form == FormAbsent {
		return nil
	}
	c := b.column(parent, item.Label, "item", StyleList)
	item.Column = c
	need(c)
	draw := b.dice("item", d.ID, item.Level1, item.Name)
	switch item.Form {
	case FormWords:
		c.Empty = pick(draw, "暂无信息", "暂无相关信息", "暂无数据", "栏目建设中", "暂无内容")
	case FormBroken, FormUnread:
		c.Fault = item.Fault
	case FormOutside:
		c.Outside = fmt.Sprintf("/%s/col%d/index.html", d.ID, draw.between(1000, 9999))
	case FormText:
		c.Style = StyleArticle
		c.Text = []string{item.Name + "如下。", "一、依据有关规定，由" + b.plan.Organ(d.Organ) + "负责。", "二、联系电话：0538-8000123。"}
		c.Date = b.plan.AsOf.Add(-draw.between(20, 300))
	case FormColumn, FormFiles:
		b.rows(d, item, c)
	}
	return c
}

// rows adds the item's documents to a list.
func (b *builder) rows(d *DomainPlan, item *ItemPlan, c *Column) {
	draw := b.dice("rows", d.ID, item.Level1, item.Name)
	for _, e := range item.Entries {
		doc := b.doc(c, e.Title, e.Published)
		doc.Source, doc.Needed = b.plan.Organ(d.Organ), true
		doc.Formed = e.Formed
		doc.Record = !e.Formed.IsZero() || draw.chance(20)
		if item.Form == FormFiles {
			doc.Straight = &File{Doc: doc, Title: e.Title + ".pdf", Ext: ".pdf", Body: textPDF(e.Title), Needed: true}
			continue
		}
		if draw.chance(15) {
			b.attach(doc, "附件："+e.Title, ".docx", textDocument(e.Title))
		}
	}
}
