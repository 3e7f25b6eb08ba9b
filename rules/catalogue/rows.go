package catalogue

import (
	"slices"
	"strings"
)

// body is the state of reading the rows of a section.
type body struct {
	s        *section
	bullets  []bool
	above    []string // the cells of the row above, 同上 resolved
	domain   string   // of the block heading above
	group    string   // level 1 by a heading, where no column gives it
	last     [3]string
	rows     []Row
	split    bool // headings or a column tell domains apart
	hasLevel [3]bool
	numbers  bool // rows are numbered
}

// rows reads the section's rows, and whether they are to be split by domain.
func (s *section) rows() ([]Row, bool) {
	b := &body{s: s, above: make([]string, len(s.columns)), bullets: make([]bool, len(s.columns))}
	for i, c := range s.columns {
		switch c.role {
		case roleLevel1, roleLevel2, roleLevel3:
			b.hasLevel[c.role-roleLevel1] = true
		case roleDomain:
			b.split = true
		case roleMode, roleChannel, roleAudience:
			b.bullets[i] = bulleted(s.body, i)
		}
	}
	for _, row := range s.body {
		b.row(row)
	}
	return b.rows, b.split
}

func (b *body) row(raw []string) {
	raw = append(raw[:min(len(raw), len(b.s.columns)):len(raw)], make([]string, max(len(b.s.columns)-len(raw), 0))...)
	filled, item := 0, false
	for i, cell := range raw {
		if strings.TrimFunc(cell, isBlank) == "" {
			continue
		}
		filled++
		item = item || b.s.columns[i].role.isItem()
	}
	if filled == 0 {
		return
	}
	if text, sole := soleText(raw); sole && (isNote(text) || across(filled, len(raw)) || filled == 1 && (!item || strings.Contains(text, "领域"))) {
		b.heading(text)
		return
	}
	b.entry(raw)
}

// across reports whether a text that fills so many cells of a row runs across the table.
func across(filled, cells int) bool { return filled > 1 && cells > 2 && 2*filled >= cells }

// heading takes in a row across the table: the name of a domain, or of a group of items.
func (b *body) heading(text string) {
	if isNote(text) || isNumber(text) || len(text) > 40*3 || strings.ContainsAny(text, "：:。") || !strings.ContainsFunc(text, isHan) {
		return
	}
	b.last = [3]string{}
	clear(b.above)
	name := unnumbered(text)
	b.domain, b.group = text, ""
	switch {
	case strings.Contains(b.s.caption, text):
		b.domain = "" // the title once more
	case containsAny(text, "领域", "目录"), name != text && b.hasLevel[0] && b.hasLevel[1]:
		b.split = true
	case !b.hasLevel[1]:
		b.group = name
	}
}

// entry takes in a row of cells.
func (b *body) entry(raw []string) {
	for i := range raw {
		if isDitto(clean(raw[i])) {
			raw[i] = b.above[i]
		}
	}
	copy(b.above, raw)
	var row Row
	var levels [3]string
	domain, number := "", false
	for i, c := range b.s.columns {
		cell := clean(raw[i])
		if isEmpty(cell) {
			continue
		}
		switch c.role {
		case roleNumber:
			number = number || isNumber(cell)
		case roleDomain:
			domain = join(domain, cell)
		case roleLevel1, roleLevel2, roleLevel3:
			if slices.Contains(c.path, key(cell)) {
				return // the header once more
			}
			levels[c.role-roleLevel1] = join(levels[c.role-roleLevel1], cell)
		case roleContent:
			row.Content = join(row.Content, cell)
		case roleBasis:
			row.Basis = join(row.Basis, cell)
		case roleLimit:
			row.Limit = join(row.Limit, cell)
		case roleSubject:
			row.Subject = join(row.Subject, cell)
		case roleMode:
			row.Mode = join(row.Mode, ticks(raw[i], c.label, b.bullets[i]))
		case roleChannel:
			row.Channel = join(row.Channel, ticks(raw[i], c.label, b.bullets[i]))
		case roleAudience:
			row.Audience = join(row.Audience, ticks(raw[i], c.label, b.bullets[i]))
		}
	}
	if domain != "" {
		b.domain = domain
	}
	b.place(row, levels, number)
}

// place gives a row its item and adds it. Levels that are left blank go on from the row above; a row
// without a name of its own is the rest of the row above, cut off by the end of a page, where the
// rows are numbered and it is not, or where it has few words.
func (b *body) place(row Row, levels [3]string, number bool) {
	b.numbers = b.numbers || number
	others := 0
	for e := Content; e <= Audience; e++ {
		if row.Element(e) != "" {
			others++
		}
	}
	counted := false
	for i, said := 0, levels; i < len(said); i++ {
		switch {
		case isNumber(said[i]):
			levels[i], counted = "", true // the number of a column
		case i > 0 && said[i] == said[i-1]:
			levels[i] = "" // one cell over both levels
		}
	}
	nameless := levels == [3]string{}
	switch {
	case nameless && (counted || len(b.rows) == 0 || b.last == [3]string{} || others == 0):
		return
	case nameless || levels == [3]string{b.last[0]} && b.last[1] != "":
		if len(b.rows) > 0 && (b.numbers && !number || 2*others < b.elements()) {
			b.rows[len(b.rows)-1].append(row)
			return
		}
	case levels[1] == "" && levels[2] == "" && others == 0 && b.hasLevel[1]:
		b.last = [3]string{levels[0]} // the heading of a group
		return
	}
	levels = b.fillDown(levels)
	b.last = levels
	row.Domain = b.domain
	row.Level1, row.Level2, row.Level3 = levels[0], levels[1], levels[2]
	if b.group != "" && row.Level2 == "" && row.Level1 != b.group {
		row.Level1, row.Level2 = b.group, row.Level1
	}
	if row.Item() == "" {
		row.Level2, row.Level3 = row.Level3, ""
	}
	if row.Item() != "" {
		b.rows = append(b.rows, row)
	}
}

// fillDown gives levels that are left blank those of the row above.
func (b *body) fillDown(levels [3]string) [3]string {
	switch {
	case levels[0] == "" && levels[1] == "" && levels[2] == "":
		return b.last
	case levels[0] == "" && levels[1] == "":
		levels[0], levels[1] = b.last[0], b.last[1]
	case levels[0] == "":
		levels[0] = b.last[0]
	case levels[0] == b.last[0] && levels[1] == "":
		levels[1] = b.last[1]
	}
	return levels
}

// elements is how many of the elements other than the name have a column.
func (b *body) elements() int {
	var has [8]bool
	n := 0
	for _, c := range b.s.columns {
		if e, ok := c.role.element(); ok && e != Name && !has[e] {
			has[e] = true
			n++
		}
	}
	return n
}

// maxCell is how long a cell put together from several rows may become, in bytes.
const maxCell = 8 << 10

// append adds the rest of a row that a page cut off.
func (r *Row) append(rest Row) {
	for _, pair := range []struct {
		to   *string
		from string
	}{
		{&r.Content, rest.Content}, {&r.Basis, rest.Basis}, {&r.Limit, rest.Limit}, {&r.Subject, rest.Subject},
		{&r.Mode, rest.Mode}, {&r.Channel, rest.Channel}, {&r.Audience, rest.Audience},
	} {
		if len(*pair.to) < maxCell && !strings.Contains(*pair.to, pair.from) {
			*pair.to += pair.from
		}
	}
}

// join adds a text to what stands there already, unless it says the same.
func join(a, b string) string {
	switch {
	case a == "" || a == b:
		return b
	case b == "" || strings.Contains(a, b):
		return a
	}
	return a + "、" + b
}
