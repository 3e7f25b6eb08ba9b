package service

import (
	"context"
	"slices"
	"time"

	"mingjing/audit"
	"mingjing/crawler"
	"mingjing/reports/metrics"
	"mingjing/rules"
	"mingjing/rules/pack"
)

// Fresh audits a site now by the site rules of the pack alone, within the deadline of the context, and keeps nothing of it. It keeps to
// the same pace as all scans.
func (s *Service) Fresh(ctx context.Context, id, _ string) (metrics.Summary, error) {
	set := s.current()
	g, err := s.GroupOf(id)
	if err != nil {
		return metrics.Summary{}, err
	}
	site, _ := g.Site(id)
	few := *set.pack
	few.Rules = slices.DeleteFunc(slices.Clone(few.Rules), func(r pack.Rule) bool { return r.Per != pack.PerSite })
	judge, err := rules.NewJudge(&few)
	if err != nil {
		return metrics.Summary{}, err
	}
	c := set.config.Crawl
	o := crawler.Options{Rate: c.Rate, Budget: c.Budget, AllowPrivate: c.AllowPrivate, UserAgent: c.UserAgent, Limiter: s.limiter}
	if deadline, ok := ctx.Deadline(); ok {
		// Judging what was read takes a moment too.
		o.SiteTime = max(deadline.Sub(s.o.Now())*4/5, time.Millisecond)
	}
	crawl, err := crawler.New(s.readers.Reads(ctx), o)
	if err != nil {
		return metrics.Summary{}, err
	}
	asOf := audit.DateOf(s.o.Now().In(set.config.Location()))
	scan, err := audit.Run(ctx, []audit.Site{site}, crawl, judge, audit.Options{City: g.City, AsOf: asOf, Sites: 1, Now: s.o.Now})
	if err != nil {
		return metrics.Summary{}, err
	}
	summary := metrics.Summarize(&scan.Sites[0])
	summary.City, summary.Pack = g.City, set.pack.ID
	return summary, nil
}
