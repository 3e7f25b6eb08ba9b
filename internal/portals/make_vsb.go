package portals

import (
	"fmt"
	"html"
	"net/http"
	"path"
	"strconv"
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// vsb is 博达 VSB: the pages of a list count down (the last is 1.htm), attachments have no extension,
// and the GB18030 of its pages is declared nowhere.
type vsb struct{}

const vsbPer = 16

func (vsb) Address(n Node) string {
	switch n := n.(type) {
	case *Column:
		if n.Parent == nil {
			return "/index.htm"
		}
		return "/" + n.path() + ".htm"
	case *Doc:
		return fmt.Sprintf("/info/%d/%d.htm", 1000+n.Column.Page().ID, 30000+n.ID)
	case *File:
		return fmt.Sprintf("/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1392837465&wbfileid=%d", 8000000+n.ID)
	}
	return "/"
}

func (b vsb) Page(v *View) Answer {
	switch n := v.Node.(type) {
	case *Column:
		if n.Parent == nil {
			return b.home(v)
		}
		return b.column(v, n, 1)
	case *Doc:
		return b.article(v, n)
	}
	return Answer{}
}

// Further are the pages of a list after the first.
func (b vsb) Further(_ *View, c *Column) []string {
	var list []string
	for number := range pages(len(c.Docs), vsbPer) - 1 {
		list = append(list, fmt.Sprintf("%s/%d.htm", strings.TrimSuffix(b.Address(c), ".htm"), number+1))
	}
	return list
}

// Extra answers the further pages of a list: of 31 pages the second is 30.htm in the column's folder.
func (b vsb) Extra(v *View, r *http.Request) (Node, Answer, bool) {
	dir, file := path.Split(r.URL.Path)
	c, ok := v.At(strings.TrimSuffix(dir, "/") + ".htm").(*Column)
	if !ok {
		return nil, Answer{}, false
	}
	all := pages(len(c.Docs), vsbPer)
	number, err := strconv.Atoi(strings.TrimSuffix(file, ".htm"))
	if err != nil || number < 1 || number >= all {
		return nil, Answer{}, false
	}
	v.Node = c
	return c, b.column(v, c, all-number+1), true
}

func (vsb) style(metas string) style {
	return style{
		trailLabel: "当前位置: ", trailStep: " >> ", metas: metas,
		head: "<!--Announced by Visual SiteBuilder 9-->\n<link rel=\"stylesheet\" type=\"text/css\" href=\"/images/_sitegray.css\">\n",
	}
}

// gb18030 encodes the page and says so nowhere.
func (vsb) gb18030(m *markup) Answer {
	body, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(m.String()))
	if err != nil {
		return Answer{Status: http.StatusInternalServerError, Type: "text/plain", Body: []byte(err.Error())}
	}
	return Answer{Type: "text/html", Body: body}
}

func (vsb) row(v *View, m *markup, d *Doc, id string) {
	short, _ := cut(d.Title, 28)
	m.raw(`<li id="`, id, `">`).link(v.Href(d), short, `target="_blank" title="`+html.EscapeString(d.Title)+`"`)
	if !d.Published.IsZero() {
		m.f("<span>[ %s&nbsp;]</span>", d.Published)
	}
	m.raw("</li>\n")
}

func (b vsb) home(v *View) Answer {
	m := &markup{}
	v.frame(m, b.style(""), v.siteName(), func() {
		for i, block := range v.Home.Blocks {
			m.raw("<div class=\"box\"><h2>").link(v.Href(block), block.Name, "").raw("</h2><ul>\n")
			for k, d := range block.Docs[:min(6, len(block.Docs))] {
				b.row(v, m, d, fmt.Sprintf("line_u%d_%d", i+5, k))
			}
			m.raw("</ul></div>\n")
		}
		v.banners(m)
		v.media(m)
	})
	return b.gb18030(m)
}

func (b vsb) column(v *View, c *Column, number int) Answer {
	m := &markup{}
	v.frame(m, b.style(`<meta name="pageType" content="1">`+"\n"), c.Name+"-"+v.siteName(), func() {
		v.side(m, c)
		v.trail(m, b.style(""), c, "")
		m.raw("<div class=\"main_con\">\n")
		v.holds(m, c, `<div class="v_news_content">`, func() { b.list(v, m, c, number) }, func(d *Doc) { b.row(v, m, d, fmt.Sprintf("line_u9_%d", d.ID)) })
		m.raw("</div>\n")
	})
	return b.gb18030(m)
}

func (b vsb) list(v *View, m *markup, c *Column, number int) {
	m.raw("<ul class=\"list\">\n")
	for i, d := range pageOf(c.Docs, number, vsbPer) {
		b.row(v, m, d, fmt.Sprintf("line_u13_%d", i))
	}
	m.raw("</ul>\n")
	if len(c.Docs) == 0 {
		m.text(c.Empty).raw("\n")
		return
	}
	all := pages(len(c.Docs), vsbPer)
	if all == 1 {
		return
	}
	address := func(page int) string {
		if page == 1 {
			return b.Address(c)
		}
		return fmt.Sprintf("%s/%d.htm", strings.TrimSuffix(b.Address(c), ".htm"), all-page+1)
	}
	m.f("<div class=\"pb_sys_common\"><span class=\"p_pages\"><span class=\"p_t\">共%d条</span> <span class=\"p_no_d\">%d/%d</span>\n", len(c.Docs), number, all)
	if number > 1 {
		m.raw(`<span class="p_prev p_fun">`).link(address(number-1), "上页", "").raw("</span>\n")
	}
	if number < all {
		m.raw(`<span class="p_next p_fun">`).link(address(number+1), "下页", "").raw("</span>\n<span class=\"p_last p_fun\">").link(address(all), "尾页", "").raw("</span>\n")
	}
	m.f("</span><input type=\"text\" id=\"u13_goto\"><button onclick=\"_simple_list_gotopage_fun(%d,'u13_goto',2)\">转到</button></div>\n", all)
}

func (b vsb) article(v *View, d *Doc) Answer {
	m := &markup{}
	metas := fmt.Sprintf("<META Name=\"keywords\" Content=\"%s\" />\n<meta name=\"ArticleTitle\" content=\"%s\">\n", v.siteName(), html.EscapeString(d.Title))
	if !d.Published.IsZero() {
		metas += fmt.Sprintf("<meta name=\"PubDate\" content=\"%s %s\">\n", d.Published, d.clock())
	}
	v.frame(m, b.style(metas), d.Title+"-"+v.siteName(), func() {
		v.trail(m, b.style(""), d.Column, "正文")
		m.raw("<form name=\"_newscontent_fromname\">\n<div class=\"content-title\"><h3>").text(d.Title).raw("</h3><p>")
		if !d.Published.IsZero() {
			m.f("发布时间：%s　", d.Published)
		}
		m.raw("来源：").text(d.Source).raw("　点击数：[<script>_showDynClicks(\"wbnews\", 1392837465, ").f("%d", 30000+d.ID).raw(")</script>]</p></div>\n")
		if d.Record {
			m.raw("<div class=\"xxgk\"><ul>\n")
			for _, f := range d.fields(v, "生成日期") {
				m.raw("<li><b>").text(f.Label).raw("：</b>").text(f.Value).raw("</li>\n")
			}
			m.raw("</ul></div>\n")
		}
		m.raw("<div id=\"vsb_content\"><div class=\"v_news_content\">\n")
		v.body(m, d)
		m.raw("</div></div>\n")
		v.around(m, d)
		m.raw("</form>\n")
	})
	return b.gb18030(m)
}
