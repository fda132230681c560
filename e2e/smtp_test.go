package e2e

import (
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// The one account of the mail server.
const smtpUser, smtpPassword = "door", "of-the-story"

// An smtpServer is a real mail server in this process that keeps all it gets.
type smtpServer struct {
	server *smtp.Server
	addr   string

	mu      sync.Mutex
	refusal *smtp.SMTPError // nil: letters are taken
	got     []received
	open    int // connections
}

type received struct {
	to  string
	raw []byte
}

func startSMTP() (*smtpServer, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &smtpServer{addr: l.Addr().String()}
	s.server = smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.open++
		return &smtpSession{server: s}, nil
	}))
	s.server.Domain = "localhost"
	s.server.AllowInsecureAuth = true
	s.server.ReadTimeout, s.server.WriteTimeout = time.Minute, time.Minute
	s.server.MaxMessageBytes = 1 << 20
	s.server.MaxRecipients = 10
	s.server.EnableSMTPUTF8 = true
	s.server.TLSConfig = &tls.Config{Certificates: []tls.Certificate{authority().cert}}
	s.server.ErrorLog = log.New(io.Discard, "", 0)
	go s.server.Serve(l) // ends with Close
	return s, nil
}

func (s *smtpServer) letters() ([]letter, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []letter
	for _, r := range s.got {
		l, err := readLetter(r.to, r.raw)
		if err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	return out, nil
}

// An smtpSession is one connection.
type smtpSession struct {
	server *smtpServer
	to     []string
}

func (s *smtpSession) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *smtpSession) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != smtpUser || password != smtpPassword {
			return &smtp.SMTPError{Code: 535, EnhancedCode: smtp.EnhancedCode{5, 7, 8}, Message: "Authentication credentials invalid"}
		}
		return nil
	}), nil
}

func (s *smtpSession) Mail(string, *smtp.MailOptions) error { return nil }

func (s *smtpSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	if r := s.server.refusal; r != nil {
		return r
	}
	s.to = append(s.to, to)
	return nil
}

func (s *smtpSession) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	for _, to := range s.to {
		s.server.got = append(s.server.got, received{to, raw})
	}
	return nil
}

func (s *smtpSession) Reset() { s.to = nil }

func (s *smtpSession) Logout() error {
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	s.server.open--
	return nil
}

// connected is how many connections there are.
func (s *smtpServer) connected() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.open
}

// smtpCommand is `smtp`.
func (w *world) smtpCommand(args []string) (string, error) {
	const usage = usageError("smtp start | refuse CODE SENTENCE | accept")
	if len(args) == 0 {
		return "", usage
	}
	if args[0] == "start" && len(args) == 1 && w.smtp == nil {
		s, err := startSMTP()
		if err != nil {
			return "", err
		}
		w.smtp = s
		w.inboxes = append(w.inboxes, s)
		w.atEnd(func() error {
			if err := s.server.Close(); !errors.Is(err, smtp.ErrServerClosed) {
				return err
			}
			return nil
		})
		w.ts.Setenv("SMTP_URL", "smtp://"+smtpUser+":"+smtpPassword+"@"+s.addr)
		return "", nil
	}
	if w.smtp == nil {
		return "", usageError("smtp start comes first")
	}
	w.smtp.mu.Lock()
	defer w.smtp.mu.Unlock()
	switch {
	case args[0] == "refuse" && len(args) == 3:
		code, err := strconv.Atoi(args[1])
		if err != nil || code < 400 || code > 599 {
			return "", usage
		}
		w.smtp.refusal = &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{code / 100, 0, 0}, Message: strings.TrimSpace(args[2])}
	case args[0] == "accept" && len(args) == 1:
		w.smtp.refusal = nil
	default:
		return "", usage
	}
	return "", nil
}
