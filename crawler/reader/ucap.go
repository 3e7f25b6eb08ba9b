package reader

import (
	"regexp"
	"strings"

	"mingjing/audit"
)

// ucap is 开普: lists come from /searchList/<channel>, trees from /getChannelList.
var ucap = family{name: "ucap", parts: ucapParts}

var ucapList = regexp.MustCompile(`["']([^"'\s]*/(?:searchList|common/search|es-search/search)/\w+\?[^"']*)["']`)

func ucapParts(p *page, s *parts) {
	for i := range p.scripts {
		text := p.scripts[i].text
		if !hasAny(text, "/searchList/", "/search/") {
			continue
		}
		for _, m := range ucapList.FindAllStringSubmatch(text, 10) {
			ref := m[1]
			switch {
			case strings.HasSuffix(ref, "page="):
				ref += "1"
			case strings.HasSuffix(ref, "="):
				ref += asText(p.vars["pageSize"])
			}
			s.add(audit.LinkData, ref, "", "", nil)
		}
	}
}
