package targets

import (
	"fmt"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"golang.org/x/net/idna"

	"mingjing/audit"
)

const (
	wantID    = "an id of a-z, 0-9 and -, at most 63 of them, such as daiyue"
	wantHome  = "the address of the home page, such as https://www.example.gov.cn/"
	wantHosts = "a list of further hosts, such as [zwgk.example.gov.cn, \"203.0.113.7:8080\"]"
	wantHost  = "a host, with its port where it isn't the usual one: zwgk.example.gov.cn or \"203.0.113.7:8080\""
	wantKind  = "county or zone (功能区)"
	wantTowns = "a list of names, such as [粥店街道, 天平街道]"
)

var idForm = regexp.MustCompile(`^[a-z0-9-]{1,63}$`)

func (d *decoder) id(site, node ast.Node, seen map[string]int) string {
	if !d.need(site, node, "id", wantID) {
		return ""
	}
	id, ok := scalar(node)
	line := lineOf(node)
	switch {
	case !ok || id == "":
		d.fault(line, "`id` is "+kindOf(node), wantID)
	case !idForm.MatchString(id):
		d.fault(line, fmt.Sprintf("bad id %q", id), wantID)
	case seen[id] != 0:
		d.fault(line, fmt.Sprintf("the id %s stands twice", id), fmt.Sprintf("each site has an id of its own; line %d has this one", seen[id]))
	default:
		seen[id] = line
	}
	return id
}

func (d *decoder) kind(node ast.Node) audit.SiteKind {
	text, ok := scalar(node)
	switch kind := audit.SiteKind(text); {
	case !ok || text == "":
		d.fault(lineOf(node), "`kind` is "+kindOf(node), wantKind)
	case kind == audit.County, kind == audit.Zone:
		return kind
	default:
		d.fault(lineOf(node), fmt.Sprintf("unknown kind %q", text), wantKind)
	}
	return audit.County
}

func (d *decoder) home(node ast.Node) string {
	text := d.text(node, "home", wantHome)
	if text == "" {
		return ""
	}
	line := lineOf(node)
	bad := func(why string) string {
		d.fault(line, fmt.Sprintf("`home` %q %s", text, why), wantHome)
		return ""
	}
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return bad("is not an address")
	case u.Scheme != "http" && u.Scheme != "https":
		return bad("does not start with http:// or https://")
	case u.User != nil:
		return bad("holds a user name")
	case !validHost(u.Hostname()) || !validPort(u.Port()):
		return bad("has no proper host")
	}
	home, ok := audit.Resolve(nil, text)
	if !ok {
		return bad("is not the address of a page")
	}
	return home
}

func (d *decoder) host(node ast.Node) (string, bool) {
	text := strings.ToLower(d.text(node, "hosts", wantHosts))
	if text == "" {
		return "", false
	}
	host, port := text, ""
	if addr, err := netip.ParseAddr(text); err == nil && addr.Is6() {
		return "[" + text + "]", true
	}
	if i := strings.LastIndexByte(text, ':'); i >= 0 && !strings.HasSuffix(text, "]") {
		host, port = text[:i], text[i+1:]
		if port == "" {
			port = "none"
		}
	}
	if !validHost(strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")) || !validPort(port) {
		what := fmt.Sprintf("bad host %q", text)
		if strings.Contains(text, "/") {
			what += ", which is an address of a page"
		}
		d.fault(lineOf(node), what, wantHost)
		return "", false
	}
	return text, true
}

func (d *decoder) townships(node ast.Node) []string {
	var names []string
	seen := make(map[string]int)
	for _, n := range d.sequence(node, "townships", wantTowns) {
		name := d.text(n, "townships", wantTowns)
		if name == "" {
			continue
		}
		if line, twice := seen[name]; twice {
			d.fault(lineOf(n), fmt.Sprintf("the township %s stands twice", name), fmt.Sprintf("name it once; line %d has it", line))
			continue
		}
		seen[name] = lineOf(n)
		names = append(names, name)
	}
	return names
}

// validHost accepts names, internationalised ones included, and IP addresses.
func validHost(host string) bool {
	if host == "" {
		return false
	}
	if _, err := netip.ParseAddr(host); err == nil {
		return true
	}
	ascii, err := idna.Lookup.ToASCII(strings.TrimSuffix(host, "."))
	return err == nil && ascii != "" && !strings.ContainsAny(ascii, " /\\@:")
}

func validPort(port string) bool {
	if port == "" {
		return true
	}
	n, err := strconv.ParseUint(port, 10, 16)
	return err == nil && n > 0
}
