// Package fetch gets one foreign URL within bounds of size and time, and never
// from inside the house: the address is checked when it is dialled, so neither
// a name that resolves to a private address nor a redirect leads there.
//
// Start at Get; transport.go dials, body.go bounds what comes, addr.go says
// which addresses are foreign, sentence.go what the organiser reads.
package fetch

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode"

	"stagedoor"
)

// A Request is what to get.
type Request struct {
	URL            string      // http or https; a user and password in it are used as basic auth and never shown
	User, Password string      // basic auth
	Header         http.Header // further headers; they and the basic auth are dropped when a redirect leads to another host
	ETag           string      // of the copy that we have
	LastModified   string      // of the copy that we have
}

// Options bound a Get. The zero value is good for a vendor's export.
type Options struct {
	AllowPrivate bool          // also addresses inside the house: the demo, a vendor's proxy next door
	MaxBytes     int64         // of the body, after decompression; 0 means 64 MB
	Timeout      time.Duration // for all of it; 0 means 60 s
	Wait         time.Duration // for each step until the answer begins: connecting, TLS, the first header; 0 means 15 s
}

func (o Options) withDefaults() Options {
	if o.MaxBytes <= 0 {
		o.MaxBytes = 64 << 20
	}
	if o.Timeout <= 0 {
		o.Timeout = time.Minute
	}
	if o.Wait <= 0 {
		o.Wait = 15 * time.Second
	}
	o.Wait = min(o.Wait, o.Timeout)
	return o
}

// A Response is what came.
type Response struct {
	URL          string // where it was in the end, after redirects and without credentials
	NotModified  bool   // our copy is still good; nothing was written
	ETag         string
	LastModified string
	ContentType  string
	Bytes        int64 // written, after decompression
}

// maxRedirects is what a vendor with a short link, https and a download host
// needs, and two more.
const maxRedirects = 5

// Get gets the URL and writes the body to w. Its errors are *stagedoor.Error
// with a sentence that the organiser can act on, but for the one of a ctx that
// was cancelled; none holds the URL, which may hold a password. After an error
// what w got counts for nothing.
func Get(ctx context.Context, r Request, o Options, w io.Writer) (*Response, error) {
	o = o.withDefaults()
	at, err := parse(r.URL)
	if err != nil {
		return nil, err
	}
	if err := r.validate(); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, o.Timeout)
	defer cancel()
	tr := newTransport(o)
	defer tr.CloseIdleConnections()

	header := r.header(at)
	for hop := 0; ; hop++ {
		resp, err := roundTrip(ctx, tr, at, header)
		if err != nil {
			return nil, explain(ctx, err, at.Hostname(), o)
		}
		next, err := redirect(resp, at)
		if err != nil {
			resp.Body.Close()
			return nil, err
		}
		if next == nil {
			defer resp.Body.Close()
			return answer(ctx, resp, at, o, w)
		}
		resp.Body.Close()
		if hop == maxRedirects {
			return nil, stagedoor.Errorf(stagedoor.Invalid, "The address leads on more than %d times.", maxRedirects)
		}
		if !sameHost(at, next) {
			header = plain(r) // and it stays so, also on the way back
		}
		at = next
	}
}

// parse reads an address that we may get. Its errors do not quote it: what is
// wrong with a URL is often the password in it.
func parse(address string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(address))
	switch {
	case err != nil, u.Hostname() == "", len(address) > 4096:
		return nil, stagedoor.Errorf(stagedoor.Invalid, "This is not a web address. It starts with https:// and a host.")
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, stagedoor.Errorf(stagedoor.Invalid, "The address must start with https:// or http://.")
	}
	return u, nil
}

// headerForm is what a header's name may be (RFC 9110, token).
var headerForm = regexp.MustCompile("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$")

// validate keeps what cannot be sent from becoming a puzzling network error.
func (r Request) validate() error {
	for name, values := range r.Header {
		if !headerForm.MatchString(name) {
			return stagedoor.Errorf(stagedoor.Invalid, "The header's name has a character that no header's name has.")
		}
		for _, v := range values {
			if strings.ContainsFunc(v, unicode.IsControl) {
				return stagedoor.Errorf(stagedoor.Invalid, "The header's value must be one line.")
			}
		}
	}
	return nil
}

// plain is what every host may see.
func plain(r Request) http.Header {
	h := http.Header{
		"User-Agent":      {"Stagedoor"},
		"Accept":          {"*/*"},
		"Accept-Encoding": {"gzip"},
	}
	if r.ETag != "" {
		h.Set("If-None-Match", r.ETag)
	}
	if r.LastModified != "" {
		h.Set("If-Modified-Since", r.LastModified)
	}
	return h
}

// header is what the address's own host sees. The request's credentials win
// over those in the URL.
func (r Request) header(at *url.URL) http.Header {
	h := plain(r)
	req := http.Request{Header: h}
	switch password, _ := at.User.Password(); {
	case r.User != "" || r.Password != "":
		req.SetBasicAuth(r.User, r.Password)
	case at.User != nil:
		req.SetBasicAuth(at.User.Username(), password)
	}
	for name, values := range r.Header {
		h[http.CanonicalHeaderKey(name)] = values
	}
	h.Set("Accept-Encoding", "gzip") // the bound counts what we unpack ourselves
	return h
}

func roundTrip(ctx context.Context, tr http.RoundTripper, at *url.URL, header http.Header) (*http.Response, error) {
	target := *at
	target.User, target.Fragment = nil, "" // credentials are the organiser's to give, not a redirect's
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, target.String(), nil)
	if err != nil {
		return nil, err
	}
	req.Header = header.Clone()
	return tr.RoundTrip(req)
}

// redirect returns where an answer leads, or nil when it is the last one.
func redirect(resp *http.Response, at *url.URL) (*url.URL, error) {
	switch resp.StatusCode {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
	default:
		return nil, nil
	}
	to, err := at.Parse(resp.Header.Get("Location"))
	if err != nil || resp.Header.Get("Location") == "" {
		return nil, stagedoor.Errorf(stagedoor.Invalid, "The address sends us on, but to nowhere.")
	}
	if _, err := parse(to.String()); err != nil {
		return nil, stagedoor.Errorf(stagedoor.Invalid, "The address sends us on, but not to a web address.")
	}
	if at.Scheme == "https" && to.Scheme == "http" {
		return nil, stagedoor.Errorf(stagedoor.Invalid, "The address sends us on from https to http, where anyone could read along. Ask for the https address.")
	}
	return to, nil
}

// sameHost reports whether credentials for a may go to b: the same name and
// port, or the step from http to https in front of it.
func sameHost(a, b *url.URL) bool {
	if !strings.EqualFold(a.Hostname(), b.Hostname()) {
		return false
	}
	pa, pb := port(a), port(b)
	return pa == pb && a.Scheme == b.Scheme || a.Scheme == "http" && pa == "80" && b.Scheme == "https" && pb == "443"
}

func port(u *url.URL) string {
	switch p := u.Port(); {
	case p != "":
		return p
	case u.Scheme == "https":
		return "443"
	default:
		return "80"
	}
}
