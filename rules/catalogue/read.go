package catalogue

import (
	"slices"
	"strings"

	"mingjing/audit"
)

// MaxRows is how many rows of the tables of one page are read.
const MaxRows = 5000

// Read finds the catalogues among the tables of one page or document, in their order. Tables that
// continue one another (the header repeated on each printed page, or the same columns without a
// header) make one catalogue; a table for several domains (a 领域 column, or block headings as rows
// across the table) makes one for each. It returns nil when no table is a catalogue.
func Read(tables []audit.Table) []Catalogue {
	var r reader
	for _, t := range tables {
		r.table(t)
	}
	return r.catalogues()
}

// reader goes through the tables. The last section stays open: the next table may continue it.
type reader struct {
	sections []*section
	open     *section
	rows     int
}

// section is a run of rows under one header.
type section struct {
	caption string
	width   int
	columns []column
	body    [][]string
}

func (r *reader) table(t audit.Table) {
	if len(t.Rows) == 0 {
		return
	}
	caption, title := clean(t.Caption), ""
	start := r.open
	var current *section // of this table
	for i := 0; i < len(t.Rows) && r.rows < MaxRows; i++ {
		if h, ok := findHeader(t.Rows[i:]); ok && h.fits(caption+title) {
			h.complete()
			i += h.rows - 1
			if current != nil && !sameColumns(current.columns, h.columns) {
				title = current.takeTitle()
			}
			current = r.section(current, h, describe(caption, title), len(t.Rows[0]))
			title = ""
			continue
		}
		if current == nil {
			if start != nil && i == 0 && start.continuedBy(t) {
				current = start
			} else {
				if text, ok := soleText(t.Rows[i]); ok && !isNote(text) {
					title = titled(title, text)
				}
				continue
			}
		}
		current.body = append(current.body, t.Rows[i])
		r.rows++
	}
	r.open = current
}

// titled adds a title row to those above it, of which the nearest count.
func titled(above, text string) string {
	if above == "" || len(above)+len(text) > 300 {
		return text
	}
	return above + " " + text
}

// section is the section that a header begins: the one before where the header repeats its columns
// and no caption of its own stands over it.
func (r *reader) section(current *section, h header, caption string, width int) *section {
	if current != nil && sameColumns(current.columns, h.columns) {
		return current
	}
	if current == nil && r.open != nil && r.open.width == width && sameColumns(r.open.columns, h.columns) && r.open.covers(caption) {
		return r.open
	}
	s := &section{caption: caption, width: width, columns: h.columns}
	r.sections = append(r.sections, s)
	return s
}

// takeTitle takes the title rows off the end of the section: they belong to the header below them.
func (s *section) takeTitle() string {
	title := ""
	for n := len(s.body); n > 0; n = len(s.body) {
		text, ok := soleText(s.body[n-1])
		if !ok || isNote(text) {
			break
		}
		if title == "" {
			title = text
		} else if len(title)+len(text) <= 300 {
			title = text + " " + title
		}
		s.body = s.body[:n-1]
	}
	return title
}

// continuedBy reports whether a table without a header goes on with the rows of the section: as many
// columns, and words in the column of the items.
func (s *section) continuedBy(t audit.Table) bool {
	if len(t.Rows[0]) != s.width || !s.covers(clean(t.Caption)) {
		return false
	}
	for _, row := range t.Rows[:min(len(t.Rows), sample)] {
		for i, cell := range row {
			if s.columns[i].role.isItem() && strings.ContainsFunc(cell, isHan) {
				return true
			}
		}
	}
	return false
}

// covers reports whether a caption tells of nothing but the section: it says the same, or only the
// number of a page or sheet.
func (s *section) covers(caption string) bool {
	if strings.Contains(s.caption, caption) {
		return true
	}
	return !strings.ContainsFunc(strings.NewReplacer("第", "", "页", "", "共", "", "续表", "", "续", "", "表", "").Replace(caption), isHan)
}

// describe is the caption of a section: that of the table, the title rows above the header, or both.
func describe(caption, title string) string {
	switch {
	case title == "" || strings.Contains(caption, title):
		return caption
	case !strings.ContainsFunc(caption, isHan) || strings.Contains(title, caption):
		return title
	}
	return caption + " " + title
}

func (r *reader) catalogues() []Catalogue {
	var out []Catalogue
	for _, s := range r.sections {
		out = append(out, s.catalogues()...)
	}
	return out
}

// catalogues splits a section by domain, in the order of first appearance.
func (s *section) catalogues() []Catalogue {
	rows, split := s.rows()
	if len(rows) == 0 {
		return nil
	}
	whole := Catalogue{Caption: s.caption, Rows: rows}
	for _, c := range s.columns {
		if e, ok := c.role.element(); ok {
			whole.Has[e] = true
		}
	}
	if !split {
		whole.measure()
		return []Catalogue{whole}
	}
	var out []Catalogue
	index := map[string]int{}
	for _, row := range rows {
		i, ok := index[row.Domain]
		if !ok {
			i = len(out)
			index[row.Domain] = i
			out = append(out, Catalogue{Caption: s.caption, Has: whole.Has})
		}
		out[i].Rows = append(out[i].Rows, row)
	}
	for i := range out {
		out[i].measure()
	}
	return slices.Clip(out)
}
