package service

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mingjing/audit"
	"mingjing/internal/config"
	"mingjing/internal/store"
	"mingjing/reports/metrics"
	"mingjing/reports/rectify"
	"mingjing/reports/reportstest"
	"mingjing/rules/pack"
)

// stored is a service that is not started, with results of so many sites in its store, and two more sites that have none.
func stored(t testing.TB, findings func([]audit.Finding) []audit.Finding, sites int) *Service {
	t.Helper()
	folder := t.TempDir()
	var targets strings.Builder
	targets.WriteString("city: 泰安市\nsites:\n")
	for i := range sites + 2 {
		fmt.Fprintf(&targets, "  - {id: site-%d, name: 县%04d, kind: county, home: \"https://site%d.example.gov.cn/\"}\n", i+1, i+1, i+1)
	}
	for name, text := range map[string]string{"targets.yaml": targets.String(), "mingjing.yaml": "groups: [{name: city, targets: targets.yaml}]\n"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c, err := config.ReadFile(filepath.Join(folder, "mingjing.yaml"), func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	p, err := pack.Builtin(c.Pack)
	if err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), Options{Config: c, Pack: p, Version: "test", Duties: true, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	s.add(t, findings, sites)
	return s
}

// add adds a scan of so many sites.
func (s *Service) add(t testing.TB, findings func([]audit.Finding) []audit.Finding, sites int) {
	t.Helper()
	g := s.Groups()[0]
	scan, err := s.store.StartScan(t.Context(), store.Plan{Who: "test", Pack: s.Pack().ID, AsOf: audit.DateOf(time.Now()), City: g.City, Sites: g.Sites})
	if err != nil {
		t.Fatal(err)
	}
	models := reportstest.Scan(s.Pack(), 10).Sites
	models = []audit.SiteResult{models[0], models[1], models[3]}
	for i := range models {
		models[i].Findings = findings(models[i].Findings)
	}
	for i := range sites {
		result := models[i%len(models)]
		result.ID, result.Name = g.Sites[i].ID, g.Sites[i].Name
		if err := s.store.SaveSite(t.Context(), scan, &result); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.store.FinishScan(t.Context(), scan, "test", time.Time{}); err != nil {
		t.Fatal(err)
	}
}

// few keeps a finding of each rule and of each domain: as many series as with all.
func few(findings []audit.Finding) (kept []audit.Finding) {
	rules, domains := make(map[string]bool), make(map[string]bool)
	for _, f := range findings {
		if !rules[f.Rule] || f.Domain != "" && !domains[f.Domain] {
			kept = append(kept, f)
		}
		rules[f.Rule], domains[f.Domain] = true, true
	}
	return kept
}

func (s *Service) sites(t testing.TB) []metrics.Summary {
	t.Helper()
	list, err := s.Sites(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// A result is read once: what comes later is told from memory, until the result is another. Counters go up by every scan.
func TestSites(t *testing.T) {
	s := stored(t, few, 2)
	first := s.sites(t)
	if len(first) != 4 || first[0].Requests != 400 || first[0].Pages != 380 || first[0].Score == 0 || !first[2].Finished.IsZero() {
		t.Fatalf("sites: %+v", first)
	}
	// The findings are taken from under it: whoever read them again would tell.
	if _, err := s.store.DB().ExecContext(t.Context(), "UPDATE details SET data = 'x'"); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first, s.sites(t)); diff != "" {
		t.Error(diff)
	}
	// Another act, another result of the second site: the first is still not read.
	if _, err := s.store.Rule(t.Context(), "zhang", "site-1", rectify.Ruling{Question: rectify.Question{Domain: "taxation"}, Status: audit.Exempt, Reason: "无"}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first, s.sites(t)); diff != "" {
		t.Error(diff)
	}
	s.add(t, few, 2)
	second := s.sites(t)
	if second[0].Requests != 800 || second[0].Pages != 760 || second[1].Requests != 862 {
		t.Errorf("after another scan %+v", second)
	}
	// The configuration is another: so are the sites.
	set := *s.current()
	set.groups = []*Group{{Group: set.groups[0].Group, City: "泰安市", Sites: set.groups[0].Sites[1:]}}
	s.mu.Lock()
	s.setup = &set
	s.mu.Unlock()
	if diff := cmp.Diff(second[1:], s.sites(t)); diff != "" {
		t.Error(diff)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	s.summaries.busy <- struct{}{}
	if _, err := s.Sites(ended); !errors.Is(err, context.Canceled) {
		t.Errorf("while others sum up: %v", err)
	}
	<-s.summaries.busy
}

// BenchmarkScrape is what one scrape of a service costs whose store has a country.
func BenchmarkScrape(b *testing.B) {
	const sites = 2850
	s := stored(b, few, sites)
	s.sites(b)
	for _, detail := range []metrics.Detail{metrics.DetailSite, metrics.DetailDomain, metrics.DetailRule} {
		b.Run(string(detail), func(b *testing.B) {
			handler, err := metrics.Handler(slog.New(slog.DiscardHandler), metrics.NewSites(s, detail), metrics.NewNames(s.Pack()),
				metrics.NewOperations("", ""), metrics.NewQueue(s.QueueState), metrics.NewStore(s.store.Ping))
			if err != nil {
				b.Fatal(err)
			}
			r := httptest.NewRequestWithContext(b.Context(), http.MethodGet, "/metrics", nil)
			r.Header.Set("Accept-Encoding", "gzip")
			for b.Loop() {
				w := httptest.NewRecorder()
				handler.ServeHTTP(w, r)
				if w.Code != http.StatusOK {
					b.Fatal(w.Code)
				}
			}
			b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/scrape")
			b.ReportMetric(0, "ns/op")
		})
	}
}
