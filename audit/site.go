package audit

import (
	"net"
	"net/url"
	"strings"
)

// SiteKind tells a county from a functional zone.
type SiteKind string

// The kinds of site. A zone (功能区) may be without townships.
const (
	County SiteKind = "county"
	Zone   SiteKind = "zone"
)

// Site is one portal to be audited, as its targets file gives it.
type Site struct {
	ID        string   `json:"id"`                  // [a-z0-9-], unique within a targets file
	Name      string   `json:"name"`                // official name of the county or zone, e.g. 岱岳区
	City      string   `json:"city,omitempty"`      // the city it belongs to, e.g. 泰安市; may be empty
	Kind      SiteKind `json:"kind"`                // County unless said otherwise
	Home      string   `json:"home"`                // absolute URL of the home page
	Hosts     []string `json:"hosts,omitempty"`     // further hosts (with port where it isn't the usual one) of this site
	Townships []string `json:"townships,omitempty"` // townships whose catalogues must stand on this portal
}

// Owns reports whether the address lies within the site: on the host and port of its home page or
// of one of its further hosts. A registrable domain says nothing here (gov.cn is a public suffix
// and neighbours share one), so hosts are compared whole. HTTP and HTTPS on their usual ports
// count as one and the same.
func (s *Site) Owns(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return false
	}
	host := hostPort(u)
	if home, err := url.Parse(s.Home); err == nil && hostPort(home) == host {
		return true
	}
	for _, h := range s.Hosts {
		if hostPort(&url.URL{Scheme: u.Scheme, Host: h}) == host {
			return true
		}
	}
	return false
}

// hostPort is the host in lower case with its port, the usual ports of HTTP and HTTPS left out.
func hostPort(u *url.URL) string {
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	switch port := u.Port(); port {
	case "", "80", "443":
		return host
	default:
		return net.JoinHostPort(host, port)
	}
}
