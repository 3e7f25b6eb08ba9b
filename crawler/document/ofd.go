package document

import (
	"archive/zip"
	"cmp"
	"encoding/xml"
	"path"
	"slices"
	"strconv"
	"strings"
)

// readOFD reads the pages of an OFD: its words are placed on the page as those of a PDF are, and
// its tables are rebuilt in the same way.
func readOFD(z *zip.Reader, c *content) error {
	var pages []*zip.File
	for _, f := range z.File {
		name := strings.ToLower(cleanEntry(f.Name))
		if path.Base(name) == "content.xml" && strings.Contains(name, "/pages/") {
			pages = append(pages, f)
		}
	}
	if len(pages) == 0 {
		return damaged("ofd without pages")
	}
	slices.SortStableFunc(pages, func(a, b *zip.File) int { return cmp.Compare(pageNumber(a.Name), pageNumber(b.Name)) })
	l := newLayout(c)
	for i, f := range pages {
		if i == c.limits.Pages {
			return l.finish(limitError{"pages"})
		}
		p, err := ofdPage(f, c)
		if err != nil {
			return l.finish(err)
		}
		p.scale(72 / 25.4)
		if err := l.page(p); err != nil {
			return l.finish(err)
		}
	}
	return l.finish(nil)
}

// pageNumber is the number in the folder of a page, such as Page_12.
func pageNumber(name string) int {
	folder := path.Base(path.Dir(cleanEntry(name)))
	n, _ := strconv.Atoi(folder[strings.LastIndexByte(folder, '_')+1:])
	return n
}

// ofdPage reads the text and the straight lines of one page. OFD counts y downwards.
func ofdPage(f *zip.File, c *content) (*pageLayout, error) {
	r, err := openEntry(f, c)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	p := &pageLayout{}
	var box [4]float64
	var size, x, y float64
	var dx, dy []float64
	var matrix [6]float64
	text, data := false, false
	for t := newTokens(r, c); ; {
		token, err := t.next()
		if token == nil || err != nil {
			return p, err
		}
		switch e := token.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "TextObject":
				box, matrix = ofdBox(e), ofdMatrix(e)
				size = float(attr(e, "Size"))
			case "PathObject":
				box, matrix = ofdBox(e), ofdMatrix(e)
			case "ImageObject":
				b := ofdBox(e)
				p.images += b[2] * b[3]
			case "TextCode":
				text = true
				x, y = float(attr(e, "X")), float(attr(e, "Y"))
				dx, dy = deltas(attr(e, "DeltaX")), deltas(attr(e, "DeltaY"))
			case "AbbreviatedData":
				data = true
			}
		case xml.EndElement:
			text, data = text && e.Name.Local != "TextCode", data && e.Name.Local != "AbbreviatedData"
		case xml.CharData:
			if data {
				ofdLines(p, box, matrix, string(e))
			}
			if text {
				for i, char := range []rune(string(e)) {
					if i > 0 {
						x += delta(dx, i-1, size, len(dy) == 0)
						y += delta(dy, i-1, 0, false)
					}
					px, py := box[0]+x*matrix[0]+y*matrix[2], box[1]+x*matrix[1]+y*matrix[3]
					height := size * max(matrix[3], matrix[0], 0.01)
					p.add(glyph{char, px, px + height, -py - height*0.2, -py + height*0.8})
				}
			}
		}
		if len(p.glyphs) > maxGlyphs {
			return p, limitError{"characters of a page"}
		}
	}
}

func delta(d []float64, i int, fallback float64, use bool) float64 {
	switch {
	case i < len(d):
		return d[i]
	case len(d) > 0 && use:
		return d[len(d)-1]
	case use:
		return fallback
	}
	return 0
}

func ofdBox(e xml.StartElement) (box [4]float64) {
	for i, s := range strings.Fields(attr(e, "Boundary")) {
		if i < 4 {
			box[i] = float(s)
		}
	}
	return box
}

func ofdMatrix(e xml.StartElement) [6]float64 {
	m := [6]float64{1, 0, 0, 1, 0, 0}
	if parts := strings.Fields(attr(e, "CTM")); len(parts) == 6 {
		for i, s := range parts {
			m[i] = float(s)
		}
	}
	return m
}

// deltas reads advances; "g n x" stands for n times x.
func deltas(s string) []float64 {
	parts := strings.Fields(s)
	var out []float64
	for i := 0; i < len(parts) && len(out) < 10_000; i++ {
		if parts[i] != "g" || i+2 >= len(parts) {
			out = append(out, float(parts[i]))
			continue
		}
		n, _ := strconv.Atoi(parts[i+1])
		for range min(max(n, 0), 10_000) {
			out = append(out, float(parts[i+2]))
		}
		i += 2
	}
	return out
}

// ofdLines takes the straight strokes of a path.
func ofdLines(p *pageLayout, box [4]float64, m [6]float64, data string) {
	parts := strings.Fields(data)
	var x, y, startX, startY float64
	to := func(nx, ny float64) {
		ax, ay := box[0]+x*m[0]+y*m[2]+m[4], box[1]+x*m[1]+y*m[3]+m[5]
		bx, by := box[0]+nx*m[0]+ny*m[2]+m[4], box[1]+nx*m[1]+ny*m[3]+m[5]
		p.stroke(ax, -ay, bx, -by)
		x, y = nx, ny
	}
	for i := 0; i < len(parts); i++ {
		switch parts[i] {
		case "M", "S", "L":
			if i+2 >= len(parts) {
				return
			}
			nx, ny := float(parts[i+1]), float(parts[i+2])
			if parts[i] == "L" {
				to(nx, ny)
			} else {
				x, y, startX, startY = nx, ny, nx, ny
			}
			i += 2
		case "C":
			to(startX, startY)
		}
	}
}

func float(s string) float64 {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || f != f || f > 1e6 || f < -1e6 {
		return 0
	}
	return f
}
