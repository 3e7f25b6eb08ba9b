package reader

import (
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"

	"mingjing/audit"
)

// element is one visible element of a page. Elements stand in document order, so that those within element i are
// i+1 up to its end.
type element struct {
	node   *html.Node
	tag    string
	words  string // class and id, lower case
	parent int
	end    int
	t0, t1 int // its part of the visible text
	l0, l1 int // its links
	region audit.Region
	above  *heading
}

// anchor is one link of a page, whatever markup makes it.
type anchor struct {
	at     int // element
	href   string
	url    string // absolute; empty where it leads nowhere
	t0, t1 int
	text   string
	title  string
	alt    string
	region audit.Region
	above  *heading
	row    bool
	date   audit.Date

	neighbour bool // it leads from an article to the one before or after
}

// name is what a reader would call the link.
func (a *anchor) name() string {
	l := audit.Link{Text: a.text, Title: a.title, Alt: a.alt}
	return l.Name()
}

// picture is an image of a page.
type picture struct {
	at  int
	src string
	alt string
}

// flat is a page flattened: everything visible, in document order.
type flat struct {
	base     *url.URL
	els      []element
	text     []byte
	links    []anchor
	linked   []int // linked[i] is the length of the text of the links before i
	pictures []picture
	frames   []int // elements
	tables   []int
	tabRow   map[int]bool // elements that are the titles of tabs
	edge     bool         // an element that sets its text apart began or ended
}

// textOf is the visible text within an element.
func (f *flat) textOf(i int) string { return string(f.text[f.els[i].t0:f.els[i].t1]) }

// size is the length of the visible text of an element in bytes.
func (f *flat) size(i int) int { return f.els[i].t1 - f.els[i].t0 }

// linkedSize is how much of that stands in links.
func (f *flat) linkedSize(i int) int { return f.linked[f.els[i].l1] - f.linked[f.els[i].l0] }

// linkCount is the number of links within an element.
func (f *flat) linkCount(i int) int { return f.els[i].l1 - f.els[i].l0 }

// next is the element's next sibling, or -1.
func (f *flat) next(i int) int {
	n, parent := f.els[i].end, f.els[i].parent
	if n < len(f.els) && f.els[n].parent == parent {
		return n
	}
	return -1
}

// first is the element's first child, or -1.
func (f *flat) first(i int) int {
	if i+1 < f.els[i].end {
		return i + 1
	}
	return -1
}

// within reports whether element i lies within (or is) element outer.
func (f *flat) within(i, outer int) bool { return i >= outer && i < f.els[outer].end }

var blockTags = map[string]bool{
	"address": true, "article": true, "aside": true, "blockquote": true, "body": true, "center": true, "dd": true,
	"div": true, "dl": true, "dt": true, "fieldset": true, "figure": true, "footer": true, "form": true, "h1": true,
	"h2": true, "h3": true, "h4": true, "h5": true, "h6": true, "header": true, "hr": true, "li": true, "main": true,
	"nav": true, "ol": true, "p": true, "pre": true, "section": true, "table": true, "tbody": true, "thead": true,
	"tfoot": true, "tr": true, "ul": true, "caption": true, "br": true,
	"ucaptitle": true, "publishtime": true, "ucapcontent": true,
}

// mute elements show no text of the page.
var mute = map[string]bool{
	"script": true, "style": true, "noscript": true, "template": true, "textarea": true, "select": true, "title": true,
	"svg": true, "object": true, "video": true, "audio": true, "canvas": true, "button": true, "head": true,
}

// flatten walks a tree once.
func flatten(root *html.Node, base *url.URL) *flat {
	f := &flat{base: base}
	f.visit(root, -1, -1)
	f.linked = make([]int, len(f.links)+1)
	for i := range f.links {
		l := &f.links[i]
		l.text = fold(string(f.text[l.t0:l.t1]))
		f.linked[i+1] = f.linked[i] + l.t1 - l.t0
	}
	return f
}

// visit takes in the children of a node; at is the element that holds them, link the link that they belong to.
func (f *flat) visit(n *html.Node, at, link int) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch c.Type {
		case html.TextNode:
			if at >= 0 {
				f.write(c.Data)
			}
		case html.ElementNode:
			f.element(c, at, link)
		}
	}
}

func (f *flat) element(n *html.Node, parent, link int) {
	if len(f.els) >= maxNodes {
		return
	}
	if n.Data == "head" {
		return
	}
	if mute[n.Data] {
		f.muteElement(n, parent)
		return
	}
	if hidden(n) && !panel(n) {
		return
	}
	block := blockTags[n.Data]
	cell := n.Data == "td" || n.Data == "th"
	if block {
		f.line('\n')
	} else if cell {
		f.line('\t')
	}
	at := len(f.els)
	words := ""
	if class, id := attr(n, "class"), attr(n, "id"); class != "" || id != "" {
		words = strings.ToLower(class + " " + id)
	}
	f.els = append(f.els, element{node: n, tag: n.Data, words: words, parent: parent, t0: len(f.text), l0: len(f.links)})
	apart := n.Data == "i" || n.Data == "em" || hasAttr(n, "class")
	f.edge = f.edge || apart
	own := link
	if href := target(n); href != "" && (n.Data == "a" || n.Data == "area" || link < 0) {
		f.links = append(f.links, anchor{at: at, href: href, t0: len(f.text), title: fold(attr(n, "title")), alt: fold(attr(n, "alt"))})
		own = len(f.links) - 1
	}
	switch n.Data {
	case "img":
		src := firstOf(attr(n, "src"), attr(n, "data-src"), attr(n, "data-original"), attr(n, "_src"), attr(n, "oldsrc"))
		alt := fold(firstOf(attr(n, "alt"), attr(n, "title")))
		if own >= 0 && f.links[own].alt == "" {
			f.links[own].alt = alt
		}
		f.pictures = append(f.pictures, picture{at, src, alt})
	case "iframe", "frame", "embed":
		f.frames = append(f.frames, at)
	case "table":
		f.tables = append(f.tables, at)
	case "input":
		if link < 0 && own >= 0 {
			f.write(attr(n, "value"))
		}
	}
	if n.Data != "iframe" {
		f.visit(n, at, own)
	}
	f.els[at].t1, f.els[at].l1, f.els[at].end = len(f.text), len(f.links), len(f.els)
	f.edge = f.edge || apart
	if own != link {
		f.links[own].t1 = len(f.text)
	}
	if block {
		f.line('\n')
	}
}

// muteElement keeps what a reader needs of an element that shows no text: the options of a menu that jumps, and
// documents shown by a plugin.
func (f *flat) muteElement(n *html.Node, parent int) {
	if n.Data == "object" || n.Data == "button" || n.Data == "select" {
		at := len(f.els)
		f.els = append(f.els, element{
			node: n, tag: n.Data, parent: parent, end: at + 1,
			t0: len(f.text), t1: len(f.text), l0: len(f.links), l1: len(f.links),
		})
		if n.Data == "object" {
			f.frames = append(f.frames, at)
			f.visit(n, at, -1)
			f.els[at].end, f.els[at].t1, f.els[at].l1 = len(f.els), len(f.text), len(f.links)
		}
		if n.Data == "select" && leaves.MatchString(attr(n, "onchange")) {
			f.options(n, at)
		}
		if href := target(n); n.Data == "button" && href != "" {
			name := fold(innerText(n, 200))
			f.links = append(f.links, anchor{at: at, href: href, t0: len(f.text), t1: len(f.text), title: name})
			f.els[at].l1 = len(f.links)
		}
	}
}

// leaves is the script of a menu that leads to the address of the option that is chosen.
var leaves = regexp.MustCompile(`(?i)location|\bopen\s*\(|jump|goto|go\w*url|this\.(?:value|options)`)

// options makes links of the options of a menu that jumps.
func (f *flat) options(n *html.Node, at int) {
	for d := range n.Descendants() {
		if d.Type != html.ElementNode || d.Data != "option" {
			continue
		}
		if href := strings.TrimSpace(attr(d, "value")); addressLike.MatchString(href) && !isPicture(href) {
			f.links = append(f.links, anchor{at: at, href: href, t0: len(f.text), t1: len(f.text), title: fold(innerText(d, 200))})
		}
	}
	f.els[at].l1 = len(f.links)
}

// innerText is the text within a node, at most limit bytes.
func innerText(n *html.Node, limit int) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
			if b.Len() > limit {
				break
			}
		}
	}
	return b.String()
}

func firstOf(values ...string) string {
	for _, v := range values {
		if strings.TrimSpace(v) != "" {
			return strings.TrimSpace(v)
		}
	}
	return ""
}

// write appends text with its white space folded.
func (f *flat) write(s string) {
	if f.edge && s != "" {
		// Day and year that stand in boxes of their own are two numbers, not one.
		if n := len(f.text); n > 0 && f.text[n-1] >= '0' && f.text[n-1] <= '9' && s[0] >= '0' && s[0] <= '9' {
			f.text = append(f.text, ' ')
		}
		f.edge = false
	}
	for i := 0; i < len(s); {
		c := s[i]
		if c > ' ' && c < utf8.RuneSelf {
			f.text = append(f.text, c)
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == '\u200b' || r == '\ufeff' || r == '\u200c' || r == '\u200d' || r == '\u00ad':
		case blank(r):
			if n := len(f.text); n > 0 && f.text[n-1] > ' ' {
				f.text = append(f.text, ' ')
			}
		default:
			f.text = utf8.AppendRune(f.text, r)
		}
		i += size
	}
}

// line ends a line or a cell. The mark replaces a space before it.
func (f *flat) line(mark byte) {
	n := len(f.text)
	switch {
	case n == 0:
	case f.text[n-1] == ' ' && !f.boundary(n):
		f.text[n-1] = mark
	case f.text[n-1] > ' ' || f.boundary(n):
		if f.text[n-1] != '\n' && f.text[n-1] != mark {
			f.text = append(f.text, mark)
		}
	case f.text[n-1] == '\t' && mark == '\n':
		f.text[n-1] = '\n'
	}
}

// boundary reports whether an element or link begins at the end of the text, so that its last byte belongs to others.
func (f *flat) boundary(n int) bool {
	return len(f.els) > 0 && f.els[len(f.els)-1].t0 == n
}

// hidden reports whether the markup itself hides an element.
func hidden(n *html.Node) bool {
	if hasAttr(n, "hidden") || n.Data == "input" && strings.EqualFold(attr(n, "type"), "hidden") {
		return true
	}
	style := attr(n, "style")
	if style == "" {
		return false
	}
	style = strings.ToLower(squeeze(style))
	return strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden") && !strings.Contains(style, "position:fixed")
}

// panel reports whether a hidden element is shown when the visitor asks for it: the panel of a tab, a row of a
// further display page, the submenu of an item. Anything else that is hidden is a leftover.
func panel(n *html.Node) bool {
	if n.Data == "a" || n.Data == "span" || n.Data == "input" {
		return false
	}
	if n.Parent == nil || n.Parent.Type != html.ElementNode {
		return false
	}
	for _, word := range []string{"tab", "panel", "pane", "submenu", "sub_menu", "drop", "subnav", "sub-nav", "second", "child", "pagedcontent", "accordion", "collapse"} {
		if strings.Contains(strings.ToLower(attr(n, "class")+" "+attr(n, "id")), word) {
			return true
		}
	}
	if (n.Data == "ul" || n.Data == "dl" || n.Data == "ol" || n.Data == "div") && (n.Parent.Data == "li" || n.Parent.Data == "dd" || n.Parent.Data == "dt") {
		return true
	}
	// A group of siblings of one make, of which only one shows at a time. One hidden row among visible rows is none.
	shown, veiled := 0, 0
	for c := n.Parent.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && c.Data == n.Data && similar(c, n) {
			if hidden(c) {
				veiled++
			} else {
				shown++
			}
		}
	}
	if n.Data == "li" || n.Data == "tr" || n.Data == "p" || n.Data == "dd" {
		return veiled >= 3
	}
	if attr(n, "class") == "" && attr(n, "id") == "" && !tabWords(attr(n.Parent, "class")+" "+attr(n.Parent, "id")) {
		return veiled >= 2
	}
	return shown == 1 || shown > 0 && veiled > 1 || shown == 0 && veiled >= 2
}

// tabWords reports whether class words speak of tabs.
func tabWords(words string) bool {
	words = strings.ToLower(words)
	for _, word := range []string{"tab", "slide", "panel", "switch", "bd", "qh", "qiehuan"} {
		if strings.Contains(words, word) {
			return true
		}
	}
	return false
}

// similar reports whether two siblings are of one make: the same class but for marks of state, or ids that differ
// in their number.
func similar(a, b *html.Node) bool {
	return stateless(attr(a, "class")) == stateless(attr(b, "class")) && stateless(attr(a, "id")) == stateless(attr(b, "id"))
}

func stateless(class string) string {
	var kept []string
	for _, word := range strings.Fields(strings.ToLower(class)) {
		switch word = strings.TrimRight(word, "0123456789"); word {
		case "on", "cur", "current", "active", "selected", "hover", "show", "hide", "hidden", "first", "last", "none", "block", "now", "dn", "undis", "dis", "":
		default:
			kept = append(kept, word)
		}
	}
	return strings.Join(kept, " ")
}
