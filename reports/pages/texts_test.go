package pages

import (
	"testing"

	"mingjing/reports"
)

// Both languages have every text.
func TestTexts(t *testing.T) {
	for key, pair := range texts() {
		for i, text := range pair {
			if text == "" {
				t.Errorf("%s has no text in %s", key, reports.Langs()[i])
			}
		}
	}
}
