package web

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// A Proxies is the addresses from which X-Forwarded-For and
// X-Forwarded-Proto are believed.
type Proxies []netip.Prefix

// ParseProxies reads --trusted-proxy: addresses or prefixes.
func ParseProxies(texts []string) (Proxies, error) {
	var out Proxies
	for _, t := range texts {
		t = strings.TrimSpace(t)
		if t == "" {
			continue
		}
		p, err := netip.ParsePrefix(t)
		if err != nil {
			a, e := netip.ParseAddr(t)
			if e != nil {
				return nil, err
			}
			p = netip.PrefixFrom(a.Unmap(), a.Unmap().BitLen())
		}
		out = append(out, p.Masked())
	}
	return out, nil
}

func (p Proxies) trust(a netip.Addr) bool {
	for _, x := range p {
		if x.Contains(a) {
			return true
		}
	}
	return false
}

// peer is the address at the other end of the connection.
func peer(r *http.Request) netip.Addr {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	a, err := netip.ParseAddr(host)
	if err != nil {
		return netip.Addr{}
	}
	return a.Unmap().WithZone("")
}

// Client is who asks: the peer, or, behind trusted proxies, the last address
// of X-Forwarded-For that is not one of theirs. What stands before it was
// written by the client and proves nothing.
func (p Proxies) Client(r *http.Request) netip.Addr {
	at := peer(r)
	if !p.trust(at) {
		return at
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		a, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break // what a trusted proxy wrote so strangely is not believed further
		}
		at = a.Unmap().WithZone("")
		if !p.trust(at) {
			break
		}
	}
	return at
}

// forwardedUntrusted reports whether a proxy on a private address sends
// X-Forwarded-For although no --trusted-proxy is set: everybody would share
// one throttle.
func (p Proxies) forwardedUntrusted(r *http.Request) bool {
	if len(p) > 0 || r.Header.Get("X-Forwarded-For") == "" {
		return false
	}
	a := peer(r)
	return a.IsPrivate() || a.IsLoopback()
}
