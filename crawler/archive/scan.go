package archive

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"mingjing/audit"
	"mingjing/crawler"
)

// folderStamp is the form of the name of a scan's folder.
const folderStamp = "20060102T150405Z"

// A Scan keeps the answers of one scan while it goes on. As a [crawler.Answered] it gives what was
// answered before the scan was broken off; a site that was done then is answered from the archive
// alone. The files of a site are opened at its first request. It is safe for use by several goroutines,
// and several processes may keep different sites of a scan.
type Scan struct {
	root, name string
	about      About
	max        int64 // bytes after which a further file is begun

	mu    sync.Mutex
	sites map[string]*site
}

var (
	_ crawler.Recorder = (*Scan)(nil)
	_ crawler.Answered = (*Scan)(nil)
)

// A site is one site of a scan that goes on.
type site struct {
	mu     sync.Mutex
	writer *writer
	err    error // why it could not be opened
}

// Create begins a scan in the archive at root, which is made where it is not there.
func Create(root string, about About) (*Scan, error) {
	about.Schema, about.Started = Schema, about.Started.UTC()
	data, err := marshal(about)
	if err != nil {
		return nil, fmt.Errorf("archive: %w", err)
	}
	s := &Scan{root: root, about: about, max: maxFile, sites: map[string]*site{}}
	if err := os.MkdirAll(root, 0o755); err != nil {
		return nil, fmt.Errorf("archive: %w", err)
	}
	for n := 1; ; n++ {
		if s.name = about.Started.Format(folderStamp); n > 1 {
			s.name = fmt.Sprintf("%s-%d", s.name, n)
		}
		err := os.Mkdir(s.path(), 0o755)
		if err == nil {
			break
		}
		if !errors.Is(err, fs.ErrExist) {
			return nil, fmt.Errorf("archive: %w", err)
		}
	}
	if err := errors.Join(writeFile(s.path(aboutFile), data), syncFolder(root)); err != nil {
		return nil, fmt.Errorf("archive: %w", err)
	}
	return s, nil
}

// Unfinished tells of the newest scan in the archive at root, where it was broken off. The error is
// fs.ErrNotExist where it was not, or there is none.
func Unfinished(root string) (*About, error) {
	_, about, err := unfinished(root)
	return about, err
}

func unfinished(root string) (string, *About, error) {
	names, err := scanNames(os.DirFS(root))
	if err != nil {
		return "", nil, fmt.Errorf("archive %s: %w", root, err)
	}
	if len(names) > 0 {
		name := names[len(names)-1]
		folder := os.DirFS(filepath.Join(root, name))
		if _, err := fs.Stat(folder, manifestFile); errors.Is(err, fs.ErrNotExist) {
			about, err := readManifest[About](folder, aboutFile)
			if err != nil {
				return "", nil, fmt.Errorf("archive %s: %s: %w", root, name, err)
			}
			return name, about, nil
		}
	}
	return "", nil, fmt.Errorf("archive %s: no scan that was broken off: %w", root, fs.ErrNotExist)
}

// Continue goes on with the newest scan in the archive at root. It is an error where that was not
// broken off, or is one of other sites, of another pack or day, or with other limits.
func Continue(root string, about About) (*Scan, error) {
	name, begun, err := unfinished(root)
	if err != nil {
		return nil, err
	}
	if what := begun.differs(&about); what != "" {
		return nil, fmt.Errorf("archive %s: scan %s is another one: %s", root, name, what)
	}
	return &Scan{root: root, name: name, about: *begun, max: maxFile, sites: map[string]*site{}}, nil
}

// Name is the name of the scan's folder.
func (s *Scan) Name() string { return s.name }

func (s *Scan) path(names ...string) string {
	return filepath.Join(append([]string{s.root, s.name}, names...)...)
}

// open gives the site, locked, after having read what there is of it.
func (s *Scan) open(id string) (*site, error) {
	s.mu.Lock()
	one := s.sites[id]
	if one == nil {
		one = new(site)
		s.sites[id] = one
	}
	s.mu.Unlock()
	one.mu.Lock()
	if one.writer == nil && one.err == nil {
		one.err = s.openSite(one, id)
	}
	if one.err != nil {
		one.mu.Unlock()
		return nil, fmt.Errorf("archive %s: %w", s.path(), one.err)
	}
	return one, nil
}

func (s *Scan) openSite(one *site, id string) error {
	if !slices.ContainsFunc(s.about.Sites, func(site audit.Site) bool { return site.ID == id }) {
		return fmt.Errorf("no site %q in this scan", id)
	}
	if err := os.Mkdir(s.path(id), 0o755); err == nil {
		if err := syncFolder(s.path()); err != nil {
			return err
		}
	} else if !errors.Is(err, fs.ErrExist) {
		return err
	}
	info := fmt.Sprintf("software: %s\r\nformat: WARC File Format 1.1\r\nconformsTo: https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\nisPartOf: %s\r\n",
		clean(s.about.Software), s.name)
	w := &writer{folder: s.path(id), prefix: id + "-" + s.name, info: []byte(info), max: s.max}
	if err := w.open(); err != nil {
		return err
	}
	one.writer = w
	return nil
}

// Answer implements crawler.Answered.
func (s *Scan) Answer(id, method, url, body string) (*crawler.Exchange, error) {
	one, err := s.open(id)
	if err != nil {
		return nil, err
	}
	defer one.mu.Unlock()
	q := question{method, url, body}
	if one.writer.rec.end != nil {
		return one.writer.rec.offline(q)
	}
	return one.writer.rec.answer(q)
}

// Record implements crawler.Recorder.
func (s *Scan) Record(e *crawler.Exchange) error {
	one, err := s.open(e.Site)
	if err != nil {
		return err
	}
	defer one.mu.Unlock()
	if one.writer.rec.end != nil {
		return fmt.Errorf("archive %s: site %s is done", s.path(), e.Site)
	}
	if err := one.writer.record(e); err != nil {
		return fmt.Errorf("archive %s: %w", s.path(), err)
	}
	return nil
}

// Finish closes a site that is done, after which nothing is known of it but how it went. One that was
// broken off is left open for Continue.
func (s *Scan) Finish(result *audit.SiteResult) error {
	one, err := s.open(result.ID)
	if err != nil {
		return err
	}
	defer one.mu.Unlock()
	switch w := one.writer; {
	case w.rec.end != nil:
	case result.Crawl.Stopped == audit.StoppedBroken:
		err = w.close()
	default:
		err = w.finish(siteManifest{Site: result.ID, Started: result.Started, Finished: result.Finished, Crawl: result.Crawl})
	}
	if err != nil {
		return fmt.Errorf("archive %s: site %s: %w", s.path(), result.ID, err)
	}
	one.writer.rec = one.writer.rec.closed()
	return nil
}

// Close ends the scan. Where all its sites are done it is sealed: its manifest is written, which vouches
// for all its files and for the scan sealed before. Else it is left open for Continue. What came of the
// scan may be nil; it is given the time at which the scan was first begun, and its sites those at which
// they were done.
func (s *Scan) Close(scan *audit.Scan) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var err error
	ends := map[string]*siteManifest{}
	for id, one := range s.sites {
		one.mu.Lock()
		if one.writer != nil {
			ends[id] = one.writer.rec.end
			err = errors.Join(err, one.writer.close())
		}
		one.mu.Unlock()
	}
	if err == nil && scan != nil {
		times(scan, &s.about, ends)
		err = seal(s.root, s.name, &s.about, scan.Finished)
	}
	if err != nil {
		return fmt.Errorf("archive %s: %w", s.path(), err)
	}
	return nil
}
