package metrics

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"mingjing/audit"
	"mingjing/reports/reportstest"
	"mingjing/rules/pack"
)

var update = flag.Bool("update", false, "rewrite the files of testdata that hold what is wanted")

var start = time.Date(2020, 12, 1, 8, 0, 0, 0, time.UTC)

func example() *audit.Scan {
	return &audit.Scan{City: "泰安市", Pack: "taian-2020", Sites: []audit.SiteResult{
		{
			ID: "daiyue", Name: "岱岳区", Kind: audit.County, Score: 87.5, Coverage: 0.98, Started: start, Finished: start.Add(90 * time.Second),
			Crawl:   audit.Crawl{Requests: 812, Pages: 790, Stopped: audit.StoppedSettled},
			Domains: []audit.DomainScore{{ID: "health", Score: 50, Coverage: 1}, {ID: "taxation"}},
			Findings: []audit.Finding{
				{Rule: "topic.exists", Status: audit.Met},
				{Rule: "catalogue.published", Domain: "health", Status: audit.Unmet},
				{Rule: "catalogue.elements", Domain: "health", Status: audit.Unmet, Follows: "catalogue.published"},
				{Rule: "catalogue.published", Domain: "taxation", Status: audit.Unknown},
			},
		},
		{ID: "feicheng", Name: "肥城市", Kind: audit.County, Started: start, Finished: start, Crawl: audit.Crawl{Requests: 3, Stopped: audit.StoppedUnreachable}},
		{ID: "xintai", Name: "新泰市", Kind: audit.County, Score: 10, Coverage: 0.1, Started: start, Finished: start, Crawl: audit.Crawl{Stopped: audit.StoppedBroken}},
	}}
}

func taian(t testing.TB) *pack.Pack {
	t.Helper()
	p, err := pack.Builtin("taian-2020")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestWriteFile(t *testing.T) {
	const golden = "testdata/metrics.prom"
	path := filepath.Join(t.TempDir(), "metrics.prom")
	if err := WriteFile(path, example(), taian(t), DetailRule); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Error(diff)
	}
	checkMetrics(t, got)
	if err := WriteFile(filepath.Join(path, "below"), example(), taian(t), DetailRule); err == nil {
		t.Error("a file is written below a file")
	}
}

// checkMetrics has Prometheus' own checker look at an exposition.
func checkMetrics(t *testing.T, exposition []byte) {
	t.Helper()
	promtool, err := exec.LookPath("promtool")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("promtool is not installed: apt-get install prometheus")
		}
		return
	}
	check := exec.CommandContext(t.Context(), promtool, "check", "metrics")
	check.Stdin = bytes.NewReader(exposition)
	if out, err := check.CombinedOutput(); err != nil {
		t.Errorf("promtool: %v\n%s", err, out)
	}
}

// A source that fails costs its own metrics only, and is told.
func TestHandlerGoesOn(t *testing.T) {
	var log bytes.Buffer
	handler, err := Handler(slog.New(slog.NewTextHandler(&log, nil)), NewSites(broken{}, DetailRule),
		NewStore(func(context.Context) error { return errors.New("gone") }))
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil))
	for _, want := range []string{"mingjing_store_up 0\n", "go_goroutines", "process_"} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s is missing: %d\n%.500s", want, w.Code, w.Body)
		}
	}
	if !strings.Contains(log.String(), "results of sites: disk full") {
		t.Errorf("log: %s", &log)
	}
}

type broken struct{}

func (broken) Sites(context.Context) ([]Summary, error) { return nil, errors.New("disk full") }

// everything is one collector of each kind, with every metric but those of a probe.
func everything(t testing.TB) []prometheus.Collector {
	sites := SummarizeScan(reportstest.Scan(taian(t), 10))
	for i := range sites {
		sites[i].Overdue = i
	}
	operations := NewOperations("v1.0.0", "abc")
	operations.Reloaded(start, nil)
	return []prometheus.Collector{
		NewSites(sites, DetailRule), NewNames(taian(t)), operations,
		NewStore(func(context.Context) error { return nil }),
		NewQueue(func(context.Context) (QueueState, error) {
			return QueueState{Jobs: map[JobState]int{JobWaiting: 3}, OldestDue: start}, nil
		}),
		gauge(&probeSuccess, 1), gauge(&probeDuration, 1),
	}
}

// What Families says is what the registry gives: names, kinds, helps, labels; and Prometheus finds nothing to mend.
func TestFamilies(t *testing.T) {
	registry := prometheus.NewPedanticRegistry()
	registry.MustRegister(everything(t)...)
	problems, err := testutil.GatherAndLint(registry)
	if err != nil || len(problems) > 0 {
		t.Errorf("lint: %v %v", problems, err)
	}
	gathered, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	var got []Family
	for _, f := range gathered {
		var labels []string
		for _, pair := range f.GetMetric()[0].GetLabel() {
			labels = append(labels, pair.GetName())
		}
		got = append(got, Family{Name: f.GetName(), Kind: Kind(strings.ToLower(f.GetType().String())), Help: f.GetHelp(), Labels: labels})
	}
	want := Families()
	for i := range want {
		want[i].Group = ""
	}
	slices.SortFunc(want, func(a, b Family) int { return strings.Compare(a.Name, b.Name) })
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// A site has no more series than the details promise, with all domains and rules of the pack.
func TestBounds(t *testing.T) {
	p := taian(t)
	if len(p.Domains) != 26 || len(p.Rules) != 26 {
		t.Fatalf("%d domains, %d rules", len(p.Domains), len(p.Rules))
	}
	for _, test := range []struct {
		detail Detail
		most   int
	}{
		{DetailSite, 30},
		{DetailDomain, 30 + 26*6},
		{DetailRule, 30 + 26*6 + 27*5},
	} {
		for _, site := range SummarizeScan(reportstest.Scan(p, 10)) {
			site.Overdue = 1
			got := testutil.CollectAndCount(NewSites(Fixed{site}, test.detail))
			if got > test.most || got < test.most-40 {
				t.Errorf("%s of %s: %d series, want at most %d", test.detail, site.ID, got, test.most)
			}
		}
	}
}

func TestDetail(t *testing.T) {
	for _, test := range []struct {
		in   string
		want Detail
		ok   bool
	}{{"", DetailRule, true}, {"site", DetailSite, true}, {"domain", DetailDomain, true}, {"rule", DetailRule, true}, {"item", "", false}} {
		if got, err := ParseDetail(test.in); got != test.want || (err == nil) != test.ok {
			t.Errorf("%q: %q %v", test.in, got, err)
		}
	}
}

// A site that was not scanned yet has a name and nothing else; no scan has no sites.
func TestWithoutResult(t *testing.T) {
	if got := testutil.CollectAndCount(NewSites(Fixed{{ID: "new", Name: "新"}}, DetailRule)); got != 1 {
		t.Errorf("%d series", got)
	}
	if got := testutil.CollectAndCount(NewSites(Fixed(nil), DetailRule)); got != 0 {
		t.Errorf("%d series", got)
	}
}

func TestOperations(t *testing.T) {
	o := NewOperations("v1.2.3", "0123456789ab")
	site := audit.Site{ID: "daiyue"}
	o.SiteStarted(site)
	o.SiteStarted(site)
	o.SiteStarted(site)
	o.SitePage(site, &audit.Page{}, 1, 2)
	o.SitePage(site, &audit.Page{Trouble: audit.Trouble{Kind: audit.TroubleShield}}, 1, 2)
	o.SiteDone(site, &audit.SiteResult{Crawl: audit.Crawl{Stopped: audit.StoppedBlocked}})
	o.SiteFailed(site)
	for _, status := range []int{0, 200, 206, 302, 404, 521} {
		o.Fetched(300*time.Millisecond, status)
	}
	o.Waited(1500 * time.Millisecond)
	o.Reloaded(start, nil)
	o.Reloaded(start.Add(time.Hour), errors.New("line 3"))
	var out strings.Builder
	registry := prometheus.NewPedanticRegistry()
	registry.MustRegister(o)
	w := httptest.NewRecorder()
	serve(registry, slog.New(slog.DiscardHandler), 0).ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil))
	for line := range strings.Lines(w.Body.String()) {
		if !strings.HasPrefix(line, "#") && !strings.HasSuffix(line, " 0\n") && !strings.Contains(line, "_bucket") && !strings.HasPrefix(line, "mingjing_build_info") {
			out.WriteString(line)
		}
	}
	const want = `mingjing_config_last_reload_success_timestamp_seconds 1.6068096e+09
mingjing_fetch_duration_seconds_sum{answer="2xx"} 0.6
mingjing_fetch_duration_seconds_count{answer="2xx"} 2
mingjing_fetch_duration_seconds_sum{answer="3xx"} 0.3
mingjing_fetch_duration_seconds_count{answer="3xx"} 1
mingjing_fetch_duration_seconds_sum{answer="4xx"} 0.3
mingjing_fetch_duration_seconds_count{answer="4xx"} 1
mingjing_fetch_duration_seconds_sum{answer="5xx"} 0.3
mingjing_fetch_duration_seconds_count{answer="5xx"} 1
mingjing_fetch_duration_seconds_sum{answer="none"} 0.3
mingjing_fetch_duration_seconds_count{answer="none"} 1
mingjing_page_troubles_total{kind="shield"} 1
mingjing_pages_total 2
mingjing_politeness_wait_seconds_sum 1.5
mingjing_politeness_wait_seconds_count 1
mingjing_scan_sites_running 1
mingjing_scan_sites_total{reason="blocked"} 1
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Error(diff)
	}
}

// national is a synthetic country: sites with every domain and rule of the pack.
func national(t testing.TB, sites int) Fixed {
	scan := SummarizeScan(reportstest.Scan(taian(t), 10))
	country := make(Fixed, sites)
	for i := range country {
		country[i] = scan[[]int{0, 1, 3}[i%3]]
		country[i].ID, country[i].Name, country[i].Overdue = fmt.Sprintf("county-%04d", i), fmt.Sprintf("县%04d", i), 0
	}
	return country
}

// BenchmarkScrape is what one scrape of a country costs at each detail.
func BenchmarkScrape(b *testing.B) {
	sites := national(b, 2850)
	for _, detail := range []Detail{DetailSite, DetailDomain, DetailRule} {
		b.Run(string(detail), func(b *testing.B) {
			handler, err := Handler(slog.New(slog.DiscardHandler), NewSites(sites, detail), NewNames(taian(b)), NewOperations("", ""))
			if err != nil {
				b.Fatal(err)
			}
			scrape := func(encoding string) []byte {
				w := httptest.NewRecorder()
				r := httptest.NewRequestWithContext(b.Context(), http.MethodGet, "/metrics", nil)
				r.Header.Set("Accept-Encoding", encoding)
				handler.ServeHTTP(w, r)
				return w.Body.Bytes()
			}
			body, sent := scrape("identity"), 0
			for b.Loop() { // compressed, as Prometheus asks for it
				sent = len(scrape("gzip"))
			}
			series := 0
			for line := range bytes.Lines(body) {
				if line[0] != '#' {
					series++
				}
			}
			b.ReportMetric(float64(series), "series")
			b.ReportMetric(float64(len(body))/1e6, "MB")
			b.ReportMetric(float64(sent)/1e6, "sent-MB")
			b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/scrape")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// docs/metrics.md begins with what the code says; what follows it was measured and is kept.
func TestDocument(t *testing.T) {
	const path, measured = "../../docs/metrics.md", "\n## What a scrape costs\n"
	got, err := os.ReadFile(path)
	if err != nil && !*update {
		t.Fatal(err)
	}
	head, tail, _ := strings.Cut(string(got), measured)
	if *update {
		if err := os.WriteFile(path, []byte(Document()+measured+tail), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(Document(), head); diff != "" {
		t.Errorf("docs/metrics.md is not what the code says; see make golden:\n%s", diff)
	}
}
