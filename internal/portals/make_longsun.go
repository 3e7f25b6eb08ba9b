package portals

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// longsun is 龙讯 EX8: content columns as folders, the open-government part as numbered categories whose lists a
// script fetches as fragments of markup, and a topic of 领域 → 一级事项 → 二级事项 of which the last level comes
// as JSON.
type longsun struct{}

const (
	longsunPer   = 15
	longsunSite  = 6791234
	longsunOrgan = 13751
	longsunBase  = 6600000
	longsunLabel = "/site/label/8888"
)

// public reports whether the column is one of the open-government part. The topic and the domains keep to folders.
func (longsun) public(c *Column) bool {
	return c.under("openness") && !c.under("topic") && !c.under("key-areas")
}

// moved reports whether a 一级事项 without 二级事项 sends its visitors on to a category of the open-government part.
func (longsun) moved(c *Column) bool {
	return c.Style == StyleList && c.Parent != nil && c.Parent.Role == "domain" && len(c.Children) == 0 && c.Role != "catalogue" && c.ID%3 == 0
}

// direct reports whether the column is a 一级事项 without 二级事项 that lists on its own page, by script.
func (l longsun) direct(c *Column) bool {
	return c.Style == StyleList && c.Parent != nil && c.Parent.Role == "domain" && len(c.Children) == 0 && c.Role != "catalogue" && !l.moved(c)
}

// Shell reports whether the rows come by script.
func (l longsun) Shell(c *Column) bool {
	return c.Style == StyleList && (l.public(c) || l.moved(c) || l.direct(c))
}

func (longsun) category(c *Column) string {
	return fmt.Sprintf("/public/column/%d?type=4&action=list&nav=3&catId=%d", longsunOrgan, longsunBase+c.ID)
}

func (l longsun) Address(n Node) string {
	switch n := n.(type) {
	case *Column:
		switch {
		case n.Parent == nil:
			return "/index.html"
		case n.Role == "openness":
			return fmt.Sprintf("/public/organIndex/%d.html", longsunOrgan)
		case l.public(n), l.moved(n):
			return l.category(n)
		}
		return "/" + n.path() + "/index.html"
	case *Doc:
		if l.public(n.Column) {
			return fmt.Sprintf("/public/%d/%d.html", longsunOrgan, 60790000+n.ID)
		}
		return fmt.Sprintf("/%s/%d.html", n.Column.Page().path(), 27480000+n.ID)
	case *File:
		return fmt.Sprintf("/group6/M00/%02X/%02X/wKgx%s%s", n.ID%16, n.ID%251, hexes("longsun", n.ID, 20), n.Ext)
	}
	return "/"
}

// Front is the folder of a 一级事项 that was moved: links lead there, and the visitor is sent on.
func (l longsun) Front(n Node) string {
	if c, ok := n.(*Column); ok && c.Parent != nil && !l.public(c) && l.moved(c) {
		return "/" + c.path() + "/index.html"
	}
	return ""
}

func (l longsun) Page(v *View) Answer {
	switch n := v.Node.(type) {
	case *Column:
		if n.Parent == nil {
			return l.home(v)
		}
		return l.column(v, n)
	case *Doc:
		return l.article(v, n)
	}
	return Answer{}
}

// Extra answers the labels, the further pages of content columns, and the categories that 一级事项 were moved to.
func (l longsun) Extra(v *View, r *http.Request) (Node, Answer, bool) {
	switch {
	case r.URL.Path == longsunLabel:
		return l.label(v, r)
	case strings.HasPrefix(r.URL.Path, "/content/column/"):
		id, err := strconv.Atoi(strings.TrimPrefix(r.URL.Path, "/content/column/"))
		c := v.byID(id - longsunBase)
		number := max(1, asked(r, "pageIndex"))
		if err != nil || c == nil || c.Style != StyleList || l.Shell(c) || number > pages(len(c.Docs), longsunPer) {
			return nil, Answer{}, false
		}
		v.Node = c
		return c, l.listed(v, c, number), true
	case strings.HasSuffix(r.URL.Path, "/index.html"):
		for _, c := range v.Columns {
			if l.Front(c) == r.URL.Path {
				return c, Answer{Status: http.StatusFound, Type: "text/html; charset=UTF-8",
					Header: map[string]string{"Location": l.category(c)}, Body: []byte("<html><body>302 Found</body></html>")}, true
			}
		}
	case strings.HasSuffix(r.URL.Path, "/"):
		if c, ok := v.At(r.URL.Path + "index.html").(*Column); ok {
			v.Node = c
			return c, l.Page(v), true
		}
	}
	return nil, Answer{}, false
}

// Further are the folder that a moved 一级事项 is linked by, the labels that bring a column's list or tree, and the
// further pages of static lists.
func (l longsun) Further(_ *View, c *Column) []string {
	switch {
	case l.public(c) || l.moved(c):
		list := []string{longsunLabel + "?*"}
		if front := l.Front(c); front != "" {
			list = append(list, front)
		}
		return list
	case l.direct(c), l.branches(c):
		return []string{longsunLabel + "?*"}
	}
	var list []string
	for n := 2; c.Style == StyleList && n <= pages(len(c.Docs), longsunPer); n++ {
		list = append(list, fmt.Sprintf("/content/column/%d?pageIndex=%d", longsunBase+c.ID, n))
	}
	return list
}

// branches reports whether the column is a 一级事项 whose 二级事项 come as JSON.
func (longsun) branches(c *Column) bool { return c.Role == "group" && c.Style == StyleMenu }

// asked is a number of the query or form; 0 where it is none.
func asked(r *http.Request, name string) int {
	n, err := strconv.Atoi(r.FormValue(name))
	if err != nil {
		return 0
	}
	return n
}

// label answers /site/label/8888: a fragment of markup, or JSON.
func (l longsun) label(v *View, r *http.Request) (Node, Answer, bool) {
	switch r.FormValue("labelName") {
	case "columnTree":
		c := v.byID(asked(r, "id") - longsunBase)
		if c == nil {
			return nil, Answer{}, false
		}
		type branch struct {
			ID       int    `json:"indicatorId"`
			Name     string `json:"name"`
			HTMLPath string `json:"htmlPath"`
			IsParent bool   `json:"isParent"`
		}
		var tree []branch
		for _, child := range c.shown() {
			tree = append(tree, branch{longsunBase + child.ID, child.Name, v.URL(child), len(child.Children) > 0})
		}
		return v.Root, data(tree), true // null where there is none
	case "publicInfoList":
		c := v.byID(asked(r, "catId") - longsunBase)
		if c == nil || asked(r, "organId") != longsunOrgan {
			return nil, Answer{}, false
		}
		v.Node = c
		return c, l.infoList(v, c, r), true
	case "articleNewsPageList":
		c := v.byID(asked(r, "id") - longsunBase)
		if c == nil {
			return nil, Answer{}, false
		}
		v.Node = c
		m := &markup{}
		m.raw("<ul>\n")
		rows := pageOf(c.Docs, max(1, asked(r, "pageIndex")), max(1, asked(r, "pageSize")))
		for _, d := range rows {
			m.raw(`<li><a href="`, quoted(v.URL(d)), `" title="`, quoted(d.Title), `" target="_blank">`).text(d.Title).
				raw("</a><span>", d.day(), "</span></li>\n")
		}
		m.raw("</ul>\n")
		if len(rows) == 0 {
			m = &markup{}
			m.raw(`<div class="nodata">`).text(c.Empty).raw("</div>")
		}
		return c, Answer{Type: "text/html;charset=UTF-8", Body: []byte(m.String())}, true
	}
	return v.Root, Answer{Type: "text/html;charset=UTF-8"}, true // says nothing to what it does not know
}

// infoList is a page of a category's list. Without rows it says what the caller asked it to say.
func (l longsun) infoList(v *View, c *Column, r *http.Request) Answer {
	size := asked(r, "pageSize")
	if size < 1 || size > 100 {
		size = longsunPer
	}
	number := max(1, asked(r, "pageIndex"))
	m := &markup{}
	rows := pageOf(c.Docs, number, size)
	for _, d := range rows {
		short, _ := cut(d.Title, 46)
		m.raw("<ul class=\"clearfix\">\n<li class=\"mc\"><a href=\"", quoted(v.URL(d)), `" class="title" title="`, quoted(d.Title), `" target="_blank">`).
			text(short).raw("</a></li>\n<li class=\"rq\">", d.day(), "</li>\n</ul>\n")
	}
	if len(rows) == 0 {
		m.raw(`<div class="nodata">`).text(r.FormValue("result")).raw("</div>\n")
	} else {
		m.f("<div class=\"page pagination\" id=\"page_public_info\"></div>\n<script>\n$(function(){Ls.pagination('#page_public_info',function(i){_getPublicInfo(i)},{currPage:%d,pageCount:%d,total:%d});});\n</script>\n",
			number, pages(len(c.Docs), size), len(c.Docs))
	}
	return Answer{Type: "text/html;charset=UTF-8", Body: []byte(m.String())}
}

// day is the day of publication as lists show it; empty where there is none.
func (d *Doc) day() string {
	if d.Published.IsZero() {
		return ""
	}
	return d.Published.String()
}

// shell writes a page around main.
func (l longsun) shell(v *View, title, metas string, main func(m *markup)) Answer {
	m := &markup{}
	m.raw("<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"UTF-8\">\n<meta http-equiv=\"X-UA-Compatible\" content=\"IE=edge\">\n",
		"<meta name=\"viewport\" content=\"width=device-width,initial-scale=1,maximum-scale=1.0,user-scalable=no\">\n<title>").text(title).raw("</title>\n", metas)
	m.raw("<title>").text(v.siteName()).raw("</title>\n")
	v.siteMetas(m, "<meta name=\"%s\" content=\"%s\">\n")
	m.raw(`<meta name="HtmlGenerateTime" content="`, v.Plan.AsOf.String(), " 12:00:00\">\n",
		"<script src=\"/assets/js/common.min.js\"></script>\n<!--[if lt IE 9]>\n<script src=\"/assets/js/patch.min.js\"></script>\n<![endif]-->\n</head>\n<body>\n",
		"<div class=\"wza-container\">\n<div class=\"ls-header\" role=\"banner\">\n<div class=\"ls-topR fr\"><a href=\"javascript:void(0)\" class=\"j-jft\">繁体中文</a>",
		`<span id="member_info" data-setting="{siteId:`, fmt.Sprint(longsunSite), `,isFavorites:true}" class="sylogin"></span></div>`, "\n",
		`<ul class="ls-unit-name"><!--StartLabelHtml_linkList_`, hexes("logo", 1, 32), `--><li><img src="/images/logo.png" alt="`, quoted(v.siteName()), `"></li><!--EndLabelHtml_linkList_`, hexes("logo", 1, 32), "--></ul>\n",
		"<div class=\"ls_search\"><form action=\"/site/search/", fmt.Sprint(longsunSite), "\" method=\"get\"><input name=\"keywords\" type=\"text\" placeholder=\"请输入检索关键词\"></form></div>\n",
		"<div class=\"ls-navBox\"><ul class=\"navbar-nav hidden-xs clearfix\" role=\"navigation\" aria-label=\"网站主栏目\">\n<li class=\"num1 active\">")
	m.link(v.Href(v.Root), "网站首页", "").raw("</li>\n")
	for _, c := range v.channels() {
		m.raw("<li class=\"off\">").link(v.Href(c), c.Name, "").raw("</li>\n")
	}
	m.raw("</ul></div>\n</div>\n<div class=\"lmpagebody\">\n")
	main(m)
	m.raw("</div>\n")
	v.foot(m, `<div class="ls-footer" role="contentinfo" aria-label="网站版权信息"><div class="ls-fotlink">`, "</div></div>")
	m.raw("</div>\n</body>\n</html>\n")
	return page(m)
}

func (l longsun) home(v *View) Answer {
	return l.shell(v, v.siteName(), "", func(m *markup) {
		for _, block := range v.Home.Blocks {
			m.raw(`<div class="index_news"><h2><span>`).link(v.Href(block), block.Name, "").raw("</span></h2>\n")
			m.f("<!--StartLabelHtml_articleNewsList_%s--><ul>\n", hexes("block", block.ID, 32))
			for _, d := range block.Docs[:min(7, len(block.Docs))] {
				l.row(v, m, d)
			}
			m.f("</ul><!--EndLabelHtml_articleNewsList_%s--></div>\n", hexes("block", block.ID, 32))
		}
		v.banners(m)
		v.media(m)
	})
}

func (longsun) row(v *View, m *markup, d *Doc) {
	short, _ := cut(d.Title, 30)
	m.raw(`<li><a href="`, quoted(v.Href(d)), `" class="left" title="`, quoted(d.Title), `" target="_blank">`).text(short).raw("</a>")
	if !d.Published.IsZero() {
		m.raw(`<span class="right date">`, d.Published.String(), "</span>")
	}
	m.raw("</li>\n")
}

func (longsun) metas(c *Column) string {
	return fmt.Sprintf("<meta name=\"ColumnName\" content=\"%s\">\n<meta name=\"ColumnType\" content=\"%s\">\n<meta name=\"ColumnDescription\" content=\"发布%s信息。\">\n<meta name=\"ColumnKeywords\" content=\"%s\">\n",
		quoted(c.Name), quoted(c.Channel().Name), quoted(c.Name), quoted(c.Name))
}

func (longsun) position(v *View, m *markup, trail []*Column) {
	m.raw(`<div class="gk_pos wza-region_nav" aria-label="栏目路径"><span>您现在的位置：`).link(v.Href(v.Root), "首页", "")
	for _, c := range trail {
		m.raw(" <i>&gt;</i> ")
		if c.Inline {
			m.raw(`<i tabindex="0">`).text(c.Name).raw("</i>")
			continue
		}
		m.link(v.Href(c), c.Name, `target="_self"`)
	}
	m.raw("</span></div>\n")
}

func (l longsun) column(v *View, c *Column) Answer {
	if c.Style == StyleList && !l.Shell(c) {
		return l.listed(v, c, 1)
	}
	if l.public(c) || l.moved(c) {
		return l.categoryPage(v, c)
	}
	return l.shell(v, c.Name+"_"+v.siteName(), l.metas(c), func(m *markup) {
		l.position(v, m, c.Trail()[1:])
		l.classified(v, m, c)
		m.raw("<div class=\"rightbox\">\n")
		switch {
		case l.direct(c):
			l.level(m, c)
			m.raw(`<div class="navjz clearfix" id="ls_navjz"></div>`, "\n")
			m.f("<script>\n$(function () {\n  var curId = '%d';\n  Ls.ajax({\n    url: '%s',\n    dataType: 'html',\n    data: {id: curId, isChild: true, siteId: %d, pageSize: 100, pageIndex: 1, length: 54, isDate: true, dateFormat: 'yyyy-MM-dd', file: '/c3/jh/articleNewsPageList_new_jczw', labelName: 'articleNewsPageList'}\n  }).done(function (d) { $('#ls_navjz').html(d); });\n});\n</script>\n",
				longsunBase+c.ID, longsunLabel, longsunSite)
		case l.branches(c):
			l.level(m, c)
			m.raw(`<div class="second_box" id="second_box"><ul></ul></div>`, "\n")
			m.f("<script>\n$(function () {\n  var curId = $('#curFirstLevelChildId').val();\n  Ls.ajaxGet({url: '%s', data: {isJson: true, id: curId, isChild: true, labelName: 'columnTree'}}).done(function (d) {\n    if (!d) { return; }\n    $.each(d, function (i, el) { $('#second_box ul').append('<li><a href=\"' + el.htmlPath + '\" title=\"' + el.name + '\">' + el.name + '</a></li>'); });\n  });\n});\n</script>\n", longsunLabel)
		default:
			l.holds(v, m, c)
		}
		m.raw("</div>\n")
	})
}

// level writes the hidden field that tells the 一级事项 whose 二级事项 the page's script asks for.
func (longsun) level(m *markup, c *Column) {
	m.f("<input type=\"hidden\" id=\"curFirstLevelChildId\" value=\"%d\"/>\n", longsunBase+c.ID)
}

// classified writes the boxes of the topic: all 领域, and the 一级事项 of the one that the column stands in.
func (longsun) classified(v *View, m *markup, c *Column) {
	domain := c
	for domain != nil && domain.Role != "domain" {
		domain = domain.Parent
	}
	if domain == nil {
		return
	}
	box := func(class, label string, columns []*Column) {
		m.raw("<div class=\"classify_box\"><span>", label, "：</span>\n<div class=\"classify_name ", class, "\">\n")
		for _, child := range columns {
			cur := ""
			if child == domain || child == c {
				cur = ` class="cur"`
			}
			m.raw(`<a href="`, quoted(v.Href(child)), `" title="`, quoted(child.Name), `"`, cur, ">").text(child.Name).raw("</a>\n")
		}
		m.raw("</div></div>\n")
	}
	var domains []*Column
	for _, sibling := range domain.Parent.shown() {
		if sibling.Role == "domain" {
			domains = append(domains, sibling)
		}
	}
	box("ly_box", "领域", domains)
	if items := domain.shown(); len(items) > 0 {
		box("sx_box", "一级事项", items)
	}
}

// holds writes what a content column without a list of pages holds.
func (l longsun) holds(v *View, m *markup, c *Column) {
	switch {
	case c.Style == StyleArticle, c.Style == StyleTable:
		m.raw("<div class=\"newscontnet minh300\">\n")
		c.said(m)
		m.raw("</div>\n")
	case c.Role == "domain" && len(c.shown()) == len(c.Children):
		m.raw("<p class=\"ts\">请选择公开事项。</p>\n")
	default:
		v.menu(m, c, func(d *Doc) { l.row(v, m, d) })
	}
	if len(c.Docs) > 0 && c.Style != StyleList {
		m.raw("<div class=\"listnews\"><ul>\n")
		for _, d := range c.Docs {
			l.row(v, m, d)
		}
		m.raw("</ul></div>\n")
	}
}

// listed is a page of a content column's list.
func (l longsun) listed(v *View, c *Column, number int) Answer {
	return l.shell(v, c.Name+"_"+v.siteName(), l.metas(c), func(m *markup) {
		l.position(v, m, c.Trail()[1:])
		l.classified(v, m, c)
		l.side(v, m, c)
		m.f("<div class=\"navjz clearfix\" id=\"ls_navjz\"><div class=\"listnews\">\n<!--StartLabelHtml_articleNewsPageList_%s-->\n<ul>\n", hexes("list", c.ID, 32))
		for _, d := range pageOf(c.Docs, number, longsunPer) {
			l.row(v, m, d)
		}
		m.raw("</ul>\n")
		if len(c.Docs) == 0 {
			m.raw(`<div class="nodata">`).text(c.Empty).raw("</div>\n")
		}
		if total := pages(len(c.Docs), longsunPer); total > 1 {
			m.f("<div class=\"pagination\" id=\"page_%d\"></div>\n<script>\n$(function () {\n  Ls.pagination({\n    renderTo: '#page_%d', pageIndex: %d, pageCount: %d, total: %d,\n    linkTo: '%s/content/column/%d?pageIndex='\n  });\n});\n</script>\n",
				c.ID, c.ID, number, total, len(c.Docs), v.Origin, longsunBase+c.ID)
		}
		m.f("<!--EndLabelHtml_articleNewsPageList_%s-->\n</div></div>\n", hexes("list", c.ID, 32))
		if len(c.Children) > 0 {
			v.menu(m, c, func(d *Doc) { l.row(v, m, d) })
		}
	})
}

// side writes the menu beside a column.
func (longsun) side(v *View, m *markup, c *Column) {
	above := c.Parent.Page()
	if above.Parent == nil || above.Role == "domain" || above.Role == "group" {
		return
	}
	m.f("<div class=\"ls-leftnav\"><h3>%s</h3><!--StartLabelHtml_childColumn_%s--><ul>\n", quoted(above.Name), hexes("child", above.ID, 32))
	for _, child := range above.shown() {
		m.raw("<li>").link(v.Href(child), child.Name, "").raw("</li>\n")
	}
	m.f("</ul><!--EndLabelHtml_childColumn_%s--></div>\n", hexes("child", above.ID, 32))
}

// categoryPage is a page of the open-government part.
func (l longsun) categoryPage(v *View, c *Column) Answer {
	return l.shell(v, c.Name+"_"+v.siteName(), l.metas(c), func(m *markup) {
		trail := c.Trail()[1:]
		if l.moved(c) { // shown where it was moved to
			trail = []*Column{v.Plan.Openness, c.Parent, c}
		}
		l.position(v, m, trail)
		m.raw("<div class=\"xxgk_lm\"><div class=\"xxgk_left\"><h3>政府信息公开目录</h3><ul class=\"ztree\" id=\"public_tree\">\n")
		if above := c.Parent.Page(); above.Parent != nil && !l.moved(c) {
			for _, child := range above.shown() {
				m.raw("<li>").link(v.Href(child), child.Name, fmt.Sprintf(`data-catid="%d"`, longsunBase+child.ID)).raw("</li>\n")
			}
		}
		m.raw("</ul></div>\n<div class=\"xxgk_right\"><h2>").text(c.Name).raw("</h2>\n")
		if c.Style != StyleList {
			l.holds(v, m, c)
		} else {
			l.fetched(m, c)
			if len(c.Children) > 0 {
				v.menu(m, c, func(d *Doc) { l.row(v, m, d) })
			}
		}
		m.raw("</div></div>\n")
	})
}

// fetched writes the place of a list and the script that fetches it.
func (longsun) fetched(m *markup, c *Column) {
	words := c.Empty
	if words == "" && c.Role != "item" && c.Role != "township" {
		words = "暂无相关信息"
	}
	query := url.Values{"siteId": {fmt.Sprint(longsunSite)}, "pageSize": {fmt.Sprint(longsunPer)}, "pageIndex": {"1"}, "action": {"list"},
		"isDate": {"true"}, "dateFormat": {"yyyy-MM-dd"}, "length": {"46"}, "organId": {fmt.Sprint(longsunOrgan)}, "type": {"4"},
		"catId": {fmt.Sprint(longsunBase + c.ID)}, "cId": {""}, "result": {words}, "labelName": {"publicInfoList"},
		"file": {"/xxgk/publicInfoList_newest2020"}}
	m.raw("<div class=\"xxgk_tit\"><span class=\"mc\">信息名称</span><span class=\"rq\">发布日期</span></div>\n<div class=\"xxgk_navli\" id=\"public_info\"></div>\n")
	if c.ID%2 == 0 { // both ways occur
		m.f("<script>\nfunction _getPublicInfo(i) {\n  $.get('%s?IsAjax=1&dataType=html&%s', {pageIndex: i}, function (html) { $('#public_info').html(html); });\n}\n$(function () {\n  $('#public_info').load('%s?IsAjax=1&dataType=html&%s');\n});\n</script>\n",
			longsunLabel, query.Encode(), longsunLabel, query.Encode())
		return
	}
	m.f("<script>\nfunction _getPublicInfo(i) {\n  Ls.ajax({\n    url: '%s',\n    dataType: 'html',\n    data: {siteId: '%d', pageSize: '%d', pageIndex: i, action: 'list', fuzzySearch: 'false', isDate: 'true', dateFormat: 'yyyy-MM-dd', length: '46', organId: '%d', type: '4', catId: '%d', cId: '', result: '%s', labelName: 'publicInfoList', file: '/xxgk/publicInfoList_newest2020'}\n  }).done(function (html) { $('#public_info').html(html); });\n}\n_getPublicInfo(1);\n</script>\n",
		longsunLabel, longsunSite, longsunPer, longsunOrgan, longsunBase+c.ID, words)
}

func (l longsun) article(v *View, d *Doc) Answer {
	metas := l.metas(d.Column) + fmt.Sprintf("<meta name=\"ArticleTitle\" content=\"%s\">\n", quoted(d.Title))
	if !d.Published.IsZero() {
		metas += fmt.Sprintf("<meta name=\"PubDate\" content=\"%s %s\">\n", d.Published, d.clock())
	}
	metas += fmt.Sprintf("<meta name=\"ContentSource\" content=\"%s\">\n<meta name=\"Keywords\" content=\"%s\">\n<meta name=\"Author\" content=\"\">\n", quoted(d.Source), quoted(d.Title))
	return l.shell(v, d.Title+"_"+v.siteName(), metas, func(m *markup) {
		l.position(v, m, d.Column.Trail()[1:])
		m.raw("<div class=\"wenzhang bg wza-region_content\" aria-label=\"内容\"><div class=\"con_main\">\n")
		if d.Record {
			l.record(m, d)
		}
		m.raw("<h1 class=\"newstitle\">").text(d.Title).raw("</h1>\n<div class=\"newsinfo clearfix\"><span class=\"sp\">")
		if !d.Published.IsZero() {
			m.f("发布时间：%s %s", d.Published, d.clock())
		}
		m.raw(" &emsp;信息来源：").text(d.Source).raw(" <!----></span>\n")
		m.f("<span class=\"j-info-hit\" data-setting=\"{infoId:%d}\" style=\"display:none;\"></span>\n", 27480000+d.ID)
		m.raw("<span class=\"font fl\">【字体：<A href=\"javascript:void(0)\" class=\"j-fontBig\">大</A>&nbsp;<A href=\"javascript:void(0)\" class=\"j-fontSmall\">小</A>】</span></div>\n",
			"<div class=\"newscontnet minh300\" id=\"J_content\">\n<div class=\"j-fontContent\">\n")
		v.content(m, d)
		v.attachments(m, d, "<p>附件：<a title=\"%[1]s\" href=\"%[2]s\" target=\"_blank\">%[1]s</a></p>\n")
		m.raw("</div>\n</div>\n<div class=\"xgjd\" id=\"relInfo\">\n")
		v.related(m, d, "<p>%s：<a href=\"%[3]s\" title=\"%[2]s\">%[2]s</a></p>\n")
		m.raw("</div>\n<ul id=\"relTpl\" style=\"display:none\"><li><a href=\"<?=el.link?>\"><?=el.title?></a><span class=\"date right\"><?=Ls.dateFormat(el.publishDate, 'yyyy-MM-dd')?></span></li></ul>\n")
		v.around(m, d)
		m.raw("</div></div>\n")
	})
}

// record writes the table above a document, some of whose cells are empty.
func (longsun) record(m *markup, d *Doc) {
	formed, effect := "", ""
	if !d.Formed.IsZero() {
		formed = d.Formed.String()
	}
	if !d.Published.IsZero() {
		effect = d.Published.String()
	}
	rows := [][4]string{
		{"索<span style=\"padding-right:0.5em;\"></span>引<span style=\"padding-right:0.5em\"></span>号：", fmt.Sprintf("K16185922-2020%02d-%05d", d.ID%12+1, d.ID), "信息分类：", quoted(d.Column.Name)},
		{"发布机构：", quoted(d.Source), "生成日期：", formed},
		{"文&emsp;&emsp;号：", quoted(d.Number), "有效性：", "有效"},
		{"生效时间：", effect, "废止时间：", "暂无"},
		{"名&emsp;&emsp;称：", quoted(d.Title), "失效时间：", ""},
	}
	m.raw("<div class=\"div_table_suoyin\"><table class=\"table_suoyin\" cellspacing=\"0\" cellpadding=\"0\" width=\"100%\" border=\"0\"><tbody>\n")
	for _, row := range rows {
		m.f("<tr><th width=\"15%%\">%s</th><td width=\"35%%\" class=\"pmingcheng\">%s</td><th width=\"15%%\">%s</th><td class=\"pmingcheng\">%s</td></tr>\n", row[0], row[1], row[2], row[3])
	}
	m.raw("</tbody></table></div>\n")
}
