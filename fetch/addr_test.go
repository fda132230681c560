package fetch

import (
	"net/netip"
	"testing"
)

func TestAddrAllowed(t *testing.T) {
	for _, tt := range []struct {
		why   string
		addrs []string
		want  bool
	}{
		{"foreign", []string{"1.1.1.1", "93.184.215.14", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "172.15.255.255", "172.32.0.0", "192.167.255.255", "198.17.255.255", "198.20.0.0", "223.255.255.255", "2606:4700:4700::1111", "2a00:1450:4017:80e::200e", "2001:200::1"}, true},
		{"loopback", []string{"127.0.0.1", "127.255.255.254", "::1"}, false},
		{"unspecified", []string{"0.0.0.0", "0.1.2.3", "::"}, false},
		{"private", []string{"10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.255.255"}, false},
		{"link-local", []string{"169.254.169.254", "fe80::1", "febf::1", "fe80::1%eth0"}, false},
		{"carrier-grade NAT", []string{"100.64.0.0", "100.127.255.255"}, false},
		{"unique local", []string{"fc00::1", "fd12:3456:789a::1"}, false},
		{"site-local", []string{"fec0::1"}, false},
		{"multicast", []string{"224.0.0.1", "239.255.255.255", "ff02::1", "ff0e::1"}, false},
		{"broadcast and reserved", []string{"255.255.255.255", "240.0.0.1", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "192.88.99.1", "2001:db8::1", "3fff::1"}, false},
		{"IPv4 mapped into IPv6", []string{"::ffff:127.0.0.1", "::ffff:1.1.1.1"}, false},
		{"IPv4-compatible IPv6", []string{"::127.0.0.1", "::1.1.1.1"}, false},
		{"6to4", []string{"2002:7f00:1::1", "2002:101:101::1"}, false},
		{"Teredo", []string{"2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2"}, false},
		{"NAT64", []string{"64:ff9b::7f00:1", "64:ff9b::101:101", "64:ff9b:1::a00:1"}, false},
		{"discard-only, and all that is not given out", []string{"100::1", "4000::1", "8000::1", "e000::1"}, false},
	} {
		for _, a := range tt.addrs {
			if got := AddrAllowed(netip.MustParseAddr(a)); got != tt.want {
				t.Errorf("%s: AddrAllowed(%s) = %t, want %t", tt.why, a, got, tt.want)
			}
		}
	}
	if AddrAllowed(netip.Addr{}) {
		t.Error("no address at all is allowed")
	}
}

// FuzzAddrAllowed: an address that the standard library calls anything but
// global unicast is never foreign, nor is one that carries an IPv4 address
// that is not; and what the dialler shows is judged like the address itself.
func FuzzAddrAllowed(f *testing.F) {
	for _, s := range []string{"1.1.1.1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "fe80::1%lo", "2002:a00:1::", "2606:4700::1"} {
		b, _ := netip.MustParseAddr(s).MarshalBinary()
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var a netip.Addr
		if a.UnmarshalBinary(b) != nil || !a.IsValid() {
			return
		}
		allowed := AddrAllowed(a)
		if allowed && (!a.IsGlobalUnicast() || a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() || a.IsMulticast() || a.IsUnspecified() || a.Is4In6() || a.Zone() != "") {
			t.Errorf("AddrAllowed(%s) = true", a)
		}
		if a.Is6() {
			b16 := a.As16()
			if inner := netip.AddrFrom4([4]byte(b16[12:])); allowed && [12]byte(b16[:12]) == ([12]byte{}) && !AddrAllowed(inner) {
				t.Errorf("AddrAllowed(%s) = true, it carries %s", a, inner)
			}
			if inner := netip.AddrFrom4([4]byte(b16[2:6])); allowed && b16[0] == 0x20 && b16[1] == 0x02 {
				t.Errorf("AddrAllowed(%s) = true, it carries %s", a, inner)
			}
		}
		if err := foreignOnly("tcp", netip.AddrPortFrom(a, 80).String(), nil); (err == nil) != allowed {
			t.Errorf("the dialler's check of %s says %v, AddrAllowed %t", a, err, allowed)
		}
	})
}
