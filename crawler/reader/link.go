package reader

import (
	"regexp"

	"mingjing/audit"
)

// countedKey is a parameter with a number, in a query, a form, JSON or JSON in a query.
var countedKey = regexp.MustCompile(`(?:^|[?&"']|%22|\{)(\w+)(?:=|["']?\s*:\s*["']?|%22\s*(?:%3A|:)\s*(?:%22|"|')?)(\d{1,6})`)

const maxLinks = 20_000

// shortened marks a text that was cut short.
var shortened = regexp.MustCompile(`(?:…|\.\.+|··+)$`)

// markRows notes which elements are rows of documents, and gives their links the date.
func (p *page) markRows(groups []*group) {
	if p.rowAt == nil {
		p.rowAt = map[int]bool{}
	}
	for _, g := range groups {
		if !g.documents() {
			continue
		}
		for _, r := range g.rows {
			if len(g.rows) > 1 || r.at != p.bodyAt {
				p.rowAt[r.at] = true
			}
			p.flat.links[r.link].row = true
			p.flat.links[r.link].date = r.date
		}
	}
}

// readLinks lists the links of the page that lead somewhere, in page order.
func (p *page) readLinks(above []string) []audit.Link {
	var links []audit.Link
	seen := map[string]bool{}
	for k := range p.flat.links {
		l := &p.flat.links[k]
		if l.url == "" || len(links) >= maxLinks {
			continue
		}
		var names []string
		switch l.region {
		case audit.RegionTrail, audit.RegionFooter, audit.RegionFriends, audit.RegionHeader:
		default:
			names = l.above.names(firstOf(l.text, l.title, l.alt))
		}
		if len(above) > 0 {
			names = append(above[:len(above):len(above)], names...)
		}
		names = p.withoutNoise(names)
		key := l.url + "\x00" + l.text + "\x00" + l.alt + "\x00" + string(l.region)
		for _, n := range names {
			key += "\x00" + n
		}
		if seen[key] && !l.row {
			continue
		}
		seen[key] = true
		text := l.text
		if len(l.title) <= len(text) && shortened.MatchString(text) && cut(text, l.title) {
			text = l.title // cut short by no more than the dots are long
		}
		links = append(links, audit.Link{
			URL: l.url, From: p.in.URL, Text: head(text, 600), Title: head(l.title, 600), Alt: head(l.alt, 600), Above: names,
			Kind: audit.LinkAnchor, Region: l.region, Row: l.row, Date: l.date,
		})
	}
	return links
}

// withoutNoise drops headings that the whole site stands under.
func (p *page) withoutNoise(names []string) []string {
	kept := names[:0:0]
	for _, n := range names {
		if n != p.meta.values["sitename"] && n != "" && n != p.title {
			kept = append(kept, n)
		}
	}
	return kept
}
