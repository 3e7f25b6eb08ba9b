package pages

import (
	"fmt"
	"strings"

	"mingjing/audit"
	"mingjing/reports"
)

// words are the texts of the pages in one language.
type words struct {
	*reports.Words
	texts map[string]reports.Text
}

func newWords(w *reports.Words) *words { return &words{w, texts()} }

// say is the text of a key, with its numbers and names filled in; the key itself where there is none.
func (w *words) say(key string, args ...any) string {
	text, ok := w.texts[key]
	switch {
	case !ok:
		return key
	case len(args) == 0:
		return text.In(w.Words)
	default:
		return fmt.Sprintf(text.In(w.Words), args...)
	}
}

// list joins names as the language does.
func (w *words) list(names []string) string {
	if w.Lang == "en" {
		return strings.Join(names, ", ")
	}
	return strings.Join(names, "、")
}

// place says how far a place was looked at.
func (w *words) place(s audit.PlaceState) string {
	switch s {
	case audit.PlaceWhole, audit.PlacePart, audit.PlaceGone, audit.PlaceUnreadable:
		return w.say("place." + string(s))
	default:
		return w.say("place.unseen")
	}
}
