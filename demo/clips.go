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

// clips names those that there are.
var clips = map[string]bool{"hall": true, "foundry": true}

// playlist is the live playlist at now of a clip that has played over and
// over since 1970. It is a function of now alone: every reader, and every
// process, sees the same stream, and a restart of the demo is no jump.
func playlist(now time.Time) string {
	end := max(now.UnixMilli()/segmentLen.Milliseconds(), listed) // the first segment that is not over yet
	first := end - listed
	var b strings.Builder
	fmt.Fprintf(&b, "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:%d\n", int(segmentLen.Seconds()))
	fmt.Fprintf(&b, "#EXT-X-MEDIA-SEQUENCE:%d\n", first)
	fmt.Fprintf(&b, "#EXT-X-DISCONTINUITY-SEQUENCE:%d\n", gone(first))
	b.WriteString("#EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-MAP:URI=\"init.mp4\"\n")
	for n := first; n < end; n++ {
		start := n > 0 && n%clipSegments == 0
		if start {
			b.WriteString("#EXT-X-DISCONTINUITY\n")
		}
		if start || n == first {
			at := time.UnixMilli(n * segmentLen.Milliseconds()).UTC()
			fmt.Fprintf(&b, "#EXT-X-PROGRAM-DATE-TIME:%s\n", at.Format("2006-01-02T15:04:05.000Z07:00"))
		}
		fmt.Fprintf(&b, "#EXTINF:%.3f,\n%d.m4s\n", segmentLen.Seconds(), n)
	}
	return b.String()
}

// gone is how many discontinuities lie before segment first: the one that
// stands at first itself is still in the list.
func gone(first int64) int64 {
	if first == 0 {
		return 0
	}
	return (first - 1) / clipSegments
}

func servePlaylist(now func() time.Time) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !clips[r.PathValue("clip")] {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Access-Control-Allow-Origin", "*")
		w.Header().Set("Content-Type", "application/vnd.apple.mpegurl")
		w.Header().Set("Cache-Control", "no-cache")
		fmt.Fprint(w, playlist(now()))
	}
}

// serveClip serves init.mp4 and, for any number, the clip's segment that it
// stands for. A segment's name is its place in the stream and not in the
// clip, since players take two of one name for the same.
func serveClip(w http.ResponseWriter, r *http.Request) {
	name, file := r.PathValue("clip"), r.PathValue("file")
	if number, ok := strings.CutSuffix(file, ".m4s"); ok {
		n, err := strconv.ParseUint(number, 10, 63)
		if err != nil {
			http.NotFound(w, r)
			return
		}
		file = fmt.Sprintf("%d.m4s", n%clipSegments)
	} else if file != "init.mp4" {
		http.NotFound(w, r)
		return
	}
	if !clips[name] {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Access-Control-Allow-Origin", "*")
	w.Header().Set("Content-Type", "video/mp4")
	w.Header().Set("Cache-Control", "public, max-age=600")
	http.ServeFileFS(w, r, clipFiles, "clips/"+name+"/"+file)
}
