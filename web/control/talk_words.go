package control

import (
	"context"
	"slices"

	"stagedoor"
	"stagedoor/schedule"
	"stagedoor/stage"
	"stagedoor/web/ui"
)

// The words of a talk's editor.

func (p TalkPage) title(ctx context.Context) string {
	if p.New {
		return ui.T(ctx, "Add a talk")
	}
	return p.Talk.Title
}

func (p TalkPage) action() string {
	if p.New {
		return "/control/talks/new"
	}
	return talkHref(p.Talk.ID)
}

// back is the address of the talk's day.
func (p TalkPage) back(ctx context.Context) string {
	if p.New {
		return programmeHref("", "")
	}
	return programmeHref(schedule.DayOf(p.Talk, zoneOf(ctx)).String(), "")
}

// on reports whether the talk is on now.
func (p TalkPage) on(ctx context.Context) bool {
	return !p.New && !p.Off && p.Talk.On(ui.PageOf(ctx).Now)
}

// stageName is a stage's name, or its id when it is gone.
func (p TalkPage) stageName(id stagedoor.StageID) string {
	if s, err := stage.Stages(p.Stages).Find(id); err == nil {
		return s.Name
	}
	return string(id)
}

func (p TalkPage) stageGel() string {
	s, _ := stage.Stages(p.Stages).Find(p.Talk.Stage)
	return s.Gel
}

// help stands below a field: that a hand changed it, else words.
func (p TalkPage) help(ctx context.Context, f schedule.Field, words string) string {
	if !slices.ContainsFunc(p.Changes, func(c TalkChange) bool { return c.Field == f }) {
		return words
	}
	changed := ui.T(ctx, "Changed by hand.")
	if words == "" {
		return changed
	}
	return changed + " " + words
}

func (p TalkPage) startHelp(ctx context.Context) string {
	words := ui.T(ctx, "Times are the conference’s, %s.", ui.Lang(ctx).InPlace(zoneOf(ctx)))
	if p.Talk.Shifted() {
		words = ui.T(ctx, "With the day’s shifts; another time stands as it is typed, and earlier shifts move it no more.") + " " + words
	}
	return p.help(ctx, schedule.TimeField, words)
}

// stageOptions are the stages; a new talk's is chosen first.
func (p TalkPage) stageOptions(ctx context.Context) []ui.Option {
	var out []ui.Option
	if p.New && p.Form.Stage == "" && len(p.Stages) > 1 {
		out = append(out, ui.Option{Text: ui.T(ctx, "– choose –")})
	}
	for _, s := range p.Stages {
		out = append(out, ui.Option{Value: string(s.ID), Text: s.Name})
	}
	return out
}

// sourceOptions are the stage's ladder and each rung: of the talk's stage, or
// of all while it has none.
func (p TalkPage) sourceOptions(ctx context.Context) []ui.Option {
	out := []ui.Option{{Text: ui.T(ctx, "The stage’s ladder")}}
	for _, s := range p.Stages {
		of := s.Name + ": "
		if len(p.Stages) == 1 {
			of = ""
		}
		for _, r := range s.Ladder {
			out = append(out, ui.Option{Value: sourceValue(s.ID, r.ID), Text: of + r.Name()})
		}
	}
	return out
}

// removeWords say what taking the talk off does.
func (p TalkRemovePage) words(ctx context.Context) string {
	if p.Origin == schedule.ByHand {
		return ui.T(ctx, "It was written by hand: it goes for good.")
	}
	return ui.T(ctx, "It goes off the schedule, and stays off whatever the programme says. It can be brought back here.")
}
