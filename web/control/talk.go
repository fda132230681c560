package control

import (
	"context"
	"net/http"
	"slices"
	"time"

	"stagedoor"
	"stagedoor/schedule"
	"stagedoor/stage"
	"stagedoor/web/ui"
)

// Talks writes talks by hand.
type Talks interface {
	// TalkNow returns a talk with what was read and what a hand changed; a
	// NotFound error if there is none.
	TalkNow(ctx context.Context, id stagedoor.TalkID) (schedule.TalkNow, error)
	AddTalk(ctx context.Context, actor stagedoor.Actor, t stagedoor.Talk, now time.Time) (stagedoor.TalkID, error)
	// SaveTalk makes a talk in force what want says: what differs is a hand's.
	SaveTalk(ctx context.Context, actor stagedoor.Actor, id stagedoor.TalkID, want stagedoor.Talk, now time.Time) error
	// RemoveTalk takes it off the schedule.
	RemoveTalk(ctx context.Context, actor stagedoor.Actor, id stagedoor.TalkID, now time.Time) error
	// TakeProgrammes gives fields back: they are as read again.
	TakeProgrammes(ctx context.Context, actor stagedoor.Actor, id stagedoor.TalkID, now time.Time, fields ...schedule.Field) error
	// AuditOf returns the newest entries about one subject.
	AuditOf(ctx context.Context, kind, subject string, limit int) ([]stagedoor.AuditEntry, error)
}

// A TalkPage is what talk.templ shows: the editor of a talk, or of a new one.
type TalkPage struct {
	Frame    Frame
	New      bool
	Talk     stagedoor.Talk // in force; what it would be when it is off
	Origin   schedule.Origin
	Gone     bool // it left the file, and stays while it is on
	Off      bool // somebody took it off the schedule
	Changes  []TalkChange
	Stages   []stage.Stage
	Form     TalkForm
	Overlaps []stagedoor.Talk
	Log      []stagedoor.AuditEntry
	Problems map[string]string // by field
	Problem  string
	Said     string
}

// A TalkChange is a field that a hand changed, and what the programme says.
type TalkChange struct {
	Field schedule.Field
	Says  string
}

// talkLogMost is how many audit entries a talk's page shows.
const talkLogMost = 20

// maxOverlaps is how many overlapping talks it names.
const maxOverlaps = 5

// ShowNewTalk answers GET /control/talks/new.
func (p *Pages) ShowNewTalk(w http.ResponseWriter, r *http.Request) error {
	form := TalkForm{Record: true, Stage: clipped(r.URL.Query().Get("stage"), 100)}
	if d, err := stagedoor.ParseDate(r.URL.Query().Get("day")); err == nil && !d.IsZero() {
		form.Starts, form.Ends = d.String()+"T09:00", d.String()+"T09:30"
	}
	return p.showNewTalk(w, r, http.StatusOK, TalkPage{Form: form})
}

func (p *Pages) showNewTalk(w http.ResponseWriter, r *http.Request, status int, page TalkPage) error {
	h, err := p.Stages.House(r.Context())
	if err != nil {
		return err
	}
	page.New, page.Frame, page.Stages = true, p.frame(r), h.Stages
	return ui.RenderStatus(w, r, status, TalkTempl(page))
}

// AddTalk answers POST /control/talks/new.
func (p *Pages) AddTalk(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	page := TalkPage{Form: typedTalk(r)}
	h, err := p.Stages.House(ctx)
	if err != nil {
		return err
	}
	var t stagedoor.Talk
	problems, err := page.Form.apply(&t, h.Stages, zoneOf(ctx))
	var id stagedoor.TalkID
	if err == nil {
		id, err = p.Programme.AddTalk(ctx, MemberOf(ctx).Actor(), t, ui.PageOf(ctx).Now)
	}
	if err != nil {
		status, mine := formStatus(err)
		if !mine {
			return err
		}
		page.wrong(ctx, problems, err)
		return p.showNewTalk(w, r, status, page)
	}
	http.Redirect(w, r, talkHref(id)+"?done=added", http.StatusSeeOther)
	return nil
}

// wrong puts what is wrong into the page: at its fields, or above them.
func (p *TalkPage) wrong(ctx context.Context, problems map[string]error, err error) {
	p.Problems = map[string]string{}
	for field, e := range problems {
		p.Problems[field] = ui.Problem(ctx, e)
	}
	if len(problems) == 0 {
		p.Problem = ui.Problem(ctx, err)
	}
}

// ShowTalk answers GET /control/talks/{talk}.
func (p *Pages) ShowTalk(w http.ResponseWriter, r *http.Request) error {
	return p.showTalk(w, r, http.StatusOK, TalkPage{Said: talkSaid(r.Context(), r.URL.Query().Get("done"))}, nil)
}

func talkSaid(ctx context.Context, done string) string {
	switch done {
	case "added":
		return ui.T(ctx, "The talk is added.")
	case "saved":
		return ui.T(ctx, "The talk is saved.")
	case "as-read":
		return ui.T(ctx, "It is as the programme says again, and follows it from now on.")
	case "back":
		return ui.T(ctx, "The talk is on the schedule again.")
	}
	return ""
}

// showTalk shows the talk; typed, unless nil, is what the form brought.
func (p *Pages) showTalk(w http.ResponseWriter, r *http.Request, status int, page TalkPage, typed *TalkForm) error {
	ctx := r.Context()
	t, err := p.Programme.TalkNow(ctx, talkOf(r))
	if err != nil {
		return err
	}
	h, err := p.Stages.House(ctx)
	if err != nil {
		return err
	}
	page.Frame, page.Stages, page.Talk = p.frame(r), h.Stages, t.Talk
	page.Origin, page.Gone, page.Off = t.Read.Origin, t.Read.Gone, t.Edit.Removed
	page.Form = talkFormOf(t.Talk, zoneOf(ctx))
	if typed != nil {
		page.Form = *typed
	}
	if t.Read.Origin != schedule.ByHand {
		for _, f := range changedFields(t.Edit) {
			page.Changes = append(page.Changes, TalkChange{Field: f, Says: fieldValue(ctx, f, t.Read.Talk, page.stageName)})
		}
	}
	if !page.Off {
		page.Overlaps = schedule.Overlaps(ofStage(h.Talks, t.Stage), t.Talk)
	}
	if page.Log, err = p.Programme.AuditOf(ctx, "talk", string(t.ID), talkLogMost); err != nil {
		return err
	}
	return ui.RenderStatus(w, r, status, TalkTempl(page))
}

// changedFields are the fields that a hand set, in the form's order; being
// off the schedule is none.
func changedFields(e schedule.Edit) (out []schedule.Field) {
	for _, f := range schedule.Fields {
		if f != schedule.RemovedField && e.Has(f) {
			out = append(out, f)
		}
	}
	return out
}

func ofStage(talks []stagedoor.Talk, id stagedoor.StageID) stagedoor.Schedule {
	var of []stagedoor.Talk
	for _, t := range talks {
		if t.Stage == id {
			of = append(of, t)
		}
	}
	return stagedoor.NewSchedule(of)
}

// ActOnTalk answers POST /control/talks/{talk}: what the form says, or a field
// that is the programme's again.
func (p *Pages) ActOnTalk(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	id, done := talkOf(r), "saved"
	var typed *TalkForm
	var problems map[string]error
	var err error
	switch r.PostFormValue("do") {
	case "again":
		done, err = p.takeAgain(r, id)
	case "":
		form := typedTalk(r)
		typed = &form
		problems, err = p.saveTalk(r, id, form)
	default:
		err = errNoAct()
	}
	if err != nil {
		status, mine := formStatus(err)
		if !mine || stagedoor.KindOf(err) == stagedoor.NotFound {
			return err
		}
		var page TalkPage
		page.wrong(ctx, problems, err)
		return p.showTalk(w, r, status, page, typed)
	}
	http.Redirect(w, r, talkHref(id)+"?done="+done, http.StatusSeeOther)
	return nil
}

func (p *Pages) saveTalk(r *http.Request, id stagedoor.TalkID, form TalkForm) (problems map[string]error, err error) {
	ctx := r.Context()
	now, err := p.Programme.TalkNow(ctx, id)
	if err != nil {
		return nil, err
	}
	h, err := p.Stages.House(ctx)
	if err != nil {
		return nil, err
	}
	t := now.Talk
	form = form.over(talkFormOf(t, zoneOf(ctx)))
	if problems, err = form.apply(&t, h.Stages, zoneOf(ctx)); err != nil {
		return problems, err
	}
	return nil, p.Programme.SaveTalk(ctx, MemberOf(ctx).Actor(), id, t, ui.PageOf(ctx).Now)
}

// takeAgain gives a field back to the programme.
func (p *Pages) takeAgain(r *http.Request, id stagedoor.TalkID) (done string, err error) {
	ctx := r.Context()
	f := schedule.Field(clipped(r.PostFormValue("field"), 40))
	if !slices.Contains(schedule.Fields, f) {
		return "", errNoAct()
	}
	done = "as-read"
	if f == schedule.RemovedField {
		done = "back"
	}
	return done, p.Programme.TakeProgrammes(ctx, MemberOf(ctx).Actor(), id, ui.PageOf(ctx).Now, f)
}

// A TalkRemovePage asks once more before a talk goes.
type TalkRemovePage struct {
	Frame  Frame
	Talk   stagedoor.Talk
	Origin schedule.Origin
}

// ShowRemoveTalk answers GET /control/talks/{talk}/remove.
func (p *Pages) ShowRemoveTalk(w http.ResponseWriter, r *http.Request) error {
	t, err := p.Programme.TalkNow(r.Context(), talkOf(r))
	if err != nil {
		return err
	}
	return ui.Render(w, r, TalkRemoveTempl(TalkRemovePage{Frame: p.frame(r), Talk: t.Talk, Origin: t.Read.Origin}))
}

// RemoveTalk answers POST /control/talks/{talk}/remove.
func (p *Pages) RemoveTalk(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	t, err := p.Programme.TalkNow(ctx, talkOf(r))
	if err != nil {
		return err
	}
	if err := p.Programme.RemoveTalk(ctx, MemberOf(ctx).Actor(), t.ID, ui.PageOf(ctx).Now); err != nil {
		return err
	}
	http.Redirect(w, r, programmeHref(schedule.DayOf(t.Talk, zoneOf(ctx)).String(), "talk-removed"), http.StatusSeeOther)
	return nil
}

func talkOf(r *http.Request) stagedoor.TalkID { return stagedoor.TalkID(r.PathValue("talk")) }

func talkHref(id stagedoor.TalkID) string { return "/control/talks/" + string(id) }
