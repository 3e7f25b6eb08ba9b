package server

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// quoteID is the id of the first mark in an archived page.
const quoteID = "mingjing-quote"

// highlight marks the first place of a page at which the words stand, whatever white space and elements lie between them.
func highlight(doc *html.Node, words string) {
	words = folded(strings.Trim(words, "…"))
	if words == "" {
		return
	}
	var whole strings.Builder
	var texts []*html.Node
	var starts []int // of each text in whole
	for n := range doc.Descendants() {
		if n.Type == html.TextNode && n.Parent != nil && n.Parent.DataAtom != atom.Style && n.Parent.DataAtom != atom.Title {
			texts, starts = append(texts, n), append(starts, whole.Len())
			whole.WriteString(folded(n.Data))
		}
	}
	at := strings.Index(whole.String(), words)
	if at < 0 {
		return
	}
	id := quoteID
	for i, n := range texts {
		from, to := max(at-starts[i], 0), min(at+len(words)-starts[i], len(folded(n.Data)))
		if from < to {
			wrap(n, from, to, id)
			id = ""
		}
	}
}

// folded is a text without its white space.
func folded(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

// wrap puts a mark around a part of a text, whose ends are counted in the folded text.
func wrap(n *html.Node, from, to int, id string) {
	first, last, seen := -1, len(n.Data), 0
	for i, r := range n.Data {
		if unicode.IsSpace(r) {
			continue
		}
		if seen == from && first < 0 {
			first = i
		}
		seen += utf8.RuneLen(r)
		if seen == to {
			last = i + utf8.RuneLen(r)
			break
		}
	}
	if first < 0 {
		return
	}
	mark := &html.Node{Type: html.ElementNode, Data: "mark", DataAtom: atom.Mark}
	if id != "" {
		mark.Attr = []html.Attribute{{Key: "id", Val: id}}
	}
	mark.AppendChild(&html.Node{Type: html.TextNode, Data: n.Data[first:last]})
	before, after := n.Data[:first], n.Data[last:]
	n.Parent.InsertBefore(&html.Node{Type: html.TextNode, Data: before}, n)
	n.Parent.InsertBefore(mark, n)
	n.Data = after
}
