package reader

import (
	"net/url"
	"strings"

	"mingjing/audit"
)

// jpaas is the cloud form of Hanweb: a script element carries the query of the unit that draws the list.
var jpaas = family{name: "jpaas", parts: jpaasParts}

func jpaasParts(p *page, s *parts) {
	for i := range p.scripts {
		n := p.scripts[i].node
		query := attr(n, "querydata")
		address := firstOf(attr(n, "url"), attr(n, "data-url"))
		if query == "" || address == "" {
			continue
		}
		r := jsReader{s: query, vars: p.vars, budget: &p.budget}
		v, ok := r.value(0)
		o, isObject := v.(object)
		if !ok || !isObject {
			s.unread++
			continue
		}
		ref := address + joiner(address) + encodeForm(settleObject(o))
		if !strings.Contains(ref, "paramJson") {
			ref += "&paramJson=" + url.QueryEscape(`{"pageNo":1,"pageSize":15}`)
		}
		s.add(audit.LinkData, ref, "", "", nil)
	}
}
