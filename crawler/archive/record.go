package archive

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/klauspost/compress/gzip"
)

const (
	version   = "WARC/1.1"
	maxHeader = 1 << 20   // bytes of the named fields of a record
	maxBlock  = 256 << 20 // bytes of the block of a record
)

// A record is one record of a WARC file.
type record struct {
	fields fields
	block  []byte
}

// fields are the named fields of a record, in order.
type fields []field

type field struct{ name, value string }

// get returns the value of a field, empty where it is not there.
func (f fields) get(name string) string {
	for i := range f {
		if strings.EqualFold(f[i].name, name) {
			return f[i].value
		}
	}
	return ""
}

// A packer makes gzip members of records.
type packer struct{ zip *gzip.Writer }

// pack appends a record to the buffer. Content-Length is added to its fields.
func (p *packer) pack(to *bytes.Buffer, r record) error {
	if p.zip == nil {
		p.zip = gzip.NewWriter(to)
	} else {
		p.zip.Reset(to)
	}
	var head strings.Builder
	head.WriteString(version + "\r\n")
	for _, f := range r.fields {
		head.WriteString(f.name + ": " + clean(f.value) + "\r\n")
	}
	fmt.Fprintf(&head, "Content-Length: %d\r\n\r\n", len(r.block))
	for _, part := range [][]byte{[]byte(head.String()), r.block, []byte("\r\n\r\n")} {
		if _, err := p.zip.Write(part); err != nil {
			return err
		}
	}
	return p.zip.Close()
}

// clean makes a value fit for a line.
func clean(value string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(value, "?"))
}

// errMalformed says that bytes are no record.
var errMalformed = errors.New("no WARC record")

// parse reads a record that was decompressed.
func parse(in *bufio.Reader) (record, error) {
	var r record
	left := maxHeader
	line, err := headerLine(in, &left)
	if err != nil {
		return r, err
	}
	if !strings.HasPrefix(line, "WARC/") {
		return r, errMalformed
	}
	for {
		if line, err = headerLine(in, &left); err != nil {
			return r, err
		}
		if line == "" {
			break
		}
		name, value, ok := strings.Cut(line, ":")
		if !ok {
			return r, errMalformed
		}
		r.fields = append(r.fields, field{name, strings.TrimSpace(value)})
	}
	size, err := strconv.ParseInt(r.fields.get("Content-Length"), 10, 64)
	if err != nil || size < 0 || size > maxBlock {
		return r, fmt.Errorf("%w: length %q", errMalformed, r.fields.get("Content-Length"))
	}
	var block bytes.Buffer
	if _, err := io.CopyN(&block, in, size); err != nil {
		return r, unexpected(err)
	}
	r.block = block.Bytes()
	var end [4]byte
	if _, err := io.ReadFull(in, end[:]); err != nil {
		return r, unexpected(err)
	}
	if string(end[:]) != "\r\n\r\n" {
		return r, errMalformed
	}
	return r, nil
}

// headerLine reads a line that ends in CRLF, of at most the bytes left.
func headerLine(in *bufio.Reader, left *int) (string, error) {
	var line []byte
	for {
		part, err := in.ReadSlice('\n')
		if *left -= len(part); *left < 0 {
			return "", fmt.Errorf("%w: header too long", errMalformed)
		}
		line = append(line, part...)
		if err == nil {
			return strings.TrimSuffix(string(line[:len(line)-1]), "\r"), nil
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return "", unexpected(err)
		}
	}
}

func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// A walker reads the records of a file one after another.
type walker struct {
	in     *bufio.Reader // compressed
	taken  *taken
	zip    *gzip.Reader
	inner  *bufio.Reader // decompressed
	offset int64         // of the record after the last
}

// taken counts what was taken from a file.
type taken struct {
	r io.Reader
	n int64
}

func (t *taken) Read(p []byte) (int, error) {
	n, err := t.r.Read(p)
	t.n += int64(n)
	return n, err
}

func newWalker(r io.Reader) *walker {
	t := &taken{r: r}
	return &walker{in: bufio.NewReaderSize(t, 64<<10), taken: t, inner: bufio.NewReader(nil)}
}

// next reads a record and says where it stands. The error is io.EOF at the end of the file; after any
// other the walk is over.
func (w *walker) next() (r record, offset, length int64, err error) {
	offset = w.offset
	if _, err := w.in.Peek(1); err != nil {
		return r, offset, 0, err
	}
	if w.zip == nil {
		w.zip, err = gzip.NewReader(w.in)
	} else {
		err = w.zip.Reset(w.in)
	}
	if err != nil {
		return r, offset, 0, unexpected(err)
	}
	w.zip.Multistream(false)
	w.inner.Reset(w.zip)
	if r, err = parse(w.inner); err != nil {
		return r, offset, 0, err
	}
	if n, err := w.inner.Discard(1); n > 0 || !errors.Is(err, io.EOF) { // the checksum stands at the end
		if err == nil {
			err = errMalformed
		}
		return r, offset, 0, err
	}
	w.offset = w.taken.n - int64(w.in.Buffered())
	return r, offset, w.offset - offset, nil
}
