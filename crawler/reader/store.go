package reader

import (
	"html"
	"regexp"
	"strconv"
	"strings"
)

// An XML data store, the form in which several systems carry and send lists:
// <datastore><totalrecord>…<nextgroup>…<recordset><record><![CDATA[<li>…</li>]]></record>….

// holdsRecords reports whether a text is such a store or its records.
func holdsRecords(text string) bool {
	return strings.Contains(text, "<record>") && strings.Contains(text, "</record>") ||
		strings.Contains(text, "<recordset") && strings.Contains(text, "CDATA")
}

// isStore reports whether a text is a store, with or without records.
func isStore(text string) bool {
	return strings.Contains(text, "<datastore") || strings.Contains(text, "<recordset") || holdsRecords(text)
}

// storeMarkup is the markup of the records, one after the other.
func storeMarkup(text string) string {
	var b strings.Builder
	b.WriteString("<div class=\"list\">")
	for rest := text; ; {
		_, after, ok := strings.Cut(rest, "<record>")
		if !ok {
			break
		}
		record, tail, _ := strings.Cut(after, "</record>")
		rest = tail
		b.WriteString(cdata(record))
		b.WriteByte('\n')
	}
	b.WriteString("</div>")
	return b.String()
}

// cdata is the content of an element: of its CDATA section, or with its references resolved.
func cdata(s string) string {
	if _, after, ok := strings.Cut(s, "<![CDATA["); ok {
		inner, _, _ := strings.Cut(after, "]]>")
		return inner
	}
	return html.UnescapeString(s)
}

var (
	storeTotal = regexp.MustCompile(`(?i)<totalrecord>\s*(?:<!\[CDATA\[)?\s*(\d+)`)
	storePages = regexp.MustCompile(`(?i)<totalpage>\s*(?:<!\[CDATA\[)?\s*(\d+)`)
	nextGroup  = regexp.MustCompile(`(?is)<nextgroup>(.*?)</nextgroup>`)
	hrefValue  = regexp.MustCompile(`(?is)href\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)`)
)

// nextGroupLink is the address of the records that follow those of a store, as given.
func nextGroupLink(text string) string {
	m := nextGroup.FindStringSubmatch(text)
	if m == nil {
		return ""
	}
	h := hrefValue.FindStringSubmatch(cdata(m[1]))
	if h == nil {
		return ""
	}
	return html.UnescapeString(strings.Trim(h[1], `"'`))
}

func storeCount(re *regexp.Regexp, text string) int {
	if m := re.FindStringSubmatch(text); m != nil {
		n, err := strconv.Atoi(m[1])
		if err == nil {
			return n
		}
	}
	return 0
}
