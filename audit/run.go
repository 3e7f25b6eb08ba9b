package audit

import (
	"context"
	"fmt"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"
)

// A Crawler reads the pages of a site as its guide asks for them. A page that fails is data; an
// error means that the plumbing broke. A crawl that the context ends is StoppedBroken, not an error.
type Crawler interface {
	Crawl(ctx context.Context, site Site, guide Guide) (Crawl, error)
}

// An Inquiry gathers the facts of one site and judges them at the end.
type Inquiry interface {
	Guide
	// Judge answers every question from what was seen, sorted by rule, domain, item in the pack's order.
	Judge(crawl Crawl) []Finding
	// Needed is the number of pages that bore evidence or proof in what Judge answered.
	Needed() int
}

// A Judge opens inquiries and sums up their findings. It is a rule pack at work.
type Judge interface {
	Pack() (id, version string)
	Open(site Site, asOf Date) Inquiry
	Score(findings []Finding) Score
}

// An Observer is told how a scan goes. Its methods may be called from several goroutines at once.
type Observer interface {
	SiteStarted(site Site)
	SitePage(site Site, page *Page, settled, all int)
	SiteDone(site Site, result *SiteResult)
}

// Options of a run.
type Options struct {
	City     string
	AsOf     Date
	Sites    int // sites audited at once; at least 1
	Now      func() time.Time
	Observer Observer // may be nil
}

// Run audits the sites and returns what was found, in the order of sites.
//
// The flow: a site opens an inquiry; the crawler fetches what the inquiry asks for and hands it
// each page; when nothing more is worth asking, the inquiry judges everything it saw. Sites do not
// share anything but the crawler, so how many run at once changes no finding.
func Run(ctx context.Context, sites []Site, crawler Crawler, judge Judge, o Options) (*Scan, error) {
	pack, version := judge.Pack()
	scan := &Scan{
		Schema: SchemaScan, Pack: pack, Version: version, AsOf: o.AsOf, City: o.City,
		Started: o.Now().UTC(), Sites: make([]SiteResult, len(sites)),
	}
	group := new(errgroup.Group)
	group.SetLimit(max(o.Sites, 1))
	for i, site := range sites {
		group.Go(func() error {
			result, err := runSite(ctx, site, crawler, judge, o)
			if err != nil {
				return fmt.Errorf("site %s: %w", site.ID, err)
			}
			scan.Sites[i] = *result
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	scan.Finished = o.Now().UTC()
	return scan, nil
}

func runSite(ctx context.Context, site Site, crawler Crawler, judge Judge, o Options) (*SiteResult, error) {
	result := &SiteResult{ID: site.ID, Name: site.Name, Kind: site.Kind, Home: site.Home, Started: o.Now().UTC()}
	if o.Observer != nil {
		o.Observer.SiteStarted(site)
	}
	inquiry := judge.Open(site, o.AsOf)
	var guide Guide = inquiry
	if o.Observer != nil {
		guide = watched{inquiry, site, o.Observer}
	}
	crawl, err := crawler.Crawl(ctx, site, guide)
	if err != nil {
		return nil, err
	}
	result.Findings = inquiry.Judge(crawl)
	if crawl.Stopped == StoppedExhausted && decided(result.Findings) {
		crawl.Stopped = StoppedSettled
	}
	score := judge.Score(result.Findings)
	crawl.Needed = inquiry.Needed()
	result.Crawl = crawl
	result.Score, result.Grade, result.Coverage, result.Domains = score.Points, score.Grade, score.Coverage, score.Domains
	result.Finished = o.Now().UTC()
	if o.Observer != nil {
		o.Observer.SiteDone(site, result)
	}
	return result, nil
}

// decided reports whether no finding is left unknown.
func decided(findings []Finding) bool {
	return !slices.ContainsFunc(findings, func(f Finding) bool { return f.Status == Unknown })
}

// watched is a guide that tells an observer of each page.
type watched struct {
	Guide
	site     Site
	observer Observer
}

func (w watched) Saw(page *Page) {
	w.Guide.Saw(page)
	settled, all := w.Progress()
	w.observer.SitePage(w.site, page, settled, all)
}
