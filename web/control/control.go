// Package control has the control room: the crew's pages, from signing in to
// the audit.
//
// A room is a group of files of one name: attendees.go has the handlers of
// the help desk's pages and the interface of what they need, attendees.templ
// shows them. All is rendered by the server and works without script; every
// form posts to its own address and is answered with 303. Which route leads
// here and which role may see it is package web's; it puts the Member into
// the context. What is done is audited by the store method that does it, so
// every one takes the Actor.
package control

import (
	"context"
	"net/http"
	"net/netip"
	"net/url"
	"slices"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/stage"
	"stagedoor/web/ui"
)

// Pages are the control room's pages. All fields are needed.
type Pages struct {
	Crew      Crew      // crew.go, signin.go
	Audits    Audits    // audit.go
	Desk      Desk      // attendees.go
	Feeds     Feeds     // feeds.go
	Rounds    Rounds    // feed.go
	Letters   Letters   // letters.go
	Outbox    Outbox    // letters.go
	Stages    Stages    // stages.go
	Hands     Hands     // live.go
	Floor     *Floor    // live_floor.go
	Encoders  Encoders  // live_health.go
	Settings  Settings  // conference.go
	Programme Programme // programme.go
	Importer  Importer  // programme.go
	Board     Board
	Alarms    func(ctx context.Context) []ui.Alarm // what every page of the control room shows on top
	Cookies   ui.Cookies
	Client    func(*http.Request) netip.Addr // who asks, proxies seen through
	Public    *url.URL                       // where links of letters and crew lead
	// HookToken is what a vendor's hook must show to run the feed at once.
	HookToken func(stagedoor.FeedID) string
	// Mailbox is true when letters go to the mailbox page and nowhere else.
	Mailbox bool
	// AllowPrivate lets a stage show a playlist of this machine or house.
	AllowPrivate bool
}

// A Board has what the pages show in memory.
type Board interface {
	Now() *stage.Snapshot
}

type memberKey struct{}

// WithMember puts the crew member into the context.
func WithMember(ctx context.Context, m access.Member) context.Context {
	return context.WithValue(ctx, memberKey{}, m)
}

// MemberOf returns whom WithMember put there.
func MemberOf(ctx context.Context) access.Member {
	m, _ := ctx.Value(memberKey{}).(access.Member)
	return m
}

// Who may enter which room, beside the owner; package web puts these on the
// routes. AnyRole is open to all of the crew.
var (
	DeskRoles      = []stagedoor.Role{stagedoor.HelpDesk}
	FeedRoles      = []stagedoor.Role{stagedoor.HelpDesk}
	LetterRoles    = []stagedoor.Role{stagedoor.HelpDesk}
	AuditRoles     = []stagedoor.Role{stagedoor.HelpDesk} // it names attendees
	StageRoles     = []stagedoor.Role{stagedoor.Producer}
	ProgrammeRoles = []stagedoor.Role{stagedoor.Producer}
	OwnerOnly      = []stagedoor.Role{stagedoor.Owner}
	AnyRole        = []stagedoor.Role(nil)
)

// rooms are the links of the bar that the member may follow.
func rooms(ctx context.Context) []ui.Room {
	m := MemberOf(ctx)
	var out []ui.Room
	add := func(name, href string, roles []stagedoor.Role) {
		if m.May(roles...) {
			out = append(out, ui.Room{Name: name, Href: href})
		}
	}
	add(ui.T(ctx, "Live"), "/control/live", StageRoles)
	add(ui.T(ctx, "Attendees"), "/control/attendees", DeskRoles)
	add(ui.T(ctx, "Feeds"), "/control/feeds", FeedRoles)
	add(ui.T(ctx, "Letters"), "/control/letters", LetterRoles)
	add(ui.T(ctx, "Programme"), "/control/programme", ProgrammeRoles)
	add(ui.T(ctx, "Stages"), "/control/stages", StageRoles)
	add(ui.T(ctx, "Conference"), "/control/conference", OwnerOnly)
	add(ui.T(ctx, "Crew"), "/control/crew", OwnerOnly)
	add(ui.T(ctx, "Audit"), "/control/audit", AuditRoles)
	return out
}

// A Frame is what every page of the control room shows around itself.
type Frame struct {
	Rooms  []ui.Room
	Alarms []ui.Alarm
}

func (p *Pages) frame(r *http.Request) Frame {
	ctx := r.Context()
	f := Frame{Rooms: rooms(ctx), Alarms: p.Alarms(ctx)}
	if p.stepsLeft(ctx) {
		f.Rooms = slices.Insert(f.Rooms, 0, ui.Room{Name: ui.T(ctx, "First steps"), Href: "/control"})
	}
	return f
}
