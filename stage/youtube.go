package stage

import (
	"net/url"
	"regexp"
	"strings"
)

var (
	youTubeVideoForm   = regexp.MustCompile(`^[A-Za-z0-9_-]{11}$`)
	youTubeChannelForm = regexp.MustCompile(`^UC[A-Za-z0-9_-]{22}$`)
)

// parseYouTube reads the path of youtube.com and its cookieless twin. A short
// link comes as live/ID.
func parseYouTube(path []string, query url.Values) (Source, error) {
	if len(path) == 0 {
		path = []string{""}
	}
	second := ""
	if len(path) > 1 {
		second = path[1]
	}
	switch path[0] {
	case "watch":
		return youTubeVideo(query.Get("v"))
	case "embed", "v", "live", "shorts", "e":
		switch {
		case path[0] == "embed" && second == "live_stream":
			return youTubeChannel(query.Get("channel"))
		case second == "videoseries" || second == "":
			return Source{}, refuseYouTube()
		}
		return youTubeVideo(second)
	case "channel":
		return youTubeChannel(second)
	case "live_chat", "live_chat_replay":
		return Source{}, refuse("This is the chat beside a YouTube stream. Paste the video's own address.")
	case "c", "user":
		return Source{}, refuseHandle()
	}
	if strings.HasPrefix(path[0], "@") {
		return Source{}, refuseHandle()
	}
	return Source{}, refuseYouTube()
}

func youTubeVideo(id string) (Source, error) {
	if !youTubeVideoForm.MatchString(id) || id == "live_stream" || id == "videoseries" {
		return Source{}, refuse("The video's id in this YouTube address is not complete: it has 11 characters. Paste the link that YouTube gives under Share.")
	}
	return Source{Kind: YouTubeVideo, Ref: id, URL: "https://www.youtube.com/watch?v=" + id}, nil
}

func youTubeChannel(id string) (Source, error) {
	if !youTubeChannelForm.MatchString(id) {
		return Source{}, refuse("The channel's id in this YouTube address is not complete: it begins with UC and has 24 characters.")
	}
	return Source{Kind: YouTubeChannel, Ref: id, URL: "https://www.youtube.com/channel/" + id + "/live"}, nil
}

func refuseHandle() error {
	return refuse("YouTube shows a channel elsewhere only by its id, not by its name. Paste the stream's own link, or youtube.com/channel/UC….")
}

func refuseYouTube() error {
	return refuse("This YouTube page is not a video or a channel's stream. Paste the link that YouTube gives under Share.")
}
