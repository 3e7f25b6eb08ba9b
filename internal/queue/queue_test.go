package queue

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"mingjing/internal/pgtest"
)

// patience is how long a test waits for what must come.
const patience = time.Minute

// engines runs a test on each of the databases.
func engines(t *testing.T, test func(t *testing.T, dsn string)) {
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, filepath.Join(t.TempDir(), "mingjing.db"))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		test(t, pgtest.Start(t))
	})
}

// begin opens a queue and starts it.
func begin(t *testing.T, dsn string, o Options) *Queue {
	t.Helper()
	q := open(t, dsn, o)
	if err := q.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	return q
}

func open(t *testing.T, dsn string, o Options) *Queue {
	t.Helper()
	if o.Log == nil {
		o.Log = slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	}
	q, err := Open(t.Context(), dsn, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { end(t, q) })
	return q
}

func end(t *testing.T, q *Queue) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := q.Stop(ctx); err != nil {
		t.Error(err)
	}
	if err := q.Close(); err != nil {
		t.Error(err)
	}
}

func enqueue(t *testing.T, q *Queue, requests ...Request) []Job {
	t.Helper()
	jobs, err := q.Enqueue(t.Context(), requests...)
	if err != nil {
		t.Fatal(err)
	}
	return jobs
}

// next is what comes out of a channel.
func next[T any](t *testing.T, from <-chan T) T {
	t.Helper()
	select {
	case v := <-from:
		return v
	case <-time.After(patience):
		t.Fatal("waited in vain")
	}
	var nothing T
	return nothing
}

// until waits for a condition.
func until(t *testing.T, what string, is func() bool) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	late := time.After(patience)
	for !is() {
		select {
		case <-tick.C:
		case <-late:
			t.Fatal("waited in vain: ", what)
		}
	}
}

// counts waits until so many scans are in the state.
func counts(t *testing.T, q *Queue, state State, want int) {
	t.Helper()
	until(t, fmt.Sprintf("%d %s", want, state), func() bool {
		states, err := q.States(t.Context())
		return err == nil && states[state] == want
	})
}

// watch is a clock that is set.
type watch struct{ ahead atomic.Int64 }

func watchAt(t time.Time) *watch {
	w := new(watch)
	w.set(t)
	return w
}

func (w *watch) set(t time.Time) { w.ahead.Store(int64(time.Until(t))) }

func (w *watch) now() time.Time { return time.Now().Add(time.Duration(w.ahead.Load())) }

func TestOneJobASite(t *testing.T) {
	engines(t, func(t *testing.T, dsn string) {
		begun, goOn := make(chan Job, 1), make(chan struct{})
		q := begin(t, dsn, Options{Scans: 1, Scan: func(_ context.Context, job Job) error {
			begun <- job
			<-goOn
			return nil
		}})
		first := enqueue(t, q, Request{Scan: 1, Site: "a"})[0]
		if got := next(t, begun); got.Scan != 1 || got.Site != "a" || got.Attempt != 1 || got.Last || got.Priority != Scheduled {
			t.Errorf("begun: %+v", got)
		}
		for _, job := range enqueue(t, q, Request{Scan: 2, Site: "a"}, Request{Scan: 2, Site: "b"}, Request{Scan: 3, Site: "b"}) {
			want := map[string]int64{"a": first.Scan, "b": 2}[job.Site]
			if job.Scan != want {
				t.Errorf("job of %s belongs to scan %d, want %d", job.Site, job.Scan, want)
			}
		}
		jobs, err := q.Jobs(t.Context())
		if err != nil || len(jobs) != 2 || jobs[0].State != Running || jobs[0].Site != "a" || jobs[1].State != Waiting || jobs[1].Site != "b" {
			t.Errorf("jobs: %+v, %v", jobs, err)
		}
		goOn <- struct{}{}
		next(t, begun)
		goOn <- struct{}{}
		counts(t, q, Done, 2)
		if job := enqueue(t, q, Request{Scan: 4, Site: "a"})[0]; job.Scan != 4 {
			t.Errorf("a site that is done: %+v", job)
		}
		next(t, begun)
		goOn <- struct{}{}
		counts(t, q, Done, 3)
	})
}

func TestWhoWaitsIsServedFirst(t *testing.T) {
	engines(t, func(t *testing.T, dsn string) {
		begun, goOn := make(chan string, 1), make(chan struct{})
		q := begin(t, dsn, Options{Scans: 1, Scan: func(_ context.Context, job Job) error {
			begun <- job.Site
			<-goOn
			return nil
		}})
		enqueue(t, q, Request{Site: "first"})
		got := []string{next(t, begun)}
		enqueue(t, q, Request{Site: "a"}, Request{Site: "b"}, Request{Site: "c"}, Request{Site: "d", Priority: OnDemand})
		if job := enqueue(t, q, Request{Site: "c", Priority: OnDemand})[0]; job.Priority != OnDemand {
			t.Errorf("moved forward: %+v", job)
		}
		for range 4 {
			goOn <- struct{}{}
			got = append(got, next(t, begun))
		}
		goOn <- struct{}{}
		if want := []string{"first", "c", "d", "a", "b"}; !slices.Equal(got, want) {
			t.Errorf("order %v, want %v", got, want)
		}
	})
}

func TestRetries(t *testing.T) {
	engines(t, func(t *testing.T, dsn string) {
		jobs := make(chan Job, 10)
		q := begin(t, dsn, Options{Attempts: 3, Backoff: time.Millisecond, Scan: func(_ context.Context, job Job) error {
			jobs <- job
			if job.Site == "passes" && job.Attempt == 3 {
				return nil
			}
			return fmt.Errorf("fault %d", job.Attempt)
		}})
		for _, site := range []string{"passes", "stays"} {
			enqueue(t, q, Request{Site: site})
			for attempt := 1; attempt <= 3; attempt++ {
				if job := next(t, jobs); job.Attempt != attempt || job.Last != (attempt == 3) || attempt > 1 && job.Error != fmt.Sprintf("fault %d", attempt-1) {
					t.Errorf("%s, attempt %d: %+v", site, attempt, job)
				}
			}
		}
		counts(t, q, Done, 1)
		counts(t, q, Failed, 1)
	})
}

func TestBackoff(t *testing.T) {
	engines(t, func(t *testing.T, dsn string) {
		q := begin(t, dsn, Options{Backoff: time.Hour, Scan: func(context.Context, Job) error { return errors.New("fault") }})
		enqueue(t, q, Request{Site: "a"})
		counts(t, q, Retrying, 1)
		jobs, err := q.Jobs(t.Context())
		if err != nil || len(jobs) != 1 || jobs[0].Error != "fault" || time.Until(jobs[0].At).Round(time.Minute) != time.Hour {
			t.Errorf("%+v, %v", jobs, err)
		}
	})
}

func TestHoursOfAGroup(t *testing.T) {
	engines(t, func(t *testing.T, dsn string) {
		morning := time.Date(2099, 11, 1, 6, 0, 0, 0, time.UTC)
		evening := morning.Add(14 * time.Hour)
		watch := watchAt(morning.Add(-time.Hour))
		begun, ended := make(chan Job, 3), make(chan error, 1)
		q := open(t, dsn, Options{Now: watch.now, Scan: func(ctx context.Context, job Job) error {
			begun <- job
			if !watch.now().Before(evening) || job.Group == "day" {
				return nil
			}
			<-ctx.Done()
			ended <- context.Cause(ctx)
			return ctx.Err()
		}})
		night, err := ParseWindow("20:00-06:00", time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		if err := q.Configure(t.Context(), map[string]Window{"night": night}, nil); err != nil {
			t.Fatal(err)
		}
		if err := q.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		watch.set(morning.Add(-3 * time.Second))
		enqueue(t, q, Request{Site: "a", Group: "night"})
		next(t, begun)
		if cause := next(t, ended); !errors.Is(cause, ErrClosed) {
			t.Errorf("ended because %v", cause)
		}
		enqueue(t, q, Request{Site: "b", Group: "night"}, Request{Site: "c", Group: "day"})
		if job := next(t, begun); job.Site != "c" {
			t.Errorf("begun out of hours: %+v", job)
		}
		counts(t, q, Later, 2)
		jobs, err := q.Jobs(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, job := range jobs {
			if job.At.Sub(evening).Abs() > time.Second {
				t.Errorf("put off: %+v, want until %v", job, evening)
			}
		}
		watch.set(evening)
		for range 2 {
			if job := next(t, begun); job.Group != "night" || job.Attempt != 1 {
				t.Errorf("in the evening: %+v", job)
			}
		}
		counts(t, q, Done, 3)
	})
}

func TestCancel(t *testing.T) {
	engines(t, func(t *testing.T, dsn string) {
		begun := make(chan Job, 1)
		q := begin(t, dsn, Options{Scans: 1, Scan: func(ctx context.Context, job Job) error {
			begun <- job
			<-ctx.Done()
			return ctx.Err()
		}})
		enqueue(t, q, Request{Site: "runs"}, Request{Site: "waits"})
		next(t, begun)
		for _, site := range []string{"waits", "runs"} {
			if found, err := q.Cancel(t.Context(), site); !found || err != nil {
				t.Errorf("cancel %s: %v, %v", site, found, err)
			}
		}
		counts(t, q, Cancelled, 2)
		if found, err := q.Cancel(t.Context(), "runs"); found || err != nil {
			t.Errorf("cancel again: %v, %v", found, err)
		}
	})
}

func TestStopHandsBack(t *testing.T) {
	engines(t, func(t *testing.T, dsn string) {
		begun := make(chan Job, 1)
		q, err := Open(t.Context(), dsn, Options{Scan: func(ctx context.Context, job Job) error {
			begun <- job
			<-ctx.Done()
			return fmt.Errorf("broken off: %w", ctx.Err())
		}})
		if err != nil {
			t.Fatal(err)
		}
		if err := q.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		enqueue(t, q, Request{Site: "a"})
		next(t, begun)
		end(t, q)
		q = begin(t, dsn, Options{Scan: func(_ context.Context, job Job) error {
			begun <- job
			return nil
		}})
		if job := next(t, begun); job.Attempt != 1 || job.Lost != 0 {
			t.Errorf("handed back: %+v", job)
		}
		counts(t, q, Done, 1)
	})
}

func TestDuties(t *testing.T) {
	engines(t, func(t *testing.T, dsn string) {
		zone := time.FixedZone("CST", 8*3600)
		watch := watchAt(time.Date(2099, 10, 31, 23, 59, 59, 0, zone))
		type done struct {
			name string
			due  time.Time
		}
		performed := make(chan done, 10)
		var once sync.Once
		o := Options{Now: watch.now, Zone: zone, Backoff: time.Millisecond, Perform: func(_ context.Context, name string, due time.Time) (err error) {
			once.Do(func() { err = errors.New("the first time it fails") })
			if err == nil {
				performed <- done{name, due}
			}
			return err
		}}
		tell := []Duty{{"month", Monthly(1, 0)}, {"week", "30 4 * * 1"}}
		q := open(t, dsn, o)
		if err := q.Configure(t.Context(), nil, tell); err != nil {
			t.Fatal(err)
		}
		if err := q.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got, want := next(t, performed), (done{"month", time.Date(2099, 11, 1, 0, 0, 0, 0, zone)}); got.name != want.name || !got.due.Equal(want.due) {
			t.Errorf("performed %v, want %v", got, want)
		}
		if got, want := q.Upcoming()["week"], time.Date(2099, 11, 2, 4, 30, 0, 0, zone); !got.Equal(want) {
			t.Errorf("week is next due at %v, want %v", got, want)
		}
	})
}

func TestDutyIsMadeUpForOnce(t *testing.T) {
	engines(t, func(t *testing.T, dsn string) {
		start := time.Date(2099, 10, 1, 12, 0, 0, 0, time.UTC)
		watch := watchAt(start)
		performed := make(chan time.Time, 10)
		o := Options{Now: watch.now, Perform: func(_ context.Context, _ string, due time.Time) error {
			performed <- due
			return nil
		}}
		tell := []Duty{{"night", "0 2 * * *"}}
		q, err := Open(t.Context(), dsn, o)
		if err != nil {
			t.Fatal(err)
		}
		if err := q.Configure(t.Context(), nil, tell); err != nil {
			t.Fatal(err)
		}
		end(t, q)
		// For three nights nothing runs.
		watch.set(start.AddDate(0, 0, 3))
		q = open(t, dsn, o)
		if err := q.Configure(t.Context(), nil, tell); err != nil {
			t.Fatal(err)
		}
		if err := q.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got, want := next(t, performed), time.Date(2099, 10, 4, 2, 0, 0, 0, time.UTC); !got.Equal(want) {
			t.Errorf("made up for %v, want %v", got, want)
		}
		until(t, "the call to be answered", func() bool {
			var n int
			err := q.engine.db().QueryRowContext(t.Context(), "SELECT count(*) FROM river_job WHERE kind = 'duty' AND state <> 'completed'").Scan(&n)
			return err == nil && n == 0
		})
		if len(performed) > 0 {
			t.Errorf("and again for %v", <-performed)
		}
	})
}

func TestBadDuties(t *testing.T) {
	q := open(t, filepath.Join(t.TempDir(), "x.db"), Options{})
	for _, test := range []struct {
		duties []Duty
		want   string
	}{
		{[]Duty{{"a", "0 2 * *"}}, `duty a: cron "0 2 * *": expected exactly 5 fields, found 4: [0 2 * *]`},
		{[]Duty{{"a", "0 0 31 2 *"}}, `duty a: cron "0 0 31 2 *": there is no such day`},
		{[]Duty{{"a", "@daily"}, {"a", "@weekly"}}, "duty a: told twice"},
	} {
		if err := q.Configure(t.Context(), nil, test.duties); err == nil || err.Error() != test.want {
			t.Errorf("%v: %v, want %s", test.duties, err, test.want)
		}
	}
	if err := q.Start(t.Context()); err == nil || err.Error() != "start queue: neither scans nor duties to do" {
		t.Error(err)
	}
}

func TestOneProcessAFile(t *testing.T) {
	dsn := filepath.Join(t.TempDir(), "x.db")
	open(t, dsn, Options{})
	if _, err := Open(t.Context(), dsn, Options{}); err == nil {
		t.Error("a second queue was opened in the same file")
	} else {
		t.Log(err)
	}
}
