package mailersend

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

const good = `{"from":{"email":"door@example.org","name":"HackConf"},"to":[{"email":"ada@example.org","name":"Ada"}],
	"reply_to":{"email":"help@example.org"},"subject":"Your code","text":"7HQM","html":"<p>7HQM</p>",
	"settings":{"track_clicks":false,"track_opens":false,"track_content":false}}`

func start(t *testing.T, opt Options) *Server {
	t.Helper()
	s, err := Start(opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// send POSTs a letter and returns the answer and its body.
func send(t *testing.T, s *Server, token, contentType, body string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequest(http.MethodPost, s.URL+"/v1/email", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", contentType)
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(b)
}

func TestLetterIsAccepted(t *testing.T) {
	s := start(t, Options{Token: "mlsn.x"})
	changed := s.Changed()
	answer, body := send(t, s, "mlsn.x", "application/json", good)
	if answer.StatusCode != 202 || body != "" {
		t.Fatalf("answer = %d %q, want 202 and no body", answer.StatusCode, body)
	}
	<-changed
	got := s.LettersTo("ADA@example.org")
	if len(got) != 1 {
		t.Fatalf("Ada got %d letters, want 1", len(got))
	}
	l := got[0]
	if id := answer.Header.Get("x-message-id"); id == "" || id != l.ID {
		t.Errorf("x-message-id = %q, the letter's id %q; want the same", id, l.ID)
	}
	if l.From.Email != "door@example.org" || l.From.Name != "HackConf" || l.ReplyTo.Email != "help@example.org" ||
		l.To[0].Name != "Ada" || l.Subject != "Your code" || l.Text != "7HQM" || l.HTML != "<p>7HQM</p>" {
		t.Errorf("letter = %+v", l)
	}
	if on, given := l.Tracking["track_clicks"]; on || !given {
		t.Errorf("track_clicks = %v, given %v; want given and off", on, given)
	}
}

func TestLetterIsRefused(t *testing.T) {
	const begin = `{"from":{"email":"door@example.org"},"to":[{"email":"ada@example.org"}],"subject":"Your code",`
	for _, tt := range []struct {
		name, token, contentType, body string
		status                         int
		want                           string
	}{
		{"no token", "", "application/json", good, 401, "Unauthenticated."},
		{"a wrong token", "mlsn.y", "application/json", good, 401, "Unauthenticated."},
		{"a form", "mlsn.x", "application/x-www-form-urlencoded", good, 400, "application/json"},
		{"no JSON", "mlsn.x", "application/json", `{"from":`, 422, "#MS42227"},
		{"two letters in one", "mlsn.x", "application/json", good + good, 422, "#MS42227"},
		{"no from", "mlsn.x", "application/json", `{"to":[{"email":"ada@example.org"}],"subject":"s","text":"t"}`, 422, "from.email field is required. #MS42209"},
		{"no to", "mlsn.x", "application/json", `{"from":{"email":"door@example.org"},"subject":"s","text":"t"}`, 422, "The to field is required. #MS42209"},
		{"no subject", "mlsn.x", "application/json", `{"from":{"email":"door@example.org"},"to":[{"email":"ada@example.org"}],"text":"t"}`, 422, "The subject field is required. #MS42209"},
		{"a subject of two lines", "mlsn.x", "application/json", `{"from":{"email":"door@example.org"},"to":[{"email":"ada@example.org"}],"text":"t","subject":"a\nb"}`, 422, "one line"},
		{"neither text nor html", "mlsn.x", "application/json", begin + `"text":""}`, 422, "#MS42211"},
		{"another domain", "mlsn.x", "application/json", strings.Replace(good, "door@example.org", "door@example.net", 1), 422, "#MS42207"},
		{"an address that is none", "mlsn.x", "application/json", strings.Replace(good, "ada@example.org", "ada", 1), 422, "#MS42208"},
		{"an address with its name in it", "mlsn.x", "application/json", strings.Replace(good, "ada@example.org", "Ada <ada@example.org>", 1), 422, "#MS42208"},
		{"one address twice", "mlsn.x", "application/json", strings.Replace(good, `"to":[`, `"to":[{"email":"Ada@example.org"},`, 1), 422, "#MS42201"},
		{"51 addresses", "mlsn.x", "application/json", begin[:len(begin)-1] + `,"text":"t","to":[` + strings.TrimSuffix(strings.Repeat(`{"email":"a@b.c"},`, 51), ",") + `]}`, 422, "#MS42205"},
		{"a field that is not known", "mlsn.x", "application/json", begin + `"text":"t","cc":[]}`, 422, "The cc field is not known here."},
		{"a setting that is not known", "mlsn.x", "application/json", begin + `"text":"t","settings":{"track_smiles":true}}`, 422, "track_smiles"},
		{"a number for a subject", "mlsn.x", "application/json", strings.Replace(good, `"Your code"`, `7`, 1), 422, "#MS42221"},
		{"too large", "mlsn.x", "application/json", begin + `"text":"` + strings.Repeat("x", maxBody) + `"}`, 413, "too large"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := start(t, Options{Token: "mlsn.x", Domain: "example.org"})
			answer, body := send(t, s, tt.token, tt.contentType, tt.body)
			if answer.StatusCode != tt.status {
				t.Errorf("status = %d, want %d; body %s", answer.StatusCode, tt.status, body)
			}
			var envelope struct {
				Message string
				Errors  map[string][]string
			}
			if err := json.Unmarshal([]byte(body), &envelope); err != nil || envelope.Message == "" {
				t.Errorf("body = %q, want the vendor's envelope with a message", body)
			}
			if !strings.Contains(body, tt.want) {
				t.Errorf("body = %s, want it to say %q", body, tt.want)
			}
			if n := len(s.Letters()); n != 0 {
				t.Errorf("%d letters were accepted, want none", n)
			}
		})
	}
}

// A clock that is set by hand.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.at }
func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

func TestLimitPerMinute(t *testing.T) {
	c := &clock{at: time.Date(2027, 5, 13, 9, 0, 0, 0, time.UTC)}
	s := start(t, Options{Now: c.now})
	for i := range 120 {
		answer, body := send(t, s, "x", "application/json", good)
		if answer.StatusCode != 202 {
			t.Fatalf("letter %d: %d %s, want 202", i+1, answer.StatusCode, body)
		}
		if got, want := answer.Header.Get("x-ratelimit-remaining"), fmt.Sprint(119-i); got != want {
			t.Fatalf("letter %d: x-ratelimit-remaining = %s, want %s", i+1, got, want)
		}
	}
	c.add(17500 * time.Millisecond)
	answer, body := send(t, s, "x", "application/json", good)
	if answer.StatusCode != 429 || !strings.Contains(body, "120 requests/min. Please wait before trying again. #MS42903") {
		t.Fatalf("letter 121: %d %s, want 429 and #MS42903", answer.StatusCode, body)
	}
	for header, want := range map[string]string{"retry-after": "43", "x-ratelimit-limit": "120", "x-ratelimit-remaining": "0", "x-ratelimit-reset": fmt.Sprint(c.at.Add(42500 * time.Millisecond).Unix())} {
		if got := answer.Header.Get(header); got != want {
			t.Errorf("%s = %q, want %q", header, got, want)
		}
	}
	c.add(43 * time.Second) // as long as retry-after says
	if answer, body := send(t, s, "x", "application/json", good); answer.StatusCode != 202 {
		t.Errorf("after retry-after: %d %s, want 202", answer.StatusCode, body)
	}
	if n := len(s.Letters()); n != 121 {
		t.Errorf("%d letters were accepted, want 121", n)
	}
}

func TestDailyQuota(t *testing.T) {
	c := &clock{at: time.Date(2027, 5, 13, 23, 59, 50, 0, time.UTC)}
	s := start(t, Options{Now: c.now, PerDay: 2})
	for range 2 {
		send(t, s, "x", "application/json", good)
	}
	answer, body := send(t, s, "x", "application/json", good)
	if answer.StatusCode != 429 || !strings.Contains(body, "#MS42901") || answer.Header.Get("retry-after") != "10" {
		t.Errorf("third letter: %d %s, retry-after %q; want 429, #MS42901, 10", answer.StatusCode, body, answer.Header.Get("retry-after"))
	}
	r, _ := http.NewRequest(http.MethodGet, s.URL+"/v1/api-quota", nil)
	r.Header.Set("Authorization", "Bearer x")
	quota, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer quota.Body.Close()
	b, _ := io.ReadAll(quota.Body)
	if got, want := strings.TrimSpace(string(b)), `{"quota":2,"remaining":0,"reset":"2027-05-14T00:00:00Z"}`; got != want {
		t.Errorf("quota = %s, want %s", got, want)
	}
	c.add(10 * time.Second)
	if answer, body := send(t, s, "x", "application/json", good); answer.StatusCode != 202 {
		t.Errorf("after midnight: %d %s, want 202", answer.StatusCode, body)
	}
}

func TestOutOfOrder(t *testing.T) {
	s := start(t, Options{})
	s.Fail(421, "We are currently running maintenance.", "7", 1)
	answer, body := send(t, s, "x", "application/json", good)
	if answer.StatusCode != 421 || answer.Header.Get("retry-after") != "7" || !strings.Contains(body, "maintenance") {
		t.Errorf("in maintenance: %d %s, retry-after %q", answer.StatusCode, body, answer.Header.Get("retry-after"))
	}
	if answer, _ := send(t, s, "x", "application/json", good); answer.StatusCode != 202 {
		t.Errorf("after it: %d, want 202", answer.StatusCode)
	}
	s.Fail(403, "Your account's access to API/SMTP has been switched off. #MS40302", "", 0)
	for range 3 {
		if answer, body := send(t, s, "x", "application/json", good); answer.StatusCode != 403 || !strings.Contains(body, "#MS40302") {
			t.Errorf("switched off: %d %s, want 403 and #MS40302", answer.StatusCode, body)
		}
	}
	s.Recover()
	if answer, _ := send(t, s, "x", "application/json", good); answer.StatusCode != 202 {
		t.Errorf("switched on again: %d, want 202", answer.StatusCode)
	}
	if got := s.Answers(); got[403] != 3 || got[421] != 1 || got[202] != 2 {
		t.Errorf("answers = %v, want 3 × 403, 1 × 421, 2 × 202", got)
	}
}

// TestAnswerIsLost: the letter is in the inbox, and the sender never learns.
func TestAnswerIsLost(t *testing.T) {
	s := start(t, Options{})
	s.LoseAnswers(1)
	r, _ := http.NewRequest(http.MethodPost, s.URL+"/v1/email", strings.NewReader(good))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer x")
	r.GetBody = nil // or the client would try again by itself
	if answer, err := http.DefaultClient.Do(r); err == nil {
		answer.Body.Close()
		t.Errorf("answer = %d, want a cut connection", answer.StatusCode)
	}
	if n := len(s.Letters()); n != 1 {
		t.Errorf("%d letters were accepted, want 1", n)
	}
	if answer, _ := send(t, s, "x", "application/json", good); answer.StatusCode != 202 {
		t.Errorf("the next: %d, want 202", answer.StatusCode)
	}
}

func TestSuppressed(t *testing.T) {
	s := start(t, Options{})
	s.Suppress("Ada@example.org", "hard bounce")
	if answer, _ := send(t, s, "x", "application/json", good); answer.StatusCode != 202 {
		t.Fatalf("answer = %d, want 202 as for any letter", answer.StatusCode)
	}
	if l := s.Letters()[0]; !l.Suppressed {
		t.Error("the letter to a suppressed address is not marked so")
	}
}

func TestOtherPaths(t *testing.T) {
	s := start(t, Options{})
	for path, want := range map[string]int{"/v1/email": 405, "/v1/bulk-email": 404, "/": 404, "/v1/api-quota": 401} {
		answer, err := http.Get(s.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != want {
			t.Errorf("GET %s = %d, want %d", path, answer.StatusCode, want)
		}
	}
}

func TestWebhook(t *testing.T) {
	type call struct {
		signature string
		body      []byte
	}
	calls := make(chan call, 1)
	hook := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		calls <- call{r.Header.Get("Signature"), b}
		w.WriteHeader(http.StatusNoContent)
	}))
	defer hook.Close()
	s := start(t, Options{SigningSecret: "s3cret"})
	l := Letter{ID: "62fb66bef54a112e920b5493", To: []Address{{Email: "ada@example.org"}}}
	for _, kind := range Events {
		status, err := s.Send(t.Context(), hook.URL, kind, l)
		if err != nil || status != http.StatusNoContent {
			t.Fatalf("%s: %d, %v; want 204", kind, status, err)
		}
		c := <-calls
		if c.signature != Sign("s3cret", c.body) || len(c.signature) != 64 {
			t.Errorf("%s: signature %q is not of the body", kind, c.signature)
		}
		var body struct{ Type string }
		if err := json.Unmarshal(c.body, &body); err != nil || body.Type != kind {
			t.Errorf("%s: body %s", kind, c.body)
		}
		if strings.HasPrefix(kind, "activity.") && !bytes.Contains(c.body, []byte(l.ID)) {
			t.Errorf("%s: body %s does not name the message", kind, c.body)
		}
	}
}

// TestSign uses the test vector of RFC 4231, case 2.
func TestSign(t *testing.T) {
	const want = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
	if got := Sign("Jefe", []byte("what do ya want for nothing?")); got != want {
		t.Errorf("Sign = %s, want %s", got, want)
	}
}

// TestServerConcurrently is for the race detector.
func TestServerConcurrently(t *testing.T) {
	s := start(t, Options{PerMinute: 40})
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for range 10 {
				send(t, s, "x", "application/json", good)
				s.Letters()
				s.Changed()
				s.Answers()
				s.Suppress(fmt.Sprintf("a%d@example.org", i), "")
				s.Fail(500, "x", "", 1)
				s.Recover()
			}
		})
	}
	wg.Wait()
	got := s.Answers()
	if got[202] != len(s.Letters()) || got[202] > 40 {
		t.Errorf("answers = %v with %d letters; want as many, and at most the 40 of a minute", got, len(s.Letters()))
	}
	if n := got[202] + got[429] + got[500]; n != 80 {
		t.Errorf("answers = %v, want 80 in all", got)
	}
}

// FuzzCheck: a body is either a letter with somebody in To, or refused with a
// message and a status of 4xx.
func FuzzCheck(f *testing.F) {
	f.Add(good)
	f.Add(`{"from":null,"to":null}`)
	f.Add(`{"to":[{}],"settings":{"":true}}`)
	f.Fuzz(func(t *testing.T, body string) {
		l, p := check("application/json", []byte(body), "example.org")
		switch {
		case p == nil && (len(l.To) == 0 || l.From.Email == "" || l.Subject == ""):
			t.Errorf("%q was accepted as %+v", body, l)
		case p != nil && (p.message == "" || p.status < 400 || p.status > 499):
			t.Errorf("%q was refused with %+v", body, p)
		}
	})
}
