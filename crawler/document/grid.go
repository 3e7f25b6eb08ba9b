package document

import "slices"

// gridCell is one cell of a word-processor table: where it stands across the page, and how it
// hangs together with the cell above.
type gridCell struct {
	left, right int // edges, in any unit that the whole table shares
	text        string
	below       bool // continues the cell above
}

// grid lays rows of cells on common columns. Word processors keep edges for each row, and rows
// drawn by hand differ by a hair: edges nearer than slack count as one. Cells that span columns
// repeat their text; a cell that continues the one above takes its text.
func grid(rows [][]gridCell, slack int, c *content) ([][]string, error) {
	edges := columnEdges(rows, slack)
	if len(edges) < 2 {
		return nil, nil
	}
	width := len(edges) - 1
	if err := c.spend(width * len(rows)); err != nil {
		return nil, err
	}
	out := make([][]string, len(rows))
	for r, row := range rows {
		out[r] = make([]string, width)
		for _, cell := range row {
			from, to := nearest(edges, cell.left), nearest(edges, cell.right)
			if from == to {
				to = min(from+1, width)
			}
			text := cell.text
			if cell.below && text == "" && r > 0 && from < width {
				text = out[r-1][from]
			}
			for i := from; i < to; i++ {
				out[r][i] = join(out[r][i], text)
			}
		}
	}
	return out, nil
}

// laidOut hands on a table whose cells stand across the page; see grid.
func (c *content) laidOut(rows [][]gridCell, slack int) error {
	out, err := grid(rows, slack, c)
	if err != nil {
		return err
	}
	return c.table(out, "")
}

// join puts the texts of two cells that fall on one column together, up to a length that no cell has.
func join(a, b string) string {
	const longest = 64 << 10
	switch {
	case a == "":
		return b
	case b == "" || a == b || len(a) > longest:
		return a
	}
	return a + " " + b
}

// columnEdges are the distinct edges of all cells in order.
func columnEdges(rows [][]gridCell, slack int) []int {
	var all []int
	for _, row := range rows {
		for _, cell := range row {
			all = append(all, cell.left, cell.right)
		}
	}
	return cluster(all, slack)
}

// length is a place along an axis, in any unit.
type length interface{ ~int | ~float64 }

// cluster sorts edges and makes one of those that are within slack of each other.
func cluster[T length](edges []T, slack T) []T {
	slices.Sort(edges)
	var out []T
	for _, x := range edges {
		if len(out) == 0 || x-out[len(out)-1] > slack {
			out = append(out, x)
		}
	}
	return out
}

// nearest is the index of the edge nearest to x.
func nearest[T length](edges []T, x T) int {
	i, _ := slices.BinarySearch(edges, x)
	if i == len(edges) || i > 0 && x-edges[i-1] < edges[i]-x {
		return i - 1
	}
	return i
}
