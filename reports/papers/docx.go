package papers

import (
	"archive/zip"
	"embed"
	"encoding/xml"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"time"
)

// parts are the parts of a document that are the same in all: styles, fonts with what stands in for them, page numbers.
//
//go:embed all:parts
var parts embed.FS

// writeDOCX writes the paper as a Word document, the same bytes each time.
func (p *paper) writeDOCX(w io.Writer) error {
	if err := p.zip(zip.NewWriter(w)); err != nil {
		return fmt.Errorf("write docx: %w", err)
	}
	return nil
}

func (p *paper) zip(out *zip.Writer) error {
	add := func(name string, data []byte) error {
		part, err := out.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
		if err != nil {
			return err
		}
		_, err = part.Write(data)
		return err
	}
	if err := fs.WalkDir(parts, "parts", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := parts.ReadFile(path)
		if err != nil {
			return err
		}
		return add(strings.TrimPrefix(path, "parts/"), data)
	}); err != nil {
		return err
	}
	if err := add("docProps/core.xml", []byte(p.properties())); err != nil {
		return err
	}
	if err := add("word/document.xml", []byte(p.document())); err != nil {
		return err
	}
	return out.Close()
}

func (p *paper) properties() string {
	made := p.made.UTC().Format(time.RFC3339)
	return xml.Header + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"` +
		` xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">` +
		`<dc:title>` + escaped(p.subject) + `</dc:title><dc:creator>` + escaped(p.office) + `</dc:creator><dc:language>zh-CN</dc:language>` +
		`<dcterms:created xsi:type="dcterms:W3CDTF">` + made + `</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">` + made + `</dcterms:modified>` +
		`</cp:coreProperties>`
}

// document is word/document.xml.
func (p *paper) document() string {
	d := new(document)
	d.WriteString(xml.Header + `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"` +
		` xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>`)
	d.paragraph("Mark", "", run{text: p.mark(), format: fmt.Sprintf(`<w:sz w:val="%d"/><w:szCs w:val="%d"/>`, 2*p.markSize(), 2*p.markSize())})
	d.paragraph("Number", "", run{text: p.number})
	for i, line := range p.title {
		format := ""
		if i == 0 {
			format = `<w:spacing w:before="1120" w:line="640" w:lineRule="exact"/>`
		}
		d.paragraph("Title", format, run{text: line})
	}
	d.paragraph("To", "", run{text: p.to + "："})
	for i, b := range p.body {
		format := ""
		if i == len(p.body)-1 {
			format = `<w:keepNext/>` // so that the signature never stands on a page without text
		}
		d.paragraph(string(b.Style), format, run{text: b.Lead, format: `<w:rStyle w:val="Lead"/>`}, run{text: b.Text})
	}
	for i, note := range p.annexNotes() {
		d.paragraph("Note", `<w:keepNext/>`+firstBefore(i, 560), run{text: note})
	}
	office, day := p.indents()
	d.paragraph("Sign", `<w:spacing w:before="1120"/>`+fromRight(office), run{text: p.office})
	d.paragraph("Sign", `<w:keepNext w:val="0"/>`+fromRight(day), run{text: p.day})
	for i, a := range p.annexes {
		d.paragraph("AnnexMark", "", run{text: p.annexMark(i)})
		d.paragraph("AnnexTitle", "", run{text: a.title})
		if a.note != "" {
			d.paragraph("AnnexNote", "", run{text: a.note})
		}
		d.table(a.table)
	}
	p.imprint(d)
	d.WriteString(`<w:sectPr><w:footerReference w:type="default" r:id="rId4"/><w:footerReference w:type="even" r:id="rId5"/>` +
		`<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1587" w:header="851" w:footer="1247" w:gutter="0"/>` +
		`</w:sectPr></w:body></w:document>`)
	return d.String()
}

// imprint is the 版记, at the foot of the last page: a table that floats there, with its first and last line thicker.
func (p *paper) imprint(d *document) {
	d.paragraph("Gap", "") // without it the table would be one with that before it
	rule := func(side string, size int) string {
		return fmt.Sprintf(`<w:%s w:val="single" w:sz="%d" w:color="000000"/>`, side, size)
	}
	d.WriteString(`<w:tbl><w:tblPr><w:tblpPr w:leftFromText="0" w:rightFromText="0" w:vertAnchor="margin" w:horzAnchor="margin" w:tblpXSpec="center" w:tblpYSpec="bottom"/>` +
		`<w:tblOverlap w:val="never"/><w:tblW w:w="8845" w:type="dxa"/><w:tblBorders>` + rule("top", 8) + rule("bottom", 8) + rule("insideH", 6) + `</w:tblBorders>` +
		`<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid><w:gridCol w:w="8845"/></w:tblGrid>`)
	row := func(text string) {
		d.WriteString(`<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w="8845" w:type="dxa"/></w:tcPr>`)
		d.paragraph("Imprint", "", run{text: text})
		d.WriteString(`</w:tc></w:tr>`)
	}
	if p.copies != "" {
		row("抄送：" + p.copies + "。")
	}
	row(p.office + "\t" + p.printing)
	d.WriteString(`</w:tbl>`)
	d.paragraph("Gap", "")
}

// document is the text of word/document.xml as it grows.
type document struct{ strings.Builder }

type run struct{ text, format string }

// paragraph writes a paragraph of the style; format adds to what the style says, in the order of the schema.
func (d *document) paragraph(style, format string, runs ...run) {
	d.WriteString(`<w:p><w:pPr><w:pStyle w:val="` + style + `"/>` + format + `</w:pPr>`)
	for _, r := range runs {
		if r.text == "" {
			continue
		}
		d.WriteString(`<w:r>`)
		if r.format != "" {
			d.WriteString(`<w:rPr>` + r.format + `</w:rPr>`)
		}
		for i, piece := range strings.Split(r.text, "\t") {
			if i > 0 {
				d.WriteString(`<w:tab/>`)
			}
			d.WriteString(`<w:t xml:space="preserve">` + escaped(piece) + `</w:t>`)
		}
		d.WriteString(`</w:r>`)
	}
	d.WriteString(`</w:p>`)
}

// table writes a table whose head stands on every page and whose rows are not parted.
func (d *document) table(t table) {
	d.WriteString(`<w:tbl><w:tblPr><w:tblW w:w="8845" w:type="dxa"/><w:tblBorders>`)
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		d.WriteString(`<w:` + side + ` w:val="single" w:sz="4" w:color="000000"/>`)
	}
	d.WriteString(`</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>`)
	for _, c := range t.columns {
		fmt.Fprintf(d, `<w:gridCol w:w="%d"/>`, twips(c.Width))
	}
	d.WriteString(`</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>`)
	for _, c := range t.columns {
		d.cell(c, "CellHead", "", cell{c.Head})
	}
	d.WriteString(`</w:tr>`)
	for _, row := range t.rows {
		d.WriteString(`<w:tr><w:trPr><w:cantSplit/></w:trPr>`)
		if len(row) == 1 {
			d.groupHead(len(t.columns), row[0])
			continue
		}
		for i, lines := range row {
			format := ""
			if t.columns[i].Centre {
				format = `<w:jc w:val="center"/>`
			}
			d.cell(t.columns[i], "Cell", format, lines)
		}
		d.WriteString(`</w:tr>`)
	}
	d.WriteString(`</w:tbl>`)
}

func (d *document) cell(c column, style, format string, lines cell) {
	fmt.Fprintf(d, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>`, twips(c.Width))
	for _, line := range lines {
		d.paragraph(style, format, run{text: line})
	}
	if len(lines) == 0 {
		d.paragraph(style, format)
	}
	d.WriteString(`</w:tc>`)
}

// groupHead writes the head of the rows below it, which stays with the first of them.
func (d *document) groupHead(columns int, lines cell) {
	fmt.Fprintf(d, `<w:tc><w:tcPr><w:tcW w:w="8845" w:type="dxa"/><w:gridSpan w:val="%d"/><w:shd w:val="clear" w:color="auto" w:fill="EDEDED"/></w:tcPr>`, columns)
	for i, line := range lines {
		style := "Cell"
		if i == 0 {
			style = "CellGroup"
		}
		d.paragraph(style, `<w:keepNext/>`, run{text: line})
	}
	d.WriteString(`</w:tc></w:tr>`)
}

func twips(mm int) int { return mm * 8845 / 156 }

// fromRight is an indent in characters of 16 points.
func fromRight(chars float64) string {
	return fmt.Sprintf(`<w:ind w:rightChars="%d" w:right="%d"/>`, int(100*chars), int(320*chars))
}

// firstBefore is room before the first of several paragraphs.
func firstBefore(i, room int) string {
	if i > 0 {
		return ""
	}
	return fmt.Sprintf(`<w:spacing w:before="%d"/>`, room)
}

func escaped(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a builder does not fail
	return b.String()
}
