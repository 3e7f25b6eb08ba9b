package document

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/enums"
	pdferrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
)

// readPDF reads the pages of a PDF. The clock starts when the engine is free.
func (r *Reader) readPDF(ctx context.Context, body []byte, c *content) error {
	s, err := r.engine.take(ctx)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, r.limits.Time)
	defer cancel()
	defer c.under(ctx)()
	keep := context.AfterFunc(ctx, s.stop)
	defer func() { r.engine.give(s, !keep()) }()
	err = readPages(s.instance, body, c)
	if ctx.Err() != nil {
		return fmt.Errorf("pdf: %w", ctx.Err())
	}
	return err
}

func readPages(instance pdfium.Pdfium, body []byte, c *content) error {
	doc, err := instance.OpenDocument(&requests.OpenDocument{File: &body})
	switch {
	case errors.Is(err, pdferrors.ErrPassword), errors.Is(err, pdferrors.ErrSecurity):
		return errLocked
	case err != nil:
		return fmt.Errorf("pdf: %w", err)
	}
	count, err := instance.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: doc.Document})
	if err != nil {
		return fmt.Errorf("pdf: %w", err)
	}
	if count.PageCount == 0 {
		return damaged("pdf without pages")
	}
	l := newLayout(c)
	for i := range count.PageCount {
		if i == c.limits.Pages {
			return l.finish(limitError{"pages"})
		}
		p, err := readPage(instance, doc.Document, i, c)
		if err != nil {
			return l.finish(fmt.Errorf("pdf page %d: %w", i+1, err))
		}
		if err := l.page(p); err != nil {
			return l.finish(err)
		}
	}
	return l.finish(nil)
}

// readPage reads the characters, the straight strokes and the pictures of one page.
func readPage(instance pdfium.Pdfium, doc references.FPDF_DOCUMENT, index int, c *content) (*pageLayout, error) {
	loaded, err := instance.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: doc, Index: index})
	if err != nil {
		return nil, err
	}
	defer func() { _, _ = instance.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: loaded.Page}) }()
	r := pdfPage{instance: instance, page: requests.Page{ByReference: &loaded.Page}, c: c, layout: &pageLayout{}}
	size, err := instance.FPDF_GetPageSizeByIndex(&requests.FPDF_GetPageSizeByIndex{Document: doc, Index: index})
	if err != nil {
		return nil, err
	}
	r.layout.area = size.Width * size.Height
	if err := r.text(); err != nil {
		return nil, err
	}
	if err := r.objects(); err != nil {
		return nil, err
	}
	return r.layout, nil
}

type pdfPage struct {
	instance pdfium.Pdfium
	page     requests.Page
	c        *content
	layout   *pageLayout
	turn     int // quarter turns by which the text stands askew, clockwise
	seen     int // objects so far
}

// text reads the characters. Pages may be typeset lying on their side: the turn that most of the
// characters have is undone.
func (r *pdfPage) text() error {
	loaded, err := r.instance.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: r.page})
	if err != nil {
		return err
	}
	text := loaded.TextPage
	defer func() { _, _ = r.instance.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: text}) }()
	count, err := r.instance.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: text})
	if err != nil {
		return err
	}
	if count.Count > maxGlyphs {
		return limitError{"characters of a page"}
	}
	r.turn = r.mainTurn(text, count.Count)
	for i := range count.Count {
		if err := r.c.tick(); err != nil {
			return err
		}
		char, err := r.instance.FPDFText_GetUnicode(&requests.FPDFText_GetUnicode{TextPage: text, Index: i})
		if err != nil {
			return err
		}
		if char.Unicode == ' ' || char.Unicode == '\n' || char.Unicode == '\r' {
			continue
		}
		box, err := r.instance.FPDFText_GetLooseCharBox(&requests.FPDFText_GetLooseCharBox{TextPage: text, Index: i})
		if err != nil {
			continue
		}
		x0, y0 := r.upright(float64(box.Rect.Left), float64(box.Rect.Bottom))
		x1, y1 := r.upright(float64(box.Rect.Right), float64(box.Rect.Top))
		if math.IsNaN(x0+x1+y0+y1) || math.IsInf(x0+x1+y0+y1, 0) {
			continue
		}
		r.layout.add(glyph{rune(char.Unicode), min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)})
	}
	return nil
}

// mainTurn samples the angles of the characters.
func (r *pdfPage) mainTurn(text references.FPDF_TEXTPAGE, count int) int {
	var turns [4]int
	step := max(count/40, 1)
	for i := 0; i < count; i += step {
		angle, err := r.instance.FPDFText_GetCharAngle(&requests.FPDFText_GetCharAngle{TextPage: text, Index: i})
		if err == nil && angle.CharAngle >= 0 {
			turns[int(math.Round(float64(angle.CharAngle)/(math.Pi/2)))%4]++
		}
	}
	best := 0
	for i, n := range turns {
		if n > turns[best] {
			best = i
		}
	}
	return best
}

// upright turns a point so that the text runs from left to right.
func (r *pdfPage) upright(x, y float64) (float64, float64) {
	switch r.turn {
	case 1:
		return -y, x
	case 2:
		return -x, -y
	case 3:
		return y, -x
	}
	return x, y
}

const (
	maxObjects  = 30_000 // of a page
	maxSegments = 2_000  // of a path: more is a drawing
)

func (r *pdfPage) objects() error {
	count, err := r.instance.FPDFPage_CountObjects(&requests.FPDFPage_CountObjects{Page: r.page})
	if err != nil {
		return err
	}
	for i := range count.Count {
		object, err := r.instance.FPDFPage_GetObject(&requests.FPDFPage_GetObject{Page: r.page, Index: i})
		if err != nil {
			continue
		}
		if err := r.object(object.PageObject, identity, 0); err != nil {
			return err
		}
	}
	return nil
}

// matrix maps the coordinates of an object to those of the page.
type matrix struct{ a, b, c, d, e, f float64 }

var identity = matrix{a: 1, d: 1}

func (m matrix) apply(x, y float64) (float64, float64) {
	return m.a*x + m.c*y + m.e, m.b*x + m.d*y + m.f
}

// then is m followed by n.
func (m matrix) then(n matrix) matrix {
	return matrix{
		m.a*n.a + m.b*n.c, m.a*n.b + m.b*n.d, m.c*n.a + m.d*n.c, m.c*n.b + m.d*n.d,
		m.e*n.a + m.f*n.c + n.e, m.e*n.b + m.f*n.d + n.f,
	}
}

func (r *pdfPage) object(object references.FPDF_PAGEOBJECT, outer matrix, depth int) error {
	if err := r.c.ctx.Err(); err != nil {
		return err
	}
	if r.seen++; r.seen > maxObjects {
		return nil // strokes beyond these are no table
	}
	kind, err := r.instance.FPDFPageObj_GetType(&requests.FPDFPageObj_GetType{PageObject: object})
	if err != nil {
		return nil
	}
	switch kind.Type {
	case enums.FPDF_PAGEOBJ_IMAGE:
		if m, err := r.matrix(object); err == nil {
			m = m.then(outer)
			r.layout.images += math.Abs(m.a*m.d - m.b*m.c)
		}
	case enums.FPDF_PAGEOBJ_PATH:
		r.path(object, outer)
	case enums.FPDF_PAGEOBJ_FORM:
		if depth > 4 {
			return nil
		}
		return r.form(object, outer, depth)
	}
	return nil
}

func (r *pdfPage) form(object references.FPDF_PAGEOBJECT, outer matrix, depth int) error {
	m, err := r.matrix(object)
	if err != nil {
		return nil
	}
	count, err := r.instance.FPDFFormObj_CountObjects(&requests.FPDFFormObj_CountObjects{PageObject: object})
	if err != nil {
		return nil
	}
	for i := range count.Count {
		inner, err := r.instance.FPDFFormObj_GetObject(&requests.FPDFFormObj_GetObject{PageObject: object, Index: uint64(i)})
		if err != nil {
			continue
		}
		if err := r.object(inner.PageObject, m.then(outer), depth+1); err != nil {
			return err
		}
	}
	return nil
}

func (r *pdfPage) matrix(object references.FPDF_PAGEOBJECT) (matrix, error) {
	m, err := r.instance.FPDFPageObj_GetMatrix(&requests.FPDFPageObj_GetMatrix{PageObject: object})
	if err != nil {
		return identity, err
	}
	return matrix{
		float64(m.Matrix.A), float64(m.Matrix.B), float64(m.Matrix.C),
		float64(m.Matrix.D), float64(m.Matrix.E), float64(m.Matrix.F),
	}, nil
}

// path takes the strokes of a path: its straight segments where it is stroked, and thin filled
// boxes, which many programs draw for lines. Other filled areas are backgrounds.
func (r *pdfPage) path(object references.FPDF_PAGEOBJECT, outer matrix) {
	mode, err := r.instance.FPDFPath_GetDrawMode(&requests.FPDFPath_GetDrawMode{PageObject: object})
	if err != nil || !mode.Stroke && mode.FillMode == enums.FPDF_FILLMODE_NONE {
		return
	}
	m, err := r.matrix(object)
	if err != nil {
		return
	}
	outlines := r.outlines(object, m.then(outer))
	for _, outline := range outlines {
		if mode.Stroke {
			for i := 1; i < len(outline); i++ {
				r.layout.stroke(outline[i-1].x, outline[i-1].y, outline[i].x, outline[i].y)
			}
			continue
		}
		r.bar(outline)
	}
}

type point struct{ x, y float64 }

// outlines are the connected parts of a path, closed ones ending where they began.
func (r *pdfPage) outlines(object references.FPDF_PAGEOBJECT, m matrix) [][]point {
	count, err := r.instance.FPDFPath_CountSegments(&requests.FPDFPath_CountSegments{PageObject: object})
	if err != nil || count.Count > maxSegments {
		return nil
	}
	var out [][]point
	for i := range count.Count {
		s, err := r.instance.FPDFPath_GetPathSegment(&requests.FPDFPath_GetPathSegment{PageObject: object, Index: i})
		if err != nil {
			return out
		}
		at, err := r.instance.FPDFPathSegment_GetPoint(&requests.FPDFPathSegment_GetPoint{PathSegment: s.PathSegment})
		if err != nil {
			return out
		}
		kind, err := r.instance.FPDFPathSegment_GetType(&requests.FPDFPathSegment_GetType{PathSegment: s.PathSegment})
		if err != nil {
			return out
		}
		x, y := m.apply(float64(at.X), float64(at.Y))
		x, y = r.upright(x, y)
		if kind.Type == enums.FPDF_SEGMENT_MOVETO || len(out) == 0 {
			out = append(out, nil)
		}
		last := len(out) - 1
		out[last] = append(out[last], point{x, y})
		if closes, err := r.instance.FPDFPathSegment_GetClose(&requests.FPDFPathSegment_GetClose{PathSegment: s.PathSegment}); err == nil && closes.IsClose {
			out[last] = append(out[last], out[last][0])
		}
	}
	return out
}

// bar takes a filled outline as a stroke where it is thin.
func (r *pdfPage) bar(outline []point) {
	if len(outline) < 3 {
		return
	}
	lo, hi := outline[0], outline[0]
	for _, p := range outline {
		lo, hi = point{min(lo.x, p.x), min(lo.y, p.y)}, point{max(hi.x, p.x), max(hi.y, p.y)}
	}
	const thin = 3
	x, y := (lo.x+hi.x)/2, (lo.y+hi.y)/2
	switch {
	case hi.y-lo.y <= thin && hi.x-lo.x > hi.y-lo.y:
		r.layout.stroke(lo.x, y, hi.x, y)
	case hi.x-lo.x <= thin:
		r.layout.stroke(x, lo.y, x, hi.y)
	}
}
