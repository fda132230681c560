package control

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"stagedoor"
	"stagedoor/schedule"
	"stagedoor/stage"
	"stagedoor/web/ui"
)

// ActOnStage answers POST /control/live/{stage}: what a producer does with one
// stage.
func (p *Pages) ActOnStage(w http.ResponseWriter, r *http.Request) error {
	id := stageOf(r)
	return p.acted(w, r, id, p.actOnStage(r, id))
}

// ActOnAll answers POST /control/live: what is said to all stages.
func (p *Pages) ActOnAll(w http.ResponseWriter, r *http.Request) error {
	return p.acted(w, r, "", p.say(r, ""))
}

func (p *Pages) actOnStage(r *http.Request, id stagedoor.StageID) error {
	ctx := r.Context()
	actor, now := MemberOf(ctx).Actor(), ui.PageOf(ctx).Now
	source := stagedoor.SourceID(clipped(r.PostFormValue("source"), 100))
	switch r.PostFormValue("do") {
	case "take":
		return p.Hands.Take(ctx, actor, id, source, now)
	case "hold":
		return p.Hands.Hold(ctx, actor, id, source, now)
	case "release":
		return p.Hands.Release(ctx, actor, id, now)
	case "undo":
		return p.Hands.Undo(ctx, actor, id, now)
	case "undo-shift":
		return p.undoShift(ctx, id, clipped(r.PostFormValue("shift"), 100), now)
	case "shift":
		minutes, err := strconv.Atoi(strings.TrimSpace(r.PostFormValue("minutes")))
		if err != nil {
			return &stagedoor.Error{Kind: stagedoor.Invalid, Msg: "Say by how many minutes the stage is shifted.", Err: err}
		}
		return p.Hands.Shift(ctx, actor, id, minutes, now)
	}
	return p.say(r, id)
}

// undoShift takes a shift back. To the store one that was taken back already is
// no fault; who presses a second time, before the tile has heard of the first,
// is told that nothing came of it.
func (p *Pages) undoShift(ctx context.Context, id stagedoor.StageID, shift string, now time.Time) error {
	all, err := p.Floor.Days.Shifts(ctx, now)
	if err != nil {
		return err
	}
	undone := slices.ContainsFunc(all, func(s schedule.Shift) bool { return s.ID == shift && !s.Undone.IsZero() })
	if st := p.Board.Now().Stage(id); undone && st != nil {
		return stagedoor.Errorf(stagedoor.Conflict, "There is nothing to undo on %s.", st.Name)
	}
	return p.Hands.UndoShift(ctx, MemberOf(ctx).Actor(), shift, now)
}

// say announces or withdraws; without a stage it is about all.
func (p *Pages) say(r *http.Request, id stagedoor.StageID) error {
	ctx := r.Context()
	actor, now := MemberOf(ctx).Actor(), ui.PageOf(ctx).Now
	switch r.PostFormValue("do") {
	case "announce":
		_, err := p.Hands.Announce(ctx, actor, id, clipped(r.PostFormValue("words"), 2*stage.MaxAnnouncement), now)
		return err
	case "withdraw":
		return p.Hands.Withdraw(ctx, actor, clipped(r.PostFormValue("announcement"), 100), now)
	}
	return stagedoor.Errorf(stagedoor.Invalid, "This form is not one of this page's. Load the page again.")
}

// acted answers a form: a script with nothing or with what is wrong, else the
// page, at the stage.
func (p *Pages) acted(w http.ResponseWriter, r *http.Request, id stagedoor.StageID, err error) error {
	script := strings.Contains(r.Header.Get("Accept"), "application/json")
	switch status, mine := formStatus(err); {
	case err == nil && script:
		w.WriteHeader(http.StatusNoContent)
		return nil
	case err == nil && id == "":
		http.Redirect(w, r, "/control/live#all", http.StatusSeeOther)
		return nil
	case err == nil:
		http.Redirect(w, r, "/control/live#stage-"+string(id), http.StatusSeeOther)
		return nil
	case !mine:
		return err
	case script:
		return sendProblem(w, status, ui.Problem(r.Context(), err))
	default:
		page := LivePage{Problem: ui.Problem(r.Context(), err)}
		if id == "" {
			page.Typed = clipped(r.PostFormValue("words"), 2*stage.MaxAnnouncement)
		}
		return p.showLive(w, r, status, id, page)
	}
}

// sendProblem tells a script what is wrong.
func sendProblem(w http.ResponseWriter, status int, problem string) error {
	b, err := json.Marshal(map[string]string{"problem": problem})
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(b) // the reader went away: nobody is left to tell
	return nil
}
