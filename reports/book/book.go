// Package book lays a report out for print: the monthly report of a city and the scorecard of each site, as HTML that a
// [Printer] turns into PDF.
//
// Paper, margins, running heads and page numbers are set by @page rules of the style sheet; the outline of the PDF is
// made from the headings.
package book

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"html/template"
	"io"
	"time"

	"mingjing/reports"
	"mingjing/reports/charts"
)

//go:embed templates
var templateFiles embed.FS

// A Printer prints an HTML document that carries all it needs as PDF, dated as made at the time. The same document and
// time give the same bytes. It may be used from several goroutines at once.
type Printer interface {
	Print(ctx context.Context, html []byte, made time.Time) ([]byte, error)
}

// Book writes the HTML of the printed report. It may be used from several goroutines at once.
type Book struct {
	report    *reports.Report
	templates *template.Template
}

// New lays out a report.
func New(r *reports.Report) (*Book, error) {
	t, err := template.New("book").Funcs(funcs(r)).ParseFS(templateFiles, "templates/*.html", "templates/*.css")
	if err != nil {
		return nil, fmt.Errorf("parse templates of the printed report: %w", err)
	}
	return &Book{report: r, templates: t}, nil
}

// Files are the PDF files of a report: report.pdf and the scorecards. Writing them ends with the context.
func Files(ctx context.Context, r *reports.Report, p Printer) ([]reports.File, error) {
	b, err := New(r)
	if err != nil {
		return nil, err
	}
	pdf := func(name string, html func(io.Writer) error) reports.File {
		return reports.File{Name: name, Write: func(w io.Writer) error { return b.print(ctx, p, w, html) }}
	}
	files := []reports.File{pdf("report.pdf", b.WriteReport)}
	for _, s := range r.Sites {
		files = append(files, pdf("sites/"+s.ID+".pdf", func(w io.Writer) error { return b.WriteCard(w, s) }))
	}
	return files, nil
}

// WriteReport writes the HTML of the monthly report.
func (b *Book) WriteReport(w io.Writer) error {
	return b.write(w, "report.html", map[string]any{"Chapters": chapters(), "Sites": b.report.Sites})
}

// WriteCard writes the HTML of the scorecard of a site.
func (b *Book) WriteCard(w io.Writer, s *reports.Site) error {
	return b.write(w, "card.html", map[string]any{"Site": s, "Sites": []*reports.Site{s}})
}

// chapters are the keys of the titles of the monthly report's chapters.
func chapters() []string {
	return []string{
		"chapter.summary", "chapter.league", "chapter.heat", "chapter.domains",
		"chapter.sites", "chapter.departments", "chapter.method", "chapter.faults",
	}
}

func (b *Book) write(w io.Writer, name string, data map[string]any) error {
	data["Report"] = b.report
	data["ChartStyle"] = template.CSS(charts.Style())
	if err := b.templates.ExecuteTemplate(w, name, data); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

func (b *Book) print(ctx context.Context, p Printer, w io.Writer, html func(io.Writer) error) error {
	var document bytes.Buffer
	if err := html(&document); err != nil {
		return err
	}
	pdf, err := p.Print(ctx, document.Bytes(), b.report.Scan.Finished)
	if err != nil {
		return err
	}
	_, err = w.Write(pdf)
	return err
}
