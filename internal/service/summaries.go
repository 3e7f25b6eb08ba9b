package service

import (
	"context"
	"errors"
	"sync"
	"time"

	"mingjing/audit"
	"mingjing/internal/queue"
	"mingjing/internal/store"
	"mingjing/reports/metrics"
)

// summaries are the results of sites summed up, each made once for a result.
type summaries struct {
	mu    sync.Mutex
	stamp string
	list  []metrics.Summary
	made  map[string]made // by site
}

type made struct {
	finished time.Time
	summary  metrics.Summary
}

// Sites implements metrics.Source: every site of every group, with its newest result where it has one.
func (s *Service) Sites(ctx context.Context) ([]metrics.Summary, error) {
	stamp, err := s.store.Stamp(ctx)
	if err != nil {
		return nil, err
	}
	s.summaries.mu.Lock()
	defer s.summaries.mu.Unlock()
	if s.summaries.stamp != stamp {
		if s.summaries.list, err = s.summarize(ctx); err != nil {
			return nil, err
		}
		s.summaries.stamp = stamp
	}
	overdue, err := s.Overdue(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]metrics.Summary, len(s.summaries.list))
	for i, summary := range s.summaries.list {
		summary.Overdue = overdue[summary.ID]
		list[i] = summary
	}
	return list, nil
}

// summarize reads the results that are other than they were.
func (s *Service) summarize(ctx context.Context) ([]metrics.Summary, error) {
	last := make(map[string]*audit.SiteResult)
	scan, err := newest(ctx, s.store, store.Selection{Pack: s.Pack().ID, Summary: true})
	if err != nil && !errors.Is(err, ErrNone) {
		return nil, err
	}
	if scan != nil {
		for i := range scan.Sites {
			last[scan.Sites[i].ID] = &scan.Sites[i]
		}
	}
	var list []metrics.Summary
	for _, g := range s.Groups() {
		for _, site := range g.Sites {
			summary := metrics.Summary{ID: site.ID, Overdue: -1}
			if result := last[site.ID]; result != nil {
				if summary, err = s.summary(ctx, result); err != nil {
					return nil, err
				}
			}
			summary.Name, summary.Kind, summary.City, summary.Pack = site.Name, site.Kind, g.City, s.Pack().ID
			list = append(list, summary)
		}
	}
	return list, nil
}

// summary sums the newest result of a site up, whose findings are read only where it is another than before.
func (s *Service) summary(ctx context.Context, newest *audit.SiteResult) (metrics.Summary, error) {
	key := made{finished: newest.Finished}
	if known, ok := s.summaries.made[newest.ID]; ok && known.finished.Equal(key.finished) && known.summary.Score == newest.Score && known.summary.Coverage == newest.Coverage {
		return known.summary, nil
	}
	points, err := s.store.History(ctx, newest.ID)
	if err != nil {
		return metrics.Summary{}, err
	}
	summary := metrics.Summarize(newest)
	if n := len(points); n > 0 && points[n-1].Whole {
		result, err := s.store.Result(ctx, points[n-1].Scan, newest.ID)
		if err != nil {
			return metrics.Summary{}, err
		}
		summary = metrics.Summarize(result)
	}
	key.summary = summary
	s.summaries.made[newest.ID] = key
	return summary, nil
}

// QueueState is how the queue stands, for the metrics.
func (s *Service) QueueState(ctx context.Context) (metrics.QueueState, error) {
	counts, err := s.queue.States(ctx)
	if err != nil {
		return metrics.QueueState{}, err
	}
	state := metrics.QueueState{Jobs: make(map[metrics.JobState]int, len(counts))}
	for name, n := range counts { // both name the states alike
		state.Jobs[metrics.JobState(name)] = n
	}
	jobs, err := s.queue.Jobs(ctx)
	if err != nil {
		return state, err
	}
	for _, job := range jobs {
		if job.State == queue.Waiting && (state.OldestDue.IsZero() || job.At.Before(state.OldestDue)) {
			state.OldestDue = job.At
		}
	}
	return state, nil
}
