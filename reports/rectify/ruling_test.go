package rectify

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingjing/audit"
)

// scoring counts points as they are, so that tests need no pack.
var scoring = Scoring{Partial: 0.5, Score: func(findings []audit.Finding) (score audit.Score) {
	var most float64
	for i := range findings {
		score.Points += findings[i].Points
		most += findings[i].Max
		score.Coverage += findings[i].Weight
	}
	score.Points *= 100 / max(most, 1)
	return score
}}

func question(rule, domain, item string) Question {
	return Question{Rule: rule, Domain: domain, Item: item}
}

func finding(rule, domain, item string, status audit.Status, follows string) audit.Finding {
	f := audit.Finding{Rule: rule, Domain: domain, Item: item, Status: status, Weight: 2, Reason: "机检", ReasonEN: "machine", Follows: follows}
	place(&f, audit.Ruling{}, status, f.Reason, f.ReasonEN, scoring)
	f.Ruling = nil
	return f
}

func portal() *audit.SiteResult {
	return &audit.SiteResult{ID: "a", Findings: []audit.Finding{
		finding("topic.exists", "", "", audit.Unmet, ""),
		finding("topic.updated", "", "", audit.Unmet, "topic.exists"),
		finding("catalogue.published", "health", "", audit.Unknown, ""),
		finding("catalogue.published", "employment", "", audit.Met, ""),
		finding("catalogue.elements", "health", "", audit.Unknown, "catalogue.published"),
		finding("catalogue.elements", "employment", "", audit.Partial, ""),
		finding("item.published", "health", "甲", audit.Unmet, ""),
		finding("item.published", "health", "乙", audit.Unmet, ""),
		finding("item.fresh", "health", "甲", audit.Unmet, "item.published"),
		finding("item.fresh", "health", "乙", audit.Unmet, "item.published"),
	}}
}

func TestApply(t *testing.T) {
	for _, test := range []struct {
		name    string
		rulings []Ruling
		want    string // what differs from the machine's word
	}{
		{"nothing", nil, ""},
		{"an item that does not apply", []Ruling{{ID: 1, Question: question("item.published", "health", "甲"), Status: audit.Exempt}},
			"item.published/health/甲 exempt, item.fresh/health/甲 exempt"},
		{"a domain that does not apply", []Ruling{{ID: 1, Question: Question{Domain: "health"}, Status: audit.Exempt}},
			"catalogue.published/health/ exempt, catalogue.elements/health/ exempt, item.published/health/甲 exempt, item.published/health/乙 exempt, item.fresh/health/甲 exempt, item.fresh/health/乙 exempt"},
		{"a topic that a person found", []Ruling{{ID: 1, Question: Question{Rule: "topic.exists"}, Status: audit.Met}},
			"topic.exists// met, topic.updated// unknown"},
		{"a topic in part", []Ruling{{ID: 1, Question: Question{Rule: "topic.exists"}, Status: audit.Partial}},
			"topic.exists// partial, topic.updated// unknown"},
		{"a catalogue that a person knows to be missing", []Ruling{{ID: 1, Question: question("catalogue.published", "health", ""), Status: audit.Unmet}},
			"catalogue.published/health/ unmet, catalogue.elements/health/ unmet"},
		{"a verdict is on one question", []Ruling{{ID: 1, Question: question("item.published", "health", ""), Status: audit.Met}}, ""},
		{"the later one holds", []Ruling{
			{ID: 2, Question: question("item.published", "health", "甲"), Status: audit.Met},
			{ID: 1, Question: question("item.published", "health", "甲"), Status: audit.Exempt},
		}, "item.published/health/甲 met, item.fresh/health/甲 unknown"},
		{"until yesterday", []Ruling{{ID: 1, Question: Question{Domain: "health"}, Status: audit.Exempt, Until: day("2026-10-31")}}, ""},
		{"until today", []Ruling{{ID: 1, Question: question("catalogue.elements", "employment", ""), Status: audit.Met, Until: day("2026-11-01")}},
			"catalogue.elements/employment/ met"},
		{"the zero question", []Ruling{{ID: 1, Status: audit.Exempt}}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			machine := portal()
			got := Apply(machine, test.rulings, day("2026-11-01"), scoring)
			var changed []string
			for i, f := range got.Findings {
				was := machine.Findings[i]
				if f.Ruling == nil {
					if diff := cmp.Diff(was, f); diff != "" {
						t.Errorf("changed without a ruling:\n%s", diff)
					}
					continue
				}
				changed = append(changed, f.Rule+"/"+f.Domain+"/"+f.Item+" "+string(f.Status))
				if f.Ruling.Was.Status != was.Status || f.Ruling.Was.Reason != was.Reason {
					t.Errorf("%s: the machine's word is not kept: %+v", f.Rule, f.Ruling)
				}
			}
			if got := strings.Join(changed, ", "); got != test.want {
				t.Errorf("changed: %s\nwant:    %s", got, test.want)
			}
			if diff := cmp.Diff(portal(), machine); diff != "" {
				t.Errorf("the result given was changed (-want +got):\n%s", diff)
			}
			// Whatever it is applied to, the same comes of it; and nothing is left of rulings that are gone.
			other := []Ruling{{ID: 9, Question: Question{Domain: "health"}, Status: audit.Exempt}, {ID: 10, Question: Question{Rule: "topic.exists"}, Status: audit.Unknown}}
			if diff := cmp.Diff(got, Apply(Apply(machine, other, day("2026-11-01"), scoring), test.rulings, day("2026-11-01"), scoring)); diff != "" {
				t.Errorf("applied over others it differs (-want +got):\n%s", diff)
			}
			back := Apply(got, nil, day("2026-11-01"), scoring)
			if diff := cmp.Diff(machine.Findings, back.Findings); diff != "" {
				t.Errorf("taken back it differs (-want +got):\n%s", diff)
			}
		})
	}
}

func TestApplyCountsAndTells(t *testing.T) {
	ruling := Ruling{ID: 3, Question: question("item.published", "health", "甲"), Status: audit.Partial, Reason: "纸质公示栏有", By: "王工", Made: day("2026-11-02"), URL: "https://a.example/"}
	ruling.Until = day("2027-03-01")
	got := Apply(portal(), []Ruling{ruling}, day("2026-11-01"), scoring)
	f := got.Findings[6]
	if f.Points != 1 || f.Max != 2 || f.Weight != 2 {
		t.Errorf("points %v of %v, weight %v; want 1 of 2, weight 2", f.Points, f.Max, f.Weight)
	}
	if want := "人工认定部分达标（王工，2026-11-02，有效期至 2027-03-01）：纸质公示栏有。机检原判未达标：机检"; f.Reason != want {
		t.Errorf("reason %q\nwant   %q", f.Reason, want)
	}
	if want := "ruled partial by 王工 on 2026-11-02, until 2027-03-01: 纸质公示栏有. The machine had found it unmet: machine"; f.ReasonEN != want {
		t.Errorf("reason %q\nwant   %q", f.ReasonEN, want)
	}
	if f.Ruling.By != "王工" || f.Ruling.URL != "https://a.example/" {
		t.Errorf("ruling = %+v", f.Ruling)
	}
	if got.Score == 0 || got.Score != scoring.Score(got.Findings).Points {
		t.Errorf("score = %v, want that of the changed findings", got.Score)
	}
}

func TestCovers(t *testing.T) {
	asked := Question{"item.published", "health", "一级", "甲"}
	for _, test := range []struct {
		q    Question
		want bool
	}{
		{Question{}, false},
		{asked, true},
		{Question{Domain: "health"}, true},
		{Question{Rule: "item.published", Item: "甲"}, true},
		{Question{Domain: "employment"}, false},
		{Question{"item.published", "health", "另", "甲"}, false},
		{Question{Rule: "item.fresh", Domain: "health"}, false},
	} {
		if got := test.q.Covers(asked); got != test.want {
			t.Errorf("%+v covers %+v: %v, want %v", test.q, asked, got, test.want)
		}
	}
}

func TestCheckRuling(t *testing.T) {
	good := Ruling{Question: question("topic.exists", "", ""), Status: audit.Met, Reason: "why"}
	for _, test := range []struct {
		name   string
		change func(*Ruling)
		want   string
	}{
		{"good", func(*Ruling) {}, ""},
		{"waiver of a domain", func(r *Ruling) { r.Status, r.Question = audit.Exempt, Question{Domain: "health"} }, ""},
		{"no status", func(r *Ruling) { r.Status = "" }, `status "" is none`},
		{"no reason", func(r *Ruling) { r.Reason = "" }, "a reason is wanted"},
		{"all", func(r *Ruling) { r.Status, r.Question = audit.Exempt, Question{} }, "what it speaks of is wanted: a rule, a domain or an item"},
		{"verdict on a domain", func(r *Ruling) { r.Question = Question{Domain: "health"} }, "a verdict other than exempt is on one question: a rule is wanted"},
	} {
		r := good
		test.change(&r)
		got := ""
		if err := r.Check(); err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}
