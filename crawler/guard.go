package crawler

import (
	"fmt"
	"net/netip"
	"syscall"
)

// addressError says that an address may not be connected to.
type addressError struct {
	addr netip.Addr
	kind string
}

func (e *addressError) Error() string {
	return fmt.Sprintf("address %s is refused: %s", e.addr, e.kind)
}

// guard is a net.Dialer.Control: it sees the address that is really dialled, after resolution, so a
// name that resolves to another address at the second look gains nothing.
func guard(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("address %q: %w", address, err)
	}
	if kind := notPublic(at.Addr()); kind != "" {
		return &addressError{at.Addr(), kind}
	}
	return nil
}

// notPublic names what kind of address it is where it is not one of the public internet.
func notPublic(addr netip.Addr) string {
	addr = addr.Unmap().WithZone("")
	switch {
	case !addr.IsValid() || addr.IsUnspecified():
		return "unspecified"
	case addr.IsLoopback():
		return "loopback"
	case addr.IsPrivate():
		return "private"
	case addr.IsLinkLocalUnicast():
		return "link-local"
	case addr.IsMulticast():
		return "multicast"
	}
	for _, r := range reserved() {
		if r.prefix.Contains(addr) {
			return r.kind
		}
	}
	if inner, ok := embedded(addr); ok {
		return notPublic(inner)
	}
	return ""
}

type reservation struct {
	prefix netip.Prefix
	kind   string
}

// reserved lists further ranges of the registries of special-purpose addresses. The metadata
// services of clouds lie within link-local, private and shared addresses.
func reserved() []reservation {
	v4 := func(bits int, head ...byte) netip.Prefix {
		var a [4]byte
		copy(a[:], head)
		return netip.PrefixFrom(netip.AddrFrom4(a), bits)
	}
	v6 := func(bits int, head ...byte) netip.Prefix {
		var a [16]byte
		copy(a[:], head)
		return netip.PrefixFrom(netip.AddrFrom16(a), bits)
	}
	return []reservation{
		{v4(8, 0), "this network"},
		{v4(10, 100, 64), "shared by a carrier"},
		{v4(24, 192, 0, 0), "protocol assignment"},
		{v4(24, 192, 0, 2), "documentation"},
		{v4(15, 198, 18), "benchmarking"},
		{v4(24, 198, 51, 100), "documentation"},
		{v4(24, 203, 0, 113), "documentation"},
		{v4(4, 240), "reserved"},
		{v6(64, 0x01, 0x00), "discard"},
		{v6(32, 0x20, 0x01, 0x0d, 0xb8), "documentation"},
		{v6(10, 0xfe, 0xc0), "site-local"},
	}
}

// embedded returns the IPv4 address within an IPv6 one that a translator or tunnel would reach.
func embedded(addr netip.Addr) (netip.Addr, bool) {
	if !addr.Is6() {
		return netip.Addr{}, false
	}
	a := addr.As16()
	switch {
	case a[0] == 0x00 && a[1] == 0x64 && a[2] == 0xff && a[3] == 0x9b: // NAT64
		return netip.AddrFrom4([4]byte(a[12:])), true
	case a[0] == 0x20 && a[1] == 0x02: // 6to4
		return netip.AddrFrom4([4]byte(a[2:6])), true
	case [12]byte(a[:12]) == [12]byte{}: // IPv4-compatible
		return netip.AddrFrom4([4]byte(a[12:])), true
	}
	return netip.Addr{}, false
}
