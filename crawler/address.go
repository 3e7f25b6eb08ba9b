package crawler

import (
	"hash/maphash"
	"net"
	"net/url"
	"path"
	"strings"
	"unicode/utf8"

	"mingjing/audit"
)

// splitURL splits an address that audit.Resolve made into scheme, host with port, and the rest. It
// does not parse: a page has a hundred links and each passes here.
func splitURL(address string) (scheme, host, rest string) {
	scheme, rest, ok := strings.Cut(address, "://")
	if !ok {
		return "", "", ""
	}
	if i := strings.IndexAny(rest, "/?"); i >= 0 {
		return scheme, rest[:i], rest[i:]
	}
	return scheme, rest, "/"
}

// plainHost is a host without a usual port: the name under which HTTP and HTTPS are one.
func plainHost(host string) string {
	if bare, ok := strings.CutSuffix(host, ":80"); ok {
		return bare
	}
	return strings.TrimSuffix(host, ":443")
}

// withPort is a host with the port that a request to it goes to.
func withPort(scheme, host string) string {
	u := url.URL{Host: host}
	if u.Port() != "" {
		return host
	}
	if scheme == "https" {
		return net.JoinHostPort(u.Hostname(), "443")
	}
	return net.JoinHostPort(u.Hostname(), "80")
}

// splitQuery splits what follows the host into path and query.
func splitQuery(rest string) (path, query string) {
	path, query, _ = strings.Cut(rest, "?")
	return path, query
}

// A hasher makes the key of an address: host and port, path, query and the body of a POST, without
// the scheme.
type hasher struct{ seed maphash.Seed }

type key uint64

func (h hasher) key(address, body string) key {
	_, host, rest := splitURL(address)
	return h.join(plainHost(host), rest, body)
}

func (h hasher) join(parts ...string) key {
	var m maphash.Hash
	m.SetSeed(h.seed)
	for _, part := range parts {
		m.WriteString(part)
		m.WriteByte(0)
	}
	return key(m.Sum64())
}

// isHomePath reports whether an address looks like another name of a home page.
func isHomePath(address string) bool {
	_, _, rest := splitURL(address)
	p, query := splitQuery(rest)
	if query != "" {
		return false
	}
	if p == "/" {
		return true
	}
	dir, file := path.Split(p)
	name := strings.TrimSuffix(file, path.Ext(file))
	switch strings.ToLower(name) {
	case "index", "default", "main", "home", "shouye", "sy":
		return dir == "/"
	}
	return false
}

// resolveLocation makes the target of a redirect absolute. Raw bytes that are no UTF-8, as old
// servers send them, are percent-encoded first.
func resolveLocation(from, location string) (string, bool) {
	base, err := url.Parse(from)
	if err != nil {
		return "", false
	}
	if !utf8.ValidString(location) {
		const digits = "0123456789ABCDEF"
		var b strings.Builder
		for i := 0; i < len(location); i++ {
			if c := location[i]; c < 0x80 {
				b.WriteByte(c)
			} else {
				b.WriteByte('%')
				b.WriteByte(digits[c>>4])
				b.WriteByte(digits[c&15])
			}
		}
		location = b.String()
	}
	return audit.Resolve(base, location)
}
