package main

import (
	"database/sql"
	"flag"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mingjing/internal/pgtest"
	"mingjing/internal/portals"
)

// smallPortals is how many portals the workers of TestWorkers share.
var smallPortals = flag.Int("portals", 60, "how many small portals workers share")

const (
	smallRate   = 8 // requests a second for a host and for an address
	smallAtOnce = 8 // sites of a process
	late        = 250 * time.Millisecond
)

// small are portals of a few pages, two at each address under different names, that write down when they are asked.
type small struct {
	mu    sync.Mutex
	asked map[string]int         // by host and path
	at    map[string][]time.Time // by host, and by address
}

func (s *small) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_, port, _ := net.SplitHostPort(r.Host)
	s.mu.Lock()
	now := time.Now()
	s.asked[r.Host+r.URL.Path]++
	for _, key := range []string{r.Host, "address " + port} {
		s.at[key] = append(s.at[key], now)
	}
	s.mu.Unlock()
	titles := map[string]string{"/": "人民政府", "/gk/": "政府信息公开", "/jc/": "基层政务公开标准化规范化", "/xw/": "新闻"}
	title, ok := titles[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = fmt.Fprintf(w, `<!DOCTYPE html><title>%s</title><h1>%s %s</h1><a href="/">首页</a> <a href="/gk/">政府信息公开</a>
<a href="/jc/">基层政务公开标准化规范化</a> <a href="/xw/">新闻</a><p>%s</p>`, title, r.Host, title, strings.Repeat(title+"。", 20))
}

// take gives what was written down since the last time.
func (s *small) take() (asked map[string]int, at map[string][]time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	asked, at = s.asked, s.at
	s.asked, s.at = map[string]int{}, map[string][]time.Time{}
	return asked, at
}

// serveSmall serves the portals and returns their targets file.
func serveSmall(t *testing.T) (*small, string) {
	t.Helper()
	s := &small{}
	s.take()
	var targets strings.Builder
	targets.WriteString("city: 云泰市\nsites:\n")
	for n := range *smallPortals / 2 {
		server := httptest.NewServer(s)
		t.Cleanup(server.Close)
		_, port, err := net.SplitHostPort(server.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		for i, host := range []string{"127.0.0.1", "localhost"} {
			fmt.Fprintf(&targets, "  - {id: p%03d, name: 第%d县, home: \"http://%s:%s/\"}\n", 2*n+i, 2*n+i, host, port)
		}
	}
	return s, targets.String()
}

// Three workers and a service on one PostgreSQL scan two hundred portals, each once. No host and no address is asked more often than it may be,
// all take part, and that a worker is killed in the middle changes nothing in the result.
func TestWorkers(t *testing.T) {
	database, undisturbed := pgtest.Start(t), pgtest.Start(t)
	asked, targets := serveSmall(t)
	folder := t.TempDir()
	config := func(name, rate string) string {
		t.Helper()
		path := filepath.Join(folder, name+".yaml")
		text := fmt.Sprintf("listen: 127.0.0.1:0\ndata: %s\ngroups: [{name: city, targets: targets.yaml}]\ncrawl: {rate: %s, sites: %d, allow_private: true}\n",
			name, rate, smallAtOnce)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	if err := os.WriteFile(filepath.Join(folder, "targets.yaml"), []byte(targets), 0o644); err != nil {
		t.Fatal(err)
	}

	alone := launch(t, (*exec.Cmd).Start, "serve", config("alone", "100000"), "MINGJING_DATABASE="+undisturbed)
	alone.scan()
	waitFor(t, "the undisturbed scan is done", alone.over)
	alone.stop()
	whole, _ := asked.take()
	t.Logf("%d addresses asked for, %.1f a portal", len(whole), float64(len(whole))/float64(*smallPortals))

	env, rate := "MINGJING_DATABASE="+database, fmt.Sprint(smallRate)
	service := launch(t, (*exec.Cmd).Start, "serve", config("serve", rate), env)
	var workers []*process
	for n := range 3 {
		workers = append(workers, launch(t, (*exec.Cmd).Start, "worker", config(fmt.Sprint("worker", n), rate), env))
	}
	db, err := sql.Open("pgx", database)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	count := func(query string) (n int) {
		t.Helper()
		if err := db.QueryRowContext(t.Context(), query).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	waitFor(t, "all are there", func() bool { return count("SELECT count(*) FROM queue_workers") == 4 })
	began := time.Now()
	service.scan()
	waitFor(t, "a third is done", func() bool {
		return count("SELECT count(*) FROM river_job WHERE kind = 'scan' AND state = 'completed'") >= *smallPortals/3
	})
	if err := workers[0].cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	workers[0].ended()
	waitFor(t, "the scan is done", service.over)
	t.Logf("done in %v", time.Since(began).Round(100*time.Millisecond))
	service.stop()
	for _, worker := range workers[1:] {
		worker.stop()
	}

	lost := lostHosts(t, db)
	if len(lost) == 0 || len(lost) > smallAtOnce {
		t.Errorf("%d sites were lost with the worker; want 1 to %d", len(lost), smallAtOnce)
	}
	if n := count("SELECT count(*) FROM river_job WHERE kind = 'scan' AND state = 'completed'"); n != *smallPortals {
		t.Errorf("%d scans of sites, want %d", n, *smallPortals)
	}
	least := count("SELECT min(n) FROM (SELECT count(*) AS n FROM river_job WHERE kind = 'scan' GROUP BY attempted_by[cardinality(attempted_by)]) AS one")
	took := count("SELECT count(DISTINCT attempted_by[cardinality(attempted_by)]) FROM river_job WHERE kind = 'scan'")
	t.Logf("%d processes did %d sites at least each; %d sites were lost with the worker and done again", took, least, len(lost))
	if took != 4 || least < *smallPortals/20 {
		t.Errorf("%d processes, one of which did %d sites; want 4 with %d at least", took, least, *smallPortals/20)
	}

	counts, at := asked.take()
	for address, want := range whole {
		host, _, _ := strings.Cut(address, "/")
		if got := counts[address]; got < want || got > want && (!lost[host] || got > 2*want) {
			t.Errorf("%s: asked %d times, undisturbed %d", address, got, want)
		}
	}
	for address := range counts {
		if whole[address] == 0 {
			t.Errorf("%s: asked, undisturbed never", address)
		}
	}
	for key, times := range at {
		for i := range times {
			for k := range times[i:] {
				if took := times[i+k].Sub(times[i]); took < time.Duration(k)*time.Second/smallRate-late {
					t.Fatalf("%s: %d requests within %v", key, k+1, took)
				}
			}
		}
	}
	wantScan, wantEntries := kept(t, undisturbed)
	gotScan, gotEntries := kept(t, database)
	sameScans(t, wantScan, gotScan)
	if len(gotEntries) != len(wantEntries) {
		t.Errorf("%d entries on the rectification lists, want %d", len(gotEntries), len(wantEntries))
	}
}

// lostHosts are the hosts of the sites whose worker was killed.
func lostHosts(t *testing.T, db *sql.DB) map[string]bool {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), `SELECT sites.home FROM river_job JOIN sites ON sites.id = args->>'site'
WHERE river_job.kind = 'scan' AND args ? 'lost'`)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	lost := map[string]bool{}
	for rows.Next() {
		var home string
		if err := rows.Scan(&home); err != nil {
			t.Fatal(err)
		}
		lost[strings.TrimSuffix(strings.TrimPrefix(home, "http://"), "/")] = true
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return lost
}

// PostgreSQL is away for a while in the middle of a scan: the service says so, comes back by itself, and has lost and repeated nothing.
func TestOutage(t *testing.T) {
	cluster := pgtest.Own(t)
	database := cluster.Database(t)
	watch := &counted{asked: map[string]int{}}
	config := serviceFolder(t, portals.Options{Only: []string{"gaoxin"}, Asked: watch.ask}, "")
	folder := filepath.Dir(config)
	alone := launch(t, (*exec.Cmd).Start, "serve", config)
	alone.scan()
	waitFor(t, "the undisturbed scan is done", alone.over)
	alone.stop()
	whole, _ := watch.take()
	text, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	slow := filepath.Join(folder, "slow.yaml")
	if err := os.WriteFile(slow, []byte(strings.Replace(string(text), "rate: 100000", "rate: 40", 1)+"data: slow\n"), 0o644); err != nil {
		t.Fatal(err)
	}

	p := launch(t, (*exec.Cmd).Start, "serve", slow, "MINGJING_DATABASE="+database)
	ready := func() int {
		answer, err := http.Get(p.url + "/-/ready")
		if err != nil {
			t.Fatalf("%v\n%s", err, p.log())
		}
		_ = answer.Body.Close()
		return answer.StatusCode
	}
	if got := ready(); got != http.StatusOK {
		t.Fatalf("ready: %d", got)
	}
	p.scan()
	asked := func() int {
		watch.mu.Lock()
		defer watch.mu.Unlock()
		return len(watch.asked)
	}
	for n, share := range []int{4, 2} { // of the pages, when the database goes
		waitFor(t, "some pages are read", func() bool { return asked() > len(whole)/share })
		cluster.Stop(t)
		gone := time.Now()
		waitFor(t, "the service says that it is not ready", func() bool { return ready() == http.StatusServiceUnavailable })
		before := asked()
		waitFor(t, "more than a lease has passed", func() bool { return time.Since(gone) > 4*time.Second })
		if more := asked() - before; more > 1 {
			t.Errorf("%d pages were asked for while nobody kept the pace", more)
		}
		cluster.Restart(t)
		back := time.Now()
		waitFor(t, "the service is ready", func() bool { return ready() == http.StatusOK })
		t.Logf("outage %d: ready again %v after PostgreSQL", n+1, time.Since(back).Round(time.Millisecond))
	}
	waitFor(t, "the scan is done", p.over)
	p.stop()
	total, _ := watch.take()
	if diff := cmp.Diff(whole, total); diff != "" {
		t.Errorf("asked for:\n%s", diff)
	}
	wantScan, wantEntries := kept(t, filepath.Join(folder, "mingjing.db"))
	gotScan, gotEntries := kept(t, database)
	sameScans(t, wantScan, gotScan)
	if len(gotEntries) != len(wantEntries) {
		t.Errorf("%d entries on the rectification list, want %d", len(gotEntries), len(wantEntries))
	}
}
