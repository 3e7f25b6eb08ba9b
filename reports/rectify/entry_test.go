package rectify

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingjing/audit"
)

func day(s string) audit.Date {
	d, err := audit.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

var terms = Terms{Days: 30, Unit: func(domain string) string { return "unit of " + domain }}

func TestAdvance(t *testing.T) {
	const met, partial, unmet, unknown, exempt = audit.Met, audit.Partial, audit.Unmet, audit.Unknown, audit.Exempt
	const follows, gone, ruled = audit.Status("follows"), audit.Status("gone"), audit.Status("ruled met")
	for _, test := range []struct {
		name     string
		found    []audit.Status // by one scan a month
		states   []State        // after each; empty: no entry
		events   int
		relapses int
	}{
		{"met", []audit.Status{met}, []State{""}, 0, 0},
		{"unknown opens nothing", []audit.Status{unknown}, []State{""}, 0, 0},
		{"follower opens nothing", []audit.Status{follows}, []State{""}, 0, 0},
		{"put right", []audit.Status{unmet, met, met}, []State{Waiting, Fixed, Fixed}, 2, 0},
		{"still", []audit.Status{unmet, unmet, unmet}, []State{Waiting, Waiting, Waiting}, 1, 0},
		{"half way", []audit.Status{unmet, partial, met}, []State{Waiting, Waiting, Fixed}, 3, 0},
		{"unknown puts nothing right", []audit.Status{unmet, unknown, met}, []State{Waiting, Waiting, Fixed}, 2, 0},
		{"not asked", []audit.Status{unmet, gone, unmet}, []State{Waiting, Waiting, Waiting}, 1, 0},
		{"follows while open", []audit.Status{unmet, follows}, []State{Waiting, Waiting}, 1, 0},
		{"relapse", []audit.Status{partial, met, unknown, partial}, []State{Waiting, Fixed, Fixed, Relapsed}, 3, 1},
		{"relapse put right", []audit.Status{unmet, met, unmet, met, unmet}, []State{Waiting, Fixed, Relapsed, Fixed, Relapsed}, 5, 2},
		{"relapse still", []audit.Status{unmet, met, unmet, unmet}, []State{Waiting, Fixed, Relapsed, Relapsed}, 3, 1},
		{"unknown brings nothing back", []audit.Status{unmet, met, unknown}, []State{Waiting, Fixed, Fixed}, 2, 0},
		{"follower brings nothing back", []audit.Status{unmet, met, follows}, []State{Waiting, Fixed, Fixed}, 2, 0},
		{"exempt", []audit.Status{unmet, exempt}, []State{Waiting, Dropped}, 2, 0},
		{"ruled", []audit.Status{unmet, ruled}, []State{Waiting, Dropped}, 2, 0},
		{"dropped and found again is no relapse", []audit.Status{unmet, exempt, unmet}, []State{Waiting, Dropped, Waiting}, 3, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			var entries []Entry
			for i, status := range test.found {
				result := &audit.SiteResult{Findings: []audit.Finding{{Rule: "r", Domain: "health", Status: status, Reason: string(status)}}}
				switch f := &result.Findings[0]; status {
				case follows:
					f.Status, f.Follows = unmet, "parent"
				case ruled:
					f.Status, f.Ruling = met, &audit.Ruling{By: "王工"}
				case gone:
					result.Findings = nil
				}
				changed := Advance(entries, result, nil, int64(i), day("2026-01-31").Add(30*i), terms)
				if len(changed) > 0 {
					entries = changed
				}
				var state State
				if len(entries) > 0 {
					state = entries[0].State
				}
				if state != test.states[i] {
					t.Errorf("after scan %d (%s): %q, want %q", i, status, state, test.states[i])
				}
			}
			if test.events == 0 {
				return
			}
			if e := entries[0]; len(e.Events) != test.events || e.Relapses != test.relapses {
				t.Errorf("%d events, %d relapses; want %d, %d: %+v", len(e.Events), e.Relapses, test.events, test.relapses, e)
			}
		})
	}
}

func TestEntry(t *testing.T) {
	found := func(status audit.Status) *audit.SiteResult {
		return &audit.SiteResult{Findings: []audit.Finding{{Rule: "r", Domain: "health", Status: status, Reason: "why " + string(status)}}}
	}
	first := Advance(nil, found(audit.Unmet), nil, 7, day("2026-01-31"), terms)
	want := []Entry{{
		Question: Question{Rule: "r", Domain: "health"}, State: Waiting, Status: audit.Unmet, Reason: "why unmet", Unit: "unit of health",
		Opened: day("2026-01-31"), Due: day("2026-03-02"),
		Events: []Event{{Scan: 7, Day: day("2026-01-31"), State: Waiting, Status: audit.Unmet, Reason: "why unmet", Unit: "unit of health", Due: day("2026-03-02")}},
	}}
	if diff := cmp.Diff(want, first); diff != "" {
		t.Errorf("opened (-want +got):\n%s", diff)
	}
	e := first[0]
	if e.Overdue(day("2026-03-02")) || !e.Overdue(day("2026-03-03")) || e.Days(day("2026-02-10")) != 10 {
		t.Errorf("overdue on the day it is due, or not after; or %d days open, want 10", e.Days(day("2026-02-10")))
	}
	fixed := Advance(first, found(audit.Met), nil, 8, day("2026-04-01"), terms)[0]
	if fixed.Closed != day("2026-04-01") || fixed.Overdue(day("2026-05-01")) || fixed.Days(day("2027-01-01")) != 60 || fixed.Unit != "unit of health" {
		t.Errorf("put right: %+v", fixed)
	}
	again := Advance([]Entry{fixed}, found(audit.Partial), nil, 9, day("2026-05-01"), terms)[0]
	if again.Due != day("2026-05-31") || !again.Closed.IsZero() || again.Opened != day("2026-01-31") {
		t.Errorf("relapsed: %+v; want it due anew", again)
	}
	if diff := cmp.Diff(want, first); diff != "" {
		t.Errorf("an entry given was changed (-want +got):\n%s", diff)
	}
}

func TestWaiverDropsWhatIsNoLongerAsked(t *testing.T) {
	open := Advance(nil, &audit.SiteResult{Findings: []audit.Finding{{Rule: "item.published", Domain: "health", Item: "甲", Status: audit.Unmet}}},
		nil, 1, day("2026-01-01"), terms)
	waiver := Ruling{ID: 1, Question: Question{Domain: "health"}, Status: audit.Exempt, Reason: "已划转", Until: day("2026-06-30")}
	if changed := Advance(open, &audit.SiteResult{}, []Ruling{waiver}, 2, day("2026-07-01"), terms); len(changed) != 0 {
		t.Errorf("a waiver that ran out: %+v", changed)
	}
	changed := Advance(open, &audit.SiteResult{}, []Ruling{waiver}, 2, day("2026-06-30"), terms)
	if len(changed) != 1 || changed[0].State != Dropped || changed[0].Reason != "已划转" {
		t.Errorf("changed = %+v, want it dropped", changed)
	}
}
