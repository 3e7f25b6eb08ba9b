package portals

import (
	"fmt"
	"html"
	"strings"

	"mingjing/audit"
)

// markup builds a page. Its methods return it, so that calls chain.
type markup struct{ strings.Builder }

// raw writes markup as it is.
func (m *markup) raw(parts ...string) *markup {
	for _, part := range parts {
		m.WriteString(part)
	}
	return m
}

// text writes words, escaped.
func (m *markup) text(s string) *markup {
	m.WriteString(html.EscapeString(s))
	return m
}

// f writes markup with values that need no escaping.
func (m *markup) f(format string, values ...any) *markup {
	fmt.Fprintf(m, format, values...)
	return m
}

// link writes a link with words; attributes are written as given.
func (m *markup) link(href, words, attributes string) *markup {
	m.raw(`<a href="`, html.EscapeString(href), `"`)
	if attributes != "" {
		m.raw(" ", attributes)
	}
	return m.raw(">").text(words).raw("</a>")
}

// cut shortens words to n characters as list templates do, and reports whether it had to.
func cut(words string, n int) (string, bool) {
	runes := []rune(words)
	if len(runes) <= n {
		return words, false
	}
	return string(runes[:n]) + "...", true
}

// style is what tells the templates of one make from another's: the shared parts of a page ask it.
type style struct {
	trailLabel string // 当前位置：
	trailStep  string // between the steps, as markup
	charset    string // in the meta tag; empty for none
	metas      string // markup of further metas
	head       string // scripts and styles of the make
	foot       string // marks at the end of the page
}

// siteName is the name the portal goes by.
func (v *View) siteName() string {
	if v.Plan.Kind == audit.Zone {
		return v.Plan.Name + "管理委员会"
	}
	return v.Plan.Name + "人民政府"
}

// frame writes the shared parts of a page around main: head, navigation, breadcrumb, footer.
func (v *View) frame(m *markup, st style, title string, main func()) {
	m.raw("<!DOCTYPE html>\n<html>\n<head>\n")
	if st.charset != "" {
		m.raw(`<meta http-equiv="Content-Type" content="text/html; charset=`, st.charset, "\">\n")
	}
	m.raw("<title>").text(title).raw("</title>\n")
	m.raw(`<meta name="SiteName" content="`).text(v.siteName()).raw("\">\n")
	m.raw(`<meta name="SiteDomain" content="`, strings.TrimPrefix(v.here(), "http://"), "\">\n")
	m.raw(`<meta name="SiteIDCode" content="`, v.Plan.Code, "\">\n")
	m.raw(st.metas, st.head, "</head>\n<body>\n")
	m.raw("<!-- 页头 start -->\n<div class=\"header\"><div class=\"top\">").
		raw(`<a href="javascript:void(0)" onclick="SetHome(this)">设为首页</a> <a href="#">无障碍</a> <a href="javascript:;">繁体</a>`).
		raw(`</div><div class="logo"><img src="/images/logo.png" alt="`).text(v.siteName()).raw("\"></div></div>\n")
	v.navigation(m)
	main()
	v.footer(m, st)
	m.raw("</body>\n</html>\n")
}

func (v *View) navigation(m *markup) {
	m.raw("<div class=\"nav\"><ul>\n<li>").link(v.Href(v.Root), "首页", "").raw("</li>\n")
	for _, c := range v.Root.Children {
		if !c.Hidden {
			m.raw("<li>").link(v.Href(c), c.Name, `target="_self"`).raw("</li>\n")
		}
	}
	m.raw("</ul></div>\n<!-- 导航 <li><a href=\"/old/zwgk.html\">旧版政务公开</a></li> end -->\n")
}

// trail writes the breadcrumb down to and with column c.
func (v *View) trail(m *markup, st style, c *Column, last string) {
	m.raw(`<div class="position">`, st.trailLabel)
	for i, step := range c.Trail() {
		if i > 0 {
			m.raw(st.trailStep)
		}
		if step.Inline {
			m.text(step.Name)
		} else {
			m.link(v.Href(step), step.Name, "")
		}
	}
	if last != "" {
		m.raw(st.trailStep).text(last)
	}
	m.raw("</div>\n")
}

// side writes the menu of the column's siblings and children.
func (v *View) side(m *markup, c *Column) {
	above := c
	if len(c.Children) == 0 && c.Parent != nil {
		above = c.Parent
	}
	for above.Inline {
		above = above.Parent
	}
	if above.Parent == nil {
		return
	}
	m.raw(`<div class="leftmenu"><h3>`).text(above.Name).raw("</h3><ul>\n")
	for _, child := range above.Children {
		if child.Inline || child.Hidden {
			continue
		}
		m.raw("<li>").link(v.Href(child), child.Name, "").raw("</li>\n")
	}
	m.raw("</ul></div>\n")
}

// menu writes the children of a column: links, and headings with links or rows where they have no page.
// row writes one row of a list.
func (v *View) menu(m *markup, c *Column, row func(*Doc)) {
	m.raw("<div class=\"menu\">\n")
	open := false
	shut := func() {
		if open {
			m.raw("</ul>\n")
		}
		open = false
	}
	for _, child := range c.Children {
		switch {
		case child.Hidden:
		case child.Inline:
			shut()
			m.raw("<div class=\"block\">\n<h3>").text(child.Name).raw("</h3>\n<ul>\n")
			for _, d := range child.Docs {
				row(d)
			}
			for _, grand := range child.Children {
				m.raw("<li>").link(v.Href(grand), grand.Name, "").raw("</li>\n")
			}
			m.raw("</ul>\n")
			if len(child.Docs)+len(child.Children) == 0 && child.Empty != "" {
				m.raw("<p>").text(child.Empty).raw("</p>\n")
			}
			m.raw("</div>\n")
		default:
			if !open {
				m.raw("<ul>\n")
				open = true
			}
			m.raw("<li>").link(v.Href(child), child.Name, "").raw("</li>\n")
		}
	}
	shut()
	m.raw("</div>\n")
}

func (v *View) footer(m *markup, st style) {
	m.raw("<!-- 页脚 start -->\n<div class=\"friendlink\"><h4>友情链接</h4>\n")
	for i, name := range v.Home.Friends {
		m.link(fmt.Sprintf("http://www.friend%02d.example/", i+1), name, `target="_blank"`).raw("\n")
	}
	m.raw("</div>\n<div class=\"footer\">\n")
	for _, banner := range v.Home.Banners {
		if banner.At == AtFooter && v.Node == Node(v.Root) {
			m.link(v.Href(banner.To), banner.Text, "").raw("\n")
		}
	}
	m.raw(`<p>主办：`).text(v.siteName()).raw(`办公室 <a href="/sitemap.html">网站地图</a> <a href="javascript:void(0)">联系我们</a></p>`).
		raw("\n<p>网站标识码：", v.Plan.Code, " 鲁ICP备05012345号 鲁公网安备 ", v.Plan.Code[:6], "02000123号</p>\n").
		raw(`<p>建议使用1024×768分辨率 IE9.0以上浏览器访问本网站</p></div>`, "\n", st.foot)
}

// banners writes the pictures and links of 专题专栏 on the home page.
func (v *View) banners(m *markup) {
	m.raw("<div class=\"zt\"><h3>专题专栏</h3>\n")
	for i, banner := range v.Home.Banners {
		href := html.EscapeString(v.Href(banner.To))
		switch {
		case banner.At == AtFooter:
		case banner.At == AtScript:
			m.f("<div id=\"flash\"><img src=\"/images/banner%d.png\"></div>\n<script type=\"text/javascript\">\nvar imag=new Array();var link=new Array();var text=new Array();\n", i+1)
			m.f("imag[1]='/images/banner%d.png';\nlink[1]='%s';\ntext[1]='%s';\n</script>\n", i+1, href, banner.Text)
		case banner.Text != "":
			m.link(v.Href(banner.To), banner.Text, `target="_blank"`).raw("\n")
		case banner.Alt != "":
			m.f(`<a href="%s" target="_blank"><img src="/images/banner%d.png" alt="%s"></a>`, href, i+1, banner.Alt).raw("\n")
		default:
			m.f(`<a href="%s" target="_blank"><img src="/images/banner%d.png" border="0"></a>`, href, i+1).raw("\n")
		}
	}
	m.raw("</div>\n")
}

// media writes 微博, 微信, 客户端.
func (v *View) media(m *markup) {
	m.raw("<div class=\"media\">\n")
	for i, medium := range v.Home.Media {
		if medium.Address == "" {
			m.f(`<span><img src="/images/code%d.png" alt="%s"></span>`, i+1, medium.Name).raw("\n")
			continue
		}
		m.link(medium.Address, medium.Name, `target="_blank"`).raw("\n")
	}
	m.raw("</div>\n")
}

// table writes a grid.
func (g *Grid) table(m *markup) {
	m.raw("<table border=\"1\" cellspacing=\"0\">\n<caption>").text(g.Caption).raw("</caption>\n")
	for _, row := range g.Rows {
		m.raw("<tr>")
		for _, cell := range row {
			m.raw("<td")
			if cell.Rows > 1 {
				m.f(` rowspan="%d"`, cell.Rows)
			}
			if cell.Cols > 1 {
				m.f(` colspan="%d"`, cell.Cols)
			}
			m.raw("><p>").text(cell.Text).raw("</p></td>")
		}
		m.raw("</tr>\n")
	}
	m.raw("</table>\n")
}

// body writes what a document says: paragraphs, table, pictures, attachments, related documents.
func (v *View) body(m *markup, d *Doc) {
	for _, p := range d.paragraphs() {
		m.raw(`<p style="text-indent:2em">`).text(p).raw("</p>\n")
	}
	if d.Table != nil {
		d.Table.table(m)
	}
	for _, f := range d.Pictures {
		m.raw(`<p><img src="`, html.EscapeString(v.Href(f)), `"></p>`, "\n")
	}
	for _, f := range d.Files {
		m.raw("<p>附件：").link(v.Href(f), f.Title, "").raw("</p>\n")
	}
	for _, r := range d.Related {
		m.raw(`<p class="xgwj">`)
		if r.Column.Role == "interpretations" {
			m.raw("相关解读：")
		} else {
			m.raw("相关文件：")
		}
		m.link(v.Href(r), r.Title, "").raw("</p>\n")
	}
}

// paragraphs are the document's own, or ones that say nothing.
func (d *Doc) paragraphs() []string {
	if d.Text != nil || d.Table != nil {
		return d.Text
	}
	return []string{
		"根据工作安排，现将《" + d.Title + "》有关内容予以公布，请社会各界予以监督。",
		"有关情况如有变化，以最新公布的内容为准。对公布内容有异议的，可在工作时间内向" + d.Source + "反映。",
		d.Source,
	}
}

// Record fields as they stand in the table above a document.
type field struct{ Label, Value string }

// fields are the lines of the record table; formed is the label for the day of forming.
func (d *Doc) fields(v *View, formed string) []field {
	list := []field{{"索引号", fmt.Sprintf("1137%sK%05d/%d-%07d", v.Plan.Code[2:6], d.Column.ID, max(d.Published.Year, 2020), d.ID)},
		{"公开方式", "主动公开"}, {"发布机构", d.Source}}
	if d.Number != "" {
		list = append(list, field{"文号", d.Number})
	}
	if !d.Formed.IsZero() {
		list = append(list, field{formed, d.Formed.String()})
	}
	if !d.Published.IsZero() {
		list = append(list, field{"发布日期", d.Published.String()})
	}
	return append(list, field{"有效性", "有效"})
}

// clock is an hour and minute that belongs to a document.
func (d *Doc) clock() string { return fmt.Sprintf("%02d:%02d", 8+d.ID%10, d.ID*7%60) }

// chinese writes a day as 2020年9月8日.
func chinese(day audit.Date) string {
	return fmt.Sprintf("%d年%d月%d日", day.Year, day.Month, day.Day)
}

// holds writes what a column holds, by its style: list writes its list, row one row of a document,
// and box opens the element that a text stands in.
func (v *View) holds(m *markup, c *Column, box string, list func(), row func(*Doc)) {
	switch c.Style {
	case StyleMenu, StyleHeadings:
		v.menu(m, c, row)
		if len(c.Docs) > 0 {
			list()
		}
	case StyleArticle:
		m.raw(box, "\n")
		for _, p := range c.Text {
			m.raw("<p>").text(p).raw("</p>\n")
		}
		if !c.Date.IsZero() {
			m.raw("<p>发布日期：", c.Date.String(), "</p>\n")
		}
		m.raw("</div>\n")
	case StyleTable:
		m.raw(box, "\n")
		c.Table.table(m)
		m.raw("</div>\n")
	default:
		list()
		if len(c.Children) > 0 {
			v.menu(m, c, row)
		}
	}
}

// path is the way to the column as a path of short words, without slashes at the ends.
func (c *Column) path() string {
	var words []string
	for _, step := range c.Trail()[1:] {
		switch {
		case step.Inline:
		case step.Key != "":
			words = append(words, step.Key)
		default:
			words = append(words, fmt.Sprintf("lm%d", step.ID))
		}
	}
	return strings.Join(words, "/")
}

// pages are how many pages n rows fill.
func pages(n, per int) int { return max(1, (n+per-1)/per) }

// pageOf are the rows of the page given, counted from 1.
func pageOf(docs []*Doc, number, per int) []*Doc {
	from := min(max(0, number-1)*per, len(docs))
	return docs[from:min(from+per, len(docs))]
}
