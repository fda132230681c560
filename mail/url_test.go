package mail

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"stagedoor"
)

func TestParseURL(t *testing.T) {
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte("mlsn.from-file\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		url  string
		env  map[string]string
		want string // what it is, or the sentence's beginning
	}{
		{"mailbox:", nil, "mailbox"},
		{"", nil, "mailbox"},
		{"smtp://mail.example.org", nil, "smtp mail.example.org:587 starttls"},
		{"smtp://u:p%40ss@mail.example.org:2525", nil, "smtp mail.example.org:2525 starttls u p@ss"},
		{"smtps://u:p@mail.example.org", nil, "smtp mail.example.org:465 tls u p"},
		{"smtp://localhost:25", nil, "smtp localhost:25 clear"},
		{"smtp://127.0.0.1:25?starttls=always", nil, "smtp 127.0.0.1:25 starttls"},
		{"smtp://relay.internal:25?starttls=never", nil, "smtp relay.internal:25 clear"},
		{"smtp://u:hush@relay.internal:25?starttls=never", nil, "With starttls=never the password would go to relay.internal"},
		{"smtp://u@mail.example.org", nil, "The mail server mail.example.org needs both user and password"},
		{"smtp://mail.example.org?starttls=maybe", nil, "starttls is always or never"},
		{"smtps://mail.example.org?starttls=never", nil, "smtps:// is encrypted"},
		{"smtp://mail.example.org?tls=no", nil, "The mail server's address may only say"},
		{"smtp:mail.example.org", nil, "The mail server is not written like"},
		{"smtp://u:hush%zz@mail", nil, "The mail server is not written like"},
		{"sendmail:", nil, `We do not know the way of sending "sendmail"`},
		{"mailersend:", nil, "MailerSend needs an API token."},
		{"mailersend:", map[string]string{TokenEnv: "mlsn.x"}, "mailersend https://api.mailersend.com mlsn.x"},
		{"mailersend:", map[string]string{TokenFileEnv: file}, "mailersend https://api.mailersend.com mlsn.from-file"},
		{"mailersend:", map[string]string{TokenFileEnv: file + "-none"}, "The file "},
		{"mailersend:http://127.0.0.1:99/", map[string]string{TokenEnv: "t"}, "mailersend http://127.0.0.1:99 t"},
		{"mailersend:http://elsewhere.example", map[string]string{TokenEnv: "t"}, "Write mailersend: alone"},
	} {
		t.Run(tt.url, func(t *testing.T) {
			s, err := ParseURL(tt.url, func(name string) string { return tt.env[name] })
			got := ""
			switch s := s.(type) {
			case *Mailbox:
				got = "mailbox"
			case *SMTP:
				how := "starttls"
				if s.Implicit {
					how = "tls"
				} else if s.Plain {
					how = "clear"
				}
				got = strings.TrimSpace(fmt.Sprintf("smtp %s:%s %s %s %s", s.Host, s.Port, how, s.User, s.Password))
			case *MailerSend:
				got = fmt.Sprintf("mailersend %s %s", s.URL, s.Token)
			}
			if err != nil {
				got = err.Error()
				if stagedoor.KindOf(err) != stagedoor.Invalid || strings.Contains(got, "hush") {
					t.Errorf("the error is %v", err)
				}
				got = got[:min(len(got), len(tt.want))]
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
