package mail

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"stagedoor"
)

// An answer is what MailerSend writes when it does not merely accept: its own
// codes stand at the end of messages as "#MS42207".
type answer struct {
	Message  string              `json:"message"`
	Errors   map[string][]string `json:"errors"`
	Warnings []struct {
		Type       string `json:"type"`
		Recipients []struct {
			Reasons []string `json:"reasons"`
		} `json:"recipients"`
	} `json:"warnings"`
	codes []string
	words string // of the messages, to be shown
}

var vendorCode = regexp.MustCompile(`\s*#(MS\d{4,6})`)

// parseAnswer reads a body; one that is not JSON says nothing.
func parseAnswer(body []byte) answer {
	var a answer
	if json.Unmarshal(body, &a) != nil {
		return answer{}
	}
	all := []string{a.Message}
	if len(a.Errors) > 0 {
		all = nil // "The given data was invalid." adds nothing
		for _, messages := range a.Errors {
			all = append(all, messages...)
		}
		slices.Sort(all)
	}
	text := strings.Join(all, " ")
	for _, m := range vendorCode.FindAllStringSubmatch(text, -1) {
		a.codes = append(a.codes, m[1])
	}
	a.words = said(vendorCode.ReplaceAllString(text, ""))
	return a
}

// suppressed says why the one recipient was left out, if it was.
func (a answer) suppressed() string {
	for _, w := range a.Warnings {
		if strings.HasSuffix(strings.ToUpper(w.Type), "_SUPPRESSED") {
			for _, r := range w.Recipients {
				if len(r.Reasons) > 0 {
					return said(strings.Join(r.Reasons, ", "))
				}
			}
			return "suppressed"
		}
	}
	return ""
}

func (a answer) has(codes ...string) bool {
	return slices.ContainsFunc(codes, func(c string) bool { return slices.Contains(a.codes, c) })
}

// onlyRecipient reports whether all that is wrong is the letter's address.
func (a answer) onlyRecipient() bool {
	for field := range a.Errors {
		if field != "to" && !strings.HasPrefix(field, "to.") {
			return false
		}
	}
	return len(a.Errors) > 0
}

// trouble says what a refusal means.
func (a answer) trouble(status int, h http.Header, from string, now time.Time) *SendError {
	e := &SendError{Trouble: Settings, What: strings.Join(append([]string{"mailersend", strconv.Itoa(status)}, a.codes...), " ")}
	switch {
	case status == http.StatusUnauthorized:
		e.Say = stagedoor.Say("MailerSend does not accept our API token. Make a new one there, give it to Stagedoor, then restart.")
	case status == http.StatusForbidden:
		e.Say = stagedoor.Say("MailerSend does not let this account or its token send: %s", a.words)
	case a.has("MS42207"):
		e.Say = stagedoor.Say("MailerSend has not verified the domain of %s. Verify it there; letters go on by themselves.", from)
	case a.has("MS42901"):
		e.After = until(h.Get("X-Apiquota-Reset"), h.Get("Retry-After"), now, time.Hour)
		e.Say = stagedoor.Say("MailerSend's quota of today is used up. Letters go on when it is renewed, at midnight UTC.")
	case a.has("MS42204", "MS42222", "MS42225"):
		e.Say = stagedoor.Say("MailerSend's quota of this account is used up: %s", a.words)
	case status == http.StatusTooManyRequests:
		e.Trouble, e.After = Away, until("", h.Get("Retry-After"), now, time.Minute)
		e.Say = stagedoor.Say("MailerSend asks us to slow down. Letters go on in a moment.")
	case status == http.StatusMisdirectedRequest: // what it answers during maintenance
		e.Trouble, e.After = Away, until("", h.Get("Retry-After"), now, 0)
		e.Say = stagedoor.Say("MailerSend is under maintenance. Letters go on by themselves.")
	case status >= 500 || status == http.StatusRequestTimeout:
		e.Trouble, e.After = Away, until("", h.Get("Retry-After"), now, 0)
		e.Say = stagedoor.Say("MailerSend is out of order. Letters go on by themselves.")
	case status == http.StatusUnprocessableEntity && a.suppressed() != "":
		e.Trouble, e.Say = Refused, stagedoor.Say("MailerSend does not deliver to this address: it is on the suppression list there (%s).", a.suppressed())
	case status == http.StatusUnprocessableEntity && a.onlyRecipient():
		e.Trouble, e.Say = Refused, stagedoor.Say("MailerSend refuses the address: %s", a.words)
	default:
		e.Mine = true
		e.Say = stagedoor.Say("MailerSend refuses our letters: %s", a.words)
	}
	return e
}

// until says how long to wait, by an ISO time or by seconds, whichever is
// there; never longer than a day and a bit.
func until(reset, seconds string, now time.Time, otherwise time.Duration) time.Duration {
	const most = 25 * time.Hour
	d := otherwise
	if n, err := strconv.Atoi(strings.TrimSpace(seconds)); err == nil && n >= 0 {
		d = time.Duration(min(n, int(most/time.Second))) * time.Second
	} else if t, err := http.ParseTime(seconds); err == nil {
		d = t.Sub(now)
	}
	if t, err := time.Parse(time.RFC3339, reset); err == nil && t.After(now) {
		d = t.Sub(now)
	}
	return max(0, min(d, most))
}
