// Package packs holds the rule packs that come with the program, a folder each.
package packs

import "embed"

// Files has a folder for each pack, named by its id. Package pack reads them.
//
//go:embed taian-2020
var Files embed.FS
