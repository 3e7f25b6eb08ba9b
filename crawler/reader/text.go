package reader

import (
	"html"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// blank reports whether a character only makes room: white space of any width and characters without any.
func blank(r rune) bool {
	switch r {
	case '\u00a0', '\u3000', '\ufeff', '\u200b', '\u200c', '\u200d', '\u2060', '\u00ad', '\u180e':
		return true
	}
	return unicode.IsSpace(r) || r < ' '
}

// fold trims s and makes every run of white space one space.
func fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for _, r := range s {
		if blank(r) {
			space = space || r != '\u200b' && r != '\ufeff' && r != '\u200c' && r != '\u200d' && r != '\u00ad'
			continue
		}
		if space && b.Len() > 0 {
			b.WriteByte(' ')
		}
		space = false
		b.WriteRune(r)
	}
	return b.String()
}

// squeeze removes every white space from s.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if blank(r) {
			return -1
		}
		return r
	}, s)
}

var anyTag = regexp.MustCompile(`<[/!a-zA-Z][^<>]*>`)

// plain is the text of a value that may hold markup or character references.
func plain(s string) string {
	if strings.ContainsRune(s, '&') {
		s = html.UnescapeString(s)
	}
	if strings.ContainsRune(s, '<') {
		s = anyTag.ReplaceAllString(s, "")
	}
	return fold(s)
}

// length is the number of characters.
func length(s string) int { return utf8.RuneCountInString(s) }

// head is the start of s, at most n bytes and whole characters.
func head(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// cut reports whether a shown text is the shortened form of another.
func cut(short, whole string) bool {
	h := strings.TrimRight(short, ".…·。 ")
	return h != "" && len(whole) > len(h) && h != whole && strings.HasPrefix(whole, h) && (h != short || len(whole) > len(short))
}
