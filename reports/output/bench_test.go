package output

import (
	"fmt"
	"testing"

	"mingjing/audit"
	"mingjing/reports"
	"mingjing/reports/reportstest"
	"mingjing/rules/pack"
)

// A province's month: 150 sites with some 1,600 findings each, compared with the month before, in every format but PDF.
func BenchmarkProvince(b *testing.B) {
	p, err := pack.Builtin("taian-2020")
	if err != nil {
		b.Fatal(err)
	}
	names := make([]string, 150)
	for i := range names {
		names[i] = fmt.Sprintf("第%d县", i+1)
	}
	before, now := reportstest.ScanOf(p, 11, names...), reportstest.ScanOf(p, 12, names...)
	for _, format := range Formats() {
		if format == PDF {
			continue
		}
		b.Run(string(format), func(b *testing.B) {
			for b.Loop() {
				r, err := reports.New(now, p, reports.Options{Lang: "zh", Earlier: []*audit.Scan{before}})
				if err != nil {
					b.Fatal(err)
				}
				if err := Write(b.Context(), r, b.TempDir(), nil, format); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
