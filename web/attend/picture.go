package attend

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"

	"stagedoor"
	"stagedoor/stage"
	"stagedoor/web/ui"
)

// A Picture is what a stage's page shows in its frame, as the page's script
// takes it. Nothing of it changes with the passing of time alone.
type Picture struct {
	Key    string             `json:"key"`  // of what can be seen: a page with the same one is not touched
	Kind   string             `json:"kind"` // "hls", "embed" or "slate"
	Source stagedoor.SourceID `json:"source,omitempty"`
	Src    string             `json:"src,omitempty"`
	Title  string             `json:"title,omitempty"`
	Says   string             `json:"says,omitempty"`    // a slate's sentence
	Until  string             `json:"until,omitempty"`   // when its countdown ends
	Then   string             `json:"then,omitempty"`    // and what is then, or now
	Image  string             `json:"picture,omitempty"` // its picture's address
	Over   *Over              `json:"over,omitempty"`    // of a program of ours, which stays as it is whatever is on air in it

	until time.Time
}

// An Over is what lies over a program of ours from a moment of its picture on:
// the organiser's slate, or nothing when it says nothing.
type Over struct {
	From  int64  `json:"from"` // unix milliseconds, as PROGRAM-DATE-TIME counts them
	Says  string `json:"says,omitempty"`
	Until string `json:"until,omitempty"`
	Then  string `json:"then,omitempty"`
	Image string `json:"picture,omitempty"`
}

// live reports whether there is more to be seen than a slate.
func (p Picture) live() bool {
	return p.Kind != "slate" && (p.Over == nil || p.Over.Says == "")
}

// pictureOf is what st shows at the page's now: the source on air, or a slate
// of ours when there is none. origin is the site's own address, which some
// embeds want to be told; nil while it is not known.
func pictureOf(ctx context.Context, st *stage.Showing, origin *url.URL) Picture {
	p := Picture{Kind: "slate", Title: ui.T(ctx, "Picture of the stage %s", st.Name)}
	if st.Program != nil {
		return programOf(ctx, st, p)
	}
	switch on := st.OnAir; {
	case on == nil:
		p.slate(ctx, st, "")
	case on.Kind == stage.Slate:
		p.Source = on.ID
		p.slate(ctx, st, on.Sentence)
		if on.Picture != "" {
			p.Image = stage.PictureHref(on.Picture)
		}
	case on.Kind == stage.HLS:
		p.Kind, p.Source, p.Src = "hls", on.ID, on.URL
	default:
		p.Kind, p.Source, p.Src = "embed", on.ID, embedAddress(on, origin)
	}
	p.Key = p.key()
	return p
}

// programOf is the picture of a stage while a program of ours is seen there:
// one picture for hours, whichever rung is on air in it.
func programOf(ctx context.Context, st *stage.Showing, p Picture) Picture {
	of := st.Program
	p.Key, p.Kind, p.Src = "program", "hls", of.Playlist()
	if of.Stage != st.ID {
		p.Key += "-" + string(of.Stage)
	}
	p.Over = &Over{From: of.Since.UnixMilli()}
	says := ""
	if on := st.OnAir; on != nil {
		p.Source, says = on.ID, on.Sentence
		if on.Picture != "" {
			p.Image = stage.PictureHref(on.Picture)
		}
	}
	if !of.Live {
		p.slate(ctx, st, says)
	}
	p.Over.Says, p.Over.Until, p.Over.Then, p.Over.Image = p.Says, p.Until, p.Then, p.Image
	p.Says, p.Until, p.Then, p.Image = "", "", "", ""
	return p
}

// slate is our own holding picture: what the rung says, or when and with what
// the stage goes on. A talk that is on goes on without its picture: it stands
// there, not the one after it, and nothing is counted down to.
func (p *Picture) slate(ctx context.Context, st *stage.Showing, says string) {
	now := ui.PageOf(ctx).Now
	on, _ := st.Schedule.At(now)
	next, talking := nextTalk(st.Schedule, now), on != nil && !on.Break
	p.Says = says
	switch {
	case says != "":
	case talking:
		p.Says = ui.T(ctx, "The picture comes back by itself.")
	case next != nil:
		p.Says = ui.GoesOn(ctx, st.Schedule, next.Starts)
	default:
		p.Says = ui.T(ctx, "Nothing on this stage now")
	}
	switch {
	case talking:
		p.Then = ui.T(ctx, "Now: %s, until %s", on.Title, ui.Clock(ctx, on.Ends))
	case next != nil:
		p.Then = ui.T(ctx, "Then: %s", next.Title)
		if people := ui.People(next.People); people != "" {
			p.Then += ", " + people
		}
		p.until, p.Until = next.Starts, next.Starts.UTC().Format(time.RFC3339)
	}
}

// key is the same as long as the same can be seen: two rungs with one address
// are one picture.
func (p Picture) key() string {
	p.Key, p.Source, p.Title = "", "", ""
	b, err := json.Marshal(p)
	if err != nil {
		return "" // strings: it cannot be
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:6])
}

// show is the component that shows the picture at first.
func (p Picture) show(ctx context.Context) templ.Component {
	switch p.Kind {
	case "hls":
		return p.player(ctx).Show()
	case "embed":
		return ui.Embed(p.Src, p.Title)
	}
	return ui.Slate{Says: p.Says, Until: p.until, Now: ui.PageOf(ctx).Now, Then: p.Then, Picture: p.Image}.Show()
}

// player plays a program of ours, or a foreign playlist, which may have other
// audio or captions.
func (p Picture) player(ctx context.Context) ui.Player {
	if p.Over == nil {
		return ui.Player{Source: p.Src, Title: p.Title, Live: true, Full: true}
	}
	return ui.Player{Source: p.Src, Title: p.Title, Live: true, Over: ui.Slate{
		Says: p.Over.Says, Until: p.until, Now: ui.PageOf(ctx).Now, Then: p.Over.Then, Picture: p.Over.Image,
	}}
}

// nextTalk is the next talk to start that is no break, or nil.
func nextTalk(s stagedoor.Schedule, now time.Time) *stagedoor.Talk {
	for i := range s {
		if t := &s[i]; t.Starts.After(now) && !t.Break {
			return t
		}
	}
	return nil
}

// embedAddress is the address of an embed that also tells the page of its
// errors: YouTube's does when it is asked to, and to whom.
func embedAddress(s *stage.Source, origin *url.URL) string {
	host := ""
	if origin != nil {
		host = origin.Host
	}
	src := s.Embed(host)
	if s.Kind.Provider() != "youtube" || origin == nil {
		return src
	}
	more := "?"
	if strings.Contains(src, "?") {
		more = "&"
	}
	return src + more + "enablejsapi=1&origin=" + url.QueryEscape(origin.Scheme+"://"+origin.Host)
}

// policyOf is what the stage's page may load: what its ladder may ever show,
// and what is on air.
func policyOf(st *stage.Showing) ui.Policy {
	rungs := st.Ladder
	if st.OnAir != nil {
		rungs = append(rungs[:len(rungs):len(rungs)], *st.OnAir)
	}
	h, player := stage.HostsOf(rungs), st.MayShowProgram()
	own := st.Hosts()
	join := func(a, b []string) []string { return union(a, b) }
	for _, r := range rungs {
		player = player || r.Kind == stage.HLS
	}
	return ui.Policy{
		Frame: join(h.Frame, own.Frame), Media: join(h.Media, own.Media), Connect: join(h.Connect, own.Connect), Img: join(h.Img, own.Img),
		Player: player || len(own.Media) > 0,
	}
}

// hostsOf is short for a policy: a page that was loaded with another one
// cannot show everything, and loads itself again.
func hostsOf(p ui.Policy) string {
	sum := sha256.Sum256([]byte(p.String()))
	return hex.EncodeToString(sum[:6])
}
