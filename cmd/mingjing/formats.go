package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"mingjing/internal/publish"
	"mingjing/reports"
	"mingjing/reports/output"
)

// formatsOf checks the formats of a flag, each named once; none given means all.
func formatsOf(given []output.Format) ([]output.Format, error) {
	if len(given) == 0 {
		return output.Formats(), nil
	}
	var formats []output.Format
	for _, f := range given {
		if !slices.Contains(output.Formats(), f) {
			return nil, hinted(fmt.Errorf("--format %s: no such format", f), "there are: "+formatNames())
		}
		if !slices.Contains(formats, f) {
			formats = append(formats, f)
		}
	}
	return formats, nil
}

func formatNames() string {
	names := make([]string, 0, len(output.Formats()))
	for _, f := range output.Formats() {
		names = append(names, string(f))
	}
	return strings.Join(names, ", ")
}

// writeReport writes the report into the folder. Where there is no browser for PDF, everything else is written and a line says so.
func writeReport(ctx context.Context, m *Main, r *reports.Report, folder string, formats []output.Format) error {
	err := publish.Write(ctx, r, folder, formats)
	if errors.Is(err, publish.ErrNoPDF) {
		fmt.Fprintf(m.Stderr, "mingjing: %v\n", err)
		return nil
	}
	return written(ctx, err)
}

// written tells a report that was broken off from one that could not be written.
func written(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil {
		return &exitError{code: exitBroken, err: errors.New("broken off; the report is not complete")}
	}
	return hinted(err, "choose another folder with -o")
}
