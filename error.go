package stagedoor

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
)

// A Kind says what a caller can do about an error; package web turns it into
// a status.
type Kind int

// The kinds of error. The zero value is a fault of ours: it is logged, and
// the person sees a general sentence.
const (
	Internal    Kind = iota
	Invalid          // what was given cannot be used as it is
	NotFound         // there is no such thing
	Denied           // known, but not allowed
	Conflict         // somebody else changed it meanwhile
	TooMany          // slow down
	Unavailable      // the database or a vendor is away; try again
)

// An Error has one sentence for the person and, apart from it, the cause for
// the log.
type Error struct {
	Kind Kind
	Msg  string // shown: the English sentence, which is also its key in package text; verbs stay in it
	Args []any  // the verbs' values
	Err  error  // logged, never shown
}

// Errorf makes an Error with a sentence for the person and no further cause.
func Errorf(kind Kind, msg string, args ...any) *Error {
	return &Error{Kind: kind, Msg: msg, Args: args}
}

// Error is the sentence in English, with the cause behind it: it is what the
// log and the command line print.
func (e *Error) Error() string {
	s := e.Sentence().String()
	if e.Err != nil {
		return s + " (" + e.Err.Error() + ")"
	}
	return s
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Sentence returns what the person may read.
func (e *Error) Sentence() Sentence { return Sentence{Msg: e.Msg, Args: e.Args} }

// KindOf returns the kind of the first Error in err's chain, or Internal.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// SentenceOf returns the sentence of the first Error in err's chain; ok is
// false for an error that has none, which must not be shown.
func SentenceOf(err error) (s Sentence, ok bool) {
	var e *Error
	if errors.As(err, &e) && e.Msg != "" {
		return e.Sentence(), true
	}
	return Sentence{}, false
}

// A Sentence is a message with its values still apart, so that it can be kept
// in the database and translated when it is shown. Msg is the English
// sentence and its key in package text.
type Sentence struct {
	Msg  string `json:"msg"`
	Args []any  `json:"args,omitempty"` // strings and whole numbers, so that JSON gives back what it got
}

// Say makes a Sentence.
func Say(msg string, args ...any) Sentence { return Sentence{Msg: msg, Args: args} }

// String is the sentence in English.
func (s Sentence) String() string {
	if len(s.Args) == 0 {
		return s.Msg
	}
	return fmt.Sprintf(s.Msg, s.Args...)
}

// UnmarshalJSON reads what was kept, whole numbers as int: JSON alone would
// give float64, which no %d takes.
func (s *Sentence) UnmarshalJSON(b []byte) error {
	type plain Sentence
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	if err := d.Decode((*plain)(s)); err != nil {
		return err
	}
	for i, a := range s.Args {
		if n, ok := a.(json.Number); ok {
			whole, err := strconv.Atoi(n.String())
			if err != nil {
				return err
			}
			s.Args[i] = whole
		}
	}
	return nil
}

// Zero reports whether there is nothing to say.
func (s Sentence) Zero() bool { return s.Msg == "" }
