package web

import (
	"context"
	"io"
	"net/http"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/stage"
)

type onePicture struct{}

func (onePicture) Picture(_ context.Context, id string) (stage.Picture, error) {
	if id != "red" {
		return stage.Picture{}, stagedoor.Errorf(stagedoor.NotFound, "This picture is no longer there.")
	}
	return stage.Picture{ID: id, Kind: "image/jpeg", Data: []byte("a picture")}, nil
}

// TestPicturesAreForWhoIsIn: a slate's picture is the conference's, like all
// that a stage shows.
func TestPicturesAreForWhoIsIn(t *testing.T) {
	s := testServer(t, stagedoor.Conference{DoorsOpen: day.Add(time.Hour)}) // a page of yesterday shows it too
	s.Attend.Pictures = onePicture{}
	for _, tt := range []struct {
		who, cookie, id string
		want            int
	}{
		{"a stranger", "login-80=eve", "red", http.StatusUnauthorized},
		{"an attendee", "login-80=ada", "red", http.StatusOK},
		{"crew", "crew-80=producer", "red", http.StatusOK},
		{"an attendee, of one that is gone", "login-80=ada", "blue", http.StatusNotFound},
	} {
		res := ask(s, "GET", "/picture/"+tt.id, tt.cookie)
		body, _ := io.ReadAll(res.Body)
		if res.StatusCode != tt.want || (string(body) == "a picture") != (tt.want == http.StatusOK) {
			t.Errorf("%s: %d %q, want %d", tt.who, res.StatusCode, body, tt.want)
		}
		kept := res.Header.Get("Cache-Control") == "private, max-age=31536000, immutable"
		if kept != (tt.want == http.StatusOK) || res.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: headers %v", tt.who, res.Header)
		}
	}
}
