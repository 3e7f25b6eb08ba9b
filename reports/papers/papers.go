// Package papers writes a report as the official papers that follow from it: a rectification notice (整改通知书) for each
// site with faults, and the circular (通报) to all.
//
// The layout is that of GB/T 9704-2012 for papers that go down the ranks. The papers are drafts: what only the signing
// office can give (the running number, the day of printing) is left blank, nothing of it is made up. They say what the
// findings say: what could not be judged is named as such and never as a fault.
//
// Papers are in Chinese whatever the language of the report, for the law asks for it and nobody could sign a translation.
package papers

import (
	"io"

	"mingjing/reports"
)

// Files are the papers of a report as Word documents.
func Files(r *reports.Report) ([]reports.File, error) {
	papers, err := all(r)
	if err != nil {
		return nil, err
	}
	files := make([]reports.File, 0, len(papers))
	for _, p := range papers {
		files = append(files, reports.File{Name: p.name + ".docx", Write: p.writeDOCX})
	}
	return files, nil
}

// A Print is a paper to be printed as PDF.
type Print struct {
	Name string // of the PDF within the report's folder, with slashes
	HTML func(io.Writer) error
}

// PrintFiles are the papers of a report, laid out for print. The documents carry all they need.
func PrintFiles(r *reports.Report) ([]Print, error) {
	papers, err := all(r)
	if err != nil {
		return nil, err
	}
	prints := make([]Print, 0, len(papers))
	for _, p := range papers {
		prints = append(prints, Print{Name: p.name + ".pdf", HTML: p.writeHTML})
	}
	return prints, nil
}

func all(r *reports.Report) ([]*paper, error) {
	if r.Words.Lang != "zh" {
		o := r.Options
		o.Lang = "zh"
		var err error
		if r, err = reports.New(r.Scan, r.Pack, o); err != nil {
			return nil, err
		}
	}
	papers := []*paper{circular(r)}
	for _, s := range r.Sites {
		if s.Open > 0 {
			papers = append(papers, notice(r, s))
		}
	}
	return papers, nil
}
