package portals

import (
	"fmt"
	"html"
	"net/http"
	"path"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// trs is 拓尔思 WCM: columns as folders, dated article names beside them, paging by a script call that
// counts from 0, and GBK that only the meta tag tells of.
type trs struct{}

const trsPer = 20

func (trs) Address(n Node) string {
	folder := func(c *Column) string {
		if p := c.Page().path(); p != "" {
			return "/" + p + "/"
		}
		return "/"
	}
	switch n := n.(type) {
	case *Column:
		return folder(n)
	case *Doc:
		month, day := "201906", "20190603"
		if !n.Published.IsZero() {
			day = strings.ReplaceAll(n.Published.String(), "-", "")
			month = day[:6]
		}
		return fmt.Sprintf("%s%s/t%s_%d.html", folder(n.Column), month, day, 670000+n.ID)
	case *File:
		return fmt.Sprintf("%s202009/P0202009%02d%09d%s", folder(n.Doc.Column), 1+n.ID%28, n.ID, n.Ext)
	}
	return "/"
}

func (t trs) Page(v *View) Answer {
	switch n := v.Node.(type) {
	case *Column:
		if n.Parent == nil {
			return t.home(v)
		}
		return t.column(v, n, 1)
	case *Doc:
		return t.article(v, n)
	}
	return Answer{}
}

// Further are the pages of a list after the first.
func (t trs) Further(_ *View, c *Column) []string {
	if len(c.Docs) <= trsPer {
		return nil
	}
	return []string{t.Address(c) + "index_*"}
}

var trsPage = regexp.MustCompile(`^index_(\d+)\.html$`)

// Extra answers the further pages of a list: index_1.html is the second.
func (t trs) Extra(v *View, r *http.Request) (Node, Answer, bool) {
	dir, file := path.Split(r.URL.Path)
	c, ok := v.At(dir).(*Column)
	if !ok {
		return nil, Answer{}, false
	}
	if r.URL.Path == "/index_news.html" && v.Home.Frame {
		m := &markup{}
		m.raw("<html><head><meta http-equiv=\"Content-Type\" content=\"text/html; charset=gb2312\"></head><body>\n")
		t.blocks(v, m)
		m.raw("</body></html>\n")
		return v.Root, t.gbk(m), true
	}
	if file == "index.html" {
		v.Node = c
		return c, t.Page(v), true
	}
	found := trsPage.FindStringSubmatch(file)
	if found == nil {
		return nil, Answer{}, false
	}
	number, err := strconv.Atoi(found[1])
	if err != nil || number < 1 || number >= pages(len(c.Docs), trsPer) {
		return nil, Answer{}, false
	}
	v.Node = c
	return c, t.column(v, c, number+1), true
}

func (trs) style(metas string) style {
	return style{
		trailLabel: `<font color="#666">当前位置：</font>`, trailStep: "&nbsp;&gt;&nbsp;", charset: "gb2312", metas: metas,
		head: "<script type=\"text/javascript\" src=\"/images/createPage.js\"></script>\n",
	}
}

// gbk encodes the page; what the charset lacks becomes a character reference. No header tells of it.
func (trs) gbk(m *markup) Answer {
	body, err := encoding.HTMLEscapeUnsupported(simplifiedchinese.GBK.NewEncoder()).Bytes([]byte(m.String()))
	if err != nil {
		return Answer{Status: http.StatusInternalServerError, Type: "text/plain", Body: []byte(err.Error())}
	}
	return Answer{Type: "text/html", Body: body}
}

// relative is a link as the product writes it: relative to the page's folder where it lies below.
func (t trs) relative(v *View, n Node) string {
	href := v.Href(n)
	if here, ok := v.Node.(*Column); ok && here.Parent != nil {
		if rest, below := strings.CutPrefix(href, t.Address(here)); below && rest != "" {
			return "./" + rest
		}
	}
	return href
}

func (t trs) row(v *View, m *markup, d *Doc) {
	short, whole := cut(d.Title, 30)
	m.raw(`<li>`)
	if !d.Published.IsZero() {
		m.raw(`<span class="date">`, d.Published.String(), "</span>")
	}
	m.raw(`<a href="`, html.EscapeString(t.relative(v, d)), `"`)
	if whole {
		m.raw(` title="`).text(d.Title).raw(`"`)
	}
	m.raw(">").text(short).raw("</a></li>\n")
}

func (t trs) home(v *View) Answer {
	m := &markup{}
	v.frame(m, t.style(""), v.siteName()+"网站", func() {
		m.raw("<table width=\"1000\" align=\"center\"><tr><td valign=\"top\">\n")
		if v.Home.Frame {
			m.raw("<iframe src=\"/index_news.html\" width=\"640\" height=\"900\" frameborder=\"0\" scrolling=\"no\"></iframe>\n")
		} else {
			t.blocks(v, m)
		}
		m.raw("</td><td valign=\"top\">\n")
		v.banners(m)
		v.media(m)
		m.raw("</td></tr></table>\n")
	})
	return t.gbk(m)
}

// blocks are the newest rows of the news, on the home page or in its frame.
func (t trs) blocks(v *View, m *markup) {
	for _, block := range v.Home.Blocks {
		m.raw("<div class=\"news\"><h2>").link(v.Href(block), block.Name, `target="_parent"`).raw("</h2><ul>\n")
		for _, d := range block.Docs[:min(7, len(block.Docs))] {
			t.row(v, m, d)
		}
		m.raw("</ul></div>\n")
	}
}

func (t trs) column(v *View, c *Column, number int) Answer {
	m := &markup{}
	metas := fmt.Sprintf("<meta name=\"ColumnName\" content=\"%s\"/>\n<meta name=\"ColumnType\" content=\"%s\"/>\n", html.EscapeString(c.Name), c.Channel().Name)
	v.frame(m, t.style(metas), c.Name+"_"+v.siteName()+"网站", func() {
		v.trail(m, t.style(""), c, "")
		v.side(m, c)
		m.raw("<div class=\"list_right\">\n")
		v.holds(m, c, `<div class="TRS_Editor">`, func() { t.list(v, m, c, number) }, func(d *Doc) { t.row(v, m, d) })
		m.raw("</div>\n")
	})
	return t.gbk(m)
}

func (t trs) list(v *View, m *markup, c *Column, number int) {
	m.raw("<!-- 列表 BEGIN -->\n<ul class=\"gl-ul\">\n")
	for _, d := range pageOf(c.Docs, number, trsPer) {
		t.row(v, m, d)
	}
	m.raw("</ul>\n")
	if len(c.Docs) == 0 {
		m.text(c.Empty).raw("\n")
		return
	}
	m.f("<div class=\"page\"><script>createPageHTML(%d, %d, \"index\", \"html\");</script></div>\n<!-- 列表 END -->\n", pages(len(c.Docs), trsPer), number-1)
}

func (t trs) article(v *View, d *Doc) Answer {
	m := &markup{}
	metas := fmt.Sprintf("<meta name=\"ArticleTitle\" content=\"%s\"/>\n", html.EscapeString(d.Title))
	if !d.Published.IsZero() {
		metas += fmt.Sprintf("<meta name=\"PubDate\" content=\"%s %s\"/>\n", d.Published, d.clock())
	}
	metas += fmt.Sprintf("<meta name=\"ColumnName\" content=\"%s\"/>\n<meta name=\"ContentSource\" content=\"%s\"/>\n", html.EscapeString(d.Column.Name), html.EscapeString(d.Source))
	v.frame(m, t.style(metas), d.Title+"_"+v.siteName()+"网站", func() {
		v.trail(m, t.style(""), d.Column, "")
		m.raw("<div class=\"xl\">\n")
		if d.Record {
			m.raw("<table class=\"gkxl-top\">\n")
			for _, f := range d.fields(v, "成文日期") {
				m.raw("<tr><th>").text(f.Label).raw("：</th><td>").text(f.Value).raw("</td></tr>\n")
			}
			m.raw("</table>\n")
		}
		m.raw("<h1 class=\"title\">").text(d.Title).raw("</h1>\n<div class=\"sub\">来源：").text(d.Source)
		if !d.Published.IsZero() {
			m.raw("　发布时间：", chinese(d.Published), " ", d.clock())
		}
		m.raw("　字号：[<a href=\"javascript:doZoom(16)\">大</a>]</div>\n<div class=\"TRS_Editor\"><style type=\"text/css\">.TRS_Editor P{line-height:2;font-family:宋体;}</style>\n")
		v.body(m, d)
		m.raw("</div>\n")
		v.around(m, d)
		m.raw("<a href=\"javascript:window.print();\">【打印】</a></div>\n")
	})
	return t.gbk(m)
}
