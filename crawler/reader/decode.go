package reader

import (
	"bytes"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// metaCharset finds a charset declaration in the head of a page or in an XML declaration.
var metaCharset = regexp.MustCompile(`(?i)<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?\s*([a-z0-9_-]+)`)

// headBytes is how far into a body a charset declaration is looked for.
const headBytes = 4096

// Decode turns a body into UTF-8 text and names the encoding it came in.
//
// Declared charsets lie, so the bytes have the last word: after a byte-order mark, a body that is valid UTF-8 with
// characters beyond ASCII is UTF-8 whatever it declares, and one that is not valid UTF-8 is GB18030 unless something
// other than UTF-8 or a Chinese charset is declared. A valid declaration decides only where the bytes leave it open.
func Decode(body []byte, contentType string) (text []byte, charset string) {
	switch {
	case bytes.HasPrefix(body, []byte{0xEF, 0xBB, 0xBF}):
		return bytes.ToValidUTF8(body[3:], []byte("\uFFFD")), "utf-8"
	case bytes.HasPrefix(body, []byte{0xFF, 0xFE}):
		return decodeAs(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), body), "utf-16le"
	case bytes.HasPrefix(body, []byte{0xFE, 0xFF}):
		return decodeAs(unicode.UTF16(unicode.BigEndian, unicode.UseBOM), body), "utf-16be"
	}
	declared := declaredCharset(body, contentType)
	switch wide, valid := mostlyUTF8(body); {
	case isASCII(body) && declared == "gb18030":
		return body, declared
	case valid && (wide || declared != "gb18030"):
		return bytes.ToValidUTF8(body, []byte("\uFFFD")), "utf-8"
	}
	switch declared {
	case "", "utf-8", "gb18030":
	case "utf-16le", "utf-16be": // said in the text itself, so it cannot be true
	default:
		if enc, err := htmlindex.Get(declared); err == nil && declared != "windows-1252" {
			return decodeAs(enc, body), declared
		}
	}
	return decodeAs(simplifiedchinese.GB18030, body), "gb18030"
}

// declaredCharset is the canonical name of the charset that the header or else the head of the body declares.
func declaredCharset(body []byte, contentType string) string {
	if _, after, ok := strings.Cut(strings.ToLower(contentType), "charset="); ok {
		after, _, _ = strings.Cut(after, ";")
		if name := canonicalCharset(strings.Trim(after, `"' `)); name != "" {
			return name
		}
	}
	for _, m := range metaCharset.FindAllSubmatch(body[:min(len(body), headBytes)], 4) {
		if name := canonicalCharset(string(m[1])); name != "" {
			return name
		}
	}
	return ""
}

// canonicalCharset is the WHATWG name of a charset, or empty where there is none of that name.
func canonicalCharset(label string) string {
	enc, err := htmlindex.Get(label)
	if err != nil {
		return ""
	}
	name, err := htmlindex.Name(enc)
	if err != nil {
		return ""
	}
	if name == "gbk" {
		return "gb18030" // the larger set that holds it
	}
	return name
}

// mostlyUTF8 reports whether the body is UTF-8 but for a few broken characters (a title cut within a character, a
// body cut at its end), and whether it has wide characters to prove it: pairs of bytes come about by chance in GBK.
func mostlyUTF8(body []byte) (wide, valid bool) {
	good, bad := 0, 0
	for i := 0; i < len(body); {
		if body[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRune(body[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			bad++
		case size >= 3:
			good++
		}
		i += size
	}
	return good > 0, bad*50 <= good
}

func isASCII(body []byte) bool {
	for _, c := range body {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// decodeAs decodes with replacement characters for what the encoding does not know.
func decodeAs(enc encoding.Encoding, body []byte) []byte {
	text, err := enc.NewDecoder().Bytes(body)
	if err != nil {
		return bytes.ToValidUTF8(body, []byte("\uFFFD"))
	}
	return text
}
