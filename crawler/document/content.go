package document

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"mingjing/audit"
)

// content gathers what a reader finds and keeps account of what that costs.
type content struct {
	ctx    context.Context
	limits Limits

	text     strings.Builder
	tables   []audit.Table
	recent   []string // the last paragraphs since the last table: captions are among them
	heading  string   // stands before every caption: the file within an archive
	pictures int
	cells    int
	size     int   // bytes of text so far
	unpacked int64 // bytes unpacked so far
	ticks    int
}

func newContent(ctx context.Context, l Limits) *content {
	return &content{ctx: ctx, limits: l}
}

// under makes ctx the one whose end ends the reading, until the function it returns is called.
func (c *content) under(ctx context.Context) (restore func()) {
	outer := c.ctx
	c.ctx = ctx
	return func() { c.ctx = outer }
}

// recentMax is how many paragraphs before a table may hold its caption.
const recentMax = 4

// excerpt is the text for [audit.Page.Text].
func (c *content) excerpt() string { return c.text.String() }

// tick is called once for each small piece of work; now and then it looks at the clock.
func (c *content) tick() error {
	c.ticks++
	if c.ticks%512 == 0 {
		return c.ctx.Err()
	}
	return nil
}

// paragraph takes in a paragraph outside tables.
func (c *content) paragraph(s string) error {
	s = fold(s)
	if s == "" {
		return c.tick()
	}
	if len(c.recent) == recentMax {
		c.recent = slices.Delete(c.recent, 0, 1)
	}
	c.recent = append(c.recent, clip(s, 300))
	return c.add(s)
}

// add counts text and keeps the beginning of it.
func (c *content) add(s string) error {
	c.size += len(s)
	if c.size > c.limits.Text {
		return limitError{"text"}
	}
	if s == "" || c.text.Len() >= audit.MaxText {
		return c.tick()
	}
	if c.text.Len() > 0 {
		c.text.WriteByte(' ')
	}
	c.text.WriteString(clip(s, audit.MaxText-c.text.Len()))
	return c.tick()
}

// spend counts cells before they are made.
func (c *content) spend(cells int) error {
	c.cells += cells
	if c.cells > c.limits.Cells || cells < 0 {
		return limitError{"table cells"}
	}
	return c.tick()
}

// table takes in a finished table whose merged cells are filled. name is that of the sheet; where
// it is empty the caption is sought among the paragraphs before the table.
func (c *content) table(rows [][]string, name string) error {
	rows = tidy(rows)
	switch {
	case len(rows) == 0:
		return nil
	case len(rows)*len(rows[0]) == 1: // a frame around text
		return c.paragraph(rows[0][0])
	}
	if name == "" {
		name = caption(c.recent)
	}
	if c.heading != "" {
		name = strings.TrimSpace(c.heading + " " + name)
	}
	c.recent = nil
	c.tables = append(c.tables, audit.Table{Caption: clip(name, 300), Rows: rows})
	for _, row := range rows {
		last := ""
		for _, cell := range row {
			if cell != last {
				if err := c.add(cell); err != nil {
					return err
				}
			}
			last = cell
		}
	}
	return nil
}

// caption is the paragraph that names a table: one that speaks of a catalogue or list, else the
// last one.
func caption(paragraphs []string) string {
	for i := len(paragraphs) - 1; i >= 0; i-- {
		for _, word := range []string{"目录", "领域", "清单", "指引", "事项"} {
			if strings.Contains(joinHan(paragraphs[i]), word) && !strings.HasPrefix(paragraphs[i], "注") {
				return paragraphs[i]
			}
		}
	}
	if len(paragraphs) == 0 {
		return ""
	}
	return paragraphs[len(paragraphs)-1]
}

// tidy folds the cells, drops empty rows and empty columns and makes all rows the same length.
func tidy(rows [][]string) [][]string {
	width := 0
	kept := rows[:0:0]
	for _, row := range rows {
		empty := true
		for i, cell := range row {
			row[i] = fold(cell)
			if row[i] != "" {
				empty = false
				width = max(width, i+1)
			}
		}
		if !empty {
			kept = append(kept, row)
		}
	}
	used := make([]bool, width)
	columns := 0
	for i := range used {
		used[i] = slices.ContainsFunc(kept, func(row []string) bool { return i < len(row) && row[i] != "" })
		if used[i] {
			columns++
		}
	}
	for r, row := range kept {
		out := make([]string, 0, columns)
		for i, use := range used {
			switch {
			case use && i < len(row):
				out = append(out, row[i])
			case use:
				out = append(out, "")
			}
		}
		kept[r] = out
	}
	return kept
}

// clip cuts s to at most n bytes at the edge of a character.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
