package reports

import (
	"fmt"
	"math"

	"mingjing/audit"
)

// How formats show what stands in the model, so that all show it alike.

// Sign stands beside the word for a verdict, so that colour is never all that tells.
func Sign(s audit.Status) string {
	switch s {
	case audit.Met:
		return "✓"
	case audit.Partial:
		return "◐"
	case audit.Unmet:
		return "✕"
	case audit.Unknown:
		return "?"
	default:
		return "–"
	}
}

// Percent is a share of 0 to 1, rounded down, so that only what is whole shows as 100 %.
func Percent(share float64) string { return fmt.Sprintf("%d%%", int(math.Floor(share*100+1e-9))) }

// Heat is the band of a score of 0 to 100: 5 from 90, 4 from 75, 3 from 60, 2 from 40, else 1; 0 where nothing was judged.
func Heat(points, coverage float64) int {
	switch {
	case coverage == 0:
		return 0
	case points >= 90:
		return 5
	case points >= 75:
		return 4
	case points >= 60:
		return 3
	case points >= 40:
		return 2
	default:
		return 1
	}
}
