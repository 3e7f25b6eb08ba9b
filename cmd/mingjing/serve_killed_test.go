package main

import (
	"bufio"
	"context"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mingjing/audit"
	"mingjing/crawler/archive"
	"mingjing/internal/portals"
	"mingjing/internal/store"
)

// process is mingjing serve or worker as a child process.
type process struct {
	t    *testing.T
	cmd  *exec.Cmd
	url  string // of serve
	said *os.File
}

// launch starts a command, and waits for the address of one that serves. watch may be nil.
func launch(t *testing.T, start func(*exec.Cmd) error, command, config string, env ...string) *process {
	t.Helper()
	said, err := os.CreateTemp(t.TempDir(), "said")
	if err != nil {
		t.Fatal(err)
	}
	p := &process{t: t, cmd: exec.CommandContext(t.Context(), "mingjing-brisk", command, "-c", config), said: said}
	p.cmd.Env, p.cmd.Stderr = append(os.Environ(), env...), said
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := start(p.cmd); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = said.Close() })
	if command == "serve" {
		line, err := bufio.NewReader(out).ReadString('\n')
		if err == nil {
			p.url = strings.TrimSuffix(strings.TrimSpace(line), "/")
		}
	}
	return p
}

// ended waits for the process, and reports whether it was killed.
func (p *process) ended() (killed bool) {
	p.t.Helper()
	_ = p.cmd.Wait()
	return !p.cmd.ProcessState.Exited()
}

// stop ends the process in order.
func (p *process) stop() {
	p.t.Helper()
	if err := p.cmd.Process.Signal(os.Interrupt); err != nil {
		p.t.Fatal(err)
	}
	if err := p.cmd.Wait(); err != nil {
		p.t.Errorf("%v\n%s", err, p.log())
	}
}

func (p *process) log() string {
	said, err := os.ReadFile(p.said.Name())
	if err != nil {
		return err.Error()
	}
	return string(said)
}

// scan asks for a scan of the group city.
func (p *process) scan() {
	p.t.Helper()
	answer, err := http.Post(p.url+"/api/v1/scans", "application/json", strings.NewReader(`{"group": "city"}`))
	if err != nil {
		p.t.Fatalf("%v\n%s", err, p.log())
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusAccepted {
		p.t.Fatalf("start: %s\n%s", answer.Status, p.log())
	}
}

// over reports whether the newest scan is finished and no job is left; false also where the process does not answer.
func (p *process) over() bool {
	var jobs []struct{}
	return p.finished() && p.get("/api/v1/jobs", &jobs) && len(jobs) == 0
}

// finished reports whether the newest scan is finished, though its last job may have something left to do.
func (p *process) finished() bool {
	var scans []struct {
		Finished *time.Time `json:"finished"`
	}
	return p.get("/api/v1/scans", &scans) && len(scans) > 0 && scans[0].Finished != nil
}

// get asks the API, and reports whether it answered.
func (p *process) get(path string, into any) bool {
	answer, err := http.Get(p.url + path)
	if err != nil {
		return false
	}
	defer func() { _ = answer.Body.Close() }()
	return answer.StatusCode == http.StatusOK && json.NewDecoder(answer.Body).Decode(into) == nil
}

// waitFor waits until what is asked for is so.
func waitFor(t *testing.T, what string, so func() bool) {
	t.Helper()
	deadline := time.After(3 * time.Minute)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for !so() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatal("waited too long until ", what)
		}
	}
}

// kept is what a service left: the store must be whole, with one scan that is finished.
func kept(t *testing.T, database string) (*audit.Scan, []store.SiteEntry) {
	t.Helper()
	s, err := store.Open(t.Context(), database, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	checked, err := s.Check(t.Context())
	if err != nil || len(checked.Problems) > 0 {
		t.Errorf("the store is not whole: %+v, %v", checked, err)
	}
	scans, err := s.Scans(t.Context(), 10)
	if err != nil || len(scans) != 1 || scans[0].Finished.IsZero() || scans[0].Done != scans[0].Sites {
		t.Fatalf("scans %+v, %v; want one that is finished and has all its results", scans, err)
	}
	scan, err := s.Scan(t.Context(), scans[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	entries, err := s.Entries(t.Context(), store.EntrySelection{})
	if err != nil {
		t.Fatal(err)
	}
	return scan, entries
}

// sameScans tells in what two scans differ, but for when things were done.
func sameScans(t *testing.T, want, got *audit.Scan) {
	t.Helper()
	for _, scan := range []*audit.Scan{want, got} {
		scan.Started, scan.Finished = time.Time{}, time.Time{}
		for i := range scan.Sites {
			site := &scan.Sites[i]
			site.Started, site.Finished = time.Time{}, time.Time{}
			for _, f := range site.Findings {
				for k := range f.Evidence {
					f.Evidence[k].Fetched = time.Time{}
				}
			}
		}
	}
	if len(want.Sites) != len(got.Sites) {
		t.Fatalf("%d sites, want %d", len(got.Sites), len(want.Sites))
	}
	for i := range want.Sites {
		if !reflect.DeepEqual(want.Sites[i], got.Sites[i]) { // cmp alone takes minutes for many sites
			t.Error(cmp.Diff(want.Sites[i], got.Sites[i]))
		}
	}
}

// A service that is killed again and again in the middle of a scan, and started again, comes to the findings of one that nothing disturbed.
// What was stored is never asked for again: only the request that was under way when the service was killed may come twice. Store,
// rectification list, log and archive are whole.
func TestServeKilled(t *testing.T) {
	watch := &counted{asked: map[string]int{}}
	options := portals.Options{Only: []string{"gaoxin"}, Asked: watch.ask}
	config := serviceFolder(t, options, "")
	folder := filepath.Dir(config)
	database := func(name string) string { return filepath.Join(folder, name+".db") }
	begin := func(name string, after int, at bool) *process {
		t.Helper()
		start := func(c *exec.Cmd) error { return watch.start(c, after, at) }
		return launch(t, start, "serve", config, "MINGJING_DATABASE="+database(name))
	}

	p := begin("whole", 0, false)
	p.scan()
	waitFor(t, "the undisturbed scan is done", p.over)
	p.stop()
	whole, _ := watch.take()
	requests := 0
	for _, n := range whole {
		requests += n
	}
	if err := os.Rename(filepath.Join(folder, "data"), filepath.Join(folder, "whole")); err != nil {
		t.Fatal(err)
	}

	seed := rand.Uint64()
	t.Logf("seed %d, %d requests", seed, requests)
	random := rand.New(rand.NewPCG(seed, 0))
	underWay, total := map[string]int{}, map[string]int{}
	add := func() (last string) {
		asked, last := watch.take()
		for address, n := range asked {
			total[address] += n
		}
		return last
	}
	began := time.Now()
	for n := range *kills {
		p := begin("killed", 1+random.IntN(2*max(requests / *kills, 1)-1), random.IntN(2) == 0)
		if n == 0 {
			p.scan()
		}
		over := make(chan struct{})
		done, cancel := context.WithCancel(t.Context())
		go func() {
			defer close(over)
			for tick := time.NewTicker(100 * time.Millisecond); done.Err() == nil; <-tick.C {
				if p.finished() {
					_ = p.cmd.Process.Kill() // whatever it may still be at
				}
			}
		}()
		if !p.ended() {
			t.Fatalf("it ended by itself\n%s", p.log())
		}
		cancel()
		<-over
		underWay[add()]++
	}
	p = begin("killed", 0, false)
	waitFor(t, "the scan is done", p.over)
	p.stop()
	add()
	t.Logf("killed %d times in %v", *kills, time.Since(began).Round(time.Second))

	twice := 0
	for address := range total {
		again := total[address] - whole[address]
		if again < 0 || again > underWay[address] {
			t.Errorf("%s: asked %d times, undisturbed %d, killed under way %d", address, total[address], whole[address], underWay[address])
		}
		twice += again
	}
	for address := range whole {
		if total[address] == 0 {
			t.Errorf("%s: never asked", address)
		}
	}
	t.Logf("%d of %d requests came twice", twice, requests)
	wantScan, wantEntries := kept(t, database("whole"))
	gotScan, gotEntries := kept(t, database("killed"))
	evidenceStands(t, os.DirFS(filepath.Join(folder, "data", "archive")), gotScan)
	sameScans(t, wantScan, gotScan)
	if diff := cmp.Diff(wantEntries, gotEntries); diff != "" || len(gotEntries) == 0 {
		t.Errorf("rectification list: %d entries\n%s", len(gotEntries), diff)
	}
	root := os.DirFS(filepath.Join(folder, "data", "archive"))
	if found, err := archive.Verify(root, ""); err != nil || len(found.Faults) > 0 {
		t.Errorf("%+v, %v", found, err)
	}
}
