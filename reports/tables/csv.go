package tables

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"mingjing/audit"
	"mingjing/reports"
)

// writeCSV writes the table with a byte order mark, so that spreadsheet programs read it as UTF-8.
func writeCSV(w io.Writer, t table) error {
	if _, err := io.WriteString(w, "\uFEFF"); err != nil {
		return fmt.Errorf("write csv: %w", err)
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	line := make([]string, len(t.columns))
	for i, c := range t.columns {
		line[i] = c.key
	}
	_ = out.Write(line) // out keeps the first error
	for cells := range t.rows {
		for i, value := range cells {
			line[i] = csvCell(t.columns[i].kind, value)
		}
		if err := out.Write(line); err != nil {
			break
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write csv: %w", err)
	}
	return nil
}

func csvCell(k kind, value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case int:
		return strconv.Itoa(v)
	case float64:
		return strconv.FormatFloat(v, 'f', decimals(k), 64)
	case audit.Date:
		return v.String()
	case audit.Status:
		return string(v)
	case time.Time:
		if v.IsZero() {
			return ""
		}
		return v.UTC().Format(time.RFC3339)
	default:
		return quoted(reports.Plain(fmt.Sprint(v)))
	}
}

func decimals(k kind) int {
	switch k {
	case percent:
		return 2
	case points:
		return 4
	default:
		return 1
	}
}

// quoted keeps a spreadsheet program from reading a text as a formula.
func quoted(s string) string {
	if strings.IndexAny(s, "=+-@＝＋－＠") == 0 {
		return "'" + s
	}
	return s
}
