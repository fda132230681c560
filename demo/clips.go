package demo

import (
	"embed"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

//go:embed clips/hall clips/foundry
var clipFiles embed.FS

// What make.sh makes: segments of exactly this length, so many a clip.
const (
	segmentLen   = 2 * time.Second
	clipSegments = 8
	listed       = 6 // segments in the playlist: hls.js starts three from the end
)

// clips are those that there are, by stage.
var clips = map[string]*clip{"hall": openClip("hall"), "foundry": openClip("foundry")}

// playlist is the live playlist at now of a clip that has played over and
// over since 1970. It is a function of now alone: every reader, and every
// process, sees the same stream, and a restart of the demo is no jump.
func playlist(now time.Time) string {
	end := max(now.UnixMilli()/segmentLen.Milliseconds(), listed) // the first segment that is not over yet
	first := end - listed
	var b strings.Builder
	fmt.Fprintf(&b, "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:%d\n", int(segmentLen.Seconds()))
	fmt.Fprintf(&b, "#EXT-X-MEDIA-SEQUENCE:%d\n", first)
	b.WriteString("#EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-MAP:URI=\"init.mp4\"\n")
	at := time.UnixMilli(first * segmentLen.Milliseconds()).UTC()
	fmt.Fprintf(&b, "#EXT-X-PROGRAM-DATE-TIME:%s\n", at.Format("2006-01-02T15:04:05.000Z07:00"))
	for n := first; n < end; n++ {
		fmt.Fprintf(&b, "#EXTINF:%.3f,\n%d.m4s\n", segmentLen.Seconds(), n)
	}
	return b.String()
}

func servePlaylist(now func() time.Time) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if clips[r.PathValue("clip")] == nil {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Access-Control-Allow-Origin", "*")
		w.Header().Set("Content-Type", "application/vnd.apple.mpegurl")
		w.Header().Set("Cache-Control", "no-cache")
		fmt.Fprint(w, playlist(now()))
	}
}

// serveClip serves init.mp4 and, for any number, the segment of that place
// in the stream.
func serveClip(w http.ResponseWriter, r *http.Request) {
	segments, ok := clips[r.PathValue("clip")]
	if !ok {
		http.NotFound(w, r)
		return
	}
	file := r.PathValue("file")
	out := segments.init
	if file != "init.mp4" {
		number, cut := strings.CutSuffix(file, ".m4s")
		n, err := strconv.ParseUint(number, 10, 32) // enough until 2242
		if !cut || err != nil {
			http.NotFound(w, r)
			return
		}
		out = segments.at(n)
	}
	h := w.Header()
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Content-Type", "video/mp4")
	h.Set("Cache-Control", "public, max-age=600")
	h.Set("Content-Length", strconv.Itoa(len(out)))
	w.Write(out) // the player went away if this fails
}
