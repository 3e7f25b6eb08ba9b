package reports

import (
	"cmp"
	"fmt"
	"slices"

	"mingjing/audit"
	"mingjing/reports/rectify"
	"mingjing/rules/pack"
)

// Report is a scan made ready for reading: texts of the pack beside each finding, sums by rule, domain and
// department, the rectification list.
type Report struct {
	Scan        *audit.Scan
	Pack        *pack.Pack
	Words       *Words
	Sites       []*Site // best first; sites without a grade last
	Departments []Department
	Counts      Counts
}

// Site is the scorecard of one site.
type Site struct {
	*audit.SiteResult
	Rank     int // 0 where the site has no grade
	Counts   Counts
	Rules    []Rule
	Points   float64    // won over all rules
	Max      float64    // that could be won over all rules
	All      []*Finding // in the scan's order
	General  []*Finding // of the rules of the site
	Domains  []*Domain
	Faults   []FaultGroup // the rectification list
	Open     int          // number of faults on it
	Unjudged []*Finding   // what could not be judged, those left out that follow from another
}

// Rule is the arithmetic of one rule on one site.
type Rule struct {
	*pack.Rule
	Title  string
	Counts Counts
	Points float64
	Max    float64
}

// Domain is one domain on one site.
type Domain struct {
	*pack.Domain
	Score    float64 // 0 to 100
	Coverage float64
	Counts   Counts
	Findings []*Finding // of the domain's own rules
	Items    []*Item
}

// Item is one item of a domain on one site, with its findings in the pack's order.
type Item struct {
	Level1, Name string
	Findings     []*Finding
}

// Worst is the finding that says how the item stands: the first in the pack's order, whether it is published.
func (i *Item) Worst() *Finding { return i.Findings[0] }

// FaultGroup is the faults by one rule in one domain, which are put right in one way.
type FaultGroup struct {
	Law      *pack.Rule
	Area     *pack.Domain // nil for a rule of the site
	Title    string
	Fix      string
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
	Parent *Finding // the finding that decided this one; nil where it was judged by itself
	Same   *Finding // an earlier finding that rests on the same pages; its list is not repeated
}

// Department is what the domains that a department guides come to, over all sites.
type Department struct {
	Name    string
	Domains []string
	Points  float64
	Max     float64
	Counts  Counts
	Faults  int
}

// Counts is the number of findings by verdict.
type Counts map[audit.Status]int

// All is the number of all findings.
func (c Counts) All() int {
	n := 0
	for _, k := range c {
		n += k
	}
	return n
}

// New makes a report of a scan that was judged by the pack, in the language zh or en.
func New(scan *audit.Scan, p *pack.Pack, lang string) (*Report, error) {
	if scan.Pack != p.ID {
		return nil, fmt.Errorf("report: the scan was judged by pack %s, not %s", scan.Pack, p.ID)
	}
	words, err := wordsOf(lang)
	if err != nil {
		return nil, err
	}
	r := &Report{Scan: scan, Pack: p, Words: words, Counts: make(Counts)}
	departments := make(map[string]*Department)
	for i := range scan.Sites {
		site := r.site(&scan.Sites[i])
		for status, n := range site.Counts {
			r.Counts[status] += n
		}
		r.addDepartments(departments, site)
		r.Sites = append(r.Sites, site)
	}
	r.rank()
	return r, nil
}

func (r *Report) site(result *audit.SiteResult) *Site {
	s := &Site{SiteResult: result, Counts: make(Counts)}
	rules := make(map[string]*Rule)
	for i := range r.Pack.Rules {
		rule := &r.Pack.Rules[i]
		s.Rules = append(s.Rules, Rule{Rule: rule, Title: r.Words.pick(rule.Name, rule.NameEN), Counts: make(Counts)})
	}
	for i := range s.Rules {
		rules[s.Rules[i].ID] = &s.Rules[i]
	}
	domains := r.domains(s)
	shown := make(map[string]*Finding)
	parents := make(map[[4]string]*Finding)
	for i := range result.Findings {
		f := r.finding(&result.Findings[i], i)
		if f.Follows != "" {
			f.Parent = parentOf(parents, f)
		}
		parents[[4]string{f.Rule, f.Domain, f.Level1, f.Item}] = f
		f.share(shown)
		s.count(f, rules[f.Rule])
		s.file(f, domains[f.Domain])
	}
	s.groupFaults()
	return s
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
	view := &Finding{Finding: f, ID: fmt.Sprintf("f%d", i+1), Title: f.Rule, Reason: r.Words.pick(f.Reason, f.ReasonEN)}
	if d, ok := r.Pack.Domain(f.Domain); ok {
		view.Area = d
	}
	rule, ok := r.Pack.Rule(f.Rule)
	if !ok {
		view.Law = &pack.Rule{ID: f.Rule}
		return view
	}
	view.Law = rule
	view.Title = r.Words.pick(rule.Name, rule.NameEN)
	view.Asks = r.Words.pick(rule.Asks, rule.AsksEN)
	view.Fix = r.Words.pick(rule.Fix, rule.FixEN)
	switch f.Status {
	case audit.Met:
		view.Means = r.Words.pick(rule.Met, rule.MetEN)
	case audit.Partial:
		view.Means = r.Words.pick(rule.Partial, rule.PartialEN)
	case audit.Unmet:
		view.Means = r.Words.pick(rule.Unmet, rule.UnmetEN)
	}
	return view
}

// parentOf finds the finding that decided f: that of the rule it follows, for the same item, domain or site.
func parentOf(parents map[[4]string]*Finding, f *Finding) *Finding {
	for _, key := range [][4]string{
		{f.Follows, f.Domain, f.Level1, f.Item},
		{f.Follows, f.Domain, "", ""},
		{f.Follows, "", "", ""},
	} {
		if parent := parents[key]; parent != nil {
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

func (s *Site) count(f *Finding, rule *Rule) {
	s.Counts[f.Status]++
	s.Points += f.Points
	s.Max += f.Max
	if rule != nil {
		rule.Counts[f.Status]++
		rule.Points += f.Points
		rule.Max += f.Max
	}
	s.All = append(s.All, f)
	if f.Status == audit.Unknown && f.Follows == "" {
		s.Unjudged = append(s.Unjudged, f)
	}
}

// groupFaults makes the rectification list: first the site's faults, then those of each domain, by rule.
func (s *Site) groupFaults() {
	group := func(findings []*Finding) {
		for _, f := range findings {
			if !rectify.Open(f.Finding) {
				continue
			}
			s.Open++
			last := len(s.Faults) - 1
			if last < 0 || s.Faults[last].Law != f.Law || s.Faults[last].Area != f.Area {
				s.Faults = append(s.Faults, FaultGroup{Law: f.Law, Area: f.Area, Title: f.Title, Fix: f.Fix})
				last++
			}
			s.Faults[last].Findings = append(s.Faults[last].Findings, f)
		}
	}
	group(s.General)
	for _, d := range s.Domains {
		group(d.Findings)
		for _, rule := range s.Rules {
			if rule.Per == pack.PerItem {
				group(d.ofRule(rule.ID))
			}
		}
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

// file puts the finding where the scorecard shows it.
func (s *Site) file(f *Finding, d *Domain) {
	if d == nil {
		s.General = append(s.General, f)
		return
	}
	d.Counts[f.Status]++
	if f.Item == "" {
		d.Findings = append(d.Findings, f)
		return
	}
	for _, item := range d.Items {
		if item.Name == f.Item && item.Level1 == f.Level1 {
			item.Findings = append(item.Findings, f)
			return
		}
	}
	d.Items = append(d.Items, &Item{Level1: f.Level1, Name: f.Item, Findings: []*Finding{f}})
}

// rank orders the sites: those with a grade by score, then those without. Equal scores share a rank.
func (r *Report) rank() {
	slices.SortStableFunc(r.Sites, func(a, b *Site) int {
		return cmp.Or(cmp.Compare(a.class(), b.class()), cmp.Compare(b.Score, a.Score))
	})
	for i, s := range r.Sites {
		switch {
		case !s.Graded():
		case i > 0 && r.Sites[i-1].Score == s.Score:
			s.Rank = r.Sites[i-1].Rank
		default:
			s.Rank = i + 1
		}
	}
}

// Graded is the number of sites with a grade.
func (r *Report) Graded() int {
	n := 0
	for _, s := range r.Sites {
		if s.Graded() {
			n++
		}
	}
	return n
}

// Average is the mean score of the sites with a grade, 0 where there are none.
func (r *Report) Average() float64 {
	sum := 0.0
	for _, s := range r.Sites {
		if s.Graded() {
			sum += s.Score
		}
	}
	return share(sum, float64(r.Graded()))
}

// Coverage is the mean coverage of the sites.
func (r *Report) Coverage() float64 {
	sum := 0.0
	for _, s := range r.Sites {
		sum += s.Coverage
	}
	return share(sum, float64(len(r.Sites)))
}

// Open is the number of faults to be put right on all sites.
func (r *Report) Open() int {
	n := 0
	for _, s := range r.Sites {
		n += s.Open
	}
	return n
}

func (s *Site) class() int {
	switch {
	case s.Graded():
		return 0
	case s.Measured():
		return 1
	default:
		return 2
	}
}

// Graded reports whether enough of the site could be judged for a grade and a rank.
func (s *Site) Graded() bool { return s.Measured() && s.Grade != "" }

// Measured reports whether anything of the site could be judged. If not, its score means nothing.
func (s *Site) Measured() bool { return s.Coverage > 0 }

func (r *Report) addDepartments(all map[string]*Department, site *Site) {
	for _, d := range site.Domains {
		for _, name := range d.Departments {
			dept := all[name]
			if dept == nil {
				dept = &Department{Name: name, Counts: make(Counts)}
				all[name] = dept
			}
			if !slices.Contains(dept.Domains, d.Name) {
				dept.Domains = append(dept.Domains, d.Name)
			}
			for status, n := range d.Counts {
				dept.Counts[status] += n
			}
		}
	}
	for _, f := range site.SiteResult.Findings {
		d, ok := r.Pack.Domain(f.Domain)
		if !ok {
			continue
		}
		for _, name := range d.Departments {
			all[name].Points += f.Points
			all[name].Max += f.Max
			if rectify.Open(&f) {
				all[name].Faults++
			}
		}
	}
	r.Departments = r.Departments[:0]
	for _, row := range r.Pack.Annex {
		for _, name := range row.Departments {
			if dept := all[name]; dept != nil && !slices.ContainsFunc(r.Departments, func(d Department) bool { return d.Name == name }) {
				r.Departments = append(r.Departments, *dept)
			}
		}
	}
}
