package reader

import (
	"regexp"
	"strconv"
)

// trs is 拓尔思 WCM. Its pagers are read by the general way (createPageHTML); some themes keep the numbers in variables.
var trs = family{name: "trs", next: trsNext}

var trsCount = regexp.MustCompile(`(?:var\s+)(?:countPage|pageDec|nPageCount|_nPageCount)\s*=\s*(\d+)`)

func trsNext(p *page, g *pager) {
	for i := range p.scripts {
		text := p.scripts[i].text
		if !hasAny(text, "countPage", "pageDec", "nPageCount") {
			continue
		}
		if m := trsCount.FindStringSubmatch(text); m != nil && !pagerCall.MatchString(text) {
			total, _ := strconv.Atoi(m[1])
			suffix := firstOf(asText(p.vars["_sPageExt"]), "html")
			if own := g.own(); own != nil && total > 1 {
				if ext := trsExt.FindString(own.Path); ext != "" {
					suffix = ext[1:]
				}
				g.counted(firstOf(asText(p.vars["_sPageName"]), "index"), suffix, 0, total, false)
			}
		}
	}
}

var trsExt = regexp.MustCompile(`\.\w{3,5}$`)
