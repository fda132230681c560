package hls

import (
	"net/http"
	"strings"
)

// Header values that are the same each time: shared, they cost nothing.
var (
	playlistType = []string{"application/vnd.apple.mpegurl"}
	mediaType    = []string{"video/mp4"}
	noCache      = []string{"private, no-cache"}
	noStore      = []string{"no-store"}
	immutable    = []string{"private, max-age=3600, immutable"}
	varyEncoding = []string{"Accept-Encoding"}
	gzipEncoding = []string{"gzip"}
	soon         = []string{"1"}
)

// ServePlaylist answers a request for the media playlist, with the delivery
// directives of 6.2.5. It waits for the part that was asked for, and at first
// for the first segment.
func (m *Muxer) ServePlaylist(w http.ResponseWriter, r *http.Request) {
	s := m.snap.Load()
	msn, part, skip, ok := directives(r.URL.RawQuery)
	if !s.over && (!ok || s.tooFar(msn, part)) {
		refuse(w, http.StatusBadRequest)
		return
	}
	s, status := m.wait(r.Context(), s, wish{msn: msn, part: part})
	if status != 0 {
		refuse(w, status)
		return
	}
	b := s.full
	if skip && s.delta != nil {
		b = s.delta
	}
	h := w.Header()
	h["Content-Type"] = playlistType
	h["Cache-Control"] = noCache
	h["Vary"] = varyEncoding
	text := b.plain
	h["Content-Length"] = b.plainLength
	if takesGzip(r.Header["Accept-Encoding"]) {
		text = b.gzip
		h["Content-Length"] = b.gzipLength
		h["Content-Encoding"] = gzipEncoding
	}
	_, _ = w.Write(text) // the player went away if this fails
}

// PlaylistWaits reports whether ServePlaylist would hold the request: who
// keeps the gate bounds how many of one person's are held.
func (m *Muxer) PlaylistWaits(r *http.Request) bool {
	s := m.snap.Load()
	msn, part, _, ok := directives(r.URL.RawQuery)
	return ok && !s.has(msn, part) && !s.tooFar(msn, part)
}

// FileWaits reports the same of ServeFile.
func (m *Muxer) FileWaits(name string) bool {
	_, there := m.resources.Load(name)
	s := m.snap.Load()
	return !there && !s.over && name == s.hint
}

// takesGzip reads Accept-Encoding, RFC 9110 12.5.3, as far as gzip goes.
func takesGzip(accept []string) bool {
	for _, line := range accept {
		for line != "" {
			var one string
			one, line, _ = strings.Cut(line, ",")
			name, weight, _ := strings.Cut(strings.TrimSpace(one), ";")
			if strings.EqualFold(strings.TrimSpace(name), "gzip") {
				q, weighed := strings.CutPrefix(strings.TrimSpace(weight), "q=")
				return !weighed || strings.Trim(q, "0.") != ""
			}
		}
	}
	return false
}

// ServeFile answers a request for an initialization segment, a part or a
// segment. The part that the playlist hints at is waited for, 6.2.6; no other
// is. It is sent whole: no player asks for ranges that the playlist does not
// name.
func (m *Muxer) ServeFile(w http.ResponseWriter, r *http.Request, name string) {
	v, ok := m.resources.Load(name)
	if !ok {
		if m.FileWaits(name) {
			if _, status := m.wait(r.Context(), m.snap.Load(), wish{file: name}); status != 0 {
				refuse(w, status)
				return
			}
		}
		// It may have come since.
		if v, ok = m.resources.Load(name); !ok {
			refuse(w, http.StatusNotFound)
			return
		}
	}
	file := v.(*resource)
	h := w.Header()
	h["Content-Type"] = mediaType
	h["Cache-Control"] = immutable
	h["Content-Length"] = file.length
	for _, piece := range file.pieces {
		if _, err := w.Write(piece); err != nil {
			return // the player went away
		}
	}
}

// refuse answers without a page: nobody reads it.
func refuse(w http.ResponseWriter, status int) {
	h := w.Header()
	h["Cache-Control"] = noStore
	if status == http.StatusServiceUnavailable {
		h["Retry-After"] = soon
	}
	w.WriteHeader(status)
}
