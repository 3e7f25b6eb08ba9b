package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mingjing/audit"
	"mingjing/internal/pgtest"
)

// each runs a test against every engine, on an empty database.
func each(t *testing.T, test func(t *testing.T, dsn string)) {
	t.Run("sqlite", func(t *testing.T) {
		test(t, filepath.Join(t.TempDir(), "mingjing 明镜 #1%?.db"))
	})
	t.Run("postgres", func(t *testing.T) {
		test(t, pgtest.Start(t))
	})
}

// clock goes on by a second each time it is looked at, from 1 November 2026.
func clock() func() time.Time {
	now := time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC)
	return func() time.Time {
		now = now.Add(time.Second)
		return now
	}
}

func open(t *testing.T, dsn string) *Store {
	t.Helper()
	s, err := Open(t.Context(), dsn, clock())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

func site(id, name string) audit.Site {
	return audit.Site{ID: id, Name: name, City: "泰安市", Kind: audit.County, Home: "https://" + id + ".example/"}
}

func day(s string) audit.Date {
	d, err := audit.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// result is a result with one finding of each status given, in the order of rules r1, r2 ….
func result(id string, score float64, statuses ...audit.Status) *audit.SiteResult {
	r := &audit.SiteResult{
		ID: id, Name: id, Kind: audit.County, Home: "https://" + id + ".example/", Score: score, Grade: "B", Coverage: 1.0 / 3,
		Started: time.Date(2026, 11, 1, 8, 0, 0, 123456789, time.UTC), Finished: time.Date(2026, 11, 1, 8, 30, 0, 0, time.UTC),
		Crawl:   audit.Crawl{Requests: 12, Pages: 10, Bytes: 1 << 40, Stopped: audit.StoppedSettled},
		Domains: []audit.DomainScore{{ID: "health", Score: 100.0 / 7, Coverage: 1}},
	}
	for i, status := range statuses {
		f := audit.Finding{
			Rule: fmt.Sprintf("r%d", i+1), Domain: "health", Level1: "一级 < >", Item: "二级\u2028", Status: status, Weight: 0.1 + 0.2,
			Reason: "“因为”", ReasonEN: "because",
			Evidence: []audit.Evidence{{URL: "https://a.example/?a=1&b=2", Fetched: time.Date(2026, 11, 1, 8, 1, 0, 0, time.UTC), SHA256: "ab", Quote: "<b>"}},
			Near:     []audit.Near{{URL: "https://b.example/", Words: "词", Why: "no"}},
			Places:   []audit.Place{{Role: "home", URL: "https://c.example/", State: audit.PlaceWhole}},
		}
		switch status {
		case audit.Met:
			f.Points, f.Max = 0.3, 0.3
		case audit.Partial:
			f.Points, f.Max = 0.15, 0.3
		case audit.Unmet:
			f.Max = 0.3
		case audit.Exempt:
			f.Weight = 0
		}
		r.Findings = append(r.Findings, f)
	}
	return r
}

func plan(asOf string, sites ...audit.Site) Plan {
	return Plan{
		Who: "王工", Pack: "taian-2020", Version: "1.2.0", AsOf: day(asOf), City: "泰安市",
		Started: time.Date(2026, 11, 1, 8, 0, 0, 1, time.UTC), Sites: sites,
	}
}

func start(t *testing.T, s *Store, p Plan) int64 {
	t.Helper()
	id, err := s.StartScan(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func save(t *testing.T, s *Store, scan int64, results ...*audit.SiteResult) {
	t.Helper()
	for _, r := range results {
		if err := s.SaveSite(t.Context(), scan, r); err != nil {
			t.Fatal(err)
		}
	}
}

func finish(t *testing.T, s *Store, scan int64) {
	t.Helper()
	if _, err := s.FinishScan(t.Context(), scan, "test", time.Date(2026, 11, 1, 9, 0, 0, 999, time.UTC)); err != nil {
		t.Fatal(err)
	}
}

func scanText(t *testing.T, scan *audit.Scan) string {
	t.Helper()
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetIndent("", " ")
	if err := enc.Encode(scan); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// A site that is given up is not waited for; a result that comes all the same is kept.
func TestGiveUp(t *testing.T) {
	each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		id := start(t, s, plan("2026-11-01", site("a", "甲"), site("b", "乙")))
		before, err := s.LogHead(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := s.GiveUp(t.Context(), id, "b", "zhang", "cancelled"); err != nil {
				t.Fatal(err)
			}
		}
		pending, err := s.Pending(t.Context(), id)
		if err != nil || len(pending) != 1 || pending[0].ID != "a" {
			t.Errorf("pending = %v, %v; want a", pending, err)
		}
		if head, err := s.LogHead(t.Context()); err != nil || head.Seq != before.Seq+1 {
			t.Errorf("head %+v, %v; want one act after %+v", head, err, before)
		}
		save(t, s, id, result("a", 20), result("b", 30))
		finish(t, s, id)
		if scan, err := s.Scan(t.Context(), id); err != nil || len(scan.Sites) != 2 {
			t.Errorf("scan %+v, %v", scan, err)
		}
		if checked, err := s.Check(t.Context()); err != nil || len(checked.Problems) > 0 {
			t.Errorf("%+v, %v", checked, err)
		}
	})
}

func TestScanComesBackAsItWasSaved(t *testing.T) {
	each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		id := start(t, s, plan("2026-11-01", site("b", "乙"), site("a", "甲"), site("c", "丙")))
		b, a := result("b", 87.5, audit.Met, audit.Unmet), result("a", 100.0/3, audit.Statuses()...)
		c := result("c", 0)
		c.Findings, c.Domains = []audit.Finding{}, nil
		save(t, s, id, a, c, b)

		pending, err := s.Pending(t.Context(), id)
		if err != nil || len(pending) != 0 {
			t.Errorf("pending = %v, %v; want none", pending, err)
		}
		finish(t, s, id)
		want := &audit.Scan{
			Schema: audit.SchemaScan, Pack: "taian-2020", Version: "1.2.0", AsOf: day("2026-11-01"), City: "泰安市",
			Started: time.Date(2026, 11, 1, 8, 0, 0, 1, time.UTC), Finished: time.Date(2026, 11, 1, 9, 0, 0, 999, time.UTC),
			Sites: []audit.SiteResult{*b, *a, *c},
		}
		got, err := s.Scan(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(scanText(t, want), scanText(t, got)); diff != "" {
			t.Errorf("scan differs (-want +got):\n%s", diff)
		}
		one, err := s.Result(t.Context(), id, "a")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(a, one); diff != "" {
			t.Errorf("result differs (-want +got):\n%s", diff)
		}
	})
}

func TestSaveSiteAgainReplaces(t *testing.T) {
	each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		id := start(t, s, plan("2026-11-01", site("a", "甲"), site("b", "乙")))
		save(t, s, id, result("a", 10, audit.Unmet, audit.Unmet, audit.Met), result("a", 20, audit.Met))
		got, err := s.Scan(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Sites) != 1 || got.Sites[0].Score != 20 || len(got.Sites[0].Findings) != 1 {
			t.Errorf("scan = %+v; want the second result alone", got.Sites)
		}
		verdicts, err := s.Verdicts(t.Context(), "a", "r1", "health", "一级 < >", "二级\u2028")
		if want := []Verdict{{Scan: id, AsOf: day("2026-11-01"), Status: audit.Met, Points: 0.3, Max: 0.3}}; err != nil || !cmp.Equal(want, verdicts) {
			t.Errorf("verdicts = %v, %v; want %v", verdicts, err, want)
		}
		if err := s.SaveSite(t.Context(), id, result("z", 1)); !errors.Is(err, ErrNotFound) {
			t.Errorf("save of a site that isn't in the scan: %v, want %v", err, ErrNotFound)
		}
		finish(t, s, id)
		if first, err := s.FinishScan(t.Context(), id, "test", time.Time{}); first || err != nil {
			t.Errorf("finished again: %v, %v", first, err)
		}
		if err := s.SaveSite(t.Context(), id, result("a", 30)); !errors.Is(err, ErrFinished) {
			t.Errorf("save in a finished scan: %v, want %v", err, ErrFinished)
		}
		if got, _ := s.Result(t.Context(), id, "a"); got == nil || got.Score != 20 {
			t.Errorf("result after that = %+v, want it unchanged", got)
		}
		info, err := s.ScanInfo(t.Context(), id)
		if err != nil || info.Sites != 2 || info.Done != 1 || info.Finished.IsZero() {
			t.Errorf("info = %+v, %v; want 1 of 2 done, finished", info, err)
		}
	})
}

func TestStartScanWithAKey(t *testing.T) {
	each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		p := plan("2026-11-01", site("a", "甲"))
		p.Key = "monthly 2026-11"
		first, second := start(t, s, p), start(t, s, p)
		p.Key = ""
		third, fourth := start(t, s, p), start(t, s, p)
		if first != second || third == first || fourth == third {
			t.Errorf("scans %d, %d with a key and %d, %d without; want the first two the same and the others their own", first, second, third, fourth)
		}
		running, err := s.Running(t.Context())
		if err != nil || len(running) != 3 || running[0].Key != "monthly 2026-11" || running[0].Sites != 1 {
			t.Errorf("running = %+v, %v; want three", running, err)
		}
	})
}

func TestNewest(t *testing.T) {
	each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		if _, err := s.LatestSites(t.Context()); !errors.Is(err, ErrNotFound) {
			t.Errorf("latest of nothing: %v, want %v", err, ErrNotFound)
		}
		a, b := site("a", "甲"), site("b", "乙")
		october := start(t, s, plan("2026-10-31", b, a))
		save(t, s, october, result("a", 10, audit.Met), result("b", 11, audit.Met))
		finish(t, s, october)
		november := start(t, s, plan("2026-11-01", a, b))
		save(t, s, november, result("b", 21, audit.Unmet)) // and a still runs
		other := plan("2026-10-01", a)
		other.Pack = "shandong-2021"
		save(t, s, start(t, s, other), result("a", 99, audit.Met))
		again := start(t, s, plan("2026-10-30", a)) // begun later, speaks of an earlier day
		save(t, s, again, result("a", 9, audit.Met))

		for _, test := range []struct {
			name      string
			selection Selection
			want      string
		}{
			{"all", Selection{}, "2026-11-01 b:21 a:10"},
			{"october", Month(2026, 10), "2026-10-31 b:11 a:10"},
			{"november", Month(2026, 11), "2026-11-01 b:21"},
			{"pack", Selection{Pack: "shandong-2021"}, "2026-10-01 a:99"},
			{"until", Selection{To: day("2026-10-30"), Pack: "taian-2020"}, "2026-10-30 a:9"},
			{"none", Month(2026, 9), "not found"},
			{"february", Month(2028, 2), "not found"},
		} {
			got := ""
			scan, err := s.Newest(t.Context(), test.selection)
			switch {
			case errors.Is(err, ErrNotFound):
				got = "not found"
			case err != nil:
				t.Fatal(err)
			default:
				got = scan.AsOf.String()
				for _, r := range scan.Sites {
					got += fmt.Sprintf(" %s:%v", r.ID, r.Score)
					if len(r.Findings) != 1 {
						t.Errorf("%s: %s has %d findings, want 1", test.name, r.ID, len(r.Findings))
					}
				}
			}
			if got != test.want {
				t.Errorf("%s: %s, want %s", test.name, got, test.want)
			}
		}
		short, err := s.Newest(t.Context(), Selection{Summary: true})
		if err != nil || len(short.Sites) != 2 || short.Sites[0].Findings != nil || short.Sites[0].Domains == nil {
			t.Errorf("summary = %+v, %v; want two without findings", short, err)
		}
		if want := Month(2028, 2).To; want != day("2028-02-29") {
			t.Errorf("end of February 2028: %v", want)
		}
	})
}

func TestHistory(t *testing.T) {
	each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		for _, asOf := range []string{"2026-11-01", "2026-10-01", "2026-12-01"} {
			id := start(t, s, plan(asOf, site("a", "甲")))
			if asOf != "2026-12-01" {
				save(t, s, id, result("a", 50, audit.Unmet, audit.Partial, audit.Met))
			}
		}
		points, err := s.History(t.Context(), "a")
		if err != nil || len(points) != 2 || points[0].AsOf != day("2026-10-01") || points[1].AsOf != day("2026-11-01") {
			t.Fatalf("history = %+v, %v; want October, then November", points, err)
		}
		if p := points[0]; p.Faults != 2 || p.Score != 50 || p.Grade != "B" || p.Coverage != 1.0/3 || p.Stopped != audit.StoppedSettled || !p.Whole {
			t.Errorf("point = %+v", p)
		}
		if points, err := s.History(t.Context(), "nobody"); err != nil || len(points) != 0 {
			t.Errorf("history of an unknown site = %v, %v; want none", points, err)
		}
	})
}

func TestSites(t *testing.T) {
	each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		a := site("a", "甲")
		a.Hosts, a.Townships = []string{"zwgk.example", "203.0.113.7:8080"}, []string{"粥店街道"}
		start(t, s, plan("2026-11-01", site("b", "乙"), a))
		a.Home = "https://new.example/"
		start(t, s, plan("2026-11-02", a))
		start(t, s, plan("2026-11-03", a))
		sites, err := s.Sites(t.Context())
		if diff := cmp.Diff([]audit.Site{site("b", "乙"), a}, sites); err != nil || diff != "" {
			t.Errorf("sites: %v (-want +got):\n%s", err, diff)
		}
		var kinds []ActKind
		for act, err := range s.Log(t.Context(), 1) {
			if err != nil {
				t.Fatal(err)
			}
			kinds = append(kinds, act.Kind)
		}
		want := []ActKind{ActSiteAdd, ActSiteAdd, ActScanStart, ActSiteChange, ActScanStart, ActScanStart}
		if diff := cmp.Diff(want, kinds); diff != "" {
			t.Errorf("log (-want +got):\n%s", diff)
		}
		if _, err := s.Site(context.Background(), "nobody"); !errors.Is(err, ErrNotFound) {
			t.Errorf("unknown site: %v, want %v", err, ErrNotFound)
		}
	})
}
