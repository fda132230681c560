package demo

import (
	"context"
	"encoding/binary"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"
)

// A listing is a playlist as a player reads it.
type listing struct {
	first int64
	names []string    // of each segment
	times []time.Time // of each segment, from PROGRAM-DATE-TIME and EXTINF
}

func readListing(t *testing.T, text string) listing {
	t.Helper()
	var l listing
	var next time.Time
	var length time.Duration
	for line := range strings.Lines(text) {
		tag, value, _ := strings.Cut(strings.TrimSpace(line), ":")
		switch {
		case tag == "#EXT-X-MEDIA-SEQUENCE":
			l.first, _ = strconv.ParseInt(value, 10, 64)
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
			l.times = append(l.times, next)
			next = next.Add(length)
		}
	}
	return l
}

func TestPlaylistGolden(t *testing.T) {
	got := playlist(noon.Add(6*time.Second + 300*time.Millisecond))
	want := `#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:2
#EXT-X-MEDIA-SEQUENCE:905099397
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MAP:URI="init.mp4"
#EXT-X-PROGRAM-DATE-TIME:2027-05-13T08:59:54.000Z
#EXTINF:2.000,
905099397.m4s
#EXTINF:2.000,
905099398.m4s
#EXTINF:2.000,
905099399.m4s
#EXTINF:2.000,
905099400.m4s
#EXTINF:2.000,
905099401.m4s
#EXTINF:2.000,
905099402.m4s
`
	if got != want {
		t.Errorf("playlist =\n%s\nwant\n%s", got, want)
	}
}

// TestPlaylistKeepsItsWord walks two loops in steps of 0.7 s, at the
// beginning of time, today and far off: the window only moves on, and a
// segment never changes its name or time.
func TestPlaylistKeepsItsWord(t *testing.T) {
	for _, start := range []time.Time{time.Unix(0, 0), time.Unix(13, 0), noon, time.Date(2199, 12, 31, 23, 59, 59, 0, time.UTC)} {
		type fact struct {
			name string
			at   time.Time
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
				f := fact{l.names[i], l.times[i].UTC()}
				if was, ok := known[n]; ok && was != f {
					t.Fatalf("segment %d at %s = %v, was %v", n, now, f, was)
				}
				known[n] = f
				if want := time.Unix(2*n, 0).UTC(); !f.at.Equal(want) {
					t.Errorf("segment %d is of %s, want %s", n, f.at, want)
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
}

// TestSegmentsFollow reads every fragment's own times over three loops, with
// the lengths that its trun boxes give: each track's next begins where the
// last ended.
func TestSegmentsFollow(t *testing.T) {
	const from = 905099400 // noon on a day in 2027
	for name, c := range clips {
		ends := map[int]uint64{}
		for n := uint64(from); n < from+3*clipSegments; n++ {
			b := c.at(n)
			f, err := openFragment(b)
			if err != nil {
				t.Fatalf("%s %d: %v", name, n, err)
			}
			for track, field := range f.times {
				begins := binary.BigEndian.Uint64(f.bytes[field.offset:])
				if want, ok := ends[track]; ok && begins != want {
					t.Errorf("%s, segment %d, track %d begins at %d, want %d", name, n, track, begins, want)
				}
				if drift := float64(begins)/float64(field.scale) - float64(2*n); drift < -0.1 || drift > 0.1 {
					t.Errorf("%s, segment %d, track %d is %.3f s from its place", name, n, track, drift)
				}
				ends[track] = begins + length(t, f, field)
			}
		}
	}
}

// length is how long a track's run of samples is: the tfhd before the time
// has the length of each, the trun after it their number.
func length(t *testing.T, f fragment, field timeField) uint64 {
	t.Helper()
	each := binary.BigEndian.Uint32(f.bytes[field.offset-24:])
	count := binary.BigEndian.Uint32(f.bytes[field.offset+8+12:])
	if string(f.bytes[field.offset+8+4:field.offset+8+8]) != "trun" || each == 0 {
		t.Fatal("the fragment is not built as make.sh builds it")
	}
	return uint64(each) * uint64(count)
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
		if said.Len() > 0 {
			t.Errorf("%s: ffmpeg complains:\n%s", url, said.String())
		}
	}
}
