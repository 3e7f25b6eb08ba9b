package main

import (
	"errors"
	"fmt"
	"sync"

	"mingjing/audit"
	"mingjing/crawler/archive"
)

// archiveFolder is where the output of a scan keeps the answers.
const archiveFolder = "archive"

// keep opens the archive for a scan.
func keep(m *Main, root string, w work) (*archive.Scan, error) {
	about := archive.About{
		Software: "mingjing " + version(), Pack: w.pack.ID, Version: w.pack.Version, AsOf: w.asOf, Started: m.Now(),
		City: w.city, Budget: w.crawl.Budget, Exhaustive: w.crawl.Exhaustive, Sites: w.sites,
	}
	if w.resume {
		kept, err := archive.Continue(root, about)
		if err != nil {
			return nil, hinted(err, "leave out --resume to begin a scan")
		}
		fmt.Fprintf(m.Stderr, "goes on with scan %s\n", kept.Name())
		return kept, nil
	}
	if _, err := archive.Unfinished(root); err == nil {
		fmt.Fprintf(m.Stderr, "%s holds a scan that was broken off; --resume would have gone on with it\n", root)
	}
	kept, err := archive.Create(root, about)
	return kept, hinted(err, "choose another folder with -o")
}

// A keeper is an archive that is written or judged again.
type keeper interface {
	Finish(*audit.SiteResult) error
	Close(*audit.Scan) error
}

// keeping closes the sites of an archive as they are done, and tells another observer too. Without an
// archive it only does the latter.
type keeping struct {
	audit.Observer
	kept keeper // may be nil

	mu  sync.Mutex
	err error
}

// SiteDone implements audit.Observer.
func (k *keeping) SiteDone(site audit.Site, result *audit.SiteResult) {
	if k.kept != nil {
		err := k.kept.Finish(result)
		k.mu.Lock()
		k.err = errors.Join(k.err, err)
		k.mu.Unlock()
	}
	k.Observer.SiteDone(site, result)
}

// close ends what is kept; scan is nil where nothing came of it.
func (k *keeping) close(scan *audit.Scan) error {
	if k.kept == nil {
		return nil
	}
	return errors.Join(k.err, k.kept.Close(scan))
}
