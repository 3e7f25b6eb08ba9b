// Package rectify holds what becomes of findings once people deal with them. All of it is pure: given the same findings and the same
// words of people, it says the same.
//
// A fault stands on the rectification list (整改清单) of its site from the scan that finds it until one that finds it put right ([Entry],
// [Advance]). A person's word stands in the machine's place where a [Ruling] says so ([Apply]): that something does not apply (不适用), or a
// verdict that only a person can reach. A county may object to a verdict ([Objection], 申诉).
package rectify

import "mingjing/audit"

// Open reports whether the finding is a fault to be put right: not met, or met in part. A fault that follows
// from another is not named again: where a column is missing, that its entries are not fresh says nothing new.
func Open(f *audit.Finding) bool { return fault(f.Status) && f.Follows == "" }

func fault(status audit.Status) bool { return status == audit.Unmet || status == audit.Partial }

// Count is the number of faults to be put right.
func Count(findings []audit.Finding) int {
	n := 0
	for i := range findings {
		if Open(&findings[i]) {
			n++
		}
	}
	return n
}

// Question names what a finding answers.
type Question struct {
	Rule   string `json:"rule,omitempty"`
	Domain string `json:"domain,omitempty"`
	Level1 string `json:"level1,omitempty"`
	Item   string `json:"item,omitempty"`
}

// Asked is the question that the finding answers.
func Asked(f *audit.Finding) Question { return Question{f.Rule, f.Domain, f.Level1, f.Item} }

// Covers reports whether q is the other question, or leaves open what it does not name: a domain alone covers all
// questions of the domain. The zero Question covers nothing.
func (q Question) Covers(other Question) bool {
	open := func(own, its string) bool { return own == "" || own == its }
	return q != Question{} && open(q.Rule, other.Rule) && open(q.Domain, other.Domain) && open(q.Level1, other.Level1) && open(q.Item, other.Item)
}
