// Package rectify says which findings stand on the rectification list (整改清单) of a site.
package rectify

import "mingjing/audit"

// Open reports whether the finding is a fault to be put right: not met, or met in part. A fault that follows
// from another is not named again: where a column is missing, that its entries are not fresh says nothing new.
func Open(f *audit.Finding) bool {
	return (f.Status == audit.Unmet || f.Status == audit.Partial) && f.Follows == ""
}

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
