package crawler

import (
	"context"
	"sync"
	"time"
)

// A Limiter keeps the pace for all crawls that share it. It knows keys: a host and port, and a server
// address after the word "address"; between two requests with one key at least the time of its rate
// passes, whichever site they are for. It must be safe for use by several goroutines.
type Limiter interface {
	// Wait returns when a request with these keys may be sent. It fails when the context ends, and
	// with ErrLate as soon as it is clear that its turn will be later than the deadline (zero: none).
	Wait(ctx context.Context, deadline time.Time, keys ...string) error
	// Delay sets the pace that a host asks for in its robots.txt; 0 where it asks for none.
	Delay(key string, d time.Duration)
	// Slow doubles the time between requests to a host that refuses, up to 30 s. Ease halves it again.
	Slow(key string)
	Ease(key string)
}

// ErrLate is a turn that would come after the deadline.
const ErrLate = errTime

const (
	maxCrawlDelay = 10 * time.Second // of robots.txt; what asks for more is not obeyed further
	maxPenalty    = 30 * time.Second // between two requests to a host that refuses
)

// NewLimiter returns a limiter within this process, of so many requests a second for each key; 0 = no limit.
// A nil clock is the system's.
func NewLimiter(rate float64, clock Clock) Limiter {
	if clock == nil {
		clock = systemClock{}
	}
	return newLimiter(rate, clock)
}

// A limiter is the Limiter of one process.
//
// A waiter takes its keys all at once and only when all are free. It holds none while it waits, so
// that a slow host does not hold up others on the same server.
type limiter struct {
	clock Clock
	every time.Duration // 0: no limit
	mu    sync.Mutex
	paces map[string]*pace
}

type pace struct {
	free    time.Time     // when the next request may be sent
	delay   time.Duration // that the host asks for in robots.txt
	penalty time.Duration // for having been refused
}

func newLimiter(rate float64, clock Clock) *limiter {
	l := &limiter{clock: clock, paces: map[string]*pace{}}
	if rate > 0 {
		l.every = time.Duration(float64(time.Second) / rate)
	}
	return l
}

func (l *limiter) Wait(ctx context.Context, deadline time.Time, keys ...string) error {
	if l.every == 0 {
		return ctx.Err()
	}
	for {
		now := l.clock.Now()
		free := l.take(now, keys)
		if !free.After(now) {
			return ctx.Err()
		}
		if !deadline.IsZero() && free.After(deadline) {
			return ErrLate
		}
		if err := l.clock.Sleep(ctx, free.Sub(now)); err != nil {
			return err
		}
	}
}

// take takes the keys if all are free at now; otherwise it returns when they may be.
func (l *limiter) take(now time.Time, keys []string) time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	free := now
	for _, key := range keys {
		if p := l.pace(key); p.free.After(free) {
			free = p.free
		}
	}
	if free.After(now) {
		return free
	}
	for _, key := range keys {
		p := l.pace(key)
		p.free = now.Add(max(l.every, p.delay, p.penalty))
	}
	return now
}

func (l *limiter) pace(key string) *pace {
	p := l.paces[key]
	if p == nil {
		p = new(pace)
		l.paces[key] = p
	}
	return p
}

func (l *limiter) Delay(key string, d time.Duration) {
	if l.every == 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	p := l.pace(key)
	p.delay = min(d, maxCrawlDelay)
	if p.delay > l.every && !p.free.IsZero() {
		p.free = p.free.Add(p.delay - l.every)
	}
}

func (l *limiter) Slow(key string) {
	if l.every == 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	p := l.pace(key)
	before := max(l.every, p.delay, p.penalty)
	p.penalty = min(2*before, max(maxPenalty, l.every))
	p.free = p.free.Add(max(p.penalty-before, 0))
}

func (l *limiter) Ease(key string) {
	if l.every == 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if p := l.pace(key); p.penalty > 0 {
		if p.penalty /= 2; p.penalty <= l.every {
			p.penalty = 0
		}
	}
}
