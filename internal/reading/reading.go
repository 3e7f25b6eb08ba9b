// Package reading puts the readers together: documents by one, pages and list data by the other.
package reading

import (
	"context"

	"mingjing/audit"
	"mingjing/crawler"
	"mingjing/crawler/document"
	"mingjing/crawler/reader"
)

// Readers reads answers of every kind.
type Readers struct{ documents *document.Reader }

// New returns readers with the usual limits. Close them after use.
func New() *Readers { return &Readers{document.New(document.Limits{})} }

// Close frees what the readers hold.
func (r *Readers) Close() error { return r.documents.Close() }

// Reads is what a crawler reads answers with, until the context ends.
func (r *Readers) Reads(ctx context.Context) crawler.Read {
	return func(a crawler.Answer) *audit.Page { return r.Read(ctx, a) }
}

// Read turns an answer into facts.
func (r *Readers) Read(ctx context.Context, a crawler.Answer) *audit.Page {
	if in := document.Input(a); document.Reads(in) {
		return r.documents.Read(ctx, in)
	}
	return reader.Read(reader.Input(a))
}
