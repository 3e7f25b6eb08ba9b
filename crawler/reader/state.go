package reader

import (
	"html"
	"maps"
	"regexp"
	"strconv"
	"strings"

	nodes "golang.org/x/net/html"

	"mingjing/audit"
)

// Some portals send their pages as a shell and the state from which scripts draw them, as a value in the page. The
// state is put into the page in the form that it would be drawn in, so that it is read like any other page.

var (
	stateName    = regexp.MustCompile(`\b__[A-Z]+(?:_[A-Z]+)*__\s*=\s*`)
	stateScript  = regexp.MustCompile(`^__[A-Z]+(?:_[A-Z]+)*__$`)
	stateCrumbs  = regexp.MustCompile(`(?i)crumb|trail|position|location`)
	stateNav     = regexp.MustCompile(`(?i)nav|menu|header`)
	stateFoot    = regexp.MustCompile(`(?i)foot|friend|copyright|links$`)
	contentKeys  = []string{"content", "articlecontent", "doccontent", "contenthtml", "htmlcontent", "bodyhtml", "body", "txt", "detail"}
	columnsOfKey = regexp.MustCompile(`(?i)^(?:channel|column|catalog|category|menu|node|cat|col)name$`)
)

// stateReader writes a state as markup.
type stateReader struct {
	crumbs, nav, main, foot strings.Builder
	rows                    int    // rows of lists
	goesOn                  string // what a list has more than it sends
	empty                   string // how a list says that it has no rows
	visited                 int
}

// graftState puts the state that a page carries into the page.
func (p *page) graftState() {
	for i := range p.scripts {
		s := &p.scripts[i]
		start := -1
		switch {
		case s.src != "" || len(s.text) < 30:
		case stateScript.MatchString(attr(s.node, "id")):
			start = 0
		case !s.data():
			if m := stateName.FindStringIndex(head(s.text, 200)); m != nil {
				start = m[1]
			}
		}
		if start < 0 {
			continue
		}
		r := jsReader{s: s.text, i: start, vars: p.vars, budget: &p.budget}
		var v any
		var ok bool
		if wrapped.MatchString(head(s.text[start:], 4000)) {
			s.grafted = true // what stands in it means nothing without the values of its parameters
			if p.anchors() > serverDrawn {
				continue
			}
			if v, ok = r.applied(); !ok {
				p.closed = "state of a script"
			}
		} else {
			v, ok = r.value(0)
		}
		o, isObject := v.(object)
		if !ok || !isObject {
			continue
		}
		w := &stateReader{}
		w.value("", o, 0)
		if w.nav.Len()+w.crumbs.Len()+w.main.Len() == 0 && w.empty == "" {
			continue
		}
		var b strings.Builder
		for _, part := range []struct{ class, markup string }{
			{"nav", w.nav.String()}, {"crumb", w.crumbs.String()}, {"main", w.main.String()}, {"footer", w.foot.String()},
		} {
			if part.markup != "" {
				b.WriteString(`<div class="` + part.class + `">` + part.markup + `</div>`)
			}
		}
		insertAfter(s.node, b.String())
		s.grafted = true
		p.state = w
	}
}

// serverDrawn is the number of links from which a page that carries a state was drawn by the server already.
const serverDrawn = 15

// anchors is the number of links in the page's markup.
func (p *page) anchors() int {
	n := 0
	for d := range p.root.Descendants() {
		if d.Type == nodes.ElementNode && d.Data == "a" && hasAttr(d, "href") {
			n++
		}
	}
	return n
}

var (
	// wrapped is a value that a function returns which is called at once, its repeated parts being the parameters.
	wrapped  = regexp.MustCompile(`^\(?\s*function\s*\(([^()]*)\)\s*\{`)
	returned = regexp.MustCompile(`(?:^|;)\s*(return)\s*\{`)
	// fieldSet sets a field of a parameter, elementSet an element.
	fieldSet   = regexp.MustCompile(`(?:^|;)\s*([A-Za-z_$][\w$]*)\.([A-Za-z_$][\w$]*)\s*=`)
	elementSet = regexp.MustCompile(`(?:^|;)\s*[A-Za-z_$][\w$]*\s*\[`)
)

// applied reads the value of such a call. It fails where not all of it is understood.
func (r *jsReader) applied() (any, bool) {
	m := wrapped.FindStringSubmatchIndex(r.s[r.i:])
	if m == nil {
		return nil, false
	}
	params, from := strings.Split(r.s[r.i+m[2]:r.i+m[3]], ","), r.i+m[1]
	behind := jsReader{s: r.s, i: from - 1, vars: r.vars, budget: r.budget}
	if !behind.skipBracket() {
		return nil, false
	}
	body := r.s[from : behind.i-1]
	if behind.space(); behind.peek() == ')' {
		behind.i++
		behind.space()
	}
	ret := returned.FindStringSubmatchIndex(body)
	walk := jsReader{s: body, vars: r.vars, budget: r.budget}
	if behind.peek() != '(' || ret == nil || elementSet.MatchString(body[:ret[0]]) || !walk.outermost(ret[2]) {
		return nil, false
	}
	args := behind.arguments()
	if len(args) < len(params) && strings.TrimSpace(params[0]) != "" {
		return nil, false
	}
	bound := maps.Clone(r.vars)
	for i, name := range params {
		if name = strings.TrimSpace(name); name != "" {
			bound[name] = args[i]
		}
	}
	for _, set := range fieldSet.FindAllStringSubmatchIndex(body[:ret[0]], -1) {
		name := body[set[2]:set[3]]
		o, isObject := bound[name].(object)
		value := jsReader{s: body, i: set[1], vars: bound, budget: r.budget}
		v, ok := value.value(0)
		if !isObject || !ok {
			return nil, false
		}
		bound[name] = append(o[:len(o):len(o)], field{body[set[4]:set[5]], v})
	}
	inner := jsReader{s: body, i: ret[1] - 1, vars: bound, budget: r.budget}
	return inner.value(0)
}

// value writes what stands under a key.
func (w *stateReader) value(key string, v any, depth int) {
	if w.visited++; depth > literalDepth || w.visited > maxVisited {
		return
	}
	switch v := v.(type) {
	case object:
		w.object(v, depth)
	case []any:
		w.array(key, v, depth)
	}
}

// object writes an article, or what the fields of a column hold.
func (w *stateReader) object(o object, depth int) {
	it := readItem(o)
	content, _ := o.lookup(contentKeys)
	text, _ := content.(string)
	if strings.TrimSpace(text) != "" {
		if it.title != "" && !it.named && !isColumn(o) {
			w.main.WriteString("<h1>" + html.EscapeString(it.title) + "</h1>")
			w.stamp("发布时间", it.date)
			w.stamp("成文日期", it.formed)
		}
		w.main.WriteString(`<div class="article-content">` + text + `</div>`)
	}
	for _, f := range o {
		before := w.rows
		w.value(f.key, f.val, depth+1)
		list, isList := f.val.([]any)
		total := number(o, "total", "totalCount", "totalRecord", "totalNum", "count", "totalElements", "recordCount")
		switch {
		case !isList:
		case len(list) == 0 && o.get("total") == 0.0:
			w.empty = "total=0"
		case w.rows > before && total > len(list):
			w.goesOn = strconv.Itoa(len(list)) + " of " + strconv.Itoa(total)
		}
	}
}

func (w *stateReader) stamp(label string, d audit.Date) {
	if !d.IsZero() {
		w.main.WriteString("<div>" + label + "：" + d.String() + "</div>")
	}
}

// isColumn reports whether an object bears a name as columns do.
func isColumn(o object) bool {
	for _, f := range o {
		if columnsOfKey.MatchString(f.key) {
			return true
		}
	}
	return false
}

// array writes steps of the breadcrumb, items of a menu, attachments or rows.
func (w *stateReader) array(key string, list []any, depth int) {
	var items []item
	for _, v := range list {
		if o, ok := v.(object); ok {
			if it := readItem(o); it.title != "" && (it.url != "" || len(it.children) > 0) {
				items = append(items, it)
			}
		}
	}
	if len(items)*2 <= len(list) {
		for _, v := range list {
			w.value("", v, depth+1)
		}
		return
	}
	switch {
	case stateCrumbs.MatchString(key):
		w.crumbs.WriteString("当前位置：")
		for i, it := range items {
			if i > 0 {
				w.crumbs.WriteString(" &gt; ")
			}
			w.crumbs.WriteString(it.anchor())
		}
	case stateNav.MatchString(key):
		writeItems(&w.nav, items, 0)
	case stateFoot.MatchString(key):
		writeItems(&w.foot, items, 0)
	default:
		for _, it := range items {
			if !it.date.IsZero() {
				w.rows++
			}
		}
		writeItems(&w.main, items, 0)
	}
}

func (it *item) anchor() string {
	if it.url == "" {
		return "<span>" + html.EscapeString(it.title) + "</span>"
	}
	return `<a href="` + html.EscapeString(it.url) + `">` + html.EscapeString(it.title) + `</a>`
}

// writeItems writes items with what hangs below them as a list.
func writeItems(b *strings.Builder, items []item, depth int) {
	b.WriteString("<ul>")
	for _, it := range items {
		b.WriteString("<li>" + it.anchor())
		if !it.date.IsZero() {
			b.WriteString("<span>" + it.date.String() + "</span>")
		}
		var below []item
		for _, v := range it.children {
			if o, ok := v.(object); ok && depth < 6 {
				if child := readItem(o); child.title != "" {
					below = append(below, child)
				}
			}
		}
		if len(below) > 0 {
			writeItems(b, below, depth+1)
		}
		b.WriteString("</li>")
	}
	b.WriteString("</ul>")
}

var (
	emptyArray = regexp.MustCompile(`(?:^|[;{}\s])(?:var|let|const)\s+(\w*(?i:list|data|rows|items|news|docs|articles|records))\s*=\s*\[\s*\]`)
	zeroTotal  = regexp.MustCompile(`(?:^|[;{}\s,])((?i:\w*total\w*|recordcount|rowcount))\s*=\s*0\s*[;,\n]`)
)

// emptyData is how the page's data say that its list has no rows: an array without any and a total of 0, neither of
// which any script of the page sets to something else or asks for.
func (p *page) emptyData() string {
	if p.state != nil && p.state.main.Len() == 0 {
		return p.state.empty
	}
	for i := range p.scripts {
		s := &p.scripts[i]
		if s.data() || s.src != "" {
			continue
		}
		list, total := emptyArray.FindStringSubmatch(s.text), zeroTotal.FindStringSubmatch(s.text)
		if list == nil || total == nil || p.asksOrFills(list[1]) || p.asksOrFills(total[1]) {
			continue
		}
		return total[1] + "=0"
	}
	return ""
}

// asksOrFills reports whether a script within the page asks for data, or sets a variable a second time.
func (p *page) asksOrFills(name string) bool {
	sets := regexp.MustCompile(`\b` + regexp.QuoteMeta(name) + `\s*(?:\+?=[^=]|\.\s*(?:push|concat|splice|unshift)\b|\[[^\]]*\]\s*=[^=])`)
	n := 0
	for i := range p.scripts {
		text := p.scripts[i].text
		if p.scripts[i].data() {
			continue
		}
		if requestCall.MatchString(text) || strings.Contains(text, "XMLHttpRequest") {
			return true
		}
		n += len(sets.FindAllStringIndex(text, 3))
	}
	return n > 1
}
