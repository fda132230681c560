package demo

import (
	"context"
	"fmt"
	"net/http"
	"net/smtp"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"
)

const multipartLetter = `From: Hexagon Conf <door@hexagon.example>
To: =?utf-8?q?=D0=90=D0=B4=D0=B0?= <ada@example.org>
Subject: =?utf-8?b?0JLQsNGI0LjRj9GCINC60L7QtA==?= =?utf-8?q?_7HQM-K2WP-9XRT?=
Message-ID: <1@hexagon.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=outer

--outer
Content-Type: multipart/alternative; boundary=inner

--inner
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

=D0=97=D0=B4=D1=80=D0=B0=D0=B2=D0=B5=D0=B9, a =3D b, one long =
line
.a dot first
--inner
Content-Type: text/html; charset=windows-1251
Content-Transfer-Encoding: base64

PGh0bWw+PGhlYWQgbGFuZz0iYmciPjwvaGVhZD48aGVhZGVyPsrupDwvaGVhZGVyPjxhIGhyZWY9
Imh0dHA6Ly94LmV4YW1wbGUvaW4jNzBIUSI+Y29tZSBpbjwvYT48L2h0bWw+
--inner--
--outer
Content-Type: text/plain
Content-Disposition: attachment; filename=a.txt

an attachment
--outer--
`

func crlf(s string) []byte { return []byte(strings.ReplaceAll(s, "\n", "\r\n")) }

// start runs a demo until the test ends, which waits for it to stop.
func start(t *testing.T, o Options) *Demo {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	d, err := Start(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		http.DefaultClient.CloseIdleConnections()
		stop()
		if err := d.Wait(); err != nil {
			t.Errorf("the demo ended with: %v", err)
		}
	})
	return d
}

// see gets a page of a running demo.
func see(t *testing.T, url string) (string, http.Header) {
	t.Helper()
	r, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if r.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s", url, r.Status)
	}
	return string(body(t, r)), r.Header
}

func contains(t *testing.T, where, text string, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(text, w) {
			t.Errorf("%s has no %q:\n%s", where, w, text)
		}
	}
}

func TestLetterArrives(t *testing.T) {
	d := start(t, Options{})
	box := d.Addresses().Mailbox
	list, _ := see(t, box)
	contains(t, "the empty list", list, "No letter yet.", `data-count="0"`)
	err := smtp.SendMail(d.Addresses().SMTP, nil, "bounce@hexagon.example", []string{"ada@example.org", "bo@example.org"}, crlf(multipartLetter))
	if err != nil {
		t.Fatalf("send: %v", err)
	}
	list, _ = see(t, box)
	contains(t, "the list", list, "Вашият код 7HQM-K2WP-9XRT", "to ada@example.org, bo@example.org", `href="/mail/1"`, `data-count="1"`)
	if n, _ := see(t, box+"version"); n != "1" {
		t.Errorf("version = %q, want 1", n)
	}
	page, head := see(t, box+"1")
	contains(t, "the letter's page", page, "Здравей, a = b, one long line\n.a dot first",
		`sandbox="allow-popups allow-popups-to-escape-sandbox"`, "<dt>Message-Id</dt><dd>&lt;1@hexagon.example&gt;</dd>", "Ада &lt;ada@example.org&gt;")
	contains(t, "its policy", head.Get("Content-Security-Policy"), "default-src 'none'", "frame-ancestors 'none'")
	html, head := see(t, box+"1/html")
	contains(t, "the letter", html, `<head lang="bg"><base target="_blank"></head><header>Ко`, "http://x.example/in#70HQ")
	contains(t, "its policy", head.Get("Content-Security-Policy"), "default-src 'none'", "sandbox allow-popups", "frame-ancestors 'self'")
	if strings.Contains(head.Get("Content-Security-Policy"), "allow-scripts") || strings.Contains(head.Get("Content-Security-Policy"), "allow-same-origin") {
		t.Errorf("a letter may run scripts or be of our origin: %s", head.Get("Content-Security-Policy"))
	}
	text, head := see(t, box+"1/text")
	if want := "Здравей, a = b, one long line\n.a dot first"; text != want {
		t.Errorf("text = %q, want %q", text, want)
	}
	if got := head.Get("Content-Type"); got != "text/plain; charset=utf-8" {
		t.Errorf("the text's Content-Type = %q", got)
	}
}

func TestLetterTooBig(t *testing.T) {
	d := start(t, Options{})
	line := strings.Repeat("a", 998) + "\r\n"
	big := "Subject: big\r\n\r\n" + strings.Repeat(line, maxLetter/len(line)+1)
	if err := smtp.SendMail(d.Addresses().SMTP, nil, "a@example.org", []string{"b@example.org"}, []byte(big)); err == nil {
		t.Error("a letter over the limit was taken")
	}
	if n, _ := see(t, d.Addresses().Mailbox+"version"); n != "0" {
		t.Errorf("letters = %s, want 0", n)
	}
}

func TestOpenLetter(t *testing.T) {
	for _, tt := range []struct{ name, raw, subject, text, html, problem string }{
		{"plain", "Subject: Hi\n\nText\n", "Hi", "Text\n", "", ""},
		{"no type, no subject", "X: y\n\nText", "", "Text", "", ""},
		{"html alone", "Content-Type: text/html\n\n<p>Hi", "", "", "<p>Hi", ""},
		{"an old charset", "Content-Type: text/plain; charset=windows-1251\n\n\xcf\xf0\xe8\xe2\xe5\xf2", "", "Привет", "", ""},
		{"an unknown charset", "Content-Type: text/plain; charset=klingon\n\nHi \xff", "", "Hi \ufffd", "", ""},
		{"no boundary", "Content-Type: multipart/mixed\n\nText", "", "", "", "This letter's parts have no boundary."},
		{"cut off", "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nText", "", "Text", "", "A part of this letter could not be read to its end."},
		{"broken base64", "Content-Transfer-Encoding: base64\n\nSGk=!", "", "Hi", "", "A part of this letter could not be read to its end."},
		{"no head", "\x00\x01", "(unreadable)", "\x00\x01", "", "This letter's head could not be read."},
		{"a picture", "Content-Type: image/png\n\nabc", "", "", "", ""},
		{"first of two", "Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\n\ntwo\n--b--\n", "", "one", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := openLetter(crlf(tt.raw))
			got := [4]string{l.Subject, strings.ReplaceAll(l.Text, "\r\n", "\n"), l.HTML, l.Problem}
			if want := [4]string{tt.subject, tt.text, tt.html, tt.problem}; got != want {
				t.Errorf("subject, text, HTML, problem = %q, want %q", got, want)
			}
		})
	}
}

func TestNestedLetterIsBounded(t *testing.T) {
	var deep strings.Builder
	for i := range 20 {
		fmt.Fprintf(&deep, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i, i)
	}
	deep.WriteString("Content-Type: text/plain\r\n\r\ndown here\r\n")
	wide := "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + strings.Repeat("--b\r\nContent-Type: image/png\r\n\r\nx\r\n", 1000) + "--b--\r\n"
	for name, raw := range map[string]string{"deep": deep.String(), "wide": wide} {
		if got := openLetter([]byte(raw)).Problem; got == "" {
			t.Errorf("%s: no problem said, want one", name)
		}
	}
}

func FuzzOpenLetter(f *testing.F) {
	f.Add(crlf(multipartLetter))
	f.Add(crlf("Subject: =?x?q?=?=\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\none"))
	f.Add([]byte("Content-Transfer-Encoding: quoted-printable\r\n\r\n=0\r\n="))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, raw []byte) {
		l := openLetter(raw)
		for _, s := range []string{l.Subject, l.Text, l.HTML} {
			if !utf8.ValidString(s) {
				t.Errorf("%q is not UTF-8", s)
			}
		}
		if len(l.Headers) > maxHeaders {
			t.Errorf("%d headers, want at most %d", len(l.Headers), maxHeaders)
		}
	})
}

func TestOldestLettersGo(t *testing.T) {
	m := newMailbox(time.Now)
	for i := range maxLetters + 3 {
		m.keep("a@example.org", []string{"b@example.org"}, fmt.Appendf(nil, "Subject: %d\r\n\r\n", i+1))
	}
	letters, count := m.all()
	if len(letters) != maxLetters || count != maxLetters+3 {
		t.Errorf("letters = %d of %d, want %d of %d", len(letters), count, maxLetters, maxLetters+3)
	}
	if got := letters[0].Subject; got != "503" {
		t.Errorf("the first of the list is %q, want the newest, 503", got)
	}
	if _, ok := m.letter("3"); ok {
		t.Error("letter 3 is still there")
	}
	big := make([]byte, maxLetter)
	copy(big, "Subject: big\r\n\r\n")
	for range maxKept/maxLetter + 5 {
		m.keep("", nil, big)
	}
	if letters, _ := m.all(); len(letters) != maxKept/maxLetter {
		t.Errorf("big letters = %d, want %d", len(letters), maxKept/maxLetter)
	}
}

// TestMailboxConcurrently is for the race detector.
func TestMailboxConcurrently(t *testing.T) {
	m := newMailbox(time.Now)
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for range 100 {
				m.keep("a@example.org", []string{"b@example.org"}, crlf(multipartLetter))
				letters, _ := m.all()
				m.letter(letters[0].ID)
			}
		})
	}
	wait.Wait()
	if _, count := m.all(); count != 800 {
		t.Errorf("letters ever = %d, want 800", count)
	}
}
