package service

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"mingjing/audit"
	"mingjing/crawler"
	"mingjing/crawler/archive"
	"mingjing/internal/measure"
	"mingjing/internal/notify"
	"mingjing/internal/queue"
	"mingjing/internal/store"
	"mingjing/reports/rectify"
)

// archiveFolder is where the answers of all scans are kept, below the data folder.
const archiveFolder = "archive"

// system is who does what is due by the calendar.
const system = "mingjing"

func cutDuty(name string) (group string, ok bool) { return strings.CutPrefix(name, scanDuty) }

// startDue starts the scan of a group that was due. Asked again, it is the same scan.
func (s *Service) startDue(ctx context.Context, group string, due time.Time) (int64, error) {
	g, err := s.Group(group)
	if err != nil {
		return 0, err
	}
	return s.start(ctx, store.Plan{Key: "due " + group + " " + due.UTC().Format(time.RFC3339), Who: system, City: g.City, Sites: g.Sites}, g.Name, queue.Scheduled)
}

// StartScan starts a scan of sites of a group, of all where none are named, and returns its number. What somebody waits for comes
// before what was due.
func (s *Service) StartScan(ctx context.Context, who, group string, sites ...string) (int64, error) {
	g, err := s.Group(group)
	if err != nil {
		return 0, err
	}
	plan := store.Plan{Who: who, City: g.City, Sites: g.Sites}
	if len(sites) > 0 {
		plan.Sites = nil
	}
	for _, id := range sites {
		site, ok := g.Site(id)
		if !ok {
			return 0, fmt.Errorf("site %q in group %s: %w", id, group, ErrNone)
		}
		plan.Sites = append(plan.Sites, site)
	}
	return s.start(ctx, plan, g.Name, queue.OnDemand)
}

func (s *Service) start(ctx context.Context, plan store.Plan, group string, priority queue.Priority) (int64, error) {
	set := s.current()
	plan.Pack, plan.Version = set.pack.ID, set.pack.Version
	plan.AsOf = audit.DateOf(s.o.Now().In(set.config.Location()))
	id, err := s.store.StartScan(ctx, plan)
	if err != nil {
		return 0, err
	}
	return id, s.enqueue(ctx, id, group, plan.AsOf, priority)
}

// enqueue asks for the scans of the sites that have no result yet.
func (s *Service) enqueue(ctx context.Context, scan int64, group string, asOf audit.Date, priority queue.Priority) error {
	pending, err := s.store.Pending(ctx, scan)
	if err != nil {
		return err
	}
	requests := make([]queue.Request, len(pending))
	for i, site := range pending {
		requests[i] = queue.Request{Scan: scan, Site: site.ID, Group: group, Priority: priority, AsOf: asOf}
	}
	_, err = s.queue.Enqueue(ctx, requests...)
	return err
}

// takeUp asks again for what scans that are not finished still lack: a process may have ended between the start of a scan and
// its requests, or between its last result and its end.
func (s *Service) takeUp(ctx context.Context) error {
	running, err := s.store.Running(ctx)
	if err != nil {
		return err
	}
	for _, info := range running {
		pending, err := s.store.Pending(ctx, info.ID)
		if err != nil {
			return err
		}
		if len(pending) == 0 {
			if err := s.finish(ctx, info); err != nil {
				return err
			}
			continue
		}
		for _, site := range pending {
			group := ""
			if g, err := s.GroupOf(site.ID); err == nil {
				group = g.Name
			}
			request := queue.Request{Scan: info.ID, Site: site.ID, Group: group, AsOf: info.AsOf}
			if _, err := s.queue.Enqueue(ctx, request); err != nil {
				return err
			}
		}
	}
	return nil
}

// scan is a job of the queue: it audits one site and saves its result.
func (s *Service) scan(ctx context.Context, job queue.Job) error {
	info, err := s.store.ScanInfo(ctx, job.Scan)
	if err != nil {
		return err
	}
	site, err := s.store.Site(ctx, job.Site)
	if err != nil {
		return err
	}
	result, err := s.audit(ctx, info, site)
	if err != nil {
		if s.o.Failed != nil {
			s.o.Failed(site)
		}
		s.o.Log.Warn("scan of a site failed", "scan", job.Scan, "site", job.Site, "attempt", job.Attempt, "error", err)
		if job.Last && ctx.Err() == nil {
			err = errors.Join(err, s.settle(ctx, info, job.Site))
		}
		return err
	}
	if err := s.save(ctx, info, result); err != nil {
		return err
	}
	return s.settle(ctx, info, job.Site)
}

// audit audits one site. What was answered before the scan was broken off is taken from the archive.
func (s *Service) audit(ctx context.Context, info store.ScanInfo, site audit.Site) (*audit.SiteResult, error) {
	set := s.current()
	if info.Pack != set.pack.ID {
		return nil, fmt.Errorf("scan %d is by pack %s, this service has %s", info.ID, info.Pack, set.pack.ID)
	}
	kept, err := archive.Join(filepath.Join(s.o.Config.Data, archiveFolder), scanFolder(info.ID, site.ID), archive.About{
		Software: "mingjing " + s.o.Version, Pack: info.Pack, Version: info.Version, AsOf: info.AsOf, Started: info.Started,
		City: info.City, Budget: set.config.Crawl.Budget, Sites: []audit.Site{site},
	})
	if err != nil {
		return nil, err
	}
	c := set.config.Crawl
	recorder, limiter := crawler.Recorder(kept), s.limiter
	if s.o.Measure.Fetched != nil {
		recorder = measure.Recorder(recorder, s.o.Measure.Fetched)
	}
	if s.o.Measure.Waited != nil {
		limiter = measure.Limiter(limiter, s.o.Now, s.o.Measure.Waited)
	}
	crawl, err := crawler.New(s.readers.Reads(ctx), crawler.Options{
		Rate: c.Rate, Budget: c.Budget, SiteTime: time.Duration(c.SiteTime), AllowPrivate: c.AllowPrivate, UserAgent: c.UserAgent,
		Recorder: recorder, Answered: kept, Limiter: limiter,
	})
	if err != nil {
		return nil, err
	}
	scan, err := audit.Run(ctx, []audit.Site{site}, crawl, set.judge, audit.Options{
		City: info.City, AsOf: info.AsOf, Sites: 1, Now: s.o.Now, Observer: observers{s.progress, s.o.Observer},
	})
	s.progress.end(site.ID)
	if err == nil && ctx.Err() != nil {
		err = context.Cause(ctx) // what was judged of a part is not kept; what was answered is
	}
	if err != nil {
		return nil, errors.Join(err, kept.Close(nil))
	}
	result := &scan.Sites[0]
	if err := kept.Finish(result); err != nil {
		return nil, errors.Join(err, kept.Close(nil))
	}
	return result, kept.Close(scan)
}

// scanFolder is the folder of the archive that holds the scan of one site. Workers on several machines keep those they did.
func scanFolder(scan int64, site string) string { return fmt.Sprintf("%08d-%s", scan, site) }

// save keeps a result, with what people said of it, and carries the rectification list on.
func (s *Service) save(ctx context.Context, info store.ScanInfo, result *audit.SiteResult) error {
	if err := s.store.SaveSite(ctx, info.ID, result); err != nil {
		return err
	}
	return s.revise(ctx, info.ID, result.ID, system)
}

// revise applies the rulings on a site to its result in a scan, and carries the rectification list on.
func (s *Service) revise(ctx context.Context, scan int64, site, who string) error {
	set := s.current()
	scoring := rectify.Scoring{Partial: set.pack.PartialShare, Score: set.judge.Score}
	if err := s.store.Revise(ctx, scan, site, who, scoring); err != nil {
		return err
	}
	_, err := s.store.Rectify(ctx, scan, site, rectify.Terms{Days: set.config.Report.DueDays, Unit: s.unit(site)})
	s.reports.clear()
	return err
}

// unit is who is in charge of a domain of a site: its government, guided by the departments of the domain.
func (s *Service) unit(site string) func(domain string) string {
	name := site
	if g, err := s.GroupOf(site); err == nil {
		if known, ok := g.Site(site); ok {
			name = known.Name
		}
	}
	p := s.Pack()
	return func(domain string) string {
		if d, ok := p.Domain(domain); ok && len(d.Departments) > 0 {
			return name + "（业务指导：" + strings.Join(d.Departments, "、") + "）"
		}
		return name
	}
}

// settle ends a scan when none of its sites is to be waited for any more.
func (s *Service) settle(ctx context.Context, info store.ScanInfo, done string) error {
	pending, err := s.store.Pending(ctx, info.ID)
	if err != nil {
		return err
	}
	if len(pending) > 0 {
		jobs, err := s.queue.Jobs(ctx)
		if err != nil {
			return err
		}
		for _, job := range jobs {
			if job.Scan == info.ID && job.Site != done {
				return nil
			}
		}
	}
	return s.finish(ctx, info)
}

// finish closes a scan and tells people what changed.
func (s *Service) finish(ctx context.Context, info store.ScanInfo) error {
	if err := s.store.FinishScan(ctx, info.ID, system, time.Time{}); err != nil {
		return err
	}
	scan, err := s.store.Scan(ctx, info.ID)
	if err != nil || len(scan.Sites) == 0 {
		return err
	}
	if g, err := s.GroupOf(scan.Sites[0].ID); err == nil {
		s.tell(ctx, notify.ScanFinished, g, "")
	}
	return nil
}

// Cancel ends the scan of a site for good; it reports whether there was one.
func (s *Service) Cancel(ctx context.Context, site string) (bool, error) {
	jobs, err := s.queue.Jobs(ctx)
	if err != nil {
		return false, err
	}
	found, err := s.queue.Cancel(ctx, site)
	if err != nil || !found {
		return found, err
	}
	for _, job := range jobs {
		if job.Site != site {
			continue
		}
		info, err := s.store.ScanInfo(ctx, job.Scan)
		if err != nil {
			return true, err
		}
		return true, s.settle(ctx, info, site)
	}
	return true, nil
}

// observers tells each that there is.
type observers []audit.Observer

func (o observers) SiteStarted(site audit.Site) {
	for _, one := range o {
		if one != nil {
			one.SiteStarted(site)
		}
	}
}

func (o observers) SitePage(site audit.Site, page *audit.Page, settled, all int) {
	for _, one := range o {
		if one != nil {
			one.SitePage(site, page, settled, all)
		}
	}
}

func (o observers) SiteDone(site audit.Site, result *audit.SiteResult) {
	for _, one := range o {
		if one != nil {
			one.SiteDone(site, result)
		}
	}
}
