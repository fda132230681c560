package schedule

import (
	"time"

	"stagedoor"
)

// An Origin says where a talk comes from.
type Origin string

// The origins.
const (
	FromFile      Origin = "file"      // "stagedoor apply"
	FromProgramme Origin = "programme" // the foreign file
	ByHand        Origin = "hand"      // the editor
)

// A ReadTalk is a talk as it was read, before any hand.
type ReadTalk struct {
	stagedoor.Talk
	Origin  Origin
	Foreign string // its identity in the foreign file; empty for others
	Gone    bool   // it left the foreign file while it was on: it stays until it is over
}

// An Edit is what a hand changed of one talk. A nil field is as read; a field
// that was changed wins over every later reading, until it is taken back.
type Edit struct {
	Talk     stagedoor.TalkID   `json:"-"`
	Title    *string            `json:",omitempty"`
	People   *[]string          `json:",omitempty"`
	Abstract *string            `json:",omitempty"`
	Language *string            `json:",omitempty"`
	Starts   *time.Time         `json:",omitempty"`
	Ends     *time.Time         `json:",omitempty"`
	Timed    time.Time          `json:",omitzero"` // when Starts or Ends was set: older shifts do not move them
	Stage    *stagedoor.StageID `json:",omitempty"`
	Break    *bool              `json:",omitempty"`
	NoRecord *bool              `json:",omitempty"`
	Removed  bool               `json:",omitempty"` // off the schedule, whatever the file says
}

// A Field names what of a talk a hand can change and give back.
type Field string

// The fields.
const (
	TitleField    Field = "title"
	PeopleField   Field = "people"
	AbstractField Field = "abstract"
	LanguageField Field = "language"
	TimeField     Field = "time" // start and end
	StageField    Field = "stage"
	BreakField    Field = "break"
	NoRecordField Field = "no-record"
	RemovedField  Field = "removed" // being off the schedule
)

// Fields lists them all.
var Fields = []Field{TitleField, PeopleField, AbstractField, LanguageField, TimeField, StageField, BreakField, NoRecordField, RemovedField}

// A TalkNow is one talk with all that made it what it is, for the editor.
type TalkNow struct {
	stagedoor.Talk // in force; of a talk that is off, as it would be
	Read           ReadTalk
	Edit           Edit // its zero value: no hand
}

// A Shift moves the rest of a stage's day: talks that start at or after Since,
// and the end of the one that is on then.
type Shift struct {
	ID      string
	Stage   stagedoor.StageID
	Since   time.Time
	Until   time.Time // the day's end: talks planned from then on stay; zero: none does
	Minutes int       // negative: earlier
	Made    time.Time
	By      string    // the crew member's name
	Undone  time.Time // zero while it counts
}
