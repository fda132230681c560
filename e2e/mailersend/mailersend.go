// Package mailersend is a pretend MailerSend for tests: it speaks its HTTP API
// as far as it is described (POST /v1/email, GET /v1/api-quota, signed
// webhooks), keeps the limits, and refuses whatever it does not know.
//
// It stands on the vendor's side: it shares no code and no type with the
// packages that send. A letter travels server.go → check.go (what is refused)
// → limit.go (429) → the inbox, which Letters shows; webhook.go tells a
// program under test what became of it. Nothing was tried against the vendor
// itself.
package mailersend

import (
	"crypto/rand"
	"encoding/hex"
	"net"
	"net/http"
	"sync"
	"time"
)

// Options say how strict the pretend vendor is. The zero value is an account
// that may send 120 a minute and 100,000 a day from any domain, with any token.
type Options struct {
	Token         string           // the one good token; empty takes any that is there
	Domain        string           // the only domain that may stand in from.email; empty takes any
	PerMinute     int              // sends in a minute; 0 means 120
	PerDay        int              // requests a day; 0 means 100,000
	SigningSecret string           // of webhooks; empty means "secret-of-the-webhook"
	Now           func() time.Time // nil means time.Now
}

func (o Options) withDefaults() Options {
	if o.PerMinute == 0 {
		o.PerMinute = 120
	}
	if o.PerDay == 0 {
		o.PerDay = 100_000
	}
	if o.SigningSecret == "" {
		o.SigningSecret = "secret-of-the-webhook"
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

// A Letter is one that was accepted with 202.
type Letter struct {
	ID         string // the x-message-id it was answered with
	At         time.Time
	From       Address
	ReplyTo    Address // zero if there was none
	To         []Address
	Subject    string
	Text       string
	HTML       string
	Tracking   map[string]bool // of settings, as given: track_clicks, track_opens, track_content
	Suppressed bool            // accepted, but the address is on the suppression list: it goes nowhere
}

// An Address is a mailbox with an optional name.
type Address struct {
	Email string `json:"email"`
	Name  string `json:"name,omitempty"`
}

// A Server is the pretend vendor. Its methods may be called while it serves.
type Server struct {
	URL string // "http://127.0.0.1:PORT", without /v1

	opt  Options
	http *http.Server
	done chan struct{}

	mu         sync.Mutex
	letters    []Letter
	suppressed map[string]string // address, folded → why
	failure    *failure          // nil: all is well
	refused    map[int]int       // answers by status, for tests
	minute     window
	day        window
	changed    chan struct{} // closed and replaced when a letter comes
}

// Start serves on a free port of this machine until Close.
func Start(opt Options) (*Server, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	opt = opt.withDefaults()
	s := &Server{
		URL:        "http://" + l.Addr().String(),
		opt:        opt,
		done:       make(chan struct{}),
		suppressed: map[string]string{},
		refused:    map[int]int{},
		minute:     window{length: time.Minute, limit: opt.PerMinute},
		day:        window{length: 24 * time.Hour, limit: opt.PerDay},
		changed:    make(chan struct{}),
	}
	s.http = &http.Server{Handler: s.handler(), ReadHeaderTimeout: 10 * time.Second}
	go func() {
		defer close(s.done)
		s.http.Serve(l) // ends with Close
	}()
	return s, nil
}

// Close ends every connection at once.
func (s *Server) Close() {
	s.http.Close()
	<-s.done
}

// Letters returns what was accepted so far, oldest first.
func (s *Server) Letters() []Letter {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Letter(nil), s.letters...)
}

// LettersTo returns the accepted letters to one address, oldest first.
func (s *Server) LettersTo(address string) []Letter {
	var out []Letter
	for _, l := range s.Letters() {
		for _, to := range l.To {
			if fold(to.Email) == fold(address) {
				out = append(out, l)
				break
			}
		}
	}
	return out
}

// Changed returns a channel that is closed when the next letter is accepted.
func (s *Server) Changed() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.changed
}

// Answers says how many answers had each status.
func (s *Server) Answers() map[int]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := map[int]int{}
	for k, v := range s.refused {
		out[k] = v
	}
	return out
}

// Suppress puts an address on the suppression list: letters to it are still
// accepted, and go nowhere.
func (s *Server) Suppress(address, why string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.suppressed[fold(address)] = why
}

// keep puts a letter into the inbox and returns its id. It is called with
// s.mu held.
func (s *Server) keep(l Letter) string {
	var id [12]byte
	rand.Read(id[:]) // never fails
	l.ID = hex.EncodeToString(id[:])
	l.At = s.opt.Now()
	for _, to := range l.To {
		if _, held := s.suppressed[fold(to.Email)]; held {
			l.Suppressed = true
		}
	}
	s.letters = append(s.letters, l)
	close(s.changed)
	s.changed = make(chan struct{})
	return l.ID
}
