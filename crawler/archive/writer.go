package archive

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"mingjing/crawler"
)

const (
	suffix      = ".warc.gz"
	maxFile     = 256 << 20   // bytes after which a further file is begun
	syncedEvery = time.Second // what may be lost with the power
)

// errLocked says that another process writes the same files.
var errLocked = errors.New("another process writes to it")

// A writer appends the exchanges of one site to its files.
type writer struct {
	folder string
	prefix string // of the names of the files
	info   []byte // of the warcinfo record of each file
	max    int64  // bytes after which a further file is begun
	rec    *recording

	pack   packer
	buffer bytes.Buffer
	file   *os.File // nil before the first exchange
	name   string
	number int // of the file
	size   int64
	ids    int       // given for the exchange
	synced time.Time // by the time of the exchanges
}

// open opens what there is of a site: its last file for further exchanges, after that was locked, and
// what it holds. Bytes after the last whole exchange are cut off.
func (w *writer) open() (err error) {
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("site %s: %w", filepath.Base(w.folder), err), w.close())
		}
	}()
	files, err := filepath.Glob(filepath.Join(w.folder, "*"+suffix))
	if err != nil {
		return err
	}
	if w.number = len(files); w.number > 0 {
		last := files[w.number-1]
		w.name = filepath.Base(last)
		if w.file, err = os.OpenFile(last, os.O_RDWR, 0); err != nil {
			return err
		}
		if err := lock(w.file); err != nil {
			return fmt.Errorf("%s: %w", last, err)
		}
	}
	if w.rec, err = openRecording(os.DirFS(w.folder), filepath.Base(w.folder)); err != nil {
		return err
	}
	if w.rec.end != nil || w.file == nil {
		return w.close()
	}
	if w.size, err = w.file.Seek(0, io.SeekEnd); err != nil {
		return err
	}
	if d := w.rec.torn; d != nil {
		w.size, w.rec.torn = d.offset, nil
		_, err = w.file.Seek(w.size, io.SeekStart)
		err = errors.Join(err, w.file.Truncate(w.size), w.file.Sync())
	}
	return err
}

// begin begins a further file.
func (w *writer) begin() error {
	if err := w.close(); err != nil {
		return err
	}
	w.number++
	w.name, w.size = fmt.Sprintf("%s-%05d%s", w.prefix, w.number, suffix), 0
	var err error
	if w.file, err = os.OpenFile(filepath.Join(w.folder, w.name), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o644); err != nil {
		return err
	}
	return errors.Join(lock(w.file), syncFolder(w.folder))
}

// record appends an exchange.
func (w *writer) record(x *crawler.Exchange) error {
	if w.file == nil || w.size >= w.max {
		if err := w.begin(); err != nil {
			return err
		}
	}
	if w.size == 0 {
		if err := w.inform(x.Done); err != nil {
			return err
		}
	}
	w.ids = 0
	group := records(x, w.id, w.rec.same)
	e, err := entryOf(group)
	if err != nil {
		return err
	}
	w.buffer.Reset()
	for i, r := range group {
		if err := w.pack.pack(&w.buffer, r); err != nil {
			return err
		}
		if i == 0 {
			e.Length = int64(w.buffer.Len())
		}
	}
	e.File, e.Offset, e.Span = w.name, w.size, int64(w.buffer.Len())
	if err := w.write(); err != nil {
		return err
	}
	w.rec.wrote(e)
	if x.Done.Sub(w.synced) < syncedEvery {
		return nil
	}
	w.synced = x.Done
	return w.file.Sync()
}

// inform writes the record that heads a file.
func (w *writer) inform(date time.Time) error {
	w.ids = 0
	w.buffer.Reset()
	err := w.pack.pack(&w.buffer, record{fields{
		{"WARC-Type", typeInfo}, {"WARC-Record-ID", w.id()}, {"WARC-Date", date.UTC().Format(time.RFC3339Nano)},
		{"WARC-Filename", w.name}, {"Content-Type", "application/warc-fields"},
	}, w.info})
	if err != nil {
		return err
	}
	return w.write()
}

// write appends the buffer to the file, or nothing of it.
func (w *writer) write() error {
	if _, err := w.file.Write(w.buffer.Bytes()); err != nil {
		_, back := w.file.Seek(w.size, io.SeekStart)
		return errors.Join(err, w.file.Truncate(w.size), back)
	}
	w.size += int64(w.buffer.Len())
	return nil
}

// id makes the id of a record from where it stands, so that no other has it.
func (w *writer) id() string {
	w.ids++
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d %d", w.name, w.size, w.ids))
	u := sum[:16]
	u[6], u[8] = u[6]&0x0f|0x80, u[8]&0x3f|0x80 // version 8: of one's own making
	h := hex.EncodeToString(u)
	return fmt.Sprintf("<urn:uuid:%s-%s-%s-%s-%s>", h[:8], h[8:12], h[12:16], h[16:20], h[20:])
}

// finish writes the index and the manifest of the site.
func (w *writer) finish(end siteManifest) error {
	if err := w.close(); err != nil {
		return err
	}
	folder := os.DirFS(w.folder)
	for i := range w.rec.entries {
		data, err := readSpan(folder, w.rec.entries[i])
		if err != nil {
			return err
		}
		sum := sha256.Sum256(data)
		w.rec.entries[i].Seal = hex.EncodeToString(sum[:])
	}
	index, err := writeIndex(w.rec.entries)
	if err != nil {
		return err
	}
	if err := writeFile(filepath.Join(w.folder, indexFile), index); err != nil {
		return err
	}
	files, err := fs.Glob(folder, "*"+suffix)
	if err != nil {
		return err
	}
	end.Schema, end.Exchanges = Schema, len(w.rec.entries)
	for _, name := range append(files, indexFile) {
		d, err := digestFile(folder, name)
		if err != nil {
			return err
		}
		end.Files = append(end.Files, d)
	}
	data, err := marshal(end)
	if err != nil {
		return err
	}
	if err := writeFile(filepath.Join(w.folder, siteFile), data); err != nil {
		return err
	}
	w.rec.end = &end
	return nil
}

// close leaves the site open for further exchanges.
func (w *writer) close() error {
	if w.file == nil {
		return nil
	}
	err := errors.Join(w.file.Sync(), w.file.Close())
	w.file = nil
	return err
}
