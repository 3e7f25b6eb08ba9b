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
func (p *page) valueOf(id string) string { return asText(p.vars[fieldMark+id]) }

// fieldMark stands before the id of a field among the variables of scripts.
const fieldMark = "#"

// declareFields makes the fields of a page known to its scripts, which read them as $('#id').val().
func (p *page) declareFields() {
	for n := range p.root.Descendants() {
		if n.Data != "input" {
			continue
		}
		for _, key := range []string{attr(n, "id"), attr(n, "name")} {
			if _, taken := p.vars[fieldMark+key]; key != "" && !taken {
				p.vars[fieldMark+key] = strings.TrimSpace(attr(n, "value"))
			}
		}
	}
}
