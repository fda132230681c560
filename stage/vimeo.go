package stage

import (
	"net/url"
	"regexp"
	"slices"
)

var (
	numberForm    = regexp.MustCompile(`^[1-9][0-9]{0,18}$`)
	vimeoHashForm = regexp.MustCompile(`^[0-9a-zA-Z]{6,40}$`)
)

// vimeoWords stand in an event's address where a hash could.
var vimeoWords = []string{"embed", "chat", "interaction", "settings", "stream", "manage"}

// parseVimeo reads the path of vimeo.com and player.vimeo.com.
func parseVimeo(path []string, query url.Values) (Source, error) {
	switch {
	case len(path) > 0 && (path[0] == "manage" || path[0] == "live" || path[0] == "settings"):
		return Source{}, refuse("This is Vimeo's back office, which only its owner sees. Paste the link that Vimeo gives under Share.")
	case len(path) > 0 && path[0] == "live-chat" || len(path) > 1 && path[0] == "event" && slices.Contains(path, "chat"):
		return Source{}, refuse("This is the chat beside a Vimeo event. Paste the event's own address.")
	case len(path) > 1 && path[0] == "event":
		return parseVimeoEvent(path[1], path[2:], query)
	}
	// Vimeo keeps a video's number behind what it is shown in.
	for _, before := range [][]string{{"video"}, {"channels", "*"}, {"groups", "*", "videos"}, {"showcase", "*", "video"}, {"album", "*", "video"}, {}} {
		if rest, ok := behind(path, before); ok && len(rest) > 0 && numberForm.MatchString(rest[0]) {
			return vimeoVideo(rest[0], rest[1:], query)
		}
	}
	return Source{}, refuse("This Vimeo page is not a video or an event. Paste the link that Vimeo gives under Share.")
}

// vimeoVideo makes the source of a video; its hash is in the path or the query.
func vimeoVideo(id string, rest []string, query url.Values) (Source, error) {
	hash := query.Get("h")
	if len(rest) > 0 {
		hash = rest[0]
	}
	if hash != "" && !vimeoHashForm.MatchString(hash) || len(rest) > 1 {
		return Source{}, refuse("The end of this Vimeo address cannot be read. Paste the link that Vimeo gives under Share.")
	}
	return Source{Kind: VimeoVideo, Ref: id, Hash: hash, URL: "https://vimeo.com/" + id + prefixed("?h=", hash)}, nil
}

// parseVimeoEvent makes the source of an event; an unlisted one's hash is a
// part of the path, before or behind "embed", or h in the query.
func parseVimeoEvent(id string, rest []string, query url.Values) (Source, error) {
	hash := query.Get("h")
	for _, part := range rest {
		if !slices.Contains(vimeoWords, part) {
			hash = part
			break
		}
	}
	if !numberForm.MatchString(id) || hash != "" && (!vimeoHashForm.MatchString(hash) || slices.Contains(vimeoWords, hash)) {
		return Source{}, refuse("The end of this Vimeo address cannot be read. Paste the link that Vimeo gives under Share.")
	}
	return Source{Kind: VimeoEvent, Ref: id, Hash: hash, URL: "https://vimeo.com/event/" + id + prefixed("/", hash)}, nil
}

// behind returns what follows the parts before in path; * stands for any part.
func behind(path, before []string) ([]string, bool) {
	if len(path) < len(before) {
		return nil, false
	}
	for i, part := range before {
		if part != "*" && part != path[i] {
			return nil, false
		}
	}
	return path[len(before):], true
}
