package document

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// zipOf packs files, given as name and content in turn.
func zipOf(t testing.TB, files ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		header := &zip.FileHeader{Name: files[i], Method: zip.Deflate, NonUTF8: !strings.HasSuffix(files[i], ".xml") && i%2 == 0 && !isASCII(files[i])}
		f, err := w.CreateHeader(header)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(files[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func isASCII(s string) bool { return strings.IndexFunc(s, func(r rune) bool { return r >= 0x80 }) < 0 }

func toGBK(t testing.TB, s string) string {
	t.Helper()
	out, err := simplifiedchinese.GBK.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// madeXLSX is a workbook with merged cells, a hidden sheet and dates.
func madeXLSX(t testing.TB) []byte {
	t.Helper()
	f := excelize.NewFile()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	check(f.SetSheetName("Sheet1", "财政预决算"))
	for i, row := range [][]any{
		{"序号", "公开事项", nil, "公开内容", "公开时限", "公开主体", "日期"},
		{nil, "一级事项", "二级事项"},
		{1, "财政预决算", "政府预算", "收入表", "20日内", "财政局", 44166},
		{2, nil, "政府决算", "支出表", "20日内", "财政局", 44167.5},
	} {
		cell, err := excelize.CoordinatesToCellName(1, i+3)
		check(err)
		check(f.SetSheetRow("财政预决算", cell, &row))
	}
	for _, m := range [][2]string{{"A3", "A4"}, {"B3", "C3"}, {"D3", "D4"}, {"E3", "E4"}, {"F3", "F4"}, {"G3", "G4"}, {"B5", "B6"}} {
		check(f.MergeCell("财政预决算", m[0], m[1]))
	}
	style, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	check(err)
	check(f.SetCellStyle("财政预决算", "G5", "G6", style))
	_, err = f.NewSheet("隐藏")
	check(err)
	check(f.SetCellValue("隐藏", "A1", "草稿"))
	check(f.SetSheetVisible("隐藏", false))
	var b bytes.Buffer
	check(f.Write(&b))
	check(f.Close())
	return b.Bytes()
}

// bookOf is a workbook of one sheet.
func bookOf(t testing.TB, sheet string) []byte {
	return zipOf(t, "xl/workbook.xml", `<workbook><sheets><sheet name="a" id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml", sheet)
}

const wordHead = `<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="w" xmlns:mc="mc"><w:body>`

// madeDOCX has a title in two runs, merged cells, tick boxes of a symbol font, deleted text, a text
// box stored twice, and a table within a cell.
func madeDOCX(t testing.TB) []byte {
	p := func(s string) string { return "<w:p><w:r><w:t>" + s + "</w:t></w:r></w:p>" }
	tc := func(props string, content ...string) string {
		return "<w:tc><w:tcPr>" + props + "</w:tcPr>" + strings.Join(content, "") + "</w:tc>"
	}
	tr := func(cells ...string) string { return "<w:tr>" + strings.Join(cells, "") + "</w:tr>" }
	return zipOf(t, "[Content_Types].xml", "<Types/>", "word/document.xml", wordHead+
		`<w:p><w:r><w:t>（二十）救灾领域基层政务</w:t></w:r><w:r><w:t>公开标准目录</w:t></w:r><w:del><w:r><w:delText>旧</w:delText></w:r></w:del></w:p>`+
		`<w:p><mc:AlternateContent><mc:Choice><w:txbxContent>`+p("文本框")+`</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>`+p("文本框")+`</w:txbxContent></mc:Fallback></mc:AlternateContent></w:p>`+
		`<w:tbl><w:tblGrid><w:gridCol w:w="700"/><w:gridCol w:w="1500"/><w:gridCol w:w="1600"/><w:gridCol w:w="20"/><w:gridCol w:w="2000"/></w:tblGrid>`+
		tr(tc("", p("序号")), tc(`<w:gridSpan w:val="2"/>`, p("公开事项")), tc(`<w:gridSpan w:val="2"/>`, p("公开渠道")))+
		tr(tc("", p("1")), tc(`<w:vMerge w:val="restart"/>`, p("备灾"), p("管理")), tc(`<w:gridSpan w:val="2"/>`, p("综合减灾")), tc("", `<w:p><w:r><w:sym w:font="Wingdings 2" w:char="F052"/><w:t>政府网站</w:t><w:sym w:font="Wingdings 2" w:char="F0A3"/><w:t>公报</w:t></w:r></w:p>`))+
		tr(tc("", p("2")), tc(`<w:vMerge/>`, p("")), tc(`<w:gridSpan w:val="2"/>`, p("灾后救助")), tc("", `<w:tbl>`+tr(tc("", p("甲")), tc("", p("乙")))+`</w:tbl>`))+
		`</w:tbl></w:body></w:document>`)
}

func madeOFD(t testing.TB) []byte {
	text := func(x, y, s string) string {
		return `<ofd:TextObject Boundary="` + x + ` ` + y + ` 60 5" Size="4"><ofd:TextCode X="0" Y="4" DeltaX="g 20 4">` + s + `</ofd:TextCode></ofd:TextObject>`
	}
	line := func(data string) string {
		return `<ofd:PathObject Boundary="0 0 210 297"><ofd:AbbreviatedData>` + data + `</ofd:AbbreviatedData></ofd:PathObject>`
	}
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?><ofd:Page xmlns:ofd="o"><ofd:Content><ofd:Layer>` + text("60", "10", "就业领域标准目录"))
	for _, y := range []string{"20", "30", "40"} {
		b.WriteString(line("M 20 " + y + " L 140 " + y))
	}
	for _, x := range []string{"20", "60", "100", "140"} {
		b.WriteString(line("M " + x + " 20 L " + x + " 40"))
	}
	for i, s := range []string{"公开事项", "公开内容", "公开主体", "岗位信息", "岗位要求", "人社局"} {
		b.WriteString(text([]string{"22", "62", "102"}[i%3], []string{"22", "32"}[i/3], s))
	}
	b.WriteString(`</ofd:Layer></ofd:Content></ofd:Page>`)
	return zipOf(t, "OFD.xml", "<OFD/>", "Doc_0/Pages/Page_0/Content.xml", b.String())
}

// madePDF is a catalogue over two pages, in a font that is not embedded.
func madePDF(ruled, lying bool) []byte {
	header := []string{"序号", "一级事项", "二级事项", "公开内容（要素）", "公开依据", "公开时限", "公开主体", "公开渠道和载体"}
	widths := []float64{30, 60, 60, 140, 100, 80, 60, 100}
	m := &pdfMaker{width: 842, height: 595}
	before, after := "", ""
	if lying {
		m.width, m.height, m.rotate = 595, 842, 90
		before, after = "q 0 1 -1 0 595 0 cm\n", "Q\n"
	}
	m.page(before + pdfText(250, 560, 16, "（三）财政预决算领域基层政务公开标准目录") + pdfTable(60, 530, widths, [][]string{
		header,
		{"1", "财政预决算", "政府预算", "一般公共预算收入表、一般公共预算支出表、政府性基金收入表", "《条例》（国务院令第711号），变更更正", "批准后20日内", "区财政局", "■政府网站□政府公报"},
		{"2", "财政预决算", "政府决算", "一般公共预算收入表", "同上", "批准后20日内", "区财政局", "√"},
		{"3", "财政预决算", "部门预算", "收支总体情况表、收入总体情况表、支出总体情况表", "同上", "批复后20日内", "各部门、各单位", "■政府网站"},
	}, 10, ruled) + pdfText(400, 20, 9, "— 1 —") + after)
	m.page(before + pdfTable(60, 530, widths, [][]string{
		header,
		{"4", "财政预决算", "部门决算", "收支总体情况表", "同上", "批复后20日内", "各部门、各单位", "■政府网站"},
		{"5", "财政预决算", "转移支付", "项目名称、设立依据和分配办法", "同上", "批复后20日内", "各部门、各单位", "■政府网站"},
	}, 10, ruled) + pdfText(60, 300, 10, "注：本目录自发布之日起施行。") + after)
	return m.bytes()
}

func scannedPDF(words string) []byte {
	m := &pdfMaker{width: 595, height: 842}
	for range 2 {
		m.page("q 595 0 0 842 0 0 cm /I1 Do Q\n" + pdfText(400, 20, 9, words))
	}
	return m.bytes()
}

func lockedPDF() []byte {
	zeros := strings.Repeat("00", 32)
	m := &pdfMaker{width: 595, height: 842, trailer: "/ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <" + zeros + "> /U <" + zeros + "> >>"}
	m.page(pdfText(60, 700, 12, "密"))
	return m.bytes()
}

// workbookXLS is a workbook of the old format that holds its records as they are given.
func workbookXLS(records ...[]byte) []byte { return compoundOf("Workbook", cat(records...)) }

func record(kind int, data ...byte) []byte { return cat(le16(kind), le16(len(data)), data) }

func le16(n int) []byte { return []byte{byte(n), byte(n >> 8)} }

func le32(n int) []byte { return []byte{byte(n), byte(n >> 8), byte(n >> 16), byte(n >> 24)} }

// compoundOf is a compound file of one stream.
func compoundOf(name string, stream []byte) []byte {
	stream = cat(stream, make([]byte, max(4096-len(stream), 0)))
	stream = cat(stream, make([]byte, (512-len(stream)%512)%512))
	sectors := len(stream) / 512
	fat := le32(-3)
	fat = cat(fat, le32(-2))
	for i := range sectors {
		next := i + 3
		if i == sectors-1 {
			next = -2
		}
		fat = cat(fat, le32(next))
	}
	fat = cat(fat, bytes.Repeat([]byte{0xff}, 512-len(fat)))
	entry := func(name string, kind byte, start, size int) []byte {
		var wide []byte
		for _, r := range name {
			wide = append(wide, byte(r), 0)
		}
		return cat(wide, make([]byte, 64-len(wide)), le16(len(wide)+2), []byte{kind, 1}, le32(-1), le32(-1), le32(-1), make([]byte, 36), le32(start), le32(size), le32(0))
	}
	header := cat([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 16), le16(0x3e), le16(3), le16(0xfffe), le16(9), le16(6), make([]byte, 10),
		le32(1), le32(1), le32(0), le32(4096), le32(-2), le32(0), le32(-2), le32(0), le32(0), bytes.Repeat([]byte{0xff}, 108*4))
	return cat(header, fat, entry("Root Entry", 5, -2, 0), entry(name, 2, 2, len(stream)), make([]byte, 256), stream)
}

// splitXLS has shared strings whose characters go on in a further record, in another width.
func splitXLS() []byte {
	bof := func(kind int) []byte { return record(recordBOF, cat(le16(0x600), le16(kind), make([]byte, 12))...) }
	utf16le := func(s string) []byte {
		var b []byte
		for _, r := range s {
			b = append(b, byte(r), byte(r>>8))
		}
		return b
	}
	first := cat(le32(3), le32(2), le16(4), []byte{1}, utf16le("公开"))
	second := cat([]byte{1}, utf16le("事项"), le16(6), []byte{0}, []byte("abc"))
	third := cat([]byte{1}, utf16le("def"))
	globals := func(offset int) []byte {
		return cat(bof(5), record(recordSheet, cat(le32(offset), []byte{0, 0, 3, 0}, []byte("one"))...),
			record(recordSST, first...), record(recordContinue, second...), record(recordContinue, third...), record(recordEOF))
	}
	cell := func(row, column, index int) []byte {
		return record(recordLabelSST, cat(le16(row), le16(column), le16(0), le32(index))...)
	}
	sheet := cat(bof(0x10), cell(0, 0, 0), cell(0, 1, 1), cell(1, 1, 0),
		record(recordRK, cat(le16(2), le16(0), le16(0), le32(12<<2|2))...),
		record(recordMerged, cat(le16(1), le16(0), le16(1), le16(0), le16(0))...), record(recordEOF))
	return workbookXLS(globals(len(globals(0))), sheet)
}

func lockedXLS() []byte {
	return workbookXLS(record(recordBOF, cat(le16(0x600), le16(5), make([]byte, 12))...), record(recordFilePass, 1, 0, 1, 0), record(recordEOF))
}
