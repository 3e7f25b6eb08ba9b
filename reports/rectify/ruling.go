package rectify

import (
	"errors"
	"fmt"
	"slices"

	"mingjing/audit"
)

// Ruling is a person's word on a question about a site. The verdict Exempt is a waiver (不适用), which may leave open parts of its question and
// then holds for all that it covers; any other verdict is on one question.
type Ruling struct {
	ID int64 `json:"id,omitempty"` // the later ruling on a question has the greater number, and holds
	Question
	Status audit.Status `json:"status"`
	Reason string       `json:"reason"`
	URL    string       `json:"url,omitempty"`  // what it rests on
	Until  audit.Date   `json:"until,omitzero"` // the last day for which it holds; zero: without end
	By     string       `json:"by,omitempty"`
	Made   audit.Date   `json:"made,omitzero"`
}

// Check says what is wrong with a ruling that somebody wants to make.
func (r *Ruling) Check() error {
	switch {
	case !slices.Contains(audit.Statuses(), r.Status):
		return fmt.Errorf("status %q is none", r.Status)
	case r.Reason == "":
		return errors.New("a reason is wanted")
	case r.Question == Question{}:
		return errors.New("what it speaks of is wanted: a rule, a domain or an item")
	case r.Status != audit.Exempt && r.Rule == "":
		return fmt.Errorf("a verdict other than %s is on one question: a rule is wanted", audit.Exempt)
	}
	return nil
}

// Holds reports whether the ruling is in force for an audit that speaks of day. When it was made does not matter: what turns out to be
// wrong was wrong before.
func (r *Ruling) Holds(day audit.Date) bool { return r.Until.IsZero() || !day.After(r.Until) }

func (r *Ruling) answers(q Question) bool {
	if r.Status == audit.Exempt {
		return r.Covers(q)
	}
	return r.Question == q
}

// ruling is the newest one in force that answers the question.
func ruling(rulings []Ruling, q Question, day audit.Date) (newest *Ruling) {
	for i := range rulings {
		r := &rulings[i]
		if r.answers(q) && r.Holds(day) && (newest == nil || r.ID > newest.ID) {
			newest = r
		}
	}
	return newest
}

// Scoring is how the pack counts.
type Scoring struct {
	Partial float64                           // share of the points that Partial wins
	Score   func([]audit.Finding) audit.Score // sums up
}

// Apply returns the result with the rulings that hold on day in the machine's place, and its score anew. The machine's own word is kept in each
// finding that changes; rulings that were applied before and are not among these are taken back. So it does not matter to
// what state of a result it is applied. What the result shares with the one given is not changed.
//
// What hangs on a finding that a person ruled on follows it: where that does not apply or is not met, neither does or is
// what hangs on it; where it is met, what hangs on it was never looked at, and is unknown. A ruling on what the machine found exempt
// wins or loses no points, since the question weighs nothing.
func Apply(result *audit.SiteResult, rulings []Ruling, day audit.Date, scoring Scoring) *audit.SiteResult {
	changed := *result
	changed.Findings = slices.Clone(result.Findings)
	index := make(map[Question]*audit.Finding, len(changed.Findings))
	for i := range changed.Findings {
		f := &changed.Findings[i]
		restore(f)
		index[Asked(f)] = f
		if r := ruling(rulings, Asked(f), day); r != nil && r.Status != f.Status {
			zh, en := r.reasons(f)
			place(f, audit.Ruling{ID: r.ID, By: r.By, Made: r.Made, URL: r.URL}, r.Status, zh, en, scoring)
			continue
		}
		if parent := hangsOn(index, f); parent != nil && parent.Ruling != nil {
			follow(f, parent, scoring)
		}
	}
	score := scoring.Score(changed.Findings)
	changed.Score, changed.Grade, changed.Coverage, changed.Domains = score.Points, score.Grade, score.Coverage, score.Domains
	return &changed
}

// restore gives a finding the machine's word back.
func restore(f *audit.Finding) {
	if f.Ruling == nil {
		return
	}
	was := f.Ruling.Was
	f.Status, f.Points, f.Max, f.Weight, f.Reason, f.ReasonEN = was.Status, was.Points, was.Max, was.Weight, was.Reason, was.ReasonEN
	f.Ruling = nil
}

// place puts a status in the place of the machine's word.
func place(f *audit.Finding, by audit.Ruling, status audit.Status, reason, reasonEN string, scoring Scoring) {
	by.Was = audit.Word{Status: f.Status, Points: f.Points, Max: f.Max, Weight: f.Weight, Reason: f.Reason, ReasonEN: f.ReasonEN}
	f.Ruling, f.Status, f.Reason, f.ReasonEN = &by, status, reason, reasonEN
	f.Points, f.Max = 0, 0
	switch status {
	case audit.Met:
		f.Points, f.Max = f.Weight, f.Weight
	case audit.Partial:
		f.Points, f.Max = f.Weight*scoring.Partial, f.Weight
	case audit.Unmet:
		f.Max = f.Weight
	case audit.Exempt:
		f.Weight = 0
	}
}

// hangsOn is the finding that decided this one, if it stands before it.
func hangsOn(index map[Question]*audit.Finding, f *audit.Finding) *audit.Finding {
	if f.Follows == "" {
		return nil
	}
	for _, q := range []Question{{f.Follows, f.Domain, f.Level1, f.Item}, {Rule: f.Follows, Domain: f.Domain}, {Rule: f.Follows}} {
		if parent, ok := index[q]; ok {
			return parent
		}
	}
	return nil
}

// follow lets a finding follow one that a person ruled on.
func follow(f, parent *audit.Finding, scoring Scoring) {
	if f.Status != audit.Unmet && f.Status != audit.Unknown {
		return
	}
	status := parent.Status
	if status == audit.Met || status == audit.Partial {
		status = audit.Unknown
	}
	if status == f.Status {
		return
	}
	zh := fmt.Sprintf("%s 经人工认定为%s，本项机检未单独查看，随之%s", parent.Rule, words(parent.Status), words(status))
	en := fmt.Sprintf("%s was ruled %s by a person; this was not looked at by itself and is %s with it", parent.Rule, parent.Status, status)
	place(f, *parent.Ruling, status, zh, en, scoring)
}

func (r *Ruling) reasons(f *audit.Finding) (zh, en string) {
	until, untilEN := "", ""
	if !r.Until.IsZero() {
		until, untilEN = "，有效期至 "+r.Until.String(), ", until "+r.Until.String()
	}
	zh = fmt.Sprintf("人工认定%s（%s，%s%s）：%s。机检原判%s：%s", words(r.Status), r.By, r.Made, until, r.Reason, words(f.Status), f.Reason)
	en = fmt.Sprintf("ruled %s by %s on %s%s: %s. The machine had found it %s: %s", r.Status, r.By, r.Made, untilEN, r.Reason, f.Status, f.ReasonEN)
	return zh, en
}

func words(status audit.Status) string {
	switch status {
	case audit.Met:
		return "达标"
	case audit.Partial:
		return "部分达标"
	case audit.Unmet:
		return "未达标"
	case audit.Unknown:
		return "无法判定"
	default:
		return "不适用"
	}
}
