package metrics

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"mingjing/audit"
)

// sourceTime bounds what a source may take to answer a scrape.
const sourceTime = 10 * time.Second

// watchedRule has an alert of its own, so its verdicts are given at every detail.
const watchedRule = "topic.exists"

// Sites gives the metrics of the sites that its source knows.
type Sites struct {
	source Source
	detail Detail
	descs  map[*Family]*prometheus.Desc
}

var _ prometheus.Collector = (*Sites)(nil)

// NewSites asks the source each time the metrics are gathered. What the source cannot tell is an error of the gathering.
func NewSites(source Source, detail Detail) *Sites {
	return &Sites{source: source, detail: detail, descs: describe(
		&siteInfo, &siteScore, &siteCoverage, &siteFindings, &siteUp, &siteStopped, &lastCompleted, &scanDuration, &requests, &open, &overdue,
		&domainScore, &domainFindings, &findings,
	)}
}

// Describe implements prometheus.Collector.
func (s *Sites) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range s.descs {
		ch <- d
	}
}

// Collect implements prometheus.Collector.
func (s *Sites) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), sourceTime)
	defer cancel()
	sites, err := s.source.Sites(ctx)
	if err != nil {
		ch <- prometheus.NewInvalidMetric(s.descs[&siteInfo], fmt.Errorf("results of sites: %w", err))
		return
	}
	g := giver{Sites: s, ch: ch, labels: make(labels)}
	for i := range sites {
		g.site(&sites[i])
	}
}

// giver gives the series of one scrape.
type giver struct {
	*Sites
	ch     chan<- prometheus.Metric
	labels labels
}

// give sends a series; the label values are in the order of the family's labels, which is sorted.
func (g *giver) give(f *Family, value float64, values ...string) {
	g.ch <- &sample{desc: g.descs[f], counter: f.Kind == Counter, value: value, labels: g.labels.of(f.Labels, values)}
}

func (g *giver) site(s *Summary) {
	g.give(&siteInfo, 1, clean(s.City), string(s.Kind), clean(s.Name), s.ID)
	if s.Finished.IsZero() {
		return
	}
	if s.Coverage > 0 {
		g.give(&siteScore, s.Score, s.ID)
	}
	g.give(&siteCoverage, s.Coverage, s.ID)
	g.counts(&siteFindings, &s.Findings, s.ID)
	up := 1.0
	if s.Stopped == audit.StoppedUnreachable || s.Stopped == audit.StoppedBlocked {
		up = 0
	}
	g.give(&siteUp, up, s.ID)
	for _, reason := range audit.Stops() {
		is := 0.0
		if reason == s.Stopped {
			is = 1
		}
		g.give(&siteStopped, is, string(reason), s.ID)
	}
	if s.Stopped != audit.StoppedBroken {
		g.give(&lastCompleted, float64(s.Finished.Unix()), s.ID)
	}
	g.give(&scanDuration, s.Duration.Seconds(), s.ID)
	g.give(&requests, float64(s.Pages), "page", s.ID)
	g.give(&requests, float64(max(s.Requests-s.Pages, 0)), "other", s.ID)
	g.give(&open, float64(s.Open), s.ID)
	if s.Overdue >= 0 {
		g.give(&overdue, float64(s.Overdue), s.ID)
	}
	g.domains(s)
	g.rules(s)
}

func (g *giver) domains(s *Summary) {
	if g.detail == DetailSite {
		return
	}
	for i := range s.Domains {
		d := &s.Domains[i]
		if d.Coverage > 0 {
			g.give(&domainScore, d.Score/100, d.ID, s.ID)
		}
		g.counts(&domainFindings, &d.Findings, d.ID, s.ID)
	}
}

func (g *giver) rules(s *Summary) {
	for i := range s.Rules {
		if r := &s.Rules[i]; g.detail == DetailRule || r.ID == watchedRule {
			g.counts(&findings, &r.Findings, r.ID, s.ID)
		}
	}
}

// counts gives every verdict, those of none as 0, so that no series vanishes from one scan to the next. The label status
// comes last in the order of labels.
func (g *giver) counts(f *Family, counts *Counts, values ...string) {
	for i, status := range audit.Statuses() {
		g.give(f, float64(counts[i]), append(slices.Clip(values), string(status))...)
	}
}

// clean is a text of the configuration as a label may bear it.
func clean(s string) string { return strings.ToValidUTF8(s, "?") }

func describe(families ...*Family) map[*Family]*prometheus.Desc {
	descs := make(map[*Family]*prometheus.Desc, len(families))
	for _, f := range families {
		descs[f] = f.desc()
	}
	return descs
}
