package main

import (
	"fmt"
	"os"

	"mingjing/crawler/archive"
)

type verifyCmd struct {
	Archive string `arg:"" help:"Archive of a scan, such as out/archive." type:"path"`
	Head    string `help:"SHA-256 that an earlier run told: finds also that newer scans were taken away whole." placeholder:"SHA256"`
}

// Help is shown below the flags.
func (verifyCmd) Help() string {
	return `Reads every file of the archive and holds it against its manifests, and those against each other. Exit code 0: all is as it was recorded; 1: something is not, or no manifest vouches for it.`
}

// Run prints a line a scan and a line a fault.
func (c verifyCmd) Run(m *Main) error {
	found, err := archive.Verify(os.DirFS(c.Archive), c.Head)
	if err != nil {
		return fmt.Errorf("archive %s: %w", c.Archive, err)
	}
	for _, s := range found.Scans {
		state := "sealed"
		switch {
		case s.Dropped:
			state = "sealed, its answers dropped"
		case !s.Sealed:
			state = "not sealed"
		}
		fmt.Fprintf(m.Stdout, "%s: %d sites, %d answers, %.1f MB, %s\n", s.Name, s.Sites, s.Exchanges, float64(s.Bytes)/1e6, state)
	}
	for _, f := range found.Faults {
		fmt.Fprintf(m.Stdout, "fault: %s\n", f)
	}
	if found.Head != "" {
		fmt.Fprintf(m.Stdout, "head %s\n", found.Head)
	}
	if len(found.Faults) > 0 {
		return &exitError{code: exitNotAudited, err: fmt.Errorf("%d faults in the archive", len(found.Faults))}
	}
	return nil
}
