package attend

import (
	"bytes"
	"context"
	"net/http"
	"slices"
	"sync"
	"time"

	"stagedoor/stage"
)

// Pictures has the pictures of slates.
type Pictures interface {
	// Picture returns one; the error is NotFound when it is not there.
	Picture(ctx context.Context, id string) (stage.Picture, error)
}

// ShowPicture answers GET /picture/{id}. An id is its picture's hash, so a
// browser never asks for one again.
func (p *Pages) ShowPicture(w http.ResponseWriter, r *http.Request) error {
	pic, err := p.pictures.get(r.Context(), p.Pictures, r.PathValue("id"))
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", pic.Kind)
	h.Set("Cache-Control", "private, max-age=31536000, immutable")
	h.Set("ETag", `"`+pic.ID+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(pic.Data))
	return nil
}

// picturesKept is how many pictures stay in memory: at a switch to a slate
// everybody asks for the same one within a second.
const picturesKept = 16

// A pictureShelf keeps the pictures that were asked for last. The zero value is
// empty.
type pictureShelf struct {
	mu   sync.Mutex
	kept []stage.Picture // newest first

	getting sync.Mutex // one at a time: the others find it on the shelf
}

// get returns a picture, from the shelf when it is there.
func (s *pictureShelf) get(ctx context.Context, from Pictures, id string) (stage.Picture, error) {
	if p, ok := s.find(id); ok {
		return p, nil
	}
	s.getting.Lock()
	defer s.getting.Unlock()
	if p, ok := s.find(id); ok {
		return p, nil
	}
	p, err := from.Picture(ctx, id)
	if err != nil {
		return p, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept = slices.Insert(s.kept, 0, p)
	s.kept = s.kept[:min(len(s.kept), picturesKept)]
	return p, nil
}

func (s *pictureShelf) find(id string) (stage.Picture, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.kept, func(p stage.Picture) bool { return p.ID == id })
	if i < 0 {
		return stage.Picture{}, false
	}
	p := s.kept[i]
	s.kept = slices.Insert(slices.Delete(s.kept, i, i+1), 0, p)
	return p, true
}
