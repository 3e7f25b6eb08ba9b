package archive

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"mingjing/audit"
)

// Schema is the version of the form in which an archive is kept.
const Schema = "mingjing.archive/1"

const (
	aboutFile    = "about.json"
	manifestFile = "manifest.json"
	siteFile     = "site.json"
	chainFile    = "chain.sha256"
)

// A manifest closes a scan: its files can no longer be changed unnoticed, nor the scans before it.
type manifest struct {
	Schema   string    `json:"schema"`
	Scan     string    `json:"scan"`
	Finished time.Time `json:"finished"`
	Previous *link     `json:"previous,omitempty"` // the manifest of the scan before
	Files    []digest  `json:"files"`              // about.json and the manifests of the sites
}

// A link names the manifest of another scan.
type link struct {
	Scan   string `json:"scan"`
	SHA256 string `json:"sha256"`
}

// A siteManifest closes the files of a site.
type siteManifest struct {
	Schema    string      `json:"schema"`
	Site      string      `json:"site"`
	Started   time.Time   `json:"started"`
	Finished  time.Time   `json:"finished"`
	Crawl     audit.Crawl `json:"crawl"`
	Exchanges int         `json:"exchanges"`
	Files     []digest    `json:"files"`
}

// A digest is a file with what it has to be.
type digest struct {
	Name   string `json:"name"` // from the folder of the manifest
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// readManifest reads a JSON file of a folder.
func readManifest[T any](folder fs.FS, name string) (*T, error) {
	data, err := fs.ReadFile(folder, name)
	if err != nil {
		return nil, err
	}
	m := new(T)
	if err := json.Unmarshal(data, m); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return m, nil
}

// digestFile reads a file of a folder through.
func digestFile(folder fs.FS, name string) (digest, error) {
	file, err := folder.Open(name)
	if err != nil {
		return digest{}, err
	}
	defer func() { _ = file.Close() }()
	h := sha256.New()
	n, err := io.Copy(h, file)
	return digest{name, n, hex.EncodeToString(h.Sum(nil))}, err
}

// marshal is the form of all JSON files here.
func marshal(v any) ([]byte, error) {
	data, err := json.MarshalIndent(v, "", "  ")
	return append(data, '\n'), err
}

// writeFile writes a file so that it is there whole or not at all, whatever happens.
func writeFile(path string, data []byte) error {
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	err = errors.Join(err, file.Chmod(0o644), file.Sync(), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return syncFolder(filepath.Dir(path))
}

// syncFolder makes what was created in a folder outlast a loss of power.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	err = folder.Sync()
	return errors.Join(err, folder.Close())
}
