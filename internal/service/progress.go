package service

import (
	"sync"
	"time"

	"mingjing/audit"
)

// Progress is how far the scan of a site is, in this process.
type Progress struct {
	Started      time.Time
	Pages        int
	Settled, All int    // questions
	Last         string // address of the last page
}

type progress struct {
	now   func() time.Time
	mu    sync.Mutex
	sites map[string]Progress
}

func newProgress(now func() time.Time) *progress {
	return &progress{now: now, sites: make(map[string]Progress)}
}

// Progress is how far the scan of the site is; false where this process does none.
func (s *Service) Progress(site string) (Progress, bool) {
	s.progress.mu.Lock()
	defer s.progress.mu.Unlock()
	p, ok := s.progress.sites[site]
	return p, ok
}

// SiteStarted implements audit.Observer.
func (p *progress) SiteStarted(site audit.Site) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sites[site.ID] = Progress{Started: p.now()}
}

// SitePage implements audit.Observer.
func (p *progress) SitePage(site audit.Site, page *audit.Page, settled, all int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	at := p.sites[site.ID]
	at.Pages++
	at.Settled, at.All, at.Last = settled, all, page.URL
	p.sites[site.ID] = at
}

// SiteDone implements audit.Observer.
func (p *progress) SiteDone(audit.Site, *audit.SiteResult) {}

// end forgets a site.
func (p *progress) end(site string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.sites, site)
}
