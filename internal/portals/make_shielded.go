package portals

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// The faults of a site behind one product: unlike FaultShield they answer everywhere alike.
const (
	FaultRuishu  Fault = "ruishu"  // 瑞数: 412 with a script that must run first
	FaultJiasule Fault = "jiasule" // 加速乐: 521 with a script that sets a cookie
)

// shieldTags are the marks of 瑞数. They stand on pages that can be read, too.
const shieldTags = "<meta content=\"K3nZ0q8mVbYd\" r='m'><script r='m'>$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.nsd=59352;$_ts.cd=\"qEKElqGlDGqk8sAqWaLqpAVHc\";if($_ts.lcd)$_ts.lcd();</script>" +
	"<script src=\"/4QbVtADbnLVIc/c.FxJzG50F.294cc83.js\" r='m'></script>"

// product is the answer of a shield's product; false for other faults.
func product(fault Fault) (Answer, bool) {
	switch fault {
	case FaultRuishu:
		return Answer{Status: http.StatusPreconditionFailed, Type: "text/html; charset=utf-8",
			Header: map[string]string{"Set-Cookie": "4hP44ZykCTt5O=60kZ8dJQn3; Path=/; HttpOnly", "Server": "******"},
			Body:   []byte("<!DOCTYPE html><html><head><meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\"/>" + shieldTags + "</head><body></body></html>")}, true
	case FaultJiasule:
		return Answer{Status: 521, Type: "text/html",
			Header: map[string]string{"Set-Cookie": "__jsluid_h=3c7f1a52c0e94d6db8d1; max-age=31536000; path=/; HttpOnly", "X-Via-JSL": "4b1a2c3,-"},
			Body:   []byte("<script>document.cookie=('_')+('_')+('j')+('s')+('l')+('_')+('c')+('l')+('e')+('a')+('r')+('a')+('n')+('c')+('e')+('_')+('s')+('=')+(+!+[]+'')+'6780|-1|Yh%2Bq;max-age=3600;path=/';location.href=location.pathname+location.search</script>")}, true
	}
	return Answer{}, false
}

// jpaas is the cloud form of 大汉: a script element carries the query, not quite JSON, of the unit that draws a list
// or a menu, and the interface answers markup within JSON. Its pages carry the marks of a shield, whether it
// lets them through or not.
type jpaas struct{}

const (
	jpaasPer  = 15
	jpaasBase = 1229120000
	jpaasUnit = "/api-gateway/jpaas-publish-server/front/page/build/unit"
	jpaasSet  = "u8jdFg3kTQ9LmRz5"
)

func (jpaas) Address(n Node) string {
	switch n := n.(type) {
	case *Column:
		if n.Parent == nil {
			return "/index.html"
		}
		return fmt.Sprintf("/col/col%d/index.html", jpaasBase+n.ID)
	case *Doc:
		year := n.Published.Year
		if year == 0 {
			year = 2020
		}
		return fmt.Sprintf("/col/col%d/art/%d/art_%s.html", jpaasBase+n.Column.Page().ID, year, hexes("jpaas", n.ID, 32))
	case *File:
		return fmt.Sprintf("/cms_files/jcms1/web3630/site/attach/0/%s%s", hexes("attach", n.ID, 32), n.Ext)
	}
	return "/"
}

func (j jpaas) Page(v *View) Answer {
	switch n := v.Node.(type) {
	case *Column:
		if n.Parent == nil {
			return j.home(v)
		}
		return j.column(v, n)
	case *Doc:
		return j.article(v, n)
	}
	return Answer{}
}

// branches reports whether the column's menu comes from the interface.
func (jpaas) branches(c *Column) bool {
	return c.Role == "domain" && c.Style == StyleMenu && c.ID%2 == 0
}

// The tags of units.
const (
	jpaasList = "当前栏目list"
	jpaasMenu = "组配分类子栏目"
)

// Further is the interface; its queries come in any order.
func (j jpaas) Further(_ *View, c *Column) []string {
	if c.Style == StyleList || j.branches(c) {
		return []string{jpaasUnit + "?*"}
	}
	return nil
}

// Extra answers the interface. It turns pages by paramJson only: a bare pageNo is not heard.
func (j jpaas) Extra(v *View, r *http.Request) (Node, Answer, bool) {
	if r.URL.Path != jpaasUnit {
		return nil, Answer{}, false
	}
	c := v.byID(asked(r, "pageId") - jpaasBase)
	if c == nil || r.FormValue("tplSetId") != jpaasSet {
		return v.Root, data(map[string]any{"success": false, "code": "500", "message": "页面不存在", "data": nil}), true
	}
	var param struct {
		PageNo   json.Number `json:"pageNo"`
		PageSize json.Number `json:"pageSize"`
	}
	number, size := 1, jpaasPer
	if json.Unmarshal([]byte(r.FormValue("paramJson")), &param) == nil {
		if n, err := param.PageNo.Int64(); err == nil && n > 0 {
			number = int(min(n, 1<<20))
		}
		if n, err := param.PageSize.Int64(); err == nil && n > 0 {
			size = int(min(n, 100))
		}
	}
	v.Node = c
	m := &markup{}
	switch r.FormValue("tagId") {
	case jpaasMenu:
		v.menu(m, c, func(d *Doc) { j.row(v, m, d) })
	case jpaasList:
		j.rows(v, m, c, number, size)
	}
	return c, data(map[string]any{"success": true, "code": "200", "message": "操作成功", "data": map[string]any{"html": m.String()}}), true
}

// rows is a page of a list, with what turns its pages.
func (j jpaas) rows(v *View, m *markup, c *Column, number, size int) {
	m.raw("<ul class=\"list-ul\">\n")
	for _, d := range pageOf(c.Docs, number, size) {
		j.row(v, m, d)
	}
	m.raw("</ul>\n")
	if len(c.Docs) == 0 {
		if c.Empty != "" {
			m.raw(`<p class="no-data">`).text(c.Empty).raw("</p>\n")
		}
		return
	}
	m.f("<div class=\"pagination\" pageno=\"%d\" totalpage=\"%d\" totalcount=\"%d\"><span>共%d条</span> <span>第%d/%d页</span> <a href=\"javascript:void(0)\" onclick=\"goPage(%d)\">下一页</a></div>\n",
		number, pages(len(c.Docs), size), len(c.Docs), len(c.Docs), number, pages(len(c.Docs), size), number+1)
}

func (jpaas) row(v *View, m *markup, d *Doc) {
	short, _ := cut(d.Title, 34)
	m.raw(`<li class="clearfix"><a target="_blank" href="`, quoted(v.Href(d)), `" title="`, quoted(d.Title), `">`).text(short).raw("</a>")
	if !d.Published.IsZero() {
		m.raw("<span class=\"date\">", d.Published.String(), "</span>")
	}
	m.raw("</li>\n")
}

// unit writes the script element that draws a part of the page.
func (jpaas) unit(m *markup, c *Column, tag, id string) {
	m.f("<div id=\"%s\">\n<script type=\"text/javascript\" src=\"/script/AuthorizedRead/unitbuild.js\" url=\"%s\" queryData=\"{'webId':'3630','pageId':'%d','parseType':'bulidstatic','pageType':'column','tagId':'%s','tplSetId':'%s'}\"></script>\n</div>\n",
		id, jpaasUnit, jpaasBase+c.ID, tag, jpaasSet)
}

// shell writes a page around main.
func (j jpaas) shell(v *View, title, metas string, main func(m *markup)) Answer {
	m := &markup{}
	m.raw("<!DOCTYPE html>\n<html>\n<head>", shieldTags, "\n<meta charset=\"UTF-8\">\n<title>").text(title).raw("</title>\n")
	v.siteMetas(m, "<meta name=\"%s\" content=\"%s\"/>\n")
	m.raw(metas, "</head>\n<body>\n<header class=\"head\"><div class=\"w1200\"><img src=\"/images/logo.png\" alt=\"", quoted(v.siteName()), "\"></div>\n<nav class=\"menu\"><ul>\n<li>").
		link(v.Href(v.Root), "首页", "").raw("</li>\n")
	for _, c := range v.channels() {
		m.raw("<li>").link(v.Href(c), c.Name, "").raw("</li>\n")
	}
	m.raw("</ul></nav></header>\n<main class=\"w1200\">\n")
	main(m)
	m.raw("</main>\n")
	v.foot(m, "<footer>", "</footer>")
	m.raw("</body>\n</html>\n")
	return page(m)
}

func (j jpaas) home(v *View) Answer {
	return j.shell(v, v.siteName(), "", func(m *markup) {
		for _, block := range v.Home.Blocks {
			m.raw("<section class=\"block\"><h2>").link(v.Href(block), block.Name, "").raw("</h2>\n<ul>\n")
			for _, d := range block.Docs[:min(7, len(block.Docs))] {
				j.row(v, m, d)
			}
			m.raw("</ul></section>\n")
		}
		v.banners(m)
		v.media(m)
	})
}

func (jpaas) metas(c *Column) string {
	return fmt.Sprintf("<meta name=\"ColumnName\" content=\"%s\"/>\n<meta name=\"ColumnType\" content=\"%s\"/>\n", quoted(c.Name), quoted(c.Channel().Name))
}

func (jpaas) position(v *View, m *markup, c *Column) {
	m.raw(`<div class="currentpath">当前位置：`)
	for i, step := range c.Trail() {
		if i > 0 {
			m.raw("<i> / </i>")
		}
		if step.Inline {
			m.text(step.Name)
			continue
		}
		m.link(v.Href(step), step.Name, "")
	}
	m.raw("</div>\n")
}

func (j jpaas) column(v *View, c *Column) Answer {
	return j.shell(v, c.Name+"-"+v.siteName(), j.metas(c), func(m *markup) {
		j.position(v, m, c)
		if above := c.Parent.Page(); above.Parent != nil {
			m.raw("<aside class=\"left-nav\"><h3>").text(above.Name).raw("</h3><ul>\n")
			for _, child := range above.shown() {
				m.raw("<li>").link(v.Href(child), child.Name, "").raw("</li>\n")
			}
			m.raw("</ul></aside>\n")
		}
		m.raw("<div class=\"right-con\"><h2 class=\"lm\">").text(c.Name).raw("</h2>\n")
		if j.branches(c) {
			j.unit(m, c, jpaasMenu, "zlm")
			if len(c.Docs) > 0 {
				m.raw("<ul>\n")
				for _, d := range c.Docs {
					j.row(v, m, d)
				}
				m.raw("</ul>\n")
			}
		} else {
			list := func() {
				if c.Style == StyleList {
					j.unit(m, c, jpaasList, "list")
					return
				}
				m.raw("<ul>\n")
				for _, d := range c.Docs {
					j.row(v, m, d)
				}
				m.raw("</ul>\n")
			}
			v.holds(m, c, `<div id="zoom" class="zoom">`, list, func(d *Doc) { j.row(v, m, d) })
		}
		m.raw("</div>\n")
	})
}

func (j jpaas) article(v *View, d *Doc) Answer {
	metas := j.metas(d.Column) + fmt.Sprintf("<meta name=\"ArticleTitle\" content=\"%s\"/>\n", quoted(d.Title))
	if !d.Published.IsZero() {
		metas += fmt.Sprintf("<meta name=\"PubDate\" content=\"%s %s\"/>\n", d.Published, d.clock())
	}
	metas += fmt.Sprintf("<meta name=\"ContentSource\" content=\"%s\"/>\n<meta name=\"Url\" content=\"%s\"/>\n", quoted(d.Source), strings.TrimSpace(v.URL(d)))
	return j.shell(v, d.Title+"-"+v.siteName(), metas, func(m *markup) {
		j.position(v, m, d.Column)
		m.raw("<div class=\"article\">\n")
		if d.Record {
			m.raw("<ul class=\"xxgk-info clearfix\">\n")
			for _, f := range d.fields(v, "成文日期") {
				m.raw("<li><b>").text(f.Label).raw("</b>：<span>").text(f.Value).raw("</span></li>\n")
			}
			m.raw("</ul>\n")
		}
		m.raw("<p class=\"con-title\">").text(d.Title).raw("</p>\n<p class=\"con-info\">")
		if !d.Published.IsZero() {
			m.f("<span>发布日期：%s %s</span>", d.Published, d.clock())
		}
		m.raw("<span>来源：").text(d.Source).raw("</span><span>浏览次数：<b id=\"pv\"></b></span></p>\n<div id=\"zoom\" class=\"zoom\">\n<!--ZJEG_RSS.content.begin-->\n")
		v.content(m, d)
		v.attachments(m, d, "<p><a href=\"%[2]s\" target=\"_blank\">%[1]s</a></p>\n")
		m.raw("<!--ZJEG_RSS.content.end-->\n</div>\n")
		v.related(m, d, "<p class=\"xg\">%s：<a href=\"%[3]s\">%[2]s</a></p>\n")
		v.around(m, d)
		m.raw("</div>\n")
	})
}
