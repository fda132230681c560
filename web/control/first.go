package control

import (
	"context"
	"net/http"
	"slices"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/stage"
	"stagedoor/web/ui"
)

// FirstPage is what first.templ shows: what an empty house still needs, in
// order.
type FirstPage struct {
	Frame Frame
	Steps []FirstStep
}

// A FirstStep is one line of it.
type FirstStep struct {
	Title, Note, Href string
	Done              bool
}

// Home answers GET /control: on to the first room that the member may enter,
// or to the lobby, which all of the crew sees. An owner whose house lacks
// something finds what to do next.
func (p *Pages) Home(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	href, all := "/lobby", rooms(ctx)
	if MemberOf(ctx).Role == stagedoor.Owner {
		house, err := p.stagesNow(ctx)
		if err != nil {
			return err
		}
		fed, err := p.fed(ctx)
		if err != nil {
			return err
		}
		if steps := firstSteps(ctx, house, fed); left(steps) {
			return ui.Render(w, r, FirstTempl(FirstPage{Frame: p.frame(r), Steps: steps}))
		}
		all = all[1:] // an owner sells tickets for months, and is live for a day
	}
	if len(all) > 0 {
		href = all[0].Href
	}
	http.Redirect(w, r, href, http.StatusSeeOther)
	return nil
}

// stepsLeft reports whether the page is there for the member. What costs a
// query is asked last, and a page whose database is away has no such link.
func (p *Pages) stepsLeft(ctx context.Context) bool {
	if MemberOf(ctx).Role != stagedoor.Owner {
		return false
	}
	if left(firstSteps(ctx, p.Board.Now(), true)) {
		return true
	}
	fed, err := p.fed(ctx)
	return err == nil && !fed
}

// left reports whether one of the steps is not done.
func left(steps []FirstStep) bool {
	return slices.ContainsFunc(steps, func(s FirstStep) bool { return !s.Done })
}

// firstSteps are the steps of a house; fed: tickets come in.
func firstSteps(ctx context.Context, house *stage.Snapshot, fed bool) []FirstStep {
	c := house.Conference
	return []FirstStep{
		{ui.T(ctx, "Say when the conference is"), ui.T(ctx, "Its days, its time zone, and an address that people write to."), "/control/conference",
			!c.Starts.IsZero() && c.Contact != ""},
		stagesStep(ctx, house),
		{ui.T(ctx, "Bring the programme in"), ui.T(ctx, "From a file, from an address, or talk by talk."), "/control/programme",
			slices.ContainsFunc(house.Stages, func(s stage.Showing) bool { return len(s.Schedule) > 0 })},
		{ui.T(ctx, "Say where the tickets come from"), ui.T(ctx, "Each one that is paid becomes an attendee with an access code. Nobody gets a letter yet."), "/control/feeds",
			fed},
		{ui.T(ctx, "Open the outbox"), ui.T(ctx, "Look at the letter and send yourself one. From then on each attendee gets the code at once."), "/control/letters",
			c.LettersOpen},
	}
}

// stagesStep is done when there are stages, and each has a source. When there
// are, it says which one has none, and leads there.
func stagesStep(ctx context.Context, s *stage.Snapshot) FirstStep {
	step := FirstStep{ui.T(ctx, "Add the stages"), ui.T(ctx, "Each has a ladder: encoders, players of others, a slate. The first one with a picture is shown."), "/control/stages", false}
	i := slices.IndexFunc(s.Stages, func(st stage.Showing) bool { return len(st.Ladder) == 0 })
	if i >= 0 {
		step.Note, step.Href = ui.T(ctx, "%s has no source yet. Put one on its ladder.", s.Stages[i].Name), stageHref(s.Stages[i].ID)
	}
	step.Done = i < 0 && len(s.Stages) > 0
	return step
}

// fed reports whether tickets came in, or would.
func (p *Pages) fed(ctx context.Context) (bool, error) {
	feeds, err := p.Feeds.Feeds(ctx)
	if err != nil {
		return false, err
	}
	for _, f := range feeds {
		n, err := p.Feeds.TicketCounts(ctx, f.ID)
		if err != nil || n.Tickets > 0 {
			return err == nil, err
		}
		last, err := p.lastRound(ctx, f.ID)
		if err != nil || last != nil && last.Result != access.RoundFailed {
			return err == nil, err
		}
	}
	return false, nil
}

// next reports whether the step is the first that is not done.
func (p FirstPage) next(i int) bool {
	return !p.Steps[i].Done && !slices.ContainsFunc(p.Steps[:i], func(s FirstStep) bool { return !s.Done })
}
