// Package scout looks at a portal before it is audited: whether it can be reached and read, what it is called, which further hosts
// and townships belong to it. What it finds are proposals for a person to confirm.
package scout

import (
	"cmp"
	"context"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"mingjing/audit"
)

// MaxRequests is how many requests are enough to look at a portal.
const MaxRequests = 40

// Sight is what was seen of a portal.
type Sight struct {
	Site    audit.Site // as it may stand in a targets file
	Code    string     // site code (网站标识码) of the home page; may be empty
	Home    *audit.Page
	Crawl   audit.Crawl
	Pages   int           // that were read
	Trouble audit.Trouble // of the home page
}

// Readable reports whether an audit of the portal has something to read.
func (s *Sight) Readable() bool {
	return s.Home != nil && s.Trouble.Kind == audit.TroubleNone && len(s.Home.Links) > 0
}

// Look reads the home page of a site and, where wide, the pages that lead to its openness columns and townships. The crawler
// should be given a budget of MaxRequests.
func Look(ctx context.Context, c audit.Crawler, site audit.Site, wide bool) (*Sight, error) {
	g := &guide{wide: wide, towns: make(map[string]bool), doings: make(map[string]int), hosts: make(map[string]bool)}
	g.suffix = familyOf(site.Home)
	crawl, err := c.Crawl(ctx, site, g)
	if err != nil {
		return nil, err
	}
	sight := &Sight{Site: site, Home: g.home, Crawl: crawl, Pages: g.pages}
	if g.home == nil {
		return sight, nil
	}
	sight.Trouble, sight.Code = g.home.Trouble, g.home.SiteCode
	sight.Site.Name = cmp.Or(site.Name, nameOf(g.home))
	if zone.MatchString(sight.Site.Name) {
		sight.Site.Kind = audit.Zone
	}
	sight.Site.Hosts = union(site.Hosts, g.hosts)
	sight.Site.Townships = union(site.Townships, g.towns)
	return sight, nil
}

// union adds what was found, sorted, to what is known.
func union(known []string, found map[string]bool) []string {
	all := slices.Clone(known)
	var more []string
	for name := range found {
		if !slices.Contains(known, name) {
			more = append(more, name)
		}
	}
	slices.Sort(more)
	return append(all, more...)
}

var (
	zone     = regexp.MustCompile(`高新区|开发区|新区|管委会|管理委员会|示范区|度假区|旅游区|产业园`)
	township = regexp.MustCompile(`^[\p{Han}]{1,8}?(镇|乡|街道)(人民政府|办事处)?$`)
	leads    = regexp.MustCompile(`政务公开|信息公开|乡镇|镇街|街道|基层|各镇`)
	doings   = regexp.MustCompile(`^([\p{Han}]{2,4}(?:镇|乡|街道))(?:[:：]|召开|举行|举办|开展|组织)`)
	titles   = regexp.MustCompile(`(人民政府|管理委员会|管委会)?(门户网站|政府网站|官方网站|官网|网站|政务网|政府网|网)?(首页|欢迎您)?$`)
	general  = regexp.MustCompile(`^(各|全部|所有|相关|下属|本)?(乡镇|镇街|乡镇街道|城镇|村镇|小城镇|特色小镇|街道)$|振兴|新型|城乡|建制镇|美丽`)
)

// nameOf is what a portal calls the county: its site name or title without 人民政府 and the like.
func nameOf(home *audit.Page) string {
	name := cmp.Or(home.SiteName, home.Title)
	for _, sep := range []string{"_", "-", "|", "—", " ", "·"} {
		name, _, _ = strings.Cut(name, sep)
	}
	return titles.ReplaceAllString(strings.TrimSpace(name), "")
}

// familyOf is the part of the host that further hosts of the same portal end in.
func familyOf(home string) string {
	u, err := url.Parse(home)
	if err != nil || u.Hostname() == "" {
		return ""
	}
	host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	if strings.Count(host, ".") < 2 || strings.ContainsAny(host, ":") || strings.Trim(host, "0123456789.") == "" {
		return "" // gov.cn itself, or an address: nothing can be told
	}
	return "." + host
}

// guide wants the home page and, where wide, what leads to the openness columns.
type guide struct {
	wide   bool
	suffix string
	home   *audit.Page
	pages  int
	towns  map[string]bool
	doings map[string]int // news of a township, by its name
	hosts  map[string]bool
}

// often is how many news a name needs to be that of a township here.
const often = 3

// Promise is greatest for what the home page names.
func (g *guide) Promise(link *audit.Link) float64 {
	switch {
	case link.Kind == audit.LinkHome, link.Kind == audit.LinkRefresh:
		return 1
	case g.wide && (link.Kind == audit.LinkFrame || link.Kind == audit.LinkData):
		return 0.9
	case g.wide && !link.Row && leads.MatchString(link.Name()):
		return 0.5
	default:
		return 0
	}
}

// Saw gathers names of townships and further hosts.
func (g *guide) Saw(page *audit.Page) {
	if g.home == nil {
		g.home = page
	}
	if page.Trouble.Kind != audit.TroubleNone {
		return
	}
	g.pages++
	for i := range page.Links {
		g.take(&page.Links[i])
	}
}

func (g *guide) take(link *audit.Link) {
	u, err := url.Parse(link.URL)
	if err != nil {
		return
	}
	if host := strings.ToLower(u.Host); g.suffix != "" && strings.HasSuffix(host, g.suffix) && host != "www"+g.suffix {
		g.hosts[host] = true
	}
	name := strings.TrimSpace(link.Name())
	if m := doings.FindStringSubmatch(name); link.Row && m != nil {
		g.doings[m[1]]++
		if g.doings[m[1]] >= often {
			g.towns[m[1]] = true
		}
		return
	}
	if link.Row || !township.MatchString(name) || general.MatchString(name) {
		return
	}
	name = strings.TrimSuffix(name, "人民政府")
	g.towns[strings.TrimSuffix(name, "办事处")] = true
}

// Settled ends a narrow look after the home page.
func (g *guide) Settled() bool { return !g.wide && g.home != nil }

// Progress says nothing: there are no questions.
func (g *guide) Progress() (settled, all int) { return 0, 0 }
