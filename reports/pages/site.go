package pages

import (
	"fmt"
	"html/template"
	"slices"
	"strings"

	"mingjing/audit"
	"mingjing/reports"
	"mingjing/reports/charts"
)

// siteView is the scorecard of a site.
type siteView struct {
	page
	*reports.Site
	Line     template.HTML // its history; empty where there is one scan only
	Rise     *rise
	Moved    *rise
	Raises   []*fault
	Faults   []*fault
	Changed  []*changed
	Spreads  []*spread
	General  []*finding
	Domains  []*domain
	Unjudged []*gathered
	Looked   []*looked // the pages that findings rest on, in the order in which they are met
}

// fault is a group of the rectification list with its place on it.
type fault struct {
	*reports.FaultGroup
	Number int
	answer func(*reports.Finding) string
}

func newFault(g *reports.FaultGroup, i int, answer func(*reports.Finding) string) *fault {
	return &fault{g, i + 1, answer}
}

// Answer is where one of its findings is answered; empty where nowhere.
func (f *fault) Answer(one *reports.Finding) string { return f.answer(one) }

// Anchor is the id of the group on the page of its site.
func (f *fault) Anchor() string { return fmt.Sprintf("g%d", f.Number) }

// changed is the findings that changed in one way.
type changed struct {
	Change   reports.Change
	Findings []*reports.Finding
	Here     bool // they stand on the page; else they are of the scan compared with
}

// domain is a domain on the scorecard.
type domain struct {
	*reports.Domain
	Has      string // the verdicts that occur, as classes
	Findings []*finding
	Items    []*item
	Aside    []*aside
}

// item is an item of a domain with its findings.
type item struct {
	*reports.Item
	Has      string       // the verdicts that occur, as classes
	Worst    audit.Status // the one that asks most for attention
	Findings []*finding
}

// aside is the items of a domain that do not apply for one reason.
type aside struct {
	Reason string
	Items  []*reports.Item
}

// gathered is findings with one reason.
type gathered struct {
	Reason   string
	Findings []*reports.Finding
}

// gather puts findings with the same reason together, in the order in which the reasons are met.
func gather(findings []*reports.Finding) []*gathered {
	byReason := make(map[string]*gathered)
	var all []*gathered
	for _, f := range findings {
		g := byReason[f.Reason]
		if g == nil {
			g = &gathered{Reason: f.Reason}
			byReason[f.Reason] = g
			all = append(all, g)
		}
		g.Findings = append(g.Findings, f)
	}
	return all
}

func (p *Pages) sitePage(s *reports.Site) *siteView {
	v := &siteView{page: page{p.report, "../"}, Site: s}
	if len(s.History) > 1 {
		v.Line = charts.Line(charts.Label{Title: p.words.say("history")}, points(s.History))
	}
	row := p.leagueRow(s)
	v.Rise, v.Moved = row.Rise, row.Moved
	answer := p.answer(s)
	sheet := newSheet(p.words, answer)
	for i, g := range s.Faults {
		f := newFault(g, i, answer)
		v.Faults = append(v.Faults, f)
		for _, one := range g.Findings {
			sheet.fixes[one] = f
		}
	}
	for _, g := range s.Raises {
		v.Raises = append(v.Raises, v.Faults[slices.Index(s.Faults, g)])
	}
	for _, d := range s.Dimensions {
		v.Spreads = append(v.Spreads, p.spread(d, s))
	}
	v.General = sheet.findings(s.General)
	for _, d := range s.Domains {
		v.Domains = append(v.Domains, sheet.domain(d))
	}
	v.Unjudged = gather(s.Unjudged)
	v.Looked = sheet.looked
	v.Changed = changes(s)
	return v
}

// changes sorts the findings of the site by how they changed. Those that stand as before are not told.
func changes(s *reports.Site) []*changed {
	by := make(map[reports.Change][]*reports.Finding)
	for _, f := range s.All {
		by[f.Change] = append(by[f.Change], f)
	}
	by[reports.ChangePutRight] = s.PutRight
	var all []*changed
	for _, c := range reports.Changes() {
		if c != reports.ChangeStill && len(by[c]) > 0 {
			all = append(all, &changed{c, by[c], c != reports.ChangePutRight})
		}
	}
	return all
}

func (s *sheet) domain(d *reports.Domain) *domain {
	v := &domain{Domain: d, Findings: s.findings(d.Findings)}
	byReason := make(map[string]*aside)
	for _, i := range d.Items {
		if !applies(i) {
			reason := i.First().Reason
			if byReason[reason] == nil {
				byReason[reason] = &aside{Reason: reason}
				v.Aside = append(v.Aside, byReason[reason])
			}
			byReason[reason].Items = append(byReason[reason].Items, i)
			continue
		}
		one := &item{Item: i, Findings: s.findings(i.Findings)}
		one.Has, one.Worst = verdictsOf(i.Findings)
		v.Items = append(v.Items, one)
	}
	var has []string
	for _, status := range audit.Statuses() {
		if d.Counts[status] > 0 {
			has = append(has, string(status))
		}
	}
	v.Has = strings.Join(has, " ")
	return v
}

// applies reports whether there is more to say of an item than why it does not apply.
func applies(i *reports.Item) bool {
	return slices.ContainsFunc(i.Findings, func(f *reports.Finding) bool {
		return f.Status != audit.Exempt || len(f.Near)+len(f.Evidence) > 0
	})
}

// attention is how much a verdict asks for.
func attention(s audit.Status) int {
	return slices.Index([]audit.Status{audit.Exempt, audit.Met, audit.Unknown, audit.Partial, audit.Unmet}, s)
}

// verdictsOf are the verdicts of the findings as classes, and the one that asks most for attention.
func verdictsOf(findings []*reports.Finding) (classes string, worst audit.Status) {
	worst = findings[0].Status
	var has []string
	for _, f := range findings {
		if !slices.Contains(has, string(f.Status)) {
			has = append(has, string(f.Status))
		}
		if attention(f.Status) > attention(worst) {
			worst = f.Status
		}
	}
	return strings.Join(has, " "), worst
}
