package document

import (
	"mime"
	"net/http"
	"net/url"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// title is what the document is called: the name in Chinese that the server or the link gives,
// else any of their names, without the ending of the file.
func title(in Input) string {
	server := dispositionName(in.Header)
	link := in.Via.Name()
	if vague(link) {
		link = ""
	}
	for _, name := range []string{server, link, urlName(in.URL)} {
		if strings.ContainsFunc(name, han) {
			return bare(name)
		}
	}
	for _, name := range []string{link, server, in.Via.Name(), urlName(in.URL)} {
		if bare(name) != "" {
			return bare(name)
		}
	}
	return ""
}

func han(r rune) bool { return unicode.Is(unicode.Han, r) }

// vague reports whether the text of a link tells nothing of the file.
func vague(text string) bool {
	switch strings.Trim(text, " 【】[]()（）>》:：") {
	case "下载", "点击下载", "附件", "附件下载", "下载附件", "查看", "点击查看", "打开", "预览", "在线预览", "点击此处":
		return true
	}
	return false
}

// bare is the name without folders and without an ending that is known.
func bare(name string) string {
	name = fold(name)
	if ext := ending(name); endings[ext] != formatNone {
		name = path.Base(strings.ReplaceAll(name, `\`, "/"))
		name = name[:len(name)-len(ext)]
	}
	return clip(strings.TrimSpace(name), 300)
}

// dispositionName is the file name of a Content-Disposition header. Servers write it in every way
// there is: RFC 5987, quoted or not, percent-encoded, as encoded words, as raw UTF-8 or GBK.
func dispositionName(h http.Header) string {
	value := h.Get("Content-Disposition")
	if name := parameter(value, "filename*"); name != "" {
		if charset, rest, ok := strings.Cut(name, "'"); ok {
			_, encoded, _ := strings.Cut(rest, "'")
			if raw, err := url.PathUnescape(encoded); err == nil {
				if decoded := decodeName(raw, charset); decoded != "" {
					return decoded
				}
			}
		}
		return decodeName(unescape(name), "")
	}
	name := parameter(value, "filename")
	if strings.HasPrefix(name, "=?") {
		if decoded, err := new(mime.WordDecoder).DecodeHeader(name); err == nil {
			return decoded
		}
	}
	return decodeName(unescape(name), "")
}

// parameter is the value of a parameter of a header, found without regard to what else in the
// header is malformed.
func parameter(value, key string) string {
	lower := asciiLower(value)
	for at := 0; ; {
		i := strings.Index(lower[at:], key)
		if i < 0 {
			return ""
		}
		at += i + len(key)
		rest := strings.TrimLeft(value[at:], " ")
		if !strings.HasPrefix(rest, "=") {
			continue
		}
		rest = strings.TrimLeft(rest[1:], " ")
		if strings.HasPrefix(rest, `"`) {
			end := strings.IndexByte(rest[1:], '"')
			if end < 0 {
				return rest[1:]
			}
			return rest[1 : 1+end]
		}
		rest, _, _ = strings.Cut(rest, ";")
		return strings.TrimSpace(rest)
	}
}

// asciiLower keeps the length of s, which strings.ToLower need not for bytes that are no UTF-8.
func asciiLower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

func unescape(name string) string {
	if !strings.Contains(name, "%") {
		return name
	}
	if raw, err := url.PathUnescape(name); err == nil {
		return raw
	}
	return name
}

// decodeName decodes the bytes of a name: as said, else as UTF-8, also UTF-8 that was taken for
// Latin-1 on its way, else as GB18030.
func decodeName(raw, charset string) string {
	if utf8.ValidString(raw) && !strings.HasPrefix(strings.ToLower(charset), "gb") {
		if twice := latin1(raw); twice != "" && utf8.ValidString(twice) {
			return fold(twice)
		}
		if !mistaken(raw) {
			return fold(raw)
		}
	}
	if decoded, err := simplifiedchinese.GB18030.NewDecoder().String(raw); err == nil {
		return fold(decoded)
	}
	return ""
}

// mistaken reports whether bytes that are valid UTF-8 by chance are rather GBK: as UTF-8 they give no
// Han character but some of the alphabets in two bytes.
func mistaken(raw string) bool {
	two := false
	for _, r := range raw {
		if r >= 0x800 {
			return false
		}
		two = two || r >= 0x80
	}
	return two
}

// latin1 are the bytes of a string all of whose characters fit in one; empty where they do not or
// where it is plain ASCII.
func latin1(s string) string {
	b := make([]byte, 0, len(s))
	ascii := true
	for _, r := range s {
		if r > 0xff {
			return ""
		}
		ascii = ascii && r < 0x80
		b = append(b, byte(r))
	}
	if ascii {
		return ""
	}
	return string(b)
}
