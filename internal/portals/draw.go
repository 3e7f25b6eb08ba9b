package portals

import (
	"fmt"
	"strings"

	"mingjing/audit"
	"mingjing/rules/calendar"
)

// drawPlan decides what the county publishes. It draws from the seed and the county's id only.
func drawPlan(profile Profile, domains []Domain, cal *calendar.Calendar, seed uint64, asOf audit.Date, scale float64) *Plan {
	p := &Plan{Profile: profile, Seed: seed, AsOf: asOf, calendar: cal}
	p.News = max(4, int(float64(p.News)*scale))
	p.Rows = max(1, int(float64(p.Rows)*scale+0.5))
	for _, name := range profile.Townships {
		p.Townships = append(p.Townships, &TownshipPlan{Name: name})
	}
	dealDomains(p, domains)
	return p
}

// dealDomains hands each domain its stand, its shape and the fault of its catalogue, then draws its items.
func dealDomains(p *Plan, domains []Domain) {
	draw := newDice(p.Seed, p.ID, "domains")
	listed := map[string]bool{}
	for _, id := range p.Profile.Domains {
		listed[id] = true
	}
	order := make([]int, len(domains))
	for i := range order {
		order[i] = i
	}
	flaws := map[int]Flaw{}
	for k, i := range shuffled(draw, order) {
		if k < len(p.Flaws) {
			flaws[i] = p.Flaws[k]
		}
	}
	for i := range domains {
		d := &DomainPlan{Domain: &domains[i], Stand: StandOwn}
		if stand, ok := p.Stands[d.ID]; ok {
			d.Stand = stand
		}
		if len(listed) > 0 && !listed[d.ID] {
			d.Stand = StandMissing
		}
		switch d.Stand {
		case StandBroken:
			d.Fault = pick(draw, FaultGone, FaultSoft)
		case StandUnread:
			d.Fault = pick(draw, FaultServer, FaultShield, FaultRobots, FaultLogin)
		}
		d.Organ = organOf(p, d.ID)
		d.Label = domainLabel(draw, d.Domain, i)
		d.Shape = p.Shapes[draw.IntN(len(p.Shapes))]
		if p.shares(d.ID) {
			d.Shape = ShapeLevels
		}
		if p.Overrun == d.ID {
			d.Shape, d.Later = ShapeRows, FaultServer
		}
		drawDomain(p, d, flaws[i])
		p.Domains = append(p.Domains, d)
	}
}

// drawDomain draws one domain. It has dice of its own, so that one domain's numbers don't move another's.
func drawDomain(p *Plan, d *DomainPlan, flaw Flaw) {
	draw := newDice(p.Seed, p.ID, d.ID)
	drawCatalogue(p, d, flaw, draw)
	judgedBy(p, d, draw)
	if d.Stand == StandOwn {
		drawForms(p, d, draw)
	} else {
		for _, item := range d.Items {
			item.Form = FormAbsent
		}
	}
}

// drawCatalogue decides how the domain's catalogue is published; its rows follow with the items.
func drawCatalogue(p *Plan, d *DomainPlan, flaw Flaw, draw *dice) {
	c := &d.Catalogue
	c.Carrier = pick(draw, p.Carriers...)
	c.Organs = OrgansOwn
	c.Published = audit.Date{Year: 2020, Month: 9, Day: 29}.Add(-draw.between(0, 55))
	c.Beside = draw.chance(35) || p.shares(d.ID)
	c.Marks = draw.chance(40)
	if len(p.Profile.Domains) > 0 && d.Stand == StandMissing {
		flaw = FlawNone // a zone keeps no catalogue of what it does not do
	}
	if d.Stand != StandOwn {
		c.Beside = true // it has to stand where it can be read
		if c.Carrier == CarrierColumn {
			c.Carrier = CarrierPage
		}
	}
	switch flaw {
	case FlawNone:
		c.Carrier = CarrierNone
	case FlawDead, FlawDamaged, FlawLocked:
		c.Spoilt = map[Flaw]Spoilt{FlawDead: SpoiltDead, FlawDamaged: SpoiltDamaged, FlawLocked: SpoiltLocked}[flaw]
		c.Carrier = CarrierSheet
	case FlawUnread:
		c.Spoilt = SpoiltUnread
		c.Carrier = pick(draw, CarrierPage, CarrierDocument, CarrierPDF)
	case FlawPicture:
		c.Carrier = CarrierPicture
	case FlawSix:
		c.Missing[ElementBasis], c.Missing[ElementChannel] = true, true
	case FlawFour:
		c.Missing[ElementBasis], c.Missing[ElementChannel] = true, true
		c.Missing[ElementMode], c.Missing[ElementAudience] = true, true
	case FlawThin:
		c.Thin[ElementBasis], c.Thin[ElementChannel] = true, true
	case FlawForeign:
		c.Organs = OrgansForeign
	case FlawPlaceholder:
		c.Organs = OrgansPlaceholder
	case FlawLate:
		c.Published = audit.Date{Year: 2020, Month: 10, Day: 10}.Add(draw.between(0, 45))
	case FlawUndated:
		c.Carrier, c.Beside = CarrierColumn, false
	}
	if c.Carrier == CarrierColumn {
		c.Beside, c.Published = false, audit.Date{}
	}
	keepRows(d, flaw, draw)
}

// keepRows decides which national items stand in the county's own catalogue.
func keepRows(d *DomainPlan, flaw Flaw, draw *dice) {
	if !d.Catalogue.readable() {
		return
	}
	share := 1.0
	switch flaw {
	case FlawMost:
		share = 0.75
	case FlawFew:
		share = 0.4
	}
	verified := 0
	for i := range d.Domain.Items {
		if d.Domain.Items[i].Verified {
			verified++
		}
	}
	drop := verified - int(float64(verified)*share+0.5)
	dropped := map[int]bool{}
	order := make([]int, 0, len(d.Domain.Items))
	for i := range d.Domain.Items {
		order = append(order, i)
	}
	for _, i := range shuffled(draw, order) {
		item := &d.Domain.Items[i]
		switch {
		case item.Verified && drop > 0 && standsApart(d.Domain, i):
			drop--
			dropped[i] = true
		case !item.Verified && draw.chance(60):
			dropped[i] = true
		}
	}
	for i := range d.Domain.Items {
		item := &d.Domain.Items[i]
		if dropped[i] {
			d.LeftOut = append(d.LeftOut, item)
			continue
		}
		d.Items = append(d.Items, ownItem(item, draw))
	}
	for i := range draw.IntN(2) {
		name := []string{"本地惠民便民措施", "本领域年度工作要点"}[i]
		d.Items = append(d.Items, &ItemPlan{Level1: "本地特色事项", Name: name, Limit: Limit{Days: 20, Working: true}})
	}
}

// ownItem words a national item as the county's own catalogue does.
func ownItem(item *Item, draw *dice) *ItemPlan {
	own := &ItemPlan{Level1: item.Level1, Name: item.Name(), National: item, Limit: limitOf(item.TimeLimit)}
	own.Names = append(own.Names, item.Aliases...)
	if len(item.Aliases) > 0 && draw.chance(25) {
		own.Name = item.Aliases[draw.IntN(len(item.Aliases))]
		own.Names = append(own.Names, item.Name())
	}
	return own
}

// judgedBy fills the items of a domain without a readable catalogue: the national guideline's.
func judgedBy(p *Plan, d *DomainPlan, draw *dice) {
	if !d.Catalogue.readable() {
		for i := range d.Domain.Items {
			item := &d.Domain.Items[i]
			d.Items = append(d.Items, &ItemPlan{Level1: item.Level1, Name: item.Name(), Names: item.Aliases,
				National: item, Limit: limitOf(item.TimeLimit)})
		}
		return
	}
	c := &d.Catalogue
	for i, item := range d.Items {
		row := CatalogueRow{Level1: item.Level1, Level2: item.Name}
		subject := p.Organ(d.Organ)
		switch c.Organs {
		case OrgansForeign:
			subject = foreignCounty(p) + d.Organ
		case OrgansPlaceholder:
			subject = pick(draw, "相关部门", "有关部门", "各相关部门")
		}
		row.Cells = [8]string{item.Name, "政策依据、办理条件、办理程序、办理结果", "《中华人民共和国政府信息公开条例》（国务院令第711号）",
			"自该信息形成或者变更之日起20个工作日内", subject, "主动公开", "■政府网站 □政务服务中心", "全社会"}
		if item.National != nil {
			if len(item.National.Elements) > 0 {
				row.Cells[ElementContent] = strings.Join(item.National.Elements[:min(6, len(item.National.Elements))], "；")
			}
			if item.National.TimeLimit != "" {
				row.Cells[ElementLimit] = item.National.TimeLimit
			} else {
				item.Limit = Limit{Days: 20, Working: true}
			}
		}
		for e, thin := range c.Thin {
			if thin && i%2 == 1 {
				row.Cells[e] = ""
			}
		}
		c.Rows = append(c.Rows, row)
	}
}

// standsApart reports whether nothing else in the domain has a name that comes near the item's, so
// that its absence cannot be argued about.
func standsApart(d *Domain, index int) bool {
	names := append([]string{d.Items[index].Name()}, d.Items[index].Aliases...)
	for _, name := range names {
		if len([]rune(bare(name))) < 4 || mentions(d.Items[index].Level1, name) {
			return false
		}
		for _, label := range append([]string{d.Name}, d.Aliases...) {
			if mentions(label, name) || mentions(name, label) {
				return false
			}
		}
		for i := range d.Items {
			if i == index {
				continue
			}
			other := &d.Items[i]
			for _, word := range append([]string{other.Level1, other.Level2}, other.Aliases...) {
				if word != "" && (mentions(word, name) || mentions(name, word)) {
					return false
				}
			}
		}
	}
	return true
}

// shares reports whether the domain shares its column with another.
func (p *Plan) shares(domain string) bool {
	return p.Merged && (domain == "employment" || domain == "social-insurance")
}

// Organ is the full name of one of the county's organs: 财政局 → 青岭县财政局.
func (p *Plan) Organ(name string) string { return p.Name + name }

// Short is what the county calls itself in titles: 我县, 我区.
func (p *Plan) Short() string {
	if p.Kind == audit.Zone {
		return "我区"
	}
	name := []rune(p.Name)
	return "我" + string(name[len(name)-1:])
}

func foreignCounty(p *Plan) string {
	if p.Name == "云川区" {
		return "临汶县"
	}
	return "云川区"
}

// organs name the county's organ by domain.
var organs = map[string]string{
	"spatial-planning": "自然资源和规划局", "land-acquisition": "自然资源和规划局", "major-projects": "发展和改革局",
	"public-resource-trading": "行政审批服务局", "budget-final-accounts": "财政局", "work-safety": "应急管理局",
	"disaster-relief": "应急管理局", "taxation": "税务局", "house-expropriation": "住房和城乡建设局",
	"affordable-housing": "住房和城乡建设局", "rural-dilapidated-housing": "住房和城乡建设局",
	"urban-enforcement": "综合行政执法局", "municipal-services": "综合行政执法局", "ecology-environment": "生态环境分局",
	"public-culture": "文化和旅游局", "public-legal-services": "司法局", "poverty-alleviation": "扶贫开发领导小组办公室",
	"social-assistance": "民政局", "elderly-care": "民政局", "food-drug-supervision": "市场监督管理局",
	"employment": "人力资源和社会保障局", "social-insurance": "人力资源和社会保障局", "household-registration": "公安局",
	"agricultural-subsidies": "农业农村局", "compulsory-education": "教育和体育局", "health": "卫生健康局",
}

func organOf(p *Plan, domain string) string {
	if p.Kind == audit.Zone {
		return "综合管理部"
	}
	if organ, ok := organs[domain]; ok {
		return organ
	}
	return "人民政府办公室"
}

// domainLabel words the domain's column.
func domainLabel(draw *dice, d *Domain, index int) string {
	name := bareName(d)
	switch draw.IntN(8) {
	case 0:
		return name + "领域"
	case 1:
		return "（" + numeral(index+1) + "）" + name + "领域"
	case 2:
		return name + "领域信息公开"
	case 3:
		return name + "领域基层政务公开"
	case 4:
		for _, alias := range d.Aliases {
			name = alias
			if draw.chance(50) {
				break
			}
		}
		return name
	default:
		return name
	}
}

// bareName is the domain's name without a second one in brackets.
func bareName(d *Domain) string {
	name, _, _ := strings.Cut(d.Name, "(")
	name, _, _ = strings.Cut(name, "（")
	return name
}

// numeral writes 1 to 99 in Chinese.
func numeral(n int) string {
	digits := []string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九"}
	switch {
	case n < 10:
		return digits[n]
	case n < 20:
		return "十" + digits[n%10]
	default:
		return fmt.Sprintf("%s十%s", digits[n/10%10], digits[n%10])
	}
}
