package control

import (
	"context"
	"strings"

	"github.com/a-h/templ"

	"stagedoor"
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

// sourceWord says what a source of the stage at is.
func sourceWord(ctx context.Context, at stage.Showing, s stage.Source) string {
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
	case stage.OtherStage:
		return ui.T(ctx, "Whatever the stage %s shows", at.StageName(stagedoor.StageID(s.Ref)))
	case stage.Ingest:
		return ui.T(ctx, "An encoder that sends to us")
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
	case "slate", "stage", "ingest":
		return ""
	case "vimeo":
		return ui.T(ctx, "Whoever knows its address can watch it, with or without a ticket, unless Vimeo lets it play only on this site.")
	}
	return ui.T(ctx, "Whoever knows its address can watch it, with or without a ticket.")
}

// openWord says at a rung who may watch it besides our attendees; empty for
// nobody.
func openWord(ctx context.Context, s stage.Source) string {
	switch {
	case !open(s):
		return ""
	case s.Kind == stage.HLS:
		return ui.T(ctx, "Whoever knows its address can watch it.")
	}
	return ui.T(ctx, "Whoever knows its address can watch it at %s.", providerWord(s))
}

// healthWord says how a rung is that we look at; empty for one that we do not.
func healthWord(ctx context.Context, s stage.Showing, r stage.Source) string {
	h := s.Air.Health[r.ID]
	switch {
	case h.State == stage.Down && r.Kind == stage.Ingest && !h.Problem.Zero():
		return ui.Say(ctx, h.Problem)
	case h.State == stage.Down && h.Problem.Zero():
		return ui.T(ctx, "No picture since %s", seconds(ctx, h.Since))
	case h.State == stage.Down:
		return ui.T(ctx, "Since %s: %s", seconds(ctx, h.Since), ui.Say(ctx, h.Problem))
	case h.State == stage.Up:
		return ui.T(ctx, "Steady since %s", seconds(ctx, h.Since))
	case r.Kind == stage.HLS:
		return ui.T(ctx, "Not looked at yet")
	}
	return ""
}

// downWord names the rungs without a picture, but for those with which nothing
// is wrong; empty when there are none.
func downWord(ctx context.Context, s stage.Showing) string {
	var names []string
	for _, r := range s.Ladder {
		if h := s.Air.Health[r.ID]; h.Wrong() {
			names = append(names, s.NameOf(r))
		}
	}
	if len(names) == 0 {
		return ""
	}
	return ui.T(ctx, "No picture: %s", strings.Join(names, ", "))
}

func pictureHelp(ctx context.Context) string {
	return ui.T(ctx, "PNG, JPEG or WebP, at most %d MB; 1920 × 1080 fills the stage.", stage.MaxPicture>>20)
}

// stageOptions are stages to choose from.
func stageOptions(all []stage.Stage, chosen string) (out []ui.Option) {
	for _, s := range all {
		out = append(out, ui.Option{Value: string(s.ID), Text: s.Name, Selected: string(s.ID) == chosen})
	}
	return out
}

// formType is how a source's form is sent: a slate's has a file.
func formType(k stage.Kind) templ.Attributes {
	if k == stage.Slate {
		return templ.Attributes{"enctype": "multipart/form-data"}
	}
	return nil
}

// langOf is the lang attribute of a foreign title; without a language there
// is none.
func langOf(tag string) templ.Attributes {
	if tag == "" {
		return nil
	}
	return templ.Attributes{"lang": tag}
}
