package crawler

import (
	"bufio"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"strings"

	"mingjing/audit"
)

const (
	maxLayers = 3       // content encodings over one another
	bombRatio = 300     // decoded to received size
	bombFloor = 1 << 20 // under which the ratio does not matter
)

// A body is how an answer's body is to be read.
type body struct {
	raw      io.Reader
	encoding string // the Content-Encoding header
	sniff    bool   // a gzip body is decoded also where no header says so
	keep     bool   // it is a gzip file and stays one
	size     int64  // the Content-Length header, or less than 0
	limit    int64
}

// errEncoding says that a content encoding is not known here.
type errEncoding string

func (e errEncoding) Error() string { return fmt.Sprintf("content encoding %q is not read", string(e)) }

// read returns the decoded body, at most limit bytes of it, and whether there was more. What was
// read before an error is returned with it.
func (b body) read() (data []byte, more bool, err error) {
	received := &counter{r: b.raw}
	in, layers, err := b.decode(bufio.NewReader(received))
	if err != nil {
		return nil, false, err
	}
	capacity := int64(8 << 10)
	if b.size > 0 && layers == 0 {
		capacity = b.size + 1
	}
	data = make([]byte, 0, min(capacity, b.limit+1))
	for {
		if len(data) == cap(data) {
			data = append(data, 0)[:len(data)]
		}
		room := data[len(data):min(int64(cap(data)), b.limit+1)]
		n, err := in.Read(room)
		data = data[:len(data)+n]
		switch {
		case int64(len(data)) > b.limit:
			return data[:b.limit], true, nil
		case layers > 0 && len(data) > bombFloor && int64(len(data)) > bombRatio*received.n:
			return nil, true, errBomb
		case errors.Is(err, io.EOF):
			return data, false, nil
		case err != nil:
			return data, false, err
		}
	}
}

// decode puts a decoder on the input for each content encoding, the outermost first.
func (b body) decode(in *bufio.Reader) (*bufio.Reader, int, error) {
	if b.keep {
		return in, 0, nil
	}
	layers := 0
	names := strings.Split(strings.ToLower(b.encoding), ",")
	for i := len(names) - 1; i >= 0; i-- {
		next, err := decodeOne(strings.TrimSpace(names[i]), in)
		if err != nil {
			return nil, 0, err
		}
		if next != nil {
			in = bufio.NewReader(next)
			layers++
		}
		if layers > maxLayers {
			return nil, 0, errBomb
		}
	}
	for b.sniff && layers < maxLayers && isGzip(in) {
		next, err := newGunzip(in)
		if err != nil {
			return nil, 0, err
		}
		in = bufio.NewReader(next)
		layers++
	}
	return in, layers, nil
}

// decodeOne returns a decoder, or nil where the input is as it should be: servers also announce
// encodings that they did not apply.
func decodeOne(name string, in *bufio.Reader) (io.Reader, error) {
	switch name {
	case "", "identity", "none", "utf-8", "utf8", "chunked", "binary", "8bit":
		return nil, nil
	case "gzip", "x-gzip":
		if !isGzip(in) {
			return nil, nil
		}
		return newGunzip(in)
	case "deflate":
		head, err := in.Peek(2)
		if err != nil {
			return nil, nil
		}
		if head[0]&0x0f == 8 && (int(head[0])<<8|int(head[1]))%31 == 0 {
			return zlib.NewReader(in)
		}
		if head[0] == '<' || head[0] == '{' || head[0] == '[' {
			return nil, nil
		}
		return flate.NewReader(in), nil
	default:
		return nil, errEncoding(name)
	}
}

func isGzip(in *bufio.Reader) bool {
	head, _ := in.Peek(3)
	return len(head) == 3 && head[0] == 0x1f && head[1] == 0x8b && head[2] == 8
}

// gunzip decodes the members of a gzip body. What follows them and is none is left alone.
type gunzip struct {
	in *bufio.Reader
	z  *gzip.Reader
}

func newGunzip(in *bufio.Reader) (io.Reader, error) {
	z, err := gzip.NewReader(in)
	if err != nil {
		return nil, err
	}
	z.Multistream(false)
	return &gunzip{in, z}, nil
}

func (g *gunzip) Read(p []byte) (int, error) {
	n, err := g.z.Read(p)
	if !errors.Is(err, io.EOF) || !isGzip(g.in) {
		return n, err
	}
	if err := g.z.Reset(g.in); err != nil {
		return n, err
	}
	g.z.Multistream(false)
	return n, nil
}

// bodyFault tells what an error while reading a body means.
func bodyFault(err error) *Fault {
	var encoding errEncoding
	switch {
	case errors.Is(err, errBomb):
		return &Fault{Trouble: audit.Trouble{Kind: audit.TroubleTooLarge, Detail: errBomb.Error()}}
	case errors.As(err, &encoding):
		return &Fault{Trouble: audit.Trouble{Kind: audit.TroubleDamaged, Detail: encoding.Error()}}
	case isTimeout(err):
		return &Fault{Trouble: audit.Trouble{Kind: audit.TroubleTimeout, Detail: "the body did not end in time"}, Transient: true}
	default:
		fault := new(Fault)
		if errors.As(err, &fault) {
			return fault
		}
		return &Fault{Trouble: audit.Trouble{Kind: audit.TroubleCut, Detail: cause(err)}, Transient: true}
	}
}

// tooLarge is the fault of a body over the limit.
func tooLarge(limit int64) *Fault {
	return &Fault{Trouble: audit.Trouble{Kind: audit.TroubleTooLarge, Detail: fmt.Sprintf("more than %d bytes", limit)}}
}

// counter counts what passes.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}
