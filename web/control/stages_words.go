package control

import (
	"context"

	"github.com/a-h/templ"

	"stagedoor/stage"
	"stagedoor/web/ui"
)

// gelWord is a gel's name.
func gelWord(ctx context.Context, gel string) string {
	switch gel {
	case "azure":
		return ui.T(ctx, "Azure")
	case "rose":
		return ui.T(ctx, "Rose")
	case "green":
		return ui.T(ctx, "Green")
	case "amber":
		return ui.T(ctx, "Amber")
	case "violet":
		return ui.T(ctx, "Violet")
	case "teal":
		return ui.T(ctx, "Teal")
	case "coral":
		return ui.T(ctx, "Coral")
	case "lime":
		return ui.T(ctx, "Lime")
	}
	return gel
}

// sourceWord says what a source is.
func sourceWord(ctx context.Context, s stage.Source) string {
	switch s.Kind {
	case stage.VimeoVideo:
		return ui.T(ctx, "Vimeo video %s", s.Ref)
	case stage.VimeoEvent:
		return ui.T(ctx, "Vimeo event %s", s.Ref)
	case stage.YouTubeVideo:
		return ui.T(ctx, "YouTube video %s", s.Ref)
	case stage.YouTubeChannel:
		return ui.T(ctx, "Whatever the YouTube channel %s streams", s.Ref)
	case stage.TwitchChannel:
		return ui.T(ctx, "Twitch channel %s", s.Ref)
	case stage.TwitchVideo:
		return ui.T(ctx, "Twitch video %s", s.Ref)
	case stage.TwitchClip:
		return ui.T(ctx, "Twitch clip %s", s.Ref)
	case stage.HLS:
		return ui.T(ctx, "HLS playlist %s", clipped(s.URL, 80))
	}
	if s.Sentence == "" {
		return ui.T(ctx, "A slate with its own words: when the next talk begins")
	}
	return ui.T(ctx, "A slate: “%s”", s.Sentence)
}

// sourceOpen says who may watch a source besides our attendees; empty for
// nobody.
func sourceOpen(ctx context.Context, s stage.Source) string {
	switch s.Kind.Provider() {
	case "slate":
		return ""
	case "vimeo":
		return ui.T(ctx, "Whoever knows its address can watch it, with or without a ticket, unless Vimeo lets it play only on this site.")
	}
	return ui.T(ctx, "Whoever knows its address can watch it, with or without a ticket.")
}

// onAirWhy says why the source on air is; empty when none is.
func onAirWhy(ctx context.Context, s stage.Showing) string {
	switch {
	case s.OnAir == nil:
		return ""
	case s.OnAir.ID == s.Hand.Taken:
		return ui.T(ctx, "held by hand until somebody releases it or takes another")
	}
	return ui.T(ctx, "the first on the ladder")
}

// langOf is the lang attribute of a foreign title; without a language there
// is none.
func langOf(tag string) templ.Attributes {
	if tag == "" {
		return nil
	}
	return templ.Attributes{"lang": tag}
}
