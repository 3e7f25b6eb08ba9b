package reader

import (
	"regexp"
	"strings"

	"mingjing/audit"
)

// Keys under which systems send the parts of a row, best first. What is not among them is judged by the key's words.
var (
	titleKeys = []string{"title", "doctitle", "showtitle", "realtitle", "infotitle", "articletitle", "vc_title", "newstitle", "subject", "headline", "bt", "wjbt", "linktitle", "titlename", "topic", "name", "showname", "infoname", "channelname", "columnname", "catalogname", "categoryname", "menuname", "nodename", "text", "label"}
	urlKeys   = []string{"url", "urls", "docpuburl", "chnldocurl", "infourl", "linkurl", "link", "href", "puburl", "pcurl", "htmlpath", "htmlurl", "visiturl", "docurl", "articleurl", "staticurl", "post_url", "jump_url", "weburl", "path", "uri", "pageurl", "accessurl"}
	dateKeys  = []string{"pubdate", "publishdate", "publisheddate", "publishtime", "publishedtime", "publishedtimestr", "docreltime", "docpubtime", "display_publish_time", "reltime", "releasedate", "releasetime", "infodate", "issuedate", "issuetime", "showdate", "showtime", "pubtime", "date", "dates", "daytime", "fbsj", "fbrq", "time", "created_at", "createtime", "createdate", "createdatetime", "inputtime", "adddate", "addtime", "crtime", "deploytime"}
	formKeys  = []string{"cwrq", "cwsj", "writedate", "writtendate", "formdate", "formeddate", "formtime", "generatedate", "generatetime", "signdate", "document_date", "docdate", "fwrq"}
	childKeys = []string{"children", "child", "childs", "childlist", "sub", "subs", "nodes", "childrenlist", "sublist", "items", "list"}
)

// lookup is the first field whose key, in lower case, is one of keys and whose value says something.
func (o object) lookup(keys []string) (any, string) {
	for _, key := range keys {
		for _, f := range o {
			if len(f.key) == len(key) && strings.EqualFold(f.key, key) && f.val != nil && f.val != "" {
				return f.val, key
			}
		}
	}
	return nil, ""
}

// address is the address that a field holds: a text, an object with pc, or such an object written as a text.
func address(v any) string {
	switch v := v.(type) {
	case string:
		if t := strings.TrimSpace(v); strings.HasPrefix(t, "{") {
			if inner, ok := readJSON(t); ok {
				return address(inner)
			}
			return ""
		}
		return strings.TrimSpace(v)
	case object:
		for _, key := range []string{"pc", "url", "common", "web", "href", "h5"} {
			if s := v.text(key); s != "" {
				return s
			}
		}
	}
	return ""
}

// item is one object of list data or of a tree.
type item struct {
	title, url   string
	named        bool // the title stands under a key that only names, as columns have
	date, formed audit.Date
	children     []any
	id, parent   string
	picture      bool
	column       bool // it has fields that only columns have
}

var percentU = regexp.MustCompile(`%u([0-9a-fA-F]{4})`)

// readItem reads what an object says about a row or a node.
func readItem(o object) item {
	var it item
	v, key := o.lookup(titleKeys)
	if source, ok := o.get("source").(object); ok && v == nil { // search engines wrap the row
		o = source
		v, key = o.lookup(titleKeys)
	}
	title := asText(v)
	if strings.Contains(title, "%u") {
		title = unescapeJS(percentU.ReplaceAllString(title, `\u$1`))
	}
	it.title = plain(title)
	it.named = key == "name" || key == "text" || key == "label" || key == "showname" || columnsOfKey.MatchString(key)
	for _, k := range urlKeys {
		if u, _ := o.lookup([]string{k}); u != nil {
			if a := address(u); a != "" && !strings.ContainsAny(a, "<> \n") && (addressLike.MatchString(a) || k != "path" && k != "text" && strings.ContainsAny(a, "/.")) && !isPicture(a) {
				it.url = a
				break
			}
		}
	}
	it.date = fieldDate(o, dateKeys)
	it.formed = fieldDate(o, formKeys)
	if it.date.IsZero() {
		for _, k := range []string{"tip", "metadata", "ext", "info"} {
			if inner, ok := o.get(k).(object); ok && it.date.IsZero() {
				it.date = fieldDate(inner, dateKeys)
			}
		}
	}
	for _, k := range childKeys {
		if c, _ := o.lookup([]string{k}); c != nil {
			if list, ok := c.([]any); ok && (len(list) > 0) {
				it.children = list
				break
			}
		}
	}
	it.id = firstOf(o.text("id"), o.text("code"), o.text("treeid"), o.text("columnId"))
	it.parent = firstOf(o.text("pId"), o.text("pid"), o.text("parentId"), o.text("parent_id"), o.text("parentid"))
	it.column = it.named && (it.parent != "" || hasKey(o, "childcount", "channeltype", "articlecount", "children", "crumbs", "isparent", "isleaf", "aggregationchannel"))
	img, _ := o.lookup([]string{"img", "image", "pic", "imgurl", "src", "picture", "thumb"})
	it.picture = asText(img) != ""
	return it
}

// hasKey reports whether an object has a field of one of these names, whatever it holds.
func hasKey(o object, keys ...string) bool {
	for _, f := range o {
		for _, key := range keys {
			if strings.EqualFold(f.key, key) {
				return true
			}
		}
	}
	return false
}

// fieldDate reads the first of some fields that holds a date.
func fieldDate(o object, keys []string) audit.Date {
	for _, key := range keys {
		v, _ := o.lookup([]string{key})
		switch v := v.(type) {
		case float64:
			if d, ok := epochDate(v); ok {
				return d
			}
		case string:
			if len(v) > 60 {
				continue
			}
			if d, ok := readDate(plain(v)); ok {
				return d
			}
			if len(v) == 13 || len(v) == 10 {
				if n, ok := readNumber(v); ok {
					if d, ok := epochDate(n); ok {
						return d
					}
				}
			}
		}
	}
	return audit.Date{}
}

func readNumber(s string) (float64, bool) {
	if !isNumber(s) {
		return 0, false
	}
	n := 0.0
	for i := range len(s) {
		n = n*10 + float64(s[i]-'0')
	}
	return n, true
}

// harvest is what list data hold.
type harvest struct {
	p       *page
	entries []audit.Entry
	links   []audit.Link
	markup  []string // HTML in texts
	total   int
	pages   int
	empty   bool // an array for rows was there, without any
	seen    map[string]bool
	visited int
}

const maxVisited = 200_000

// take walks a value of any shape. above is what a tree's nodes stand under.
func (h *harvest) take(v any, above []string, depth int) {
	if h.visited++; depth > literalDepth || h.visited > maxVisited {
		return
	}
	switch v := v.(type) {
	case object:
		h.counts(v)
		for _, f := range v {
			switch inner := f.val.(type) {
			case object, []any:
				if k := strings.ToLower(f.key); k != "crumbs" && k != "breadcrumb" {
					h.take(inner, above, depth+1)
				}
			case string:
				h.text(f.key, inner, above, depth)
			}
		}
	case []any:
		h.array(v, above, depth)
	case string:
		h.text("", v, above, depth)
	}
}

// text looks into a text that holds markup or data of its own.
func (h *harvest) text(key, s string, above []string, depth int) {
	t := strings.TrimSpace(s)
	switch {
	case len(t) < 20:
	case t[0] == '{' || t[0] == '[':
		if v, ok := readJSON(t); ok {
			h.take(v, above, depth+1)
		}
	case strings.Contains(t, "<a ") && (key == "" || hasAny(strings.ToLower(key), "html", "data", "list", "body", "content", "result", "page")):
		h.markup = append(h.markup, t)
	}
}

// counts remembers how many rows and pages there are in all.
func (h *harvest) counts(o object) {
	if h.total == 0 {
		h.total = number(o, "total", "totalCount", "totalcount", "totalRecord", "totalrecord", "totalRecords", "recordCount", "recordcount", "post_count", "totalNum", "totalElements", "allCount", "num", "count", "rowCount", "TotalCount", "Total")
	}
	if h.pages == 0 {
		h.pages = number(o, "totalPage", "totalpage", "totalPages", "pageCount", "pagecount", "pages", "nPage", "countPage", "PageCount", "pageTotal")
	}
}

// array reads an array of rows or of nodes.
func (h *harvest) array(list []any, above []string, depth int) {
	var items []item
	rows, nodes := 0, 0
	for _, v := range list {
		o, ok := v.(object)
		if !ok {
			continue
		}
		it := readItem(o)
		items = append(items, it)
		if it.title != "" && it.url != "" && (!it.named || !it.date.IsZero()) && !it.column && len(it.children) == 0 {
			rows++
		}
		if it.title != "" && (it.url != "" || len(it.children) > 0 || it.parent != "") {
			nodes++
		}
	}
	if len(list) == 0 {
		h.empty = true
	}
	switch {
	case len(items) == 0 || nodes*2 < len(items):
		for _, v := range list {
			h.take(v, above, depth+1)
		}
	case rows*2 >= len(items) && !h.flatTree(items):
		for _, it := range items {
			h.row(it)
		}
	case h.flatTree(items):
		h.tree(items, above)
	default:
		for _, it := range items {
			h.node(it, above)
			if len(it.children) > 0 {
				h.take(it.children, with(above, it.title), depth+1)
			}
		}
	}
}

func with(above []string, name string) []string {
	if name == "" || len(above) >= maxAbove {
		return above
	}
	return append(above[:len(above):len(above)], name)
}

// flatTree reports whether nodes name their parents among each other.
func (h *harvest) flatTree(items []item) bool {
	ids := map[string]bool{}
	for _, it := range items {
		if it.id != "" {
			ids[it.id] = true
		}
	}
	n := 0
	for _, it := range items {
		if it.parent != "" && ids[it.parent] && it.parent != it.id {
			n++
		}
	}
	return n > 0 && n*4 >= len(items)
}

// tree reads nodes that name their parents.
func (h *harvest) tree(items []item, above []string) {
	byID := map[string]int{}
	for i, it := range items {
		if _, taken := byID[it.id]; it.id != "" && !taken {
			byID[it.id] = i
		}
	}
	for _, it := range items {
		var names []string
		for i, n := it.parent, 0; i != "" && n < maxAbove; n++ {
			k, ok := byID[i]
			if !ok {
				break
			}
			names = append([]string{items[k].title}, names...)
			if items[k].parent == i {
				break
			}
			i = items[k].parent
		}
		full := above
		for _, name := range names {
			full = with(full, name)
		}
		h.node(it, full)
	}
}

func (h *harvest) row(it item) {
	abs, ok := h.p.resolve(it.url)
	if !ok || it.title == "" || len(h.entries) >= maxEntries || h.seen[abs+"\x00"+it.title] {
		return
	}
	if it.picture && it.date.IsZero() { // a banner
		h.node(it, nil)
		return
	}
	h.seen[abs+"\x00"+it.title] = true
	h.entries = append(h.entries, audit.Entry{Title: it.title, URL: abs, Date: it.date, Formed: it.formed})
}

func (h *harvest) node(it item, above []string) {
	abs, ok := h.p.resolve(it.url)
	if !ok || it.title == "" || len(h.links) >= 2*maxEntries {
		return
	}
	key := "node\x00" + abs + "\x00" + it.title + "\x00" + strings.Join(above, "\x00")
	if h.seen[key] {
		return
	}
	h.seen[key] = true
	h.links = append(h.links, audit.Link{URL: abs, From: h.p.in.URL, Text: it.title, Above: above, Kind: audit.LinkAnchor, Region: audit.RegionSide})
}
