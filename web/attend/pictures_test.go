package attend_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"

	"stagedoor"
	"stagedoor/stage"
	"stagedoor/web/attend"
)

// wall has a picture of each number.
type wall struct{ asked atomic.Int32 }

func (w *wall) Picture(_ context.Context, id string) (stage.Picture, error) {
	w.asked.Add(1)
	if id == "none" {
		return stage.Picture{}, stagedoor.Errorf(stagedoor.NotFound, "This picture is no longer there.")
	}
	return stage.Picture{ID: id, Kind: "image/jpeg", Data: []byte("picture " + id)}, nil
}

func showPicture(p *attend.Pages, id string, header ...string) (*httptest.ResponseRecorder, error) {
	r := httptest.NewRequest("GET", "/picture/"+id, nil)
	r.SetPathValue("id", id)
	for _, h := range header {
		r.Header.Set("If-None-Match", h)
	}
	w := httptest.NewRecorder()
	return w, p.ShowPicture(w, r)
}

func TestShowPicture(t *testing.T) {
	from := &wall{}
	p := &attend.Pages{Pictures: from}
	w, err := showPicture(p, "7")
	if err != nil || w.Code != http.StatusOK || w.Body.String() != "picture 7" {
		t.Errorf("answered %d %q, %v; want the picture", w.Code, w.Body, err)
	}
	for name, want := range map[string]string{"Content-Type": "image/jpeg", "Cache-Control": "private, max-age=31536000, immutable", "Content-Length": "9"} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if w, err := showPicture(p, "7", `"7"`); err != nil || w.Code != http.StatusNotModified || w.Body.Len() > 0 {
		t.Errorf("of a copy that is good: %d with %d bytes, %v; want 304", w.Code, w.Body.Len(), err)
	}
	if n := from.asked.Load(); n != 1 {
		t.Errorf("the database was asked %d times for one picture, want once", n)
	}
	if _, err := showPicture(p, "none"); stagedoor.KindOf(err) != stagedoor.NotFound {
		t.Errorf("a picture that is not there: %v, want NotFound", err)
	}
}

// TestPicturesAllAtOnce is a switch to a slate under a full house, and for the
// race detector.
func TestPicturesAllAtOnce(t *testing.T) {
	from := &wall{}
	p := &attend.Pages{Pictures: from}
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			if w, err := showPicture(p, "1"); err != nil || !bytes.Equal(w.Body.Bytes(), []byte("picture 1")) {
				t.Errorf("got %q, %v", w.Body, err)
			}
		})
	}
	all.Wait()
	if n := from.asked.Load(); n != 1 {
		t.Errorf("50 pages asked the database %d times, want once", n)
	}
	for i := range 40 { // more than are kept
		all.Go(func() {
			id := fmt.Sprint(i)
			if w, err := showPicture(p, id); err != nil || w.Body.String() != "picture "+id {
				t.Errorf("picture %s: %q, %v", id, w.Body, err)
			}
		})
	}
	all.Wait()
}
