package attend

import (
	"context"
	"net/http"
	"time"

	"stagedoor"
	"stagedoor/web/ui"
)

// ClosedPage is what closed.templ shows to somebody who is in, before the
// doors open and after the end.
type ClosedPage struct {
	Over    bool
	Name    string
	Heading string // "Doors open at 08:30", with the day when it is another one
	Clock   string // 08:30
	Opens   time.Time
	Day     string
	Zone    string // "in Sofia"
	In      string // the same in seconds, for the script
	Head    ui.Head
}

// Closed reports whether an attendee's page must wait: the doors are not open
// yet, or the conference is over.
func Closed(c stagedoor.Conference, now time.Time) bool { return !c.Opened(now) || c.Over(now) }

// ShowClosed answers for every attendee's page while Closed.
func (p *Pages) ShowClosed(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	c, now := p.Board.Now().Conference, ui.PageOf(ctx).Now
	page := ClosedPage{Over: c.Over(now), Name: c.Name, Head: p.head(ctx, "")}
	page.Head.Title = ui.T(ctx, "The conference is over")
	if !page.Over {
		page.Head.Refresh = "30"
		page.In = seconds(c.DoorsOpen.Sub(now))
		page.Heading, page.Opens = doorsOpen(ctx, c), c.DoorsOpen
		page.Head.Title = page.Heading
		page.Clock = ui.Clock(ctx, c.DoorsOpen)
		page.Day = ui.Lang(ctx).Day(c.DoorsOpen, c.Location())
		page.Zone = ui.Lang(ctx).InPlace(c.Location())
	}
	return ui.Render(w, r, ClosedTempl(page))
}

// doorsOpen says when the doors open, with the day when it is another one.
func doorsOpen(ctx context.Context, c stagedoor.Conference) string {
	if dateOf(ui.PageOf(ctx).Now, c.Location()) != dateOf(c.DoorsOpen, c.Location()) {
		return ui.T(ctx, "Doors open on %s", ui.When(ctx, c.DoorsOpen))
	}
	return ui.T(ctx, "Doors open at %s", ui.Clock(ctx, c.DoorsOpen))
}
