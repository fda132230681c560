package mail

import (
	"net"
	"net/url"
	"os"
	"strings"

	"stagedoor"
)

// The environment's names of MailerSend's token, or of the file that holds it.
const (
	TokenEnv     = "STAGEDOOR_MAILERSEND_TOKEN"
	TokenFileEnv = "STAGEDOOR_MAILERSEND_TOKEN_FILE"
)

// ParseURL makes the sender that --mail names: "mailbox:", "smtp://user:pass@host:587",
// "smtps://user:pass@host:465" or "mailersend:". The token of the last one comes
// from getenv. SMTP is encrypted with STARTTLS, which is only left out for a
// server on this machine or with "?starttls=never". The error is one sentence
// and shows no password.
func ParseURL(raw string, getenv func(string) string) (Sender, error) {
	scheme, rest, ok := strings.Cut(raw, ":")
	switch {
	case raw == "", ok && scheme == "mailbox" && rest == "":
		return &Mailbox{}, nil
	case ok && (scheme == "smtp" || scheme == "smtps"):
		return parseSMTP(raw)
	case ok && scheme == "mailersend":
		return parseMailerSend(rest, getenv)
	}
	return nil, stagedoor.Errorf(stagedoor.Invalid, "We do not know the way of sending %q. Use mailbox:, smtp://user:password@host:587, smtps://user:password@host or mailersend:.", scheme)
}

func parseSMTP(raw string) (Sender, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Hostname() == "" || u.Path != "" && u.Path != "/" || u.Opaque != "" {
		return nil, stagedoor.Errorf(stagedoor.Invalid, "The mail server is not written like smtp://user:password@host:587. Percent-encode special characters of the password.")
	}
	s := &SMTP{Host: u.Hostname(), Port: u.Port(), Implicit: u.Scheme == "smtps"}
	if u.User != nil {
		s.User = u.User.Username()
		s.Password, _ = u.User.Password()
		if s.User == "" || s.Password == "" {
			return nil, stagedoor.Errorf(stagedoor.Invalid, "The mail server %s needs both user and password, or neither.", s.Host)
		}
	}
	if s.Port == "" {
		s.Port = map[bool]string{false: "587", true: "465"}[s.Implicit]
	}
	q := u.Query()
	starttls := q.Get("starttls")
	q.Del("starttls")
	if len(q) > 0 {
		return nil, stagedoor.Errorf(stagedoor.Invalid, "The mail server's address may only say ?starttls=always or ?starttls=never behind the question mark.")
	}
	switch {
	case starttls == "":
		s.Plain = !s.Implicit && loopback(s.Host)
	case s.Implicit:
		return nil, stagedoor.Errorf(stagedoor.Invalid, "smtps:// is encrypted from its first byte: leave ?starttls away, or use smtp://.")
	case starttls == "never":
		s.Plain = true
	case starttls != "always":
		return nil, stagedoor.Errorf(stagedoor.Invalid, "starttls is always or never, not %q.", starttls)
	}
	if s.Plain && s.User != "" && !loopback(s.Host) {
		return nil, stagedoor.Errorf(stagedoor.Invalid, "With starttls=never the password would go to %s in the clear. Leave it away, or let the server take letters without one.", s.Host)
	}
	return s, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// parseMailerSend reads what follows "mailersend:": nothing, or the address of
// a pretend vendor.
func parseMailerSend(base string, getenv func(string) string) (Sender, error) {
	if base == "" {
		base = mailerSendURL
	}
	u, err := url.Parse(base)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())) {
		return nil, stagedoor.Errorf(stagedoor.Invalid, "Write mailersend: alone, or with the https address of a server that speaks like it.")
	}
	token := getenv(TokenEnv)
	if file := getenv(TokenFileEnv); token == "" && file != "" {
		b, err := os.ReadFile(file)
		if err != nil {
			return nil, &stagedoor.Error{Kind: stagedoor.Invalid, Msg: "The file %s with MailerSend's token cannot be read.", Args: []any{file}, Err: err}
		}
		token = string(b)
	}
	token = strings.TrimSpace(token)
	if token == "" || strings.ContainsAny(token, "\r\n\t ") {
		return nil, stagedoor.Errorf(stagedoor.Invalid, "MailerSend needs an API token. Put it into %s, or its file's name into %s.", TokenEnv, TokenFileEnv)
	}
	return &MailerSend{URL: strings.TrimRight(base, "/"), Token: token}, nil
}
