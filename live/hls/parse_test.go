package hls

import (
	"strconv"
	"strings"
	"testing"
	"time"
)

// A listing is a Media Playlist as a player reads it. Nothing of it comes from
// the code that writes playlists.
type listing struct {
	head          []string // the lines before the first segment's, without those that count
	control       map[string]string
	version       int
	target        int
	partTarget    float64
	sequence      int64
	discontinuity int64
	skipped       int
	segments      []listed
	open          *listed // parts of a segment that is not whole; nil without any
	hint          string
	ended         bool
}

// A listed segment, with what the tags before it say of it.
type listed struct {
	number, dsn   int64
	uri, init     string
	duration      float64
	at            time.Time
	discontinuity bool
	parts         []listedPart
}

type listedPart struct {
	uri         string
	duration    float64
	independent bool
}

// parse reads a playlist; init is the map that a client knows for what is
// skipped.
func parse(t testing.TB, text, init string) *listing {
	t.Helper()
	if !strings.HasPrefix(text, "#EXTM3U\n") || !strings.HasSuffix(text, "\n") {
		t.Fatalf("not a playlist:\n%s", text)
	}
	p := &listing{}
	one := listed{init: init}
	dsn, begun, used := int64(0), false, false
	for _, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n")[1:] {
		tag, value, _ := strings.Cut(line, ":")
		switch tag {
		case "#EXT-X-VERSION":
			p.version, p.head = int(number(t, value)), append(p.head, line)
		case "#EXT-X-TARGETDURATION":
			p.target, p.head = int(number(t, value)), append(p.head, line)
		case "#EXT-X-SERVER-CONTROL":
			p.control, p.head = attributes(t, value), append(p.head, line)
		case "#EXT-X-PART-INF":
			p.partTarget, p.head = decimals(t, attributes(t, value)["PART-TARGET"]), append(p.head, line)
		case "#EXT-X-MEDIA-SEQUENCE":
			p.sequence = number(t, value)
		case "#EXT-X-DISCONTINUITY-SEQUENCE":
			p.discontinuity = number(t, value)
			dsn = p.discontinuity
		case "#EXT-X-SKIP":
			p.skipped = int(number(t, attributes(t, value)["SKIPPED-SEGMENTS"]))
		case "#EXT-X-DISCONTINUITY":
			one.discontinuity, begun, used = true, true, true
			dsn++
		case "#EXT-X-MAP":
			one.init, begun, used = attributes(t, value)["URI"], true, true
		case "#EXT-X-PROGRAM-DATE-TIME":
			at, err := time.Parse(time.RFC3339Nano, value)
			if err != nil {
				t.Fatal(err)
			}
			one.at, begun, used = at, true, true
		case "#EXT-X-PART":
			a := attributes(t, value)
			one.parts = append(one.parts, listedPart{a["URI"], decimals(t, a["DURATION"]), a["INDEPENDENT"] == "YES"})
			begun, used = true, true
		case "#EXTINF":
			one.duration, begun = decimals(t, strings.TrimSuffix(value, ",")), true
		case "#EXT-X-PRELOAD-HINT":
			a := attributes(t, value)
			if a["TYPE"] != "PART" || p.hint != "" {
				t.Fatalf("a hint of %q after %q", value, p.hint)
			}
			p.hint = a["URI"]
		case "#EXT-X-ENDLIST":
			p.ended = true
		default:
			if strings.HasPrefix(line, "#") || line == "" {
				t.Fatalf("a line that nobody knows: %q", line)
			}
			one.uri, one.dsn, one.number = line, dsn, p.sequence+int64(p.skipped+len(p.segments))
			p.segments = append(p.segments, one)
			one, used = listed{init: one.init}, false
		}
		if !begun && tag != "#EXT-X-SKIP" && len(p.segments) > 0 {
			t.Fatalf("%q after the first segment", line)
		}
	}
	if used {
		one.dsn, one.number = dsn, p.sequence+int64(p.skipped+len(p.segments))
		p.open = &one
	}
	return p
}

// attributes reads an attribute-list, 4.2.
func attributes(t testing.TB, s string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for s != "" {
		name, rest, ok := strings.Cut(s, "=")
		if !ok {
			t.Fatalf("not an attribute list: %q", s)
		}
		var value string
		if quoted, is := strings.CutPrefix(rest, `"`); is {
			value, rest, _ = strings.Cut(quoted, `"`)
			rest = strings.TrimPrefix(rest, ",")
		} else {
			value, rest, _ = strings.Cut(rest, ",")
		}
		if _, twice := out[name]; twice {
			t.Fatalf("the attribute %s twice", name)
		}
		out[name], s = value, rest
	}
	return out
}

func number(t testing.TB, s string) int64 {
	t.Helper()
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func decimals(t testing.TB, s string) float64 {
	t.Helper()
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// length is the whole playlist's, the parts at its end included.
func (p *listing) length() float64 {
	sum := 0.0
	for _, s := range p.segments {
		sum += s.duration
	}
	if p.open != nil {
		sum += p.open.sum()
	}
	return sum
}

func (s *listed) sum() float64 {
	sum := 0.0
	for _, p := range s.parts {
		sum += p.duration
	}
	return sum
}

// all are the segments, the one under way included.
func (p *listing) all() []listed {
	if p.open == nil {
		return p.segments
	}
	return append(append([]listed(nil), p.segments...), *p.open)
}
