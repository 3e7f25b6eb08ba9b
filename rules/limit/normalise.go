package limit

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// normalise makes one text of all that mean the same: half width, without spaces, numbers in
// digits, circled numerals as the start of a new clause, typing errors that are common put right.
func normalise(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case r >= '①' && r <= '⑳' || r >= '⑴' && r <= '⒇':
			return ';'
		case r == '“' || r == '”' || r == '"':
			return '"'
		case unicode.IsSpace(r), unicode.Is(unicode.Cf, r), unicode.IsControl(r):
			return -1
		}
		return r
	}, text)
	text = norm.NFKC.String(text)
	text = enumerated.ReplaceAllString(text, ";")
	text = strings.NewReplacer("。", ";", "〔", "(", "〕", ")", "[", "(", "]", ")",
		"工作曰", "工作日", "以內", "以内", "：", ":").Replace(text)
	return numeral.ReplaceAllStringFunc(text, func(s string) string {
		m := numeral.FindStringSubmatch(s)
		return strconv.Itoa(chineseNumber(m[1])) + m[2]
	})
}

var (
	// enumerated is the mark of a numbered clause at its start: 1. or (2) or 3、.
	enumerated = regexp.MustCompile(`(?:^|;|,)\(?[1-9][.、)]`)
	numeral    = regexp.MustCompile(`([一二两三四五六七八九十]+)(个?工作日|个?月内|个月|日内|日前|天|周|个?星期|次)`)
)

// chineseNumber reads numbers below 100: 七, 十五, 二十, 三十五.
func chineseNumber(s string) int {
	const digits = "零一二三四五六七八九"
	total, last := 0, 0
	for _, r := range s {
		switch {
		case r == '十':
			total += max(last, 1) * 10
			last = 0
		case r == '两':
			last = 2
		default:
			last = strings.IndexRune(digits, r) / len("零")
		}
	}
	return total + last
}

// split cuts a text at a mark, but not inside brackets, and drops what is empty.
func split(text string, mark rune) []string {
	var parts []string
	depth, start := 0, 0
	for i, r := range text {
		switch {
		case r == '(':
			depth++
		case r == ')':
			depth = max(depth-1, 0)
		case r == mark && depth == 0:
			if i > start {
				parts = append(parts, text[start:i])
			}
			start = i + len(string(mark))
		}
	}
	if start < len(text) {
		parts = append(parts, text[start:])
	}
	return parts
}
