package service

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"mingjing/audit"
	"mingjing/internal/queue"
	"mingjing/internal/store"
	"mingjing/rules/pack"
)

// idle opens a service that begins nothing by itself.
func idle(t *testing.T, only ...string) *Service {
	t.Helper()
	c := city(t, only...)
	p, err := pack.Builtin(c.Pack)
	if err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), Options{Config: c, Pack: p, Version: "test", Duties: true, Now: time.Now, Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func (s *Service) waits(t *testing.T) []string {
	t.Helper()
	jobs, err := s.queue.Jobs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var sites []string
	for _, job := range jobs {
		sites = append(sites, fmt.Sprintf("%d %s", job.Scan, job.Site))
	}
	return sites
}

// What was due is one scan however often it is asked for; whoever asks for sites that wait already gets the scan that they wait for.
func TestAskedTwice(t *testing.T) {
	s := idle(t, "songyin", "gaoxin")
	ctx := t.Context()
	due := time.Date(2026, 11, 1, 1, 0, 0, 0, time.UTC)
	first, err := s.startDue(ctx, "city", due)
	if err != nil {
		t.Fatal(err)
	}
	for what, start := range map[string]func() (int64, error){
		"due again":     func() (int64, error) { return s.startDue(ctx, "city", due) },
		"on demand":     func() (int64, error) { return s.StartScan(ctx, "zhang", "city") },
		"one on demand": func() (int64, error) { return s.StartScan(ctx, "zhang", "city", "gaoxin") },
	} {
		if id, err := start(); err != nil || id != first {
			t.Errorf("%s: scan %d, %v; want %d", what, id, err, first)
		}
	}
	jobs, err := s.queue.Jobs(ctx)
	if err != nil || len(jobs) != 2 || jobs[0].Priority != queue.OnDemand {
		t.Errorf("jobs %+v, %v", jobs, err)
	}
	// What is due while another scan has the sites follows on that.
	second, err := s.startDue(ctx, "city", due.AddDate(0, 1, 0))
	if err != nil || second == first {
		t.Fatalf("scan %d, %v", second, err)
	}
	if err := s.lookAfter(ctx); err != nil || s.finished(t, second) {
		t.Errorf("it did not wait: %v", err)
	}
	for _, site := range []string{"songyin", "gaoxin"} {
		if found, err := s.Cancel(ctx, "zhang", site); !found || err != nil {
			t.Fatal(found, err)
		}
	}
	if !s.finished(t, first) {
		t.Error("a scan all of whose sites were cancelled is not over")
	}
	if err := s.lookAfter(ctx); err != nil {
		t.Fatal(err)
	}
	if got, want := s.waits(t), []string{fmt.Sprint(second, " songyin"), fmt.Sprint(second, " gaoxin")}; !slices.Equal(got, want) {
		t.Errorf("in the queue: %v, want %v", got, want)
	}
}

// Of a scan whose process ended before its sites were asked for they are asked for; a site that is no target any more is given up, as is one
// whose job ended unheard. A scan that was made elsewhere is left alone.
func TestLookAfter(t *testing.T) {
	s := idle(t, "songyin", "gaoxin")
	ctx := t.Context()
	g, err := s.Group("city")
	if err != nil {
		t.Fatal(err)
	}
	plan := store.Plan{Who: "test", Pack: s.Pack().ID, AsOf: audit.Date{Year: 2026, Month: 11, Day: 1}, Sites: g.Sites}
	scan, err := s.store.StartScan(ctx, plan)
	if err != nil {
		t.Fatal(err)
	}
	plan.Key = "added elsewhere"
	elsewhere, err := s.store.StartScan(ctx, plan)
	if err != nil {
		t.Fatal(err)
	}
	look := func(want ...string) {
		t.Helper()
		if err := s.lookAfter(ctx); err != nil {
			t.Fatal(err)
		}
		if got := s.waits(t); !slices.Equal(got, want) {
			t.Errorf("in the queue: %q, want %q", got, want)
		}
	}
	look(fmt.Sprint(scan, " songyin"), fmt.Sprint(scan, " gaoxin"))
	next := *s.setup
	next.groups = []*Group{{Group: g.Group, City: g.City, Sites: g.Sites[:1]}}
	s.setup = &next
	look(fmt.Sprint(scan, " songyin"))
	if s.finished(t, scan) {
		t.Error("over, though a site is waited for")
	}
	if _, err := s.queue.Cancel(ctx, "songyin"); err != nil {
		t.Fatal(err)
	}
	look()
	if !s.finished(t, scan) || s.finished(t, elsewhere) {
		t.Error("not over, or the one that was made elsewhere is")
	}
	var acts []string
	for act, err := range s.store.Log(ctx, 1) {
		if err != nil {
			t.Fatal(err)
		}
		if act.Kind == store.ActScanGiveUp {
			acts = append(acts, string(act.Content))
		}
	}
	if want := []string{`{"site":"gaoxin","why":"no longer among the targets"}`, `{"site":"songyin","why":"cancelled: "}`}; !slices.Equal(acts, want) {
		t.Errorf("in the log: %q, want %q", acts, want)
	}
	if checked, err := s.store.Check(ctx); err != nil || len(checked.Problems) > 0 {
		t.Errorf("%+v, %v", checked, err)
	}
}

// A site that fails for good does not keep its scan from its end, and a job that comes again after it asks for nothing.
func TestFailedForGood(t *testing.T) {
	s := idle(t, "songyin")
	ctx := t.Context()
	scan, err := s.StartScan(ctx, "zhang", "city")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(s.archive(), scanFolder(scan, "songyin")), nil, 0o644); err != nil { // where a folder is wanted
		t.Fatal(err)
	}
	jobs, err := s.queue.Jobs(ctx)
	if err != nil {
		t.Fatal(err)
	}
	job := jobs[0]
	if err := s.scan(ctx, job); err == nil || s.finished(t, scan) {
		t.Fatalf("first attempt: %v", err)
	}
	job.Last = true
	if err := s.scan(ctx, job); err == nil || !s.finished(t, scan) {
		t.Fatalf("last attempt: %v", err)
	}
	if err := s.scan(ctx, job); err != nil {
		t.Errorf("once more: %v", err)
	}
	if points, err := s.store.History(ctx, "songyin"); err != nil || len(points) > 0 {
		t.Errorf("results %+v, %v", points, err)
	}
}
