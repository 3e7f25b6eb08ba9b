package store

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mingjing/audit"
	"mingjing/reports/rectify"
)

var scoring = rectify.Scoring{Partial: 0.5, Score: func(findings []audit.Finding) (score audit.Score) {
	for i := range findings {
		score.Points += findings[i].Points
	}
	return score
}}

func asked(rule string) rectify.Question {
	return rectify.Question{Rule: rule, Domain: "health", Level1: "一级 < >", Item: "二级\u2028"}
}

// whole fails the test where the store's own check finds something.
func whole(t *testing.T, s *Store) *Checked {
	t.Helper()
	checked, err := s.Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, problem := range checked.Problems {
		t.Errorf("check: %s", problem)
	}
	return checked
}

func TestRulings(t *testing.T) {
	each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		id := start(t, s, plan("2026-11-01", site("a", "甲")))
		save(t, s, id, result("a", 50, audit.Unmet, audit.Unmet, audit.Met))

		waive, err := s.Rule(t.Context(), "王工", "a", rectify.Ruling{Question: asked("r1"), Status: audit.Exempt, Reason: "无此事项", By: "not he"})
		if err != nil {
			t.Fatal(err)
		}
		verdict, err := s.Rule(t.Context(), "李工", "a", rectify.Ruling{
			Question: asked("r2"), Status: audit.Met, Reason: "现场看过", URL: "https://a.example/", Until: day("2027-01-01"),
		})
		if err != nil {
			t.Fatal(err)
		}
		rulings, err := s.Rulings(t.Context(), "a")
		want := []rectify.Ruling{
			{ID: waive, Question: asked("r1"), Status: audit.Exempt, Reason: "无此事项", By: "王工", Made: day("2026-11-01")},
			{ID: verdict, Question: asked("r2"), Status: audit.Met, Reason: "现场看过", URL: "https://a.example/", Until: day("2027-01-01"), By: "李工", Made: day("2026-11-01")},
		}
		if diff := cmp.Diff(want, rulings); err != nil || diff != "" {
			t.Errorf("rulings: %v (-want +got):\n%s", err, diff)
		}
		if _, err := s.Rule(t.Context(), "王工", "a", rectify.Ruling{Status: audit.Exempt}); !errors.Is(err, ErrInvalid) {
			t.Errorf("no ruling: %v, want %v", err, ErrInvalid)
		}
		if _, err := s.Rule(t.Context(), "王工", "z", want[0]); !errors.Is(err, ErrNotFound) {
			t.Errorf("ruling on an unknown site: %v, want %v", err, ErrNotFound)
		}
		if _, err := s.Rule(t.Context(), "", "a", want[0]); err == nil {
			t.Error("a ruling by nobody was accepted")
		}

		finish(t, s, id)
		if err := s.Revise(t.Context(), id, "a", "王工", scoring); err != nil {
			t.Fatal(err)
		}
		revised, err := s.Result(t.Context(), id, "a")
		if err != nil || revised.Findings[0].Status != audit.Exempt || revised.Findings[1].Status != audit.Met {
			t.Errorf("revised = %+v, %v; want the rulings in it", revised, err)
		}
		points, err := s.History(t.Context(), "a")
		if err != nil || len(points) != 1 || points[0].Faults != 0 || points[0].Score == 50 {
			t.Errorf("history = %+v, %v; want no faults and another score", points, err)
		}
		before, err := s.LogHead(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Revise(t.Context(), id, "a", "王工", scoring); err != nil {
			t.Fatal(err)
		}
		if after, err := s.LogHead(t.Context()); err != nil || after != before {
			t.Errorf("head = %+v, %v; want %+v, as nothing changed", after, err, before)
		}
		whole(t, s)

		if err := s.Revoke(t.Context(), "王工", waive, "误填"); err != nil {
			t.Fatal(err)
		}
		if err := s.Revoke(t.Context(), "王工", waive, "误填"); !errors.Is(err, ErrNotFound) {
			t.Errorf("revoked twice: %v, want %v", err, ErrNotFound)
		}
		if rulings, err := s.Rulings(t.Context(), "a"); err != nil || len(rulings) != 1 || rulings[0].ID != verdict {
			t.Errorf("rulings after one was revoked = %+v, %v", rulings, err)
		}
		if err := s.Revise(t.Context(), id, "a", "王工", scoring); err != nil {
			t.Fatal(err)
		}
		if back, err := s.Result(t.Context(), id, "a"); err != nil || back.Findings[0].Status != audit.Unmet || back.Findings[0].Ruling != nil {
			t.Errorf("after that = %+v, %v; want the machine's word", back, err)
		}
		whole(t, s)
	})
}

func TestObjections(t *testing.T) {
	each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		start(t, s, plan("2026-11-01", site("a", "甲"), site("b", "乙")))
		objection := rectify.Objection{Question: asked("r1"), URL: "https://a.example/zwgk", Word: "已公开"}
		id, err := s.Object(t.Context(), "甲区信息科", "a", objection)
		if err != nil {
			t.Fatal(err)
		}
		other, err := s.Object(t.Context(), "乙县信息科", "b", objection)
		if err != nil {
			t.Fatal(err)
		}
		look := rectify.Look{Status: audit.Met, Reason: "页面上有", Evidence: []audit.Evidence{{URL: "https://a.example/zwgk", SHA256: "ab"}}}
		if err := s.Looked(t.Context(), "mingjing", id, look); err != nil {
			t.Fatal(err)
		}
		if err := s.Decide(t.Context(), "王工", id, rectify.Decision{Upheld: true, Reason: "核实属实", Until: day("2027-11-01")}); err != nil {
			t.Fatal(err)
		}
		if err := s.Decide(t.Context(), "王工", id, rectify.Decision{Reason: "再想想"}); !errors.Is(err, ErrInvalid) {
			t.Errorf("decided twice: %v, want %v", err, ErrInvalid)
		}
		if err := s.Decide(t.Context(), "王工", other, rectify.Decision{Reason: "未见"}); err != nil {
			t.Fatal(err)
		}
		got, err := s.Objection(t.Context(), id)
		if err != nil || len(got.Looks) != 1 || !cmp.Equal(got.Looks[0].Evidence, look.Evidence) || got.Decision == nil || !got.Decision.Upheld ||
			got.Decision.By != "王工" || got.By != "甲区信息科" || got.Word != "已公开" || got.Question != asked("r1") {
			t.Errorf("objection = %+v, %v", got, err)
		}
		all, err := s.Objections(t.Context(), "")
		if err != nil || len(all) != 2 || all[0].Site != "a" || all[1].Site != "b" || all[1].Decision.Upheld {
			t.Errorf("objections = %+v, %v; want both", all, err)
		}
		if own, err := s.Objections(t.Context(), "b"); err != nil || len(own) != 1 || own[0].ID != other || own[0].Decision == nil {
			t.Errorf("objections of b = %+v, %v; want its own", own, err)
		}
		rulings, err := s.Rulings(t.Context(), "a")
		if err != nil || len(rulings) != 1 || rulings[0].Status != audit.Met || rulings[0].URL != objection.URL || rulings[0].Until != day("2027-11-01") {
			t.Errorf("rulings = %+v, %v; want that what was objected to is met", rulings, err)
		}
		if rulings, err := s.Rulings(t.Context(), "b"); err != nil || len(rulings) != 0 {
			t.Errorf("rulings on b = %+v, %v; want none", rulings, err)
		}
		for name, bad := range map[string]rectify.Objection{
			"no rule": {URL: objection.URL, Word: "x"}, "no word": {Question: asked("r1"), URL: objection.URL}, "address": {Question: asked("r1"), URL: "javascript:1", Word: "x"},
		} {
			if _, err := s.Object(t.Context(), "x", "a", bad); !errors.Is(err, ErrInvalid) {
				t.Errorf("%s: %v, want %v", name, err, ErrInvalid)
			}
		}
		if _, err := s.Objection(t.Context(), 1); !errors.Is(err, ErrNotFound) {
			t.Errorf("an act that is no objection: %v, want %v", err, ErrNotFound)
		}
		whole(t, s)
	})
}

func TestVerifyLog(t *testing.T) {
	each(t, func(t *testing.T, dsn string) {
		for _, test := range []struct {
			name, sql, want string
		}{
			{"untouched", "", ""},
			{"content", `UPDATE acts SET content = '{"reason":"nothing"}' WHERE seq = 4`, "act 4 (waive, a) was changed"},
			{"author", "UPDATE acts SET who = '李工' WHERE seq = 3", "act 3 (scan.start, scan:1) was changed"},
			{"time", "UPDATE acts SET at = '2026-11-02T00:00:00.000000000Z' WHERE seq = 1", "act 1 (site.add, a) was changed"},
			{"reference", "UPDATE acts SET refers = 5 WHERE seq = 6", "act 6 (revoke, a) was changed"},
			{"removed", "DELETE FROM acts WHERE seq = 4", "act 4 is missing"},
			{"first removed", "DELETE FROM acts WHERE seq = 1", "act 1 is missing"},
			{"last removed", "DELETE FROM acts WHERE seq = 6", "acts 6 to 6 are missing"},
			{"cut off with the counter", "DELETE FROM acts WHERE seq > 4; UPDATE counters SET given = 4 WHERE name = 'act'", "acts 5 to 6 are missing"},
			{"swapped", "UPDATE acts SET seq = 100 WHERE seq = 4; UPDATE acts SET seq = 4 WHERE seq = 5; UPDATE acts SET seq = 5 WHERE seq = 100", "act 4 (waive, a) was changed"},
			{"hash", "UPDATE acts SET hash = 'ab' WHERE seq = 6", "act 6 (revoke, a) was changed"},
		} {
			t.Run(test.name, func(t *testing.T) {
				dsn := fresh(t, dsn)
				s := open(t, dsn)
				start(t, s, plan("2026-11-01", site("a", "甲"), site("b", "乙")))
				for range 2 {
					if _, err := s.Rule(t.Context(), "王工", "a", rectify.Ruling{Question: asked("r1"), Status: audit.Exempt, Reason: "无"}); err != nil {
						t.Fatal(err)
					}
				}
				if err := s.Revoke(t.Context(), "王工", 4, "误"); err != nil {
					t.Fatal(err)
				}
				head, err := s.VerifyLog(t.Context())
				if err != nil || head.Seq != 6 {
					t.Fatalf("head = %+v, %v; want act 6", head, err)
				}
				for _, statement := range strings.Split(test.sql, ";") {
					if _, err := s.DB().ExecContext(t.Context(), statement); err != nil {
						t.Fatal(err)
					}
				}
				got := ""
				if _, err := s.VerifyLog(t.Context(), head); err != nil {
					got = strings.TrimPrefix(err.Error(), "verify log: ")
				}
				if got != test.want {
					t.Errorf("verify: %q, want %q", got, test.want)
				}
			})
		}
	})
}

// TestLogWrittenAnew has a chain that is whole in itself, but is not the one whose head was noted down.
func TestLogWrittenAnew(t *testing.T) {
	each(t, func(t *testing.T, dsn string) {
		s, other := open(t, fresh(t, dsn)), open(t, fresh(t, dsn))
		p := plan("2026-11-01", site("a", "甲"))
		start(t, s, p)
		head, err := s.LogHead(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		p.Who = "李工"
		start(t, other, p)
		if _, err := other.VerifyLog(t.Context()); err != nil {
			t.Error(err)
		}
		if _, err := other.VerifyLog(t.Context(), head); err == nil {
			t.Error("another log passes for the one whose head was noted down")
		}
	})
}

func TestRectify(t *testing.T) {
	each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		terms := rectify.Terms{Days: 30, Unit: func(domain string) string { return "市卫生健康委/" + domain }}
		scan := func(asOf string, statuses ...audit.Status) int64 {
			id := start(t, s, plan(asOf, site("a", "甲"), site("b", "乙")))
			save(t, s, id, result("a", 1, statuses...), result("b", 1, audit.Unmet))
			for _, site := range []string{"a", "b"} {
				if _, err := s.Rectify(t.Context(), id, site, terms); err != nil {
					t.Fatal(err)
				}
			}
			return id
		}
		states := func(site string) string {
			t.Helper()
			list, err := s.Entries(t.Context(), EntrySelection{Site: site})
			if err != nil {
				t.Fatal(err)
			}
			var words []string
			for _, e := range list {
				words = append(words, e.Rule+" "+string(e.State))
			}
			return strings.Join(words, ", ")
		}
		first := scan("2026-10-01", audit.Unmet, audit.Partial, audit.Met)
		if got, want := states("a"), "r1 open, r2 open"; got != want {
			t.Errorf("after the first scan: %s, want %s", got, want)
		}
		// Done again after the site was read again, what the scan did before is taken back.
		save(t, s, first, result("a", 1, audit.Unmet, audit.Met, audit.Unmet))
		if _, err := s.Rectify(t.Context(), first, "a", terms); err != nil {
			t.Fatal(err)
		}
		if got, want := states("a"), "r1 open, r3 open"; got != want {
			t.Errorf("after the first scan, done again: %s, want %s", got, want)
		}
		second := scan("2026-11-01", audit.Met, audit.Unmet, audit.Unknown)
		if got, want := states("a"), "r1 fixed, r3 open, r2 open"; got != want {
			t.Errorf("after the second scan: %s, want %s", got, want)
		}
		// An audit of an earlier day comes too late.
		if changed, err := s.Rectify(t.Context(), first, "a", terms); err != nil || changed != nil {
			t.Errorf("the first scan once more: %v, %v; want nothing to change", changed, err)
		}
		// Read again, r1 was no better after all.
		save(t, s, second, result("a", 1, audit.Unmet, audit.Unknown, audit.Met))
		if _, err := s.Rectify(t.Context(), second, "a", terms); err != nil {
			t.Fatal(err)
		}
		if got, want := states("a"), "r1 open, r3 fixed"; got != want {
			t.Errorf("after the second scan, done again: %s, want %s", got, want)
		}
		scan("2026-12-01", audit.Met, audit.Met, audit.Unmet)
		list, err := s.Entries(t.Context(), EntrySelection{Pack: "taian-2020", Open: true})
		if err != nil || len(list) != 2 || list[0].Site != "a" || list[0].State != rectify.Relapsed || list[1].Site != "b" {
			t.Fatalf("open entries = %+v, %v; want r3 of a and r1 of b", list, err)
		}
		e := list[0]
		if e.Relapses != 1 || e.Opened != day("2026-10-01") || e.Due != day("2026-12-31") || e.Unit != "市卫生健康委/health" || len(e.Events) != 3 || e.Question != asked("r3") {
			t.Errorf("entry = %+v", e)
		}
		if list, err := s.Entries(t.Context(), EntrySelection{Unit: "市教育局"}); err != nil || len(list) != 0 {
			t.Errorf("entries of another unit = %+v, %v", list, err)
		}
		whole(t, s)
	})
}

// TestHostileNames saves what PostgreSQL would refuse as text.
func TestHostileNames(t *testing.T) {
	each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		r := result("a", 1, audit.Unmet)
		r.Findings[0].Item, r.Findings[0].Level1, r.Findings[0].Reason = "甲\x00乙", "\xff", "\x00"
		for _, asOf := range []string{"2026-10-01", "2026-11-01"} {
			id := start(t, s, plan(asOf, site("a", "甲")))
			save(t, s, id, r)
			if _, err := s.Rectify(t.Context(), id, "a", rectify.Terms{Unit: func(string) string { return "" }}); err != nil {
				t.Fatal(err)
			}
		}
		if list, err := s.Entries(t.Context(), EntrySelection{}); err != nil || len(list) != 1 || len(list[0].Events) != 1 {
			t.Errorf("entries = %+v, %v; want one, opened once", list, err)
		}
		whole(t, s)
	})
}

func TestReports(t *testing.T) {
	each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		r := Report{Pack: "taian-2020", Period: "2026-10", Name: "2026-10/月报.pdf", Format: "pdf", Size: 1 << 33, SHA256: "ab", Made: time.Date(2026, 11, 1, 0, 0, 0, 5, time.UTC)}
		first, err := s.KeepReport(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		r.Size = 7
		again, err := s.KeepReport(t.Context(), r)
		if err != nil || again != first {
			t.Errorf("kept again: %d, %v; want the same number %d", again, err, first)
		}
		if _, err := s.KeepReport(t.Context(), Report{Period: "2026-11", Name: "x"}); err != nil {
			t.Fatal(err)
		}
		r.ID = first
		got, err := s.Reports(t.Context(), "2026-10")
		if diff := cmp.Diff([]Report{r}, got); err != nil || diff != "" {
			t.Errorf("reports: %v (-want +got):\n%s", err, diff)
		}
		if got, err := s.Reports(t.Context(), ""); err != nil || len(got) != 2 || got[1].Made.IsZero() {
			t.Errorf("all reports = %+v, %v", got, err)
		}
	})
}
