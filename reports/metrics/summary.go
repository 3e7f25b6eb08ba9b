package metrics

import (
	"context"
	"fmt"
	"slices"
	"time"

	"mingjing/audit"
	"mingjing/reports/rectify"
)

// Detail is how fine the metrics of sites go. It bounds the number of series.
type Detail string

// The details. With the 26 domains and 26 rules of a pack a site has at most 30 series, 30 + 26×6, or 30 + 26×6 + 27×5.
const (
	DetailSite   Detail = "site"   // sums of the site
	DetailDomain Detail = "domain" // and score and verdicts by domain
	DetailRule   Detail = "rule"   // and verdicts by rule; the default
)

// ParseDetail reads a detail; empty is DetailRule.
func ParseDetail(s string) (Detail, error) {
	switch d := Detail(s); d {
	case "":
		return DetailRule, nil
	case DetailSite, DetailDomain, DetailRule:
		return d, nil
	}
	return "", fmt.Errorf("metrics: detail %q: want site, domain or rule", s)
}

// A Source knows the sites with what their last scans came to. It is asked at every scrape, so it should answer from
// memory. The summaries must not be changed afterwards; a site may be among them once only.
type Source interface {
	Sites(ctx context.Context) ([]Summary, error)
}

// Fixed is a source that never changes.
type Fixed []Summary

// Sites implements Source.
func (f Fixed) Sites(context.Context) ([]Summary, error) { return f, nil }

// Summary is what is told of a site: 1 kB or so instead of the megabyte of its findings.
type Summary struct {
	ID   string
	Name string // of the targets file
	Kind audit.SiteKind
	City string // of the targets file; may be empty
	Pack string // id of the pack that judged

	Finished time.Time     // of the last scan; zero where the site was not scanned yet, all below is then left out
	Duration time.Duration // of the last scan
	Stopped  audit.Stopped
	Score    float64 // 0 to 100; means nothing where Coverage is 0
	Coverage float64 // 0 to 1
	Findings Counts
	Domains  []DomainSummary // in the pack's order
	Rules    []RuleSummary   // in the pack's order

	Requests int // sent in all scans that are kept, so that the counter goes up only
	Pages    int // that they brought
	Open     int // faults to be put right
	Overdue  int // of these, those whose time has passed; below 0 where no deadlines are kept
}

// DomainSummary is what the findings of a domain come to.
type DomainSummary struct {
	audit.DomainScore
	Findings Counts
}

// RuleSummary is what the findings of a rule come to.
type RuleSummary struct {
	ID       string
	Findings Counts
}

// Counts are numbers of findings by verdict, in the order of audit.Statuses.
type Counts [5]int

func (c *Counts) add(status audit.Status) {
	if i := slices.Index(audit.Statuses(), status); i >= 0 {
		c[i]++
	}
}

// Summarize sums a result up. City and Pack are left empty, Requests and Pages are those of this scan, and no deadlines
// are known: a caller who knows more fills it in.
func Summarize(result *audit.SiteResult) Summary {
	s := Summary{
		ID: result.ID, Name: result.Name, Kind: result.Kind,
		Finished: result.Finished, Duration: result.Finished.Sub(result.Started), Stopped: result.Crawl.Stopped,
		Score: result.Score, Coverage: result.Coverage,
		Requests: result.Crawl.Requests, Pages: result.Crawl.Pages,
		Open: rectify.Count(result.Findings), Overdue: -1,
	}
	domains, rules := make(map[string]*Counts), make(map[string]*Counts)
	var ruleIDs, domainIDs []string
	count := func(of map[string]*Counts, ids *[]string, id string, status audit.Status) {
		if of[id] == nil {
			of[id] = new(Counts)
			*ids = append(*ids, id)
		}
		of[id].add(status)
	}
	for i := range result.Findings {
		f := &result.Findings[i]
		s.Findings.add(f.Status)
		count(rules, &ruleIDs, f.Rule, f.Status)
		if f.Domain != "" {
			count(domains, &domainIDs, f.Domain, f.Status)
		}
	}
	for _, id := range ruleIDs {
		s.Rules = append(s.Rules, RuleSummary{ID: id, Findings: *rules[id]})
	}
	for _, score := range result.Domains {
		d := DomainSummary{DomainScore: score}
		if counts := domains[score.ID]; counts != nil {
			d.Findings = *counts
			delete(domains, score.ID)
		}
		s.Domains = append(s.Domains, d)
	}
	for _, id := range domainIDs { // of domains without a score
		if counts := domains[id]; counts != nil {
			s.Domains = append(s.Domains, DomainSummary{DomainScore: audit.DomainScore{ID: id}, Findings: *counts})
		}
	}
	return s
}

// SummarizeScan sums a scan up, in the order of its sites.
func SummarizeScan(scan *audit.Scan) Fixed {
	summaries := make(Fixed, len(scan.Sites))
	for i := range scan.Sites {
		summaries[i] = Summarize(&scan.Sites[i])
		summaries[i].City, summaries[i].Pack = scan.City, scan.Pack
	}
	return summaries
}
