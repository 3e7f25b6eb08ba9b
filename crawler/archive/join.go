package archive

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// Join begins the scan with this name in the archive at root, or goes on with it where it was begun. It must have been begun by the same pack
// for the same day; its budget and sites stay those it was begun with, see [Scan.About]. The name must be that of a folder and sort after
// those of the scans before it.
func Join(root, name string, about About) (*Scan, error) {
	about.Schema, about.Started = Schema, about.Started.UTC()
	s := &Scan{root: root, name: name, about: about, max: maxFile, sites: map[string]*site{}}
	begun, err := readManifest[About](os.DirFS(s.path()), aboutFile)
	if err == nil {
		about.Budget, about.Sites = begun.Budget, begun.Sites
		if what := begun.differs(&about); what != "" {
			return nil, fmt.Errorf("archive %s: it is another scan: %s", s.path(), what)
		}
		s.about = *begun
		return s, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("archive %s: %w", s.path(), err)
	}
	data, err := marshal(about)
	if err == nil {
		err = os.MkdirAll(s.path(), 0o755)
	}
	if err == nil {
		err = errors.Join(writeFile(s.path(aboutFile), data), syncFolder(root))
	}
	if err != nil {
		return nil, fmt.Errorf("archive %s: %w", s.path(), err)
	}
	return s, nil
}

// About is what the scan is of.
func (s *Scan) About() About { return s.about }
