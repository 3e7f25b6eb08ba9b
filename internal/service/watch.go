package service

import (
	"context"
	"errors"
	"time"

	"mingjing/crawler/archive"
	"mingjing/internal/queue"
)

const (
	watchEvery = time.Minute
	pruneEvery = 24 * time.Hour
)

// watch looks after what is open, and drops old archives, until the context ends.
func (s *Service) watch(ctx context.Context) {
	defer close(s.watched)
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	var pruned time.Time
	for {
		if s.o.Scans && time.Since(pruned) >= pruneEvery {
			pruned = time.Now()
			if err := s.pruneArchive(); err != nil {
				s.o.Log.Warn("old archives could not be dropped", "error", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-s.wake:
		}
		if !s.o.Duties {
			continue
		}
		if err := s.lookAfter(ctx); err != nil && ctx.Err() == nil {
			s.o.Log.Warn("scans that are open could not be looked after", "error", err)
		}
	}
}

// pruneArchive drops what was archived by this process and need not be kept any longer.
func (s *Service) pruneArchive() error {
	now := s.o.Now()
	return archive.Prune(s.archive(), now.Add(-time.Duration(s.Config().Keep.Archive)), now)
}

// lookAfter sees to it that every scan comes to its end, whatever became of the processes that had to do with it. Of each site that an open
// scan lacks,
//   - the scan goes on where a job of it is in the queue, or will follow on that of another scan of the same site;
//   - it is given up where its job ended without a result, or the site is no longer among the targets;
//   - else it is asked for again: a process ended between the start of the scan and its requests.
//
// A scan that lacks none is closed.
func (s *Service) lookAfter(ctx context.Context) error {
	running, err := s.store.Running(ctx)
	if err != nil || len(running) == 0 {
		return err
	}
	jobs, err := s.queue.Jobs(ctx)
	if err != nil {
		return err
	}
	at := make(map[string]int64, len(jobs)) // the scan that a site is in the queue for
	busy := make(map[int64]bool)            // scans that have a job there
	for _, job := range jobs {
		at[job.Site], busy[job.Scan] = job.Scan, true
	}
	ended, err := s.queue.Ended(ctx)
	if err != nil {
		return err
	}
	type place struct {
		scan int64
		site string
	}
	why := make(map[place]string, len(ended))
	for _, job := range ended {
		why[place{job.Scan, job.Site}] = string(job.State) + ": " + job.Error
	}
	for _, info := range running {
		pending, err := s.store.Pending(ctx, info.ID)
		switch {
		case err != nil:
			return err
		case info.Added(), len(pending) == 0 && busy[info.ID]: // whoever adds or audits it closes it
			continue
		}
		var last string
		var again []queue.Request
		for _, site := range pending {
			last = site.ID
			scan, queued := at[site.ID]
			reason, over := why[place{info.ID, site.ID}]
			g, none := s.GroupOf(site.ID)
			switch {
			case none != nil && queued && scan == info.ID:
				_, err = s.queue.Cancel(ctx, site.ID)
				err = errors.Join(err, s.store.GiveUp(ctx, info.ID, site.ID, system, "no longer among the targets"))
			case none != nil:
				err = s.store.GiveUp(ctx, info.ID, site.ID, system, "no longer among the targets")
			case queued:
			case over:
				err = s.store.GiveUp(ctx, info.ID, site.ID, system, reason)
			default:
				again = append(again, queue.Request{Scan: info.ID, Site: site.ID, Group: g.Name, AsOf: info.AsOf})
			}
			if err != nil {
				return err
			}
		}
		if _, err := s.queue.Enqueue(ctx, again...); err != nil {
			return err
		}
		if err := s.settle(ctx, info.ID, last); err != nil {
			return err
		}
	}
	return nil
}
