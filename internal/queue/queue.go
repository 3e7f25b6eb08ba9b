package queue

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"

	"github.com/riverqueue/river"
)

// Options of a queue. The zero value of a field takes the default named beside it.
type Options struct {
	// Scan does a job. It must return an error when its context ended it, and nil only when the site is done; the cause of the context says
	// why it was ended: ErrClosed, ErrLost, or that the process stops or the job was cancelled. It may be called for several jobs at once.
	// nil: this process does no scans.
	Scan  func(ctx context.Context, job Job) error
	Scans int // done at once by this process; 8

	// Perform does a duty that was due at the time. It is called for one duty at a time, by one process. nil: this process performs none.
	Perform func(ctx context.Context, duty string, due time.Time) error

	Attempts int            // of a job before it counts as failed; 5
	Backoff  time.Duration  // before the second attempt, twice as long before each further one, six hours at most; 1 min
	Timeout  time.Duration  // for one attempt; 12 h
	Lease    time.Duration  // after which a worker that has not been heard of is dead; 30 s. The same in all processes.
	Zone     *time.Location // of the schedule; UTC
	Log      *slog.Logger   // slog.Default()

	// Now is the machine's clock where it is nil. One that is behind that has River's maintenance, which always goes by the machine's, take jobs
	// for older than they are.
	Now func() time.Time
}

func (o Options) withDefaults() Options {
	orDefault(&o.Scans, 8)
	orDefault(&o.Attempts, 5)
	orDefault(&o.Backoff, time.Minute)
	orDefault(&o.Timeout, 12*time.Hour)
	orDefault(&o.Lease, 30*time.Second)
	orDefault(&o.Zone, time.UTC)
	if o.Log == nil {
		o.Log = slog.Default()
	}
	return o
}

func orDefault[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

// Why the context of a scan ended.
var (
	ErrClosed = errors.New("the hours in which the site may be scanned are over")
	ErrLost   = errors.New("the job was taken over by another worker")
)

// Queue is open until Close. Its methods may be called from several goroutines at once.
type Queue struct {
	o      Options
	engine engine
	leases *leases

	mu      sync.Mutex
	windows map[string]Window // by group
	duties  []duty
	started bool
}

// Open opens the queue in the database at dsn, in the form that the store takes, and brings its tables up to date. For SQLite it is kept in a file of
// its own beside the store's, mingjing-queue.db beside mingjing.db, which one process at a time can open.
//
// An open queue takes jobs in; it does none before Start.
func Open(ctx context.Context, dsn string, o Options) (*Queue, error) {
	q := &Queue{o: o.withDefaults()}
	host, err := os.Hostname()
	if err != nil {
		return nil, fmt.Errorf("open queue: %w", err)
	}
	config := &river.Config{
		ID:                   host[:min(len(host), 80)] + "-" + rand.Text()[:8],
		JobTimeout:           q.o.Timeout,
		RescueStuckJobsAfter: q.o.Timeout + time.Hour, // of live workers only: of the others see lease.go
		MaxAttempts:          q.o.Attempts,
		RetryPolicy:          retries{q.o.Backoff, q.now},
		Logger:               slog.New(troubles{q.o.Log.Handler()}),
		Workers:              river.NewWorkers(),
		Queues:               map[string]river.QueueConfig{},
	}
	if q.o.Now != nil {
		config.Test.Time = clock{q.o.Now}
	}
	if q.o.Scan != nil {
		config.Queues[scans] = river.QueueConfig{MaxWorkers: q.o.Scans}
	}
	if q.o.Perform != nil {
		config.Queues[duties] = river.QueueConfig{MaxWorkers: 1}
	}
	river.AddWorker(config.Workers, &scanWorker{queue: q})
	river.AddWorker(config.Workers, &dutyWorker{queue: q})
	if q.engine, err = openEngine(ctx, dsn, config); err != nil {
		return nil, fmt.Errorf("open queue: %w", err)
	}
	q.leases = newLeases(q.engine, q.o, q.now)
	return q, nil
}

// Start begins to do jobs. ctx bounds the start only.
func (q *Queue) Start(ctx context.Context) error {
	if q.o.Scan == nil && q.o.Perform == nil {
		return errors.New("start queue: neither scans nor duties to do")
	}
	if err := q.leases.start(ctx); err != nil {
		return fmt.Errorf("start queue: %w", err)
	}
	if err := q.engine.Start(context.WithoutCancel(ctx)); err != nil {
		q.leases.stop(ctx)
		return fmt.Errorf("start queue: %w", err)
	}
	q.mu.Lock()
	q.started = true
	q.mu.Unlock()
	return nil
}

// Stop ends the contexts of the scans that are running, waits until they have returned, and hands their jobs back. When ctx ends first, the rest is
// as if the process had been killed.
func (q *Queue) Stop(ctx context.Context) error {
	q.mu.Lock()
	started := q.started
	q.started = false
	q.mu.Unlock()
	if !started {
		return nil
	}
	err := q.engine.StopAndCancel(ctx)
	q.leases.stop(ctx)
	if err != nil {
		return fmt.Errorf("stop queue: %w", err)
	}
	return nil
}

// Close closes the database. A queue that was started must be stopped before.
func (q *Queue) Close() error { return q.engine.close() }

// Ping reports whether the database answers.
func (q *Queue) Ping(ctx context.Context) error {
	if err := q.engine.db().PingContext(ctx); err != nil {
		return fmt.Errorf("queue: %w", err)
	}
	return nil
}

func (q *Queue) now() time.Time {
	if q.o.Now != nil {
		return q.o.Now()
	}
	return time.Now()
}

// clock is a clock that River goes by.
type clock struct{ now func() time.Time }

func (c clock) Now() time.Time { return c.now() }

func (c clock) NowOrNil() *time.Time {
	now := c.now()
	return &now
}
