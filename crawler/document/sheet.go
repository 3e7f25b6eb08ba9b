package document

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// place is a cell of a sheet, counted from 0.
type place struct{ row, column int }

// area is a block of cells, both corners included.
type area struct{ from, to place }

// sheet gathers the cells of a worksheet, which may lie far apart.
type sheet struct {
	c      *content
	cells  map[place]string
	merges []area
}

// maxMerges is how many merged blocks of a sheet are filled.
const maxMerges = 50_000

func (s *sheet) set(at place, text string) error {
	if text == "" || at.row < 0 || at.column < 0 {
		return s.c.tick()
	}
	if s.cells == nil {
		s.cells = map[place]string{}
	}
	s.cells[at] = text
	return s.c.spend(1)
}

func (s *sheet) merge(a area) {
	if len(s.merges) < maxMerges && a.from != a.to && a.from.row <= a.to.row && a.from.column <= a.to.column {
		s.merges = append(s.merges, a)
	}
}

// emit turns the cells into a table of the rows and columns that are used, merged blocks filled.
func (s *sheet) emit(name string) error {
	if len(s.cells) == 0 {
		return nil
	}
	rowIndex, rows := compress(s.cells, func(p place) int { return p.row })
	columnIndex, columns := compress(s.cells, func(p place) int { return p.column })
	if len(rows) > s.c.limits.Cells/len(columns) {
		return limitError{"table cells"}
	}
	if err := s.c.spend(len(rows) * len(columns)); err != nil {
		return err
	}
	out := make([][]string, len(rows))
	for i := range out {
		out[i] = make([]string, len(columns))
	}
	for at, text := range s.cells {
		out[rowIndex[at.row]][columnIndex[at.column]] = text
	}
	if err := s.fill(out, rows, columns); err != nil {
		return err
	}
	return s.c.table(out, fold(name))
}

// fill gives each cell of a merged block the text of the block. Blocks that overlap cost their
// area, so the sum of areas is bounded.
func (s *sheet) fill(out [][]string, rows, columns []int) error {
	work := 0
	for _, m := range s.merges {
		text := s.cells[m.from]
		if text == "" {
			continue
		}
		top, _ := slices.BinarySearch(rows, m.from.row)
		left, _ := slices.BinarySearch(columns, m.from.column)
		bottom, _ := slices.BinarySearch(rows, m.to.row+1)
		right, _ := slices.BinarySearch(columns, m.to.column+1)
		if work += (bottom - top) * (right - left); work > 4*s.c.limits.Cells {
			return limitError{"merged cells"}
		}
		for r := top; r < bottom; r++ {
			for c := left; c < right; c++ {
				out[r][c] = text
			}
		}
	}
	return nil
}

// compress lists the used rows or columns in order, with the index of each.
func compress(cells map[place]string, of func(place) int) (index map[int]int, used []int) {
	index = map[int]int{}
	for p := range cells {
		if _, ok := index[of(p)]; !ok {
			index[of(p)] = 0
			used = append(used, of(p))
		}
	}
	slices.Sort(used)
	for i, n := range used {
		index[n] = i
	}
	return index, used
}

// parseRef reads a reference such as AB12.
func parseRef(s string) (place, bool) {
	s = strings.ReplaceAll(s, "$", "")
	column, i := 0, 0
	for ; i < len(s) && i < 4; i++ {
		c := s[i] &^ 0x20
		if c < 'A' || c > 'Z' {
			break
		}
		column = column*26 + int(c-'A') + 1
	}
	row, err := strconv.Atoi(s[i:])
	if i == 0 || err != nil || row < 1 || row > 1<<24 {
		return place{}, false
	}
	return place{row - 1, column - 1}, true
}

// parseArea reads a reference such as A1:B2.
func parseArea(s string) (area, bool) {
	from, to, ok := strings.Cut(s, ":")
	if !ok {
		return area{}, false
	}
	a, okA := parseRef(from)
	b, okB := parseRef(to)
	return area{a, b}, okA && okB
}

// cellNumber is how a sheet shows a number: as a date where its style says so, else in general form.
func cellNumber(n float64, date, era1904 bool) string {
	if date && n >= 1 && n < 2958466 {
		days := int(n)
		if era1904 {
			days += 1462
		}
		if days < 60 {
			days++ // the spreadsheet's 29 February 1900
		}
		return time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, days).Format(time.DateOnly)
	}
	return strconv.FormatFloat(n, 'f', -1, 64)
}

// builtinDate reports whether a built-in number format shows a day, the East Asian ones included.
func builtinDate(id int) bool {
	return id >= 14 && id <= 17 || id == 22 || id >= 27 && id <= 31 || id == 36 || id >= 50 && id <= 54 || id == 57 || id == 58
}

// dateFormat reports whether a number format shows a day.
func dateFormat(code string) bool {
	quoted := false
	for i := 0; i < len(code); i++ {
		switch c := code[i] | 0x20; {
		case code[i] == '"':
			quoted = !quoted
		case code[i] == '\\':
			i++
		case quoted:
		case code[i] == '[':
			for i < len(code) && code[i] != ']' {
				i++
			}
		case c == 'y' || c == 'd':
			return true
		}
	}
	return false
}
