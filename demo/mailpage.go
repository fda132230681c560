package demo

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
)

var (
	mailTemplate   = page("mail.html")
	letterTemplate = page("letter.html")
)

// A mailPage is what mail.html shows.
type mailPage struct {
	Title   string
	Letters []letter // the newest first
	Count   int      // ever arrived; the page asks for it to know when to reload
}

// A letterPage is what letter.html shows.
type letterPage struct {
	Title  string
	Letter letter
}

func (m *mailbox) showList(w http.ResponseWriter, _ *http.Request) {
	letters, count := m.all()
	render(w, http.StatusOK, mailTemplate, mailPage{Title: "Mailbox (pretend)", Letters: letters, Count: count})
}

// showVersion says how many letters ever arrived.
func (m *mailbox) showVersion(w http.ResponseWriter, _ *http.Request) {
	_, count := m.all()
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	fmt.Fprint(w, count)
}

func (m *mailbox) showLetter(w http.ResponseWriter, r *http.Request) {
	l, ok := m.letter(r.PathValue("letter"))
	if !ok {
		render(w, http.StatusNotFound, letterTemplate, letterPage{Title: "No such letter"})
		return
	}
	title := l.Subject
	if title == "" {
		title = "(no subject)"
	}
	render(w, http.StatusOK, letterTemplate, letterPage{Title: title, Letter: l})
}

// headTag finds where a letter's head begins.
var headTag = regexp.MustCompile(`(?i)<head(\s[^>]*)?>`)

// showHTML serves a letter's HTML for the frame on its page. A letter is a
// stranger's text: it may load nothing and run nothing, and its links open
// in a new tab, outside of the sandbox.
func (m *mailbox) showHTML(w http.ResponseWriter, r *http.Request) {
	l, ok := m.letter(r.PathValue("letter"))
	if !ok || l.HTML == "" {
		http.NotFound(w, r)
		return
	}
	const base = `<base target="_blank">`
	text := l.HTML
	if at := headTag.FindStringIndex(text); at != nil {
		text = text[:at[1]] + base + text[at[1]:]
	} else {
		text = "<!doctype html>" + base + text
	}
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "+
		"form-action 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	fmt.Fprint(w, text)
}

// showText serves a letter's text alone, which suits curl.
func (m *mailbox) showText(w http.ResponseWriter, r *http.Request) {
	l, ok := m.letter(r.PathValue("letter"))
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	fmt.Fprint(w, l.Text)
}

// Recipients is the addresses in one line.
func (l letter) Recipients() string { return strings.Join(l.To, ", ") }

// Time is when the letter arrived, in the shop's zone.
func (l letter) Time() string { return l.At.In(sofia()).Format("15:04:05") }
