package mail

import (
	"context"
	"time"

	"stagedoor"
)

// Store is the outbox as the database keeps it.
type Store interface {
	Conference(ctx context.Context) (stagedoor.Conference, error)
	// ClaimLetters gives out due letters, each to one caller only, and makes
	// them "sending" until the claim ends; who is not kept by then is due again.
	ClaimLetters(ctx context.Context, c Claim) ([]stagedoor.Letter, error)
	// LetterTried keeps how a claimed letter's try ended.
	LetterTried(ctx context.Context, t Tried) error
	// LetterEvents keeps what the provider says of letters that it accepted.
	LetterEvents(ctx context.Context, events []Event, now time.Time) error
	OutboxState(ctx context.Context, now time.Time) (State, error)
	PauseOutbox(ctx context.Context, p Pause) error
	Letter(ctx context.Context, id stagedoor.LetterID) (stagedoor.Letter, error)
	Lease(ctx context.Context, name, holder string, now time.Time, ttl time.Duration) (bool, error)
	Unlease(ctx context.Context, name, holder string) error
}

// Codes says what a letter's lines are worth now. Package access knows.
type Codes interface {
	// Lines returns a Line for each that it knows, in any order.
	Lines(ctx context.Context, lines []stagedoor.LetterLine) ([]Line, error)
}

// A Line is one attendee's code, as it goes into a letter.
type Line struct {
	Attendee stagedoor.AttendeeID
	Name     string
	Label    string // of the ticket or order, told when a letter has several
	Code     stagedoor.AccessCode
	Current  bool // the version is the newest and the attendee admitted
}

// A Claim asks for due letters.
type Claim struct {
	Now, Until time.Time
	Open       bool // of the outbox; before, only test letters are due
	Max        int
}

// A Tried says how one try to send a letter ended.
type Tried struct {
	Letter   stagedoor.LetterID
	Claim    time.Time // the claim's end, as the letter came with it
	State    stagedoor.LetterState
	At       time.Time
	Due      time.Time // with LetterQueued, when it is due again
	Counts   bool      // it was the letter's own try, not the server's absence
	Provider string
	Problem  stagedoor.Sentence
	// Without are those of the letter whose code was not good when it left, or
	// was given up: who of them is back later gets a letter then.
	Without []stagedoor.AttendeeID
}

// An Event is what the provider says of a letter that it accepted: about one
// letter by the provider's id of it, or about all to one address.
type Event struct {
	Provider string
	Address  string // when Provider is empty
	State    stagedoor.LetterState
	Problem  stagedoor.Sentence // with LetterBounced
	At       time.Time
}

// A State is what the database knows of the outbox.
type State struct {
	Open    bool
	Counts  map[stagedoor.LetterState]int
	Oldest  time.Time // when the oldest letter that has not left was made; zero when all have
	LastDue time.Time // when the last letter that has not left is due
	Lately  int       // sent within the last two minutes, tests not counted
	Since   time.Time // when the first of those was sent; zero when none was
	Pause   Pause
}

// A Pause says why nothing leaves, and until when. The zero value is none.
type Pause struct {
	Why      stagedoor.Sentence
	Until    time.Time
	Settings bool // somebody has to mend something; tried again when anything changes
}
