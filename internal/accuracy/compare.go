package accuracy

import (
	"encoding/json"
	"fmt"

	"mingjing/audit"
)

// Kind is a kind of mistake. One verdict may be several at once: unmet where only unknown is right is a
// false accusation and a wrong certainty.
type Kind string

// The kinds of mistake, gravest first.
const (
	FalseAccusation Kind = "false accusation" // said unmet, which is not acceptable
	MissedFault     Kind = "missed fault"     // only unmet is right, and something else was said
	WrongCertainty  Kind = "wrong certainty"  // only unknown is right, and met, partial or unmet was said
	NeedlessUnknown Kind = "needless unknown" // said unknown, which is not acceptable
	OtherVerdict    Kind = "other verdict"    // not acceptable, but none of the above
	NoFinding       Kind = "no finding"       // the scan does not answer the question
	NoProof         Kind = "no proof"         // rightly unmet, but shows none of the pages that prove it
)

// Kinds lists the kinds of mistake, gravest first.
func Kinds() []Kind {
	return []Kind{FalseAccusation, MissedFault, WrongCertainty, NeedlessUnknown, OtherVerdict, NoFinding, NoProof}
}

// Report is what a comparison came to.
type Report struct {
	Pack     string     `json:"pack"`
	AsOf     audit.Date `json:"as_of"`
	Total    Count      `json:"total"`
	Rules    []Count    `json:"rules"`
	Sites    []SiteSum  `json:"sites"`
	Mistakes []Mistake  `json:"mistakes"`
	Unasked  int        `json:"unasked"` // findings of which the truth does not speak
}

// Count is what the answers to one rule came to, or those to all.
type Count struct {
	Rule      string       `json:"rule,omitempty"`
	Asked     int          `json:"asked"`
	Right     int          `json:"right"`      // the verdict is acceptable
	SaidUnmet int          `json:"said_unmet"` // of the answers asked for
	MustUnmet int          `json:"must_unmet"` // entries of which only unmet is right
	Mistakes  map[Kind]int `json:"mistakes"`
}

// Precision is the share of the unmet that were said of which unmet is acceptable; false where none was said.
func (c *Count) Precision() (float64, bool) {
	return share(c.SaidUnmet-c.Mistakes[FalseAccusation], c.SaidUnmet)
}

// Recall is the share of the faults that were found; false where there are none.
func (c *Count) Recall() (float64, bool) {
	return share(c.MustUnmet-c.Mistakes[MissedFault], c.MustUnmet)
}

// MarshalJSON adds precision and recall, null where they mean nothing.
func (c Count) MarshalJSON() ([]byte, error) {
	type plain Count
	whole := struct {
		plain
		Precision *float64 `json:"precision"`
		Recall    *float64 `json:"recall"`
	}{plain: plain(c)}
	if x, known := c.Precision(); known {
		whole.Precision = &x
	}
	if x, known := c.Recall(); known {
		whole.Recall = &x
	}
	return json.Marshal(whole)
}

func share(part, whole int) (float64, bool) {
	if whole == 0 {
		return 0, false
	}
	return float64(part) / float64(whole), true
}

// SiteSum is what the answers for one site came to, and what they cost.
type SiteSum struct {
	ID       string        `json:"id"`
	Asked    int           `json:"asked"`
	Right    int           `json:"right"`
	Pages    int           `json:"pages"`    // of the site, by the truth
	Needed   int           `json:"needed"`   // of those, by the truth
	Requests int           `json:"requests"` // that the crawl sent
	Stopped  audit.Stopped `json:"stopped,omitempty"`
}

// Mistake is one answer that is not right.
type Mistake struct {
	Site   string         `json:"site"`
	Rule   string         `json:"rule"`
	Domain string         `json:"domain,omitempty"`
	Level1 string         `json:"level1,omitempty"`
	Item   string         `json:"item,omitempty"`
	Kinds  []Kind         `json:"kinds"`
	Said   audit.Status   `json:"said,omitempty"`
	Right  []audit.Status `json:"right"`
	Reason string         `json:"reason,omitempty"` // the scan's
	Why    string         `json:"why,omitempty"`    // the truth's
	Where  []string       `json:"where,omitempty"`
	Proof  []string       `json:"proof,omitempty"`
	Shown  []string       `json:"shown,omitempty"` // the pages that the finding shows
}

// Compare checks every entry of the truth against the scan. Both must speak of the same day.
func Compare(truth *Truth, scan *audit.Scan) (*Report, error) {
	if !truth.AsOf.IsZero() && truth.AsOf != scan.AsOf {
		return nil, fmt.Errorf("the truth is as of %s, the scan as of %s: their verdicts cannot be compared", truth.AsOf, scan.AsOf)
	}
	results := make(map[string]*audit.SiteResult, len(scan.Sites))
	for i := range scan.Sites {
		results[scan.Sites[i].ID] = &scan.Sites[i]
	}
	report := &Report{Pack: scan.Pack, AsOf: scan.AsOf, Total: newCount(""), Mistakes: []Mistake{}}
	tally := newTally(scan)
	for _, site := range truth.Sites {
		result := results[site.ID]
		if result == nil {
			result = &audit.SiteResult{ID: site.ID}
		}
		sum := SiteSum{
			ID: site.ID, Pages: site.Pages, Needed: site.Needed,
			Requests: result.Crawl.Requests, Stopped: result.Crawl.Stopped,
		}
		answered := 0
		for i, j := range matchEntries(site.Entries, result.Findings) {
			entry, finding := &site.Entries[i], (*audit.Finding)(nil)
			if j >= 0 {
				finding = &result.Findings[j]
				answered++
			}
			kinds := mistakes(entry, finding)
			right := finding != nil && entry.accepts(finding.Status)
			sum.Asked++
			if right {
				sum.Right++
			}
			report.Total.add(entry, finding, kinds)
			tally.rule(entry.Rule).add(entry, finding, kinds)
			if len(kinds) > 0 {
				report.Mistakes = append(report.Mistakes, describe(site.ID, entry, finding, kinds))
			}
		}
		report.Unasked += len(result.Findings) - answered
		report.Sites = append(report.Sites, sum)
	}
	report.Rules = tally.asked()
	return report, nil
}

func mistakes(entry *Entry, finding *audit.Finding) []Kind {
	var kinds []Kind
	if finding == nil {
		kinds = append(kinds, NoFinding)
		if entry.only(audit.Unmet) {
			kinds = append(kinds, MissedFault)
		}
		return kinds
	}
	said := finding.Status
	if entry.accepts(said) {
		if said == audit.Unmet && len(entry.Proof) > 0 && !shows(finding.Evidence, entry.Proof) {
			kinds = append(kinds, NoProof)
		}
		return kinds
	}
	if said == audit.Unmet {
		kinds = append(kinds, FalseAccusation)
	}
	if entry.only(audit.Unmet) {
		kinds = append(kinds, MissedFault)
	}
	if entry.only(audit.Unknown) && said != audit.Exempt {
		kinds = append(kinds, WrongCertainty)
	}
	if said == audit.Unknown {
		kinds = append(kinds, NeedlessUnknown)
	}
	if len(kinds) == 0 {
		kinds = append(kinds, OtherVerdict)
	}
	return kinds
}

func describe(site string, entry *Entry, finding *audit.Finding, kinds []Kind) Mistake {
	m := Mistake{
		Site: site, Rule: entry.Rule, Domain: entry.Domain, Level1: entry.Level1, Item: entry.Item,
		Kinds: kinds, Right: entry.Status, Why: entry.Why, Where: entry.Where, Proof: entry.Proof,
	}
	if finding != nil {
		m.Said, m.Reason = finding.Status, finding.Reason
		for _, e := range finding.Evidence {
			m.Shown = append(m.Shown, e.URL)
		}
	}
	return m
}

func newCount(rule string) Count { return Count{Rule: rule, Mistakes: make(map[Kind]int)} }

func (c *Count) add(entry *Entry, finding *audit.Finding, kinds []Kind) {
	c.Asked++
	if entry.only(audit.Unmet) {
		c.MustUnmet++
	}
	if finding != nil {
		if finding.Status == audit.Unmet {
			c.SaidUnmet++
		}
		if entry.accepts(finding.Status) {
			c.Right++
		}
	}
	for _, kind := range kinds {
		c.Mistakes[kind]++
	}
}

// A tally counts by rule, in the order in which the scan names the rules.
type tally struct {
	counts []Count
	index  map[string]int
}

func newTally(scan *audit.Scan) *tally {
	t := &tally{index: make(map[string]int)}
	for _, site := range scan.Sites {
		for _, f := range site.Findings {
			t.rule(f.Rule)
		}
	}
	return t
}

func (t *tally) rule(id string) *Count {
	i, known := t.index[id]
	if !known {
		i = len(t.counts)
		t.index[id] = i
		t.counts = append(t.counts, newCount(id))
	}
	return &t.counts[i]
}

// asked is the counts of the rules of which the truth speaks.
func (t *tally) asked() []Count {
	kept := []Count{}
	for _, c := range t.counts {
		if c.Asked > 0 {
			kept = append(kept, c)
		}
	}
	return kept
}
