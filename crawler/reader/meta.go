package reader

import (
	"regexp"
	"sort"
	"strings"

	"golang.org/x/net/html"
)

// standardMetas are the names of the meta-tag standard of government sites, lower case.
var standardMetas = map[string]bool{
	"sitename": true, "sitedomain": true, "siteidcode": true, "columnname": true, "columndescription": true,
	"columnkeywords": true, "columntype": true, "articletitle": true, "pubdate": true, "contentsource": true,
	"keywords": true, "author": true, "description": true, "url": true, "image": true,
}

// metas are the meta elements of a page: the first value that says something, by name in lower case.
type metas struct {
	values  map[string]string
	refresh string
	title   string
	base    string
}

// readMetas reads meta, title and base elements, wherever they stand.
func readMetas(root *html.Node) metas {
	m := metas{values: map[string]string{}}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "meta":
			if name := strings.ToLower(strings.TrimSpace(firstOf(attr(n, "name"), attr(n, "property")))); name != "" {
				if old, seen := m.values[name]; !seen || old == "" {
					m.values[name] = plain(attr(n, "content"))
				}
			}
			if strings.EqualFold(attr(n, "http-equiv"), "refresh") && m.refresh == "" {
				m.refresh = attr(n, "content")
			}
		case "title":
			if m.title == "" {
				m.title = plain(rawText(n))
			}
		case "base":
			if m.base == "" {
				m.base = strings.TrimSpace(attr(n, "href"))
			}
		}
	}
	return m
}

// standard lists the names of the standard that the page carries, sorted.
func (m metas) standard() []string {
	var names []string
	for name := range m.values {
		if standardMetas[name] {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	return names
}

// siteCode is the identification code of the site, ten digits where it is well formed.
func (m metas) siteCode() string { return squeeze(m.values["siteidcode"]) }

// column is the ColumnName, where it can be the name of a column at all.
func (m metas) column() string {
	name := m.values["columnname"]
	if notColumn.MatchString(name) {
		return ""
	}
	return name
}

var notColumn = regexp.MustCompile(`^(?:\d*|null|undefined|首页|网站首页|index|正文|default)$`)

// articleTitle is the ArticleTitle, where it can be a title.
func (m metas) articleTitle() string {
	title := m.values["articletitle"]
	if title == "null" || title == "undefined" || length(title) < 2 || title == m.values["sitename"] {
		return ""
	}
	return title
}
