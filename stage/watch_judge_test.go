package stage

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"stagedoor"
)

// TestJudge plays what was seen of a playlist with a target duration of 4 s,
// each at its second: "A" to "Z" are playlists that differ, "A." is over, "A!"
// a film, "-" has no segment, a number is a status, "hang" a hanging server.
func TestJudge(t *testing.T) {
	for _, tt := range []struct{ what, seen, want string }{
		{"not asked yet", "", " 0"},
		{"the first look says nothing", "3 A, 5 A", " 0"},
		{"it moves", "0 A, 2 B, 4 C", "up 2"},
		{"it rests for less than three target durations", "0 A, 2 B, 13 B", "up 2"},
		{"frozen for three", "0 A, 4 B, 15 B, 16 B", "down 16 not changed for 12 s"},
		{"frozen since before we came", "0 A, 12 A, 14 A, 60 A", "down 12 not changed for 12 s"},
		{"it moves again", "0 A, 12 A, 14 B", "up 14"},
		{"one 404", "0 A, 2 B, 3 404, 4 B", "up 2"},
		{"two in a row", "0 A, 2 404, 3 404", "down 3 404"},
		{"two, but not in a row", "0 A, 1 B, 2 404, 3 B, 5 404, 6 C", "up 1"},
		{"two of different kinds", "0 A, 2 404, 3 500", "down 3 500"},
		{"never there: the first try may be a hiccup", "0 404", " 0"},
		{"never there", "0 404, 1 404", "down 1 404"},
		{"there at last, and moving or not", "0 404, 1 404, 3 A", "down 1 404"},
		{"there at last, and moving", "0 404, 1 404, 3 A, 5 B", "up 5"},
		{"hanging falls at once", "0 A, 7 hang", "down 7 hang"},
		{"the same old playlist is not back", "0 A, 2 404, 3 404, 5 A, 7 A", "down 3 404"},
		{"and then it is frozen", "0 A, 2 404, 3 404, 5 A, 12 A", "down 3 not changed for 12 s"},
		{"a new one is back", "0 A, 2 404, 3 404, 5 B", "up 5"},
		{"a hiccup while it is not steady is a fall", "0 A, 2 404, 3 404, 5 B, 14 404", "down 14 404"},
		{"a hiccup when it is steady is none", "0 A, 2 404, 3 404, 5 B, 10 C, 15 404, 16 D", "up 5"},
		{"a hiccup of one that never fell", "0 A, 1 B, 2 404, 3 B", "up 1"},
		{"another problem must be seen twice", "0 A, 2 404, 3 404, 5 500", "down 3 404"},
		{"another problem", "0 A, 2 404, 3 404, 5 500, 7 500", "down 3 500"},
		{"the same with another figure is no news", "0 A, 2 500, 3 500, 5 502, 7 502", "down 3 500"},
		{"over", "0 A, 2 A.", "down 2 ended"},
		{"over since before we came", "0 A.", "down 0 ended"},
		{"a film is whole", "0 A!, 100 A!", "up 0"},
		{"what was live becomes a film", "0 A, 4 B!", "down 4 ended"},
		{"nothing in it", "0 -, 2 -", "down 0 nothing in the playlist"},
		{"an encoder comes", "0 -, 2 A", "up 2"},
	} {
		j := judge{second: time.Second}
		for at := range strings.SplitSeq(tt.seen, ", ") {
			var second int
			var what string
			fmt.Sscan(at, &second, &what)
			play(&j, what, time.Unix(int64(second), 0))
		}
		since := j.health.Since.Unix()
		if j.health.Since.IsZero() {
			since = 0
		}
		got := strings.TrimRight(fmt.Sprintf("%s %d %s", j.health.State, since, j.health.Problem), " ")
		start, says, _ := strings.Cut(tt.want, " ")
		n, says, _ := strings.Cut(says, " ")
		if !strings.HasPrefix(got+" ", start+" "+n+" ") || !strings.Contains(got, says) || says == "" && !j.health.Problem.Zero() {
			t.Errorf("%s (%s): %q, want %q", tt.what, tt.seen, got, tt.want)
		}
	}
}

func play(j *judge, what string, now time.Time) {
	switch {
	case what == "":
	case what == "hang":
		j.failed(stagedoor.Say("hang"), true, now)
	case what[0] >= '0' && what[0] <= '9':
		n, _ := strconv.Atoi(what)
		j.failed(sayStatus(n), false, now)
	default:
		p := playlist{target: 4, segments: 3, last: what[:1]}
		p.ended, p.film = strings.ContainsAny(what, ".!"), strings.Contains(what, "!")
		if what == "-" {
			p.segments = 0
		}
		j.saw(p, now)
	}
}

func TestHowOftenToAsk(t *testing.T) {
	for _, tt := range []struct {
		what   string
		target int
		bad    int
		want   time.Duration
	}{
		{"half the target duration", 6, 0, 3 * time.Second},
		{"at least a second", 1, 0, time.Second},
		{"at most six", 20, 0, 6 * time.Second},
		{"soon after the first bad try", 20, 1, time.Second},
		{"as before when it is down", 6, 2, 3 * time.Second},
		{"a server that says nonsense", 1e6, 0, 6 * time.Second},
	} {
		j := judge{second: time.Second, seen: true, last: playlist{target: tt.target}, bad: tt.bad}
		if got := j.next(); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.what, got, tt.want)
		}
	}
	if got := (&judge{second: time.Second}).next(); got != 2*time.Second {
		t.Errorf("a playlist that was never seen is asked for each %v, want 2 s", got)
	}
}

func TestReadPlaylist(t *testing.T) {
	const live = "#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXT-X-MEDIA-SEQUENCE:41\n"
	for _, tt := range []struct {
		what, text string
		want       playlist
	}{
		{"live", live + "#EXTINF:6,\na.ts\n#EXTINF:6,\nb.ts?token=1\n", playlist{target: 6, sequence: 41, segments: 2, last: "b.ts"}},
		{"with carriage returns and a BOM", "\ufeff" + strings.ReplaceAll(live, "\n", "\r\n") + "#EXTINF:6,\r\na.ts", playlist{target: 6, sequence: 41, segments: 1, last: "a.ts"}},
		{"parts", live + "#EXTINF:6,\na.mp4\n#EXT-X-PART:DURATION=0.3,URI=\"b1.mp4?x\",INDEPENDENT=YES\n#EXT-X-PART:DURATION=0.3,URI=\"b2.mp4\"\n",
			playlist{target: 6, sequence: 41, segments: 1, parts: 2, last: "b2.mp4"}},
		{"over", live + "a.ts\n#EXT-X-ENDLIST\n", playlist{target: 6, sequence: 41, segments: 1, last: "a.ts", ended: true}},
		{"a film", live + "#EXT-X-PLAYLIST-TYPE:VOD\na.ts\n#EXT-X-ENDLIST\n", playlist{target: 6, sequence: 41, segments: 1, last: "a.ts", ended: true, film: true}},
		{"a film without its end is live", live + "#EXT-X-PLAYLIST-TYPE:VOD\na.ts\n", playlist{target: 6, sequence: 41, segments: 1, last: "a.ts"}},
		{"empty", live, playlist{target: 6, sequence: 41}},
		{"multivariant", "#EXTM3U\n#EXT-X-I-FRAME-STREAM-INF:URI=\"i.m3u8\"\n#EXT-X-STREAM-INF:BANDWIDTH=1\n# a word\n\nlow/a.m3u8?t=1\n#EXT-X-STREAM-INF:BANDWIDTH=2\nhigh.m3u8", playlist{variant: "low/a.m3u8?t=1"}},
		{"a half target duration", "#EXTM3U\n#EXT-X-TARGETDURATION:0.5\na.ts\n", playlist{target: 1, segments: 1, last: "a.ts"}},
	} {
		if got, err := readPlaylist([]byte(tt.text)); err != nil || got != tt.want {
			t.Errorf("%s: %+v, %v; want %+v", tt.what, got, err, tt.want)
		}
	}
	for what, text := range map[string]string{
		"nothing":              "",
		"a page":               "<html>Service</html>",
		"a list of films":      "#EXTM3U\n#EXTINF:120,One\none.mp3\n",
		"no variant":           "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n",
		"bytes":                "#EXTM3U\n#EXT-X-TARGETDURATION:6\n\x00\xff\n",
		"no number":            "#EXTM3U\n#EXT-X-TARGETDURATION:NaN\na.ts\n",
		"#EXTM3U is not first": "\n#EXTM3U\n#EXT-X-TARGETDURATION:6\na.ts\n",
	} {
		if p, err := readPlaylist([]byte(text)); !errors.Is(err, errNoPlaylist) {
			t.Errorf("%s was read as %+v", what, p)
		}
	}
}

func FuzzReadPlaylist(f *testing.F) {
	f.Add([]byte("#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXT-X-MEDIA-SEQUENCE:41\n#EXTINF:6,\na.ts?x\n#EXT-X-PART:URI=\"b\"\n#EXT-X-PLAYLIST-TYPE:VOD\n#EXT-X-ENDLIST\n"))
	f.Add([]byte("\ufeff#EXTM3U\r\n#EXT-X-STREAM-INF:BANDWIDTH=1\r\n../a.m3u8\r\n"))
	f.Add([]byte("#EXTM3U\n#EXT-X-TARGETDURATION:-1e9\n#EXT-X-PART:URI=\"\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := readPlaylist(b)
		switch {
		case err != nil && p != playlist{}:
			t.Errorf("refused, and read as %+v", p)
		case err == nil && p.variant == "" && (p.target < 1 || p.target > 1e6):
			t.Errorf("a target duration of %d", p.target)
		case strings.Contains(p.last, "?") || strings.ContainsAny(p.variant, "\n"):
			t.Errorf("read as %+v", p)
		}
		j := judge{second: time.Second}
		now := time.Unix(0, 0)
		for range 3 {
			if err == nil {
				j.saw(p, now)
			}
			if d := j.next(); d < time.Second || d > 6*time.Second {
				t.Fatalf("asked each %v", d)
			}
			now = now.Add(time.Minute)
		}
		if to, err := resolve("https://a.example/live/x.m3u8", p.variant); err == nil && to == "" {
			t.Errorf("%q leads nowhere", p.variant)
		}
	})
}
