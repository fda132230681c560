package ui

import (
	"context"
	"encoding/json"
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

// playerWords is what the player's script says, as JSON.
func playerWords(ctx context.Context) string {
	b, err := json.Marshal(map[string]string{
		"behind":   T(ctx, "%s s behind"),
		"offline":  T(ctx, "You are offline. We try again every few seconds."),
		"back":     T(ctx, "The picture comes back by itself."),
		"refused":  T(ctx, "This page may not show the picture any more. Reload it to see why."),
		"unplayed": T(ctx, "This browser cannot play the picture. A newer Firefox, Chrome, Edge or Safari can."),
	})
	if err != nil {
		return "{}" // a map of strings
	}
	return string(b)
}
