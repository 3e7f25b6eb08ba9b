package rules

import (
	"fmt"
	"slices"
	"strings"

	"mingjing/audit"
	"mingjing/rules/pack"
)

// concentrated judges the share of domains whose column stands on the portal's own hosts.
func (j *judging) concentrated(r pack.Rule) verdict {
	own, unknown := 0, 0
	var away, missing []string
	var ev []audit.Evidence
	structure := j.openStructure()
	for _, d := range j.byDomain {
		name := j.pack.Domains[d.index].Name
		roots := slices.DeleteFunc(slices.Clone(d.roots), func(n *node) bool {
			return n.page != nil && (n.page.Trouble.Kind == audit.TroubleGone || n.page.Trouble.Kind == audit.TroubleOffSite)
		})
		switch {
		case len(roots) > 0:
			own++
			if len(ev) < maxEvidence {
				ev = append(ev, j.seenAt(roots[0])...)
			}
		case d.hasColumns() && len(d.outside) == 0:
			own++
		case len(d.outside) > 0 || len(d.roots) > len(roots) && slices.ContainsFunc(d.roots, func(n *node) bool {
			return n.page != nil && n.page.Trouble.Kind == audit.TroubleOffSite
		}):
			away = append(away, name)
		case len(structure) > 0 || len(d.open) > 0:
			unknown++
		default:
			missing = append(missing, name)
		}
	}
	all := len(j.byDomain)
	if byShare(r, float64(own)/float64(all)) != byShare(r, float64(own+unknown)/float64(all)) {
		if len(structure) > 0 {
			return j.unknownFor("openness", structure)
		}
		return sayf(audit.Unknown, "%d 个领域的栏目未能读到", "columns of %d domains could not be read", unknown)
	}
	v := shares(r, float64(own)/float64(all), "%d 个领域中 %d 个的栏目在本门户", "of %d domains, %d have their column on the portal", all, own)
	if len(away) > 0 {
		v.zh += "；链至站外：" + join(away)
		v.en += "; on other hosts: " + strings.Join(away, ", ")
	}
	if len(missing) > 0 {
		v.zh += "；未见：" + join(missing)
		v.en += "; not found: " + strings.Join(missing, ", ")
	}
	v.evidence = ev
	if v.status == audit.Unmet {
		v.evidence = append(j.proof(j.columnsRead(false)), ev...)
	}
	return v
}

// newMedia judges which of the new media the home page leads to.
func (j *judging) newMedia(r pack.Rule) verdict {
	if j.home == nil || !readWell(j.home) {
		return say(audit.Unknown, "首页未能读到", "the home page could not be read")
	}
	var has, lacks []string
	var ev []audit.Evidence
	for _, medium := range []struct{ pattern, name, host string }{
		{"weibo", "微博", "weibo."}, {"wechat", "微信", "weixin."}, {"app", "客户端", ""},
	} {
		if quote, ok := j.atHome(medium.pattern, medium.host); ok {
			has = append(has, medium.name)
			ev = append(ev, evidence(j.home, quote))
		} else {
			lacks = append(lacks, medium.name)
		}
	}
	if len(has) < r.Params.AtLeast {
		for _, p := range j.home.parts {
			if j.isOpen(p) {
				return j.unknownFor("home", []*node{p})
			}
		}
	}
	v := say(audit.Met, "", "")
	v.zh = fmt.Sprintf("首页可见：%s", join(has))
	v.en = fmt.Sprintf("%d of 3 new media are on the home page", len(has))
	v.evidence = ev
	switch {
	case len(has) == 0:
		v.status, v.zh = audit.Unmet, "首页未见微博、微信、客户端"
		v.evidence = j.proof([]*node{j.home})
	case len(has) < r.Params.AtLeast:
		v.status = audit.Partial
		v.zh += "；未见：" + join(lacks)
	}
	return v
}

// atHome finds words of a pattern among the links and pictures of the home page.
func (j *judging) atHome(pattern, host string) (string, bool) {
	for i := range j.home.clicks {
		l := &j.home.clicks[i]
		for _, words := range []string{l.Text, l.Title, l.Alt} {
			if j.v.is(pattern, words) {
				return words, true
			}
		}
		if host != "" && strings.Contains(l.URL, "//"+host) || host != "" && strings.Contains(l.URL, "."+host) {
			return l.URL, true
		}
	}
	pages := []*node{j.home}
	pages = append(pages, j.home.parts...)
	for _, n := range pages {
		if !readWell(n) {
			continue
		}
		for _, p := range n.page.Pictures {
			if j.v.is(pattern, p.Title) || strings.Contains(strings.ToLower(p.URL), pattern) {
				return p.Title + " " + p.URL, true
			}
		}
	}
	return "", false
}

// zone judges what the openness zone offers.
func (j *judging) zone(r pack.Rule) verdict {
	alive, dead, unread := j.naming("zone", func(n *node, m mention) bool { return !m.link.Row || m.link.Date.IsZero() })
	services := []struct{ pattern, name string }{{"zone_query", "信息查询"}, {"zone_apply", "信息公开申请"}, {"zone_consult", "办事咨询"}}
	seen := make(map[string]bool)
	var ev []audit.Evidence
	var read []*node
	for _, f := range alive {
		if !readWell(f.to) || f.to == j.home || f.to.page.Kind == audit.KindArticle && f.by.link.Row {
			continue
		}
		read = append(read, f.to)
		for _, s := range services {
			if seen[s.name] {
				continue
			}
			if words, ok := j.offers(f.to, s.pattern); ok {
				seen[s.name] = true
				ev = append(ev, evidence(f.to, words))
			}
		}
	}
	if len(read) == 0 {
		if len(unread) > 0 {
			return j.unknownFor("zone", []*node{unread[0].to})
		}
		if open := append(j.openStructure(), j.openLists()...); len(open) > 0 {
			return j.unknownFor("openness", open)
		}
		v := j.absent("首页及政务公开各栏目已读完，未见政务公开专区", "the home page and the openness part were read whole; there is no openness zone", j.columnsRead(false))
		v.near = nearby(dead, deadLink, deadLinkEN)
		return v
	}
	var has, lacks []string
	for _, s := range services {
		if seen[s.name] {
			has = append(has, s.name)
		} else {
			lacks = append(lacks, s.name)
		}
	}
	v := say(audit.Met, "", "")
	v.zh, v.en = "政务公开专区提供："+join(has), fmt.Sprintf("the openness zone offers %d of 3 services", len(has))
	v.evidence = ev
	switch {
	case len(has) >= r.Params.AtLeast:
		return v
	case !j.whole(read[0]):
		return j.unknownFor("zone", []*node{read[0]})
	case len(has) >= r.Params.PartialAtLeast:
		v.status = audit.Partial
		v.zh += "；未见" + join(lacks)
	default:
		v.status, v.zh = audit.Unmet, "政务公开专区未提供"+join(lacks)
		v.evidence = j.proof(read)
	}
	return v
}

// offers finds a service among the links, rows and text of a page.
func (j *judging) offers(n *node, pattern string) (string, bool) {
	only := leads(n) // a menu beside the content offers what its siblings offer
	for i := range n.links {
		l := &n.links[i]
		if only && l.Region != audit.RegionMain {
			continue
		}
		for _, name := range append([]string{l.Name()}, l.Above...) {
			if !j.v.is(pattern, name) {
				continue
			}
			if to := j.nodes[key(l)]; to == nil || to.page == nil || to.page.Trouble.Kind != audit.TroubleGone {
				return name, true
			}
		}
	}
	for _, f := range n.page.Pictures {
		if j.v.is(pattern, f.Title) {
			return f.Title, true
		}
	}
	return "", false
}
