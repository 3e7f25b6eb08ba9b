package charts

import (
	"html/template"
	"math"
	"strconv"
)

// Point is a value of 0 to 100 at a time.
type Point struct {
	When  string
	Value float64
	Text  string // the value as it is shown
	State State
}

// State is how far a value can be relied on.
type State string

// The states of a value.
const (
	Firm    State = "firm"
	Tenuous State = "tenuous" // drawn hollow
	Missing State = "missing" // left out; the line breaks off there
)

const (
	lineHeight = 168.0
	lineTop    = 22.0
	lineBottom = 142.0
	lineLeft   = 7.0 // percent; the scale stands before it
	lineRight  = 95.0
	lineWords  = 6 // values and times are written at so many points at most
)

// Line draws values over time. The scale spans what they need and at least 20 points, and is written beside it.
func Line(l Label, points []Point) template.HTML {
	c := begin("line", int(lineHeight), l)
	low, high := span(points)
	y := func(v float64) float64 { return lineBottom - (percent(v)-low)/(high-low)*(lineBottom-lineTop) }
	step := 10.0
	if high-low > 50 {
		step = 20
	}
	for v := low; v <= high; v += step {
		c.line("grid", lineLeft-3, y(v), 100, y(v))
		c.word("scale", 0, y(v)+4, strconv.Itoa(int(v)))
	}
	drawPath(c, points, lineLeft, lineRight, y)
	every := max(1, (len(points)+lineWords-1)/lineWords)
	for i, p := range points {
		x := along(i, len(points), lineLeft, lineRight)
		if p.State != Missing {
			c.dot(string(p.State), x, y(p.Value), 4)
		}
		if (len(points)-1-i)%every != 0 {
			continue
		}
		c.word("when", x, lineHeight-6, p.When)
		if p.State != Missing {
			c.word("number", x, y(p.Value)-9, p.Text)
		}
	}
	return c.end()
}

// Spark draws values over time as a line in a row of text, on a scale of its own.
func Spark(l Label, points []Point) template.HTML {
	const height = 24.0
	c := begin("spark", int(height), l)
	low, high := span(points)
	y := func(v float64) float64 { return height - 4 - (percent(v)-low)/(high-low)*(height-8) }
	drawPath(c, points, 4, 96, y)
	last := len(points) - 1
	if last >= 0 && points[last].State != Missing {
		c.dot(string(points[last].State), along(last, len(points), 4, 96), y(points[last].Value), 3)
	}
	return c.end()
}

// drawPath joins neighbours that are both known.
func drawPath(c *canvas, points []Point, left, right float64, y func(float64) float64) {
	for i := 1; i < len(points); i++ {
		from, to := points[i-1], points[i]
		if from.State != Missing && to.State != Missing {
			c.line("path", along(i-1, len(points), left, right), y(from.Value), along(i, len(points), left, right), y(to.Value))
		}
	}
}

// along is where the i-th of n points stands between left and right; a single one stands in the middle.
func along(i, n int, left, right float64) float64 {
	if n < 2 {
		return (left + right) / 2
	}
	return left + (right-left)*float64(i)/float64(n-1)
}

// span is the least scale in tens that holds the values with room above and below.
func span(points []Point) (low, high float64) {
	low, high = 100, 0
	for _, p := range points {
		if p.State != Missing {
			low, high = min(low, percent(p.Value)), max(high, percent(p.Value))
		}
	}
	if low > high {
		return 0, 100
	}
	low, high = 10*math.Floor(max(low-4, 0)/10), 10*math.Ceil(min(high+4, 100)/10)
	if high-low < 20 {
		low = max(high-20, 0)
		high = low + 20
	}
	if high-low > 50 { // steps of 20 end on the scale
		low, high = 20*math.Floor(low/20), 20*math.Ceil(high/20)
	}
	return low, high
}
