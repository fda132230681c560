// Package attend has the attendee's pages: the door with its code field, the
// pages of those who are refused, the lobby, a stage.
//
// A page is a handler, a struct and a template of one name: lobby.go makes a
// LobbyPage, lobby.templ shows it. What is shown comes from memory: the stages
// and schedules from a stage.Board, who is in from access; nothing on a page's
// way asks the database but signing in. Which route leads here and who may see
// it is package web's.
package attend

import (
	"context"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/stage"
	"stagedoor/web/ui"
)

// Pages are the attendee's pages. All exported fields are needed.
type Pages struct {
	Door    Door
	Board   Board
	Cookies ui.Cookies
	Client  func(*http.Request) netip.Addr // who asks, proxies seen through
	Public  *url.URL                       // the site's own address
	States  *States                        // what the open pages are told
	Faults  Faults                         // who counts the embeds' own errors
	Beacons Beacons                        // who counts what our own players say

	Pictures Pictures // of slates

	pictures  pictureShelf
	faults    seldom
	beacons   seldom
	abstracts abstracts
	shelf     ui.Shelf // the lobby, the stages and the code page, which hundreds open at once
}

// A Board has what the pages show in memory.
type Board interface {
	Now() *stage.Snapshot
}

// A Door lets people in and out; access.Door is one.
type Door interface {
	// SignIn lets the browser in that typed a right code, in the place of the
	// login whose token it had. The error's kind
	// and sentence say why not; see access.SignIn.
	SignIn(ctx context.Context, typed string, from netip.Addr, device, had string, now time.Time) (access.Entered, error)
	// Allow says who a token is, from memory.
	Allow(ctx context.Context, token string, now time.Time) (access.Pass, error)
	// TakeBack lets a browser in again that the device limit signed out.
	TakeBack(ctx context.Context, token string, device string, now time.Time) (access.Entered, error)
	// SignOut ends the token's login.
	SignOut(ctx context.Context, token string, now time.Time) error
	// LostCode sends an address its codes, if it has any. It answers alike
	// and as fast whether it has or not.
	LostCode(ctx context.Context, address string, from netip.Addr, now time.Time) error
}

// stageLinks are the stages in a switcher or at the door's foot, with what is
// on; current is the one whose page it is.
func stageLinks(s *stage.Snapshot, now time.Time, current stagedoor.StageID) []ui.StageLink {
	out := make([]ui.StageLink, len(s.Stages))
	for i, st := range s.Stages {
		out[i] = ui.StageLink{Name: st.Name, Gel: st.Gel, Href: stageHref(st.ID), Current: st.ID == current, Piece: switchPiece(st.ID)}
		if on, _ := st.Schedule.At(now); on != nil {
			out[i].Title, out[i].Language = on.Title, on.Language
		}
	}
	return out
}

func stageHref(id stagedoor.StageID) string { return "/stage/" + string(id) }

// talkHref is the address of a talk's page; a break has none.
func talkHref(t stagedoor.Talk) string {
	if t.Break {
		return ""
	}
	return "/talk/" + url.PathEscape(string(t.ID))
}
