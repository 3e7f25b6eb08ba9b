package reportstest

import (
	"slices"

	"mingjing/rules/pack"
)

// Small cuts the pack down to two domains of two items each and to one rule of each dimension and kind, so that a
// whole report can be read.
func Small(p *pack.Pack) *pack.Pack {
	small := *p
	small.Domains = slices.Clone(p.Domains[3:5])
	for i := range small.Domains {
		small.Domains[i].Items = small.Domains[i].Items[:2]
	}
	small.Rules = nil
	for _, r := range p.Rules {
		if !slices.ContainsFunc(small.Rules, func(had pack.Rule) bool { return had.Dimension == r.Dimension && had.Per == r.Per }) {
			small.Rules = append(small.Rules, r)
		}
	}
	small.Annex = slices.DeleteFunc(slices.Clone(p.Annex), func(row pack.AnnexRow) bool {
		return !slices.ContainsFunc(small.Domains, func(d pack.Domain) bool { return slices.Contains(row.Domains, d.ID) })
	})
	return &small
}
