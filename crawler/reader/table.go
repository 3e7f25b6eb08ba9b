package reader

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"mingjing/audit"
)

// Bounds of what is kept of a page's tables.
const (
	maxTables = 60
	maxRows   = 5000
	maxCols   = 80
	maxCells  = 200_000
	maxCell   = 4000 // bytes
)

// span is how many rows or columns a cell covers.
func span(n *html.Node, name string) int {
	v, err := strconv.Atoi(strings.TrimSpace(attr(n, name)))
	if err != nil || v < 1 {
		return 1
	}
	return min(v, maxRows)
}

// grid is a table with its merged cells filled.
func (f *flat) grid(table int) [][]string {
	type cover struct {
		text string
		left int
	}
	var rows [][]string
	var above []cover
	cells, width := 0, 0
	for i := table + 1; i < f.els[table].end && len(rows) < maxRows && cells < maxCells; i++ {
		if f.els[i].tag == "table" {
			i = f.els[i].end - 1
			continue
		}
		if f.els[i].tag != "tr" {
			continue
		}
		var row []string
		fill := func() {
			for len(row) < len(above) && above[len(row)].left > 0 {
				above[len(row)].left--
				row = append(row, above[len(row)].text)
			}
		}
		for c := f.first(i); c >= 0 && len(row) < maxCols; c = f.next(c) {
			if f.els[c].tag != "td" && f.els[c].tag != "th" {
				continue
			}
			fill()
			text := fold(head(f.textOf(c), maxCell))
			down := span(f.els[c].node, "rowspan") - 1
			for range min(span(f.els[c].node, "colspan"), maxCols-len(row)) {
				for len(above) <= len(row) {
					above = append(above, cover{})
				}
				above[len(row)] = cover{text, down}
				row = append(row, text)
			}
		}
		fill()
		cells += len(row)
		width = max(width, len(row))
		if len(row) > 0 {
			rows = append(rows, row)
		}
	}
	for i, row := range rows {
		for len(row) < width {
			row = append(row, "")
		}
		rows[i] = row
	}
	return rows
}

// readTables lists the tables of the main part that hold data: two rows and two columns at least.
func (f *flat) readTables() []audit.Table {
	var tables []audit.Table
	cells := 0
	for _, i := range f.tables {
		if len(tables) >= maxTables || cells > maxCells {
			break
		}
		if f.els[i].region != audit.RegionMain || f.holdsTable(i) {
			continue
		}
		rows := f.grid(i)
		if len(rows) < 2 || len(rows[0]) < 2 {
			continue
		}
		cells += len(rows) * len(rows[0])
		tables = append(tables, audit.Table{Caption: f.caption(i), Rows: rows})
	}
	return tables
}

// holdsTable reports whether the table is only there to place others: most of its text is theirs.
func (f *flat) holdsTable(table int) bool {
	inner := 0
	for i := table + 1; i < f.els[table].end; i++ {
		if f.els[i].tag == "table" {
			inner += f.size(i)
			i = f.els[i].end - 1
		}
	}
	return inner*2 > f.size(table)
}

// caption is the table's caption, or the line before it where that is short, or the heading above it.
func (f *flat) caption(table int) string {
	for c := f.first(table); c >= 0; c = f.next(c) {
		if f.els[c].tag == "caption" {
			return fold(f.textOf(c))
		}
	}
	start := f.els[table].t0
	before := strings.TrimRight(string(f.text[max(0, start-300):start]), "\n\t ")
	if i := strings.LastIndexByte(before, '\n'); i >= 0 {
		line := fold(strings.ToValidUTF8(before[i+1:], ""))
		if n := length(line); n > 1 && n <= 60 && !strings.HasSuffix(line, "。") && !strings.ContainsAny(line, ">»") && !sourceLine.MatchString(line) {
			return line
		}
	}
	if h := f.els[table].above; h != nil {
		return h.name
	}
	return ""
}

// catalogueHeads are the heads of a standard catalogue's columns.
var catalogueHeads = []string{"公开事项", "公开内容", "公开依据", "公开时限", "公开主体", "公开渠道", "公开对象", "公开方式", "公开层级"}

// isCatalogue reports whether a table looks like a standard catalogue by its first rows.
func isCatalogue(t audit.Table) bool {
	for _, row := range t.Rows[:min(len(t.Rows), 5)] {
		found := map[string]bool{}
		for _, cell := range row {
			cell = squeeze(cell)
			if length(cell) > 20 {
				continue
			}
			for _, h := range catalogueHeads {
				if strings.Contains(cell, h) {
					found[h] = true
				}
			}
			if cell == "一级事项" || cell == "二级事项" || cell == "事项名称" {
				found["公开事项"] = true
			}
		}
		if len(found) >= 3 {
			return true
		}
	}
	return false
}
