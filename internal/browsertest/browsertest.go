// Package browsertest starts Chromium and other programs for tests.
package browsertest

import (
	"errors"
	"os"
	"os/exec"
	"testing"

	"mingjing/internal/chromium"
)

// Start starts a browser that lives until the test ends. Where Chromium is missing the test is skipped, but fails
// under CI=true.
func Start(t testing.TB, reach chromium.Reach) *chromium.Browser {
	t.Helper()
	b, err := chromium.Start(t.Context(), chromium.Options{Reach: reach})
	if errors.Is(err, chromium.ErrMissing) {
		missing(t, err.Error())
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	})
	return b
}

// Need skips the test where the program is not on PATH; under CI=true it fails. The hint says how to get it.
func Need(t testing.TB, program, hint string) {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		missing(t, program+" is missing: "+hint)
	}
}

func missing(t testing.TB, why string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(why)
	}
	t.Skip(why)
}
