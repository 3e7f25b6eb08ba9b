package pack

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"mingjing/rules/packs"
)

// Builtin loads a pack that comes with the program.
func Builtin(id string) (*Pack, error) {
	ids := BuiltinIDs()
	if !slices.Contains(ids, id) {
		return nil, fmt.Errorf("no rule pack %q; the built-in packs are %s", id, strings.Join(ids, ", "))
	}
	return Load(packs.Files, id)
}

// BuiltinIDs lists the packs that come with the program, sorted.
func BuiltinIDs() []string {
	entries, err := fs.ReadDir(packs.Files, ".")
	if err != nil {
		return nil
	}
	var ids []string
	for _, entry := range entries {
		if entry.IsDir() {
			ids = append(ids, entry.Name())
		}
	}
	return ids
}
