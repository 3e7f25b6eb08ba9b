package document

import (
	"slices"
	"strings"
)

// maxColumns is how many edges of columns a table without strokes may have.
const maxColumns = 64

// columnTable finds a table without strokes: a header whose words stand apart, and under it lines
// whose words keep to columns. On a page that goes on without a header, the columns of the table
// before it are tried. It returns the lines that are not part of the table.
func columnTable(lines []textLine, before *foundTable) (*foundTable, []textLine) {
	start := slices.IndexFunc(lines, isHeaderLine)
	switch {
	case start >= 0:
		for start > 0 && len(segments(lines[start-1])) >= 2 && gapAbove(lines, start) < 1.5*lines[start].height() {
			start--
		}
	case before != nil:
		start = 0
	default:
		return nil, lines
	}
	end := tableEnd(lines, start)
	var edges []float64
	switch {
	case before != nil && fits(lines[start:end], before.columns):
		edges = before.columns
	case !isHeaderLine(lines[start]) && before != nil:
		return nil, lines
	default:
		edges = gutters(lines[start:end])
	}
	if len(edges) < 4 || len(edges) > maxColumns {
		return nil, lines
	}
	t := &foundTable{top: lines[start].top, columns: edges}
	for _, band := range bands(lines[start:end], edges) {
		row := make([]string, len(edges)-1)
		cells := make([][]glyph, len(row))
		for _, line := range band {
			for _, g := range line.glyphs {
				x, _ := g.middle()
				i := interval(edges, x)
				cells[i] = append(cells[i], g)
			}
		}
		for i, glyphs := range cells {
			row[i] = cellText(glyphs)
		}
		t.rows = append(t.rows, row)
	}
	if len(t.rows) < 2 && before == nil {
		return nil, lines
	}
	return t, slices.Concat(lines[:start], lines[end:])
}

// tableEnd is the line after the last of the table: a note ends it, or a wide gap above a line that
// is not cut into columns.
func tableEnd(lines []textLine, start int) int {
	for i := start + 1; i < len(lines); i++ {
		whole := len(segments(lines[i])) == 1
		if whole && (strings.HasPrefix(lines[i].text(), "注") || gapAbove(lines, i) > 2.5*lines[i].height()) {
			return i
		}
	}
	return len(lines)
}

// isHeaderLine reports whether a line is part of the header of a catalogue.
func isHeaderLine(line textLine) bool {
	words := 0
	for _, s := range segments(line) {
		text := joinHan(s.text())
		if len(text) <= 45 && (text == "序号" || countWords(text, headerWords)+countWords(text, nameWords) > 0) {
			words++
		}
	}
	return words >= 3
}

// segments cuts a line where the gap between glyphs is wider than a character.
func segments(line textLine) []textLine {
	var out []textLine
	from := 0
	for i := 1; i <= len(line.glyphs); i++ {
		if i == len(line.glyphs) || line.glyphs[i].left-line.glyphs[i-1].right > 0.8*line.glyphs[i].height() {
			out = append(out, textLine{line.glyphs[from:i], line.top, line.bottom})
			from = i
		}
	}
	return out
}

// gutters are the edges of columns: the middles of the strips that no glyph of any line enters.
func gutters(lines []textLine) []float64 {
	type span struct{ from, to float64 }
	var spans []span
	left, right := lines[0].left(), lines[0].right()
	for _, line := range lines {
		left, right = min(left, line.left()), max(right, line.right())
	}
	var heights []float64
	for _, line := range lines {
		parts := segments(line)
		if len(parts) == 1 && line.right()-line.left() > 0.4*(right-left) {
			continue // a note or a heading across the columns
		}
		for _, g := range line.glyphs {
			spans = append(spans, span{g.left, g.right})
			heights = append(heights, g.height())
		}
	}
	if len(spans) == 0 {
		return nil
	}
	slices.SortFunc(spans, func(a, b span) int {
		switch {
		case a.from < b.from:
			return -1
		case a.from > b.from:
			return 1
		}
		return 0
	})
	slices.Sort(heights)
	em := heights[len(heights)/2]
	edges := []float64{spans[0].from - em}
	reach := spans[0].to
	for _, s := range spans {
		if s.from-reach > 0.4*em {
			edges = append(edges, (s.from+reach)/2)
		}
		reach = max(reach, s.to)
	}
	return append(edges, reach+em)
}

// crosses reports whether the glyphs of a line stand on an edge.
func crosses(line textLine, edges []float64) bool {
	for _, e := range edges {
		for i, g := range line.glyphs {
			if g.left < e && g.right > e || i > 0 && line.glyphs[i-1].right < e && g.left > e && g.left-line.glyphs[i-1].right < 0.3*g.height() {
				return true
			}
		}
	}
	return false
}

// fits reports whether the lines of a page keep to columns.
func fits(lines []textLine, edges []float64) bool {
	apart, across := 0, 0
	for _, line := range lines {
		if len(segments(line)) > 1 {
			apart++
		}
		if crosses(line, edges) {
			across++
		}
	}
	return apart >= 1 && across*5 <= len(lines)
}

// bands groups the lines of a table to rows: by the numbers of the first column where it has them,
// else by the wider gaps between lines, else by the lines in which the first column begins anew.
func bands(lines []textLine, edges []float64) [][]textLine {
	starts := numberedRows(lines, edges)
	if len(starts) < 2 {
		starts = gapRows(lines)
	}
	if len(starts) < 2 {
		starts = firstColumnRows(lines, edges)
	}
	var out [][]textLine
	for i, from := range starts {
		to := len(lines)
		if i+1 < len(starts) {
			to = starts[i+1]
		}
		if from < to {
			out = append(out, lines[from:to])
		}
	}
	return out
}

// numberedRows are the lines at which rows begin, where the first column numbers the rows. The
// number may stand at the top of its row or in the middle; then the widest gap before it counts.
func numberedRows(lines []textLine, edges []float64) []int {
	starts := []int{0}
	last := -1
	for i, line := range lines {
		if !isNumber(inColumn(line, edges[0], edges[1])) {
			continue
		}
		from := last + 1
		if last < 0 {
			from = 1
		}
		starts = append(starts, widestGap(lines, from, i))
		last = i
	}
	if last < 0 || len(starts) < 3 && starts[len(starts)-1] == 0 {
		return nil
	}
	return slices.Compact(starts)
}

// widestGap is the line from..to above which the gap is widest by far, else to.
func widestGap(lines []textLine, from, to int) int {
	best, width := to, gapAbove(lines, to)+0.3*lines[to].height()
	for i := max(from, 1); i < to; i++ {
		if gap := gapAbove(lines, i); gap > width {
			best, width = i, gap
		}
	}
	return best
}

func gapAbove(lines []textLine, i int) float64 {
	if i == 0 {
		return 0
	}
	return lines[i-1].bottom - lines[i].top
}

// gapRows are the lines above which the gap is wider than within rows.
func gapRows(lines []textLine) []int {
	if len(lines) < 3 {
		return nil
	}
	var gaps []float64
	for i := 1; i < len(lines); i++ {
		gaps = append(gaps, gapAbove(lines, i))
	}
	slices.Sort(gaps)
	narrow := gaps[len(gaps)/10]
	starts := []int{0}
	for i := 1; i < len(lines); i++ {
		if gapAbove(lines, i) > narrow+0.35*lines[i].height() {
			starts = append(starts, i)
		}
	}
	return starts
}

// firstColumnRows are the lines that say something in at least half of the columns.
func firstColumnRows(lines []textLine, edges []float64) []int {
	starts := []int{0}
	for i := 1; i < len(lines); i++ {
		filled := 0
		for c := range len(edges) - 1 {
			if inColumn(lines[i], edges[c], edges[c+1]) != "" {
				filled++
			}
		}
		if 2*filled >= len(edges)-1 {
			starts = append(starts, i)
		}
	}
	return starts
}

func inColumn(line textLine, left, right float64) string {
	var b strings.Builder
	for _, g := range line.glyphs {
		if x, _ := g.middle(); x >= left && x < right {
			b.WriteRune(g.char)
		}
	}
	return b.String()
}

func isNumber(s string) bool {
	return s != "" && len(s) <= 4 && strings.Trim(s, "0123456789.") == ""
}
