package schedule

import (
	"context"
	"io"
	"log/slog"
	"time"

	"stagedoor"
)

// An Importer brings the programme in: by upload, and from its URL every five
// minutes. Fill in the fields, then use it from any goroutine.
type Importer struct {
	Store        Store
	Check        func(stagedoor.Talk) error // what is wrong with a talk, of whatever origin
	AllowPrivate bool                       // also addresses inside the house
	Node         string                     // holder of the lease: this process's own name
	Log          *slog.Logger
	Done         func(error)      // called after each reading, for the metrics; may be nil
	Now          func() time.Time // nil: time.Now
}

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
	Warnings []Warning
}

// A RoomPreview is a room of the draft and what it would be.
type RoomPreview struct {
	Name    string
	Talks   int
	Choice  RoomChoice // as chosen, as decided earlier, or as guessed
	Guessed bool       // nobody decided it yet
}

// Run reads the programme's URL until ctx ends.
func (im *Importer) Run(ctx context.Context) {}

// Changed hears of a change: a new URL is read at once. It never blocks.
func (im *Importer) Changed(c stagedoor.Change) {}

// Looked is when this process last looked at the URL; zero: not yet.
func (im *Importer) Looked() time.Time { return time.Time{} }

// ReadNow reads the URL at once. What is wrong with it is the error, and is
// kept as the reading's problem. waits says that it became a draft, for a yes.
func (im *Importer) ReadNow(ctx context.Context, actor stagedoor.Actor) (counts Counts, waits bool, err error) {
	return counts, waits, err
}

// Upload keeps a file as the draft; a file that cannot be read is the error,
// and changes nothing. name is what the browser calls it.
func (im *Importer) Upload(ctx context.Context, actor stagedoor.Actor, name string, file io.Reader) error {
	return nil
}

// Preview says what the yes to the draft would do with the rooms as chosen;
// for those that are not among rooms, as decided earlier or as guessed. A
// NotFound error when no draft waits.
func (im *Importer) Preview(ctx context.Context, rooms []RoomChoice) (Preview, error) {
	return Preview{}, nil
}

// Accept says yes to the draft with this id, with the rooms as chosen. A room
// of which nothing was ever chosen waits.
func (im *Importer) Accept(ctx context.Context, actor stagedoor.Actor, draft string, rooms []RoomChoice) (Counts, error) {
	return Counts{}, nil
}
