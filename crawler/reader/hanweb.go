package reader

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"mingjing/audit"
)

// hanweb is 大汉版通 (JCMS): lists stand in data stores within scripts, the records that follow come from a data proxy.
var hanweb = family{name: "hanweb", parts: hanwebParts}

var jpageCall = regexp.MustCompile(`['"]#(\w+)['"]\s*\)\s*\.jpage\s*\(`)

func hanwebParts(p *page, s *parts) {
	given := false
	for i := range p.scripts {
		text := p.scripts[i].text
		if isStore(text) {
			if ref := nextGroupLink(text); ref != "" {
				s.add(audit.LinkData, ref, "", "", nil)
				given = true
			}
		}
	}
	for i := range p.scripts {
		text := p.scripts[i].text
		if !strings.Contains(text, ".jpage") {
			continue
		}
		for _, m := range jpageCall.FindAllStringSubmatchIndex(text, 10) {
			r := jsReader{s: text, i: m[1], vars: p.vars, budget: &p.budget}
			v, ok := r.value(0)
			options, isObject := v.(object)
			if !ok || !isObject {
				continue
			}
			params, _ := p.vars["param_"+text[m[2]:m[3]]].(object)
			if params == nil {
				params, _ = options.get("dataParam").(object)
			}
			hanwebProxy(p, s, options, params, text[m[2]:m[3]], given)
		}
	}
	hanwebSearch(p, s)
}

// hanwebProxy asks the data proxy for the records behind those that the page carries.
func hanwebProxy(p *page, s *parts, options, params object, unit string, given bool) {
	proxy := options.text("proxyUrl")
	total, size := number(options, "totalRecord"), number(options, "perPage")
	if proxy == "" || strings.Contains(proxy, unknown) || size <= 0 {
		return
	}
	have := p.storeRecords(unit)
	if given && have > 0 || total <= have {
		return
	}
	query := encodeForm(settleObject(params))
	group := size * 3
	if have > 0 && have%size == 0 {
		group = have
	}
	for from, n := have+1, 0; from <= total && n < maxPages; from, n = from+group, n+1 {
		to := min(from+group-1, total)
		ref := proxy + joiner(proxy) + "page=" + strconv.Itoa((from-1)/group+1) + "&startrecord=" + strconv.Itoa(from) +
			"&endrecord=" + strconv.Itoa(to) + "&perpage=" + strconv.Itoa(size)
		if query != "" {
			ref += "&" + query
		}
		s.add(audit.LinkData, ref, "", "", nil)
	}
}

// storeRecords is the number of records that the page carries for a unit.
func (p *page) storeRecords(unit string) int {
	all := 0
	for i := range p.scripts {
		sc := &p.scripts[i]
		if !isStore(sc.text) {
			continue
		}
		n := strings.Count(sc.text, "<record>")
		if parent := sc.node.Parent; parent != nil && attr(parent, "id") == unit {
			return n
		}
		all += n
	}
	return all
}

var infoType = regexp.MustCompile(`infotypeId\s*[=:]\s*["']?(\w+)`)

// hanwebSearch asks the open-government module for its list where the page only names the type.
func hanwebSearch(p *page, s *parts) {
	for i := range p.scripts {
		text := p.scripts[i].text
		if !strings.Contains(text, "/module/xxgk/search.jsp") || requestCall.MatchString(text) {
			continue
		}
		if m := infoType.FindStringSubmatch(text); m != nil {
			area := asText(p.vars["area"])
			body := "infotypeId=" + m[1] + "&jdid=" + url.QueryEscape(asText(p.vars["jdid"])) + "&area=" + url.QueryEscape(area) +
				"&divid=" + url.QueryEscape(asText(p.vars["divid"])) + "&standardXxgk=1&isAllList=1&texttype=&fbtime=-1&vc_all=&vc_filenumber=&vc_title=&vc_number=&currpage=1&sortfield=,createdatetime:0,orderid:0"
			s.add(audit.LinkData, "/module/xxgk/search.jsp", body, formType, nil)
		}
	}
}
