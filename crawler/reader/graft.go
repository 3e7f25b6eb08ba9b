package reader

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// script is one script of a page.
type script struct {
	node *html.Node
	src  string // address of an external script, else empty
	kind string // its type attribute, lower case
	text string

	grafted bool // what it holds stands in the tree
}

// data reports whether the script holds data or a template and not a program.
func (s *script) data() bool {
	return s.kind != "" && !strings.Contains(s.kind, "javascript") && s.kind != "module" && s.kind != "text/ecmascript"
}

// template marks markup with holes that a script fills.
func template(s string) bool {
	for _, mark := range []string{"{{", "<%", "${", "<?=", "{%", "[[", "#=", "{#", "v-for", ":href", "ms-repeat", "ng-repeat"} {
		if strings.Contains(s, mark) {
			return true
		}
	}
	return false
}

// gather collects the scripts and the comments of a tree, in order.
func gather(root *html.Node) (scripts []script, comments []*html.Node) {
	for n := range root.Descendants() {
		switch {
		case n.Type == html.CommentNode:
			comments = append(comments, n)
		case n.Type == html.ElementNode && n.Data == "script":
			scripts = append(scripts, script{
				node: n, src: strings.TrimSpace(attr(n, "src")),
				kind: strings.ToLower(strings.TrimSpace(attr(n, "type"))), text: rawText(n),
			})
		}
	}
	return scripts, comments
}

// graftScripts puts into the tree what the page's scripts write out without asking a server: records of data stores
// and the texts of document.write. vars are the variables of all scripts.
func graftScripts(scripts []script, vars scope, budget *int) {
	for i := range scripts {
		s := &scripts[i]
		if s.text == "" || s.node.Parent == nil {
			continue
		}
		switch {
		case holdsRecords(s.text):
			insertAfter(s.node, storeMarkup(s.text))
		case s.data():
			if (s.kind == "text/html" || s.kind == "text/xml") && !template(s.text) && strings.Count(s.text, "<a ") > 1 {
				insertAfter(s.node, s.text)
			}
		default:
			if markup := written(s.text, vars, budget); markup != "" {
				insertAfter(s.node, markup)
			}
			if markup := bannerMarkup(s.text) + decodedMarkup(s.text); markup != "" {
				insertAfter(s.node, markup)
			}
		}
	}
}

// insertAfter parses markup and places it behind a node.
func insertAfter(node *html.Node, markup string) {
	if markup == "" || node.Parent == nil {
		return
	}
	box := &html.Node{Type: html.ElementNode, Data: "span", DataAtom: atom.Span}
	if strings.Contains(markup, "<li") || strings.Contains(markup, "<div") || strings.Contains(markup, "<tr") {
		box.Data, box.DataAtom = "div", atom.Div
	}
	for _, n := range parseFragment(markup) {
		if n.Parent != nil {
			n.Parent.RemoveChild(n)
		}
		box.AppendChild(n)
	}
	node.Parent.InsertBefore(box, node.NextSibling)
}

var documentWrite = regexp.MustCompile(`document\s*\.\s*write(?:ln)?\s*\(`)

// written is the markup that a script writes into the page by document.write.
func written(text string, vars scope, budget *int) string {
	var b strings.Builder
	if !strings.Contains(text, "write") {
		return ""
	}
	for _, m := range documentWrite.FindAllStringIndex(text, 500) {
		r := jsReader{s: text, i: m[1], vars: vars, budget: budget}
		v, ok := r.value(0)
		if !ok {
			continue
		}
		s := clearUnknown(asText(v))
		if strings.Contains(s, "<script") || strings.Contains(s, "%3Cscript") || strings.Contains(s, "%3Cspan") {
			continue
		}
		b.WriteString(s)
	}
	return b.String()
}

var unknownPart = regexp.MustCompile("\x00[^\x00]*\x00")

func clearUnknown(s string) string {
	if !strings.Contains(s, unknown) {
		return s
	}
	return strings.ReplaceAll(unknownPart.ReplaceAllString(s, ""), unknown, "")
}

var indexed = regexp.MustCompile(`\b([A-Za-z_]\w*)\s*\[[^\[\]\n]{1,40}\]\s*=\s*(?:'([^'\n]*)'|"([^"\n]*)")`)

// bannerMarkup reads banners that a script keeps in parallel arrays: pictures, addresses and texts.
func bannerMarkup(text string) string {
	if !hasAny(text, "] =", "]=") {
		return ""
	}
	type banner struct{ link, words string }
	var banners []banner
	var current banner
	seen := map[string]bool{}
	flush := func() {
		if current.link != "" {
			banners = append(banners, current)
		}
		current = banner{}
		clear(seen)
	}
	for _, m := range indexed.FindAllStringSubmatch(text, 1000) {
		name, value := strings.ToLower(m[1]), m[2]+m[3]
		if seen[name] {
			flush()
		}
		seen[name] = true
		switch {
		case strings.Contains(name, "link") || strings.Contains(name, "url") || strings.Contains(name, "href"):
			if current.link == "" && !isPicture(value) {
				current.link = value
			}
		case strings.Contains(name, "text") || strings.Contains(name, "title") || strings.Contains(name, "name") ||
			strings.Contains(name, "alt") || strings.Contains(name, "wenzi"):
			current.words = value
		}
	}
	flush()
	var b strings.Builder
	for _, banner := range banners {
		b.WriteString(`<a href="` + html.EscapeString(banner.link) + `"><img alt="` + html.EscapeString(banner.words) + `"></a>`)
	}
	return b.String()
}

// swallowed is the markup of a comment that holds list rows: live lists stand in comments where a template went wrong.
func swallowed(comment string) string {
	if strings.Count(comment, "<a ") < 3 || template(comment) || !strings.Contains(comment, "<li") && !strings.Contains(comment, "<tr") {
		return ""
	}
	dates := len(fullDate.FindAllStringIndex(comment, 3))
	if dates >= 3 && pagerCall.MatchString(comment) {
		return comment
	}
	return ""
}
