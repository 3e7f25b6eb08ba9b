package metrics

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"mingjing/audit"
)

var update = flag.Bool("update", false, "rewrite the files of testdata that hold what is wanted")

func example() *audit.Scan {
	start := time.Date(2020, 12, 1, 8, 0, 0, 0, time.UTC)
	return &audit.Scan{Sites: []audit.SiteResult{
		{
			ID: "daiyue", Score: 87.5, Coverage: 0.98, Started: start, Finished: start.Add(90 * time.Second),
			Crawl:   audit.Crawl{Requests: 812, Pages: 790, Stopped: audit.StoppedSettled},
			Domains: []audit.DomainScore{{ID: "health", Score: 50, Coverage: 1}, {ID: "taxation"}},
			Findings: []audit.Finding{
				{Rule: "topic.exists", Status: audit.Met},
				{Rule: "catalogue.published", Domain: "health", Status: audit.Unmet},
				{Rule: "catalogue.elements", Domain: "health", Status: audit.Unmet, Follows: "catalogue.published"},
				{Rule: "catalogue.published", Domain: "taxation", Status: audit.Unknown},
			},
		},
		{ID: "feicheng", Started: start, Finished: start, Crawl: audit.Crawl{Requests: 3, Stopped: audit.StoppedUnreachable}},
		{ID: "xintai", Score: 10, Coverage: 0.1, Started: start, Finished: start, Crawl: audit.Crawl{Stopped: audit.StoppedBroken}},
	}}
}

func TestCollector(t *testing.T) {
	if *update {
		if err := WriteFile("testdata/metrics.prom", example()); err != nil {
			t.Fatal(err)
		}
	}
	collector := NewCollector(example)
	problems, err := testutil.CollectAndLint(collector)
	if err != nil || len(problems) > 0 {
		t.Errorf("lint: %v %v", problems, err)
	}
	golden, err := os.Open("testdata/metrics.prom")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = golden.Close() }()
	if err := testutil.CollectAndCompare(collector, golden); err != nil {
		t.Error(err)
	}
}

func TestCollectorWithoutScan(t *testing.T) {
	registry := prometheus.NewPedanticRegistry()
	registry.MustRegister(NewCollector(func() *audit.Scan { return nil }))
	if families, err := registry.Gather(); err != nil || len(families) > 0 {
		t.Errorf("%d families, %v", len(families), err)
	}
}

func TestWriteFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "metrics.prom")
	if err := WriteFile(path, example()); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("testdata/metrics.prom")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("the file differs from testdata/metrics.prom:\n%s", got)
	}
	if promtool, err := exec.LookPath("promtool"); err == nil {
		check := exec.CommandContext(t.Context(), promtool, "check", "metrics")
		check.Stdin = strings.NewReader(string(got))
		if out, err := check.CombinedOutput(); err != nil {
			t.Errorf("promtool: %v\n%s", err, out)
		}
	}
	if err := WriteFile(filepath.Join(path, "below"), example()); err == nil {
		t.Error("a file is written below a file")
	}
}
