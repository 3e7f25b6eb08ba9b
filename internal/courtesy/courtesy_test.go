package courtesy

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"mingjing/crawler"
	"mingjing/internal/pgtest"
)

// What the workers of TestRateOverProcesses do.
const (
	rate    = 10
	every   = time.Second / rate
	workers = 3
	rounds  = 5
)

// TestMain is a worker instead of the tests where the environment names a database.
func TestMain(m *testing.M) {
	if url := os.Getenv("COURTESY_TEST_DATABASE"); url != "" {
		if err := work(url, os.Getenv("COURTESY_TEST_SERVER")); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// work asks two hosts at one address, both at once.
func work(database, server string) error {
	l, err := Open(context.Background(), database, rate, slog.Default())
	if err != nil {
		return err
	}
	defer l.Close()
	hosts := []string{"one.example", "two.example"}
	failed := make(chan error, len(hosts))
	for _, host := range hosts {
		go func() { failed <- ask(l, host, server) }()
	}
	for range hosts {
		err = errors.Join(err, <-failed)
	}
	return err
}

func ask(l crawler.Limiter, host, server string) error {
	for range rounds {
		if err := l.Wait(context.Background(), time.Time{}, host, "address "+server); err != nil {
			return err
		}
		request, err := http.NewRequestWithContext(context.Background(), http.MethodGet, "http://"+server, nil)
		if err != nil {
			return err
		}
		request.Host = host
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			return err
		}
		_, _ = io.Copy(io.Discard, response.Body)
		_ = response.Body.Close()
	}
	return nil
}

func TestRateOverProcesses(t *testing.T) {
	url := pgtest.Start(t)
	watch(t, url)
	var mu sync.Mutex
	arrived := map[string][]time.Time{}
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		now := time.Now()
		arrived[r.Host] = append(arrived[r.Host], now)
		arrived["address"] = append(arrived["address"], now)
	}))
	defer server.Close()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			cmd := exec.CommandContext(t.Context(), program)
			cmd.Env = append(os.Environ(), "COURTESY_TEST_DATABASE="+url, "COURTESY_TEST_SERVER="+server.Listener.Addr().String())
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("worker: %v\n%s", err, out)
			}
		})
	}
	wg.Wait()
	for key, want := range map[string]int{"one.example": workers * rounds, "two.example": workers * rounds, "address": 2 * workers * rounds} {
		times := arrived[key]
		if len(times) != want {
			t.Errorf("%s: %d requests, want %d", key, len(times), want)
		}
		for i := range times {
			for k := range times[i:] {
				if took := times[i+k].Sub(times[i]); took < time.Duration(k)*every-lateness {
					t.Fatalf("%s: %d requests within %v", key, k+1, took)
				}
			}
		}
	}
	// How late a request arrives is the machine's matter; the moments that were given are exact.
	for key, moments := range given(t, url) {
		for i := 1; i < len(moments); i++ {
			if gap := moments[i].Sub(moments[i-1]); gap < every {
				t.Errorf("%s: two moments %v apart", key, gap)
			}
		}
	}
}

// watch has the database write down each moment that it gives.
func watch(t *testing.T, url string) {
	t.Helper()
	open(t, url, rate, slog.Default())
	query(t, url, `CREATE TABLE given (key TEXT, free TIMESTAMPTZ);
CREATE FUNCTION note() RETURNS TRIGGER LANGUAGE plpgsql AS $$ BEGIN INSERT INTO given VALUES (NEW.key, NEW.free); RETURN NEW; END $$;
CREATE TRIGGER note AFTER UPDATE ON courtesy FOR EACH ROW EXECUTE FUNCTION note();`)
}

func given(t *testing.T, url string) map[string][]time.Time {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.Background()) }()
	rows, err := conn.Query(t.Context(), "SELECT key, free FROM given ORDER BY free")
	if err != nil {
		t.Fatal(err)
	}
	moments := map[string][]time.Time{}
	var key string
	var free time.Time
	if _, err := pgx.ForEachRow(rows, []any{&key, &free}, func() error {
		moments[key] = append(moments[key], free)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return moments
}

func query(t *testing.T, url, statement string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.Background()) }()
	if _, err := conn.Exec(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

func open(t *testing.T, url string, rate float64, log *slog.Logger) *Limiter {
	t.Helper()
	l, err := Open(t.Context(), url, rate, log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.Close)
	return l
}

// TestMoments asks without waiting: two workers, a request every hundred seconds, so that the time the test takes does not show.
func TestMoments(t *testing.T) {
	url := pgtest.Start(t)
	here, there := open(t, url, 0.01, slog.Default()), open(t, url, 0.01, slog.Default())
	for i, step := range []struct {
		before func()
		worker *Limiter
		keys   string
		within time.Duration // that it would wait; 0: any time
		want   time.Duration
		given  bool
	}{
		{nil, here, "a 1", 0, 0, true},
		{nil, there, "b 2", 0, 0, true},      // another host on another server need not wait
		{nil, there, "a 1", 0, 100, true},    // the same has to, whoever asks
		{nil, here, "c 1", 0, 200, true},     // as has another host on the same server
		{nil, there, "d 1", 250, 300, false}, // a moment that is too late is not taken,
		{nil, here, "d 1", 0, 300, true},     // but left to others
		{nil, here, "a", 0, 200, true},       // a host alone, of which no address is known

		{func() { here.Delay("s", 300*time.Second) }, here, "s 3", 0, 0, true},
		{nil, there, "s 3", 0, 300, false}, // a host that is slow for itself is told to come back,
		{nil, there, "e 3", 0, 100, true},  // and does not hold up others on the server
		{nil, there, "f 3", 0, 200, true},
		{func() { here.Delay("s", 0) }, here, "x 4", 0, 0, true},
		{nil, there, "s 5", 0, 300, false}, // what was given before counts

		{nil, here, "r 6", 0, 0, true},
		{func() { here.Slow("r") }, here, "r 6", 0, 100, true}, // at this rate no penalty goes beyond it
	} {
		if step.before != nil {
			step.before()
		}
		var deadline time.Time
		if step.within > 0 {
			deadline = time.Now().Add(step.within * time.Second)
		}
		wait, given, err := step.worker.ask(t.Context(), deadline, strings.Fields(step.keys))
		if err != nil {
			t.Fatal(err)
		}
		if got := (wait + 10*time.Second).Truncate(20 * time.Second); got != step.want*time.Second || given != step.given {
			t.Errorf("step %d (%s): wait %v, given %v; want %v, %v", i, step.keys, wait, given, step.want*time.Second, step.given)
		}
	}
}

// TestSlowDownIsShared has one worker refused and the other one wait.
func TestSlowDownIsShared(t *testing.T) {
	url := pgtest.Start(t)
	here, there := open(t, url, 1, slog.Default()), open(t, url, 1, slog.Default())
	var got []time.Duration
	gap := func(l *Limiter) {
		t.Helper()
		for range 2 {
			wait, _, err := l.ask(t.Context(), time.Time{}, []string{"a", "1"})
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, wait.Round(time.Second))
		}
		got = slices.DeleteFunc(got, func(d time.Duration) bool { return d == 0 })
		query(t, url, "UPDATE courtesy SET free = now() - INTERVAL '1 minute'")
	}
	gap(here)
	for range 3 {
		here.Slow("a")
		gap(here)
		gap(there)
	}
	for range 3 {
		there.Ease("a")
		gap(there)
	}
	for range 20 {
		here.Slow("a")
	}
	gap(here)
	if want := "[1s 2s 2s 4s 4s 8s 8s 4s 2s 1s 30s]"; fmt.Sprint(got) != want {
		t.Errorf("%v, want %s", got, want)
	}
	query(t, url, "UPDATE courtesy SET free = now() - INTERVAL '61 minutes'")
	got = nil
	gap(there)
	if want := "[1s]"; fmt.Sprint(got) != want {
		t.Errorf("%v, want %s", got, want)
	}
}

func TestWait(t *testing.T) {
	l := open(t, pgtest.Start(t), 0.01, slog.Default())
	if err := l.Wait(t.Context(), time.Time{}, "a", "1"); err != nil {
		t.Fatal(err)
	}
	if err := l.Wait(t.Context(), time.Now().Add(time.Second), "a", "1"); !errors.Is(err, crawler.ErrLate) {
		t.Errorf("a turn after the deadline: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := l.Wait(ctx, time.Time{}, "a", "1"); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled wait: %v", err)
	}
	for _, rate := range []float64{0, -1} {
		if _, err := Open(t.Context(), "postgres://127.0.0.1/x", rate, nil); err == nil {
			t.Errorf("rate %v was taken", rate)
		}
	}
}

func TestDatabaseAway(t *testing.T) {
	cluster := pgtest.Own(t)
	said := make(voice, 100)
	l := open(t, cluster.Database(t), 1000, slog.New(said))
	if err := l.Wait(t.Context(), time.Time{}, "a", "1"); err != nil {
		t.Fatal(err)
	}
	cluster.Stop(t)
	let := make(chan error)
	go func() { let <- l.Wait(t.Context(), time.Time{}, "a", "1") }()
	says(t, said, "courtesy: the database is away; requests wait for it")
	l.Slow("a")
	if err := l.Wait(t.Context(), time.Now().Add(time.Second), "b", "1"); !errors.Is(err, crawler.ErrLate) {
		t.Errorf("a wait with a deadline: %v", err)
	}
	select {
	case err := <-let:
		t.Fatalf("a request was let through: %v", err)
	default:
	}
	cluster.Restart(t)
	if err := <-let; err != nil {
		t.Fatal(err)
	}
	says(t, said, "courtesy: the database is back")
}

// voice is what is logged.
type voice chan string

func (v voice) Enabled(context.Context, slog.Level) bool { return true }

func (v voice) Handle(_ context.Context, r slog.Record) error {
	v <- r.Message
	return nil
}

func (v voice) WithAttrs([]slog.Attr) slog.Handler { return v }

func (v voice) WithGroup(string) slog.Handler { return v }

func says(t *testing.T, said voice, want string) {
	t.Helper()
	select {
	case got := <-said:
		if got != want {
			t.Errorf("said %q, want %q", got, want)
		}
	case <-time.After(time.Minute):
		t.Fatalf("nobody said %q", want)
	}
}

func BenchmarkAsk(b *testing.B) {
	l, err := Open(b.Context(), pgtest.Start(b), 1e6, slog.Default())
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	for b.Loop() {
		if _, _, err := l.ask(b.Context(), time.Time{}, []string{"a", "1"}); err != nil {
			b.Fatal(err)
		}
	}
}
