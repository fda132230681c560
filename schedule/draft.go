package schedule

import (
	"context"

	"stagedoor"
)

// A Preview says what the yes to a draft would do.
type Preview struct {
	Draft    Draft
	Format   Format
	Title    string
	Zone     string // the file's; empty when it gives none
	AskZone  bool   // some times stand without a zone: they are read in Settings.Zone or the conference's
	Rooms    []RoomPreview
	Talks    int // that would come of it, on all stages
	Diff     Diff
	Waiting  []RoomCount // rooms that are not decided: as long as there are any, a yes is refused
	Loss     Loss        // when Large, the yes has to name it
	Warnings []Warning
}

// A RoomPreview is a room of the draft and what it would be.
type RoomPreview struct {
	Name      string
	Talks     int
	Choice    RoomChoice // as chosen, as decided earlier, or as guessed
	Guessed   bool       // nobody decided it yet
	Undecided bool       // nor is there a guess
}

// Preview says what the yes to the draft would do with the rooms as chosen;
// for those that are not among rooms, as decided earlier or as guessed. A
// NotFound error when no draft waits.
func (im *Importer) Preview(ctx context.Context, rooms []RoomChoice) (Preview, error) {
	k, f, err := im.draft(ctx)
	if err != nil {
		return Preview{}, err
	}
	before := k.Settings.Rooms
	all := append(rooms[:len(rooms):len(rooms)], guesses(f.programme, k, rooms)...)
	after, made, err := Choose(before, k.Stages, all)
	if err != nil {
		return Preview{}, err
	}
	k.Settings.Rooms, k.Stages = after, append(k.Stages[:len(k.Stages):len(k.Stages)], made...)
	_, d, _ := plan(k, f, im.now())
	fresh := Map(f.programme, after, k.Stages).foreign(k)
	p := Preview{
		Draft: f.draft, Format: f.programme.Format, Title: f.programme.Title, Zone: f.programme.Zone, AskZone: f.programme.AskZone,
		Talks: len(fresh.Talks), Diff: d, Waiting: fresh.New, Loss: lossOf(k, d), Warnings: fresh.Warnings,
	}
	p.Draft.Data = nil
	p.Rooms = roomPreviews(fresh, decided(after, k.Stages), all, len(rooms))
	return p, nil
}

// roomPreviews says of each room what it would be. all are the choices, those
// from guessed on were guessed.
func roomPreviews(fresh Fresh, is map[string]stagedoor.StageID, all []RoomChoice, guessed int) []RoomPreview {
	var out []RoomPreview
	for _, r := range fresh.Rooms {
		p := RoomPreview{Name: r.Name, Talks: r.Talks, Choice: RoomChoice{Room: r.Name, Stage: is[r.Name]}}
		_, known := is[r.Name]
		p.Undecided = !known
		for i, c := range all {
			if c.Room == r.Name {
				p.Choice, p.Guessed = c, i >= guessed
			}
		}
		out = append(out, p)
	}
	return out
}

// Accept says yes to the draft with this id, with the rooms as chosen; gone is
// how many talks may go, when the preview's Loss is large. An Invalid error
// while rooms of the file are not decided, or when more would go.
func (im *Importer) Accept(ctx context.Context, actor stagedoor.Actor, draft string, rooms []RoomChoice, gone int) (Counts, error) {
	k, f, err := im.draft(ctx)
	if err != nil {
		return Counts{}, err
	}
	f.by = actor.Name
	now := im.now()
	var counts Counts
	err = im.Store.TakeDraft(ctx, actor, draft, rooms, now, func(again Known) (Outcome, error) {
		if again.Draft == nil || again.Draft.ID != f.draft.ID || readKey(again) != readKey(k) {
			return Outcome{}, stagedoor.Errorf(stagedoor.Conflict, "Somebody changed the programme meanwhile. Look at it again.")
		}
		out, d, _ := plan(again, f, now)
		if err := allows(again, f, d, gone); err != nil {
			return Outcome{}, err
		}
		counts = d.Counts()
		return out, nil
	})
	return counts, err
}

// draft reads what waits, as a file to which somebody says yes.
func (im *Importer) draft(ctx context.Context) (Known, file, error) {
	d, err := im.Store.Draft(ctx)
	if err != nil {
		return Known{}, file{}, err
	}
	k, err := im.Store.Programme(ctx)
	if err != nil {
		return k, file{}, err
	}
	if d.Data, err = unpack(d.Data); err != nil {
		return k, file{}, err
	}
	p, err := Read(d.Data, k.options())
	if err != nil {
		return k, file{}, err
	}
	return k, file{programme: p, draft: d, yes: true}, nil
}
