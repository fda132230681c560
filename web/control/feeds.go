package control

import (
	"context"
	"net/http"
	"strings"
	"time"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/tickets"
	"stagedoor/web/ui"
)

// Feeds keeps the feeds' settings and shows what their rounds did.
type Feeds interface {
	FeedSettings
	FeedFigures
}

// FeedSettings reads and writes the feeds.
type FeedSettings interface {
	Feeds(ctx context.Context) ([]access.Feed, error)
	// Feed returns one; a NotFound error if there is none.
	Feed(ctx context.Context, id stagedoor.FeedID) (access.Feed, error)
	// SaveFeed writes the settings, audited. The header counts as confirmed.
	SaveFeed(ctx context.Context, actor stagedoor.Actor, f access.Feed, now time.Time) error
	// RemoveFeed removes a feed that holds no ticket; a Conflict error else.
	RemoveFeed(ctx context.Context, actor stagedoor.Actor, id stagedoor.FeedID, now time.Time) error
}

// FeedFigures says what the rounds did and what they left.
type FeedFigures interface {
	// RoundsOf returns the newest rounds; quiet ones only with all.
	RoundsOf(ctx context.Context, id stagedoor.FeedID, all bool, limit int) ([]access.Round, error)
	// RefusedRows are those of the last export.
	RefusedRows(ctx context.Context, id stagedoor.FeedID, limit int) ([]tickets.Refusal, error)
	// Waiting returns every feed's open entry, without its items.
	Waiting(ctx context.Context) ([]access.Entry, error)
	// Entry returns one with its items.
	Entry(ctx context.Context, feed stagedoor.FeedID, id string) (access.Entry, error)
	TicketCounts(ctx context.Context, id stagedoor.FeedID) (access.Counts, error)
}

// A FeedLine is one feed in the list.
type FeedLine struct {
	Feed    access.Feed
	Last    *access.Round // nil: there was none yet
	Counts  access.Counts
	Waiting *access.Entry // nil: nothing waits
}

// FeedsPage is what feeds.templ shows: where tickets come from.
type FeedsPage struct {
	Frame Frame
	Lines []FeedLine
	Owner bool // may add one
	Said  string
}

// ShowFeeds answers GET /control/feeds.
func (p *Pages) ShowFeeds(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	feeds, err := p.Feeds.Feeds(ctx)
	if err != nil {
		return err
	}
	waiting, err := p.Feeds.Waiting(ctx)
	if err != nil {
		return err
	}
	page := FeedsPage{Frame: p.frame(r), Owner: MemberOf(ctx).May(OwnerOnly...)}
	for _, f := range feeds {
		line := FeedLine{Feed: f, Waiting: waitingOf(waiting, f.ID)}
		if line.Counts, err = p.Feeds.TicketCounts(ctx, f.ID); err != nil {
			return err
		}
		if line.Last, err = p.lastRound(ctx, f.ID); err != nil {
			return err
		}
		page.Lines = append(page.Lines, line)
	}
	if r.URL.Query().Get("done") == "removed" {
		page.Said = ui.T(ctx, "The feed is removed.")
	}
	return ui.Render(w, r, FeedsTempl(page))
}

func (p *Pages) lastRound(ctx context.Context, id stagedoor.FeedID) (*access.Round, error) {
	rounds, err := p.Feeds.RoundsOf(ctx, id, true, 1)
	if err != nil || len(rounds) == 0 {
		return nil, err
	}
	return &rounds[0], nil
}

func waitingOf(all []access.Entry, id stagedoor.FeedID) *access.Entry {
	for i := range all {
		if all[i].Feed == id {
			return &all[i]
		}
	}
	return nil
}

// ShowNewFeed answers GET /control/feeds/new.
func (p *Pages) ShowNewFeed(w http.ResponseWriter, r *http.Request) error {
	return ui.Render(w, r, FeedFormTempl(FeedFormPage{Frame: p.frame(r), New: true, Feed: access.Feed{Mapping: tickets.Mapping{Preset: "weemss"}}}))
}

// AddFeed answers POST /control/feeds/new. A feed with an address runs no
// round before somebody looked at its columns.
func (p *Pages) AddFeed(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	f, err := readFeed(r, access.Feed{ID: stagedoor.FeedID(strings.TrimSpace(r.PostFormValue("id")))})
	f.Off = f.URL != ""
	if err == nil {
		err = p.addFeed(ctx, f)
	}
	if err != nil {
		return p.feedFormProblem(w, r, err, FeedFormPage{New: true, Feed: f})
	}
	next := feedHref(f.ID) + "/mapping"
	http.Redirect(w, r, next, http.StatusSeeOther)
	return nil
}

func (p *Pages) addFeed(ctx context.Context, f access.Feed) error {
	if f.ID == "new" {
		return stagedoor.Errorf(stagedoor.Invalid, "“new” cannot be a feed's id; the address is taken.")
	}
	if err := f.Validate(); err != nil {
		return err
	}
	switch _, err := p.Feeds.Feed(ctx, f.ID); {
	case err == nil:
		return stagedoor.Errorf(stagedoor.Conflict, "There is a feed %q already. Give this one another id.", string(f.ID))
	case stagedoor.KindOf(err) != stagedoor.NotFound:
		return err
	}
	return p.Feeds.SaveFeed(ctx, MemberOf(ctx).Actor(), f, ui.PageOf(ctx).Now)
}

func feedHref(id stagedoor.FeedID) string { return "/control/feeds/" + string(id) }
