package main

import (
	"context"
	"os"
	"strings"
	"time"

	"stagedoor"
	"stagedoor/mail"
)

// mailFlags say how letters leave.
type mailFlags struct {
	Mail                  string `help:"mailbox: unless said (a page shows what would be sent), smtp://user:password@host:587, smtps://user:password@host, or mailersend:." default:"mailbox:" placeholder:"URL"`
	MailFrom              string `help:"The sender of letters: Hexagon Conf <tickets@hexagon.example>." placeholder:"ADDRESS"`
	MailersendTokenFile   string `help:"The file with MailerSend's API token, unless STAGEDOOR_MAILERSEND_TOKEN holds it." placeholder:"FILE"`
	MailersendWebhookFile string `help:"The file with the signing secret of MailerSend's webhook, unless STAGEDOOR_MAILERSEND_WEBHOOK holds it." placeholder:"FILE"`
}

// webhookEnv is the environment's name of the webhook's signing secret.
const webhookEnv = "STAGEDOOR_MAILERSEND_WEBHOOK"

// sender makes what letters leave by.
func (f mailFlags) sender() (mail.Sender, error) {
	return mail.ParseURL(f.Mail, func(name string) string {
		if name == mail.TokenFileEnv {
			return f.MailersendTokenFile
		}
		return os.Getenv(name)
	})
}

// real reports whether letters really leave, and so need a sender's address
// and links that lead somewhere.
func (f mailFlags) real() bool { return f.Mail != "" && f.Mail != "mailbox:" }

// check refuses a way of sending that cannot be, and real letters without an
// address to link to, or to come from.
func (f mailFlags) check(publicGiven bool) error {
	if _, err := f.sender(); err != nil {
		return err
	}
	switch {
	case f.real() && !publicGiven:
		return stagedoor.Errorf(stagedoor.Invalid, "Real letters need --public-url: their links lead there.")
	case f.real() && f.MailFrom == "":
		return stagedoor.Errorf(stagedoor.Invalid, "Real letters need --mail-from: the address that they come from.")
	}
	return nil
}

// webhookSecret is what MailerSend signs its webhook with; empty when none is
// set, and then every webhook is refused.
func (f mailFlags) webhookSecret() (string, error) {
	if s := os.Getenv(webhookEnv); s != "" || f.MailersendWebhookFile == "" {
		return s, nil
	}
	b, err := os.ReadFile(f.MailersendWebhookFile)
	if err != nil {
		return "", &stagedoor.Error{Kind: stagedoor.Invalid, Msg: "The file %s with the webhook's signing secret cannot be read.", Args: []any{f.MailersendWebhookFile}, Err: err}
	}
	return strings.TrimSpace(string(b)), nil
}

// webhook lets web hand MailerSend's webhook on.
type webhook struct {
	secret string
	outbox *mail.Outbox
}

func (h webhook) Webhook(ctx context.Context, body []byte, signature string, now time.Time) error {
	if !mail.VerifyMailerSend(h.secret, signature, body) {
		return stagedoor.Errorf(stagedoor.Denied, "The webhook's signature is not right. Set the signing secret that MailerSend shows for it.")
	}
	events, err := mail.ParseMailerSend(body, now)
	if err != nil {
		return err
	}
	return h.outbox.Deliver(ctx, events)
}
