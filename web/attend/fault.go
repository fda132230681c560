package attend

import (
	"net/http"
	"sync"
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
	if counts && p.faults.first(p.Cookies.Login(r), page.Now) {
		p.Faults.Fault(id, st.Air.Source, page.Now)
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

const (
	faultEvery = time.Minute
	faultMost  = 20_000 // logins remembered; then the oldest minute is forgotten
)

// faultTimes is when each login last reported a fault. The zero value is
// empty.
type faultTimes struct {
	mu   sync.Mutex
	last map[string]time.Time
}

// first reports whether the login may say it now, and notes that it did.
func (f *faultTimes) first(login string, now time.Time) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if last, there := f.last[login]; there && now.Sub(last) < faultEvery {
		return false
	}
	if f.last == nil {
		f.last = map[string]time.Time{}
	}
	if len(f.last) >= faultMost {
		for l, t := range f.last {
			if now.Sub(t) >= faultEvery {
				delete(f.last, l)
			}
		}
		if len(f.last) >= faultMost {
			return false // that many within a minute: the producer knows
		}
	}
	f.last[login] = now
	return true
}
