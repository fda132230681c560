package control

import (
	"net/http"
	"strings"

	"stagedoor"
	"stagedoor/stage"
	"stagedoor/web/ui"
)

// SourcePage is what stage_source.templ shows: one source, to edit or remove.
type SourcePage struct {
	Frame   Frame
	Stage   stage.Showing
	Source  stage.Source
	OnAir   bool
	Title   string // as typed, here and below
	Words   string // the address, a slate's sentence, or the other stage
	Picture string // a slate's
	Others  []stage.Stage
	Setup   Setup // an encoder's
	Sends   bool  // an encoder publishes to it just now
	Sure    bool  // its removal is asked once more, since its encoder sends
	Problem string
}

// ShowSource answers GET /control/stages/{stage}/sources/{source}.
func (p *Pages) ShowSource(w http.ResponseWriter, r *http.Request) error {
	return p.showSource(w, r, http.StatusOK, nil)
}

// showSource shows the source; typed, unless nil, has what the form brought.
func (p *Pages) showSource(w http.ResponseWriter, r *http.Request, status int, typed *SourcePage) error {
	now, err := p.stagesNow(r.Context())
	if err != nil {
		return err
	}
	s, src, err := sourceIn(now, r)
	if err != nil {
		return err
	}
	shown := decided(r.Context(), *s)
	page := SourcePage{Frame: p.frame(r), Stage: shown, Source: src, Title: src.Title, Words: src.URL, Picture: src.Picture,
		Others: othersOf(now, s.ID), OnAir: shown.Air.Source == src.ID}
	switch src.Kind {
	case stage.Slate:
		page.Words = src.Sentence
	case stage.OtherStage:
		page.Words = src.Ref
	}
	if typed != nil {
		page.Title, page.Words, page.Picture, page.Problem = typed.Title, typed.Words, typed.Picture, typed.Problem
		page.Sure = typed.Sure
	}
	if src.Kind == stage.Ingest {
		page.Setup, page.Sends = p.setup(r, src), p.sends(s, src)
		return ui.RenderStatus(w, r, status, IngestTempl(page))
	}
	return ui.RenderStatus(w, r, status, SourceTempl(page))
}

func (p *Pages) sourceNow(r *http.Request) (*stage.Showing, stage.Source, error) {
	now, err := p.stagesNow(r.Context())
	if err != nil {
		return nil, stage.Source{}, err
	}
	return sourceIn(now, r)
}

func sourceIn(now *stage.Snapshot, r *http.Request) (*stage.Showing, stage.Source, error) {
	s, err := stageIn(now, stageOf(r))
	if err != nil {
		return nil, stage.Source{}, err
	}
	src, ok := s.Source(stagedoor.SourceID(r.PathValue("source")))
	if !ok {
		return nil, src, stagedoor.Errorf(stagedoor.NotFound, "This source is no longer on the stage. Look at its ladder again.")
	}
	return s, src, nil
}

// saveSource keeps another title, address, sentence, picture or stage.
func (p *Pages) saveSource(w http.ResponseWriter, r *http.Request, form uploadForm) error {
	ctx := r.Context()
	_, old, err := p.sourceNow(r)
	if err != nil {
		return err
	}
	typed := SourcePage{Title: clipped(strings.TrimSpace(form.Values.Get("title")), 200), Words: form.Values.Get("words"), Picture: old.Picture}
	var src stage.Source
	switch old.Kind {
	case stage.Ingest:
		src = old
	case stage.Slate:
		src, err = p.readSlate(r, form, "words", old.Picture)
		typed.Picture = src.Picture
	case stage.OtherStage:
		src, err = stage.NewStageSource(stagedoor.StageID(clipped(typed.Words, 100)))
		if err == nil {
			typed.Title, err = p.otherTitle(r, src, typed.Title)
		}
	default:
		src, err = stage.ParseSource(typed.Words, stage.Options{AllowPrivate: p.AllowPrivate})
	}
	if err == nil {
		src.ID, src.Stage, src.Title = old.ID, old.Stage, typed.Title
		err = p.Stages.SaveSource(ctx, MemberOf(ctx).Actor(), src, ui.PageOf(ctx).Now)
	}
	if err != nil {
		status, mine := formStatus(err)
		if !mine {
			return err
		}
		typed.Problem, typed.Words = ui.Problem(ctx, tooLarge(err)), shownAgain(typed.Words, err)
		return p.showSource(w, r, status, &typed)
	}
	http.Redirect(w, r, stageHref(old.Stage), http.StatusSeeOther)
	return nil
}

func sourceHref(s stage.Source) string {
	return stageHref(s.Stage) + "/sources/" + string(s.ID)
}
