package pages

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"mingjing/reports"
)

// TestTexts wants every text in both languages, each that is asked for, and none that nobody asks for.
func TestTexts(t *testing.T) {
	asked := []string{"place.whole", "place.part", "place.gone", "place.unreadable"} // put together in words.place
	for glob, call := range map[string]string{"templates/*.html": `\bt "([^"]+)"`, "[a-z]*.go": `\.say\("([^"]+)"[,)]`} {
		names, err := filepath.Glob(glob)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range regexp.MustCompile(call).FindAllSubmatch(data, -1) {
				asked = append(asked, string(m[1]))
			}
		}
	}
	all := texts()
	for _, key := range asked {
		if _, ok := all[key]; !ok {
			t.Errorf("no text for %q", key)
		}
	}
	for key, pair := range all {
		for i, text := range pair {
			if text == "" {
				t.Errorf("%s has no text in %s", key, reports.Langs()[i])
			}
		}
		if !slices.Contains(asked, key) {
			t.Errorf("nobody asks for the text %q", key)
		}
	}
}
