package fetch

import "net/netip"

// AddrAllowed reports whether an address is foreign: one of the public
// Internet and of nothing else. What carries an IPv4 address in an IPv6 one
// (mapped, compatible, 6to4, Teredo, NAT64) is refused whatever it carries: a
// router would unpack it behind our back.
func AddrAllowed(a netip.Addr) bool {
	if !a.IsValid() || a.Zone() != "" {
		return false
	}
	if a.Is4() {
		return !within(a, refused4)
	}
	return internet6.Contains(a) && !within(a, refused6)
}

func within(a netip.Addr, list []netip.Prefix) bool {
	for _, p := range list {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

var refused4 = prefixes(
	"0.0.0.0/8",       // unspecified, "this network"
	"10.0.0.0/8",      // private
	"100.64.0.0/10",   // carrier-grade NAT
	"127.0.0.0/8",     // loopback
	"169.254.0.0/16",  // link-local; clouds keep their secrets at 169.254.169.254
	"172.16.0.0/12",   // private
	"192.0.0.0/24",    // protocol assignments
	"192.0.2.0/24",    // documentation
	"192.88.99.0/24",  // 6to4 relays
	"192.168.0.0/16",  // private
	"198.18.0.0/15",   // benchmarks
	"198.51.100.0/24", // documentation
	"203.0.113.0/24",  // documentation
	"224.0.0.0/4",     // multicast
	"240.0.0.0/4",     // reserved, broadcast
)

// internet6 is all that is given out to the Internet. Outside of it lie
// loopback, unspecified, mapped and compatible addresses (::/96, ::ffff:0:0/96),
// NAT64 (64:ff9b::/96, 64:ff9b:1::/48), ULA (fc00::/7), link-local (fe80::/10),
// site-local (fec0::/10) and multicast (ff00::/8).
var internet6 = netip.MustParsePrefix("2000::/3")

var refused6 = prefixes(
	"2001::/23",     // protocol assignments: Teredo (2001::/32), ORCHID, benchmarks
	"2001:db8::/32", // documentation
	"2002::/16",     // 6to4
	"3fff::/20",     // documentation
)

func prefixes(list ...string) []netip.Prefix {
	out := make([]netip.Prefix, len(list))
	for i, s := range list {
		out[i] = netip.MustParsePrefix(s)
	}
	return out
}
