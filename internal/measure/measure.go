// Package measure tells how requests went to whoever counts it, so that the crawler need not know who that is.
package measure

import (
	"context"
	"time"

	"mingjing/crawler"
)

// Recorder tells fetched of every request that was sent, with what it took and the status of its answer (0 where none came),
// and hands the exchange on to next, which may be nil.
func Recorder(next crawler.Recorder, fetched func(took time.Duration, status int)) crawler.Recorder {
	return recorder{next, fetched}
}

type recorder struct {
	next    crawler.Recorder
	fetched func(time.Duration, int)
}

// Record implements crawler.Recorder.
func (r recorder) Record(e *crawler.Exchange) error {
	if e.Sent {
		r.fetched(e.Done.Sub(e.Started), e.Status)
	}
	if r.next == nil {
		return nil
	}
	return r.next.Record(e)
}

// Limiter tells waited how long each request waited for its turn.
func Limiter(next crawler.Limiter, now func() time.Time, waited func(time.Duration)) crawler.Limiter {
	return limiter{next, now, waited}
}

type limiter struct {
	crawler.Limiter
	now    func() time.Time
	waited func(time.Duration)
}

// Wait implements crawler.Limiter. A turn that never came is not told.
func (l limiter) Wait(ctx context.Context, deadline time.Time, keys ...string) error {
	start := l.now()
	err := l.Limiter.Wait(ctx, deadline, keys...)
	if err == nil {
		l.waited(l.now().Sub(start))
	}
	return err
}
