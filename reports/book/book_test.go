package book

import (
	"bytes"
	"encoding/xml"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mingjing/audit"
	"mingjing/internal/browsertest"
	"mingjing/internal/chromium"
	"mingjing/reports"
	"mingjing/reports/reportstest"
	"mingjing/rules/pack"
)

const poppler = "apt-get install poppler-utils"

func newReport(t *testing.T, o reports.Options) *reports.Report {
	t.Helper()
	p, err := pack.Builtin("taian-2020")
	if err != nil {
		t.Fatal(err)
	}
	o.Month = "2020-12"
	o.Earlier = []*audit.Scan{reportstest.Scan(p, 10), reportstest.Scan(p, 11)}
	r, err := reports.New(reportstest.Scan(p, 12), p, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestReport prints the monthly report as a whole.
func TestReport(t *testing.T) {
	b := browsertest.Start(t, chromium.Files)
	english := printed(t, b, newReport(t, reports.Options{Lang: "en"}), "report.pdf")
	english.check(t)
	if !strings.Contains(english.pages[3], "2 League table") && !strings.Contains(english.pages[3], "2  League table") {
		t.Error("the English summary is longer than a page")
	}
	r := newReport(t, reports.Options{Lang: "zh"})
	d := printed(t, b, r, "report.pdf")
	d.check(t)

	titles := []string{"目　录"}
	for _, key := range chapters() {
		title := texts()[key][0]
		if titles = append(titles, title); key == "chapter.sites" {
			for _, s := range r.Sites {
				titles = append(titles, s.Name)
			}
		}
	}
	var outline []string
	for _, title := range d.outline(t) {
		if slices.Contains(titles, title) {
			outline = append(outline, title)
		}
	}
	for _, s := range r.Sites { // each has a list in the annex too
		titles = append(titles, s.Name)
	}
	if !slices.Equal(outline, titles) {
		t.Errorf("outline %q, want %q", outline, titles)
	}
	pages := d.pages
	for _, want := range []string{"泰安市", "检查月报", "2020年12月", "泰政办字〔2020〕39号", "泰安市政务公开办公室"} {
		if !strings.Contains(pages[0], want) {
			t.Errorf("the cover has no %s: %s", want, pages[0])
		}
	}
	// The leader reads one page.
	if !strings.Contains(pages[2], "一、总体情况") || !strings.Contains(pages[2], "85.0") || !strings.Contains(pages[3], "二、检查结果排名") {
		t.Error("the summary is not the third page alone")
	}
	if strings.Contains(pages[0], "—1—") || !strings.Contains(pages[1], "—2—") {
		t.Error("page numbers")
	}
	if size := d.sizes[4]; size != "841.92 x 594.96" {
		t.Errorf("the heat map stands on a page of %s", size)
	}
}

// TestCard prints the scorecard of the site whose texts are hostile, in both languages.
func TestCard(t *testing.T) {
	b := browsertest.Start(t, chromium.Files)
	for _, lang := range reports.Langs() {
		r := newReport(t, reports.Options{Lang: lang})
		d := printed(t, b, r, "sites/site-2.pdf")
		d.check(t)
		text := strings.Join(strings.Fields(strings.Join(d.pages, "")), "")
		hostile := []string{"<script>alert(1)</script>", `"'=1+1`, strings.Repeat("长", 20)}
		if lang == "zh" {
			hostile = append(hostile, `=HYPERLINK("https://example.org")`)
		}
		for _, want := range hostile {
			if !strings.Contains(text, want) {
				t.Errorf("%s: no %s", lang, want)
			}
		}
		if bytes.Contains(d.bytes, []byte("/URI (javascript:")) || bytes.Contains(d.bytes, []byte("/JavaScript")) {
			t.Errorf("%s: a link to a script", lang)
		}
		site, _ := r.Site("site-2")
		for _, want := range []string{score(site.Score, site.Coverage), points(site.Points), points(site.Max)} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: the score's %s is not told", lang, want)
			}
		}
	}
}

// TestHTML wants documents that carry all they need, with every text in both languages.
func TestHTML(t *testing.T) {
	loads := regexp.MustCompile(`<(script|img|link|iframe|object)|url\(|@import|ZgotmplZ`)
	for _, lang := range reports.Langs() {
		r := newReport(t, reports.Options{Lang: lang})
		b, err := New(r)
		if err != nil {
			t.Fatal(err)
		}
		writers := []func(io.Writer) error{b.WriteReport}
		for _, s := range r.Sites {
			writers = append(writers, func(w io.Writer) error { return b.WriteCard(w, s) })
		}
		for _, write := range writers {
			var one, two bytes.Buffer
			if err := write(&one); err != nil {
				t.Fatal(err)
			}
			if err := write(&two); err != nil || !bytes.Equal(one.Bytes(), two.Bytes()) {
				t.Errorf("%s: not the same each time, %v", lang, err)
			}
			if found := loads.Find(one.Bytes()); found != nil {
				t.Errorf("%s: %s", lang, found)
			}
			if i := bytes.Index(one.Bytes(), []byte("%!")); i >= 0 {
				t.Errorf("%s: a text does not fit what is put in: %s", lang, one.Bytes()[max(i-40, 0):i+40])
			}
		}
	}
	for key, text := range texts() {
		if text[0] == "" || text[1] == "" {
			t.Errorf("text %s is empty", key)
		}
		if strings.Count(text[0], "%") != strings.Count(text[1], "%") {
			t.Errorf("text %s does not take the same in both languages", key)
		}
	}
}

// document is a PDF as poppler reads it.
type document struct {
	path  string
	bytes []byte
	pages []string // texts
	sizes []string
}

func printed(t *testing.T, p Printer, r *reports.Report, name string) *document {
	t.Helper()
	for _, tool := range []string{"pdftotext", "pdfinfo", "pdffonts", "pdftohtml"} {
		browsertest.Need(t, tool, poppler)
	}
	files, err := Files(t.Context(), r, p)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(files, func(f reports.File) bool { return f.Name == name })
	var pdf bytes.Buffer
	if err := files[i].Write(&pdf); err != nil {
		t.Fatal(err)
	}
	d := &document{path: filepath.Join(t.TempDir(), "x.pdf"), bytes: pdf.Bytes()}
	if err := os.WriteFile(d.path, d.bytes, 0o600); err != nil {
		t.Fatal(err)
	}
	d.pages = strings.Split(strings.TrimSuffix(d.read(t, "pdftotext", "-layout", d.path, "-"), "\f"), "\f")
	for _, size := range regexp.MustCompile(`size:\s+(\S+ x \S+)`).FindAllStringSubmatch(d.read(t, "pdfinfo", "-l", "-1", d.path), -1) {
		d.sizes = append(d.sizes, size[1])
	}
	return d
}

// check looks for what every printed document has.
func (d *document) check(t *testing.T) {
	t.Helper()
	info := d.read(t, "pdfinfo", d.path)
	for _, want := range []string{`Title:\s+\S`, `Tagged:\s+yes`, `CreationDate:\s+Tue Dec\s+1 08:20:00 2020`} {
		if !regexp.MustCompile(want).MatchString(info) {
			t.Errorf("pdfinfo has no %s:\n%s", want, info)
		}
	}
	for i, size := range d.sizes {
		if size != "594.96 x 841.92" && size != "841.92 x 594.96" {
			t.Errorf("page %d is of %s", i+1, size)
		}
	}
	heads := regexp.MustCompile(`(判定理由和依据页面|Reason and evidence|单位数|待整改|在规定时限内公开)\s*$`)
	for i, page := range d.pages {
		lines := slices.DeleteFunc(strings.Split(page, "\n"), func(l string) bool { return strings.TrimSpace(l) == "" })
		if len(lines) < 4 {
			t.Errorf("page %d is empty: %q", i+1, lines)
			continue
		}
		if last := lines[len(lines)-2]; heads.MatchString(last) {
			t.Errorf("page %d ends with a table's head: %s", i+1, last)
		}
	}
	for _, line := range strings.Split(strings.TrimSpace(d.read(t, "pdffonts", d.path)), "\n")[2:] {
		if columns := strings.Fields(line); columns[len(columns)-5] != "yes" {
			t.Errorf("font is not embedded: %s", line)
		}
	}
}

// outline is the titles of the bookmarks, in order.
func (d *document) outline(t *testing.T) []string {
	t.Helper()
	var titles []string
	decoder := xml.NewDecoder(strings.NewReader(d.read(t, "pdftohtml", "-xml", "-i", "-stdout", d.path)))
	decoder.Strict = false
	for {
		token, err := decoder.Token()
		if err != nil {
			return titles
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == "item" {
			var title string
			if err := decoder.DecodeElement(&title, &start); err != nil {
				t.Fatal(err)
			}
			titles = append(titles, strings.TrimSpace(title))
		}
	}
}

func (d *document) read(t *testing.T, tool string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), tool, args...)
	cmd.Env = append(os.Environ(), "TZ=UTC", "LC_ALL=C.UTF-8")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v", tool, err)
	}
	return string(out)
}
