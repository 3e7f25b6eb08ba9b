package portals

import (
	"fmt"
	"html"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// sitefactory is 动易 SiteFactory: numbered items and categories, here as a zone's small site in a folder of a host, in
// GB2312 that the header and the page tell of. Its pages reload themselves, and the links to the neighbours of a
// document tell in their titles when those were published, with years of two digits.
type sitefactory struct{}

const (
	sitefactoryPer  = 16
	sitefactoryRoot = "/gxq"
)

func (sitefactory) Address(n Node) string {
	switch n := n.(type) {
	case *Column:
		if n.Parent == nil {
			return sitefactoryRoot + "/Index.aspx"
		}
		return fmt.Sprintf("%s/Category_%d/Index.aspx", sitefactoryRoot, n.ID)
	case *Doc:
		return fmt.Sprintf("%s/Item/%d.aspx", sitefactoryRoot, 90000+n.ID)
	case *File:
		return fmt.Sprintf("%s/UploadFiles/2020/%d/202009%02d08%08d%s", sitefactoryRoot, n.ID%12+1, n.ID%28+1, n.ID, n.Ext)
	}
	return "/"
}

func (s sitefactory) Page(v *View) Answer {
	switch n := v.Node.(type) {
	case *Column:
		if n.Parent == nil {
			return s.home(v)
		}
		return s.column(v, n, 1)
	case *Doc:
		return s.article(v, n)
	}
	return Answer{}
}

var sitefactoryPage = regexp.MustCompile(`^` + sitefactoryRoot + `/Category_(\d+)/Index_(\d+)\.aspx$`)

// Extra answers the further pages of lists, the folder itself and its parts for scripts.
func (s sitefactory) Extra(v *View, r *http.Request) (Node, Answer, bool) {
	if r.URL.Path == sitefactoryRoot+"/" || r.URL.Path == sitefactoryRoot {
		v.Node = v.Root
		return v.Root, s.home(v), true
	}
	found := sitefactoryPage.FindStringSubmatch(r.URL.Path)
	if found == nil {
		return nil, Answer{}, false
	}
	id, _ := strconv.Atoi(found[1])     // digits
	number, _ := strconv.Atoi(found[2]) // digits
	c := v.byID(id)
	if c == nil || c.Style != StyleList || number < 1 || number > pages(len(c.Docs), sitefactoryPer) {
		return nil, Answer{}, false
	}
	v.Node = c
	return c, s.column(v, c, number), true
}

// Further are the further pages of the list.
func (s sitefactory) Further(_ *View, c *Column) []string {
	var list []string
	for n := 2; c.Style == StyleList && n <= pages(len(c.Docs), sitefactoryPer); n++ {
		list = append(list, s.at(c, n))
	}
	return list
}

func (s sitefactory) at(c *Column, number int) string {
	if number == 1 {
		return s.Address(c)
	}
	return strings.TrimSuffix(s.Address(c), ".aspx") + fmt.Sprintf("_%d.aspx", number)
}

// shell writes a page around main, encoded.
func (s sitefactory) shell(v *View, title, metas string, main func(m *markup)) Answer {
	m := &markup{}
	m.raw("\n<!doctype html>\n<html>\n<head>\n\t<meta http-equiv=\"Content-Type\" content=\"text/html; charset=gb2312\" />\n<meta http-equiv=\"refresh\" content=\"600\">\n")
	v.siteMetas(m, "<meta name=\"%s\"content=\"%s\">\n")
	m.raw(metas, "\t<title>").text(title).raw("</title>\n<link rel=\"stylesheet\" href=\"", sitefactoryRoot, "/Skin/default.css\">\n<script type=\"text/javascript\">\n    var siteSetup = { sitePath: '", sitefactoryRoot,
		"/', ajaxPath: '", sitefactoryRoot, "/ajax.aspx', skinPath: '/Template/Default/Skin/' };\n</script>\n</head>\n<body>\n<div class=\"wrapbg\"><div id=\"topbar\"><div class=\"siteWidth\">\n",
		"<!--div class=\"field\"><label>用户名：</label><input type=\"text\" name=\"uid\"/></div-->\n<!--a href=\"", sitefactoryRoot, "/old/Register.aspx\" class=\"reg\">注册</a-->\n",
		"<a href=\"javascript:free_Web.Function.show.Start();\" class=\"wzaBtn\">无障碍浏览</a><span class=\"spe\">|</span><a href=\"javascript:;\" class=\"J_traditional\">切换繁体版</a>\n</div></div>\n",
		"<div id=\"header\"><h1 class=\"logo\"><a href=\"", v.Href(v.Root), "\"><img src=\"/images/logo.png\" alt=\"", quoted(v.siteName()), "\"/></a></h1></div>\n<div id=\"topNav\"><div class=\"siteWidth\">\n<a href=\"", v.Href(v.Root), "\">首页</a>\n")
	for i, c := range v.channels() {
		m.raw("<dl><dt>").link(v.Href(c), c.Name, "").raw("</dt>\n<dd>\n")
		for _, child := range c.shown()[:min(4, len(c.shown()))] {
			if child.Role != "topic" && child.Role != "domain" && child.Role != "key-areas" {
				m.link(v.Href(child), child.Name, "").raw("\n")
			}
		}
		m.f("<!--a href=\"%s/old/Category_0/Index.aspx\">旧栏目%d</a-->\n</dd></dl>\n", sitefactoryRoot, i+1)
	}
	m.raw("</div></div>\n")
	main(m)
	v.foot(m, `<div id="footer" class="siteWidth">`, "</div>")
	m.raw("</div>\n</body>\n</html>\n")
	body, err := encoding.HTMLEscapeUnsupported(simplifiedchinese.GBK.NewEncoder()).Bytes([]byte(m.String()))
	if err != nil {
		return Answer{Status: http.StatusInternalServerError, Type: "text/plain", Body: []byte(err.Error())}
	}
	return Answer{Type: "text/html; charset=gb2312", Header: map[string]string{"X-Powered-By": "ASP.NET"}, Body: body}
}

func (s sitefactory) home(v *View) Answer {
	return s.shell(v, v.siteName(), "", func(m *markup) {
		for _, block := range v.Home.Blocks {
			m.raw(`<div class="box J_tabBox"><div class="hd"><h3 class="title">`).link(v.Href(block), block.Name, "").raw("</h3></div>\n<ul class=\"infoList\">\n")
			for _, d := range block.Docs[:min(6, len(block.Docs))] {
				s.row(v, m, d)
			}
			m.raw("</ul></div>\n")
		}
		v.banners(m)
		v.media(m)
	})
}

// row shows the day of publication before the title.
func (sitefactory) row(v *View, m *markup, d *Doc) {
	short, _ := cut(d.Title, 28)
	m.raw("<li>")
	if !d.Published.IsZero() {
		m.raw(`<span class="date">[ `, d.Published.String(), ` ]</span>`)
	}
	m.raw(`<a href="`, quoted(v.Href(d)), `" target="_blank" title="`, quoted(d.Title), `">`).text(short).raw("</a></li>\n")
}

func (sitefactory) position(v *View, m *markup, c *Column) {
	m.raw(`<div class="siteWidth path">您现在的位置：`)
	for i, step := range c.Trail() {
		if i > 0 {
			m.raw("<span> &gt;&gt; </span>")
		}
		if step.Inline {
			m.text(step.Name)
			continue
		}
		m.link(v.Href(step), step.Name, "")
	}
	m.raw("</div>\n")
}

func (s sitefactory) column(v *View, c *Column, number int) Answer {
	metas := fmt.Sprintf("<meta name=\"ColumnName\" content=\"%s\" />\n", quoted(c.Name))
	return s.shell(v, c.Name+" - "+v.siteName(), metas, func(m *markup) {
		s.position(v, m, c)
		if above := c.Parent.Page(); above.Parent != nil {
			m.raw("<div class=\"sideBar\"><h3 class=\"cateName\">").text(above.Name).raw("</h3><ul class=\"cateList\">\n")
			for _, child := range above.shown() {
				m.raw("<li>").link(v.Href(child), child.Name, "").raw("</li>\n")
			}
			m.raw("</ul></div>\n")
		}
		m.raw("<div class=\"mainBox\"><h3 class=\"cateName\">").text(c.Name).raw("</h3>\n")
		v.holds(m, c, `<div class="conTxt" id="fontzoom">`, func() { s.list(v, m, c, number) }, func(d *Doc) { s.row(v, m, d) })
		m.raw("</div>\n")
	})
}

func (s sitefactory) list(v *View, m *markup, c *Column, number int) {
	docs := c.Docs
	if c.Style == StyleList {
		docs = pageOf(c.Docs, number, sitefactoryPer)
	}
	m.raw("<ul class=\"infoList infoListA\">\n")
	for _, d := range docs {
		s.row(v, m, d)
	}
	if len(c.Docs) == 0 && c.Empty != "" {
		m.raw(`<li class="noData">`).text(c.Empty).raw("</li>\n")
	}
	m.raw("</ul>\n")
	total := pages(len(c.Docs), sitefactoryPer)
	if total < 2 || c.Style != StyleList {
		return
	}
	m.f("<div class=\"pagecss\" id=\"pe100_page_list\">共 %d 条 页次：%d/%d页 ", len(c.Docs), number, total)
	for n := 1; n <= total; n++ {
		if n == number {
			m.f("<span class=\"cur\">%d</span> ", n)
			continue
		}
		m.f(`<a href="%s">%d</a> `, s.at(c, n), n)
	}
	if number < total {
		m.f(`<a href="%s">下一页</a> <a href="%s">尾页</a>`, s.at(c, number+1), s.at(c, total))
	}
	m.raw("</div>\n")
}

func (s sitefactory) article(v *View, d *Doc) Answer {
	metas := fmt.Sprintf("<meta name=\"ColumnName\" content=\"%s\" />\n<meta name=\"ArticleTitle\" content=\"%s\">\n", quoted(d.Column.Name), quoted(d.Title))
	if !d.Published.IsZero() {
		metas += fmt.Sprintf("<meta name=\"PubDate\" content=\"%s %s\">\n", d.Published, d.clock())
	}
	metas += fmt.Sprintf("<meta name=\"ContentSource\" content=\"%s\">\n", quoted(d.Source))
	return s.shell(v, d.Title+" - "+v.siteName(), metas, func(m *markup) {
		s.position(v, m, d.Column)
		m.raw("<div class=\"articleCon\">\n")
		if d.Record {
			m.raw("<div class=\"xxgk\">")
			for _, f := range d.fields(v, "生成日期") {
				m.raw("<p><strong>").text(f.Label).raw("：</strong>").text(f.Value).raw("</p>\n")
			}
			m.raw("</div>\n")
		}
		m.raw("<div class=\"titleBar\"><h2 class=\"articleTitle\">").text(d.Title).raw("</h2></div>\n<!-- div class=\"titleBar\"><h2 class=\"articleTitle\">").
			text(d.Title).raw("</h2></div -->\n<h2 class=\"subTitle\"></h2>\n<div class=\"property\">\n")
		if !d.Published.IsZero() {
			m.f("<span>发布日期：%d年%02d月%02d日</span>\n", d.Published.Year, d.Published.Month, d.Published.Day)
		}
		m.raw("<!--span style=\"display:none;\" >浏览量: 次</span-->\n<span>来源: ").text(d.Source).raw("</span>\n</div>\n<div class=\"conTxt\" data-power-accessible-reading>\n<div id=\"fontzoom\">\n")
		v.content(m, d)
		v.attachments(m, d, "<p><img src=\"/images/file.gif\" /><a href=\"%[2]s\" target=\"_blank\">%[1]s</a></p>\n")
		m.raw("</div>\n</div>\n")
		v.related(m, d, "<p>%s：<a href=\"%[3]s\">%[2]s</a></p>\n")
		newer, older := d.Neighbours()
		m.raw("<div class=\"others\">\n")
		s.neighbour(v, m, "prev", "上一篇", newer)
		s.neighbour(v, m, "next", "下一篇", older)
		m.raw("</div>\n</div>\n")
	})
}

// neighbour writes the link to a document before or after.
func (sitefactory) neighbour(v *View, m *markup, class, label string, d *Doc) {
	if d == nil {
		m.f("<div class=\"%s\"><span>%s：</span>没有了</div>\n", class, label)
		return
	}
	when, day := "", ""
	if !d.Published.IsZero() {
		when = fmt.Sprintf("%02d年%02d月%02d日", d.Published.Year%100, d.Published.Month, d.Published.Day)
		day = fmt.Sprintf("[ %02d-%02d ]", d.Published.Month, d.Published.Day)
	}
	m.f("<div class=\"%s\"><span>%s：</span><a href=\"%s\" target=\"_self\" title=\"标题：%s&#xD;点击数：%d&#xD;发表时间：%s\">%s</a>%s</div>\n",
		class, label, v.Href(d), quoted(d.Title), 300+d.ID%1500, when, html.EscapeString(d.Title), day)
}
