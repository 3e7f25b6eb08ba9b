// Package charts draws the charts of reports as inline SVG.
//
// A chart is as wide as what holds it and as high as it says: places along it are shares of the width, so its texts keep
// their size on a phone and on paper. It holds no script and no id, and may stand on a page any number of times.
// Colours come from the page: [Style] is the style sheet that every page with charts needs; it takes its colours from
// the page's custom properties (--ink, --soft, --line, --card, --accent, --data, --met, --partial, --unmet, --unknown, --exempt),
// so that light, dark and print follow the page.
//
// Each chart has a name and a description for those who do not see it, and belongs beside its numbers in a table.
package charts

import (
	_ "embed" // the style sheet
	"html/template"
	"math"
	"strconv"
	"strings"
)

//go:embed style.css
var style string

// Style is the style sheet of the charts.
func Style() string { return style }

// Label says what a chart shows: its name, and what is to be seen on it.
type Label struct{ Title, Desc string }

// canvas is an SVG picture in the making.
type canvas struct{ strings.Builder }

// begin opens a picture of a kind, the height in pixels.
func begin(kind string, height int, l Label) *canvas {
	c := new(canvas)
	c.add(`<svg class="chart `, kind, `" role="img" width="100%" height="`, strconv.Itoa(height), `"><title>`)
	c.text(l.Title)
	c.add(`</title>`)
	if l.Desc != "" {
		c.add(`<desc>`)
		c.text(l.Desc)
		c.add(`</desc>`)
	}
	return c
}

// end closes the picture. All that is not markup of this package went through text.
func (c *canvas) end() template.HTML {
	c.add(`</svg>`)
	return template.HTML(c.String())
}

// add writes markup.
func (c *canvas) add(markup ...string) {
	for _, m := range markup {
		c.WriteString(m)
	}
}

// text writes words.
func (c *canvas) text(s string) { c.WriteString(template.HTMLEscapeString(s)) }

// open begins an element.
func (c *canvas) open(element, class string) {
	c.add(`<`, element, ` class="`)
	c.text(class)
	c.add(`"`)
}

// line draws a line; x in percent of the width, y in pixels.
func (c *canvas) line(class string, x1, y1, x2, y2 float64) {
	c.open("line", class)
	c.add(` x1="`, num(x1), `%" y1="`, num(y1), `" x2="`, num(x2), `%" y2="`, num(y2), `"/>`)
}

// rect draws a box; x and width in percent, y and height in pixels.
func (c *canvas) rect(class string, x, y, width, height, radius float64) {
	c.open("rect", class)
	c.add(` x="`, num(x), `%" y="`, num(y), `" width="`, num(width), `%" height="`, num(height), `"`)
	if radius > 0 {
		c.add(` rx="`, num(radius), `"`)
	}
	c.add(`/>`)
}

// dot draws a circle; x in percent, y and radius in pixels.
func (c *canvas) dot(class string, x, y, radius float64) {
	c.open("circle", class)
	c.add(` cx="`, num(x), `%" cy="`, num(y), `" r="`, num(radius), `"/>`)
}

// word writes a word; x in percent, y of its base line in pixels.
func (c *canvas) word(class string, x, y float64, s string) {
	c.open("text", class)
	c.add(` x="`, num(x), `%" y="`, num(y), `">`)
	c.text(s)
	c.add(`</text>`)
}

// num writes a number with two decimals at most, and what is no number as 0.
func num(x float64) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		x = 0
	}
	return strconv.FormatFloat(math.Round(x*100)/100+0, 'f', -1, 64)
}

// percent bounds a value to 0 to 100; what is no number counts as 0.
func percent(x float64) float64 {
	if math.IsNaN(x) {
		return 0
	}
	return max(0, min(x, 100))
}
