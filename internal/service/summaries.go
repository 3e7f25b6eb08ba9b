package service

import (
	"context"
	"fmt"

	"mingjing/internal/queue"
	"mingjing/internal/store"
	"mingjing/reports/metrics"
)

// summaries are the results of sites summed up, each made once for a result. It belongs to whoever put something into busy.
type summaries struct {
	busy  chan struct{} // of one place
	set   *setup
	stamp string
	list  []metrics.Summary
	made  map[string]made // by site
}

// made is a summary and the digest of the result that it is of.
type made struct {
	digest  string
	summary metrics.Summary
}

func newSummaries() summaries {
	return summaries{busy: make(chan struct{}, 1), made: make(map[string]made)}
}

// Sites implements metrics.Source: every site of every group, with its newest result where it has one. Findings are read of results that are
// other than they were when it was asked before. What was summed up when ctx ends is not done again.
func (s *Service) Sites(ctx context.Context) ([]metrics.Summary, error) {
	known, err := s.summarized(ctx)
	if err != nil {
		return nil, err
	}
	overdue, err := s.Overdue(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]metrics.Summary, len(known))
	for i, summary := range known {
		summary.Overdue = overdue[summary.ID]
		list[i] = summary
	}
	return list, nil
}

// summarized is the list without what is overdue, which changes from day to day.
func (s *Service) summarized(ctx context.Context) ([]metrics.Summary, error) {
	select {
	case s.summaries.busy <- struct{}{}:
		defer func() { <-s.summaries.busy }()
	case <-ctx.Done():
		return nil, fmt.Errorf("results are still being summed up: %w", ctx.Err())
	}
	set := s.current()
	stamp, err := s.store.Stamp(ctx)
	if err != nil {
		return nil, err
	}
	if s.summaries.set == set && s.summaries.stamp == stamp {
		return s.summaries.list, nil
	}
	list, err := s.summarize(ctx, set)
	if err != nil {
		return nil, err
	}
	s.summaries.set, s.summaries.stamp, s.summaries.list = set, stamp, list
	return list, nil
}

// summarize sums up the results that are other than they were.
func (s *Service) summarize(ctx context.Context, set *setup) ([]metrics.Summary, error) {
	standings, err := s.store.Standings(ctx, set.pack.ID)
	if err != nil {
		return nil, err
	}
	last := make(map[string]*store.Standing, len(standings))
	for i := range standings {
		last[standings[i].Site] = &standings[i]
	}
	var list []metrics.Summary
	for _, g := range set.groups {
		for _, site := range g.Sites {
			summary := metrics.Summary{ID: site.ID}
			if standing := last[site.ID]; standing != nil && standing.Scan != 0 {
				if summary, err = s.summary(ctx, standing); err != nil {
					return nil, err
				}
				summary.Requests, summary.Pages = standing.Requests, standing.Pages
			}
			summary.Name, summary.Kind, summary.City, summary.Pack = site.Name, site.Kind, g.City, set.pack.ID
			list = append(list, summary)
		}
	}
	return list, nil
}

// summary sums the newest result of a site up, whose findings are read only where it is another than before.
func (s *Service) summary(ctx context.Context, newest *store.Standing) (metrics.Summary, error) {
	if known, ok := s.summaries.made[newest.Site]; ok && known.digest == newest.Digest {
		return known.summary, nil
	}
	result, err := s.store.Result(ctx, newest.Scan, newest.Site)
	if err != nil {
		return metrics.Summary{}, err
	}
	summary := metrics.Summarize(result)
	s.summaries.made[newest.Site] = made{newest.Digest, summary}
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
