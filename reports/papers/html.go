package papers

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
)

//go:embed paper.html
var printLayout string

// writeHTML writes the paper laid out for print on A4.
func (p *paper) writeHTML(w io.Writer) error {
	t, err := template.New("paper").Parse(printLayout)
	if err != nil {
		return fmt.Errorf("parse paper: %w", err)
	}
	office, day := p.indents()
	type shownAnnex struct {
		Mark, Title, Note string
		Columns           []column
		Rows              [][]cell
	}
	view := struct {
		Subject, Mark, Number, To, Office, Day, Copies, Printing string
		MarkSize                                                 int
		Title, Notes                                             []string
		Body                                                     []block
		Last                                                     block
		OfficeIndent, DayIndent                                  float64
		Annexes                                                  []shownAnnex
	}{
		Subject: p.subject, Mark: p.mark(), Number: p.number, To: p.to, Office: p.office, Day: p.day, Copies: p.copies, Printing: p.printing,
		MarkSize: p.markSize(), Title: p.title, Notes: p.annexNotes(), Body: p.body[:len(p.body)-1], Last: p.body[len(p.body)-1], OfficeIndent: office, DayIndent: day,
	}
	for i, a := range p.annexes {
		view.Annexes = append(view.Annexes, shownAnnex{p.annexMark(i), a.title, a.note, a.table.columns, a.table.rows})
	}
	if err := t.Execute(w, view); err != nil {
		return fmt.Errorf("write paper: %w", err)
	}
	return nil
}
