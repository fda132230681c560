package stage

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
)

var (
	twitchChannelForm = regexp.MustCompile(`^[a-z0-9][a-z0-9_]{2,24}$`)
	twitchClipForm    = regexp.MustCompile(`^[A-Za-z0-9_-]{1,100}$`)
)

// twitchPages are Twitch's own pages, which stand where a channel could.
var twitchPages = []string{"about", "bits", "broadcast", "collections", "communities", "creatorcamp", "dashboard", "directory", "downloads", "drops",
	"embed", "event", "friends", "inventory", "jobs", "legal", "login", "messages", "moderator", "payments", "popout", "prime", "privacy",
	"products", "search", "settings", "signup", "store", "subs", "subscriptions", "team", "turbo", "user", "videos", "wallet"}

// parseTwitch reads the path of twitch.tv, or its player's query.
func parseTwitch(path []string, query url.Values) (Source, error) {
	switch {
	case len(path) == 0 && query.Get("channel") != "":
		return twitchChannel(query.Get("channel"))
	case len(path) == 0 && query.Get("video") != "":
		return twitchVideo(strings.TrimPrefix(query.Get("video"), "v"))
	case len(path) > 0 && (path[0] == "popout" || path[0] == "embed" || path[len(path)-1] == "chat"):
		return Source{}, refuse("This is the chat beside a Twitch channel. Paste the channel's own address.")
	case len(path) == 2 && path[0] == "videos":
		return twitchVideo(path[1])
	case len(path) == 3 && (path[1] == "v" || path[1] == "video"):
		return twitchVideo(path[2])
	case len(path) == 3 && path[1] == "clip":
		return twitchClip(path[2])
	case len(path) == 1:
		return twitchChannel(path[0])
	}
	return Source{}, refuseTwitch()
}

// parseTwitchClip reads the path of clips.twitch.tv.
func parseTwitchClip(path []string, query url.Values) (Source, error) {
	switch {
	case len(path) == 1 && path[0] == "embed":
		return twitchClip(query.Get("clip"))
	case len(path) == 1:
		return twitchClip(path[0])
	}
	return Source{}, refuseTwitch()
}

func twitchChannel(name string) (Source, error) {
	name = strings.ToLower(name)
	if !twitchChannelForm.MatchString(name) || slices.Contains(twitchPages, name) {
		return Source{}, refuseTwitch()
	}
	return Source{Kind: TwitchChannel, Ref: name, URL: "https://www.twitch.tv/" + name}, nil
}

func twitchVideo(id string) (Source, error) {
	if !numberForm.MatchString(id) {
		return Source{}, refuseTwitch()
	}
	return Source{Kind: TwitchVideo, Ref: id, URL: "https://www.twitch.tv/videos/" + id}, nil
}

func twitchClip(slug string) (Source, error) {
	if !twitchClipForm.MatchString(slug) || slug == "embed" {
		return Source{}, refuseTwitch()
	}
	return Source{Kind: TwitchClip, Ref: slug, URL: "https://clips.twitch.tv/" + slug}, nil
}

func refuseTwitch() error {
	return refuse("This Twitch page is not a channel, a video or a clip. Paste the channel's address, like twitch.tv/name.")
}
