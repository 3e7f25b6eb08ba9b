package reports

import (
	"math"
	"testing"

	"mingjing/audit"
	"mingjing/reports/reportstest"
)

func near(a, b float64) bool { return math.Abs(a-b) < 1e-6 }

// Every way of adding up comes to the same.
func TestSumsAgree(t *testing.T) {
	p := builtin(t)
	r, err := New(reportstest.Scan(p, 12), p, Options{Lang: "zh", Earlier: []*audit.Scan{reportstest.Scan(p, 11)}})
	if err != nil {
		t.Fatal(err)
	}
	open, all := 0, 0
	for _, s := range r.Sites {
		open, all = open+s.Open, all+s.Counts.All()
		byRule, byDimension, byGroup := newTally(), newTally(), 0
		for _, rule := range s.Rules {
			byRule.addTally(rule.Tally)
		}
		for _, d := range s.Dimensions {
			byDimension.addTally(d.Tally)
		}
		for _, g := range s.Faults {
			byGroup += len(g.Findings)
		}
		for name, sum := range map[string]Tally{"rules": byRule, "dimensions": byDimension} {
			if !near(sum.Points, s.Points) || !near(sum.Max, s.Max) || sum.Open != s.Open || sum.Counts.All() != s.Counts.All() {
				t.Errorf("%s by %s: %v of %v, %d open; the site has %v of %v, %d", s.ID, name, sum.Points, sum.Max, sum.Open, s.Points, s.Max, s.Open)
			}
		}
		if byGroup != s.Open {
			t.Errorf("%s: %d faults on the list, %d open", s.ID, byGroup, s.Open)
		}
		if s.Measured() && !near(100*share(s.Points, s.Max), s.Score) {
			t.Errorf("%s: %v of %v is not %v", s.ID, s.Points, s.Max, s.Score)
		}
		gains := 0.0
		for _, g := range s.Faults {
			gains += g.Gain
		}
		if gains > 100-s.Score+1e-6 {
			t.Errorf("%s: putting everything right brings %v points to a score of %v", s.ID, gains, s.Score)
		}
		for i := 1; i < len(s.Raises); i++ {
			if s.Raises[i].Gain > s.Raises[i-1].Gain {
				t.Errorf("%s: the dearest fault is not first", s.ID)
			}
		}
		for i, d := range s.Domains {
			cell := r.Domains[i].Cells[s.index(r)]
			if cell.Site != s || cell.Open != d.Open || !near(cell.Score, d.Score) || !near(cell.Coverage, d.Coverage) {
				t.Errorf("%s %s: cell %+v, domain %v, %v, %d open", s.ID, d.ID, cell, d.Score, d.Coverage, d.Open)
			}
		}
	}
	if r.Open() != open || r.Counts.All() != all {
		t.Errorf("%d open of %d, want %d of %d", r.Open(), r.Counts.All(), open, all)
	}
	if len(r.Annex) != len(p.Annex) || len(r.Departments) == 0 {
		t.Errorf("%d rows of the annex, %d departments", len(r.Annex), len(r.Departments))
	}
}

func (s *Site) index(r *Report) int {
	for i, other := range r.Sites {
		if other == s {
			return i
		}
	}
	return -1
}

// What follows from a fault is won back with it.
func TestGain(t *testing.T) {
	p := builtin(t)
	scan := &audit.Scan{Pack: p.ID, Sites: []audit.SiteResult{{ID: "a", Score: 50, Coverage: 1, Grade: "E", Findings: []audit.Finding{
		{Rule: "topic.exists", Status: audit.Unmet, Max: 4, Weight: 4},
		{Rule: "topic.prominent", Status: audit.Unmet, Max: 2, Weight: 2, Follows: "topic.exists"},
		{Rule: "topic.plan", Status: audit.Partial, Points: 2, Max: 4, Weight: 4},
		{Rule: "topic.training", Status: audit.Met, Points: 10, Max: 10, Weight: 10},
		{Rule: "topic.demonstration", Status: audit.Unknown, Weight: 5},
	}}}}
	r, err := New(scan, p, Options{Lang: "zh"})
	if err != nil {
		t.Fatal(err)
	}
	faults := r.Sites[0].Faults
	if len(faults) != 2 || !near(faults[0].Gain, 30) || !near(faults[1].Gain, 10) {
		t.Fatalf("want gains of 30 and 10: %+v", faults)
	}
}

// What most sites lack counts those for which it was judged; what is unknown is told by what stood in the way.
func TestLackingAndUnread(t *testing.T) {
	p := builtin(t)
	shield := []audit.Place{{Name: "政务公开", URL: "https://x/zwgk/", State: audit.PlaceUnreadable, Why: "被防护系统拦截（HTTP 521）"}}
	site := func(id string, plan, training audit.Status) audit.SiteResult {
		return audit.SiteResult{ID: id, Findings: []audit.Finding{
			{Rule: "topic.plan", Status: plan, Places: shield}, {Rule: "topic.training", Status: training, Reason: "没有读到"},
		}}
	}
	scan := &audit.Scan{Pack: p.ID, Sites: []audit.SiteResult{
		site("a", audit.Unmet, audit.Unmet), site("b", audit.Partial, audit.Met), site("c", audit.Unknown, audit.Met), site("d", audit.Unknown, audit.Unknown),
	}}
	r, err := New(scan, p, Options{Lang: "zh"})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Lacking) != 1 || r.Lacking[0].Law.ID != "topic.plan" || len(r.Lacking[0].Sites) != 2 || r.Lacking[0].Judged != 2 {
		t.Errorf("want topic.plan, lacking at 2 of 2: %+v", r.Lacking)
	}
	if len(r.Unread) != 2 || r.Unread[0].Findings != 2 || r.Unread[0].Why != shield[0].Why || r.Unread[0].URL != shield[0].URL || r.Unread[1].Why != "没有读到" {
		t.Errorf("unread: %+v", r.Unread)
	}
}
