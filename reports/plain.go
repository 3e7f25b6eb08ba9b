package reports

import (
	"strings"
	"unicode"
)

// Plain is a text of a portal without what no document should hold: control characters, marks that turn the direction of
// writing, and what is no character of XML.
func Plain(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r):
			return ' '
		case unicode.Is(unicode.Bidi_Control, r), r == '\uFFFE', r == '\uFFFF':
			return -1
		default:
			return r
		}
	}, strings.ToValidUTF8(s, "\uFFFD")))
}
