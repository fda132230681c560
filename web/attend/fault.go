package attend

import (
	"net/http"
	"time"

	"stagedoor"
	"stagedoor/web/ui"
)

// Faults counts the errors that embeds report of themselves; stage.Audience
// does.
type Faults interface {
	Fault(stage stagedoor.StageID, source stagedoor.SourceID, now time.Time)
}

// TakeFault answers POST /fault: the embed in somebody's page said that it
// cannot play. A page may say so once a minute, and so may a login: what one
// person says must not look like a hall's trouble. The crew's previews do not
// count.
func (p *Pages) TakeFault(w http.ResponseWriter, r *http.Request) error {
	page := ui.PageOf(r.Context())
	id, source := stagedoor.StageID(r.PostFormValue("stage")), stagedoor.SourceID(r.PostFormValue("source"))
	st := p.Board.Now().Stage(id)
	counts := st != nil && st.OnAir != nil && st.OnAir.ID == source && !page.Preview && !p.waits(page)
	if counts && p.faults.first(p.Cookies.Login(r), faultEvery, page.Now) {
		p.Faults.Fault(id, st.Air.Source, page.Now)
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

const faultEvery = time.Minute
