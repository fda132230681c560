package hls

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// timers are reused: ten thousand requests wait for each part.
var timers = sync.Pool{New: func() any {
	t := time.NewTimer(time.Hour)
	t.Stop()
	return t
}}

// holdFor is the longest that a request is held, 6.2.5.2: three target
// durations.
const holdFor = 3 * targetDuration * time.Second

// ServePlaylist answers a request for the media playlist, with the delivery
// directives of 6.2.5. It waits for the part that was asked for.
func (m *Muxer) ServePlaylist(w http.ResponseWriter, r *http.Request) {
	msn, part, skip, ok := directives(r.URL.RawQuery)
	if !ok {
		refuse(w, http.StatusBadRequest)
		return
	}
	s := m.snap.Load()
	if msn >= 0 {
		var status int
		if s, status = m.wait(r.Context(), s, msn, part); status != 0 {
			refuse(w, status)
			return
		}
	}
	body, gz := s.full, s.fullGzip
	if skip && s.delta != nil {
		body, gz = s.delta, s.deltaGzip
	}
	h := w.Header()
	h["Content-Type"] = playlistType
	h["Cache-Control"] = noCache
	h["Vary"] = varyEncoding
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h["Content-Encoding"] = gzipEncoding
		body = gz
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body) // the player went away if this fails
}

// Header values that are the same each time: shared, they cost nothing.
var (
	playlistType = []string{"application/vnd.apple.mpegurl"}
	mediaType    = []string{"video/mp4"}
	noCache      = []string{"no-cache"}
	immutable    = []string{"private, max-age=3600, immutable"}
	varyEncoding = []string{"Accept-Encoding"}
	gzipEncoding = []string{"gzip"}
)

// PlaylistWaits reports whether ServePlaylist would hold the request: who
// keeps the gate bounds how many of one person's are held.
func (m *Muxer) PlaylistWaits(r *http.Request) bool {
	msn, part, _, ok := directives(r.URL.RawQuery)
	if !ok || msn < 0 {
		return false
	}
	s := m.snap.Load()
	return !s.has(msn, part) && !s.tooFar(msn)
}

// FileWaits reports the same of ServeFile.
func (m *Muxer) FileWaits(name string) bool {
	_, there := m.resources.Load(name)
	s := m.snap.Load()
	return !there && !s.over && name == s.hint
}

// directives reads _HLS_msn, _HLS_part and _HLS_skip, 6.2.5. msn is -1 when it
// is not asked for, part when the whole segment is.
func directives(query string) (msn int64, part int, skip, ok bool) {
	msn, part = -1, -1
	for query != "" {
		var pair string
		pair, query, _ = strings.Cut(query, "&")
		key, value, _ := strings.Cut(pair, "=")
		switch key {
		case "_HLS_msn":
			n, err := strconv.ParseInt(value, 10, 63)
			if err != nil || n < 0 || value[0] == '+' {
				return 0, 0, false, false
			}
			msn = n
		case "_HLS_part":
			n, err := strconv.ParseInt(value, 10, 31)
			if err != nil || n < 0 || value[0] == '+' {
				return 0, 0, false, false
			}
			part = int(n)
		case "_HLS_skip":
			skip = value == "YES" || value == "v2"
		}
	}
	return msn, part, skip, msn >= 0 || part < 0
}

// wait returns the first snapshot that holds the part, or the status of the
// refusal.
func (m *Muxer) wait(ctx context.Context, s *snapshot, msn int64, part int) (*snapshot, int) {
	if s.tooFar(msn) {
		return nil, http.StatusBadRequest
	}
	if s.has(msn, part) {
		return s, 0
	}
	timer := timers.Get().(*time.Timer)
	timer.Reset(holdFor)
	defer func() {
		timer.Stop()
		timers.Put(timer)
	}()
	for {
		select {
		case <-s.next:
		case <-m.left:
			return nil, http.StatusServiceUnavailable
		case <-timer.C:
			return nil, http.StatusServiceUnavailable
		case <-ctx.Done():
			return nil, http.StatusServiceUnavailable
		}
		if s = m.snap.Load(); s.has(msn, part) {
			return s, 0
		}
	}
}

// ServeFile answers a request for an initialization segment, a part or a
// segment. The part that the playlist hints at is waited for, 6.2.6; no other
// is.
func (m *Muxer) ServeFile(w http.ResponseWriter, r *http.Request, name string) {
	v, ok := m.resources.Load(name)
	for !ok {
		s := m.snap.Load()
		if s.over || name != s.hint {
			// It may have come between the two looks.
			if v, ok = m.resources.Load(name); ok {
				break
			}
			refuse(w, http.StatusNotFound)
			return
		}
		if _, status := m.wait(r.Context(), s, s.sequence, s.parts); status != 0 {
			refuse(w, status)
			return
		}
		v, ok = m.resources.Load(name)
	}
	file := v.(*resource)
	h := w.Header()
	h["Content-Type"] = mediaType
	h["Cache-Control"] = immutable
	h.Set("Content-Length", strconv.Itoa(file.size))
	for _, piece := range file.pieces {
		if _, err := w.Write(piece); err != nil {
			return // the player went away
		}
	}
}

// refuse answers without a page: nobody reads it.
func refuse(w http.ResponseWriter, status int) {
	w.Header().Set("Cache-Control", "no-store")
	if status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "1")
	}
	w.WriteHeader(status)
}
