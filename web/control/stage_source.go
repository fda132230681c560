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
	Words   string // the address, or a slate's sentence
	Problem string
}

// ShowSource answers GET /control/stages/{stage}/sources/{source}.
func (p *Pages) ShowSource(w http.ResponseWriter, r *http.Request) error {
	return p.showSource(w, r, http.StatusOK, nil)
}

// showSource shows the source; typed, unless nil, has what the form brought.
func (p *Pages) showSource(w http.ResponseWriter, r *http.Request, status int, typed *SourcePage) error {
	s, src, err := p.sourceNow(r)
	if err != nil {
		return err
	}
	page := SourcePage{Frame: p.frame(r), Stage: *s, Source: src, Title: src.Title, Words: src.URL, OnAir: s.OnAir != nil && s.OnAir.ID == src.ID}
	if src.Kind == stage.Slate {
		page.Words = src.Sentence
	}
	if typed != nil {
		page.Title, page.Words, page.Problem = typed.Title, typed.Words, typed.Problem
	}
	return ui.RenderStatus(w, r, status, SourceTempl(page))
}

func (p *Pages) sourceNow(r *http.Request) (*stage.Showing, stage.Source, error) {
	s, err := p.stageNow(r)
	if err != nil {
		return nil, stage.Source{}, err
	}
	src, ok := s.Source(stagedoor.SourceID(r.PathValue("source")))
	if !ok {
		return nil, src, stagedoor.Errorf(stagedoor.NotFound, "This source is no longer on the stage. Look at its ladder again.")
	}
	return s, src, nil
}

// saveSource keeps another title, address or sentence.
func (p *Pages) saveSource(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	_, old, err := p.sourceNow(r)
	if err != nil {
		return err
	}
	typed := SourcePage{Title: clipped(strings.TrimSpace(r.PostFormValue("title")), 200), Words: r.PostFormValue("words")}
	var src stage.Source
	if old.Kind == stage.Slate {
		src, err = stage.NewSlate(typed.Words)
	} else {
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
		typed.Problem, typed.Words = ui.Problem(ctx, err), shownAgain(typed.Words, err)
		return p.showSource(w, r, status, &typed)
	}
	http.Redirect(w, r, stageHref(old.Stage), http.StatusSeeOther)
	return nil
}

func sourceHref(s stage.Source) string {
	return stageHref(s.Stage) + "/sources/" + string(s.ID)
}
