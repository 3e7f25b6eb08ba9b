package main

import (
	"bytes"
	"errors"
	"flag"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"mingjing/audit"
	"mingjing/crawler/archive"
	"mingjing/internal/portals"
	"mingjing/reports"
)

// kills is how often the scans of TestKilled and TestServeKilled are killed.
var kills = flag.Int("kills", 5, "how often scans are killed")

// A scan that is killed again and again, at moments of no order, and gone on with comes to the findings
// of one that nothing disturbed. What was stored is never asked for again: only the request that was
// under way when the scan was killed may come twice.
func TestKilled(t *testing.T) {
	watch := &counted{asked: map[string]int{}}
	city, err := portals.Generate(demoSeed, portals.Options{Only: []string{"gaoxin"}, Asked: watch.ask})
	if err != nil {
		t.Fatal(err)
	}
	served, err := city.Serve(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer served.Close()
	dir := t.TempDir()
	targets := filepath.Join(dir, "targets.yaml")
	if err := os.WriteFile(targets, served.Targets(), 0o644); err != nil {
		t.Fatal(err)
	}
	run := func(out string, after int, at bool, args ...string) bool {
		t.Helper()
		c := exec.CommandContext(t.Context(), "mingjing", append([]string{
			"scan", "-t", targets, "--as-of", city.AsOf.String(), "--rate", "0", "--allow-private", "-o", filepath.Join(dir, out),
		}, args...)...)
		var text bytes.Buffer
		c.Stdout, c.Stderr = &text, &text
		if err := watch.start(c, after, at); err != nil {
			t.Fatal(err)
		}
		err := c.Wait()
		if ended := new(exec.ExitError); errors.As(err, &ended) && !ended.Exited() {
			return false
		}
		if err != nil {
			t.Fatalf("%v\n%s", err, &text)
		}
		return true
	}

	run("whole", 0, false, "--archive")
	whole, _ := watch.take()
	if len(whole) == 0 {
		t.Fatal("nothing was asked")
	}

	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	how := "--archive"
	underWay := map[string]int{}
	total := map[string]int{}
	add := func() (last string) {
		asked, last := watch.take()
		for address, n := range asked {
			total[address] += n
		}
		return last
	}
	for range *kills {
		if run("out", 1+random.IntN(max(len(whole) / *kills, 1)), random.IntN(2) == 0, how) {
			t.Fatal("done before it was killed as often as it was to be")
		}
		underWay[add()]++
		how = "--resume"
	}
	run("out", 0, false, how)
	add()

	for address := range total {
		if again := total[address] - whole[address]; again < 0 || again > underWay[address] {
			t.Errorf("%s: asked %d times, undisturbed %d, killed under way %d", address, total[address], whole[address], underWay[address])
		}
	}
	for address := range whole {
		if total[address] == 0 {
			t.Errorf("%s: never asked", address)
		}
	}
	scan := func(out string) *audit.Scan {
		scan, err := reports.ReadScanFile(filepath.Join(dir, out, "scan.json"))
		if err != nil {
			t.Fatal(err)
		}
		return scan
	}
	ignoreTimes := cmp.Options{
		cmpopts.IgnoreFields(audit.Evidence{}, "Fetched"), cmpopts.IgnoreFields(audit.Scan{}, "Started", "Finished"),
		cmpopts.IgnoreFields(audit.SiteResult{}, "Started", "Finished"),
	}
	if diff := cmp.Diff(scan("whole"), scan("out"), ignoreTimes); diff != "" {
		t.Error(diff)
	}
	root := os.DirFS(filepath.Join(dir, "out", archiveFolder))
	if found, err := archive.Verify(root, ""); err != nil || len(found.Faults) > 0 {
		t.Errorf("%+v, %v", found, err)
	}
	evidenceStands(t, root, scan("out"))
}

// evidenceStands checks that the archive holds what each piece of evidence names.
func evidenceStands(t *testing.T, root fs.FS, scan *audit.Scan) {
	t.Helper()
	reader := archive.Open(root)
	seen := map[audit.Evidence]bool{}
	for _, site := range scan.Sites {
		for _, f := range site.Findings {
			for _, e := range f.Evidence {
				e.Quote = ""
				if e.SHA256 == "" || seen[e] {
					continue
				}
				seen[e] = true
				record, err := reader.Find(e.URL, e.SHA256)
				if err != nil {
					t.Errorf("%s: %v", f.Rule, err)
					continue
				}
				if body, err := reader.Body(record); err != nil || !body.Fetched.Equal(e.Fetched) {
					t.Errorf("%s: %s was fetched %s: %+v, %v", f.Rule, e.URL, e.Fetched, body, err)
				}
			}
		}
	}
	if len(seen) == 0 {
		t.Error("no evidence")
	}
}

// counted counts what the portals are asked for, and kills who asks.
type counted struct {
	mu     sync.Mutex
	asked  map[string]int
	last   string
	victim *exec.Cmd
	left   int  // requests before it is killed; 0 for never
	at     bool // before the answer to the last of them, else some time after
}

func (c *counted) ask(r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.last = r.Method + " " + r.Host + r.URL.RequestURI()
	c.asked[c.last]++
	if c.left == 0 {
		return
	}
	if c.left--; c.left == 0 {
		victim := c.victim.Process
		if c.at {
			_ = victim.Kill()
		} else {
			time.AfterFunc(rand.N(5*time.Millisecond), func() { _ = victim.Kill() })
		}
	}
}

// start starts a command that is killed after it asked for some pages.
func (c *counted) start(victim *exec.Cmd, after int, at bool) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.victim, c.left, c.at = victim, after, at
	return victim.Start()
}

// take gives what was asked for since the last time, and the last of it.
func (c *counted) take() (map[string]int, string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	asked := c.asked
	c.asked = map[string]int{}
	return asked, c.last
}
