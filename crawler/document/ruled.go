package document

import (
	"cmp"
	"slices"
)

// near is how far strokes may miss each other, in points.
const near = 3

// ruledTables finds the tables whose cells are drawn with strokes, and returns the glyphs outside them.
func ruledTables(p *pageLayout) ([]foundTable, []glyph) {
	across, down := mergeRules(p.across), mergeRules(p.down)
	const most = 1500
	if len(across) > most || len(down) > most {
		return nil, p.glyphs // a drawing
	}
	frames := frames(across, down)
	slices.SortStableFunc(frames, func(a, b *frame) int { return cmp.Compare(a.area(), b.area()) })
	rest := p.glyphs
	var tables []foundTable
	for _, f := range frames {
		if t, left, ok := f.table(rest); ok {
			tables, rest = append(tables, t), left
		}
	}
	return tables, rest
}

// mergeRules joins strokes that lie on one line and touch.
func mergeRules(rules []rule) []rule {
	sorted := slices.Clone(rules)
	slices.SortFunc(sorted, func(a, b rule) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to))
	})
	var out []rule
	for len(sorted) > 0 {
		n := 1
		for n < len(sorted) && sorted[n].at-sorted[n-1].at <= 1 && sorted[n].at-sorted[0].at <= near {
			n++
		}
		line := sorted[:n]
		sorted = sorted[n:]
		slices.SortFunc(line, func(a, b rule) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to)) })
		merged := line[0]
		for _, r := range line[1:] {
			if r.from <= merged.to+near {
				merged.to = max(merged.to, r.to)
				continue
			}
			out = append(out, merged)
			merged = r
		}
		out = append(out, merged)
	}
	return slices.DeleteFunc(out, func(r rule) bool { return r.to-r.from < 5 })
}

// frame is a set of strokes that hang together.
type frame struct {
	across, down             []rule
	left, right, bottom, top float64
}

func (f *frame) area() float64 { return (f.right - f.left) * (f.top - f.bottom) }

// frames sorts strokes into sets that cross or touch.
func frames(across, down []rule) []*frame {
	parent := make([]int, len(across)+len(down))
	for i := range parent {
		parent[i] = i
	}
	for i, a := range across {
		for j, d := range down {
			if d.at >= a.from-near && d.at <= a.to+near && a.at >= d.from-near && a.at <= d.to+near {
				unite(parent, i, len(across)+j)
			}
		}
	}
	byRoot := map[int]*frame{}
	var out []*frame
	get := func(i int) *frame {
		i = root(parent, i)
		if byRoot[i] == nil {
			byRoot[i] = &frame{left: 1e9, bottom: 1e9, right: -1e9, top: -1e9}
			out = append(out, byRoot[i])
		}
		return byRoot[i]
	}
	for i, a := range across {
		f := get(i)
		f.across = append(f.across, a)
		f.extend(a.from, a.to, a.at, a.at)
	}
	for j, d := range down {
		f := get(len(across) + j)
		f.down = append(f.down, d)
		f.extend(d.at, d.at, d.from, d.to)
	}
	return slices.DeleteFunc(out, func(f *frame) bool { return len(f.across) < 2 || len(f.down) < 1 })
}

func (f *frame) extend(left, right, bottom, top float64) {
	f.left, f.right = min(f.left, left), max(f.right, right)
	f.bottom, f.top = min(f.bottom, bottom), max(f.top, top)
}

// root is the representative of a set in a forest of sets.
func root(parent []int, i int) int {
	for parent[i] != i {
		parent[i] = parent[parent[i]]
		i = parent[i]
	}
	return i
}

func unite(parent []int, a, b int) { parent[root(parent, a)] = root(parent, b) }

// maxGrid is how many small cells the strokes of one table may cut it into.
const maxGrid = 40_000

// table reads the frame as a table and returns the glyphs it did not take. A frame of fewer than
// two columns or two cells with text is no table.
func (f *frame) table(glyphs []glyph) (foundTable, []glyph, bool) {
	xs := []float64{f.left, f.right}
	for _, d := range f.down {
		xs = append(xs, d.at)
	}
	ys := []float64{f.bottom, f.top}
	for _, a := range f.across {
		ys = append(ys, a.at)
	}
	xs, ys = cluster(xs, near), cluster(ys, near)
	columns, rows := len(xs)-1, len(ys)-1
	if columns < 2 || rows < 1 || columns*rows < 3 || columns*rows > maxGrid {
		return foundTable{}, nil, false
	}
	cells := f.cells(xs, ys)
	texts := make([][]glyph, columns*rows)
	var rest []glyph
	for _, g := range glyphs {
		x, y := g.middle()
		if x < f.left || x > f.right || y < f.bottom || y > f.top {
			rest = append(rest, g)
			continue
		}
		cell := root(cells, interval(ys, y)*columns+interval(xs, x))
		texts[cell] = append(texts[cell], g)
	}
	filled := 0
	said := make([]string, len(texts))
	for i, t := range texts {
		if len(t) > 0 {
			said[i] = cellText(t)
			filled++
		}
	}
	if filled < 2 {
		return foundTable{}, nil, false
	}
	t := foundTable{top: f.top, columns: xs, ruled: true}
	for r := rows - 1; r >= 0; r-- { // y grows upwards
		row, ids := make([]string, columns), make([]int, columns)
		for c := range row {
			ids[c] = root(cells, r*columns+c)
			row[c] = said[ids[c]]
		}
		t.rows, t.cells = append(t.rows, row), append(t.cells, ids)
	}
	return t, rest, true
}

// cells unites the small cells between which no stroke runs: each set is a cell of the table.
func (f *frame) cells(xs, ys []float64) []int {
	columns, rows := len(xs)-1, len(ys)-1
	wallRight := make([]bool, columns*rows)
	wallAbove := make([]bool, columns*rows)
	for _, d := range f.down {
		c := nearest(xs, d.at) - 1
		for r := 0; r < rows && c >= 0; r++ {
			if y := (ys[r] + ys[r+1]) / 2; c < columns && y > d.from && y < d.to {
				wallRight[r*columns+c] = true
			}
		}
	}
	for _, a := range f.across {
		r := nearest(ys, a.at) - 1
		for c := 0; c < columns && r >= 0; c++ {
			if x := (xs[c] + xs[c+1]) / 2; r < rows && x > a.from && x < a.to {
				wallAbove[r*columns+c] = true
			}
		}
	}
	parent := make([]int, columns*rows)
	for i := range parent {
		parent[i] = i
	}
	for r := range rows {
		for c := range columns {
			i := r*columns + c
			if c+1 < columns && !wallRight[i] {
				unite(parent, i, i+1)
			}
			if r+1 < rows && !wallAbove[i] {
				unite(parent, i, i+columns)
			}
		}
	}
	return parent
}

// interval is the index of the interval between edges that x lies in.
func interval(edges []float64, x float64) int {
	i, _ := slices.BinarySearch(edges, x)
	return min(max(i-1, 0), len(edges)-2)
}
