package tables

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"mingjing/reports"
	"mingjing/reports/reportstest"
	"mingjing/rules/pack"
)

func TestWriteCSV(t *testing.T) {
	p, err := pack.Builtin("taian-2020")
	if err != nil {
		t.Fatal(err)
	}
	scan := reportstest.Scan(p, 12)
	report, err := reports.New(scan, p, reports.Options{Lang: "zh"})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := WriteCSV(&out, report); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(out.String(), "\uFEFF"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := 1
	for _, site := range scan.Sites {
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

func TestPlainCell(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "预算": "预算", "=1+1": "'=1+1", "+86": "'+86", "-1": "'-1", "@x": "'@x", "\t=1": " =1", "a\nb": "a b", "1=1": "1=1",
	} {
		if got := plainCell(in); got != want {
			t.Errorf("plainCell(%q) = %q, want %q", in, got, want)
		}
	}
}
