package archive

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// scanNames are the folders of scans in an archive, oldest first: those that hold about.json.
func scanNames(root fs.FS) ([]string, error) {
	entries, err := fs.ReadDir(root, ".")
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		switch _, err := fs.Stat(root, path.Join(e.Name(), aboutFile)); {
		case err == nil:
			names = append(names, e.Name())
		case !errors.Is(err, fs.ErrNotExist):
			return nil, err
		}
	}
	return names, nil
}

// seal writes the manifest of a scan, where it has none, and puts it at the end of the chain. It writes nothing where
// a site is not done.
func seal(root, name string, about *About, finished time.Time) error {
	folder := os.DirFS(filepath.Join(root, name))
	files := []string{aboutFile}
	for _, site := range about.Sites {
		file := path.Join(site.ID, siteFile)
		switch _, err := fs.Stat(folder, file); {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			return err
		}
		files = append(files, file)
	}
	lockFile, err := os.Open(root)
	if err != nil {
		return err
	}
	defer func() { _ = lockFile.Close() }()
	if err := wait(lockFile); err != nil {
		return err
	}
	links, err := chain(os.DirFS(root))
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(links, func(l link) bool { return l.Scan == name }) {
		m := manifest{Schema: Schema, Scan: name, Finished: finished}
		for _, file := range files {
			d, err := digestFile(folder, file)
			if err != nil {
				return err
			}
			m.Files = append(m.Files, d)
		}
		if len(links) > 0 {
			m.Previous = &links[len(links)-1]
		}
		data, err := marshal(m)
		if err != nil {
			return err
		}
		if err := writeFile(filepath.Join(root, name, manifestFile), data); err != nil {
			return err
		}
		sum := sha256.Sum256(data)
		links = append(links, link{name, hex.EncodeToString(sum[:])})
	}
	var lines bytes.Buffer
	for _, l := range links {
		fmt.Fprintf(&lines, "%s  %s/%s\n", l.SHA256, l.Scan, manifestFile)
	}
	return writeFile(filepath.Join(root, chainFile), lines.Bytes())
}

// chain is the chain of the sealed scans, oldest first: the lines of its file, and what follows on them
// by what the manifests themselves say. The file is written after the manifest, so that its last line
// may be missing where that was cut short.
func chain(root fs.FS) ([]link, error) {
	links, err := readChain(root)
	if err != nil {
		return nil, err
	}
	names, err := scanNames(root)
	if err != nil {
		return nil, err
	}
	listed := make(map[string]bool, len(links))
	for _, l := range links {
		listed[l.Scan] = true
	}
	follows := map[link]link{}
	for _, name := range names {
		if listed[name] {
			continue
		}
		data, err := fs.ReadFile(root, path.Join(name, manifestFile))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		var m manifest
		if err := json.Unmarshal(data, &m); err != nil {
			continue // Verify tells of it
		}
		var before link
		if m.Previous != nil {
			before = *m.Previous
		}
		sum := sha256.Sum256(data)
		follows[before] = link{name, hex.EncodeToString(sum[:])}
	}
	for {
		var last link
		if len(links) > 0 {
			last = links[len(links)-1]
		}
		next, ok := follows[last]
		if !ok {
			return links, nil
		}
		delete(follows, last)
		links = append(links, next)
	}
}

// readChain reads the lines of the chain's file; none where it is not there.
func readChain(root fs.FS) ([]link, error) {
	data, err := fs.ReadFile(root, chainFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var links []link
	for n, line := range strings.Split(strings.TrimSuffix(string(data), "\n"), "\n") {
		sum, file, ok := strings.Cut(line, "  ")
		scan, isManifest := strings.CutSuffix(file, "/"+manifestFile)
		if !ok || !isManifest || len(sum) != 64 || !fs.ValidPath(scan) {
			return nil, fmt.Errorf("%s:%d: no line of a chain", chainFile, n+1)
		}
		links = append(links, link{scan, sum})
	}
	return links, nil
}
