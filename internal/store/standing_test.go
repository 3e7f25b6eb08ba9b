package store

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mingjing/audit"
	"mingjing/reports/rectify"
)

// What the crawls of a site came to goes up only: neither an audit of an earlier day, nor another pack, nor a ruling, nor Prune takes of it.
func TestStandings(t *testing.T) {
	each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		want := func(a, b Standing) {
			t.Helper()
			got, err := s.Standings(t.Context(), "taian-2020")
			for i := range got {
				if (got[i].Digest == "") != (got[i].Scan == 0) {
					t.Errorf("digest of %+v", got[i])
				}
				got[i].Digest = ""
			}
			if diff := cmp.Diff([]Standing{a, b}, got); err != nil || diff != "" {
				t.Errorf("%v (-want +got):\n%s", err, diff)
			}
		}
		first := start(t, s, plan("2026-07-01", site("a", "甲"), site("b", "乙")))
		save(t, s, first, result("a", 50, audit.Unmet, audit.Met))
		want(Standing{"a", first, "", 12, 10}, Standing{Site: "b"})
		second := start(t, s, plan("2026-08-01", site("a", "甲")))
		save(t, s, second, result("a", 50, audit.Unmet))
		earlier := start(t, s, plan("2026-06-01", site("a", "甲"), site("b", "乙")))
		save(t, s, earlier, result("a", 50, audit.Unmet), result("b", 50, audit.Met))
		other := plan("2026-09-01", site("a", "甲"))
		other.Pack = "other"
		save(t, s, start(t, s, other), result("a", 50, audit.Met))
		want(Standing{"a", second, "", 48, 40}, Standing{"b", earlier, "", 12, 10})

		before, err := s.Standings(t.Context(), "taian-2020")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Rule(t.Context(), "王工", "a", rectify.Ruling{Question: asked("r1"), Status: audit.Met, Reason: "现场看过"}); err != nil {
			t.Fatal(err)
		}
		if err := s.Revise(t.Context(), second, "a", "王工", scoring); err != nil {
			t.Fatal(err)
		}
		after, err := s.Standings(t.Context(), "taian-2020")
		if err != nil || after[0].Digest == before[0].Digest || after[1].Digest != before[1].Digest {
			t.Errorf("digests before a ruling on a %+v, after it %+v, %v", before, after, err)
		}
		if n, err := s.Prune(t.Context(), 24*time.Hour); err != nil || n != 2 {
			t.Errorf("pruned %d, %v", n, err)
		}
		want(Standing{"a", second, "", 48, 40}, Standing{"b", earlier, "", 12, 10})
	})
}

// The count by SQL is that of the entries.
func TestOverdue(t *testing.T) {
	each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		fill(t, s)
		entries, err := s.Entries(t.Context(), EntrySelection{Pack: "taian-2020"})
		if err != nil {
			t.Fatal(err)
		}
		some := false
		for _, today := range []string{"2026-08-01", "2026-09-15", "2026-10-01", "2027-11-01"} {
			want := make(map[string]int)
			for i := range entries {
				if entries[i].Overdue(day(today)) {
					want[entries[i].Site]++
				}
			}
			some = some || len(want) > 0
			got, err := s.Overdue(t.Context(), "taian-2020", day(today))
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Errorf("%s: %v (-want +got):\n%s", today, err, diff)
			}
		}
		if !some {
			t.Error("nothing is ever overdue")
		}
	})
}
