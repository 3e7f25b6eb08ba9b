package document

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// openPackage opens a zip file and holds it to the limit of entries.
func openPackage(body []byte, c *content) (*zip.Reader, error) {
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return nil, fmt.Errorf("zip: %w", err)
	}
	if len(z.File) > c.limits.ZipEntries {
		return nil, limitError{"archive entries"}
	}
	return z, nil
}

// openEntry opens one file of a zip. Reading it counts against the limits of c.
func openEntry(f *zip.File, c *content) (io.ReadCloser, error) {
	if f.Flags&1 != 0 {
		return nil, errLocked
	}
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("zip entry: %w", err)
	}
	return &entryReader{ReadCloser: r, packed: int64(f.CompressedSize64), c: c}, nil
}

// entryReader ends with a limitError where the entry unpacks to too much.
type entryReader struct {
	io.ReadCloser
	packed, read int64
	c            *content
}

// ratioFree is what an entry may unpack to whatever the ratio.
const ratioFree = 1 << 20

func (r *entryReader) Read(p []byte) (int, error) {
	n, err := r.ReadCloser.Read(p)
	r.read += int64(n)
	r.c.unpacked += int64(n)
	switch {
	case r.c.unpacked > r.c.limits.ZipBytes:
		return n, limitError{"unpacked size"}
	case r.read > ratioFree && float64(r.read) > r.c.limits.ZipRatio*float64(r.packed):
		return n, limitError{"compression ratio"}
	}
	if ctxErr := r.c.ctx.Err(); ctxErr != nil {
		return n, ctxErr
	}
	return n, err
}

// readEntry reads one file of a zip whole.
func readEntry(f *zip.File, c *content) ([]byte, error) {
	r, err := openEntry(f, c)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

// find is the file of that name, without regard to case and to the slash that some writers put
// before it.
func find(z *zip.Reader, name string) *zip.File {
	for _, f := range z.File {
		if strings.EqualFold(cleanEntry(f.Name), name) {
			return f
		}
	}
	return nil
}

func cleanEntry(name string) string {
	return strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "/")
}

// tokens walks through XML without building it: name spaces are left aside, entities other than
// the five of XML are not known, and nothing is kept.
type tokens struct {
	d *xml.Decoder
	c *content
}

func newTokens(r io.Reader, c *content) *tokens {
	d := xml.NewDecoder(r)
	d.Strict = false
	d.CharsetReader = func(charset string, in io.Reader) (io.Reader, error) {
		if strings.HasPrefix(strings.ToLower(charset), "gb") {
			return simplifiedchinese.GB18030.NewDecoder().Reader(in), nil
		}
		return in, nil
	}
	return &tokens{d, c}
}

// next is the next token; nil at the end.
func (t *tokens) next() (xml.Token, error) {
	if err := t.c.tick(); err != nil {
		return nil, err
	}
	token, err := t.d.RawToken()
	if errors.Is(err, io.EOF) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("xml: %w", err)
	}
	return token, nil
}

// eachElement calls start for each element of an XML file.
func eachElement(f *zip.File, c *content, start func(xml.StartElement) error) error {
	r, err := openEntry(f, c)
	if err != nil {
		return err
	}
	defer r.Close()
	for t := newTokens(r, c); ; {
		token, err := t.next()
		if token == nil || err != nil {
			return err
		}
		if e, ok := token.(xml.StartElement); ok {
			if err := start(e); err != nil {
				return err
			}
		}
	}
}

// attr is the value of an attribute by its local name.
func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
