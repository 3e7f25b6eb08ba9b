package archive

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"sync"
	"time"

	"mingjing/audit"
	"mingjing/crawler"
)

// A recording is what an archive holds of one site in one scan. It is safe for use by several
// goroutines.
type recording struct {
	folder fs.FS // of the site
	site   string
	end    *siteManifest // nil where the site is not done
	torn   *damage       // what could not be read at the end of the last file

	mu      sync.Mutex
	entries []entry
	waiting map[question][]int // entries that were not given yet, in order
	left    int                // how many
	bodies  map[string]int     // entries with a body, by digest
	last    time.Time          // of the answer given last
	err     error              // why nothing more can be given
}

// A damage is where a file cannot be read on.
type damage struct {
	file   string
	offset int64 // of the exchange that is not whole
	cause  error
}

func (d *damage) Error() string { return fmt.Sprintf("%s: at byte %d: %v", d.file, d.offset, d.cause) }
func (d *damage) Unwrap() error { return d.cause }

// openRecording reads what there is of a site: the index where the site is done, else the files
// themselves. Nothing there is a recording without entries.
func openRecording(folder fs.FS, site string) (*recording, error) {
	r := &recording{folder: folder, site: site, waiting: map[question][]int{}, bodies: map[string]int{}}
	end, err := readManifest[siteManifest](folder, siteFile)
	switch {
	case err == nil:
		r.end = end
		entries, err := readIndex(folder)
		if err != nil {
			return nil, fmt.Errorf("site %s: %w", site, err)
		}
		for _, e := range entries {
			r.add(e)
		}
		return r, nil
	case !errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("site %s: %w", site, err)
	}
	files, err := fs.Glob(folder, "*"+suffix)
	if err != nil {
		return nil, err
	}
	for i, file := range files {
		err := r.walk(file)
		if torn := new(damage); errors.As(err, &torn) && i == len(files)-1 {
			r.torn = torn
		} else if err != nil {
			return nil, fmt.Errorf("site %s: %w", site, err)
		}
	}
	return r, nil
}

// add takes in one more entry.
func (r *recording) add(e entry) {
	n := len(r.entries)
	r.entries = append(r.entries, e)
	q := e.asks()
	r.waiting[q] = append(r.waiting[q], n)
	r.left++
	r.holds(n)
}

// closed is what is left of a recording when its site was audited.
func (r *recording) closed() *recording {
	return &recording{folder: r.folder, site: r.site, end: r.end, last: r.last}
}

// wrote takes in an entry that is not to be given as an answer.
func (r *recording) wrote(e entry) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.entries = append(r.entries, e)
	r.holds(len(r.entries) - 1)
}

// same returns the entry that holds the body with a digest, nil where none does.
func (r *recording) same(digest string) *entry {
	if n, ok := r.bodies[digest]; ok {
		return &r.entries[n]
	}
	return nil
}

// holds makes the body of an entry known to those that have the same.
func (r *recording) holds(n int) {
	if e := &r.entries[n]; e.Status != 0 && e.MIME != mimeRevisit {
		if _, known := r.bodies[e.Digest]; !known {
			r.bodies[e.Digest] = n
		}
	}
}

// walk reads the exchanges of a file.
func (r *recording) walk(name string) error {
	file, err := r.folder.Open(name)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	return walk(file, name, r.add)
}

// walk tells of each exchange in a WARC file. An error is a *damage.
func walk(in io.Reader, name string, tell func(entry)) error {
	w := newWalker(in)
	var group []record
	var start, first int64
	for {
		rec, offset, length, err := w.next()
		if len(group) == 0 {
			start, first = offset, length
		}
		switch {
		case errors.Is(err, io.EOF) && len(group) == 0:
			return nil
		case err != nil:
			return &damage{name, start, unexpected(err)}
		}
		switch rec.fields.get("WARC-Type") {
		case typeInfo:
			continue
		case typeRequest:
			if group = append(group, rec); len(group) == 1 {
				return &damage{name, start, fmt.Errorf("%w: a request without what came of it", errMalformed)}
			}
			e, err := entryOf(group)
			if err != nil {
				return &damage{name, start, err}
			}
			e.File, e.Offset, e.Length, e.Span = name, start, first, offset+length-start
			tell(e)
			group = nil
		default:
			group = append(group, rec)
		}
	}
}

// answer gives the next answer to a question, nil where none is left.
func (r *recording) answer(q question) (*crawler.Exchange, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	waiting := r.waiting[q]
	if r.err != nil || len(waiting) == 0 {
		return nil, r.err
	}
	e, err := r.read(r.entries[waiting[0]])
	if err != nil {
		r.err = err // for good: the caller may pass over one error
		return nil, err
	}
	r.waiting[q] = waiting[1:]
	r.left--
	r.last = e.Done
	return e, nil
}

// offline gives the next answer to a question, and in the place of one that was not recorded a fault
// that says so. Where all answers were given and the crawl was ended from outside, it ends here too.
func (r *recording) offline(q question) (*crawler.Exchange, error) {
	e, err := r.answer(q)
	if e != nil || err != nil {
		return e, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.left == 0 {
		switch {
		case r.end == nil:
			return nil, crawler.Stop(audit.StoppedBroken)
		case r.end.Crawl.Stopped == audit.StoppedTime:
			return nil, crawler.Stop(audit.StoppedTime)
		}
	}
	return &crawler.Exchange{
		Site: r.site, Method: q.method, URL: q.url, RequestBody: q.body, Started: r.last, Done: r.last,
		Fault: &crawler.Fault{Trouble: audit.Trouble{Kind: audit.TroubleUnrecorded}},
	}, nil
}

// read reads the exchange of an entry.
func (r *recording) read(e entry) (*crawler.Exchange, error) {
	group, err := readGroup(r.folder, e)
	if err == nil {
		var x *crawler.Exchange
		if x, err = exchangeOf(r.site, group, r.body); err == nil {
			return x, nil
		}
	}
	return nil, fmt.Errorf("archive of site %s: %s: at byte %d: %w", r.site, e.File, e.Offset, err)
}

// body reads the body that was kept under a digest.
func (r *recording) body(digest string) ([]byte, error) {
	n, ok := r.bodies[digest]
	if !ok {
		return nil, fmt.Errorf("no body with digest %s", digest)
	}
	group, err := readGroup(r.folder, r.entries[n])
	if err != nil {
		return nil, err
	}
	first, err := exchangeOf(r.site, group, func(string) ([]byte, error) { return nil, errMalformed })
	if err != nil {
		return nil, err
	}
	return first.Body, nil
}

// readGroup reads the records of an exchange.
func readGroup(folder fs.FS, e entry) ([]record, error) {
	data, err := readSpan(folder, e)
	if err != nil {
		return nil, err
	}
	w := newWalker(bytes.NewReader(data))
	var group []record
	for {
		r, _, _, err := w.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		group = append(group, r)
	}
	if len(group) == 0 || group[len(group)-1].fields.get("WARC-Type") != typeRequest {
		return nil, errMalformed
	}
	return group, nil
}

// readSpan reads the bytes of an exchange. Files of a system without random access are read up to them.
func readSpan(folder fs.FS, e entry) ([]byte, error) {
	file, err := folder.Open(e.File)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	var in io.Reader
	if at, ok := file.(io.ReaderAt); ok {
		in = io.NewSectionReader(at, e.Offset, e.Span)
	} else {
		if _, err := io.CopyN(io.Discard, file, e.Offset); err != nil {
			return nil, unexpected(err)
		}
		in = io.LimitReader(file, e.Span)
	}
	data, err := io.ReadAll(in)
	if err == nil && int64(len(data)) < e.Span {
		err = io.ErrUnexpectedEOF
	}
	return data, err
}
