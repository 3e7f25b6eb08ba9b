package reader

import (
	"regexp"
	"strings"

	"mingjing/audit"
)

// epoint is 新点 EWB: lists of the open-government part come from a REST interface that is told the category.
var epoint = family{name: "epoint", parts: epointParts}

var epointAction = regexp.MustCompile(`["']([^"']*/rest/\w+/(?:getgovinfolist|getInfoList|getinfolist|getInfoListByCategory)\w*)["']`)

func epointParts(p *page, s *parts) {
	for i := range p.scripts {
		text := p.scripts[i].text
		if !strings.Contains(text, "/rest/") {
			continue
		}
		m := epointAction.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		category := firstOf(asText(p.vars["categorynum"]), asText(p.vars["categoryNum"]), p.valueOf("categorynum"), p.valueOf("categoryNum"))
		if category == "" {
			s.unread++
			continue
		}
		body := object{
			{"deptcode", firstOf(asText(p.vars["deptcode"]), p.valueOf("deptcode"))}, {"categorynum", category},
			{"siteGuid", firstOf(asText(p.vars["siteGuid"]), p.valueOf("siteGuid"))}, {"pageIndex", "0"},
			{"pageSize", firstOf(asText(p.vars["pageSize"]), "15")},
		}
		s.add(audit.LinkData, m[1], encodeForm(body), formType, nil)
	}
}

// valueOf is the value of the field with an id: many pages keep the parameters of their lists in hidden fields.
func (p *page) valueOf(id string) string {
	if p.fields == nil {
		p.fields = map[string]string{}
		for n := range p.root.Descendants() {
			if n.Data == "input" {
				for _, key := range []string{attr(n, "id"), attr(n, "name")} {
					if _, taken := p.fields[key]; key != "" && !taken {
						p.fields[key] = strings.TrimSpace(attr(n, "value"))
					}
				}
			}
		}
	}
	return p.fields[id]
}
