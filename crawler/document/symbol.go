package document

import "strings"

// symbol is the Unicode form of a character of a symbol font, 0 where it shows nothing that
// matters. Word stores such characters at 0xF000 and above. The fonts put different marks at one
// place; without a name the place decides, by what forms mostly use it for.
func symbol(font string, r rune) rune {
	code := byte(r)
	switch font = strings.ToLower(font); {
	case strings.Contains(font, "wingdings 2"):
		return wingdings2(code)
	case strings.Contains(font, "wingdings"):
		return wingdings(code)
	case font != "" && code > ' ' && code < 0x80:
		return rune(code)
	}
	if mark := wingdings2(code); mark != 0 && code < 0x80 {
		return mark
	}
	return wingdings(code)
}

func wingdings(code byte) rune {
	switch code {
	case 0xfc, 0xfe:
		return '☑'
	case 0xfb, 0xfd:
		return '☒'
	case 0xa8, 0xa3, 'o', 'p', 'q', 'r':
		return '□'
	case 0xa7, 'g', 'n':
		return '■'
	case 0x9f, 0xb7, 'l':
		return '●'
	case 0xa1:
		return '○'
	}
	return 0
}

func wingdings2(code byte) rune {
	switch code {
	case 'P', 'R', 'V':
		return '☑'
	case 'O', 'Q', 'S', 'T', 'U':
		return '☒'
	case 0xa3, '*', '0':
		return '□'
	case 0xa1, 0xa2:
		return '■'
	}
	return 0
}
