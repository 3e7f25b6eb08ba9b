package document

import (
	"strconv"
	"strings"
)

// readRTF reads rich text: paragraphs, and tables by their rows and cell edges.
func readRTF(body []byte, c *content) error {
	r := rtf{c: c, groups: []rtfGroup{{skipAfter: 1}}}
	for i := 0; i < len(body); {
		n, err := r.step(body[i:])
		if err != nil {
			return err
		}
		i += n
		if err := c.tick(); err != nil {
			return err
		}
	}
	if err := r.endParagraph(); err != nil {
		return err
	}
	if err := r.endTable(); err != nil {
		return err
	}
	if c.size == 0 && c.pictures > 0 {
		return noTextError{strconv.Itoa(c.pictures) + " pictures and no text"}
	}
	return nil
}

// rtfGroup is what a brace closes again.
type rtfGroup struct {
	hidden    bool
	skipAfter int // bytes that stand in for a Unicode character after it
}

type rtf struct {
	c      *content
	groups []rtfGroup
	raw    []byte // bytes of the running text that are not yet decoded
	para   strings.Builder
	high   rune
	skip   int

	inTable bool
	edges   []int
	merges  []cellProps
	pending cellProps
	lines   []string
	cells   []string
	rows    [][]gridCell
}

const maxGroups = 4096

func (r *rtf) group() *rtfGroup { return &r.groups[len(r.groups)-1] }

// step takes one brace, control word or character and says how many bytes that was.
func (r *rtf) step(b []byte) (int, error) {
	switch b[0] {
	case '{':
		if len(r.groups) >= maxGroups {
			return 0, limitError{"nested groups"}
		}
		r.groups = append(r.groups, *r.group())
		return 1, nil
	case '}':
		if len(r.groups) > 1 {
			r.groups = r.groups[:len(r.groups)-1]
		}
		return 1, nil
	case '\r', '\n':
		return 1, nil
	case '\\':
		return r.control(b)
	}
	r.byte(b[0])
	return 1, nil
}

// byte takes a byte of text, unless it stands in for a character that was taken.
func (r *rtf) byte(b byte) {
	switch {
	case r.skip > 0:
		r.skip--
	case !r.group().hidden:
		r.raw = append(r.raw, b)
	}
}

func (r *rtf) control(b []byte) (int, error) {
	if len(b) < 2 {
		return 1, nil
	}
	if b[1] == '\'' {
		if len(b) < 4 {
			return len(b), nil
		}
		if n, err := strconv.ParseUint(string(b[2:4]), 16, 8); err == nil {
			r.byte(byte(n))
		}
		return 4, nil
	}
	i := 1
	for i < len(b) && i < 33 && (b[i]|0x20) >= 'a' && (b[i]|0x20) <= 'z' {
		i++
	}
	if i == 1 {
		switch b[1] {
		case '*':
			r.group().hidden = true
		case '\\', '{', '}':
			r.byte(b[1])
		case '~':
			r.byte(' ')
		}
		return 2, nil
	}
	word := string(b[1:i])
	from := i
	if i < len(b) && b[i] == '-' {
		i++
	}
	for i < len(b) && i < from+11 && b[i] >= '0' && b[i] <= '9' {
		i++
	}
	value, err := strconv.Atoi(string(b[from:i]))
	if i < len(b) && b[i] == ' ' {
		i++
	}
	if word == "bin" && err == nil && value > 0 {
		return min(i+value, len(b)), nil
	}
	return i, r.word(word, value)
}

// rtfHidden begin groups that are not text.
var rtfHidden = map[string]bool{
	"fonttbl": true, "colortbl": true, "stylesheet": true, "info": true, "pict": true, "object": true, "header": true,
	"footer": true, "headerl": true, "headerr": true, "footerl": true, "footerr": true, "listtable": true, "themedata": true,
	"fldinst": true, "datastore": true, "nonshppict": true, "xmlnstbl": true, "footnote": true,
}

func (r *rtf) word(word string, value int) error {
	if rtfHidden[word] {
		if word == "pict" {
			r.c.pictures++
		}
		r.group().hidden = true
		return nil
	}
	if r.group().hidden {
		return nil
	}
	switch word {
	case "u":
		r.unicode(rune(uint16(value)))
	case "uc":
		r.group().skipAfter = min(max(value, 0), 8)
	case "par", "sect", "page":
		return r.endParagraph()
	case "line", "tab":
		r.flush()
		r.para.WriteByte(' ')
	case "emdash":
		r.flush()
		r.para.WriteRune('—')
	case "trowd":
		r.edges, r.merges, r.pending = nil, nil, cellProps{}
	case "clvmrg":
		r.pending.below = true
	case "clmrg":
		r.pending.beside = true
	case "cellx":
		if len(r.edges) < maxSpan {
			r.edges, r.merges = append(r.edges, value), append(r.merges, r.pending)
		}
		r.pending = cellProps{}
	case "intbl":
		r.inTable = true
	case "pard":
		r.inTable = false
	case "cell", "nestcell":
		return r.endCell()
	case "row", "nestrow":
		r.endRow()
	}
	return nil
}

// unicode takes a character given by its number; the bytes after it stand in for it where it is
// not understood.
func (r *rtf) unicode(u rune) {
	r.flush()
	r.skip = r.group().skipAfter
	switch {
	case u >= 0xd800 && u < 0xdc00:
		r.high = u
	case u >= 0xdc00 && u < 0xe000:
		if r.high != 0 {
			r.para.WriteRune((r.high-0xd800)<<10 + (u - 0xdc00) + 0x10000)
		}
		r.high = 0
	default:
		r.para.WriteRune(u)
	}
}

// flush decodes the bytes gathered so far.
func (r *rtf) flush() {
	if len(r.raw) > 0 {
		r.para.WriteString(gbk(r.raw))
		r.raw = r.raw[:0]
	}
}

func (r *rtf) take() string {
	r.flush()
	text := fold(r.para.String())
	r.para.Reset()
	return text
}

func (r *rtf) endParagraph() error {
	text := r.take()
	if r.inTable {
		if text != "" {
			r.lines = append(r.lines, text)
		}
		return nil
	}
	if text == "" {
		return nil
	}
	if err := r.endTable(); err != nil {
		return err
	}
	return r.c.paragraph(text)
}

func (r *rtf) endCell() error {
	r.cells = append(r.cells, joinLines(append(r.lines, r.take())))
	r.lines = nil
	return r.c.spend(1)
}

func (r *rtf) endRow() {
	row := make([]gridCell, 0, len(r.cells))
	left := 0
	for i, text := range r.cells {
		cell := gridCell{left: i * 1440, right: (i + 1) * 1440, text: text}
		if len(r.edges) >= len(r.cells) {
			cell.left, cell.right, cell.below = left, r.edges[i], r.merges[i].below
			left = r.edges[i]
			if r.merges[i].beside && text == "" && i > 0 {
				cell.text = row[i-1].text
			}
		}
		row = append(row, cell)
	}
	r.cells, r.lines = nil, nil
	if len(row) > 0 {
		r.rows = append(r.rows, row)
	}
}

func (r *rtf) endTable() error {
	if len(r.cells) > 0 {
		r.endRow()
	}
	rows := r.rows
	r.rows = nil
	return r.c.laidOut(rows, hair)
}
