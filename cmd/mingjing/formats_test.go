package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mingjing/internal/browsertest"
	"mingjing/internal/chromium"
	"mingjing/reports"
	"mingjing/reports/output"
	"mingjing/reports/reportstest"
	"mingjing/rules/pack"
)

// TestPDF prints a report twice, and wants the same files.
func TestPDF(t *testing.T) {
	if _, err := chromium.Find(""); err != nil {
		browsertest.Need(t, "chromium", err.Error())
	}
	scan := scanFile(t)
	one, two := t.TempDir(), t.TempDir()
	for _, folder := range []string{one, two} {
		if code, errs := runMain(t, "report", "--from", scan, "--format", "pdf", "-o", folder); code != exitDone {
			t.Fatalf("exit code %d: %s", code, errs)
		}
	}
	for _, name := range []string{"report.pdf", "sites/site-1.pdf"} {
		a, b := readFile(t, filepath.Join(one, name)), readFile(t, filepath.Join(two, name))
		if !bytes.HasPrefix(a, []byte("%PDF-")) || !bytes.Equal(a, b) {
			t.Errorf("%s: not the same PDF each time", name)
		}
	}
}

// Where Chromium is missing all else is written, and one line says how to get it.
func TestPDFWithoutChromium(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	folder := t.TempDir()
	code, errs := runMain(t, "report", "--from", scanFile(t), "-o", folder)
	if code != exitDone {
		t.Errorf("exit code %d", code)
	}
	if strings.Count(errs, "\n") != 1 || !strings.Contains(errs, "no PDF is written") || !strings.Contains(errs, "apt-get install chromium fonts-noto-cjk") {
		t.Errorf("told: %s", errs)
	}
	for _, name := range []string{"index.html", "sites/site-1.html", "findings.csv"} {
		readFile(t, filepath.Join(folder, name))
	}
	if _, err := os.Stat(filepath.Join(folder, "report.pdf")); err == nil {
		t.Error("a PDF without Chromium")
	}
}

func scanFile(t *testing.T) string {
	t.Helper()
	p, err := pack.Builtin(defaultPack)
	if err != nil {
		t.Fatal(err)
	}
	r, err := reports.New(reportstest.ScanOf(p, 12, "岱岳区"), p, reports.Options{Lang: "zh"})
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	if err := output.WriteScan(r, folder); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(folder, "scan.json")
}

func runMain(t *testing.T, args ...string) (code int, errs string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	m := &Main{Args: args, Env: os.Getenv, Stdout: &stdout, Stderr: &stderr}
	return m.Run(t.Context()), stderr.String()
}

func readFile(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
