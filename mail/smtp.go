package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/textproto"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/wneessen/go-mail/smtp"

	"stagedoor"
)

const (
	smtpLanes = 3                // connections; servers dislike many
	smtpIdle  = 20 * time.Second // a connection is kept for the next letter so long
	smtpMost  = 100              // letters on one connection; servers have such limits
	smtpDial  = 10 * time.Second
)

// SMTP hands messages to a mail server. Make one with ParseURL. Its methods
// may be called from any goroutine.
type SMTP struct {
	Host, Port     string
	User, Password string      // empty: without
	Implicit       bool        // TLS from the first byte
	Plain          bool        // no TLS at all; else STARTTLS is a must
	TLS            *tls.Config // nil: the system's authorities

	mu     sync.Mutex
	idle   []*smtpConn
	closed bool
}

// Pace is a few connections.
func (s *SMTP) Pace() Pace { return Pace{Lanes: smtpLanes} }

// Close closes the connections that are kept.
func (s *SMTP) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.idle {
		c.bye()
	}
	s.idle, s.closed = nil, true
	return nil
}

// Send hands one message over. The id is our own Message-ID.
func (s *SMTP) Send(ctx context.Context, m Message) (string, error) {
	out, err := compose(m)
	if err != nil {
		return "", err
	}
	c, err := s.take(ctx, m)
	if err != nil {
		return "", err
	}
	err = c.send(ctx, out)
	if err != nil && c.sent > 0 && c.stale {
		// The server had hung up since the last letter: it has heard nothing.
		c.bye()
		if c, err = s.dial(ctx, m); err != nil {
			return "", err
		}
		err = c.send(ctx, out)
	}
	s.put(c)
	if err != nil {
		return "", err
	}
	return out.id, nil
}

// take returns a kept connection, or a new one.
func (s *SMTP) take(ctx context.Context, m Message) (*smtpConn, error) {
	s.mu.Lock()
	for len(s.idle) > 0 {
		c := s.idle[len(s.idle)-1]
		s.idle = s.idle[:len(s.idle)-1]
		if time.Since(c.used) < smtpIdle {
			s.mu.Unlock()
			return c, nil
		}
		c.bye()
	}
	s.mu.Unlock()
	return s.dial(ctx, m)
}

// put keeps a connection that is still good.
func (s *SMTP) put(c *smtpConn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.broken || c.sent >= smtpMost || s.closed || len(s.idle) >= smtpLanes {
		c.bye()
		return
	}
	c.used = time.Now()
	s.idle = append(s.idle, c)
}

// An smtpConn is one connection, greeted, encrypted and authenticated.
type smtpConn struct {
	raw    net.Conn
	client *smtp.Client
	from   string // for sentences
	host   string
	sent   int
	used   time.Time
	broken bool // to be closed
	stale  bool // it broke before anything of the letter was told
}

// bye closes the connection; a server that does not take leave is not waited
// for.
func (c *smtpConn) bye() {
	c.raw.SetDeadline(time.Now().Add(time.Second))
	if !c.broken {
		c.client.Quit()
	}
	c.raw.Close()
}

// bound makes the connection's reads and writes end with ctx.
func (c *smtpConn) bound(ctx context.Context) (done func() bool) {
	if d, ok := ctx.Deadline(); ok {
		c.raw.SetDeadline(d)
	} else {
		c.raw.SetDeadline(time.Now().Add(sendFor))
	}
	return context.AfterFunc(ctx, func() { c.raw.SetDeadline(time.Unix(1, 0)) })
}

func (s *SMTP) dial(ctx context.Context, m Message) (*smtpConn, error) {
	d := net.Dialer{Timeout: smtpDial}
	raw, err := d.DialContext(ctx, "tcp", net.JoinHostPort(s.Host, s.Port))
	if err != nil {
		return nil, s.away("connect")
	}
	c := &smtpConn{raw: raw, from: m.From, host: s.Host}
	defer c.bound(ctx)()
	if err := s.greet(ctx, c, domain(m.From)); err != nil {
		raw.Close()
		return nil, err
	}
	return c, nil
}

// greet brings a fresh connection to where it may send.
func (s *SMTP) greet(ctx context.Context, c *smtpConn, name string) error {
	conf := &tls.Config{MinVersion: tls.VersionTLS12}
	if s.TLS != nil {
		conf = s.TLS.Clone()
	}
	conf.ServerName = s.Host
	conn := c.raw
	if s.Implicit {
		t := tls.Client(c.raw, conf)
		if err := t.HandshakeContext(ctx); err != nil {
			return s.untrusted(err)
		}
		conn = t
	}
	var err error
	if c.client, err = smtp.NewClient(conn, s.Host); err != nil {
		return s.trouble("greeting", err, c.from)
	}
	if err := c.client.Hello(name); err != nil {
		return s.trouble("hello", err, c.from)
	}
	if !s.Implicit && !s.Plain {
		if ok, _ := c.client.Extension("STARTTLS"); !ok {
			return &SendError{Trouble: Settings, What: "smtp without starttls",
				Say: stagedoor.Say("The mail server %s offers no encryption (STARTTLS). Use another port, or smtps://.", s.Host)}
		}
		if err := c.client.StartTLS(conf); err != nil {
			return s.untrusted(err)
		}
	}
	return s.authenticate(c)
}

func (s *SMTP) authenticate(c *smtpConn) error {
	if s.User == "" {
		return nil
	}
	_, offered := c.client.Extension("AUTH")
	ways := strings.Fields(strings.ToUpper(offered))
	has := func(way string) bool {
		for _, w := range ways {
			if w == way {
				return true
			}
		}
		return false
	}
	var auth smtp.Auth
	switch {
	case has("PLAIN"):
		auth = smtp.PlainAuth("", s.User, s.Password, s.Host, false)
	case has("LOGIN"):
		auth = smtp.LoginAuth(s.User, s.Password, s.Host, false)
	case has("CRAM-MD5"):
		auth = smtp.CRAMMD5Auth(s.User, s.Password)
	default:
		return &SendError{Trouble: Settings, What: "smtp auth not offered",
			Say: stagedoor.Say("The mail server %s does not take user and password on this port.", s.Host)}
	}
	if err := c.client.Auth(auth); err != nil {
		return s.trouble("auth", err, c.from)
	}
	return nil
}

// send hands one message over. On return the connection is ready for the
// next, or broken.
func (c *smtpConn) send(ctx context.Context, out composed) error {
	defer c.bound(ctx)()
	s := &SMTP{Host: c.host}
	fail := func(at string, err error) error {
		var reply *textproto.Error
		if !errors.As(err, &reply) || reply.Code == 421 || c.client.Reset() != nil {
			c.broken = true
			c.stale = at == "from" && reply == nil && ctx.Err() == nil
		}
		return s.trouble(at, err, c.from)
	}
	if out.utf8 {
		if ok, _ := c.client.Extension("SMTPUTF8"); !ok {
			return &SendError{Trouble: Refused, What: "smtp without smtputf8",
				Say: stagedoor.Say("Our mail server cannot write to an address with such letters in front of the @.")}
		}
	}
	if err := c.client.Mail(out.from); err != nil {
		return fail("from", err)
	}
	if err := c.client.Rcpt(out.to); err != nil {
		return fail("rcpt", err)
	}
	w, err := c.client.Data()
	if err != nil {
		return fail("data", err)
	}
	if _, err := w.Write(out.text); err != nil {
		c.broken = true // without the closing dot: nothing was accepted
		e := s.away("body")
		e.Mine = true // a server may hang up at what it reads: then it would at every try
		return e
	}
	if err := w.Close(); err != nil {
		return fail("end", err)
	}
	c.sent++
	return nil
}

func (s *SMTP) away(what string) *SendError {
	return &SendError{Trouble: Away, What: "smtp " + what,
		Say: stagedoor.Say("The mail server %s does not answer. Letters go on by themselves when it does.", s.Host)}
}

// untrusted is a failed TLS handshake: a certificate is a setting, all else
// may pass.
func (s *SMTP) untrusted(err error) *SendError {
	var cert *tls.CertificateVerificationError
	if errors.As(err, &cert) {
		return &SendError{Trouble: Settings, What: "smtp certificate",
			Say: stagedoor.Say("The mail server %s shows a certificate that is not good for this name.", s.Host)}
	}
	return s.away("tls")
}

// trouble says what an error at a step of the conversation means.
func (s *SMTP) trouble(at string, err error, from string) *SendError {
	var reply *textproto.Error
	if !errors.As(err, &reply) {
		switch at {
		case "end":
			return &SendError{Trouble: Lost, What: "smtp answer lost",
				Say: stagedoor.Say("The connection broke before the mail server's answer. We send the letter again; it may arrive twice.")}
		case "auth": // refused by our side: no encryption, an unexpected question
			var network net.Error
			if !errors.As(err, &network) && !isEnd(err) {
				return &SendError{Trouble: Settings, What: "smtp auth", Say: s.badPassword()}
			}
		}
		return s.away(at)
	}
	e := &SendError{What: "smtp " + at + " " + strconv.Itoa(reply.Code)}
	passes := reply.Code < 500
	words := said(strconv.Itoa(reply.Code) + " " + reply.Msg)
	switch {
	case reply.Code == 530 || reply.Code == 534 || reply.Code == 535 || reply.Code == 538 || at == "auth" && !passes:
		e.Trouble, e.Say = Settings, s.badPassword()
	case reply.Code == 421 || passes && at != "rcpt" && at != "data" && at != "end":
		e.Trouble, e.Say = Away, stagedoor.Say("The mail server asks us to wait: %s", words)
	case passes:
		e.Trouble, e.Say = Later, stagedoor.Say("The mail server asks us to try this letter again later: %s", words)
	case at == "from":
		e.Trouble, e.Say = Settings, stagedoor.Say("The mail server does not let us send from %s. It says: %s", from, words)
	case at == "rcpt":
		e.Trouble, e.Say = Refused, stagedoor.Say("The mail server refuses the address: %s", words)
	case at == "data", at == "end":
		e.Trouble, e.Say = Refused, stagedoor.Say("The mail server refuses the letter: %s", words)
	default:
		e.Trouble, e.Say = Settings, stagedoor.Say("The mail server does not talk to us: %s", words)
	}
	return e
}

func (s *SMTP) badPassword() stagedoor.Sentence {
	return stagedoor.Say("The mail server does not accept our user and password. Correct them in --mail, then restart.")
}
