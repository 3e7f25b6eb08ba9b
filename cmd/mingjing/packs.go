package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"mingjing/rules/pack"
	"mingjing/rules/packs"
)

const defaultPack = "taian-2020"

// packFlag chooses a rule pack.
type packFlag struct {
	Pack string `short:"p" help:"Rule pack: the id of a built-in one, or a folder (default ${default})." default:"${pack}" placeholder:"PACK"`
}

// open is the file system and the folder in it that hold the pack.
func (f packFlag) open() (fs.FS, string, error) {
	if slices.Contains(pack.BuiltinIDs(), f.Pack) {
		return packs.Files, f.Pack, nil
	}
	folder, err := filepath.Abs(f.Pack)
	if err != nil {
		return nil, "", err
	}
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		return nil, "", hinted(fmt.Errorf("no rule pack %q", f.Pack),
			"built in: "+strings.Join(pack.BuiltinIDs(), ", ")+"; or name a folder that holds a pack.yaml")
	}
	return os.DirFS(filepath.Dir(folder)), filepath.Base(folder), nil
}

func (f packFlag) load() (*pack.Pack, error) {
	fsys, dir, err := f.open()
	if err != nil {
		return nil, err
	}
	p, err := pack.Load(fsys, dir)
	if err != nil {
		return nil, hinted(err, "mingjing rules schema describes the files of a pack")
	}
	return p, nil
}
