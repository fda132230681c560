package main

import (
	"stagedoor"
	"stagedoor/stage"
	"stagedoor/web"
	"stagedoor/web/attend"
	"stagedoor/web/ui"
)

// attend makes the attendees' pages and what tells the open ones of changes.
func (w *wiring) attend(cookies ui.Cookies, proxies web.Proxies) *attend.Pages {
	w.states = attend.NewStates(attend.StatesOptions{
		Board: w.board, Public: w.public, Push: w.hub, Watching: w.watching, Log: w.log,
	})
	return &attend.Pages{
		Door: w.door, Board: w.board, Cookies: cookies, Client: proxies.Client, Public: w.public,
		States: w.states, Faults: w.audience, Beacons: w.audience, Pictures: w.db,
	}
}

// watching is how many watch a stage, as attendees see it.
func (w *wiring) watching(id stagedoor.StageID) int { return stage.Rounded(w.audience.Now()[id].Pages) }
