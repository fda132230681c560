package mail

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/e2e/mailersend"
)

func vendor(t *testing.T, o mailersend.Options) (*mailersend.Server, *MailerSend) {
	t.Helper()
	s, err := mailersend.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	sender, err := ParseURL("mailersend:"+s.URL, func(name string) string {
		return map[string]string{TokenEnv: "mlsn.secret"}[name]
	})
	if err != nil {
		t.Fatal(err)
	}
	m := sender.(*MailerSend)
	t.Cleanup(func() { m.Close() })
	return s, m
}

func TestMailerSendTakesLetters(t *testing.T) {
	s, sender := vendor(t, mailersend.Options{Token: "mlsn.secret", Domain: "hexagon.example"})
	m := testMessage(t)
	id, err := sender.Send(context.Background(), m)
	if err != nil {
		t.Fatal(err)
	}
	got := s.Letters()
	if len(got) != 1 || got[0].ID != id || id == "" {
		t.Fatalf("the vendor has %+v; we have its id %q", got, id)
	}
	l := got[0]
	if l.Subject != m.Subject || l.Text != m.Text || l.HTML != m.HTML || l.From.Name != "Конференция" || l.From.Email != m.From ||
		len(l.To) != 1 || l.To[0].Email != "vera@example.org" || l.To[0].Name != "Вера Иванова" || l.ReplyTo.Email != "team@hexagon.example" {
		t.Errorf("the vendor got %+v", l)
	}
	for _, what := range []string{"track_clicks", "track_opens", "track_content"} {
		if on, said := l.Tracking[what]; on || !said {
			t.Errorf("%s is %v, said %v; want off", what, on, said)
		}
	}
}

func TestMailerSendAnswers(t *testing.T) {
	for _, tt := range []struct {
		name       string
		options    mailersend.Options
		prepare    func(*mailersend.Server)
		message    func(*Message)
		want       Trouble
		say        string
		least, top time.Duration // of After
	}{
		{"wrong token", mailersend.Options{Token: "another"}, nil, nil, Settings, "does not accept our API token", 0, 0},
		{"not allowed", mailersend.Options{}, func(s *mailersend.Server) {
			s.Fail(403, "Your account is suspended, you can't do any more requests. #MS40304", "", 1)
		}, nil, Settings, "does not let this account or its token send: Your account is suspended, you can't do any more requests.", 0, 0},
		{"domain not verified", mailersend.Options{Domain: "other.example"}, nil, nil, Settings, "has not verified the domain of door@hexagon.example", 0, 0},
		{"daily quota", mailersend.Options{PerDay: 1}, func(s *mailersend.Server) {}, nil, Settings, "quota of today is used up", time.Second, 24 * time.Hour},
		{"too fast", mailersend.Options{PerMinute: 1}, nil, nil, Away, "slow down", time.Second, time.Minute},
		{"account's quota", mailersend.Options{}, func(s *mailersend.Server) {
			s.Fail(422, "Your account reached its email quota limit. Contact support to increase it. #MS42204", "", 1)
		}, nil, Settings, "quota of this account is used up", 0, 0},
		{"maintenance", mailersend.Options{}, func(s *mailersend.Server) { s.Fail(421, "Service isn't available, try again later", "90", 1) }, nil, Away, "under maintenance", 90 * time.Second, 90 * time.Second},
		{"out of order", mailersend.Options{}, func(s *mailersend.Server) { s.Fail(503, "There was an error", "", 1) }, nil, Away, "out of order", 0, 0},
		{"address", mailersend.Options{}, nil, func(m *Message) { m.To = "vera@example" }, Later, "", 0, 0}, // the fake takes it
		{"sender's address", mailersend.Options{}, nil, func(m *Message) { m.From = "door at hexagon" }, Settings, "refuses our letters", 0, 0},
		{"answer lost", mailersend.Options{}, func(s *mailersend.Server) { s.LoseAnswers(1) }, nil, Lost, "answer was lost", 0, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, sender := vendor(t, tt.options)
			m := testMessage(t)
			if tt.options.PerDay+tt.options.PerMinute > 0 {
				if _, err := sender.Send(context.Background(), m); err != nil {
					t.Fatal(err)
				}
			}
			if tt.prepare != nil {
				tt.prepare(s)
			}
			if tt.message != nil {
				tt.message(&m)
			}
			_, err := sender.Send(context.Background(), m)
			if tt.say == "" {
				if err != nil {
					t.Errorf("send = %v", err)
				}
				return
			}
			var e *SendError
			if !errors.As(err, &e) || e.Trouble != tt.want || !strings.Contains(e.Say.String(), tt.say) {
				t.Fatalf("send = %v %q, want %s: …%s…", err, e.Say, tt.want, tt.say)
			}
			if e.After < tt.least || e.After > tt.top {
				t.Errorf("it is to wait %s, want %s to %s", e.After, tt.least, tt.top)
			}
			if strings.Contains(err.Error()+e.Say.String(), "mlsn.secret") || strings.Contains(err.Error(), "@") {
				t.Errorf("the log shows too much: %v", err)
			}
		})
	}
}

// TestMailerSendRefusals has answers that the pretend vendor does not give.
func TestMailerSendRefusals(t *testing.T) {
	for _, tt := range []struct {
		name   string
		status int
		header map[string]string
		body   string
		want   Trouble
		say    string
	}{
		{"address", 422, nil, `{"message":"The given data was invalid.","errors":{"to.0.email":["The to.0.email must be a valid email address. #MS42208"]}}`, Refused, "MailerSend refuses the address: The to.0.email must be a valid email address."},
		{"sender", 422, nil, `{"message":"x","errors":{"from.email":["The from.email must be a valid email address. #MS42208"]}}`, Settings, "refuses our letters: The from.email must"},
		{"both", 422, nil, `{"message":"x","errors":{"to.0.email":["A #MS42208"],"subject":["B #MS42209"]}}`, Settings, "refuses our letters: A B"},
		{"its own placeholder", 422, nil, `{"message":"x","errors":{"html":["The value you provided in html failed to compile. #MS42213"]}}`, Settings, "failed to compile"},
		{"suppressed", 202, nil, `{"message":"There are some warnings for your request.","warnings":[{"type":"ALL_SUPPRESSED","recipients":[{"email":"vera@example.org","reasons":["hard_bounced","blocklisted"]}]}]}`, Refused, "on the suppression list there (hard_bounced, blocklisted)"},
		{"suppressed, otherwise", 422, nil, `{"message":"x","warnings":[{"type":"all_suppressed"}]}`, Refused, "on the suppression list there (suppressed)"},
		{"gateway", 502, map[string]string{"Retry-After": "7"}, "<html>Bad Gateway</html>", Away, "out of order"},
		{"redirect", 302, map[string]string{"Location": "https://elsewhere.example"}, "", Settings, "refuses our letters"},
		{"not there", 404, nil, `{"message":"The requested resource does not exist on the system."}`, Settings, "does not exist"},
		{"garbage", 429, map[string]string{"Retry-After": "soon"}, "\x00\xff", Away, "slow down"},
		{"too fast for a year", 429, map[string]string{"Retry-After": "31536000"}, `{}`, Away, "slow down"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				for k, v := range tt.header {
					w.Header().Set(k, v)
				}
				w.WriteHeader(tt.status)
				w.Write([]byte(tt.body))
			}))
			defer server.Close()
			_, err := (&MailerSend{URL: server.URL, Token: "t"}).Send(context.Background(), testMessage(t))
			var e *SendError
			if !errors.As(err, &e) || e.Trouble != tt.want || !strings.Contains(e.Say.String(), tt.say) || e.After > 25*time.Hour {
				t.Errorf("send = %v %+v, want %s: …%s…", err, e, tt.want, tt.say)
			}
		})
	}
}

func TestMailerSendAway(t *testing.T) {
	s, sender := vendor(t, mailersend.Options{})
	s.Close()
	var e *SendError
	if _, err := sender.Send(context.Background(), testMessage(t)); !errors.As(err, &e) || e.Trouble != Away || strings.Contains(err.Error(), "127.0.0.1") {
		t.Errorf("send = %v, want away", err)
	}
}

// TestMailerSendPace sends at the pace in pretended time and asks whether the
// vendor ever had to say 429.
func TestMailerSendPace(t *testing.T) {
	now := time.Date(2027, 5, 1, 12, 0, 0, 0, time.UTC)
	var mu sync.Mutex
	clock := func() time.Time { mu.Lock(); defer mu.Unlock(); return now }
	s, sender := vendor(t, mailersend.Options{Now: clock})
	if p := sender.Pace(); p.PerMinute != 114 {
		t.Errorf("before any answer the pace is %d, want 114 of 120", p.PerMinute)
	}
	var pace pacer
	m := testMessage(t)
	began := now
	for range 400 {
		wait := pace.take(clock(), sender.Pace().PerMinute)
		mu.Lock()
		now = now.Add(wait)
		mu.Unlock()
		if _, err := sender.Send(context.Background(), m); err != nil {
			t.Fatalf("after %s: %v", clock().Sub(began), err)
		}
	}
	if took := now.Sub(began); took > 3*time.Minute+45*time.Second || s.Answers()[429] > 0 {
		t.Errorf("400 letters took %s with %d times 429, want under 3m45s and none", took, s.Answers()[429])
	}
	_, fast := vendor(t, mailersend.Options{PerMinute: 6000})
	if _, err := fast.Send(context.Background(), m); err != nil || fast.Pace().PerMinute != 5700 {
		t.Errorf("with a limit of 6000 the pace is %d, %v; want 5700", fast.Pace().PerMinute, err)
	}
}

func TestMailerSendConcurrently(t *testing.T) {
	s, sender := vendor(t, mailersend.Options{PerMinute: 1000})
	m := testMessage(t)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 10 {
				if _, err := sender.Send(context.Background(), m); err != nil {
					t.Error(err)
				}
				sender.Pace()
			}
		})
	}
	all.Wait()
	if n := len(s.Letters()); n != 80 {
		t.Errorf("%d letters came, want 80", n)
	}
}

// TestSignature has the vendor's published example.
func TestSignature(t *testing.T) {
	body := []byte(`{"type":"webhook.test","message":"This is a ping test message"}`)
	const secret, good = "ABCD123", "f539892913ef316daa60113b16c749a8e7d709fec137321eb251cb1127527ee8"
	for _, tt := range []struct {
		name, secret, signature string
		body                    []byte
		want                    bool
	}{
		{"theirs", secret, good, body, true},
		{"capitals", secret, strings.ToUpper(good), body, true},
		{"another secret", "x", good, body, false},
		{"another body", secret, good, append(body, ' '), false},
		{"none", secret, "", body, false},
		{"not hexadecimal", secret, "zz", body, false},
		{"half", secret, good[:32], body, false},
		{"no secret set", "", mailersend.Sign("", body), body, false},
	} {
		if got := VerifyMailerSend(tt.secret, tt.signature, tt.body); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestWebhooks(t *testing.T) {
	now := time.Date(2027, 5, 1, 12, 0, 0, 0, time.UTC)
	l := mailersend.Letter{ID: "m1", To: []mailersend.Address{{Email: "vera@example.org"}}}
	for kind, want := range map[string]*Event{
		"webhook.test":            nil,
		"activity.sent":           nil,
		"activity.unsubscribed":   nil,
		"maintenance.start":       nil,
		"maintenance.end":         nil,
		"activity.delivered":      {Provider: "m1", State: stagedoor.LetterDelivered},
		"activity.soft_bounced":   {Provider: "m1", State: stagedoor.LetterBounced, Problem: stagedoor.Say("The letter came back: the mailbox is full, or its server was away too long.")},
		"activity.hard_bounced":   {Provider: "m1", State: stagedoor.LetterBounced, Problem: stagedoor.Say("The letter came back: the address does not take letters.")},
		"activity.spam_complaint": {Provider: "m1", State: stagedoor.LetterBounced, Problem: stagedoor.Say("The letter was marked as spam. MailerSend sends no more to this address.")},
		"recipient.on_hold_added": {Address: "vera@example.org", State: stagedoor.LetterBounced, Problem: stagedoor.Say("MailerSend holds letters to this address back: its mailbox did not answer for long.")},
	} {
		got, err := ParseMailerSend(mailersend.Event(kind, l, now), now)
		switch {
		case err != nil:
			t.Errorf("%s: %v", kind, err)
		case want == nil && len(got) > 0:
			t.Errorf("%s says %+v, want nothing", kind, got)
		case want != nil && (len(got) != 1 || got[0].Provider != want.Provider || got[0].Address != want.Address || got[0].State != want.State || got[0].Problem.String() != want.Problem.String() || !got[0].At.Equal(now)):
			t.Errorf("%s says %+v, want %+v", kind, got, want)
		}
	}
	got, err := ParseMailerSend([]byte(`{"type":"activity.hard_bounced","created_at":"2027-05-01T10:00:00.000000Z","data":{"email":{"message":{"id":"m2"}},"morph":{"object":"recipient_bounce","reason":"Host or domain\nname not found"}}}`), now)
	if err != nil || len(got) != 1 || got[0].Problem.String() != "The letter came back: Host or domain name not found" || !got[0].At.Equal(now.Add(-2*time.Hour)) {
		t.Errorf("a bounce with its reason: %+v, %v", got, err)
	}
	for _, bad := range []string{"", "[]", "{}", `{"type":5}`, strings.Repeat("x", MaxWebhook+1)} {
		if _, err := ParseMailerSend([]byte(bad), now); stagedoor.KindOf(err) != stagedoor.Invalid {
			t.Errorf("%.20q: %v, want Invalid", bad, err)
		}
	}
}

func FuzzParseMailerSend(f *testing.F) {
	now := time.Date(2027, 5, 1, 12, 0, 0, 0, time.UTC)
	for _, kind := range mailersend.Events {
		f.Add(mailersend.Event(kind, mailersend.Letter{ID: "m1", To: []mailersend.Address{{Email: "vera@example.org"}}}, now))
	}
	f.Add([]byte(`{"type":"activity.delivered","created_at":"9999-12-31T23:59:59Z","data":{"email":["x"],"recipient":null}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		events, err := ParseMailerSend(body, now)
		if err != nil {
			if stagedoor.KindOf(err) != stagedoor.Invalid {
				t.Errorf("kind of %v", err)
			}
			return
		}
		for _, e := range events {
			if (e.Provider == "") == (e.Address == "") || e.At.After(now) {
				t.Errorf("an event about nothing, or from tomorrow: %+v", e)
			}
			if e.State != stagedoor.LetterDelivered && (e.State != stagedoor.LetterBounced || e.Problem.Zero()) {
				t.Errorf("an event without a reason: %+v", e)
			}
		}
	})
}

func FuzzAnswer(f *testing.F) {
	f.Add(422, "7", "2027-05-02T00:00:00Z", []byte(`{"message":"x","errors":{"to.0.email":["y #MS42208"]},"warnings":[{"type":"ALL_SUPPRESSED","recipients":[{"reasons":["z"]}]}]}`))
	f.Add(429, "-1", "", []byte("{}"))
	f.Fuzz(func(t *testing.T, status int, retry, reset string, body []byte) {
		h := http.Header{"Retry-After": {retry}, "X-Apiquota-Reset": {reset}}
		e := parseAnswer(body).trouble(status, h, "door@example.org", time.Date(2027, 5, 1, 12, 0, 0, 0, time.UTC))
		if e.Say.Zero() || e.After < 0 || e.After > 25*time.Hour || len(e.Say.String()) > 4000 {
			t.Errorf("%d: %+v", status, e)
		}
	})
}
