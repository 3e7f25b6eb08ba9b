package audit

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Resolve makes ref absolute against base and normalises it, so that one page has one address:
// scheme and host in lower case, usual ports and fragments dropped, dot segments and doubled
// slashes resolved, percent-encoding made uniform, session ids removed. It reports false for what
// is no address of a page: javascript:, mailto:, data:, template leftovers such as <?=url?>,
// and what cannot be parsed.
func Resolve(base *url.URL, ref string) (string, bool) {
	ref = strings.Map(func(r rune) rune {
		if r == '\n' || r == '\r' || r == '\t' || r == 0 {
			return -1
		}
		return r
	}, strings.TrimSpace(ref))
	if ref == "" || strings.HasPrefix(ref, "#") || templateLeftover(ref) || len(ref) > 2048 || !utf8.ValidString(ref) {
		return "", false
	}
	ref = strings.ReplaceAll(ref, `\`, "/")
	u, err := url.Parse(ref)
	if err != nil {
		// A stray percent sign or a space in the host part of nothing: escape and try once more.
		if u, err = url.Parse(strings.ReplaceAll(ref, "%", "%25")); err != nil {
			return "", false
		}
	}
	if base != nil {
		u = base.ResolveReference(u)
	}
	u.Scheme = strings.ToLower(u.Scheme)
	if u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil {
		return "", false
	}
	u.Host = canonicalHost(u)
	u.Fragment, u.RawFragment = "", ""
	u.Path = cleanPath(u.Path)
	u.RawPath = ""
	u.RawQuery = cleanQuery(u.RawQuery)
	u.ForceQuery = false
	return u.String(), true
}

func templateLeftover(ref string) bool {
	for _, mark := range []string{"<?", "<%", "{{", "${", "<c:", "{$", "+'", "'+", `"+`} {
		if strings.Contains(ref, mark) {
			return true
		}
	}
	return false
}

func canonicalHost(u *url.URL) string {
	host := strings.ToLower(norm.NFKC.String(u.Hostname()))
	host = strings.TrimSuffix(host, ".")
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	port := u.Port()
	if port == "" || u.Scheme == "http" && port == "80" || u.Scheme == "https" && port == "443" {
		return host
	}
	return host + ":" + port
}

// cleanPath drops session ids and resolves doubled slashes; dot segments are resolved already.
func cleanPath(path string) string {
	if i := strings.Index(strings.ToLower(path), ";jsessionid="); i >= 0 {
		path = path[:i]
	}
	for strings.Contains(path, "//") {
		path = strings.ReplaceAll(path, "//", "/")
	}
	if path == "" {
		return "/"
	}
	return path
}

// sessionKeys are query parameters that name a visit, not a page.
var sessionKeys = map[string]bool{
	"jsessionid": true, "phpsessid": true, "aspsessionid": true, "sessionid": true, "session_id": true,
	"sid_session": true, "cfid": true, "cftoken": true, "_t": true, "timestamp": true, "rnd": true,
	"utm_source": true, "utm_medium": true, "utm_campaign": true,
}

// cleanQuery drops session ids and empty parts and keeps the order: some portals read by position.
func cleanQuery(raw string) string {
	if raw == "" {
		return ""
	}
	parts := strings.Split(raw, "&")
	kept := parts[:0]
	for _, part := range parts {
		key, _, _ := strings.Cut(part, "=")
		if part == "" || sessionKeys[strings.ToLower(key)] {
			continue
		}
		kept = append(kept, escapeQuery(part))
	}
	return strings.Join(kept, "&")
}

// escapeQuery percent-encodes what may not stand in a query and leaves the rest as it was.
func escapeQuery(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c <= ' ' || c >= 0x7f || c == '"' || c == '<' || c == '>' || c == '`' {
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

// cutShort reports whether text is a shortened form of whole: its start, with or without dots.
func cutShort(text, whole string) bool {
	head := strings.TrimRight(text, ".…· ")
	return len(whole) > len(head) && strings.HasPrefix(whole, head)
}
