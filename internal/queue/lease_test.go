package queue

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"mingjing/internal/pgtest"
)

// TestMain is a worker instead of the tests where the environment names a database.
func TestMain(m *testing.M) {
	if dsn := os.Getenv("QUEUE_TEST_WORKER"); dsn != "" {
		if err := worker(dsn); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// worker begins a job, says so, and never ends it.
func worker(dsn string) error {
	q, err := Open(context.Background(), dsn, Options{Lease: lease, Scan: func(_ context.Context, job Job) error {
		fmt.Println(job.Site)
		select {}
	}})
	if err != nil {
		return err
	}
	if _, err := q.Enqueue(context.Background(), Request{Scan: 7, Site: "a", Priority: OnDemand}); err != nil {
		return err
	}
	if err := q.Start(context.Background()); err != nil {
		return err
	}
	select {}
}

const lease = time.Second

// kill starts a worker and kills it in the middle of its job.
func kill(t *testing.T, dsn string) {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), program)
	cmd.Env = append(os.Environ(), "QUEUE_TEST_WORKER="+dsn)
	cmd.Stderr = t.Output()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	if !lines.Scan() || lines.Text() != "a" {
		t.Fatalf("the worker said %q: %v", lines.Text(), lines.Err())
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
}

func TestKilledWorker(t *testing.T) {
	engines(t, func(t *testing.T, dsn string) {
		for range 3 {
			kill(t, dsn)
		}
		jobs := make(chan Job, 10)
		q := begin(t, dsn, Options{Lease: lease, Scan: func(_ context.Context, job Job) error {
			jobs <- job
			return nil
		}})
		job := next(t, jobs)
		if job.Scan != 7 || job.Site != "a" || job.Attempt != 1 || job.Lost < 1 || job.Priority != OnDemand {
			t.Errorf("taken over: %+v", job)
		}
		counts(t, q, Done, 1)
		if len(jobs) > 0 {
			t.Errorf("done again: %+v", <-jobs)
		}
	})
}

// TestWorkerThatWasThoughtDead has a worker that sleeps, as one whose machine was suspended, and wakes when its job is another's.
func TestWorkerThatWasThoughtDead(t *testing.T) {
	t.Parallel()
	dsn := pgtest.Start(t)
	begun, ended := make(chan Job, 1), make(chan error, 1)
	sleeper := begin(t, dsn, Options{Lease: time.Hour, Scans: 1, Scan: func(ctx context.Context, job Job) error {
		begun <- job
		<-ctx.Done()
		ended <- context.Cause(ctx)
		return errors.New("too late to be heard")
	}})
	enqueue(t, sleeper, Request{Site: "a"})
	next(t, begun)
	taken, goOn := make(chan Job, 1), make(chan struct{})
	other := begin(t, dsn, Options{Lease: lease, Scan: func(ctx context.Context, job Job) error {
		taken <- job
		select {
		case <-goOn:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}})
	if job := next(t, taken); job.Lost != 1 || job.Attempt != 1 {
		t.Errorf("taken over: %+v", job)
	}
	if err := sleeper.leases.turn(t.Context()); err != nil { // it wakes
		t.Fatal(err)
	}
	if cause := next(t, ended); !errors.Is(cause, ErrLost) {
		t.Errorf("ended because %v", cause)
	}
	until(t, "the sleeper to let go", func() bool {
		sleeper.leases.mu.Lock()
		defer sleeper.leases.mu.Unlock()
		return len(sleeper.leases.held) == 0
	})
	if jobs, err := other.Jobs(t.Context()); err != nil || len(jobs) != 1 || jobs[0].State != Running || jobs[0].Worker != other.engine.ID() {
		t.Errorf("jobs: %+v, %v", jobs, err)
	}
	goOn <- struct{}{}
	counts(t, other, Done, 1)
	states, err := other.States(t.Context())
	if err != nil || states[Failed]+states[Retrying]+states[Waiting] != 0 {
		t.Errorf("states: %v, %v", states, err)
	}
}

func TestManyWorkers(t *testing.T) {
	t.Parallel()
	dsn := pgtest.Start(t)
	const sites, workers = 200, 3
	var mu sync.Mutex
	done, by := map[string]int{}, map[int]int{}
	all := make(chan struct{})
	var queues []*Queue
	for i := range workers {
		queues = append(queues, open(t, dsn, Options{Scans: 4, Scan: func(_ context.Context, job Job) error {
			mu.Lock()
			defer mu.Unlock()
			done[job.Site]++
			by[i]++
			if len(done) == sites {
				close(all)
			}
			return nil
		}}))
	}
	var requests []Request
	for i := range sites {
		requests = append(requests, Request{Site: fmt.Sprint("site-", i)})
	}
	for _, q := range queues {
		if err := q.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	enqueue(t, queues[0], requests...)
	next(t, all)
	counts(t, queues[1], Done, sites)
	mu.Lock()
	defer mu.Unlock()
	for site, n := range done {
		if n != 1 {
			t.Errorf("%s was done %d times", site, n)
		}
	}
	for i := range workers {
		if by[i] < sites/workers/4 {
			t.Errorf("worker %d did %d of %d", i, by[i], sites)
		}
	}
	t.Log(by)
}

func TestDatabaseAway(t *testing.T) {
	t.Parallel()
	cluster := pgtest.Own(t)
	dsn := cluster.Database(t)
	begun, goOn := make(chan Job, 10), make(chan struct{})
	said := make(voice, 1000)
	q := begin(t, dsn, Options{Lease: lease, Scans: 1, Log: slog.New(said), Scan: func(ctx context.Context, job Job) error {
		begun <- job
		select {
		case <-goOn:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}})
	enqueue(t, q, Request{Site: "a"}, Request{Site: "b"})
	next(t, begun)
	cluster.Stop(t)
	if err := q.Ping(t.Context()); err == nil {
		t.Error("the database is away and nobody says so")
	} else {
		t.Log(err)
	}
	goOn <- struct{}{} // a ends while the database is away
	says(t, said, "the database is away")
	cluster.Restart(t)
	says(t, said, "the database is back")
	if job := next(t, begun); job.Site != "b" || job.Attempt != 1 || job.Lost != 0 {
		t.Errorf("afterwards: %+v", job)
	}
	goOn <- struct{}{}
	counts(t, q, Done, 2)
	if len(begun) > 0 {
		t.Errorf("done again: %+v", <-begun)
	}
}

// voice is what is logged.
type voice chan string

func (v voice) Enabled(context.Context, slog.Level) bool { return true }

func (v voice) Handle(_ context.Context, r slog.Record) error {
	select {
	case v <- r.Message:
	default:
	}
	return nil
}

func (v voice) WithAttrs([]slog.Attr) slog.Handler { return v }

func (v voice) WithGroup(string) slog.Handler { return v }

// says waits for a message.
func says(t *testing.T, said voice, words string) {
	t.Helper()
	for !strings.Contains(next(t, said), words) {
	}
}
