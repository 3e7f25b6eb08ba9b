package document

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// glyph is one character and the box it stands in; y grows upwards.
type glyph struct {
	char                     rune
	left, right, bottom, top float64
}

func (g glyph) middle() (x, y float64) { return (g.left + g.right) / 2, (g.bottom + g.top) / 2 }

func (g glyph) height() float64 { return g.top - g.bottom }

// rule is a straight stroke across (at a height) or down (at a distance from the left).
type rule struct{ at, from, to float64 }

// pageLayout is what stands on one page and where, in points.
type pageLayout struct {
	glyphs     []glyph
	across     []rule
	down       []rule
	area       float64 // of the page
	images     float64 // area of the pictures
	unreadable int     // characters without a Unicode value
}

const (
	maxGlyphs = 40_000 // of a page
	maxRules  = 20_000 // of a page, in each direction
)

// add takes in a character that shows something.
func (p *pageLayout) add(g glyph) {
	if g.char >= 0xf020 && g.char <= 0xf0ff {
		g.char = symbol("", g.char)
	}
	switch {
	case g.char == 0 || g.char == unicode.ReplacementChar || g.char >= 0xfffe || g.char >= 0xe000 && g.char <= 0xf8ff || unicode.IsControl(g.char) && !unicode.IsSpace(g.char):
		p.unreadable++
	case unicode.IsSpace(g.char) || !unicode.IsPrint(g.char):
	case g.right >= g.left && g.top > g.bottom:
		p.glyphs = append(p.glyphs, g)
	}
}

// stroke takes in a straight stroke if it runs across or down.
func (p *pageLayout) stroke(x0, y0, x1, y1 float64) {
	const straight = 1.5
	switch dx, dy := abs(x1-x0), abs(y1-y0); {
	case dy <= straight && dx > 2*straight && len(p.across) < maxRules:
		p.across = append(p.across, rule{(y0 + y1) / 2, min(x0, x1), max(x0, x1)})
	case dx <= straight && dy > 2*straight && len(p.down) < maxRules:
		p.down = append(p.down, rule{(x0 + x1) / 2, min(y0, y1), max(y0, y1)})
	}
}

func abs(f float64) float64 { return max(f, -f) }

// scale changes the unit of lengths.
func (p *pageLayout) scale(by float64) {
	for i, g := range p.glyphs {
		p.glyphs[i] = glyph{g.char, g.left * by, g.right * by, g.bottom * by, g.top * by}
	}
	for _, rules := range [][]rule{p.across, p.down} {
		for i, r := range rules {
			rules[i] = rule{r.at * by, r.from * by, r.to * by}
		}
	}
	p.area, p.images = p.area*by*by, p.images*by*by
}

// picture reports whether the page is a picture: no text to speak of, or a few words (the mark of a
// scanning program) on a picture that covers the page.
func (p *pageLayout) picture() bool {
	n := len(p.glyphs)
	if p.unreadable > n {
		return true
	}
	return n == 0 && p.images > 0 || n < 40 && p.area > 0 && p.images > 0.5*p.area
}

// foundTable is a table found on a page.
type foundTable struct {
	top     float64
	columns []float64 // edges of the columns
	rows    [][]string
	cells   [][]int // which cell each place belongs to, of a table drawn with strokes
	ruled   bool
}

// layout puts the pages of a document together: text in reading order, and tables that go on over
// pages made one.
type layout struct {
	c        *content
	pages    int
	blank    int
	pictures []int // numbers of the pages that are pictures
	open     *foundTable
}

func newLayout(c *content) *layout { return &layout{c: c} }

// page takes in the next page.
func (l *layout) page(p *pageLayout) error {
	l.pages++
	switch {
	case p.picture():
		l.pictures = append(l.pictures, l.pages)
		if p.unreadable > len(p.glyphs) {
			return nil
		}
	case len(p.glyphs) == 0:
		l.blank++
		return nil
	}
	tables, rest := ruledTables(p)
	lines := slices.DeleteFunc(textLines(rest), isPageNumber)
	if len(lines) == 0 && len(tables) == 0 {
		return nil
	}
	if len(tables) == 0 {
		var before *foundTable
		if l.open != nil && !l.open.ruled {
			before = l.open
		}
		if found, others := columnTable(lines, before); found != nil {
			tables, lines = append(tables, *found), others
		}
	}
	return l.emit(tables, lines)
}

// isPageNumber reports whether a line says nothing but the number of the page.
func isPageNumber(line textLine) bool {
	return len(line.glyphs) <= 12 && strings.Trim(line.text(), " -—–－·第页共/0123456789") == ""
}

// emit hands on the tables and lines of a page from top to bottom.
func (l *layout) emit(tables []foundTable, lines []textLine) error {
	slices.SortStableFunc(tables, func(a, b foundTable) int { return cmp.Compare(b.top, a.top) })
	for _, para := range paragraphs(lines, tables) {
		for len(tables) > 0 && tables[0].top > para.top {
			if err := l.table(tables[0]); err != nil {
				return err
			}
			tables = tables[1:]
		}
		if err := l.close(); err != nil {
			return err
		}
		if err := l.c.paragraph(para.text); err != nil {
			return err
		}
	}
	for _, t := range tables {
		if err := l.table(t); err != nil {
			return err
		}
	}
	return nil
}

// table takes in a table: a new one, or one that continues the table at the foot of the last page.
func (l *layout) table(t foundTable) error {
	if err := l.c.spend(len(t.rows) * len(t.columns)); err != nil {
		return err
	}
	if l.open != nil && continues(l.open, &t) {
		header := 0
		for header < min(4, len(l.open.rows), len(t.rows)) && slices.Equal(t.rows[header], l.open.rows[header]) {
			header++
		}
		t.carry(header, l.open.rows[len(l.open.rows)-1])
		l.open.rows = append(l.open.rows, t.rows[header:]...)
		return nil
	}
	if err := l.close(); err != nil {
		return err
	}
	l.open = &t
	return nil
}

// carry fills the cells that begin on the page before and go on over several rows of this one: their
// text stands there.
func (t *foundTable) carry(first int, above []string) {
	if first+1 >= len(t.cells) {
		return
	}
	for c, text := range t.rows[first] {
		cell := t.cells[first][c]
		if text != "" || t.cells[first+1][c] != cell {
			continue
		}
		for r := first; r < len(t.rows) && t.cells[r][c] == cell; r++ {
			t.rows[r][c] = above[c]
		}
	}
}

// continues reports whether two tables have the same columns.
func continues(a, b *foundTable) bool {
	if len(a.columns) != len(b.columns) {
		return false
	}
	shift := b.columns[0] - a.columns[0] // margins of left and right pages differ
	for i := range a.columns {
		if abs(b.columns[i]-a.columns[i]-shift) > 6 {
			return false
		}
	}
	return true
}

func (l *layout) close() error {
	if l.open == nil {
		return nil
	}
	rows := l.open.rows
	l.open = nil
	return l.c.table(rows, "")
}

// finish ends the document. err is what ended the reading early, if anything did.
func (l *layout) finish(err error) error {
	if closeErr := l.close(); err == nil {
		err = closeErr
	}
	switch n := len(l.pictures); {
	case err != nil:
		return err
	case n > 0 && n+l.blank == l.pages:
		return noTextError{fmt.Sprintf("%d pages of pictures or without readable text", n)}
	case l.blank == l.pages:
		return noTextError{fmt.Sprintf("%d pages without text", l.pages)}
	case n == 1 && l.pages > 2 && (l.pictures[0] == 1 || l.pictures[0] == l.pages):
		return nil // a cover
	case n > 0:
		return noTextError{fmt.Sprintf("page %d and %d of %d pages in all are pictures", l.pictures[0], n, l.pages)}
	}
	return nil
}
