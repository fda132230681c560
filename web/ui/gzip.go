package ui

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strings"
	"sync"
)

// gzipFrom is the size below which a page is sent as it is: it fits into one
// packet either way.
const gzipFrom = 1400

var zippers = sync.Pool{New: func() any {
	z, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // a level that exists
	return z
}}

// zipped compresses a page for who takes it. The crew's pages stay as they
// are: a page that holds a token and repeats what was typed tells the one
// through the other by its length.
func zipped(w http.ResponseWriter, r *http.Request, page *bytes.Buffer) *bytes.Buffer {
	h := w.Header()
	h.Add("Vary", "Accept-Encoding")
	if page.Len() < gzipFrom || PageOf(r.Context()).Crew != nil || !takesGzip(r.Header.Get("Accept-Encoding")) {
		return page
	}
	var small bytes.Buffer
	z := zippers.Get().(*gzip.Writer)
	defer zippers.Put(z)
	z.Reset(&small)
	if _, err := z.Write(page.Bytes()); err != nil || z.Close() != nil {
		return page // a buffer takes everything
	}
	h.Set("Content-Encoding", "gzip")
	return &small
}

// takesGzip reports whether an Accept-Encoding offers gzip: "gzip, br" and not
// "gzip;q=0".
func takesGzip(accept string) bool {
	for _, part := range strings.Split(accept, ",") {
		name, q, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(strings.TrimSpace(name), "gzip") {
			q = strings.ReplaceAll(q, " ", "")
			return q != "q=0" && q != "q=0.0" && q != "q=0.00" && q != "q=0.000"
		}
	}
	return false
}
