package stage

import (
	"net"
	"net/url"
	"strings"
	"unicode/utf8"

	"stagedoor"
)

// A Kind says whose player shows a source, and what of theirs it is.
type Kind string

// The kinds of source.
const (
	VimeoVideo     Kind = "vimeo-video"
	VimeoEvent     Kind = "vimeo-event"
	YouTubeVideo   Kind = "youtube-video"
	YouTubeChannel Kind = "youtube-channel" // whatever the channel streams
	TwitchChannel  Kind = "twitch-channel"
	TwitchVideo    Kind = "twitch-video"
	TwitchClip     Kind = "twitch-clip"
	HLS            Kind = "hls"    // a playlist that our own player shows
	Slate          Kind = "slate"  // the holding picture, with a sentence
	OtherStage     Kind = "stage"  // whatever another stage shows
	Ingest         Kind = "ingest" // an encoder of ours
)

// Kinds lists them all.
var Kinds = []Kind{VimeoVideo, VimeoEvent, YouTubeVideo, YouTubeChannel, TwitchChannel, TwitchVideo, TwitchClip, HLS, Slate, OtherStage, Ingest}

// Provider is who the source comes from: vimeo, youtube, twitch, hls, slate,
// stage or ingest.
func (k Kind) Provider() string {
	provider, _, _ := strings.Cut(string(k), "-")
	return provider
}

// A Source is something that a stage can show. ParseSource, NewSlate,
// NewStageSource and NewIngest make what it shows; ID, Stage and Title are the caller's to set.
type Source struct {
	ID       stagedoor.SourceID
	Stage    stagedoor.StageID
	Title    string // for the crew; empty is the provider's name
	Kind     Kind
	URL      string // normalised: ParseSource reads it as the same source; empty for a slate and another stage
	Ref      string // the provider's id, or the other stage's; empty for HLS and a slate
	Hash     string // what makes an unlisted Vimeo video playable
	Sentence string // a slate's; empty is the slate's own
	Picture  string // a slate's, a Picture's id; empty for none
	// KeyVersion is which stream key an encoder shows, from 1; 0 for all
	// other kinds.
	KeyVersion int
}

// Name is what the crew calls the source: its title, or the provider's name;
// of another stage its id.
func (s Source) Name() string {
	if s.Title != "" {
		return s.Title
	}
	switch s.Kind.Provider() {
	case "vimeo":
		return "Vimeo"
	case "youtube":
		return "YouTube"
	case "twitch":
		return "Twitch"
	case "hls":
		return "HLS"
	case "stage":
		return s.Ref
	case "ingest":
		return "Our own encoder"
	}
	return "Slate"
}

// maxSentence is three lines of a slate on a phone.
const maxSentence = 200

// NewSlate makes a slate that says sentence.
func NewSlate(sentence string) (Source, error) {
	s := Source{Kind: Slate, Sentence: strings.TrimSpace(sentence)}
	return s, s.validateSlate()
}

func (s Source) validateSlate() error {
	switch {
	case utf8.RuneCountInString(s.Sentence) > maxSentence:
		return stagedoor.Errorf(stagedoor.Invalid, "The slate's sentence is longer than %d characters.", maxSentence)
	case strings.ContainsAny(s.Sentence, "\r\n") || !utf8.ValidString(s.Sentence):
		return stagedoor.Errorf(stagedoor.Invalid, "The slate's sentence must be one line.")
	case s.Picture != "" && !pictureForm.MatchString(s.Picture):
		return stagedoor.Errorf(stagedoor.Invalid, "The slate's picture is not one of ours. Upload it again.")
	}
	return nil
}

// Validate returns what is wrong with the id, the title or what the source
// shows, as an Invalid error with a sentence, or nil. Whether an HLS address
// may be plain http is ParseSource's to say.
func (s Source) Validate() error {
	switch {
	case !stagedoor.ValidName(string(s.ID)):
		return stagedoor.Errorf(stagedoor.Invalid, "The source's id %q must be 1 to 40 of a-z, 0-9 and -, with no - at either end.", clip(string(s.ID)))
	case utf8.RuneCountInString(s.Title) > maxTitle:
		return stagedoor.Errorf(stagedoor.Invalid, "The source's title is longer than %d characters.", maxTitle)
	case strings.ContainsAny(s.Title, "\r\n"):
		return stagedoor.Errorf(stagedoor.Invalid, "The source's title must be one line.")
	}
	if s.Kind != Ingest && s.KeyVersion != 0 {
		return stagedoor.Errorf(stagedoor.Invalid, "This source has no stream key.")
	}
	switch s.Kind {
	case Slate:
		return s.validateSlate()
	case OtherStage:
		return s.validateStage()
	case Ingest:
		return s.validateIngest()
	}
	p, err := ParseSource(s.URL, Options{AllowPrivate: true})
	if err != nil {
		return err
	}
	if p.Kind != s.Kind || p.Ref != s.Ref || p.Hash != s.Hash || p.URL != s.URL || s.Picture != "" {
		return stagedoor.Errorf(stagedoor.Invalid, "The source's address and its kind do not fit. Paste the address again.")
	}
	return nil
}

// Embed is the address of what the page shows: an <iframe>'s for a provider's
// player, the playlist for HLS, empty for a slate. host is the page's own, with
// or without a port: Twitch wants to be told.
func (s Source) Embed(host string) string {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	parent := "&parent=" + url.QueryEscape(host)
	switch s.Kind {
	case VimeoVideo:
		return "https://player.vimeo.com/video/" + s.Ref + prefixed("?h=", s.Hash)
	case VimeoEvent:
		return "https://vimeo.com/event/" + s.Ref + "/embed" + prefixed("/", s.Hash)
	case YouTubeVideo:
		return "https://www.youtube-nocookie.com/embed/" + s.Ref
	case YouTubeChannel: // the cookieless host does not know live_stream
		return "https://www.youtube.com/embed/live_stream?channel=" + s.Ref
	case TwitchChannel:
		return "https://player.twitch.tv/?channel=" + s.Ref + parent
	case TwitchVideo:
		return "https://player.twitch.tv/?video=" + s.Ref + parent
	case TwitchClip:
		return "https://clips.twitch.tv/embed?clip=" + s.Ref + parent
	case HLS:
		return s.URL
	}
	return ""
}

// prefixed is p and s, or nothing when s is empty.
func prefixed(p, s string) string {
	if s == "" {
		return ""
	}
	return p + s
}
