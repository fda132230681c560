package control

import (
	"net/http"

	"stagedoor/stage"
	"stagedoor/web/ui"
)

// An IngestForm is an encoder's rung as it was typed.
type IngestForm struct{ Title, Problem string }

// addIngest adds a rung for an encoder, and leads to what to set there.
func (p *Pages) addIngest(w http.ResponseWriter, r *http.Request, form IngestForm) error {
	src := stage.NewIngest(form.Title)
	id, err := p.addSource(r, src, form.Title, nil)
	if err != nil {
		form.Problem = ui.Problem(r.Context(), err)
		return p.stageProblem(w, r, err, StagePage{Ingest: form})
	}
	src.ID, src.Stage = id, stageOf(r)
	http.Redirect(w, r, sourceHref(src), http.StatusSeeOther)
	return nil
}

// rotateKey gives an encoder's rung another stream key.
func (p *Pages) rotateKey(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	_, src, err := p.sourceNow(r)
	if err == nil {
		err = p.Stages.RotateKey(ctx, MemberOf(ctx).Actor(), src.Stage, src.ID, ui.PageOf(ctx).Now)
	}
	if err != nil {
		return p.stageProblem(w, r, err, StagePage{Problem: ui.Problem(ctx, err)})
	}
	http.Redirect(w, r, sourceHref(src)+"?done=rotated", http.StatusSeeOther)
	return nil
}

// asksAgain asks once more before an encoder that sends just now loses its
// rung. Before another key the page has asked already.
func (p *Pages) asksAgain(w http.ResponseWriter, r *http.Request) (asks bool, err error) {
	st, src, err := p.sourceNow(r)
	if err != nil || src.Kind != stage.Ingest || !p.sends(st, src) {
		return false, nil // who does it says what is wrong
	}
	return true, p.showSource(w, r, http.StatusConflict, &SourcePage{Title: src.Title, Sure: true})
}

// sends reports whether an encoder publishes to a rung, here or where the stage
// is kept: what its keeper sees of it everybody may read.
func (p *Pages) sends(st *stage.Showing, r stage.Source) bool {
	here := p.Encoders != nil && !p.Encoders.Encoder(r.Stage, r.ID).Since.IsZero()
	return here || st.Air.Health[r.ID].State == stage.Up
}

// A Setup is what is typed into an encoder.
type Setup struct {
	Address, Key string
	Rotated      bool // the key was changed a moment ago
}

// setup is what the encoder of a rung is to be told.
func (p *Pages) setup(r *http.Request, src stage.Source) Setup {
	return Setup{Address: p.Encoders.Address(), Key: p.Encoders.StreamKey(src), Rotated: r.URL.Query().Get("done") == "rotated"}
}
