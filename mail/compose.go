package mail

import (
	"bytes"
	"errors"
	"io"
	netmail "net/mail"
	"strings"
	"unicode"

	gomail "github.com/wneessen/go-mail"
	"golang.org/x/net/idna"

	"stagedoor"
)

// A composed message is one with its headers and parts, for SMTP.
type composed struct {
	text     []byte
	id       string // Message-ID without the brackets
	from, to string // of the envelope
	utf8     bool   // the address needs SMTPUTF8
}

// compose makes the message; the error is a *SendError about this letter. It
// is whole before a server hears of it: what fails then is the connection.
func compose(m Message) (composed, error) {
	to, err := ascii(m.To)
	if err != nil {
		return composed{}, badAddress()
	}
	c := composed{id: string(m.ID) + "@" + domain(m.From), from: m.From, to: to}
	c.utf8 = strings.ContainsFunc(to, func(r rune) bool { return r > unicode.MaxASCII })
	msg := gomail.NewMsg()
	msg.SetMessageIDWithValue(c.id)
	msg.SetDate()
	msg.FromMailAddress(&netmail.Address{Name: headerText(m.FromName), Address: m.From})
	msg.ToMailAddress(&netmail.Address{Name: headerText(m.ToName), Address: to})
	if m.ReplyTo != "" {
		msg.ReplyToMailAddress(&netmail.Address{Address: m.ReplyTo})
	}
	msg.Subject(headerText(m.Subject))
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // no answers from people on holiday
	msg.SetGenHeader("Content-Language", m.Language)
	msg.SetUserAgent("Stagedoor")
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	msg.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	c.text, err = written(msg)
	return c, err
}

// written is the message's text.
func written(msg *gomail.Msg) ([]byte, error) {
	var b bytes.Buffer
	if _, err := msg.WriteTo(&b); err != nil {
		return nil, &SendError{Trouble: Refused, What: "message not written", Say: stagedoor.Say("We cannot make a message of this letter. Look at its text, then send the letter again.")}
	}
	return b.Bytes(), nil
}

// ascii checks an address and writes its domain as the network knows it.
func ascii(address string) (string, error) {
	if err := stagedoor.CheckAddress(address); err != nil {
		return "", err
	}
	at := strings.LastIndexByte(address, '@')
	host, err := idna.Lookup.ToASCII(address[at+1:])
	if err != nil {
		return "", err
	}
	return address[:at+1] + host, nil
}

func badAddress() *SendError {
	return &SendError{Trouble: Refused, What: "not an address", Say: stagedoor.Say("This is not an e-mail address. Correct it, then send the letter again.")}
}

// headerText keeps control characters, line breaks first, out of a header.
func headerText(s string) string {
	return oneLine(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "")))
}

func isEnd(err error) bool { return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) }
