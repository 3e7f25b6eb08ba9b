// Package metrics holds every Prometheus metric of the program.
//
// Labels take values of closed sets only (sites of the targets file, rules and domains of the pack,
// verdicts, outcomes): no text from a portal ever becomes a label.
package metrics

import (
	"fmt"
	"slices"

	"github.com/prometheus/client_golang/prometheus"

	"mingjing/audit"
	"mingjing/reports/rectify"
)

// A Collector gives the metrics of the scan that its source returns; a nil scan gives none.
type Collector struct{ source func() *audit.Scan }

var _ prometheus.Collector = (*Collector)(nil)

// NewCollector asks source for the scan each time the metrics are gathered.
func NewCollector(source func() *audit.Scan) *Collector { return &Collector{source} }

// WriteFile writes the metrics of the scan in text exposition format, for the textfile collector of the node
// exporter. The file appears whole or not at all.
func WriteFile(path string, scan *audit.Scan) error {
	registry := prometheus.NewRegistry()
	if err := registry.Register(NewCollector(func() *audit.Scan { return scan })); err != nil {
		return fmt.Errorf("register metrics: %w", err)
	}
	if err := prometheus.WriteToTextfile(path, registry); err != nil {
		return fmt.Errorf("write metrics: %w", err)
	}
	return nil
}

func desc(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("mingjing_"+name, help, labels, nil)
}

// The metrics.
var (
	siteScore      = desc("site_score_points", "Score of the site, 0 to 100, over the points that could be judged. Absent where none could.", "site")
	siteCoverage   = desc("site_coverage_ratio", "Share of the points of the site that could be judged, 0 to 1.", "site")
	domainScore    = desc("domain_score_ratio", "Share of the domain's points won, 0 to 1, of those that could be judged. Absent where none could.", "site", "domain")
	findings       = desc("findings", "Findings of the site's last scan by rule and verdict.", "site", "rule", "status")
	domainFindings = desc("domain_findings", "Findings of the site's last scan by domain and verdict.", "site", "domain", "status")
	siteUp         = desc("site_up", "Whether the site could be read in its last scan: 0 where it was unreachable or blocked.", "site")
	lastCompleted  = desc("scan_last_completed_timestamp_seconds", "Unix time at which the last scan of the site was completed.", "site")
	duration       = desc("scan_duration_seconds", "How long the last scan of the site took.", "site")
	requests       = desc("crawl_requests_total", "Requests sent to the site: those that brought a page, and others (redirects, robots.txt, retries, errors).", "site", "outcome")
	rectification  = desc("rectification_open", "Faults of the site that are to be put right, each counted once.", "site")
)

// Describe names the metrics.
func (c *Collector) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{
		siteScore, siteCoverage, domainScore, findings, domainFindings, siteUp, lastCompleted, duration, requests, rectification,
	} {
		ch <- d
	}
}

// Collect gives the metrics of the source's scan.
func (c *Collector) Collect(ch chan<- prometheus.Metric) {
	scan := c.source()
	if scan == nil {
		return
	}
	for i := range scan.Sites {
		collectSite(ch, &scan.Sites[i])
	}
}

func collectSite(ch chan<- prometheus.Metric, site *audit.SiteResult) {
	gauge := func(d *prometheus.Desc, value float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, append([]string{site.ID}, labels...)...)
	}
	if site.Coverage > 0 {
		gauge(siteScore, site.Score)
	}
	gauge(siteCoverage, site.Coverage)
	for _, domain := range site.Domains {
		if domain.Coverage > 0 {
			gauge(domainScore, domain.Score/100, domain.ID)
		}
	}
	byRule, byDomain := make(tally), make(tally)
	for _, f := range site.Findings {
		byRule.add(f.Rule, f.Status)
		if f.Domain != "" {
			byDomain.add(f.Domain, f.Status)
		}
	}
	byRule.each(func(rule string, status audit.Status, n int) { gauge(findings, float64(n), rule, string(status)) })
	byDomain.each(func(domain string, status audit.Status, n int) {
		gauge(domainFindings, float64(n), domain, string(status))
	})
	up := 1.0
	if site.Crawl.Stopped == audit.StoppedUnreachable || site.Crawl.Stopped == audit.StoppedBlocked {
		up = 0
	}
	gauge(siteUp, up)
	if site.Crawl.Stopped != audit.StoppedBroken {
		gauge(lastCompleted, float64(site.Finished.Unix()))
	}
	gauge(duration, site.Finished.Sub(site.Started).Seconds())
	gauge(rectification, float64(rectify.Count(site.Findings)))
	for outcome, n := range map[string]int{"page": site.Crawl.Pages, "other": max(site.Crawl.Requests-site.Crawl.Pages, 0)} {
		ch <- prometheus.MustNewConstMetric(requests, prometheus.CounterValue, float64(n), site.ID, outcome)
	}
}

// A tally counts verdicts by a key. All verdicts of a key that occurs are given, those of none as 0, so that no
// series vanishes from one scan to the next.
type tally map[string]map[audit.Status]int

func (t tally) add(key string, status audit.Status) {
	if t[key] == nil {
		t[key] = make(map[audit.Status]int)
	}
	t[key][status]++
}

func (t tally) each(visit func(key string, status audit.Status, n int)) {
	keys := make([]string, 0, len(t))
	for key := range t {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		for _, status := range audit.Statuses() {
			visit(key, status, t[key][status])
		}
	}
}
