package document

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"path"
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// readZip reads what begins as a zip does: an office document, an OFD or an archive of documents.
func (r *Reader) readZip(ctx context.Context, body []byte, c *content) error {
	z, err := openPackage(body, c)
	if err != nil {
		return err
	}
	if read := packageReader(z); read != nil {
		return read(z, c)
	}
	return r.readArchive(ctx, z, c)
}

// packageReader is the reader for a document that is a zip; nil for an archive.
func packageReader(z *zip.Reader) func(*zip.Reader, *content) error {
	var kind func(*zip.Reader, *content) error
	for _, f := range z.File {
		switch name := strings.ToLower(cleanEntry(f.Name)); {
		case name == "word/document.xml":
			return readDocx
		case name == "xl/workbook.xml":
			return readXLSX
		case name == "ofd.xml":
			return readOFD
		case name == "[content_types].xml", name == "mimetype":
			kind = readOtherPackage
		}
	}
	return kind
}

// readOtherPackage reads office packages whose main part has an unusual name, and names those that
// are not read.
func readOtherPackage(z *zip.Reader, _ *content) error {
	for _, f := range z.File {
		if ext := path.Ext(f.Name); strings.HasPrefix(f.Name, "ppt/") || ext == ".bin" || f.Name == "mimetype" {
			return fmt.Errorf("office file with %s: type not read", clip(f.Name, 60))
		}
	}
	return fmt.Errorf("office file: type not read")
}

// readArchive reads the documents of an archive, one level deep. The trouble of the first document
// that could not be read is the trouble of the archive; pictures only count where nothing else is there.
func (r *Reader) readArchive(ctx context.Context, z *zip.Reader, c *content) error {
	var first, picture error
	read := 0
	for _, f := range z.File {
		name := entryName(f)
		base := path.Base(name)
		if f.FileInfo().IsDir() || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "~$") || strings.Contains(name, "__MACOSX") {
			continue
		}
		err := r.readMember(ctx, f, name, c)
		switch {
		case err == nil:
			read++
		case errors.Is(err, errPicture):
			picture = err
		case isFinal(err):
			return fmt.Errorf("%s: %w", base, err)
		case first == nil:
			first = fmt.Errorf("%s: %w", base, err)
		}
	}
	c.heading = ""
	switch {
	case first != nil:
		return first
	case read == 0 && picture != nil:
		return picture
	case read == 0:
		return fmt.Errorf("archive without documents")
	}
	return nil
}

// isFinal reports whether nothing more can be read after the error.
func isFinal(err error) bool {
	var limit limitError
	return errors.As(err, &limit) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled)
}

func (r *Reader) readMember(ctx context.Context, f *zip.File, name string, c *content) error {
	body, err := readEntry(f, c)
	if err != nil {
		return err
	}
	c.recent = nil
	c.heading = bare(path.Base(name))
	if err := c.add(c.heading); err != nil {
		return err
	}
	kind := formatOf(Input{URL: "http://entry/" + path.Base(name), Status: 200, Body: body})
	switch kind {
	case formatNone:
		return fmt.Errorf("type not read")
	case formatZip:
		z, err := openPackage(body, c)
		if err != nil {
			return err
		}
		if read := packageReader(z); read != nil {
			return c.part(func() error { return read(z, c) })
		}
		return fmt.Errorf("archive within an archive: not read")
	case formatPDF:
		return c.part(func() error { return r.readPDF(ctx, body, c) })
	}
	return c.part(func() error { return r.read(ctx, kind, body, c) })
}

// part reads one document of several: what counts pictures or looks at the text gathered so far
// begins anew.
func (c *content) part(read func() error) error {
	pictures, size := c.pictures, c.size
	c.pictures, c.size = 0, 0
	err := read()
	c.pictures += pictures
	c.size += size
	if c.size > c.limits.Text && err == nil {
		err = limitError{"text"}
	}
	return err
}

// entryName is the name of an entry: UTF-8 where the archive says so or the bytes are that, else
// GBK, as archives packed on Chinese Windows have it.
func entryName(f *zip.File) string {
	name := strings.ReplaceAll(f.Name, `\`, "/")
	if f.NonUTF8 {
		if decoded := decodeName(name, ""); decoded != "" {
			return decoded
		}
		if decoded, err := simplifiedchinese.GB18030.NewDecoder().String(name); err == nil {
			return decoded
		}
	}
	return name
}
