package reader

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// maxDepth bounds a tree that is built by hand. It lies below the bound of html.Parse.
const maxDepth = 300

// maxNodes bounds the nodes of one page, those that scripts write included.
const maxNodes = 600_000

// parse builds the tree of a page. Markup that the standard parser refuses, for it nests too deep, is read by a
// plainer way that flattens what lies too deep and loses nothing.
func parse(text []byte) *html.Node {
	if root, err := html.Parse(bytes.NewReader(text)); err == nil {
		return root
	}
	return parseFlat(text)
}

// parseFragment parses markup that a script writes, as the children of a div.
func parseFragment(markup string) []*html.Node {
	context := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div}
	if strings.Contains(markup, "<tr") && !strings.Contains(markup, "<table") {
		markup = "<table>" + markup + "</table>"
	}
	if nodes, err := html.ParseFragment(strings.NewReader(markup), context); err == nil {
		return nodes
	}
	root := parseFlat([]byte(markup))
	var nodes []*html.Node
	for c := root.FirstChild; c != nil; c = root.FirstChild {
		root.RemoveChild(c)
		nodes = append(nodes, c)
	}
	return nodes
}

var voidTags = map[string]bool{
	"area": true, "base": true, "br": true, "col": true, "embed": true, "hr": true, "img": true, "input": true,
	"link": true, "meta": true, "param": true, "source": true, "track": true, "wbr": true, "frame": true,
}

// closedBy names the open elements that a start tag ends where no end tag was written.
var closedBy = map[string]string{
	"li": " li ", "dt": " dt dd ", "dd": " dt dd ", "tr": " td th tr ", "td": " td th ", "th": " td th ",
	"option": " option ", "a": " a ", "p": " p ",
}

// parseFlat builds a tree token by token. End tags close the nearest element of their name; below maxDepth elements
// become siblings.
func parseFlat(text []byte) *html.Node {
	root := &html.Node{Type: html.DocumentNode}
	open := []*html.Node{root}
	depth := 0 // elements nested deeper than open can hold
	z := html.NewTokenizer(bytes.NewReader(text))
	z.SetMaxBuf(len(text) + 1)
	for range maxNodes {
		kind := z.Next()
		top := open[len(open)-1]
		switch kind {
		case html.ErrorToken:
			return root
		case html.TextToken:
			top.AppendChild(&html.Node{Type: html.TextNode, Data: string(z.Text())})
		case html.CommentToken:
			top.AppendChild(&html.Node{Type: html.CommentNode, Data: string(z.Text())})
		case html.StartTagToken, html.SelfClosingTagToken:
			token := z.Token()
			for len(open) > 1 && strings.Contains(closedBy[token.Data], " "+open[len(open)-1].Data+" ") {
				open = open[:len(open)-1]
			}
			top = open[len(open)-1]
			node := &html.Node{Type: html.ElementNode, Data: token.Data, DataAtom: token.DataAtom, Attr: token.Attr}
			top.AppendChild(node)
			switch {
			case kind == html.SelfClosingTagToken || voidTags[token.Data]:
			case len(open) < maxDepth:
				open = append(open, node)
			default:
				depth++
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if depth > 0 {
				depth--
				continue
			}
			for i := len(open) - 1; i > max(0, len(open)-40); i-- {
				if open[i].Data == string(name) {
					open = open[:i]
					break
				}
			}
		}
	}
	return root
}

// attr is the value of an attribute; names are in lower case in a parsed tree.
func attr(n *html.Node, name string) string {
	for i := range n.Attr {
		if n.Attr[i].Key == name {
			return n.Attr[i].Val
		}
	}
	return ""
}

func hasAttr(n *html.Node, name string) bool {
	for i := range n.Attr {
		if n.Attr[i].Key == name {
			return true
		}
	}
	return false
}

// rawText is the text directly in a node: the source of a script, the words of a title.
func rawText(n *html.Node) string {
	if n.FirstChild != nil && n.FirstChild.NextSibling == nil {
		return n.FirstChild.Data
	}
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}
