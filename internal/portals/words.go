package portals

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// bare strips a name of what portals add to it: width, spaces and punctuation.
func bare(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9', r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= 0x3400 && r <= 0x9fff:
			return r
		default:
			return -1
		}
	}, norm.NFKC.String(name))
}

// mentions reports whether words name the thing, or come so near that a reader might think so:
// half of the thing's pairs of characters occur in them.
func mentions(words, thing string) bool {
	words, thing = bare(words), bare(thing)
	if thing == "" {
		return false
	}
	if strings.Contains(words, thing) {
		return true
	}
	runes := []rune(thing)
	if len(runes) < 3 {
		return false
	}
	seen := 0
	for i := 0; i+1 < len(runes); i++ {
		if strings.Contains(words, string(runes[i:i+2])) {
			seen++
		}
	}
	return 2*seen >= len(runes)-1
}

// mentionsAny reports whether words mention one of the things.
func mentionsAny(words string, things []string) bool {
	for _, thing := range things {
		if mentions(words, thing) {
			return true
		}
	}
	return false
}
