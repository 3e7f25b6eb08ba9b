package document

import (
	"context"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"mingjing/audit"
)

// readerFor is a reader that ends with the test.
func readerFor(t testing.TB, l Limits) *Reader {
	r := New(l)
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

// TestRead compares what is read of the files in testdata, and of files made here, with the goldens.
func TestRead(t *testing.T) {
	r := readerFor(t, Limits{})
	files := map[string][]byte{
		"made.xlsx":          madeXLSX(t),
		"corner.xlsx":        bookOf(t, `<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData>`),
		"made.docx":          madeDOCX(t),
		"made.ofd":           madeOFD(t),
		"split.xls":          splitXLS(),
		"ruled.pdf":          madePDF(true, false),
		"ruled-lying.pdf":    madePDF(true, true),
		"unruled.pdf":        madePDF(false, false),
		"unruled-lying.pdf":  madePDF(false, true),
		"list.csv":           []byte(toGBK(t, "序号,公开事项,公开内容,公开主体\n1,\"政府预算\n（本级）\",收入表,财政局\n")),
		"note.txt":           []byte(toGBK(t, "公示\r\n\r\n无异议。")),
		"excel2003.xls":      []byte(`<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="目录"><Table><Row><Cell ss:MergeAcross="1"><Data>公开事项</Data></Cell><Cell><Data>公开主体</Data></Cell></Row><Row ss:Index="5"><Cell><Data>低保</Data></Cell><Cell ss:Index="3"><Data>民政局</Data></Cell></Row></Table></Worksheet></Workbook>`),
		"word2003.doc":       []byte(`<?xml version="1.0"?><w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"><w:body><w:p><w:r><w:t>正文</w:t></w:r></w:p></w:body></w:wordDocument>`),
		"catalogues.zip":     zipOf(t, toGBK(t, "目录/财政预决算领域.xlsx"), string(madeXLSX(t)), toGBK(t, "目录/救灾.docx"), string(madeDOCX(t)), "__MACOSX/._x", "x", "ruled.pdf", string(madePDF(true, false))),
		"pictures.zip":       zipOf(t, "a.png", "\x89PNG\r\n\x1a\n"),
		"nested.zip":         zipOf(t, "inner.zip", string(zipOf(t, "a.txt", "甲")), "b.txt", "乙"),
		"scan.pdf":           scannedPDF("由扫描全能王创建"),
		"locked.pdf":         lockedPDF(),
		"locked.xls":         lockedXLS(),
		"locked.docx":        compoundOf("EncryptedPackage", nil),
		"cut.pdf":            madePDF(true, false)[:300],
		"cut.xlsx":           madeXLSX(t)[:900],
		"picture.docx":       zipOf(t, "word/document.xml", wordHead+`<w:p><w:drawing><a:blip/></w:drawing></w:p></w:body></w:document>`),
		"archive.rar":        []byte("Rar!\x1a\x07\x00"),
		"pretends.pdf":       []byte("文件不存在"),
		"empty.doc":          {},
		"photo.jpg":          []byte("\xff\xd8\xff\xe0"),
		"slides.pptx":        zipOf(t, "[Content_Types].xml", "<Types/>", "ppt/presentation.xml", "<p/>"),
		"presentation.ppt":   compoundOf("PowerPoint Document", nil),
		"wingdings-bare.rtf": []byte(`{\rtf1\ansi\ansicpg936{\fonttbl{\f0 SimSun;}}\'b9\'ab\'bf\'aa \u26631?\u20934?\par}`),
	}
	samples, err := filepath.Glob("testdata/*.*")
	if err != nil || len(samples) == 0 {
		t.Fatalf("no samples: %v", err)
	}
	for _, sample := range samples {
		body, err := os.ReadFile(sample)
		if err != nil {
			t.Fatal(err)
		}
		files[filepath.Base(sample)] = body
	}
	for name, body := range files {
		t.Run(name, func(t *testing.T) {
			in := Input{URL: "http://www.example.gov.cn/files/" + name, Status: http.StatusOK, Body: body}
			if !Reads(in) {
				t.Fatal("not taken for a document")
			}
			page := r.Read(t.Context(), in)
			got, err := json.MarshalIndent(struct {
				Kind    audit.PageKind
				Title   string
				Text    string
				Trouble audit.Trouble
				Tables  []audit.Table
			}{page.Kind, page.Title, page.Text, page.Trouble, page.Tables}, "", " ")
			if err != nil {
				t.Fatal(err)
			}
			compare(t, filepath.Join("testdata", "golden", name+".json"), string(got)+"\n")
		})
	}
}

func compare(t *testing.T, golden, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestReads(t *testing.T) {
	html := []byte("\ufeff\r\n<html><table><tr><td>公开事项</td></tr></table></html>")
	for _, test := range []struct {
		name string
		in   Input
		want bool
	}{
		{"html as xls", Input{URL: "http://x/a.xls", MediaType: "application/vnd.ms-excel", Status: 200, Body: html}, false},
		{"html as doc", Input{URL: "http://x/a.doc", MediaType: "application/msword", Status: 200, Body: html}, false},
		{"html in utf-16", Input{URL: "http://x/a.doc", Status: 200, Body: []byte("\xff\xfe<\x00h\x00")}, false},
		{"html page", Input{URL: "http://x/a.html", MediaType: "text/html", Status: 200, Body: html}, false},
		{"html that speaks of pdf", Input{URL: "http://x/a.html", MediaType: "text/html", Status: 200, Body: []byte("<p>%PDF-1.4")}, false},
		{"pdf as html", Input{URL: "http://x/a.html", MediaType: "text/html", Status: 200, Body: []byte("%PDF-1.4")}, true},
		{"zip as octets", Input{URL: "http://x/down?id=1", MediaType: "application/octet-stream", Status: 200, Body: []byte("PK\x03\x04")}, true},
		{"named by disposition", Input{URL: "http://x/down?id=1", Status: 200, Header: http.Header{"Content-Disposition": {`attachment; filename="a.csv"`}}, Body: []byte("a,b")}, true},
		{"named by parameter", Input{URL: "http://x/down.jsp?filename=a.txt", Status: 200, Body: []byte("a")}, true},
		{"json", Input{URL: "http://x/list.json", MediaType: "application/json", Status: 200, Body: []byte(`{"a":1}`)}, false},
		{"plain text without a name", Input{URL: "http://x/list", MediaType: "text/plain", Status: 200, Body: []byte(`a`)}, false},
		{"empty page", Input{URL: "http://x/", MediaType: "text/html", Status: 200}, false},
		{"error about a file", Input{URL: "http://x/a.doc", MediaType: "text/plain", Status: 404, Body: []byte("not found")}, false},
		{"unknown bytes", Input{URL: "http://x/down", MediaType: "application/octet-stream", Status: 200, Body: []byte("\x00\x01\x02")}, true},
		{"xml list", Input{URL: "http://x/list.xml", MediaType: "text/xml", Status: 200, Body: []byte(`<?xml version="1.0"?><datastore/>`)}, false},
	} {
		if got := Reads(test.in); got != test.want {
			t.Errorf("%s: Reads = %v, want %v", test.name, got, test.want)
		}
	}
}

func TestTitle(t *testing.T) {
	for _, test := range []struct {
		name, disposition, link, url, want string
	}{
		{"rfc 5987", `attachment; filename="x.xls"; filename*=UTF-8''%E7%9B%AE%E5%BD%95.xls`, "", "", "目录"},
		{"rfc 5987 in gbk", `attachment; filename*=GBK''%C4%BF%C2%BC.xls`, "", "", "目录"},
		{"raw gbk", `attachment; filename="` + toGBK(t, "目录") + `.doc"`, "", "", "目录"},
		{"raw utf-8", `attachment;filename=目录.doc`, "", "", "目录"},
		{"percent", `attachment; filename=%E7%9B%AE%E5%BD%95.doc`, "", "", "目录"},
		{"utf-8 taken for latin-1", `attachment; filename="` + latin("目录") + `.doc"`, "", "", "目录"},
		{"encoded word", `attachment; filename="=?UTF-8?B?55uu5b2VLmRvYw==?="`, "", "", "目录"},
		{"link", `attachment; filename="W020201201.xls"`, "附件：岱岳区标准目录.xls", "", "附件：岱岳区标准目录"},
		{"vague link", ``, "点击下载", "http://x/%E7%9B%AE%E5%BD%95.pdf", "目录"},
		{"url", ``, "", "http://x/P020201201.pdf", "P020201201"},
	} {
		in := Input{URL: test.url, Via: audit.Link{Text: test.link}, Header: http.Header{"Content-Disposition": {test.disposition}}}
		if got := title(in); got != test.want {
			t.Errorf("%s: title = %q, want %q", test.name, got, test.want)
		}
	}
}

// latin is what UTF-8 becomes when each byte is taken for a character.
func latin(s string) string {
	var b strings.Builder
	for i := range len(s) {
		b.WriteRune(rune(s[i]))
	}
	return b.String()
}

// TestLimits reads documents made to cost much.
func TestLimits(t *testing.T) {
	diagonal := strings.Builder{}
	for i := range 2000 {
		ref := columnName(i) + strconv.Itoa(i+1)
		diagonal.WriteString(`<row r="` + strconv.Itoa(i+1) + `"><c r="` + ref + `"><v>1</v></c></row>`)
	}
	for _, test := range []struct {
		name   string
		limits Limits
		body   []byte
		want   audit.TroubleKind
	}{
		{"sparse sheet", Limits{}, bookOf(t, "<sheetData>"+diagonal.String()+"</sheetData>"), audit.TroubleTooLarge},
		{"compression ratio", Limits{ZipRatio: 20}, zipOf(t, "word/document.xml", wordHead+strings.Repeat("<w:p></w:p>", 200_000)), audit.TroubleTooLarge},
		{"unpacked size", Limits{ZipBytes: 1000}, madeDOCX(t), audit.TroubleTooLarge},
		{"entries", Limits{ZipEntries: 1}, madeDOCX(t), audit.TroubleTooLarge},
		{"cells", Limits{Cells: 5}, madeDOCX(t), audit.TroubleTooLarge},
		{"text", Limits{Text: 20}, madeDOCX(t), audit.TroubleTooLarge},
		{"pages", Limits{Pages: 1}, madePDF(true, false), audit.TroubleTooLarge},
		{"entities", Limits{}, zipOf(t, "word/document.xml", `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>`+wordHead+"<w:p><w:r><w:t>&b;</w:t></w:r></w:p>"), audit.TroubleNone},
		{"deep tables", Limits{}, zipOf(t, "word/document.xml", wordHead+strings.Repeat("<w:tbl><w:tr><w:tc>", 5000)), audit.TroubleNone},
		{"time", Limits{Time: time.Nanosecond}, madePDF(true, false), audit.TroubleTimeout},
	} {
		t.Run(test.name, func(t *testing.T) {
			page := readerFor(t, test.limits).Read(t.Context(), Input{URL: "http://x/a", Status: 200, Body: test.body})
			if page.Trouble.Kind != test.want {
				t.Errorf("trouble %v, want %q", page.Trouble, test.want)
			}
		})
	}
}

func columnName(i int) string {
	name := ""
	for i++; i > 0; i = (i - 1) / 26 {
		name = string(rune('A'+(i-1)%26)) + name
	}
	return name
}

// TestBrokenOff reads under a context that has ended.
func TestBrokenOff(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, body := range [][]byte{madePDF(true, false), madeDOCX(t)} {
		page := readerFor(t, Limits{}).Read(ctx, Input{URL: "http://x/a", Status: 200, Body: body})
		if page.Trouble.Kind != audit.TroubleTimeout {
			t.Errorf("trouble %v, want %q", page.Trouble, audit.TroubleTimeout)
		}
	}
}

// TestClosed uses a reader after its end.
func TestClosed(t *testing.T) {
	r := New(Limits{})
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	page := r.Read(t.Context(), Input{URL: "http://x/a", Status: 200, Body: madePDF(true, false)})
	if !page.Trouble.Unread() {
		t.Error("read without an engine")
	}
}
