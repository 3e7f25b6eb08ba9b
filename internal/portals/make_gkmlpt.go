package portals

import (
	"fmt"
	"net/http"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"time"

	"mingjing/audit"
)

// gkmlpt is the platform of 南方: folders and static pages for the portal, and for the open-government part one
// page that holds the tree of columns as a value of its script and draws every list from JSON. The columns of that tree
// have no pages: links name them by fragments of the one page, and where they stand is the address of their list.
type gkmlpt struct{}

const (
	gkmlptPer  = 20  // rows of a static list
	gkmlptSend = 100 // rows that the interface sends, whatever it is asked for
	gkmlptSite = "537021"
	gkmlptBase = 7000
)

// drawn reports whether the column is one of the tree.
func (gkmlpt) drawn(c *Column) bool { return c.Role != "openness" && c.under("openness") }

// jumps reports whether the column's entry of the tree leads to a static page: it shows a text in place of a list.
func (gkmlpt) jumps(c *Column) bool { return c.Style == StyleArticle || c.Style == StyleTable }

func (g gkmlpt) Address(n Node) string {
	switch n := n.(type) {
	case *Column:
		switch {
		case n.Parent == nil:
			return "/index.html"
		case n.Role == "openness":
			return "/gkmlpt/index"
		case g.drawn(n) && !g.jumps(n):
			return fmt.Sprintf("/gkmlpt/api/all/%d?page=1&sid=%s", gkmlptBase+n.ID, gkmlptSite)
		}
		return "/" + n.path() + "/index.html"
	case *Doc:
		id := 9100000 + n.ID
		if g.drawn(n.Column) {
			return fmt.Sprintf("/gkmlpt/content/%d/%d/post_%d.html", id/1000000, id/1000, id)
		}
		return fmt.Sprintf("/%s/content/post_%d.html", n.Column.Page().path(), id)
	case *File:
		id := 9100000 + n.Doc.ID
		return fmt.Sprintf("/attachment/%d/%d/%d/%d%s", id/1000000, id/1000, id, 12500000+n.ID, n.Ext)
	}
	return "/"
}

// Front is the fragment by which links name a column of the tree.
func (g gkmlpt) Front(n Node) string {
	if c, ok := n.(*Column); ok && g.drawn(c) && !g.jumps(c) {
		return fmt.Sprintf("/gkmlpt/index#%d", gkmlptBase+c.ID)
	}
	return ""
}

func (g gkmlpt) Page(v *View) Answer {
	switch n := v.Node.(type) {
	case *Column:
		switch {
		case n.Parent == nil:
			return g.home(v)
		case n.Role == "openness":
			return g.tree(v, n)
		case g.drawn(n) && !g.jumps(n):
			return g.rows(v, n, 1)
		}
		return g.column(v, n, 1)
	case *Doc:
		if g.drawn(n.Column) {
			return g.record(v, n)
		}
		return g.article(v, n)
	}
	return Answer{}
}

var (
	gkmlptAPI  = regexp.MustCompile(`^/gkmlpt/api/all/(\d+)$`)
	gkmlptMeta = regexp.MustCompile(`^/postmeta/i/(\d+)\.json$`)
	gkmlptPage = regexp.MustCompile(`^(.*/)index(?:_(\d+))?\.html$`)
)

// Extra answers further pages of lists and the data of menus.
func (g gkmlpt) Extra(v *View, r *http.Request) (Node, Answer, bool) {
	if found := gkmlptAPI.FindStringSubmatch(r.URL.Path); found != nil {
		c := find(v.Plan.Openness, found[1])
		number := max(1, asked(r, "page")) // 0 is the first page too
		if c == nil || r.FormValue("sid") != gkmlptSite || number > pages(len(below(c)), gkmlptSend) {
			return nil, Answer{}, false
		}
		v.Node = c
		return c, g.rows(v, c, number), true
	}
	if found := gkmlptMeta.FindStringSubmatch(r.URL.Path); found != nil {
		c := find(v.Root, found[1])
		if c == nil {
			return nil, Answer{}, false
		}
		return v.Root, g.menu(v, c), true
	}
	if strings.HasSuffix(r.URL.Path, "/") {
		r.URL.Path += "index.html"
	}
	found := gkmlptPage.FindStringSubmatch(r.URL.Path)
	if found == nil {
		return nil, Answer{}, false
	}
	c, ok := v.At(found[1] + "index.html").(*Column)
	number := 1
	if found[2] != "" {
		number, _ = strconv.Atoi(found[2]) // digits
	}
	if !ok || number > pages(len(c.Docs), gkmlptPer) || number > 1 && c.Style != StyleList {
		return nil, Answer{}, false
	}
	v.Node = c
	if number == 1 {
		return c, g.Page(v), true
	}
	return c, g.column(v, c, number), true
}

// Further are the further pages of static lists. A column of the tree is shown by the tree's page too.
func (g gkmlpt) Further(v *View, c *Column) []string {
	if g.drawn(c) && !g.jumps(c) {
		return []string{g.Address(v.Plan.Openness)}
	}
	var list []string
	for n := 2; c.Style == StyleList && n <= pages(len(c.Docs), gkmlptPer); n++ {
		list = append(list, strings.TrimSuffix(g.Address(c), ".html")+fmt.Sprintf("_%d.html", n))
	}
	return list
}

// find is the column at or under c with the number that the interface gives it.
func find(c *Column, number string) *Column {
	if c.Addressed() || c.Inline {
		if fmt.Sprint(gkmlptBase+c.ID) == number {
			return c
		}
	}
	for _, child := range c.Children {
		if found := find(child, number); found != nil {
			return found
		}
	}
	return nil
}

// below are the documents of a column and of all under it, newest first: what the interface sends for a column.
func below(c *Column) []*Doc {
	docs := append([]*Doc(nil), c.Docs...)
	for _, child := range c.Children {
		docs = append(docs, below(child)...)
	}
	sort.SliceStable(docs, func(i, j int) bool { return docs[i].Published.After(docs[j].Published) })
	return docs
}

// tree is the page of the open-government part.
func (g gkmlpt) tree(v *View, c *Column) Answer {
	type node struct {
		ID       int    `json:"id"`
		SiteID   string `json:"site_id"`
		ParentID int    `json:"parent_id"`
		Name     string `json:"name"`
		JumpURL  string `json:"jump_url"`
		Children []node `json:"children"`
	}
	var nodes func(c *Column) []node
	nodes = func(c *Column) []node {
		list := []node{}
		for _, child := range c.Children {
			if child.Hidden {
				continue
			}
			n := node{gkmlptBase + child.ID, gkmlptSite, gkmlptBase + c.ID, child.Name, "", nil}
			if !child.Inline && (child.Outside != "" || child.Alias != nil || g.jumps(child) || !g.drawn(child)) {
				n.JumpURL = v.URL(child)
			}
			n.Children = nodes(child)
			list = append(list, n)
		}
		return list
	}
	return g.shell(v, v.siteName()+"政府信息公开目录", g.metas(c), func(m *markup) {
		m.raw("<div id=\"app\" class=\"gkmlpt\"><div class=\"loading\"></div></div>\n<script>\nwindow._CONFIG = {\n")
		m.f("    SID: '%s',\n    SITE_NAME: '%s',\n    ROOT: '/gkmlpt',\n    TREE: %s,\n    COL: '',\n    URL: ''\n};\n</script>\n", gkmlptSite, v.siteName(), script(nodes(c)))
		m.raw("<script src=\"/gkmlpt/static/js/manifest.js\"></script>\n<script src=\"/gkmlpt/static/js/index.js\"></script>\n")
	})
}

// stamp is a day at an hour in China, as seconds since 1970; 0 for no day.
func stamp(day audit.Date, hour, minute int) int64 {
	if day.IsZero() {
		return 0
	}
	return time.Date(day.Year, day.Month, day.Day, hour, minute, 0, 0, time.FixedZone("CST", 8*3600)).Unix()
}

// rows is a page of a column's list as the interface sends it.
func (g gkmlpt) rows(v *View, c *Column, number int) Answer {
	type attachment struct {
		Name string `json:"name"`
		Type string `json:"type"`
		URL  string `json:"url"`
	}
	type article struct {
		ID                 int          `json:"id"`
		Title              string       `json:"title"`
		DocumentNumber     string       `json:"document_number"`
		Publisher          string       `json:"publisher"`
		Date               int64        `json:"date"` // of forming
		CreatedAt          string       `json:"created_at"`
		DisplayPublishTime int64        `json:"display_publish_time"`
		Identifier         string       `json:"identifier"`
		URL                string       `json:"url"`
		PostURL            string       `json:"post_url"`
		Attachment         []attachment `json:"attachment"`
		IsExpired          int          `json:"is_expired"`
		IsAbolished        int          `json:"is_abolished"`
	}
	docs := below(c)
	list := []article{}
	for _, d := range pageOf(docs, number, gkmlptSend) {
		a := article{ID: 9100000 + d.ID, Title: d.Title, DocumentNumber: d.Number, Publisher: d.Source, Date: stamp(d.Formed, 0, 0),
			DisplayPublishTime: stamp(d.Published, 8+d.ID%10, d.ID*7%60), Identifier: g.identifier(v, d),
			URL: v.URL(d), PostURL: v.URL(d), Attachment: []attachment{}}
		if d.ID%9 == 0 {
			a.Title = percent(d.Title)
		}
		if !d.Published.IsZero() {
			a.CreatedAt = d.Published.String() + " " + d.clock() + ":00"
		}
		for _, f := range d.Files {
			a.Attachment = append(a.Attachment, attachment{f.Title, strings.TrimPrefix(f.Ext, "."), v.URL(f)})
		}
		list = append(list, a)
	}
	return data(map[string]any{"classify": map[string]any{"id": gkmlptBase + c.ID, "name": c.Name, "post_count": len(docs)}, "articles": list, "total": len(docs)})
}

// percent writes what is not ASCII as %uXXXX, as the interface does with some titles.
func percent(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r < 0x80 {
			b.WriteRune(r)
			continue
		}
		fmt.Fprintf(&b, "%%u%04X", r)
	}
	return b.String()
}

func (gkmlpt) identifier(v *View, d *Doc) string {
	return fmt.Sprintf("1137%sK%05d/%d-%05d", v.Plan.Code[2:6], d.Column.ID, max(d.Published.Year, 2020), d.ID)
}

// menu is the data of the menu beside a static column. An entry with a jump_url leaves the column.
func (g gkmlpt) menu(v *View, c *Column) Answer {
	type entry struct {
		ID       int    `json:"id"`
		Name     string `json:"name"`
		PubPoint string `json:"pub_point"`
		JumpURL  string `json:"jump_url"`
	}
	list := []entry{}
	for _, child := range c.shown() {
		e := entry{ID: gkmlptBase + child.ID, Name: child.Name}
		if href := v.Href(child); strings.HasSuffix(href, "/index.html") && strings.HasPrefix(href, "/") {
			e.PubPoint = strings.TrimSuffix(href, "index.html")
		} else {
			e.JumpURL = href
		}
		list = append(list, e)
	}
	return data(map[string]any{"id": gkmlptBase + c.ID, "name": c.Name, "children": list})
}

// shell writes a page around main.
func (g gkmlpt) shell(v *View, title, metas string, main func(m *markup)) Answer {
	m := &markup{}
	m.raw("<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n    <meta charset=\"UTF-8\">\n    <meta http-equiv=\"X-UA-Compatible\" content=\"IE=edge\">\n    <title>").text(title).raw("</title>\n")
	v.siteMetas(m, "    <meta name=\"%s\" content=\"%s\">\n")
	m.raw(metas, `<script>window.NFCMS_SITE_ID=`, gkmlptSite, `;window.NFCMS_PUB_TYPE="post";</script>`, "\n",
		"    <link rel=\"stylesheet\" type=\"text/css\" href=\"/css/common.css\" />\n    <script type=\"text/javascript\" src=\"/js/jquery.min.js\"></script>\n</head>\n<body>\n    <!--header S-->\n",
		"    <div class=\"header\"><div class=\"header-menu\"><a id=\"wza\" href=\"javascript:void(0);\" onclick=\"aria.start()\">无障碍阅读</a><span class=\"ipv6\">网站支持IPV6</span></div>\n",
		`    <div class="logo"><a href=""><img src="/images/2016_logo.png" alt="`, quoted(v.siteName()), "\"></a></div></div>\n    <div class=\"mainNav\" aria-label=\"导航区\"><ul class=\"clearfix\">\n        <li>")
	m.raw(`<a href="`, v.Href(v.Root), "\"><strong>首页</strong><em>Home</em></a></li>\n")
	for _, c := range v.channels() {
		m.raw("        <li><a href=\"", quoted(v.Href(c)), "\"><strong>").text(c.Name).raw("</strong></a></li>\n")
	}
	m.raw("    </ul></div>\n    <!--header E-->\n")
	main(m)
	m.raw("    <!--footer S-->\n")
	v.foot(m, `    <div class="footer"><div class="container">`, "    </div></div>")
	m.raw("    <!--footer E-->\n</body>\n</html>\n")
	return page(m)
}

func (gkmlpt) metas(c *Column) string {
	return fmt.Sprintf("    <meta name=\"ColumnName\" content=\"%s\">\n    <meta name=\"ColumnDescription\" content=\"发布%s\">\n    <meta name=\"ColumnKeywords\" content=\"%s\">\n    <meta name=\"ColumnType\" content=\"其他（按要求更新）\">\n",
		quoted(c.Name), quoted(c.Name), quoted(c.Name))
}

// position writes the breadcrumb between the comments that mark it.
func (gkmlpt) position(v *View, m *markup, c *Column) {
	m.raw("    <!-- 当前位置 S-->\n    <div class=\"curb mb\"><div class=\"container\">\n        <h1>您当前所在的位置：")
	for i, step := range c.Trail() {
		if i > 0 {
			m.raw("&nbsp;&gt;&nbsp;")
		}
		if step.Inline {
			m.text(step.Name)
			continue
		}
		m.link(v.Href(step), step.Name, "")
	}
	m.raw("\n        </h1>\n    </div></div>\n    <!-- 当前位置 E-->\n")
}

func (g gkmlpt) home(v *View) Answer {
	return g.shell(v, v.siteName()+"门户网站", "", func(m *markup) {
		for _, block := range v.Home.Blocks {
			m.raw("    <div class=\"news-box\"><div class=\"tit\"><a class=\"more\" href=\"", v.Href(block), "\">更多</a><h3>").text(block.Name).raw("</h3></div><ul>\n")
			for _, d := range block.Docs[:min(8, len(block.Docs))] {
				g.row(v, m, d)
			}
			m.raw("    </ul></div>\n")
		}
		v.banners(m)
		v.media(m)
	})
}

func (gkmlpt) row(v *View, m *markup, d *Doc) {
	short, _ := cut(d.Title, 32)
	m.raw(`        <li><a href="`, quoted(v.URL(d)), `" target="_blank" title="`, quoted(d.Title), `">`).text(short).raw("</a>")
	if !d.Published.IsZero() {
		m.raw("<span class=\"time\">", d.Published.String(), "</span>")
	}
	m.raw("</li>\n")
}

// column is a static page of a column.
func (g gkmlpt) column(v *View, c *Column, number int) Answer {
	return g.shell(v, c.Name+" - "+v.siteName()+"门户网站", g.metas(c), func(m *markup) {
		g.position(v, m, c)
		above := c
		if len(c.Children) == 0 && c.Parent.Parent != nil && !g.drawn(c) {
			above = c.Parent.Page()
		}
		m.raw("    <div class=\"container main\">\n    <div class=\"sidebar\"><h2>").text(above.Name).raw("</h2><ul id=\"sidenav\"></ul></div>\n")
		m.f("    <script>\n    $.getJSON('//%s/postmeta/i/%d.json', function (d) {\n        $.each(d.children, function (i, n) {\n            $('#sidenav').append('<li><a href=\"' + (n.jump_url || n.pub_point) + '\">' + n.name + '</a></li>');\n        });\n    });\n    </script>\n",
			strings.TrimPrefix(v.Origin, "http://"), gkmlptBase+above.ID)
		m.raw("    <div class=\"content\">\n")
		switch c.Style {
		case StyleArticle, StyleTable:
			m.raw("    <div class=\"article-content\">\n")
			c.said(m)
			m.raw("    </div>\n")
		case StyleList:
			g.list(v, m, c, number)
		}
		if len(c.Children) > 0 {
			v.menu(m, c, func(d *Doc) { g.row(v, m, d) })
		}
		if len(c.Docs) > 0 && c.Style != StyleList {
			g.list(v, m, c, 1)
		}
		m.raw("    </div>\n    </div>\n")
	})
}

// list writes a page of rows; index_2.html is the second page.
func (g gkmlpt) list(v *View, m *markup, c *Column, number int) {
	m.raw("    <ul class=\"news_list\">\n")
	for _, d := range pageOf(c.Docs, number, gkmlptPer) {
		g.row(v, m, d)
	}
	m.raw("    </ul>\n")
	if len(c.Docs) == 0 {
		m.raw("    <p class=\"none\">").text(c.Empty).raw("</p>\n")
	}
	total := pages(len(c.Docs), gkmlptPer)
	if total < 2 {
		return
	}
	at := func(n int) string {
		if n == 1 {
			return "index.html"
		}
		return fmt.Sprintf("index_%d.html", n)
	}
	base := strings.TrimSuffix(v.URL(c), "index.html")
	m.raw("    <div class=\"page\">")
	for n := max(1, number-2); n <= min(total, number+2); n++ {
		if n == number {
			m.f("<span class=\"current\">%d</span>", n)
			continue
		}
		m.f(`<a href="%s">%d</a>`, base+at(n), n)
	}
	if number < total {
		m.f(`<a class="next" href="%s">下一页</a><a class="last" href="%s">尾页</a>`, base+at(number+1), base+at(total))
	}
	m.raw("</div>\n")
}

// article is a document of the static part.
func (g gkmlpt) article(v *View, d *Doc) Answer {
	metas := g.metas(d.Column) + fmt.Sprintf("    <meta name=\"ArticleTitle\" content=\"%s\">\n", quoted(d.Title))
	if !d.Published.IsZero() {
		metas += fmt.Sprintf("    <meta name=\"PubDate\" content=\"%s %s\">\n", d.Published, d.clock())
	}
	metas += fmt.Sprintf("    <meta name=\"ContentSource\" content=\"%s\">\n    <meta name=\"Url\" content=\"%s\">\n", quoted(d.Source), v.URL(d))
	return g.shell(v, d.Title, metas, func(m *markup) {
		g.position(v, m, d.Column)
		m.raw("    <div class=\"container\"><div class=\"article\">\n    <div class=\"article-title\"><h1>").text(d.Title).raw("</h1></div>\n    <div class=\"article-attr\">")
		if !d.Published.IsZero() {
			m.f("<span class=\"date\">发表时间：<b>%s %s:09</b></span> ", d.Published, d.clock())
		}
		m.raw("<span class=\"ly\">信息来源：<b>").text(d.Source).raw("</b></span> <span class=\"llcs\">浏览量：<b id=\"view\">-</b></span></div>\n")
		g.body(v, m, d)
		v.around(m, d)
		m.raw("    </div></div>\n")
	})
}

func (g gkmlpt) body(v *View, m *markup, d *Doc) {
	m.raw("    <div class=\"article-content\">\n")
	v.content(m, d)
	v.attachments(m, d, "<p><a class=\"nfw-cms-attachment\" href=\"%[2]s\" title=\"%[1]s\" alt=\"%[1]s\">%[1]s</a></p>\n")
	m.raw("    </div>\n")
	v.related(m, d, "    <p class=\"xgwj\">%s：<a href=\"%[3]s\">%[2]s</a></p>\n")
}

// record is a document of the open-government part: its fields in a table, and once more in the page's script.
func (g gkmlpt) record(v *View, d *Doc) Answer {
	published, formed := "", ""
	if !d.Published.IsZero() {
		published = d.Published.String()
	}
	if !d.Formed.IsZero() {
		formed = d.Formed.String()
	}
	metas := g.metas(d.Column) + fmt.Sprintf("    <meta name=\"ArticleTitle\" content=\"%s\">\n    <meta name=\"PubDate\" content=\"%s\">\n    <meta name=\"ContentSource\" content=\"%s\">\n", quoted(d.Title), published, quoted(d.Source))
	return g.shell(v, d.Title, metas, func(m *markup) {
		m.raw("    <div class=\"content-box\">\n    <div class=\"classify\"><table cellspacing=\"0\" cellpadding=\"0\">\n")
		rows := [][4]string{{"索 引 号:", g.identifier(v, d), "分类:", d.Column.Name}, {"发布机构:", d.Source, "成文日期:", formed},
			{"名&emsp;&emsp;称:", d.Title, "", ""}, {"文&emsp;&emsp;号:", d.Number, "发布日期:", published}}
		for _, row := range rows {
			m.f("    <tr><td class=\"first\"><label class=\"index\">%s</label></td><td><span>%s</span></td><td><label>%s</label></td><td><span>%s</span></td></tr>\n",
				row[0], quoted(row[1]), row[2], quoted(row[3]))
		}
		m.raw("    </table></div>\n    <h1 class=\"title\">").text(d.Title).raw("</h1>\n")
		if published != "" {
			m.f("    <div class=\"date-row\">发布日期：<span>%s %s:00</span></div>\n", published, d.clock())
		}
		g.body(v, m, d)
		m.raw("    </div>\n")
		m.f("    <script>\n    window._CONFIG = {\n        SID: '%s',\n        DETAIL: {\"id\":%d,\"title\":%s,\"display_publish_time\":%d}\n    };\n    </script>\n",
			gkmlptSite, 9100000+d.ID, script(d.Title), stamp(d.Published, 8+d.ID%10, d.ID*7%60))
	})
}
