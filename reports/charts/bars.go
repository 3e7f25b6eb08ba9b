package charts

import (
	"html/template"
	"strconv"
)

// Part is a part of a whole. Class is a verdict, and gives the colour; Sign is a letter that tells
// it without colour.
type Part struct {
	Class, Name, Sign string
	N                 int
}

const (
	barHeight  = 16
	gap        = 0.35 // between parts, in percent
	roomToSign = 7.0  // the least width that shows a sign, in percent
)

// Stacked draws parts as one bar, each as long as its share. Parts of nothing are left out.
func Stacked(l Label, parts []Part) template.HTML {
	whole := 0
	for _, p := range parts {
		whole += max(p.N, 0)
	}
	c := begin("stacked", barHeight, l)
	if whole == 0 {
		c.rect("track", 0, 0, 100, barHeight, 3)
		return c.end()
	}
	x := 0.0
	for _, p := range parts {
		if p.N <= 0 {
			continue
		}
		width := 100 * float64(p.N) / float64(whole)
		c.add(`<g><title>`)
		c.text(p.Name + " " + strconv.Itoa(p.N))
		c.add(`</title>`)
		drawn := width
		if x+width < 100-gap {
			drawn = max(width-gap, width/2)
		}
		c.rect(p.Class, x, 0, drawn, barHeight, 0)
		if width >= roomToSign {
			c.word("sign", x+drawn/2, 12, p.Sign)
		}
		c.add(`</g>`)
		x += width
	}
	return c.end()
}

// Bar draws a share of 0 to 100 as a bar on its track. Where before is 0 or more, a tick shows what it was.
func Bar(l Label, class string, share, before float64) template.HTML {
	const height = 10
	c := begin("small", height, l)
	c.rect("track", 0, 2, 100, height-4, 3)
	if share > 0 {
		c.rect(class, 0, 2, percent(share), height-4, 3)
	}
	if before >= 0 {
		c.line("tick", percent(before), 0, percent(before), height)
	}
	return c.end()
}
