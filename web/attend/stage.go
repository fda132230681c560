package attend

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/a-h/templ"

	"stagedoor"
	"stagedoor/schedule"
	"stagedoor/stage"
	"stagedoor/web/ui"
)

// StagePage is what stage.templ shows.
type StagePage struct {
	ID       stagedoor.StageID
	Name     string
	Gel      string
	Stages   []ui.StageLink
	On, Next *stagedoor.Talk // on is nil in a gap; next is no break
	Soon     bool            // Next starts within minutes
	Live     bool
	Picture  Picture
	Policy   ui.Policy
	Watching string       // "410 watching"
	Over     []ui.TalkRow // the talks of the day before the one that is on, when they are many
	Today    []ui.TalkRow // the others of the day
	Day      string       // which day that is, when it is not today
	Others   []ui.Tile
	Toasts   []ui.Toast
	Head     ui.Head
}

// ShowStage answers GET /stage/{stage}.
func (p *Pages) ShowStage(w http.ResponseWriter, r *http.Request) error {
	id := stagedoor.StageID(r.PathValue("stage"))
	head := p.head(r.Context(), id) // before the Board is read: an older version asks once too often, a newer one never
	s := p.Board.Now()
	st := s.Stage(id)
	if st == nil {
		return stagedoor.Errorf(stagedoor.NotFound, "There is no such stage. The lobby shows all of them.")
	}
	ui.Allow(w, policyOf(st))
	show := func() templ.Component {
		page := stagePage(r.Context(), s, st, p.Public, p.watching(r.Context(), id))
		page.Head.Push, page.Head.State, page.Head.Version, page.Head.Doors = head.Push, head.State, head.Version, head.Doors
		return Stage(page)
	}
	if r.URL.RawQuery != "" {
		return ui.Render(w, r, show())
	}
	return p.shelf.Render(w, r, s.Version+head.Version, show)
}

// stagePage makes the page of st as it is at the page's now.
func stagePage(ctx context.Context, s *stage.Snapshot, st *stage.Showing, origin *url.URL, watching string) StagePage {
	now := ui.PageOf(ctx).Now
	on, _ := st.Schedule.At(now)
	next := nextTalk(st.Schedule, now)
	page := StagePage{
		ID: st.ID, Name: st.Name, Gel: st.Gel, Stages: stageLinks(s, now, st.ID), On: on, Next: next, Soon: soon(next, now),
		Picture: pictureOf(ctx, st, origin), Policy: policyOf(st), Watching: watching, Toasts: toasts(ctx, s, st.ID),
	}
	page.Live = page.Picture.live()
	zone := s.Conference.Location()
	day := dayShown(st.Schedule, now, zone)
	for _, t := range st.Schedule {
		if schedule.DayOf(t, zone) == day {
			page.Today = append(page.Today, ui.TalkRow{Talk: t, Now: now, Gel: st.Gel, Href: talkHref(t), Current: on != nil && on.ID == t.ID})
		}
	}
	page.Over, page.Today = fold(page.Today)
	page.Day = ui.OtherDay(ctx, day, schedule.DateOf(now, zone))
	for _, other := range s.Stages {
		if other.ID != st.ID {
			page.Others = append(page.Others, tile(ctx, other, now, true))
		}
	}
	page.Head = ui.Head{Title: st.Name, Class: "stage", Gel: st.Gel, Stages: page.Stages, Dark: true, Player: true}
	return page
}

// dayShown is the day that the schedule is shown of: that of the talk that is
// on, else of the next one, else of now.
func dayShown(s stagedoor.Schedule, now time.Time, zone *time.Location) stagedoor.Date {
	on, next := s.At(now)
	switch {
	case on != nil:
		return schedule.DayOf(*on, zone)
	case next != nil:
		return schedule.DayOf(*next, zone)
	}
	return schedule.DateOf(now, zone)
}

// fold parts a day's rows before the first that is not past. One row alone is
// no shorter when it is folded, and a day that is over is shown whole.
func fold(rows []ui.TalkRow) (over, rest []ui.TalkRow) {
	n := slices.IndexFunc(rows, func(r ui.TalkRow) bool { return !r.Talk.Past(r.Now) })
	if n < 2 {
		return nil, rows
	}
	return rows[:n], rows[n:]
}

// soonBefore is how long before its start a talk "starts in 5 minutes".
const soonBefore = 5 * time.Minute

// soon reports whether the talk starts within minutes.
func soon(next *stagedoor.Talk, now time.Time) bool {
	return next != nil && !now.Before(next.Starts.Add(-soonBefore)) && now.Before(next.Starts)
}

// maxToasts is how many announcements stand beside a picture.
const maxToasts = 3

// toasts are the announcements that stand for a stage, newest first; without
// a stage those for everybody.
func toasts(ctx context.Context, s *stage.Snapshot, id stagedoor.StageID) []ui.Toast {
	var out []ui.Toast
	for _, a := range s.Announcements {
		if a.Stage != "" && a.Stage != id {
			continue
		}
		by := ui.T(ctx, "To all stages, %s", ui.When(ctx, a.Made))
		if a.Stage != "" {
			by = ui.T(ctx, "To this stage, %s", ui.When(ctx, a.Made))
		}
		out = append(out, ui.Toast{ID: a.ID, Text: a.Words, By: by})
		if len(out) == maxToasts {
			break
		}
	}
	return out
}

// union is a and what of b it lacks.
func union(a, b []string) []string {
	out := slices.Clone(a)
	for _, v := range b {
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}
