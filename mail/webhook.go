package mail

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"stagedoor"
)

// MaxWebhook is how much of a webhook's body is read; real ones have 3 KB.
const MaxWebhook = 256 << 10

// VerifyMailerSend reports whether the header Signature is that of the raw
// body: HMAC-SHA256 with the webhook's signing secret, in hexadecimal.
func VerifyMailerSend(secret, signature string, rawBody []byte) bool {
	if secret == "" {
		return false
	}
	got, err := hex.DecodeString(signature)
	m := hmac.New(sha256.New, []byte(secret))
	m.Write(rawBody)
	return err == nil && hmac.Equal(got, m.Sum(nil))
}

// report is what MailerSend posts, as far as we read it. An activity holds its
// e-mail, which holds the message with the x-message-id that we know; an
// on-hold entry is about an address.
type report struct {
	Type    string `json:"type"`
	Created string `json:"created_at"`
	Data    struct {
		Email json.RawMessage `json:"email"` // an object, or the address itself
		Morph struct {
			Reason string `json:"reason"`
		} `json:"morph"`
		Recipient struct {
			Email string `json:"email"`
		} `json:"recipient"`
	} `json:"data"`
}

// ParseMailerSend reads a webhook's body, whose signature was verified, into
// what it says of letters: nothing, for the ping and for kinds that do not
// matter to us. The error is Invalid: the body is not what MailerSend sends.
func ParseMailerSend(rawBody []byte, now time.Time) ([]Event, error) {
	var r report
	if len(rawBody) > MaxWebhook {
		return nil, stagedoor.Errorf(stagedoor.Invalid, "This webhook is longer than any of MailerSend's.")
	}
	if err := json.Unmarshal(rawBody, &r); err != nil || r.Type == "" {
		return nil, &stagedoor.Error{Kind: stagedoor.Invalid, Msg: "This is not a webhook of MailerSend's.", Err: err}
	}
	e := Event{State: stagedoor.LetterBounced, At: now}
	if t, err := time.Parse(time.RFC3339, r.Created); err == nil && t.Before(now) && !t.IsZero() {
		e.At = t.UTC()
	}
	var email struct {
		Message struct {
			ID string `json:"id"`
		} `json:"message"`
	}
	var address string
	if json.Unmarshal(r.Data.Email, &email) != nil {
		json.Unmarshal(r.Data.Email, &address) // a text, or nothing
	}
	if address == "" {
		address = r.Data.Recipient.Email
	}
	e.Provider = email.Message.ID
	reason := said(r.Data.Morph.Reason)
	switch r.Type {
	case "activity.delivered":
		e.State = stagedoor.LetterDelivered
	case "activity.hard_bounced":
		e.Problem = withReason(stagedoor.Say("The letter came back: the address does not take letters."), stagedoor.Say("The letter came back: %s", reason), reason)
	case "activity.soft_bounced": // the vendor tried and gave up; while it still tries it says "deferred"
		e.Problem = withReason(stagedoor.Say("The letter came back: the mailbox is full, or its server was away too long."), stagedoor.Say("The letter came back: %s", reason), reason)
	case "activity.spam_complaint":
		e.Problem = stagedoor.Say("The letter was marked as spam. MailerSend sends no more to this address.")
	case "activity.suppressed":
		e.Problem = stagedoor.Say("MailerSend does not deliver to this address: it is on the suppression list there.")
	case "recipient.on_hold_added":
		e.Provider, e.Address = "", address
		e.Problem = stagedoor.Say("MailerSend holds letters to this address back: its mailbox did not answer for long.")
	default:
		return nil, nil // the ping, and what we do not keep
	}
	if e.Provider == "" && e.Address == "" {
		return nil, nil // accepted: asking for it again would bring the same
	}
	return []Event{e}, nil
}

func withReason(without, with stagedoor.Sentence, reason string) stagedoor.Sentence {
	if reason == "" {
		return without
	}
	return with
}

// Deliver keeps what a webhook said.
func (o *Outbox) Deliver(ctx context.Context, events []Event) error {
	if len(events) == 0 {
		return nil
	}
	return o.opt.Store.LetterEvents(ctx, events, o.opt.Now())
}
