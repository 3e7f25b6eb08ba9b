package crawler

import (
	"context"
	"net"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"

	"mingjing/audit"
)

// names is a resolver of fixed addresses.
type names map[string][]string

func (n names) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	var addrs []netip.Addr
	for _, text := range n[host] {
		addrs = append(addrs, netip.MustParseAddr(text))
	}
	if len(addrs) == 0 {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	return addrs, nil
}

func TestNotPublic(t *testing.T) {
	for _, text := range strings.Fields(`127.0.0.1 127.9.9.9 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254
		100.64.0.1 100.100.100.200 0.0.0.0 0.1.2.3 224.0.0.1 239.255.255.250 255.255.255.255 240.0.0.1 192.0.0.8 192.0.2.1
		198.18.0.1 198.51.100.7 203.0.113.9 :: ::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 fe80::1 fe80::1%eth0 fc00::1 fd00:ec2::254
		ff02::1 64:ff9b::7f00:1 2002:7f00:1:: 2002:a00:1:: ::10.0.0.1 2001:db8::1 100::1 fec0::1`) {
		if kind := notPublic(netip.MustParseAddr(text)); kind == "" {
			t.Errorf("%s passes", text)
		}
		if err := guard("tcp", net.JoinHostPort(text, "80"), nil); err == nil {
			t.Errorf("%s passes the guard", text)
		}
	}
	for _, text := range strings.Fields("1.1.1.1 114.114.114.114 172.32.0.1 100.128.0.1 198.20.0.1 2400:3200::1 64:ff9b::808:808 2002:808:808::") {
		if kind := notPublic(netip.MustParseAddr(text)); kind != "" {
			t.Errorf("%s is %s", text, kind)
		}
	}
	if err := guard("tcp", "nonsense", nil); err == nil {
		t.Error("what is no address passes the guard")
	}
}

// TestGuard crawls by names that lead to the own machine; not one connection may come about.
func TestGuard(t *testing.T) {
	p := newPortal(t)
	p.home("/x")
	_, port, _ := strings.Cut(p.host(), ":")
	for _, host := range []string{"127.0.0.1", "portal.example", "mapped.example", "[::1]", "[::ffff:127.0.0.1]", "both.example"} {
		c, err := New(tinyRead, Options{Clock: newFakeClock()})
		if err != nil {
			t.Fatal(err)
		}
		c.names = names{"portal.example": {"127.0.0.1"}, "mapped.example": {"::ffff:127.0.0.1"}, "both.example": {"127.0.0.1", "10.0.0.1"}}
		g := new(tellGuide)
		crawl, err := c.Crawl(t.Context(), audit.Site{ID: "x", Home: "http://" + host + ":" + port + "/"}, g)
		if err != nil {
			t.Fatal(err)
		}
		page := g.pages[0]
		if crawl.Stopped != audit.StoppedUnreachable || page.Trouble.Kind != audit.TroubleUnreachable || !strings.Contains(page.Trouble.Detail, "is refused") {
			t.Errorf("%s: %+v, %+v", host, crawl, page.Trouble)
		}
	}
	if p.total() != 0 {
		t.Errorf("%d requests passed the guard", p.total())
	}
}

// rebinding answers the first lookup with a public address and all others with the own machine.
type rebinding struct{ n atomic.Int32 }

func (r *rebinding) LookupNetIP(context.Context, string, string) ([]netip.Addr, error) {
	if r.n.Add(1) == 1 {
		return []netip.Addr{netip.MustParseAddr("192.0.2.1")}, nil
	}
	return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
}

func TestGuardAgainstRebinding(t *testing.T) {
	p := newPortal(t)
	p.home("/x")
	_, port, _ := strings.Cut(p.host(), ":")
	c, err := New(tinyRead, Options{Clock: newFakeClock()})
	if err != nil {
		t.Fatal(err)
	}
	c.names = new(rebinding)
	for range 3 {
		if _, err := c.Crawl(t.Context(), audit.Site{ID: "x", Home: "http://rebind.example:" + port}, new(tellGuide)); err != nil {
			t.Fatal(err)
		}
	}
	if p.total() != 0 {
		t.Errorf("%d requests passed the guard", p.total())
	}
}

func TestNextAddressOfAHost(t *testing.T) {
	p := newPortal(t)
	p.home("/x")
	p.page("/x", "<row href='/'>x</row>")
	_, port, _ := strings.Cut(p.host(), ":")
	c, err := New(tinyRead, Options{Clock: newFakeClock(), AllowPrivate: true, Rate: 1})
	if err != nil {
		t.Fatal(err)
	}
	c.names = names{"two.example": {"::1", "127.0.0.1", "127.0.0.0"}} // the portal listens on one of them, not the first
	g := new(tellGuide)
	crawl, err := c.Crawl(t.Context(), audit.Site{ID: "x", Home: "http://two.example:" + port}, g)
	if err != nil || crawl.Stopped != audit.StoppedExhausted || len(g.pages) != 2 || crawl.Requests != p.total() {
		t.Errorf("%+v, %v, read %s", crawl, err, g.paths())
	}
}

func TestProxyOfTheEnvironmentIsNotUsed(t *testing.T) {
	proxy := newPortal(t)
	t.Setenv("HTTP_PROXY", proxy.URL)
	t.Setenv("http_proxy", proxy.URL)
	c, err := New(tinyRead, Options{Clock: newFakeClock()})
	if err != nil {
		t.Fatal(err)
	}
	c.names = names{}
	if _, err := c.Crawl(t.Context(), audit.Site{ID: "x", Home: "http://some.example/"}, new(tellGuide)); err != nil {
		t.Fatal(err)
	}
	if proxy.total() != 0 {
		t.Error("the proxy was asked")
	}
}
