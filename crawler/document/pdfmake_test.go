package document

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf16"
)

// pdfMaker writes small PDFs as report generators do that embed no font: text in STSong-Light with
// the encoding UniGB-UCS2-H, strings in hexadecimal UCS-2.
type pdfMaker struct {
	width, height int
	rotate        int
	trailer       string // extra entries of the trailer
	pages         []string
}

func (m *pdfMaker) page(content string) { m.pages = append(m.pages, content) }

func ucs2(s string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	return b.String()
}

// pdfText shows a line of text at a place.
func pdfText(x, y, size float64, s string) string {
	return fmt.Sprintf("BT /F1 %g Tf %g %g Td <%s> Tj ET\n", size, x, y, ucs2(s))
}

func pdfLine(x0, y0, x1, y1 float64) string {
	return fmt.Sprintf("%g %g m %g %g l S\n", x0, y0, x1, y1)
}

func (m *pdfMaker) bytes() []byte {
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"",
		"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
		"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /DW 1000 /FontDescriptor 5 0 R >>",
		"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
		"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>\nstream\n0\nendstream",
	}
	var kids []string
	for _, content := range m.pages {
		kids = append(kids, fmt.Sprintf("%d 0 R", len(objects)+1))
		objects = append(objects,
			fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Rotate %d /Resources << /Font << /F1 3 0 R >> /XObject << /I1 6 0 R >> >> /Contents %d 0 R >>",
				m.width, m.height, m.rotate, len(objects)+2),
			fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(content), content))
	}
	objects[1] = fmt.Sprintf("<< /Type /Pages /Kids [%s] /Count %d >>", strings.Join(kids, " "), len(kids))
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	offsets := make([]int, len(objects))
	for i, object := range objects {
		offsets[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, offset := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, m.trailer, start)
	return b.Bytes()
}

// pdfTable draws rows with cells broken to the widths of their columns. It returns the content of
// the page; ruled tables have strokes around each cell.
func pdfTable(left, top float64, widths []float64, rows [][]string, size float64, ruled bool) string {
	var b strings.Builder
	y := top
	right := left
	for _, w := range widths {
		right += w
	}
	if ruled {
		b.WriteString(pdfLine(left, top, right, top))
	}
	for _, row := range rows {
		lines := 1
		broken := make([][]string, len(row))
		for i, cell := range row {
			broken[i] = breakLines(cell, int((widths[i]-6)/size))
			lines = max(lines, len(broken[i]))
		}
		x := left
		for i := range row {
			for k, line := range broken[i] {
				b.WriteString(pdfText(x+3, y-size*1.2*float64(k+1), size, line))
			}
			x += widths[i]
		}
		height := size*1.2*float64(lines) + 6
		if ruled {
			b.WriteString(pdfLine(left, y-height, right, y-height))
			x = left
			for i := 0; i <= len(widths); i++ {
				b.WriteString(pdfLine(x, y, x, y-height))
				if i < len(widths) {
					x += widths[i]
				}
			}
		}
		y -= height
	}
	return b.String()
}

func breakLines(s string, n int) []string {
	runes := []rune(s)
	var out []string
	for len(runes) > n {
		out = append(out, string(runes[:n]))
		runes = runes[n:]
	}
	return append(out, string(runes))
}
