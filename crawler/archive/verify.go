package archive

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
)

// A Fault is one thing in an archive that is not as it was recorded, or that nothing vouches for.
type Fault struct {
	File   string // from the folder of the archive
	Record string // which record of the file; empty where that cannot be told, or it is the whole file
	What   string
}

// String tells the fault in one line.
func (f Fault) String() string {
	if f.Record == "" {
		return f.File + ": " + f.What
	}
	return f.File + ": " + f.Record + ": " + f.What
}

// Verified is what Verify found.
type Verified struct {
	Scans  []VerifiedScan // oldest first
	Faults []Fault
	Head   string // SHA-256 of the newest manifest, in hex; empty where no scan is sealed
}

// A VerifiedScan is one scan of an archive.
type VerifiedScan struct {
	Name      string
	Sealed    bool
	Dropped   bool // its answers were, by Prune; its manifest still stands in the chain
	Sites     int
	Exchanges int
	Bytes     int64 // of all files
}

// Verify reads a whole archive and holds it against its manifests, and those against each other. A scan
// that is not sealed is a fault, since nothing vouches for it. What an archive alone cannot tell is that
// its newest scans were taken away together with their lines in the chain: for that, give the head that
// an earlier Verify told, else leave it empty. The error is one of reading.
func Verify(root fs.FS, head string) (*Verified, error) {
	v := &verifier{root: root}
	names, err := scanNames(root)
	if err != nil {
		return nil, err
	}
	links, err := chain(root)
	if err != nil {
		v.fault(chainFile, "%v", err)
	}
	if lines, err := readChain(root); err == nil && len(lines) < len(links) {
		v.fault(chainFile, "lacks the line of scan %s; the next scan that is sealed puts it back", links[len(lines)].Scan)
	}
	if len(links) == 0 && len(names) == 0 {
		v.fault(".", "no scan in the archive")
	}
	for i, l := range links {
		var before *link
		if i > 0 {
			before = &links[i-1]
		}
		v.sealed(l, before)
		v.found.Head = l.SHA256
	}
	for _, name := range names {
		if !slices.ContainsFunc(links, func(l link) bool { return l.Scan == name }) {
			v.unlinked(name)
		}
	}
	if head != "" && !slices.ContainsFunc(links, func(l link) bool { return strings.EqualFold(l.SHA256, head) }) {
		v.fault(chainFile, "no manifest with the SHA-256 %s", head)
	}
	slices.SortFunc(v.found.Scans, func(a, b VerifiedScan) int { return strings.Compare(a.Name, b.Name) })
	return &v.found, v.err
}

type verifier struct {
	root  fs.FS
	found Verified
	err   error // of reading; the first
}

func (v *verifier) fault(file, format string, args ...any) {
	v.found.Faults = append(v.found.Faults, Fault{File: file, What: fmt.Sprintf(format, args...)})
}

// sealed checks a scan of the chain.
func (v *verifier) sealed(l link, before *link) {
	name := path.Join(l.Scan, manifestFile)
	scan := VerifiedScan{Name: l.Scan, Sealed: true}
	defer func() { v.found.Scans = append(v.found.Scans, scan) }()
	faults := len(v.found.Faults)
	if !v.check(l.Scan, digest{Name: manifestFile, Size: -1, SHA256: l.SHA256}, &scan) {
		return
	}
	m, err := readManifest[manifest](v.root, name)
	if err != nil {
		v.fault(name, "cannot be read: %v", err)
		return
	}
	switch {
	case len(v.found.Faults) > faults: // what it follows on may be what was changed
	case m.Previous == nil && before != nil:
		v.fault(name, "names no scan before it, where there is %s", before.Scan)
	case m.Previous != nil && (before == nil || *m.Previous != *before):
		v.fault(name, "follows on %s with SHA-256 %s, which is not the one before it in the chain", m.Previous.Scan, m.Previous.SHA256)
	}
	if folder, err := fs.Sub(v.root, l.Scan); err == nil && isDropped(folder) {
		scan.Dropped = true
		return
	}
	named := map[string]bool{manifestFile: true}
	for _, d := range m.Files {
		named[d.Name] = true
		if !v.check(l.Scan, d, &scan) || path.Base(d.Name) != siteFile {
			continue
		}
		scan.Sites++
		v.site(l.Scan, path.Dir(d.Name), named, &scan)
	}
	v.unnamed(l.Scan, named)
}

// site checks the files of a site.
func (v *verifier) site(scan, id string, named map[string]bool, sum *VerifiedScan) {
	folder, err := fs.Sub(v.root, path.Join(scan, id))
	if err != nil {
		v.failed(err)
		return
	}
	m, err := readManifest[siteManifest](folder, siteFile)
	if err != nil {
		v.fault(path.Join(scan, id, siteFile), "cannot be read: %v", err)
		return
	}
	sum.Exchanges += m.Exchanges
	entries, _ := readIndex(folder) // the index is one of the files: what is wrong with it is told
	for _, d := range m.Files {
		file := path.Join(id, d.Name)
		named[file] = true
		before := len(v.found.Faults)
		v.check(scan, digest{file, d.Size, d.SHA256}, sum)
		if len(v.found.Faults) > before && strings.HasSuffix(d.Name, suffix) {
			fault := &v.found.Faults[before]
			fault.Record = firstChanged(folder, d.Name, entries)
		}
	}
}

// check holds a file against its digest and reports whether it can be read on.
func (v *verifier) check(scan string, want digest, sum *VerifiedScan) bool {
	name := path.Join(scan, want.Name)
	if !fs.ValidPath(name) || !strings.HasPrefix(name, scan+"/") {
		v.fault(scan, "names the file %q", want.Name)
		return false
	}
	got, err := digestFile(v.root, name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		v.fault(name, "is missing")
		return false
	case err != nil:
		v.failed(err)
		return false
	case want.Size >= 0 && got.Size < want.Size:
		v.fault(name, "was cut short: %d bytes of %d", got.Size, want.Size)
	case want.Size >= 0 && got.Size > want.Size:
		v.fault(name, "has grown: %d bytes, not %d", got.Size, want.Size)
	case got.SHA256 != want.SHA256:
		v.fault(name, "was changed: its SHA-256 is not %s", want.SHA256)
	}
	sum.Bytes += got.Size
	return true
}

func (v *verifier) failed(err error) {
	if v.err == nil {
		v.err = err
	}
}

// firstChanged names the first exchange of a file that is not what the index says.
func firstChanged(folder fs.FS, file string, entries []entry) string {
	for _, e := range entries {
		if e.File != file {
			continue
		}
		data, err := readSpan(folder, e)
		if sum := sha256.Sum256(data); err != nil || hex.EncodeToString(sum[:]) != e.Seal {
			q := e.asks()
			return fmt.Sprintf("byte %d, %s %s of %s", e.Offset, q.method, q.url, e.date.UTC().Format(time.RFC3339))
		}
	}
	return ""
}

// unnamed tells of files that no manifest of a scan names. Those whose name begins with a dot are what a
// killed process left of a file that it did not finish.
func (v *verifier) unnamed(scan string, named map[string]bool) {
	err := fs.WalkDir(v.root, scan, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if !d.IsDir() && !strings.HasPrefix(d.Name(), ".") && !named[strings.TrimPrefix(name, scan+"/")] {
			v.fault(name, "is named by no manifest")
		}
		return nil
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		v.failed(err)
	}
}

// unlinked tells of a scan that is not in the chain.
func (v *verifier) unlinked(name string) {
	scan := VerifiedScan{Name: name}
	defer func() { v.found.Scans = append(v.found.Scans, scan) }()
	if _, err := fs.Stat(v.root, path.Join(name, manifestFile)); err == nil {
		v.fault(path.Join(name, manifestFile), "does not follow on the chain")
		return
	}
	v.fault(name, "is not finished: no manifest vouches for it")
	about, err := readManifest[About](v.root, path.Join(name, aboutFile))
	if err != nil {
		v.fault(path.Join(name, aboutFile), "cannot be read: %v", err)
		return
	}
	for _, site := range about.Sites {
		folder, err := fs.Sub(v.root, path.Join(name, site.ID))
		if err != nil {
			v.failed(err)
			return
		}
		rec, err := openRecording(folder, site.ID)
		if err != nil {
			v.fault(path.Join(name, site.ID), "%v", err)
			continue
		}
		scan.Sites++
		scan.Exchanges += len(rec.entries)
		if rec.torn != nil {
			v.fault(path.Join(name, site.ID, rec.torn.file), "from byte %d on there is no whole exchange: %v", rec.torn.offset, rec.torn.cause)
		}
	}
}
