package attend

import (
	"context"
	"net/http"
	"time"

	"stagedoor"
	"stagedoor/stage"
	"stagedoor/web/ui"
)

// StagePage is what stage.templ shows.
type StagePage struct {
	Name     string
	Gel      string
	Stages   []ui.StageLink
	On, Next *stagedoor.Talk // on is nil in a gap
	Left     string          // "28 minutes left"
	Live     bool
	Player   *ui.Player // our own player, for HLS
	Embed    string     // a foreign player's address
	Slate    *ui.Slate
	Picture  string // what the picture is called
	Today    []ui.TalkRow
	Others   []ui.Tile
}

// ShowStage answers GET /stage/{stage}.
func (p *Pages) ShowStage(w http.ResponseWriter, r *http.Request) error {
	s := p.Board.Now()
	st := s.Stage(stagedoor.StageID(r.PathValue("stage")))
	if st == nil {
		return stagedoor.Errorf(stagedoor.NotFound, "There is no such stage. The lobby shows all of them.")
	}
	page := stagePage(r.Context(), s, st, r.Host)
	h := st.Hosts()
	ui.Allow(w, ui.Policy{Frame: h.Frame, Media: h.Media, Connect: h.Connect, Img: h.Img, Player: page.Player != nil})
	return ui.Render(w, r, Stage(page))
}

func stagePage(ctx context.Context, s *stage.Snapshot, st *stage.Showing, host string) StagePage {
	now := ui.PageOf(ctx).Now
	on, next := st.Schedule.At(now)
	page := StagePage{
		Name: st.Name, Gel: st.Gel, Stages: stageLinks(s, now, st.ID), On: on, Next: next,
		Picture: ui.T(ctx, "Picture of the stage %s", st.Name),
	}
	if on != nil {
		page.Left = ui.T(ctx, "%s left", ui.Lang(ctx).Long(on.Ends.Sub(now)))
	}
	page.show(ctx, st.OnAir, host)
	for _, t := range st.Schedule.Day(dayShown(st.Schedule, now), s.Conference.Location()) {
		page.Today = append(page.Today, ui.TalkRow{Talk: t, Now: now, Gel: st.Gel, Current: on != nil && on.ID == t.ID})
	}
	for _, other := range s.Stages {
		if other.ID != st.ID {
			page.Others = append(page.Others, tile(ctx, other, now, true))
		}
	}
	return page
}

// dayShown is the moment whose day the schedule is shown of: now, or the next
// talk's when today has none left to start and none on.
func dayShown(s stagedoor.Schedule, now time.Time) time.Time {
	if on, next := s.At(now); on == nil && next != nil {
		return next.Starts
	}
	return now
}

// show sets what is in the picture: the source on air, or a slate of ours
// when the ladder is empty.
func (p *StagePage) show(ctx context.Context, on *stage.Source, host string) {
	switch {
	case on == nil || on.Kind == stage.Slate:
		p.Slate = p.slate(ctx, on)
	case on.Kind == stage.HLS:
		p.Live = true
		p.Player = &ui.Player{Source: on.Embed(host), Title: p.Picture, Live: true, Full: true}
	default:
		p.Live = true
		p.Embed = on.Embed(host)
	}
}

func (p *StagePage) slate(ctx context.Context, on *stage.Source) *ui.Slate {
	now := ui.PageOf(ctx).Now
	s := &ui.Slate{Now: now}
	switch {
	case on != nil && on.Sentence != "":
		s.Says = on.Sentence
	case p.Next != nil:
		s.Says = ui.T(ctx, "We are back at %s", ui.When(ctx, p.Next.Starts))
	default:
		s.Says = ui.T(ctx, "Nothing on this stage now")
	}
	if p.Next != nil {
		s.Until = p.Next.Starts
		s.Then = ui.T(ctx, "Then: %s", p.Next.Title)
		if people := ui.People(p.Next.People); people != "" {
			s.Then += ", " + people
		}
	}
	return s
}
