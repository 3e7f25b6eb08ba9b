// Package tables lays a report out in rows: a workbook and CSV.
//
// Both are made of the same tables. Texts from portals are never read as formulas: a spreadsheet program takes a cell of
// the workbook for what its type says, and in CSV a text that looks like a formula is quoted.
package tables

import (
	"io"

	"mingjing/reports"
)

// XLSXFiles are the files of a report as a workbook.
func XLSXFiles(r *reports.Report) []reports.File {
	return []reports.File{{Name: "report.xlsx", Write: func(w io.Writer) error { return WriteXLSX(w, r) }}}
}

// CSVFiles are the files of a report in CSV, for Excel and for import elsewhere. The heads of the columns are the same in
// every language.
func CSVFiles(r *reports.Report) []reports.File {
	file := func(name string, t table) reports.File {
		return reports.File{Name: name, Write: func(w io.Writer) error { return writeCSV(w, t) }}
	}
	return []reports.File{
		file("league.csv", league(r)), file("findings.csv", findings(r)), file("rectification.csv", rectification(r)),
	}
}
