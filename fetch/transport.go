package fetch

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"syscall"
)

// errPrivate is why a connection was not made.
var errPrivate = errors.New("the address is not a foreign one")

// newTransport makes the transport of one Get. Nothing of the environment
// counts: a proxy would dial for us, and past the check.
func newTransport(o Options) *http.Transport {
	d := &net.Dialer{Timeout: o.Wait}
	if !o.AllowPrivate {
		d.Control = foreignOnly
	}
	return &http.Transport{
		Proxy:                  nil,
		DialContext:            d.DialContext,
		TLSHandshakeTimeout:    o.Wait,
		ResponseHeaderTimeout:  o.Wait,
		MaxResponseHeaderBytes: 64 << 10,
		DisableCompression:     true,
		DisableKeepAlives:      true,
		ForceAttemptHTTP2:      true,
	}
}

// foreignOnly is called with the address that is about to be dialled, after
// all names were resolved: a name that resolves differently the second time
// gains nothing.
func foreignOnly(_, address string, _ syscall.RawConn) error {
	ap, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("%w: %w", errPrivate, err)
	}
	if !AddrAllowed(ap.Addr()) {
		return errPrivate
	}
	return nil
}
