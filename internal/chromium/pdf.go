package chromium

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"github.com/chromedp/chromedp"
)

// Print prints a document that carries all it needs as PDF: tagged, with an outline of its headings, with backgrounds,
// on A4 unless its @page rules say otherwise; margins, running heads and page numbers are theirs. No script runs and
// nothing is loaded. The PDF bears the time as that of its making, so that the same document gives the same bytes.
func (b *Browser) Print(ctx context.Context, html []byte, made time.Time) ([]byte, error) {
	p, err := b.NewPage(ctx)
	if err != nil {
		return nil, err
	}
	defer p.Close()
	if err := p.DisableScripts(ctx); err != nil {
		return nil, err
	}
	if err := p.SetContent(ctx, html); err != nil {
		return nil, err
	}
	return p.PDF(ctx, made)
}

// PDF prints what the page shows, see [Browser.Print].
func (p *Page) PDF(ctx context.Context, made time.Time) ([]byte, error) {
	pdf, err := run(ctx, p, chromedp.PrintToPDF(
		chromedp.PDFPaper(chromedp.PaperSize{Width: 210 / 25.4, Height: 297 / 25.4}), chromedp.PDFPreferCSSPageSize(),
		chromedp.PDFPrintBackground(), chromedp.PDFOutlineAndTagged(), chromedp.PDFStream(),
	))
	if err != nil {
		return nil, fmt.Errorf("print: %w", err)
	}
	return dated(pdf, made), nil
}

// dated sets the dates of a PDF as Chromium writes them. They are as long as before, so nothing else moves.
func dated(pdf []byte, made time.Time) []byte {
	date := made.UTC().Format("D:20060102150405+00'00'")
	for _, key := range []string{"/CreationDate (", "/ModDate ("} {
		start := bytes.Index(pdf, []byte(key))
		if start < 0 {
			continue
		}
		value := pdf[start+len(key):]
		if end := bytes.IndexByte(value, ')'); end == len(date) {
			copy(value, date)
		}
	}
	return pdf
}
