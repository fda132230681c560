package control

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/a-h/templ"

	"stagedoor"
	"stagedoor/schedule"
	"stagedoor/web/ui"
)

// The words for a programme, its talks and its shifts.

// fromWord says where the programme comes from, in a line.
func fromWord(ctx context.Context, f ProgrammeFrom) string {
	var words []string
	switch read := f.Reading; {
	case f.Settings.URL != "":
		words = append(words, ui.T(ctx, "Read from %s every five minutes", shortURL(f.Settings.URL)))
		if !f.Looked.IsZero() {
			words = append(words, ui.T(ctx, "last looked at %s", ui.When(ctx, f.Looked)))
		}
	case read.At.IsZero():
		return ui.T(ctx, "It comes from no file: the talks are written by hand, or came with “stagedoor apply”.")
	case read.File != "":
		words = append(words, ui.T(ctx, "From the file %s", clipped(read.File, 80)))
	default:
		words = append(words, ui.T(ctx, "From an uploaded file"))
	}
	if read := f.Reading; !read.At.IsZero() {
		words = append(words, ui.T(ctx, "last changed %s", ui.When(ctx, read.At)))
		if read.By != "" {
			words = append(words, read.By)
		}
	}
	return strings.Join(words, " · ")
}

func formatWord(ctx context.Context, f schedule.Format) string {
	switch f {
	case schedule.Pentabarf:
		return ui.T(ctx, "Pentabarf, frab or pretalx XML")
	case schedule.VocJSON:
		return ui.T(ctx, "Schedule JSON (c3voc, pretalx)")
	case schedule.GridSmart:
		return ui.T(ctx, "Sessionize GridSmart JSON")
	case schedule.ICalendar:
		return ui.T(ctx, "Calendar (.ics)")
	case schedule.CSV:
		return ui.T(ctx, "CSV")
	}
	return string(f)
}

func formatOptions(ctx context.Context) []ui.Option {
	out := []ui.Option{{Text: ui.T(ctx, "Found out")}}
	for _, f := range schedule.Formats {
		out = append(out, ui.Option{Value: string(f), Text: formatWord(ctx, f)})
	}
	return out
}

// shiftDone says what a shift did.
func shiftDone(ctx context.Context, s schedule.Shift, stage string) string {
	if s.Minutes < 0 {
		return ui.N(ctx, -s.Minutes, "Moved the rest of %[2]s %[1]d minute earlier.", "Moved the rest of %[2]s %[1]d minutes earlier.", stage)
	}
	return ui.N(ctx, s.Minutes, "Moved the rest of %[2]s by %[1]d minute.", "Moved the rest of %[2]s by %[1]d minutes.", stage)
}

// shiftLabel says to a screen reader what a button does.
func shiftLabel(ctx context.Context, minutes int, stage string) string {
	if minutes < 0 {
		return ui.N(ctx, -minutes, "Move the rest of %[2]s %[1]d minute earlier", "Move the rest of %[2]s %[1]d minutes earlier", stage)
	}
	return ui.N(ctx, minutes, "Move the rest of %[2]s %[1]d minute later", "Move the rest of %[2]s %[1]d minutes later", stage)
}

// signed writes +5 and −5.
func signed(n int) string { return strings.Replace(fmt.Sprintf("%+d", n), "-", "−", 1) }

// daySpan writes a talk's day and time: "14:05–14:50" today, else "Thursday
// 13 May, 14:05–14:50".
func daySpan(ctx context.Context, from, to time.Time) string {
	return ui.When(ctx, from) + "–" + ui.Clock(ctx, to)
}

func originWord(ctx context.Context, o schedule.Origin) string {
	switch o {
	case schedule.FromFile:
		return ui.T(ctx, "from the conference’s file")
	case schedule.FromProgramme:
		return ui.T(ctx, "from the programme")
	case schedule.ByHand:
		return ui.T(ctx, "written by hand")
	}
	return string(o)
}

// talkNote is the line below a talk's title.
func talkNote(ctx context.Context, t TalkLine) string {
	words := ui.T(ctx, "until %s", ui.Clock(ctx, t.Talk.Ends))
	if people := ui.People(t.Talk.People); people != "" {
		words = people + " · " + words
	}
	return words
}

// marked reports whether the talk has a badge.
func (t TalkLine) marked() bool {
	return t.Overlaps || t.Edited || t.Gone || t.Origin != schedule.FromProgramme || t.Talk.Source != "" || t.Talk.NoRecord
}

func (t TalkLine) attributes(now time.Time) templ.Attributes {
	switch {
	case t.Talk.Break:
		return templ.Attributes{"class": "pause"}
	case t.Talk.On(now):
		return templ.Attributes{"class": "on", "aria-current": "true"}
	case t.Talk.Past(now):
		return templ.Attributes{"class": "past"}
	}
	return nil
}

// fieldWord is a field of a talk.
func fieldWord(ctx context.Context, f schedule.Field) string {
	switch f {
	case schedule.TitleField:
		return ui.T(ctx, "Title")
	case schedule.PeopleField:
		return ui.T(ctx, "People")
	case schedule.AbstractField:
		return ui.T(ctx, "Abstract")
	case schedule.LanguageField:
		return ui.T(ctx, "Language")
	case schedule.TimeField:
		return ui.T(ctx, "Time")
	case schedule.StageField:
		return ui.T(ctx, "Stage")
	case schedule.BreakField:
		return ui.T(ctx, "Break")
	case schedule.NoRecordField:
		return ui.T(ctx, "Recording")
	case schedule.RemovedField:
		return ui.T(ctx, "On the schedule")
	}
	return string(f)
}

// fieldValue is what a talk has in the field; names says a stage's name.
func fieldValue(ctx context.Context, f schedule.Field, t stagedoor.Talk, names func(stagedoor.StageID) string) string {
	value := ""
	switch f {
	case schedule.TitleField:
		value = t.Title
	case schedule.PeopleField:
		value = ui.People(t.People)
	case schedule.AbstractField:
		value = clipped(t.Abstract, 300)
		if value != t.Abstract {
			value += "…"
		}
	case schedule.LanguageField:
		value = t.Language
	case schedule.TimeField:
		return daySpan(ctx, t.Starts, t.Ends)
	case schedule.StageField:
		return names(t.Stage)
	case schedule.BreakField:
		return yesNo(ctx, t.Break)
	case schedule.NoRecordField:
		return yesNo(ctx, !t.NoRecord)
	case schedule.RemovedField:
		return ui.T(ctx, "yes")
	}
	if strings.TrimSpace(value) == "" {
		return ui.T(ctx, "nothing")
	}
	return value
}

func yesNo(ctx context.Context, yes bool) string {
	if yes {
		return ui.T(ctx, "yes")
	}
	return ui.T(ctx, "no")
}
