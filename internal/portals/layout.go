package portals

import (
	"sort"

	"mingjing/audit"
)

// layOut builds the site that the plan asks for and notes in the plan what stands where.
func layOut(p *Plan) *Site {
	b := &builder{plan: p, site: &Site{Plan: p}}
	root := b.column(nil, "首页", "home", StyleMenu)
	b.site.Root = root
	root.Needed = true
	b.about(root)
	b.news(root)
	b.openness(root)
	b.service(root)
	b.voices(root)
	b.specials(root)
	b.domains()
	b.townships()
	b.home()
	b.number()
	return b.site
}

// builder puts columns, documents and files into a site.
type builder struct {
	plan *Plan
	site *Site

	topicCatalogues *Column // 标准目录 of the topic, made when first asked for
	keyAreas        *Column
	departments     map[string]*Column
	shared          *Column // of two domains that share a column
}

// dice are the builder's for one part of the site.
func (b *builder) dice(words ...string) *dice {
	return newDice(b.plan.Seed, append([]string{b.plan.ID, "layout"}, words...)...)
}

func (b *builder) column(parent *Column, name, role string, style Style) *Column {
	c := &Column{Name: name, Role: role, Parent: parent, Style: style}
	if parent != nil {
		parent.Children = append(parent.Children, c)
	}
	return c
}

func (b *builder) doc(c *Column, title string, published audit.Date) *Doc {
	d := &Doc{Column: c, Title: title, Published: published, Source: b.plan.Name + "人民政府办公室"}
	c.Docs = append(c.Docs, d)
	return d
}

// attach hangs a file on a document.
func (b *builder) attach(d *Doc, title, ext string, body func() ([]byte, error)) *File {
	f := &File{Doc: d, Title: title + ext, Ext: ext, Body: body}
	d.Files = append(d.Files, f)
	return f
}

// number sorts the rows of every column, gives every node its number and lists what has an address.
func (b *builder) number() {
	s := b.site
	columns, docs, files := 0, 0, 0
	file := func(f *File) {
		if f.ID == 0 {
			files++
			f.ID = files
			s.Files = append(s.Files, f)
		}
	}
	var walk func(c *Column)
	walk = func(c *Column) {
		columns++
		c.ID = columns
		if c.Addressed() {
			s.Columns = append(s.Columns, c)
		}
		sort.SliceStable(c.Docs, func(i, j int) bool { return c.Docs[i].Published.After(c.Docs[j].Published) })
		for _, d := range c.Docs {
			docs++
			d.ID = docs
			if d.Addressed() {
				s.Docs = append(s.Docs, d)
			}
			for _, f := range d.Files {
				file(f)
			}
			for _, f := range d.Pictures {
				file(f)
			}
			if d.Straight != nil {
				file(d.Straight)
			}
		}
		for _, child := range c.Children {
			walk(child)
		}
	}
	walk(s.Root)
}

// need marks the columns from c up to the home page as bearing on a verdict.
func need(c *Column) {
	for ; c != nil && !c.Needed; c = c.Parent {
		c.Needed = true
	}
	if c != nil {
		c.Needed = true
	}
}
