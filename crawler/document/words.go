package document

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// fold makes white space single spaces, drops what is not shown and gives the marks of symbol
// fonts their Unicode form.
func fold(s string) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r) || r == '\u3000' || r == '\u00a0' || r == '\v':
			space = b.Len() > 0
			continue
		case r == utf8.RuneError || r == '\ufeff' || r == '\u00ad' || r >= '\u200b' && r <= '\u200f' || unicode.IsControl(r):
			continue
		case r >= 0xf020 && r <= 0xf0ff:
			r = symbol("", r)
			if r == 0 {
				continue
			}
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(r)
	}
	return b.String()
}

// plain reports whether fold would leave s as it is, for the usual short cell of Han text.
func plain(s string) bool {
	for _, r := range s {
		if r < '0' && r != '.' && r != '-' && r != '(' && r != ')' && r != ',' && r != '/' || r == 0x7f ||
			r >= 0x80 && r < 0xc0 || r >= 0x2000 && r <= 0x206f || r == 0x3000 || r >= 0xe000 && r <= 0xf8ff || r >= 0xfe00 && r <= 0xfeff || r == utf8.RuneError {
			return false
		}
		if r == 0x1680 || r == 0xad {
			return false
		}
	}
	return true
}

// joinHan takes out the spaces next to Han characters: they come from the width of a cell or from
// letter-spacing, not from words.
func joinHan(s string) string {
	if !strings.ContainsRune(s, ' ') {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	last := rune(0)
	for i, r := range s {
		if r == ' ' {
			next, _ := utf8.DecodeRuneInString(s[i+1:])
			if wide(last) || wide(next) {
				continue
			}
		}
		b.WriteRune(r)
		last = r
	}
	return b.String()
}

// wide reports whether r is a character of Chinese text, punctuation included.
func wide(r rune) bool {
	return r >= 0x2e80 && r <= 0x9fff || r >= 0xf900 && r <= 0xfaff || r >= 0xff00 && r <= 0xffef || r >= 0x20000 ||
		r == '“' || r == '”' || r == '‘' || r == '’' || r == '…' || r == '—' || r == '·'
}

// joinLines joins the lines of a cell or paragraph that its width broke.
func joinLines(lines []string) string {
	var b strings.Builder
	last := rune(0)
	for _, line := range lines {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		first, _ := utf8.DecodeRuneInString(line)
		if letter(last) && letter(first) {
			b.WriteByte(' ')
		}
		b.WriteString(line)
		last, _ = utf8.DecodeLastRuneInString(line)
	}
	return b.String()
}

func letter(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }
