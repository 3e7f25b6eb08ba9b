package reports

import (
	"math"

	"mingjing/audit"
	"mingjing/reports/rectify"
)

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

func (c Counts) addAll(other Counts) {
	for status, n := range other {
		c[status] += n
	}
}

// Tally is what a set of findings comes to.
type Tally struct {
	Counts Counts
	Points float64 // won
	Max    float64 // that could be won
	Asked  float64 // Max, and what could have been won where nothing could be judged
	Open   int     // faults to be put right
}

func newTally() Tally { return Tally{Counts: make(Counts)} }

func (t *Tally) add(f *audit.Finding) {
	t.Counts[f.Status]++
	t.Points += f.Points
	t.Max += f.Max
	t.Asked += f.Weight
	if rectify.Open(f) {
		t.Open++
	}
}

func (t *Tally) addTally(other Tally) {
	t.Counts.addAll(other.Counts)
	t.Points += other.Points
	t.Max += other.Max
	t.Asked += other.Asked
	t.Open += other.Open
}

// Score is points won over points that could be won, 0 to 100; 0 where nothing was judged.
func (t *Tally) Score() float64 { return 100 * share(t.Points, t.Max) }

// Coverage is the share of the points that could be judged, 0 to 1; 0 where there was nothing to judge.
func (t *Tally) Coverage() float64 { return share(t.Max, t.Asked) }

// Shown is a score as every format shows it, with one decimal: what looks equal has the same rank. It is never -0.
func Shown(x float64) float64 { return math.Round(x*10)/10 + 0 }
