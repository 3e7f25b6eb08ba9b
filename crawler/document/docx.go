package document

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"strconv"
	"strings"
)

func readDocx(z *zip.Reader, c *content) error {
	r, err := openEntry(find(z, "word/document.xml"), c)
	if err != nil {
		return err
	}
	defer r.Close()
	return readWordML(newTokens(r, c), c)
}

// readWordML reads WordprocessingML, that of docx and that of Word 2003 alike: they differ in name
// spaces and not in the names that matter here.
func readWordML(t *tokens, c *content) error {
	w := wordML{c: c}
	err := w.walk(t)
	if flushErr := w.flush(); err == nil {
		err = flushErr
	}
	if err == nil && c.size == 0 && c.pictures > 0 {
		err = noTextError{strconv.Itoa(c.pictures) + " pictures and no text"}
	}
	return err
}

// wordML is the state of a walk through a word-processor document.
type wordML struct {
	c          *content
	tables     []*wordTable       // open tables, outermost first
	paragraphs []*strings.Builder // open paragraphs: a text box lies within one
	text       bool               // within a run's text
	skip       int                // depth within what is not shown
}

// wordTable is a table being read.
type wordTable struct {
	columns []int // widths of the grid
	rows    [][]gridCell
	row     []gridCell
	lines   []string // paragraphs of the open cell
	column  int      // grid column of the open cell
	span    int
	below   bool
	open    bool // a cell is open
	inner   []innerTable
}

// innerTable is a finished table within a cell. It is handed on after the table around it.
type innerTable struct {
	caption string
	rows    [][]string
}

const (
	maxTables = 16  // of tables within tables
	maxSpan   = 512 // columns of one cell
)

func (w *wordML) walk(t *tokens) error {
	for {
		token, err := t.next()
		if token == nil || err != nil {
			return err
		}
		switch e := token.(type) {
		case xml.StartElement:
			if w.skip > 0 || hidden(e) {
				w.skip++
				continue
			}
			w.start(e)
		case xml.EndElement:
			if w.skip > 0 {
				w.skip--
				continue
			}
			if err := w.end(e.Name.Local); err != nil {
				return err
			}
		case xml.CharData:
			if w.text && w.skip == 0 {
				w.write(string(e))
			}
		}
	}
}

// hidden reports whether an element holds what is not shown, or shown a second time.
func hidden(e xml.StartElement) bool {
	switch e.Name.Local {
	case "Fallback", "del", "moveFrom", "instrText", "delText", "binData":
		return true
	case "part": // of a package in one file: only the document itself is read
		name := attr(e, "name")
		return name != "" && !strings.HasSuffix(name, "/document.xml")
	}
	return false
}

func (w *wordML) start(e xml.StartElement) {
	switch e.Name.Local {
	case "p":
		w.paragraphs = append(w.paragraphs, new(strings.Builder))
	case "t":
		w.text = true
	case "tab", "br", "cr":
		w.write(" ")
	case "noBreakHyphen":
		w.write("-")
	case "sym":
		if code, err := strconv.ParseUint(attr(e, "char"), 16, 16); err == nil {
			if mark := symbol(attr(e, "font"), rune(code)); mark != 0 {
				w.write(string(mark))
			}
		}
	case "blip", "imagedata", "OLEObject":
		w.c.pictures++
	case "tbl":
		if len(w.tables) < maxTables {
			w.tables = append(w.tables, new(wordTable))
		}
	default:
		if table := w.table(); table != nil {
			table.start(e)
		}
	}
}

// table is the innermost open table.
func (w *wordML) table() *wordTable {
	if len(w.tables) == 0 {
		return nil
	}
	return w.tables[len(w.tables)-1]
}

func (t *wordTable) start(e xml.StartElement) {
	switch e.Name.Local {
	case "gridCol":
		width, _ := strconv.Atoi(attr(e, "w"))
		if len(t.columns) < maxSpan {
			t.columns = append(t.columns, min(max(width, 1), 40_000))
		}
	case "tr":
		t.row, t.column, t.open = nil, 0, false
	case "gridBefore":
		t.column = number(attr(e, "val"))
	case "tc":
		t.lines, t.span, t.below, t.open = nil, 1, false, true
	case "gridSpan":
		t.span = max(number(attr(e, "val")), 1)
	case "vMerge", "vmerge":
		t.below = attr(e, "val") != "restart"
	case "hMerge", "hmerge":
		if attr(e, "val") != "restart" && len(t.row) > 0 {
			t.lines = append(t.lines, t.row[len(t.row)-1].text)
		}
	}
}

func number(s string) int {
	n, _ := strconv.Atoi(s)
	return min(max(n, 0), maxSpan)
}

func (w *wordML) end(name string) error {
	switch name {
	case "p":
		return w.endParagraph()
	case "t":
		w.text = false
	case "tc":
		if t := w.table(); t != nil {
			return t.endCell(w.c)
		}
	case "tr":
		if t := w.table(); t != nil && t.row != nil {
			t.rows = append(t.rows, t.row)
			t.row = nil
		}
	case "tbl":
		return w.endTable()
	}
	return nil
}

func (w *wordML) write(s string) {
	if n := len(w.paragraphs); n > 0 {
		w.paragraphs[n-1].WriteString(s)
	}
}

func (w *wordML) endParagraph() error {
	n := len(w.paragraphs)
	if n == 0 {
		return nil
	}
	text := fold(w.paragraphs[n-1].String())
	w.paragraphs = w.paragraphs[:n-1]
	if t := w.table(); t != nil {
		if text != "" {
			t.lines = append(t.lines, text)
		}
		return w.c.tick()
	}
	return w.c.paragraph(text)
}

func (t *wordTable) endCell(c *content) error {
	if !t.open {
		return nil
	}
	t.open = false
	left := t.edge(t.column)
	t.column += t.span
	t.row = append(t.row, gridCell{left, t.edge(t.column), joinLines(t.lines), t.below})
	t.lines = nil
	return c.spend(1)
}

// edge is the place of the left edge of a grid column; columns beyond the grid are an inch wide.
func (t *wordTable) edge(column int) int {
	x := 0
	for i := range min(column, maxSpan*4) {
		if i < len(t.columns) {
			x += t.columns[i]
		} else {
			x += 1440
		}
	}
	return x
}

// hair is how far edges of one column differ from row to row, in twips: about 1.5 mm.
const hair = 85

func (w *wordML) endTable() error {
	t := w.table()
	if t == nil {
		return nil
	}
	w.tables = w.tables[:len(w.tables)-1]
	slack := hair
	if len(t.columns) == 0 {
		slack = 0
	}
	rows, err := grid(t.rows, slack, w.c)
	if err != nil {
		return err
	}
	if outer := w.table(); outer != nil {
		outer.inner = append(outer.inner, innerTable{caption(outer.lines), rows})
		outer.inner = append(outer.inner, t.inner...)
		for _, row := range t.rows {
			for _, cell := range row {
				outer.lines = append(outer.lines, cell.text)
			}
		}
		return nil
	}
	if err := w.c.table(rows, ""); err != nil {
		return err
	}
	for _, inner := range t.inner {
		if err := w.c.table(inner.rows, inner.caption); err != nil {
			return err
		}
	}
	return nil
}

// flush ends what a document that was cut off leaves open.
func (w *wordML) flush() error {
	var errs []error
	for len(w.paragraphs) > 0 {
		errs = append(errs, w.endParagraph())
	}
	for t := w.table(); t != nil; t = w.table() {
		errs = append(errs, t.endCell(w.c), w.end("tr"), w.endTable())
	}
	return errors.Join(errs...)
}
