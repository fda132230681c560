package mail

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"

	"stagedoor"
)

// A Message is a letter with its text, ready to leave.
type Message struct {
	ID       stagedoor.LetterID // over SMTP the Message-ID is made of it: the same at every try
	From     string
	FromName string
	To       string
	ToName   string
	ReplyTo  string // may be empty
	Language string // BCP 47
	Subject  string
	HTML     string
	Text     string
}

// A Sender hands messages over to whoever delivers them.
type Sender interface {
	// Send returns the provider's id once the message was accepted. Every
	// error is a *SendError.
	Send(ctx context.Context, m Message) (id string, err error)
	// Pace says how fast messages may be sent; it may change with answers.
	Pace() Pace
}

// A Pace bounds a sender. The zero value is one at a time, without a rate.
type Pace struct {
	Lanes     int // messages in work at the same time
	PerMinute int // 0: no bound
}

// A Trouble says what a failed send means for the letter and for the others.
type Trouble int

// The troubles.
const (
	Later    Trouble = iota // this letter again later
	Refused                 // this letter never
	Settings                // nothing leaves until somebody mends something
	Away                    // nothing leaves for a while; it passes by itself
	Lost                    // the answer was lost: it may have been accepted
)

var troubleNames = [...]string{"later", "refused", "settings", "away", "lost"}

func (t Trouble) String() string { return troubleNames[t] }

// A SendError says why a message was not accepted. Its text holds no address
// and nothing that the server wrote: those are in Say, which is not logged.
type SendError struct {
	Trouble Trouble
	Say     stagedoor.Sentence
	After   time.Duration // the server asks to wait so long; 0 when it does not say
	What    string        // for the log: "smtp rcpt 550"
	Mine    bool          // with Settings and Away: this letter alone may be the cause, so its tries count and others go before it
}

func (e *SendError) Error() string { return fmt.Sprintf("send: %s (%s)", e.What, e.Trouble) }

// asSendError makes anything else a trouble that passes.
func asSendError(err error) *SendError {
	var e *SendError
	if errors.As(err, &e) {
		return e
	}
	return &SendError{Trouble: Later, Say: stagedoor.Say("The letter could not be sent; we try again."), What: "unknown"}
}

// Mailbox accepts every message and keeps none: the mailbox page makes them
// again from the letters.
type Mailbox struct{}

// Send accepts the message.
func (*Mailbox) Send(context.Context, Message) (string, error) { return "", nil }

// Pace has no rate.
func (*Mailbox) Pace() Pace { return Pace{Lanes: 4} }

// said makes what a server wrote fit to be shown: one line, bounded.
func said(text string) string {
	const most = 300
	clean := strings.Join(strings.FieldsFunc(strings.ToValidUTF8(text, ""), func(r rune) bool {
		return unicode.IsSpace(r) || !unicode.IsPrint(r)
	}), " ")
	if r := []rune(clean); len(r) > most {
		return string(r[:most]) + "…"
	}
	return clean
}
