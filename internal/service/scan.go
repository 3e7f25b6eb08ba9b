package service

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
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
	"mingjing/rules/pack"
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
// before what was due. Sites that are being scanned already, or wait for it, are not scanned twice in a row: they are moved forward and left to the
// scan they belong to, whose number is returned where no others are left.
func (s *Service) StartScan(ctx context.Context, who, group string, sites ...string) (int64, error) {
	g, err := s.Group(group)
	if err != nil {
		return 0, err
	}
	wanted := g.Sites
	if len(sites) > 0 {
		wanted = nil
	}
	for _, id := range sites {
		site, ok := g.Site(id)
		if !ok {
			return 0, fmt.Errorf("site %q in group %s: %w", id, group, ErrNone)
		}
		wanted = append(wanted, site)
	}
	jobs, err := s.queue.Jobs(ctx)
	if err != nil {
		return 0, err
	}
	plan := store.Plan{Who: who, City: g.City}
	var forward []queue.Request
	for _, site := range wanted {
		i := slices.IndexFunc(jobs, func(j queue.Job) bool { return j.Site == site.ID })
		if i < 0 {
			plan.Sites = append(plan.Sites, site)
			continue
		}
		request := jobs[i].Request
		request.Group, request.Priority = g.Name, queue.OnDemand
		forward = append(forward, request)
	}
	if _, err := s.queue.Enqueue(ctx, forward...); err != nil {
		return 0, err
	}
	if len(plan.Sites) == 0 {
		return forward[0].Scan, nil
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
	info, err := s.store.ScanInfo(ctx, id) // of the scan that was started first, where this one has its key
	if err != nil {
		return 0, err
	}
	pending, err := s.store.Pending(ctx, id)
	if err != nil {
		return 0, err
	}
	requests := make([]queue.Request, len(pending))
	for i, site := range pending {
		requests[i] = queue.Request{Scan: id, Site: site.ID, Group: group, Priority: priority, AsOf: info.AsOf}
	}
	_, err = s.queue.Enqueue(ctx, requests...)
	return id, err
}

// scan is a job of the queue: it audits one site and saves its result.
func (s *Service) scan(ctx context.Context, job queue.Job) error {
	var info store.ScanInfo
	var pending []audit.Site
	err := s.insist(ctx, func() (err error) {
		if info, err = s.store.ScanInfo(ctx, job.Scan); err == nil {
			pending, err = s.store.Pending(ctx, job.Scan)
		}
		return err
	})
	if err != nil {
		return err
	}
	i := slices.IndexFunc(pending, func(site audit.Site) bool { return site.ID == job.Site })
	if i < 0 {
		// Done by somebody whose end the queue did not hear of, or given up.
		return s.insist(ctx, func() error { return s.conclude(ctx, info, job.Site) })
	}
	result, err := s.audit(ctx, info, pending[i])
	if err == nil {
		err = s.insist(ctx, func() error {
			if err := s.store.SaveSite(ctx, info.ID, result); err != nil && !errors.Is(err, store.ErrFinished) {
				return err
			}
			return s.conclude(ctx, info, job.Site)
		})
	}
	if err == nil || ctx.Err() != nil && !errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return err
	}
	if s.o.Failed != nil {
		s.o.Failed(pending[i])
	}
	s.o.Log.Warn("scan of a site failed", "scan", job.Scan, "site", job.Site, "attempt", job.Attempt, "error", err)
	if job.Last {
		// Where this fails too, the next look at what is open does it.
		closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
		defer cancel()
		err = errors.Join(err, s.giveUp(closing, info, job.Site, system, err.Error()))
	}
	return err
}

// insist does something again and again while the database is away, until the context ends.
func (s *Service) insist(ctx context.Context, do func() error) error {
	for pause := 100 * time.Millisecond; ; pause = min(2*pause, 5*time.Second) {
		err := do()
		if !store.Unavailable(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(pause):
		}
	}
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
	about := kept.About()
	site = about.Sites[0] // as the scan was begun
	c := set.config.Crawl
	recorder, limiter := crawler.Recorder(kept), s.limiter
	if s.o.Measure.Fetched != nil {
		recorder = measure.Recorder(recorder, s.o.Measure.Fetched)
	}
	if s.o.Measure.Waited != nil {
		limiter = measure.Limiter(limiter, s.o.Now, s.o.Measure.Waited)
	}
	crawl, err := crawler.New(s.readers.Reads(ctx), crawler.Options{
		Rate: c.Rate, Budget: about.Budget, SiteTime: time.Duration(c.SiteTime), AllowPrivate: c.AllowPrivate, UserAgent: c.UserAgent,
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

// conclude applies what people said to the result of a site, where there is one, carries the rectification list on, and ends the scan when this
// was its last site. Done twice, it changes nothing more.
func (s *Service) conclude(ctx context.Context, info store.ScanInfo, site string) error {
	if err := s.revise(ctx, info.ID, site, system); err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	return s.settle(ctx, info.ID, site)
}

// revise applies the rulings on a site to its result in a scan, and carries the rectification list on.
func (s *Service) revise(ctx context.Context, scan int64, site, who string) error {
	set := s.current()
	scoring := rectify.Scoring{Partial: set.pack.PartialShare, Score: set.judge.Score}
	if err := s.store.Revise(ctx, scan, site, who, scoring); err != nil {
		return err
	}
	known, err := s.store.Site(ctx, site)
	if err != nil {
		return err
	}
	_, err = s.store.Rectify(ctx, scan, site, rectify.Terms{Days: set.config.Report.DueDays, Unit: unit(set.pack, known.Name)})
	s.reports.clear()
	return err
}

// unit is who is in charge of a domain of a site: its government, guided by the departments of the domain.
func unit(p *pack.Pack, name string) func(domain string) string {
	return func(domain string) string {
		if d, ok := p.Domain(domain); ok && len(d.Departments) > 0 {
			return name + "（业务指导：" + strings.Join(d.Departments, "、") + "）"
		}
		return name
	}
}

// settle ends a scan when none of its sites is waited for any more, and tells people what changed. The site is one of the scan.
//
// Of two workers that end the last two sites at once, the one that looks later sees that none is left, and one only gets to close the scan.
func (s *Service) settle(ctx context.Context, scan int64, site string) error {
	pending, err := s.store.Pending(ctx, scan)
	if err != nil || len(pending) > 0 {
		return err
	}
	first, err := s.store.FinishScan(ctx, scan, system, time.Time{})
	if err != nil || !first {
		return err
	}
	info, err := s.store.ScanInfo(ctx, scan)
	if err != nil || info.Done == 0 {
		return err
	}
	if g, err := s.GroupOf(site); err == nil {
		s.tell(ctx, notify.ScanFinished, g, "")
	}
	return nil
}

// giveUp says that the scan of a site came to nothing. The scan goes on without it, and the site keeps its older result.
func (s *Service) giveUp(ctx context.Context, info store.ScanInfo, site, who, why string) error {
	if err := s.store.GiveUp(ctx, info.ID, site, who, why); err != nil {
		return err
	}
	return s.settle(ctx, info.ID, site)
}

// Cancel ends the scan of a site for good; it reports whether there was one.
func (s *Service) Cancel(ctx context.Context, who, site string) (bool, error) {
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
		return true, s.giveUp(ctx, info, site, who, "cancelled")
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
