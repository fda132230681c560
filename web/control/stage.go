package control

import (
	"context"
	"net/http"
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
	Ingest     IngestForm
	Paste      PasteForm
	Slate      SlateForm
	Other      OtherForm
	LadderFull bool
	Owner      bool // may remove it
	Problem    string
	Said       string
	Twice      bool // the source that was just added was there before
}

// A PasteForm is a source as it was pasted.
type PasteForm struct{ Title, Pasted, Problem string }

// A SlateForm is a slate as it was typed; Picture is one that is kept already.
type SlateForm struct{ Title, Sentence, Picture, Problem string }

// An OtherForm is the choice of another stage, out of Stages.
type OtherForm struct {
	Stages                 []stage.Stage
	Title, Chosen, Problem string
}

// ShowStage answers GET /control/stages/{stage}.
func (p *Pages) ShowStage(w http.ResponseWriter, r *http.Request) error {
	page := StagePage{Twice: r.URL.Query().Get("done") == "twice"}
	if r.URL.Query().Get("done") == "saved" {
		page.Said = ui.T(r.Context(), "The stage is saved.")
	}
	return p.showStage(w, r, http.StatusOK, page)
}

func (p *Pages) showStage(w http.ResponseWriter, r *http.Request, status int, page StagePage) error {
	now, err := p.stagesNow(r.Context())
	if err != nil {
		return err
	}
	s, err := stageIn(now, stageOf(r))
	if err != nil {
		return err
	}
	page.Frame, page.Stage, page.Owner = p.frame(r), decided(r.Context(), *s), MemberOf(r.Context()).May(OwnerOnly...)
	page.Other.Stages = othersOf(now, s.ID)
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
	return stageIn(now, stageOf(r))
}

func stageIn(now *stage.Snapshot, id stagedoor.StageID) (*stage.Showing, error) {
	s := now.Stage(id)
	if s == nil {
		return nil, stagedoor.Errorf(stagedoor.NotFound, "This stage is no longer there. Look at the stages again.")
	}
	return s, nil
}

// othersOf are the stages that stage id can show.
func othersOf(now *stage.Snapshot, id stagedoor.StageID) (out []stage.Stage) {
	for _, s := range now.Stages {
		if s.ID != id {
			out = append(out, s.Stage)
		}
	}
	return out
}

// decided is s with what it shows as its keeper will have written it in a
// moment: whoever took a rung sees it on air on the very next page.
func decided(ctx context.Context, s stage.Showing) stage.Showing {
	page := ui.PageOf(ctx)
	d := stage.Decide(stage.Situation{Stage: s.Stage, Health: s.Air.Health, Schedule: s.Schedule, Was: s.Air, Zone: page.Zone, Now: page.Now})
	s.Air.Source, s.Air.Since, s.Air.Why = d.Source, d.Since, d.Why
	return s
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
