// Package output writes a report into a folder, in every format asked for.
package output

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"mingjing/reports"
	"mingjing/reports/metrics"
	"mingjing/reports/pages"
	"mingjing/reports/tables"
)

// Formats lists what Write can write beside what it always writes.
func Formats() []string { return []string{"csv"} }

// Write writes the report into the folder, which it makes: scan.json, index.html, sites/<id>.html, metrics.prom
// and the further formats asked for. Each file appears whole or not at all; scorecards of sites that are not in the
// report are left alone.
func Write(r *reports.Report, folder string, formats ...string) error {
	html, err := pages.New(r)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(folder, "sites"), 0o755); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	files := []file{
		{"scan.json", func(w io.Writer) error { return reports.WriteScan(w, r.Scan) }},
		{"index.html", html.WriteIndex},
	}
	for _, site := range r.Sites {
		files = append(files, file{filepath.Join("sites", site.ID+".html"), func(w io.Writer) error { return html.WriteSite(w, site) }})
	}
	for _, format := range formats {
		if format != "csv" {
			return fmt.Errorf("write report: unknown format %q", format)
		}
		files = append(files, file{"findings.csv", func(w io.Writer) error { return tables.WriteCSV(w, r) }})
	}
	for _, f := range files {
		if err := f.save(folder); err != nil {
			return fmt.Errorf("write report: %w", err)
		}
	}
	return metrics.WriteFile(filepath.Join(folder, "metrics.prom"), r.Scan)
}

type file struct {
	name  string
	write func(io.Writer) error
}

// save writes beside the file's place and moves it there.
func (f file) save(folder string) (err error) {
	path := filepath.Join(folder, f.name)
	temp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = temp.Close()
			_ = os.Remove(temp.Name())
		}
	}()
	out := bufio.NewWriter(temp)
	if err = f.write(out); err != nil {
		return err
	}
	if err = out.Flush(); err != nil {
		return err
	}
	if err = temp.Chmod(0o644); err != nil {
		return err
	}
	if err = temp.Close(); err != nil {
		return err
	}
	return os.Rename(temp.Name(), path)
}
