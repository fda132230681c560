package control

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"stagedoor"
	"stagedoor/stage"
	"stagedoor/web/ui"
)

// StagePage is what stage.templ shows: one stage, its ladder, its talks.
type StagePage struct {
	Frame      Frame
	Stage      stage.Showing
	Name, Gel  string // as typed
	NameWrong  string
	Paste      PasteForm
	Slate      SlateForm
	LadderFull bool
	Owner      bool // may remove it
	Problem    string
	Said       string
	Twice      bool // the source that was just added was there before
}

// A PasteForm is a source as it was pasted.
type PasteForm struct{ Title, Pasted, Problem string }

// A SlateForm is a slate as it was typed.
type SlateForm struct{ Title, Sentence, Problem string }

// ShowStage answers GET /control/stages/{stage}.
func (p *Pages) ShowStage(w http.ResponseWriter, r *http.Request) error {
	page := StagePage{Twice: r.URL.Query().Get("done") == "twice"}
	if r.URL.Query().Get("done") == "saved" {
		page.Said = ui.T(r.Context(), "The stage is saved.")
	}
	return p.showStage(w, r, http.StatusOK, page)
}

func (p *Pages) showStage(w http.ResponseWriter, r *http.Request, status int, page StagePage) error {
	s, err := p.stageNow(r)
	if err != nil {
		return err
	}
	page.Frame, page.Stage, page.Owner = p.frame(r), *s, MemberOf(r.Context()).May(OwnerOnly...)
	page.LadderFull = len(s.Ladder) >= stage.MaxLadder
	if page.NameWrong == "" {
		page.Name, page.Gel = s.Name, s.Gel
	}
	return ui.RenderStatus(w, r, status, StageTempl(page))
}

// stageNow reads the stage that the address names; the error is NotFound.
func (p *Pages) stageNow(r *http.Request) (*stage.Showing, error) {
	now, err := p.stagesNow(r.Context())
	if err != nil {
		return nil, err
	}
	s := now.Stage(stageOf(r))
	if s == nil {
		return nil, stagedoor.Errorf(stagedoor.NotFound, "This stage is no longer there. Look at the stages again.")
	}
	return s, nil
}

// SaveStage answers POST /control/stages/{stage}: another name or gel.
func (p *Pages) SaveStage(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	s := stage.Stage{ID: stageOf(r), Name: clipped(strings.TrimSpace(r.PostFormValue("name")), 200), Gel: clipped(r.PostFormValue("gel"), 40)}
	if err := p.Stages.SaveStage(ctx, MemberOf(ctx).Actor(), s, ui.PageOf(ctx).Now); err != nil {
		return p.stageProblem(w, r, err, StagePage{Name: s.Name, Gel: s.Gel, NameWrong: ui.Problem(ctx, err)})
	}
	http.Redirect(w, r, stageHref(s.ID)+"?done=saved", http.StatusSeeOther)
	return nil
}

// stageProblem shows the stage again with what page says of the error.
func (p *Pages) stageProblem(w http.ResponseWriter, r *http.Request, err error, page StagePage) error {
	status, mine := formStatus(err)
	if !mine {
		return err
	}
	return p.showStage(w, r, status, page)
}

// AddSource answers POST /control/stages/{stage}/sources: what was pasted, or
// a slate.
func (p *Pages) AddSource(w http.ResponseWriter, r *http.Request) error {
	ctx, done := r.Context(), ""
	title := clipped(strings.TrimSpace(r.PostFormValue("title")), 200)
	if r.PostFormValue("kind") == string(stage.Slate) {
		form := SlateForm{Title: title, Sentence: clipped(r.PostFormValue("sentence"), 400)}
		src, err := stage.NewSlate(form.Sentence)
		if err = p.addSource(r, src, title, err); err != nil {
			form.Problem = ui.Problem(ctx, err)
			return p.stageProblem(w, r, err, StagePage{Slate: form})
		}
	} else {
		form := PasteForm{Title: title, Pasted: r.PostFormValue("pasted")}
		src, err := stage.ParseSource(form.Pasted, stage.Options{AllowPrivate: p.AllowPrivate})
		if p.onLadder(r, src) {
			done = "?done=twice"
		}
		if err = p.addSource(r, src, title, err); err != nil {
			form.Problem, form.Pasted = ui.Problem(ctx, err), shownAgain(form.Pasted, err)
			return p.stageProblem(w, r, err, StagePage{Paste: form})
		}
	}
	http.Redirect(w, r, stageHref(stageOf(r))+done, http.StatusSeeOther)
	return nil
}

// onLadder reports whether the stage plays this already. An error is for who
// asks next.
func (p *Pages) onLadder(r *http.Request, src stage.Source) bool {
	s, err := p.stageNow(r)
	return err == nil && src.URL != "" && slices.ContainsFunc(s.Ladder, func(old stage.Source) bool { return old.URL == src.URL })
}

// addSource keeps a source that could be read.
func (p *Pages) addSource(r *http.Request, src stage.Source, title string, err error) error {
	if err != nil {
		return err
	}
	ctx := r.Context()
	now := ui.PageOf(ctx).Now
	src.ID, src.Stage, src.Title = stagedoor.SourceID(stagedoor.NewID(now)), stageOf(r), title
	return p.Stages.AddSource(ctx, MemberOf(ctx).Actor(), src, now)
}

// shownAgain is what of a refused paste stands in the form again: nothing when
// it holds a secret.
func shownAgain(pasted string, err error) string {
	if errors.Is(err, stage.ErrIngest) {
		return ""
	}
	return clipped(pasted, 10000)
}

// ChangeSource answers POST /control/stages/{stage}/sources/{source}: take,
// release, another place, other words, or out.
func (p *Pages) ChangeSource(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	id, source := stageOf(r), stagedoor.SourceID(r.PathValue("source"))
	actor, now := MemberOf(ctx).Actor(), ui.PageOf(ctx).Now
	var err error
	switch do := r.PostFormValue("do"); {
	case r.PostFormValue("to") != "":
		to, e := strconv.Atoi(r.PostFormValue("to"))
		if err = e; e == nil {
			err = p.Stages.MoveSource(ctx, actor, id, source, to, now)
		} else {
			err = &stagedoor.Error{Kind: stagedoor.Invalid, Msg: "Say where it shall stand.", Err: e}
		}
	case do == "take":
		err = p.Stages.Take(ctx, actor, id, source, now)
	case do == "hold":
		err = p.Stages.Hold(ctx, actor, id, source, now)
	case do == "release":
		err = p.release(r, id, source)
	case do == "remove":
		err = p.Stages.RemoveSource(ctx, actor, id, source, now)
	default:
		return p.saveSource(w, r)
	}
	if err != nil {
		return p.stageProblem(w, r, err, StagePage{Problem: ui.Problem(ctx, err)})
	}
	http.Redirect(w, r, stageHref(id), http.StatusSeeOther)
	return nil
}

// release takes the hand off source; a hand that another member put on another
// source meanwhile stays.
func (p *Pages) release(r *http.Request, id stagedoor.StageID, source stagedoor.SourceID) error {
	s, err := p.stageNow(r)
	if err != nil || s.Hand.Taken != source {
		return err
	}
	ctx := r.Context()
	return p.Stages.Release(ctx, MemberOf(ctx).Actor(), id, ui.PageOf(ctx).Now)
}
