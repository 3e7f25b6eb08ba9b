package document

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// readWord reads a Word document of the old format (Word 97 on, WPS). The text lies in pieces; the
// properties of its paragraphs say which of them end cells and rows and where the edges of cells are.
func readWord(f *compound, c *content) error {
	w, err := openWord(f)
	if err != nil {
		return err
	}
	err = w.walk(c)
	if err == nil && c.size == 0 && (w.pictures > 0 || f.has("ObjectPool")) {
		err = noTextError{strconv.Itoa(w.pictures) + " pictures and no text"}
	}
	return err
}

// wordFile is a Word document being read.
type wordFile struct {
	main     []byte // WordDocument stream
	data     []byte // Data stream: long paragraph properties
	pieces   []textPiece
	ranges   []paragraphRange
	length   int // characters of the main text
	pictures int
}

// textPiece is a run of text: count characters at a place of the main stream.
type textPiece struct {
	offset, count int
	two           bool // two bytes a character
}

// paragraphRange are the properties of the paragraph whose end lies in [from, to) of the main stream.
type paragraphRange struct {
	from, to int
	props    paragraphProps
}

func openWord(f *compound) (*wordFile, error) {
	w := &wordFile{main: f.stream("WordDocument"), data: f.stream("Data")}
	if len(w.main) < 0x1aa || le.Uint16(w.main) != 0xa5ec && le.Uint16(w.main) != 0xa5dc {
		return nil, errors.New("word document: does not begin like one")
	}
	flags := le.Uint16(w.main[0x0a:])
	if flags&0x0100 != 0 {
		return nil, errLocked
	}
	if version := le.Uint16(w.main[2:]); version < 0x00c1 {
		return nil, fmt.Errorf("word document of version %d: type not read", version)
	}
	table := f.stream("0Table")
	if flags&0x0200 != 0 {
		table = f.stream("1Table")
	}
	w.length = int(le.Uint32(w.main[0x4c:]))
	clx, err := piece(table, uint64(le.Uint32(w.main[0x1a2:])), uint64(le.Uint32(w.main[0x1a6:])), "word document")
	if err != nil {
		return nil, err
	}
	if err := w.readPieces(clx); err != nil {
		return nil, err
	}
	if bins, err := piece(table, uint64(le.Uint32(w.main[0x102:])), uint64(le.Uint32(w.main[0x106:])), "paragraphs"); err == nil {
		w.readRanges(bins)
	}
	return w, nil
}

// readPieces reads the table of pieces behind the property modifiers that may stand before it.
func (w *wordFile) readPieces(clx []byte) error {
	for len(clx) >= 3 && clx[0] == 1 {
		skip := 3 + int(le.Uint16(clx[1:]))
		if skip > len(clx) {
			break
		}
		clx = clx[skip:]
	}
	if len(clx) < 5 || clx[0] != 2 {
		return errors.New("word document: no table of pieces")
	}
	plc := clx[5:min(uint64(len(clx)), 5+uint64(le.Uint32(clx[1:])))]
	n := (len(plc) - 4) / 12
	for i := range n {
		from, to := int(le.Uint32(plc[4*i:])), int(le.Uint32(plc[4*i+4:]))
		at := le.Uint32(plc[4*(n+1)+8*i+2:])
		p := textPiece{offset: int(at & 0x3fffffff), count: to - from, two: at&0x40000000 == 0}
		if !p.two {
			p.offset /= 2
		}
		if p.count < 0 || p.count > len(w.main) {
			return damaged("word document")
		}
		w.pieces = append(w.pieces, p)
	}
	return nil
}

// readRanges reads the pages of paragraph properties that the bin table lists.
func (w *wordFile) readRanges(bins []byte) {
	n := (len(bins) - 4) / 8
	for i := range n {
		page, err := piece(w.main, uint64(le.Uint32(bins[4*(n+1)+4*i:])&0x3fffff)*512, 512, "paragraphs")
		if err != nil {
			continue
		}
		count := int(page[511])
		if 4*(count+1)+13*count > 511 {
			continue
		}
		for k := range count {
			r := paragraphRange{from: int(le.Uint32(page[4*k:])), to: int(le.Uint32(page[4*k+4:]))}
			if at := 2 * int(page[4*(count+1)+13*k]); at > 0 {
				r.props = w.props(page, at)
			}
			w.ranges = append(w.ranges, r)
		}
	}
	slices.SortStableFunc(w.ranges, func(a, b paragraphRange) int { return cmp.Compare(a.from, b.from) })
}

// propsAt are the properties of the paragraph that a character at a place of the main stream ends.
func (w *wordFile) propsAt(offset int) *paragraphProps {
	i, found := slices.BinarySearchFunc(w.ranges, offset, func(r paragraphRange, at int) int { return cmp.Compare(r.from, at) })
	if !found {
		i--
	}
	if i < 0 || offset >= w.ranges[i].to {
		return &paragraphProps{}
	}
	return &w.ranges[i].props
}

// Characters that mean something else than themselves.
const (
	charPicture    = 0x01
	charObject     = 0x08
	charCell       = 0x07
	charBreak      = 0x0b
	charPage       = 0x0c
	charParagraph  = 0x0d
	charFieldBegin = 0x13
	charFieldText  = 0x14
	charFieldEnd   = 0x15
)

// walk goes through the main text.
func (w *wordFile) walk(c *content) error {
	t := wordText{w: w, c: c, geometry: len(w.ranges) > 0}
	left := w.length
	for _, p := range w.pieces {
		width := 1
		if p.two {
			width = 2
		}
		for i := 0; i < p.count && left > 0; i++ {
			at := p.offset + i*width
			if at < 0 || at+width > len(w.main) {
				return errors.Join(errors.New("word document: cut off"), t.finish())
			}
			r := rune(w.main[at])
			if p.two {
				r = rune(le.Uint16(w.main[at:]))
			} else if r >= 0x80 && r < 0xa0 {
				r = windows1252[r-0x80]
			}
			left--
			if err := t.take(r, at); err != nil {
				return errors.Join(err, t.finish())
			}
		}
	}
	return t.finish()
}

// windows1252 are the characters 0x80 to 0x9f of that code page, as Word needs them.
var windows1252 = [32]rune{
	'€', 0, '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', 0, 'Ž', 0,
	0, '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', 0, 'ž', 'Ÿ',
}

// wordText puts characters together to paragraphs, cells and tables.
type wordText struct {
	w        *wordFile
	c        *content
	geometry bool // paragraph properties are there
	para     strings.Builder
	high     rune // first half of a character of four bytes
	fields   []bool
	lines    []string // paragraphs of the open cell
	cells    []string // finished cells of the open row
	rows     [][]gridCell
	inTable  bool
}

func (t *wordText) take(r rune, at int) error {
	switch r {
	case charFieldBegin:
		t.fields = append(t.fields, true)
		return nil
	case charFieldText:
		if n := len(t.fields); n > 0 {
			t.fields[n-1] = false
		}
		return nil
	case charFieldEnd:
		if n := len(t.fields); n > 0 {
			t.fields = t.fields[:n-1]
		}
		return nil
	case charCell, charParagraph, charPage:
		return t.end(r, at)
	case charPicture, charObject:
		t.w.pictures++
		return nil
	case charBreak, '\t':
		r = ' '
	case 0x1e:
		r = '-'
	}
	if slices.Contains(t.fields, true) {
		return nil
	}
	switch {
	case r >= 0xd800 && r < 0xdc00:
		t.high = r
	case r >= 0xdc00 && r < 0xe000 && t.high != 0:
		t.para.WriteRune((t.high-0xd800)<<10 + (r - 0xdc00) + 0x10000)
		t.high = 0
	case r >= ' ':
		t.para.WriteRune(r)
	}
	return nil
}

// end ends a paragraph, a cell or a row.
func (t *wordText) end(r rune, at int) error {
	text := fold(t.para.String())
	t.para.Reset()
	t.fields = nil
	props := t.w.propsAt(at)
	switch {
	case r == charCell && props.rowEnd || r == charCell && !t.geometry && text == "" && len(t.lines) == 0 && len(t.cells) > 0:
		t.endRow(props)
		return t.c.tick()
	case r == charCell:
		t.inTable = true
		t.lines = append(t.lines, text)
		t.cells = append(t.cells, joinLines(t.lines))
		t.lines = nil
		return t.c.spend(1)
	case props.inTable && t.geometry:
		t.inTable = true
		if text != "" {
			t.lines = append(t.lines, text)
		}
		return t.c.tick()
	}
	if t.inTable {
		if !t.geometry && len(t.cells) > 0 {
			t.lines = append(t.lines, text)
			return t.c.tick()
		}
		if err := t.endTable(); err != nil {
			return err
		}
	}
	return t.c.paragraph(text)
}

// endRow lays the finished cells on the edges that the row's properties give.
func (t *wordText) endRow(props *paragraphProps) {
	row := make([]gridCell, 0, len(t.cells))
	for i, text := range t.cells {
		cell := gridCell{left: i * 1440, right: (i + 1) * 1440, text: text}
		if len(props.edges) == len(t.cells)+1 {
			cell.left, cell.right = props.edges[i], props.edges[i+1]
			if i < len(props.cells) {
				cell.below = props.cells[i].below
				if props.cells[i].beside && text == "" && i > 0 {
					cell.text = row[i-1].text
				}
			}
		}
		row = append(row, cell)
	}
	t.cells, t.lines = nil, nil
	if len(row) > 0 {
		t.rows = append(t.rows, row)
	}
}

func (t *wordText) endTable() error {
	if len(t.cells) > 0 {
		t.endRow(&paragraphProps{})
	}
	rows := t.rows
	t.rows, t.inTable = nil, false
	return t.c.laidOut(rows, hair)
}

func (t *wordText) finish() error {
	text := t.para.String()
	t.para.Reset()
	var err error
	if t.inTable {
		err = t.endTable()
	}
	return errors.Join(err, t.c.paragraph(text))
}
