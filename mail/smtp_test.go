package mail

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"io"
	"log"
	"math/big"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
	gomail "github.com/wneessen/go-mail"

	"stagedoor"
)

// A testServer is a real mail server in this process.
type testServer struct {
	addr  string
	trust *tls.Config // who asks with it trusts the server
	stop  func()

	mu     sync.Mutex
	got    [][]byte
	to     []string
	conns  []*smtp.Conn
	at     map[string]error // what each step answers
	hangUp map[string]bool  // steps at which the connection breaks
}

type testSession struct {
	s    *testServer
	conn *smtp.Conn
	to   string
}

func (s *testServer) step(c *smtp.Conn, at string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.hangUp[at] {
		c.Conn().Close()
	}
	return s.at[at]
}

func (t *testSession) AuthMechanisms() []string { return []string{sasl.Plain, sasl.Login} }

func (t *testSession) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, pass string) error {
		if user != "door" || pass != "s3cret" {
			return &smtp.SMTPError{Code: 535, EnhancedCode: smtp.EnhancedCode{5, 7, 8}, Message: "Bad credentials"}
		}
		return nil
	}), nil
}

func (t *testSession) Mail(string, *smtp.MailOptions) error { return t.s.step(t.conn, "from") }

func (t *testSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	t.to = to
	return t.s.step(t.conn, "rcpt")
}

func (t *testSession) Data(r io.Reader) error {
	if err := t.s.step(t.conn, "body"); err != nil {
		return err
	}
	b, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if err := t.s.step(t.conn, "end"); err != nil {
		return err
	}
	t.s.mu.Lock()
	defer t.s.mu.Unlock()
	t.s.got, t.s.to = append(t.s.got, b), append(t.s.to, t.to)
	return nil
}

func (t *testSession) Reset()        {}
func (t *testSession) Logout() error { return nil }

// serveMail starts a server; implicit is TLS from the first byte.
func serveMail(t testing.TB, implicit, noTLS bool) *testServer {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &testServer{addr: l.Addr().String(), at: map[string]error{}, hangUp: map[string]bool{}}
	cert, pool := throwaway(t)
	s.trust = &tls.Config{RootCAs: pool}
	server := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		s.mu.Lock()
		s.conns = append(s.conns, c)
		s.mu.Unlock()
		return &testSession{s: s, conn: c}, nil
	}))
	server.Domain, server.AllowInsecureAuth, server.EnableSMTPUTF8 = "localhost", true, true
	server.ErrorLog = log.New(io.Discard, "", 0)
	if !noTLS {
		server.TLSConfig = &tls.Config{Certificates: []tls.Certificate{cert}}
	}
	if implicit {
		l = tls.NewListener(l, server.TLSConfig)
	}
	done := make(chan struct{})
	go func() { server.Serve(l); close(done) }()
	// The listener too: if Serve has not begun, Close knows of none.
	s.stop = sync.OnceFunc(func() { server.Close(); l.Close(); <-done })
	t.Cleanup(s.stop)
	return s
}

// throwaway makes a certificate for 127.0.0.1 that only its pool trusts.
func throwaway(t testing.TB) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tmpl := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "throwaway"}, NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

func (s *testServer) sender(t testing.TB, url string) *SMTP {
	t.Helper()
	parsed, err := ParseURL(strings.Replace(url, "HOST", s.addr, 1), func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	out := parsed.(*SMTP)
	out.TLS = s.trust
	t.Cleanup(func() { out.Close() })
	return out
}

func testMessage(t testing.TB) Message {
	t.Helper()
	m, err := Render(testConf(), "https://live.hexagon.example", stagedoor.LetterCode, "bg", []Line{vera}, before)
	if err != nil {
		t.Fatal(err)
	}
	m.ID, m.From, m.FromName, m.To, m.ToName, m.ReplyTo = "l1", "door@hexagon.example", "Конференция", "vera@example.org", "Вера Иванова", "team@hexagon.example"
	return m
}

func TestSMTPEncrypts(t *testing.T) {
	for _, tt := range []struct {
		name, url       string
		implicit, noTLS bool
		distrust        bool
		want            string // empty: accepted
	}{
		{"STARTTLS", "smtp://door:s3cret@HOST?starttls=always", false, false, false, ""},
		{"implicit TLS", "smtps://door:s3cret@HOST", true, false, false, ""},
		{"this machine, in the clear", "smtp://door:s3cret@HOST", false, true, false, ""},
		{"without a password", "smtp://HOST", false, true, false, ""},
		{"no STARTTLS offered", "smtp://door:s3cret@HOST?starttls=always", false, true, false, "offers no encryption"},
		{"STARTTLS, unknown authority", "smtp://door:s3cret@HOST?starttls=always", false, false, true, "shows a certificate"},
		{"implicit TLS, unknown authority", "smtps://door:s3cret@HOST", true, false, true, "shows a certificate"},
		{"wrong password", "smtps://door:wrong@HOST", true, false, false, "does not accept our user and password"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			server := serveMail(t, tt.implicit, tt.noTLS)
			sender := server.sender(t, tt.url)
			if tt.distrust {
				sender.TLS = nil
			}
			id, err := sender.Send(context.Background(), testMessage(t))
			if tt.want == "" {
				if err != nil || id != "l1@hexagon.example" {
					t.Fatalf("send = %q, %v", id, err)
				}
				return
			}
			var e *SendError
			if !errors.As(err, &e) || e.Trouble != Settings || !strings.Contains(e.Say.String(), tt.want) {
				t.Errorf("send = %v, want settings: …%s…", err, tt.want)
			}
			if err != nil && (strings.Contains(err.Error(), "s3cret") || strings.Contains(e.Say.String(), "wrong")) {
				t.Errorf("the password is told: %v", err)
			}
		})
	}
}

func TestSMTPAnswers(t *testing.T) {
	reply := func(code int) error {
		return &smtp.SMTPError{Code: code, EnhancedCode: smtp.NoEnhancedCode, Message: "because of vera@example.org"}
	}
	for _, tt := range []struct {
		name, at string
		err      error
		hangUp   bool
		want     Trouble
		say      string
		accepted int
	}{
		{"sender refused", "from", reply(550), false, Settings, "does not let us send from door@hexagon.example", 0},
		{"sender too fast", "from", reply(450), false, Away, "asks us to wait: 450", 0},
		{"no such mailbox", "rcpt", reply(550), false, Refused, "refuses the address: 550 because", 0},
		{"greylisted", "rcpt", reply(451), false, Later, "try this letter again later: 451", 0},
		{"must authenticate", "rcpt", reply(530), false, Settings, "user and password", 0},
		{"shutting down", "rcpt", reply(421), false, Away, "asks us to wait: 421", 0},
		{"letter refused", "end", reply(554), false, Refused, "refuses the letter: 554", 0},
		{"letter later", "end", reply(452), false, Later, "later: 452", 0},
		{"gone before the letter", "rcpt", nil, true, Away, "does not answer", 0},
		{"gone before the answer", "end", nil, true, Lost, "may arrive twice", 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			server := serveMail(t, false, false)
			server.at[tt.at], server.hangUp[tt.at] = tt.err, tt.hangUp
			sender := server.sender(t, "smtp://door:s3cret@HOST?starttls=always")
			_, err := sender.Send(context.Background(), testMessage(t))
			var e *SendError
			if !errors.As(err, &e) || e.Trouble != tt.want || !strings.Contains(e.Say.String(), tt.say) {
				t.Fatalf("send = %v, want %s: …%s…", err, tt.want, tt.say)
			}
			if strings.Contains(err.Error(), "vera") {
				t.Errorf("the log shows an address: %v", err)
			}
			server.mu.Lock()
			server.at, server.hangUp = map[string]error{}, map[string]bool{}
			server.mu.Unlock()
			if _, err := sender.Send(context.Background(), testMessage(t)); err != nil {
				t.Errorf("the next letter: %v", err)
			}
			if len(server.got) != tt.accepted+1 {
				t.Errorf("%d letters came, want %d", len(server.got), tt.accepted+1)
			}
		})
	}
}

func TestSMTPServerAway(t *testing.T) {
	server := serveMail(t, false, true)
	sender := server.sender(t, "smtp://HOST")
	if _, err := sender.Send(context.Background(), testMessage(t)); err != nil {
		t.Fatal(err)
	}
	server.stop()
	var e *SendError
	if _, err := sender.Send(context.Background(), testMessage(t)); !errors.As(err, &e) || e.Trouble != Away {
		t.Errorf("send = %v, want away", err)
	}
}

// TestSMTPSilentServer holds that a server that says nothing ends with the
// time that a letter has.
func TestSMTPSilentServer(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	sender := (&testServer{addr: l.Addr().String()}).sender(t, "smtp://HOST")
	var e *SendError
	if _, err := sender.Send(ctx, testMessage(t)); !errors.As(err, &e) || e.Trouble != Away {
		t.Errorf("send = %v, want away", err)
	}
}

func TestSMTPKeepsConnections(t *testing.T) {
	server := serveMail(t, true, false)
	sender := server.sender(t, "smtps://door:s3cret@HOST")
	for range 5 {
		if _, err := sender.Send(context.Background(), testMessage(t)); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(server.conns); n != 1 {
		t.Errorf("5 letters took %d connections, want 1", n)
	}
	// The server hangs up between two letters: nothing is lost or told.
	for _, c := range server.conns {
		c.Conn().Close()
	}
	if _, err := sender.Send(context.Background(), testMessage(t)); err != nil {
		t.Errorf("after the server hung up: %v", err)
	}
}

// closing counts how often a connection is closed.
type closing struct {
	net.Conn
	closed int
}

func (c *closing) Close() error {
	c.closed++
	return c.Conn.Close()
}

func TestSMTPClosesWhatTheServerHungUp(t *testing.T) {
	server := serveMail(t, false, true)
	sender := server.sender(t, "smtp://HOST")
	if _, err := sender.Send(context.Background(), testMessage(t)); err != nil {
		t.Fatal(err)
	}
	old := &closing{Conn: sender.idle[0].raw}
	sender.idle[0].raw = old
	server.conns[0].Conn().Close()
	if _, err := sender.Send(context.Background(), testMessage(t)); err != nil {
		t.Fatal(err)
	}
	if old.closed != 1 || len(sender.idle) != 1 || sender.idle[0].raw == old {
		t.Errorf("the old connection was closed %d times and %d are kept, want once and the new one", old.closed, len(sender.idle))
	}
}

// A server that hangs up while it reads a letter may do so at each try: the
// tries count, and the others go before it.
func TestSMTPGoneWithinTheLetter(t *testing.T) {
	server := serveMail(t, false, true)
	server.hangUp["body"] = true
	m := testMessage(t)
	m.Text = strings.Repeat("More than the network holds while nobody reads.\n", 400_000)
	var e *SendError
	if _, err := server.sender(t, "smtp://HOST").Send(context.Background(), m); !errors.As(err, &e) || e.Trouble != Away || !e.Mine {
		t.Errorf("send = %#v, want away, maybe for this letter alone", err)
	}
}

func TestALetterThatCannotBeWrittenIsRefused(t *testing.T) {
	msg := gomail.NewMsg()
	msg.SetBodyWriter(gomail.TypeTextPlain, func(io.Writer) (int64, error) { return 0, errors.New("no") })
	_, err := written(msg)
	var e *SendError
	if !errors.As(err, &e) || e.Trouble != Refused || e.Say.Zero() {
		t.Errorf("written = %v, want it refused with a sentence", err)
	}
}

func TestSMTPConcurrently(t *testing.T) {
	server := serveMail(t, false, true)
	sender := server.sender(t, "smtp://HOST")
	m := testMessage(t)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for j := range 10 {
				m := m
				m.ID = stagedoor.LetterID(fmt.Sprintf("l%d-%d", i, j))
				if _, err := sender.Send(context.Background(), m); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if len(server.got) != 80 {
		t.Errorf("%d letters came, want 80", len(server.got))
	}
}

// TestSMTPMessage reads the message as a mail program would.
func TestSMTPMessage(t *testing.T) {
	server := serveMail(t, false, true)
	m := testMessage(t)
	m.To, m.ToName = "vera@пример.bg", "Вера\r\nBcc: all@example.org"
	for range 2 { // the second try
		if _, err := server.sender(t, "smtp://HOST").Send(context.Background(), m); err != nil {
			t.Fatal(err)
		}
	}
	var ids []string
	for _, raw := range server.got {
		msg, err := netmail.ReadMessage(strings.NewReader(string(raw)))
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, msg.Header.Get("Message-Id"))
		words := new(mime.WordDecoder)
		for name, want := range map[string]string{
			"Subject": m.Subject, "Reply-To": "<team@hexagon.example>", "Auto-Submitted": "auto-generated", "Bcc": "", "Content-Language": "bg",
		} {
			if got, err := words.DecodeHeader(msg.Header.Get(name)); err != nil || got != want {
				t.Errorf("%s: %q, %v; want %q", name, got, err, want)
			}
		}
		for name, want := range map[string]netmail.Address{
			"From": {Name: "Конференция", Address: "door@hexagon.example"}, "To": {Name: "Вера Bcc: all@example.org", Address: "vera@xn--e1afmkfd.bg"},
		} {
			if got, err := msg.Header.AddressList(name); err != nil || len(got) != 1 || *got[0] != want {
				t.Errorf("%s: %v, %v; want %v", name, got, err, want)
			}
		}
		kind, params, err := mime.ParseMediaType(msg.Header.Get("Content-Type"))
		if err != nil || kind != "multipart/alternative" {
			t.Fatalf("content type %s, %v", kind, err)
		}
		parts := multipart.NewReader(msg.Body, params["boundary"])
		for _, want := range []string{m.Text, m.HTML} {
			p, err := parts.NextRawPart()
			if err != nil {
				t.Fatal(err)
			}
			b, err := io.ReadAll(quotedprintable.NewReader(p))
			if got := strings.TrimSpace(strings.ReplaceAll(string(b), "\r\n", "\n")); err != nil || got != strings.TrimSpace(want) {
				t.Errorf("part %s is not what was written: %v\n%s", p.Header.Get("Content-Type"), err, got)
			}
		}
	}
	if len(ids) != 2 || ids[0] != ids[1] || ids[0] != "<l1@hexagon.example>" {
		t.Errorf("Message-IDs %v, want the letter's own, twice", ids)
	}
	if server.to[0] != "vera@xn--e1afmkfd.bg" {
		t.Errorf("the envelope says %q", server.to[0])
	}
}

func TestBadAddressesAreRefused(t *testing.T) {
	server := serveMail(t, false, true)
	for _, to := range []string{"", "vera", "vera@", "a@b@c", "vera@example.org\r\nRCPT TO:<x@y>", "Vera <vera@example.org>", "vera@-bad-.org"} {
		m := testMessage(t)
		m.To = to
		for name, sender := range map[string]Sender{"smtp": server.sender(t, "smtp://HOST"), "mailersend": &MailerSend{URL: "http://127.0.0.1:1", Token: "x"}} {
			var e *SendError
			if _, err := sender.Send(context.Background(), m); !errors.As(err, &e) || e.Trouble != Refused {
				t.Errorf("%s to %q = %v, want refused", name, to, err)
			}
		}
	}
	if len(server.got) != 0 {
		t.Errorf("%d letters came", len(server.got))
	}
}
