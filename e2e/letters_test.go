package e2e

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"stagedoor/e2e/mailersend"
)

// A letter is one that arrived, however it was sent.
type letter struct {
	to, from, replyTo, subject string
	id                         string // Message-ID, or the vendor's
	text, html                 string
}

// An inbox is where letters arrive.
type inbox interface {
	letters() ([]letter, error)
}

// arrived returns what came so far, to an address or to all.
func (w *world) arrived(address string) ([]letter, error) {
	if len(w.inboxes) == 0 {
		return nil, usageError("smtp start or mailersend start comes first")
	}
	var out []letter
	for _, i := range w.inboxes {
		all, err := i.letters()
		if err != nil {
			return nil, err
		}
		for _, l := range all {
			if address == "" || strings.EqualFold(l.to, address) {
				out = append(out, l)
			}
		}
	}
	return out, nil
}

// await waits for the n-th letter to an address, or for the newest when n is 0.
func (w *world) await(address string, n int) (letter, error) {
	waited := startWatch()
	for {
		got, err := w.arrived(address)
		if err != nil {
			return letter{}, err
		}
		if n == 0 && len(got) > 0 {
			return got[len(got)-1], nil
		}
		if n > 0 && len(got) >= n {
			return got[n-1], nil
		}
		if waited.over(patience) {
			return letter{}, fmt.Errorf("no letter came to %s within %s (there are %d)", address, patience, len(got))
		}
		time.Sleep(pollEvery)
	}
}

// which reads [-n N] [-html] ADDRESS.
func which(args []string) (address string, n int, asHTML bool, err error) {
	for len(args) > 1 {
		switch {
		case args[0] == "-html":
			asHTML, args = true, args[1:]
		case args[0] == "-n" && len(args) > 2:
			if n, err = strconv.Atoi(args[1]); err != nil || n < 1 {
				return "", 0, false, usageError("-n counts from 1")
			}
			args = args[2:]
		default:
			return "", 0, false, usageError("[-n N] [-html] ADDRESS")
		}
	}
	if len(args) != 1 {
		return "", 0, false, usageError("[-n N] [-html] ADDRESS")
	}
	return args[0], n, asHTML, nil
}

func (w *world) letter(args []string) (string, error) {
	address, n, asHTML, err := which(args)
	if err != nil {
		return "", err
	}
	l, err := w.await(address, n)
	if err != nil {
		return "", err
	}
	body := l.text
	if asHTML {
		body = l.html
	}
	return fmt.Sprintf("From: %s\nTo: %s\nReply-To: %s\nSubject: %s\nMessage-ID: %s\n\n%s", l.from, l.to, l.replyTo, l.subject, l.id, body), nil
}

func (w *world) letters(args []string) (string, error) {
	address := ""
	if len(args) == 1 {
		address = args[0]
	} else if len(args) > 1 {
		return "", usageError("letters [ADDRESS]")
	}
	got, err := w.arrived(address)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, l := range got {
		fmt.Fprintf(&b, "%s\t%s\n", l.to, l.subject)
	}
	return b.String(), nil
}

// codeForm is a code as a letter shows it.
var codeForm = regexp.MustCompile(`\b[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}\b`)

func (w *world) codeOf(args []string) (string, error) {
	address, n, _, err := which(args)
	if err != nil {
		return "", err
	}
	l, err := w.await(address, n)
	if err != nil {
		return "", err
	}
	code := codeForm.FindString(l.text)
	if code == "" {
		return "", fmt.Errorf("there is no code in this letter:\n%s", l.text)
	}
	return code, nil
}

// readLetter reads a message as it came over SMTP.
func readLetter(to string, raw []byte) (letter, error) {
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return letter{}, fmt.Errorf("read the letter to %s: %w", to, err)
	}
	decode := func(name string) string {
		s, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get(name))
		if err != nil {
			return m.Header.Get(name)
		}
		return s
	}
	l := letter{to: to, from: decode("From"), replyTo: decode("Reply-To"), subject: decode("Subject"), id: m.Header.Get("Message-ID")}
	err = l.part(m.Header.Get("Content-Type"), m.Header.Get("Content-Transfer-Encoding"), m.Body, 0)
	return l, err
}

// part reads a part of a message and what is in it.
func (l *letter) part(contentType, encoding string, body io.Reader, depth int) error {
	if depth > 5 {
		return errors.New("a letter of more than five layers")
	}
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return fmt.Errorf("content type %q: %w", contentType, err)
	}
	if strings.HasPrefix(kind, "multipart/") {
		parts := multipart.NewReader(body, params["boundary"])
		for {
			p, err := parts.NextRawPart()
			if err == io.EOF {
				return nil
			}
			if err != nil {
				return err
			}
			if err := l.part(p.Header.Get("Content-Type"), p.Header.Get("Content-Transfer-Encoding"), p, depth+1); err != nil {
				return err
			}
		}
	}
	switch strings.ToLower(encoding) {
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	}
	b, err := io.ReadAll(body)
	if err != nil {
		return err
	}
	switch kind {
	case "text/plain":
		l.text += string(b)
	case "text/html":
		l.html += string(b)
	}
	return nil
}

// A mailer is the pretend MailerSend as an inbox.
type mailer struct{ *mailersend.Server }

func (m *mailer) letters() ([]letter, error) {
	var out []letter
	for _, l := range m.Letters() {
		for _, to := range l.To {
			out = append(out, letter{to: to.Email, from: l.From.Email, replyTo: l.ReplyTo.Email, subject: l.Subject, id: l.ID, text: l.Text, html: l.HTML})
		}
	}
	return out, nil
}

// mailersend is the command.
func (w *world) mailersend(args []string) (string, error) {
	const usage = usageError("mailersend start | fail STATUS TIMES [MESSAGE [RETRY-AFTER]] | lose TIMES | recover | tell EVENT ADDRESS URL | answers")
	if len(args) == 0 {
		return "", usage
	}
	if args[0] == "start" && len(args) == 1 && w.mailer == nil {
		const token = "mlsn.of-the-story"
		s, err := mailersend.Start(mailersend.Options{Token: token, SigningSecret: "signs-the-webhooks-of-the-story"})
		if err != nil {
			return "", err
		}
		w.mailer = &mailer{s}
		w.inboxes = append(w.inboxes, w.mailer)
		w.atEnd(func() error { s.Close(); return nil })
		w.ts.Setenv("MAILERSEND_URL", s.URL)
		w.ts.Setenv("MAILERSEND_TOKEN", token)
		w.ts.Setenv("MAILERSEND_SECRET", "signs-the-webhooks-of-the-story")
		return "", nil
	}
	if w.mailer == nil {
		return "", usageError("mailersend start comes first")
	}
	numbers := make([]int, 2)
	for i, a := range args[1:] {
		if n, err := strconv.Atoi(a); err == nil && i < 2 {
			numbers[i] = n
		}
	}
	switch {
	case args[0] == "fail" && len(args) >= 3 && len(args) <= 5 && numbers[0] >= 400:
		said := append(slices.Clone(args[3:]), "There is an error on our system. Please contact support", "")
		if len(args) == 4 {
			said[1] = ""
		}
		w.mailer.Fail(numbers[0], said[0], said[1], numbers[1])
	case args[0] == "answers" && len(args) == 1:
		return fmt.Sprint(w.mailer.Answers()), nil
	case args[0] == "lose" && len(args) == 2:
		w.mailer.LoseAnswers(numbers[0])
	case args[0] == "recover" && len(args) == 1:
		w.mailer.Recover()
	case args[0] == "tell" && len(args) == 4:
		return w.tell(args[1], args[2], args[3])
	default:
		return "", usage
	}
	return "", nil
}

// tell sends a webhook about the newest letter to an address, and prints the
// status of the answer.
func (w *world) tell(event, address, url string) (string, error) {
	letters := w.mailer.LettersTo(address)
	about := mailersend.Letter{To: []mailersend.Address{{Email: address}}}
	if len(letters) > 0 {
		about = letters[len(letters)-1]
	}
	status, err := w.mailer.Send(context.Background(), url, event, about)
	if err == nil && status > 299 {
		err = fmt.Errorf("the webhook answered %d", status)
	}
	return fmt.Sprint(status), err
}
