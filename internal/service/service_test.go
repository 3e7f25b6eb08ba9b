package service

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mingjing/audit"
	"mingjing/internal/config"
	"mingjing/internal/portals"
	"mingjing/internal/store"
	"mingjing/reports"
	"mingjing/reports/rectify"
	"mingjing/rules/pack"
)

// city serves demonstration portals and writes the configuration of a service for them.
func city(t *testing.T, only ...string) *config.Config {
	t.Helper()
	city, err := portals.Generate(39, portals.Options{Only: only, Scale: 0.1})
	if err != nil {
		t.Fatal(err)
	}
	served, err := city.Serve(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = served.Close() })
	folder := t.TempDir()
	for name, text := range map[string]string{
		"targets.yaml":  string(served.Targets()),
		"mingjing.yaml": "groups: [{name: city, targets: targets.yaml}]\ncrawl: {rate: 100000, allow_private: true}\nreport: {formats: [html, csv]}\n",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	c, err := config.ReadFile(filepath.Join(folder, "mingjing.yaml"), func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// open opens a service that is started.
func open(t *testing.T, c *config.Config) *Service {
	t.Helper()
	p, err := pack.Builtin(c.Pack)
	if err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), Options{
		Config: c, Pack: p, Version: "test", Scans: true, Duties: true, Now: time.Now, Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx := context.WithoutCancel(t.Context())
		if err := errors.Join(s.Stop(ctx), s.Close()); err != nil {
			t.Error(err)
		}
	})
	return s
}

// until waits until what is asked for is so.
func until(t *testing.T, what string, so func() bool) {
	t.Helper()
	deadline := time.After(5 * time.Minute)
	for tick := time.NewTicker(20 * time.Millisecond); !so(); {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatal("waited too long until ", what)
		}
	}
}

func (s *Service) finished(t *testing.T, scan int64) bool {
	t.Helper()
	info, err := s.store.ScanInfo(t.Context(), scan)
	if err != nil {
		t.Fatal(err)
	}
	return !info.Finished.IsZero()
}

func (s *Service) site(t *testing.T, id string) *reports.Site {
	t.Helper()
	view, err := s.View(t.Context(), "city", "zh")
	if err != nil {
		t.Fatal(err)
	}
	site, ok := view.Report.Site(id)
	if !ok {
		t.Fatalf("no site %s in the report", id)
	}
	return site
}

// A scan is asked for, done and reported; a county objects, a person decides, and the report and the rectification list follow.
func TestScanAndAnswer(t *testing.T) {
	s := open(t, city(t, "gaoxin"))
	ctx := t.Context()
	if _, err := s.View(ctx, "city", "zh"); !errors.Is(err, ErrNone) {
		t.Fatalf("a report before the first scan: %v", err)
	}
	scan, err := s.StartScan(ctx, "zhang", "city")
	if err != nil {
		t.Fatal(err)
	}
	until(t, "the scan is done", func() bool { return s.finished(t, scan) })
	site := s.site(t, "gaoxin")
	if site.Open == 0 || !site.Measured() {
		t.Fatalf("score %v, %d faults", site.Score, site.Open)
	}
	entries := s.entries(t)
	if len(entries) != site.Open {
		t.Errorf("%d entries on the list, %d faults in the report", len(entries), site.Open)
	}
	fault := site.Faults[0].Findings[0]

	id, err := s.Object(ctx, "gaoxin", "gaoxin", rectify.Objection{Question: rectify.Asked(fault.Finding), URL: site.Home, Word: "已在首页公开"})
	if err != nil {
		t.Fatal(err)
	}
	objection, err := s.store.Objection(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	if len(objection.Looks) != 1 || objection.Looks[0].Status != fault.Status {
		t.Errorf("the home page shows nothing new, but the machine says %+v, not %s", objection.Looks, fault.Status)
	}
	if err := s.Decide(ctx, "zhang", id, rectify.Decision{Upheld: true, Reason: "经核实"}); err != nil {
		t.Fatal(err)
	}
	after := s.site(t, "gaoxin")
	if after.Open != site.Open-1 || after.Score <= site.Score {
		t.Errorf("after the decision %d faults and %v points, before %d and %v", after.Open, after.Score, site.Open, site.Score)
	}
	if got := len(s.entries(t)); got != after.Open {
		t.Errorf("%d entries on the list, %d faults in the report", got, after.Open)
	}

	waived, err := s.Rule(ctx, "zhang", "gaoxin", rectify.Ruling{Question: rectify.Question{Domain: "taxation"}, Status: audit.Exempt, Reason: "本级无此职能"})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range s.site(t, "gaoxin").All {
		if f.Domain == "taxation" && f.Status != audit.Exempt {
			t.Errorf("%s %s is %s, though waived", f.Rule, f.Item, f.Status)
		}
	}
	if err := s.Revoke(ctx, "zhang", "gaoxin", waived, "误设"); err != nil {
		t.Fatal(err)
	}
	if again := s.site(t, "gaoxin"); again.Open != after.Open || again.Score != after.Score {
		t.Errorf("after the waiver was taken back %d faults and %v points, before it %d and %v", again.Open, again.Score, after.Open, after.Score)
	}
	if _, err := s.store.VerifyLog(ctx); err != nil {
		t.Error(err)
	}
}

func (s *Service) entries(t *testing.T) []rectify.Entry {
	t.Helper()
	list, err := s.store.Entries(t.Context(), store.EntrySelection{Open: true})
	if err != nil {
		t.Fatal(err)
	}
	var open []rectify.Entry
	for _, e := range list {
		open = append(open, e.Entry)
	}
	return open
}

// The month's report is made of the month's last results and kept, with digests, the same when it is made again.
func TestMonthly(t *testing.T) {
	c := city(t, "gaoxin")
	s := open(t, c)
	ctx := t.Context()
	scan, err := s.StartScan(ctx, "zhang", "city")
	if err != nil {
		t.Fatal(err)
	}
	until(t, "the scan is done", func() bool { return s.finished(t, scan) })
	g, err := s.Group("city")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now().In(c.Location())
	for range 2 {
		if err := s.Monthly(ctx, g, now.Year(), now.Month()); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Monthly(ctx, g, now.Year()-1, now.Month()); !errors.Is(err, ErrNone) {
		t.Errorf("a report on a month without scans: %v", err)
	}
	kept, err := s.store.Reports(ctx, now.Format("2006-01"))
	if err != nil {
		t.Fatal(err)
	}
	names := ""
	for _, r := range kept {
		names += r.Name + "\n"
		if size, sum, err := digest(filepath.Join(s.ReportsFolder(), r.Name)); err != nil || size != r.Size || sum != r.SHA256 {
			t.Errorf("%s: %v, %d bytes %s, kept as %d bytes %s", r.Name, err, size, sum, r.Size, r.SHA256)
		}
	}
	for _, want := range []string{"/city/index.html\n", "/city/sites/gaoxin.html\n", "/city/findings.csv\n"} {
		if strings.Count(names, want) != 1 {
			t.Errorf("want %s once among\n%s", want, names)
		}
	}
	var page bytes.Buffer
	view, err := s.View(ctx, "city", "en")
	if err != nil {
		t.Fatal(err)
	}
	if f, ok := view.File("index.html"); !ok || f.Write(&page) != nil || !strings.Contains(page.String(), `lang="en"`) {
		t.Error("no English page")
	}
}

// A service that is stopped in the middle of a scan, and opened again, goes on with it and asks for nothing twice.
func TestStoppedAndOpenedAgain(t *testing.T) {
	c := city(t, "gaoxin")
	p, err := pack.Builtin(c.Pack)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	s, err := Open(ctx, Options{
		Config: c, Pack: p, Version: "test", Scans: true, Duties: true, Now: time.Now, Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Start(ctx); err != nil {
		t.Fatal(err)
	}
	scan, err := s.StartScan(ctx, "zhang", "city")
	if err != nil {
		t.Fatal(err)
	}
	until(t, "some pages are read", func() bool {
		p, ok := s.Progress("gaoxin")
		return ok && p.Pages > 50 || s.finished(t, scan)
	})
	if s.finished(t, scan) {
		t.Fatal("the scan was over before it could be stopped")
	}
	if err := errors.Join(s.Stop(ctx), s.Close()); err != nil {
		t.Fatal(err)
	}
	again := open(t, c)
	until(t, "the scan is done", func() bool { return again.finished(t, scan) })
	result, err := again.store.Result(ctx, scan, "gaoxin")
	if err != nil {
		t.Fatal(err)
	}
	undisturbed := open(t, city(t, "gaoxin"))
	whole, err := undisturbed.StartScan(ctx, "zhang", "city")
	if err != nil {
		t.Fatal(err)
	}
	until(t, "the undisturbed scan is done", func() bool { return undisturbed.finished(t, whole) })
	want, err := undisturbed.store.Result(ctx, whole, "gaoxin")
	if err != nil {
		t.Fatal(err)
	}
	if result.Crawl.Requests != want.Crawl.Requests || result.Score != want.Score || len(result.Findings) != len(want.Findings) {
		t.Errorf("%d requests, %v points, %d findings; undisturbed %d, %v, %d", result.Crawl.Requests, result.Score, len(result.Findings),
			want.Crawl.Requests, want.Score, len(want.Findings))
	}
	for i := range min(len(result.Findings), len(want.Findings)) {
		if a, b := result.Findings[i], want.Findings[i]; a.Status != b.Status || a.Rule != b.Rule || a.Item != b.Item {
			t.Errorf("%s %s %s is %s, undisturbed %s", a.Rule, a.Domain, a.Item, a.Status, b.Status)
		}
	}
}
