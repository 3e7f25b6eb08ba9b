package tables

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"mingjing/audit"
	"mingjing/reports"
	"mingjing/reports/reportstest"
	"mingjing/rules/pack"
)

var update = flag.Bool("update", false, "rewrite the files of testdata")

func builtin(t testing.TB) *pack.Pack {
	t.Helper()
	p, err := pack.Builtin("taian-2020")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func report(t testing.TB, p *pack.Pack, lang string, sites ...string) *reports.Report {
	t.Helper()
	r, err := reports.New(reportstest.ScanOf(p, 12, sites...), p, reports.Options{
		Lang: lang, Earlier: []*audit.Scan{reportstest.ScanOf(p, 10, sites...), reportstest.ScanOf(p, 11, sites...)},
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func hostile(t *testing.T, lang string) *reports.Report {
	t.Helper()
	return report(t, reportstest.Small(builtin(t)), lang, "岱岳区", "肥城高新区", "宁阳县", "东平县")
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// A small report in every format of this package, as a person would check it.
func TestGolden(t *testing.T) {
	for _, lang := range reports.Langs() {
		r := hostile(t, lang)
		golden(t, "report."+lang+".txt", dump(t, open(t, r, maxRows)))
		for _, f := range CSVFiles(r) {
			golden(t, strings.TrimSuffix(f.Name, ".csv")+"."+lang+".csv", written(t, f.Write))
		}
		golden(t, "report."+lang+".json", written(t, r.WriteExport))
	}
}

func written(t *testing.T, write func(io.Writer) error) string {
	t.Helper()
	var out bytes.Buffer
	if err := write(&out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func open(t *testing.T, r *reports.Report, rows int) *excelize.File {
	t.Helper()
	text := written(t, func(w io.Writer) error { return writeBook(w, r, rows) })
	f, err := excelize.OpenReader(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// cells calls visit for each cell that holds something.
func cells(t *testing.T, f *excelize.File, visit func(sheet, cell, value string)) {
	t.Helper()
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for y, row := range rows {
			for x, value := range row {
				cell, err := excelize.CoordinatesToCellName(x+1, y+1)
				if err != nil {
					t.Fatal(err)
				}
				visit(sheet, cell, value)
			}
		}
	}
}

// dump is all that a sheet shows: cells with their types as they are displayed, links, filters, colours, print setup.
func dump(t *testing.T, f *excelize.File) string {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	var b strings.Builder
	last := ""
	cells(t, f, func(sheet, cell, value string) {
		if sheet != last {
			last = sheet
			panes, err := f.GetPanes(sheet)
			must(err)
			layout, err := f.GetPageLayout(sheet)
			must(err)
			print, err := f.GetHeaderFooter(sheet)
			must(err)
			fmt.Fprintf(&b, "\n\n== %s, fixed %d×%d, paper %d %s, %s %s", sheet, panes.XSplit, panes.YSplit, *layout.Size, *layout.Orientation,
				print.OddHeader, print.OddFooter)
			formats, err := f.GetConditionalFormats(sheet)
			must(err)
			for _, cells := range sorted(formats) {
				fmt.Fprintf(&b, "\n%s: %d colours", cells, len(formats[cells]))
			}
		}
		kind, err := f.GetCellType(sheet, cell)
		must(err)
		linked, target, err := f.GetCellHyperLink(sheet, cell)
		must(err)
		between := " | "
		if strings.HasPrefix(cell, "A") && cell[1] <= '9' {
			between = "\n"
		}
		b.WriteString(between + value)
		if value != "" && kind != excelize.CellTypeInlineString {
			b.WriteString("#") // a number
		}
		if linked {
			b.WriteString(" → " + target)
		}
	})
	b.WriteString("\n\n")
	for _, name := range f.GetDefinedName() {
		fmt.Fprintf(&b, "%s %s %s\n", name.Scope, name.Name, name.RefersTo)
	}
	props, err := f.GetDocProps()
	must(err)
	fmt.Fprintf(&b, "%s, %s, %s\n", props.Title, props.Creator, props.Created)
	return b.String()
}

// Text of a page is text: no formula, no control character, no mark that turns the writing, no link but to the web.
func TestHostile(t *testing.T) {
	r := hostile(t, "zh")
	long := strings.Repeat("长\U0001f600", 20000)
	r.Sites[0].All[0].Reason = long
	f := open(t, r, maxRows)
	seen, links, cut := 0, 0, 0
	cells(t, f, func(sheet, cell, value string) {
		formula, err := f.GetCellFormula(sheet, cell)
		if err != nil || formula != "" {
			t.Errorf("%s!%s: a formula %q, %v", sheet, cell, formula, err)
		}
		if strings.HasPrefix(value, "=HYPERLINK") || strings.HasPrefix(value, "<script>") {
			kind, err := f.GetCellType(sheet, cell)
			if kind != excelize.CellTypeInlineString || err != nil {
				t.Errorf("%s!%s: hostile text as type %d, %v", sheet, cell, kind, err)
			}
			seen++
		}
		if strings.ContainsAny(value, "\x00\n\u202e\u2066\u202c") {
			t.Errorf("%s!%s: %q", sheet, cell, value)
		}
		if strings.HasSuffix(value, "（以下截去）") {
			cut++
		}
		linked, target, err := f.GetCellHyperLink(sheet, cell)
		if err != nil {
			t.Error(err)
		}
		if linked {
			links++
			if !strings.HasPrefix(target, "https://") {
				t.Errorf("%s!%s leads to %s", sheet, cell, target)
			}
		}
	})
	if seen < 3 || links == 0 || cut != 1 {
		t.Errorf("%d hostile texts, %d links, %d texts cut", seen, links, cut)
	}
}

// A sheet that is full goes on in another.
func TestRowLimit(t *testing.T) {
	r := hostile(t, "zh")
	f := open(t, r, 20)
	whole := 0
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) > 20 {
			t.Errorf("%s has %d rows", sheet, len(rows))
		}
		if strings.HasPrefix(sheet, "判定明细") {
			whole += len(rows) - 1
			if rows[0][0] != "县（市、区）、功能区" {
				t.Errorf("%s has the head %q", sheet, rows[0])
			}
		}
	}
	if whole != r.Counts.All() {
		t.Errorf("%d findings on all sheets, want %d", whole, r.Counts.All())
	}
}

// The same report has the same bytes.
func TestSameBytes(t *testing.T) {
	r := hostile(t, "zh")
	write := func(w io.Writer) error { return WriteXLSX(w, r) }
	first := written(t, write)
	for range 3 {
		if written(t, write) != first {
			t.Fatal("two writes differ")
		}
	}
}

// BenchmarkBig writes the tables of 150 sites.
func BenchmarkBig(b *testing.B) {
	var names []string
	for i := range 150 {
		names = append(names, fmt.Sprintf("县%d", i+1))
	}
	r := report(b, builtin(b), "zh", names...)
	for _, f := range append(append(XLSXFiles(r), CSVFiles(r)...), reports.File{Name: "report.json", Write: r.WriteExport}) {
		b.Run(f.Name, func(b *testing.B) {
			for b.Loop() {
				var out bytes.Buffer
				if err := f.Write(&out); err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(out.Len())/1e6, "MB")
			}
		})
	}
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
