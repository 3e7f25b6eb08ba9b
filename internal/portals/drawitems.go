package portals

import (
	"fmt"
	"strings"
)

// drawForms decides how each item of a domain with a column is published, and with which documents.
func drawForms(p *Plan, d *DomainPlan, draw *dice) {
	d.Shape = shapeFor(d)
	group := map[string]int{}
	for _, item := range d.Items {
		group[item.Level1]++
	}
	for i, item := range d.Items {
		item.Label = itemLabel(draw, item.Name, i)
		item.Form = goodForm(d, item, draw)
		if (draw.chance(p.Failing) || d.Later != FaultNone && i == 0) && apart(d, item) {
			failing(d, item, group[item.Level1], draw)
		}
	}
	var avoid []string
	for _, item := range d.Items {
		if item.Form.failing() {
			avoid = append(append(avoid, item.Name), item.Names...)
		}
	}
	for _, item := range d.LeftOut {
		if item.Verified {
			avoid = append(append(avoid, item.Name()), item.Aliases...)
		}
	}
	for _, item := range d.Items {
		drawEntries(p, d, item, avoid, draw)
	}
}

// failing reports whether the form is less than a full publication.
func (f Form) failing() bool {
	switch f {
	case FormBlank, FormWords, FormBroken, FormUnread, FormGroup, FormAbsent:
		return true
	}
	return false
}

// shapeFor is the domain's shape, or one that can hold its items: where two of them share a name,
// only the 一级事项 above tells them apart.
func shapeFor(d *DomainPlan) Shape {
	names := map[string]bool{}
	twins, terse := false, false
	for _, item := range d.Items {
		terse = terse || len([]rune(bare(item.Name))) < 3
		twins = twins || names[bare(item.Name)]
		names[bare(item.Name)] = true
	}
	switch {
	case terse && (d.Shape == ShapeRows || d.Shape == ShapeLevel1): // a title cannot show that it means 标准
		return ShapeNested
	case twins && (d.Shape == ShapeFlat || d.Shape == ShapeHeadings || d.Shape == ShapeRows):
		return ShapeNested
	case d.Shape == ShapeRows && len(d.Items) > 14:
		return ShapeLevel1
	}
	return d.Shape
}

// goodForm is a form that publishes the item, of those its domain's shape allows.
func goodForm(d *DomainPlan, item *ItemPlan, draw *dice) Form {
	switch d.Shape {
	case ShapeRows, ShapeLevel1:
		return FormRows
	case ShapeHeadings:
		return FormColumn
	}
	switch n := draw.IntN(20); {
	case n < 2 && lasting(item.Name):
		return FormText
	case n < 2:
		return FormFiles
	case n == 2 && d.ID == "public-resource-trading", n == 3:
		return FormOutside
	default:
		return FormColumn
	}
}

// failing turns the item into one that is not published as it should be.
func failing(d *DomainPlan, item *ItemPlan, siblings int, draw *dice) {
	switch d.Shape {
	case ShapeRows:
		item.Form = FormAbsent
		return
	case ShapeLevel1:
		if item.Level1 != "" {
			item.Form = FormGroup
		}
		return
	case ShapeHeadings:
		item.Form = pick(draw, FormBlank, FormWords, FormAbsent)
		return
	}
	switch n := draw.IntN(10); {
	case n < 2 && (d.Shape == ShapeFlat || siblings == 1):
		item.Form = FormAbsent
	case n < 4:
		item.Form = FormBlank
	case n < 6:
		item.Form = FormWords
	case n < 8:
		item.Form, item.Fault = FormBroken, pick(draw, FaultGone, FaultSoft)
	default:
		item.Form, item.Fault = FormUnread, pick(draw, FaultServer, FaultShield, FaultRobots, FaultLogin, FaultCut)
	}
}

// apart reports whether no other item of the domain has a name that comes near the item's.
func apart(d *DomainPlan, item *ItemPlan) bool {
	names := append([]string{item.Name}, item.Names...)
	for _, name := range names {
		if len([]rune(bare(name))) < 4 || mentions(item.Level1, name) {
			return false
		}
		for _, label := range append([]string{d.Name, d.Label}, d.Aliases...) {
			if mentions(label, name) || mentions(name, label) {
				return false
			}
		}
		for _, other := range d.Items {
			if other == item {
				continue
			}
			for _, word := range append([]string{other.Level1, other.Name}, other.Names...) {
				if mentions(word, name) || mentions(name, word) {
					return false
				}
			}
		}
		for _, other := range d.LeftOut {
			if mentions(other.Name(), name) || mentions(name, other.Name()) {
				return false
			}
		}
	}
	return true
}

// itemLabel words the item's column.
func itemLabel(draw *dice, name string, index int) string {
	switch draw.IntN(10) {
	case 0:
		return name + "信息"
	case 1:
		return "（" + numeral(index+1) + "）" + name
	case 2:
		return name + "公开"
	case 3:
		return fmt.Sprintf("%d.%s", index+1, name)
	case 4:
		return name + "信息公开"
	default:
		return name
	}
}

// lasting reports whether the item is one that does not age: a law, a rule, a guide, an organ.
func lasting(name string) bool {
	for _, word := range []string{"法规", "规章", "规范性文件", "政策文件", "办事指南", "机构职能"} {
		if strings.Contains(name, word) {
			return true
		}
	}
	return strings.HasSuffix(name, "法律")
}

// ofPolicies reports whether the item's column, or the one above it, could pass for one of policy documents.
func ofPolicies(item *ItemPlan) bool {
	for _, word := range []string{"政策", "法规", "文件"} {
		if strings.Contains(item.Level1, word) || strings.Contains(item.Name, word) {
			return true
		}
	}
	return false
}

// mayLast reports whether one could argue that the item, or the 一级事项 above it, does not age: all that
// does not speak of what happens again and again.
func mayLast(item *ItemPlan) bool {
	if lasting(item.Name) || lasting(item.Level1) {
		return true
	}
	for _, word := range []string{"公示", "公告", "结果", "名单", "计划", "预算", "决算", "处罚决定", "强制决定", "情况", "统计", "成交", "中标",
		"通报", "预警", "岗位", "招聘", "记录"} {
		if strings.Contains(item.Name, word) {
			return false
		}
	}
	return true
}

// solitary reports whether no other item of the domain has a name that comes near the item's: only then
// is it beyond doubt which documents are its own.
func solitary(d *DomainPlan, item *ItemPlan) bool {
	for _, other := range d.Items {
		if other == item {
			continue
		}
		for _, name := range append([]string{item.Name}, item.Names...) {
			for _, word := range append([]string{other.Name}, other.Names...) {
				if mentions(word, name) || mentions(name, word) {
					return false
				}
			}
		}
	}
	return true
}

// drawEntries draws the documents of an item.
func drawEntries(p *Plan, d *DomainPlan, item *ItemPlan, avoid []string, draw *dice) {
	switch item.Form {
	case FormColumn, FormRows, FormFiles:
	default:
		return
	}
	count := draw.between(1, p.Rows)
	if item.Form == FormRows {
		count = min(count, 3)
	}
	if d.Later != FaultNone {
		count = 1 // so that every item is named on the first page
	}
	newest := draw.between(3, 290)
	if ofPolicies(item) { // older than the county's own policy documents, so that these are the newest of their kind
		newest = draw.between(170, 290)
	}
	if draw.chance(p.Stale) && !mayLast(item) && solitary(d, item) {
		newest = draw.between(410, 800)
	}
	records := item.Form != FormFiles && item.Limit.Days > 0 && draw.chance(p.Records) && solitary(d, item)
	onTime := 100
	switch {
	case draw.chance(p.Untimely):
		onTime = pick(draw, 0, 65)
	}
	day := p.AsOf.Add(-newest)
	for k := range count {
		e := EntryPlan{Published: day}
		e.Title = entryTitle(p, d, item, day.Year, k, item.Form == FormRows || draw.chance(50), avoid, draw)
		if records {
			e.Late = k*100 >= onTime*count
			e.Formed = item.Limit.formed(day, e.Late, p.calendar, draw)
		}
		item.Entries = append(item.Entries, e)
		day = day.Add(-draw.between(2, 60))
	}
}

// entryTitle words the title of an item's document: with the item's name in it, or without any.
func entryTitle(p *Plan, d *DomainPlan, item *ItemPlan, year, k int, named bool, avoid []string, draw *dice) string {
	for range 12 {
		title := neutralTitle(p, d, year, k, draw)
		if named {
			title = namedTitle(p, d, item.Name, year, k, draw)
		}
		if !mentionsAny(title, avoid) {
			return title
		}
	}
	if named {
		return item.Name
	}
	return fmt.Sprintf("%s公告〔%d〕%d号", p.Name, year, k+1)
}

func namedTitle(p *Plan, d *DomainPlan, name string, year, k int, draw *dice) string {
	switch draw.IntN(6) {
	case 0:
		return fmt.Sprintf("%s%d年%s", p.Name, year, name)
	case 1:
		return fmt.Sprintf("关于%s的公示（%d年第%d批）", name, year, k+1)
	case 2:
		return fmt.Sprintf("%s%s（%d年%d月）", p.Organ(d.Organ), name, year, draw.between(1, 12))
	case 3:
		return fmt.Sprintf("%d年%s情况", year, name)
	case 4:
		return fmt.Sprintf("%s关于%s的公告", p.Organ(d.Organ), name)
	default:
		return name
	}
}

func neutralTitle(p *Plan, d *DomainPlan, year, k int, draw *dice) string {
	switch draw.IntN(7) {
	case 0:
		return fmt.Sprintf("%s公告（%d年第%d号）", p.Organ(d.Organ), year, draw.between(1, 60))
	case 1:
		return fmt.Sprintf("%d年第%s季度情况通报", year, numeral(draw.between(1, 4)))
	case 2:
		return fmt.Sprintf("%s关于做好%d年有关工作的通知", p.Organ(d.Organ), year)
	case 3:
		return fmt.Sprintf("%d年第%d批公示名单", year, k+1)
	case 4:
		return fmt.Sprintf("%s%d年%d月份月报", p.Name, year, draw.between(1, 12))
	case 5:
		return fmt.Sprintf("关于印发《%s%d年度工作安排》的通知", p.Name, year)
	default:
		return fmt.Sprintf("温馨提示（%d年第%d期）", year, draw.between(1, 40))
	}
}
