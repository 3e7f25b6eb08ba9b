package portals

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
)

// document is a .docx with a heading and a table.
func document(title string, grid *Grid) func() ([]byte, error) {
	return func() ([]byte, error) {
		var body strings.Builder
		paragraph(&body, title)
		docxTable(&body, grid)
		return packDocument(body.String())
	}
}

// textDocument is a .docx with a heading and two paragraphs.
func textDocument(title string) func() ([]byte, error) {
	return func() ([]byte, error) {
		var body strings.Builder
		paragraph(&body, title)
		paragraph(&body, "根据有关规定，现将"+title+"予以公布。")
		paragraph(&body, "特此公告。")
		return packDocument(body.String())
	}
}

func packDocument(body string) ([]byte, error) {
	const types = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`
	const rels = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`
	const head = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	for _, part := range []struct{ name, text string }{
		{"[Content_Types].xml", types}, {"_rels/.rels", rels}, {"word/document.xml", head + body + `<w:sectPr/></w:body></w:document>`},
	} {
		w, err := archive.Create(part.name)
		if err != nil {
			return nil, fmt.Errorf("docx part %s: %w", part.name, err)
		}
		if _, err := w.Write([]byte(part.text)); err != nil {
			return nil, fmt.Errorf("docx part %s: %w", part.name, err)
		}
	}
	if err := archive.Close(); err != nil {
		return nil, fmt.Errorf("docx: %w", err)
	}
	return out.Bytes(), nil
}

// archive is a .zip that holds one file.
func archive(name string, body func() ([]byte, error)) func() ([]byte, error) {
	return func() ([]byte, error) {
		whole, err := body()
		if err != nil {
			return nil, err
		}
		var out bytes.Buffer
		packed := zip.NewWriter(&out)
		w, err := packed.Create(name)
		if err != nil {
			return nil, fmt.Errorf("zip %s: %w", name, err)
		}
		if _, err := w.Write(whole); err != nil {
			return nil, fmt.Errorf("zip %s: %w", name, err)
		}
		if err := packed.Close(); err != nil {
			return nil, fmt.Errorf("zip %s: %w", name, err)
		}
		return out.Bytes(), nil
	}
}

func paragraph(b *strings.Builder, text string) {
	b.WriteString(`<w:p><w:r><w:t xml:space="preserve">`)
	b.WriteString(xmlText(text))
	b.WriteString(`</w:t></w:r></w:p>`)
}

// docxTable writes a table with gridSpan and vMerge, the heading rows marked as repeated.
func docxTable(b *strings.Builder, grid *Grid) {
	width := 0
	for _, cell := range grid.Rows[0] {
		width += cell.Cols
	}
	type block struct{ rows, cols int }
	open := make([]block, width) // what hangs down into the next rows, by column
	b.WriteString(`<w:tbl>`)
	for r, row := range grid.Rows {
		b.WriteString(`<w:tr>`)
		if r < grid.Head {
			b.WriteString(`<w:trPr><w:tblHeader/></w:trPr>`)
		}
		next := 0
		for col := 0; col < width; {
			if open[col].rows > 0 {
				open[col].rows--
				docxCell(b, "", open[col].cols, `<w:vMerge/>`)
				col += open[col].cols
				continue
			}
			if next >= len(row) {
				docxCell(b, "", 1, "")
				col++
				continue
			}
			cell := row[next]
			next++
			mark := ""
			if cell.Rows > 1 {
				mark = `<w:vMerge w:val="restart"/>`
				open[col] = block{cell.Rows - 1, cell.Cols}
			}
			docxCell(b, cell.Text, cell.Cols, mark)
			col += cell.Cols
		}
		b.WriteString(`</w:tr>`)
	}
	b.WriteString(`</w:tbl>`)
}

func docxCell(b *strings.Builder, text string, cols int, merge string) {
	b.WriteString(`<w:tc><w:tcPr>`)
	if cols > 1 {
		fmt.Fprintf(b, `<w:gridSpan w:val="%d"/>`, cols)
	}
	b.WriteString(merge)
	b.WriteString(`</w:tcPr>`)
	paragraph(b, text)
	b.WriteString(`</w:tc>`)
}

func xmlText(s string) string {
	var b bytes.Buffer
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		return ""
	}
	return b.String()
}
