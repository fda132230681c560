package control

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"stagedoor"
	"stagedoor/stage"
	"stagedoor/web/ui"
)

// Stages keeps the stages and what each can show. What changes anything is
// audited.
type Stages interface {
	StageList
	Ladders
	SlatePictures
}

// StageList is the stages in their order. It is read anew, since the Board in
// memory may not know yet what was changed a moment ago.
type StageList interface {
	House(ctx context.Context) (stage.House, error)
	// AddStage puts a stage behind the others; a Conflict error when its id is
	// taken.
	AddStage(ctx context.Context, actor stagedoor.Actor, s stage.Stage, now time.Time) error
	// SaveStage keeps its name and gel.
	SaveStage(ctx context.Context, actor stagedoor.Actor, s stage.Stage, now time.Time) error
	// RemoveStage takes it away with its sources and talks.
	RemoveStage(ctx context.Context, actor stagedoor.Actor, id stagedoor.StageID, now time.Time) error
	// MoveStage puts it at place to, counted from 0.
	MoveStage(ctx context.Context, actor stagedoor.Actor, id stagedoor.StageID, to int, now time.Time) error
}

// Ladders are the sources of the stages; a hand on them is live.go's.
type Ladders interface {
	AddSource(ctx context.Context, actor stagedoor.Actor, r stage.Source, now time.Time) error
	SaveSource(ctx context.Context, actor stagedoor.Actor, r stage.Source, now time.Time) error
	RemoveSource(ctx context.Context, actor stagedoor.Actor, id stagedoor.StageID, source stagedoor.SourceID, now time.Time) error
	MoveSource(ctx context.Context, actor stagedoor.Actor, id stagedoor.StageID, source stagedoor.SourceID, to int, now time.Time) error
	// RotateKey gives an encoder's source another stream key.
	RotateKey(ctx context.Context, actor stagedoor.Actor, id stagedoor.StageID, source stagedoor.SourceID, now time.Time) error
}

// SlatePictures keeps the slates' pictures.
type SlatePictures interface {
	// SavePicture keeps one; Picture finds it again, or is NotFound.
	SavePicture(ctx context.Context, p stage.Picture, now time.Time) error
	Picture(ctx context.Context, id string) (stage.Picture, error)
}

// StagesPage is what stages.templ shows: the list, and the form for one more.
type StagesPage struct {
	Frame     Frame
	Stages    []stage.Showing
	New       stage.Stage // as typed
	IDWrong   string
	NameWrong string
	Problem   string
	Said      string
}

// ShowStages answers GET /control/stages.
func (p *Pages) ShowStages(w http.ResponseWriter, r *http.Request) error {
	page := StagesPage{}
	if r.URL.Query().Get("done") == "removed" {
		page.Said = ui.T(r.Context(), "The stage is removed.")
	}
	return p.showStages(w, r, http.StatusOK, page)
}

func (p *Pages) showStages(w http.ResponseWriter, r *http.Request, status int, page StagesPage) error {
	now, err := p.stagesNow(r.Context())
	if err != nil {
		return err
	}
	page.Frame = p.frame(r)
	for _, s := range now.Stages {
		page.Stages = append(page.Stages, decided(r.Context(), s))
	}
	if page.New.Gel == "" {
		page.New.Gel = stagedoor.GelOf(len(page.Stages))
	}
	return ui.RenderStatus(w, r, status, StagesTempl(page))
}

// stagesNow reads the stages and what follows from them.
func (p *Pages) stagesNow(ctx context.Context) (*stage.Snapshot, error) {
	h, err := p.Stages.House(ctx)
	if err != nil {
		return nil, err
	}
	return stage.NewSnapshot(h)
}

// AddStage answers POST /control/stages.
func (p *Pages) AddStage(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	s := stage.Stage{
		ID:   stagedoor.StageID(clipped(strings.ToLower(strings.TrimSpace(r.PostFormValue("id"))), 100)),
		Name: clipped(strings.TrimSpace(r.PostFormValue("name")), 200),
		Gel:  clipped(r.PostFormValue("gel"), 40),
	}
	if err := p.Stages.AddStage(ctx, MemberOf(ctx).Actor(), s, ui.PageOf(ctx).Now); err != nil {
		status, mine := formStatus(err)
		if !mine {
			return err
		}
		page := StagesPage{New: s, NameWrong: ui.Problem(ctx, err)}
		named := s
		named.Name = "name" // what is wrong beside the name
		if e := named.Validate(); e != nil {
			page.IDWrong, page.NameWrong = ui.Problem(ctx, e), ""
		} else if stagedoor.KindOf(err) == stagedoor.Conflict {
			page.IDWrong, page.NameWrong = page.NameWrong, ""
		}
		return p.showStages(w, r, status, page)
	}
	http.Redirect(w, r, stageHref(s.ID), http.StatusSeeOther)
	return nil
}

// MoveStage answers POST /control/stages/{stage}/move.
func (p *Pages) MoveStage(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	to, err := strconv.Atoi(r.PostFormValue("to"))
	if err == nil {
		err = p.Stages.MoveStage(ctx, MemberOf(ctx).Actor(), stageOf(r), to, ui.PageOf(ctx).Now)
	} else {
		err = &stagedoor.Error{Kind: stagedoor.Invalid, Msg: "Say where it shall stand.", Err: err}
	}
	if err != nil {
		status, mine := formStatus(err)
		if !mine {
			return err
		}
		return p.showStages(w, r, status, StagesPage{Problem: ui.Problem(ctx, err)})
	}
	http.Redirect(w, r, "/control/stages", http.StatusSeeOther)
	return nil
}

// RemoveStagePage asks once more before a stage goes.
type RemoveStagePage struct {
	Frame Frame
	Stage stage.Showing
}

// ShowRemoveStage answers GET /control/stages/{stage}/remove.
func (p *Pages) ShowRemoveStage(w http.ResponseWriter, r *http.Request) error {
	s, err := p.stageNow(r)
	if err != nil {
		return err
	}
	return ui.Render(w, r, RemoveStageTempl(RemoveStagePage{Frame: p.frame(r), Stage: *s}))
}

// RemoveStage answers POST /control/stages/{stage}/remove.
func (p *Pages) RemoveStage(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if err := p.Stages.RemoveStage(ctx, MemberOf(ctx).Actor(), stageOf(r), ui.PageOf(ctx).Now); err != nil {
		return err
	}
	http.Redirect(w, r, "/control/stages?done=removed", http.StatusSeeOther)
	return nil
}

func stageOf(r *http.Request) stagedoor.StageID { return stagedoor.StageID(r.PathValue("stage")) }

func stageHref(id stagedoor.StageID) string { return "/control/stages/" + string(id) }

// place is a button's value: where it moves something to.
func place(i int) string { return strconv.Itoa(i) }
