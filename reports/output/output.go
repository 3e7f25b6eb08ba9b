// Package output writes a report into a folder, in every format asked for.
package output

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"

	"golang.org/x/sync/errgroup"

	"mingjing/reports"
	"mingjing/reports/book"
	"mingjing/reports/metrics"
	"mingjing/reports/pages"
	"mingjing/reports/papers"
	"mingjing/reports/tables"
)

// A Format is a kind of file that a report can be written as.
type Format string

// The formats.
const (
	HTML Format = "html" // index.html and the pages below it
	PDF  Format = "pdf"  // report.pdf, the papers, and the scorecards beside those of HTML
	DOCX Format = "docx" // papers/: rectification notices and the circular
	XLSX Format = "xlsx" // report.xlsx
	CSV  Format = "csv"  // league.csv, findings.csv and rectification.csv
	JSON Format = "json" // report.json
)

// Formats lists the formats.
func Formats() []Format { return []Format{HTML, PDF, DOCX, XLSX, CSV, JSON} }

// WriteScan writes scan.json and metrics.prom, what other programs read of a scan.
func WriteScan(r *reports.Report, folder string) error {
	scan := reports.File{Name: "scan.json", Write: func(w io.Writer) error { return reports.WriteScan(w, r.Scan) }}
	if err := save(folder, scan); err != nil {
		return fmt.Errorf("write scan: %w", err)
	}
	return metrics.WriteFile(filepath.Join(folder, "metrics.prom"), r.Scan, r.Pack, metrics.DetailRule)
}

// Write writes the report into the folder, which it makes, in each of the formats. Each file appears whole or not at
// all; files that are not of the report are left alone. The printer may be nil where PDF is not asked for.
func Write(ctx context.Context, r *reports.Report, folder string, printer book.Printer, formats ...Format) error {
	var files []reports.File
	for _, format := range formats {
		more, err := filesOf(ctx, r, printer, format)
		if err != nil {
			return fmt.Errorf("write report: %w", err)
		}
		files = append(files, more...)
	}
	group := new(errgroup.Group)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for _, f := range files {
		group.Go(func() error { return save(folder, f) })
	}
	if err := group.Wait(); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

func filesOf(ctx context.Context, r *reports.Report, printer book.Printer, format Format) ([]reports.File, error) {
	switch format {
	case HTML:
		return pages.Files(r)
	case PDF:
		if printer == nil {
			return nil, errors.New("pdf: there is no printer")
		}
		return pdfFiles(ctx, r, printer)
	case DOCX:
		return papers.Files(r)
	case XLSX:
		return tables.XLSXFiles(r), nil
	case CSV:
		return tables.CSVFiles(r), nil
	case JSON:
		return []reports.File{{Name: "report.json", Write: r.WriteExport}}, nil
	default:
		return nil, fmt.Errorf("unknown format %q", format)
	}
}

func pdfFiles(ctx context.Context, r *reports.Report, printer book.Printer) ([]reports.File, error) {
	files, err := book.Files(ctx, r, printer)
	if err != nil {
		return nil, err
	}
	prints, err := papers.PrintFiles(r)
	if err != nil {
		return nil, err
	}
	for _, p := range prints {
		files = append(files, reports.File{Name: p.Name, Write: func(w io.Writer) error {
			var html bytes.Buffer
			if err := p.HTML(&html); err != nil {
				return err
			}
			pdf, err := printer.Print(ctx, html.Bytes(), r.Scan.Finished)
			if err != nil {
				return err
			}
			_, err = w.Write(pdf)
			return err
		}})
	}
	return files, nil
}

// save writes beside the file's place and moves it there.
func save(folder string, f reports.File) (err error) {
	path := filepath.Join(folder, filepath.FromSlash(f.Name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	temp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(temp.Name()))
			_ = temp.Close()
		}
	}()
	out := bufio.NewWriter(temp)
	if err = f.Write(out); err != nil {
		return fmt.Errorf("%s: %w", f.Name, err)
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
