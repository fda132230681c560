package ui

import (
	"context"
	"encoding/json"

	"stagedoor/text"
)

func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

func streamType(live bool) string {
	if live {
		return "live"
	}
	return "on-demand"
}

// controlWords are what media-chrome's controls say, by its own keys.
var controlWords = []string{
	text.Key("play"), text.Key("pause"), text.Key("mute"), text.Key("unmute"), text.Key("volume"), text.Key("live"),
	text.Key("seek to live"), text.Key("playing live"), text.Key("seek"), text.Key("video player"), text.Key("playback time"),
	text.Key("enter fullscreen mode"), text.Key("exit fullscreen mode"),
	text.Key("enter picture in picture mode"), text.Key("exit picture in picture mode"),
	text.Key("hour"), text.Key("hours"), text.Key("minute"), text.Key("minutes"), text.Key("second"), text.Key("seconds"),
	text.Key("{time} remaining"), text.Key("{currentTime} of {totalTime}"), text.Key("video not loaded, unknown time."),
}

// playerWords is what the player's script and its controls say, as JSON.
func playerWords(ctx context.Context) string {
	words := map[string]string{
		"behind":   T(ctx, "%s s behind"),
		"offline":  T(ctx, "You are offline. We try again every few seconds."),
		"back":     T(ctx, "The picture comes back by itself."),
		"refused":  T(ctx, "This page may not show the picture any more. Reload it to see why."),
		"unplayed": T(ctx, "This browser cannot play the picture. A newer Firefox, Chrome, Edge or Safari can."),
	}
	for _, key := range controlWords {
		words[key] = T(ctx, key)
	}
	b, err := json.Marshal(words)
	if err != nil {
		return "{}" // a map of strings
	}
	return string(b)
}
