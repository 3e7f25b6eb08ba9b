package portals

import (
	"bytes"
	"fmt"
	"unicode/utf16"
)

// The measures of a PDF page in points, landscape A4.
const (
	pdfWidth, pdfHeight = 842, 595
	pdfMargin           = 36
	pdfFont             = 8
	pdfLine             = 11
)

// textPDF is a PDF with a title and two lines.
func textPDF(title string) func() ([]byte, error) {
	return func() ([]byte, error) {
		p := &pdfPage{}
		p.text(pdfMargin, pdfHeight-60, 14, title)
		p.text(pdfMargin, pdfHeight-90, 10, "根据有关规定，现将"+title+"予以公布。")
		p.text(pdfMargin, pdfHeight-110, 10, "特此公告。")
		return writePDF([]*pdfPage{p}), nil
	}
}

// tablePDF prints the grid over as many pages as it takes, with rules and with its headings repeated
// on each. Merged cells are drawn as one box; one that goes on over a page has its text on the first.
// The font is a Chinese one that is not embedded, as office programs write it.
func tablePDF(grid *Grid) func() ([]byte, error) {
	return func() ([]byte, error) {
		t := &pdfTable{grid: grid, flat: grid.Flat()}
		t.widths = pdfColumns(len(t.flat[0]))
		for r := grid.Head; r < len(t.flat); r++ {
			if t.page == nil || t.y-pdfRowHeight(t.flat[r], t.widths) < pdfMargin {
				t.turn()
			}
			t.row(t.flat[r])
		}
		if t.page == nil {
			t.turn()
		}
		t.shut()
		return writePDF(t.pages), nil
	}
}

// pdfTable prints a grid whose second column, the 一级事项, is merged over rows.
type pdfTable struct {
	grid   *Grid
	flat   [][]string
	widths []int
	pages  []*pdfPage
	page   *pdfPage
	y      int // where the next row begins
	group  int // where the box of the second column that is open began; 0 for none
}

// turn begins a page: the caption on the first, the headings on each.
func (t *pdfTable) turn() {
	t.shut()
	t.page = &pdfPage{}
	t.pages = append(t.pages, t.page)
	t.y = pdfHeight - pdfMargin
	if len(t.pages) == 1 {
		t.page.text(pdfMargin, t.y-14, 14, t.grid.Caption)
		t.y -= 24
	}
	const height = 2*pdfLine + 4
	taken := map[[2]int]bool{}
	for r, row := range t.grid.Rows[:t.grid.Head] {
		col := 0
		for _, cell := range row {
			for taken[[2]int{r, col}] {
				col++
			}
			width := 0
			for dc := range cell.Cols {
				width += t.widths[col+dc]
				for dr := range cell.Rows {
					taken[[2]int{r + dr, col + dc}] = true
				}
			}
			t.cell(t.left(col), t.y-r*height, width, cell.Rows*height, cell.Text)
			col += cell.Cols
		}
	}
	t.y -= t.grid.Head * height
}

// row prints one row of the body.
func (t *pdfTable) row(cells []string) {
	height := pdfRowHeight(cells, t.widths)
	if cells[1] != "" {
		t.shut()
	}
	if t.group == 0 {
		t.group = t.y
	}
	for i, text := range cells {
		if i == 1 {
			t.lines(t.left(1), t.y, t.widths[1], text)
			continue
		}
		t.cell(t.left(i), t.y, t.widths[i], height, text)
	}
	t.y -= height
}

// shut draws the box of the second column that is open.
func (t *pdfTable) shut() {
	if t.group != 0 {
		t.page.box(t.left(1), t.y, t.widths[1], t.group-t.y)
	}
	t.group = 0
}

func (t *pdfTable) left(col int) int {
	x := pdfMargin
	for _, width := range t.widths[:col] {
		x += width
	}
	return x
}

func (t *pdfTable) cell(x, top, width, height int, text string) {
	t.page.box(x, top-height, width, height)
	t.lines(x, top, width, text)
}

func (t *pdfTable) lines(x, top, width int, text string) {
	for k, line := range pdfWrap(text, width) {
		t.page.text(x+2, top-pdfLine*(k+1)+2, pdfFont, line)
	}
}

func pdfColumns(n int) []int {
	widths := make([]int, n)
	rest := pdfWidth - 2*pdfMargin - 26
	for i := range widths {
		widths[i] = rest / (n - 1)
	}
	widths[0] = 26
	return widths
}

// pdfWrap breaks a cell's text into lines as the column's width forces it, in the middle of words too.
func pdfWrap(text string, width int) []string {
	per := max(1, (width-4)/pdfFont)
	runes := []rune(text)
	var lines []string
	for len(runes) > per {
		lines = append(lines, string(runes[:per]))
		runes = runes[per:]
	}
	return append(lines, string(runes))
}

func pdfRowHeight(cells []string, widths []int) int {
	lines := 1
	for i, cell := range cells {
		lines = max(lines, len(pdfWrap(cell, widths[i])))
	}
	return lines*pdfLine + 4
}

// pdfPage gathers the drawing operators of one page.
type pdfPage struct{ ops bytes.Buffer }

func (p *pdfPage) text(x, y, size int, s string) {
	if s == "" {
		return
	}
	fmt.Fprintf(&p.ops, "BT /F1 %d Tf 1 0 0 1 %d %d Tm <", size, x, y)
	for _, unit := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&p.ops, "%04X", unit)
	}
	p.ops.WriteString("> Tj ET\n")
}

func (p *pdfPage) box(x, y, w, h int) { fmt.Fprintf(&p.ops, "%d %d %d %d re S\n", x, y, w, h) }

// writePDF assembles the file: catalogue, pages, the CID font STSong-Light with UniGB-UCS2-H.
func writePDF(pages []*pdfPage) []byte {
	var out bytes.Buffer
	var offsets []int
	object := func(text string) {
		offsets = append(offsets, out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", len(offsets), text)
	}
	out.WriteString("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
	var kids bytes.Buffer
	const first = 6 // number of the first page's object
	for i := range pages {
		fmt.Fprintf(&kids, "%d 0 R ", first+2*i)
	}
	object("<< /Type /Catalog /Pages 2 0 R >>")
	object(fmt.Sprintf("<< /Type /Pages /Kids [%s] /Count %d >>", kids.String(), len(pages)))
	object("<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>")
	object("<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /DW 1000 /FontDescriptor 5 0 R >>")
	object("<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>")
	for i, page := range pages {
		object(fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>",
			pdfWidth, pdfHeight, first+2*i+1))
		object(fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", page.ops.Len(), page.ops.String()))
	}
	start := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, offset := range offsets {
		fmt.Fprintf(&out, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&out, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, start)
	return out.Bytes()
}
