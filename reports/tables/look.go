package tables

import (
	"fmt"

	"github.com/xuri/excelize/v2"

	"mingjing/audit"
)

// look is the styles of a workbook.
type look struct {
	head, upright int
	link          int
	styles        map[kind]int
	bands         []band
	verdicts      map[audit.Status]int
}

// band is a range of scores that share a colour.
type band struct {
	low, high string // both belong to it
	style     int
}

const typeface = "宋体"

func newLook(f *excelize.File) (look, error) {
	l := look{styles: make(map[kind]int), verdicts: make(map[audit.Status]int)}
	var failed error
	style := func(s excelize.Style) int {
		id, err := f.NewStyle(&s)
		if err != nil {
			failed = err
		}
		return id
	}
	shade := func(fill, ink string) int {
		id, err := f.NewConditionalStyle(&excelize.Style{
			Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{fill}}, Font: &excelize.Font{Color: ink},
		})
		if err != nil {
			failed = err
		}
		return id
	}
	var lines []excelize.Border
	for _, side := range []string{"left", "right", "top", "bottom"} {
		lines = append(lines, excelize.Border{Type: side, Color: "BFBFBF", Style: 1})
	}
	head := excelize.Style{
		Border: lines, Font: &excelize.Font{Family: typeface, Size: 10, Bold: true},
		Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"DDE5EE"}},
		Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true},
	}
	l.head = style(head)
	head.Alignment = &excelize.Alignment{Horizontal: "center", Vertical: "center", TextRotation: 255}
	l.upright = style(head)
	font := &excelize.Font{Family: typeface, Size: 10}
	for _, k := range []struct {
		kind   kind
		align  string
		wrap   bool
		format string
	}{
		{prose, "left", true, "@"},
		{word, "center", false, "@"},
		{whole, "right", false, "0"},
		{score, "right", false, "0.0"},
		{heat, "right", false, "0.0"},
		{signed, "right", false, "+0.0;-0.0;0.0"},
		{points, "right", false, "0.00"},
		{percent, "right", false, "0%"},
		{day, "center", false, "yyyy-mm-dd"},
		{moment, "center", false, "yyyy-mm-dd hh:mm"},
		{verdict, "center", false, "@"},
		{link, "left", true, "@"},
	} {
		l.styles[k.kind] = style(excelize.Style{
			Border: lines, Font: font, CustomNumFmt: &k.format,
			Alignment: &excelize.Alignment{Horizontal: k.align, Vertical: "center", WrapText: k.wrap},
		})
	}
	l.link = style(excelize.Style{
		Border: lines, Font: &excelize.Font{Family: typeface, Size: 10, Color: "0B57A4", Underline: "single"},
		Alignment: &excelize.Alignment{Horizontal: "left", Vertical: "center", WrapText: true},
	})
	l.bands = []band{
		{"90", "100", shade("A9D8B8", "0B3D1E")},
		{"75", "89.9", shade("D8EDD6", "0B3D1E")},
		{"60", "74.9", shade("FFF0C2", "4A3600")},
		{"40", "59.9", shade("FBD9B8", "5A2A00")},
		{"0", "39.9", shade("F3BDB8", "5C0B05")},
	}
	l.verdicts[audit.Met] = shade("D8EDD6", "0B3D1E")
	l.verdicts[audit.Partial] = shade("FFF0C2", "4A3600")
	l.verdicts[audit.Unmet] = shade("F3BDB8", "5C0B05")
	l.verdicts[audit.Unknown] = shade("E3E3E3", "333333")
	return l, failed
}

// colour gives scores the colour of their band and verdicts theirs. Numbers and words stand in the cells all the same.
func (s *sheet) colour() error {
	for i, c := range s.columns {
		letter, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		cells := fmt.Sprintf("%s2:%s%d", letter, letter, s.row)
		var rules []excelize.ConditionalFormatOptions
		switch c.kind {
		case heat:
			for _, b := range s.look.bands {
				rules = append(rules, excelize.ConditionalFormatOptions{
					Type: "cell", Criteria: "between", MinValue: b.low, MaxValue: b.high, Format: &b.style,
				})
			}
		case verdict:
			for _, status := range audit.Statuses() {
				if style, ok := s.look.verdicts[status]; ok {
					rules = append(rules, excelize.ConditionalFormatOptions{
						Type: "cell", Criteria: "==", Value: `"` + s.Words.Status(status) + `"`, Format: &style,
					})
				}
			}
		default:
			continue
		}
		if err := s.file.SetConditionalFormat(s.name, cells, rules); err != nil {
			return err
		}
	}
	return nil
}
