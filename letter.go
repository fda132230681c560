package stagedoor

import "time"

// A LetterKind says what a letter is about; each kind has its text.
type LetterKind string

// The kinds of letter.
const (
	LetterCode LetterKind = "code" // the first: here is your code
	LetterNew  LetterKind = "new"  // the code was replaced: a transfer, the help desk, a new secret
	LetterLost LetterKind = "lost" // asked for on the code page, or sent again by the help desk
	LetterTest LetterKind = "test" // "send me a test", from the control room; its code is a sample
)

// LetterKinds lists the kinds that have a text to edit.
var LetterKinds = []LetterKind{LetterCode, LetterNew, LetterLost}

// A LetterState says how far a letter has come.
type LetterState string

// The states of a letter.
const (
	LetterWaiting    LetterState = "waiting"    // the outbox is not open yet
	LetterQueued     LetterState = "queued"     // due, or due again after a failed try
	LetterSending    LetterState = "sending"    // claimed by the process that sends
	LetterSent       LetterState = "sent"       // the server or provider accepted it
	LetterDelivered  LetterState = "delivered"  // the provider says that it arrived
	LetterBounced    LetterState = "bounced"    // the provider says that it came back
	LetterFailed     LetterState = "failed"     // refused for good, or given up
	LetterSuperseded LetterState = "superseded" // every line's code was replaced before it left
)

// A Letter is mail that we owe someone. It holds no text and no code: both
// are made when it is sent.
type Letter struct {
	ID       LetterID
	Kind     LetterKind
	Address  string
	Name     string // the first line's attendee, for the To header
	Language string // BCP 47, empty for the conference's
	State    LetterState
	Due      time.Time // when it may be sent; with LetterSending, when the claim ends
	Tries    int       // finished ones
	Provider string    // the provider's id of it, or our own Message-ID over SMTP
	Problem  Sentence  // of the last try, or the bounce
	Created  time.Time
	Sent     time.Time
	Settled  time.Time // delivered, bounced, failed or superseded
	Lines    []LetterLine
}

// A LetterLine is one attendee's code in a letter. A line whose version is
// old is left out when the letter is sent.
type LetterLine struct {
	Attendee AttendeeID
	Version  int
}
