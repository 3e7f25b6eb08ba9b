package portals

import (
	"fmt"

	"mingjing/audit"
)

// catalogue publishes the domain's standard catalogue.
func (b *builder) catalogue(d *DomainPlan) {
	c := &d.Catalogue
	if c.Carrier == CarrierNone {
		return
	}
	parent := d.Column
	if c.Beside || parent == nil {
		parent = b.catalogues()
	}
	if c.Carrier == CarrierBook {
		c.Column = b.catalogues()
		return // its sheet is written with the whole book
	}
	draw := b.dice("catalogue", d.ID)
	title := catalogueTitle(b.plan, d, draw)
	grid := catalogueGrid(title, c)
	if c.Carrier == CarrierColumn {
		col := b.column(parent, "标准目录", "catalogue", StyleTable)
		col.Key, col.Table = "bzml", grid
		need(col)
		c.Column = col
		return
	}
	if !c.Beside {
		switch {
		case d.Shape == ShapeRows && draw.chance(50):
		default:
			parent = b.column(parent, pick(draw, "标准目录", "公开事项目录", "基层政务公开标准目录", "标准目录"), "catalogue", StyleList)
			parent.Key = "bzml"
			need(parent)
		}
	}
	c.Column = parent
	c.Doc = b.doc(parent, title, c.Published)
	c.Doc.Needed = true
	c.Doc.Source = b.plan.Organ(d.Organ)
	b.carry(d, title, grid, draw)
}

// carry puts the catalogue into its carrier, and spoils it where the plan says so.
func (b *builder) carry(d *DomainPlan, title string, grid *Grid, draw *dice) {
	c := &d.Catalogue
	switch c.Carrier {
	case CarrierPage:
		c.Doc.Table = grid
		if c.Spoilt == SpoiltUnread {
			c.Doc.Fault = pick(draw, FaultServer, FaultShield, FaultLogin)
		}
		return
	case CarrierSheet:
		c.File = b.attach(c.Doc, title, ".xlsx", workbook([]*Grid{grid}))
	case CarrierDocument:
		c.File = b.attach(c.Doc, title, ".docx", document(title, grid))
	case CarrierArchive:
		c.File = b.attach(c.Doc, title, ".zip", archive(title+".docx", document(title, grid)))
	case CarrierPDF:
		c.File = b.attach(c.Doc, title, ".pdf", tablePDF(grid))
	case CarrierPicture:
		c.File = &File{Doc: c.Doc, Title: title + ".png", Ext: ".png", Body: scan(b.plan.Seed, title)}
		c.Doc.Pictures = append(c.Doc.Pictures, c.File)
	}
	c.File.Needed = true
	c.Doc.Text = []string{"现将《" + title + "》予以公布。"}
	switch c.Spoilt {
	case SpoiltDead:
		c.File.Fault = FaultGone
	case SpoiltUnread:
		c.File.Fault = pick(draw, FaultServer, FaultShield, FaultLogin)
	case SpoiltDamaged:
		c.File.Body = damaged(c.File.Body)
	case SpoiltLocked:
		c.File.Body = locked(c.File.Body)
	}
}

// book publishes the workbook with a sheet for each domain whose catalogue stands in it.
func (b *builder) book() {
	var grids []*Grid
	var day audit.Date
	for _, d := range b.plan.Domains {
		if c := &d.Catalogue; c.Carrier == CarrierBook {
			grid := catalogueGrid(bareName(d.Domain)+"领域基层政务公开标准目录", c)
			grids = append(grids, grid)
			if c.Published.After(day) {
				day = c.Published
			}
		}
	}
	if len(grids) == 0 {
		return
	}
	title := b.plan.Name + "基层政务公开事项标准目录（" + fmt.Sprint(len(grids)) + "个领域）"
	doc := b.doc(b.catalogues(), title, day)
	doc.Needed = true
	doc.Text = []string{"现将《" + title + "》予以公布，各领域目录见附件。"}
	file := b.attach(doc, title, ".xlsx", workbook(grids))
	file.Needed = true
	b.plan.Book = doc
	for _, d := range b.plan.Domains {
		if c := &d.Catalogue; c.Carrier == CarrierBook {
			c.Doc, c.File, c.Published = doc, file, day
		}
	}
}

func catalogueTitle(p *Plan, d *DomainPlan, draw *dice) string {
	name := bareName(d.Domain)
	switch draw.IntN(4) {
	case 0:
		return p.Name + name + "领域基层政务公开标准目录"
	case 1:
		return p.Name + name + "领域基层政务公开标准目录（试行）"
	case 2:
		return name + "领域基层政务公开事项标准目录"
	default:
		return p.Name + name + "领域政务公开事项目录"
	}
}

// catalogueGrid lays the rows out as the guidelines print them: two rows of headings, the 一级事项 merged
// over its items. Elements that are missing have no column; those that are ticked have one a choice.
func catalogueGrid(caption string, c *CataloguePlan) *Grid {
	g := &Grid{Caption: caption, Head: 2}
	head := []Cell{{"序号", 2, 1}, {"公开事项", 1, 2}}
	second := []Cell{{"一级事项", 1, 1}, {"二级事项", 1, 1}}
	labels := [8]string{"", "公开内容（要素）", "公开依据", "公开时限", "公开主体", "公开方式", "公开渠道和载体", "公开对象"}
	choices := map[int][]string{}
	if c.Marks {
		choices = map[int][]string{ElementMode: {"主动", "依申请公开"}, ElementAudience: {"全社会", "特定群体"}}
	}
	for e, label := range labels {
		switch {
		case e == ElementName || c.Missing[e]:
		case choices[e] != nil:
			head = append(head, Cell{label, 1, len(choices[e])})
			for _, choice := range choices[e] {
				second = append(second, Cell{choice, 1, 1})
			}
		default:
			head = append(head, Cell{label, 2, 1})
		}
	}
	g.Rows = append(g.Rows, head, second)
	for i, row := range c.Rows {
		cells := []Cell{{fmt.Sprint(i + 1), 1, 1}}
		if i == 0 || c.Rows[i-1].Level1 != row.Level1 {
			span := 1
			for i+span < len(c.Rows) && c.Rows[i+span].Level1 == row.Level1 {
				span++
			}
			cells = append(cells, Cell{row.Level1, span, 1})
		}
		cells = append(cells, Cell{row.Level2, 1, 1})
		for e := range labels {
			switch text := row.Cells[e]; {
			case e == ElementName || c.Missing[e]:
			case choices[e] != nil:
				cells = append(cells, Cell{"√", 1, 1})
				for range choices[e][1:] {
					cells = append(cells, Cell{"", 1, 1})
				}
			case c.Marks && text != "" && i > 0 && c.Rows[i-1].Cells[e] == text && (e == ElementBasis || e == ElementLimit):
				cells = append(cells, Cell{"同上", 1, 1})
			default:
				cells = append(cells, Cell{text, 1, 1})
			}
		}
		g.Rows = append(g.Rows, cells)
	}
	return g
}

// Flat fills the grid in: every row with all its cells, a merged block's text in its first cell only.
func (g *Grid) Flat() [][]string {
	width := 0
	for _, cell := range g.Rows[0] {
		width += cell.Cols
	}
	taken := map[[2]int]bool{}
	flat := make([][]string, len(g.Rows))
	for r, row := range g.Rows {
		flat[r] = make([]string, width)
		col := 0
		for _, cell := range row {
			for taken[[2]int{r, col}] {
				col++
			}
			if col >= width {
				break
			}
			flat[r][col] = cell.Text
			for dr := range cell.Rows {
				for dc := range cell.Cols {
					taken[[2]int{r + dr, col + dc}] = true
				}
			}
			col += cell.Cols
		}
	}
	return flat
}
