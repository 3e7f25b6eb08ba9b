// Package tables lays a report out in rows: CSV and spreadsheets.
package tables

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"unicode"

	"mingjing/audit"
	"mingjing/reports"
)

// CSVFiles are the files of a report in CSV.
func CSVFiles(r *reports.Report) []reports.File {
	return []reports.File{{Name: "findings.csv", Write: func(w io.Writer) error { return WriteCSV(w, r) }}}
}

// WriteCSV writes a row for each finding, with a byte order mark so that spreadsheet programs read it as UTF-8.
func WriteCSV(w io.Writer, r *reports.Report) error {
	if _, err := io.WriteString(w, "\uFEFF"); err != nil {
		return fmt.Errorf("write csv: %w", err)
	}
	out := csv.NewWriter(w)
	_ = out.Write([]string{
		"site", "name", "rule", "rule_name", "clause", "domain", "domain_name", "level1", "item", "status",
		"points", "max", "reason", "follows", "fix", "evidence",
	})
	for _, site := range r.Sites {
		for _, f := range site.All {
			domain := ""
			if f.Area != nil {
				domain = f.Area.Name
			}
			evidence, fix := "", ""
			if len(f.Evidence) > 0 {
				evidence = f.Evidence[0].URL
			}
			if f.Status == audit.Unmet || f.Status == audit.Partial {
				fix = f.Fix
			}
			row := []string{
				site.ID, site.Name, f.Rule, f.Title, f.Law.Clause, f.Domain, domain, f.Level1, f.Item,
				string(f.Status), fmt.Sprintf("%.4f", f.Points), fmt.Sprintf("%.4f", f.Max), f.Reason, f.Follows, fix, evidence,
			}
			for i, cell := range row {
				row[i] = plainCell(cell)
			}
			_ = out.Write(row)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write csv: %w", err)
	}
	return nil
}

// plainCell keeps a spreadsheet program from reading a text as a formula, and drops control characters.
func plainCell(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s)
	if s != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(s)[0]) {
		return "'" + s
	}
	return s
}
