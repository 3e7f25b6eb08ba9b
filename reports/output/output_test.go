package output

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"mingjing/reports"
	"mingjing/reports/reportstest"
	"mingjing/rules/pack"
)

func TestWrite(t *testing.T) {
	p, err := pack.Builtin("taian-2020")
	if err != nil {
		t.Fatal(err)
	}
	p = reportstest.Small(p)
	for _, lang := range reports.Langs() {
		t.Run(lang, func(t *testing.T) {
			report, err := reports.New(reportstest.Scan(p, 12), p, reports.Options{Lang: lang})
			if err != nil {
				t.Fatal(err)
			}
			folder := t.TempDir()
			if err := errors.Join(WriteScan(report, folder), Write(t.Context(), report, folder, copier{}, Formats()...)); err != nil {
				t.Fatal(err)
			}
			for _, name := range []string{
				"scan.json", "index.html", "sites/site-1.html", "sites/site-4.html", "metrics.prom",
				"report.xlsx", "league.csv", "findings.csv", "rectification.csv", "report.json", "report.pdf", "sites/site-4.pdf",
				"papers/circular.docx", "papers/circular.pdf", "papers/site-1-rectification-notice.docx",
			} {
				info, err := os.Stat(filepath.Join(folder, name))
				if err != nil {
					t.Fatal(err)
				}
				if info.Mode().Perm() != 0o644 {
					t.Errorf("%s: mode %v", name, info.Mode())
				}
			}
		})
	}
}

// copier prints nothing: its PDF is the document itself.
type copier struct{}

func (copier) Print(_ context.Context, html []byte, _ time.Time) ([]byte, error) { return html, nil }
