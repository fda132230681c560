package ui

import (
	"net/http"
	"sync"

	"github.com/a-h/templ"
)

// shelfMost bounds a Shelf: pages × languages × who looks. When it is full it
// starts again; a minute later nothing of it would be right anyway.
const shelfMost = 64

// A Shelf keeps pages that are the same for everybody for a while: the lobby
// of this minute, the code page. Hundreds of people open them at once, and
// making one costs a hundred times more than sending it. The zero value is
// empty.
type Shelf struct {
	mu    sync.RWMutex
	pages map[shelfKey]*bound
}

// A shelfKey is all that a page on the shelf may depend on.
type shelfKey struct {
	version  string // of what the page shows
	language string
	minute   int64
	path     string
	signedIn bool
	preview  bool
}

// Render answers with the page: from the shelf when it is there, else made and
// put there. The page may depend only on version, on the page's surroundings
// and on its Now to the minute.
func (s *Shelf) Render(w http.ResponseWriter, r *http.Request, version string, component func() templ.Component) error {
	p := PageOf(r.Context())
	k := shelfKey{version, p.Language.Tag(), p.Now.Unix() / 60, p.Path, p.SignedIn, p.Preview}
	s.mu.RLock()
	page := s.pages[k]
	s.mu.RUnlock()
	if page == nil {
		var err error
		if page, err = bind(r.Context(), component()); err != nil {
			return err
		}
		s.put(k, page)
	}
	page.send(w, r, http.StatusOK)
	return nil
}

func (s *Shelf) put(k shelfKey, page *bound) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.pages == nil || len(s.pages) >= shelfMost {
		s.pages = map[shelfKey]*bound{}
	}
	s.pages[k] = page
}
