package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
)

type versionCmd struct{}

// Run prints the version, the revision it was built from, and the toolchain.
func (versionCmd) Run(m *Main) error {
	_, err := fmt.Fprintf(m.Stdout, "mingjing %s %s %s/%s\n", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}

// version is the version of the program, with the revision it was built from.
func version() string {
	number, revision := built()
	return strings.TrimSpace(number + " " + revision)
}

// built is the version of the program and the revision it was built from, which may be empty.
func built() (version, revision string) {
	version = "(devel)"
	if info, ok := debug.ReadBuildInfo(); ok {
		if info.Main.Version != "" {
			version = info.Main.Version
		}
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				revision = s.Value[:min(len(s.Value), 12)]
			}
		}
	}
	return version, revision
}
