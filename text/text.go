// Package text has the interface's messages in each language, found by their
// English sentence, and writes dates, times and counts in words.
//
// English needs no file: a sentence is its own key, verbs included. Every
// other language is one file, bg.txt and its like, which catalogue.go reads;
// a third language is one file more. Whoever shows something asks a Language
// for T (a message), N (a message that counts), Say (a stored sentence) or
// the words for a time (dates.go). sources_test.go walks the module's sources
// and finds no shown sentence without its translation.
package text

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"

	"golang.org/x/text/language"

	"stagedoor"
)

// A Language says messages. Get one from For or Match; a nil one is English.
type Language struct {
	tag      language.Tag
	name     string
	messages map[string]string
}

// Key marks a literal as a message that T is given later, so that the source
// walk finds it: var label = map[State]string{Waiting: text.Key("Waiting")}.
func Key(msg string) string { return msg }

// Tag is the language's BCP 47 tag, as in <html lang>.
func (l *Language) Tag() string {
	if l == nil {
		return "en"
	}
	return l.tag.String()
}

// Name is the language's own name for itself.
func (l *Language) Name() string {
	if l == nil {
		return "English"
	}
	return l.name
}

// T says a message with its values. A message that the language lacks is said
// in English: a page with one English sentence is better than none.
func (l *Language) T(msg string, args ...any) string { return say(l.find(msg), args) }

// N says a message that counts n things. Both forms hold n as their first
// value, %d, and may hold more: N(3, "%d letter waits.", "%d letters wait.").
// The languages we have know one and many; n is grouped in thousands.
func (l *Language) N(n int, one, other string, args ...any) string {
	msg := other
	if n == 1 {
		msg = one
	}
	return say(l.find(msg), append([]any{grouped{l, n}}, args...))
}

// Say says a stored sentence: an error's, a bounce's, an audit entry's.
func (l *Language) Say(s stagedoor.Sentence) string { return say(l.find(s.Msg), s.Args) }

// Problem says what went wrong: the sentence of err, or a general one when
// it has none that may be shown. It is empty for no error.
func (l *Language) Problem(err error) string {
	if err == nil {
		return ""
	}
	if s, ok := stagedoor.SentenceOf(err); ok {
		return l.Say(s)
	}
	return l.T("Something went wrong on our side. Try again; if it stays, write to us.")
}

// Number writes a whole number with its thousands apart.
func (l *Language) Number(n int) string {
	digits := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, digits = "−", digits[1:]
	}
	// Bulgarian, like most of Europe, leaves four digits together.
	gap, least := ",", 4
	if l.Tag() != "en" {
		gap, least = "\u00a0", 5
	}
	if len(digits) >= least {
		for i := len(digits) - 3; i > 0; i -= 3 {
			digits = digits[:i] + gap + digits[i:]
		}
	}
	return sign + digits
}

// find returns the message in the language, or as it is.
func (l *Language) find(msg string) string {
	if l != nil {
		if m, ok := l.messages[msg]; ok {
			return m
		}
	}
	return msg
}

// say puts the values into the message. Without values a message may hold a
// bare percent sign.
func say(msg string, args []any) string {
	if len(args) == 0 {
		return msg
	}
	values := make([]any, len(args))
	for i, a := range args {
		values[i] = whole(a)
	}
	return fmt.Sprintf(msg, values...)
}

// whole undoes what JSON does to a stored sentence's numbers: 5 comes back as
// 5.0, which %d cannot write.
func whole(a any) any {
	switch v := a.(type) {
	case float64:
		if v == math.Trunc(v) && math.Abs(v) < 1<<53 {
			return int64(v)
		}
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return n
		}
	}
	return a
}

// grouped is a count that %d writes with its thousands apart.
type grouped struct {
	l *Language
	n int
}

// Format writes the number for any verb.
func (g grouped) Format(f fmt.State, _ rune) { fmt.Fprint(f, g.l.Number(g.n)) }
