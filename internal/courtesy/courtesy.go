// Package courtesy keeps the pace of requests over all workers, wherever they run: no host and no server address is asked more often than the
// rate allows. The workers meet in PostgreSQL, whose clock alone counts.
//
// A request costs one round trip: it is given the next free moment of its host and its address, and waits for that. A moment is given only where the
// address is what has to be waited for; a host that is slow for itself is told when to come back, so that it does not hold up others on the same
// server. So a worker that dies costs one moment at most.
//
// While the database is away every request waits.
package courtesy

import (
	"context"
	_ "embed"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"mingjing/crawler"
)

// Limiter is open until Close. It is the same pace for all that were opened at the same database, which must all have been given the same rate.
type Limiter struct {
	pool  *pgxpool.Pool
	every time.Duration
	log   *slog.Logger

	mu     sync.Mutex
	news   map[string]news // of keys, not told yet
	absent bool            // the database, when it was asked last
}

var _ crawler.Limiter = (*Limiter)(nil)

// news is what a worker found out about a host since its last request.
type news struct {
	delay  *time.Duration // that robots.txt asks for
	slower int            // how often its pace is to be halved; negative: doubled
}

//go:embed schema.sql
var schema string

const (
	connections = 4
	lateness    = 250 * time.Millisecond // by which a moment may be missed; beyond, somebody else's may be near
	firstPause  = 50 * time.Millisecond  // before the database is asked again
	longPause   = 5 * time.Second
	answers     = 10 * time.Second // within which the database must answer
)

// Open returns a limiter of so many requests a second for each host and each server address; more than 0. url is that of a PostgreSQL.
func Open(ctx context.Context, url string, rate float64, log *slog.Logger) (*Limiter, error) {
	if !(rate > 0) {
		return nil, fmt.Errorf("courtesy: rate %v: want more than 0", rate)
	}
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("courtesy: %w", err)
	}
	config.MaxConns = connections
	// What a crash of the database may take with it is older than the database needs to come back.
	config.ConnConfig.RuntimeParams["synchronous_commit"] = "off"
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("courtesy: %w", err)
	}
	if _, err := pool.Exec(ctx, schema); err != nil {
		pool.Close()
		return nil, fmt.Errorf("courtesy: %w", err)
	}
	return &Limiter{pool: pool, every: time.Duration(float64(time.Second) / rate), log: log, news: map[string]news{}}, nil
}

// Close closes the connections. Nobody may be waiting any more.
func (l *Limiter) Close() { l.pool.Close() }

// Wait returns when a request with these keys may be sent, see [crawler.Limiter].
func (l *Limiter) Wait(ctx context.Context, deadline time.Time, keys ...string) error {
	pause := firstPause
	for {
		wait, given, err := l.ask(ctx, deadline, keys)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		l.tell(err)
		if err != nil {
			wait, pause = pause, min(2*pause, longPause)
		} else {
			pause = firstPause
		}
		due := time.Now().Add(wait)
		if !deadline.IsZero() && due.After(deadline) {
			return crawler.ErrLate
		}
		if err := sleep(ctx, wait); err != nil {
			return err
		}
		if given && time.Since(due) < lateness {
			return nil
		}
	}
}

// ask is the round trip: how long to wait, and whether the moment then is given.
func (l *Limiter) ask(ctx context.Context, deadline time.Time, keys []string) (wait time.Duration, given bool, err error) {
	longest := -time.Microsecond // no bound
	if !deadline.IsZero() {
		longest = max(time.Until(deadline), 0)
	}
	ctx, cancel := context.WithTimeout(ctx, answers)
	defer cancel()
	told := l.take(keys)
	delays, slower := make([]*int64, len(keys)), make([]int32, len(keys))
	for i, n := range told {
		if n.delay != nil {
			us := n.delay.Microseconds()
			delays[i] = &us
		}
		slower[i] = int32(n.slower)
	}
	var us int64
	const query = "SELECT wait, given FROM courtesy_ask($1, $2, $3, $4, $5)"
	err = l.pool.QueryRow(ctx, query, keys, l.every.Microseconds(), longest.Microseconds(), delays, slower).Scan(&us, &given)
	if err != nil {
		l.putBack(keys, told)
		return 0, false, err
	}
	return time.Duration(us) * time.Microsecond, given, nil
}

// tell logs when the database goes and when it comes back.
func (l *Limiter) tell(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case err != nil && !l.absent:
		l.log.Error("courtesy: the database is away; requests wait for it", "err", err)
	case err == nil && l.absent:
		l.log.Info("courtesy: the database is back")
	}
	l.absent = err != nil
}

// Delay sets the pace that a host asks for in its robots.txt, for all workers.
func (l *Limiter) Delay(key string, d time.Duration) {
	l.note(key, func(n *news) { n.delay = &d })
}

// Slow doubles the time between requests to a host, for all workers.
func (l *Limiter) Slow(key string) { l.note(key, func(n *news) { n.slower++ }) }

// Ease halves it again.
func (l *Limiter) Ease(key string) { l.note(key, func(n *news) { n.slower-- }) }

// note keeps news until the next request with the key takes them along.
func (l *Limiter) note(key string, change func(*news)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := l.news[key]
	change(&n)
	l.news[key] = n
}

func (l *Limiter) take(keys []string) []news {
	l.mu.Lock()
	defer l.mu.Unlock()
	told := make([]news, len(keys))
	for i, key := range keys {
		told[i] = l.news[key]
		delete(l.news, key)
	}
	return told
}

func (l *Limiter) putBack(keys []string, told []news) {
	for i, old := range told {
		l.note(keys[i], func(n *news) {
			n.slower += old.slower
			if n.delay == nil {
				n.delay = old.delay
			}
		})
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
