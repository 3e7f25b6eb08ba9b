package portals

import (
	"encoding/json"
	"fmt"
	"html"
	"strings"
)

// Helpers of the makes whose pages are not written by View.frame: those that share no markup with the
// others but the meta tags that the state asks for.

// quoted is words as they stand in an attribute.
func quoted(words string) string { return html.EscapeString(words) }

// siteMetas writes the meta tags on the site. form has verbs for a name and its value.
func (v *View) siteMetas(m *markup, form string) {
	m.f(form, "SiteName", quoted(v.siteName()))
	m.f(form, "SiteDomain", strings.TrimPrefix(v.Origin, "http://"))
	m.f(form, "SiteIDCode", v.Plan.Code)
}

// channels are the columns that the navigation shows.
func (v *View) channels() []*Column {
	var list []*Column
	for _, c := range v.Root.Children {
		if !c.Hidden {
			list = append(list, c)
		}
	}
	return list
}

// byID is the addressed column with the number; nil where there is none.
func (v *View) byID(id int) *Column {
	for _, c := range v.Columns {
		if c.ID == id {
			return c
		}
	}
	return nil
}

// under reports whether c is one of the role, or stands under one.
func (c *Column) under(role string) bool {
	for ; c != nil; c = c.Parent {
		if c.Role == role {
			return true
		}
	}
	return false
}

// shown are the children that menus show and that are no headings of their parent's page.
func (c *Column) shown() []*Column {
	var list []*Column
	for _, child := range c.Children {
		if !child.Inline && !child.Hidden {
			list = append(list, child)
		}
	}
	return list
}

// foot writes what every footer holds: links planted there, the site map, who runs the site.
func (v *View) foot(m *markup, open, shut string) {
	m.raw(open, "\n")
	for i, name := range v.Home.Friends {
		m.link(fmt.Sprintf("http://www.friend%02d.example/", i+1), name, `target="_blank" rel="nofollow"`).raw("\n")
	}
	for _, banner := range v.Home.Banners {
		if banner.At == AtFooter && v.Node == Node(v.Root) {
			m.link(v.Href(banner.To), banner.Text, "").raw("\n")
		}
	}
	m.raw(`<p><a href="/sitemap.html">网站地图</a> | <a href="javascript:void(0);">关于我们</a></p>`, "\n")
	m.raw("<p>主办单位：").text(v.siteName()).raw("办公室　网站标识码：", v.Plan.Code, "　鲁ICP备05012346号-1</p>\n", shut, "\n")
}

// attachments writes what hangs on a document: one line for each file, its parts in the order name, address.
func (v *View) attachments(m *markup, d *Doc, line string) {
	for _, f := range d.Files {
		m.f(line, quoted(f.Title), quoted(v.Href(f)))
	}
}

// content writes what a document says, without its attachments and related documents.
func (v *View) content(m *markup, d *Doc) {
	for _, p := range d.paragraphs() {
		m.raw("<p>　　").text(p).raw("</p>\n")
	}
	if d.Table != nil {
		d.Table.table(m)
	}
	for _, f := range d.Pictures {
		m.raw(`<p style="text-align:center"><img src="`, quoted(v.Href(f)), `" border="0" /></p>`, "\n")
	}
}

// related writes the links to documents that belong to one: 解读 and what they explain.
func (v *View) related(m *markup, d *Doc, line string) {
	for _, r := range d.Related {
		label := "相关文件"
		if r.Column.Role == "interpretations" {
			label = "相关解读"
		}
		m.f(line, label, quoted(r.Title), quoted(v.Href(r)))
	}
}

// said writes the text or the table of a column that shows one in place of a list.
func (c *Column) said(m *markup) {
	for _, p := range c.Text {
		m.raw("<p>　　").text(p).raw("</p>\n")
	}
	if !c.Date.IsZero() {
		m.raw("<p>发布日期：", c.Date.String(), "</p>\n")
	}
	if c.Table != nil {
		c.Table.table(m)
	}
}

// script is a value as a script in a page holds it: markup's own signs are escaped.
func script(value any) string { return notation(value, true) }

// data is an answer in JSON.
func data(value any) Answer {
	return Answer{Type: "application/json;charset=UTF-8", Body: []byte(notation(value, false))}
}

func notation(value any, escaped bool) string {
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(escaped)
	if err := encoder.Encode(value); err != nil { // only values that have no notation: functions, channels
		return "null"
	}
	return strings.TrimSpace(b.String())
}

// hexes is a number of hex digits that belong to the number: the same for the same, other for others.
func hexes(salt string, id, digits int) string {
	var b strings.Builder
	draw := newDice(uint64(id), salt)
	for b.Len() < digits {
		fmt.Fprintf(&b, "%08x", draw.Uint32())
	}
	return b.String()[:digits]
}

// guid is a number in the form that databases give.
func guid(salt string, id int) string {
	h := hexes(salt, id, 32)
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// A fronted make links to some nodes by an address other than the one they stand at: its pages are drawn by
// scripts, and what a visitor's browser shows as the page of a column is fetched from elsewhere.
type fronted interface {
	// Front is the address that links show; empty where it is the node's own.
	Front(n Node) string
}

// front is the address that links to the node show.
func (v *View) front(n Node) string {
	if make, ok := v.Make.(fronted); ok {
		if address := make.Front(n); address != "" {
			return address
		}
	}
	return v.Make.Address(n)
}

// plain is a make without its fronts.
type plain struct{ Make }

// behind is the view whose links lead to where the nodes stand.
func (v *View) behind() *View {
	w := *v
	w.Make = plain{v.Make}
	return &w
}

// A shelled make shows lists in shells whose rows a script fetches.
type shelled interface {
	// Shell reports whether the column is such a shell.
	Shell(c *Column) bool
}

// strikesData reports whether a node's fault strikes the data of its list and leaves the shell alone. Only faults that
// leave open what stands there do: an address of data that answers 404 says nothing about the column.
func (v *View) strikesData(n Node) bool {
	make, ok := v.Make.(shelled)
	if !ok {
		return false
	}
	c, ok := n.(*Column)
	return ok && c.Fault.unread() && c.Fault != FaultRobots && make.Shell(c)
}
