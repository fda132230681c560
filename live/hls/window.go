package hls

import (
	"slices"
	"time"
)

// A window is the finished segments, oldest first: those that have left the
// playlist and can still be fetched, then those that are listed.
type window struct {
	segments []*segment
	left     int           // of segments, that have left the playlist
	length   time.Duration // of those that are listed
	bytes    int           // of all
	gone     int64         // EXT-X-DISCONTINUITYs that have left: EXT-X-DISCONTINUITY-SEQUENCE
}

// listed are the segments of the playlist.
func (w *window) listed() []*segment { return w.segments[w.left:] }

// add lists a segment that ends at media time end, and lets the oldest go: at
// most keep are listed unless the playlist would get too short, 6.2.2. It
// returns those that can be fetched no more.
func (w *window) add(s *segment, end time.Duration, keep int) (forgotten []*segment) {
	w.segments = append(w.segments, s)
	w.bytes += s.size
	w.length += s.duration
	for {
		forgotten = append(forgotten, w.forget(end)...)
		oldest, n := w.segments[w.left], len(w.segments)-w.left
		long := n > keep && w.length-oldest.duration >= shortest
		heavy := n > 1 && w.bytes > maxWindow
		if !long && !heavy {
			return forgotten
		}
		// Players have it in their playlist for a moment yet, and seek in it.
		oldest.until = end + oldest.duration + w.length
		w.length -= oldest.duration
		if oldest.discontinuity {
			w.gone++
		}
		w.left++
	}
}

// forget takes out what has left and was fetchable for long enough, or is too
// much.
func (w *window) forget(end time.Duration) []*segment {
	n := 0
	for n < w.left && (w.segments[n].until <= end || w.bytes > maxWindow) {
		w.bytes -= w.segments[n].size
		n++
	}
	forgotten := slices.Clone(w.segments[:n])
	w.segments = slices.Delete(w.segments, 0, n)
	w.left -= n
	return forgotten
}
