package demo

import (
	"context"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"
)

// A listing is a playlist as a player reads it.
type listing struct {
	first   int64
	numbers []int64     // discontinuity number of each segment
	names   []string    // of each segment
	times   []time.Time // of each segment, from PROGRAM-DATE-TIME and EXTINF
}

func readListing(t *testing.T, text string) listing {
	t.Helper()
	var l listing
	var number int64
	var next time.Time
	var length time.Duration
	for line := range strings.Lines(text) {
		tag, value, _ := strings.Cut(strings.TrimSpace(line), ":")
		switch {
		case tag == "#EXT-X-MEDIA-SEQUENCE":
			l.first, _ = strconv.ParseInt(value, 10, 64)
		case tag == "#EXT-X-DISCONTINUITY-SEQUENCE":
			number, _ = strconv.ParseInt(value, 10, 64)
		case tag == "#EXT-X-DISCONTINUITY":
			number++
		case tag == "#EXT-X-PROGRAM-DATE-TIME":
			at, err := time.Parse(time.RFC3339, value)
			if err != nil {
				t.Fatalf("PROGRAM-DATE-TIME: %v", err)
			}
			next = at
		case tag == "#EXTINF":
			seconds, err := strconv.ParseFloat(strings.TrimSuffix(value, ","), 64)
			if err != nil {
				t.Fatalf("EXTINF: %v", err)
			}
			length = time.Duration(seconds * float64(time.Second))
		case tag != "" && !strings.HasPrefix(tag, "#"):
			l.names = append(l.names, tag)
			l.numbers = append(l.numbers, number)
			l.times = append(l.times, next)
			next = next.Add(length)
		}
	}
	return l
}

func TestPlaylistGolden(t *testing.T) {
	// 2027-05-13 09:00:06 UTC is segment 905,598,003 = 8 × 113,199,750 + 3.
	got := playlist(noon.Add(6*time.Second + 300*time.Millisecond))
	n := noon.Unix()/2 + 3
	if n%clipSegments != 3 {
		t.Fatalf("the test's own time is segment %d of the clip, want 3", n%clipSegments)
	}
	want := fmt.Sprintf(`#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:2
#EXT-X-MEDIA-SEQUENCE:%d
#EXT-X-DISCONTINUITY-SEQUENCE:%d
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MAP:URI="init.mp4"
#EXT-X-PROGRAM-DATE-TIME:2027-05-13T08:59:54.000Z
#EXTINF:2.000,
%d.m4s
#EXTINF:2.000,
%d.m4s
#EXTINF:2.000,
%d.m4s
#EXT-X-DISCONTINUITY
#EXT-X-PROGRAM-DATE-TIME:2027-05-13T09:00:00.000Z
#EXTINF:2.000,
%d.m4s
#EXTINF:2.000,
%d.m4s
#EXTINF:2.000,
%d.m4s
`, n-6, (n-6)/8, n-6, n-5, n-4, n-3, n-2, n-1)
	if got != want {
		t.Errorf("playlist =\n%s\nwant\n%s", got, want)
	}
}

// TestPlaylistKeepsItsWord walks two loops in steps of 0.7 s, at the
// beginning of time, today and far off: the window only moves on, and a
// segment never changes its name, time or discontinuity number.
func TestPlaylistKeepsItsWord(t *testing.T) {
	for _, start := range []time.Time{time.Unix(0, 0), time.Unix(13, 0), noon, time.Date(2199, 12, 31, 23, 59, 59, 0, time.UTC)} {
		type fact struct {
			name   string
			number int64
			at     time.Time
		}
		known := map[int64]fact{}
		last := int64(-1)
		for step := range 100 {
			now := start.Add(time.Duration(step) * 700 * time.Millisecond)
			l := readListing(t, playlist(now))
			if l.first < last {
				t.Fatalf("at %s the playlist starts at %d, after it had started at %d", now, l.first, last)
			}
			last = l.first
			if len(l.names) != listed {
				t.Fatalf("at %s there are %d segments, want %d", now, len(l.names), listed)
			}
			for i := range l.names {
				n := l.first + int64(i)
				f := fact{l.names[i], l.numbers[i], l.times[i].UTC()}
				if was, ok := known[n]; ok && was != f {
					t.Fatalf("segment %d at %s = %v, was %v", n, now, f, was)
				}
				known[n] = f
				if want := time.Unix(2*n, 0).UTC(); !f.at.Equal(want) {
					t.Errorf("segment %d is of %s, want %s", n, f.at, want)
				}
				if want := n / clipSegments; f.number != want {
					t.Errorf("segment %d is in loop %d, want %d", n, f.number, want)
				}
			}
			end := time.Unix(2*(last+listed), 0)
			if late := now.Sub(end); now.Unix() > 2*listed && (late < 0 || late >= segmentLen) {
				t.Errorf("at %s the playlist ends at %s, want less than a segment ago", now, end)
			}
		}
	}
}

func TestClipAnswers(t *testing.T) {
	h := handler(newShop(at(noon)), newMailbox(at(noon)), Options{Now: at(noon)}.withDefaults())
	for _, tt := range []struct {
		path, kind string
		status     int
	}{
		{"/clips/hall/index.m3u8", "application/vnd.apple.mpegurl", 200},
		{"/clips/foundry/index.m3u8", "application/vnd.apple.mpegurl", 200},
		{"/clips/hall/init.mp4", "video/mp4", 200},
		{"/clips/foundry/905598003.m4s", "video/mp4", 200},
		{"/clips/attic/index.m3u8", "", 404},
		{"/clips/attic/init.mp4", "", 404},
		{"/clips/hall/-1.m4s", "", 404},
		{"/clips/hall/99999999999999999999.m4s", "", 404},
		{"/clips/hall/..%2f..%2fmake.sh", "", 404},
		{"/clips/hall/make.sh", "", 404},
	} {
		r := get(h, tt.path)
		if r.StatusCode != tt.status {
			t.Errorf("%s: %d, want %d", tt.path, r.StatusCode, tt.status)
			continue
		}
		if tt.status != 200 {
			continue
		}
		if got := r.Header.Get("Content-Type"); got != tt.kind {
			t.Errorf("%s: Content-Type %q, want %q", tt.path, got, tt.kind)
		}
		if got := r.Header.Get("Access-Control-Allow-Origin"); got != "*" {
			t.Errorf("%s: Access-Control-Allow-Origin %q, want *", tt.path, got)
		}
	}
	first, again := get(h, "/clips/hall/3.m4s"), get(h, "/clips/hall/11.m4s")
	if string(body(t, first)) != string(body(t, again)) {
		t.Error("segment 11 is not segment 3 once more")
	}
}

// TestClipsPlay reads each stream with ffmpeg over a loop's end; the clock
// of the demo stands where the loop's end is in the window, so that nothing
// waits for a live picture.
func TestClipsPlay(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	now := noon.Add(6 * time.Second) // the loop ends in the middle of the window
	d, err := Start(ctx, Options{Now: at(now)})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		stop()
		if err := d.Wait(); err != nil {
			t.Error(err)
		}
	}()
	for _, url := range []string{d.Addresses().Hall, d.Addresses().Foundry} {
		// From the first of six segments, ten of the twelve seconds.
		cmd := exec.CommandContext(ctx, "ffmpeg", "-hide_banner", "-nostdin", "-v", "error", "-live_start_index", "0",
			"-i", url, "-t", "10", "-map", "0:v", "-map", "0:a", "-f", "framecrc", "-")
		var said strings.Builder
		cmd.Stderr = &said
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("ffmpeg reads %s: %v\n%s", url, err, said.String())
		}
		var frames int
		for line := range strings.Lines(string(out)) {
			if strings.HasPrefix(line, "0,") {
				frames++
			}
		}
		if frames < 245 || frames > 252 {
			t.Errorf("%s: %d frames in 10 s, want 250", url, frames)
		}
		if strings.Contains(said.String(), "rror") {
			t.Errorf("%s: ffmpeg complains:\n%s", url, said.String())
		}
	}
}
