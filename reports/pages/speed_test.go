package pages_test

import (
	"fmt"
	"testing"

	"mingjing/audit"
	"mingjing/reports"
	"mingjing/reports/pages"
	"mingjing/reports/reportstest"
)

// BenchmarkFiles writes a report of 150 sites with some 1,600 findings each, compared with the month before.
func BenchmarkFiles(b *testing.B) {
	p := whole(b)
	names := make([]string, 150)
	for i := range names {
		names[i] = fmt.Sprintf("第%d县", i+1)
	}
	r := reportOf(b, reportstest.ScanOf(p, 12, names...), p, reports.Options{Lang: "zh", Earlier: []*audit.Scan{reportstest.ScanOf(p, 11, names...)}})
	for b.Loop() {
		files, err := pages.Files(r)
		if err != nil {
			b.Fatal(err)
		}
		var all, index counter
		for _, f := range files {
			out := &all
			if f.Name == "index.html" {
				out = &index
			}
			if err := f.Write(out); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(index), "index-bytes")
		b.ReportMetric(float64(all)/float64(len(files)), "bytes/page")
		b.ReportMetric(float64(len(files)), "pages")
	}
}

// counter counts what is written.
type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}
