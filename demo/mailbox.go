package demo

import (
	"errors"
	"io"
	"log/slog"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/emersion/go-smtp"
)

// Limits of the mailbox: what is more is refused, or the oldest go.
const (
	maxLetter     = 1 << 20
	maxRecipients = 50
	maxLetters    = 500
	maxKept       = 64 << 20 // bytes of letters, whatever their number
)

// A mailbox keeps the letters that arrived, the oldest first.
type mailbox struct {
	now func() time.Time

	mu      sync.Mutex
	letters []letter
	bytes   int
	count   int // ever arrived
}

func newMailbox(now func() time.Time) *mailbox { return &mailbox{now: now} }

// keep takes a letter apart and puts it on top.
func (m *mailbox) keep(from string, to []string, raw []byte) {
	l := openLetter(raw)
	l.From, l.To, l.At, l.size = from, to, m.now(), len(raw)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.count++
	l.ID = strconv.Itoa(m.count)
	m.letters = append(m.letters, l)
	m.bytes += l.size
	for len(m.letters) > maxLetters || m.bytes > maxKept {
		m.bytes -= m.letters[0].size
		m.letters = slices.Delete(m.letters, 0, 1)
	}
}

// all returns the letters, the newest first, and how many ever arrived.
func (m *mailbox) all() ([]letter, int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := slices.Clone(m.letters)
	slices.Reverse(out)
	return out, m.count
}

// letter returns one letter.
func (m *mailbox) letter(id string) (letter, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	i := slices.IndexFunc(m.letters, func(l letter) bool { return l.ID == id })
	if i < 0 {
		return letter{}, false
	}
	return m.letters[i], true
}

// newSMTP makes the server that the letters arrive at.
func newSMTP(m *mailbox, log *slog.Logger) *smtp.Server {
	s := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &delivery{box: m}, nil }))
	s.Domain = "localhost"
	s.MaxMessageBytes = maxLetter
	s.MaxRecipients = maxRecipients
	s.MaxLineLength = 4000 // HTML letters have long lines, whatever RFC 5321 says
	s.ReadTimeout, s.WriteTimeout = time.Minute, time.Minute
	s.EnableSMTPUTF8 = true
	s.ErrorLog = slog.NewLogLogger(log.Handler(), slog.LevelDebug)
	return s
}

// A delivery is one SMTP client's visit.
type delivery struct {
	box  *mailbox
	from string
	to   []string
}

func (d *delivery) Mail(from string, _ *smtp.MailOptions) error {
	d.from = from
	return nil
}

func (d *delivery) Rcpt(to string, _ *smtp.RcptOptions) error {
	d.to = append(d.to, to)
	return nil
}

func (d *delivery) Data(r io.Reader) error {
	raw, err := io.ReadAll(io.LimitReader(r, maxLetter+1))
	if err != nil {
		return err // go-smtp answers: too big, or the client went away
	}
	if len(raw) > maxLetter {
		return &smtp.SMTPError{Code: 552, EnhancedCode: smtp.EnhancedCode{5, 3, 4}, Message: "The letter is too big"}
	}
	if len(d.to) == 0 {
		return errors.New("no recipient")
	}
	d.box.keep(d.from, slices.Clone(d.to), raw)
	return nil
}

func (d *delivery) Reset()        { d.from, d.to = "", nil }
func (d *delivery) Logout() error { return nil }
