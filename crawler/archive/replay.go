package archive

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"mingjing/audit"
	"mingjing/crawler"
)

// A Replay answers a crawl from one scan of an archive. Nothing is ever sent: what is not in the
// archive is [audit.TroubleUnrecorded]. It is safe for use by several goroutines.
type Replay struct {
	about  About
	name   string
	folder fs.FS

	mu    sync.Mutex
	sites map[string]*recording
}

var _ crawler.Answered = (*Replay)(nil)

// OpenReplay opens a scan of the archive at root, the newest where no name is given. It may have been
// broken off.
func OpenReplay(root fs.FS, name string) (*Replay, error) {
	names, err := scanNames(root)
	if err != nil {
		return nil, err
	}
	switch {
	case len(names) == 0:
		return nil, fmt.Errorf("no scan in the archive: %w", fs.ErrNotExist)
	case name == "":
		name = names[len(names)-1]
	case !slices.Contains(names, name):
		return nil, fmt.Errorf("no scan %q in the archive, there are: %s: %w", name, strings.Join(names, ", "), fs.ErrNotExist)
	}
	folder, err := fs.Sub(root, name)
	if err != nil {
		return nil, err
	}
	if isDropped(folder) {
		return nil, fmt.Errorf("scan %s: its answers were dropped: %w", name, fs.ErrNotExist)
	}
	about, err := readManifest[About](folder, aboutFile)
	if err != nil {
		return nil, fmt.Errorf("scan %s: %w", name, err)
	}
	return &Replay{about: *about, name: name, folder: folder, sites: map[string]*recording{}}, nil
}

// About is what the scan was of.
func (r *Replay) About() About { return r.about }

// Name is the name of the scan's folder.
func (r *Replay) Name() string { return r.name }

// Answer implements crawler.Answered.
func (r *Replay) Answer(site, method, url, body string) (*crawler.Exchange, error) {
	rec, err := r.recording(site)
	if err != nil {
		return nil, err
	}
	return rec.offline(question{method, url, body})
}

func (r *Replay) recording(site string) (*recording, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if rec := r.sites[site]; rec != nil {
		return rec, nil
	}
	folder, err := fs.Sub(r.folder, site)
	if err != nil {
		return nil, err
	}
	rec, err := openRecording(folder, site)
	if err != nil {
		return nil, fmt.Errorf("scan %s: %w", r.name, err)
	}
	r.sites[site] = rec
	return rec, nil
}

// Finish gives free what is known of a site that was audited.
func (r *Replay) Finish(result *audit.SiteResult) error {
	rec, err := r.recording(result.ID)
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sites[result.ID] = rec.closed()
	return nil
}

// Close gives the audit, which may be nil, the times of the scan that was recorded, as far as that came
// to an end.
func (r *Replay) Close(scan *audit.Scan) error {
	if scan == nil {
		return nil
	}
	switch m, err := readManifest[manifest](r.folder, manifestFile); {
	case err == nil:
		scan.Finished = m.Finished
	case !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("scan %s: %w", r.name, err)
	}
	ends := map[string]*siteManifest{}
	for i := range scan.Sites {
		id := scan.Sites[i].ID
		rec, err := r.recording(id)
		if err != nil {
			return err
		}
		ends[id] = rec.end
	}
	times(scan, &r.about, ends)
	return nil
}

// times gives an audit the times at which its answers were recorded.
func times(scan *audit.Scan, about *About, ends map[string]*siteManifest) {
	scan.Started = about.Started
	for i := range scan.Sites {
		if end := ends[scan.Sites[i].ID]; end != nil {
			scan.Sites[i].Started, scan.Sites[i].Finished = end.Started, end.Finished
		}
	}
}
