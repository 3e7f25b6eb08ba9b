//go:build !unix

package archive

import "os"

// lock and wait do nothing where files cannot be locked.
func lock(*os.File) error { return nil }
func wait(*os.File) error { return nil }
