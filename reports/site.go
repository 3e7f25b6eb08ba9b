package reports

import (
	"cmp"
	"fmt"
	"slices"

	"mingjing/audit"
	"mingjing/reports/rectify"
	"mingjing/rules/pack"
)

// Site is the scorecard of one site.
type Site struct {
	*audit.SiteResult
	Rank       int // 0 where the site has no grade
	RankBefore int // in the scan compared with; 0 where it has none, here or there
	Counts     Counts
	Rules      []*Rule
	Dimensions []*Dimension
	Points     float64    // won over all rules
	Max        float64    // that could be won over all rules
	All        []*Finding // in the scan's order
	General    []*Finding // of the rules of the site
	Domains    []*Domain
	Faults     []*FaultGroup  // the rectification list
	Open       int            // number of faults on it
	Unjudged   []*Finding     // what could not be judged, without those that follow from another
	Raises     []*FaultGroup  // the groups of faults that cost most, dearest first; at most three
	History    []Moment       // earlier scans and this one, oldest first
	Changes    map[Change]int // findings that changed in each way; nil where there is nothing to compare with
	PutRight   []*Finding     // of the scan compared with: faults that stand no more
}

// Moment is how a site stood in one scan.
type Moment struct {
	Day      audit.Date
	Score    float64 // 0 to 100; means nothing where Coverage is 0
	Grade    string  // empty where there was none
	Coverage float64 // 0 to 1
	Open     int     // faults to be put right
}

// Rule is the arithmetic of one rule on one site.
type Rule struct {
	*pack.Rule
	Title string
	Tally
}

// Dimension is what the rules of one side of the matter come to, on one site or over all.
type Dimension struct {
	ID, Name string
	Tally
}

// Domain is one domain on one site.
type Domain struct {
	*pack.Domain
	Score    float64 // 0 to 100; means nothing where Coverage is 0
	Coverage float64 // 0 to 1
	Open     int     // faults to be put right
	Counts   Counts
	Findings []*Finding // of the domain's own rules
	Items    []*Item
}

// Item is one item of a domain on one site, with its findings in the pack's order.
type Item struct {
	Level1, Name string
	Findings     []*Finding
}

// First is the finding that says how the item stands: the first in the pack's order, whether it is published.
func (i *Item) First() *Finding { return i.Findings[0] }

// FaultGroup is the faults by one rule in one domain, which are put right in one way.
type FaultGroup struct {
	Law      *pack.Rule
	Area     *pack.Domain // nil for a rule of the site
	Title    string
	Fix      string
	Gain     float64 // points of the score, 0 to 100, that putting them right brings at least
	Findings []*Finding
}

// Finding is a finding with the texts that explain it.
type Finding struct {
	*audit.Finding
	ID     string       // unique within the site
	Law    *pack.Rule   // that it answers
	Area   *pack.Domain // nil for rules of the site
	Title  string       // of the rule
	Asks   string
	Means  string // what the verdict means for this rule
	Fix    string
	Reason string
	Change Change        // against the scan compared with
	Before *audit.Status // in the scan compared with; nil where it was not asked there, or there is none
	Parent *Finding      // the finding that decided this one; nil where it was judged by itself
	Same   *Finding      // an earlier finding that rests on the same pages; its list is not repeated
}

// IsOpen reports whether the finding is a fault to be put right, named once.
func (f *Finding) IsOpen() bool { return rectify.Open(f.Finding) }

// Guides is the departments that guide the domain of the finding; none for a rule of the site.
func (f *Finding) Guides() []string {
	if f.Area == nil {
		return nil
	}
	return f.Area.Departments
}

// Graded reports whether enough of the site could be judged for a grade and a rank.
func (s *Site) Graded() bool { return graded(s.SiteResult) }

// Measured reports whether anything of the site could be judged. If not, its score means nothing.
func (s *Site) Measured() bool { return s.Coverage > 0 }

// Government is whom the papers address: the government of a county, the committee of a zone.
func (s *Site) Government() string {
	if s.Kind == audit.Zone {
		return s.Name + "管理委员会"
	}
	return s.Name + "人民政府"
}

// Moved is the number of ranks won since the scan compared with, and whether that is known.
func (s *Site) Moved() (int, bool) { return s.RankBefore - s.Rank, s.Rank > 0 && s.RankBefore > 0 }

// Gained is the change of the score since the scan compared with, as reports show both, and whether that is known.
func (s *Site) Gained() (float64, bool) {
	n := len(s.History)
	if n < 2 || s.Changes == nil || s.History[n-2].Coverage == 0 || !s.Measured() {
		return 0, false
	}
	return Shown(Shown(s.Score) - Shown(s.History[n-2].Score)), true
}

// Domain finds a domain by its id.
func (s *Site) Domain(id string) (*Domain, bool) {
	i := slices.IndexFunc(s.Domains, func(d *Domain) bool { return d.ID == id })
	if i < 0 {
		return nil, false
	}
	return s.Domains[i], true
}

// Dimension finds a dimension by its id.
func (s *Site) Dimension(id string) (*Dimension, bool) {
	i := slices.IndexFunc(s.Dimensions, func(d *Dimension) bool { return d.ID == id })
	if i < 0 {
		return nil, false
	}
	return s.Dimensions[i], true
}

func (r *Report) site(result *audit.SiteResult) *Site {
	s := &Site{SiteResult: result, Counts: make(Counts)}
	tallies := r.rules(s)
	domains := r.domains(s)
	shown := make(map[string]*Finding)
	findings := make(map[question]*Finding, len(result.Findings))
	for i := range result.Findings {
		f := r.finding(&result.Findings[i], i)
		if f.Follows != "" {
			f.Parent = parentOf(findings, f)
		}
		findings[questionOf(f.Finding)] = f
		f.share(shown)
		s.add(f)
		for _, tally := range tallies[f.Rule] {
			tally.add(f.Finding)
		}
		s.file(f, domains[f.Domain])
	}
	s.group()
	s.compare(r, findings)
	return s
}

// rules lays out the tallies of the site and returns those that a finding of each rule is counted in.
func (r *Report) rules(s *Site) map[string][]*Tally {
	dimensions := make(map[string]*Dimension)
	for _, d := range r.Pack.Dimensions {
		dimension := &Dimension{ID: d.ID, Name: r.Words.Pick(d.Name, d.NameEN), Tally: newTally()}
		dimensions[d.ID] = dimension
		s.Dimensions = append(s.Dimensions, dimension)
	}
	tallies := make(map[string][]*Tally)
	for i := range r.Pack.Rules {
		law := &r.Pack.Rules[i]
		rule := &Rule{Rule: law, Title: r.Words.Pick(law.Name, law.NameEN), Tally: newTally()}
		s.Rules = append(s.Rules, rule)
		tallies[law.ID] = []*Tally{&rule.Tally}
		if d := dimensions[law.Dimension]; d != nil {
			tallies[law.ID] = append(tallies[law.ID], &d.Tally)
		}
	}
	return tallies
}

func (r *Report) domains(s *Site) map[string]*Domain {
	byID := make(map[string]*Domain, len(r.Pack.Domains))
	for i := range r.Pack.Domains {
		d := &Domain{Domain: &r.Pack.Domains[i], Counts: make(Counts)}
		byID[d.ID] = d
		s.Domains = append(s.Domains, d)
	}
	for _, score := range s.SiteResult.Domains {
		if d := byID[score.ID]; d != nil {
			d.Score, d.Coverage = score.Score, score.Coverage
		}
	}
	return byID
}

func (r *Report) finding(f *audit.Finding, i int) *Finding {
	view := &Finding{Finding: f, ID: fmt.Sprintf("f%d", i+1), Title: f.Rule, Reason: r.Words.Pick(f.Reason, f.ReasonEN)}
	if d, ok := r.Pack.Domain(f.Domain); ok {
		view.Area = d
	}
	rule, ok := r.Pack.Rule(f.Rule)
	if !ok {
		view.Law = &pack.Rule{ID: f.Rule}
		return view
	}
	view.Law = rule
	view.Title = r.Words.Pick(rule.Name, rule.NameEN)
	view.Asks = r.Words.Pick(rule.Asks, rule.AsksEN)
	view.Fix = r.Words.Pick(rule.Fix, rule.FixEN)
	switch f.Status {
	case audit.Met:
		view.Means = r.Words.Pick(rule.Met, rule.MetEN)
	case audit.Partial:
		view.Means = r.Words.Pick(rule.Partial, rule.PartialEN)
	case audit.Unmet:
		view.Means = r.Words.Pick(rule.Unmet, rule.UnmetEN)
	}
	return view
}

// question is what a finding answers.
type question struct{ rule, domain, level1, item string }

func questionOf(f *audit.Finding) question { return question{f.Rule, f.Domain, f.Level1, f.Item} }

// parentOf finds the finding that decided f: that of the rule it follows, for the same item, domain or site.
func parentOf(findings map[question]*Finding, f *Finding) *Finding {
	for _, q := range []question{
		{f.Follows, f.Domain, f.Level1, f.Item},
		{f.Follows, f.Domain, "", ""},
		{f.Follows, "", "", ""},
	} {
		if parent := findings[q]; parent != nil {
			return parent
		}
	}
	return nil
}

// repeated is the length from which a list of pages is not repeated where an earlier finding has it.
const repeated = 3

func (f *Finding) share(shown map[string]*Finding) {
	if len(f.Evidence) < repeated {
		return
	}
	key := ""
	for _, e := range f.Evidence {
		key += e.URL + "\x00" + e.Quote + "\x00"
	}
	if first := shown[key]; first != nil {
		f.Same = first
		return
	}
	shown[key] = f
}

func (s *Site) add(f *Finding) {
	s.Counts[f.Status]++
	s.Points += f.Points
	s.Max += f.Max
	s.All = append(s.All, f)
	if f.Status == audit.Unknown && f.Follows == "" {
		s.Unjudged = append(s.Unjudged, f)
	}
}

// file puts the finding where the scorecard shows it.
func (s *Site) file(f *Finding, d *Domain) {
	if d == nil {
		s.General = append(s.General, f)
		return
	}
	d.Counts[f.Status]++
	if f.IsOpen() {
		d.Open++
	}
	if f.Item == "" {
		d.Findings = append(d.Findings, f)
		return
	}
	for _, item := range slices.Backward(d.Items) {
		if item.Name == f.Item && item.Level1 == f.Level1 {
			item.Findings = append(item.Findings, f)
			return
		}
	}
	d.Items = append(d.Items, &Item{Level1: f.Level1, Name: f.Item, Findings: []*Finding{f}})
}

// group makes the rectification list: first the site's faults, then those of each domain, by rule; and names what
// would raise the score most.
func (s *Site) group() {
	s.groupFaults(s.General)
	for _, d := range s.Domains {
		s.groupFaults(d.Findings)
		for _, rule := range s.Rules {
			if rule.Per == pack.PerItem {
				s.groupFaults(d.ofRule(rule.ID))
			}
		}
	}
	lost := make(map[*Finding]float64)
	for _, f := range s.All {
		if cause := f.cause(); cause.IsOpen() {
			lost[cause] += f.Max - f.Points
		}
	}
	for _, g := range s.Faults {
		for _, f := range g.Findings {
			g.Gain += 100 * share(lost[f], s.Max)
		}
	}
	dearest := slices.Clone(s.Faults)
	slices.SortStableFunc(dearest, func(a, b *FaultGroup) int { return cmp.Compare(b.Gain, a.Gain) })
	s.Raises = dearest[:min(len(dearest), 3)]
}

// cause is the finding that decided this one, itself where none did.
func (f *Finding) cause() *Finding {
	for f.Parent != nil {
		f = f.Parent
	}
	return f
}

func (s *Site) groupFaults(findings []*Finding) {
	for _, f := range findings {
		if !f.IsOpen() {
			continue
		}
		s.Open++
		last := len(s.Faults) - 1
		if last < 0 || s.Faults[last].Law != f.Law || s.Faults[last].Area != f.Area {
			s.Faults = append(s.Faults, &FaultGroup{Law: f.Law, Area: f.Area, Title: f.Title, Fix: f.Fix})
			last++
		}
		s.Faults[last].Findings = append(s.Faults[last].Findings, f)
	}
}

// ofRule is the findings of a rule for the items of the domain.
func (d *Domain) ofRule(id string) []*Finding {
	var all []*Finding
	for _, item := range d.Items {
		for _, f := range item.Findings {
			if f.Rule == id {
				all = append(all, f)
			}
		}
	}
	return all
}
