package control

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"time"

	"stagedoor"
	"stagedoor/schedule"
	"stagedoor/stage"
)

// A TalkForm is a talk as it is typed. Times are local to the conference's
// zone, people stand one a line.
type TalkForm struct {
	Title, People, Abstract, Language, Starts, Ends, Stage, Source string
	Break, Record                                                  bool

	Shown string // the marks of what it showed before anybody typed; empty: not known
}

// talkFormOf is a talk as the form shows it.
func talkFormOf(t stagedoor.Talk, zone *time.Location) TalkForm {
	local := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.In(zone).Format(localTime)
	}
	f := TalkForm{
		Title: t.Title, People: strings.Join(t.People, "\n"), Abstract: t.Abstract, Language: t.Language,
		Starts: local(t.Starts), Ends: local(t.Ends), Stage: string(t.Stage), Source: sourceValue(t.Stage, t.Source),
		Break: t.Break, Record: !t.NoRecord,
	}
	f.Shown = strings.Join(f.marks(), ".")
	return f
}

// marks are short names of what the form's parts hold: a start and its end are
// one part, and so are a stage and its source.
func (f TalkForm) marks() []string {
	parts := []string{
		f.Title, f.People, f.Abstract, f.Language, f.Starts + " " + f.Ends, f.Stage + " " + f.Source,
		strconv.FormatBool(f.Break), strconv.FormatBool(f.Record),
	}
	for i, p := range parts {
		sum := sha256.Sum256([]byte(strings.TrimSpace(lineEnds.Replace(p))))
		parts[i] = hex.EncodeToString(sum[:6])
	}
	return parts
}

// lineEnds makes what browsers do to a text's lines no change of it.
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// over is the form over the talk as it is by now: a part that nobody touched
// is as now, since a shift, a reading or a colleague may have changed it while
// the form was open.
func (f TalkForm) over(now TalkForm) TalkForm {
	shown, typed := strings.Split(f.Shown, "."), f.marks()
	if len(shown) != len(typed) {
		return f
	}
	for part := range typed {
		if typed[part] != shown[part] {
			continue
		}
		switch part {
		case 0:
			f.Title = now.Title
		case 1:
			f.People = now.People
		case 2:
			f.Abstract = now.Abstract
		case 3:
			f.Language = now.Language
		case 4:
			f.Starts, f.Ends = now.Starts, now.Ends
		case 5:
			f.Stage, f.Source = now.Stage, now.Source
		case 6:
			f.Break = now.Break
		case 7:
			f.Record = now.Record
		}
	}
	return f
}

// How much of a field is looked at: more than is let in, so that the sentence
// says what is too long, and the field shows what was typed.
const (
	talkLine = 1000
	talkText = 50000
)

func typedTalk(r *http.Request) TalkForm {
	line := func(name string) string { return clipped(strings.TrimSpace(r.PostFormValue(name)), talkLine) }
	text := func(name string) string {
		return clipped(strings.ReplaceAll(r.PostFormValue(name), "\r\n", "\n"), talkText)
	}
	return TalkForm{
		Title: line("title"), People: text("people"), Abstract: text("abstract"), Language: line("language"),
		Starts: line("starts"), Ends: line("ends"), Stage: line("stage"), Source: line("source"),
		Break: r.PostFormValue("break") != "", Record: r.PostFormValue("record") != "", Shown: line("shown"),
	}
}

// apply writes the form into the talk, field by field, and says at which
// fields it cannot; first is one of those. What the form shows unchanged stays
// as it is, to the second.
func (f TalkForm) apply(t *stagedoor.Talk, stages []stage.Stage, zone *time.Location) (problems map[string]error, first error) {
	was, shown := *t, talkFormOf(*t, zone)
	problems = map[string]error{}
	// try keeps an edit that leaves the talk good, and undoes any other.
	try := func(field string, edit func(t *stagedoor.Talk) error) {
		before := *t
		err := edit(t)
		if err == nil {
			err = schedule.ValidateTalk(whole(*t))
		}
		if err != nil {
			*t, problems[field] = before, err
			if first == nil {
				first = err
			}
		}
	}
	try("title", func(t *stagedoor.Talk) error {
		t.Title = f.Title
		if f.Title == "" {
			return stagedoor.Errorf(stagedoor.Invalid, "The talk needs a title.")
		}
		return nil
	})
	f.applyTimes(try, was, shown, zone)
	try("stage", func(t *stagedoor.Talk) error { return f.applyStage(t, stages) })
	try("source", func(t *stagedoor.Talk) error { return f.applySource(t, was, stages) })
	try("people", func(t *stagedoor.Talk) error {
		if f.People != shown.People {
			t.People = lines(f.People)
		}
		return nil
	})
	try("abstract", func(t *stagedoor.Talk) error {
		if f.Abstract != strings.ReplaceAll(shown.Abstract, "\r\n", "\n") {
			t.Abstract = f.Abstract
		}
		return nil
	})
	try("language", func(t *stagedoor.Talk) error { t.Language = f.Language; return nil })
	t.Break, t.NoRecord = f.Break, !f.Record
	return problems, first
}

// whole is the talk with something in the fields that a form fills one after
// the other: what is still empty is another field's problem.
func whole(t stagedoor.Talk) stagedoor.Talk {
	if t.ID == "" {
		t.ID = "new"
	}
	if t.Title == "" {
		t.Title = "?"
	}
	if t.Starts.IsZero() || t.Ends.IsZero() {
		t.Starts, t.Ends = time.Unix(0, 0), time.Unix(1, 0)
	}
	return t
}

// applyTimes sets both times at once: either alone may not fit the other as it
// was.
func (f TalkForm) applyTimes(try func(string, func(*stagedoor.Talk) error), was stagedoor.Talk, shown TalkForm, zone *time.Location) {
	read := func(typed, shown string, old time.Time) (time.Time, error) {
		if typed == "" {
			return old, stagedoor.Errorf(stagedoor.Invalid, "The talk needs a start and an end.")
		}
		if typed == shown {
			return old, nil
		}
		return parseLocal(typed, zone)
	}
	starts, wrongStart := read(f.Starts, shown.Starts, was.Starts)
	if wrongStart != nil {
		try("starts", func(*stagedoor.Talk) error { return wrongStart })
		return
	}
	try("ends", func(t *stagedoor.Talk) (err error) {
		t.Starts = starts
		t.Ends, err = read(f.Ends, shown.Ends, was.Ends)
		return err
	})
}

func (f TalkForm) applyStage(t *stagedoor.Talk, stages []stage.Stage) error {
	for _, s := range stages {
		if string(s.ID) == f.Stage {
			t.Stage = s.ID
			return nil
		}
	}
	return stagedoor.Errorf(stagedoor.Invalid, "Choose the talk's stage.")
}

// applySource keeps a source of the talk's stage. One that was left as it was
// goes when the talk moves: its rung is on the old stage's ladder.
func (f TalkForm) applySource(t *stagedoor.Talk, was stagedoor.Talk, stages []stage.Stage) error {
	if t.Stage != was.Stage && f.Source == sourceValue(was.Stage, was.Source) {
		t.Source = ""
		return nil
	}
	if f.Source == "" {
		t.Source = ""
		return nil
	}
	for _, s := range stages {
		for _, r := range s.Ladder {
			if sourceValue(s.ID, r.ID) != f.Source {
				continue
			}
			if s.ID != t.Stage {
				return stagedoor.Errorf(stagedoor.Invalid, "%s is on the ladder of %s. Choose one of the talk's own stage.", r.Name(), s.Name)
			}
			t.Source = r.ID
			return nil
		}
	}
	return stagedoor.Errorf(stagedoor.Invalid, "This source is no longer on the stage. Choose another one.")
}

// sourceValue names a rung among those of all stages; empty is the stage's
// ladder.
func sourceValue(id stagedoor.StageID, source stagedoor.SourceID) string {
	if source == "" {
		return ""
	}
	return string(id) + "/" + string(source)
}

// lines are the lines that hold something.
func lines(text string) (out []string) {
	for l := range strings.Lines(text) {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}
