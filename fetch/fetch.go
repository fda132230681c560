// Package fetch gets one foreign URL within bounds of size and time, and never
// from inside the house: the address is checked when it is dialled, so neither
// a name that resolves to a private address nor a redirect leads there.
//
// Start at Get; addr.go says which addresses are foreign.
package fetch

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"
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
	Wait         time.Duration // for each step until the answer begins: connecting, TLS, first byte; 0 means 15 s
}

// A Response is what came.
type Response struct {
	NotModified  bool // our copy is still good; nothing was written
	ETag         string
	LastModified string
	ContentType  string
	Bytes        int64 // written, after decompression
}

// Get gets the URL and writes the body to w. Its errors are *stagedoor.Error
// with a sentence that the organiser can act on; none holds the URL.
func Get(ctx context.Context, r Request, o Options, w io.Writer) (*Response, error) {
	return nil, errors.New("fetch: Get is not written yet")
}
