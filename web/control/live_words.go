package control

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/a-h/templ"

	"stagedoor"
	"stagedoor/schedule"
	"stagedoor/stage"
	"stagedoor/web/ui"
)

// liveWords is what the producer's script says, as JSON; %s is what it puts
// in.
func liveWords(ctx context.Context) string {
	b, err := json.Marshal(map[string]string{
		"left":    ui.T(ctx, "%s left"),
		"in":      ui.T(ctx, "in %s min"),
		"inHours": ui.T(ctx, "in %s h %s min"),
		"over":    ui.T(ctx, "%s over"),
		"ago":     ui.T(ctx, "%s s ago"),
		"min":     ui.T(ctx, "%s min"),
		"hours":   ui.T(ctx, "%s h %s min"),
		"down":    ui.T(ctx, "%s: no picture from %s on %s."),
		"fell":    ui.T(ctx, "%s: %s shows %s by itself: no picture from %s."),
		"shows":   ui.T(ctx, "%s: %s shows %s."),
		"falls":   ui.T(ctx, "The picture was lost %s times since %s."),
		"again":   ui.T(ctx, "Back on %s since %s."),
		"back":    ui.T(ctx, "The picture from %s on %s is back."),
		"title":   ui.T(ctx, "%s: no picture"),
		"soon":    ui.T(ctx, "A still comes within seconds."),
		"still":   ui.T(ctx, "No still could be read. The picture may be fine all the same."),
		"gone":    ui.T(ctx, "We could not be reached. Nothing was changed; try again."),
		"picked":  ui.T(ctx, "%s: press t and a rung’s number, h, a, +, − or u."),
		"take":    ui.T(ctx, "Which rung of %s? Press its number."),
		"nothing": ui.T(ctx, "There is nothing to undo on %s."),
		"norung":  ui.T(ctx, "%s has no rung %s."),
		"already": ui.T(ctx, "%s is on air on %s already."),
		"untaken": ui.T(ctx, "%s has no picture: it cannot be taken."),
		"nostage": ui.T(ctx, "No stage has the key %s."),
		"blocked": ui.T(ctx, "Press any key once, so that this browser lets it sound."),
	})
	if err != nil {
		return "{}" // a map of strings
	}
	return string(b)
}

// minutes writes "8 min", or "1 h 20 min".
func minutes(ctx context.Context, d time.Duration) string {
	m := int((d + time.Minute - 1) / time.Minute)
	if m < 60 {
		return ui.T(ctx, "%s min", fmt.Sprint(m))
	}
	return ui.T(ctx, "%s h %s min", fmt.Sprint(m/60), fmt.Sprint(m%60))
}

// endsWord says how long a talk is still, or how much it is over: "2:08 over".
func endsWord(ctx context.Context, ends, now time.Time) string {
	if d := ends.Sub(now); d > 0 {
		return ui.T(ctx, "%s left", minutes(ctx, d))
	}
	s := int(now.Sub(ends) / time.Second)
	if s >= 3600 {
		return ui.T(ctx, "%s over", fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60))
	}
	return ui.T(ctx, "%s over", fmt.Sprintf("%d:%02d", s/60, s%60))
}

// startsWord says when a talk begins; a day or more ahead it says nothing,
// since the day stands beside it.
func startsWord(ctx context.Context, starts, now time.Time) string {
	d := starts.Sub(now)
	m := int((d + time.Minute - 1) / time.Minute)
	switch {
	case d >= 24*time.Hour:
		return ""
	case m < 60:
		return ui.T(ctx, "in %s min", fmt.Sprint(m))
	}
	return ui.T(ctx, "in %s h %s min", fmt.Sprint(m/60), fmt.Sprint(m%60))
}

// onNote is the line below the talk that is on.
func onNote(ctx context.Context, r Running) string {
	if r.Over {
		return ui.T(ctx, "should have ended %s", ui.Clock(ctx, r.On.Ends))
	}
	return ui.T(ctx, "until %s", ui.Clock(ctx, r.On.Ends))
}

// nextNote is the line below the next talk: the day, the break before it, or
// who speaks.
func nextNote(ctx context.Context, r Running) string {
	p := ui.PageOf(ctx)
	zone := p.Zone
	if zone == nil {
		zone = time.UTC
	}
	t := r.Next.Starts.In(zone)
	if now := p.Now.In(zone); t.YearDay() != now.YearDay() || t.Year() != now.Year() {
		return p.Language.Day(t, zone)
	}
	if r.After != "" {
		return ui.T(ctx, "after %s", r.After)
	}
	return ui.People(r.Next.People)
}

// onAirRung is the rung on air: as the keeper wrote it, or while there is no
// keeper yet the one that is shown.
func onAirRung(s stage.Showing) stagedoor.SourceID {
	if s.Air.Since.IsZero() && s.OnAir != nil && s.OnAir.Stage == s.ID {
		return s.OnAir.ID
	}
	return s.Air.Source
}

// onAirName is what is on air.
func onAirName(ctx context.Context, s stage.Showing) string {
	if r, ok := s.Source(onAirRung(s)); ok {
		return s.NameOf(r)
	}
	return ui.T(ctx, "The house’s own slate")
}

// airWhy is what stands behind that name.
func airWhy(ctx context.Context, s stage.Showing) string {
	why := "."
	if !s.Air.Why.Zero() {
		why = ", " + ui.Say(ctx, s.Air.Why)
	}
	if s.Air.Since.IsZero() || s.Hand.Taken != "" && s.Hand.Taken == onAirRung(s) {
		return why // which names the hand's time
	}
	return why + " " + ui.T(ctx, "Since %s.", seconds(ctx, s.Air.Since))
}

// seconds writes 14:51:36 in the conference's zone, with the day when it is
// another one.
func seconds(ctx context.Context, t time.Time) string {
	zone := ui.PageOf(ctx).Zone
	if zone == nil {
		zone = time.UTC
	}
	when := ui.When(ctx, t)
	if len(when) == len("14:51") {
		return t.In(zone).Format("15:04:05")
	}
	return when
}

// rungState says how a rung is, in words.
func rungState(ctx context.Context, s Seat, r stage.Source) string {
	h := s.Air.Health[r.ID]
	switch {
	case h.State == stage.Down && !h.Problem.Zero():
		return ui.Say(ctx, h.Problem)
	case h.State == stage.Down:
		return ui.T(ctx, "No picture since %s", seconds(ctx, h.Since))
	}
	switch {
	case r.Kind == stage.OtherStage:
		return sourceWord(ctx, s.Showing, r)
	case r.Kind == stage.Slate && r.Sentence == "":
		return ui.T(ctx, "Says when the next talk begins")
	case r.Kind == stage.Slate:
		return ui.T(ctx, "“%s”", r.Sentence)
	case r.Kind == stage.Ingest:
		return ingestState(ctx, s, r)
	case r.Kind != stage.HLS:
		return sourceWord(ctx, s.Showing, r)
	case h.State == stage.Up:
		return ui.T(ctx, "HLS, steady since %s", ui.When(ctx, h.Since))
	}
	return ui.T(ctx, "HLS, not looked at yet")
}

// handWord says whose hand was the last on the ladder, when why the rung is
// on air does not say it.
func handWord(ctx context.Context, s stage.Showing) string {
	h := s.Hand
	when := ui.When(ctx, h.Since)
	r, taken := s.Source(h.Taken)
	switch {
	case h.By == "" || taken && r.ID == onAirRung(s):
		return ""
	case taken:
		return ui.T(ctx, "%s took %s, %s.", h.By, s.NameOf(r), when)
	}
	return ui.T(ctx, "%s released the ladder, %s.", h.By, when)
}

// shiftWord says what the last shift did.
func shiftWord(ctx context.Context, s schedule.Shift) string {
	if s.Minutes < 0 {
		return ui.T(ctx, "%d min earlier, by %s, %s", -s.Minutes, s.By, ui.When(ctx, s.Made))
	}
	return ui.T(ctx, "%d min later, by %s, %s", s.Minutes, s.By, ui.When(ctx, s.Made))
}

// faultsWord says what pages reported of an embed.
func faultsWord(ctx context.Context, name string, n int) string {
	return ui.N(ctx, n, "%d page reported an error of %s within the last minute.", "%d pages reported an error of %s within the last minute.", name)
}

// providerWord names whose player an embed is.
func providerWord(r stage.Source) string {
	r.Title = ""
	return r.Name()
}

// open reports whether anybody who knows its address may watch the rung.
func open(r stage.Source) bool {
	return stage.HostsOf([]stage.Source{r}).Frame != nil || r.Kind == stage.HLS
}

// slateWord is what the slate on air says, as attendees read it.
func slateWord(ctx context.Context, s Seat) string {
	switch {
	case s.OnAir != nil && s.OnAir.Sentence != "":
		return s.OnAir.Sentence
	case s.Talk.On != nil && !s.Talk.On.Break:
		return ui.T(ctx, "The picture comes back by itself.")
	case s.Talk.Next != nil:
		return ui.GoesOn(ctx, s.Schedule, s.Talk.Next.Starts)
	}
	return ui.T(ctx, "Nothing on this stage now")
}

// slateUntil is what the slate counts down to; zero for nothing.
func slateUntil(s Seat) time.Time {
	if s.Talk.Next == nil || s.Talk.On != nil && !s.Talk.On.Break {
		return time.Time{}
	}
	return s.Talk.Next.Starts
}

// slateImage is where the slate's picture is; empty for none.
func slateImage(s Seat) string {
	if s.OnAir == nil || s.OnAir.Picture == "" {
		return ""
	}
	return stage.PictureHref(s.OnAir.Picture)
}

// actHref is where a stage's forms go.
func actHref(id stagedoor.StageID) string { return "/control/live/" + string(id) }

// unix is a moment for the script.
func unix(t time.Time) string { return fmt.Sprint(t.UnixMilli()) }

// formHref is where a form about a stage, or about all, goes.
func formHref(id stagedoor.StageID) string {
	if id == "" {
		return "/control/live"
	}
	return actHref(id)
}

// rungButton is the id of a rung's button: focus stays on it when the piece
// comes anew.
func rungButton(s Seat, r stage.Source) string { return "rung-" + string(s.ID) + "-" + string(r.ID) }

// downSince is since when a rung is down; empty when it is not, or is a stage
// that shows a slate by choice, which alarms nobody.
func downSince(ctx context.Context, s Seat, r stage.Source) string {
	if h := s.Air.Health[r.ID]; h.State == stage.Down && !h.Chosen() {
		return seconds(ctx, h.Since)
	}
	return ""
}

// linksHelp says what of an announcement becomes a link.
func linksHelp(ctx context.Context) string {
	return ui.T(ctx, "An address that begins with https:// becomes a link.")
}

// attribute is one attribute, or none when its value is empty.
func attribute(name, value string) templ.Attributes {
	if value == "" {
		return nil
	}
	return templ.Attributes{name: value}
}

// machine is a moment for <time datetime>.
func machine(t time.Time) string { return t.UTC().Format(time.RFC3339) }
