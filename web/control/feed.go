package control

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"time"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/tickets"
	"stagedoor/web/ui"
)

// Rounds runs a feed's rounds and answers what waits; access.Rounds is one.
type Rounds interface {
	RunNow(ctx context.Context, actor stagedoor.Actor, feed stagedoor.FeedID) (access.Report, error)
	// Import runs a round from a file that somebody gave us.
	Import(ctx context.Context, feed stagedoor.FeedID, file io.Reader, o access.ImportOptions) (access.Report, error)
	// Preview reads the feed as it is given and changes nothing. A nil file
	// is fetched from the feed's URL.
	Preview(ctx context.Context, f access.Feed, file io.Reader) (access.Preview, error)
	// Yes lets happen what an entry lists; KeepAll is the no.
	Yes(ctx context.Context, actor stagedoor.Actor, feed stagedoor.FeedID, entry string) (access.Report, error)
	KeepAll(ctx context.Context, actor stagedoor.Actor, feed stagedoor.FeedID, entry string) (access.Report, error)
}

// How much of a feed one page shows.
const (
	feedRounds    = 20
	feedRefused   = 100
	maxShownItems = 200
)

// FeedPage is what feed.templ shows.
type FeedPage struct {
	Frame      Frame
	Feed       access.Feed
	Owner      bool // may change its settings and columns
	Counts     access.Counts
	Rounds     []access.Round
	All        bool // quiet rounds are among them
	Last       *access.Round
	Refused    []tickets.Refusal
	RefusedAll int           // of the last export, those that are not shown too
	Entry      *access.Entry // what waits for a yes; nil: nothing
	Next       time.Duration // until the next round; below 0: none comes by itself
	Said       string
	Problem    string
}

// ShowFeed answers GET /control/feeds/{feed}.
func (p *Pages) ShowFeed(w http.ResponseWriter, r *http.Request) error {
	return p.showFeed(w, r, http.StatusOK, "")
}

func (p *Pages) showFeed(w http.ResponseWriter, r *http.Request, status int, problem string) error {
	ctx := r.Context()
	f, err := p.feedOf(r)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	page := FeedPage{Frame: p.frame(r), Feed: f, Owner: MemberOf(ctx).May(OwnerOnly...), Problem: problem, All: q.Get("rounds") == "all"}
	if problem == "" {
		page.Said = feedSaid(ctx, q)
	}
	if page.Counts, err = p.Feeds.TicketCounts(ctx, f.ID); err != nil {
		return err
	}
	if page.Rounds, err = p.Feeds.RoundsOf(ctx, f.ID, page.All, feedRounds); err != nil {
		return err
	}
	if page.Last, err = p.lastRound(ctx, f.ID); err != nil {
		return err
	}
	if page.Refused, err = p.Feeds.RefusedRows(ctx, f.ID, feedRefused); err != nil {
		return err
	}
	page.RefusedAll = len(page.Refused)
	if page.Last != nil && page.Last.Result != access.RoundFailed {
		page.RefusedAll = max(page.RefusedAll, page.Last.Refused)
	}
	if page.Entry, err = p.openEntry(ctx, f.ID); err != nil {
		return err
	}
	page.Next = nextRound(f, page.Last, ui.PageOf(ctx).Now)
	return ui.RenderStatus(w, r, status, FeedTempl(page))
}

// openEntry is what waits in the feed, with its items, or nil.
func (p *Pages) openEntry(ctx context.Context, id stagedoor.FeedID) (*access.Entry, error) {
	all, err := p.Feeds.Waiting(ctx)
	if err != nil {
		return nil, err
	}
	open := waitingOf(all, id)
	if open == nil {
		return nil, nil
	}
	e, err := p.Feeds.Entry(ctx, id, open.ID)
	if stagedoor.KindOf(err) == stagedoor.NotFound {
		return nil, nil // answered at this moment
	}
	if err != nil {
		return nil, err
	}
	return &e, nil
}

// nextRound is how long it is until the feed is read by itself.
func nextRound(f access.Feed, last *access.Round, now time.Time) time.Duration {
	switch {
	case f.Off || f.URL == "":
		return -1
	case last == nil:
		return 0
	}
	return max(0, last.At.Add(f.Interval()).Sub(now))
}

// feedSaid is what happened to whoever was just led here.
func feedSaid(ctx context.Context, q url.Values) string {
	switch q.Get("done") {
	case "saved":
		return ui.T(ctx, "The settings are saved.")
	case "mapped":
		return ui.T(ctx, "The columns are confirmed.")
	case "started":
		return ui.T(ctx, "The columns are confirmed, and the feed is read from now on.")
	case string(access.RoundSame):
		return ui.T(ctx, "The round is done: nothing new.")
	case string(access.RoundChanged):
		return ui.T(ctx, "The round is done. Below is what it changed.")
	case string(access.RoundWaits):
		return ui.T(ctx, "The round is done, and something in it waits for your yes.")
	case "kept":
		return ui.T(ctx, "All of them are kept. They stay until their rows change again.")
	case "taken":
		return ui.T(ctx, "It is done. Each of them can be let in again from their card.")
	}
	return ""
}

// ActOnFeed answers POST /control/feeds/{feed}: a round now, an upload, or the
// answer to what waits.
func (p *Pages) ActOnFeed(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	f, err := p.feedOf(r)
	if err != nil {
		return err
	}
	done, err := p.actOnFeed(r, f)
	if err != nil {
		status, mine := roundStatus(err)
		if !mine {
			return err
		}
		return p.showFeed(w, r, status, ui.Problem(ctx, tooLarge(err)))
	}
	http.Redirect(w, r, feedHref(f.ID)+"?done="+url.QueryEscape(done), http.StatusSeeOther)
	return nil
}

func (p *Pages) actOnFeed(r *http.Request, f access.Feed) (done string, err error) {
	ctx := r.Context()
	if isMultipart(r) {
		return p.uploadExport(r, f)
	}
	var report access.Report
	actor, entry := MemberOf(ctx).Actor(), r.PostFormValue("entry")
	switch r.PostFormValue("do") {
	case "run":
		report, err = p.Rounds.RunNow(ctx, MemberOf(ctx).Actor(), f.ID)
		return string(report.Round.Result), err
	case "keep":
		report, err = p.Rounds.KeepAll(ctx, actor, f.ID, entry)
		done = "kept"
	case "yes":
		report, err = p.Rounds.Yes(ctx, actor, f.ID, entry)
		done = "taken"
	default:
		return "", errNoAct()
	}
	if err == nil && report.Round.Result == access.RoundWaits {
		done = string(access.RoundWaits) // it asks again: another list than the one that was read
	}
	return done, err
}

// roundStatus is formStatus for what asks the vendor: that they do not answer,
// or that somebody else answered for the feed before, is shown on its page.
func roundStatus(err error) (status int, mine bool) {
	switch stagedoor.KindOf(err) {
	case stagedoor.Unavailable:
		return http.StatusBadGateway, true
	case stagedoor.NotFound:
		return http.StatusConflict, true
	}
	return formStatus(err)
}

// tooLarge says of an upload that was cut off by our bound that it is too
// large.
func tooLarge(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return &stagedoor.Error{Kind: stagedoor.Invalid, Msg: "The file is larger than 64 MB.", Err: err}
	}
	return err
}

func errNoAct() error {
	return stagedoor.Errorf(stagedoor.Invalid, "Nothing was chosen. Use one of the page's buttons.")
}

// uploadExport runs a round from a file. Without columns it does not: access
// would guess them, and here nobody would have seen the guess before people
// are let in by it.
func (p *Pages) uploadExport(r *http.Request, f access.Feed) (done string, err error) {
	if !f.HasColumns() {
		return "", stagedoor.Errorf(stagedoor.Invalid, "Nothing was read: nobody confirmed yet which column is what. Look at the file in “Columns and preview” first.")
	}
	form, err := readUpload(r)
	if err != nil {
		return "", err
	}
	if form.File == nil {
		return "", errNoFile()
	}
	report, err := p.Rounds.Import(r.Context(), f.ID, form.File, access.ImportOptions{Partial: form.Values.Get("partial") != "", Actor: MemberOf(r.Context()).Actor()})
	return string(report.Round.Result), err
}

func errNoFile() error {
	return stagedoor.Errorf(stagedoor.Invalid, "Choose the vendor's export first.")
}

func isMultipart(r *http.Request) bool {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && kind == "multipart/form-data"
}

// An uploadForm is a form whose last field is a file. The file is read while
// it comes in: nothing of it is in memory.
type uploadForm struct {
	Values url.Values
	File   io.Reader // nil: none was chosen
	Name   string    // of the file, as the browser says
}

// maxFields bounds the fields before the file: a mapping page of a wide
// export has a few hundred.
const (
	maxFields     = 2000
	maxFieldBytes = 1 << 20
)

// readUpload reads a form up to its file.
func readUpload(r *http.Request) (uploadForm, error) {
	form := uploadForm{Values: url.Values{}}
	parts, err := r.MultipartReader()
	if err != nil {
		return form, &stagedoor.Error{Kind: stagedoor.Invalid, Msg: "The upload broke off. Nothing was changed.", Err: err}
	}
	left := int64(maxFieldBytes)
	for range maxFields {
		part, err := parts.NextPart()
		if err == io.EOF {
			return form, nil
		}
		if err != nil {
			return form, &stagedoor.Error{Kind: stagedoor.Invalid, Msg: "The upload broke off. Nothing was changed.", Err: err}
		}
		if part.FormName() == "file" {
			if part.FileName() != "" { // a field left empty is sent all the same
				form.File, form.Name = part, part.FileName()
			}
			return form, nil
		}
		value, err := io.ReadAll(io.LimitReader(part, left+1))
		if err != nil {
			return form, &stagedoor.Error{Kind: stagedoor.Invalid, Msg: "The upload broke off. Nothing was changed.", Err: err}
		}
		if left -= int64(len(value)); left < 0 {
			break
		}
		form.Values.Add(part.FormName(), string(value))
	}
	return form, stagedoor.Errorf(stagedoor.Invalid, "This form holds more than we take.")
}
