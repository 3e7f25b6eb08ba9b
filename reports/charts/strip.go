package charts

import (
	"html/template"
	"math"
	"slices"
	"strconv"
)

// None marks no value of a strip.
const None = -1

const (
	stripHeight = 30
	dotRadius   = 3.5
	lanes       = 5 // of dots beside each other
)

// Strip draws values of 0 to 100 as dots on a line, with a stroke at their median. Dots that would hide each other stand
// beside each other. The marked value, an index or None, stands out.
func Strip(l Label, values []float64, marked int) template.HTML {
	c := begin("strip", stripHeight, l)
	const middle = stripHeight / 2
	for x := 0; x <= 100; x += 20 {
		c.line("grid", inset(float64(x)), 2, inset(float64(x)), stripHeight-2)
	}
	c.line("base", inset(0), middle, inset(100), middle)
	crowd := make(map[int]int)
	for i, v := range values {
		if i == marked {
			continue
		}
		spot := int(math.Round(percent(v)))
		c.dot("value", inset(percent(v)), middle+lane(crowd[spot]), dotRadius)
		crowd[spot]++
	}
	if len(values) > 0 {
		m := inset(percent(Median(values)))
		c.line("median", m, 3, m, stripHeight-3)
	}
	if marked >= 0 && marked < len(values) {
		c.dot("marked", inset(percent(values[marked])), middle, dotRadius+2)
	}
	return c.end()
}

// Axis draws the scale that strips of the same width stand under. It says nothing by itself.
func Axis() template.HTML {
	c := new(canvas)
	c.add(`<svg class="chart axis" aria-hidden="true" width="100%" height="14">`)
	for x := 0; x <= 100; x += 20 {
		c.word("scale", inset(float64(x)), 11, strconv.Itoa(x))
	}
	return c.end()
}

// inset leaves room for half a dot at both ends.
func inset(x float64) float64 { return 2 + 0.96*x }

// lane is how far the n-th dot on a spot stands off the line: 0, then up and down in turn.
func lane(n int) float64 {
	n %= lanes
	step := float64((n+1)/2) * 5
	if n%2 == 0 {
		return step
	}
	return -step
}

// Median is the middle one of the values, or the mean of the two in the middle; 0 of none.
func Median(values []float64) float64 {
	n := len(values)
	if n == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}
