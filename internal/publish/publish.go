// Package publish writes reports into folders, PDF included: it starts the browser where PDF is asked for.
package publish

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"mingjing/internal/chromium"
	"mingjing/reports"
	"mingjing/reports/output"
)

// ErrNoPDF says that everything was written but PDF, because there is no browser.
var ErrNoPDF = errors.New("no PDF is written")

// Write writes the report into the folder in each of the formats. Where there is no browser for PDF, everything else is written and
// the error is ErrNoPDF; it says how to get one.
func Write(ctx context.Context, r *reports.Report, folder string, formats []output.Format) error {
	others := slices.DeleteFunc(slices.Clone(formats), func(f output.Format) bool { return f == output.PDF })
	if err := output.Write(ctx, r, folder, nil, others...); err != nil || len(others) == len(formats) {
		return err
	}
	browser, err := chromium.Start(ctx, chromium.Options{})
	if errors.Is(err, chromium.ErrMissing) {
		return fmt.Errorf("%w: %w", ErrNoPDF, err)
	}
	if err != nil {
		return fmt.Errorf("write report: pdf: %w", err)
	}
	return errors.Join(output.Write(ctx, r, folder, browser, output.PDF), browser.Close())
}
