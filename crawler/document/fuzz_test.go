package document

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"mingjing/audit"
)

// fuzzLimits keep a single try short.
var fuzzLimits = Limits{Time: 5 * time.Second, Text: 1 << 20, Cells: 20_000, Pages: 5, ZipBytes: 4 << 20}

// fuzz reads variations of the seeds and checks what every page must keep to.
func fuzz(f *testing.F, name string, seeds ...[]byte) {
	samples, err := filepath.Glob("testdata/*" + filepath.Ext(name))
	if err != nil {
		f.Fatal(err)
	}
	for _, sample := range samples {
		body, err := os.ReadFile(sample)
		if err != nil {
			f.Fatal(err)
		}
		seeds = append(seeds, body)
	}
	for _, seed := range seeds {
		f.Add(seed)
	}
	r := readerFor(f, fuzzLimits)
	f.Fuzz(func(t *testing.T, body []byte) {
		if len(body) > 1<<20 {
			t.Skip("larger than what a try may cost")
		}
		in := Input{URL: "http://x/" + name, Status: 200, Body: body}
		page := r.Read(t.Context(), in)
		if len(page.Text) > audit.MaxText || !utf8.ValidString(page.Text) {
			t.Errorf("text of %d bytes", len(page.Text))
		}
		if strings.Contains(page.Trouble.Detail, "reader fault") {
			t.Error(page.Trouble.Detail)
		}
		cells := 0
		for _, table := range page.Tables {
			for _, row := range table.Rows {
				if cells += len(row); len(row) != len(table.Rows[0]) {
					t.Fatal("rows of different lengths")
				}
			}
		}
		if cells > fuzzLimits.Cells {
			t.Errorf("%d cells", cells)
		}
	})
}

func FuzzXLSX(f *testing.F) { fuzz(f, "a.xlsx", madeXLSX(f)) }

func FuzzDOCX(f *testing.F) { fuzz(f, "a.docx", madeDOCX(f)) }

func FuzzOFD(f *testing.F) { fuzz(f, "a.ofd", madeOFD(f)) }

func FuzzXLS(f *testing.F) { fuzz(f, "a.xls", splitXLS(), lockedXLS()) }

func FuzzDOC(f *testing.F) { fuzz(f, "a.doc") }

func FuzzRTF(f *testing.F) { fuzz(f, "a.rtf") }

func FuzzPDF(f *testing.F) { fuzz(f, "a.pdf", madePDF(true, false), madePDF(false, true), lockedPDF()) }

func FuzzCSV(f *testing.F) { fuzz(f, "a.csv", []byte("序号,公开事项\n1,甲\n")) }

func FuzzZip(f *testing.F) { fuzz(f, "a.zip", zipOf(f, "a.txt", "甲", "b.csv", "a,b")) }

// FuzzWordML fuzzes the XML within a docx, which compression hides from the fuzzer.
func FuzzWordML(f *testing.F) {
	f.Add([]byte(wordHead + `<w:tbl><w:tblGrid><w:gridCol w:w="700"/></w:tblGrid><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/><w:vMerge/></w:tcPr><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc></w:tr></w:tbl>`))
	fuzzWithin(f, "word/document.xml")
}

// FuzzSheet fuzzes the XML of a worksheet.
func FuzzSheet(f *testing.F) {
	f.Add([]byte(`<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>甲</t></is></c><c r="XFD1048576"><v>1</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells></worksheet>`))
	fuzzWithin(f, "xl/worksheets/sheet1.xml", "xl/workbook.xml", `<workbook><sheets><sheet name="a" id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>`)
}

func fuzzWithin(f *testing.F, entry string, others ...string) {
	r := readerFor(f, fuzzLimits)
	f.Fuzz(func(t *testing.T, xml []byte) {
		page := r.Read(t.Context(), Input{URL: "http://x/a", Status: 200, Body: zipOf(t, append([]string{entry, string(xml)}, others...)...)})
		if strings.Contains(page.Trouble.Detail, "reader fault") {
			t.Error(page.Trouble.Detail)
		}
		for _, table := range page.Tables {
			for _, row := range table.Rows {
				if len(row) != len(table.Rows[0]) {
					t.Fatal("rows of different lengths")
				}
			}
		}
	})
}
