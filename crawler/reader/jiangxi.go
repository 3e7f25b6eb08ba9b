package reader

import (
	"regexp"
	"strings"

	"mingjing/audit"
)

// jiangxi is the unified platform of Jiangxi: everything is drawn from values that stand inline, further rows come
// from /queryList.
var jiangxi = family{name: "jiangxi", parts: jiangxiParts, crumbs: jiangxiCrumbs}

var loadPageData = regexp.MustCompile(`loadPageData\s*\(`)

func jiangxiParts(p *page, s *parts) {
	for i := range p.scripts {
		text := p.scripts[i].text
		if !strings.Contains(text, "loadPageData") {
			continue
		}
		for _, m := range loadPageData.FindAllStringIndex(text, 5) {
			r := jsReader{s: text, i: m[1] - 1, vars: s.local(text[:m[0]], p.vars), budget: &p.budget}
			args := r.arguments()
			if len(args) == 0 {
				continue
			}
			if o, ok := args[0].(object); ok && o.get("channelCode") != nil {
				size := firstOf(o.text("perPage"), o.text("pageSize"), "15")
				query := object{{"current", firstOf(o.text("current"), "1")}, {"pageSize", size}}
				for _, f := range settleObject(o) {
					if f.key != "current" && f.key != "pageSize" {
						query = append(query, f)
					}
				}
				body := encodeForm(query)
				s.add(audit.LinkData, "/queryList", body, formType, nil)
			}
		}
	}
}

// jiangxiCrumbs reads the breadcrumb of the column that a script says the page belongs to.
func jiangxiCrumbs(p *page) []audit.Crumb {
	for _, name := range []string{"channelsTagSelf", "channelSelf", "currentChannel"} {
		o, ok := p.vars[name].(object)
		if !ok {
			continue
		}
		list, _ := o.get("crumbs").([]any)
		var crumbs []audit.Crumb
		for _, v := range list {
			if step, ok := v.(object); ok {
				abs, _ := p.resolve(address(step.get("urls")))
				if text := plain(firstOf(step.text("name"), step.text("showName"))); text != "" {
					crumbs = append(crumbs, audit.Crumb{Name: text, URL: abs})
				}
			}
		}
		if len(crumbs) > 0 {
			home, _ := p.resolve(homeOf(p))
			return append([]audit.Crumb{{Name: "首页", URL: home}}, crumbs...)
		}
	}
	return nil
}

func homeOf(p *page) string {
	if strings.HasPrefix(p.meta.base, "/") {
		return p.meta.base + "index.html"
	}
	return "/"
}
