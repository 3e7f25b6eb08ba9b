package pack

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Fault is one thing that is wrong with a pack.
type Fault struct {
	File  string
	Line  int    // from 1; 0 where the fault has no line
	What  string // what is wrong
	Right string // what would be right
}

// String has the form file:line: what is wrong; what would be right.
func (f Fault) String() string {
	var b strings.Builder
	b.WriteString(f.File)
	if f.Line > 0 {
		fmt.Fprintf(&b, ":%d", f.Line)
	}
	b.WriteString(": " + f.What)
	if f.Right != "" {
		b.WriteString("; " + f.Right)
	}
	return b.String()
}

// Faults are all faults of a pack, by file and line. They are the error of [Load].
type Faults []Fault

// Error has a line for each fault.
func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, fault := range f {
		lines[i] = fault.String()
	}
	return strings.Join(lines, "\n")
}

func (f Faults) sort() {
	slices.SortStableFunc(f, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
}
