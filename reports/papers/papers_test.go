package papers

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"mingjing/audit"
	"mingjing/reports"
	"mingjing/reports/reportstest"
	"mingjing/rules/pack"
)

var update = flag.Bool("update", false, "rewrite the files of testdata")

func small(t *testing.T, lang string) *reports.Report {
	t.Helper()
	p, err := pack.Builtin("taian-2020")
	if err != nil {
		t.Fatal(err)
	}
	p = reportstest.Small(p)
	r, err := reports.New(reportstest.Scan(p, 12), p, reports.Options{
		Lang: lang, NumberOf: "泰政公开〔2020〕", Month: "2020-12",
		Earlier: []*audit.Scan{reportstest.Scan(p, 10), reportstest.Scan(p, 11)},
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func files(t *testing.T, r *reports.Report) map[string]string {
	t.Helper()
	all, err := Files(r)
	if err != nil {
		t.Fatal(err)
	}
	written := make(map[string]string)
	for _, f := range all {
		var out bytes.Buffer
		if err := f.Write(&out); err != nil {
			t.Fatal(err)
		}
		written[f.Name] = out.String()
	}
	return written
}

// The words of each paper, in either layout and for a report in any language.
func TestText(t *testing.T) {
	r := small(t, "zh")
	docx := files(t, r)
	prints, err := PrintFiles(r)
	if err != nil {
		t.Fatal(err)
	}
	if len(docx) != len(prints) {
		t.Fatalf("%d documents, %d prints", len(docx), len(prints))
	}
	if diff := cmp.Diff(docx, files(t, small(t, "en"))); diff != "" {
		t.Error("a report in English has other papers")
	}
	for _, p := range prints {
		name := strings.TrimSuffix(p.Name, ".pdf")
		text := docxText(t, docx[name+".docx"])
		path := filepath.Join("testdata", filepath.Base(name)+".txt")
		if *update {
			if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), text); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if diff := cmp.Diff(words(htmlText(t, p)), words(text)); diff != "" {
			t.Errorf("%s reads otherwise in print (-print +document):\n%s", name, diff)
		}
	}
}

// docxText is the text of a document, a paragraph a line. It wants every part to be well-formed.
func docxText(t *testing.T, data string) string {
	t.Helper()
	archive, err := zip.NewReader(strings.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, f := range archive.File {
		part, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		dec := xml.NewDecoder(part)
		inText := false
		for {
			token, err := dec.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
			if f.Name != "word/document.xml" {
				continue
			}
			switch e := token.(type) {
			case xml.StartElement:
				inText = e.Name.Local == "t"
				if e.Name.Local == "tab" {
					b.WriteString("\t")
				}
			case xml.CharData:
				if inText {
					b.Write(e)
				}
			case xml.EndElement:
				inText = false
				if e.Name.Local == "p" {
					b.WriteString("\n")
				}
			}
		}
	}
	return b.String()
}

func htmlText(t *testing.T, p Print) string {
	t.Helper()
	var out bytes.Buffer
	if err := p.HTML(&out); err != nil {
		t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	if n := doc.Find("script, img, link, iframe, [src], [href]").Length(); n > 0 {
		t.Errorf("%s: %d elements that could load or run something", p.Name, n)
	}
	return doc.Find("body").Text()
}

// words is a text without the white space of its layout.
func words(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" \t\n\u3000", r) }), "")
}

// What could not be judged is no fault, and a site without faults gets no notice.
func TestWhoGetsANotice(t *testing.T) {
	r := small(t, "zh")
	written := files(t, r)
	for _, s := range r.Sites {
		_, noticed := written["papers/"+s.ID+"-rectification-notice.docx"]
		if noticed != (s.Open > 0) {
			t.Errorf("%s has %d faults; notice: %v", s.Name, s.Open, noticed)
		}
	}
	if _, ok := written["papers/site-3-rectification-notice.docx"]; ok {
		t.Error("a site that could not be read gets a notice")
	}
	circular := docxText(t, written["papers/circular.docx"])
	if !strings.Contains(circular, "宁阳县没有可判定的内容，不计分，不评定等级，不参加排名。") {
		t.Error("the circular does not say that a site could not be read")
	}
}

// Hostile texts, sites without findings, and offices with long names make no broken paper.
func TestEdges(t *testing.T) {
	p, err := pack.Builtin("taian-2020")
	if err != nil {
		t.Fatal(err)
	}
	scan := reportstest.Scan(p, 12)
	scan.Sites[0].Name = reportstest.Hostile()
	for _, o := range []reports.Options{
		{Lang: "zh"},
		{Lang: "zh", Office: strings.Repeat("某某市人民政府办公室", 4), NumberOf: reportstest.Hostile()},
		{Lang: "zh", Office: "县"},
	} {
		for _, sites := range [][]audit.SiteResult{scan.Sites, scan.Sites[2:3], nil} {
			some := *scan
			some.Sites = sites
			r, err := reports.New(&some, p, o)
			if err != nil {
				t.Fatal(err)
			}
			first := files(t, r)
			for name, data := range first {
				if text := docxText(t, data); strings.ContainsAny(text, "\x00\u202e") || strings.Contains(text, "%!") || strings.Contains(text, "NaN") {
					t.Errorf("%s: %q", name, text[:200])
				}
			}
			if diff := cmp.Diff(first, files(t, r)); diff != "" {
				t.Error("two writes differ")
			}
		}
	}
}

func TestFormal(t *testing.T) {
	for in, want := range map[string]string{
		"开设专题,集中展示(不含单篇文章);说明:": "开设专题，集中展示（不含单篇文章）；说明：",
		"二(三).1": "二（三）.1", "12,345": "12,345", "a\x00b": "a b", "": "",
	} {
		if got := formal(in); got != want {
			t.Errorf("formal(%q) = %q, want %q", in, got, want)
		}
	}
}
