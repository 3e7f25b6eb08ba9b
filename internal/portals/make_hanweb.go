package portals

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// hanweb is 大汉版通 JCMS: numbered columns and dated article addresses, lists as XML within a script,
// three display pages at once and the rest from dataproxy.jsp.
type hanweb struct{}

const (
	hanwebPer  = 15 // rows of a display page
	hanwebBase = 45000
)

func (hanweb) Address(n Node) string {
	switch n := n.(type) {
	case *Column:
		if n.Parent == nil {
			return "/index.html"
		}
		return fmt.Sprintf("/col/col%d/index.html", hanwebBase+n.ID)
	case *Doc:
		day := n.Published
		if day.IsZero() {
			day.Year, day.Month, day.Day = 2019, 6, 3
		}
		return fmt.Sprintf("/art/%d/%d/%d/art_%d_%d.html", day.Year, day.Month, day.Day, hanwebBase+n.Column.Page().ID, 10000000+n.ID)
	case *File:
		return fmt.Sprintf("/module/download/downfile.jsp?classid=0&filename=%d%s", 2000000+n.ID, n.Ext)
	}
	return "/"
}

func (h hanweb) Page(v *View) Answer {
	m := &markup{}
	switch n := v.Node.(type) {
	case *Column:
		if n.Parent == nil {
			h.home(v, m)
		} else {
			h.column(v, m, n)
		}
	case *Doc:
		h.article(v, m, n)
	}
	return page(m)
}

// page is an answer in UTF-8 with its charset in the header.
func page(m *markup) Answer {
	return Answer{Type: "text/html; charset=utf-8", Body: []byte(m.String())}
}

func (hanweb) style(metas string) style {
	return style{
		trailLabel: "您现在的位置：", trailStep: " &gt; ", charset: "UTF-8", metas: metas,
		head: "<script src=\"/script/0/jquery.min.js\"></script>\n<script src=\"/script/0/jpage.js\"></script>\n",
		foot: `<a href='http://www.hanweb.com' style='display:none'>Produced By 大汉网络 大汉版通发布系统</a>` + "\n",
	}
}

func (h hanweb) home(v *View, m *markup) {
	v.frame(m, h.style(""), v.siteName(), func() {
		m.raw("<div class=\"main\">\n")
		for _, block := range v.Home.Blocks {
			m.raw("<div class=\"tab\"><h2>").link(v.Href(block), block.Name, "").raw("</h2><ul>\n")
			for _, d := range block.Docs[:min(8, len(block.Docs))] {
				m.raw(h.row(v, d), "\n")
			}
			m.raw("</ul></div>\n")
		}
		v.banners(m)
		v.media(m)
		m.raw("</div>\n")
	})
}

func (h hanweb) column(v *View, m *markup, c *Column) {
	metas := fmt.Sprintf("<meta name='WebId' content='3'>\n<meta name=\"ColumnName\" content=\"%s\">\n<meta name=\"ColumnType\" content=\"%s\">\n",
		html.EscapeString(c.Name), html.EscapeString(c.Channel().Name))
	v.frame(m, h.style(metas), c.Name+" - "+v.siteName(), func() {
		v.trail(m, h.style(""), c, "")
		v.side(m, c)
		m.raw("<div class=\"right\">\n")
		v.holds(m, c, `<div id="zoom">`, func() { h.list(v, m, c) }, func(d *Doc) { m.raw(h.row(v, d), "\n") })
		m.raw("</div>\n")
	})
}

// row is a row of a list, with attributes unquoted as the product writes them.
func (h hanweb) row(v *View, d *Doc) string {
	short, _ := cut(d.Title, 24)
	date := ""
	if !d.Published.IsZero() {
		date = "<b>" + d.Published.String() + "</b>"
	}
	return fmt.Sprintf("<li class=\"clearfix\"><a target=_blank href=%s title=\"%s\">%s</a>%s</li>",
		v.Href(d), html.EscapeString(d.Title), html.EscapeString(short), date)
}

// list writes the rows as XML within a script; a browser's script would show them.
func (h hanweb) list(v *View, m *markup, c *Column) {
	if len(c.Docs) == 0 {
		m.raw("<div class=\"list\">").text(c.Empty).raw("</div>\n")
		return
	}
	unit := 200000 + c.ID
	m.f("<div id=\"%d\">\n<script type=\"text/xml\"><datastore>\n", unit)
	if len(c.Docs) > 3*hanwebPer {
		m.f("<nextgroup><![CDATA[<a href=\"%s\"></a>]]></nextgroup>\n", h.proxy(v, c, 2))
	}
	m.raw("<recordset>\n")
	for _, d := range c.Docs[:min(3*hanwebPer, len(c.Docs))] {
		m.raw("<record><![CDATA[", h.row(v, d), "]]></record>\n")
	}
	m.raw("</recordset></datastore></script>\n</div>\n<script>\n")
	m.f("var param_%d={columnid:%d,unitid:%d,webid:3,path:'/',webname:'%s',permissiontype:0};\n", unit, hanwebBase+c.ID, unit, v.siteName())
	m.f("$('#%d').jpage({totalRecord:%d,perPage:%d,proxyUrl:'/module/web/jpage/dataproxy.jsp',openCookies:false,openAjaxLoad:false,perGroup:3});\n</script>\n",
		unit, len(c.Docs), hanwebPer)
}

// proxy is the address of a group of three display pages.
func (hanweb) proxy(v *View, c *Column, group int) string {
	return fmt.Sprintf("/module/web/jpage/dataproxy.jsp?page=%d&appid=1&webid=3&path=/&columnid=%d&unitid=%d&webname=%s&permissiontype=0",
		group, hanwebBase+c.ID, 200000+c.ID, url.QueryEscape(url.QueryEscape(v.siteName())))
}

// Further are the groups of rows behind dataproxy.jsp.
func (h hanweb) Further(v *View, c *Column) []string {
	var list []string
	for group := 2; (group-1)*3*hanwebPer < len(c.Docs); group++ {
		list = append(list, h.proxy(v, c, group))
	}
	return list
}

// Extra answers dataproxy.jsp: by page, or by startrecord where that is what is asked for.
func (h hanweb) Extra(v *View, r *http.Request) (Node, Answer, bool) {
	switch r.URL.Path {
	case "/module/web/jpage/dataproxy.jsp":
	case "/module/visitcount/visit.jsp":
		return v.Root, Answer{Type: "text/html; charset=utf-8", Body: []byte("<html><body>128</body></html>")}, true
	default:
		return nil, Answer{}, false
	}
	ask := func(name string) int {
		n, err := strconv.Atoi(r.FormValue(name))
		if err != nil {
			return 0
		}
		return n
	}
	id := ask("columnid") - hanwebBase
	var c *Column
	for _, column := range v.Columns {
		if column.ID == id {
			c = column
		}
	}
	if c == nil {
		return nil, Answer{}, false
	}
	from := (ask("page") - 1) * 3 * hanwebPer
	to := from + 3*hanwebPer
	if start := ask("startrecord"); start > 0 && ask("page") == 0 {
		from, to = start-1, max(ask("endrecord"), start)
	}
	from = max(0, min(from, len(c.Docs)))
	to = min(max(from, to), len(c.Docs))
	var b strings.Builder
	fmt.Fprintf(&b, "<?xml version='1.0' encoding='UTF-8'?>\n<datastore>\n<totalrecord>%d</totalrecord>\n<totalpage>%d</totalpage>\n",
		len(c.Docs), (len(c.Docs)+hanwebPer-1)/hanwebPer)
	if to < len(c.Docs) {
		fmt.Fprintf(&b, "<nextgroup><![CDATA[<a href=\"%s\"></a>]]></nextgroup>\n", h.proxy(v, c, to/(3*hanwebPer)+1))
	}
	b.WriteString("<recordset>\n")
	for _, d := range c.Docs[from:to] {
		b.WriteString("<record><![CDATA[" + h.row(v, d) + "]]></record>\n")
	}
	b.WriteString("</recordset>\n</datastore>")
	return c, Answer{Type: "text/xml; charset=UTF-8", Body: []byte(b.String())}, true
}

func (h hanweb) article(v *View, m *markup, d *Doc) {
	metas := fmt.Sprintf("<meta name='WebId' content='3'>\n<meta name='Maketime' content='%s 08:08:53'>\n<meta name=\"ArticleTitle\" content=\"%s\">\n",
		v.Plan.AsOf, html.EscapeString(d.Title))
	if !d.Published.IsZero() {
		metas += fmt.Sprintf("<meta name=\"PubDate\" content=\"%s %s\">\n", d.Published, d.clock())
	}
	metas += fmt.Sprintf("<meta name=\"ColumnName\" content=\"%s\">\n<meta name=\"ContentSource\" content=\"%s\">\n", html.EscapeString(d.Column.Name), html.EscapeString(d.Source))
	v.frame(m, h.style(metas), v.siteName()+" "+d.Column.Name+" "+d.Title, func() {
		v.trail(m, h.style(""), d.Column, "")
		m.raw("<div class=\"article\">\n")
		if d.Record {
			m.raw("<table class=\"xxgk_table\"><tr>")
			for i, f := range d.fields(v, "成文日期") {
				if i > 0 && i%2 == 0 {
					m.raw("</tr>\n<tr>")
				}
				m.raw("<td>").text(f.Label).raw("：</td><td>").text(f.Value).raw("</td>")
			}
			m.raw("</tr></table>\n")
		}
		m.raw("<h1><!--<$[标题]>begin-->").text(d.Title).raw("<!--<$[标题]>end--></h1>\n<div class=\"info\">")
		if !d.Published.IsZero() {
			m.f("<font readlabel=\"%s\">发布日期：%s %s</font> ", d.Published, d.Published, d.clock())
		}
		m.raw("信息来源：<!--<$[信息来源]>begin-->").text(d.Source).raw("<!--<$[信息来源]>end--> 浏览次数：")
		m.f("<iframe src=\"/module/visitcount/visit.jsp?type=3&i_webid=3&i_columnid=%d&i_articleid=%d\" width=\"40\" height=\"12\"></iframe></div>\n",
			hanwebBase+d.Column.Page().ID, 10000000+d.ID)
		m.raw("<div style=\"display:none;\">信息来源：云泰市人民政府网站</div>\n<div id=\"zoom\"><!--ZJEG_RSS.content.begin--><meta name=\"ContentStart\"/>\n")
		v.body(m, d)
		m.raw("<meta name=\"ContentEnd\"/><!--ZJEG_RSS.content.end--></div>\n")
		v.around(m, d)
		m.raw("<div class=\"tools\"><a href=\"javascript:window.print()\">打印本页</a> <a href=\"javascript:window.close()\">关闭窗口</a></div></div>\n")
	})
}

// around writes the links to the documents before and after.
func (v *View) around(m *markup, d *Doc) {
	newer, older := d.Neighbours()
	if newer != nil {
		m.raw("<p>上一篇：").link(v.Href(newer), newer.Title, "").raw("</p>\n")
	}
	if older != nil {
		m.raw("<p>下一篇：").link(v.Href(older), older.Title, "").raw("</p>\n")
	}
}
