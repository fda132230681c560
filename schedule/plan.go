package schedule

import (
	"bytes"
	"encoding/json"
	"slices"
	"time"

	"stagedoor"
)

// A file is a programme with where it came from.
type file struct {
	programme *Programme
	draft     Draft // its data not packed yet; its Why is plan's
	yes       bool  // somebody said so: it goes in
	again     bool  // it is the upload that was taken over last: it does not wait
	asked     bool  // somebody pressed the button: a no said earlier does not count
	by        string
}

// plan decides what a file changes: it goes in, or it waits for a yes.
func plan(k Known, f file, now time.Time) (out Outcome, d Diff, waits bool) {
	fresh := Map(f.programme, k.Settings.Rooms, k.Stages).foreign(k)
	d = Compare(k.Talks, k.Edits, k.Shifts, fresh, now)
	if why := f.waits(k, fresh, d); !f.yes && !f.again && !why.Zero() {
		return f.wait(k, why), d, true
	}
	r := good(k.Reading)
	out.Put, out.Drop = d.put, d.drop
	out.DropDraft = k.Draft != nil && !f.again && (f.yes || k.Draft.URL != "")
	r.URL, r.File, r.Format, r.Title, r.AskZone = f.draft.URL, f.draft.File, f.programme.Format, f.programme.Title, f.programme.AskZone
	r.Talks, r.Rooms, r.Warnings, r.More = len(fresh.Talks), fresh.New, fresh.Warnings, 0
	if len(r.Warnings) > maxWarnings {
		r.Warnings, r.More = r.Warnings[:maxWarnings], len(r.Warnings)-maxWarnings
	}
	if f.yes || len(out.Put)+len(out.Drop) > 0 || changed(k.Reading, r) != nil {
		r.At, r.By, r.Counts, r.Declined = kept(now), f.by, d.Counts(), ""
	}
	out.Reading = changed(k.Reading, r)
	return out, d, false
}

// wait keeps the file as the draft, unless an upload waits already, or this
// very file does, or somebody said no to it.
func (f file) wait(k Known, why stagedoor.Sentence) Outcome {
	r := good(k.Reading)
	var out Outcome
	switch {
	case k.Draft != nil && (k.Draft.URL == "" || k.Draft.ID == f.draft.ID):
	case r.Declined == f.draft.ID && !f.asked:
	default:
		draft := f.draft
		draft.Why, r.Declined = why, ""
		out.Draft = &draft
	}
	out.Reading = changed(k.Reading, r)
	return out
}

// good is a reading's state without the problem that it had.
func good(r Reading) Reading {
	r.Problem, r.Failing = stagedoor.Sentence{}, time.Time{}
	return r
}

// maxWarnings is how many are kept for the page.
const maxWarnings = 100

// waits says why a file does not go in by itself; nothing when it does.
func (f file) waits(k Known, fresh Fresh, d Diff) stagedoor.Sentence {
	switch loss := lossOf(k, d); {
	case k.Reading.At.IsZero():
		return stagedoor.Say("It is the first programme.")
	case k.Reading.URL != f.draft.URL && len(fresh.New) > 0:
		return stagedoor.Say("It is the first one from this address, and has rooms that nobody decided.")
	case loss.Large():
		return stagedoor.Say("It would take away %d of %d talks.", loss.Gone, loss.Of)
	}
	return stagedoor.Sentence{}
}

// changed is r, or nil when it says what was already kept.
func changed(was, r Reading) *Reading {
	a, errA := json.Marshal(was)
	b, errB := json.Marshal(r)
	if errA == nil && errB == nil && bytes.Equal(a, b) {
		return nil
	}
	return &r
}

// failed is what a reading changes that failed: the sentence is kept, and
// since when.
func failed(k Known, problem stagedoor.Sentence, now time.Time) Outcome {
	r := k.Reading
	r.Problem = problem
	if r.Failing.IsZero() {
		r.Failing = kept(now)
	}
	return Outcome{Reading: changed(k.Reading, r)}
}

// swept is what goes by the clock alone: talks that left the file while they
// were on, and are over.
func swept(k Known, now time.Time) Outcome {
	return Outcome{Drop: over(k.Talks, k.Edits, k.Shifts, now)}
}

// guesses are the choices for the rooms that nobody decided or chose: the
// stage of that name; a new one each in a house without stages, and as long as
// no programme was ever read.
func guesses(p *Programme, k Known, chosen []RoomChoice) []RoomChoice {
	is, stages := decided(k.Settings.Rooms, k.Stages), k.Stages
	var out []RoomChoice
	for _, r := range Map(p, nil, nil).Rooms {
		_, known := is[r.Name]
		if known || slices.ContainsFunc(chosen, func(c RoomChoice) bool { return c.Room == r.Name }) {
			continue
		}
		if r.Name == "" { // nothing tells where its talks are: nobody asked for a stage of them
			if len(stages) == 1 {
				out = append(out, RoomChoice{Stage: stages[0].ID})
			}
			continue
		}
		if id, ok := Guess(r.Name, stages); ok {
			out = append(out, RoomChoice{Room: r.Name, Stage: id})
		} else if len(stages) == 0 || k.Reading.At.IsZero() {
			out = append(out, RoomChoice{Room: r.Name, Create: true})
		}
	}
	return out
}
