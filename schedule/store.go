package schedule

import (
	"context"
	"time"

	"stagedoor"
)

// Store is what the Importer has to remember.
type Store interface {
	// Programme returns what is known, as it was at one moment; the draft
	// without its data.
	Programme(ctx context.Context) (Known, error)
	// Draft returns the file that waits for a yes; a NotFound error if none
	// does.
	Draft(ctx context.Context) (Draft, error)
	// Taken returns the upload that was taken over last, gzip; nil when the
	// programme comes from a URL, or there is none.
	Taken(ctx context.Context) ([]byte, error)
	// KeepDraft keeps an uploaded file until somebody says yes or no.
	KeepDraft(ctx context.Context, actor stagedoor.Actor, d Draft, now time.Time) error
	// TakeReading has decide say, under the lock, what a reading changes, and
	// keeps that, all or nothing. With an actor it is audited.
	TakeReading(ctx context.Context, actor *stagedoor.Actor, now time.Time, decide func(Known) (Outcome, error)) error
	// TakeDraft is TakeReading for the draft with this id: the rooms are kept
	// as chosen, stages are made for those that want one, the draft is gone
	// afterwards. A Conflict error when another draft waits by now.
	TakeDraft(ctx context.Context, actor stagedoor.Actor, id string, rooms []RoomChoice, now time.Time, decide func(Known) (Outcome, error)) error

	// Lease and Unlease: one node reads the programme by the clock.
	Lease(ctx context.Context, name, holder string, now time.Time, ttl time.Duration) (bool, error)
	Unlease(ctx context.Context, name, holder string) error
}

// Settings say where the programme comes from and which room is which stage.
type Settings struct {
	URL    string `json:"url,omitempty"`    // empty: uploads only
	Format Format `json:"format,omitempty"` // empty: guessed
	Zone   string `json:"zone,omitempty"`   // of times without one; empty: the conference's
	Rooms  []Room `json:"rooms,omitempty"`  // those that were decided
}

// A Room is a room of the file of which somebody said what it is.
type Room struct {
	Name  string            `json:"name"`            // as the file writes it; empty: talks without a room
	Stage stagedoor.StageID `json:"stage,omitempty"` // empty: its talks are left out
}

// A RoomChoice is what somebody chose for a room.
type RoomChoice struct {
	Room   string
	Stage  stagedoor.StageID // empty: leave its talks out
	Create bool              // make a stage with the room's name; Stage, if given, is its id
}

// A Stage is what the programme needs to know of one.
type Stage struct {
	ID   stagedoor.StageID
	Name string
}

// A RoomCount is a room of a file with the number of its talks.
type RoomCount struct {
	Name  string `json:"name"`
	Talks int    `json:"talks"`
}

// A Reading says what the last reading said. One that found nothing new, or
// failed as the one before did, leaves it as it is.
type Reading struct {
	At       time.Time          `json:"at,omitzero"`      // of the last good one that changed something; zero: no programme was ever read
	URL      string             `json:"url,omitempty"`    // where it came from; empty: an upload
	File     string             `json:"file,omitempty"`   // the upload's name
	By       string             `json:"by,omitempty"`     // who said yes or pressed the button; empty: the clock
	Format   Format             `json:"format,omitempty"` // as it was read
	Title    string             `json:"title,omitempty"`  // the conference's, as the file says
	Talks    int                `json:"talks,omitempty"`  // that came of it, on all stages
	Counts   Counts             `json:"counts,omitzero"`  // what it changed
	Rooms    []RoomCount        `json:"rooms,omitempty"`  // that nobody decided: their talks wait
	Warnings []Warning          `json:"warnings,omitempty"`
	More     int                `json:"more,omitempty"`     // warnings beyond those that are kept
	AskZone  bool               `json:"askZone,omitempty"`  // some times stood without a zone
	Problem  stagedoor.Sentence `json:"problem,omitzero"`   // why the newest one failed and changed nothing; zero: it did not
	Failing  time.Time          `json:"failing,omitzero"`   // since when
	Declined string             `json:"declined,omitempty"` // the id of a draft that somebody said no to
}

// Counts say how many talks a reading changed, and how.
type Counts struct {
	New     int `json:"new,omitempty"`
	Moved   int `json:"moved,omitempty"`   // to another stage
	Retimed int `json:"retimed,omitempty"` // another start or end
	Changed int `json:"changed,omitempty"` // anything else
	Gone    int `json:"gone,omitempty"`
	Kept    int `json:"kept,omitempty"`  // the hand's and the file's differ: the hand's stays
	Stays   int `json:"stays,omitempty"` // gone, but on now
}

// A Draft is a file that waits for somebody's yes.
type Draft struct {
	ID   string             `json:"id"`             // the same as long as the same file waits
	File string             `json:"file,omitempty"` // the upload's name
	URL  string             `json:"url,omitempty"`  // where it was fetched; empty: an upload
	At   time.Time          `json:"at"`
	By   string             `json:"by,omitempty"` // who uploaded it
	Why  stagedoor.Sentence `json:"why,omitzero"` // why it did not go in by itself; zero: an upload, which always waits
	Data []byte             `json:"-"`            // the file, gzip
}

// Known is what there is before a reading, as it was at one moment.
type Known struct {
	Settings Settings
	Reading  Reading
	Draft    *Draft // what waits, without its data; nil: nothing
	House    string // the conference's id: what we exported carries it
	Zone     string // the conference's
	Stages   []Stage
	Talks    []ReadTalk // of all origins
	Edits    []Edit
	Shifts   []Shift // of all days, undone ones too, in the order made
}

// InForce are the talks as everybody sees them.
func (k Known) InForce() []stagedoor.Talk { return InForce(k.Talks, k.Edits, k.Shifts) }

// An Outcome is what a reading changes. The zero value changes nothing.
type Outcome struct {
	Put       []ReadTalk         // new, or not as they were
	Drop      []stagedoor.TalkID // off for good; what a hand changed of them is kept, should they come back
	Reading   *Reading           // nil: as it was
	Draft     *Draft             // waits from now on, instead of what did
	DropDraft bool               // nothing waits any more
}

// Empty reports whether there is nothing to write.
func (o Outcome) Empty() bool {
	return len(o.Put)+len(o.Drop) == 0 && o.Reading == nil && o.Draft == nil && !o.DropDraft
}
