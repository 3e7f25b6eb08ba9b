package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"mingjing/internal/chromium"
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

// writeReport writes the report into the folder. Chromium is started where PDF is asked for; where that is not to be
// had, everything else is written, and only a browser that fails is an error.
func writeReport(ctx context.Context, m *Main, r *reports.Report, folder string, formats []output.Format) error {
	if !slices.Contains(formats, output.PDF) {
		return written(ctx, output.Write(ctx, r, folder, nil, formats...))
	}
	others := slices.DeleteFunc(slices.Clone(formats), func(f output.Format) bool { return f == output.PDF })
	if err := output.Write(ctx, r, folder, nil, others...); err != nil || ctx.Err() != nil {
		return written(ctx, err)
	}
	browser, err := chromium.Start(ctx, chromium.Options{})
	if errors.Is(err, chromium.ErrMissing) {
		fmt.Fprintf(m.Stderr, "mingjing: no PDF is written: %v\n", err)
		return nil
	}
	if err != nil {
		return written(ctx, fmt.Errorf("no PDF is written: %w", err))
	}
	return written(ctx, errors.Join(output.Write(ctx, r, folder, browser, output.PDF), browser.Close()))
}

// written tells a report that was broken off from one that could not be written.
func written(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil {
		return &exitError{code: exitBroken, err: errors.New("broken off; the report is not complete")}
	}
	return hinted(err, "choose another folder with -o")
}
