// Package pages lays a report out as HTML, for the screen and for print.
package pages

import (
	"embed"
	"fmt"
	"html/template"
	"io"
	"math"
	"time"

	"mingjing/audit"
	"mingjing/reports"
)

//go:embed templates
var templateFiles embed.FS

// shown bounds how many pages, near misses and places a finding lists in HTML; scan.json has them all.
const shown = 12

// pages are the HTML templates with the functions they use.
func parse(w *reports.Words) (*template.Template, error) {
	all := texts()
	t := template.New("pages").Funcs(template.FuncMap{
		"t":        func(key string) (string, error) { return textOf(all, w, key) },
		"status":   w.Status,
		"stopped":  w.Stopped,
		"statuses": audit.Statuses,
		"icon":     icon,
		"score":    score,
		"percent":  percent,
		"number":   number,
		"share":    share,
		"heat":     heat,
		"day":      func(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") },
		"place":    func(s audit.PlaceState) (string, error) { return textOf(all, w, placeKey(s)) },
		"first":    func(n int) int { return min(n, shown) },
		"prefix":   func(sum string) int { return min(len(sum), 16) },
	})
	t, err := t.ParseFS(templateFiles, "templates/*.html", "templates/*.css")
	if err != nil {
		return nil, fmt.Errorf("parse report templates: %w", err)
	}
	return t, nil
}

// Pages writes the HTML pages of a report. It may be used from several goroutines at once.
type Pages struct {
	report    *reports.Report
	templates *template.Template
}

// New lays out a report.
func New(r *reports.Report) (*Pages, error) {
	t, err := parse(r.Words)
	if err != nil {
		return nil, err
	}
	return &Pages{report: r, templates: t}, nil
}

// Files are the pages of a report.
func Files(r *reports.Report) ([]reports.File, error) {
	p, err := New(r)
	if err != nil {
		return nil, err
	}
	files := []reports.File{{Name: "index.html", Write: p.WriteIndex}}
	for _, site := range r.Sites {
		files = append(files, reports.File{Name: "sites/" + site.ID + ".html", Write: func(w io.Writer) error { return p.WriteSite(w, site) }})
	}
	return files, nil
}

// WriteIndex writes the league table.
func (p *Pages) WriteIndex(w io.Writer) error {
	return p.write(w, "index.html", map[string]any{"Report": p.report})
}

// WriteSite writes the scorecard of one site.
func (p *Pages) WriteSite(w io.Writer, site *reports.Site) error {
	return p.write(w, "site.html", map[string]any{"Report": p.report, "Site": site})
}

func (p *Pages) write(w io.Writer, name string, data map[string]any) error {
	if err := p.templates.ExecuteTemplate(w, name, data); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

// icon is the sign of a verdict. It always stands beside the word, so colour is never all that tells.
func icon(s audit.Status) string {
	switch s {
	case audit.Met:
		return "✓"
	case audit.Partial:
		return "◐"
	case audit.Unmet:
		return "✕"
	case audit.Unknown:
		return "?"
	default:
		return "–"
	}
}

// score has one decimal, or is a dash where nothing was judged.
func score(points, coverage float64) string {
	if coverage == 0 {
		return "–"
	}
	return fmt.Sprintf("%.1f", points)
}

// percent is rounded down, so that only what is whole shows as 100 %.
func percent(ratio float64) string { return fmt.Sprintf("%d%%", int(math.Floor(ratio*100+1e-9))) }

func number(x float64) string { return fmt.Sprintf("%.2f", x) }

func textOf(all map[string]reports.Text, w *reports.Words, key string) (string, error) {
	text, ok := all[key]
	if !ok {
		return "", fmt.Errorf("no text for %q", key)
	}
	return text.In(w), nil
}

func share(part, whole float64) float64 {
	if whole == 0 {
		return 0
	}
	return part / whole
}

// heat is the class of a cell for a score of 0 to 100.
func heat(points, coverage float64) string {
	switch {
	case coverage == 0:
		return "h-none"
	case points >= 90:
		return "h-5"
	case points >= 75:
		return "h-4"
	case points >= 60:
		return "h-3"
	case points >= 40:
		return "h-2"
	default:
		return "h-1"
	}
}

func placeKey(s audit.PlaceState) string {
	switch s {
	case audit.PlaceWhole:
		return "place.whole"
	case audit.PlacePart:
		return "place.part"
	case audit.PlaceGone:
		return "place.gone"
	case audit.PlaceUnreadable:
		return "place.unread"
	default:
		return "place.unseen"
	}
}
