package tables

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
)

func TestFindingsCSV(t *testing.T) {
	report := hostile(t, "zh")
	var out bytes.Buffer
	if err := writeCSV(&out, findings(report)); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(out.String(), "\uFEFF"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := 1
	for _, site := range report.Sites {
		want += len(site.Findings)
	}
	if len(rows) != want {
		t.Errorf("%d rows, want %d", len(rows), want)
	}
	for _, row := range rows {
		for _, cell := range row {
			if strings.HasPrefix(cell, "=") || strings.HasPrefix(cell, "@") {
				t.Errorf("a cell that is a formula: %s", cell)
			}
		}
	}
}

func TestCSVCell(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "预算": "预算", "=1+1": "'=1+1", "+86": "'+86", "-1": "'-1", "@x": "'@x", "\t=1": "'=1", "＝1": "'＝1",
		"a\nb": "a b", "1=1": "1=1", "a\u202eb": "ab", "\u202e=1": "'=1", "\u3000=1": "'=1", "\x00=1": "'=1",
	} {
		if got := csvCell(prose, in); got != want {
			t.Errorf("csvCell(%q) = %q, want %q", in, got, want)
		}
	}
}
