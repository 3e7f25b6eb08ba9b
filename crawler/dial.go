package crawler

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"sync"
	"time"
)

const (
	dialTimeout    = 10 * time.Second
	idleTimeout    = 90 * time.Second
	maxHeaderBytes = 256 << 10
)

// A resolver gives the addresses of a name; net.Resolver is one.
type resolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// A dialer connects to the hosts of one site. It fixes the server address of a host before a
// request is sent, so that the pace for that address can be kept.
type dialer struct {
	names   resolver
	net     net.Dialer
	strict  tls.Config
	lenient tls.Config

	mu        sync.Mutex
	routes    map[string]*route // by host and port
	untrusted map[string]string // hosts that only lenient TLS reaches, with what strict TLS said
}

// route holds the addresses of a host; the first is dialled.
type route struct{ addrs []netip.AddrPort }

func newDialer(names resolver, allowPrivate bool) *dialer {
	d := &dialer{
		names:     names,
		net:       net.Dialer{Timeout: dialTimeout, KeepAlive: 30 * time.Second},
		strict:    tls.Config{MinVersion: tls.VersionTLS12},
		lenient:   lenientTLS(),
		routes:    map[string]*route{},
		untrusted: map[string]string{},
	}
	if !allowPrivate {
		d.net.Control = guard
	}
	return d
}

// lenientTLS reaches old servers and those with broken certificates. What is read over it was not
// protected from tampering on the way, so its use is told.
func lenientTLS() tls.Config {
	var suites []uint16
	for _, s := range slices.Concat(tls.CipherSuites(), tls.InsecureCipherSuites()) {
		suites = append(suites, s.ID)
	}
	return tls.Config{
		InsecureSkipVerify: true, //nolint:gosec // the standard configuration was tried first
		MinVersion:         tls.VersionTLS10,
		CipherSuites:       suites,
		CurvePreferences:   []tls.CurveID{tls.CurveP256},
		Renegotiation:      tls.RenegotiateOnceAsClient,
	}
}

// transport makes the HTTP/1.1 transport of a site: one kept connection a host, no proxy.
func (d *dialer) transport() *http.Transport {
	return &http.Transport{
		DialContext:            d.dial,
		DialTLSContext:         d.dialTLS,
		TLSNextProto:           map[string]func(string, *tls.Conn) http.RoundTripper{},
		DisableCompression:     true,
		MaxIdleConnsPerHost:    1,
		IdleConnTimeout:        idleTimeout,
		MaxResponseHeaderBytes: maxHeaderBytes,
	}
}

// address is the server address that the next request to a host (with port) goes to.
func (d *dialer) address(ctx context.Context, hostPort string) (netip.AddrPort, error) {
	d.mu.Lock()
	known := d.routes[hostPort]
	d.mu.Unlock()
	if known != nil {
		return known.addrs[0], nil
	}
	host, portText, err := net.SplitHostPort(hostPort)
	if err != nil {
		return netip.AddrPort{}, fmt.Errorf("host %q: %w", hostPort, err)
	}
	port, err := strconv.ParseUint(portText, 10, 16)
	if err != nil {
		return netip.AddrPort{}, fmt.Errorf("host %q: %w", hostPort, err)
	}
	var found []netip.Addr
	if literal, err := netip.ParseAddr(host); err == nil {
		found = []netip.Addr{literal}
	} else if found, err = d.names.LookupNetIP(ctx, "ip", host); err != nil {
		return netip.AddrPort{}, err
	}
	if len(found) == 0 {
		return netip.AddrPort{}, &net.DNSError{Err: "no address", Name: host, IsNotFound: true}
	}
	made := new(route)
	for _, addr := range found {
		made.addrs = append(made.addrs, netip.AddrPortFrom(addr.Unmap(), uint16(port)))
	}
	// IPv4 first, since many of these hosts do not answer over IPv6; then by value, since the order
	// of a DNS answer changes from time to time.
	slices.SortFunc(made.addrs, netip.AddrPort.Compare)
	made.addrs = slices.Compact(made.addrs)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.routes[hostPort] = made
	return made.addrs[0], nil
}

// pass gives up the address that a host was dialled at and reports whether there is another.
func (d *dialer) pass(hostPort string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	r := d.routes[hostPort]
	if r == nil {
		return false
	}
	if len(r.addrs) == 1 {
		delete(d.routes, hostPort) // looked up anew for the next request
		return false
	}
	r.addrs = r.addrs[1:]
	return true
}

// dialError says that no connection came about, so nothing was sent.
type dialError struct{ error }

func (e dialError) Unwrap() error { return e.error }

func (d *dialer) dial(ctx context.Context, network, hostPort string) (net.Conn, error) {
	addr, err := d.address(ctx, hostPort)
	if err != nil {
		return nil, dialError{err}
	}
	conn, err := d.net.DialContext(ctx, network, addr.String())
	if err != nil {
		return nil, dialError{err}
	}
	return conn, nil
}

// handshakeError says that TLS did not come about.
type handshakeError struct{ error }

func (e handshakeError) Unwrap() error { return e.error }

func (d *dialer) dialTLS(ctx context.Context, network, hostPort string) (net.Conn, error) {
	if d.distrusted(hostPort) != "" {
		return d.shake(ctx, network, hostPort, &d.lenient)
	}
	conn, err := d.shake(ctx, network, hostPort, &d.strict)
	var failed handshakeError
	if !errors.As(err, &failed) || ctx.Err() != nil || isTimeout(err) {
		return conn, err
	}
	if conn, err = d.shake(ctx, network, hostPort, &d.lenient); err != nil {
		return nil, failed
	}
	d.distrust(hostPort, failed.Error())
	return conn, nil
}

// distrust has a host (with port) reached by lenient TLS, because of what strict TLS said.
func (d *dialer) distrust(hostPort, why string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.untrusted[hostPort] = why
}

// distrusted is what strict TLS said of a host, empty where that reaches it.
func (d *dialer) distrusted(hostPort string) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.untrusted[hostPort]
}

func (d *dialer) shake(ctx context.Context, network, hostPort string, config *tls.Config) (net.Conn, error) {
	conn, err := d.dial(ctx, network, hostPort)
	if err != nil {
		return nil, err
	}
	config = config.Clone()
	config.ServerName, _, _ = net.SplitHostPort(hostPort)
	secure := tls.Client(conn, config)
	if err := secure.HandshakeContext(ctx); err != nil {
		_ = conn.Close() // why the handshake failed tells more
		return nil, handshakeError{err}
	}
	return secure, nil
}

// leniences tells which hosts lenient TLS was needed for, in order.
func (d *dialer) leniences() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	var told []string
	for host, why := range d.untrusted {
		told = append(told, fmt.Sprintf("TLS of %s is not trusted: %s", host, why))
	}
	slices.Sort(told)
	return told
}
