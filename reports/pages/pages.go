// Package pages lays a report out as HTML: pages that need nothing but themselves.
//
//	index.html               the city: league table, heat map and sums
//	sites/<id>.html          the scorecard of a site with every finding
//	domains/<id>.html        a domain over all sites
//	annex/<row>.html         a row of the annex over all sites
//	departments/<slug>.html  what a department guides over all sites
//
// The pages work from disk and from a server, without script, without a request to anywhere: each carries its one style
// sheet and a policy that lets nothing else in (see [Policy]). A site's page shows each text once: what a rule asks and
// how it is put right, and the pages that were looked at with their times and hashes, stand at its end; findings lead there.
package pages

import (
	"bufio"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"unicode"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"

	"mingjing/reports"
	"mingjing/reports/charts"
)

//go:embed templates/*.html
var templateFiles embed.FS

//go:embed templates/style.css
var style string

// Policy is the Content-Security-Policy of every page: nothing is loaded, nothing runs, only the style sheet within counts.
// A server may send it too.
func Policy() string { return policyOf(styleSheet()) }

func policyOf(sheet string) string {
	sum := sha256.Sum256([]byte(sheet))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'"
}

func styleSheet() string { return charts.Style() + style }

// sheet is the style sheet of these pages.
func (p *Pages) sheet() string {
	if p.live == nil {
		return styleSheet()
	}
	return styleSheet() + liveStyle
}

// Pages writes the HTML pages of a report. It may be used from several goroutines at once.
type Pages struct {
	report    *reports.Report
	words     *words
	templates *template.Template
	live      *Live // nil for pages on disk
}

// New lays out a report.
func New(r *reports.Report) (*Pages, error) {
	p := &Pages{report: r, words: newWords(r.Words)}
	t, err := template.New("pages").Funcs(p.functions()).ParseFS(templateFiles, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("parse report templates: %w", err)
	}
	p.templates = t
	return p, nil
}

// Files are the pages of a report.
func Files(r *reports.Report) ([]reports.File, error) {
	p, err := New(r)
	if err != nil {
		return nil, err
	}
	return p.files(), nil
}

func (p *Pages) files() []reports.File {
	r := p.report
	files := []reports.File{{Name: "index.html", Write: p.WriteIndex}}
	add := func(name string, write func(io.Writer) error) {
		files = append(files, reports.File{Name: name, Write: write})
	}
	for _, s := range r.Sites {
		add("sites/"+s.ID+".html", func(w io.Writer) error { return p.WriteSite(w, s) })
	}
	for _, d := range r.Domains {
		add("domains/"+d.ID+".html", func(w io.Writer) error { return p.write(w, "domain.html", p.domainPage(d)) })
	}
	for _, a := range r.Annex {
		add(fmt.Sprintf("annex/%d.html", a.Row), func(w io.Writer) error { return p.write(w, "group.html", p.annexPage(a)) })
	}
	for _, d := range r.Departments {
		add("departments/"+d.Slug+".html", func(w io.Writer) error { return p.write(w, "group.html", p.departmentPage(d)) })
	}
	return files
}

// WriteIndex writes the page of the city.
func (p *Pages) WriteIndex(w io.Writer) error { return p.write(w, "index.html", p.indexPage()) }

// WriteSite writes the scorecard of one site.
func (p *Pages) WriteSite(w io.Writer, s *reports.Site) error {
	return p.write(w, "site.html", p.sitePage(s))
}

func (p *Pages) write(w io.Writer, name string, data any) error {
	clean := transform.NewWriter(w, runes.Map(harmless))
	out := bufio.NewWriterSize(clean, 1<<16)
	if err := p.templates.ExecuteTemplate(out, name, data); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	if err := clean.Close(); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

// harmless replaces the characters by which a text could change how what stands beside it is shown: those that steer,
// and those that turn the direction of writing.
func harmless(r rune) rune {
	switch {
	case r == '\n' || r == '\t':
		return r
	case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), 0xE0000 <= r && r <= 0xE0FFF:
		return unicode.ReplacementChar
	}
	return r
}
