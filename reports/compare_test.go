package reports

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mingjing/audit"
)

// How a finding of the last scan stands against the scans before it.
func TestChange(t *testing.T) {
	const none = audit.Status("") // not asked
	for _, test := range []struct {
		earlier []audit.Status
		now     audit.Status
		want    Change
	}{
		{[]audit.Status{audit.Unmet}, audit.Met, ChangePutRight},
		{[]audit.Status{audit.Partial}, audit.Met, ChangePutRight},
		{[]audit.Status{audit.Unmet}, audit.Partial, ChangeBetter},
		{[]audit.Status{audit.Partial}, audit.Unmet, ChangeWorse},
		{[]audit.Status{audit.Unmet}, audit.Unmet, ChangeStill},
		{[]audit.Status{audit.Met}, audit.Unmet, ChangeNew},
		{[]audit.Status{audit.Met}, audit.Partial, ChangeNew},
		{[]audit.Status{audit.Unmet, audit.Met}, audit.Unmet, ChangeBack},
		{[]audit.Status{audit.Unmet, audit.Unknown}, audit.Unmet, ChangeStill},
		{[]audit.Status{audit.Unknown}, audit.Unmet, ChangeSeen},
		{[]audit.Status{audit.Exempt}, audit.Unmet, ChangeSeen},
		{[]audit.Status{none}, audit.Unmet, ChangeSeen},
		{[]audit.Status{audit.Unmet}, audit.Unknown, ChangeUnclear},
		{[]audit.Status{audit.Unmet}, audit.Exempt, ChangeDropped},
		{[]audit.Status{audit.Unmet}, none, ChangeDropped},
		{[]audit.Status{audit.Met}, audit.Unknown, ChangeNone},
		{[]audit.Status{audit.Unknown}, audit.Met, ChangeNone},
		{[]audit.Status{audit.Met}, audit.Met, ChangeNone},
		{nil, audit.Unmet, ChangeNone},
	} {
		t.Run(fmt.Sprint(test.earlier, " then ", test.now), func(t *testing.T) {
			p := builtin(t)
			var scans []*audit.Scan
			for i, status := range append(test.earlier, test.now) {
				scan := &audit.Scan{
					Schema: audit.SchemaScan, Pack: p.ID, AsOf: audit.Date{Year: 2020, Month: time.Month(i + 1), Day: 1},
					Sites: []audit.SiteResult{{ID: "a", Name: "甲县"}},
				}
				if status != none {
					scan.Sites[0].Findings = []audit.Finding{{Rule: "topic.exists", Status: status}}
				}
				scans = append(scans, scan)
			}
			last := len(scans) - 1
			r, err := New(scans[last], p, Options{Lang: "zh", Earlier: scans[:last]})
			if err != nil {
				t.Fatal(err)
			}
			want := map[Change]int(nil)
			if len(test.earlier) > 0 {
				want = map[Change]int{}
			}
			if test.want != ChangeNone {
				want = map[Change]int{test.want: 1}
			}
			site := r.Sites[0]
			if diff := cmp.Diff(want, site.Changes); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(want, r.Changes()); len(want) > 0 && diff != "" {
				t.Error("over all sites: ", diff)
			}
			if got := len(site.PutRight); got != want[ChangePutRight] {
				t.Errorf("%d faults put right, want %d", got, want[ChangePutRight])
			}
			if len(site.History) != len(scans) {
				t.Errorf("%d moments, want %d", len(site.History), len(scans))
			}
		})
	}
}

// A fault that followed from another and now stands by itself is not new.
func TestChangeOfFollower(t *testing.T) {
	p := builtin(t)
	scan := func(findings ...audit.Finding) *audit.Scan {
		return &audit.Scan{Pack: p.ID, Sites: []audit.SiteResult{{ID: "a", Findings: findings}}}
	}
	before := scan(
		audit.Finding{Rule: "topic.exists", Status: audit.Unmet},
		audit.Finding{Rule: "topic.updated", Status: audit.Unmet, Follows: "topic.exists"},
	)
	now := scan(audit.Finding{Rule: "topic.exists", Status: audit.Met}, audit.Finding{Rule: "topic.updated", Status: audit.Unmet})
	r, err := New(now, p, Options{Lang: "zh", Earlier: []*audit.Scan{before}})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[Change]int{ChangePutRight: 1, ChangeStill: 1}, r.Sites[0].Changes); diff != "" {
		t.Error(diff)
	}
}

// Ranks and scores are compared where both scans have them.
func TestMoved(t *testing.T) {
	p := builtin(t)
	scan := func(a, b float64) *audit.Scan {
		return &audit.Scan{Pack: p.ID, Sites: []audit.SiteResult{
			{ID: "a", Score: a, Grade: "B", Coverage: 1}, {ID: "b", Score: b, Grade: "B", Coverage: 1}, {ID: "c"},
		}}
	}
	r, err := New(scan(90, 80), p, Options{Lang: "zh", Earlier: []*audit.Scan{scan(60, 85)}})
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	for _, s := range r.Sites {
		ranks, ranked := s.Moved()
		points, scored := s.Gained()
		got += fmt.Sprintf("%s %d %v %.0f %v; ", s.ID, ranks, ranked, points, scored)
	}
	if want := "a 1 true 30 true; b -1 true -5 true; c 0 false 0 false; "; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
