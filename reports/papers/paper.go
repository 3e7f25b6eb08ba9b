package papers

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"mingjing/audit"
	"mingjing/reports"
)

// paper is an official paper before it is laid out. Its texts are plain.
type paper struct {
	name     string // of the file, without its ending
	office   string // that signs
	number   string // 发文字号 with a blank for what is not known
	title    []string
	to       string // 主送机关
	body     []block
	annexes  []annex
	day      string // 成文日期
	copies   string // 抄送机关; may be empty
	made     time.Time
	subject  string // of the document's properties
	printing string // 印发日期, blank
}

// block is a paragraph of the body.
type block struct {
	Style style
	Lead  string // its heading, where text follows on the same line
	Text  string
}

// style is the part that a paragraph plays, by the name of its style in both layouts.
type style string

const (
	plainText style = "Body"
	first     style = "First"  // 一、
	second    style = "Second" // （一）
)

// annex is a table on pages of its own.
type annex struct {
	title string
	note  string // above the table; may be empty
	table table
}

type table struct {
	columns []column
	rows    [][]cell // a row of one cell is the head of those below it
}

type column struct {
	Head   string
	Width  int // in mm; 156 for all
	Centre bool
}

// cell is the lines of a cell.
type cell []string

func newPaper(r *reports.Report, name, subject string) *paper {
	return &paper{
		name: "papers/" + name, office: reports.Plain(r.Office()), number: number(r), day: longDay(r.Options.Issued),
		made: r.Scan.Finished, subject: subject, printing: "　　年　月　日印发",
	}
}

// mark is the 发文机关标志.
func (p *paper) mark() string { return p.office + "文件" }

// markSize is its size in points: as large as one line holds, in 156 mm.
func (p *paper) markSize() int { return max(22, min(48, 436/len([]rune(p.mark())))) }

// number is the 发文字号 without its running number, which the office gives when it signs.
func number(r *reports.Report) string {
	if given := reports.Plain(r.Options.NumberOf); given != "" {
		return strings.TrimSuffix(given, "号") + "＿＿号"
	}
	return fmt.Sprintf("＿＿＿＿〔%d〕＿＿号", r.Options.Issued.Year)
}

// indents of the office and the day from the right, in characters: the day four, the office in the middle above it,
// but not less than two.
func (p *paper) indents() (office, day float64) {
	wide := width(p.day)
	office = 4 + wide/2 - width(p.office)/2
	if office >= 2 {
		return office, 4
	}
	return 2, 2 + width(p.office)/2 - wide/2
}

// width of a text in full-width characters.
func width(s string) float64 {
	n := 0.0
	for _, r := range s {
		if r < 0x1100 {
			n += 0.5
		} else {
			n++
		}
	}
	return n
}

// annexNotes are the lines of the 附件说明.
func (p *paper) annexNotes() []string {
	switch len(p.annexes) {
	case 0:
		return nil
	case 1:
		return []string{"附件：" + p.annexes[0].title}
	}
	var notes []string
	for i, a := range p.annexes {
		label := "　　　"
		if i == 0 {
			label = "附件："
		}
		notes = append(notes, fmt.Sprintf("%s%d.%s", label, i+1, a.title))
	}
	return notes
}

// annexMark stands on top of the i-th annex.
func (p *paper) annexMark(i int) string {
	if len(p.annexes) == 1 {
		return "附件"
	}
	return fmt.Sprintf("附件%d", i+1)
}

func (p *paper) heading(text string) { p.body = append(p.body, block{Style: first, Text: text}) }
func (p *paper) say(format string, args ...any) {
	p.body = append(p.body, block{Style: plainText, Text: fmt.Sprintf(format, args...)})
}

func (p *paper) point(lead, format string, args ...any) {
	p.body = append(p.body, block{Style: second, Lead: lead, Text: fmt.Sprintf(format, args...)})
}

func longDay(d audit.Date) string { return fmt.Sprintf("%d年%d月%d日", d.Year, int(d.Month), d.Day) }

// formal is a text with the marks of Chinese writing where Han characters stand beside them, and without what no
// document should hold.
func formal(s string) string {
	runes := []rune(reports.Plain(s))
	han := func(i int) bool { return i >= 0 && i < len(runes) && unicode.Is(unicode.Han, runes[i]) }
	for i, r := range runes {
		wide, ok := fullWidth(r)
		if ok && (han(i-1) || han(i+1)) {
			runes[i] = wide
		}
	}
	return string(runes)
}

func fullWidth(r rune) (rune, bool) {
	switch r {
	case ',', ';', ':', '(', ')', '!', '?':
		return r + 0xFEE0, true
	default:
		return r, false
	}
}

// ordinal is 一 to 九十九, as the headings count.
func ordinal(n int) string {
	digits := []rune("零一二三四五六七八九")
	switch tens, units := n/10, n%10; {
	case n < 10:
		return string(digits[n])
	case units == 0 && tens == 1:
		return "十"
	case tens == 1:
		return "十" + string(digits[units])
	case units == 0:
		return string(digits[tens]) + "十"
	default:
		return string(digits[tens]) + "十" + string(digits[units])
	}
}
