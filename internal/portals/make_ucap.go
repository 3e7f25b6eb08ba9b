package portals

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"html"
	"net/http"
	"strconv"
	"strings"
)

// ucap is 开普 UCAP: pages that state their day of generation as PubDate, columns that only send the
// visitor on to their first child, and lists that a script fetches as JSON.
type ucap struct{}

const ucapPer = 18

func (u ucap) Address(n Node) string {
	switch n := n.(type) {
	case *Column:
		switch {
		case n.Parent == nil:
			return "/index.shtml"
		case u.passes(n) != nil:
			return fmt.Sprintf("/c%d/redirect_firstChannel.shtml", 100000+n.ID)
		case n.Style == StyleArticle || n.Style == StyleTable:
			return fmt.Sprintf("/c%d/Anarticle.shtml", 100000+n.ID)
		}
		return fmt.Sprintf("/c%d/list.shtml", 100000+n.ID)
	case *Doc:
		month := "201906"
		if !n.Published.IsZero() {
			month = fmt.Sprintf("%04d%02d", n.Published.Year, n.Published.Month)
		}
		return fmt.Sprintf("/c%d/%s/%s.shtml", 100000+n.Column.Page().ID, month, u.hex("doc", n.ID))
	case *File:
		return fmt.Sprintf("/c%d/files/%s%s", 100000+n.Doc.Column.Page().ID, u.hex("file", n.ID), n.Ext)
	}
	return "/"
}

// passes is the child that the column sends its visitors on to; nil where it shows a page.
func (ucap) passes(c *Column) *Column {
	if c.Role != "legal" && c.Role != "specials" && c.Role != "service" || c.Style != StyleMenu {
		return nil
	}
	for _, child := range c.Children {
		if child.Addressed() {
			return child
		}
	}
	return nil
}

// hex is a name of 32 hexadecimal digits.
func (ucap) hex(kind string, id int) string {
	h := fnv.New128a()
	fmt.Fprintf(h, "%s %d", kind, id)
	return fmt.Sprintf("%x", h.Sum(nil))
}

func (u ucap) Page(v *View) Answer {
	switch n := v.Node.(type) {
	case *Column:
		if child := u.passes(n); child != nil && n.Parent != nil {
			return Answer{Status: http.StatusFound, Type: "text/html", Header: map[string]string{"Location": v.Href(child)}}
		}
		if n.Parent == nil {
			return u.home(v)
		}
		return u.columnPage(v, n)
	case *Doc:
		return u.article(v, n)
	}
	return Answer{}
}

// Further are the rows of a list as JSON.
func (u ucap) Further(_ *View, c *Column) []string {
	return []string{"/searchList/" + u.hex("column", c.ID) + "?*"}
}

// Extra answers /searchList/<channel>: the rows of a list as JSON.
func (u ucap) Extra(v *View, r *http.Request) (Node, Answer, bool) {
	id, ok := strings.CutPrefix(r.URL.Path, "/searchList/")
	if !ok {
		return nil, Answer{}, false
	}
	for _, c := range v.Columns {
		if u.hex("column", c.ID) == id {
			number, err := strconv.Atoi(r.FormValue("page"))
			if err != nil {
				number = 1
			}
			return c, u.rows(v, c, number), true
		}
	}
	return nil, Answer{}, false
}

// ucapRow is a row of a list as the product's JSON has it.
type ucapRow struct {
	Title     string `json:"title"`
	URL       string `json:"url"`
	Published string `json:"publishedTimeStr,omitempty"`
	Channel   string `json:"channelName"`
	Content   string `json:"content"`
}

func (u ucap) rows(v *View, c *Column, number int) Answer {
	var answer struct {
		Data struct {
			Total   int       `json:"total"`
			Page    int       `json:"page"`
			Rows    int       `json:"rows"`
			Results []ucapRow `json:"results"`
		} `json:"data"`
	}
	answer.Data.Total, answer.Data.Page, answer.Data.Rows = len(c.Docs), number, ucapPer
	answer.Data.Results = []ucapRow{}
	for _, d := range pageOf(c.Docs, number, ucapPer) {
		row := ucapRow{Title: d.Title, URL: v.Href(d), Channel: c.Name}
		if !d.Published.IsZero() {
			row.Published = d.Published.String() + " " + d.clock() + ":00"
		}
		answer.Data.Results = append(answer.Data.Results, row)
	}
	body, err := json.Marshal(answer)
	if err != nil {
		return Answer{Status: http.StatusInternalServerError, Type: "text/plain", Body: []byte(err.Error())}
	}
	return Answer{Type: "application/json;charset=UTF-8", Body: body}
}

func (ucap) style(v *View, metas string) style {
	return style{
		trailLabel: "您当前所在位置：", trailStep: " / ", charset: "utf-8",
		metas: metas + fmt.Sprintf("<meta name=\"others\" content=\"页面生成时间 %s 02:10:44\" />\n<meta name=\"template,templategroup,version\" content=\"2,xzf,1.7\" />\n", v.Plan.AsOf),
		head:  "<script src=\"/images/ucap.js\"></script>\n",
	}
}

func (ucap) row(v *View, m *markup, d *Doc) {
	m.raw("<li>").link(v.Href(d), d.Title, `target="_blank"`)
	if !d.Published.IsZero() {
		m.raw("<i>", d.Published.String(), "</i>")
	}
	m.raw("</li>\n")
}

func (u ucap) home(v *View) Answer {
	m := &markup{}
	v.frame(m, u.style(v, ""), v.siteName(), func() {
		for _, block := range v.Home.Blocks {
			m.raw("<div class=\"panel\"><h2>").link(v.Href(block), block.Name, "").raw("</h2><ul>\n")
			for _, d := range block.Docs[:min(8, len(block.Docs))] {
				u.row(v, m, d)
			}
			m.raw("</ul></div>\n")
		}
		v.banners(m)
		v.media(m)
	})
	return page(m)
}

func (u ucap) columnPage(v *View, c *Column) Answer {
	m := &markup{}
	metas := fmt.Sprintf("<meta name=\"ColumnName\" content=\"%s\" />\n<meta name=\"channelId\" content=\"%s\" />\n", html.EscapeString(c.Name), u.hex("column", c.ID))
	v.frame(m, u.style(v, metas), c.Name, func() {
		v.trail(m, u.style(v, ""), c, "")
		v.side(m, c)
		m.raw("<div class=\"rightcon\">\n")
		v.holds(m, c, `<div id="UCAP-CONTENT">`, func() { u.list(v, m, c) }, func(d *Doc) { u.row(v, m, d) })
		m.raw("</div>\n")
	})
	return page(m)
}

// list writes short lists into the page; long ones, and those of the openness part, a script fetches.
func (u ucap) list(v *View, m *markup, c *Column) {
	fetched := len(c.Docs) > ucapPer || c.Role == "policies" || c.Role == "group" || c.Role == "domain"
	if !fetched || len(c.Docs) == 0 {
		m.raw("<ul class=\"newslist\">\n")
		for _, d := range c.Docs {
			u.row(v, m, d)
		}
		m.raw("</ul>\n").text(c.Empty).raw("\n")
		return
	}
	m.raw("<ul class=\"newslist\" id=\"datalist\"></ul>\n<div id=\"page_div\"></div>\n<script type=\"text/javascript\">\n").
		f("var channelId = '%s';\nvar pageSize = %d;\n", u.hex("column", c.ID), ucapPer).
		f("function getList(page){\n  $.ajax({url:'/searchList/%s?_isAgg=true&_isJson=true&_pageSize=%d&_template=index&_rangeTimeGte=&_channelName=&page='+page, type:'get', dataType:'json',\n",
			u.hex("column", c.ID), ucapPer).
		raw("    success:function(res){var s='';$.each(res.data.results,function(i,el){s+='<li><a href=\"'+el.url+'\">'+el.title+'</a><i>'+el.publishedTimeStr+'</i></li>';});$('#datalist').html(s);createPageHTML('page_div',Math.ceil(res.data.total/pageSize),page,'list','shtml',res.data.total);}});\n}\ngetList(1);\n</script>\n")
}

func (u ucap) article(v *View, d *Doc) Answer {
	m := &markup{}
	// The day of generation stands where the day of publication should.
	metas := fmt.Sprintf("<meta name=\"ArticleTitle\" content=\"%s\" />\n<meta name=\"PubDate\" content=\"%s 02:10:44\" />\n<meta name=\"ContentSource\" content=\"%s\" />\n<meta name=\"ColumnName\" content=\"%s\" />\n",
		html.EscapeString(d.Title), v.Plan.AsOf, html.EscapeString(d.Source), html.EscapeString(d.Column.Name))
	v.frame(m, u.style(v, metas), d.Title, func() {
		v.trail(m, u.style(v, ""), d.Column, "正文")
		m.raw("<div class=\"detail\"><ucaptitle><h1>").text(d.Title).raw("</h1></ucaptitle>\n<div class=\"msg\">")
		if !d.Published.IsZero() {
			m.f("发布时间：<publishtime>%s %s</publishtime> ", d.Published, d.clock())
		}
		m.raw("来源：").text(d.Source).raw("</div>\n")
		if d.Record {
			m.raw("<table class=\"xxgk\">\n")
			for _, f := range d.fields(v, "成文日期") {
				m.raw("<tr><td>").text(f.Label).raw("</td><td>").text(f.Value).raw("</td></tr>\n")
			}
			m.raw("</table>\n")
		}
		m.raw("<div id=\"UCAP-CONTENT\"><ucapcontent>\n")
		v.body(m, d)
		m.raw("</ucapcontent></div>\n")
		v.around(m, d)
		m.raw("</div>\n")
	})
	return page(m)
}
