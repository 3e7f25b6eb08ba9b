package tables

import (
	"iter"
	"math"

	"mingjing/audit"
	"mingjing/reports"
)

// table is rows under one head: a sheet of the workbook, or a CSV file.
type table struct {
	title   reports.Text // of the sheet
	columns []column
	rows    iter.Seq[row]
	sum     row // last row, below those that are filtered; may be nil
	filter  bool
}

// row is the values of the cells in the order of the columns: text, int, float64, audit.Date, time.Time,
// audit.Status, or nil for an empty cell.
type row []any

type column struct {
	key   string // its head in CSV, the same in every language
	title reports.Text
	width float64 // in characters
	kind  kind
	where where
}

// where is where a column stands.
type where int

const (
	everywhere where = iota
	comparing        // not on sheets without a scan to compare with, where it says nothing
	inCSV            // for programs only
)

// kind is how a column looks.
type kind int

const (
	prose   kind = iota // wrapped text
	word                // short text in the middle
	whole               // number without decimals
	score               // one decimal
	signed              // one decimal with its sign
	points              // two decimals
	percent             // of a ratio, rounded down
	day
	moment // day and time of day, in China
	verdict
	heat // score with the colour of its band
	link // address of a page
)

// onSheet leaves out the columns and cells that do not stand on sheets.
func (t table) onSheet(r *reports.Report) table {
	kept := t
	kept.columns = pick(r, t.columns, t.columns)
	kept.sum = pick(r, t.columns, t.sum)
	kept.rows = func(yield func(row) bool) {
		for cells := range t.rows {
			if !yield(pick(r, t.columns, cells)) {
				return
			}
		}
	}
	return kept
}

// pick is the values of the columns that stand on sheets.
func pick[T any](r *reports.Report, columns []column, values []T) []T {
	var kept []T
	for i, v := range values {
		if where := columns[i].where; where == everywhere || where == comparing && r.Before != nil {
			kept = append(kept, v)
		}
	}
	return kept
}

// scored is a score as it is shown, or nothing where nothing was judged.
func scored(points float64, known bool) any {
	if !known {
		return nil
	}
	return reports.Shown(points)
}

// down is a ratio rounded down to whole percent, so that only what is whole shows as 100 %.
func down(ratio float64) float64 { return math.Floor(ratio*100+1e-9) / 100 }

// number is the value, or nothing where it is 0.
func number(n int) any {
	if n == 0 {
		return nil
	}
	return n
}

// first is the page that a finding rests on, to be opened first.
func first(f *reports.Finding) audit.Evidence {
	if len(f.Evidence) == 0 {
		return audit.Evidence{}
	}
	return f.Evidence[0]
}
