package web

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"stagedoor"
)

// TestLettersLinkShowsTheCodePage: whoever has a new letter, or a second one,
// presses its link in a browser that is in, was in, or never was.
func TestLettersLinkShowsTheCodePage(t *testing.T) {
	s := testServer(t, stagedoor.Conference{})
	for _, cookies := range [][]string{nil, {"login-80=ada"}, {"login-80=was-in-before"}} {
		res := ask(s, "GET", "/in", cookies...)
		body, _ := io.ReadAll(res.Body)
		if res.StatusCode != http.StatusOK || !strings.Contains(string(body), `action="/signin"`) {
			t.Errorf("GET /in with the cookies %q: %d, want the code page", cookies, res.StatusCode)
		}
	}
}

// TestFormsAddressesLeadToTheCodePage: an answer to one of the door's forms
// stays in the address bar, and is opened from there.
func TestFormsAddressesLeadToTheCodePage(t *testing.T) {
	s := testServer(t, stagedoor.Conference{})
	for _, path := range []string{"/signin", "/lost", "/takeback"} {
		if res := ask(s, "GET", path); res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != "/" {
			t.Errorf("GET %s: %d to %q, want 303 to the code page", path, res.StatusCode, res.Header.Get("Location"))
		}
	}
}

func TestCodePageSpeaksOfTheDoors(t *testing.T) {
	const over = "Hexagon Conf is over"
	for _, tt := range []struct {
		name     string
		conf     stagedoor.Conference
		want     []string
		mustLack []string
	}{
		{"without dates", stagedoor.Conference{}, nil, []string{"Doors open", over}},
		{"later today", stagedoor.Conference{DoorsOpen: day.Add(time.Hour)}, []string{"Doors open at 15:22", `datetime="2027-05-13T15:22:00+03:00" data-own`}, []string{over}},
		{"on another day", stagedoor.Conference{DoorsOpen: day.Add(24 * time.Hour)}, []string{"Doors open on Friday 14 May, 14:22"}, nil},
		{"while they are open", stagedoor.Conference{DoorsOpen: day, DoorsClose: day.Add(time.Hour)}, nil, []string{"Doors open", over}},
		{"after the end", stagedoor.Conference{DoorsClose: day, Contact: "help@conf.example"}, []string{over, "mailto:help@conf.example"}, []string{"Doors open", "Still stuck"}},
		{"after the end, with nobody to write to", stagedoor.Conference{DoorsClose: day}, []string{over}, []string{"write to us", "mailto:"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			body, _ := io.ReadAll(ask(testServer(t, tt.conf), "GET", "/").Body)
			for _, words := range tt.want {
				if !strings.Contains(string(body), words) {
					t.Errorf("the code page lacks %q:\n%s", words, body)
				}
			}
			for _, words := range tt.mustLack {
				if strings.Contains(string(body), words) {
					t.Errorf("the code page says %q", words)
				}
			}
		})
	}
}

// TestProblemsLeadToTheirRoom: from the control room's pages back to it, from
// an attendee's to the lobby.
func TestProblemsLeadToTheirRoom(t *testing.T) {
	s := testServer(t, stagedoor.Conference{})
	for _, tt := range []struct{ path, want string }{
		{"/control/crew", "/control"},
		{"/control/nowhere", "/control"},
		{"/controls", "/lobby"},
		{"/nowhere", "/lobby"},
	} {
		body, _ := io.ReadAll(ask(s, "GET", tt.path, "crew-80=help-desk").Body)
		if !strings.Contains(string(body), `class="button go big" href="`+tt.want+`"`) {
			t.Errorf("the problem at %s does not lead to %s:\n%s", tt.path, tt.want, body)
		}
	}
}
