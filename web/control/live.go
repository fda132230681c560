package control

import (
	"context"
	"net/http"
	"time"

	"stagedoor"
	"stagedoor/schedule"
	"stagedoor/stage"
	"stagedoor/web/ui"
)

// Hands is what a producer does on the day. What changes anything is audited.
type Hands interface {
	Takes
	Announcements
	Shifts
}

// Takes are a hand on a ladder.
type Takes interface {
	// Take puts a rung on air; the ladder falls from it when it goes down.
	Take(ctx context.Context, actor stagedoor.Actor, id stagedoor.StageID, source stagedoor.SourceID, now time.Time) error
	// Hold puts it on air and has the ladder wait.
	Hold(ctx context.Context, actor stagedoor.Actor, id stagedoor.StageID, source stagedoor.SourceID, now time.Time) error
	// Release takes the hand away: the ladder decides.
	Release(ctx context.Context, actor stagedoor.Actor, id stagedoor.StageID, now time.Time) error
	// Undo puts the hand back as it was before the last of these.
	Undo(ctx context.Context, actor stagedoor.Actor, id stagedoor.StageID, now time.Time) error
}

// Announcements are what is said to those who watch.
type Announcements interface {
	// Announce says something to a stage, or to all when it names none.
	Announce(ctx context.Context, actor stagedoor.Actor, id stagedoor.StageID, words string, now time.Time) (announcement string, err error)
	// Withdraw takes an announcement back.
	Withdraw(ctx context.Context, actor stagedoor.Actor, announcement string, now time.Time) error
}

// Shifts move a day that runs late.
type Shifts interface {
	// Shift moves the rest of a stage's day from now on.
	Shift(ctx context.Context, actor stagedoor.Actor, id stagedoor.StageID, minutes int, now time.Time) error
	UndoShift(ctx context.Context, actor stagedoor.Actor, shift string, now time.Time) error
}

// Days is what the producer's page shows beside the stages.
type Days interface {
	// Shifts returns today's, newest first, undone ones too.
	Shifts(ctx context.Context, now time.Time) ([]schedule.Shift, error)
	// AuditAbout returns the newest entries about subjects of these kinds.
	AuditAbout(ctx context.Context, kinds []string, limit int) ([]stagedoor.AuditEntry, error)
}

// A Day is what belongs to the stages on the day, as it was at one moment.
type Day struct {
	Audience map[stagedoor.StageID]stage.Crowd
	Shifts   []schedule.Shift
	Done     []stagedoor.AuditEntry // what the crew did with the stages, newest first; a few
}

// LivePage is what live.templ shows.
type LivePage struct {
	Frame   Frame
	Me      stagedoor.CrewID
	Seats   []Seat
	Hall    Hall
	Layout  string // changes when the page must be loaded anew
	Words   string // what the script says, as JSON
	Typed   string // an announcement to all, as it was typed
	Problem string // what became of it
}

// A Hall is what the page says of all stages together.
type Hall struct {
	Watching int
	Said     []stage.Announcement // to all, those that stand
	Done     []stagedoor.AuditEntry
	Stranger stage.Refusal // the last encoder whose key opens nothing
	Loud     bool          // that one came within a minute
}

// ShowLive answers GET /control/live.
func (p *Pages) ShowLive(w http.ResponseWriter, r *http.Request) error {
	return p.showLive(w, r, http.StatusOK, "", LivePage{})
}

// showLive shows the page; what page says of a problem stands at the stage
// id, or at the announcement to all.
func (p *Pages) showLive(w http.ResponseWriter, r *http.Request, status int, id stagedoor.StageID, page LivePage) error {
	ctx := r.Context()
	now := ui.PageOf(ctx).Now
	s, err := p.stagesNow(ctx) // the Board may not know yet what this member did a moment ago
	if err != nil {
		return err
	}
	day, err := p.Floor.day(ctx, now)
	if err != nil {
		return err
	}
	page.Frame, page.Me, page.Layout, page.Words = p.frame(r), MemberOf(ctx).ID, layout(s), liveWords(ctx)
	page.Seats, page.Hall = seats(s, day, p.Encoders, now), hall(s, day, p.Encoders, now)
	for i := range page.Seats {
		page.Seats[i].Clock = now
		if page.Seats[i].ID == id {
			page.Seats[i].Problem, page.Problem = page.Problem, ""
		}
	}
	h := hosts(s)
	ui.Allow(w, ui.Policy{Media: h.Media, Connect: h.Connect, Img: h.Img})
	return ui.RenderStatus(w, r, status, LiveTempl(page))
}

// LiveState answers GET /control/live/state.
func (p *Pages) LiveState(w http.ResponseWriter, r *http.Request) error {
	version, body, err := p.Floor.State(r.Context(), ui.Lang(r.Context()).Tag())
	if err != nil {
		return err
	}
	return ui.SendState(w, r, version, body)
}

func hall(s *stage.Snapshot, d Day, encoders Encoders, now time.Time) Hall {
	h := Hall{Said: toAll(s), Done: d.Done}
	if encoders != nil {
		h.Stranger = fresh(encoders.Stranger(), time.Time{}, now)
		h.Loud = now.Sub(h.Stranger.At) < time.Minute
	}
	for _, st := range s.Stages {
		h.Watching += d.Audience[st.ID].Pages
	}
	return h
}
