package stage

import (
	"bytes"
	"errors"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"
)

// errNoPlaylist is the error of what is not a playlist.
var errNoPlaylist = errors.New("not a playlist")

// A playlist is what is needed of one to see that it moves. Two that are equal
// show the same.
type playlist struct {
	variant  string // the first of a multivariant playlist, as written; the rest is empty then
	target   int    // seconds
	sequence uint64 // of the first segment
	segments int
	parts    int
	last     string // the last segment's or part's URI, without its query: a token is no news
	ended    bool   // no segment will follow
	film     bool   // it was never live: it is whole, and says so
}

// readPlaylist reads a playlist, or returns errNoPlaylist. It skips what it
// does not know: a player may still show what is beyond us.
func readPlaylist(b []byte) (playlist, error) {
	var p playlist
	text := strings.TrimPrefix(string(b), "\ufeff")
	if !utf8.ValidString(text) || bytes.IndexByte(b, 0) >= 0 {
		return p, errNoPlaylist
	}
	first := true
	variants := false
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		switch {
		case first:
			if line != "#EXTM3U" && !strings.HasPrefix(line, "#EXTM3U ") {
				return playlist{}, errNoPlaylist
			}
			first = false
		case strings.HasPrefix(line, "#EXT-X-STREAM-INF:"):
			variants = true
		case line == "", strings.HasPrefix(line, "#"):
			p.tag(line)
		case variants:
			return playlist{variant: strings.Clone(line)}, nil
		default:
			p.segments++
			p.last = withoutQuery(line)
		}
	}
	if first || variants || p.target == 0 {
		return playlist{}, errNoPlaylist
	}
	p.film = p.film && p.ended
	p.last = strings.Clone(p.last) // it would keep the whole text
	return p, nil
}

// tag takes a line that begins with #.
func (p *playlist) tag(line string) {
	name, value, _ := strings.Cut(line, ":")
	switch name {
	case "#EXT-X-TARGETDURATION":
		if n, err := strconv.ParseFloat(value, 64); err == nil && n >= 0 { // whole by the book
			p.target = int(min(max(n, 1), 1e6))
		}
	case "#EXT-X-MEDIA-SEQUENCE":
		p.sequence, _ = strconv.ParseUint(value, 10, 64)
	case "#EXT-X-PART":
		p.parts++
		if _, uri, ok := strings.Cut(value, `URI="`); ok {
			uri, _, _ = strings.Cut(uri, `"`)
			p.last = withoutQuery(uri)
		}
	case "#EXT-X-ENDLIST":
		p.ended = true
	case "#EXT-X-PLAYLIST-TYPE":
		p.film = value == "VOD"
	}
}

func withoutQuery(uri string) string {
	uri, _, _ = strings.Cut(uri, "?")
	return uri
}

// resolve is where a playlist at base leads with uri.
func resolve(base, uri string) (string, error) {
	at, err := url.Parse(base)
	if err == nil {
		at, err = at.Parse(uri)
	}
	if err != nil {
		return "", errNoPlaylist
	}
	return at.String(), nil
}
