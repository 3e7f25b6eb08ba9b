// Package reportstest makes scans to try reports on: invented verdicts on a real pack, the same each time.
package reportstest

import (
	"fmt"
	"strings"
	"time"

	"mingjing/audit"
	"mingjing/rules/pack"
)

// Hostile is what a portal might say to do harm: markup, a formula, marks that turn the direction of writing,
// an emoji, an unassigned character, a NUL, a line end and a very long word.
func Hostile() string {
	return `<script>alert(1)</script>"'=1+1` + "\u202eabc\u202c\u2066\U0001f600\U000e0fff\x00\n" + strings.Repeat("长", 300)
}

// Scan is a scan of four sites as the pack could judge them, of the month-th month of 2020: one with every verdict, a
// zone with hostile texts, one that was blocked, one that is nearly perfect. From month to month some verdicts change.
func Scan(p *pack.Pack, month int) *audit.Scan {
	return ScanOf(p, month, "岱岳区", "肥城高新区", "宁阳县", "东平县")
}

// ScanOf is a scan of sites with these names. The second is hostile, the third blocked.
func ScanOf(p *pack.Pack, month int, names ...string) *audit.Scan {
	start := time.Date(2020, time.Month(month), 1, 8, 0, 0, 0, time.UTC)
	scan := &audit.Scan{
		Schema: audit.SchemaScan, Pack: p.ID, Version: p.Version, AsOf: audit.DateOf(start), City: "泰安市",
		Started: start, Finished: start.Add(20 * time.Minute),
	}
	for i, name := range names {
		site := audit.SiteResult{
			ID: fmt.Sprintf("site-%d", i+1), Name: name, Kind: audit.County,
			Home:    fmt.Sprintf("https://site%d.example.gov.cn/", i+1),
			Started: start, Finished: start.Add(time.Duration(i+1) * time.Minute),
			Crawl: audit.Crawl{Requests: 400 + 31*i, Pages: 380 + 30*i, Bytes: 12 << 20, Stopped: audit.StoppedSettled},
		}
		site.Findings = judgeAll(p, site.Home, start, func(n int) audit.Status { return verdict(i, n, month) })
		switch i {
		case 1:
			site.Kind = audit.Zone
			first := &site.Findings[0]
			first.Reason, first.ReasonEN = Hostile(), Hostile()
			first.Evidence = []audit.Evidence{{URL: "javascript:alert(1)", Fetched: start, SHA256: strings.Repeat("0a", 32), Quote: Hostile()}}
			first.Near = []audit.Near{{URL: "https://example.org/=cmd|' /C calc'!A0", Words: Hostile(), Why: Hostile()}}
			last := &site.Findings[len(site.Findings)-1]
			last.Item, last.Reason = Hostile(), "=HYPERLINK(\"https://example.org\")"
		case 2:
			site.Crawl.Stopped, site.Crawl.Detail = audit.StoppedBlocked, "HTTP 521"
		}
		sum(&site, p)
		scan.Sites = append(scan.Sites, site)
	}
	return scan
}

// verdict draws the verdict of the n-th question on the site. A seventh of the questions changes with the month.
func verdict(site, n, month int) audit.Status {
	if site == 2 {
		return audit.Unknown
	}
	deck := []audit.Status{audit.Met, audit.Met, audit.Unmet, audit.Partial, audit.Met, audit.Met, audit.Unknown, audit.Met, audit.Exempt}
	if site%4 == 3 {
		deck = []audit.Status{audit.Met, audit.Met, audit.Met, audit.Met, audit.Partial, audit.Met, audit.Met}
	}
	k := n*(site+2) + n/7
	if n%7 == 3 {
		k += month
	}
	return deck[k%len(deck)]
}

func judgeAll(p *pack.Pack, home string, start time.Time, verdict func(int) audit.Status) []audit.Finding {
	var findings []audit.Finding
	add := func(r pack.Rule, domain, level1, item string, max float64) {
		n := len(findings)
		f := audit.Finding{
			Rule: r.ID, Domain: domain, Level1: level1, Item: item, Status: verdict(n),
			Reason: fmt.Sprintf("第 %d 项的判定理由：栏目“%s”下有 3 条", n+1, r.Name), ReasonEN: fmt.Sprintf("reason %d", n+1),
			Evidence: []audit.Evidence{{
				URL: fmt.Sprintf("%scol/%d.html", home, n), Fetched: start.Add(time.Duration(n%60) * time.Second),
				SHA256: strings.Repeat("0a1b", 16), Quote: "2020年部门预算公开",
			}},
		}
		switch f.Status {
		case audit.Met:
			f.Points, f.Max = max, max
		case audit.Partial:
			f.Points, f.Max = max/2, max
		case audit.Unmet:
			f.Max = max
			for k := range 14 {
				f.Evidence = append(f.Evidence, audit.Evidence{URL: fmt.Sprintf("%scol/list_%d.html", home, k), SHA256: strings.Repeat("ff", 32)})
			}
			f.Near = []audit.Near{{URL: home + "news/1.html", Words: "预算公开培训", Why: "新闻报道，不是栏目"}}
		case audit.Unknown:
			f.Evidence = nil
			f.Places = []audit.Place{{Role: "item", Name: r.Name, URL: home + "x/", State: audit.PlaceUnreadable, Why: "被防护系统拦截（HTTP 521）"}}
		}
		if r.HangsOn != "" && f.Status == audit.Unmet {
			f.Follows = r.HangsOn
		}
		if f.Status != audit.Exempt {
			f.Weight = max
		}
		findings = append(findings, f)
	}
	for _, r := range p.Rules {
		switch r.Per {
		case pack.PerSite:
			add(r, "", "", "", r.Weight)
		case pack.PerDomain:
			for _, d := range p.Domains {
				add(r, d.ID, "", "", r.Weight/float64(len(p.Domains)))
			}
		case pack.PerItem:
			for _, d := range p.Domains {
				for _, item := range d.Items {
					add(r, d.ID, item.Level1, item.Name(), r.Weight/float64(len(p.Domains)*len(d.Items)))
				}
			}
		}
	}
	return findings
}

func sum(site *audit.SiteResult, p *pack.Pack) {
	won, judged, weight := 0.0, 0.0, 0.0
	for _, f := range site.Findings {
		won, judged, weight = won+f.Points, judged+f.Max, weight+f.Weight
	}
	if judged > 0 {
		site.Score, site.Coverage = 100*won/judged, judged/weight
		if site.Coverage >= 0.8 {
			site.Grade = p.Grade(site.Score)
		}
	}
	for _, d := range p.Domains {
		won, judged, weight := 0.0, 0.0, 0.0
		for _, f := range site.Findings {
			if f.Domain == d.ID {
				won, judged, weight = won+f.Points, judged+f.Max, weight+f.Weight
			}
		}
		score := audit.DomainScore{ID: d.ID}
		if judged > 0 {
			score.Score, score.Coverage = 100*won/judged, judged/weight
		}
		site.Domains = append(site.Domains, score)
	}
}
