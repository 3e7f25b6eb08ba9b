package cases

import (
	"context"
	"fmt"
	"slices"

	"mingjing/audit"
	"mingjing/crawler"
	"mingjing/rules/pack"
)

// Failure is a verdict that is not the one wanted.
type Failure struct {
	Want   Want
	Got    audit.Status // empty where the scan does not answer the question
	Reason string
}

// String tells it in a line.
func (f Failure) String() string {
	if f.Got == "" {
		return fmt.Sprintf("%s: want %s, but there is no such finding", f.Want.question(), f.Want.Status)
	}
	return fmt.Sprintf("%s: want %s, got %s: %s", f.Want.question(), f.Want.Status, f.Got, f.Reason)
}

// Run audits the portal of the case and compares the verdicts.
func (c *Case) Run(ctx context.Context, judge audit.Judge, read crawler.Read) ([]Failure, error) {
	clock := &stillClock{now: c.AsOf.Time()}
	crawl, err := crawler.New(read, crawler.Options{Transport: portal{c}, Clock: clock})
	if err != nil {
		return nil, fmt.Errorf("case %s: %w", c.Name, err)
	}
	scan, err := audit.Run(ctx, []audit.Site{c.Site}, crawl, judge, audit.Options{AsOf: c.AsOf, Now: clock.Now})
	if err != nil {
		return nil, fmt.Errorf("case %s: %w", c.Name, err)
	}
	var failures []Failure
	for _, w := range c.Want {
		failures = append(failures, w.check(scan.Sites[0].Findings)...)
	}
	return failures, nil
}

// check wants every finding of the question to have the verdict. The item may be written 一级事项/二级事项 where its
// name alone would not tell.
func (w Want) check(findings []audit.Finding) []Failure {
	var failures []Failure
	found := false
	for _, f := range findings {
		if f.Rule != w.Rule || f.Domain != w.Domain || f.Item != w.Item && f.Level1+"/"+f.Item != w.Item {
			continue
		}
		found = true
		if f.Status != w.Status {
			failures = append(failures, Failure{w, f.Status, f.Reason})
		}
	}
	if !found {
		failures = append(failures, Failure{Want: w})
	}
	return failures
}

// Untested names the rules of the pack for which the cases do not want both a met and an unmet or partial.
func Untested(p *pack.Pack, cases []*Case) []string {
	good, bad := make(map[string]bool), make(map[string]bool)
	for _, c := range cases {
		for _, w := range c.Want {
			switch w.Status {
			case audit.Met:
				good[w.Rule] = true
			case audit.Unmet, audit.Partial:
				bad[w.Rule] = true
			}
		}
	}
	var missing []string
	for _, r := range p.Rules {
		if !good[r.ID] {
			missing = append(missing, r.ID+" has no case that is met")
		}
		if !bad[r.ID] {
			missing = append(missing, r.ID+" has no case that is unmet or partial")
		}
	}
	return missing
}

// Unknown names the rules that cases ask for and the pack does not have.
func Unknown(p *pack.Pack, cases []*Case) []string {
	var unknown []string
	for _, c := range cases {
		for _, w := range c.Want {
			if _, ok := p.Rule(w.Rule); !ok && !slices.Contains(unknown, w.Rule) {
				unknown = append(unknown, w.Rule)
			}
		}
	}
	return unknown
}
