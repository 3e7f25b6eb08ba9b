package document

import (
	"cmp"
	"slices"
	"strings"
)

// textLine is a line of glyphs from left to right.
type textLine struct {
	glyphs      []glyph
	top, bottom float64
}

func (t textLine) left() float64 { return t.glyphs[0].left }

func (t textLine) right() float64 { return t.glyphs[len(t.glyphs)-1].right }

func (t textLine) height() float64 { return t.top - t.bottom }

// textLines groups glyphs to lines from top to bottom.
func textLines(glyphs []glyph) []textLine {
	sorted := slices.Clone(glyphs)
	slices.SortStableFunc(sorted, func(a, b glyph) int {
		_, ya := a.middle()
		_, yb := b.middle()
		return cmp.Compare(yb, ya)
	})
	var lines []textLine
	reference, tallest := 0.0, 0.0
	for _, g := range sorted {
		_, y := g.middle()
		if len(lines) == 0 || reference-y > 0.5*min(tallest, g.height()*1.5) {
			lines = append(lines, textLine{top: g.top, bottom: g.bottom})
			reference, tallest = y, g.height()
		}
		line := &lines[len(lines)-1]
		line.glyphs = append(line.glyphs, g)
		line.top, line.bottom = max(line.top, g.top), min(line.bottom, g.bottom)
		tallest = max(tallest, g.height())
	}
	for i := range lines {
		lines[i].glyphs = inOrder(lines[i].glyphs)
	}
	return lines
}

// inOrder sorts the glyphs of a line and drops those drawn twice to look bold.
func inOrder(glyphs []glyph) []glyph {
	slices.SortStableFunc(glyphs, func(a, b glyph) int { return cmp.Compare(a.left, b.left) })
	return slices.CompactFunc(glyphs, func(a, b glyph) bool {
		return a.char == b.char && abs(a.left-b.left) < 0.3*min(a.right-a.left, b.right-b.left, a.height())
	})
}

// text is what the line says. A gap is a space between words, and between Chinese characters only
// where it is wide.
func (t textLine) text() string {
	var b strings.Builder
	for i, g := range t.glyphs {
		if i > 0 {
			last := t.glyphs[i-1]
			gap := (g.left - last.right) / max(g.height(), 0.1)
			if gap > 1.5 || gap > 0.2 && !wide(last.char) && !wide(g.char) {
				b.WriteByte(' ')
			}
		}
		b.WriteRune(g.char)
	}
	return b.String()
}

// cellText is what the glyphs of one cell say, lines joined.
func cellText(glyphs []glyph) string {
	lines := textLines(glyphs)
	texts := make([]string, len(lines))
	for i, line := range lines {
		texts[i] = joinHan(line.text())
	}
	return joinLines(texts)
}

// placedText is a paragraph and how high it begins.
type placedText struct {
	top  float64
	text string
}

// paragraphs joins lines that the width of the page broke. A table ends a paragraph.
func paragraphs(lines []textLine, tables []foundTable) []placedText {
	if len(lines) == 0 {
		return nil
	}
	left, right := lines[0].left(), lines[0].right()
	for _, line := range lines {
		left, right = min(left, line.left()), max(right, line.right())
	}
	var out []placedText
	for i, line := range lines {
		if i > 0 && goesOn(lines[i-1], line, left, right) && !tableBetween(tables, lines[i-1], line) {
			last := &out[len(out)-1]
			last.text = joinLines([]string{last.text, line.text()})
			continue
		}
		out = append(out, placedText{line.top, line.text()})
	}
	return out
}

// goesOn reports whether the second line continues the first: that one is full and this one begins
// at the margin, or both are lines of a centred heading.
func goesOn(a, b textLine, left, right float64) bool {
	em := a.height()
	if a.bottom-b.top > 1.3*em || abs(a.height()-b.height()) > 0.25*em {
		return false
	}
	full := a.right() > right-2*em && b.left() < left+1.2*em
	centred := abs(a.left()+a.right()-b.left()-b.right()) < em && a.left() > left+2*em && b.left() > left+2*em
	return full || centred
}

func tableBetween(tables []foundTable, a, b textLine) bool {
	return slices.ContainsFunc(tables, func(t foundTable) bool { return t.top <= a.top && t.top > b.top })
}
