package server

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"net/url"
	"time"

	"mingjing/audit"
	"mingjing/internal/access"
	"mingjing/internal/service"
	"mingjing/internal/store"
	"mingjing/reports"
	"mingjing/reports/charts"
	"mingjing/reports/rectify"
)

//go:embed templates
var files embed.FS

// frame is what every page gets.
type frame struct {
	*reports.Words
	Title   string
	Who     access.Principal
	Public  bool // visitors may read: the page offers to log in
	Here    string
	Version string
	Groups  []*service.Group
	zone    *time.Location
	Data    any
}

// T is a text in the language of the service.
func (f *frame) T(zh, en string) string { return f.Pick(zh, en) }

// At is a time as people read it.
func (f *frame) At(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return t.In(f.zone).Format("2006-01-02 15:04")
}

// StateOf is the word for the state of an entry of the rectification list.
func (f *frame) StateOf(e *rectify.Entry) string { return f.Pick(e.State.Chinese(), string(e.State)) }

func parse() (*template.Template, error) {
	t := template.New("server").Funcs(template.FuncMap{
		"icon":     reports.Sign,
		"query":    url.QueryEscape,
		"score":    scoreText,
		"percent":  reports.Percent,
		"statuses": audit.Statuses,
		"short":    func(hash string) string { return hash[:min(len(hash), 12)] },
		"size":     size,
		"list":     func(values ...any) []any { return values },
	})
	t, err := t.ParseFS(files, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("parse pages: %w", err)
	}
	return t, nil
}

// scoreText has one decimal, or is a dash where nothing was judged.
func scoreText(points, coverage float64) string {
	if coverage == 0 {
		return "–"
	}
	return fmt.Sprintf("%.1f", reports.Shown(points))
}

// size is that of a file.
func size(bytes int64) string {
	if bytes < 1<<20 {
		return fmt.Sprintf("%d KB", (bytes+1023)>>10)
	}
	return fmt.Sprintf("%.1f MB", float64(bytes)/(1<<20))
}

// mark is the picture of the pages in the browser's tabs.
func mark(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "image/svg+xml")
	_, _ = w.Write([]byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><circle cx="8" cy="8" r="6" fill="#fff" stroke="#9c2a22" stroke-width="3"/></svg>`))
}

func style(w http.ResponseWriter, _ *http.Request) {
	text, err := fs.ReadFile(files, "templates/style.css")
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	_, _ = w.Write(append([]byte(charts.Style()), text...))
}

// draw answers with a page.
func (s *Server) draw(w http.ResponseWriter, r *http.Request, code int, name, title string, data any) error {
	f, err := s.frame(r, title, data)
	if err != nil {
		return err
	}
	var page bytes.Buffer
	if err := s.pages.ExecuteTemplate(&page, name, f); err != nil {
		return fmt.Errorf("draw %s: %w", name, err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(code)
	_, err = page.WriteTo(w)
	return err
}

func (s *Server) frame(r *http.Request, title string, data any) (*frame, error) {
	c := s.service.Config()
	words, err := reports.NewWords(c.Lang)
	if err != nil {
		return nil, err
	}
	return &frame{
		Words: words, Title: title, Who: who(r), Public: c.Public, Here: r.URL.Path, Version: s.o.Version, Groups: s.service.Groups(), zone: c.Location(), Data: data,
	}, nil
}

// say is a text in the language of the service.
func (s *Server) text(zh, en string) string {
	if s.lang() == "en" {
		return en
	}
	return zh
}

func isNone(err error) bool {
	return errors.Is(err, service.ErrNone) || errors.Is(err, store.ErrNotFound) || errors.Is(err, fs.ErrNotExist)
}

func isInvalid(err error) bool { return errors.Is(err, store.ErrInvalid) }

func isAway(err error) bool { return store.Unavailable(err) }
