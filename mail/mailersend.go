package mail

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptrace"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"stagedoor"
)

const (
	mailerSendURL   = "https://api.mailersend.com"
	mailerSendRate  = 120 // sends a minute, unless its answers say otherwise
	mailerSendLanes = 4
	maxAnswer       = 64 << 10
)

// MailerSend hands messages to the vendor of that name by its HTTP API. Make
// one with ParseURL. Its methods may be called from any goroutine. The token
// is in no error and no log.
type MailerSend struct {
	URL    string // "https://api.mailersend.com"
	Token  string
	Client *http.Client // nil: our own

	once sync.Once
	http *http.Client

	mu    sync.Mutex
	limit int // sends a minute, as the answers say; 0 while unknown
}

// Pace is the vendor's limit with a little room, since its minutes and ours do
// not begin together.
func (s *MailerSend) Pace() Pace {
	s.mu.Lock()
	defer s.mu.Unlock()
	limit := s.limit
	if limit == 0 {
		limit = mailerSendRate
	}
	return Pace{Lanes: mailerSendLanes, PerMinute: max(1, limit-limit/20)}
}

// party is an address as the vendor writes it.
type party struct {
	Email string `json:"email"`
	Name  string `json:"name,omitempty"`
}

// sending is the body of POST /v1/email.
type sending struct {
	From     party           `json:"from"`
	To       []party         `json:"to"`
	ReplyTo  *party          `json:"reply_to,omitempty"`
	Subject  string          `json:"subject"`
	Text     string          `json:"text"`
	HTML     string          `json:"html"`
	Settings map[string]bool `json:"settings"`
}

// Send hands one message over. The id is the answer's x-message-id.
func (s *MailerSend) Send(ctx context.Context, m Message) (string, error) {
	to, err := ascii(m.To)
	if err != nil {
		return "", badAddress()
	}
	body := sending{
		From:    party{m.From, headerText(m.FromName)},
		To:      []party{{to, headerText(m.ToName)}},
		Subject: headerText(m.Subject), Text: m.Text, HTML: m.HTML,
		// A link to a code that goes through somebody's counter is no fragment any more.
		Settings: map[string]bool{"track_clicks": false, "track_opens": false, "track_content": false},
	}
	if m.ReplyTo != "" {
		body.ReplyTo = &party{Email: m.ReplyTo}
	}
	data, err := json.Marshal(body)
	if err != nil {
		return "", &SendError{Trouble: Refused, What: "mailersend encode", Say: stagedoor.Say("The letter cannot be written for MailerSend.")}
	}
	var told atomic.Bool // the whole request left
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteRequest: func(i httptrace.WroteRequestInfo) { told.Store(i.Err == nil) }})
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.URL+"/v1/email", bytes.NewReader(data))
	if err != nil {
		return "", noMailerSend("request")
	}
	r.Header.Set("Authorization", "Bearer "+s.Token)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json")
	answer, err := s.client().Do(r)
	if err != nil {
		if told.Load() {
			return "", &SendError{Trouble: Lost, What: "mailersend answer lost",
				Say: stagedoor.Say("MailerSend's answer was lost. We send the letter again; it may arrive twice.")}
		}
		return "", noMailerSend("connect")
	}
	defer answer.Body.Close()
	text, _ := io.ReadAll(io.LimitReader(answer.Body, maxAnswer)) // the status and the headers decide
	s.learn(answer.Header)
	return s.read(answer.StatusCode, answer.Header, text, m.From)
}

// read says what an answer means.
func (s *MailerSend) read(status int, h http.Header, body []byte, from string) (string, error) {
	a := parseAnswer(body)
	if status == http.StatusAccepted || status == http.StatusOK {
		if why := a.suppressed(); why != "" {
			return "", &SendError{Trouble: Refused, What: "mailersend suppressed",
				Say: stagedoor.Say("MailerSend does not deliver to this address: it is on the suppression list there (%s).", why)}
		}
		return h.Get("X-Message-Id"), nil
	}
	return "", a.trouble(status, h, from, time.Now())
}

// learn keeps the vendor's limit, which differs between plans.
func (s *MailerSend) learn(h http.Header) {
	const most = 60_000
	if n, err := strconv.Atoi(h.Get("X-Ratelimit-Limit")); err == nil && n > 0 {
		s.mu.Lock()
		s.limit = min(n, most)
		s.mu.Unlock()
	}
}

func (s *MailerSend) client() *http.Client {
	if s.Client != nil {
		return s.Client
	}
	s.once.Do(func() {
		t := http.DefaultTransport.(*http.Transport).Clone()
		t.MaxIdleConnsPerHost, t.MaxConnsPerHost = mailerSendLanes, mailerSendLanes
		s.http = &http.Client{Transport: t, Timeout: sendFor,
			// The token goes nowhere else.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	})
	return s.http
}

// Close closes the connections that are kept.
func (s *MailerSend) Close() error {
	s.client().CloseIdleConnections()
	return nil
}

func noMailerSend(what string) *SendError {
	return &SendError{Trouble: Away, What: "mailersend " + what,
		Say: stagedoor.Say("MailerSend does not answer. Letters go on by themselves when it does.")}
}
