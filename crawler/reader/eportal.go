package reader

import (
	"regexp"
	"strconv"
	"strings"
)

// eportal pages its lists by a script: /eportal/ui?pageId=…&currentPage=N&moduleId=….
var eportal = family{name: "eportal", next: eportalNext}

var (
	eportalAddress = regexp.MustCompile(`["']([^"'\s]*/eportal/ui\?[^"'\s]*currentPage=)(\d*)([^"'\s]*)["']`)
	eportalTotal   = regexp.MustCompile(`(?i)(?:totalPages?|pageCount|countPage)["']?\s*[:=]\s*["']?(\d+)`)
)

func eportalNext(p *page, g *pager) {
	for i := range p.scripts {
		text := p.scripts[i].text
		if !strings.Contains(text, "/eportal/ui?") {
			continue
		}
		m := eportalAddress.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		total := 2
		if t := eportalTotal.FindStringSubmatch(text); t != nil {
			total, _ = strconv.Atoi(t[1])
		} else if t := totalWords.FindStringSubmatch(string(p.flat.text)); t != nil {
			total, _ = strconv.Atoi(firstOf(t[1], t[3]))
		}
		for n := 2; n <= min(total, maxPages+1); n++ {
			g.add(strings.ReplaceAll(m[1], "&amp;", "&")+strconv.Itoa(n)+m[3], "", "")
		}
		return
	}
}
