package reader

import (
	"net/url"
	"regexp"
	"strings"

	"mingjing/audit"
)

// longsun is 龙讯 EX8: its lists and trees come from /site/label/8888, which answers fragments of HTML.
var longsun = family{name: "longsun", parts: longsunParts}

var labelCall = regexp.MustCompile(`["']([^"']*/site/label/\d+)(\?[^"']*)?["']`)

func longsunParts(p *page, s *parts) {
	for i := range p.scripts {
		text := p.scripts[i].text
		if !strings.Contains(text, "/site/label/") {
			continue
		}
		for _, m := range labelCall.FindAllStringSubmatch(text, 20) {
			query := strings.TrimPrefix(m[2], "?")
			if !longsunList(query) {
				continue
			}
			if strings.HasSuffix(query, "=") || strings.Contains(query, "{") {
				continue // its value is joined on: the general way reads that
			}
			s.add(audit.LinkData, m[1]+"?"+query, "", "", nil)
		}
	}
	for i := range p.flat.els { // labels that the page's script fills by their data
		n := p.flat.els[i].node
		if name := attr(n, "labelname"); longsunList("labelName=" + name) {
			query := "labelName=" + url.QueryEscape(name)
			for _, a := range n.Attr {
				if key, ok := strings.CutPrefix(a.Key, "data-"); ok && a.Val != "" {
					query += "&" + key + "=" + url.QueryEscape(a.Val)
				}
			}
			s.add(audit.LinkData, "/site/label/8888?"+query, "", "", p.flat.els[i].above.names(""))
		}
	}
}

// longsunList tells labels that bring lists and trees from those that bring counters and article texts.
func longsunList(query string) bool {
	low := strings.ToLower(query)
	return strings.Contains(low, "labelname=") && hasAny(low, "list", "tree", "column") && !hasAny(low, "hit", "detail")
}
