package stage

import (
	"net/netip"
	"net/url"
	"strings"
)

// parseHLS makes the source of a playlist at any host. Its query stays: a
// CDN's token is in it. https only, since browsers load nothing plain into a
// page that came by https; but for addresses in the house when o allows them.
func parseHLS(u *url.URL, o Options) (Source, error) {
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	if strings.EqualFold(u.Scheme, "http") && !(o.AllowPrivate && inHouse(host)) {
		return Source{}, refuse("This playlist comes without encryption, and browsers do not show it on a secure page. Paste its https:// address.")
	}
	clean := url.URL{Scheme: strings.ToLower(u.Scheme), Host: host, Path: u.Path, RawPath: u.RawPath, RawQuery: u.RawQuery}
	if port := u.Port(); port != "" && !(clean.Scheme == "https" && port == "443") && !(clean.Scheme == "http" && port == "80") {
		clean.Host += ":" + port
	}
	address := clean.String()
	if len(address) > maxAddress {
		return Source{}, refuse("This address is longer than %d characters.", maxAddress)
	}
	return Source{Kind: HLS, URL: address}, nil
}

// inHouse reports whether host is this machine or an address of a private
// network. Names are not looked up.
func inHouse(host string) bool {
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && (ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast())
}
