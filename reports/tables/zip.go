package tables

import (
	"archive/zip"
	"bytes"
	"cmp"
	"compress/flate"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"slices"
)

// sortedZip writes the parts of a workbook in the order of their names and without a time, so that the same workbook has
// the same bytes: excelize writes sheets in the order of a map. Parts are kept compressed until Close.
type sortedZip struct {
	out   *zip.Writer
	parts []*part
}

type part struct {
	header  zip.FileHeader
	body    bytes.Buffer
	deflate *flate.Writer
}

// Create begins a part; the one before it must not be written to any more.
func (z *sortedZip) Create(name string) (io.Writer, error) {
	p := &part{header: zip.FileHeader{Name: name, Method: zip.Deflate}}
	var err error
	if p.deflate, err = flate.NewWriter(&p.body, flate.BestSpeed); err != nil {
		return nil, err
	}
	z.parts = append(z.parts, p)
	return p, nil
}

// Write adds to the part.
func (p *part) Write(data []byte) (int, error) {
	p.header.CRC32 = crc32.Update(p.header.CRC32, crc32.IEEETable, data)
	p.header.UncompressedSize64 += uint64(len(data))
	return p.deflate.Write(data)
}

// AddFS is not needed by a workbook.
func (z *sortedZip) AddFS(fs.FS) error { return errors.ErrUnsupported }

// Close writes all parts.
func (z *sortedZip) Close() error {
	slices.SortFunc(z.parts, func(a, b *part) int { return cmp.Compare(a.header.Name, b.header.Name) })
	for _, p := range z.parts {
		if err := p.deflate.Close(); err != nil {
			return err
		}
		p.header.CompressedSize64 = uint64(p.body.Len())
		w, err := z.out.CreateRaw(&p.header)
		if err != nil {
			return fmt.Errorf("%s: %w", p.header.Name, err)
		}
		if _, err := p.body.WriteTo(w); err != nil {
			return err
		}
	}
	return z.out.Close()
}
