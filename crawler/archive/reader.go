package archive

import (
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"time"
)

// A Reader finds answers in an archive, as evidence names them. It keeps nothing in memory, so that it
// sees what is added while it is open, and is safe for use by several goroutines.
type Reader struct{ root fs.FS }

// A Record is where an answer stands.
type Record struct {
	Scan, Site string
	File       string // from the folder of the archive
	Offset     int64  // of the record in it
	URL        string
	Fetched    time.Time // to the second
	Status     int
	SHA256     string // of the body, in hex

	entry entry
}

// A Body is what was answered.
type Body struct {
	Status  int
	Header  http.Header // as it came; a Content-Encoding in it is undone in Data all the same
	Data    []byte
	Fetched time.Time
	Whole   bool // false where the answer was cut short, or its body not asked for
}

// Open opens the archive in a file system: os.DirFS for a folder. Files that are no io.ReaderAt are read
// from their beginning.
func Open(root fs.FS) *Reader { return &Reader{root} }

// Find finds the newest answer at an address whose body has the SHA-256. The error is fs.ErrNotExist
// where there is none.
func (r *Reader) Find(url, sha256 string) (Record, error) {
	names, err := scanNames(r.root)
	if err != nil {
		return Record{}, fmt.Errorf("archive: %w", err)
	}
	for _, name := range slices.Backward(names) {
		folder, err := fs.Sub(r.root, name)
		if err != nil {
			return Record{}, fmt.Errorf("archive: %w", err)
		}
		about, err := readManifest[About](folder, aboutFile)
		if err != nil {
			return Record{}, fmt.Errorf("archive: scan %s: %w", name, err)
		}
		for _, site := range about.Sites {
			if !site.Owns(url) {
				continue
			}
			rec, err := r.recording(name, site.ID)
			if err != nil {
				return Record{}, err
			}
			for _, e := range slices.Backward(rec.entries) {
				if e.URL == url && e.Digest == digestLabel+sha256 {
					return Record{
						Scan: name, Site: site.ID, File: path.Join(name, site.ID, e.File), Offset: e.Offset,
						URL: e.URL, Fetched: e.date, Status: e.Status, SHA256: sha256, entry: e,
					}, nil
				}
			}
		}
	}
	return Record{}, fmt.Errorf("archive: no answer of %s with SHA-256 %s: %w", url, sha256, fs.ErrNotExist)
}

// Body reads the answer of a record.
func (r *Reader) Body(record Record) (*Body, error) {
	rec, err := r.recording(record.Scan, record.Site)
	if err != nil {
		return nil, err
	}
	e, err := rec.read(record.entry)
	if err != nil {
		return nil, err
	}
	return &Body{Status: e.Status, Header: e.Header, Data: e.Body, Fetched: e.Done, Whole: whole(e)}, nil
}

func (r *Reader) recording(scan, site string) (*recording, error) {
	folder, err := fs.Sub(r.root, path.Join(scan, site))
	if err != nil {
		return nil, fmt.Errorf("archive: %w", err)
	}
	rec, err := openRecording(folder, site)
	if err != nil {
		return nil, fmt.Errorf("archive: scan %s: %w", scan, err)
	}
	return rec, nil
}
