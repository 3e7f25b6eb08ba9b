package output

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"mingjing/reports"
	"mingjing/reports/reportstest"
	"mingjing/rules/pack"
)

// LibreOffice opens the workbook and the papers without complaint, and finds all pages in them.
func TestLibreOffice(t *testing.T) {
	office, err := exec.LookPath("soffice")
	if err != nil {
		const hint = "no soffice: apt-get install libreoffice-writer-nogui libreoffice-calc-nogui"
		if os.Getenv("CI") == "true" {
			t.Fatal(hint)
		}
		t.Skip(hint)
	}
	p, err := pack.Builtin("taian-2020")
	if err != nil {
		t.Fatal(err)
	}
	p = reportstest.Small(p)
	report, err := reports.New(reportstest.Scan(p, 12), p, reports.Options{Lang: "zh"})
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	if err := Write(t.Context(), report, folder, nil, DOCX, XLSX); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(folder, "papers", "*.docx"))
	if err != nil {
		t.Fatal(err)
	}
	files = append(files, filepath.Join(folder, "report.xlsx"))

	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	pdfs := t.TempDir()
	args := append([]string{
		"--headless", "-env:UserInstallation=file://" + t.TempDir(), "--convert-to", "pdf", "--outdir", pdfs,
	}, files...)
	run := exec.CommandContext(ctx, office, args...)
	run.WaitDelay = 5 * time.Second
	said, err := run.CombinedOutput()
	if err != nil || strings.Contains(strings.ToLower(string(said)), "error") {
		t.Fatalf("%v: %s", err, said)
	}
	page := regexp.MustCompile(`/Type\s*/Page\b`)
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), filepath.Ext(file)) + ".pdf"
		pdf, err := os.ReadFile(filepath.Join(pdfs, name))
		if err != nil {
			t.Errorf("%v: %s", err, said)
			continue
		}
		// A paper has two pages of text and an annex; the workbook at least a page for each of its sheets.
		least := 3
		if filepath.Ext(file) == ".xlsx" {
			least = 8
		}
		if n := len(page.FindAll(pdf, -1)); n < least {
			t.Errorf("%s has %d pages, want %d or more", name, n, least)
		}
	}
}
