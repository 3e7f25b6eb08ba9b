package catalogue

import (
	"strings"
	"unicode/utf8"
)

// Marks of forms. Symbol fonts leave R for a ticked and £ for an empty box behind, and hands write
// 口 for an empty one.
const (
	tickMarks  = "√✓✔☑☒■▲●◆★▇█▉◼▣✅"
	emptyMarks = "□☐£○◇△▢◻〇◯❏"
)

// boxes is a cell of tick boxes taken apart.
type boxes struct {
	marks  int
	ticked []string // texts of the ticked ones, in order
	all    []string // all texts
}

// parseBoxes takes a cell apart at its marks. A mark stands before its text, or behind it where the
// cell begins with text.
func parseBoxes(cell string) boxes {
	var b boxes
	var text strings.Builder
	runes := []rune(cell)
	trailing, tick, first := false, false, true
	flush := func(ticked, some bool) {
		s := strings.Trim(clean(text.String()), "、，,;； ")
		text.Reset()
		if s != "" || some && ticked {
			if s != "" {
				b.all = append(b.all, s)
			}
			if ticked {
				b.ticked = append(b.ticked, s)
			}
		}
	}
	pending := false
	for i, r := range runes {
		mark, ticked := markAt(runes, i)
		if !mark {
			if first && !isBlank(r) {
				trailing, first = true, false
			}
			text.WriteRune(r)
			continue
		}
		first = false
		b.marks++
		if trailing {
			flush(ticked, false)
			continue
		}
		flush(tick, pending)
		tick, pending = ticked, true
	}
	flush(tick && !trailing, pending)
	return b
}

// markAt reports whether a mark stands at a place, and whether it is a tick.
func markAt(runes []rune, i int) (mark, ticked bool) {
	r := runes[i]
	switch {
	case strings.ContainsRune(tickMarks, r):
		return true, true
	case strings.ContainsRune(emptyMarks, r):
		return true, false
	case r == 'R' || r == 'r':
		alone := (i == 0 || runes[i-1] > 0x7f || isBlank(runes[i-1])) && (i+1 == len(runes) || isHan(runes[i+1]) || isBlank(runes[i+1]))
		return alone, alone
	case r == '口':
		return (i == 0 || isBlank(runes[i-1])) && (i+1 == len(runes) || isHan(runes[i+1]) || isBlank(runes[i+1])), false
	}
	return false, false
}

// ticks is what a cell of a column that may be ticked says. Where a column has empty boxes and never
// a tick, its boxes are bullets.
func ticks(cell, label string, bullets bool) string {
	if isEmpty(clean(cell)) {
		return ""
	}
	b := parseBoxes(cell)
	if b.marks == 0 {
		switch text := clean(cell); text {
		case "是", "有", "Y", "y", "1", "v", "V":
			if label != "" {
				return label
			}
			return text
		case "否", "无", "N", "n", "0", "×", "X", "x", "✕", "✗":
			return ""
		default:
			return text
		}
	}
	if bullets && len(b.all) > 0 {
		return strings.Join(b.all, "、")
	}
	var out []string
	for _, text := range b.ticked {
		switch {
		case text != "":
			out = append(out, text)
		case label != "":
			out = append(out, label)
		default:
			out = append(out, "√")
		}
	}
	return strings.Join(out, "、")
}

// bulleted reports whether a column has boxes with text and none of them is ticked.
func bulleted(body [][]string, column int) bool {
	boxed := false
	for _, row := range body {
		if column >= len(row) {
			continue
		}
		if cell := row[column]; len(cell) <= 2000 && utf8.RuneCountInString(cell) > 1 {
			b := parseBoxes(cell)
			if len(b.ticked) > 0 {
				return false
			}
			boxed = boxed || b.marks > 0
		}
	}
	return boxed
}
