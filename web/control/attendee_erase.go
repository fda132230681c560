package control

import (
	"net/http"

	"stagedoor/access"
	"stagedoor/web/ui"
)

// ErasePage is what attendee_erase.templ shows: what goes, before it goes.
type ErasePage struct {
	Frame   Frame
	Card    access.Card
	Problem string
}

// ShowErase answers GET of a card's /erase.
func (p *Pages) ShowErase(w http.ResponseWriter, r *http.Request) error {
	return p.showErase(w, r, http.StatusOK, "")
}

func (p *Pages) showErase(w http.ResponseWriter, r *http.Request, status int, problem string) error {
	c, err := p.Desk.Card(r.Context(), whoOf(r))
	if err != nil {
		return err
	}
	return ui.RenderStatus(w, r, status, EraseTempl(ErasePage{Frame: p.frame(r), Card: c, Problem: problem}))
}

// Erase answers POST of a card's /erase. It cannot be undone, so it needs the
// tick.
func (p *Pages) Erase(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if r.PostFormValue("sure") == "" {
		return p.showErase(w, r, http.StatusUnprocessableEntity, ui.T(ctx, "Tick that you are sure. This cannot be undone."))
	}
	if err := p.Desk.Erase(ctx, MemberOf(ctx).Actor(), whoOf(r), ui.PageOf(ctx).Now); err != nil {
		return err
	}
	http.Redirect(w, r, "/control/attendees?done=erased", http.StatusSeeOther)
	return nil
}
