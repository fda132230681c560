package ui

import (
	"bytes"
	"compress/gzip"
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

// zip compresses a page.
func zip(page []byte) []byte {
	var small bytes.Buffer
	z := zippers.Get().(*gzip.Writer)
	defer zippers.Put(z)
	z.Reset(&small)
	z.Write(page) // a buffer takes everything
	z.Close()
	return small.Bytes()
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
