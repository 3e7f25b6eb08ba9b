package crawler

import (
	"strings"

	"mingjing/audit"
)

// tidy gives every address of a page within the site the scheme that its host answers with, so that
// the addresses of links and pages are one.
func (r *run) tidy(page *audit.Page) {
	page.URL = r.canonical(page.URL)
	for _, links := range [][]audit.Link{page.Parts, page.Next, page.Links} {
		for i := range links {
			links[i].URL, links[i].From = r.canonical(links[i].URL), page.URL
		}
	}
	for i := range page.Entries {
		page.Entries[i].URL = r.canonical(page.Entries[i].URL)
	}
	for _, files := range [][]audit.File{page.Files, page.Pictures} {
		for i := range files {
			files[i].URL = r.canonical(files[i].URL)
		}
	}
	for i := range page.Trail {
		page.Trail[i].URL = r.canonical(page.Trail[i].URL)
	}
	page.Refresh = r.canonical(page.Refresh)
}

// takeUp makes the links of a page known: parts and further pages of its list first, then the links
// as they stand, then what is told of rows, files and the trail and is no link yet.
func (r *run) takeUp(page *audit.Page) {
	_, host, rest := splitURL(page.URL)
	path, _ := splitQuery(rest)
	family := plainHost(host) + path
	met := make(map[key]bool, len(page.Links)+len(page.Entries))
	fresh := 0
	take := func(link *audit.Link, again bool) {
		_, host, rest := splitURL(link.URL)
		if host == "" || !r.at(link.URL).owned {
			return
		}
		k := r.hash.join(plainHost(host), rest, link.Body)
		if met[k] && !again {
			return
		}
		met[k] = true
		if path, _ := splitQuery(rest); r.frontier.add(k, link) && plainHost(host)+path != family {
			fresh++
		}
	}
	for _, links := range [][]audit.Link{page.Parts, page.Next, page.Links} {
		for i := range links {
			take(&links[i], true)
		}
	}
	for _, e := range page.Entries {
		take(&audit.Link{
			URL: e.URL, From: page.URL, Text: e.Title, Kind: audit.LinkAnchor, Region: audit.RegionMain, Row: true, Date: e.Date,
		}, false)
	}
	for _, f := range page.Files {
		take(&audit.Link{URL: f.URL, From: page.URL, Text: f.Title, Kind: audit.LinkAnchor, Region: audit.RegionMain}, false)
	}
	for _, c := range page.Trail {
		take(&audit.Link{URL: c.URL, From: page.URL, Text: c.Name, Kind: audit.LinkAnchor, Region: audit.RegionTrail}, false)
	}
	r.traps.brought(page.Via.URL, page.Via.Body, fresh)
}

// A list is the pages of one list, as far as they were read.
type list struct{ seen map[string]bool }

// endList takes the further pages off a page that shows the list to be at its end: one that repeats
// an earlier page of the list, or says that it is empty. Servers answer for pages past the end, each
// with a link to the next.
func (r *run) endList(page *audit.Page) {
	at := r.hash.key(page.Via.URL, page.Via.Body)
	l := r.lists[at]
	delete(r.lists, at)
	if len(page.Next) == 0 || page.Again {
		return
	}
	rows := rowsOf(page)
	if l == nil {
		l = &list{map[string]bool{}}
	} else if l.seen[rows] || l.seen[page.SHA256] || rows == "" && page.Empty != "" {
		page.Next = nil
		return
	}
	if rows != "" {
		l.seen[rows] = true
	}
	l.seen[page.SHA256] = true
	for i := range page.Next {
		if k := r.hash.key(page.Next[i].URL, page.Next[i].Body); !r.frontier.taken(k) && r.lists[k] == nil {
			r.lists[k] = l
		}
	}
}

// rowsOf is what tells the rows of a list apart from those of another of its pages.
func rowsOf(page *audit.Page) string {
	var b strings.Builder
	for _, e := range page.Entries {
		b.WriteString(e.URL)
		b.WriteByte('\n')
		b.WriteString(e.Title)
		b.WriteByte('\n')
	}
	return b.String()
}
