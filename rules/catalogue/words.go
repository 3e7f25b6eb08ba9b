package catalogue

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }

// isWide reports whether r is a character of Chinese text, punctuation included.
func isWide(r rune) bool {
	return r >= 0x2e80 && r <= 0x9fff || r >= 0xff00 && r <= 0xffef || r >= 0x20000 || strings.ContainsRune("“”‘’…—·", r)
}

// clean joins what the width of a cell broke: white space next to Chinese characters goes, between
// other words it becomes one space.
func clean(s string) string {
	if !strings.ContainsFunc(s, isBlank) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	var last rune
	space := false
	for _, r := range s {
		if isBlank(r) {
			space = b.Len() > 0
			continue
		}
		if space && !isWide(last) && !isWide(r) && !(isDigit(last) && isDigit(r) && strings.ContainsFunc(s, isHan)) {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		last, space = r, false
	}
	return b.String()
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

func isBlank(r rune) bool {
	return unicode.IsSpace(r) || r == '\u3000' || r == '\u00a0' || r == '\ufeff' || r >= '\u200b' && r <= '\u200f'
}

// key is what a header cell says, without white space and punctuation, in half width.
func key(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r >= 0xff01 && r <= 0xff5e {
			r -= 0xfee0
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

func containsAny(s string, parts ...string) bool {
	for _, p := range parts {
		if strings.Contains(s, p) {
			return true
		}
	}
	return false
}

// isEmpty reports whether a cell says nothing: it is blank or holds a dash.
func isEmpty(s string) bool {
	return strings.Trim(s, "-—–－/／\\、.。,， ") == ""
}

// isDitto reports whether a cell points to the one above.
func isDitto(s string) bool {
	switch strings.Trim(s, "（）()。.，, \"“”") {
	case "同上", "〃", "″", "同前", "同上款", "々":
		return true
	}
	return s == `"` || s == "“" || s == "”" || s == "''" || s == "〃"
}

// isNumber reports whether a cell holds nothing but the number of a row or column.
func isNumber(s string) bool {
	s = strings.Trim(s, "（）()[]【】.．、第号 ")
	if s == "" || utf8.RuneCountInString(s) > 8 {
		return false
	}
	for _, r := range s {
		if !isDigit(r) && r != '.' && r != '-' && !(r >= '０' && r <= '９') && !(r >= '①' && r <= '⒛') {
			return false
		}
	}
	return true
}

// isNote reports whether a row across the table explains it.
func isNote(s string) bool {
	for _, begin := range []string{"注", "备注", "说明", "填表", "填报", "附注", "制表", "审核", "联系人", "单位：", "单位:", "备 注", "※", "*", "公开渠道和载体说明"} {
		if strings.HasPrefix(s, begin) {
			return true
		}
	}
	return false
}

// soleText is the text of a row that says only one thing, however many cells repeat it.
func soleText(row []string) (string, bool) {
	text := ""
	for _, cell := range row {
		switch {
		case cell == "" || cell == text:
		case text == "":
			text = cell
		default:
			return "", false
		}
	}
	text = clean(text)
	return text, text != ""
}

// unnumbered is a heading without its number: 财政预决算领域 of （三）财政预决算领域.
func unnumbered(s string) string {
	rest := strings.TrimLeft(s, "（(第")
	trimmed := strings.TrimLeft(rest, "一二三四五六七八九十百零0123456789")
	if trimmed == rest || trimmed == "" {
		return s
	}
	after := strings.TrimLeft(trimmed, "）).．、部分章节 ：:")
	if after == trimmed && rest == s {
		return s // 一般公共预算
	}
	return after
}
