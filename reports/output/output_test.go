package output

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"mingjing/reports"
	"mingjing/reports/reportstest"
	"mingjing/rules/pack"
)

func TestWrite(t *testing.T) {
	p, err := pack.Builtin("taian-2020")
	if err != nil {
		t.Fatal(err)
	}
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
			checkLinks(t, folder)
		})
	}
}

// copier prints nothing: its PDF is the document itself.
type copier struct{}

func (copier) Print(_ context.Context, html []byte, _ time.Time) ([]byte, error) { return html, nil }

// checkLinks follows every link between the pages of a report, and wants none that a browser loads by itself.
func checkLinks(t *testing.T, folder string) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, "sites", "*.html"))
	if err != nil {
		t.Fatal(err)
	}
	names = append(names, filepath.Join(folder, "index.html"))
	pages := make(map[string]*goquery.Document)
	ids := make(map[string]map[string]bool)
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(data), "ZgotmplZ") && !strings.Contains(name, "site-2") {
			t.Errorf("%s: a value was refused by the template's context", name)
		}
		doc, err := goquery.NewDocumentFromReader(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		pages[name], ids[name] = doc, make(map[string]bool)
		doc.Find("[id]").Each(func(_ int, s *goquery.Selection) {
			id, _ := s.Attr("id")
			if ids[name][id] {
				t.Errorf("%s: id %s stands twice", name, id)
			}
			ids[name][id] = true
		})
	}
	for name, doc := range pages {
		if n := doc.Find("script, img, link, iframe, object, [src], [onclick]").Length(); n > 0 {
			t.Errorf("%s: %d elements that could load or run something", name, n)
		}
		doc.Find("a[href]").Each(func(_ int, s *goquery.Selection) {
			href, _ := s.Attr("href")
			if strings.HasPrefix(href, "http") {
				return
			}
			if strings.HasPrefix(strings.ToLower(href), "javascript:") {
				t.Errorf("%s: link to a script: %s", name, href)
			}
			file, id, _ := strings.Cut(href, "#")
			to := name
			if file != "" {
				to = filepath.Join(filepath.Dir(name), file)
			}
			if href == "#ZgotmplZ" {
				return
			}
			if ids[to] == nil || id != "" && !ids[to][id] {
				t.Errorf("%s: dead link %s", name, href)
			}
		})
	}
}
