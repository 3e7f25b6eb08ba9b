package rules

import (
	"mingjing/audit"
)

// weigh gives each finding its points. A rule's weight is split evenly over the domains it is asked
// of, and within a domain over the items that count; so that a domain with seventy items weighs no
// more than one with four. What is unknown or exempt is taken out of the sum, but a share stays
// with the finding's siblings only in the ratio: Max is 0 there.
func (j *judging) weigh(findings []audit.Finding) {
	counted := make(map[[2]string]int) // items that count, by rule and domain
	for i := range findings {
		f := &findings[i]
		if f.Item != "" && j.itemCounts(f) {
			counted[[2]string{f.Rule, f.Domain}]++
		}
	}
	domains := float64(len(j.pack.Domains))
	for i := range findings {
		f := &findings[i]
		r, ok := j.pack.Rule(f.Rule)
		if !ok {
			continue
		}
		share := r.Weight
		if f.Domain != "" {
			share /= domains
		}
		if f.Item != "" {
			if !j.itemCounts(f) {
				continue
			}
			share /= float64(counted[[2]string{f.Rule, f.Domain}])
		}
		switch f.Status {
		case audit.Met:
			f.Points, f.Max = share, share
		case audit.Partial:
			f.Points, f.Max = share*j.pack.PartialShare, share
		case audit.Unmet:
			f.Max = share
		}
		f.Weight = share
		if f.Status == audit.Exempt {
			f.Weight = 0
		}
	}
}

func (j *judging) itemCounts(f *audit.Finding) bool {
	for i, d := range j.pack.Domains {
		if d.ID != f.Domain {
			continue
		}
		for _, it := range j.byDomain[i].items {
			if it.name == f.Item && it.level1 == f.Level1 {
				return it.counts
			}
		}
	}
	return false
}

// Score implements audit.Judge: points won over points that could be won, and the share of the points
// that could be judged.
func (j *Judge) Score(findings []audit.Finding) audit.Score {
	var all sum
	domains := make([]sum, len(j.pack.Domains))
	index := make(map[string]int, len(j.pack.Domains))
	for i, d := range j.pack.Domains {
		index[d.ID] = i
	}
	for i := range findings {
		f := &findings[i]
		all.add(f)
		if k, ok := index[f.Domain]; ok {
			domains[k].add(f)
		}
	}
	score := audit.Score{Points: all.points(), Coverage: all.coverage()}
	if score.Coverage >= j.pack.CoverageFloor {
		score.Grade = j.pack.Grade(score.Points)
	}
	for i, d := range j.pack.Domains {
		score.Domains = append(score.Domains, audit.DomainScore{ID: d.ID, Score: domains[i].points(), Coverage: domains[i].coverage()})
	}
	return score
}

type sum struct{ won, judged, weight float64 }

func (s *sum) add(f *audit.Finding) {
	s.won += f.Points
	s.judged += f.Max
	s.weight += f.Weight
}

// points is 0 where nothing was judged.
func (s sum) points() float64 {
	if s.judged == 0 {
		return 0
	}
	return 100 * s.won / s.judged
}

// coverage is 0 where there was nothing to judge.
func (s sum) coverage() float64 {
	if s.weight == 0 {
		return 0
	}
	return s.judged / s.weight
}
