package document

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"mingjing/audit"
)

// Input is one answer of a portal.
type Input struct {
	URL       string            // address it was read at, after redirects
	Via       audit.Link        // the link that was followed
	Status    int               // HTTP status
	Header    http.Header       // of the answer
	MediaType string            // from the Content-Type header, without parameters, lower case
	Body      []byte            // after content decoding
	Scripts   map[string][]byte // of pages; not read
}

// Limits bound what reading one document may cost. A field that is zero takes its default.
type Limits struct {
	Time       time.Duration // for one document, waiting for the PDF engine left out; 20 s
	Text       int           // bytes of text gathered, tables included; 8 MB
	Cells      int           // cells of all tables of one document; 400,000
	Pages      int           // pages of a PDF or OFD; 300
	ZipEntries int           // files in one archive; 2,000
	ZipRatio   float64       // unpacked to packed size of one entry over 1 MB; 250
	ZipBytes   int64         // bytes that one document may unpack to; 128 MB
	PDFMemory  int64         // bytes that the PDF engine may take for one document; 512 MB
}

func (l Limits) withDefaults() Limits {
	orDefault(&l.Time, 20*time.Second)
	orDefault(&l.Text, 8<<20)
	orDefault(&l.Cells, 400_000)
	orDefault(&l.Pages, 300)
	orDefault(&l.ZipEntries, 2000)
	orDefault(&l.ZipRatio, 250)
	orDefault(&l.ZipBytes, 128<<20)
	orDefault(&l.PDFMemory, 512<<20)
	return l
}

func orDefault[T int | int64 | float64 | time.Duration](field *T, value T) {
	if *field == 0 {
		*field = value
	}
}

// A Reader reads documents. It is safe for use by several goroutines and holds the PDF engine
// from the first PDF on, until Close.
type Reader struct {
	limits Limits
	engine *engine
}

// New returns a reader that keeps to the limits.
func New(l Limits) *Reader {
	l = l.withDefaults()
	return &Reader{limits: l, engine: newEngine(l.PDFMemory)}
}

// Close frees the PDF engine. The reader must not be used afterwards.
func (r *Reader) Close() error { return r.engine.close() }

// Read returns what stands in the document. It fills the fields of the page that the answer gives
// (URL, Via, Status, MediaType, Size) and those of its content: Kind, Title, Text, Tables, Trouble.
// It never panics and never runs past its limits.
func (r *Reader) Read(ctx context.Context, in Input) *audit.Page {
	page := &audit.Page{
		URL: in.URL, Via: in.Via, Status: in.Status, MediaType: in.MediaType, Size: len(in.Body),
		Kind: audit.KindOther, Title: title(in),
	}
	c := newContent(ctx, r.limits)
	err := r.read(ctx, formatOf(in), in.Body, c)
	page.Text = c.excerpt()
	page.Tables = c.tables
	page.Trouble = trouble(err)
	if looksLikeCatalogue(c.tables) {
		page.Kind = audit.KindCatalogue
	}
	return page
}

// read reads a document of a known format into c. A fault within a reader is an error like any
// other: the input is hostile and the page must come out.
func (r *Reader) read(ctx context.Context, f format, body []byte, c *content) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("%s: reader fault: %v", f, fault)
		}
	}()
	if f == formatPDF {
		return r.readPDF(ctx, body, c)
	}
	ctx, cancel := context.WithTimeout(ctx, r.limits.Time)
	defer cancel()
	defer c.under(ctx)()
	switch f {
	case formatZip:
		return r.readZip(ctx, body, c)
	case formatOLE:
		return readOLE(body, c)
	case formatRTF:
		return readRTF(body, c)
	case formatXML:
		return readXML(body, c)
	case formatCSV:
		return readCSV(body, c)
	case formatText:
		return readText(body, c)
	case formatPicture:
		return errPicture
	case formatEmpty:
		return fmt.Errorf("empty file")
	default:
		return fmt.Errorf("%s: type not read", f)
	}
}
