package portals

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
)

// epoint is 新点 EWB: numbered categories, three digits a level; static pages without header and footer, which scripts
// put in; and for the open-government part one template whose list comes from a REST interface that is told the
// category as JSON. Where the interface is and the number of the site stand in a script file.
type epoint struct{}

const (
	epointPer    = 18
	epointSend   = 15 // rows that the template asks for
	epointFront  = "/EWB-FRONT"
	epointAction = epointFront + "/rest/lightfrontaction/getgovinfolist"
	epointCommon = "/js/webBuilderCommon.js"
)

// guid is the number of the site.
func (epoint) guid() string { return guid("site", 1) }

// category is the column's number: three digits for each level.
func (epoint) category(c *Column) string {
	number := ""
	for ; c.Parent != nil; c = c.Parent {
		for i, sibling := range c.Parent.Children {
			if sibling == c {
				number = fmt.Sprintf("%03d", i+1) + number
			}
		}
	}
	return number
}

// folder is the first folder of the column's addresses.
func (epoint) folder(c *Column) string {
	switch c.Channel().Role {
	case "news":
		return "zwzx"
	case "openness":
		return "zwgk"
	case "service":
		return "bsfw"
	case "voices":
		return "zmhd"
	case "specials":
		return "ztzl"
	default:
		return "zjgk"
	}
}

// Shell reports whether the rows of the column come from the interface.
func (epoint) Shell(c *Column) bool {
	return c.Style == StyleList && (c.under("openness") || c.under("department"))
}

func (e epoint) Address(n Node) string {
	switch n := n.(type) {
	case *Column:
		switch {
		case n.Parent == nil:
			return "/index.html"
		case e.Shell(n):
			return "/dynamic/zwgk/govInfoPub.html?categorynum=" + e.category(n)
		}
		return "/" + e.folder(n) + "/" + e.category(n) + "/secondpage.html"
	case *Doc:
		day := "20190603"
		if !n.Published.IsZero() {
			day = strings.ReplaceAll(n.Published.String(), "-", "")
		}
		return fmt.Sprintf("/%s/%s/%s/%s.html", e.folder(n.Column), e.category(n.Column.Page()), day, guid("doc", n.ID))
	case *File:
		if n.Ext == ".png" {
			return "/uploadfile/" + guid("file", n.ID) + n.Ext
		}
		return epointFront + "/WebbuilderMIS/attach/downloadZtbAttach.jspx?attachGuid=" + guid("file", n.ID) + "&appUrlFlag=webbuilder"
	}
	return "/"
}

func (e epoint) Page(v *View) Answer {
	switch n := v.Node.(type) {
	case *Column:
		switch {
		case n.Parent == nil:
			return e.home(v)
		case e.Shell(n):
			return e.dynamic(v, n)
		}
		return e.column(v, n, 1)
	case *Doc:
		return e.article(v, n)
	}
	return Answer{}
}

var epointPage = regexp.MustCompile(`^(/[a-z]+/\d+/)(\d+)\.html$`)

// Extra answers the interface, the script that tells of it, the parts that scripts put into pages, and further
// pages of static lists.
func (e epoint) Extra(v *View, r *http.Request) (Node, Answer, bool) {
	switch r.URL.Path {
	case epointAction:
		return e.rows(v, r)
	case epointCommon:
		return v.Root, Answer{Type: "application/javascript", Body: fmt.Appendf(nil, "var siteInfo = {\"projectName\":\"%s\",\"siteGuid\":\"%s\",\"siteName\":\"%s\"};\nvar projectName = siteInfo.projectName;\n", epointFront, e.guid(), v.siteName())}, true
	case "/headerinc.html":
		m := &markup{}
		e.header(v, m)
		return v.Root, page(m), true
	case "/footerinc.html":
		m := &markup{}
		e.footer(v, m)
		return v.Root, page(m), true
	}
	found := epointPage.FindStringSubmatch(r.URL.Path)
	if found == nil {
		return nil, Answer{}, false
	}
	c, ok := v.At(found[1] + "secondpage.html").(*Column)
	number, err := strconv.Atoi(found[2])
	if !ok || err != nil || c.Style != StyleList || number < 1 || number > pages(len(c.Docs), epointPer) {
		return nil, Answer{}, false
	}
	v.Node = c
	return c, e.column(v, c, number), true
}

// Further are the interface, which is one address for all, and the further pages of static lists.
func (e epoint) Further(_ *View, c *Column) []string {
	if e.Shell(c) {
		return []string{epointAction}
	}
	var list []string
	for n := 2; c.Style == StyleList && n <= pages(len(c.Docs), epointPer); n++ {
		list = append(list, strings.TrimSuffix(e.Address(c), "secondpage.html")+fmt.Sprintf("%d.html", n))
	}
	return list
}

// rows answers the interface. It takes JSON only, bare or under params, and no other site's number.
func (e epoint) rows(v *View, r *http.Request) (Node, Answer, bool) {
	type question struct {
		CategoryNum string      `json:"categorynum"`
		DeptCode    string      `json:"deptcode"`
		SiteGUID    string      `json:"siteGuid"`
		PageIndex   json.Number `json:"pageIndex"`
		PageSize    json.Number `json:"pageSize"`
	}
	type status struct {
		Code int    `json:"code"`
		Text string `json:"text"`
	}
	type answer struct {
		Controls []string       `json:"controls"`
		Custom   map[string]any `json:"custom"`
		Status   status         `json:"status"`
	}
	text := []byte(r.URL.Query().Get("params"))
	if r.Method == http.MethodPost {
		if !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
			return v.Root, Answer{Status: http.StatusUnsupportedMediaType, Type: "text/plain; charset=utf-8", Body: []byte("Unsupported Media Type")}, true
		}
		var err error
		if text, err = io.ReadAll(io.LimitReader(r.Body, 1<<16)); err != nil {
			return v.Root, Answer{Status: http.StatusBadRequest, Type: "text/plain; charset=utf-8", Body: []byte("Bad Request")}, true
		}
	}
	var wrapped struct {
		Params *question `json:"params"`
		question
	}
	err := json.Unmarshal(text, &wrapped)
	ask := wrapped.question
	if wrapped.Params != nil {
		ask = *wrapped.Params
	}
	if err != nil || ask.SiteGUID != e.guid() {
		return v.Root, data(answer{[]string{}, nil, status{0, "站点标识不正确"}}), true
	}
	var c *Column
	for _, column := range v.Columns {
		if e.Shell(column) && e.category(column) == ask.CategoryNum {
			c = column
		}
	}
	if c == nil {
		return v.Root, data(answer{[]string{}, nil, status{0, "栏目不存在"}}), true
	}
	number := func(n json.Number, otherwise int) int {
		value, err := strconv.Atoi(n.String())
		if err != nil || value < 0 {
			return otherwise
		}
		return value
	}
	size := min(max(1, number(ask.PageSize, epointSend)), 100)
	rows := []map[string]any{}
	for _, d := range pageOf(c.Docs, number(ask.PageIndex, 0)+1, size) {
		title, _ := cut(d.Title, 40)
		rows = append(rows, map[string]any{"infoid": guid("doc", d.ID), "categorynum": ask.CategoryNum, "deptname": d.Source,
			"title": title, "realtitle": d.Title, "infodate": d.day(), "infourl": v.Href(d), "indexnumber": e.index(d)})
	}
	return c, data(answer{[]string{}, map[string]any{"data": rows, "total": len(c.Docs)}, status{1, ""}}), true
}

func (epoint) index(d *Doc) string {
	return fmt.Sprintf("01400000X/%d-%05d", max(d.Published.Year, 2020), d.ID)
}

// head writes a page up to its body.
func (e epoint) head(v *View, title, metas string) *markup {
	m := &markup{}
	m.raw("<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n    <meta charset=\"UTF-8\">\n    <meta http-equiv=\"X-UA-Compatible\" content=\"IE=Edge\">\n    <meta name=\"renderer\" content=\"webkit\">\n")
	v.siteMetas(m, "    <meta name=\"%s\" content=\"%s\">\n")
	m.raw(metas, "    <title>").text(title).raw("</title>\n    <link rel=\"stylesheet\" href=\"/css/common.css\">\n    <script src=\"/js/lib/jquery.min.js\"></script>\n    <script src=\"", epointCommon, "\"></script>\n</head>\n<body>\n<div id=\"container\">\n")
	return m
}

func (epoint) header(v *View, m *markup) {
	m.raw("<div class=\"ewb-header\"><img src=\"/images/logo.png\" alt=\"", quoted(v.siteName()), "\"></div>\n<div class=\"ewb-nav\"><ul class=\"nav-list clearfix\">\n<li><a href=\"", v.Href(v.Root), "\">首页</a></li>\n")
	for _, c := range v.channels() {
		m.raw("<li>").link(v.Href(c), c.Name, "").raw("</li>\n")
	}
	m.raw("</ul></div>\n")
}

func (epoint) footer(v *View, m *markup) {
	v.foot(m, "<div class=\"ewb-footer\">", "</div>")
}

func (e epoint) home(v *View) Answer {
	m := e.head(v, v.siteName()+"网站欢迎您!", "")
	e.header(v, m)
	for _, block := range v.Home.Blocks {
		m.raw("<div class=\"ewb-block\"><h3 class=\"ewb-block-hd\"><a href=\"", v.Href(block), "\">").text(block.Name).raw("</a><a class=\"more\" href=\"", v.Href(block), "\">更多&gt;&gt;</a></h3>\n<ul class=\"ewb-list\">\n")
		for _, d := range block.Docs[:min(6, len(block.Docs))] {
			e.row(v, m, d)
		}
		m.raw("</ul></div>\n")
	}
	v.banners(m)
	v.media(m)
	e.footer(v, m)
	m.raw("</div>\n</body>\n</html>\n")
	return page(m)
}

func (epoint) row(v *View, m *markup, d *Doc) {
	m.raw(`<li class="ewb-list-node clearfix"><a href="`, quoted(v.Href(d)), `" class="ewb-list-name" target="_blank" title="`, quoted(d.Title), `">`).text(d.Title).raw("</a>")
	if !d.Published.IsZero() {
		m.raw(`<span class="ewb-list-date">`, d.Published.String(), "</span>")
	}
	m.raw("</li>\n")
}

// inner writes a page of the site around main: header and footer are put in by script.
func (e epoint) inner(v *View, title, metas string, c *Column, main func(m *markup)) Answer {
	m := e.head(v, title, metas)
	m.raw("    <div id=\"header\"></div>\n    <div class=\"container clearfix\">\n    <div class=\"location\"><p class=\"location-text\">\n        当前位置：\n")
	trail := c.Trail()
	for i, step := range trail {
		switch {
		case i == 0:
			m.raw("        <a title=\"首页\" href=\"/\">首页</a>")
		case i == len(trail)-1 || step.Inline:
			m.raw(" &gt; <span id = \"viewGuid\" value=\"cms_", e.category(step), "\">").text(step.Name).raw("</span>")
		default:
			m.raw(" &gt; <a title=\"", quoted(step.Name), "\" href=\"", quoted(v.Href(step)), "\">").text(step.Name).raw("</a>")
		}
	}
	m.raw("</p></div>\n")
	main(m)
	m.raw("    </div>\n    <div id=\"footer\"></div>\n</div>\n<script>\n    $(\"#header\").load(\"/headerinc.html\");\n    $(\"#footer\").load(\"/footerinc.html\");\n</script>\n</body>\n</html>\n")
	return page(m)
}

func (epoint) metas(c *Column) string {
	return fmt.Sprintf("    <meta name=\"ColumnName\" content=\"%s\">\n    <meta name=\"ColumnDescription\" content=\"%s\">\n    <meta name=\"ColumnKeywords\" content=\"%s\">\n    <meta name=\"ColumnType\" content=\"%s\">\n",
		quoted(c.Name), quoted(c.Name), quoted(c.Name), quoted(c.Channel().Name))
}

// menu writes what stands beside a column.
func (epoint) menu(v *View, m *markup, c *Column) {
	above := c
	if len(c.shown()) == 0 && c.Parent != nil {
		above = c.Parent.Page()
	}
	if above.Parent == nil {
		return
	}
	m.raw("    <div class=\"ewb-left col-md-6\"><h2 class=\"ewb-left-hd\">").text(above.Name).raw("</h2>\n    <ul class=\"wb-tree\">\n")
	for _, child := range above.shown() {
		m.raw("    <li class=\"wb-tree-items\"><h3 class=\"wb-tree-node\">").link(v.Href(child), child.Name, `class="wb-tree-tt"`).raw("</h3></li>\n")
	}
	m.raw("    </ul></div>\n")
}

// column is a static page of a column.
func (e epoint) column(v *View, c *Column, number int) Answer {
	return e.inner(v, c.Name+"-"+v.siteName()+"网站欢迎您!", e.metas(c), c, func(m *markup) {
		e.menu(v, m, c)
		m.raw("    <div class=\"ewb-right col-md-18\">\n")
		switch c.Style {
		case StyleArticle, StyleTable:
			m.raw("    <div class=\"content\">\n")
			c.said(m)
			m.raw("    </div>\n")
		default:
			if len(c.Children) > 0 {
				v.menu(m, c, func(d *Doc) { e.row(v, m, d) })
			}
			if c.Style == StyleList || len(c.Docs) > 0 {
				e.list(v, m, c, number)
			}
		}
		m.raw("    </div>\n")
	})
}

// list writes a page of rows; 2.html beside the column's page is the second.
func (e epoint) list(v *View, m *markup, c *Column, number int) {
	docs := c.Docs
	if c.Style == StyleList {
		docs = pageOf(c.Docs, number, epointPer)
	}
	m.raw("    <ul class=\"ewb-list\">\n")
	for _, d := range docs {
		e.row(v, m, d)
	}
	m.raw("    </ul>\n")
	if len(c.Docs) == 0 {
		m.raw("    <div class=\"ewb-nodata\">").text(c.Empty).raw("</div>\n")
	}
	total := pages(len(c.Docs), epointPer)
	if total < 2 || c.Style != StyleList {
		return
	}
	at := func(n int) string {
		if n == 1 {
			return v.Href(c)
		}
		return strings.TrimSuffix(v.Href(c), "secondpage.html") + fmt.Sprintf("%d.html", n)
	}
	m.raw("    <ul class=\"ewb-page-items clearfix\">\n")
	if number > 1 {
		m.f("    <li class=\"ewb-page-li\"><a href=\"%s\">上页</a></li>\n", at(number-1))
	}
	m.f("    <li class=\"ewb-page-li current\"><span>%d/%d</span></li>\n", number, total)
	if number < total {
		m.f("    <li class=\"ewb-page-li\"><a href=\"%s\">下页 &gt;</a></li>\n    <li class=\"ewb-page-li\"><a href=\"%s\">尾页</a></li>\n", at(number+1), at(total))
	}
	m.raw("    </ul>\n")
}

// dynamic is the template of the open-government part: its list comes from the interface.
func (e epoint) dynamic(v *View, c *Column) Answer {
	words := c.Empty
	if words == "" && c.Role != "item" && c.Role != "township" {
		words = "暂无数据"
	}
	return e.inner(v, c.Name+"-信息公开", e.metas(c), c, func(m *markup) {
		m.f("    <input type=\"hidden\" id=\"categorynum\" value=\"%s\">\n    <input type=\"hidden\" id=\"deptcode\" value=\"\">\n", e.category(c))
		e.menu(v, m, c)
		m.raw("    <div class=\"ewb-catalog-table\"><table>\n    <thead><tr><th width=\"24%\">索引号</th><th class=\"ewb-xxname\">信息名称</th><th class=\"ewb-scrq\">发布日期</th></tr></thead>\n    <tbody id=\"showList\"></tbody>\n    </table><div id=\"pager\" class=\"pager\"></div></div>\n")
		if len(c.Children) > 0 {
			v.menu(m, c, func(d *Doc) { e.row(v, m, d) })
		}
		m.raw("    <script type=\"text/template\" id=\"list-tpl\">{{#list}}<tr><td>{{indexnumber}}</td><td><a href=\"{{infourl}}\" title=\"{{realtitle}}\">{{title}}</a></td><td>{{infodate}}</td></tr>{{/list}}</script>\n")
		m.f("    <script>\n    var pageSize = %d, listUrl = siteInfo.projectName + \"%s\";\n    function getList(pageIndex) {\n        var params = {\n            deptcode: $(\"#deptcode\").val(),\n            categorynum: $(\"#categorynum\").val(),\n            pageIndex: pageIndex,\n            pageSize: pageSize,\n            siteGuid: siteInfo.siteGuid\n        };\n", epointSend, strings.TrimPrefix(epointAction, epointFront))
		m.raw("        $.ajax({\n            type: \"post\",\n            url: listUrl,\n            contentType: \"application/json;charset=utf-8\",\n            dataType: \"json\",\n            data: JSON.stringify(params),\n            success: function (res) {\n                var data = res.custom.data;\n")
		m.f("                if (data.length == 0) { $(\"#showList\").html(\"<tr><td colspan='3'>%s</td></tr>\"); return; }\n                $(\"#showList\").html(Mustache.render($(\"#list-tpl\").html(), {list: data}));\n                $(\"#pager\").pagination({pageIndex: pageIndex, pageSize: pageSize, total: res.custom.total});\n            }\n        });\n    }\n    getList(0);\n    </script>\n", words)
	})
}

func (e epoint) article(v *View, d *Doc) Answer {
	metas := e.metas(d.Column) + fmt.Sprintf("    <meta name=\"ArticleTitle\" content=\"%s\">\n", quoted(d.Title))
	if !d.Published.IsZero() {
		metas += fmt.Sprintf("    <meta name=\"PubDate\" content=\"%s %s\">\n", d.Published, d.clock())
	}
	metas += fmt.Sprintf("    <meta name=\"ContentSource\" content=\"%s\">\n", quoted(v.siteName()))
	return e.inner(v, d.Title+"-"+v.siteName()+"网站欢迎您!", metas, d.Column, func(m *markup) {
		m.raw("    <div class=\"main row\"><div class=\"col-md-18\" id=\"detailContent\">\n")
		if d.Record {
			m.raw("    <table class=\"ewb-xxgk-table\" width=\"100%\"><tbody>\n")
			for _, f := range d.fields(v, "成文日期") {
				m.raw("    <tr><th>").text(f.Label).raw("</th><td>").text(f.Value).raw("</td></tr>\n")
			}
			m.raw("    </tbody></table>\n")
		}
		m.raw("    <h1 class=\"title\">").text(d.Title).raw("</h1>\n    <div class=\"detail clearfix\">\n")
		if !d.Published.IsZero() {
			m.f("    <span>时间发布：%s %s</span>\n", d.Published, d.clock())
		}
		m.raw("    <span id=\"infoViewCountSpan\">阅读次数: <span id=\"infoViewCount\"></span>次</span>\n    <span id=\"laiyuan\">信息来源：").text(d.Source).
			raw("</span>\n    <span id=\"gxhlaiyuan\" class=\"hidden\"></span>\n    <span><a id=\"print\" href=\"javascript:void(0);\">【打印文章】</a></span>\n    </div>\n    <div class=\"content\">\n")
		v.content(m, d)
		m.raw("    <div class=\"ewb-file\"><div class=\"ewb-file-tt\">附件：</div><ul id=\"fujian\">\n")
		v.attachments(m, d, "    <li><a href=\"%[2]s\" target=\"_blank\">%[1]s</a></li>\n")
		m.raw("    </ul></div>\n    </div>\n    <p id=\"xgwz\">相关文章:</p>\n    <ul id=\"xgwzli\">\n")
		v.related(m, d, "    <li>%s：<a href=\"%[3]s\" title=\"%[2]s\">%[2]s</a></li>\n")
		m.raw("    </ul>\n")
		v.around(m, d)
		m.raw("    </div></div>\n")
	})
}
