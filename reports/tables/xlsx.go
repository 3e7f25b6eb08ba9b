package tables

import (
	"archive/zip"
	"fmt"
	"io"
	"math"
	"net/url"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"mingjing/audit"
	"mingjing/reports"
)

// What Excel can hold, and what is left of it here.
const (
	maxRows  = excelize.TotalRows // of a sheet
	maxChars = excelize.TotalCellChars
	maxURL   = 2000 // of a link, in bytes
	// maxLinks of a sheet is well under the 65,530 of Excel, for setting a link takes longer with each that stands. Where
	// there are more, the address stands in the cell as text.
	maxLinks = 5000
)

// WriteXLSX writes the workbook.
func WriteXLSX(w io.Writer, r *reports.Report) error {
	if err := writeBook(w, r, maxRows); err != nil {
		return fmt.Errorf("write xlsx: %w", err)
	}
	return nil
}

func writeBook(w io.Writer, r *reports.Report, rows int) (err error) {
	b := &book{Report: r, file: excelize.NewFile(), maxRows: rows}
	defer func() {
		if e := b.file.Close(); err == nil {
			err = e
		}
	}()
	if err := b.prepare(); err != nil {
		return err
	}
	for _, t := range []table{
		league(r), dimensions(r), domains(r), rectification(r), lacking(r), departments(r), unread(r), findings(r), asked(r), method(r),
	} {
		if err := b.add(t.onSheet(r)); err != nil {
			return fmt.Errorf("%s: %w", t.title.In(r.Words), err)
		}
	}
	if err := b.file.DeleteSheet("Sheet1"); err != nil {
		return err
	}
	b.file.SetActiveSheet(0)
	b.file.SetZipWriter(func(w io.Writer) excelize.ZipWriter { return &sortedZip{out: zip.NewWriter(w)} })
	return b.file.Write(w)
}

// book is a workbook being written.
type book struct {
	*reports.Report
	file    *excelize.File
	maxRows int
	look    look
}

func (b *book) prepare() error {
	var err error
	if b.look, err = newLook(b.file); err != nil {
		return err
	}
	made := b.Scan.Finished.UTC().Format(time.RFC3339)
	if err := b.file.SetDocProps(&excelize.DocProperties{
		Title: reports.Plain(b.heading()), Creator: reports.Plain(b.Office()), LastModifiedBy: reports.Plain(b.Office()),
		Created: made, Modified: made, Language: b.Words.Pick("zh-CN", "en"),
	}); err != nil {
		return err
	}
	return b.file.SetAppProps(&excelize.AppProperties{Application: "Mingjing"})
}

// heading is what stands on top of each printed page.
func (b *book) heading() string {
	return reports.Text{
		b.Place() + "基层政务公开标准化规范化检查结果", strings.TrimSpace(b.Place() + " grassroots openness audit"),
	}.In(b.Words)
}

// add adds a sheet with the table: none where the table has no rows, several where one does not hold them.
func (b *book) add(t table) error {
	var s *sheet
	number := 0
	for cells := range t.rows {
		if s == nil || s.row == b.maxRows {
			if err := s.close(); err != nil {
				return err
			}
			name := t.title.In(b.Words)
			if number++; number > 1 {
				name = fmt.Sprintf("%s %d", name, number)
			}
			var err error
			if s, err = b.sheet(name, t); err != nil {
				return err
			}
		}
		if err := s.write(cells); err != nil {
			return err
		}
	}
	return s.close()
}

// sheet is a sheet being written.
type sheet struct {
	*book
	table
	name  string
	out   *excelize.StreamWriter
	row   int // last that was written
	links int
	cells []any // of a row, used again for each
}

func (b *book) sheet(name string, t table) (*sheet, error) {
	if _, err := b.file.NewSheet(name); err != nil {
		return nil, err
	}
	fit := true
	if err := b.file.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return nil, err
	}
	out, err := b.file.NewStreamWriter(name)
	if err != nil {
		return nil, err
	}
	s := &sheet{book: b, table: t, name: name, out: out, cells: make([]any, len(t.columns))}
	for i, c := range t.columns {
		if err := out.SetColWidth(i+1, i+1, c.width); err != nil {
			return nil, err
		}
	}
	// The head, and the columns up to the name of what the row is about, stay in sight.
	left := 0
	for i, c := range t.columns {
		if c.key == "name" && i < 3 {
			left = i + 1
		}
	}
	corner, err := excelize.CoordinatesToCellName(left+1, 2)
	if err != nil {
		return nil, err
	}
	pane := "bottomLeft"
	if left > 0 {
		pane = "bottomRight"
	}
	if err := out.SetPanes(&excelize.Panes{Freeze: true, XSplit: left, YSplit: 1, TopLeftCell: corner, ActivePane: pane}); err != nil {
		return nil, err
	}
	return s, s.head()
}

func (s *sheet) head() error {
	height := 32.0
	for i, c := range s.columns {
		title, style := c.title.In(s.Words), s.look.head
		if c.narrow() {
			style = s.look.upright
			height = max(height, 15*float64(len([]rune(title)))+8)
		}
		s.cells[i] = excelize.Cell{StyleID: style, Value: title}
	}
	s.row = 1
	return s.out.SetRow("A1", s.cells, excelize.RowOpts{Height: min(height, excelize.MaxRowHeight)})
}

// narrow reports whether the title of the column is written from top to bottom.
func (c column) narrow() bool { return c.kind == heat && c.width < 7 }

func (s *sheet) write(cells row) error {
	s.row++
	for i, value := range cells {
		c := s.columns[i]
		s.cells[i] = excelize.Cell{StyleID: s.look.styles[c.kind], Value: s.value(c.kind, value)}
		if c.kind == link {
			if err := s.link(i, value); err != nil {
				return err
			}
		}
	}
	start, err := excelize.CoordinatesToCellName(1, s.row)
	if err != nil {
		return err
	}
	return s.out.SetRow(start, s.cells, excelize.RowOpts{Height: s.height()})
}

// height makes room for every line of the row, in points. Programs differ in whether they do so by themselves.
func (s *sheet) height() float64 {
	lines := 1
	for i, c := range s.columns {
		if c.kind != prose && c.kind != link {
			continue
		}
		if text, ok := s.cells[i].(excelize.Cell).Value.(string); ok {
			lines = max(lines, int(math.Ceil(width(text)/(c.width-1))))
		}
	}
	return min(13.5*float64(lines)+3, excelize.MaxRowHeight)
}

// width of a text in the characters that columns are measured by. Han characters take two.
func width(text string) float64 {
	n := 0
	for _, r := range text {
		if r < 0x1100 {
			n++
		} else {
			n += 2
		}
	}
	return float64(n)
}

// value is what the cell holds: a number, a day as Excel counts them, or text.
func (s *sheet) value(k kind, value any) any {
	switch v := value.(type) {
	case nil:
		if k == heat {
			return s.Words.Pick("未判定", "n/a")
		}
		return ""
	case int, float64:
		return v
	case audit.Date:
		if v.IsZero() {
			return ""
		}
		return v.Time()
	case time.Time:
		if v.IsZero() {
			return ""
		}
		return wall(v)
	case audit.Status:
		return s.Words.Status(v)
	default:
		return s.cut(reports.Plain(fmt.Sprint(v)))
	}
}

// wall is the time that a clock in China shows, for Excel knows no time zones.
func wall(t time.Time) time.Time {
	t = t.In(reports.ChinaTime())
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
}

func clock(t time.Time) string { return wall(t).Format("2006-01-02 15:04") }

// cut shortens a text to what a cell can hold, and says so.
func (s *sheet) cut(text string) string {
	if len(text) <= maxChars {
		return text
	}
	units := utf16.Encode([]rune(text))
	if len(units) <= maxChars {
		return text
	}
	note := s.Words.Pick("……（以下截去）", "… (cut)")
	return string(utf16.Decode(units[:maxChars-len([]rune(note))])) + note
}

// link makes the cell lead to the page, where it is one of the web and the sheet can take another link.
func (s *sheet) link(column int, value any) error {
	address, ok := value.(string)
	if !ok || s.links == maxLinks {
		return nil
	}
	u, err := url.Parse(reports.Plain(address))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || len(u.String()) > maxURL {
		return nil
	}
	s.links++
	cell, err := excelize.CoordinatesToCellName(column+1, s.row)
	if err != nil {
		return err
	}
	s.cells[column] = excelize.Cell{StyleID: s.look.link, Value: s.value(link, value)}
	return s.file.SetCellHyperLink(s.name, cell, u.String(), "External")
}

// close finishes the sheet, if there is one.
func (s *sheet) close() error {
	if s == nil {
		return nil
	}
	last := s.row
	if s.sum != nil && last < s.maxRows {
		if err := s.write(s.sum); err != nil {
			return err
		}
	}
	if err := s.colour(); err != nil {
		return err
	}
	end, err := excelize.CoordinatesToCellName(len(s.columns), last)
	if err != nil {
		return err
	}
	if s.filter {
		if err := s.file.AutoFilter(s.name, "A1:"+end, nil); err != nil {
			return err
		}
	}
	if err := s.print(); err != nil {
		return err
	}
	return s.out.Flush()
}

// print lays the sheet out for A4: landscape, as wide as the page, with the head on each.
func (s *sheet) print() error {
	paper, orientation, wide, tall := 9, "landscape", 1, 0
	if err := s.file.SetPageLayout(s.name, &excelize.PageLayoutOptions{
		Size: &paper, Orientation: &orientation, FitToWidth: &wide, FitToHeight: &tall,
	}); err != nil {
		return err
	}
	side, top := 0.5, 0.8
	if err := s.file.SetPageMargins(s.name, &excelize.PageLayoutMarginsOptions{Left: &side, Right: &side, Top: &top, Bottom: &top}); err != nil {
		return err
	}
	if err := s.file.SetHeaderFooter(s.name, &excelize.HeaderFooterOptions{
		OddHeader: "&C" + inHeader(s.heading()+" · "+s.name),
		OddFooter: "&L" + inHeader(s.Words.Pick("检查基准日 ", "As of ")+s.Scan.AsOf.String()) + "&R" + s.Words.Pick("第 &P 页，共 &N 页", "Page &P of &N"),
	}); err != nil {
		return err
	}
	return s.file.SetDefinedName(&excelize.DefinedName{
		Name: "_xlnm.Print_Titles", RefersTo: "'" + s.name + "'!$1:$1", Scope: s.name,
	})
}

// inHeader keeps a text of a header or footer from being read as codes, and short enough for one.
func inHeader(text string) string {
	runes := []rune(reports.Plain(text))
	return strings.ReplaceAll(string(runes[:min(len(runes), 80)]), "&", "&&")
}
