package archive

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// droppedFile says of a scan that its answers were dropped.
const droppedFile = "dropped.json"

// dropped is what the file says.
type dropped struct {
	Schema  string    `json:"schema"`
	Dropped time.Time `json:"dropped"`
}

// Prune drops the answers of all scans that were finished, or, where they never were, begun before a time. Of a sealed scan its
// manifest stays, so that the chain goes on through it, with a note that it was dropped at now; of others nothing does.
func Prune(root string, before, now time.Time) error {
	names, err := scanNames(os.DirFS(root))
	if err != nil {
		return fmt.Errorf("archive %s: %w", root, err)
	}
	for _, name := range names {
		if err := prune(filepath.Join(root, name), before, now); err != nil {
			return fmt.Errorf("archive %s: scan %s: %w", root, name, err)
		}
	}
	return nil
}

func prune(path string, before, now time.Time) error {
	folder := os.DirFS(path)
	m, err := readManifest[manifest](folder, manifestFile)
	if errors.Is(err, fs.ErrNotExist) {
		about, err := readManifest[About](folder, aboutFile)
		if err != nil || !about.Started.Before(before) {
			return err
		}
		return os.RemoveAll(path)
	}
	if err != nil || !m.Finished.Before(before) {
		return err
	}
	if !isDropped(folder) {
		data, err := marshal(dropped{Schema, now.UTC()})
		if err != nil {
			return err
		}
		if err := writeFile(filepath.Join(path, droppedFile), data); err != nil {
			return err
		}
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if entry.IsDir() {
			if err := os.RemoveAll(filepath.Join(path, entry.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

// isDropped reports whether the answers in the folder of a scan were dropped, or are about to be.
func isDropped(folder fs.FS) bool {
	_, err := fs.Stat(folder, droppedFile)
	return err == nil
}
